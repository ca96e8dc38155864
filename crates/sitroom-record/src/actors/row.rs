//! What is known of an actor across reports.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};
use sitroom_annotate::ActorKind;

use super::Said;
use super::names::{self, Group, Joined};
use super::reading::{Bearer, Tie};
use crate::origins::Origins;
use crate::tables::Made;
use crate::{Cited, Row};

/// The rows of the actors that `bearers` are.
pub(super) fn rows(bearers: &[Bearer], origins: &Origins, said: &Said) -> Vec<Made> {
    let groups = names::groups(bearers, said);
    groups.into_iter().filter_map(|group| row(bearers, &group, origins, said)).collect()
}

fn row(bearers: &[Bearer], group: &Group, origins: &Origins, said: &Said) -> Option<Made> {
    let members = group.members();
    let mut own: Vec<&Bearer> = members.iter().filter_map(|&n| bearers.get(n)).collect();
    own.sort_by_key(|bearer| (bearer.published.is_none(), &bearer.published, &bearer.first));
    let first = *own.first()?;
    let mut aliases: BTreeMap<&str, usize> = BTreeMap::new();
    for (alias, count) in own.iter().flat_map(|bearer| &bearer.aliases) {
        *aliases.entry(alias).or_default() += count;
    }
    let corrected: BTreeSet<&str> = own.iter().flat_map(|bearer| &bearer.corrected).map(String::as_str).collect();
    let given = own.iter().find(|bearer| !bearer.corrected.is_empty() && said.given.contains(&bearer.words.join(" ")));
    let known = own.iter().find(|bearer| bearer.id.is_some());
    let usual = own.iter().find(|bearer| bearer.id.is_some() && bearer.corrected.is_empty());
    // The fullest of the names, of those the one used most.
    let fullest = || {
        own.iter().max_by_key(|bearer| {
            let used: usize = bearer.aliases.values().sum();
            // "Peter Lindqvist" says more than "P. Lindqvist".
            let whole = bearer.words.iter().filter(|word| word.len() > 1).count();
            (whole.min(4), used, Reverse(&bearer.name))
        })
    };
    let name = usual.or(given).or(known).or_else(fullest).map(|bearer| bearer.name.clone())?;
    let mut counted: Vec<(&str, usize)> = aliases.into_iter().collect();
    counted.sort_by_key(|&(text, count)| (Reverse(count), text));
    let reports: BTreeSet<&str> = own.iter().map(|bearer| bearer.first.report.as_str()).collect();
    let mentions: usize = own.iter().map(|bearer| bearer.mentions).sum();
    let fields = Map::from_iter([
        ("name".to_owned(), Value::from(name.as_str())),
        ("actor".to_owned(), json!(known.and_then(|bearer| bearer.id.as_deref()))),
        ("kind".to_owned(), json!(kind(&own, said))),
        ("aliases".to_owned(), counted.iter().map(|(text, count)| json!({"text": text, "count": count})).collect()),
        ("roles".to_owned(), roles(&own)),
        (
            "sides".to_owned(),
            json!({
                "backed_by": ties(own.iter().flat_map(|bearer| &bearer.backed_by)),
                "member_of": ties(own.iter().flat_map(|bearer| &bearer.member_of)),
            }),
        ),
        ("mentions".to_owned(), mentions.into()),
        ("reports".to_owned(), reports.len().into()),
        ("origins".to_owned(), origins.of_reports(reports.iter().copied()).into()),
        ("corrected".to_owned(), json!(corrected)),
        ("joined".to_owned(), joined(bearers, &group.names)),
    ]);
    // One report may tell of two who turn out to be one.
    let spans: Vec<Cited> = own.iter().map(|bearer| bearer.first.clone()).collect();
    let id = format!("known-{}-{}", first.version, first.first.start);
    let sort = format!("{:08} {name} {id}", 99_999_999_usize.saturating_sub(mentions));
    Some(Made { sort, row: Row { id, spans, fields }, members })
}

/// Why each name belongs to the actor: by which rule, with which other name, in the words on both sides.
fn joined(bearers: &[Bearer], names: &[Joined]) -> Value {
    /// The place of a name, its rule, the other name, the corrections.
    type Why<'b> = (usize, &'static str, Option<&'b str>, &'b [String]);
    let mut told: BTreeMap<Why<'_>, (&Joined, BTreeSet<&str>)> = BTreeMap::new();
    let mut order: BTreeMap<&str, usize> = BTreeMap::new();
    for joined in names {
        let Some(first) = joined.tellings.first().and_then(|&n| bearers.get(n)) else { continue };
        let with = joined.with.and_then(|n| bearers.get(n)).map(|other| other.name.as_str());
        let next = order.len();
        let place = *order.entry(&first.name).or_insert(next);
        let reports = joined.tellings.iter().filter_map(|&n| bearers.get(n)).map(|bearer| bearer.first.report.as_str());
        told.entry((place, joined.rule.as_str(), with, &first.corrected))
            .or_insert((joined, BTreeSet::new()))
            .1
            .extend(reports);
    }
    let tell = |(joined, reports): (&Joined, BTreeSet<&str>)| {
        let first = joined.tellings.first().and_then(|&n| bearers.get(n))?;
        let with = joined.with.and_then(|n| bearers.get(n));
        Some(json!({
            "name": first.name,
            "rule": joined.rule.as_str(),
            "span": first.first,
            "reports": reports.len(),
            "country": first.country,
            "corrected": first.corrected,
            "with": with.map(|other| json!({"name": other.name, "span": other.first})),
        }))
    };
    told.into_values().filter_map(tell).collect()
}

/// The kind that analysts gave, else that most reports give, the first of equals in the contract's order.
fn kind(own: &[&Bearer], said: &Said) -> Option<ActorKind> {
    let most = |own: &mut dyn Iterator<Item = &&Bearer>| {
        let mut counts: BTreeMap<ActorKind, usize> = BTreeMap::new();
        own.filter_map(|bearer| bearer.kind).for_each(|kind| *counts.entry(kind).or_default() += 1);
        let most = counts.values().max().copied()?;
        counts.into_iter().find(|(_, count)| *count == most).map(|(kind, _)| kind)
    };
    let given = |bearer: &&&Bearer| bearer.corrected.iter().any(|id| said.kinds.contains(id));
    most(&mut own.iter().filter(given)).or_else(|| most(&mut own.iter()))
}

/// What it was called for what it does, with the days of the first and last reports that do.
fn roles(own: &[&Bearer]) -> Value {
    let mut roles: BTreeMap<String, Vec<(&Bearer, &super::reading::Role)>> = BTreeMap::new();
    for bearer in own {
        for role in &bearer.roles {
            roles.entry(sitroom_gazetteer::fold::plain(&role.role)).or_default().push((bearer, role));
        }
    }
    let mut told: Vec<(Option<&str>, Value)> = roles
        .into_values()
        .map(|borne| {
            let days = || borne.iter().filter_map(|(bearer, _)| bearer.published.as_deref());
            let spans: BTreeSet<&Cited> = borne.iter().map(|(_, role)| &role.cited).collect();
            let reports: BTreeSet<&str> = spans.iter().map(|span| span.report.as_str()).collect();
            let role = borne.iter().map(|(_, role)| role.role.as_str()).min();
            let json = json!({
                "role": role, "from": days().min(), "to": days().max(), "reports": reports.len(), "spans": spans,
            });
            (days().min(), json)
        })
        .collect();
    told.sort_by(|(a, one), (b, two)| {
        (a.is_none(), a, one["role"].as_str()).cmp(&(b.is_none(), b, two["role"].as_str()))
    });
    told.into_iter().map(|(_, role)| role).collect()
}

/// The actors that it is tied to, each once, with the words that say so.
fn ties<'b>(all: impl Iterator<Item = &'b Tie>) -> Vec<Value> {
    let mut by_actor: BTreeMap<&str, (&Tie, BTreeSet<&Cited>)> = BTreeMap::new();
    for tie in all {
        let known = by_actor.entry(tie.id.as_deref().unwrap_or(&tie.name)).or_insert((tie, BTreeSet::new()));
        known.1.insert(&tie.cited);
    }
    by_actor.into_values().map(|(tie, spans)| json!({"name": tie.name, "id": tie.id, "spans": spans})).collect()
}
