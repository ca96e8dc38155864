//! Actors: who is named or spoken of, and who is meant.
//!
//! [`book`] holds what `lexicons/` knows: states, offices and the persons who held them, groups, bodies, monitors,
//! agencies, outlets, and the nouns that stand for actors. [`mentions`] finds the mentions of one report;
//! [`references`](crate::references) tells which of them mean the same actor.

pub(crate) mod book;
mod mentions;

use crate::annotation::{ActorKind, Annotation};
use crate::annotator::Reading;
use crate::lexicon::{LexiconError, Lexicons};

use book::Book;

/// The id and kind of the actor that `lexicons` know by just this name or alias, in capitals or not.
///
/// # Errors
/// Where a lexicon cannot be read.
pub fn known_actor(lexicons: &Lexicons, name: &str) -> Result<Option<(String, ActorKind)>, LexiconError> {
    Ok(Book::new(lexicons)?.called(name))
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actors_are_known_by_whole_names_in_any_case() {
        let id = |name: &str| known_actor(&Lexicons::default(), name).unwrap().map(|(id, _)| id);
        assert_eq!(id("tayyip erdoğan").as_deref(), Some("person:recep-tayyip-erdogan"));
        assert_eq!(id("Turkey").as_deref(), Some("state:TR"));
        assert_eq!(id("Tayyip Erdogan the barber"), None);
        assert_eq!(id(""), None);
    }
}
