//! Who is told to have been killed or hurt, one by one or by number.
//!
//! Figures tell of numbers only; most dead of the news are told without one: "a man was fatally shot", "the boy died in
//! hospital". Read with the patterns of `lexicons/casualties/harms.tsv` over the tree; who is meant is `people`'s, who is
//! the same person `identity`'s.

mod identity;
mod people;

use std::collections::BTreeMap;
use std::sync::Arc;

use sitroom_language::{Dep, NameLabel, Pos};
use sitroom_report::Span;

use self::identity::Mention;
use self::people::{People, Person};
use crate::annotation::{Annotation, Casualty, Harm, Measure, Number, Reason, Words};
use crate::annotator::Reading;
use crate::events::Knowledge;
use crate::events::arguments::Trigger;
use crate::events::grammar::Grammar;
use crate::events::incidents;
use crate::events::participants::{actor, trigger_words, words_of};
use crate::events::patterns::Patterns;
use crate::lexicon::{LexiconError, Lexicons};
use crate::stance::Discourse;

/// Rows that hold a word start within so many rows before it.
const NEAR: usize = 8;

/// Finds casualties.
pub(crate) struct Annotator {
    knowledge: Arc<Knowledge>,
    /// What becomes of people, and whether they do it to themselves.
    harms: Patterns<(Harm, bool)>,
    people: People,
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
    why: Vec<Reason>,
}

impl Annotator {
    pub(crate) fn new(lexicons: &Lexicons, knowledge: Arc<Knowledge>) -> Result<Self, LexiconError> {
        let lexicon = lexicons.load("harms.tsv", include_str!("../../../../lexicons/casualties/harms.tsv"))?;
        let fault = "unknown harm; say killed, suicide, injured or hit";
        let harms = Patterns::of_turns(&lexicon, &knowledge.classes, harm_of, fault)?;
        let people = lexicons.load("people.tsv", include_str!("../../../../lexicons/casualties/people.tsv"))?;
        Ok(Self { knowledge, harms, people: People::new(&people)? })
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
                (number, Mention { person: &found.person, head: found.head, sentence })
            })
            .collect();
        let (at, mentions): (Vec<usize>, Vec<Mention<'_>>) = mentions.into_iter().unzip();
        let persons: BTreeMap<usize, usize> = at.into_iter().zip(identity::number(&mentions)).collect();
        let rows = (found.iter().enumerate())
            .map(|(number, found)| row(&grammar, discourse, draft, found, persons.get(&number).copied()))
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
        let (mut harm, by_themselves) = pattern.tells;
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
        let doers: Vec<usize> = pattern.source.iter().flat_map(|slot| trigger.fill(slot)).collect();
        let by_people = doers.iter().any(|&doer| self.people.meant(grammar, draft, doer).is_some());
        let reached: Vec<usize> =
            pattern.target.iter().map(|slot| trigger.fill(slot)).find(|heads| !heads.is_empty()).unwrap_or_default();
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
                    found.push(Found { head, person, harm, token, by_other, why: why.clone() });
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
        let reached = grammar.conjuncts(first).into_iter().filter(|&head| first > token || head < token);
        for head in reached {
            let Some(person) = self.people.meant(grammar, draft, head) else { continue };
            let span = grammar.parsed.tokens.get(token).map(|token| token.span);
            let why = vec![Reason { what: format!("{harm}: said of the noun"), entry: None, span }];
            found.push(Found { head, person, harm, token, by_other: false, why });
        }
    }

    /// The numbers of dead and injured that figures give and no pattern reached.
    fn by_figure(&self, grammar: &Grammar<'_>, draft: &Annotation, found: &mut Vec<Found>) {
        let mut heads: Vec<usize> = found.iter().map(|found| found.head).collect();
        heads.sort_unstable();
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
            found.push(Found { head: token, person, harm, token, by_other: false, why });
        }
    }
}

/// The row of `found`, who is the person `number` of the report.
fn row(
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
        actor_i: actor(grammar, draft, found.head),
        cue: Words::at(cue),
        event_i,
        figure_i,
        time_i: incidents::time(grammar, draft, found.token),
        stance: standing.stance,
        negated: standing.negated,
        background: standing.background,
        attribution: standing.attribution,
        why,
    }
}

/// What becomes of people by the word of the lexicon, and whether they do it to themselves.
fn harm_of(word: &str) -> Option<(Harm, bool)> {
    if word == "suicide" { Some((Harm::Killed, true)) } else { Harm::parse(word).map(|harm| (harm, false)) }
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
