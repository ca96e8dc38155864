//! What a figure leaves unsaid because its report has said it before.
//!
//! "The Observatory put the toll at 18" counts whom the sentence before it counts, there and then; "nearly 80 civilians have
//! been killed" in a report on one province are killed in that province. What is filled in is marked with how it is known.

use std::collections::BTreeMap;

use sitroom_annotate::{Annotated, PlaceKind, PlaceUse, Quantifier};
use sitroom_gazetteer::fold;

use super::told::{Basis, Told};
use crate::knowledge::knowledge;
use crate::location::{Location, Relation, told_key};
use crate::store::Stored;

/// A number that says nothing of whom it counts may take that from one so many sentences before.
const NEAR: usize = 2;

/// A place named in the headline or in the first sentences counts so many times.
const PROMINENT: usize = 3;

/// Fills in what `told`, the figures of one report, leave unsaid.
pub(super) fn fill(told: &mut [Told], stored: &Stored, annotated: &Annotated) {
    let sentence = |at: usize| annotated.sentences.partition_point(|sentence| sentence.start <= at);
    let setting = Setting::of(stored, annotated);
    for i in 0..told.len() {
        let (before, rest) = told.split_at_mut(i);
        let Some(one) = rest.first_mut() else { break };
        let here = sentence(one.cited.start);
        if is_bare(one) {
            let same = |other: &&Told| {
                other.family().name == one.family().name
                    && other.unit == one.unit
                    && other.is_fact()
                    && !other.is_part
                    && here - sentence(other.cited.start) <= NEAR
            };
            if let Some(other) = before.iter().rev().find(same) {
                one.place.clone_from(&other.place);
                one.place_key.clone_from(&other.place_key);
                one.place_basis = other.place.as_ref().map(|_| Basis::Figure);
                if one.since.is_none() && one.period.is_none() {
                    one.since.clone_from(&other.since);
                    one.period.clone_from(&other.period);
                }
                one.population.clone_from(&other.population);
                one.side.clone_from(&other.side);
                one.side_words.clone_from(&other.side_words);
                one.cause = one.cause.take().or_else(|| other.cause.clone());
            }
        }
        let of_a_war = one.background || one.cause.as_deref().is_some_and(|cause| knowledge().is_war(cause));
        if one.place.is_none() && one.destination.is_none() && !of_a_war && counts_people_or_homes(one) {
            let from = here.saturating_sub(NEAR + 1);
            let start = annotated.sentences.get(from).map_or(0, |sentence| sentence.start);
            let around = setting.around(start, one.cited.start);
            if let Some((key, location, basis)) = around.filter(|(_, place, _)| !is_abroad(annotated, here, place)) {
                one.place_key = Some(key.clone());
                one.place = Some(location.clone());
                one.place_basis = Some(basis);
            }
        }
    }
}

/// Whether sentence `number`, from 1, names another country than that of `place`: what it tells may be there.
fn is_abroad(annotated: &Annotated, number: usize, place: &Location) -> bool {
    let Some(sentence) = number.checked_sub(1).and_then(|index| annotated.sentences.get(index)) else { return false };
    let first = annotated.places.partition_point(|place| place.words.start < sentence.start);
    let named = annotated.places[first..].iter().take_while(|named| named.words.end <= sentence.end);
    let countries = named.filter(|named| named.usage == PlaceUse::Literal && named.kind == Some(PlaceKind::Country));
    countries.into_iter().any(|named| named.country != place.country)
}

/// Whether the words give a number and nothing of whom and where: "18", "nine dead".
fn is_bare(told: &Told) -> bool {
    let words = told.cited.text.split_whitespace().count();
    let unsaid = told.place.is_none() && told.destination.is_none() && told.since.is_none();
    let people = ["people", "persons"].iter().any(|word| told.cited.text.ends_with(word));
    let recap = told.background || told.quantifier == Quantifier::Vague;
    unsaid
        && !recap
        && told.unit == "person"
        && told.population.is_none()
        && told.side.is_none()
        && !told.is_part
        && !people
        && words <= 4
}

/// Posts, trucks and whatever else a text counts may be anywhere.
fn counts_people_or_homes(told: &Told) -> bool {
    told.measure != "other" && matches!(told.unit.as_str(), "person" | "household" | "housing")
}

/// The places of a report, smaller than a country, that things may happen in.
struct Setting {
    /// First code point, key and place of each mention.
    mentions: Vec<(usize, String, Location)>,
    /// How often and how prominently each is named.
    weights: BTreeMap<String, usize>,
    /// The one that the report is about.
    main: Option<usize>,
}

impl Setting {
    fn of(stored: &Stored, annotated: &Annotated) -> Self {
        let title = stored.report.title.as_deref().map(fold::plain).unwrap_or_default();
        let opening = annotated.sentences.get(1).or(annotated.sentences.first()).map_or(0, |sentence| sentence.end);
        let of_use = |kind: Option<PlaceKind>| {
            matches!(kind, Some(PlaceKind::Settlement | PlaceKind::District | PlaceKind::Province | PlaceKind::Region))
        };
        let mut mentions = Vec::new();
        let mut weights: BTreeMap<String, usize> = BTreeMap::new();
        for place in &annotated.places {
            if place.usage != PlaceUse::Literal || !of_use(place.kind) || is_dateline(stored, place.words.end) {
                continue;
            }
            let (key, location) = (told_key(stored, place), Location::of(place));
            let weight = weights
                .entry(key.clone())
                .or_insert_with(|| if title.contains(&fold::plain(&location.name)) { PROMINENT } else { 0 });
            *weight += if place.words.start < opening { PROMINENT } else { 1 };
            mentions.push((place.words.start, key, location));
        }
        let mut setting = Self { mentions, weights, main: None };
        setting.main = setting.most();
        setting
    }

    fn weight(&self, key: &str) -> usize {
        self.weights.get(key).copied().unwrap_or(0)
    }

    /// The place named prominently, and clearly more often than any that does not lie in it.
    fn most(&self) -> Option<usize> {
        let rank = |at: &usize| (self.weight(&self.mentions[*at].1), std::cmp::Reverse(&self.mentions[*at].1));
        let most = (0..self.mentions.len()).max_by(|a, b| rank(a).cmp(&rank(b)).then(b.cmp(a)))?;
        let (_, key, main) = &self.mentions[most];
        let others = self.mentions.iter().filter(|(_, other, location)| other != key && !lies_in(location, main));
        let others = others.map(|(_, other, _)| self.weight(other)).max().unwrap_or(0);
        (self.weight(key) >= PROMINENT && 2 * self.weight(key) >= 3 * others).then_some(most)
    }

    /// Where something happens that is told at code point `end`: the one place named since `start`, if the report
    /// names it more than in passing; else the place that the report is about.
    fn around(&self, start: usize, end: usize) -> Option<(&String, &Location, Basis)> {
        let near: Vec<_> = self.mentions.iter().filter(|(at, _, _)| start <= *at && *at < end).collect();
        let one = near.last().filter(|(_, key, location)| {
            self.weight(key) > 1 && near.iter().all(|(_, other, place)| other == key || lies_in(location, place))
        });
        let (_, key, location) = one.copied().or_else(|| self.main.map(|at| &self.mentions[at]))?;
        Some((key, location, if one.is_some() { Basis::Near } else { Basis::Report }))
    }
}

/// Whether a place lies in another, or in the province that this one has its name from.
fn lies_in(place: &Location, other: &Location) -> bool {
    let namesake = |place: &Location| {
        place.admin1.as_deref().is_some_and(|admin1| fold::plain(admin1) == fold::plain(&place.name))
    };
    matches!(place.relation(other), Relation::Same | Relation::Inside)
        || place.country == other.country && place.admin1 == other.admin1 && namesake(other)
}

/// Whether a place that ends at code point `end` stands in front of a dateline's dash: "GENEVA, Dec 27 (Wire) - ".
fn is_dateline(stored: &Stored, end: usize) -> bool {
    const LONGEST: usize = 60;
    if end > LONGEST {
        return false;
    }
    let head: String = stored.report.text.as_str().chars().take(LONGEST).collect();
    let dash = [" - ", " – ", " — "].iter().filter_map(|dash| head.find(dash)).min();
    dash.is_some_and(|dash| end <= head[..dash].chars().count())
}
