//! Quotes, attribution and stance on the shipped sample reports, beside the parse that they need: they are to cost
//! under a quarter of it.
#![allow(missing_docs, clippy::unwrap_used, reason = "a bench")]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use sitroom_annotate::measured::Saying;
use sitroom_language::Language;
use sitroom_report::Report;

fn samples() -> Vec<Report> {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../samples/reports.jsonl");
    let rows = std::fs::read_to_string(file).unwrap();
    let report = |line: &str| {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        Report::new(row["id"].as_str().unwrap(), row["text"].as_str().unwrap())
    };
    rows.lines().map(report).collect()
}

fn saying(criterion: &mut Criterion) {
    let language = Language::embedded().unwrap();
    let saying = Saying::new().unwrap();
    let reports = samples();
    let parses: Vec<_> = reports.iter().map(|report| language.parse(&report.text)).collect();
    let tokens: usize = parses.iter().map(|parsed| parsed.len()).sum();
    let mut group = criterion.benchmark_group("samples");
    group.throughput(Throughput::Elements(tokens as u64)).sample_size(20);
    group.bench_function("parse", |bench| {
        bench.iter(|| reports.iter().map(|report| black_box(language.parse(&report.text)).len()).sum::<usize>());
    });
    group.bench_function("quotes and stance", |bench| {
        bench.iter(|| {
            let counted = reports.iter().zip(&parses).map(|(report, parsed)| saying.count(report, black_box(parsed)));
            counted.fold((0, 0), |all, one| (all.0 + one.0, all.1 + one.1))
        });
    });
    group.finish();
}

criterion_group!(benches, saying);
criterion_main!(benches);
