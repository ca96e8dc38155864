//! Times: dates, times of day, durations and sets, with their TIMEX3 values (TimeML annotation guidelines 1.2.1) and
//! the days from which to which they reach.
//!
//! The way: [`words`] splits the text into pieces and looks their senses up in `lexicons/times.tsv`; [`grammar`] reads
//! expressions off the pieces, with what they mean but not yet when; [`resolve`] anchors them on the report's own day,
//! or, in a narrative, on the day spoken of last.

mod calendar;
mod expression;
mod grammar;
mod resolve;
mod words;

use crate::annotation::Annotation;
use crate::annotator::Reading;
use crate::lexicon::{LexiconError, Lexicons};

const LEXICON: &str = include_str!("../../../../lexicons/times.tsv");

/// Finds times.
pub(crate) struct Annotator {
    senses: words::Senses,
}

impl Annotator {
    pub(crate) fn new(lexicons: &Lexicons) -> Result<Self, LexiconError> {
        Ok(Self { senses: words::Senses::new(&lexicons.load("times.tsv", LEXICON)?)? })
    }

    pub(crate) fn annotate(&self, reading: &Reading<'_>, draft: &mut Annotation) {
        let pieces = self.senses.pieces(reading.text());
        let expressions = grammar::read(&pieces, reading, &self.senses);
        draft.times = resolve::resolve(&expressions, reading, &self.senses);
    }
}
