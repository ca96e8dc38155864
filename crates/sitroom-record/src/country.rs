//! The country that a report is on.

use sitroom_annotate::{Annotation, PlaceUse};

/// The country that most places of a report lie in, the first of equals.
pub(crate) fn of(annotation: &Annotation) -> Option<String> {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for code in annotation.places.iter().filter(|place| place.usage == PlaceUse::Literal) {
        let Some(code) = code.country.as_deref() else { continue };
        match counts.iter_mut().find(|(known, _)| *known == code) {
            Some((_, count)) => *count += 1,
            None => counts.push((code, 1)),
        }
    }
    let most = counts.iter().map(|(_, count)| *count).max()?;
    counts.iter().find(|(_, count)| *count == most).map(|(code, _)| (*code).to_owned())
}
