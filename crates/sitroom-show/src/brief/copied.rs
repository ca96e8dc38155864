//! Copies are not corroboration: what a report has from another is told once, with the other's words.

use std::collections::BTreeMap;

use sitroom_record::{Row, Stored};

use super::Draft;
use crate::json::list;

/// A passage that one report took from another, in code points of each.
struct Passage {
    taken: (usize, usize),
    giver: String,
    given: (usize, usize),
    /// What was changed on the way, in the taker.
    changed: Vec<(usize, usize)>,
}

/// The passages that reports took, by taker.
pub(super) struct Copied(BTreeMap<String, Vec<Passage>>);

impl Copied {
    /// As `copies` tell. Where it is not known who took from whom, the later report counts as the taker, one without a
    /// date as later than all: for telling it once it only matters that all agree which.
    pub(super) fn of(reports: &[Stored], copies: &[Row]) -> Self {
        let order = |id: &str| {
            let stored = reports.binary_search_by(|stored| stored.report.id.as_str().cmp(id)).ok();
            let date = stored.and_then(|at| reports.get(at)?.published());
            (date.is_none(), date.map(|date| date.date.clone()), id.to_owned())
        };
        let mut taken: BTreeMap<String, Vec<Passage>> = BTreeMap::new();
        for copy in copies {
            let (Some(a), Some(b)) = (copy.str("a"), copy.str("b")) else { continue };
            let a_takes = match copy.str("direction") {
                Some(direction) => direction == "a_from_b",
                None => order(a) > order(b),
            };
            let (taker, giver) = if a_takes { (("a", a), ("b", b)) } else { (("b", b), ("a", a)) };
            let part = |value: &serde_json::Value, start: &str, end: &str| {
                let place = |name: &str| value[name].as_u64().and_then(|at| usize::try_from(at).ok());
                Some((place(start)?, place(end)?))
            };
            let changed: Vec<_> = (list(copy.field("differences")).iter())
                .filter_map(|difference| part(&difference[taker.0], "start", "end"))
                .collect();
            for passage in list(copy.field("passages")) {
                let side = |side: &str| part(passage, &format!("{side}_start"), &format!("{side}_end"));
                if let (Some(own), Some(given)) = (side(taker.0), side(giver.0)) {
                    let giver = giver.1.to_owned();
                    let passage = Passage { taken: own, giver, given, changed: changed.clone() };
                    taken.entry(taker.1.to_owned()).or_default().push(passage);
                }
            }
        }
        Self(taken)
    }

    /// `drafts` without those that a report has from another that tells the same (its claim, in the same passage); the
    /// line left cites them. Where the copy changed something in the sentence, both stay.
    pub(super) fn once(&self, mut drafts: Vec<Draft>) -> Vec<Draft> {
        let mut told: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, draft) in drafts.iter().enumerate() {
            told.entry(draft.excerpt.citation.report.as_str()).or_default().push(at);
        }
        let sources: Vec<Option<usize>> = drafts.iter().map(|draft| self.source(draft, &drafts, &told)).collect();
        let first = |mut at: usize| {
            // A passage may have gone through several hands; never more than there are lines.
            for _ in 0..sources.len() {
                match sources.get(at).copied().flatten() {
                    Some(source) => at = source,
                    None => break,
                }
            }
            at
        };
        let folded: Vec<(usize, usize)> =
            (0..drafts.len()).map(|at| (at, first(at))).filter(|(at, first)| at != first).collect();
        for &(at, first) in &folded {
            let Some(citation) = drafts.get(at).map(|draft| draft.excerpt.citation.clone()) else { continue };
            let Some(draft) = drafts.get_mut(first) else { continue };
            if draft.also.iter().all(|also| also.report != citation.report) {
                draft.also.push(citation);
            }
        }
        let mut at = 0;
        drafts.retain(|_| {
            at += 1;
            folded.binary_search_by_key(&(at - 1), |(folded, _)| *folded).is_err()
        });
        drafts
    }

    /// The line that `draft` repeats: of those with its claim in the passage given, the one that stands there most nearly
    /// where it stands in the passage taken.
    fn source(&self, draft: &Draft, drafts: &[Draft], told: &BTreeMap<&str, Vec<usize>>) -> Option<usize> {
        let citation = &draft.excerpt.citation;
        let within = |place: usize, span: (usize, usize)| (span.0..span.1).contains(&place);
        let sentence = draft.excerpt.reach();
        let passage = self.0.get(&citation.report)?.iter().find(|passage| {
            within(citation.start, passage.taken)
                && !passage.changed.iter().any(|changed| changed.0 < sentence.1 && sentence.0 < changed.1)
        })?;
        let along = |place: usize, span: (usize, usize)| (place - span.0) * 1000 / (span.1 - span.0).max(1);
        let here = along(citation.start, passage.taken);
        (told.get(passage.giver.as_str())?.iter().copied())
            .filter_map(|at| Some((at, drafts.get(at)?)))
            .filter(|(_, other)| other.claim == draft.claim && within(other.excerpt.citation.start, passage.given))
            .min_by_key(|(_, other)| along(other.excerpt.citation.start, passage.given).abs_diff(here))
            .map(|(at, _)| at)
    }
}
