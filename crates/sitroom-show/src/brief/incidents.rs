//! How many were killed and injured, incident by incident, and who says so.

use std::collections::BTreeSet;

use serde_json::Value;
use sitroom_record::{Row, Stored};

use super::{Draft, Section, Size, excerpts, groups};
use crate::json::{list, text};
use crate::wording::{self, When};

/// The counts of victims that an incident has.
const COUNTS: [&str; 2] = ["killed", "injured"];

pub(super) fn section(reports: &[Stored], rows: &[Row]) -> Section {
    Section {
        name: "incidents",
        heading: "Killed and injured, by incident",
        note: "Each is one happening, whoever tells of it. The number is the one that the incident's policy settles on; what \
               each source says stands after it.",
        groups: groups(rows.iter().filter_map(|row| draft(reports, row)).collect()),
        command: "incidents",
        size: Size { groups: 12, lines: 6, least: 0 },
        more: 0,
    }
}

/// The figures that incidents count.
pub(super) fn counted(rows: &[Row]) -> BTreeSet<&str> {
    rows.iter().flat_map(|row| list(row.field("says"))).filter_map(|says| says["figure"].as_str()).collect()
}

/// The line of an incident with victims.
fn draft(reports: &[Stored], row: &Row) -> Option<Draft> {
    let counts: Vec<String> = COUNTS.iter().filter_map(|measure| count(row.field(measure), measure)).collect();
    let mut excerpts = excerpts(reports, &row.spans);
    if counts.is_empty() || excerpts.is_empty() {
        return None;
    }
    let place = wording::named(row.field("place")).unwrap_or("place not named");
    let day = match (row.str("from"), row.str("to")) {
        (Some(from), Some(to)) => wording::period(from, to),
        _ => "day not known".to_owned(),
    };
    let key = row.str("from").unwrap_or(wording::UNKNOWN).to_owned();
    let how = row.str("sub_type").or_else(|| row.str("type")).map(|how| format!(", {}", how.to_lowercase()));
    let excerpt = excerpts.remove(0);
    let also: Vec<_> = excerpts.into_iter().map(|excerpt| excerpt.citation).collect();
    let mut says = told(row);
    if !also.is_empty() {
        says.push(wording::support(row));
    }
    Some(Draft {
        group: (format!("{key} {day}"), wording::capital(&day)),
        when: When { key, lead: place.to_owned(), day: String::new() },
        claim: wording::capital(&format!("{}{}", counts.join(", "), how.unwrap_or_default())),
        says: (!says.is_empty()).then(|| says.join("; ")),
        weight: also.len(),
        excerpt,
        also,
        words_decide: true,
    })
}

/// `15 killed`, `15 to 18 killed`.
fn count(count: &Value, measure: &str) -> Option<String> {
    let best = wording::bounds(count)?;
    (best != "0").then(|| format!("{best} {measure}"))
}

/// How many sources' counts a line has room for.
const MOST: usize = 5;

/// `rescue workers: “at least 15 civilians” killed, “nine” injured`: what each source counts. Victims told one by one
/// stand here only where nobody gives a number.
fn told(row: &Row) -> Vec<String> {
    let says = list(row.field("says")).iter().filter(|says| COUNTS.iter().any(|measure| says["measure"] == *measure));
    let (numbers, people): (Vec<&Value>, Vec<&Value>) = says.partition(|says| says["figure"].is_string());
    let own = |who: &str| row.spans.iter().any(|span| span.report == who);
    let mut told: Vec<(&str, Vec<String>)> = Vec::new();
    let mut reached: BTreeSet<(&str, &str, u64)> = BTreeSet::new();
    for says in if numbers.is_empty() { people } else { numbers } {
        // A count and its people ("nine", "nine others near the town") may be two rows of the same words.
        let (span, measure) = (&says["span"], says["measure"].as_str().unwrap_or_default());
        let place = (measure, span["report"].as_str().unwrap_or_default(), span["start"].as_u64().unwrap_or_default());
        if !reached.insert(place) {
            continue;
        }
        let who = says["who"].as_str().filter(|who| !own(who)).unwrap_or("reported");
        let line = format!("“{}” {measure}", text(&span["text"]));
        match told.iter_mut().find(|(known, _)| *known == who) {
            Some((_, lines)) if lines.contains(&line) => {}
            Some((_, lines)) => lines.push(line),
            None => told.push((who, vec![line])),
        }
    }
    let more = told.len().saturating_sub(MOST);
    let mut lines: Vec<String> = (told.into_iter().take(MOST))
        .map(|(who, mut lines)| {
            let more = lines.len().saturating_sub(MOST);
            lines.truncate(MOST);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            format!("{who}: {}{more}", lines.join(", "))
        })
        .collect();
    if more > 0 {
        lines.push(format!("{more} more sources"));
    }
    lines
}
