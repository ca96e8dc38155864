//! The brief: a situation report in which every line cites a report and quotes its exact words.
//!
//! [`Brief::of`] gathers lines from the record, [`markdown`](Brief::markdown) and [`html`](Brief::html) print them.
//! What several reports have in the same words, and what one has from another, becomes one line that cites them all.

mod copied;
mod copies;
mod data;
mod events;
mod excerpt;
mod figures;
mod html;
mod incidents;
mod markdown;
mod quotes;
mod stories;
mod turns;

use std::collections::{BTreeMap, BTreeSet};

use sitroom_annotate::Annotated;
use sitroom_record::{Cited, Record, RecordError, Stored};

use copied::Copied;
pub use excerpt::{Citation, Excerpt};

use crate::wording::{self, When};

/// A situation report.
#[derive(Clone, Debug)]
pub struct Brief {
    /// First and last day of the reports, where any has one.
    pub period: Option<(String, String)>,
    /// How many reports it rests on.
    pub reports: usize,
    /// How many independent origins they have.
    pub origins: usize,
    /// How many stories they tell.
    pub stories: usize,
    /// Its sections, those without a line left out.
    pub sections: Vec<Section>,
    /// The reports, in the order of their ids.
    pub sources: Vec<Source>,
}

/// A section of a brief.
#[derive(Clone, Debug)]
pub struct Section {
    /// A short word that names it in a page.
    pub name: &'static str,
    /// Its heading.
    pub heading: &'static str,
    /// What a reader should know before reading it.
    pub note: &'static str,
    /// Its groups, in order.
    pub groups: Vec<Group>,
    /// The command that lists all of its rows.
    pub command: &'static str,
    /// How much of it a short brief has room for.
    size: Size,
    /// How many more groups there are that a short brief has no room for.
    pub more: usize,
}

/// Lines under one heading.
#[derive(Clone, Debug)]
pub struct Group {
    /// The heading.
    pub heading: String,
    /// The lines, in order.
    pub lines: Vec<Line>,
    /// How many more there are that a short brief has no room for.
    pub more: usize,
}

/// How much a brief has room for. What is left out is counted.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Default)]
pub enum Room {
    /// What matters most: a page or so a section.
    #[default]
    Short,
    /// Everything.
    All,
}

/// How much of a section a short brief has room for.
#[derive(Copy, Clone, Debug)]
struct Size {
    groups: usize,
    /// Lines a group.
    lines: usize,
    /// The least that a line must matter, the other reports that have it counted.
    least: usize,
}

/// A line: what is claimed, as of when, who says so, and the words.
#[derive(Clone, Debug)]
pub struct Line {
    /// As of when.
    pub when: String,
    /// What is claimed.
    pub claim: String,
    /// How the text stands to it and who says so: `says the UN`, `denied by Damascus`.
    pub says: Option<String>,
    /// The exact words.
    pub excerpt: Excerpt,
    /// The other reports that have it.
    pub also: Vec<Citation>,
    /// What it matters beside the number of reports that have it.
    weight: usize,
}

/// A report as a brief names it.
#[derive(Clone, Debug)]
pub struct Source {
    /// Its id.
    pub id: String,
    /// Who published it.
    pub outlet: Option<String>,
    /// Its title.
    pub title: Option<String>,
    /// Its first words.
    pub opening: String,
    /// Its date for people, with how it is known; or that it is not known.
    pub published: String,
    /// Where it was found.
    pub url: Option<String>,
    /// What a reader should know of it.
    pub notes: Vec<String>,
}

/// A report that was annotated.
#[derive(Copy, Clone)]
struct Told<'a> {
    stored: &'a Stored,
    annotated: &'a Annotated,
}

/// A line on its way into a brief.
struct Draft {
    /// Orders and names the group.
    group: (String, String),
    when: When,
    claim: String,
    says: Option<String>,
    excerpt: Excerpt,
    /// Where else it stands.
    also: Vec<Citation>,
    /// Whether two such lines are one only where their words are the same, too.
    words_decide: bool,
    /// What it matters, where there is no room for all.
    weight: usize,
}

impl Brief {
    /// The brief of what stands in `record`, as long as `room` allows.
    ///
    /// # Errors
    /// Those of the store.
    pub fn of(record: &Record, room: Room) -> Result<Self, RecordError> {
        let mut reports = Vec::new();
        record.each(|stored| {
            reports.push(stored);
            Ok::<(), RecordError>(())
        })?;
        let told: Vec<Told<'_>> = (reports.iter())
            .filter_map(|stored| stored.annotated.as_ref().map(|annotated| Told { stored, annotated }))
            .collect();
        let mut days: Vec<&str> =
            reports.iter().filter_map(|stored| stored.published()).map(|published| published.date.as_str()).collect();
        days.sort_unstable();
        let period = days.first().zip(days.last()).map(|(first, last)| (wording::date(first), wording::date(last)));
        let stories = record.derived("stories")?;
        let incidents = record.derived("incidents")?;
        let copies = record.derived("copies")?;
        let copied = Copied::of(&reports, &copies);
        let sections = [
            stories::section(&reports, &stories),
            incidents::section(&reports, &incidents),
            figures::section(&told, &record.derived("series")?, &incidents::counted(&incidents)),
            turns::agreements(&reports, &record.derived("agreements")?),
            turns::control(&reports, &record.derived("control")?),
            events::happenings(&told, &copied),
            quotes::section(&told, &copied),
            events::prospects(&told, &copied),
            copies::section(&reports, &copies),
            data::section(&reports),
        ];
        Ok(Self {
            period,
            reports: reports.len(),
            origins: record.origins(reports.iter().map(|stored| stored.report.id.as_str()))?,
            stories: stories.len(),
            sections: (sections.into_iter())
                .filter(|section| !section.groups.is_empty())
                .map(|section| if room == Room::All { section } else { section.shortened() })
                .collect(),
            sources: reports.iter().map(data::source).collect(),
        })
    }
}

impl Section {
    /// As much of it as a short brief has room for: of the groups those that matter most, of the lines, too; in each the
    /// order stays.
    fn shortened(mut self) -> Self {
        let weight = |line: &Line| line.also.len() + line.weight;
        let groups = self.groups.len();
        for group in &mut self.groups {
            let lines = group.lines.len();
            group.lines.retain(|line| weight(line) >= self.size.least);
            keep(&mut group.lines, self.size.lines, weight);
            group.more = lines - group.lines.len();
        }
        self.groups.retain(|group| !group.lines.is_empty());
        keep(&mut self.groups, self.size.groups, |group| group.lines.iter().map(|line| 1 + weight(line)).sum());
        self.more = groups - self.groups.len();
        self
    }
}

/// Keeps the `room` heaviest of `items`, of equals the first, in their order.
fn keep<T>(items: &mut Vec<T>, room: usize, weight: impl Fn(&T) -> usize) {
    if items.len() <= room {
        return;
    }
    let mut order: Vec<usize> = (0..items.len()).collect();
    order.sort_by_key(|&at| items.get(at).map(|item| std::cmp::Reverse(weight(item))));
    let kept: BTreeSet<usize> = order.into_iter().take(room).collect();
    let mut at = 0;
    items.retain(|_| {
        at += 1;
        kept.contains(&(at - 1))
    });
}

/// The groups of `drafts`: sorted by group, then by date, with what several reports have told once.
fn groups(mut drafts: Vec<Draft>) -> Vec<Group> {
    drafts.sort_by(|a, b| {
        let key = |draft: &Draft| (draft.group.clone(), draft.when.clone(), draft.excerpt.citation.order());
        key(a).cmp(&key(b))
    });
    let mut groups: Vec<Group> = Vec::new();
    let mut places: BTreeMap<(String, String, Option<String>, Option<String>), usize> = BTreeMap::new();
    let mut open: Option<(String, String)> = None;
    for draft in drafts {
        if open.as_ref() != Some(&draft.group) {
            groups.push(Group { heading: draft.group.1.clone(), lines: Vec::new(), more: 0 });
            places.clear();
            open = Some(draft.group);
        }
        let Some(group) = groups.last_mut() else { continue };
        let sentence = draft.words_decide.then(|| draft.excerpt.sentence());
        let when = draft.when.told();
        let key = (draft.when.key, draft.claim.clone(), draft.says.clone(), sentence);
        if let Some(line) = places.get(&key).and_then(|&at| group.lines.get_mut(at)) {
            if line.excerpt.citation.report != draft.excerpt.citation.report
                && line.also.iter().all(|also| also.report != draft.excerpt.citation.report)
            {
                line.also.push(draft.excerpt.citation);
            }
            continue;
        }
        places.insert(key, group.lines.len());
        let Draft { claim, says, excerpt, also, weight, .. } = draft;
        group.lines.push(Line { when, claim, says, excerpt, also, weight });
    }
    groups
}

/// The words that a derived row rests on at `spans`, of each report the first.
fn excerpts<'a>(reports: &[Stored], spans: impl IntoIterator<Item = &'a Cited>) -> Vec<Excerpt> {
    let mut excerpts: Vec<Excerpt> = Vec::new();
    for excerpt in spans.into_iter().filter_map(|span| Excerpt::cited(reports, span)) {
        if excerpts.iter().all(|other| other.citation.report != excerpt.citation.report) {
            excerpts.push(excerpt);
        }
    }
    excerpts
}

/// The name of the actor at `index`, else its words.
fn actor<'a>(told: Told<'a>, index: usize) -> Option<&'a str> {
    let actor = told.annotated.actors.get(index)?;
    Some(actor.name.as_deref().unwrap_or(actor.words.as_str()))
}

/// When what `time` tells was; else when it was reported.
fn when(told: Told<'_>, time: Option<usize>) -> When {
    wording::when(time.and_then(|i| told.annotated.times.get(i)), told.stored.published())
}
