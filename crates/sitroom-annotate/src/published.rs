//! The report's own date, where none was given.

use sitroom_report::Published;

use crate::annotator::Reading;
use crate::lexicon::{LexiconError, Lexicons};

/// Reads a report's date off its text.
pub(crate) struct Annotator;

impl Annotator {
    pub(crate) fn new(_lexicons: &Lexicons) -> Result<Self, LexiconError> {
        Ok(Self)
    }

    pub(crate) fn date(&self, _reading: &Reading<'_>) -> Option<Published> {
        None
    }
}
