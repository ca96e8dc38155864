//! Parts of the annotation on their own, for benches. No part of the public interface.

use sitroom_language::Parsed;
use sitroom_report::Report;

use crate::annotation::Annotation;
use crate::annotator::{Options, Reading};
use crate::lexicon::{LexiconError, Lexicons};
use crate::{quotes, stance};

/// Quotes, attribution and stance, without the annotators before and after them.
#[allow(missing_debug_implementations, reason = "for benches")]
pub struct Saying {
    quotes: quotes::Annotator,
    stance: stance::Annotator,
}

impl Saying {
    /// With the lexicons in the binary.
    pub fn new() -> Result<Self, LexiconError> {
        let lexicons = Lexicons::default();
        Ok(Self { quotes: quotes::Annotator::new(&lexicons)?, stance: stance::Annotator::new(&lexicons)? })
    }

    /// The number of quotes and of predicates in `report`.
    pub fn count(&self, report: &Report, parsed: &Parsed) -> (usize, usize) {
        let options = Options { predicates: true, ..Options::default() };
        let reading = Reading { report, parsed, published: report.published.clone(), options: &options };
        let mut draft = Annotation::default();
        self.quotes.annotate(&reading, &mut draft);
        let predicates = self.stance.discourse(&reading, &draft).predicates(&reading, &draft);
        (draft.quotes.len(), predicates.len())
    }
}
