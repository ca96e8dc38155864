//! What the reports tell of, story by story.

use sitroom_record::{Row, Stored};

use super::{Citation, Draft, Section, Size, excerpts, groups};
use crate::wording::{self, When};

pub(super) fn section(reports: &[Stored], stories: &[Row]) -> Section {
    let drafts = stories.iter().filter_map(|story| draft(reports, story));
    Section {
        name: "stories",
        heading: "Stories",
        note: "Each is one happening and its aftermath. Copies of one text are one origin: they confirm nothing.",
        groups: groups(drafts.collect()),
        command: "stories",
        size: Size { groups: 2, lines: 16, least: 0 },
        more: 0,
    }
}

/// The line of one story: it quotes the opening of the earliest report and names the others.
fn draft(reports: &[Stored], story: &Row) -> Option<Draft> {
    let mut excerpts = excerpts(reports, &story.spans).into_iter();
    let earliest = excerpts.next()?;
    let also: Vec<Citation> = excerpts.map(|excerpt| excerpt.citation).collect();
    let group = if also.is_empty() { ("1", "Told by one report") } else { ("0", "Told by several reports") };
    let from = story.str("from");
    let day = match (from, story.str("to")) {
        (Some(from), Some(to)) => wording::period(from, to),
        _ => String::new(),
    };
    Some(Draft {
        group: (group.0.to_owned(), group.1.to_owned()),
        when: When { key: from.unwrap_or(wording::UNKNOWN).to_owned(), lead: String::new(), day },
        claim: story.str("title").unwrap_or("without a title").split_whitespace().collect::<Vec<_>>().join(" "),
        says: (!also.is_empty()).then(|| wording::support(story)),
        excerpt: earliest,
        also,
        words_decide: true,
        weight: 0,
    })
}
