//! What finding and resolving places costs, a token; the parse is made before and not measured.
//!
//! The text is generated: sentences of a crisis report with names of towns, provinces, countries and peoples in turn,
//! some of them with hundreds of namesakes, some in no gazetteer.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, reason = "a bench")]

use criterion::{Criterion, criterion_group, criterion_main};

mod frame;

const PLACES: &[&str] = &[
    "Idlib",
    "Aleppo",
    "Springfield, Ohio",
    "San Antonio",
    "Maarat al-Numan",
    "Kharkiv",
    "northern Nigeria",
    "Zhurvakoltin",
    "Georgia",
    "the city of Richmond",
    "Khan Sheikhoun",
    "Port-au-Prince",
    "Darfur",
    "Paris",
    "Baghdad International Airport",
];
const PEOPLES: &[&str] = &["Syrian", "Turkish", "American", "Ukrainian", "Sri Lankan", "Russian", "French"];

fn sentence(i: usize) -> String {
    let pick = |list: &[&'static str], i: usize| list[i % list.len()];
    match i % 4 {
        0 => format!(
            "{} forces shelled a market in {} on Monday, killing six people. ",
            pick(PEOPLES, i),
            pick(PLACES, i / 2)
        ),
        1 => format!(
            "Officials said that the road from {} to {} was closed again. ",
            pick(PLACES, i / 3),
            pick(PLACES, i / 5 + 1)
        ),
        2 => "The talks went on for hours and ended without a result, a spokesman told reporters. ".to_owned(),
        _ => format!("Families who fled {} told aid workers that nothing was left. ", pick(PLACES, i / 7)),
    }
}

fn places(criterion: &mut Criterion) {
    frame::per_token(criterion, "places", sentence, |annotator, report, parsed| annotator.places(report, parsed));
}

criterion_group!(benches, places);
criterion_main!(benches);
