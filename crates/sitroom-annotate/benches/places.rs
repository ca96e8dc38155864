//! What finding and resolving places costs, a token; the parse is made before and not measured.
//!
//! The text is generated: sentences of a crisis report with names of towns, provinces, countries and peoples in turn,
//! some of them with hundreds of namesakes, some in no gazetteer.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, reason = "a bench")]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use sitroom_annotate::{Annotator, Lexicons, Options};
use sitroom_language::Language;
use sitroom_report::Report;

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

fn text(sentences: usize) -> String {
    let pick = |list: &[&'static str], i: usize| list[i % list.len()];
    (0..sentences)
        .map(|i| match i % 4 {
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
        })
        .collect()
}

fn places(criterion: &mut Criterion) {
    let language = Language::embedded().expect("our own model");
    let annotator = Annotator::new(&Lexicons::default(), Options::default()).expect("our own lexicons");
    let mut group = criterion.benchmark_group("places");
    group.sample_size(20);
    for sentences in [20, 200] {
        let report = Report::new("bench", text(sentences).as_str());
        let parsed = language.parse(&report.text);
        group.throughput(Throughput::Elements(parsed.len() as u64));
        group.bench_function(format!("{sentences} sentences, in tokens"), |bencher| {
            bencher.iter(|| annotator.places(&report, &parsed));
        });
    }
    group.finish();
}

criterion_group!(benches, places);
criterion_main!(benches);
