//! How many were killed, injured, displaced: series by series, over days, with who says so and how the numbers relate.

use sitroom_annotate::{Change, Figure, FigureKind};
use sitroom_record::Row;

use super::{Citation, Draft, Excerpt, Section, Told, groups};
use crate::series;
use crate::wording::{self, When};

pub(super) fn section(reports: &[Told<'_>], rows: &[Row]) -> Section {
    let counts = |row: &&Row| !matches!(row.str("measure"), Some("other" | "population") | None);
    let drafts = rows.iter().filter(counts).enumerate().flat_map(|(nth, row)| drafts(reports, row, nth));
    Section {
        name: "figures",
        heading: "Figures",
        note: "Numbers as their sources give them, by the day they are of. Where they differ, all stand: none is an average. \
               Copies of one text and repetitions of one source are one origin.",
        groups: groups(drafts.collect()),
        command: "series",
        more: 0,
    }
}

/// The lines of one series. A point that only repeats another is named with it.
fn drafts(reports: &[Told<'_>], row: &Row, nth: usize) -> Vec<Draft> {
    let place = wording::named(row.field("place")).unwrap_or("place not named");
    let scope = row.field("scope")["text"].as_str().map(|scope| format!(", {scope}")).unwrap_or_default();
    let support = wording::support(row);
    let heading = format!(
        "{}: {place}{scope} ({support})",
        wording::capital(&wording::spaced(row.str("measure").unwrap_or_default()))
    );
    let group = (format!("{nth:06}"), heading);
    let mut drafts: Vec<(&str, Draft)> = Vec::new();
    for (order, point) in row.field("points").as_array().into_iter().flatten().enumerate() {
        let id = point["figure_ids"][0].as_str().unwrap_or_default();
        let cited = point["spans"].as_array().into_iter().flatten().filter_map(|span| cited(reports, span));
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
        let relation = (!point["relations"].as_array().is_none_or(Vec::is_empty)).then(|| series::relation(point));
        let says: Vec<String> = says.into_iter().chain(relation).collect();
        let draft = Draft {
            group: group.clone(),
            when,
            claim: claim(told, figure),
            says: (!says.is_empty()).then(|| says.join("; ")),
            excerpt,
            also,
            words_decide: false,
        };
        drafts.push((id, draft));
    }
    drafts.into_iter().map(|(_, draft)| draft).collect()
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
