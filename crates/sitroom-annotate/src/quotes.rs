//! Not written yet.

use crate::annotation::Annotation;
use crate::annotator::Reading;
use crate::lexicon::{LexiconError, Lexicons};

/// Finds quotes.
pub(crate) struct Annotator;

impl Annotator {
    pub(crate) fn new(_lexicons: &Lexicons) -> Result<Self, LexiconError> {
        Ok(Self)
    }

    pub(crate) fn annotate(&self, _reading: &Reading<'_>, _draft: &mut Annotation) {}
}
