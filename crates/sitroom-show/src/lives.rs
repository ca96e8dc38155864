//! The lives of agreements and the histories of control, told to people: a line a turn, and why each stands.

use serde_json::Value;
use sitroom_record::Row;

use crate::explain::ReasonTold;
use crate::json::{each, list, text};
use crate::wording;

/// The heads of a table of agreements.
pub(crate) const LIVES: [&str; 9] =
    ["agreement", "parties", "when", "what", "who says", "disputed", "reports", "origins", "id"];

/// The heads of a table of control.
pub(crate) const HISTORIES: [&str; 8] = ["place", "when", "what", "who says", "disputed", "reports", "origins", "id"];

/// The turns of a row: of a life or of a history.
pub(crate) fn turns(row: &Row) -> &[Value] {
    let life = list(row.field("life"));
    if life.is_empty() { list(row.field("history")) } else { life }
}

/// The lines of a table of agreements: one a turn. What the whole life has in common stands on the first.
pub(crate) fn lives(row: &Row) -> Vec<Vec<String>> {
    let parties = each(row.field("parties"), ", ", |party| text(&party["name"]));
    lines(row, vec![text(row.field("name")), parties])
}

/// The lines of a table of control: one a turn.
pub(crate) fn histories(row: &Row) -> Vec<Vec<String>> {
    lines(row, vec![text(&row.field("place")["name"])])
}

fn lines(row: &Row, common: Vec<String>) -> Vec<Vec<String>> {
    let line = |(at, turn): (usize, &Value)| {
        let first = common.iter().map(|cell| if at == 0 { cell.clone() } else { String::new() });
        let own = [
            when(turn, str::to_owned),
            what(turn),
            each(&turn["who"], ", ", text),
            each(&turn["disputed_by"], ", ", disputed),
            text(&turn["reports"]),
            text(&turn["origins"]),
            if at == 0 { row.id.clone() } else { String::new() },
        ];
        first.chain(own).collect()
    };
    turns(row).iter().enumerate().map(line).collect()
}

/// Why the turns of a row stand where they do: for each what it is to those before it, by which rule, who tells of it in
/// which words, which of them are copies, and who disputes it.
pub fn reasons(row: &Row) -> Vec<ReasonTold> {
    let mut reasons = Vec::new();
    let mut say = |what: String, entry: Option<&Value>, words: Option<&Value>| {
        let owned = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
        reasons.push(ReasonTold { what, entry: owned(entry), words: owned(words) });
    };
    for turn in turns(row) {
        let counts = format!("{} reports, {} origins", text(&turn["reports"]), text(&turn["origins"]));
        let head = format!(
            "{}: {} ({}); {counts}",
            when(turn, str::to_owned),
            what(turn),
            wording::spaced(&text(&turn["relation"]))
        );
        say(head, Some(&turn["rule"]), None);
        for telling in list(&turn["told"]) {
            let copy = telling["copy_of"].as_str().map(|of| format!(", a copy of {of}")).unwrap_or_default();
            let head =
                format!("  {} {}, in {}{copy}", text(&telling["who"]), stance(telling), text(&telling["report"]));
            say(head, Some(&telling["row"]), Some(&telling["sentence"]));
        }
        for dispute in list(&turn["disputed_by"]) {
            let head = format!("  disputed: {}, in {}", disputed(dispute), text(&dispute["report"]));
            say(head, Some(&dispute["rule"]), Some(&dispute["sentence"]));
        }
    }
    for link in list(row.field("linked")).iter().filter(|link| !link["to"].is_null()) {
        let head = format!("  told of in {} too, as {}", text(&link["report"]), text(&link["to"]));
        say(head, Some(&link["rule"]), Some(&link["words"]));
    }
    reasons
}

/// The day of a turn, told by `date`; else the words for it, else by when it was known.
pub(crate) fn when(turn: &Value, date: impl Fn(&str) -> String) -> String {
    match (turn["date"].as_str(), turn["to"].as_str(), turn["when"].as_str(), turn["known_by"].as_str()) {
        (Some(from), Some(to), ..) => format!("{} – {}", date(from), date(to)),
        (Some(day), ..) => date(day),
        (None, _, Some(words), Some(day)) => format!("“{words}”, by {}", date(day)),
        (None, _, Some(words), None) => format!("“{words}”"),
        (None, _, None, Some(day)) => format!("by {}", date(day)),
        (None, ..) => "day not known".to_owned(),
    }
}

/// What came: `violated by Russia`, `planned: taken by the army`, `not lost`.
pub(crate) fn what(turn: &Value) -> String {
    let state = turn["state"].as_str().or_else(|| turn["change"].as_str()).unwrap_or_default();
    let part = turn["part"].as_str().map(|part| format!(" “{part}”")).unwrap_or_default();
    let by = each(&turn["by"], ", ", |side| text(&side["name"]));
    let by = if by.is_empty() { text(&turn["holder"]["name"]) } else { by };
    let by = if by.is_empty() { by } else { format!(" by {by}") };
    let told = format!("{}{part}{by}", wording::spaced(state));
    let condition = turn["condition"].as_str().map(|words| format!(" ({words})")).unwrap_or_default();
    match turn["stance"].as_str().filter(|_| state != "mentioned") {
        None | Some("asserted" | "attributed") => told,
        Some("denied") => format!("denied: {told}"),
        Some(stance) => format!("{stance}: {told}{condition}"),
    }
}

/// Who disputes a turn, and what is said instead.
pub(crate) fn disputed(dispute: &Value) -> String {
    let how = match (dispute["stance"].as_str(), dispute["what"].as_str(), dispute["rule"].as_str()) {
        (Some("denied"), ..) => "denies".to_owned(),
        (_, Some("failed"), Some("rejected by one who has no part in it")) => {
            return format!("rejected by {}", each(&dispute["by"], ", ", |side| text(&side["name"])));
        }
        (_, what, _) => format!("says {}", wording::spaced(what.unwrap_or_default())),
    };
    format!("{} {how}", text(&dispute["who"]))
}

fn stance(telling: &Value) -> &'static str {
    match telling["stance"].as_str() {
        Some("denied") => "denies",
        Some("alleged") => "alleges",
        Some("planned" | "threatened" | "demanded" | "feared" | "conditional") => "looks ahead",
        _ => "says",
    }
}
