//! How the text stands to each predicate, and who says so.
//!
//! Decided once for every token that can carry a fact; figures, events and agreements only ask.

use sitroom_report::Span;

use crate::annotation::{Annotation, Predicate, Sayer, Stance, Why};
use crate::annotator::Reading;
use crate::lexicon::{LexiconError, Lexicons};

/// Decides stance and attribution.
pub(crate) struct Annotator;

/// How the text stands to one predicate.
#[derive(Clone, Debug)]
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
pub(crate) struct Discourse;

impl Annotator {
    pub(crate) fn new(_lexicons: &Lexicons) -> Result<Self, LexiconError> {
        Ok(Self)
    }

    pub(crate) fn discourse(&self, _reading: &Reading<'_>, _draft: &Annotation) -> Discourse {
        Discourse
    }
}

impl Discourse {
    /// How the text stands to what token `i` (a verb, a noun of action, a counted noun) tells.
    pub(crate) fn standing(&self, _i: usize) -> Standing {
        Standing {
            stance: Stance::Asserted,
            negated: false,
            background: false,
            condition: None,
            attribution: Vec::new(),
            why: Why::new(),
        }
    }

    /// Every predicate of the report with its stance.
    pub(crate) fn predicates(&self, _reading: &Reading<'_>, _draft: &Annotation) -> Vec<Predicate> {
        Vec::new()
    }
}
