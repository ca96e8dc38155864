//! What annotating a report costs, events with all that they rest on, a token; the parse is made before and not measured.
//!
//! The text is generated: sentences with attacks, talks, demands and arrests by and against several sides.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, reason = "a bench")]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use sitroom_annotate::{Annotator, Lexicons, Options};
use sitroom_language::Language;
use sitroom_report::Report;

const SIDES: &[&str] = &["Turkish forces", "rebel fighters", "the Syrian army", "gunmen", "protesters", "the ministry"];
const PLACES: &[&str] = &["Idlib", "the village of Balyun", "Aleppo", "Kharkiv", "Port-au-Prince"];

fn text(sentences: usize) -> String {
    (0..sentences)
        .map(|i| {
            let (one, other) = (SIDES[i % SIDES.len()], SIDES[(i / 2 + 1) % SIDES.len()]);
            let place = PLACES[i % PLACES.len()];
            match i % 4 {
                0 => format!("On Monday {one} shelled a market in {place}, killing six people. "),
                1 => format!("The attack by {one} on {other} near {place} came after talks had failed. "),
                2 => format!("A spokesman said that {one} would withdraw from {place} if {other} stopped the raids. "),
                _ => format!("In {place}, {one} detained ten people and demanded that {other} lift the siege. "),
            }
        })
        .collect()
}

fn events(criterion: &mut Criterion) {
    let language = Language::embedded().expect("our own model");
    let annotator = Annotator::new(&Lexicons::default(), Options::default()).expect("our own lexicons");
    let mut group = criterion.benchmark_group("events");
    group.sample_size(20);
    for sentences in [20, 200] {
        let report = Report::new("bench", text(sentences).as_str());
        let parsed = language.parse(&report.text);
        group.throughput(Throughput::Elements(parsed.len() as u64));
        group.bench_function(format!("{sentences} sentences, in tokens"), |bencher| {
            bencher.iter(|| annotator.annotate(&report, &parsed));
        });
    }
    group.finish();
}

criterion_group!(benches, events);
criterion_main!(benches);
