//! Stories: which reports tell of one happening and its aftermath.
//!
//! The way: every report becomes a vector of `terms`, in which names, numbers, words of the headline and whatever is
//! rare among all reports weigh more; two reports are as alike as their cosine, less the further apart they were
//! published, with no limit of days, so that a trial joins its crime; reports join by average link (`clusters`).
//!
//! What is rare depends on the whole pile, and yet a report that comes touches its neighbourhood alone: rarity is taken
//! in steps, so that few weights change (`index`), and no story reaches beyond the reports that likenesses connect.
//! The stories are the same as from scratch, whatever the order in which the reports came. A story is named by its
//! earliest report, and keeps its id for as long as that stays the earliest; an id that was given once leads to the story
//! in which that report is now, and the log keeps why the two became one ([`why::joining`]).

mod clusters;
mod index;
mod sizes;
mod terms;
pub mod why;

use std::collections::{BTreeSet, HashMap};

use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use sitroom_annotate::Sentence;
use sitroom_report::{PointSpan, Span};

use self::index::Index;
use self::why::{Joining, Place};
use crate::origins::Origins;
use crate::stage::{Stage, Writer};
use crate::store::Stored;
use crate::{Cited, RecordError, Row};

/// The kind of this stage's rows.
pub const KIND: &str = "stories";

/// Reports are half as alike when published so many days apart, a third as alike at twice as many.
const HALF: f64 = 60.0;

/// How alike the members of two groups are on average when they join.
const THRESHOLD: f64 = 0.12;

/// A pair less alike than this counts as not alike at all: bounds what is kept.
const LEAST: f64 = 0.05;

/// Finds stories.
pub(crate) struct Stories;

impl Stage for Stories {
    fn name(&self) -> &'static str {
        KIND
    }

    fn rules(&self) -> u32 {
        5
    }

    fn reset(&self, writer: &mut Writer<'_>) -> Result<(), RecordError> {
        Index::reset(writer)
    }

    fn update(&self, writer: &mut Writer<'_>, changed: &[String]) -> Result<(), RecordError> {
        if changed.is_empty() {
            return Ok(());
        }
        let (mut index, change) = Index::replace(writer, changed)?;
        let (mut left, mut kept, mut seen) = (change.left, BTreeSet::new(), BTreeSet::new());
        for number in change.touched {
            if seen.contains(&number) {
                continue;
            }
            let component = index.component(writer, number)?;
            seen.extend(component.iter().copied());
            for story in stories(writer, &mut index, &component)? {
                writer.put(KIND, &format!("{} {}", story.row.str("from").unwrap_or("~"), story.row.id), &story.row)?;
                let mut members = Vec::with_capacity(story.members.len());
                for (number, telling) in &story.members {
                    members.push((*number, telling, index.enrol(writer, *number, &story.row.id)?));
                }
                for (_, telling, before) in &members {
                    let Some(before) = before else { continue };
                    if *before == id_of(telling) && *before != story.row.id {
                        let why = joining(writer, &mut index, before, &members)?;
                        let of = json!({"former": before, "now": story.row.id});
                        writer.note(why::JOINED, &json!({"ids": of, "why": why}).to_string())?;
                    }
                    left.insert(before.clone());
                }
                kept.insert(story.row.id);
            }
        }
        for story in left.difference(&kept) {
            writer.remove(KIND, story)?;
        }
        Ok(())
    }
}

/// A story on its way into the record.
struct Story {
    /// Its reports by number, the earliest first.
    members: Vec<(u32, Telling)>,
    row: Row,
}

/// The stories of the reports `component`, which are alike to each other and to no others.
fn stories(writer: &Writer<'_>, index: &mut Index, component: &BTreeSet<u32>) -> Result<Vec<Story>, RecordError> {
    let mut reports = Vec::with_capacity(component.len());
    for &number in component {
        reports.extend(index.telling(writer, number)?.map(|telling| (number, telling)));
    }
    // Everything below goes by the order of ids, not by that of coming.
    reports.sort_by(|(_, a), (_, b)| a.opening.report.cmp(&b.opening.report));
    let places: HashMap<u32, usize> = reports.iter().enumerate().map(|(place, (number, _))| (*number, place)).collect();
    let mut pairs = Vec::new();
    for (place, (number, _)) in reports.iter().enumerate() {
        let others = index.neighbours(writer, *number)?.iter();
        let others = others.filter_map(|(other, likeness)| Some((*places.get(other)?, *likeness)));
        pairs.extend(others.filter(|(other, _)| place < *other).map(|(other, likeness)| (place, other, likeness)));
    }
    pairs.sort_unstable_by_key(|(a, b, _)| (*a, *b));
    let names: Vec<String> = reports.iter().map(|(_, telling)| telling.opening.report.clone()).collect();
    let groups = clusters::groups(reports.len(), &pairs, THRESHOLD);
    let links = links(reports.len(), &pairs, &groups);
    let mut reports: Vec<Option<(u32, Telling)>> = reports.into_iter().map(Some).collect();
    let mut stories = Vec::with_capacity(groups.len());
    for group in groups {
        let mut members: Vec<(u32, Telling, &Link)> = (group.into_iter())
            .filter_map(|place| {
                let (number, telling) = reports.get_mut(place)?.take()?;
                Some((number, telling, links.get(place)?))
            })
            .collect();
        members.sort_by(|(_, a, _), (_, b, _)| {
            (a.date.is_none(), &a.date, &a.opening.report).cmp(&(b.date.is_none(), &b.date, &b.opening.report))
        });
        let ids = || members.iter().map(|(_, telling, _)| telling.opening.report.as_str());
        let origins = Origins::among(writer, ids())?.of_reports(ids());
        let row = row(&members, &names, origins);
        let members = members.into_iter().map(|(number, telling, _)| (number, telling)).collect();
        stories.push(Story { members, row });
    }
    Ok(stories)
}

/// The id of the story that the report `id` belongs to.
pub(crate) fn of(writer: &Writer<'_>, id: &str) -> Result<Option<String>, RecordError> {
    let select = "SELECT story FROM stories_member JOIN stories_report USING (number) WHERE id = ?1";
    writer.sqlite(|connection| connection.prepare_cached(select)?.query_map([id], |row| row.get(0))?.next().transpose())
}

/// Why the reports of the former story `before` and the other `members` of a story, each with its former one, are one:
/// how alike they are on average, and the two that are most so.
fn joining(
    writer: &Writer<'_>,
    index: &mut Index,
    before: &str,
    members: &[(u32, &Telling, Option<String>)],
) -> Result<Joining, RecordError> {
    let (own, others): (Vec<_>, Vec<_>) = members.iter().partition(|(.., story)| story.as_deref() == Some(before));
    let (mut sum, mut most) = (0.0, None::<(f64, [&Cited; 2])>);
    for (number, telling, _) in &own {
        let near = index.neighbours(writer, *number)?;
        for (other, other_telling, _) in &others {
            let Some((_, likeness)) = near.iter().find(|(near, _)| near == other) else { continue };
            sum += likeness;
            if most.is_none_or(|(most, _)| *likeness > most) {
                most = Some((*likeness, [&telling.opening, &other_telling.opening]));
            }
        }
    }
    let nearest = most.map(|(_, openings)| openings.map(Place::of)).into_iter().flatten().collect();
    let pairs = (own.len() * others.len()).max(1) as f64;
    Ok(Joining { rule: why::AVERAGE_LINK.to_owned(), likeness: rounded(sum / pairs), least: THRESHOLD, nearest })
}

/// Three digits are enough for people.
fn rounded(likeness: f64) -> f64 {
    (likeness * 1000.0).round() / 1000.0
}

/// What a story's row needs of a report.
#[derive(Serialize, Deserialize)]
struct Telling {
    key: String,
    /// The day it was published, or the first of the month or year.
    date: Option<String>,
    /// The headline, else the opening.
    title: String,
    /// Its first sentence.
    opening: Cited,
}

impl Telling {
    fn of(stored: Stored) -> Self {
        let opening = opening(&stored);
        let date = stored.published().and_then(|published| first_day(&published.date)).map(|day| day.to_string());
        let title = stored.report.title.filter(|title| !title.trim().is_empty());
        Self { key: stored.key, date, title: title.unwrap_or_else(|| opening.text.clone()), opening }
    }

    /// The day as a number.
    fn day(&self) -> Option<i32> {
        let day: Date = self.date.as_ref()?.parse().ok()?;
        i32::try_from(day.duration_since(date(1, 1, 1)).as_hours() / 24).ok()
    }
}

/// The id of a story whose earliest report this is.
fn id_of(earliest: &Telling) -> String {
    format!("story-{}", earliest.key)
}

/// The first day of the date `text`: a day, a month or a year, in ISO 8601.
fn first_day(text: &str) -> Option<Date> {
    format!("{text}-01-01").get(..10)?.parse().ok()
}

/// Something happens in one of so many first sentences of a report, or its opening is whatever stands first.
const HEAD: usize = 12;

/// The first sentence of a report in which something happens, as it was annotated, else the first that is no dateline, else
/// its first line.
fn opening(stored: &Stored) -> Cited {
    let text = &stored.report.text;
    let words = |sentence: &Sentence| {
        let span = text.to_bytes(PointSpan { start: sentence.start, end: sentence.end });
        span.map_or("", |span| span.of(text.as_str()).trim_end())
    };
    // "GENEVA, Dec 27 -" tells nothing of the story.
    let is_dateline = |sentence: &&Sentence| words(sentence).ends_with(['-', '–', '—']);
    let sentences = stored.annotated.as_ref().map_or(&[][..], |annotated| &annotated.sentences);
    let events = stored.annotated.as_ref().map_or(&[][..], |annotated| &annotated.events);
    // Nor does "Published: 8/19/2013", nor "Here is what we know so far".
    let happens =
        |sentence: &&Sentence| events.iter().any(|event| (sentence.start..sentence.end).contains(&event.words.start));
    let sentence = (sentences.iter().take(HEAD).find(happens))
        .or_else(|| sentences.iter().find(|sentence| !is_dateline(sentence)))
        .or(sentences.first());
    let (start, end) = sentence.map_or_else(
        || {
            let line = text.as_str().trim_start();
            let start = text.as_str().len() - line.len();
            let length = line.find('\n').unwrap_or(line.len());
            let points = text.to_points(Span::new(start, start + length));
            (points.start, points.end)
        },
        |sentence| (sentence.start, sentence.start + words(sentence).chars().count()),
    );
    let words = text.as_str().chars().skip(start).take(end - start).collect();
    Cited { report: stored.report.id.clone(), start, end, text: words }
}

/// How much of their likeness two reports of these days keep; undated ones are taken to be [`HALF`] days apart.
fn nearness(a: Option<i32>, b: Option<i32>) -> f64 {
    let apart = a.zip(b).map_or(HALF, |(a, b)| f64::from(a.abs_diff(b)));
    1.0 / (1.0 + apart / HALF)
}

/// How a report hangs together with the others of its group.
#[derive(Clone, Default)]
struct Link {
    /// How alike it is to all of them, in sum: the one most so has the title that fits all best.
    sum: f64,
    /// The one most alike, of equals the first: its place and the likeness.
    nearest: Option<(usize, f64)>,
}

fn links(count: usize, pairs: &[(usize, usize, f64)], groups: &[Vec<usize>]) -> Vec<Link> {
    let mut group_of = vec![0; count];
    for (group, members) in groups.iter().enumerate() {
        members.iter().for_each(|member| group_of[*member] = group);
    }
    let mut links = vec![Link::default(); count];
    for &(a, b, likeness) in pairs.iter().filter(|(a, b, _)| group_of[*a] == group_of[*b]) {
        for (own, other) in [(a, b), (b, a)] {
            let link = &mut links[own];
            link.sum += likeness;
            if link.nearest.is_none_or(|(_, most)| likeness > most) {
                link.nearest = Some((other, likeness));
            }
        }
    }
    links
}

/// The row of the story that `members` tell, the earliest first.
fn row(members: &[(u32, Telling, &Link)], names: &[String], origins: usize) -> Row {
    let ids = || members.iter().map(|(_, telling, _)| telling.opening.report.as_str());
    let dates = || members.iter().filter_map(|(_, telling, _)| telling.date.as_deref());
    let central = members.iter().max_by(|(_, a, link_a), (_, b, link_b)| {
        link_a.sum.total_cmp(&link_b.sum).then_with(|| b.opening.report.cmp(&a.opening.report))
    });
    let belongs = members.iter().filter_map(|(_, telling, link)| {
        let (nearest, likeness) = link.nearest?;
        let nearest = names.get(nearest)?;
        Some(json!({"report": telling.opening.report, "nearest": nearest, "likeness": rounded(likeness)}))
    });
    let id = members.first().map(|(_, earliest, _)| id_of(earliest)).unwrap_or_default();
    let fields = Map::from_iter([
        ("story".to_owned(), Value::from(id.as_str())),
        ("members".to_owned(), ids().collect::<Vec<_>>().into()),
        ("from".to_owned(), dates().min().into()),
        ("to".to_owned(), dates().max().into()),
        ("title".to_owned(), central.map(|(_, telling, _)| telling.title.as_str()).into()),
        ("reports".to_owned(), members.len().into()),
        ("origins".to_owned(), origins.into()),
        ("belongs".to_owned(), belongs.collect()),
    ]);
    Row { id, spans: members.iter().map(|(_, telling, _)| telling.opening.clone()).collect(), fields }
}
