//! What the benches of single annotators share: made-up sentences, parsed before the clock runs, told in tokens.

use std::hint::black_box;

use criterion::{Criterion, Throughput};
use sitroom_annotate::{Annotator, Lexicons, Options};
use sitroom_language::{Language, Parsed};
use sitroom_report::Report;

/// Times `run` over texts of 20 and of 200 sentences that `sentence` makes by their number.
pub(crate) fn per_token<T>(
    criterion: &mut Criterion,
    name: &str,
    sentence: impl Fn(usize) -> String,
    run: impl Fn(&Annotator, &Report, &Parsed) -> T,
) {
    let language = Language::embedded().expect("our own model");
    let annotator = Annotator::new(&Lexicons::default(), Options::default()).expect("our own lexicons");
    let mut group = criterion.benchmark_group(name);
    group.sample_size(20);
    for sentences in [20, 200] {
        let text: String = (0..sentences).map(&sentence).collect();
        let report = Report::new("bench", text.as_str());
        let parsed = language.parse(&report.text);
        group.throughput(Throughput::Elements(parsed.len() as u64));
        group.bench_function(format!("{sentences} sentences, in tokens"), |bencher| {
            bencher.iter(|| black_box(run(&annotator, &report, &parsed)));
        });
    }
    group.finish();
}
