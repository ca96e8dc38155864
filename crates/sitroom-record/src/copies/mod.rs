//! Copies: which passages one report took from another, and what it changed.
//!
//! The way: every report leaves sampled `grams` in an index, by which reports that may share text find each other
//! without comparing all with all; `passage::compare` aligns two texts and says what they share; `differences`
//! tells the facts that changed; `direction` who took from whom, where dates or credits settle it. House furniture
//! (page tails, subscription notices) is learned from the pile: runs of words that stand at the edges of several
//! reports. It is never evidence of copying. Nor is the formula of a kind of report (a police log, a casualty notice): a copy
//! shares words in a row that are rare in the pile, or many in a row.
//!
//! A text that many reports carry is not compared with all of them: each is compared with the same few, and the record
//! keeps which (`index`), so that the rest are known to carry what these do.
//!
//! All of it is a function of the reports that stand: a new report has those pairs looked at again whose grams or
//! furniture it made common.

mod credit;
mod differences;
mod direction;
mod grams;
mod index;
mod passage;
pub(crate) mod words;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rayon::prelude::*;
use serde_json::{Map, Value, json};
use sitroom_report::{Span, Text};

use self::index::{Candidate, Index, Number};
use self::passage::Shared;
use self::words::Word;
use crate::stage::{Stage, Writer};
use crate::store::Stored;
use crate::{Cited, RecordError, Row};

/// The kind of this stage's rows.
pub const KIND: &str = "copies";

/// A gram that stands in more reports than this leads each of them to the [`FIRST`] alone.
const COMMON: usize = 48;

/// To so many of those that carry a widely held text each of them is compared.
const FIRST: usize = 4;

/// Sampled grams, each in more than [`COMMON`] reports, that two must share before they are compared: a passage of a score of
/// words has as many.
const LEAST_CARRIED: usize = 4;

/// A gram that stands in no more reports than this is rare: those that share it tell of one thing.
const RARE: usize = 5;

/// Sampled grams that two reports must share before they are compared.
const LEAST_GRAMS: usize = 2;

/// A run at the edges of so many reports is furniture.
const FURNITURE: usize = 5;

/// Pairs compared before their rows are written: bounds the memory.
const BATCH: usize = 1024;

/// Pairs of which the whole annotations are held at once: they are large, and those of one report often stand together.
const PART: usize = 64;

/// Finds copies.
pub(crate) struct Copies;

impl Stage for Copies {
    fn name(&self) -> &'static str {
        KIND
    }

    fn rules(&self) -> u32 {
        6
    }

    fn reset(&self, writer: &mut Writer<'_>) -> Result<(), RecordError> {
        Index::reset(writer)
    }

    fn update(&self, writer: &mut Writer<'_>, changed: &[String]) -> Result<(), RecordError> {
        let (index, stale) = Index::replace(writer, changed)?;
        let mut before = index.pairs(writer, &stale)?;
        let mut touched = BTreeSet::new();
        for batch in index.candidates(writer, &stale, &before)?.chunks(BATCH) {
            let sides = sides(writer, &index, batch)?;
            let compare = |found: &Candidate| {
                let (a, b) = found.pair;
                Some((*found, passage::compare(sides.get(&a)?, sides.get(&b)?)?))
            };
            let shared: Vec<(Candidate, Shared)> = batch.par_iter().filter_map(compare).collect();
            for part in shared.chunks(PART) {
                let stored = stored(writer, &index, part)?;
                let make = |(found, shared): &(Candidate, Shared)| {
                    let (a, b) = found.pair;
                    let (of_a, of_b) = (stored.get(&a)?, stored.get(&b)?);
                    let row = row(of_a, &sides.get(&a)?.words, of_b, &sides.get(&b)?.words, shared);
                    Some((*found, [of_a.report.id.clone(), of_b.report.id.clone()], row))
                };
                for (found, ids, row) in part.par_iter().filter_map(make).collect::<Vec<_>>() {
                    let former = before.remove(&found.pair);
                    if former.as_ref().is_some_and(|former| *former != row.id) {
                        writer.remove(KIND, &former.unwrap_or_default())?;
                    }
                    let is_new = index.keep_pair(writer, found, &row.id)?;
                    if writer.put(KIND, &ids.join(" "), &row)? || is_new {
                        touched.extend(ids);
                    }
                }
            }
        }
        for (pair, row) in before {
            touched.extend([index.id(writer, pair.0)?, index.id(writer, pair.1)?]);
            index.forget_pair(writer, pair)?;
            writer.remove(KIND, &row)?;
        }
        for id in touched.iter().filter(|id| changed.binary_search(id).is_err()) {
            writer.look_again(id, "copies_changed")?;
        }
        Ok(())
    }
}

/// A report's text, ready to be compared.
struct Side {
    words: Vec<Word>,
    /// The runs at its edges that are furniture, sorted.
    furniture: Vec<u64>,
    /// Its grams that are rare, sorted.
    rare: Vec<u64>,
}

/// The texts of these pairs, by number.
fn sides(writer: &Writer<'_>, index: &Index, found: &[Candidate]) -> Result<HashMap<Number, Side>, RecordError> {
    let numbers: BTreeSet<Number> = found.iter().flat_map(|found| [found.pair.0, found.pair.1]).collect();
    let texts: Vec<(Number, String)> = numbers
        .into_iter()
        .map(|number| Ok((number, index.text(writer, number)?)))
        .collect::<Result<_, RecordError>>()?;
    let words: Vec<(Number, Vec<Word>)> =
        texts.into_par_iter().map(|(number, text)| (number, words::words(&text))).collect();
    let side = |(number, words): (Number, Vec<Word>)| {
        let (furniture, rare) = (index.furniture(writer, &words)?, index.rare(writer, &words)?);
        Ok((number, Side { words, furniture, rare }))
    };
    words.into_iter().map(side).collect()
}

/// The reports of these pairs as they stand, by number.
fn stored(
    writer: &Writer<'_>,
    index: &Index,
    found: &[(Candidate, Shared)],
) -> Result<HashMap<Number, Stored>, RecordError> {
    let numbers: BTreeSet<Number> = found.iter().flat_map(|(found, _)| [found.pair.0, found.pair.1]).collect();
    let read = |number| Ok(index.stored(writer, number)?.map(|stored| (number, stored)));
    numbers.into_iter().filter_map(|number| read(number).transpose()).collect()
}

/// The row that tells what a and b share.
fn row(a: &Stored, words_a: &[Word], b: &Stored, words_b: &[Word], shared: &Shared) -> Row {
    let side_a = differences::Side { text: &a.report.text, words: words_a, annotation: a.annotated.as_deref() };
    let side_b = differences::Side { text: &b.report.text, words: words_b, annotation: b.annotated.as_deref() };
    let (mut spans, mut passages, mut changed) = (Vec::new(), Vec::new(), Vec::new());
    for passage in &shared.passages {
        let (in_a, in_b) = (extent(words_a, &passage.a, &a.report.text), extent(words_b, &passage.b, &b.report.text));
        let (cited_a, cited_b) = (cite(a, in_a), cite(b, in_b));
        passages.push(json!({
            "a_start": cited_a.start, "a_end": cited_a.end, "b_start": cited_b.start, "b_end": cited_b.end,
        }));
        spans.extend([cited_a, cited_b]);
        changed.extend(differences::differences(&side_a, &side_b, passage));
    }
    let place = |stored: &Stored, span| {
        let cited = cite(stored, span);
        json!({"start": cited.start, "end": cited.end, "text": cited.text})
    };
    let differences: Vec<Value> = (changed.iter())
        .map(|change| json!({"what": change.what, "a": place(a, change.a), "b": place(b, change.b)}))
        .collect();
    let share = |share: f64| (share * 1000.0).round() / 1000.0;
    let settled = direction::direction(a, b);
    let mut fields = Map::new();
    fields.insert("a".into(), Value::from(a.report.id.as_str()));
    fields.insert("b".into(), Value::from(b.report.id.as_str()));
    fields.insert("kind".into(), Value::from(shared.kind.as_str()));
    fields.insert("containment_a".into(), Value::from(share(shared.containment_a)));
    fields.insert("containment_b".into(), Value::from(share(shared.containment_b)));
    fields.insert("direction".into(), settled.map_or(Value::Null, |(direction, _)| Value::from(direction)));
    fields.insert("direction_basis".into(), settled.map_or(Value::Null, |(_, basis)| Value::from(basis)));
    fields.insert("credit".into(), credit::shared(a, b).into());
    fields.insert("passages".into(), Value::from(passages));
    fields.insert("differences".into(), Value::from(differences));
    Row { id: format!("copy-{}-{}", a.key, b.key), spans, fields }
}

/// The bytes from the first to the last of `range`, with the marks that close the last word's sentence.
fn extent(words: &[Word], range: &std::ops::Range<usize>, text: &Text) -> Span {
    let (first, last) = (words[range.start].span(), words[range.end - 1].span());
    let rest = &text.as_str()[last.end..];
    let marks: usize = rest.chars().take_while(|mark| ".!?\"”’'".contains(*mark)).map(char::len_utf8).sum();
    Span::new(first.start, last.end + marks)
}

fn cite(stored: &Stored, span: Span) -> Cited {
    let points = stored.report.text.to_points(span);
    let text = span.of(stored.report.text.as_str()).to_owned();
    Cited { report: stored.report.id.clone(), start: points.start, end: points.end, text }
}

/// The fingerprints of a text, by which reports that may share some find each other: sorted, each once.
#[must_use]
pub fn fingerprints(text: &str) -> Vec<u64> {
    let words = words::words(text);
    [grams::grams(&words), grams::edges(&words)].concat()
}

/// The ids of the reports that took text from each other, in groups, whole copies and rewrites alone: what they say
/// has one origin. Every id that stands in a row of copies is in one group, the groups sorted by their first id.
///
/// A passage taken from another report does not make the rest of a stitched report a copy.
#[must_use]
pub fn groups(rows: &[Row]) -> Vec<BTreeSet<String>> {
    let mut parent: BTreeMap<&str, &str> = BTreeMap::new();
    fn root<'a>(parent: &BTreeMap<&'a str, &'a str>, mut id: &'a str) -> &'a str {
        while let Some(above) = parent.get(id).filter(|above| **above != id) {
            id = above;
        }
        id
    }
    for row in rows {
        let (Some(a), Some(b)) = (row.str("a"), row.str("b")) else { continue };
        parent.entry(a).or_insert(a);
        parent.entry(b).or_insert(b);
        if row.str("kind") != Some("passage") {
            let (one, other) = (root(&parent, a), root(&parent, b));
            parent.insert(one.max(other), one.min(other));
        }
    }
    let mut groups: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for id in parent.keys() {
        groups.entry(root(&parent, id)).or_default().insert((*id).to_owned());
    }
    groups.into_values().collect()
}
