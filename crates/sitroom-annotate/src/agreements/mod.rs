//! Agreements and what the text says of their lives: demanded, agreed, in force, violated, collapsed.
//!
//! A noun that means an agreement, or a name of one, is a mention; what is done to it in its clause is the turn, read
//! with the patterns of `lexicons/agreements/states.tsv`. A mention of which nothing is said is `mentioned`.

mod entities;
mod named;
mod turns;
mod when;

use std::sync::Arc;

use sitroom_language::Dep;
use sitroom_report::Span;

use crate::annotation::{
    ActorKind, Agreement, AgreementState, Annotation, Place, PlaceUse, Reason, Sayer, Stance, Words,
};
use crate::annotator::Reading;
use crate::events::Knowledge;
use crate::events::arguments::Trigger;
use crate::events::grammar::Grammar;
use crate::events::incidents;
use crate::events::location::Locations;
use crate::events::participants::{actor, people};
use crate::events::patterns::Patterns;
use crate::lexicon::{LexiconError, Lexicons};
use crate::stance::Discourse;
use named::{Mention, Names};
use turns::{Turn, is_prospective};

/// Finds agreements.
pub(crate) struct Annotator {
    knowledge: Arc<Knowledge>,
    names: Names,
    turns: Patterns<AgreementState>,
    terms: Patterns<()>,
}

impl Annotator {
    pub(crate) fn new(lexicons: &Lexicons, knowledge: Arc<Knowledge>) -> Result<Self, LexiconError> {
        let lexicon = lexicons.load("states.tsv", include_str!("../../../../lexicons/agreements/states.tsv"))?;
        let fault = "unknown state; use one of the contract's";
        let turns = Patterns::of_turns(&lexicon, &knowledge.classes, AgreementState::parse, fault)?;
        let lexicon = lexicons.load("terms.tsv", include_str!("../../../../lexicons/agreements/terms.tsv"))?;
        let mut terms = Patterns::default();
        terms.add(&lexicon, &knowledge.classes, |_| Ok(()))?;
        Ok(Self { names: Names::new(lexicons)?, knowledge, turns, terms })
    }

    pub(crate) fn annotate(&self, reading: &Reading<'_>, discourse: &Discourse, draft: &mut Annotation) {
        let grammar = Grammar::with_places(reading.parsed, &draft.places);
        let mut mentions = self.names.mentions(&grammar);
        for mention in &mut mentions {
            mention.made = when::made(&self.knowledge, &grammar, draft, mention);
        }
        let turns = self.turns(&grammar, discourse, draft, &mut mentions);
        let prospective: Vec<bool> = (0..mentions.len()).map(|n| is_prospective(&turns, n)).collect();
        entities::number(draft, &mut mentions, &prospective);
        let context = Context {
            grammar: &grammar,
            discourse,
            draft,
            locations: Locations::new(&self.knowledge, &grammar, draft),
            published: reading.published.as_ref().map(|published| published.date.as_str()),
            bare: mentions
                .iter()
                .filter(|mention| grammar.is_place(mention.head))
                .map(|mention| grammar.parsed.span(mention.start..mention.end))
                .collect(),
        };
        self.name_by_making(&context, &mut mentions, &turns);
        let mut rows: Vec<Agreement> = Vec::new();
        for (n, mention) in mentions.iter().enumerate() {
            let own: Vec<&Turn<'_>> = turns.iter().filter(|turn| turn.mention == n).collect();
            // Talks that fail are told by both words.
            let failed = own.iter().any(|turn| turn.state == AgreementState::Failed);
            let told = |turn: &&&Turn<'_>| !(failed && turn.state == AgreementState::Negotiated);
            if own.is_empty() {
                rows.push(self.row(&context, mention, None));
            }
            for turn in own.iter().filter(told) {
                rows.push(self.row(&context, mention, Some(turn)));
            }
        }
        let count = mentions.iter().map(|mention| mention.entity + 1).max().unwrap_or(0);
        rows.extend(self.clauses(&context, &mentions, count));
        self.add_terms(&grammar, &mentions, &mut rows);
        rows.sort_by_key(|row| (row.words.start, row.words.end, row.state, row.entity));
        rows.dedup_by(|next, row| next.words == row.words && next.state == row.state && next.entity == row.entity);
        draft.agreements = rows;
    }

    /// Gives the name of the lexicon to agreements that were made on its day at its place or by its parties, and to
    /// those of its year and parties.
    fn name_by_making(&self, context: &Context<'_>, mentions: &mut [Mention], turns: &[Turn<'_>]) {
        let (grammar, draft) = (context.grammar, context.draft);
        let mut named = Vec::new();
        for (n, mention) in mentions.iter().enumerate() {
            let actors = context.actors(&parties(&self.knowledge, grammar, mention.head));
            let names: Vec<&str> =
                actors.iter().filter_map(|&i| draft.actors.get(i)).filter_map(|actor| actor.name.as_deref()).collect();
            let agreed = turns.iter().filter(|turn| turn.mention == n && turn.state == AgreementState::Agreed);
            let mut times =
                agreed.filter_map(|turn| when::turn(&self.knowledge, grammar, draft, turn.trigger, mention));
            let day = times.find_map(|time| {
                draft.times.get(time).and_then(|time| time.from.clone().filter(|from| time.to.as_ref() == Some(from)))
            });
            let found = day.and_then(|day| self.names.made(grammar, &day, &names)).or_else(|| {
                let made = draft.times.get(mention.made?)?.from.as_deref().filter(|_| mention.name.is_none())?;
                self.names.between(made.get(..4)?, &names)
            });
            named.extend(found.map(|found| (mention.entity, found)));
        }
        // A day tells namesakes apart: what was signed that day is not the one that its words alone would mean.
        for (entity, (kind, name, entry)) in named {
            for mention in mentions.iter_mut().filter(|mention| mention.entity == entity) {
                (mention.kind, mention.name, mention.entry) = (kind, Some(name.clone()), entry.clone());
            }
        }
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

    fn row(&self, context: &Context<'_>, mention: &Mention, turn: Option<&Turn<'_>>) -> Agreement {
        let grammar = context.grammar;
        let span = grammar.parsed.span(mention.start..mention.end);
        let mut standing = context.discourse.standing(turn.map_or(mention.head, |turn| turn.trigger));
        if let Some(denier) = turn.and_then(|turn| turn.denied_by) {
            let words = grammar.parsed.span(grammar.noun_phrase(denier));
            let actor_i = actor(grammar, context.draft, denier);
            standing.stance = Stance::Denied;
            standing.attribution = vec![Sayer { words: Words::at(words), actor_i }];
        }
        // "A truce agreed by Russia came into force, residents said": who made it says nothing of the rest.
        for clause in grammar.clauses_of(mention.head) {
            if turn.is_none_or(|turn| turn.trigger != clause) && when::makes(&self.knowledge, grammar, clause) {
                let made = grammar.parsed.span(grammar.parsed.subtree(clause));
                standing.attribution.retain(|sayer| !made.contains(sayer.words.span()));
            }
        }
        let state = turn.map_or(AgreementState::Mentioned, |turn| turn.state);
        let parties_i = context.actors(&parties(&self.knowledge, grammar, mention.head));
        let mut by_i = context.actors(turn.map_or(&[][..], |turn| &turn.by));
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
        let mut stance = standing.stance;
        if matches!(state, AgreementState::Demanded | AgreementState::Proposed | AgreementState::Negotiated)
            && matches!(stance, Stance::Planned | Stance::Demanded)
        {
            // What is wanted has not come, but that it is wanted is so.
            let said = !standing.attribution.is_empty();
            stance = if said { Stance::Attributed } else { Stance::Asserted };
            if by_i.is_empty() {
                by_i.extend(standing.attribution.first().and_then(|sayer| sayer.actor_i));
            }
        }
        why.extend(standing.why);
        let time_i = turn.and_then(|turn| when::turn(&self.knowledge, grammar, context.draft, turn.trigger, mention));
        // "The mandate expires on January 10": what is dated after the report is still to come.
        let day = time_i.and_then(|time| context.draft.times.get(time)).and_then(|time| time.from.as_deref());
        let ahead = day.zip(context.published).is_some_and(|(day, published)| day > published);
        if ahead && matches!(stance, Stance::Asserted | Stance::Attributed) {
            stance = Stance::Planned;
        }
        Agreement {
            words: Words::at(span),
            kind: mention.kind,
            name: mention.name.clone(),
            place_i: self.place(context, mention, turn, &by_i, &parties_i),
            parties_i,
            time_i,
            made_i: mention.made,
            entity: Some(mention.entity),
            definite: mention.definite,
            terms: Vec::new(),
            state,
            by_i,
            condition: standing.condition.map(Words::at),
            stance,
            attribution: standing.attribution,
            why,
        }
    }

    /// Where the agreement holds: in its own phrase or its clause, never where it was made, nor one of those who made it.
    fn place(
        &self,
        context: &Context<'_>,
        mention: &Mention,
        turn: Option<&Turn<'_>>,
        by_i: &[usize],
        parties_i: &[usize],
    ) -> Option<usize> {
        let (grammar, draft) = (context.grammar, context.draft);
        let own = grammar.parsed.span(mention.start..mention.end);
        let making: Vec<usize> = grammar
            .clauses_of(mention.head)
            .into_iter()
            .filter(|&verb| when::makes(&self.knowledge, grammar, verb))
            .collect();
        let holds = |&n: &usize| {
            let Some(place) = draft.places.get(n) else { return false };
            let span = place.words.span();
            let acts = by_i.iter().chain(parties_i).filter_map(|&i| draft.actors.get(i));
            let made_there = making.iter().any(|&verb| {
                let clause = grammar.parsed.span(grammar.parsed.subtree(verb));
                clause.contains(span) && grammar.lemma(verb) != "agree"
            });
            let named = context.bare.iter().any(|bare| bare.contains(span));
            !own.contains(span)
                && !named
                && !made_there
                && acts.into_iter().all(|actor| !actor.words.span().contains(span))
        };
        let noun = context.locations.of_noun(grammar, mention.head).into_iter().find(holds);
        noun.or_else(|| {
            // Where they signed it is not where it holds.
            let turn = turn.filter(|turn| !self.knowledge.is_word(grammar, turn.trigger, "pact_signing"))?;
            context.locations.of(&self.knowledge, grammar, turn.trigger).into_iter().find(holds)
        })
    }

    /// Agreements told without a noun: "Russia and Turkey agreed in Sochi in 2018 to end the fighting".
    fn clauses(&self, context: &Context<'_>, mentions: &[Mention], mut count: usize) -> Vec<Agreement> {
        let grammar = context.grammar;
        let verbs = (0..grammar.parsed.len()).filter(|&i| grammar.lemma(i) == "agree" && grammar.is_verb(i));
        let mut rows: Vec<Agreement> = Vec::new();
        for verb in verbs {
            let Some((kind, name, entry)) = self.names.of_clause(grammar, verb) else { continue };
            let Some(complement) = grammar.complement(verb) else { continue };
            let span = grammar.parsed.tokens.get(verb).map(|token| token.span).unwrap_or_default();
            let standing = context.discourse.standing(verb);
            let sides = people(grammar, &grammar.subject(verb).into_iter().collect::<Vec<_>>());
            let known = mentions.iter().find(|mention| mention.name.as_ref() == Some(&name)).map(|known| known.entity);
            let known = known.or_else(|| rows.iter().find(|row| row.name.as_ref() == Some(&name))?.entity);
            let entity = known.unwrap_or(count);
            count += usize::from(known.is_none());
            rows.push(Agreement {
                words: Words::at(span),
                kind,
                name: Some(name),
                parties_i: context.actors(&sides),
                place_i: context.locations.of(&self.knowledge, grammar, complement).first().copied(),
                time_i: incidents::time(grammar, context.draft, verb),
                made_i: None,
                entity: Some(entity),
                definite: true,
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
            let span = grammar.parsed.span(mention.start..mention.end);
            if let Some(row) = rows.iter_mut().find(|row| row.words.span() == span) {
                row.terms.extend(terms);
                row.terms.sort();
                row.terms.dedup();
            }
        }
    }
}

/// What a report is read with.
struct Context<'a> {
    grammar: &'a Grammar<'a>,
    discourse: &'a Discourse,
    draft: &'a Annotation,
    locations: Locations,
    /// The places that stand for agreements.
    bare: Vec<Span>,
    /// The day of the report.
    published: Option<&'a str>,
}

impl Context<'_> {
    /// The actors that the words headed by `heads` mean; of "a Turkish demand" the state, where the report names it.
    fn actors(&self, heads: &[usize]) -> Vec<usize> {
        let mut all = Vec::new();
        for &head in heads {
            let led = self.states_led(head);
            if led.is_empty() {
                all.extend(actor(self.grammar, self.draft, head).or_else(|| self.state_of_demonym(head)));
            }
            all.extend(led);
        }
        let mut seen = std::collections::BTreeSet::new();
        all.retain(|&i| seen.insert(i));
        all
    }

    /// The states of "the presidents of Iran, Russia and Turkey": who are not named stand for what they lead.
    fn states_led(&self, head: usize) -> Vec<usize> {
        let known = |i: usize| self.draft.actors.get(i);
        let leads = actor(self.grammar, self.draft, head).and_then(known).is_some_and(|actor| {
            actor.id.is_none() && matches!(actor.kind, Some(ActorKind::Leader | ActorKind::Government))
        });
        let Some(first) = self.grammar.by_preposition(head, "of").next().filter(|_| leads) else { return Vec::new() };
        // The parser often breaks such lists up: the words are read in their order.
        let parsed = self.grammar.parsed;
        let mut states: Vec<usize> = Vec::new();
        for token in first..parsed.sentence(first).end {
            let named = actor(self.grammar, self.draft, token);
            match named.filter(|&i| known(i).is_some_and(|state| state.kind == Some(ActorKind::State))) {
                Some(state) if !states.contains(&state) => states.push(state),
                Some(_) => {}
                None if matches!(parsed.word(token), "," | "and" | "the") => {}
                None => break,
            }
        }
        states
    }

    fn state_of_demonym(&self, head: usize) -> Option<usize> {
        let token = self.grammar.parsed.tokens.get(head)?.span;
        let demonym = |place: &&Place| place.usage == PlaceUse::Demonym && place.words.span().contains(token);
        let state = format!("state:{}", self.draft.places.iter().find(demonym)?.country.as_deref()?);
        self.draft.actors.iter().position(|actor| actor.id.as_ref() == Some(&state))
    }
}

/// Who made the agreement that noun `n` names: "between A and B", "agreed by A and B", "A and B's deal".
fn parties(knowledge: &Knowledge, grammar: &Grammar<'_>, n: usize) -> Vec<usize> {
    let between: Vec<usize> = grammar.by_preposition(n, "between").collect();
    if !between.is_empty() {
        return people(grammar, &between);
    }
    // "agreed to create a zone": who agreed.
    let above = grammar.governing_verb(n);
    let agreed = above.filter(|&verb| grammar.dep(verb) == Dep::Xcomp).and_then(|verb| grammar.parsed.head(verb));
    let made = grammar.clauses_of(n).into_iter().chain(agreed).chain(above);
    let sides = made.filter(|&verb| knowledge.is_word(grammar, verb, "pact_party")).find_map(|verb| {
        // The phrase may only stand beside the clause: "forces make advances despite a ceasefire".
        let own = grammar.subject(verb) == Some(n)
            || grammar.objects(verb).contains(&n)
            || grammar.clauses_of(n).contains(&verb)
            || grammar.lemma(verb) == "agree";
        grammar.agent(verb).filter(|_| own)
    });
    people(grammar, &sides.into_iter().collect::<Vec<_>>())
}

/// The words of the clause of `verb`, from its auxiliary to the end of its last argument.
fn clause_words(grammar: &Grammar<'_>, verb: usize) -> std::ops::Range<usize> {
    let start = grammar.auxiliaries(verb).min().unwrap_or(verb).min(verb);
    // "allowed Turkey to set up posts": the subject of what is allowed.
    let subject = grammar.parsed.children(verb).find(|&c| c < start && grammar.dep(c) == Dep::Nsubj);
    let start = subject.map_or(start, |subject| grammar.parsed.subtree(subject).start);
    let mut end = grammar.parsed.subtree(verb).end;
    while end > verb + 1 && matches!(grammar.pos(end - 1), sitroom_language::Pos::Punct | sitroom_language::Pos::Space)
    {
        end -= 1;
    }
    start..end
}
