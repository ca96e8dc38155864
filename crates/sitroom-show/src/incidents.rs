//! Incidents, told to people: why each report is counted in, and how the numbers came about.

use serde_json::Value;
use sitroom_record::Row;

use crate::explain::ReasonTold;
use crate::wording;

/// Why an incident stands as it does: for each report the rule by which it was counted in and the words on both sides;
/// for dead and wounded what each report counts, who says so, and which of the counts is the best by which policy; then
/// what followed or answered it.
pub fn reasons(row: &Row) -> Vec<ReasonTold> {
    let mut reasons = Vec::new();
    list(row.field("why")).iter().for_each(|why| belonging(why, &mut reasons));
    for (name, people) in [("killed", "killed"), ("injured", "injured")] {
        counts(people, row.field(name), &mut reasons);
    }
    for linked in list(row.field("linked")) {
        let report = linked["span"]["report"].as_str().unwrap_or_default();
        reasons.push(told(format!("linked, not counted in: {} ({report})", text(&linked["reason"])), &linked["span"]));
    }
    reasons
}

/// Why a report is counted in.
fn belonging(why: &Value, reasons: &mut Vec<ReasonTold>) {
    let report = text(&why["report"]);
    let head = match why["beside"]["report"].as_str() {
        None => format!("{report} {}", text(&why["rule"])),
        Some(beside) => format!("{report} is counted in beside {beside}: {}", text(&why["rule"])),
    };
    reasons.push(told(head, &why["words"]["act"]));
    for (side, words) in [(&why["report"], &why["words"]), (&why["beside"]["report"], &why["beside"]["words"])] {
        if words.is_null() {
            continue;
        }
        let own = |what: String, span: &Value| told(format!("  {}: {what}", text(side)), span);
        let (day, published) = (&words["day"], &words["published"]);
        reasons.push(match (day.as_str(), published.as_str()) {
            (Some(day), _) => own(format!("on {day}"), &words["day_words"]),
            (None, Some(published)) => own(format!("tells no day; published {published}"), &Value::Null),
            (None, None) => own("tells no day; not known when it was published".to_owned(), &Value::Null),
        });
        reasons.push(match words["place"].as_str() {
            Some(place) => own(format!("in {place}"), &words["place_words"]),
            None => own("tells no place".to_owned(), &Value::Null),
        });
        reasons.extend(list(&words["people"]).iter().map(|span| own("names".to_owned(), span)));
    }
    let mut events: Vec<(String, Vec<String>)> = Vec::new();
    for event in list(&why["events"]) {
        let (rule, words) = (text(&event["rule"]), format!("“{}” ({})", text(&event["text"]), text(&event["id"])));
        match events.iter_mut().find(|(known, _)| *known == rule) {
            Some((_, told)) => told.push(words),
            None => events.push((rule, vec![words])),
        }
    }
    reasons.extend(events.into_iter().map(|(rule, words)| ReasonTold {
        what: format!("  events, {rule}: {}", words.join(", ")),
        entry: None,
        words: None,
    }));
}

/// How the bounds and the best of one measure came about.
fn counts(people: &str, measure: &Value, reasons: &mut Vec<ReasonTold>) {
    if measure.is_null() {
        return;
    }
    let (low, high, best) = (text(&measure["low"]), text(&measure["high"]), text(&measure["best"]));
    let policy = wording::spaced(&text(&measure["policy"]));
    let because = text(&measure["because"]);
    let from = text(&measure["report"]);
    let origins = text(&measure["origins"]);
    reasons.push(ReasonTold {
        what: format!(
            "{people}: {best} by the policy {policy}, {because}, of {from}; between {low} and {high}, the least and the \
             most that any report tells; origins of all counts: {origins}"
        ),
        entry: None,
        words: None,
    });
    for count in list(&measure["counts"]) {
        let (report, low) = (text(&count["report"]), text(&count["low"]));
        let more = if count["high"].is_null() { " or more" } else { "" };
        let day = count["day"].as_str().map_or("day not known".to_owned(), |day| format!("as of {day}"));
        let (rule, origins) = (text(&count["rule"]), text(&count["origins"]));
        let who = list(&count["who"]).iter().map(text).collect::<Vec<_>>().join("; ");
        let head = format!("  {report}, {day}: {low}{more}, {rule}; says {who}; origins of this number: {origins}");
        let mut spans = list(&count["spans"]).iter();
        reasons.push(told(head, spans.next().unwrap_or(&Value::Null)));
        reasons.extend(spans.map(|span| told("    and".to_owned(), span)));
    }
    for (name, choice) in measure["policies"].as_object().into_iter().flatten() {
        if Some(name.as_str()) != measure["policy"].as_str() {
            let (name, best) = (wording::spaced(name), text(&choice["best"]));
            let (because, report) = (text(&choice["because"]), text(&choice["report"]));
            let what = format!("  by the policy {name} it would be {best}: {because}, of {report}");
            reasons.push(ReasonTold { what, entry: None, words: None });
        }
    }
}

/// `what`, with the words at `span`.
fn told(what: String, span: &Value) -> ReasonTold {
    ReasonTold { what, entry: None, words: span["text"].as_str().map(str::to_owned) }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[][..], Vec::as_slice)
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
