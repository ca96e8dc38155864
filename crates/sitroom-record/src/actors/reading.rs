//! What one report tells of an actor that it calls by name.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sitroom_annotate::{Actor, ActorKind, Annotation, Link, Words};
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
    /// The names by which the report calls it, as often as it does.
    pub(super) aliases: BTreeMap<String, usize>,
    /// How often it is mentioned, pronouns and all.
    pub(super) mentions: usize,
    /// The country that most places of the report lie in.
    pub(super) country: Option<String>,
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
        matches!(self.kind, Some(ActorKind::Person | ActorKind::Leader))
    }

    /// The words of the name, folded; titles of courtesy left out.
    pub(super) fn words(&self) -> Vec<String> {
        words(&self.name)
    }
}

impl Kept for Bearer {
    fn keys(&self) -> Vec<String> {
        let sound = |plain: &str| fold::sound(plain).unwrap_or_else(|| plain.to_owned());
        let words = self.words();
        let named = match words.last() {
            Some(surname) if self.is_person() => format!("person {}", sound(surname)),
            _ => format!("body {}", sound(&words.join(" "))),
        };
        self.id.iter().map(|id| format!("id {id}")).chain([named]).collect()
    }

    fn report(&self) -> &str {
        &self.first.report
    }
}

/// The words of a name, folded: without articles, and without what only joins them.
pub(super) fn words(name: &str) -> Vec<String> {
    let plain = fold::plain(name);
    let words = plain.split(' ').filter(|word| !matches!(*word, "" | "the" | "al" | "el" | "mr" | "mrs" | "ms" | "dr"));
    words.map(str::to_owned).collect()
}

/// The actors that a report calls by name. "Rebels" and "civilians" of two reports need not be the same ones.
pub(super) fn read(stored: &Stored) -> Vec<Bearer> {
    let Some(annotation) = stored.annotated.as_ref() else { return Vec::new() };
    let mut entities: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (n, actor) in annotation.actors.iter().enumerate() {
        if let Some(entity) = actor.entity {
            entities.entry(entity).or_default().push(n);
        }
    }
    let titles = titles(annotation);
    entities.into_values().filter_map(|mentions| bearer(stored, annotation, &mentions, &titles)).collect()
}

fn is_name(actor: &Actor) -> bool {
    matches!(actor.link, Some(Link::Name | Link::Alias | Link::Surname))
        || (actor.id.is_some() && matches!(actor.link, Some(Link::Metonym)))
}

fn bearer(
    stored: &Stored,
    annotation: &Annotation,
    mentions: &[usize],
    titles: &BTreeMap<usize, Words>,
) -> Option<Bearer> {
    let all = || mentions.iter().filter_map(|&n| Some((n, annotation.actors.get(n)?)));
    let cite = |words: &Words| Cited {
        report: stored.report.id.clone(),
        start: words.start,
        end: words.end,
        text: words.as_str().to_owned(),
    };
    let mut named: Vec<&Actor> = all().map(|(_, actor)| actor).filter(|actor| is_name(actor)).collect();
    if named.is_empty() {
        // "Syrian government forces": whom the lexicon knows needs no name.
        let told = |actor: &&Actor| actor.id.is_some() && actor.link != Some(Link::Pronoun);
        named.extend(all().map(|(_, actor)| actor).filter(told));
    }
    let first = named.first()?;
    let id = all().find_map(|(_, actor)| actor.id.clone());
    let longest =
        named.iter().map(|actor| actor.words.as_str()).max_by_key(|name| (name.len(), std::cmp::Reverse(*name)));
    let usual = all().filter(|(_, actor)| actor.id.is_some()).find_map(|(_, actor)| actor.name.clone());
    let name = usual.or_else(|| longest.map(str::to_owned))?;
    if words(&name).is_empty() || (id.is_none() && !name.chars().any(char::is_uppercase)) {
        return None;
    }
    let mut aliases = BTreeMap::new();
    named.iter().for_each(|actor| *aliases.entry(actor.words.as_str().to_owned()).or_default() += 1);
    let called = all().filter(|(_, actor)| actor.link == Some(Link::Role)).map(|(_, actor)| &actor.words);
    let titled = all().filter_map(|(n, _)| titles.get(&n));
    let mut roles: Vec<Role> = called
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
    Some(Bearer {
        version: stored.key.clone(),
        id,
        kind: all().find_map(|(_, actor)| actor.kind),
        name,
        aliases,
        mentions: mentions.len(),
        country: country::of(annotation),
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
