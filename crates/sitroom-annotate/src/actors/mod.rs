//! Actors: who is named or spoken of, and who is meant.
//!
//! [`book`] holds what `lexicons/` knows: states, offices and the persons who held them, groups, bodies, monitors,
//! agencies, outlets, and the nouns that stand for actors. [`mentions`] finds the mentions of one report;
//! [`references`](crate::references) tells which of them mean the same actor.

pub(crate) mod book;
mod mentions;

use crate::annotation::Annotation;
use crate::annotator::Reading;
use crate::lexicon::{LexiconError, Lexicons};

use book::Book;

/// Finds mentions of actors.
pub(crate) struct Annotator {
    book: Book,
}

impl Annotator {
    pub(crate) fn new(lexicons: &Lexicons) -> Result<Self, LexiconError> {
        Ok(Self { book: Book::new(lexicons)? })
    }

    /// What the lexicons know of actors.
    pub(crate) fn book(&self) -> &Book {
        &self.book
    }

    pub(crate) fn annotate(&self, reading: &Reading<'_>, draft: &mut Annotation) {
        draft.actors = mentions::find(&self.book, reading, draft);
    }
}
