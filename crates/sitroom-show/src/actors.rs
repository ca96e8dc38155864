//! Why the names of an actor across reports are one's, and what it is called and whose side it is on, told to people.

use serde_json::Value;
use sitroom_record::Row;

use crate::explain::ReasonTold;

/// For each name of an actor's row by which rule it belongs to it, with which other name, in the words of both sides; then its
/// roles and sides with the words that say so.
pub fn reasons(row: &Row) -> Vec<ReasonTold> {
    let joined = list(row.field("joined"));
    let names = joined.map(|one| ReasonTold { what: told(row, one), entry: rule(one).map(str::to_owned), words: None });
    let roles = list(row.field("roles")).map(|role| {
        let days = match (role["from"].as_str(), role["to"].as_str()) {
            (Some(from), Some(to)) if from != to => format!(", {from} to {to}"),
            (Some(day), _) => format!(", {day}"),
            _ => String::new(),
        };
        format!("has the role {}{days}: {}", role["role"].as_str().unwrap_or_default(), places(&role["spans"]))
    });
    let side = |side: &'static str, how: &'static str| {
        let ties = list(&row.field("sides")[side]);
        ties.map(move |tie| format!("{how} {}: {}", tie["name"].as_str().unwrap_or_default(), places(&tie["spans"])))
    };
    let others = roles.chain(side("member_of", "is part of")).chain(side("backed_by", "is backed by"));
    names.chain(others.map(|what| ReasonTold { what, entry: None, words: None })).collect()
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// The words that say so, the first few of them.
fn places(spans: &Value) -> String {
    const SHOWN: usize = 3;
    let all: Vec<&Value> = list(spans).collect();
    let shown: Vec<String> = all.iter().take(SHOWN).map(|span| place(span)).collect();
    let more = all.len().saturating_sub(SHOWN);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{more}", shown.join(", "))
}

/// Words where they stand: `“Dogan” in b 0–5`.
fn place(span: &Value) -> String {
    let text = |name: &str| span[name].as_str().unwrap_or_default();
    format!("“{}” in {} {}–{}", text("text"), text("report"), span["start"], span["end"])
}

fn rule(joined: &Value) -> Option<&str> {
    joined["rule"].as_str()
}

fn told(row: &Row, joined: &Value) -> String {
    let (own, other) = (side(joined), side(&joined["with"]));
    let country = joined["country"].as_str().map(|country| format!(" in reports on {country}")).unwrap_or_default();
    let why = match rule(joined) {
        Some("given_by_analyst") => format!("is one with {other}: an analyst gave that name"),
        Some("same_id") => {
            format!("is one with {other}: both are {} in the lexicons", row.str("actor").unwrap_or_default())
        }
        Some("same_name") => {
            format!(
                "is one with {other}: the name is the same, and no other office in another country tells them apart"
            )
        }
        Some("spelling") => format!("is one with {other}: another spelling of the name"),
        Some("surname") => format!("is one with {other}: the surname of the only one known{country}"),
        _ if list(row.field("joined")).count() == 1 => "is the only name that it goes by".to_owned(),
        _ => "is the name that the others were compared with".to_owned(),
    };
    let more = match joined["reports"].as_u64() {
        Some(reports) if reports > 1 => format!(" (and so in {} more)", reports - 1),
        _ => String::new(),
    };
    format!("{own}{more} {why}")
}

/// A name as its report has it: `“P. Lindqvist” in b 0–12`.
fn side(value: &Value) -> String {
    let (name, span) = (value["name"].as_str().unwrap_or_default(), &value["span"]);
    let called = if span["text"] == name { String::new() } else { format!("{name}, ") };
    format!("{called}{}", place(span))
}
