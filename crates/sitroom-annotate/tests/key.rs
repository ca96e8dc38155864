//! The answer key of the sample reports (`samples/key/`): how many of its rows are right.
//!
//! A row names a report, a list of the annotation, a stretch of the text with the words meant in square brackets, and
//! the fields that a row over those words must have. A list with `!` before it: no row over them may have these fields.
//! Words of speakers, sources and targets need not match to the letter: one must hold the other.
//!
//! `cargo test --test key -- WORD` prints the misses of the files whose name holds WORD.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test")]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;

use serde_json::Value;
use sitroom_annotate::{Annotator, Lexicons, Options};
use sitroom_language::Language;
use sitroom_report::{Basis, Precision, Published, Report};

mod support;

use support::{Strings, matches};

/// The share of each file's rows that must be right.
const FLOORS: [(&str, f64); 3] = [("figures.tsv", 0.9), ("saying.tsv", 0.9), ("happenings.tsv", 0.9)];

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples");
    let annotated = annotate(&samples.join("reports.jsonl"));
    let (mut passed, mut failed) = (0, 0);
    for (file, floor) in FLOORS {
        let key = std::fs::read_to_string(samples.join("key").join(file)).expect("the key is there");
        let mut tally: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        let rows: Vec<&str> =
            key.lines().filter(|line| !line.starts_with('#') && !line.starts_with("report\t")).collect();
        for row in &rows {
            let cells: Vec<&str> = row.split('\t').collect();
            let fault = miss(&annotated[cells[0]], cells[1], cells[2], cells[3]);
            let count = tally.entry(cells[1].trim_start_matches('!')).or_default();
            count.0 += usize::from(fault.is_none());
            count.1 += 1;
            if let Some(fault) = fault.filter(|_| words.iter().any(|word| file.contains(word.as_str()))) {
                println!("{} {} {} {}\n    {fault}", cells[0], cells[1], cells[2], cells[3]);
            }
        }
        let right: usize = tally.values().map(|count| count.0).sum();
        let share = right as f64 / rows.len() as f64;
        println!("{file}: {right} of {} right ({share:.3}; must be {floor}): {tally:?}", rows.len());
        if share < floor { failed += 1 } else { passed += 1 }
    }
    println!("{passed} passed, {failed} failed");
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The annotation of each sample report with its text.
fn annotate(file: &Path) -> BTreeMap<String, (String, Value)> {
    let annotator = Annotator::new(&Lexicons::default(), Options { predicates: true, ..Options::default() }).unwrap();
    let language = Language::embedded().expect("our own model loads");
    let rows = std::fs::read_to_string(file).expect("the samples are there");
    let annotate = |line: &str| {
        let row: Value = serde_json::from_str(line).unwrap();
        let field = |name: &str| row[name].as_str().map(str::to_owned);
        let mut report = Report::new(field("id").unwrap(), field("text").unwrap().as_str());
        report.title = field("title");
        report.outlet = field("outlet");
        report.language = Some("en".to_owned());
        report.published =
            field("published").map(|date| Published { date, precision: Precision::Day, basis: Basis::Given });
        let parsed = language.parse(&report.text);
        let annotated = serde_json::to_value(annotator.annotate(&report, &parsed)).unwrap();
        (report.id.clone(), (report.text.as_str().to_owned(), annotated))
    };
    rows.lines().map(annotate).collect()
}

/// What is wrong with the key's row, if anything.
fn miss((text, annotated): &(String, Value), list: &str, at: &str, expected: &str) -> Option<String> {
    let (before, rest) = at.split_once('[').expect("the words meant stand in brackets");
    let (meant, after) = rest.split_once(']').expect("the words meant stand in brackets");
    let byte = text.find(&format!("{before}{meant}{after}")).expect("the key's words are in the report") + before.len();
    let start = text[..byte].chars().count();
    let end = start + meant.chars().count();
    let expected: Value = serde_json::from_str(expected).expect("expected fields are JSON");
    let (negative, list) = list.strip_prefix('!').map_or((false, list), |list| (true, list));
    let over = |row: &&Value| {
        let point = |name: &str| row[name].as_u64().unwrap_or(0) as usize;
        point("start") < end && start < point("end")
    };
    // A predicate that is an event is listed as one.
    let lists: &[&str] = if list == "predicates" { &["predicates", "events"] } else { &[list] };
    let rows: Vec<&Value> = lists.iter().flat_map(|list| annotated[*list].as_array().unwrap()).filter(over).collect();
    let found = rows.iter().any(|row| matches(annotated, "", row, &expected, Strings::Loose));
    (found == negative).then(|| rows.iter().map(|row| support::brief(row)).collect::<Vec<_>>().join("\n    "))
}
