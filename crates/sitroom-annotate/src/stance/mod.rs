//! How the text stands to each predicate, and who says so.
//!
//! Decided once for every token, from the top of each sentence down: a token's *context* is what the words above it say
//! of it (a cue with its complement, a condition, a relative clause), its *standing* is that context after the
//! words beside it have spoken (negation, modal, "reportedly"). This is the inside of TruthTeller (Lotan, Stern and
//! Dagan 2013) and of de facto factuality (Saurí and Pustejovsky 2012), with the contract's stances for values. Who says
//! so is read off the quotes: every word inside somebody's words is theirs, the innermost speaker first.
//!
//! Figures, events, agreements and control only ask.

mod attribution;
mod background;
mod clause;
mod context;
mod words;

use sitroom_language::{Parsed, Pos};
use sitroom_report::Span;

use crate::annotation::{Annotation, Predicate, Reason, Sayer, Stance, Why, Words};
use crate::annotator::Reading;
use crate::cues::Cues;
use crate::lexicon::{LexiconError, Lexicons};
use attribution::Chains;
use words::SmallWords;

/// Decides stance and attribution.
pub(crate) struct Annotator {
    cues: Cues,
    words: SmallWords,
}

/// How the text stands to one predicate.
#[derive(Clone, Debug)]
#[allow(dead_code, reason = "figures, events, agreements and control read them")]
pub(crate) struct Standing {
    pub(crate) stance: Stance,
    pub(crate) negated: bool,
    pub(crate) background: bool,
    /// The words of the condition it hangs on, in bytes.
    pub(crate) condition: Option<Span>,
    /// Who says so, nearest first.
    pub(crate) attribution: Vec<Sayer>,
    pub(crate) why: Why,
}

/// The standing of every token of a report.
pub(crate) struct Discourse {
    states: Vec<State>,
    chains: Chains,
    reasons: Vec<Step>,
    /// Tokens that are predicates of their own.
    predicates: Vec<usize>,
}

/// A reason and the one before it; `Discourse::reasons` holds them as trees, so that a state is a few bytes.
#[derive(Clone, Debug)]
struct Step {
    reason: Reason,
    before: Option<u32>,
}

/// What is known of a token on the way down.
#[derive(Copy, Clone, Debug)]
struct State {
    stance: Stance,
    negated: bool,
    background: bool,
    condition: Option<Span>,
    reason: Option<u32>,
}

impl State {
    /// What the text itself says without more.
    const PLAIN: Self =
        Self { stance: Stance::Asserted, negated: false, background: false, condition: None, reason: None };

    /// Whether the text holds, by itself or by somebody's word, that it is so or not so.
    fn is_settled(self) -> bool {
        matches!(
            self.stance,
            Stance::Asserted | Stance::Attributed | Stance::Reported | Stance::Alleged | Stance::Background
        )
    }
}

impl Annotator {
    pub(crate) fn new(lexicons: &Lexicons) -> Result<Self, LexiconError> {
        Ok(Self { cues: Cues::new(lexicons)?, words: SmallWords::new(lexicons)? })
    }

    pub(crate) fn discourse(&self, reading: &Reading<'_>, draft: &Annotation) -> Discourse {
        let parsed = reading.parsed;
        let recaps = background::recaps(parsed, &self.words, reading, draft);
        let (mut states, mut reasons) = context::Walk::new(parsed, &self.cues, &self.words, recaps).run();
        let chains = Chains::new(parsed, draft);
        for (i, state) in states.iter_mut().enumerate() {
            chains.settle(i, state, &mut reasons);
        }
        let predicates = (0..parsed.len()).filter(|&i| self.is_predicate(parsed, i)).collect();
        Discourse { states, chains, reasons, predicates }
    }

    fn is_predicate(&self, parsed: &Parsed, i: usize) -> bool {
        match parsed.tokens[i].pos {
            Pos::Verb | Pos::Aux => clause::is_clause(parsed, i),
            Pos::Noun => self.words.is_event_noun(&parsed.tokens[i].lemma),
            _ => false,
        }
    }
}

impl Discourse {
    /// How the text stands to what token `i` (a verb, a noun of action, a counted noun) tells.
    pub(crate) fn standing(&self, i: usize) -> Standing {
        let state = self.states.get(i).copied().unwrap_or(State::PLAIN);
        let mut why = Why::new();
        let mut at = state.reason;
        while let Some(step) = at.and_then(|n| self.reasons.get(n as usize)) {
            why.push(step.reason.clone());
            at = step.before;
        }
        Standing {
            stance: state.stance,
            negated: state.negated,
            background: state.background,
            condition: state.condition.filter(|_| !matches!(state.stance, Stance::Asserted | Stance::Background)),
            attribution: self.chains.at(i).to_vec(),
            why,
        }
    }

    /// Every predicate of the report with its stance, but those that are events.
    pub(crate) fn predicates(&self, reading: &Reading<'_>, draft: &Annotation) -> Vec<Predicate> {
        let mut events: Vec<Span> = draft.events.iter().map(|event| event.words.span()).collect();
        events.sort_unstable();
        let is_event = |span: &Span| {
            let next = events.partition_point(|event| event.start <= span.start);
            events[..next].last().is_some_and(|event| event.contains(*span))
        };
        let tokens = &reading.parsed.tokens;
        let spans = self.predicates.iter().map(|&i| (i, tokens[i].span)).filter(|(_, span)| !is_event(span));
        spans
            .map(|(i, span)| {
                let Standing { stance, negated, why, .. } = self.standing(i);
                Predicate { words: Words::at(span), stance, negated, places_i: Vec::new(), why }
            })
            .collect()
    }
}
