//! Which figures stand in one series, and how the scopes of two series lie to each other.
//!
//! Figures of one series count the same people or things (family of measures, unit, population, side), in the same place,
//! over the same [`Frame`] of time. What does not say its place or its time is never taken to be the same as another
//! that does not: it stands alone, but for its copies.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use sitroom_annotate::{FigureKind, PlaceKind};

use super::relate::order;
use super::told::{Basis, Told};
use crate::knowledge::knowledge;
use crate::location::{Location, Relation};
use crate::origins::Origins;

/// Over so many days, the start of a count matters to the year only: "since 2011", "since March 2011".
const LONG: i64 = 730;

/// The time over which figures count.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Frame {
    /// How many there are at a moment.
    Stock,
    /// From a start until it is told: a month, or the year where that is long ago, or TIMEX3 of an unsettled date.
    Since(String),
    /// From the start of the war.
    War,
    /// Over a period that has ended.
    Period(String, String),
    /// The text does not say: all counts that came within some days of each other.
    Unsaid(String),
}

/// What the figures of a series have in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Scope {
    pub(super) family: String,
    pub(super) unit: String,
    /// The word for whom they count; empty for people in general.
    pub(super) class: String,
    pub(super) side: Option<String>,
    pub(super) is_part: bool,
    pub(super) kind: &'static str,
    /// Key of the place, or of the first of the reports that share an unsaid one.
    pub(super) place: String,
    pub(super) destination: Option<String>,
    pub(super) frame: Frame,
}

/// The figures of one scope.
#[derive(Clone, Debug)]
pub(super) struct Series {
    pub(super) scope: Scope,
    pub(super) place: Option<Location>,
    pub(super) destination: Option<Location>,
    pub(super) figures: Vec<Told>,
}

/// The name of the block in which a figure is compared: what differs here has nothing to do with each other.
pub(super) fn block(told: &Told) -> String {
    let root = knowledge().chain(&told.family().name).pop().unwrap_or_default();
    let place = told.place.as_ref().and_then(|place| place.country.clone().or_else(|| Some(place.key())));
    // Where the place is not known, only copies of the same report can be compared.
    let place = place.unwrap_or_else(|| format!("{UNPLACED}{}", told.cited.report));
    format!("{root}|{}|{place}", told.unit)
}

/// Begins the place of a block of figures without one; the report's id follows.
pub(super) const UNPLACED: char = '~';

/// Sorts the figures of a block, or of blocks without a place that copies join, into series.
pub(super) fn series(mut figures: Vec<Told>, origins: &Origins) -> (Vec<Series>, Twins) {
    figures.sort_by(|a, b| a.id.cmp(&b.id));
    let twins = Twins::among(&figures, origins);
    inherit(&mut figures, &twins);
    // What is said nowhere is the same for copies alone: the first of them stands for it.
    let alone: Vec<String> =
        (0..figures.len()).map(|number| figures[twins.root(number)].cited.report.clone()).collect();
    let originals = originals(&figures, &twins);
    let mut groups: BTreeMap<Scope, Vec<(Told, String)>> = BTreeMap::new();
    let scopes: Vec<Scope> = (0..figures.len()).map(|number| of_copy(&figures, &originals, number, &alone)).collect();
    for ((told, alone), scope) in figures.into_iter().zip(alone).zip(scopes) {
        groups.entry(scope).or_default().push((told, alone));
    }
    let mut series: BTreeMap<Scope, Vec<Told>> = BTreeMap::new();
    for (scope, group) in groups {
        let frames = frames(&group, &scope);
        for ((told, _), frame) in group.into_iter().zip(frames) {
            series.entry(Scope { frame, ..scope.clone() }).or_default().push(told);
        }
    }
    let made = series.into_iter().map(|(scope, figures)| Series {
        place: Location::widest(figures.iter().filter_map(|told| told.place.as_ref())).cloned(),
        destination: figures.iter().find_map(|told| told.destination.clone()),
        scope,
        figures,
    });
    (made.collect(), twins)
}

/// For each figure the first told of those that copies join, itself among them.
fn originals(figures: &[Told], twins: &Twins) -> Vec<usize> {
    let mut first: BTreeMap<usize, usize> = BTreeMap::new();
    for number in 0..figures.len() {
        let earliest = first.entry(twins.root(number)).or_insert(number);
        if order(&figures[number], &figures[*earliest]).is_lt() {
            *earliest = number;
        }
    }
    (0..figures.len()).map(|number| first.get(&twins.root(number)).copied().unwrap_or(number)).collect()
}

/// The scope of a figure without its frame. A copy is of the place of its original, however it words it.
fn of_copy(figures: &[Told], originals: &[usize], number: usize, alone: &[String]) -> Scope {
    let (own, original) = (&figures[number], &figures[originals[number]]);
    let mut scope = identity(own, &alone[number]);
    let places = own.place.as_ref().zip(original.place.as_ref());
    let is_said = own.place_basis == Some(Basis::Said);
    if !is_said || places.is_none_or(|(own, original)| own.relation(original) != Relation::Apart) {
        scope.place = identity(original, &alone[number]).place;
    }
    scope
}

/// Which figures of a block are copies of each other: they stand in one passage that their reports share, and count the same.
#[derive(Debug, Default)]
pub(super) struct Twins {
    /// For each figure that has copies, their ids, and whether the number was changed.
    of: BTreeMap<String, Vec<(String, bool)>>,
    /// For each figure the number of the first of those that copies join.
    root: Vec<usize>,
}

impl Twins {
    /// The twins among `figures`.
    fn among(figures: &[Told], origins: &Origins) -> Self {
        let mut twins = Self { of: BTreeMap::new(), root: (0..figures.len()).collect() };
        let mut by_report: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (number, told) in figures.iter().enumerate() {
            by_report.entry(&told.cited.report).or_default().push(number);
        }
        for (a, b) in origins.pairs() {
            let (Some(in_a), Some(in_b)) = (by_report.get(a), by_report.get(b)) else { continue };
            let mut in_b = in_b.clone();
            let mut changed: Vec<usize> = Vec::new();
            for &one in in_a {
                let told = &figures[one];
                let shared = |other: &usize| {
                    count_the_same(told, &figures[*other])
                        && origins.share(&told.fact(None), &figures[*other].fact(None))
                };
                let same = |other: &usize| figures[*other].bounds() == told.bounds() && shared(other);
                match in_b.iter().position(same) {
                    Some(at) => twins.join(figures, one, in_b.remove(at), false),
                    None => changed.push(one),
                }
            }
            // A passage may hold several numbers of one measure: what is left on both sides, and alone there, was changed.
            for &one in &changed {
                let told = &figures[one];
                let shared = |other: &Told, told: &Told| {
                    count_the_same(told, other) && origins.share(&told.fact(None), &other.fact(None))
                };
                let mut others = in_b.iter().filter(|other| shared(&figures[**other], told));
                if let (Some(&other), None) = (others.next(), others.next())
                    && changed.iter().filter(|one| shared(&figures[other], &figures[**one])).count() == 1
                {
                    twins.join(figures, one, other, true);
                }
            }
        }
        twins
    }

    fn join(&mut self, figures: &[Told], one: usize, other: usize, is_changed: bool) {
        for (one, other) in [(one, other), (other, one)] {
            let own = self.of.entry(figures[one].id.clone()).or_default();
            own.push((figures[other].id.clone(), is_changed));
        }
        let (one, other) = (self.root(one), self.root(other));
        self.root[one.max(other)] = one.min(other);
    }

    fn root(&self, mut at: usize) -> usize {
        while self.root[at] != at {
            at = self.root[at];
        }
        at
    }

    /// The copies of the figure `id`, and whether each gives another number.
    pub(super) fn of(&self, id: &str) -> &[(String, bool)] {
        self.of.get(id).map_or(&[], Vec::as_slice)
    }
}

fn count_the_same(a: &Told, b: &Told) -> bool {
    a.family().name == b.family().name
        && a.unit == b.unit
        && class(a) == class(b)
        && a.side == b.side
        && a.is_part == b.is_part
}

/// The word for whom a figure counts; empty for people in general.
fn class(told: &Told) -> String {
    let class = told.population.as_deref().map(|word| knowledge().class(word, &told.family().name)).unwrap_or_default();
    // "Syrians" says whose people they are and nothing else.
    let nation = told.side_words.as_deref().is_some_and(|words| class.starts_with(words));
    if nation { String::new() } else { class }
}

/// A copy without a date of its own was told when its original was.
fn inherit(figures: &mut [Told], twins: &Twins) {
    let mut dated: BTreeMap<usize, Told> = BTreeMap::new();
    for (number, told) in figures.iter().enumerate().filter(|(_, told)| told.as_of.is_some()) {
        let earliest = dated.entry(twins.root(number)).or_insert_with(|| told.clone());
        if told.as_of < earliest.as_of {
            *earliest = told.clone();
        }
    }
    for (number, told) in figures.iter_mut().enumerate().filter(|(_, told)| told.as_of.is_none()) {
        if let Some(original) = dated.get(&twins.root(number)) {
            told.as_of.clone_from(&original.as_of);
            told.as_of_basis = Some(Basis::Copy);
            told.since.clone_from(&original.since);
            told.period.clone_from(&original.period);
        }
    }
}

/// All of the scope but its frame.
fn identity(told: &Told, alone: &str) -> Scope {
    let family = told.family();
    let kind = match told.kind {
        FigureKind::Projection => "projection",
        FigureKind::Change => "change",
        FigureKind::Stock if !family.is_toll => "stock",
        FigureKind::Stock | FigureKind::Flow => "flow",
    };
    // Refugees on their way are counted as they go.
    let kind = if told.measure == "refugee" && family.name != "refugee" && kind == "stock" { "flow" } else { kind };
    let class = class(told);
    let mut side = told.side.clone();
    // Syrians in Syria are its people; its soldiers need not be.
    if class.is_empty() && side.is_some() && side == told.place.as_ref().and_then(|place| place.country.clone()) {
        side = None;
    }
    let unit = if family.name == "other" { format!("{} {class}", told.unit) } else { told.unit.clone() };
    let place = told.place_key.clone().unwrap_or_else(|| format!("{UNPLACED}{alone}"));
    Scope {
        family: family.name.clone(),
        unit,
        class,
        side,
        is_part: told.is_part,
        kind,
        place,
        destination: told.destination.as_ref().map(Location::key),
        frame: Frame::Stock,
    }
}

/// The frame of each of the figures of a group.
fn frames(group: &[(Told, String)], scope: &Scope) -> Vec<Frame> {
    let family = knowledge().family(group.first().map_or("", |(told, _)| &told.family().name));
    let mut frames: Vec<Option<Frame>> = group.iter().map(|(told, _)| said(told, scope)).collect();
    let starts: BTreeSet<Frame> =
        frames.iter().flatten().filter(|frame| matches!(frame, Frame::Since(_))).cloned().collect();
    // A war has one start, whether a text gives its year or not.
    let years: Vec<&Frame> =
        starts.iter().filter(|frame| matches!(frame, Frame::Since(start) if start.len() == 4)).collect();
    if let [year] = years[..] {
        frames.iter_mut().flatten().filter(|frame| **frame == Frame::War).for_each(|frame| *frame = year.clone());
    }
    // Until when a count from a start was told.
    let mut last: BTreeMap<Frame, String> = BTreeMap::new();
    for ((told, _), frame) in group.iter().zip(&frames) {
        if let (Some(frame @ Frame::Since(start)), Some(day)) = (frame, &told.as_of)
            && start.len() == 7
        {
            let latest = last.entry(frame.clone()).or_insert_with(|| day.clone());
            *latest = latest.clone().max(day.clone());
        }
    }
    let within = |day: &str| {
        last.iter().rev().find(|(frame, last)| {
            let Frame::Since(start) = frame else { return false };
            start.as_str() <= day && days_between(last, day).is_some_and(|days| days <= family.days)
        })
    };
    let mut unsaid: Vec<(String, usize)> = Vec::new();
    for (at, (told, alone)) in group.iter().enumerate() {
        if frames[at].is_some() {
            continue;
        }
        match &told.as_of {
            Some(day) if !family.is_incident => match within(day) {
                Some((frame, _)) => frames[at] = Some(frame.clone()),
                None => unsaid.push((day.clone(), at)),
            },
            // A toll of an unsaid day in a whole province may be of any happening there.
            Some(day) if told.place.as_ref().is_some_and(is_small) => unsaid.push((day.clone(), at)),
            None if !family.is_incident && told.place.is_some() => frames[at] = Some(Frame::Unsaid(String::new())),
            _ => frames[at] = Some(Frame::Unsaid(format!("{UNPLACED}{alone}"))),
        }
    }
    unsaid.sort();
    let mut start: Option<(String, String)> = None;
    for (day, at) in unsaid {
        let first = match &start {
            Some((first, last)) if days_between(last, &day).is_some_and(|days| days <= family.days) => first.clone(),
            _ => day.clone(),
        };
        frames[at] = Some(Frame::Unsaid(first.clone()));
        start = Some((first, day));
    }
    frames.into_iter().map(|frame| frame.unwrap_or(Frame::Stock)).collect()
}

/// The frame that the text gives; none where it gives none.
fn said(told: &Told, scope: &Scope) -> Option<Frame> {
    if scope.kind == "stock" {
        return Some(Frame::Stock);
    }
    if let Some(since) = &told.since {
        return Some(Frame::Since(start(since, told.as_of.as_deref())));
    }
    if let Some(period) = &told.period {
        let value = || period.value.clone().unwrap_or_default();
        let (from, to) = (period.from.clone().unwrap_or_else(value), period.to.clone().unwrap_or_else(value));
        return Some(Frame::Period(from, to));
    }
    let nation = told.place.as_ref().is_some_and(|place| place.kind == Some(PlaceKind::Country));
    // A recap of a country's dead or displaced, without a time, is of its war.
    let of_war = told.background || told.cause.as_deref().is_some_and(|cause| knowledge().is_war(cause));
    (nation && of_war).then_some(Frame::War)
}

/// The start of a count, as exactly as matters.
fn start(since: &super::told::Days, as_of: Option<&str>) -> String {
    let Some(from) = since.from.as_deref() else { return since.value.clone().unwrap_or_default() };
    let whole_year = since.to.as_deref().and_then(|to| days_between(from, to)).is_some_and(|days| days > 300);
    let long = as_of.and_then(|day| days_between(from, day)).is_some_and(|days| days > LONG);
    from.get(..if whole_year || long { 4 } else { 7 }).unwrap_or(from).to_owned()
}

/// Whether a place is so small that two happenings of a few days in it are likely one.
fn is_small(place: &Location) -> bool {
    matches!(place.kind, Some(PlaceKind::Settlement | PlaceKind::Point | PlaceKind::Facility | PlaceKind::Crossing))
}

/// How many days lie between two days, ISO 8601; none where one is none.
pub(super) fn days_between(a: &str, b: &str) -> Option<i64> {
    let (a, b): (Date, Date) = (a.parse().ok()?, b.parse().ok()?);
    Some((b.duration_since(a).as_hours() / 24).abs())
}

/// In what the scopes of two series differ where one lies in the other or both are easily taken for each other; none where
/// they are the same or have nothing to do with each other.
pub(super) fn differences(a: &Series, b: &Series) -> Option<Vec<&'static str>> {
    let (own, other) = (&a.scope, &b.scope);
    if own.unit != other.unit
        || own.kind == "projection"
        || other.kind == "projection"
        || own.kind == "change"
        || other.kind == "change"
    {
        return None;
    }
    let mut differences = Vec::new();
    if own.family != other.family {
        let part = |whole: &str, part: &str| knowledge().chain(part).iter().any(|family| family == whole);
        (part(&own.family, &other.family) || part(&other.family, &own.family)).then(|| differences.push("measure"))?;
    }
    if own.class != other.class {
        (own.class.is_empty() || other.class.is_empty()).then(|| differences.push("population"))?;
    }
    if own.side != other.side {
        (own.side.is_none() || other.side.is_none()).then(|| differences.push("side"))?;
    }
    if own.is_part != other.is_part {
        differences.push("part");
    }
    if own.destination != other.destination {
        (own.destination.is_none() || other.destination.is_none()).then(|| differences.push("destination"))?;
    }
    if own.place != other.place {
        let relation = a.place.as_ref().zip(b.place.as_ref()).map(|(own, other)| own.relation(other))?;
        let is_region =
            |place: &Option<Location>| place.as_ref().is_some_and(|place| place.kind == Some(PlaceKind::Region));
        // Where a region ends nobody says: "the north-west" may hold the province or not.
        let overlap = relation == Relation::Unknown && (is_region(&a.place) || is_region(&b.place));
        (overlap || matches!(relation, Relation::Inside | Relation::Contains)).then(|| differences.push("place"))?;
    }
    if own.frame != other.frame {
        differences.push(frames_differ(&own.frame, &other.frame)?);
    }
    (!differences.is_empty()).then_some(differences)
}

fn frames_differ(a: &Frame, b: &Frame) -> Option<&'static str> {
    use Frame::{Period, Since, Stock, Unsaid, War};
    Some(match (a, b) {
        (Stock, _) | (_, Stock) => "stock and flow",
        (Since(_) | War, Since(_) | War) => "start",
        (Period(from, to), Period(other_from, other_to)) => {
            let within = other_from <= from && to <= other_to || from <= other_from && other_to <= to;
            within.then_some("period")?
        }
        (Period(_, to), Since(start)) | (Since(start), Period(_, to)) => {
            (start.as_str() <= to.as_str()).then_some("period")?
        }
        (Period(..), War) | (War, Period(..)) => "period",
        (Unsaid(_), Since(_) | War) | (Since(_) | War, Unsaid(_)) => "start not said",
        (Unsaid(_), Unsaid(_) | Period(..)) | (Period(..), Unsaid(_)) => return None,
    })
}
