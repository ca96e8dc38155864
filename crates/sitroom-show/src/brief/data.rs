//! The reports a brief rests on, and what a reader should know of them.

use sitroom_record::Stored;
use sitroom_report::{Basis, PointSpan};

use super::{Draft, Excerpt, Section, Size, Source, groups};
use crate::wording::{self, When};

/// How many code points of a report stand for it where it has no title.
const OPENING: usize = 80;

pub(super) fn section(reports: &[Stored]) -> Section {
    let mut drafts = Vec::new();
    for stored in reports {
        let mut note = |group: &str, claim: String| {
            drafts.push(Draft {
                group: (group.to_owned(), group.to_owned()),
                when: When::default(),
                claim,
                says: None,
                excerpt: Excerpt::at(stored, PointSpan { start: 0, end: opening(stored).chars().count() }),
                also: Vec::new(),
                words_decide: true,
                weight: 0,
            });
        };
        if stored.published().is_none() {
            note("Date not known", "Nothing in the report tells its date: days such as “Monday” stay open".to_owned());
        }
        for text in notes(stored) {
            note("Notes", wording::capital(&text));
        }
    }
    Section {
        name: "data",
        heading: "About the data",
        note: "What could not be read or is not known. It limits what stands above.",
        groups: groups(drafts),
        command: "reports",
        size: Size { groups: 4, lines: 6, least: 0 },
        more: 0,
    }
}

pub(super) fn source(stored: &Stored) -> Source {
    let report = &stored.report;
    let published = stored.published().map_or_else(
        || "date not known".to_owned(),
        |published| {
            let basis = match published.basis {
                Basis::Given => "",
                Basis::Byline => ", from its byline",
                Basis::Url => ", from its address",
                Basis::Text => ", worked out from its text",
            };
            format!("{}{basis}", wording::date(&published.date))
        },
    );
    Source {
        id: report.id.clone(),
        outlet: report.outlet.clone(),
        title: report.title.clone(),
        opening: opening(stored),
        published,
        url: report.url.clone(),
        notes: notes(stored),
    }
}

fn notes(stored: &Stored) -> Vec<String> {
    let notes = stored.annotated.as_ref().map_or(&stored.report.notes, |annotated| &annotated.notes);
    notes.iter().map(|note| note.text.clone()).collect()
}

/// The first words, on one line and uncut where there are few.
fn opening(stored: &Stored) -> String {
    let text = stored.report.text.as_str();
    let line = text.lines().next().unwrap_or_default();
    match line.char_indices().nth(OPENING) {
        Some((at, _)) => line[..line[..at].rfind(' ').unwrap_or(at)].to_owned(),
        None => line.to_owned(),
    }
}
