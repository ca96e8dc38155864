//! Agreements and what the text says of their lives: demanded, agreed, in force, violated, collapsed.
//!
//! A noun that means an agreement, or a name of one, is a mention; what is done to it in its clause is the turn, read
//! with the patterns of `lexicons/agreements/states.tsv`. A mention of which nothing is said is `mentioned`.

mod named;

use std::sync::Arc;

use crate::annotation::{Agreement, AgreementKind, AgreementState, Annotation, Reason, Stance, Words};
use crate::annotator::Reading;
use crate::events::Knowledge;
use crate::events::arguments::Trigger;
use crate::events::grammar::Grammar;
use crate::events::incidents;
use crate::events::location::Locations;
use crate::events::participants::{actor, people};
use crate::events::patterns::{Pattern, Patterns};
use crate::lexicon::{LexiconError, Lexicons};
use crate::stance::Discourse;
use named::{Mention, Names};

/// Finds agreements.
pub(crate) struct Annotator {
    knowledge: Arc<Knowledge>,
    names: Names,
    turns: Patterns,
    terms: Patterns,
}

/// A turn that some word of the text tells of a mention.
struct Turn<'p> {
    /// Index of the mention.
    mention: usize,
    trigger: usize,
    pattern: &'p Pattern,
    state: AgreementState,
    by: Vec<usize>,
}

impl Annotator {
    pub(crate) fn new(lexicons: &Lexicons, knowledge: Arc<Knowledge>) -> Result<Self, LexiconError> {
        let lexicon = lexicons.load("states.tsv", include_str!("../../../../lexicons/agreements/states.tsv"))?;
        let turn = lexicon.column("turn")?;
        if let Some(row) = lexicon.rows.iter().find(|row| AgreementState::parse(row.cell(turn)).is_none()) {
            return Err(lexicon.fault(row, "unknown state; use one of the contract's"));
        }
        let mut turns = Patterns::default();
        turns.add(None, &lexicon, &knowledge.classes)?;
        let lexicon = lexicons.load("terms.tsv", include_str!("../../../../lexicons/agreements/terms.tsv"))?;
        let mut terms = Patterns::default();
        terms.add(None, &lexicon, &knowledge.classes)?;
        Ok(Self { names: Names::new(lexicons)?, knowledge, turns, terms })
    }

    pub(crate) fn annotate(&self, reading: &Reading<'_>, discourse: &Discourse, draft: &mut Annotation) {
        let grammar = Grammar::with_places(reading.parsed, &draft.places);
        let mut mentions = self.names.mentions(&grammar);
        inherit_names(&grammar, &mut mentions);
        let locations = Locations::new(&self.knowledge, &grammar, draft);
        let mut turns = self.turns(&grammar, discourse, &mentions);
        let mut rows: Vec<Agreement> = Vec::new();
        for (n, mention) in mentions.iter().enumerate() {
            let (own, rest): (Vec<_>, Vec<_>) = turns.into_iter().partition(|turn| turn.mention == n);
            turns = rest;
            if own.is_empty() {
                rows.push(self.row(&grammar, discourse, draft, &locations, mention, None));
            }
            for turn in &own {
                rows.push(self.row(&grammar, discourse, draft, &locations, mention, Some(turn)));
            }
        }
        rows.extend(self.clauses(&grammar, discourse, draft, &locations));
        self.add_terms(&grammar, &mentions, &mut rows);
        rows.sort_by_key(|row| (row.words.start, row.words.end, row.state));
        rows.dedup_by(|next, row| next.words == row.words && next.state == row.state);
        draft.agreements = rows;
    }

    /// What the words of the text say of the mentions.
    fn turns<'p>(&'p self, grammar: &Grammar<'_>, discourse: &Discourse, mentions: &[Mention]) -> Vec<Turn<'p>> {
        let mut found: Vec<Turn<'p>> = Vec::new();
        for token in 0..grammar.parsed.len() {
            let Some(trigger) = Trigger::new(grammar, &self.knowledge, token) else { continue };
            let Some(pattern) = trigger.best(&self.turns) else { continue };
            let Some(said) = AgreementState::parse(&pattern.label) else { continue };
            let fillers =
                pattern.target.iter().flat_map(|slot| trigger.fill(slot)).flat_map(|filler| grammar.conjuncts(filler));
            let mut meant: Vec<usize> =
                fillers.filter_map(|filler| self.mention_of(grammar, mentions, filler)).collect();
            if meant.is_empty() && pattern.target.is_empty() {
                continue;
            }
            meant.dedup();
            for mention in meant {
                if mentions.get(mention).is_some_and(|mention| mention.head == token) {
                    continue;
                }
                let (state, demander) = turned(grammar, discourse, token, said);
                let sources = pattern.source.iter().flat_map(|slot| trigger.fill(slot)).collect::<Vec<_>>();
                let by = demander.map_or(sources, |demander| vec![demander]);
                found.push(Turn { mention, trigger: token, pattern, state, by: people(grammar, &by) });
            }
        }
        found
    }

    /// The mention that the phrase of `filler` means: itself, or one inside it ("the terms of the truce", "truce talks").
    fn mention_of(&self, grammar: &Grammar<'_>, mentions: &[Mention], filler: usize) -> Option<usize> {
        let exact = mentions
            .iter()
            .position(|mention| mention.head == filler || (mention.start..=mention.head).contains(&filler));
        exact.or_else(|| {
            if !self.knowledge.is(grammar, filler, "pact_part") && !crate::events::is_container(grammar, filler) {
                return None;
            }
            mentions.iter().position(|mention| {
                let parent = grammar.parsed.head(mention.head);
                parent == Some(filler) || parent.and_then(|p| grammar.parsed.head(p)) == Some(filler)
            })
        })
    }

    fn row(
        &self,
        grammar: &Grammar<'_>,
        discourse: &Discourse,
        draft: &Annotation,
        locations: &Locations,
        mention: &Mention,
        turn: Option<&Turn<'_>>,
    ) -> Agreement {
        let span = grammar.parsed.span(mention.start..mention.head + 1);
        let standing = discourse.standing(turn.map_or(mention.head, |turn| turn.trigger));
        let state = turn.map_or(AgreementState::Mentioned, |turn| turn.state);
        let place_i =
            locations.of_noun(grammar, mention.head).first().copied().or_else(|| {
                turn.and_then(|turn| locations.of(&self.knowledge, grammar, turn.trigger).first().copied())
            });
        let actors = |heads: &[usize]| heads.iter().filter_map(|&head| actor(grammar, draft, head)).collect::<Vec<_>>();
        let time = |token| incidents::time(grammar, draft, token);
        let mut why = vec![Reason {
            what: format!("agreement: {}", grammar.lemma(mention.head)),
            entry: Some(mention.entry.clone()),
            span: Some(span),
        }];
        why.extend(turn.map(|turn| Reason {
            what: format!("{}: {}", state, turn.pattern.written),
            entry: Some(turn.pattern.entry.clone()),
            span: grammar.parsed.tokens.get(turn.trigger).map(|token| token.span),
        }));
        why.extend(standing.why);
        Agreement {
            words: Words::at(span),
            kind: mention.kind,
            name: mention.name.clone(),
            parties_i: actors(&parties(grammar, mention.head)),
            place_i,
            time_i: time(turn.map_or(mention.head, |turn| turn.trigger)),
            terms: Vec::new(),
            state,
            by_i: actors(turn.map_or(&[][..], |turn| &turn.by)),
            condition: standing.condition.map(Words::at),
            stance: standing.stance,
            attribution: standing.attribution,
            why,
        }
    }

    /// Agreements told without a noun: "Russia and Turkey agreed in Sochi in 2018 to end the fighting".
    fn clauses(
        &self,
        grammar: &Grammar<'_>,
        discourse: &Discourse,
        draft: &Annotation,
        locations: &Locations,
    ) -> Vec<Agreement> {
        let verbs = (0..grammar.parsed.len()).filter(|&i| grammar.lemma(i) == "agree" && grammar.is_verb(i));
        let mut rows = Vec::new();
        for verb in verbs {
            let Some((kind, name, entry)) = self.names.of_clause(grammar, verb) else { continue };
            let Some(complement) = grammar.complement(verb) else { continue };
            let span = grammar.parsed.tokens.get(verb).map(|token| token.span).unwrap_or_default();
            let standing = discourse.standing(verb);
            let sides = people(grammar, &grammar.subject(verb).into_iter().collect::<Vec<_>>());
            rows.push(Agreement {
                words: Words::at(span),
                kind,
                name: Some(name),
                parties_i: sides.iter().filter_map(|&head| actor(grammar, draft, head)).collect(),
                place_i: locations.of(&self.knowledge, grammar, complement).first().copied(),
                time_i: incidents::time(grammar, draft, verb),
                terms: vec![Words::at(grammar.parsed.span(clause_words(grammar, complement)))],
                state: if standing.negated { AgreementState::Failed } else { AgreementState::Agreed },
                by_i: Vec::new(),
                condition: standing.condition.map(Words::at),
                stance: standing.stance,
                attribution: standing.attribution,
                why: vec![Reason {
                    what: "agreement: the place and year of a named one".into(),
                    entry: Some(entry),
                    span: Some(span),
                }],
            });
        }
        rows
    }

    /// What the agreements provide for, also where "it" stands for the one just mentioned.
    fn add_terms(&self, grammar: &Grammar<'_>, mentions: &[Mention], rows: &mut [Agreement]) {
        for token in 0..grammar.parsed.len() {
            let Some(trigger) = Trigger::new(grammar, &self.knowledge, token).filter(|_| grammar.is_verb(token)) else {
                continue;
            };
            let subject = grammar.subject(token);
            let it = subject.is_some_and(|subject| matches!(grammar.lemma(subject), "it" | "this" | "that" | "which"));
            let pattern = trigger.best(&self.terms);
            let pattern = pattern.or_else(|| it.then(|| self.terms.of_verb(grammar.lemma(token))).flatten());
            let (Some(pattern), Some(subject)) = (pattern, subject) else { continue };
            let mention = self.mention_of(grammar, mentions, subject).or_else(|| {
                let near = |mention: &&Mention| {
                    let sentences =
                        (grammar.parsed.sentence_number(mention.head), grammar.parsed.sentence_number(token));
                    mention.head < token && sentences.0 + 1 >= sentences.1
                };
                mentions
                    .iter()
                    .rfind(near)
                    .filter(|_| it)
                    .and_then(|found| mentions.iter().position(|m| m.head == found.head))
            });
            let Some(mention) = mention.and_then(|n| mentions.get(n)) else { continue };
            let heads: Vec<usize> = pattern
                .target
                .iter()
                .map(|slot| trigger.fill(slot))
                .find(|found| !found.is_empty())
                .unwrap_or_default();
            let heads = heads.into_iter().flat_map(|head| grammar.conjuncts(head));
            let terms =
                heads.map(
                    |head| if grammar.is_verb(head) { clause_words(grammar, head) } else { grammar.noun_phrase(head) },
                );
            let terms: Vec<Words> = terms.map(|range| Words::at(grammar.parsed.span(range))).collect();
            let span = grammar.parsed.span(mention.start..mention.head + 1);
            if let Some(row) = rows.iter_mut().find(|row| row.words.span() == span) {
                row.terms.extend(terms);
                row.terms.sort();
                row.terms.dedup();
            }
        }
    }
}

/// The state that stance and negation make of what is said: a truce asked for is demanded, one not reached has failed.
fn turned(
    grammar: &Grammar<'_>,
    discourse: &Discourse,
    token: usize,
    said: AgreementState,
) -> (AgreementState, Option<usize>) {
    use AgreementState::{Agreed, Demanded, Failed, InForce, Mentioned, Violated};
    let standing = discourse.standing(token);
    let above = grammar.parsed.ancestors(token).find(|&above| grammar.is_verb(above));
    if standing.stance == Stance::Demanded && matches!(said, Agreed | InForce) {
        return (Demanded, above.and_then(|above| grammar.agent(above)));
    }
    let fails = above.is_some_and(|above| grammar.lemma(above) == "fail" && grammar.complement(above) == Some(token));
    if standing.negated || fails {
        return match said {
            Agreed => (Failed, None),
            InForce => (Violated, None),
            Violated => (Mentioned, None),
            other => (other, None),
        };
    }
    (said, None)
}

/// Who made the agreement that noun `n` names: "between A and B", "agreed by A and B", "A and B's deal".
fn parties(grammar: &Grammar<'_>, n: usize) -> Vec<usize> {
    let between: Vec<usize> = grammar.by_preposition(n, "between").collect();
    if !between.is_empty() {
        return people(grammar, &between);
    }
    let made = grammar.clauses_of(n).into_iter().chain(grammar.governing_verb(n));
    let mut made = made.filter(|&verb| {
        matches!(grammar.lemma(verb), "agree" | "sign" | "reach" | "conclude" | "declare" | "strike" | "make")
    });
    let sides = made.find_map(|verb| grammar.agent(verb));
    people(grammar, &sides.into_iter().collect::<Vec<_>>())
}

/// "That deal" and "the truce" are the one that was named just before.
fn inherit_names(grammar: &Grammar<'_>, mentions: &mut [Mention]) {
    for n in 1..mentions.len() {
        let (before, rest) = mentions.split_at_mut(n);
        let (Some(last), Some(mention)) = (before.last(), rest.first_mut()) else { continue };
        let near = grammar.parsed.sentence_number(last.head) + 2 >= grammar.parsed.sentence_number(mention.head);
        let definite = mention.start > 0 && matches!(grammar.lemma(mention.start - 1), "the" | "that" | "this");
        let kinds = last.kind == mention.kind || matches!(mention.kind, AgreementKind::Deal | AgreementKind::Accord);
        if mention.name.is_none() && definite && near && kinds {
            mention.name.clone_from(&last.name);
        }
    }
}

/// The words of the clause of `verb`, from its auxiliary to the end of its last argument.
fn clause_words(grammar: &Grammar<'_>, verb: usize) -> std::ops::Range<usize> {
    let start = grammar.auxiliaries(verb).min().unwrap_or(verb).min(verb);
    let mut end = grammar.parsed.subtree(verb).end;
    while end > verb + 1 && matches!(grammar.pos(end - 1), sitroom_language::Pos::Punct | sitroom_language::Pos::Space)
    {
        end -= 1;
    }
    start..end
}
