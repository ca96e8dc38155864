//! Corrections, told to people.

use std::collections::BTreeSet;

use serde_json::Value;
use sitroom_record::corrections::{Correction, Signed};

use crate::explain::ReasonTold;
use crate::wording;

/// What a correction says: `“Muhammad Jolani” is “Abu Mohammad al-Julani” (person:abu-mohammad-al-julani)`.
pub fn told(correction: &Correction) -> String {
    let names: Vec<String> = correction.names.iter().map(|name| format!("“{name}”")).collect();
    let mut told = names.join(" or ");
    if let Some(kind) = correction.of_kind {
        told += &format!(", where it is of kind {},", wording::spaced(&kind.to_string()));
    }
    if !correction.reports.is_empty() {
        told += &format!(" in {}", correction.reports.join(", "));
    }
    told += " is";
    if let Some(name) = &correction.name {
        told += &format!(" “{name}”");
    }
    if let Some(id) = &correction.actor {
        told += &format!(" ({id})");
    }
    if let Some(kind) = correction.kind {
        let comma = if correction.name.is_some() { "," } else { "" };
        told += &format!("{comma} of kind {}", wording::spaced(&kind.to_string()));
    }
    told
}

/// Who said so, when and why.
pub fn signed(signed: &Signed) -> String {
    let because = signed.because.as_ref().map(|because| format!(", because {because}")).unwrap_or_default();
    format!("{} at {}{because}", signed.by, signed.at)
}

/// The corrections among `all` that `rows` carry anywhere, each with the words that it is laid over.
pub fn reasons<'v>(rows: impl IntoIterator<Item = &'v Value>, all: &[Correction]) -> Vec<ReasonTold> {
    let mut found = BTreeSet::new();
    rows.into_iter().for_each(|row| collect(row, &mut found));
    let reason = |correction: &Correction| {
        let words = found.iter().filter(|(id, _)| *id == correction.id).map(|(_, words)| *words);
        let words: Vec<&str> = words.filter(|words| !words.is_empty()).collect();
        let carried = found.iter().any(|(id, _)| *id == correction.id);
        carried.then(|| ReasonTold {
            what: format!("corrected: {}; says {}; the words were", told(correction), signed(&correction.signed)),
            entry: Some(correction.id.clone()),
            words: Some(words.join("”, “")).filter(|words| !words.is_empty()),
        })
    };
    all.iter().filter_map(reason).collect()
}

/// The ids of corrections in `value`, with the words that each is laid over.
fn collect<'v>(value: &'v Value, found: &mut BTreeSet<(&'v str, &'v str)>) {
    match value {
        Value::Object(fields) => {
            let words = fields.get("text").or_else(|| fields.get("span").map(|span| &span["text"]));
            let words = words.and_then(Value::as_str).unwrap_or_default();
            let ids = fields.get("corrected").and_then(Value::as_array).into_iter().flatten();
            // The row of an actor lists all corrections; those of its names have the words.
            if !words.is_empty() {
                found.extend(ids.filter_map(Value::as_str).map(|id| (id, words)));
            }
            fields.values().for_each(|value| collect(value, found));
        }
        Value::Array(values) => values.iter().for_each(|value| collect(value, found)),
        _ => {}
    }
}
