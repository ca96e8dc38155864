//! Why a report belongs to a story, for people who ask; and what became of a story's id.

use rusqlite::OptionalExtension;
use serde::{Deserialize, Serialize};

use super::terms::{self, Terms};
use crate::copies::words;
use crate::stage::Writer;
use crate::{Cited, Record, RecordError, Row};

/// What the log calls a story that became part of another.
pub(super) const JOINED: &str = "story_joined";

/// The rule by which groups of reports join.
pub(super) const AVERAGE_LINK: &str = "average link";

/// Words told of each report.
const WORDS: usize = 6;

/// Why one report belongs to its story.
#[derive(Clone, Debug)]
pub struct Belonging {
    /// The report.
    pub report: String,
    /// The member that it is most alike to.
    pub nearest: String,
    /// How alike: from 0, nothing in common, to 1.
    pub likeness: f64,
    /// The words that the two share and that tell most, as the report has them, each with how many reports have it.
    pub words: Vec<(String, usize)>,
}

/// Why each report of the story `row` belongs to it; empty for a story of one report.
///
/// # Errors
/// Those of the store.
pub fn belongings(record: &Record, row: &Row) -> Result<Vec<Belonging>, RecordError> {
    let mut belongings = Vec::new();
    for why in row.field("belongs").as_array().into_iter().flatten() {
        let (Some(report), Some(nearest), Some(likeness)) =
            (why["report"].as_str(), why["nearest"].as_str(), why["likeness"].as_f64())
        else {
            continue;
        };
        let words = shared(&record.reader(), report, nearest)?;
        belongings.push(Belonging { report: report.to_owned(), nearest: nearest.to_owned(), likeness, words });
    }
    Ok(belongings)
}

/// Why a former story became part of another.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Joining {
    /// The rule that joined them.
    pub rule: String,
    /// How alike the reports of the two sides were on average when they joined.
    pub likeness: f64,
    /// How alike they must be.
    pub least: f64,
    /// Where the openings of the two reports stand that are most alike, the former story's first. The words themselves
    /// stay in the reports alone.
    pub nearest: Vec<Place>,
}

/// A place in a report, in code points.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Place {
    /// The report's id.
    pub report: String,
    /// First code point.
    pub start: usize,
    /// One past the last.
    pub end: usize,
}

impl Place {
    pub(super) fn of(cited: &Cited) -> Self {
        Self { report: cited.report.clone(), start: cited.start, end: cited.end }
    }
}

/// Words, and how many reports of the record have each.
pub type Words = Vec<(String, usize)>;

/// Why the former story `id` became part of another, if it did: the last time. With the words that the two reports most alike
/// share.
///
/// # Errors
/// Those of the store.
pub fn joining(record: &Record, id: &str) -> Result<Option<(Joining, Words)>, RecordError> {
    let reader = record.reader();
    let why: Option<String> = reader.sqlite(|connection| {
        connection
            .prepare_cached(
                "SELECT detail -> '$.why' FROM log WHERE what = ?1 AND detail ->> '$.ids.former' = ?2
                 ORDER BY serial DESC LIMIT 1",
            )?
            .query_row([JOINED, id], |row| row.get(0))
            .optional()
    })?;
    let Some(why) = why.and_then(|why| serde_json::from_str::<Joining>(&why).ok()) else { return Ok(None) };
    let words = match why.nearest.as_slice() {
        [former, other] => shared(&reader, &former.report, &other.report)?,
        _ => Vec::new(),
    };
    Ok(Some((why, words)))
}

/// The words by which two reports are alike, those that tell most first.
fn shared(writer: &Writer<'_>, report: &str, other: &str) -> Result<Words, RecordError> {
    let (Some(report), Some(other)) = (writer.report(report)?, writer.report(other)?) else { return Ok(Vec::new()) };
    let all = writer.ids()?.len();
    let of = |stored: &crate::Stored| -> Terms {
        terms::terms(stored.report.title.as_deref().unwrap_or(""), stored.report.text.as_str())
    };
    let others = of(&other);
    let mut shared = Vec::new();
    for (stem, used) in of(&report) {
        let Ok(at) = others.binary_search_by_key(&stem, |(stem, _)| *stem) else { continue };
        let reports: i64 = writer.sqlite(|connection| {
            connection
                .prepare_cached("SELECT reports FROM stories_term WHERE stem = ?1")?
                .query_row([stem], |row| row.get(0))
                .or(Ok(0))
        })?;
        let reports = usize::try_from(reports).unwrap_or(0);
        let weight = used.weight() * others[at].1.weight() * terms::rarity(reports, all).powi(2);
        if (2..=terms::COMMON).contains(&reports) {
            shared.push((weight, stem, reports));
        }
    }
    shared.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    shared.truncate(WORDS);
    let texts = [report.report.title.as_deref().unwrap_or(""), report.report.text.as_str()];
    let spelt = |stem: u32| {
        let of = |text: &str| {
            Some(words::words(text).into_iter().find(|word| word.stem == stem)?.span().of(text).to_owned())
        };
        texts.iter().rev().find_map(|text| of(text)).unwrap_or_default()
    };
    Ok(shared.into_iter().map(|(_, stem, reports)| (spelt(stem), reports)).collect())
}
