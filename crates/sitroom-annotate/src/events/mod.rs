//! Events: who did what to whom, where and when, coded with PLOVER, CAMEO and ACLED.
//!
//! A trigger (verb, noun of action or adjective) is looked up in the lexicons of `lexicons/events/`, one a PLOVER type;
//! the entry with the most conditions that the tree fulfils says what it is. Sources: the PLOVER manual (Halterman,
//! Bagozzi, Beger, Schrodt, Scarborough 2023), the CAMEO codebook (Schrodt 2012), the ACLED codebook.

mod acled;
pub(crate) mod arguments;
mod classes;
mod coding;
mod context;
mod general;
pub(crate) mod grammar;
pub(crate) mod incidents;
pub(crate) mod location;
pub(crate) mod participants;
pub(crate) mod patterns;
mod rolls;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sitroom_language::Dep;
use smol_str::SmolStr;

use self::arguments::{Support, Trigger};
use self::classes::Classes;
pub(crate) use self::classes::is_container;
use self::grammar::Grammar;
use self::patterns::{Code, Pattern, Patterns, Slot};
use crate::annotation::{Acled, Annotation, Event, Participant, Predicate, Reason, Stance, Words};
use crate::annotator::Reading;
use crate::lexicon::{LexiconError, Lexicons};
use crate::stance::Discourse;

macro_rules! event_lexicons {
    ($($plover:literal $file:literal),+ $(,)?) => {
        /// The PLOVER types with the name and text of each one's lexicon.
        const TYPES: &[(&str, &str, &str)] =
            &[$(($plover, concat!($file, ".tsv"), include_str!(concat!("../../../../lexicons/events/", $file, ".tsv")))),+];
    };
}

event_lexicons! {
    "ACCUSE" "accuse", "AGREE" "agree", "AID" "aid", "ASSAULT" "assault", "COERCE" "coerce", "CONCEDE" "concede",
    "CONSULT" "consult", "COOPERATE" "cooperate", "MOBILIZE" "mobilize", "PROTEST" "protest", "REJECT" "reject",
    "REQUEST" "request", "RETREAT" "retreat", "SANCTION" "sanction", "SUPPORT" "support", "THREATEN" "threaten",
}

/// What the lexicons know of events.
pub(crate) struct Knowledge {
    pub(crate) patterns: Patterns<Code>,
    pub(crate) classes: Classes,
    /// Support verbs, with particle or preposition after `_`, and whether their subject suffers.
    support: BTreeMap<SmolStr, bool>,
    acled: acled::Instruments,
    contexts: context::Contexts,
    /// Prepositions, and whether each one tells of a place.
    prepositions: BTreeMap<SmolStr, bool>,
}

impl Knowledge {
    pub(crate) fn new(lexicons: &Lexicons) -> Result<Self, LexiconError> {
        let classes = lexicons.load("classes.tsv", include_str!("../../../../lexicons/events/classes.tsv"))?;
        let classes = Classes::new(&classes)?;
        let mut patterns = Patterns::default();
        for (plover, name, embedded) in TYPES {
            patterns.add_events(plover, &lexicons.load(name, embedded)?, &classes)?;
        }
        let lexicon =
            lexicons.load("support_verbs.tsv", include_str!("../../../../lexicons/events/support_verbs.tsv"))?;
        let (verb, subject) = (lexicon.column("verb")?, lexicon.column("subject")?);
        let support = lexicon.rows.iter().map(|row| (row.cell(verb).into(), row.cell(subject) == "target")).collect();
        let acled = acled::Instruments::new(lexicons)?;
        let lexicon =
            lexicons.load("prepositions.tsv", include_str!("../../../../lexicons/events/prepositions.tsv"))?;
        let (word, tells) = (lexicon.column("preposition")?, lexicon.column("tells")?);
        let prepositions = lexicon.rows.iter().map(|row| (row.cell(word).into(), row.cell(tells) == "place")).collect();
        Ok(Self { patterns, classes, support, acled, contexts: context::Contexts::new(lexicons)?, prepositions })
    }

    /// Whether token `i` is of the class `name` of `classes.tsv`.
    pub(crate) fn is(&self, grammar: &Grammar<'_>, i: usize, name: &str) -> bool {
        self.classes.is(grammar, i, name)
    }

    /// Whether verb `i` tells of speech or thought, which has no place of its own.
    pub(crate) fn is_speech(&self, grammar: &Grammar<'_>, i: usize) -> bool {
        self.classes.is_word(grammar, i, "speech")
    }

    /// Whether verb `i` says where somebody or something is: entrenched, based.
    pub(crate) fn is_located(&self, grammar: &Grammar<'_>, i: usize) -> bool {
        self.classes.is_word(grammar, i, "located")
    }

    /// Whether the word of token `i` itself is of the class `name`.
    pub(crate) fn is_word(&self, grammar: &Grammar<'_>, i: usize, name: &str) -> bool {
        self.classes.is_word(grammar, i, name)
    }

    /// Whether noun `i` is a common noun of a place: town, province, countryside.
    pub(crate) fn is_place_noun(&self, grammar: &Grammar<'_>, i: usize) -> bool {
        self.classes.is_word(grammar, i, "place_noun")
    }

    /// Whether preposition `word` tells of a place, or only names; `None` for others.
    pub(crate) fn place_preposition(&self, word: &str) -> Option<bool> {
        self.prepositions.get(word).copied()
    }

    /// Whether `verb` only carries the noun that it governs, directly or by `preposition`.
    fn support_verb(&self, grammar: &Grammar<'_>, verb: usize, preposition: Option<&str>) -> Option<Support> {
        let lemma = grammar.lemma(verb);
        let particle = || grammar.particles(verb).next().map(|p| grammar.lemma(p));
        let found = match preposition {
            Some(word) => self.support.get(format!("{lemma}_{word}").as_str()),
            None => match particle() {
                Some(word) => self.support.get(format!("{lemma}_{word}").as_str()).or_else(|| self.support.get(lemma)),
                None => self.support.get(lemma),
            },
        };
        found.map(|&suffers| Support { verb, suffers })
    }
}

/// Finds events.
pub(crate) struct Annotator {
    knowledge: Arc<Knowledge>,
}

/// An event in the making, with the tokens that the later steps ask for.
pub(crate) struct Draft<'k> {
    pub(crate) token: usize,
    /// The verb whose auxiliaries count.
    pub(crate) governor: usize,
    pub(crate) pattern: &'k Pattern<Code>,
    pub(crate) plover: SmolStr,
    pub(crate) mode: Option<SmolStr>,
    pub(crate) cameo: Option<SmolStr>,
    pub(crate) sub_type: Option<SmolStr>,
    pub(crate) sources: Vec<usize>,
    pub(crate) targets: Vec<usize>,
    pub(crate) instruments: Vec<usize>,
    pub(crate) is_noun: bool,
    /// A noun of action that tells of the same act: "the *strikes* killed ten".
    pub(crate) partner: Option<usize>,
    pub(crate) incident: usize,
    pub(crate) negated: bool,
    pub(crate) event: Option<Event>,
}

impl Annotator {
    pub(crate) fn new(knowledge: Arc<Knowledge>) -> Self {
        Self { knowledge }
    }

    pub(crate) fn annotate(&self, reading: &Reading<'_>, discourse: &Discourse, draft: &mut Annotation) {
        let grammar = Grammar::with_places(reading.parsed, &draft.places);
        let mut found = self.triggers(&grammar);
        coding::adjust(&grammar, discourse, &mut found);
        incidents::join_parts(&self.knowledge, &grammar, &mut found);
        found.retain(|event| !general::is_general(&self.knowledge, &grammar, draft, event));
        acled::code(&self.knowledge, &grammar, &mut found);
        acled::settle(&self.knowledge, &grammar, draft, &mut found);
        let locations = location::Locations::new(&self.knowledge, &grammar, draft);
        for event in &mut found {
            event.event = Some(self.event(&grammar, discourse, draft, &locations, event));
        }
        rolls::read(&self.knowledge, &grammar, draft, &mut found);
        incidents::number(&self.knowledge, &grammar, draft, &mut found);
        general::drop_general(&grammar, draft, &mut found);
        draft.main_event_i = incidents::main(&grammar, &found);
        draft.events = found.into_iter().filter_map(|event| event.event).collect();
    }

    /// Says of each predicate where what it tells of happened.
    pub(crate) fn locate(&self, reading: &Reading<'_>, draft: &Annotation, predicates: &mut [Predicate]) {
        location::locate(&self.knowledge, reading, draft, predicates);
    }

    /// Every trigger that an entry knows, in text order, with its participants.
    fn triggers<'k>(&'k self, grammar: &Grammar<'_>) -> Vec<Draft<'k>> {
        let knowledge = &self.knowledge;
        let mut found: Vec<Draft<'k>> = Vec::new();
        let mut consumed = BTreeSet::new();
        for token in 0..grammar.parsed.len() {
            // "Russian-backed forces" says what they are like; who holds what reads such words for itself.
            if grammar.is_verb(token) && grammar.dep(token) == Dep::Amod {
                continue;
            }
            let Some(trigger) = Trigger::new(grammar, knowledge, token) else { continue };
            let Some(pattern) = trigger.best(&knowledge.patterns) else { continue };
            if pattern.tells.acled.as_deref() == Some("none") {
                continue;
            }
            let conditions = pattern.conditions.iter().filter(|c| c.wanted && c.members.is_some());
            for condition in conditions {
                // What is praised or condemned has happened all the same.
                if matches!(pattern.tells.plover.as_str(), "ACCUSE" | "SUPPORT") {
                    break;
                }
                if matches!(condition.slot, Slot::Object | Slot::Preposition(_)) {
                    consumed.extend(
                        trigger
                            .fill(&condition.slot)
                            .into_iter()
                            .filter(|&i| grammar.pos(i) != sitroom_language::Pos::Propn),
                    );
                }
            }
            if matches!(pattern.tells.plover.as_str(), "AGREE" | "REJECT" | "THREATEN" | "REQUEST") {
                consumed.extend(grammar.complement(token));
            }
            let (mut sources, mut targets) = participants::choose(knowledge, &trigger, pattern);
            let harm = pattern.tells.plover == "ASSAULT" || pattern.tells.cameo.as_deref() == Some("181");
            if harm && !grammar.is_verb(token) {
                let blamed = participants::held_responsible(knowledge, grammar, token);
                if !blamed.is_empty() {
                    sources = blamed;
                }
                if targets.is_empty() {
                    targets = participants::aimed_at(knowledge, grammar, token);
                }
                targets.retain(|target| !sources.contains(target));
            }
            let instruments = acled::instruments(knowledge, &trigger, pattern, &sources);
            let sources: Vec<usize> = sources
                .into_iter()
                .filter(|&source| !instruments.contains(&source) || knowledge.is_word(grammar, source, "military"))
                // What is done by an act or a thing is done by nobody whom the text names here.
                .filter(|&source| {
                    pattern.tells.plover != "ASSAULT" || !knowledge.is_word(grammar, source, "act_of_force")
                })
                .collect();
            found.push(Draft {
                token,
                governor: trigger.governor(),
                pattern,
                plover: pattern.tells.plover.clone(),
                mode: pattern.tells.mode.clone(),
                cameo: pattern.tells.cameo.clone(),
                sub_type: pattern.tells.acled.clone(),
                sources,
                targets,
                instruments,
                is_noun: !grammar.is_verb(token),
                partner: None,
                incident: found.len(),
                negated: false,
                event: None,
            });
        }
        found.retain(|event| !consumed.contains(&event.token));
        found
    }

    /// Whether noun of action `i` stands as what somebody is opposed to, done or not.
    fn is_opposed(&self, grammar: &Grammar<'_>, i: usize) -> bool {
        let to = grammar.parsed.head(i).filter(|&to| grammar.dep(i) == Dep::Pobj && grammar.lemma(to) == "to");
        let over = to.and_then(|to| grammar.parsed.head(to));
        over.is_some_and(|over| self.knowledge.is_word(grammar, over, "opposed"))
    }

    fn event(
        &self,
        grammar: &Grammar<'_>,
        discourse: &Discourse,
        draft: &Annotation,
        locations: &location::Locations,
        found: &Draft<'_>,
    ) -> Event {
        let standing = discourse.standing(found.token);
        let participant = |&head: &usize| participants::participant(&self.knowledge, grammar, draft, head);
        let target = |&head: &usize| {
            let mut target = participant(&head);
            if found.plover == "ASSAULT" {
                if target.thing {
                    target.words = Words::at(grammar.parsed.span(participants::uncounted(grammar, head)));
                }
                target.thing |= participants::is_premises(&self.knowledge, grammar, draft, found, &target, head);
            }
            target.named |= participants::is_named_victim(grammar, draft, found, &target, head);
            target
        };
        let bodies = found.sources.iter().flat_map(|&head| participants::organisations(grammar, draft, head));
        let pronoun = |words: Words| {
            let mut tokens = grammar.parsed.tokens_in(words.span());
            tokens.len() == 1 && tokens.next().is_some_and(|i| grammar.pos(i) == sitroom_language::Pos::Pron)
        };
        // A pronoun that no actor of the report explains says nobody.
        let known = |participant: &Participant| participant.actor_i.is_some() || !pronoun(participant.words.clone());
        // Shrapnel and shock waves do no act of their own.
        let acts = |&(&head, ref participant): &(&usize, Participant)| {
            let name = grammar.pos(head) == sitroom_language::Pos::Propn;
            found.plover != "ASSAULT"
                || name
                || participant.actor_i.is_some()
                || participants::is_actor(&self.knowledge, grammar, head)
        };
        let sources = found.sources.iter().map(|head| (head, participant(head))).filter(acts).map(|(_, source)| source);
        let mut sources: Vec<Participant> = sources.chain(bodies).filter(known).collect();
        if sources.is_empty() && found.is_noun && found.plover == "ASSAULT" {
            sources = participants::named_before(grammar, draft, found.token);
        }
        let mut targets: Vec<Participant> = Vec::new();
        for &head in &found.targets {
            targets.push(target(&head));
            if matches!(found.plover.as_str(), "ASSAULT" | "COERCE")
                && !targets.last().is_some_and(|target| target.thing)
            {
                targets.extend(participants::named_within(grammar, draft, head));
            }
        }
        let places_i = locations.of(&self.knowledge, grammar, found.token);
        let mut words = participants::trigger_words(grammar, found.token);
        if let Some(partner) = found.partner.map(|partner| participants::trigger_words(grammar, partner)) {
            // "Air strikes killed" is one stretch of words.
            if partner.end <= words.start && words.start == partner.end {
                words.start = partner.start;
            }
        }
        let span = grammar.parsed.span(words);
        let sub_type = found.sub_type.as_deref().filter(|&sub_type| sub_type != "-").map(str::to_owned);
        let mut why = vec![Reason {
            what: format!("{}: {}", found.plover, found.pattern.written),
            entry: Some(found.pattern.entry.clone()),
            span: Some(span),
        }];
        why.extend(standing.why);
        let opposed = found.is_noun && standing.stance == Stance::Asserted && self.is_opposed(grammar, found.token);
        Event {
            words: Words::at(span),
            plover: Some(found.plover.to_string()),
            mode: found.mode.as_deref().map(str::to_owned),
            cameo: found.cameo.as_deref().map(str::to_owned),
            acled: Acled { kind: sub_type.as_deref().and_then(acled::kind_of).map(str::to_owned), sub_type },
            sources,
            targets: targets.into_iter().filter(known).collect(),
            instrument: found
                .instruments
                .iter()
                .map(|&i| Words::at(grammar.parsed.span(participants::bare(grammar, i))))
                .collect(),
            context: self.knowledge.contexts.of(grammar, found.token),
            place_i: places_i.first().copied(),
            places_i,
            time_i: incidents::time(grammar, draft, found.token),
            incident: Some(found.incident),
            stance: if opposed { Stance::Conditional } else { standing.stance },
            condition: standing.condition.map(Words::at),
            attribution: standing.attribution,
            negated: found.negated,
            background: standing.background,
            figures_i: incidents::figures(grammar, draft, found),
            why,
        }
    }
}
