//! How many were killed, injured, displaced: series by series, over days, with who says so and how the numbers relate.

use std::collections::BTreeSet;

use serde_json::Value;
use sitroom_annotate::{Change, Figure, FigureKind};
use sitroom_record::Row;

use super::{Citation, Draft, Excerpt, Section, Size, Told, groups};
use crate::json::list;
use crate::series;
use crate::wording::{self, When};

/// The series of what is counted in a crisis, but for those that tell no more than `incidents`, the figures told there.
pub(super) fn section(reports: &[Told<'_>], rows: &[Row], incidents: &BTreeSet<&str>) -> Section {
    let counts = |row: &&Row| !matches!(row.str("measure"), Some("other" | "population") | None);
    let elsewhere = |row: &&Row| {
        let points = list(row.field("points")).iter().flat_map(|point| list(&point["figure_ids"]));
        points.filter_map(Value::as_str).all(|figure| incidents.contains(figure))
    };
    let drafts = rows
        .iter()
        .filter(counts)
        .filter(|row| !elsewhere(row))
        .enumerate()
        .flat_map(|(nth, row)| drafts(reports, row, nth));
    Section {
        name: "figures",
        heading: "Figures",
        note: "Numbers as their sources give them, by the day they are of. Where they differ, all stand: none is an average. \
               Copies of one text and repetitions of one source are one origin.",
        groups: groups(drafts.collect()),
        command: "series",
        size: Size { groups: 16, lines: 6, least: 0 },
        more: 0,
    }
}

/// The lines of one series. A point that only repeats another is named with it.
fn drafts(reports: &[Told<'_>], row: &Row, nth: usize) -> Vec<Draft> {
    let place = wording::named(row.field("place")).unwrap_or("place not named");
    let scope = row.field("scope")["text"].as_str().map(|scope| format!(", {scope}")).unwrap_or_default();
    // One report is one origin: there is nothing to tell of it.
    let several = row.field("reports").as_u64().is_some_and(|reports| reports > 1);
    let support = if several { format!(" ({})", wording::support(row)) } else { String::new() };
    let measure = wording::capital(&wording::spaced(row.str("measure").unwrap_or_default()));
    let heading = format!("{measure}: {place}{scope}{support}");
    let group = (format!("{nth:06}"), heading);
    let mut drafts: Vec<(&str, Draft)> = Vec::new();
    for (order, point) in list(row.field("points")).iter().enumerate() {
        let id = point["figure_ids"][0].as_str().unwrap_or_default();
        let cited = list(&point["spans"]).iter().filter_map(|span| cited(reports, span));
        let mut cited: Vec<(Told<'_>, &Figure)> = cited.collect();
        if cited.is_empty() {
            continue;
        }
        let (told, figure) = cited.remove(0);
        let excerpt = Excerpt::of(told.stored, &figure.words);
        let also = cited.iter().map(|(told, figure)| Excerpt::of(told.stored, &figure.words).citation);
        let target = point["to"].as_str().filter(|_| point["relation"] == "repeats");
        if let Some((_, target)) = target.and_then(|target| drafts.iter_mut().find(|(id, _)| *id == target)) {
            target.also.push(excerpt.citation);
            target.also.extend(also);
            continue;
        }
        let also: Vec<Citation> = also.collect();
        let date = point["date"].as_str();
        let when = When {
            key: format!("{order:06}"),
            lead: String::new(),
            day: date.map_or_else(|| "day not known".to_owned(), wording::date),
        };
        let mut says = wording::standing(told.annotated, figure.stance, &figure.attribution);
        if figure.background && !says.as_ref().is_some_and(|says| says.starts_with("background")) {
            says = Some(says.map_or_else(|| "background".to_owned(), |says| format!("background, {says}")));
        }
        let relation = (!list(&point["relations"]).is_empty()).then(|| series::relation(point));
        let says: Vec<String> = says.into_iter().chain(relation).collect();
        let draft = Draft {
            group: group.clone(),
            when,
            claim: claim(told, figure),
            says: (!says.is_empty()).then(|| says.join("; ")),
            excerpt,
            also,
            words_decide: false,
            weight: digits(point),
        };
        drafts.push((id, draft));
    }
    drafts.into_iter().map(|(_, draft)| draft).collect()
}

/// How long the number of a point is: where there is no room for all, the great matter more than the small.
fn digits(point: &Value) -> usize {
    let value = point["high"].as_f64().or_else(|| point["low"].as_f64()).unwrap_or_default();
    format!("{value:.0}").len()
}

/// The figure at `span`.
fn cited<'a>(reports: &[Told<'a>], span: &serde_json::Value) -> Option<(Told<'a>, &'a Figure)> {
    let report = span["report"].as_str()?;
    let at = reports.binary_search_by(|told| told.stored.report.id.as_str().cmp(report)).ok()?;
    let told = *reports.get(at)?;
    let at = |figure: &&Figure| span["start"] == figure.words.start && span["end"] == figure.words.end;
    Some((told, told.annotated.figures.iter().find(at)?))
}

fn claim(told: Told<'_>, figure: &Figure) -> String {
    let whole = figure.share_of.as_ref().and_then(|share| told.annotated.figures.get(share.figure_i?));
    // Where the words of a share hold those of the whole, they say what they are a share of.
    let whole = whole.filter(|whole| !figure.words.as_str().contains(whole.words.as_str()));
    let of = whole.map(|whole| format!(" of “{}”", whole.words.as_str())).unwrap_or_default();
    let kind = match (figure.kind, figure.change) {
        (_, Some(Change::Up)) => ", an increase",
        (_, Some(Change::Down)) => ", a decrease",
        (Some(FigureKind::Projection), None) => ", a projection",
        _ => "",
    };
    wording::capital(&format!("{}{of}{kind}", wording::amount(figure)))
}
