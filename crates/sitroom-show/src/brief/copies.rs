//! Which reports took text from which, and what they changed of it.

use serde_json::Value;
use sitroom_record::{Row, Stored};

use super::{Draft, Excerpt, Section, Size, groups};
use crate::json::list;
use crate::wording::When;

pub(super) fn section(reports: &[Stored], copies: &[Row]) -> Section {
    let drafts = copies.iter().filter_map(|copy| draft(reports, copy));
    Section {
        name: "copies",
        heading: "Copies",
        note: "Text that reports share. What a copy repeats is not said twice; what it changes is named.",
        groups: groups(drafts.collect()),
        command: "copies",
        size: Size { groups: 12, lines: 4, least: 0 },
        more: 0,
    }
}

/// The line of one pair: it quotes the longest passage, in the report that took it where that is known.
fn draft(reports: &[Stored], copy: &Row) -> Option<Draft> {
    let (a, b) = (copy.str("a")?, copy.str("b")?);
    let (taker, giver, settled) = match copy.str("direction") {
        Some("a_from_b") => (a, b, true),
        Some("b_from_a") => (b, a, true),
        _ => (b, a, false),
    };
    let spans = copy.spans.iter().filter(|span| span.report == taker);
    let longest = spans.max_by_key(|span| (span.end - span.start, std::cmp::Reverse(span.start)))?;
    let how = match copy.str("kind") {
        Some("whole") => "the whole text",
        Some("reworded") => "reworded text",
        _ => "passages",
    };
    let claim = if settled {
        format!("{taker} took {how} from {giver}")
    } else {
        format!("{giver} and {taker} share {how}, and which is the source is not known")
    };
    let changed: Vec<String> = list(copy.field("differences"))
        .iter()
        .map(|difference| change(difference, taker == copy.str("a").unwrap_or_default()))
        .collect();
    let says = (!changed.is_empty()).then(|| format!("changed: {}", changed.join("; ")));
    Some(Draft {
        group: (taker.to_owned(), taker.to_owned()),
        when: When::default(),
        claim,
        says,
        excerpt: Excerpt::cited(reports, longest)?,
        also: Vec::new(),
        words_decide: true,
        weight: 0,
    })
}

/// `“six” became “eight”`.
fn change(difference: &Value, taker_is_a: bool) -> String {
    let words = |side: &str| difference[side]["text"].as_str().unwrap_or_default().to_owned();
    let (was, is) = if taker_is_a { (words("b"), words("a")) } else { (words("a"), words("b")) };
    match (was.is_empty(), is.is_empty()) {
        (true, _) => format!("“{is}” was added"),
        (_, true) => format!("“{was}” was left out"),
        _ => format!("“{was}” became “{is}”"),
    }
}
