//! The lives of agreements: one row an agreement, told turn by turn.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use sitroom_annotate::{Agreement, AgreementKind, AgreementState};

use super::identity::{self, Group};
use super::told::{Mode, Side, Told, When};
use super::turns::{Recurrence, Telling, Turn, fold};
use crate::country;
use crate::location::Location;
use crate::origins::Origins;
use crate::store::Stored;
use crate::tables::{Kept, Made};
use crate::{Cited, Kind, Row};

/// One agreement as one report tells of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Entity {
    /// The key of the report's version.
    pub(super) version: String,
    /// The name of the lexicon, where it has one.
    pub(super) name: Option<String>,
    pub(super) kind: AgreementKind,
    /// Where it holds, as far as the report says.
    pub(super) place: Option<Location>,
    /// The country that the place lies in, else most places of the report.
    pub(super) country: Option<String>,
    /// Who agreed, and who brought it about.
    pub(super) parties: Vec<Side>,
    pub(super) makers: Vec<Side>,
    /// When it was made, as its phrase says.
    pub(super) made: Option<When>,
    /// Whether each mention speaks of it as known.
    pub(super) definite: bool,
    /// The words that mean it, as often as they stand there.
    pub(super) words: Vec<String>,
    /// What it provides for.
    pub(super) terms: Vec<Cited>,
    pub(super) turns: Vec<Said>,
}

/// What a report says of an agreement.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Said {
    pub(super) told: Told,
    pub(super) state: AgreementState,
    pub(super) by: Vec<Side>,
    pub(super) condition: Option<String>,
}

impl Kept for Entity {
    fn keys(&self) -> Vec<String> {
        let at = format!("at {}", self.country.as_deref().unwrap_or("an unknown place"));
        self.name.iter().map(|name| format!("named {name}")).chain([at]).collect()
    }

    fn report(&self) -> &str {
        self.turns.first().map_or("", |said| said.told.cited.report.as_str())
    }
}

impl Entity {
    /// For sorting, and for naming the row: the first that is told of it.
    pub(super) fn first(&self) -> Option<&Told> {
        self.turns.iter().map(|said| &said.told).min_by_key(|told| told.order())
    }
}

/// The agreements that a report tells of.
pub(super) fn read(stored: &Stored) -> Vec<Entity> {
    let Some(annotation) = stored.annotated.as_ref() else { return Vec::new() };
    let main = country::of(annotation);
    let ids = stored.rows(&[Kind::Agreement]);
    let mut entities: BTreeMap<usize, Entity> = BTreeMap::new();
    for (n, (row, id)) in annotation.agreements.iter().zip(ids).enumerate() {
        let place = row.place_i.and_then(|i| annotation.places.get(i)).map(Location::of);
        let home = place.as_ref().and_then(|place| place.country.clone()).or_else(|| main.clone());
        let sides = |indices: &[usize]| -> Vec<Side> {
            indices.iter().filter_map(|&i| Side::of(annotation, i, main.as_deref())).collect()
        };
        // Annotations of older programs do not say which rows are one agreement.
        let number = row.entity.unwrap_or(usize::MAX - n);
        let entity = entities.entry(number).or_insert_with(|| Entity {
            version: stored.key.clone(),
            name: None,
            kind: row.kind,
            place: None,
            country: home.clone(),
            parties: Vec::new(),
            makers: Vec::new(),
            made: None,
            definite: row.definite,
            words: Vec::new(),
            terms: Vec::new(),
            turns: Vec::new(),
        });
        let words = (row.words.start, row.words.end, row.words.as_str());
        let told = Told::new(stored, annotation, id.id, words, row.time_i, row.stance, &row.attribution);
        entity.name = entity.name.take().or_else(|| row.name.clone());
        if entity.place.is_none() && place.is_some() {
            (entity.place, entity.country) = (place, home);
        }
        let by = sides(&row.by_i);
        entity.parties.extend(sides(&row.parties_i));
        if row.state == AgreementState::Agreed {
            entity.makers.extend(by.clone());
        }
        let made = row.made_i.and_then(|i| annotation.times.get(i)).and_then(When::of);
        entity.made = entity.made.take().or(made);
        entity.words.push(row.words.as_str().to_owned());
        entity.terms.extend(row.terms.iter().map(|term| Cited {
            report: stored.report.id.clone(),
            start: term.start,
            end: term.end,
            text: term.as_str().to_owned(),
        }));
        entity.turns.push(Said { told, state: row.state, by, condition: condition(row) });
    }
    for entity in entities.values_mut() {
        for sides in [&mut entity.parties, &mut entity.makers] {
            sides.sort();
            sides.dedup_by(|next, side| next.key == side.key);
        }
    }
    entities.into_values().collect()
}

fn condition(row: &Agreement) -> Option<String> {
    row.condition.as_ref().map(|words| words.as_str().to_owned())
}

/// The rows of the agreements that `entities` tell of.
pub(super) fn rows(entities: &[Entity], origins: &Origins) -> Vec<Made> {
    identity::groups(entities).into_iter().filter_map(|group| row(entities, &group, origins)).collect()
}

/// The row of one agreement.
fn row(entities: &[Entity], group: &Group, origins: &Origins) -> Option<Made> {
    let members: Vec<&Entity> = group.members.iter().filter_map(|member| entities.get(member.entity)).collect();
    let first = members.iter().min_by_key(|entity| entity.first().map(Told::order))?;
    let (told, version) = (first.first()?, &first.version);
    let id = format!("life-{version}-{}", position(&told.row));
    let tellings = tellings(&members, group);
    let life: Vec<Turn> = fold(tellings, recurrence, contrary);
    let mut words: BTreeMap<&str, usize> = BTreeMap::new();
    members.iter().flat_map(|entity| &entity.words).for_each(|word| *words.entry(word).or_default() += 1);
    let mut aliases: Vec<(&str, usize)> = words.into_iter().collect();
    aliases.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let place = members.iter().find_map(|entity| entity.place.as_ref());
    let spans: BTreeSet<&Cited> = members.iter().flat_map(|e| &e.turns).map(|said| &said.told.cited).collect();
    let reports: BTreeSet<&str> = spans.iter().map(|span| span.report.as_str()).collect();
    let facts: Vec<_> = members.iter().flat_map(|e| &e.turns).map(|said| super::turns::fact(&said.told)).collect();
    let mut terms: BTreeMap<String, &Cited> = BTreeMap::new();
    for term in members.iter().flat_map(|entity| &entity.terms) {
        terms.entry(term.text.to_lowercase()).or_insert(term);
    }
    let days = || life.iter().filter(|turn| turn.mode == Mode::Actual).filter_map(Turn::date);
    let (from, to) = (days().min(), days().max());
    let fields = Map::from_iter([
        ("name".to_owned(), Value::from(identity::name(&members))),
        ("kind".to_owned(), json!(kind(&members))),
        ("aliases".to_owned(), aliases.iter().map(|(text, count)| json!({"text": text, "count": count})).collect()),
        ("parties".to_owned(), sides(members.iter().flat_map(|e| e.parties.iter().chain(&e.makers)))),
        ("place".to_owned(), json!(place)),
        ("terms".to_owned(), terms.values().collect::<Vec<_>>().iter().map(|term| json!(term)).collect()),
        ("from".to_owned(), json!(from)),
        ("to".to_owned(), json!(to)),
        ("life".to_owned(), life.iter().map(|turn| turn_json(turn, origins)).collect()),
        ("linked".to_owned(), linked(entities, group)),
        ("reports".to_owned(), reports.len().into()),
        ("origins".to_owned(), origins.of_facts(&facts).min(reports.len()).into()),
    ]);
    let mut spans: Vec<Cited> = spans.into_iter().cloned().collect();
    let front = spans.iter().position(|span| *span == told.cited).unwrap_or(0);
    spans.get_mut(..=front)?.rotate_right(1);
    let sort = format!("{} {}", told.day().unwrap_or("~"), id);
    let members = group.members.iter().map(|member| member.entity).collect();
    Some(Made { sort, row: Row { id, spans, fields }, members })
}

/// A turn with the words for agreements: its state.
fn turn_json(turn: &Turn<'_>, origins: &Origins) -> Value {
    let mut json = turn.json(origins);
    if let Some(fields) = json.as_object_mut() {
        let what = fields.remove("what").unwrap_or_default();
        fields.insert("state".to_owned(), what);
        fields.remove("part");
    }
    json
}

/// The first code point that the id of a row of an annotation names.
fn position(row: &str) -> &str {
    row.split('-').nth(2).unwrap_or("0")
}

/// The kind most told, the first of equals in the contract's order.
pub(super) fn kind(members: &[&Entity]) -> AgreementKind {
    let mut counts: BTreeMap<AgreementKind, usize> = BTreeMap::new();
    members.iter().for_each(|entity| *counts.entry(entity.kind).or_default() += 1);
    let most = counts.values().max().copied().unwrap_or(0);
    counts.into_iter().find(|(_, count)| *count == most).map_or(AgreementKind::Accord, |(kind, _)| kind)
}

/// The sides by their keys, each once. A name that no lexicon knows is left out where one is known.
fn sides<'e>(all: impl Iterator<Item = &'e Side>) -> Value {
    let mut by_key: BTreeMap<&str, &Side> = BTreeMap::new();
    for side in all {
        let known = by_key.entry(&side.key).or_insert(side);
        if (side.id.is_none(), &side.id, &side.name) < (known.id.is_none(), &known.id, &known.name) {
            *known = side;
        }
    }
    let any_known = by_key.values().any(|side| side.id.is_some());
    by_key.values().filter(|side| side.id.is_some() || !any_known).map(|side| side.json()).collect()
}

fn tellings<'e>(members: &[&'e Entity], group: &Group) -> Vec<Telling<'e>> {
    let mut tellings = Vec::new();
    for (entity, member) in members.iter().zip(&group.members) {
        for said in &entity.turns {
            tellings.push(Telling {
                told: &said.told,
                what: said.state.to_string(),
                by: &said.by,
                part: None,
                condition: said.condition.as_deref(),
                link: member.rule,
                outsider: outsider(members, said),
            });
        }
    }
    // What is only mentioned is no turn, unless nothing else is told.
    if tellings.iter().any(|telling| telling.what != "mentioned") {
        tellings.retain(|telling| telling.what != "mentioned");
    }
    tellings
}

/// Whether somebody who did not make it rejects what others agreed: that ends nothing.
fn outsider(members: &[&Entity], said: &Said) -> bool {
    let made = members.iter().flat_map(|e| e.parties.iter().chain(&e.makers)).map(|side| side.key.as_str());
    let made: BTreeSet<&str> = made.collect();
    let agreed = members.iter().flat_map(|entity| &entity.turns).any(|other| {
        matches!(other.state, AgreementState::Agreed | AgreementState::InForce) && other.told.mode() == Mode::Actual
    });
    said.state == AgreementState::Failed
        && agreed
        && !said.by.is_empty()
        && said.by.iter().all(|side| !made.contains(side.key.as_str()))
}

fn recurrence(what: &str) -> Recurrence {
    if matches!(what, "agreed" | "collapsed" | "expired") { Recurrence::Once } else { Recurrence::Often }
}

/// Whether what is said of `other` speaks against `what` on the same day. That a truce is broken says nothing against its
/// being in force, but who keeps to it has not broken it.
fn contrary(what: &str, other: &str) -> bool {
    let ended = |what: &str| matches!(what, "suspended" | "collapsed" | "expired");
    match (what, other) {
        ("in_force" | "extended", other) => ended(other),
        ("violated", other) => other == "in_force",
        ("agreed", other) => other == "failed",
        (what, other) => ended(what) && matches!(other, "in_force" | "extended"),
    }
}

/// Each member with the rule that put it there and the words on both sides.
fn linked(entities: &[Entity], group: &Group) -> Value {
    let told = |n: usize| entities.get(n).and_then(Entity::first);
    let rows = group.members.iter().filter_map(|member| {
        let own = told(member.entity)?;
        let to = member.to.and_then(told);
        Some(json!({
            "row": own.row, "report": own.cited.report, "words": own.words, "rule": member.rule,
            "to": to.map(|to| to.row.as_str()),
        }))
    });
    rows.collect()
}
