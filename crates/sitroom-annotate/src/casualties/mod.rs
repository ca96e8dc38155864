//! Who is told to have been killed or hurt, one by one or by number.
//!
//! Figures tell of numbers only; most dead of the news are told without one: "a man was fatally shot", "the boy died in
//! hospital". Read with the patterns of `lexicons/casualties/harms.tsv` over the tree; who is meant is `people`'s, who is
//! the same person `identity`'s.

mod identity;
mod people;

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use sitroom_language::{Dep, NameLabel, Pos};
use sitroom_report::Span;
use smol_str::SmolStr;

use self::identity::Mention;
use self::people::{People, Person};
use crate::annotation::{Annotation, Casualty, Harm, Measure, Number, Reason, Words};
use crate::annotator::Reading;
use crate::events::Knowledge;
use crate::events::arguments::Trigger;
use crate::events::grammar::Grammar;
use crate::events::incidents;
use crate::events::participants::{actor, trigger_words, words_of};
use crate::events::patterns::{Patterns, Slot};
use crate::lexicon::{LexiconError, Lexicons};
use crate::stance::Discourse;

/// Rows that hold a word start within so many rows before it.
const NEAR: usize = 8;

/// Finds casualties.
pub(crate) struct Annotator {
    knowledge: Arc<Knowledge>,
    harms: Patterns<Turn>,
    people: People,
    /// Lemmas of words that tell of violence.
    violence: HashSet<SmolStr>,
}

/// What becomes of people by an entry of the lexicon.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
enum Turn {
    Harmed(Harm),
    /// Killed by themselves.
    Suicide,
    /// Injured, and killed where the text denies it: "did not survive".
    Survived,
    /// The act killed people of whom it tells no more: "a deadly shooting".
    Deadly,
}

impl Turn {
    fn parse(word: &str) -> Option<Self> {
        match word {
            "suicide" => Some(Self::Suicide),
            "survived" => Some(Self::Survived),
            "deadly" => Some(Self::Deadly),
            word => Harm::parse(word).map(Self::Harmed),
        }
    }
}

/// A mention before its row is made.
struct Found {
    head: usize,
    person: Person,
    harm: Harm,
    /// The word that says so.
    token: usize,
    /// Whether its doer is told apart from it.
    by_other: bool,
    /// Whether the word's denial is what is told: "did not survive".
    reversed: bool,
    why: Vec<Reason>,
}

impl Annotator {
    pub(crate) fn new(lexicons: &Lexicons, knowledge: Arc<Knowledge>) -> Result<Self, LexiconError> {
        let lexicon = lexicons.load("harms.tsv", include_str!("../../../../lexicons/casualties/harms.tsv"))?;
        let fault = "unknown harm; say killed, suicide, deadly, survived, injured or hit";
        let harms = Patterns::of_turns(&lexicon, &knowledge.classes, Turn::parse, fault)?;
        let people = lexicons.load("people.tsv", include_str!("../../../../lexicons/casualties/people.tsv"))?;
        let words = lexicons.load("violence.tsv", include_str!("../../../../lexicons/casualties/violence.tsv"))?;
        let column = words.column("words")?;
        let violence = words.rows.iter().flat_map(|row| row.list(column)).map(SmolStr::from).collect();
        Ok(Self { knowledge, harms, people: People::new(&people)?, violence })
    }

    pub(crate) fn annotate(&self, reading: &Reading<'_>, discourse: &Discourse, draft: &mut Annotation) {
        let grammar = Grammar::with_places(reading.parsed, &draft.places);
        let mut found = Vec::new();
        for token in 0..grammar.parsed.len() {
            self.by_pattern(&grammar, draft, token, &mut found);
            self.by_adjective(&grammar, draft, token, &mut found);
        }
        self.by_figure(&grammar, draft, &mut found);
        found.sort_by_key(|found| (found.head, found.harm, found.token));
        found.dedup_by_key(|found| (found.head, found.harm));
        let mentions: Vec<(usize, Mention<'_>)> = (found.iter().enumerate())
            .filter(|(_, found)| found.person.low == Some(1.0) && found.person.high == Some(1.0))
            .map(|(number, found)| {
                let sentence = grammar.parsed.sentence_number(found.head);
                (number, Mention { person: &found.person, head: found.head, cue: found.token, sentence })
            })
            .collect();
        let (at, mentions): (Vec<usize>, Vec<Mention<'_>>) = mentions.into_iter().unzip();
        let persons: BTreeMap<usize, usize> = at.into_iter().zip(identity::number(&mentions)).collect();
        let rows = (found.iter().enumerate())
            .map(|(number, found)| self.row(&grammar, discourse, draft, found, persons.get(&number).copied()))
            .collect();
        draft.casualties = rows;
    }

    /// Those whom the pattern of the word `token` reaches.
    fn by_pattern(&self, grammar: &Grammar<'_>, draft: &Annotation, token: usize, found: &mut Vec<Found>) {
        if grammar.parsed.name_at(token).is_some_and(|name| name.label == NameLabel::Person) {
            return;
        }
        let Some(trigger) = Trigger::new(grammar, &self.knowledge, token) else { return };
        let Some(pattern) = trigger.best(&self.harms) else { return };
        let denied = grammar.parsed.children_by(token, Dep::Neg).next().is_some();
        let (mut harm, reversed) = match pattern.tells {
            Turn::Deadly => {
                let why = Reason {
                    what: format!("killed: {}", pattern.written),
                    entry: Some(pattern.entry.clone()),
                    span: Some(grammar.parsed.span(trigger_words(grammar, token))),
                };
                // At least one died, and who is not said.
                let person = Person { low: Some(1.0), ..Person::default() };
                let (harm, why) = (Harm::Killed, vec![why]);
                found.push(Found { head: token, person, harm, token, by_other: false, reversed: false, why });
                return;
            }
            // "He is survived by his wife" tells of no wound of hers.
            Turn::Survived if grammar.is_passive(token) => return,
            Turn::Survived if denied => (Harm::Killed, true),
            Turn::Survived => (Harm::Injured, false),
            Turn::Suicide => (Harm::Killed, false),
            Turn::Harmed(harm) => (harm, false),
        };
        let by_themselves = pattern.tells == Turn::Suicide;
        let mut why = vec![Reason {
            what: format!("{harm}: {}", pattern.written),
            entry: Some(pattern.entry.clone()),
            span: Some(grammar.parsed.span(trigger_words(grammar, token))),
        }];
        if let Some(fatal) = self.fatal(grammar, token).filter(|_| harm != Harm::Killed) {
            let span = grammar.parsed.tokens.get(fatal).map(|token| token.span);
            why.push(Reason { what: "killed: said beside the verb".to_owned(), entry: None, span });
            harm = Harm::Killed;
        }
        let mut doers: Vec<usize> = pattern.source.iter().flat_map(|slot| trigger.fill(slot)).collect();
        let mut reached: Vec<usize> =
            pattern.target.iter().map(|slot| trigger.fill(slot)).find(|heads| !heads.is_empty()).unwrap_or_default();
        if reached.is_empty() && matches!(pattern.target.first(), Some(Slot::Object)) {
            reached.extend(sufferer(grammar, token));
            doers.retain(|doer| !reached.contains(doer));
        }
        let by_people = doers.iter().any(|&doer| self.people.meant(grammar, draft, doer).is_some());
        for head in reached {
            for head in grammar.conjuncts(head) {
                let word = grammar.parsed.word(head).to_lowercase();
                let own_life = || {
                    grammar
                        .parsed
                        .head(head)
                        .and_then(|life| grammar.parsed.children(life).find(|&c| grammar.lemma(c) == "own"))
                };
                let itself = matches!(word.as_str(), "himself" | "herself" | "themselves")
                    || (grammar.dep(head) == Dep::Poss && own_life().is_some());
                // Who shoots himself is both.
                let heads = if itself { doers.clone() } else { vec![head] };
                for head in heads {
                    let Some(mut person) = self.people.meant(grammar, draft, head) else { continue };
                    person.perpetrator |= itself || by_themselves;
                    let by_other = !itself && by_people;
                    found.push(Found { head, person, harm, token, by_other, reversed, why: why.clone() });
                }
            }
        }
    }

    /// The word beside verb `token` that says it killed: "fatally shot", "shot dead".
    fn fatal(&self, grammar: &Grammar<'_>, token: usize) -> Option<usize> {
        let said = |token: usize| grammar.parsed.children(token).find(|&c| self.people.is(grammar, c, "fatal"));
        // "suffered a fatal wound"
        let own = |token: usize| said(token).or_else(|| grammar.parsed.child(token, Dep::Dobj).and_then(said));
        own(token)
    }

    /// "two dead civilians", "is dead", "left three people dead", "was found wounded", "one fatally".
    fn by_adjective(&self, grammar: &Grammar<'_>, draft: &Annotation, token: usize, found: &mut Vec<Found>) {
        let head = grammar.parsed.head(token);
        let fatal =
            || head.is_some_and(|head| grammar.pos(head) == Pos::Num) && self.people.is(grammar, token, "fatal");
        let harm = if self.people.is(grammar, token, "dead") || fatal() {
            Harm::Killed
        } else if self.people.is(grammar, token, "hurt") {
            Harm::Injured
        } else {
            return;
        };
        let Some(first) = described(grammar, token) else { return };
        // "left two dead and three in hospital": what follows the adjective is told something else of.
        // "left a father and two children dead": all of them.
        let first = if first < token { first_conjunct(grammar, first) } else { first };
        let reached = grammar.conjuncts(first).into_iter().filter(|&head| first > token || head < token);
        for head in reached {
            let Some(person) = self.people.meant(grammar, draft, head) else { continue };
            let span = grammar.parsed.tokens.get(token).map(|token| token.span);
            let why = vec![Reason { what: format!("{harm}: said of the noun"), entry: None, span }];
            found.push(Found { head, person, harm, token, by_other: false, reversed: false, why });
        }
    }

    /// The numbers of dead and injured that figures give and no pattern reached.
    fn by_figure(&self, grammar: &Grammar<'_>, draft: &Annotation, found: &mut Vec<Found>) {
        let mut heads: Vec<usize> = found.iter().map(|found| found.head).collect();
        heads.sort_unstable();
        let cues: BTreeMap<(usize, Harm), usize> =
            found.iter().map(|found| ((found.head, found.harm), found.token)).collect();
        for figure in &draft.figures {
            let harm = match figure.measure {
                Measure::Killed => Harm::Killed,
                Measure::Injured => Harm::Injured,
                _ => continue,
            };
            let tokens = grammar.parsed.tokens_in(figure.words.span());
            let next = heads.partition_point(|head| *head < tokens.start);
            let known = heads.get(next).is_some_and(|head| *head < tokens.end)
                || tokens.clone().all(|token| people::is_age(grammar, token));
            let Some(low) = figure.low.or(figure.value).filter(|_| !known) else { continue };
            let Some(token) =
                tokens.clone().find(|&token| grammar.parsed.head(token).is_none_or(|head| !tokens.contains(&head)))
            else {
                continue;
            };
            // "image 1 of 12 A woman": a number before one person counts something else.
            if low.0 > 1.0 && matches!(grammar.tag(token), "NN" | "NNP") && grammar.pos(token) != Pos::Num {
                continue;
            }
            let person =
                Person { low: Some(low.0), high: figure.high.map(|high| high.0), counted: true, ..Person::default() };
            let why = vec![Reason { what: "a figure".to_owned(), entry: None, span: Some(figure.words.span()) }];
            // "six soldiers and nine jihadists were killed": what is said of the one is said of the other.
            let first = first_conjunct(grammar, token);
            let beside = || grammar.conjuncts(first).into_iter().find_map(|head| cues.get(&(head, harm)).copied());
            let cue = beside().unwrap_or(token);
            found.push(Found { head: token, person, harm, token: cue, by_other: false, reversed: false, why });
        }
    }

    /// The row of `found`, who is the person `number` of the report.
    fn row(
        &self,
        grammar: &Grammar<'_>,
        discourse: &Discourse,
        draft: &Annotation,
        found: &Found,
        number: Option<usize>,
    ) -> Casualty {
        let standing = discourse.standing(found.token);
        let words = grammar.parsed.span(words_of(grammar, found.head));
        let cue = grammar.parsed.tokens.get(found.token).map_or(words, |token| token.span);
        let head = grammar.parsed.tokens.get(found.head).map_or(words, |token| token.span);
        let event_i = over(&draft.events, |event| &event.words, cue);
        let figure_i = over(&draft.figures, |figure| &figure.words, head);
        let mut why = found.why.clone();
        why.extend(standing.why);
        Casualty {
            words: Words::at(words),
            harm: found.harm,
            low: found.person.low.map(Number),
            high: found.person.high.map(Number),
            counted: found.person.counted,
            name: found.person.written.clone(),
            age: found.person.age,
            sex: found.person.sex,
            person: number,
            others: found.person.others,
            known: found.person.known,
            perpetrator: found.person.perpetrator,
            by_other: found.by_other,
            violent: self.is_violent(grammar, found.token),
            actor_i: actor(grammar, draft, found.head),
            cue: Words::at(cue),
            event_i,
            figure_i,
            time_i: incidents::time(grammar, draft, found.token),
            stance: standing.stance,
            negated: standing.negated && !found.reversed,
            background: standing.background,
            attribution: standing.attribution,
            why,
        }
    }

    /// Whether the sentence of token `i` tells of violence.
    fn is_violent(&self, grammar: &Grammar<'_>, i: usize) -> bool {
        let sentence = grammar.parsed.sentence_number(i);
        let range = grammar.parsed.sentences().get(sentence).cloned().unwrap_or_default();
        range.into_iter().any(|token| self.violence.contains(grammar.lemma(token)))
    }
}

/// Whom the verb of harm `token` was done to where the parser made no object of them: "the man fatally shot on Friday", "two
/// were found shot", "three killed in blast".
fn sufferer(grammar: &Grammar<'_>, token: usize) -> Option<usize> {
    let parsed = grammar.parsed;
    if !grammar.is_verb(token) || !matches!(grammar.tag(token), "VBD" | "VBN") {
        return None;
    }
    match grammar.dep(token) {
        Dep::Acl => parsed.head(token),
        // "found two girls shot"
        Dep::Oprd | Dep::Ccomp | Dep::Xcomp if grammar.subject(token).is_none() => described(grammar, token),
        _ => {
            let subject = parsed.child(token, Dep::Nsubj)?;
            (grammar.pos(subject) == Pos::Num && parsed.child(token, Dep::Dobj).is_none()).then_some(subject)
        }
    }
}

/// The first of the nouns that noun `i` is listed with.
fn first_conjunct(grammar: &Grammar<'_>, mut i: usize) -> usize {
    while grammar.dep(i) == Dep::Conj
        && let Some(head) = grammar.parsed.head(i).filter(|&head| head < i)
    {
        i = head;
    }
    i
}

/// Of whom the adjective or participle `token` is said.
fn described(grammar: &Grammar<'_>, token: usize) -> Option<usize> {
    let head = grammar.parsed.head(token);
    let own = grammar.parsed.child(token, Dep::Nsubj).or_else(|| grammar.parsed.child(token, Dep::Nsubjpass));
    if own.is_some() {
        return own;
    }
    match grammar.dep(token) {
        Dep::Amod | Dep::Advmod => head.filter(|&head| grammar.is_noun(head) && grammar.pos(head) != Pos::Propn),
        Dep::Conj => head.filter(|&head| grammar.pos(head) == Pos::Adj).and_then(|head| described(grammar, head)),
        Dep::Oprd | Dep::Acomp | Dep::Xcomp | Dep::Ccomp | Dep::Advcl | Dep::Attr => {
            let verb = head.filter(|&head| grammar.is_verb(head))?;
            let object = grammar.parsed.child(verb, Dep::Dobj).filter(|&object| object < token);
            object.or_else(|| grammar.subject(verb))
        }
        _ => None,
    }
}

/// Which of `rows`, in text order, holds `span`, the last of several.
fn over<T>(rows: &[T], words: impl Fn(&T) -> &Words, span: Span) -> Option<usize> {
    let next = rows.partition_point(|row| words(row).start <= span.start);
    (0..next).rev().take(NEAR).find(|&row| rows.get(row).is_some_and(|row| words(row).span().contains(span)))
}
