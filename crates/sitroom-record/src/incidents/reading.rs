//! Which of a report's events are one happening, and what belongs to it.
//!
//! The annotators number a report's events by happening, cautiously: a report on one attack often has three or four
//! numbers. Here those that nothing keeps apart (a day, a town, a means) are one, the report's main happening first.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use sitroom_annotate::{
    Annotated, Casualty, Event, Figure, FigureKind, Participant, Place, PlaceKind, PlaceUse, Quantifier, Stance, Words,
};

use super::day::{Day, Days};
use super::telling::{Act, Claim, Happening, Nature, Party, Passage, PlaceBy, Sequel};
use crate::location::{Location, Relation};
use crate::row::{Kind, RowId};
use crate::sayer::Who;

/// A time longer than this many days is that of a summary ("since December"), not of a happening.
const LONGEST: i32 = 31;

/// A place less sure than this among its namesakes may be another of them.
const SURE: f64 = 0.8;

/// The day of a happening is known where its time is no longer than this: a night, a weekend.
const SHORT: i32 = 2;

/// The happenings that `annotated` tells of, the one it is about first; `key` is that of the report's version.
pub(super) fn happenings(annotated: &Annotated, key: &str) -> Vec<Happening> {
    let reader = Reader {
        annotated,
        events: ids(Kind::Event, key, annotated.events.iter().map(|event| &event.words)),
        figures: ids(Kind::Figure, key, annotated.figures.iter().map(|figure| &figure.words)),
        casualties: ids(Kind::Casualty, key, annotated.casualties.iter().map(|casualty| &casualty.words)),
    };
    let mut groups = reader.groups();
    if groups.is_empty() {
        groups.extend(reader.by_victims());
    }
    if let Some(main) = groups.first_mut()
        && let Some(town) = reader.town(main.place.as_ref().map(|(place, _)| place))
    {
        main.place = Some(town);
        main.place_by = PlaceBy::Report;
    }
    reader.claims(&mut groups);
    groups.retain(Group::is_particular);
    reader.aftermath(&mut groups);
    groups.into_iter().map(|group| reader.happening(group)).collect()
}

/// The ids of the rows of `kind` with these words.
fn ids<'a>(kind: Kind, key: &str, words: impl Iterator<Item = &'a Words>) -> Vec<String> {
    let mut seen: HashMap<(usize, usize), usize> = HashMap::new();
    let id = |words: &Words| {
        let nth = seen.entry((words.start, words.end)).or_insert(0);
        *nth += 1;
        RowId { kind, key: key.to_owned(), start: words.start, end: words.end, nth: *nth }.to_string()
    };
    words.map(id).collect()
}

struct Reader<'a> {
    annotated: &'a Annotated,
    events: Vec<String>,
    figures: Vec<String>,
    casualties: Vec<String>,
}

/// A first-level division of a country.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Region {
    country: String,
    admin1: String,
}

impl Region {
    fn of(place: &Location) -> Option<Self> {
        Some(Self { country: place.country.clone()?, admin1: place.admin1.clone()? })
    }
}

/// Events that are one happening.
struct Group {
    /// Where each stands among the report's events, and why it is here.
    events: Vec<(usize, String)>,
    natures: Vec<Nature>,
    days: Option<(Days, Passage)>,
    place: Option<(Location, Passage)>,
    place_by: PlaceBy,
    background: bool,
    claims: Vec<Claim>,
    aftermath: Vec<Sequel>,
}

impl Reader<'_> {
    /// The report's happenings, its main one first, the others in text order.
    fn groups(&self) -> Vec<Group> {
        let mut numbered: BTreeMap<usize, Group> = BTreeMap::new();
        let main = self.annotated.main_event_i.and_then(|main| self.annotated.events.get(main)?.incident);
        let mut unnumbered = usize::MAX;
        for (number, event) in self.annotated.events.iter().enumerate() {
            if !happened(event) || self.is_summary(event) {
                continue;
            }
            let key = event.incident.unwrap_or_else(|| {
                unnumbered -= 1;
                unnumbered
            });
            let single = self.group(number, event);
            match numbered.get_mut(&key) {
                Some(group) => group.take(single),
                None => drop(numbered.insert(key, single)),
            }
        }
        let first = main.and_then(|main| numbered.remove(&main));
        let mut groups: Vec<Group> = Vec::new();
        for mut group in first.into_iter().chain(numbered.into_values()) {
            match groups.iter_mut().find_map(|other| Some((group.belongs(other)?, other))) {
                Some((rule, other)) => {
                    group.events.iter_mut().for_each(|(_, why)| rule.clone_into(why));
                    other.take(group);
                }
                None => groups.push(group),
            }
        }
        groups
    }

    fn group(&self, number: usize, event: &Event) -> Group {
        let rule = if self.annotated.main_event_i == Some(number) {
            "what the report is about"
        } else {
            "told as the same happening in the report"
        };
        Group {
            events: vec![(number, rule.to_owned())],
            natures: vec![Nature::of(event)],
            days: self.told_days(event.time_i),
            place: self.place(event),
            place_by: PlaceBy::Act,
            background: event.background || event.stance == Stance::Background,
            claims: Vec::new(),
            aftermath: Vec::new(),
        }
    }

    /// The happening that nothing but its dead and wounded tell of: "two men were found dead with gunshot wounds".
    fn by_victims(&self) -> Option<Group> {
        let told = |casualty: &&Casualty| casualty.violent && !casualty.negated && !is_imagined(casualty.stance);
        let own: Vec<&Casualty> = self.annotated.casualties.iter().filter(told).collect();
        own.first()?;
        Some(Group {
            events: Vec::new(),
            natures: Vec::new(),
            days: own.iter().find_map(|casualty| self.told_days(casualty.time_i)),
            place: None,
            place_by: PlaceBy::Report,
            background: false,
            claims: Vec::new(),
            aftermath: Vec::new(),
        })
    }

    /// The days of a happening of the time `time_i`, and the words that tell them.
    fn told_days(&self, time_i: Option<usize>) -> Option<(Days, Passage)> {
        let days = self.days(time_i).filter(|days| days.length() <= SHORT)?;
        Some((days, Passage::from(&self.annotated.times.get(time_i?)?.words)))
    }

    /// The days of the time `time_i`, where the text settles them.
    fn days(&self, time_i: Option<usize>) -> Option<Days> {
        let time = self.annotated.times.get(time_i?)?;
        let day = |text: &Option<String>| text.as_deref()?.parse::<Day>().ok();
        Some(Days { from: day(&time.from)?, to: day(&time.to)? }).filter(|days| days.from <= days.to)
    }

    fn is_summary(&self, event: &Event) -> bool {
        self.days(event.time_i).is_some_and(|days| days.length() > LONGEST)
    }

    /// The most exact place of the act that is somewhere.
    fn place(&self, event: &Event) -> Option<(Location, Passage)> {
        let places = event.places_i.iter().filter_map(|&place| self.annotated.places.get(place));
        let rank = |kind: Option<PlaceKind>| match kind {
            Some(PlaceKind::Settlement) => 0,
            Some(PlaceKind::District) => 1,
            Some(PlaceKind::Province) => 2,
            Some(PlaceKind::Region | PlaceKind::Country) => 4,
            _ => 3,
        };
        let own = places.filter(|place| place.usage != PlaceUse::Part && is_known(place));
        own.min_by_key(|place| rank(place.kind)).map(located)
    }

    /// The town that the report names most often, the first of equals; none where it names `own`, the place of the act,
    /// as often, or where the report is about several countries: a summit's town is not the war's.
    fn town(&self, own: Option<&Location>) -> Option<(Location, Passage)> {
        let settlement = |place: &&Place| {
            place.kind == Some(PlaceKind::Settlement) && place.usage == PlaceUse::Literal && is_known(place)
        };
        let mut countries: BTreeMap<&str, usize> = BTreeMap::new();
        for country in self.annotated.places.iter().filter_map(|place| place.country.as_deref()) {
            *countries.entry(country).or_default() += 1;
        }
        let home_region = own.and_then(|own| self.region_but_for(own));
        let own = own.filter(|_| home_region.is_none());
        let own_country = own.and_then(|own| own.country.as_deref());
        let most = countries.values().copied().max()?;
        // In passing a second country may be named: a player's home, an earlier attack.
        let home = |code: &str| {
            countries.get(code).is_some_and(|count| *count == most) && most * 2 > countries.values().sum::<usize>()
        };
        let towns = self.annotated.places.iter().filter(settlement).map(located);
        let towns: Vec<(Location, Passage)> = towns
            .filter(|(town, _)| {
                home_region.as_ref().map_or_else(
                    || town.country.as_deref().is_some_and(|code| own_country.map_or(home(code), |own| own == code)),
                    |region| Region::of(town).as_ref() == Some(region),
                )
            })
            .collect();
        let mut counts: BTreeMap<String, (usize, Reverse<usize>)> = BTreeMap::new();
        for (order, (town, _)) in towns.iter().enumerate() {
            counts.entry(town.key()).or_insert((0, Reverse(order))).0 += 1;
        }
        let of_own = own.and_then(|own| counts.get(&own.key())).map_or(0, |(count, _)| *count);
        let (count, Reverse(first)) = counts.into_values().max()?;
        towns.into_iter().nth(first).filter(|_| count > of_own)
    }

    /// The region that the report names places of most often, where `own` is not of it and may be mistaken for a namesake: it
    /// is not sure, and the report names nothing else there.
    fn region_but_for(&self, own: &Location) -> Option<Region> {
        let mut counts: BTreeMap<Region, (usize, Reverse<usize>)> = BTreeMap::new();
        let own_region = Region::of(own)?;
        for (order, place) in self.annotated.places.iter().enumerate() {
            let location = Location::of(place);
            let same = location.key() == own.key();
            let Some(region) = Region::of(&location) else { continue };
            if region == own_region && (!same || place.confidence.is_none_or(|sure| sure >= SURE)) {
                return None;
            }
            counts.entry(region).or_insert((0, Reverse(order))).0 += 1;
        }
        let (region, (count, _)) = counts.into_iter().max_by_key(|(_, count)| *count)?;
        (region != own_region && count > 1).then_some(region)
    }

    /// Gives each group what is said of its dead and wounded: that of the event which says so, else that of the event
    /// before it in the text.
    fn claims(&self, groups: &mut [Group]) {
        let of_event: BTreeMap<usize, usize> = (groups.iter().enumerate())
            .flat_map(|(group, of)| of.events.iter().map(move |(event, _)| (*event, group)))
            .collect();
        let starts: BTreeMap<usize, usize> = (of_event.iter())
            .filter_map(|(&event, &group)| Some((self.annotated.events.get(event)?.words.start, group)))
            .collect();
        for (number, casualty) in self.annotated.casualties.iter().enumerate() {
            let told = casualty.event_i.and_then(|event| of_event.get(&event).copied());
            let nearest = || starts.range(..=casualty.cue.end).next_back().or_else(|| starts.iter().next());
            let group = told.or_else(|| nearest().map(|(_, group)| *group)).unwrap_or(0);
            let Some(group) = groups.get_mut(group) else { continue };
            let days = group.days.as_ref().map(|(days, _)| *days);
            group.claims.extend(self.claim(number, casualty, days));
        }
    }

    /// The claim that `casualty` makes of a happening of these days.
    fn claim(&self, number: usize, casualty: &Casualty, days: Option<Days>) -> Option<Claim> {
        let figure = casualty.figure_i.and_then(|figure| self.annotated.figures.get(figure));
        if casualty.negated || is_imagined(casualty.stance) || figure.is_some_and(|figure| !self.counts(figure)) {
            return None;
        }
        let time = self.days(casualty.time_i).or_else(|| self.days_before(casualty.cue.start));
        let low = casualty.low?.0;
        // "Twelve were killed this year", "the fourth teenager killed this year".
        let summary = (low > 1.0 || casualty.others) && time.is_some_and(|time| time.length() > LONGEST);
        // Nobody dies of what is yet to happen.
        let before = days.zip(time).is_some_and(|(days, time)| days.from.after(time.to) > 1);
        (!summary && !before).then_some(())?;
        Some(Claim {
            id: self.casualties.get(number)?.clone(),
            figure: casualty.figure_i.and_then(|figure| self.figures.get(figure).cloned()),
            words: Passage::from(&casualty.words),
            harm: casualty.harm,
            cue: casualty.cue.start,
            sentence: self.sentence(casualty.cue.start),
            low,
            high: casualty.high.map(|high| high.0),
            counted: casualty.counted,
            person: casualty.person,
            name: casualty.name.clone(),
            others: casualty.others,
            perpetrator: casualty.perpetrator,
            by_other: casualty.by_other,
            attribution: Who::chain(self.annotated, &casualty.attribution),
            total: figure.is_some_and(|figure| is_total(figure, casualty)),
            day: figure.and_then(|figure| self.days(figure.time_i)).map(|days| days.to),
        })
    }

    /// Which sentence holds code point `at`.
    fn sentence(&self, at: usize) -> usize {
        self.annotated.sentences.partition_point(|sentence| sentence.start <= at).saturating_sub(1)
    }

    /// The days that the sentence around code point `at` last told before it.
    fn days_before(&self, at: usize) -> Option<Days> {
        let sentence = self.annotated.sentences.get(self.sentence(at))?;
        let next = self.annotated.times.partition_point(|time| time.words.start <= at);
        let times = (0..next)
            .rev()
            .take_while(|&time| self.annotated.times.get(time).is_some_and(|time| time.words.start >= sentence.start));
        times.filter_map(|time| self.days(Some(time))).next()
    }

    /// Whether the figure counts the people of one happening: no forecast, no share of another, no toll of months, nor
    /// "hundreds" of no day, which are those of a war.
    fn counts(&self, figure: &Figure) -> bool {
        if figure.quantifier == Quantifier::Vague && self.days(figure.time_i).is_none() {
            return false;
        }
        let kind = matches!(figure.kind, None | Some(FigureKind::Flow | FigureKind::Stock));
        let summary = figure.since_i.is_some() || self.days(figure.time_i).is_some_and(|days| days.length() > LONGEST);
        kind && !summary && !is_imagined(figure.stance) && figure.share_of.is_none()
    }

    /// Gives the main happening what followed or answered it.
    fn aftermath(&self, groups: &mut [Group]) {
        let Some(main) = groups.first_mut() else { return };
        for (event, id) in self.annotated.events.iter().zip(&self.events) {
            let answers = !event.negated && matches!(event.stance, Stance::Asserted | Stance::Attributed);
            if let Some(reason) = sequel(event).filter(|_| answers) {
                main.aftermath.push(Sequel {
                    id: id.clone(),
                    reason: reason.to_owned(),
                    words: Passage::from(&event.words),
                });
            }
        }
    }

    fn happening(&self, group: Group) -> Happening {
        let (mut sources, mut targets) = (Vec::new(), Vec::new());
        for (event, _) in &group.events {
            let Some(event) = self.annotated.events.get(*event) else { continue };
            sources.extend(event.sources.iter().map(|source| self.party(source)));
            targets.extend(event.targets.iter().map(|target| self.party(target)));
        }
        let act = |(number, rule): (usize, String)| {
            let event = self.annotated.events.get(number)?;
            Some(Act { id: self.events.get(number)?.clone(), words: Passage::from(&event.words), rule })
        };
        let mut acts: Vec<Act> = group.events.into_iter().filter_map(act).collect();
        if acts.is_empty() {
            let victims = group.claims.first().map(|claim| Act {
                id: claim.id.clone(),
                words: claim.words.clone(),
                rule: "no act is told, but people whom violence killed or hurt".to_owned(),
            });
            acts.extend(victims);
        }
        let (days, days_by) = group.days.unzip();
        let (place, place_words) = group.place.unzip();
        Happening {
            nature: prevalent(group.natures),
            days,
            days_by,
            place,
            place_by: group.place_by,
            place_words,
            acts,
            sources,
            targets,
            claims: group.claims,
            aftermath: group.aftermath,
        }
    }

    fn party(&self, participant: &Participant) -> Party {
        let sayer = sitroom_annotate::Sayer { words: participant.words.clone(), actor_i: participant.actor_i };
        Party { who: Who::of(self.annotated, &sayer), words: Passage::from(&participant.words) }
    }
}

impl Group {
    /// Why this is the happening `other`; none where something keeps them apart.
    fn belongs(&self, other: &Self) -> Option<String> {
        if !self.natures.iter().all(|nature| other.natures.iter().any(|of| nature.may_be(of))) {
            return None;
        }
        if let (Some((own, _)), Some((its, _))) = (&self.days, &other.days) {
            if own.apart(*its) > 1 {
                return None;
            }
        } else if self.background && !other.background {
            return None;
        }
        let relation = self.place.as_ref().zip(other.place.as_ref()).map(|((own, _), (its, _))| own.relation(its));
        match relation {
            Some(Relation::Apart) => None,
            Some(_) => Some("nothing keeps the two apart: kind, day and place may be the same".to_owned()),
            None => {
                Some("nothing keeps the two apart: kind and day may be the same, no other place is told".to_owned())
            }
        }
    }

    /// Whether the text tells a day, a place or people of it: what it tells nothing of is violence in general.
    fn is_particular(&self) -> bool {
        self.days.is_some() || self.place.is_some() || !self.claims.is_empty()
    }

    fn take(&mut self, other: Self) {
        self.events.extend(other.events);
        self.natures.extend(other.natures);
        self.days = self.days.take().or(other.days);
        let exact =
            |(place, _): &(Location, Passage)| !matches!(place.kind, Some(PlaceKind::Country | PlaceKind::Region));
        if self.place.as_ref().is_none_or(|own| !exact(own) && other.place.as_ref().is_some_and(exact)) {
            self.place = other.place.or(self.place.take());
        }
        self.background &= other.background;
    }
}

/// Whether the text tells `event` as an act of violence or a protest that took place.
fn happened(event: &Event) -> bool {
    let told = matches!(
        event.stance,
        Stance::Asserted | Stance::Attributed | Stance::Alleged | Stance::Reported | Stance::Background
    );
    told && !event.negated && matches!(event.plover.as_deref(), Some("ASSAULT" | "PROTEST"))
}

/// Where `place` is, and the words that tell it.
fn located(place: &Place) -> (Location, Passage) {
    (Location::of(place), Passage::from(&place.words))
}

/// Whether a place is a known one, with a point or, like many villages, without.
fn is_known(place: &Place) -> bool {
    place.gazetteer.is_some() || place.basis.is_some()
}

/// Whether a figure is the toll as a whole: a stock, and a number that stands for nobody named: "the toll rose to eight".
fn is_total(figure: &Figure, casualty: &Casualty) -> bool {
    figure.kind == Some(FigureKind::Stock) && figure.population.is_none() && !casualty.words.as_str().contains(' ')
}

/// Whether what is told so has not happened, as far as the text tells.
fn is_imagined(stance: Stance) -> bool {
    use Stance::{Conditional, Demanded, Denied, Feared, Planned, Threatened};
    matches!(stance, Denied | Planned | Threatened | Demanded | Feared | Conditional)
}

/// What an event is to the happening that its report is about.
fn sequel(event: &Event) -> Option<&'static str> {
    Some(match (event.plover.as_deref()?, event.mode.as_deref()) {
        ("ACCUSE", Some("disapprove")) => "condemnation told in the same report",
        ("ACCUSE", Some("investigate")) => "investigation told in the same report",
        ("ACCUSE", Some("convict")) => "conviction told in the same report",
        ("ACCUSE", Some("allege")) => "accusation told in the same report",
        ("COERCE", Some("arrest")) => "arrest told in the same report",
        _ => return None,
    })
}

/// The nature that most of `natures` have, of specific ones where there are any; of equals the first told.
fn prevalent(natures: Vec<Nature>) -> Nature {
    let specific = natures.iter().any(Nature::is_specific);
    let mut counts: BTreeMap<&Nature, (usize, usize)> = BTreeMap::new();
    for (order, nature) in natures.iter().enumerate().filter(|(_, nature)| !specific || nature.is_specific()) {
        counts.entry(nature).or_insert((0, usize::MAX - order)).0 += 1;
    }
    let most = counts.into_iter().max_by_key(|(_, count)| *count).map(|(nature, _)| nature.clone());
    most.unwrap_or(Nature { plover: String::new(), mode: None, acled: None, sub_type: None })
}
