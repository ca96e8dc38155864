//! How many independent origins something has: copies and repetitions of one source are not corroboration.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::params;
use serde_json::Value;

use crate::RecordError;
use crate::stage::Writer;

/// Words of a report by which it supports something.
#[derive(Copy, Clone, Debug)]
pub(crate) struct Fact<'a> {
    /// The report's id.
    pub(crate) report: &'a str,
    /// First code point.
    pub(crate) start: usize,
    /// One past the last code point.
    pub(crate) end: usize,
    /// The key of the last link of its attribution: the monitor that an agency cites. None where it has no name.
    pub(crate) source: Option<&'a str>,
}

/// How much of each of two reports must be in the other that they are versions of one text. A report that is all in a
/// round-up of many is not.
const VERSIONS: f64 = 0.5;

/// The ids of the rows of copies by which the report `id` and another are versions of one text, word for word or reworded.
pub(crate) fn copies(writer: &Writer<'_>, id: &str) -> Result<Vec<String>, RecordError> {
    let select = "SELECT derived.id FROM copies_report AS own
        JOIN copies_pair AS pair ON (pair.a = own.number OR pair.b = own.number)
        JOIN derived ON derived.kind = 'copies' AND derived.id = pair.row
        WHERE own.id = ?1 AND json_extract(derived.json, '$.kind') <> 'passage'
        AND min(json_extract(derived.json, '$.containment_a'), json_extract(derived.json, '$.containment_b')) >= ?2
        ORDER BY derived.id";
    writer.sqlite(|connection| {
        connection.prepare_cached(select)?.query_map(params![id, VERSIONS], |row| row.get(0))?.collect()
    })
}

/// What some reports took from each other. Copies that lead through other reports do not count.
#[derive(Debug, Default)]
pub(crate) struct Origins {
    /// Sorted by both reports.
    pairs: Vec<Pair>,
    /// The reports that carry a widely held text, by the report that it was found to be that of.
    carriers: BTreeMap<String, Vec<Carrier>>,
}

#[derive(Debug)]
struct Pair {
    a: String,
    b: String,
    /// Whether one is made of the other, or both are credited to one agency.
    whole: bool,
    /// Code points of the first and of the second report.
    passages: Vec<[usize; 4]>,
}

/// A report that carries a text which too many do for each of them to be compared with all others.
#[derive(Debug)]
struct Carrier {
    report: String,
    whole: bool,
    /// Code points of the text and of this report.
    passages: Vec<[usize; 4]>,
}

impl Origins {
    /// What the reports `ids` took from each other, as the stage `copies` found.
    pub(crate) fn among<'a>(writer: &Writer<'_>, ids: impl IntoIterator<Item = &'a str>) -> Result<Self, RecordError> {
        let ids: BTreeSet<&str> = ids.into_iter().collect();
        let (mut pairs, mut carriers) = (Vec::new(), BTreeMap::<String, Vec<Carrier>>::new());
        if ids.len() < 2 {
            return Ok(Self::default());
        }
        // A pair is found from its first report, which has the lesser id.
        let select = "SELECT other.id, derived.json FROM copies_report AS own
            JOIN copies_pair AS pair ON pair.a = own.number JOIN copies_report AS other ON other.number = pair.b
            JOIN derived ON derived.kind = 'copies' AND derived.id = pair.row WHERE own.id = ?1 ORDER BY other.id";
        // The pairs of a report with those whose text it carries, and whether theirs is the lesser id.
        let carried = "SELECT text.id, pair.a = text.number, derived.json FROM copies_report AS own
            JOIN copies_pair AS pair ON (pair.a = own.number OR pair.b = own.number) AND pair.text <> own.number
            JOIN copies_report AS text ON text.number = pair.text
            JOIN derived ON derived.kind = 'copies' AND derived.id = pair.row WHERE own.id = ?1 ORDER BY text.id";
        for &id in &ids {
            let found: Vec<(String, String)> = writer.sqlite(|connection| {
                let mut statement = connection.prepare_cached(select)?;
                statement.query_map(params![id], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
            })?;
            for (other, json) in found.into_iter().filter(|(other, _)| ids.contains(other.as_str())) {
                pairs.push(Pair::of(id, &other, &json));
            }
            let found: Vec<(String, bool, String)> = writer.sqlite(|connection| {
                let mut statement = connection.prepare_cached(carried)?;
                statement.query_map(params![id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?.collect()
            })?;
            for (text, is_first, json) in found {
                let Pair { whole, mut passages, .. } = Pair::of("", "", &json);
                if !is_first {
                    passages.iter_mut().for_each(|[a, b, c, d]| (*a, *b, *c, *d) = (*c, *d, *a, *b));
                }
                carriers.entry(text).or_default().push(Carrier { report: id.to_owned(), whole, passages });
            }
        }
        Ok(Self { pairs, carriers })
    }

    /// The pairs of reports that took text from each other, the lesser id first.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pairs.iter().map(|pair| (pair.a.as_str(), pair.b.as_str()))
    }

    /// The pairs of which `report` is the lesser.
    fn pairs_from(&self, report: &str) -> &[Pair] {
        let first = self.pairs.partition_point(|pair| pair.a.as_str() < report);
        let rest = &self.pairs[first..];
        &rest[..rest.partition_point(|pair| pair.a == report)]
    }

    /// Whether two facts stand in one passage that their reports share.
    pub(crate) fn share(&self, one: &Fact<'_>, other: &Fact<'_>) -> bool {
        let (one, other) = if one.report <= other.report { (one, other) } else { (other, one) };
        let within = |fact: &Fact<'_>, start: usize, end: usize| fact.start < end && start < fact.end;
        // Sorted as they were found: by the first report, then by the second.
        let found = self.pairs.binary_search_by(|pair| (&*pair.a, &*pair.b).cmp(&(one.report, other.report)));
        let passages = found.ok().and_then(|at| self.pairs.get(at)).map_or(&[][..], |pair| &pair.passages);
        passages
            .iter()
            .any(|&[a_start, a_end, b_start, b_end]| within(one, a_start, a_end) && within(other, b_start, b_end))
    }

    /// How many independent origins the reports `ids` have as wholes. A passage taken from another does not make the
    /// rest of a stitched report a copy, unless both are credited to one agency.
    pub(crate) fn of_reports<'a>(&self, ids: impl IntoIterator<Item = &'a str>) -> usize {
        let ids: BTreeSet<&str> = ids.into_iter().collect();
        let mut groups = Groups::new(ids.len());
        let numbers: BTreeMap<&str, usize> = ids.into_iter().enumerate().map(|(number, id)| (id, number)).collect();
        for (id, a) in &numbers {
            for pair in self.pairs_from(id).iter().filter(|pair| pair.whole) {
                if let Some(b) = numbers.get(pair.b.as_str()) {
                    groups.join(*a, *b);
                }
            }
        }
        for carriers in self.carriers.values() {
            let whole = carriers.iter().filter(|carrier| carrier.whole);
            groups.join_all(whole.filter_map(|carrier| numbers.get(carrier.report.as_str()).copied()));
        }
        groups.count()
    }

    /// How many independent origins these facts have. Two have one origin where they name the same last source, where
    /// they stand in a passage that one report took from the other, or in one report without a source.
    pub(crate) fn of_facts(&self, facts: &[Fact<'_>]) -> usize {
        let mut groups = Groups::new(facts.len());
        let (mut by_source, mut by_report) = (BTreeMap::new(), BTreeMap::<&str, Vec<usize>>::new());
        for (number, fact) in facts.iter().enumerate() {
            let first = *by_source
                .entry(fact.source.map_or((None, fact.report), |source| (Some(source), "")))
                .or_insert(number);
            groups.join(first, number);
            by_report.entry(fact.report).or_default().push(number);
        }
        let of = |report: &str| by_report.get(report).map_or(&[][..], Vec::as_slice);
        let within = |report: &str, start: usize, end: usize| {
            let inside = move |number: &&usize| facts[**number].start < end && start < facts[**number].end;
            of(report).iter().filter(inside).copied()
        };
        for pair in by_report.keys().flat_map(|report| self.pairs_from(report)) {
            for &[a_start, a_end, b_start, b_end] in &pair.passages {
                for a in within(&pair.a, a_start, a_end) {
                    within(&pair.b, b_start, b_end).for_each(|b| groups.join(a, b));
                }
            }
        }
        for carriers in self.carriers.values() {
            // Which words of the text each fact stands in: two have one origin where these meet.
            let mut carried: Vec<(usize, usize, usize)> = Vec::new();
            for Carrier { report, passages, .. } in carriers {
                for &[text_start, text_end, start, end] in passages {
                    carried.extend(within(report, start, end).map(|fact| (text_start, text_end, fact)));
                }
            }
            carried.sort_unstable();
            let mut reach = 0;
            let meeting = carried.chunk_by(|(_, end, _), (next, ..)| {
                reach = reach.max(*end);
                *next < reach
            });
            meeting.for_each(|facts| groups.join_all(facts.iter().map(|(_, _, fact)| *fact)));
        }
        groups.count()
    }
}

impl Pair {
    fn of(a: &str, b: &str, json: &str) -> Self {
        let row: Value = serde_json::from_str(json).unwrap_or_default();
        let point = |passage: &Value, name: &str| passage[name].as_u64().unwrap_or(0) as usize;
        let passages = (row["passages"].as_array().into_iter().flatten())
            .map(|passage| ["a_start", "a_end", "b_start", "b_end"].map(|name| point(passage, name)))
            .collect();
        let whole = row["kind"].as_str().is_some_and(|kind| kind != "passage") || !row["credit"].is_null();
        Self { a: a.to_owned(), b: b.to_owned(), whole, passages }
    }
}

/// Numbers that are joined to groups.
struct Groups {
    parent: Vec<usize>,
}

impl Groups {
    fn new(count: usize) -> Self {
        Self { parent: (0..count).collect() }
    }

    fn root(&mut self, mut number: usize) -> usize {
        while self.parent[number] != number {
            self.parent[number] = self.parent[self.parent[number]];
            number = self.parent[number];
        }
        number
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.parent[a.max(b)] = a.min(b);
    }

    fn join_all(&mut self, numbers: impl IntoIterator<Item = usize>) {
        let mut numbers = numbers.into_iter();
        if let Some(first) = numbers.next() {
            numbers.for_each(|number| self.join(first, number));
        }
    }

    fn count(&self) -> usize {
        self.parent.iter().enumerate().filter(|(number, parent)| number == *parent).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(a: &str, b: &str, whole: bool) -> Pair {
        Pair { a: a.into(), b: b.into(), whole, passages: vec![[0, 50, 100, 150]] }
    }

    fn fact<'a>(report: &'a str, start: usize, source: Option<&'a str>) -> Fact<'a> {
        Fact { report, start, end: start + 5, source }
    }

    #[test]
    fn copies_have_one_origin_and_chains_through_others_do_not_count() {
        let pairs = vec![pair("a", "b", true), pair("a", "d", false), pair("b", "c", true)];
        let origins = Origins { pairs, ..Origins::default() };
        assert_eq!(origins.of_reports(["a", "b", "c"]), 1);
        assert_eq!(origins.of_reports(["a", "c"]), 2);
        assert_eq!(origins.of_reports(["a", "d"]), 2);
    }

    #[test]
    fn facts_share_an_origin_by_passage_or_by_source() {
        let origins = Origins { pairs: vec![pair("a", "b", false)], ..Origins::default() };
        let in_passage = [fact("a", 10, None), fact("b", 120, None)];
        assert_eq!(origins.of_facts(&in_passage), 1);
        let outside = [fact("a", 10, None), fact("b", 20, None)];
        assert_eq!(origins.of_facts(&outside), 2);
        let one_source = [fact("c", 0, Some("un")), fact("d", 0, Some("un")), fact("d", 90, None)];
        assert_eq!(origins.of_facts(&one_source), 2);
        let own_words = [fact("e", 0, None), fact("e", 60, None)];
        assert_eq!(origins.of_facts(&own_words), 1);
    }

    #[test]
    fn carriers_of_one_text_have_one_origin_as_far_as_they_carry_the_same() {
        let carrier = |report: &str, whole, passage| Carrier { report: report.into(), whole, passages: vec![passage] };
        let carriers = vec![
            carrier("a", true, [0, 100, 0, 100]),
            carrier("b", true, [0, 100, 50, 150]),
            carrier("c", false, [80, 90, 0, 10]),
            carrier("d", false, [200, 250, 0, 50]),
        ];
        let origins = Origins { carriers: BTreeMap::from([("first".to_owned(), carriers)]), ..Origins::default() };
        assert_eq!(origins.of_reports(["a", "b", "c", "d"]), 3);
        let facts = [fact("a", 10, None), fact("b", 60, None), fact("c", 2, None), fact("d", 5, None)];
        assert_eq!(origins.of_facts(&facts), 2);
        assert_eq!(origins.of_facts(&[fact("a", 10, None), fact("b", 0, None)]), 2);
    }
}
