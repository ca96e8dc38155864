//! Words given with a name and a colon before them: a headline ("The Times: Talks fail"), a transcript ("Smith: No.").

use sitroom_language::{NameLabel, Parsed, Pos};

use super::{Draft, marks::Passage};
use crate::annotation::{Annotation, PlaceUse, QuoteForm, Reason};
use crate::cues::Act;

/// Tokens that a name before a colon may have.
const NAME: usize = 5;

/// Words that the text after the colon must have at least.
const WORDS: usize = 3;

/// Quotes that a name and a colon give, one a paragraph at most.
pub(super) fn find(parsed: &Parsed, draft: &Annotation, passages: &[Passage]) -> Vec<Draft> {
    let mut found = Vec::new();
    let mut start = 0;
    while start < parsed.len() {
        let end = (start..parsed.len()).find(|&t| parsed.word(t).contains('\n')).unwrap_or(parsed.len());
        found.extend(in_paragraph(parsed, draft, passages, start, end));
        start = end + 1;
    }
    found
}

fn in_paragraph(parsed: &Parsed, draft: &Annotation, passages: &[Passage], start: usize, end: usize) -> Option<Draft> {
    let colon = (start + 1..end.min(start + NAME + 1)).find(|&t| parsed.word(t) == ":")?;
    let words = (colon + 1..end).filter(|&t| !matches!(parsed.tokens[t].pos, Pos::Punct | Pos::Space));
    if words.count() < WORDS || !(start..colon).all(|t| is_name(parsed, t)) {
        return None;
    }
    let name = parsed.span(start..colon);
    // "Syria: thirty dead" names a place, and no speaker.
    let place =
        |label| matches!(label, NameLabel::Gpe | NameLabel::Loc | NameLabel::Date | NameLabel::Time | NameLabel::Fac);
    let is_place = draft.places.iter().any(|row| row.usage == PlaceUse::Literal && row.words.span().overlaps(name))
        || (start..colon).any(|t| parsed.name_at(t).is_some_and(|name| place(name.label)));
    let speaks = (start..colon).any(|t| {
        parsed.name_at(t).is_some_and(|name| matches!(name.label, NameLabel::Person | NameLabel::Org))
    }) || draft.actors.iter().any(|row| row.words.span().overlaps(name))
        // An outlet that the model has never seen.
        || (colon == start + 1 && parsed.tokens[start].tag == "NNS" && parsed.tokens[start].lemma == parsed.word(start));
    if is_place || !speaks {
        return None;
    }
    let mut last = end;
    while last > colon + 1 && parsed.tokens[last - 1].pos == Pos::Space {
        last -= 1;
    }
    let span = parsed.span(colon + 1..last);
    let marked = passages.iter().any(|passage| passage.span == span);
    Some(Draft {
        span,
        form: if marked { QuoteForm::Direct } else { QuoteForm::Indirect },
        source: Some(colon - 1),
        name: Some(start..colon),
        cue: Some(colon..colon + 1),
        act: Act::Say,
        why: vec![Reason { what: "name and colon".to_owned(), entry: None, span: Some(name) }],
    })
}

/// Whether token `t` may be of a name: capitalised, or a small word within one.
fn is_name(parsed: &Parsed, t: usize) -> bool {
    let word = parsed.word(t);
    word.starts_with(char::is_uppercase) || matches!(word, "of" | "the" | "al" | "-" | "." | "’s" | "'s")
}
