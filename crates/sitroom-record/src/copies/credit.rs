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

/// Whether the words from `start` to `end` stand as a credit does: in brackets, before a dash, before a date, as a line of
/// their own, as the end of a byline, or as what the report says it was made with.
fn stands_as_credit(text: &[char], start: usize, end: usize, mut dates: impl Iterator<Item = usize>) -> bool {
    let before = text.get(..start).and_then(|before| before.iter().rfind(|mark| **mark != ' '));
    let next = text.get(end..).and_then(|after| after.iter().position(|mark| *mark != ' ')).map(|gap| end + gap);
    let after = next.and_then(|at| text.get(at));
    let in_brackets = before == Some(&'(') && after == Some(&')');
    let ends_line = after.is_none_or(|mark| *mark == '\n');
    let alone = before.is_none_or(|mark| *mark == '\n') && ends_line;
    let line = text.get(..start).map(|before| before.rsplit(|mark| *mark == '\n').next().unwrap_or_default());
    let line: String = line.unwrap_or_default().iter().flat_map(|mark| mark.to_lowercase()).collect();
    let rest: String = next.and_then(|next| text.get(next..)).unwrap_or_default().iter().take(12).collect();
    // "By Ana Sedlak, Associated Press"; "Additional reporting by Reuters"; "AFP contributed to this report".
    let byline = line.starts_with("by ") && ends_line;
    let made_with =
        line.trim_end().trim_end_matches(" the").ends_with("reporting by") || rest.starts_with("contributed ");
    in_brackets
        || alone
        || byline
        || made_with
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
        assert!(credit("Bridge open\nBy Reuters\nThe bridge is open."));
        assert!(credit("By Ana Sedlak, Reuters\nThe bridge is open."));
        assert!(credit("The bridge is open. Reuters contributed to this report."));
        assert!(credit("The bridge is open. (Additional reporting by Reuters.)"));
        assert!(!credit("By Tuesday the bridge is open, Reuters says."));
        assert!(!credit("The bridge, seen by Reuters, is open."));
        assert!(!credit("The bridge was filmed by Reuters reporters."));
        assert!(!credit("A mayor told Reuters that the bridge is open."));
        assert!(!credit("The mayor (who spoke to Reuters on the phone) was glad."));
    }
}
