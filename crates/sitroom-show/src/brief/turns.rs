//! What became of each agreement and who held each place, turn by turn, as all reports together tell it.

use std::collections::BTreeMap;

use serde_json::Value;
use sitroom_record::{Cited, Row, RowId, Stored};

use super::{Draft, Excerpt, Section, Size, excerpts, groups};
use crate::json::{each, list, text};
use crate::lives;
use crate::wording::{self, When};

pub(super) fn agreements(reports: &[Stored], rows: &[Row]) -> Section {
    let name = |row: &Row| {
        let parties = each(row.field("parties"), ", ", |party| text(&party["name"]));
        let parties = if parties.is_empty() { parties } else { format!(" ({parties})") };
        format!("{}{parties}", wording::capital(row.str("name").unwrap_or("agreement")))
    };
    Section {
        name: "agreements",
        heading: "Agreements",
        note: "What became of each, by day: a demand or a proposal is not an agreement. “By” a day means that it was known then.",
        groups: groups(drafts(reports, rows, name)),
        command: "agreements",
        size: Size { groups: 12, lines: 8, least: 0 },
        more: 0,
    }
}

pub(super) fn control(reports: &[Stored], rows: &[Row]) -> Section {
    let place = |row: &Row| wording::named(row.field("place")).unwrap_or("Place not named").to_owned();
    let mut namesakes: BTreeMap<String, usize> = BTreeMap::new();
    rows.iter().for_each(|row| *namesakes.entry(place(row)).or_default() += 1);
    let name = |row: &Row| {
        let name = place(row);
        // A town and its province may share a name.
        match row.field("place")["kind"].as_str().filter(|_| namesakes.get(&name).is_some_and(|rows| *rows > 1)) {
            Some(kind) => format!("{name} ({kind})"),
            None => name,
        }
    };
    Section {
        name: "control",
        heading: "Control",
        note: "Who holds, takes or loses which place, as the reports tell it. “By” a day means that it was known then.",
        groups: groups(drafts(reports, rows, name)),
        command: "control",
        size: Size { groups: 12, lines: 6, least: 0 },
        more: 0,
    }
}

/// A line a turn, in the order of the record. What was only mentioned has no turn.
fn drafts(reports: &[Stored], rows: &[Row], name: impl Fn(&Row) -> String) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for (nth, row) in rows.iter().enumerate() {
        let group = (format!("{nth:06}"), name(row));
        for (order, turn) in lives::turns(row).iter().enumerate() {
            let mut excerpts = excerpts(reports, &words(turn));
            if turn["state"] == "mentioned" || excerpts.is_empty() {
                continue;
            }
            drafts.push(Draft {
                group: group.clone(),
                when: When { key: format!("{order:06}"), lead: String::new(), day: lives::when(turn, wording::date) },
                claim: wording::capital(&lives::what(turn)),
                says: says(turn, &excerpts),
                excerpt: excerpts.remove(0),
                also: excerpts.into_iter().map(|excerpt| excerpt.citation).collect(),
                words_decide: false,
                weight: 0,
            });
        }
    }
    drafts
}

/// The words of each telling of a turn: those that its row names.
fn words(turn: &Value) -> Vec<Cited> {
    let cited = |telling: &Value| {
        let id: RowId = telling["row"].as_str()?.parse().ok()?;
        Some(Cited { report: text(&telling["report"]), start: id.start, end: id.end, text: text(&telling["words"]) })
    };
    list(&turn["told"]).iter().filter_map(cited).collect()
}

/// Who says so beside the reports themselves, whose names stand at the words; and who disputes it.
fn says(turn: &Value, excerpts: &[Excerpt]) -> Option<String> {
    let own =
        |who: &&str| excerpts.iter().any(|e| e.citation.report == *who || e.citation.outlet.as_deref() == Some(who));
    let (own, named): (Vec<&str>, Vec<&str>) = list(&turn["who"]).iter().filter_map(Value::as_str).partition(own);
    let named = named.join(", ");
    let by = match (own.is_empty(), named.is_empty()) {
        (_, true) => None,
        (true, false) => Some(format!("according to {named}")),
        (false, false) => Some(format!("told as fact and according to {named}")),
    };
    let disputed = each(&turn["disputed_by"], ", ", lives::disputed);
    let disputed = (!disputed.is_empty()).then(|| format!("disputed: {disputed}"));
    let says: Vec<String> = by.into_iter().chain(disputed).collect();
    (!says.is_empty()).then(|| says.join("; "))
}
