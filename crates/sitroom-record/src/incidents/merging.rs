//! Which tellings are of one happening.
//!
//! Reports of one story tell of one happening unless something keeps them apart: the day, the town, the means. Where
//! the days differ, the names of people decide: a trial a year later names the same people, a second shooting in the
//! same street does not.

use std::collections::{BTreeMap, BTreeSet};

use super::day::{Day, Days};
use super::telling::{Happening, PlaceBy, Telling};
use crate::location::{Location, Relation};

/// Reports that tell no day and share no names are of one happening only when published this close, in days.
const NEAR: i32 = 7;

/// Towns this close may be told for each other, in kilometres.
const NEIGHBOURS: f64 = 50.0;

/// The radius of the earth in kilometres.
const EARTH: f64 = 6371.0;

/// A happening as one report tells it.
#[derive(Clone, Debug)]
pub(super) struct Member {
    /// Which of the tellings.
    pub(super) telling: usize,
    /// Which of its happenings.
    pub(super) number: usize,
    /// Why it is of this incident.
    pub(super) rule: &'static str,
    /// What it was held against: which telling, and which of its happenings. None for the one that told of it first.
    pub(super) beside: Option<(usize, usize)>,
    /// The people whom both name, folded, where they decided.
    pub(super) shared: Vec<String>,
}

/// One happening, by all who tell of it, the earliest published first.
#[derive(Clone, Debug, Default)]
pub(super) struct Incident {
    /// Who tells of it.
    pub(super) members: Vec<Member>,
}

/// The incidents that `tellings` tell of.
pub(super) fn incidents(tellings: &[Telling]) -> Vec<Incident> {
    let mut stories: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, telling) in tellings.iter().enumerate() {
        stories.entry(&telling.story).or_default().push(at);
    }
    let groups = stories.into_values().flat_map(|members| within(tellings, members)).collect();
    across(groups).into_iter().map(Group::incident).collect()
}

/// The happenings that the tellings `members`, of one story, tell of.
fn within(tellings: &[Telling], mut members: Vec<usize>) -> Vec<Group<'_>> {
    let order = |at: &usize| {
        let telling = tellings.get(*at);
        telling.map(|telling| (telling.published.is_none(), telling.published, &telling.report))
    };
    members.sort_by(|a, b| order(a).cmp(&order(b)));
    let mut groups: Vec<Group<'_>> = Vec::new();
    for (at, telling) in members.iter().filter_map(|&at| Some((at, tellings.get(at)?))) {
        for (number, happening) in telling.happenings.iter().enumerate() {
            let item = Item {
                at,
                telling,
                number,
                happening,
                surnames: telling.people.keys().map(|name| surname(name)).collect(),
            };
            if !item.is_placed() {
                continue;
            }
            // The surest reason first, the earliest group among equals.
            let best = (groups.iter().enumerate())
                .filter(|(_, group)| !group.reports(&telling.report))
                .filter_map(|(place, group)| Some((group.takes(&item)?, place)))
                .min_by_key(|(verdict, place)| (verdict.rank, *place));
            match best.and_then(|(verdict, place)| Some((verdict, groups.get_mut(place)?))) {
                Some((verdict, group)) => group.items.push((item, verdict)),
                None => groups.push(Group { items: vec![(item, Verdict::first())] }),
            }
        }
    }
    groups
}

/// Puts happenings of several stories together that are told in versions of one text, or that name the same dead: nobody
/// dies twice.
fn across(mut groups: Vec<Group<'_>>) -> Vec<Group<'_>> {
    groups.sort_by(|a, b| a.order().cmp(&b.order()));
    let mut kept: Vec<Group<'_>> = Vec::new();
    let mut linked: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for group in groups {
        let links = group.links();
        let found = links.iter().filter_map(|link| linked.get(link)).flatten();
        let joined = found
            .filter_map(|&at| Some((at, kept.get(at)?.joins(&group)?)))
            .min_by_key(|(at, (rank, ..))| (*rank, *at));
        let at = match joined.and_then(|(at, reason)| Some((at, reason, kept.get_mut(at)?))) {
            Some((at, (rank, rule, beside, shared), own)) => {
                let verdict = |_| Verdict { rank, rule, beside: Some(beside), shared: shared.clone() };
                own.items.extend(group.items.into_iter().map(|(item, first)| (item, verdict(first))));
                own.items.sort_by(|(a, _), (b, _)| a.order().cmp(&b.order()));
                at
            }
            None => {
                kept.push(group);
                kept.len() - 1
            }
        };
        for link in links {
            let groups = linked.entry(link).or_default();
            if !groups.contains(&at) {
                groups.push(at);
            }
        }
    }
    kept
}

/// A happening of a telling, which is the `at`th.
#[derive(Clone)]
struct Item<'a> {
    at: usize,
    telling: &'a Telling,
    number: usize,
    happening: &'a Happening,
    /// Of the people whom the report names.
    surnames: BTreeSet<&'a str>,
}

/// Why an item is of a group.
struct Verdict {
    /// The surest is 0.
    rank: usize,
    rule: &'static str,
    beside: Option<(usize, usize)>,
    shared: Vec<String>,
}

/// Why two groups are one: rank and rule, what was held against, and whom both name.
type Joined = (usize, &'static str, (usize, usize), Vec<String>);

struct Group<'a> {
    items: Vec<(Item<'a>, Verdict)>,
}

impl Item<'_> {
    /// Earlier published first.
    fn order(&self) -> (bool, Option<Day>, &str, usize) {
        (self.telling.published.is_none(), self.telling.published, &self.telling.report, self.number)
    }

    /// Whether it is what its report is about.
    fn is_main(&self) -> bool {
        self.number == 0
    }

    /// Whether enough is known of it to stand in the record: a happening told in passing needs its day and its place.
    fn is_placed(&self) -> bool {
        self.is_main() || (self.happening.days.is_some() && self.happening.place.is_some())
    }

    /// Whether the two are what reports are about that are versions of one text.
    fn copies(&self, other: &Self) -> bool {
        let both = self.is_main() && other.is_main();
        both && self.telling.copies.iter().any(|pair| other.telling.copies.contains(pair))
    }

    /// The people of whom the other report names somebody of the same surname, as this one names them.
    fn shared(&self, other: &Self) -> BTreeSet<&str> {
        let known = |name: &&str| other.surnames.contains(surname(name));
        self.telling.people.keys().map(String::as_str).filter(known).collect()
    }

    fn key(&self) -> (usize, usize) {
        (self.at, self.number)
    }
}

/// The last word of a name.
pub(super) fn surname(name: &str) -> &str {
    name.rsplit(' ').next().unwrap_or_default()
}

impl Verdict {
    fn first() -> Self {
        Self { rank: 0, rule: "tells of it first", beside: None, shared: Vec::new() }
    }
}

impl Group<'_> {
    fn order(&self) -> Option<(bool, Option<Day>, &str, usize)> {
        self.items.first().map(|(item, _)| item.order())
    }

    /// What leads to groups of other stories that may be the same: rows of copies, and the dead by name.
    fn links(&self) -> BTreeSet<String> {
        let copies = self.items.iter().filter(|(item, _)| item.is_main()).flat_map(|(item, _)| &item.telling.copies);
        let dead = self.items.iter().flat_map(|(item, _)| item.happening.dead());
        copies.cloned().chain(dead).collect()
    }

    /// Why `other`, of another story, is this happening.
    fn joins(&self, other: &Self) -> Option<Joined> {
        if other.items.iter().any(|(item, _)| self.reports(&item.telling.report)) {
            return None;
        }
        let pairs = || self.items.iter().flat_map(|(own, _)| other.items.iter().map(move |(item, _)| (own, item)));
        if let Some((own, _)) = pairs().find(|(own, item)| own.copies(item)) {
            return Some((1, "a version of the text of a report that tells of it", own.key(), Vec::new()));
        }
        let alike = |item: &Item<'_>| {
            let nature = &item.happening.nature;
            self.items.iter().any(|(own, _)| own.happening.nature.may_be(nature)) && !self.elsewhere(item.happening)
        };
        if !other.items.iter().all(|(item, _)| alike(item)) {
            return None;
        }
        pairs().find_map(|(own, item)| {
            let dead: BTreeSet<String> = own.happening.dead().collect();
            let shared: BTreeSet<String> = item.happening.dead().filter(|name| dead.contains(name)).collect();
            let shared: Vec<String> = shared.into_iter().collect();
            (!shared.is_empty()).then(|| (6, "names the same dead", own.key(), shared))
        })
    }

    fn reports(&self, report: &str) -> bool {
        self.items.iter().any(|(item, _)| item.telling.report == report)
    }

    /// Why `item` is of this happening; none where something keeps it apart.
    fn takes(&self, item: &Item<'_>) -> Option<Verdict> {
        let verdict =
            |rank, rule, beside: &Item<'_>, shared| Some(Verdict { rank, rule, beside: Some(beside.key()), shared });
        let own = || self.items.iter().map(|(own, _)| own);
        if let Some(copied) = own().find(|own| own.copies(item)) {
            return verdict(1, "a version of the text of a report that tells of it", copied, Vec::new());
        }
        if !own().any(|own| own.happening.nature.may_be(&item.happening.nature)) {
            return None;
        }
        let both_main = item.is_main() && own().any(Item::is_main);
        let elsewhere = self.elsewhere(item.happening);
        // The same people, and who names most of them, the first of equals.
        let (mut shared, mut most) = (BTreeSet::new(), None);
        for own in own() {
            let both = item.shared(own);
            if most.is_none_or(|(count, _)| both.len() > count) {
                most = Some((both.len(), own));
            }
            shared.extend(both);
        }
        let shared: Vec<String> = shared.into_iter().map(str::to_owned).collect();
        let named = most.filter(|(count, _)| *count > 0).map(|(_, by)| (shared, by));
        match (self.days_apart(item.happening.days), named) {
            (Some((0 | 1, nearest)), _) if !elsewhere => {
                verdict(2, "same story and day, no other place", nearest, Vec::new())
            }
            (Some((0 | 1, _)), Some((shared, by))) if both_main => verdict(3, "same story, day and people", by, shared),
            (Some((0 | 1, _)), None) => None,
            (Some(_), Some((shared, by))) if both_main && !elsewhere => {
                verdict(5, "same story, place and people, told with another day", by, shared)
            }
            (Some(_), Some((shared, by))) if both_main && shared.len() > 1 => {
                verdict(5, "same story and people", by, shared)
            }
            (None, Some((shared, by))) if both_main => {
                verdict(4, "same story and people, nothing says another day", by, shared)
            }
            (None, None) if both_main && !elsewhere => {
                let near = self.published_near(item.telling.published)?;
                verdict(6, "same story, published close together, nothing keeps them apart", near, Vec::new())
            }
            _ => None,
        }
    }

    /// How many days lie between these and the nearest told here, and who tells those.
    fn days_apart(&self, days: Option<Days>) -> Option<(i32, &Item<'_>)> {
        let days = days?;
        let told = self.items.iter().filter_map(|(item, _)| Some((item.happening.days?.apart(days), item)));
        told.min_by_key(|(apart, _)| *apart)
    }

    /// Whether places are told, and every one of them is elsewhere.
    fn elsewhere(&self, happening: &Happening) -> bool {
        let mut places = (self.items.iter())
            .filter_map(|(item, _)| Some(are_apart(item.happening, happening, item.happening.place.as_ref()?)))
            .peekable();
        happening.place.is_some() && places.peek().is_some() && places.all(|apart| apart)
    }

    /// Who here was published close to `day`, the first of several.
    fn published_near(&self, day: Option<Day>) -> Option<&Item<'_>> {
        let day = day?;
        let near = |item: &&Item<'_>| item.telling.published.is_some_and(|own| own.after(day).abs() <= NEAR);
        self.items.iter().map(|(item, _)| item).find(near)
    }

    fn incident(self) -> Incident {
        let member = |(item, verdict): (Item<'_>, Verdict)| Member {
            telling: item.at,
            number: item.number,
            rule: verdict.rule,
            beside: verdict.beside,
            shared: verdict.shared,
        };
        Incident { members: self.items.into_iter().map(member).collect() }
    }
}

/// Whether the two were in different places. Towns that the acts are told with are what they are; where a town is only the
/// one that a report names most, a quarter or a neighbouring town may stand for it.
fn are_apart(a: &Happening, b: &Happening, place: &Location) -> bool {
    let Some(other) = &b.place else { return false };
    let told = a.place_by == PlaceBy::Act && b.place_by == PlaceBy::Act;
    place.relation(other) == Relation::Apart && (told || kilometres(place, other).is_none_or(|far| far > NEIGHBOURS))
}

/// How far apart two points are, on a sphere.
fn kilometres(a: &Location, b: &Location) -> Option<f64> {
    let (north, other_north) = (a.lat?.to_radians(), b.lat?.to_radians());
    let east = (b.lon? - a.lon?).to_radians();
    let half = |angle: f64| (angle / 2.0).sin().powi(2);
    let chord = half(other_north - north) + north.cos() * other_north.cos() * half(east);
    Some(2.0 * EARTH * chord.sqrt().min(1.0).asin())
}
