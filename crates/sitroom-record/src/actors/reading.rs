//! What one report tells of an actor that it calls by name.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use sitroom_annotate::{Actor, ActorKind, Annotation, Link, Quantity, Words};
use sitroom_gazetteer::fold;

use crate::Cited;
use crate::country;
use crate::store::Stored;
use crate::tables::Kept;

/// An actor as one report names it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Bearer {
    /// The key of the report's version.
    pub(super) version: String,
    /// The lexicon's id, where it knows the actor.
    pub(super) id: Option<String>,
    pub(super) kind: Option<ActorKind>,
    /// The usual name, else the longest that the report uses.
    pub(super) name: String,
    /// The words of the name, folded; titles of courtesy left out.
    pub(super) words: Vec<String>,
    /// What it may be one with: by id, by sound, by name, by what an analyst said.
    keys: Vec<String>,
    /// The names by which the report calls it, as often as it does.
    pub(super) aliases: BTreeMap<String, usize>,
    /// How often it is mentioned, pronouns and all.
    pub(super) mentions: usize,
    /// The country that most places of the report lie in.
    pub(super) country: Option<String>,
    /// The corrections that say who it is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) corrected: Vec<String>,
    /// The day of the report.
    pub(super) published: Option<String>,
    /// The first mention by name.
    pub(super) first: Cited,
    pub(super) roles: Vec<Role>,
    pub(super) backed_by: Vec<Tie>,
    pub(super) member_of: Vec<Tie>,
}

/// What it is called for what it does: "Turkish President".
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Role {
    pub(super) role: String,
    pub(super) cited: Cited,
}

/// Another actor that stands behind it or that it is part of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Tie {
    pub(super) name: String,
    pub(super) id: Option<String>,
    pub(super) cited: Cited,
}

impl Bearer {
    pub(super) fn is_person(&self) -> bool {
        is_person(self.kind)
    }
}

/// The key of tellings that go by a name, folded.
pub(crate) fn named(folded: &str) -> String {
    format!("name {folded}")
}

/// The key of tellings that the correction `id` is laid over.
pub(crate) fn corrected(id: &str) -> String {
    format!("corrected {id}")
}

impl Kept for Bearer {
    fn keys(&self) -> Vec<String> {
        self.keys.clone()
    }

    fn report(&self) -> &str {
        &self.first.report
    }
}

fn is_person(kind: Option<ActorKind>) -> bool {
    matches!(kind, Some(ActorKind::Person | ActorKind::Leader))
}

/// What an actor may be one with.
fn keys(id: Option<&String>, kind: Option<ActorKind>, words: &[String], said: &BTreeSet<&String>) -> Vec<String> {
    let sound = |plain: &str| fold::sound(plain).unwrap_or_else(|| plain.to_owned());
    let whole = words.join(" ");
    let sounds = match words.last() {
        Some(surname) if is_person(kind) => format!("person {}", sound(surname)),
        _ => format!("body {}", sound(&whole)),
    };
    let ids = id.map(|id| format!("id {id}"));
    ids.into_iter().chain([sounds, named(&whole)]).chain(said.iter().map(|id| corrected(id))).collect()
}

/// The words of a name, folded: without articles, and without what only joins them.
pub(crate) fn words(name: &str) -> Vec<String> {
    let plain = fold::plain(name);
    let words = plain.split(' ').filter(|word| !matches!(*word, "" | "the" | "al" | "el" | "mr" | "mrs" | "ms" | "dr"));
    words.map(str::to_owned).collect()
}

/// An actor that a report calls by a name.
#[derive(Clone, Debug)]
pub(crate) struct Called {
    /// Its number in the annotation.
    pub(crate) entity: usize,
    /// The usual name, else the longest that the report uses.
    pub(crate) name: String,
    /// The lexicon's id, where it knows the actor.
    pub(crate) id: Option<String>,
    pub(crate) kind: Option<ActorKind>,
    /// All its mentions, by their numbers in the annotation.
    mentions: Vec<usize>,
    /// Those by name; of who is known, any but pronouns where there are none.
    named: Vec<usize>,
}

/// The actors that a report calls by name. "Rebels" and "civilians" of two reports need not be the same ones.
pub(crate) fn called(annotation: &Annotation) -> Vec<Called> {
    let mut entities: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (n, actor) in annotation.actors.iter().enumerate() {
        if let Some(entity) = actor.entity {
            entities.entry(entity).or_default().push(n);
        }
    }
    entities.into_iter().filter_map(|(entity, mentions)| call(annotation, entity, mentions)).collect()
}

fn call(annotation: &Annotation, entity: usize, mentions: Vec<usize>) -> Option<Called> {
    let all = || mentions.iter().filter_map(|&n| Some((n, annotation.actors.get(n)?)));
    let mut named: Vec<(usize, &Actor)> = all().filter(|(_, actor)| is_name(actor)).collect();
    if named.is_empty() {
        // "Syrian government forces": who is known needs no name.
        named.extend(all().filter(|(_, actor)| is_known(actor) && actor.link != Some(Link::Pronoun)));
    }
    let id = all().find_map(|(_, actor)| actor.id.clone());
    let longest =
        named.iter().map(|(_, actor)| actor.words.as_str()).max_by_key(|name| (name.len(), std::cmp::Reverse(*name)));
    let given = all().find(|(_, actor)| !actor.corrected.is_empty());
    let usual = given.or_else(|| all().find(|(_, actor)| actor.id.is_some() && actor.name.is_some()));
    let name = usual.and_then(|(_, actor)| actor.name.clone()).or_else(|| longest.map(str::to_owned))?;
    if words(&name).is_empty() || (usual.is_none() && !name.chars().any(char::is_uppercase)) {
        return None;
    }
    let kind = given.into_iter().chain(all()).find_map(|(_, actor)| actor.kind);
    let named: Vec<usize> = named.into_iter().map(|(n, _)| n).collect();
    Some(Called { entity, name, id, kind, mentions, named }).filter(|called| !called.named.is_empty())
}

/// What a report tells of each actor that it calls by a name.
pub(super) fn read(stored: &Stored) -> Vec<Bearer> {
    let Some(annotation) = stored.annotated.as_ref() else { return Vec::new() };
    let (titles, country) = (titles(annotation), country::of(annotation));
    let bearer = |called| bearer(stored, annotation, called, &titles, country.clone());
    called(annotation).into_iter().filter_map(bearer).collect()
}

fn is_name(actor: &Actor) -> bool {
    matches!(actor.link, Some(Link::Name | Link::Alias | Link::Surname))
        || (is_known(actor) && matches!(actor.link, Some(Link::Metonym)))
}

/// Whether the lexicon or an analyst knows who it is.
fn is_known(actor: &Actor) -> bool {
    actor.id.is_some() || !actor.corrected.is_empty()
}

fn bearer(
    stored: &Stored,
    annotation: &Annotation,
    called: Called,
    titles: &BTreeMap<usize, Words>,
    country: Option<String>,
) -> Option<Bearer> {
    let Called { name, id, kind, mentions, named, .. } = called;
    let all = || mentions.iter().filter_map(|&n| Some((n, annotation.actors.get(n)?)));
    let cite = |words: &Words| Cited {
        report: stored.report.id.clone(),
        start: words.start,
        end: words.end,
        text: words.as_str().to_owned(),
    };
    let named: Vec<&Actor> = named.iter().filter_map(|&n| annotation.actors.get(n)).collect();
    let first = named.first()?;
    let said: BTreeSet<&String> = all().flat_map(|(_, actor)| &actor.corrected).collect();
    let mut aliases = BTreeMap::new();
    // "30 to 35 Syrian soldiers" are some of the army, and no name of it.
    let counts = |actor: &Actor| {
        let within =
            |quantity: &Quantity| actor.words.start <= quantity.words.start && quantity.words.end <= actor.words.end;
        !is_name(actor) && annotation.quantities.iter().any(within)
    };
    for actor in named.iter().filter(|actor| !counts(actor)) {
        *aliases.entry(actor.words.as_str().to_owned()).or_default() += 1;
    }
    let roles = all().filter(|(_, actor)| actor.link == Some(Link::Role)).map(|(_, actor)| &actor.words);
    let titled = all().filter_map(|(n, _)| titles.get(&n));
    let mut roles: Vec<Role> = roles
        .chain(titled)
        .map(|words| Role { role: role(words.as_str()), cited: cite(words) })
        .filter(|role| !role.role.is_empty())
        .collect();
    roles.sort();
    roles.dedup();
    let tie = |n: &usize| {
        let other = annotation.actors.get(*n).filter(|other| other.id.is_some() || is_name(other))?;
        let name = other.name.clone().unwrap_or_else(|| other.words.as_str().to_owned());
        Some(Tie { name, id: other.id.clone(), cited: cite(&other.words) })
    };
    let own = |tie: &Tie| tie.id.is_none() || tie.id != id;
    let ties = |of: fn(&Actor) -> &Vec<usize>| {
        let mut ties: Vec<Tie> = all().flat_map(|(_, actor)| of(actor)).filter_map(tie).filter(own).collect();
        ties.sort();
        ties.dedup();
        ties
    };
    let (backed_by, member_of) = (ties(|actor| &actor.backed_by_i), ties(|actor| &actor.member_of_i));
    let words = words(&name);
    Some(Bearer {
        version: stored.key.clone(),
        keys: keys(id.as_ref(), kind, &words, &said),
        words,
        id,
        kind,
        name,
        aliases,
        mentions: mentions.len(),
        country,
        corrected: said.into_iter().cloned().collect(),
        published: stored.published().map(|published| published.date.clone()),
        first: cite(&first.words),
        roles,
        backed_by,
        member_of,
    })
}

/// What stands before the names of sayers and of those who act: "*Defence Minister* Hulusi Akar", by the mention's number.
fn titles(annotation: &Annotation) -> BTreeMap<usize, Words> {
    let of_sayers = |sayers: &[sitroom_annotate::Sayer]| {
        sayers.iter().filter_map(|sayer| Some((sayer.actor_i?, sayer.words.clone()))).collect::<Vec<_>>()
    };
    let mut phrases: Vec<(usize, Words)> = Vec::new();
    phrases.extend(annotation.figures.iter().flat_map(|row| of_sayers(&row.attribution)));
    phrases.extend(annotation.events.iter().flat_map(|row| of_sayers(&row.attribution)));
    phrases.extend(
        annotation
            .quotes
            .iter()
            .filter_map(|row| row.speaker.as_ref())
            .filter_map(|sayer| Some((sayer.actor_i?, sayer.words.clone()))),
    );
    let participants = annotation.events.iter().flat_map(|row| row.sources.iter().chain(&row.targets));
    phrases.extend(participants.filter_map(|one| Some((one.actor_i?, one.words.clone()))));
    let mut titles = BTreeMap::new();
    for (n, phrase) in phrases {
        let Some(actor) = annotation.actors.get(n).filter(|actor| actor.kind == Some(ActorKind::Person)) else {
            continue;
        };
        if phrase.end != actor.words.end || phrase.start >= actor.words.start {
            continue;
        }
        let length = actor.words.start - phrase.start;
        let before: String = phrase.as_str().chars().take(length).collect();
        let title = before.trim_end();
        if !title.ends_with('-') && title.chars().all(|c| c.is_alphabetic() || " -'’.".contains(c)) {
            let end = phrase.start + title.chars().count();
            titles.insert(n, Words { start: phrase.start, end, text: Some(title.to_owned()) });
        }
    }
    titles
}

/// A role without its article and possessor; empty where nothing is left that names one.
fn role(words: &str) -> String {
    let rest = words.trim_start_matches(|c: char| !c.is_alphanumeric());
    let lower = rest.to_lowercase();
    let cut =
        ["the ", "a ", "an ", "his ", "her ", "its ", "their "].iter().find(|article| lower.starts_with(**article));
    let rest = cut.map_or(rest, |article| rest.get(article.len()..).unwrap_or(rest));
    if matches!(lower.as_str(), "mr" | "mrs" | "ms" | "dr" | "mr." | "mrs." | "ms." | "dr.") {
        String::new()
    } else {
        rest.to_owned()
    }
}
