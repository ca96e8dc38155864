//! Literate cases: every Markdown file below `tests/incidents/` holds reports of our own and the incidents they come to.
//!
//! A case is a heading, `report` blocks (`published=2021-03-05`; its id is its number in the case, from 1) and an `expect`
//! block. A line of it is `rows: 2`, or a row that must be there: `{"members": ["1", "2"], "killed": 3}`. `killed` and
//! `injured` stand for their best, `place` for its name; `!{…}` is a row that must not be there. Every case is read in the
//! order given all at once, one by one, and backwards, and must give the same rows.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test")]

use std::path::Path;

use serde_json::{Map, Value};
use sitroom_annotate::{Annotated, Annotator, Lexicons, Options};
use sitroom_language::Language;
use sitroom_record::{Arrival, Record, Row, incidents};
use sitroom_report::{Basis, Precision, Published, Report};

struct Case {
    heading: String,
    reports: Vec<Report>,
    expect: Vec<String>,
}

fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/incidents");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut cases: Vec<Case> = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(file).unwrap();
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            let block = |lines: &mut std::str::Lines<'_>| {
                lines.take_while(|line| *line != "```").collect::<Vec<_>>().join("\n")
            };
            if let Some(heading) = line.strip_prefix("## ") {
                cases.push(Case { heading: heading.to_owned(), reports: Vec::new(), expect: Vec::new() });
            } else if let Some(about) = line.strip_prefix("```report") {
                let case = cases.last_mut().expect("a heading stands before its reports");
                let mut report = Report::new((case.reports.len() + 1).to_string(), block(&mut lines));
                let date = about.trim().strip_prefix("published=").expect("a report has its date").to_owned();
                report.published = Some(Published { date, precision: Precision::Day, basis: Basis::Given });
                case.reports.push(report);
            } else if line == "```expect" {
                let case = cases.last_mut().expect("a heading stands before what is expected");
                case.expect = block(&mut lines).lines().map(str::to_owned).collect();
            }
        }
    }
    cases
}

fn rows(reports: &[(&Report, &Annotated)], at_a_time: usize) -> Vec<Row> {
    let folder = tempfile::tempdir().unwrap();
    let mut record = Record::open(&folder.path().join("sitroom.db")).unwrap();
    for part in reports.chunks(at_a_time) {
        let arrivals: Vec<Arrival<'_>> = (part.iter())
            .map(|&(report, annotated)| Arrival { report, annotated: Some(annotated), maker: "test" })
            .collect();
        record.take_in(&arrivals).unwrap();
        record.bring_up_to_date().unwrap();
    }
    record.derived(incidents::KIND).unwrap()
}

fn has(row: &Row, wanted: &Map<String, Value>) -> bool {
    wanted.iter().all(|(name, wanted)| {
        let found = row.field(name);
        match name.as_str() {
            "killed" | "injured" => &found["best"] == wanted,
            "place" => &found["name"] == wanted,
            "who" => row.field("sources").as_array().unwrap().iter().any(|source| &source["name"] == wanted),
            "linked" => row.field("linked").as_array().unwrap().iter().any(|link| &link["reason"] == wanted),
            _ => found == wanted,
        }
    })
}

fn fault(rows: &[Row], expected: &str) -> Option<String> {
    if let Some(count) = expected.strip_prefix("rows: ") {
        return (rows.len().to_string() != count).then(|| format!("{} rows where {count} are expected", rows.len()));
    }
    let (absent, json) = expected.strip_prefix('!').map_or((false, expected), |json| (true, json));
    let wanted: Map<String, Value> = serde_json::from_str(json).expect(json);
    let found = rows.iter().any(|row| has(row, &wanted));
    (found == absent).then(|| expected.to_owned())
}

fn brief(row: &Row) -> String {
    let told = |name: &str| row.field(name).to_string();
    format!(
        "{} {} {}–{} {} killed {} injured {}",
        told("members"),
        told("sub_type"),
        told("from"),
        told("to"),
        row.field("place")["name"],
        row.field("killed")["best"],
        row.field("injured")["best"]
    )
}

#[test]
fn literate_cases() {
    let annotator = Annotator::new(&Lexicons::default(), Options::default()).unwrap();
    let language = Language::embedded().unwrap();
    let cases = cases();
    assert!(cases.len() > 20);
    let mut faults = Vec::new();
    for case in &cases {
        let annotated: Vec<Annotated> =
            case.reports.iter().map(|report| annotator.annotate(report, &language.parse(&report.text))).collect();
        let mut reports: Vec<(&Report, &Annotated)> = case.reports.iter().zip(&annotated).collect();
        let whole = rows(&reports, 100);
        for row in &whole {
            for span in &row.spans {
                let report = case.reports.iter().find(|report| report.id == span.report).unwrap();
                let there: String = report.text.as_str().chars().skip(span.start).take(span.end - span.start).collect();
                assert_eq!(there, span.text);
            }
        }
        assert_eq!(whole, rows(&reports, 1), "{}: one by one", case.heading);
        reports.reverse();
        assert_eq!(whole, rows(&reports, 2), "{}: backwards", case.heading);
        assert!(!case.expect.is_empty(), "{}: nothing is expected", case.heading);
        let wrong: Vec<String> = case.expect.iter().filter_map(|expected| fault(&whole, expected)).collect();
        if !wrong.is_empty() {
            let rows: Vec<String> = whole.iter().map(brief).collect();
            faults.push(format!("{}\n  ✗ {}\n    {}", case.heading, wrong.join("\n  ✗ "), rows.join("\n    ")));
        }
    }
    assert!(faults.is_empty(), "{} of {} cases fail\n{}", faults.len(), cases.len(), faults.join("\n"));
}
