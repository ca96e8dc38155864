//! The row of an incident.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::count::{self, Account};
use super::day::{Day, Days};
use super::merging::{self, Incident, Member};
use super::telling::{Happening, Party, Passage, PlaceBy, Telling};
use super::toll::Toll;
use crate::location::Location;
use crate::origins::Origins;
use crate::sayer::Who;
use crate::tables::Made;
use crate::{Cited, Row};

/// A member with what it tells.
pub(super) struct Told<'a> {
    pub(super) telling: &'a Telling,
    pub(super) toll: Toll<'a>,
    member: &'a Member,
    happening: &'a Happening,
}

/// The rows of the incidents that `tellings` tell of.
pub(super) fn rows(tellings: &[Telling], origins: &Origins) -> Vec<Made> {
    merging::incidents(tellings).iter().map(|incident| made(tellings, origins, incident)).collect()
}

fn made(tellings: &[Telling], origins: &Origins, incident: &Incident) -> Made {
    let row = row(tellings, origins, incident);
    Made {
        sort: format!("{} {}", row.str("from").unwrap_or("~"), row.id),
        row,
        members: incident.members.iter().map(|member| member.telling).collect(),
    }
}

fn row(tellings: &[Telling], origins: &Origins, incident: &Incident) -> Row {
    let told: Vec<Told<'_>> = (incident.members.iter())
        .filter_map(|member| {
            let telling = tellings.get(member.telling)?;
            let happening = telling.happenings.get(member.number)?;
            Some(Told { telling, toll: Toll::of(&happening.claims), member, happening })
        })
        .collect();
    let ids: BTreeSet<&str> = told.iter().map(|told| told.telling.report.as_str()).collect();
    let nature = most(told.iter().map(|told| &told.happening.nature).filter(|nature| !nature.plover.is_empty()));
    let (days, basis) = days(&told);
    let (place, place_by) = place(&told).unzip();
    let number =
        |told: &Told<'_>| if told.member.number == 0 { String::new() } else { format!("-{}", told.member.number + 1) };
    let id = told.first().map(|first| format!("incident-{}{}", first.telling.key, number(first))).unwrap_or_default();
    let day = |day: Option<Day>| day.map_or(Value::Null, |day| Value::from(day.to_string()));
    let measure = |accounts: Vec<Account<'_>>| count::measure(&accounts, origins);
    let fields = Map::from_iter([
        ("members".to_owned(), told.iter().map(|told| told.telling.report.as_str()).collect::<Vec<_>>().into()),
        ("type".to_owned(), nature.and_then(|nature| nature.acled.clone()).into()),
        ("sub_type".to_owned(), nature.and_then(|nature| nature.sub_type.clone()).into()),
        ("plover".to_owned(), nature.map(|nature| nature.plover.clone()).into()),
        ("mode".to_owned(), nature.and_then(|nature| nature.mode.clone()).into()),
        ("from".to_owned(), day(days.map(|days| days.from))),
        ("to".to_owned(), day(days.map(|days| days.to))),
        ("day_basis".to_owned(), basis.into()),
        ("place".to_owned(), serde_json::to_value(place).unwrap_or_default()),
        ("place_basis".to_owned(), serde_json::to_value(place_by).unwrap_or_default()),
        ("killed".to_owned(), measure(count::accounts(&told, origins, |toll| toll.killed.as_ref()))),
        ("injured".to_owned(), measure(count::accounts(&told, origins, |toll| toll.injured.as_ref()))),
        ("sources".to_owned(), parties(&told, |happening| &happening.sources)),
        ("targets".to_owned(), parties(&told, |happening| &happening.targets)),
        ("says".to_owned(), told.iter().flat_map(says).collect::<Vec<_>>().into()),
        ("linked".to_owned(), told.iter().flat_map(linked).collect::<Vec<_>>().into()),
        ("of_story".to_owned(), told.first().map(|first| first.telling.story.as_str()).into()),
        ("why".to_owned(), told.iter().map(|told| why(tellings, told)).collect::<Vec<_>>().into()),
        ("reports".to_owned(), ids.len().into()),
        ("origins".to_owned(), origins.of_reports(ids.iter().copied()).into()),
    ]);
    let spans = told.iter().filter_map(|told| Some(cited(&told.telling.report, &told.happening.acts.first()?.words)));
    Row { id, spans: spans.collect(), fields }
}

pub(super) fn cited(report: &str, words: &Passage) -> Cited {
    Cited { report: report.to_owned(), start: words.start, end: words.end, text: words.text.clone() }
}

/// The value that comes most often; of equals the one told first.
fn most<T: Ord>(values: impl Iterator<Item = T>) -> Option<T> {
    let mut counts: BTreeMap<T, (usize, Reverse<usize>)> = BTreeMap::new();
    for (order, value) in values.enumerate() {
        counts.entry(value).or_insert((0, Reverse(order))).0 += 1;
    }
    counts.into_iter().max_by_key(|(_, count)| *count).map(|(value, _)| value)
}

/// The days that most reports tell; where none does, the day of the first report.
fn days(told: &[Told<'_>]) -> (Option<Days>, Option<&'static str>) {
    let told_days = most(told.iter().filter_map(|told| told.happening.days));
    let published = || told.iter().find_map(|told| told.telling.published).map(Days::of);
    match (told_days, published()) {
        (Some(days), _) => (Some(days), Some("text")),
        (None, Some(days)) => (Some(days), Some("published")),
        (None, None) => (None, None),
    }
}

/// The place that most reports tell, and how it is known.
fn place(told: &[Told<'_>]) -> Option<(Location, PlaceBy)> {
    let places: Vec<(&Location, PlaceBy)> =
        told.iter().filter_map(|told| Some((told.happening.place.as_ref()?, told.happening.place_by))).collect();
    let key = most(places.iter().map(|(place, _)| place.key()))?;
    let (place, by) = places.into_iter().filter(|(place, _)| place.key() == key).min_by_key(|(_, by)| *by)?;
    Some((place.clone(), by))
}

/// A whole number as one.
pub(super) fn number(value: f64) -> Value {
    if value.fract() == 0.0 && value.abs() < 9.0e15 { Value::from(value as i64) } else { Value::from(value) }
}

/// Who says so: the chain of an attribution, else whose report it is.
pub(super) fn sayers(told: &Told<'_>, attribution: &[Who]) -> String {
    if attribution.is_empty() {
        return told.telling.outlet.clone().unwrap_or_else(|| told.telling.report.clone());
    }
    attribution.iter().map(|who| who.name.as_str()).collect::<Vec<_>>().join(" ← ")
}

/// Each claim of a report with who says it.
fn says<'a>(told: &'a Told<'_>) -> impl Iterator<Item = Value> + 'a {
    told.happening.claims.iter().map(move |claim| {
        json!({
            "who": sayers(told, &claim.attribution),
            "measure": claim.harm,
            "low": number(claim.low),
            "high": claim.high.map(number),
            "as_of": claim.day.or(told.telling.published).map(|day| day.to_string()),
            "person": claim.name,
            "id": claim.id,
            "figure": claim.figure,
            "span": cited(&told.telling.report, &claim.words),
        })
    })
}

/// What followed or answered it.
fn linked<'a>(told: &'a Told<'_>) -> impl Iterator<Item = Value> + 'a {
    told.happening.aftermath.iter().map(move |sequel| {
        json!({
            "id": sequel.id,
            "reason": sequel.reason,
            "span": cited(&told.telling.report, &sequel.words),
        })
    })
}

/// Why a report's events are counted in: the rule, and the words on both sides that it went by.
fn why(tellings: &[Telling], told: &Told<'_>) -> Value {
    let member = told.member;
    let beside = member.beside.and_then(|(telling, number)| {
        let telling = tellings.get(telling)?;
        let words = ground(telling, telling.happenings.get(number)?, &member.shared);
        Some(json!({"report": telling.report, "words": words}))
    });
    json!({
        "report": told.telling.report,
        "rule": member.rule,
        "shared": member.shared,
        "words": ground(told.telling, told.happening, &member.shared),
        "beside": beside,
        "events": told.happening.acts.iter().map(|act| json!({"id": act.id, "text": act.words.text, "rule": act.rule}))
            .collect::<Vec<_>>(),
    })
}

/// The words by which a happening is held for another: its act, its day, its place, and those who name the people
/// `shared`, by surname.
fn ground(telling: &Telling, happening: &Happening, shared: &[String]) -> Value {
    let span = |words: &Passage| cited(&telling.report, words);
    let named = |(name, words): (&String, &Passage)| {
        shared.iter().any(|other| merging::surname(other) == merging::surname(name)).then(|| span(words))
    };
    json!({
        "act": happening.acts.first().map(|act| span(&act.words)),
        "day": happening.days.map(|days| days.from.to_string()),
        "day_words": happening.days_by.as_ref().map(span),
        "published": telling.published.map(|day| day.to_string()),
        "place": happening.place.as_ref().map(|place| place.name.as_str()),
        "place_words": happening.place_words.as_ref().map(span),
        "people": telling.people.iter().filter_map(named).collect::<Vec<_>>(),
    })
}

/// Who took part, by name where there is one, with the words of the first who says so.
fn parties<'a>(told: &'a [Told<'a>], of: impl Fn(&'a Happening) -> &'a Vec<Party>) -> Value {
    let mut found: BTreeMap<String, (usize, &Party, BTreeSet<&str>)> = BTreeMap::new();
    let all = told.iter().flat_map(|told| of(told.happening).iter().map(move |party| (told, party)));
    for (order, (told, party)) in all.enumerate() {
        let key = party.who.key.clone().unwrap_or_else(|| sitroom_gazetteer::fold::plain(&party.who.words));
        found.entry(key).or_insert((order, party, BTreeSet::new())).2.insert(&told.telling.report);
    }
    let mut found: Vec<_> = found.into_iter().collect();
    found.sort_by_key(|(_, (order, ..))| *order);
    let rows = found.into_iter().map(|(key, (_, party, reports))| {
        let first = reports.iter().next().copied().unwrap_or_default();
        json!({"name": party.who.name, "key": party.who.key.as_ref().map(|_| key), "reports": reports.len(), "span": cited(first, &party.words)})
    });
    rows.collect::<Vec<_>>().into()
}
