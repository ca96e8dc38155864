//! Series, told to people: a line a point, and why each stands where it does.

use serde_json::Value;
use sitroom_record::{Row, series};

use crate::explain::ReasonTold;
use crate::json::{list, text};
use crate::wording;

pub(crate) const HEADS: [&str; 10] =
    ["measure", "place", "counts", "as of", "figure", "who says", "relation", "reports", "origins", "id"];

/// The lines of a table: one a point. What the whole series has in common stands on the first.
pub(crate) fn lines(row: &Row) -> Vec<Vec<String>> {
    let whole = |first: bool, cell: String| if first { cell } else { String::new() };
    let points = list(row.field("points"));
    let line = |(at, point): (usize, &Value)| {
        let first = at == 0;
        vec![
            whole(first, wording::spaced(row.str("measure").unwrap_or_default())),
            whole(first, wording::named(row.field("place")).unwrap_or("not said").to_owned()),
            whole(first, text(&row.field("scope")["text"])),
            date(&point["date"]),
            text(&point["text"]),
            who(point),
            relation(point),
            text(&point["reports"]),
            text(&point["origins"]),
            whole(first, row.id.clone()),
        ]
    };
    points.iter().enumerate().map(line).collect()
}

/// Why the points of a series stand where they do: those of `figure` alone, where one is named. Each tells its words, its
/// relations with the rule and the words on the other side, and its copies.
pub fn reasons(row: &Row, figure: Option<&str>) -> Vec<ReasonTold> {
    let points = list(row.field("points"));
    let of = |point: &&Value| figure.is_none_or(|id| strings(&point["figure_ids"]).any(|own| own == id));
    let mut reasons = Vec::new();
    for point in points.iter().filter(of) {
        let copies: Vec<&str> = strings(&point["copies"]).collect();
        let mut head = format!("{}, {}", date(&point["date"]), who(point));
        if let Some(report) = point["spans"][0]["report"].as_str() {
            head += &format!(", in {report}");
        }
        if !copies.is_empty() {
            head += &format!(", copied in {}", copies.join(", "));
        }
        let (reports, origins) = (counted(&point["reports"], "report"), counted(&point["origins"], "origin"));
        head += &format!("; {reports} of {origins}:");
        reasons.push(ReasonTold { what: head, entry: None, words: point["text"].as_str().map(str::to_owned) });
        let relations = list(&point["relations"]);
        for link in relations {
            let what = format!(
                "  {} the figure of {}, {}: {}{}",
                wording::spaced(&text(&link["relation"])),
                link["who"].as_str().unwrap_or("no named source"),
                date(&link["date"]),
                told(&link["rule"]),
                differs(link, " (", ")"),
            );
            let entry = link["rule"].as_str().map(str::to_owned);
            reasons.push(ReasonTold { what, entry, words: link["span"]["text"].as_str().map(str::to_owned) });
        }
        if relations.is_empty() {
            let entry = point["rule"].as_str().map(str::to_owned);
            let head = if point["relation"].is_null() { "related to nothing" } else { "first" };
            reasons.push(ReasonTold { what: format!("  {head}: {}", told(&point["rule"])), entry, words: None });
        }
    }
    reasons
}

/// What a rule says.
fn told(rule: &Value) -> &str {
    rule.as_str().and_then(series::rule).unwrap_or_default()
}

fn date(date: &Value) -> String {
    date.as_str().map_or_else(|| "day not known".to_owned(), str::to_owned)
}

/// Who says so; that nobody is named where only the outlet does.
fn who(point: &Value) -> String {
    let named = !list(&point["who"]).is_empty();
    match (point["who_says"].as_str(), named) {
        (Some(who), true) => who.to_owned(),
        (Some(outlet), false) => format!("{outlet}, no source"),
        (None, _) => "no source".to_owned(),
    }
}

/// The relations of a point in words: `supersedes “more than 800,000” of 2020-02-13; contradicts “…”`.
pub(crate) fn relation(point: &Value) -> String {
    let relations = list(&point["relations"]);
    if relations.is_empty() {
        return match (point["relation"].as_str(), point["rule"].as_str()) {
            (Some(_), Some("first_of_source")) => "first of its source".to_owned(),
            (Some(_), Some("beside")) => "beside another number of its report".to_owned(),
            (Some(_), Some("order_unknown")) => "order not known".to_owned(),
            (Some(relation), _) => wording::spaced(relation),
            (None, Some("not_a_fact")) => format!("{}, not told as fact", text(&point["stance"])),
            (None, _) => "gives no number of its own".to_owned(),
        };
    }
    let told = |link: &Value| {
        let words = text(&link["span"]["text"]);
        let from = match link["relation"].as_str() {
            Some("supersedes" | "repeats") => link["date"].as_str(),
            _ => link["who"].as_str(),
        };
        let from = from.map(|from| format!(" ({from})")).unwrap_or_default();
        let differs = differs(link, " by ", "");
        let copy = if link["rule"] == "altered_copy" { " as a copy that changed it" } else { "" };
        format!("{}{differs} “{words}”{from}{copy}", wording::spaced(&text(&link["relation"])))
    };
    relations.iter().map(told).collect::<Vec<_>>().join("; ")
}

/// `1 report`, `2 reports`.
fn counted(count: &Value, what: &str) -> String {
    let ending = if count.as_u64() == Some(1) { "" } else { "s" };
    format!("{} {what}{ending}", text(count))
}

fn differs(link: &Value, before: &str, after: &str) -> String {
    let differs: Vec<&str> = strings(&link["differs"]).collect();
    if differs.is_empty() { String::new() } else { format!("{before}{}{after}", differs.join(", ")) }
}

fn strings(values: &Value) -> impl Iterator<Item = &str> {
    list(values).iter().filter_map(Value::as_str)
}
