//! Stories: which reports tell of one happening and its aftermath.
//!
//! The way: every report becomes a vector of `terms`, in which names, numbers, words of the headline and whatever is
//! rare among all reports weigh more; two reports are as alike as their cosine, less the further apart they were
//! published, with no limit of days, so that a trial joins its crime; reports join by average link (`clusters`).
//!
//! What is rare depends on the whole pile: stories are worked out anew from the reports that stand whenever one of them
//! changes, and so do not depend on the order in which the reports came. A story is named by its earliest report, and
//! keeps its id for as long as that stays the earliest.

mod clusters;
mod terms;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, date};
use serde_json::{Map, Value};
use sitroom_report::Span;

use self::terms::Terms;
use crate::stage::{Stage, Writer};
use crate::store::Stored;
use crate::{Cited, RecordError, Row, copies};

/// The kind of this stage's rows.
pub const KIND: &str = "stories";

/// Reports are half as alike when published so many days apart, a third as alike at twice as many.
const HALF: f64 = 60.0;

/// How alike the members of two groups are on average when they join.
const THRESHOLD: f64 = 0.1;

/// A pair less alike than this counts as not alike at all: bounds the memory.
const LEAST: f64 = 0.015;

/// A term that stands in more reports than this leads nobody to a story.
const COMMON: usize = 200;

/// Finds stories.
pub(crate) struct Stories;

impl Stage for Stories {
    fn name(&self) -> &'static str {
        KIND
    }

    fn rules(&self) -> u32 {
        1
    }

    fn update(&self, writer: &mut Writer<'_>, changed: &[String]) -> Result<(), RecordError> {
        if changed.is_empty() {
            return Ok(());
        }
        let (mut tellings, mut terms) = (Vec::new(), Vec::new());
        writer.each(|stored| {
            terms.push(Terms::of(stored.report.title.as_deref().unwrap_or(""), stored.report.text.as_str()));
            tellings.push(Telling::of(stored));
            Ok(())
        })?;
        let vectors = terms::vectors(&terms, COMMON);
        let nearness = |a: usize, b: usize| nearness(tellings[a].day, tellings[b].day);
        let pairs = clusters::likenesses(&vectors, nearness, LEAST);
        let groups = clusters::groups(tellings.len(), &pairs, THRESHOLD);
        let central = central(tellings.len(), &pairs, &groups);
        let origins = Origins::of(&writer.rows(copies::KIND)?);
        writer.clear(KIND)?;
        for group in groups {
            let Some(&title) = group.iter().max_by(|a, b| central[**a].total_cmp(&central[**b]).then(b.cmp(a))) else {
                continue;
            };
            let title = tellings[title].title.clone();
            let mut members: Vec<&Telling> = group.into_iter().map(|member| &tellings[member]).collect();
            members.sort_by_key(|telling| (telling.day.is_none(), telling.day, &telling.opening.report));
            let row = row(&members, &title, &origins);
            writer.put(KIND, &format!("{} {}", row.str("from").unwrap_or("~"), row.id), &row)?;
        }
        Ok(())
    }
}

/// What a story's row needs of a report.
struct Telling {
    key: String,
    /// The day it was published.
    day: Option<Date>,
    /// The headline, else the opening.
    title: String,
    /// Its first sentence.
    opening: Cited,
}

impl Telling {
    fn of(stored: Stored) -> Self {
        let opening = opening(&stored);
        let day = stored.published().and_then(|published| first_day(&published.date));
        let title = stored.report.title.filter(|title| !title.trim().is_empty());
        Self { key: stored.key, day, title: title.unwrap_or_else(|| opening.text.clone()), opening }
    }
}

/// The first day of the date `text`: a day, a month or a year, in ISO 8601.
fn first_day(text: &str) -> Option<Date> {
    format!("{text}-01-01").get(..10)?.parse().ok()
}

/// The first sentence of a report, as it was annotated, else its first line.
fn opening(stored: &Stored) -> Cited {
    let text = &stored.report.text;
    let sentence = stored.annotated.as_ref().and_then(|annotated| annotated.sentences.first());
    let (start, end) = sentence.map_or_else(
        || {
            let line = text.as_str().trim_start();
            let start = text.as_str().len() - line.len();
            let length = line.find('\n').unwrap_or(line.len());
            let points = text.to_points(Span::new(start, start + length));
            (points.start, points.end)
        },
        |sentence| (sentence.start, sentence.end),
    );
    let words = text.as_str().chars().skip(start).take(end - start).collect();
    Cited { report: stored.report.id.clone(), start, end, text: words }
}

/// How much of their likeness two reports of these days keep; undated ones are taken to be [`HALF`] days apart.
fn nearness(a: Option<Date>, b: Option<Date>) -> f64 {
    let days = |day: Date| day.duration_since(date(1, 1, 1)).as_hours() / 24;
    let apart = a.zip(b).map_or(HALF, |(a, b)| (days(a) - days(b)).abs() as f64);
    1.0 / (1.0 + apart / HALF)
}

/// How alike each report is to the others of its group, in sum: the one most so has the title that fits all best.
fn central(count: usize, pairs: &[(usize, usize, f64)], groups: &[Vec<usize>]) -> Vec<f64> {
    let mut group_of = vec![0; count];
    for (group, members) in groups.iter().enumerate() {
        members.iter().for_each(|member| group_of[*member] = group);
    }
    let mut central = vec![0.0; count];
    for &(a, b, likeness) in pairs.iter().filter(|(a, b, _)| group_of[*a] == group_of[*b]) {
        central[a] += likeness;
        central[b] += likeness;
    }
    central
}

/// Which reports are copies of each other and so have one origin.
struct Origins(BTreeMap<String, usize>);

impl Origins {
    fn of(copies: &[Row]) -> Self {
        let groups = copies::groups(copies).into_iter().enumerate();
        Self(groups.flat_map(|(group, ids)| ids.into_iter().map(move |id| (id, group))).collect())
    }

    /// How many independent origins these reports have.
    fn count<'a>(&self, ids: impl Iterator<Item = &'a str>) -> usize {
        let origins: BTreeSet<_> = ids.map(|id| self.0.get(id).ok_or(id)).collect();
        origins.len()
    }
}

/// The row of the story that `members` tell, the earliest first.
fn row(members: &[&Telling], title: &str, origins: &Origins) -> Row {
    let ids = || members.iter().map(|telling| telling.opening.report.as_str());
    let days = || members.iter().filter_map(|telling| telling.day);
    let day = |day: Option<Date>| day.map_or(Value::Null, |day| Value::from(day.to_string()));
    let id = format!("story-{}", members.first().map_or("", |earliest| &earliest.key));
    let fields = Map::from_iter([
        ("story".to_owned(), Value::from(id.as_str())),
        ("members".to_owned(), ids().collect::<Vec<_>>().into()),
        ("from".to_owned(), day(days().min())),
        ("to".to_owned(), day(days().max())),
        ("title".to_owned(), Value::from(title)),
        ("reports".to_owned(), members.len().into()),
        ("origins".to_owned(), origins.count(ids()).into()),
    ]);
    Row { id, spans: members.iter().map(|telling| telling.opening.clone()).collect(), fields }
}
