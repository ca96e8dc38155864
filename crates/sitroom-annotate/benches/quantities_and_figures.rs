//! Quantities and figures of 400 sentences of made-up crisis news, every tenth of which is free of numbers.
//!
//! `quantities` is given the tokens and told in bytes of text; `parse` stands beside `figures` for comparison, and
//! `figures` holds the stance that figures ask for.
#![allow(clippy::unwrap_used, missing_docs, reason = "a bench")]

use std::fmt::Write;
use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use sitroom_annotate::{Annotator, Lexicons, Options};
use sitroom_language::Language;
use sitroom_report::Report;

fn text() -> String {
    let mut text = String::new();
    for i in 0..40 {
        let n = 100 + 37 * i;
        write!(
            text,
            "The blast killed {} people and wounded {n}, including four children. \
             More than {n},000 residents fled the valley after the army advanced on the town. \
             The ministry said on Monday that the road to the border was open again. \
             Some 60 percent of the {n},400 people in the camps are women, according to the agency. \
             Between {n} and {} houses were destroyed or damaged by the floods. \
             Tens of thousands may leave their homes if the dam fails, officials warned. \
             The envoy met both delegations and left for the capital without a statement. \
             The number of displaced rose from {n},000 to {n},900 in a week. \
             A convoy of 31 lorries reached the hospital on 17 February 2020. \
             Resolution 2254, adopted in 2015, calls for talks under a mediator of the United Nations. ",
            i + 2,
            n + 50,
        )
        .unwrap();
    }
    text
}

fn benches(criterion: &mut Criterion) {
    let text = text();
    let language = Language::embedded().unwrap();
    let annotator = Annotator::new(&Lexicons::default(), Options::default()).unwrap();
    let mut report = Report::new("bench", text.as_str());
    report.language = Some("en".to_owned());
    let parsed = language.parse(&report.text);
    let mut group = criterion.benchmark_group("given the parse");
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("quantities", |bench| bench.iter(|| black_box(annotator.quantities(&report, &parsed))));
    let mut draft = annotator.draft(&report, &parsed);
    group.bench_function("figures", |bench| bench.iter(|| annotator.renew_figures(&report, &parsed, &mut draft)));
    group.sample_size(10);
    group.bench_function("parse", |bench| bench.iter(|| black_box(language.parse(&report.text))));
    group.finish();
}

criterion_group!(all, benches);
criterion_main!(all);
