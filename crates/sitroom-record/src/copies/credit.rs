//! Which agency a report is credited to: two that are to the same one and share text have one origin, though each house
//! cut and added.

use sitroom_annotate::{Actor, ActorKind};

use crate::store::Stored;

/// Code points from the beginning in which a credit stands, and from the end.
const HEAD: usize = 200;
const TAIL: usize = 150;

/// The agency that both reports are credited to.
pub(super) fn shared(a: &Stored, b: &Stored) -> Option<String> {
    let of_b = agencies(b);
    agencies(a).into_iter().find(|agency| of_b.contains(agency))
}

/// The names of the agencies that a report is credited to.
fn agencies(stored: &Stored) -> Vec<String> {
    let Some(annotated) = &stored.annotated else { return Vec::new() };
    let text: Vec<char> = stored.report.text.as_str().chars().collect();
    let is_credit = |actor: &&Actor| {
        let (start, end) = (actor.words.start, actor.words.end);
        let at_an_edge = end <= HEAD || start + TAIL >= text.len();
        at_an_edge && stands_as_credit(&text, start, end, annotated.times.iter().map(|time| time.words.start))
    };
    let agencies = annotated.actors.iter().filter(|actor| actor.kind == Some(ActorKind::Agency)).filter(is_credit);
    agencies.filter_map(|actor| actor.name.clone()).collect()
}

/// Whether the words from `start` to `end` stand as a credit does: in brackets, before a dash, before a date, or as a
/// line of their own.
fn stands_as_credit(text: &[char], start: usize, end: usize, mut dates: impl Iterator<Item = usize>) -> bool {
    let before = text.get(..start).and_then(|before| before.iter().rfind(|mark| **mark != ' '));
    let next = text.get(end..).and_then(|after| after.iter().position(|mark| *mark != ' ')).map(|gap| end + gap);
    let after = next.and_then(|at| text.get(at));
    let in_brackets = before == Some(&'(') && after == Some(&')');
    let alone = before.is_none_or(|mark| *mark == '\n') && after.is_none_or(|mark| *mark == '\n');
    in_brackets
        || alone
        || matches!(after, Some('-' | '–' | '—'))
        || next.is_some_and(|next| dates.any(|date| date == next))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_credit_is_told_from_a_mention() {
        let credit = |text: &str| {
            let start = text.find("Reuters").unwrap();
            let dates: Vec<usize> = text.find("Tuesday").into_iter().collect();
            let characters: Vec<char> = text.chars().collect();
            stands_as_credit(&characters, start, start + "Reuters".len(), dates.into_iter())
        };
        assert!(credit("ANKARA (Reuters) - The bridge is open."));
        assert!(credit("Reuters — The bridge is open."));
        assert!(credit("Bridge open\nReuters\nThe bridge is open."));
        assert!(credit("Bridge open Reuters Tuesday 3 March"));
        assert!(!credit("A mayor told Reuters that the bridge is open."));
        assert!(!credit("The mayor (who spoke to Reuters on the phone) was glad."));
    }
}
