//! Parsing the sample reports, which were written for this project: their words new to the program, and met before.
#![allow(clippy::unwrap_used, missing_docs, reason = "a measurement")]

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use sitroom_language::{Language, Model};
use sitroom_report::Text;

fn parse(criterion: &mut Criterion) {
    let rows = include_str!("../../../samples/reports.jsonl").lines();
    let text =
        |row: &str| Text::from(serde_json::from_str::<serde_json::Value>(row).unwrap()["text"].as_str().unwrap());
    let texts: Vec<Text> = rows.map(text).collect();
    let model = Model::embedded().unwrap();
    let language = Language::new(&model).unwrap();
    let all = |language: &Language| texts.iter().map(|text| language.parse(text).len()).sum::<usize>();
    let mut group = criterion.benchmark_group("parse");
    group.throughput(Throughput::Elements(all(&language) as u64));
    group.bench_function("words met before", |bench| bench.iter(|| all(&language)));
    group.bench_function("new words", |bench| {
        bench.iter_batched(|| Language::new(&model).unwrap(), |language| all(&language), BatchSize::LargeInput);
    });
    group.finish();
    criterion.bench_function("load", |bench| bench.iter(|| Language::embedded().unwrap()));
}

criterion_group!(benches, parse);
criterion_main!(benches);
