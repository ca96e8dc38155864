//! What annotating a report costs, events with all that they rest on, a token; the parse is made before and not measured.
//!
//! The text is generated: sentences with attacks, talks, demands and arrests by and against several sides.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, reason = "a bench")]

use criterion::{Criterion, criterion_group, criterion_main};

mod frame;

const SIDES: &[&str] = &["Turkish forces", "rebel fighters", "the Syrian army", "gunmen", "protesters", "the ministry"];
const PLACES: &[&str] = &["Idlib", "the village of Balyun", "Aleppo", "Kharkiv", "Port-au-Prince"];

fn sentence(i: usize) -> String {
    let (one, other) = (SIDES[i % SIDES.len()], SIDES[(i / 2 + 1) % SIDES.len()]);
    let place = PLACES[i % PLACES.len()];
    match i % 4 {
        0 => format!("On Monday {one} shelled a market in {place}, killing six people. "),
        1 => format!("The attack by {one} on {other} near {place} came after talks had failed. "),
        2 => format!("A spokesman said that {one} would withdraw from {place} if {other} stopped the raids. "),
        _ => format!("In {place}, {one} detained ten people and demanded that {other} lift the siege. "),
    }
}

fn events(criterion: &mut Criterion) {
    frame::per_token(criterion, "events", sentence, |annotator, report, parsed| annotator.annotate(report, parsed));
}

criterion_group!(benches, events);
criterion_main!(benches);
