//! What finding and resolving times costs, a byte; the parse is made before and not measured.
//!
//! The text is generated: sentences of news with dates, weekdays, durations and numbers that are none.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, reason = "a bench")]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use sitroom_annotate::{Annotator, Lexicons, Options};
use sitroom_language::Language;
use sitroom_report::{Basis, Precision, Published, Report};

const TIMES: &[&str] = &[
    "on Friday",
    "on 17 February 2020",
    "since mid-December",
    "last week",
    "for nearly two months",
    "three years ago",
];

fn text(sentences: usize) -> String {
    let sentence = |i: usize| match i % 3 {
        0 => format!("Some {} people left the town {} after shells had hit the market. ", 1000 + i, TIMES[i / 3 % 6]),
        1 => "Officials said that the road to the border was closed again and gave no reason for it. ".to_owned(),
        _ => format!("The ministers will meet {} to talk about the crossing. ", TIMES[i / 2 % 6]),
    };
    (0..sentences).map(sentence).collect()
}

fn times(criterion: &mut Criterion) {
    let language = Language::embedded().expect("our own model");
    let annotator = Annotator::new(&Lexicons::default(), Options::default()).expect("our own lexicons");
    let mut report = Report::new("bench", text(200).as_str());
    report.published = Some(Published { date: "2020-02-17".into(), precision: Precision::Day, basis: Basis::Given });
    let parsed = language.parse(&report.text);
    let mut group = criterion.benchmark_group("times");
    group.throughput(Throughput::Bytes(report.text.as_str().len() as u64));
    group.bench_function("200 sentences", |bencher| bencher.iter(|| annotator.times(&report, &parsed)));
    group.finish();
}

criterion_group!(benches, times);
criterion_main!(benches);
