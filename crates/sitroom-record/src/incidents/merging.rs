//! Which tellings are of one happening.
//!
//! Reports of one story tell of one happening unless something keeps them apart: the day, the town, the means. Where
//! the days differ, the names of people decide: a trial a year later names the same people, a second shooting in the
//! same street does not.

use std::collections::{BTreeMap, BTreeSet};

use sitroom_annotate::Harm;
use sitroom_gazetteer::fold;

use super::day::{Day, Days};
use super::telling::{Happening, PlaceBy, Telling};
use crate::Row;
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
    /// The report's id.
    pub(super) report: String,
    /// Which of its happenings.
    pub(super) number: usize,
    /// Why it is of this incident.
    pub(super) rule: &'static str,
    /// The names shared with those before it, where they decided.
    pub(super) shared: Vec<String>,
}

/// One happening, by all who tell of it, the earliest published first.
#[derive(Clone, Debug, Default)]
pub(super) struct Incident {
    /// Who tells of it.
    pub(super) members: Vec<Member>,
    /// The story of its earliest report.
    pub(super) story: String,
}

/// The incidents that `tellings` tell of, given the rows of the stories.
pub(super) fn incidents(tellings: &BTreeMap<String, Telling>, stories: &[Row]) -> Vec<Incident> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for story in stories {
        let members = story.field("members").as_array().into_iter().flatten();
        let told = members.filter_map(|id| tellings.get(id.as_str()?)).collect();
        groups.extend(within(&story.id, told));
    }
    across(groups).into_iter().map(Group::incident).collect()
}

/// The happenings that the tellings of the story `story` tell of.
fn within<'a>(story: &str, mut told: Vec<&'a Telling>) -> Vec<Group<'a>> {
    told.sort_by_key(|telling| (telling.published.is_none(), telling.published, &telling.report));
    let mut groups: Vec<Group<'_>> = Vec::new();
    for telling in told {
        for (number, happening) in telling.happenings.iter().enumerate() {
            let item = Item { telling, number, happening };
            if !item.is_placed() {
                continue;
            }
            // The surest reason first, the earliest group among equals.
            let best = (groups.iter().enumerate())
                .filter(|(_, group)| !group.reports(&telling.report))
                .filter_map(|(at, group)| Some((group.takes(&item)?, at)))
                .min_by_key(|(verdict, at)| (verdict.rank, *at));
            match best {
                Some((verdict, at)) => groups[at].items.push((item, verdict)),
                None => groups.push(Group { story: story.to_owned(), items: vec![(item, Verdict::first())] }),
            }
        }
    }
    groups
}

/// Puts happenings of several stories together that name the same dead: nobody dies twice.
fn across(mut groups: Vec<Group<'_>>) -> Vec<Group<'_>> {
    groups.sort_by(|a, b| a.order().cmp(&b.order()));
    let mut kept: Vec<Group<'_>> = Vec::new();
    let mut dead: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for group in groups {
        let names = group.dead();
        let known = names.iter().filter_map(|name| Some((name, dead.get(name)?)));
        let same = known
            .flat_map(|(name, groups)| groups.iter().map(move |&at| (at, name)))
            .find(|&(at, _)| kept[at].joins(&group));
        let at = match same {
            Some((at, name)) => {
                let rule = "names the same dead";
                let items = group
                    .items
                    .into_iter()
                    .map(|(item, _)| (item, Verdict { rank: 6, rule, shared: vec![name.clone()] }));
                kept[at].items.extend(items);
                kept[at].items.sort_by(|(a, _), (b, _)| a.order().cmp(&b.order()));
                at
            }
            None => {
                kept.push(group);
                kept.len() - 1
            }
        };
        for name in names {
            let groups = dead.entry(name).or_default();
            if !groups.contains(&at) {
                groups.push(at);
            }
        }
    }
    kept
}

#[derive(Clone, Copy)]
struct Item<'a> {
    telling: &'a Telling,
    number: usize,
    happening: &'a Happening,
}

struct Verdict {
    rank: usize,
    rule: &'static str,
    shared: Vec<String>,
}

struct Group<'a> {
    story: String,
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
}

impl Verdict {
    fn first() -> Self {
        Self { rank: 0, rule: "tells of it first", shared: Vec::new() }
    }
}

impl Group<'_> {
    fn order(&self) -> Option<(bool, Option<Day>, &str, usize)> {
        self.items.first().map(|(item, _)| item.order())
    }

    /// The dead whom it names with more than a surname.
    fn dead(&self) -> BTreeSet<String> {
        let claims = self.items.iter().flat_map(|(item, _)| &item.happening.claims);
        let names = claims.filter(|claim| claim.harm == Harm::Killed).filter_map(|claim| claim.name.as_deref());
        names.map(fold::plain).filter(|name| name.contains(' ')).collect()
    }

    /// Whether `other`, which names the same dead, may be told of the same happening.
    fn joins(&self, other: &Self) -> bool {
        let alike = |item: &Item<'_>| {
            let nature = &item.happening.nature;
            self.items.iter().any(|(own, _)| own.happening.nature.may_be(nature)) && !self.elsewhere(item.happening)
        };
        other.items.iter().all(|(item, _)| !self.reports(&item.telling.report) && alike(item))
    }

    fn reports(&self, report: &str) -> bool {
        self.items.iter().any(|(item, _)| item.telling.report == report)
    }

    /// Why `item` is of this happening; none where something keeps it apart.
    fn takes(&self, item: &Item<'_>) -> Option<Verdict> {
        let verdict = |rank, rule, shared| Some(Verdict { rank, rule, shared });
        if !self.items.iter().any(|(own, _)| own.happening.nature.may_be(&item.happening.nature)) {
            return None;
        }
        let shared = self.shared(&item.telling.people);
        let both_main = item.is_main() && self.items.iter().any(|(own, _)| own.is_main());
        let elsewhere = self.elsewhere(item.happening);
        match self.days_apart(item.happening.days) {
            Some(0 | 1) if !elsewhere => verdict(1, "same story and day, no other place", Vec::new()),
            Some(0 | 1) if both_main && !shared.is_empty() => verdict(2, "same story, day and people", shared),
            Some(0 | 1) if both_main => None,
            Some(_) if both_main && !elsewhere && !shared.is_empty() => {
                verdict(4, "same story, place and people, told with another day", shared)
            }
            Some(_) if both_main && shared.len() > 1 => verdict(4, "same story and people", shared),
            None if both_main && !shared.is_empty() => {
                verdict(3, "same story and people, nothing says another day", shared)
            }
            None if both_main && !elsewhere && self.published_near(item.telling.published) => {
                verdict(5, "same story, published close together, nothing keeps them apart", Vec::new())
            }
            _ => None,
        }
    }

    /// The people whom `people` and an earlier telling both name.
    fn shared(&self, people: &BTreeSet<String>) -> Vec<String> {
        let surname = |name: &str| name.rsplit(' ').next().unwrap_or_default().to_owned();
        let own: BTreeSet<String> =
            self.items.iter().flat_map(|(item, _)| &item.telling.people).map(|name| surname(name)).collect();
        people.iter().filter(|name| own.contains(&surname(name))).cloned().collect()
    }

    /// How many days lie between these and the nearest told here.
    fn days_apart(&self, days: Option<Days>) -> Option<i32> {
        let days = days?;
        self.items.iter().filter_map(|(item, _)| Some(item.happening.days?.apart(days))).min()
    }

    /// Whether places are told, and every one of them is elsewhere.
    fn elsewhere(&self, happening: &Happening) -> bool {
        let mut places = (self.items.iter())
            .filter_map(|(item, _)| Some(are_apart(item.happening, happening, item.happening.place.as_ref()?)))
            .peekable();
        happening.place.is_some() && places.peek().is_some() && places.all(|apart| apart)
    }

    fn published_near(&self, day: Option<Day>) -> bool {
        let near = |a: Day, b: Day| a.after(b).abs() <= NEAR;
        day.is_some_and(|day| {
            self.items.iter().any(|(item, _)| item.telling.published.is_some_and(|own| near(own, day)))
        })
    }

    fn incident(self) -> Incident {
        let member = |(item, verdict): (Item<'_>, Verdict)| Member {
            report: item.telling.report.clone(),
            number: item.number,
            rule: verdict.rule,
            shared: verdict.shared,
        };
        Incident { members: self.items.into_iter().map(member).collect(), story: self.story }
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
