//! Literate cases of series: every Markdown file in `tests/series/` is a suite.
//!
//! A case is a heading, one or more `report` blocks (the info string gives `published=`, `outlet=`, `title=`, with `_` for
//! blanks; the ids are a, b, c, …) or an empty `samples` block, which stands for the reports of `samples/`, and an `expect` block. The reports are annotated as they are on their way into a record,
//! and taken in together, then one by one from the last to the first: the rows must be the same to the byte. A line of an
//! `expect` block is one of
//!
//! - `series: {"measure": "displaced", "place": "Idlib", "points": [{…}, {…}]}`: some series has all these fields, and these
//!   points and no others, in order;
//! - `point: {"text": "900,000 people", "relation": "supersedes", "to": "more than 800,000 people"}`: some point has them;
//! - `!series:`, `!point:`: none has them;
//! - `#series: 2`: there are so many series.
//!
//! `place` is a place's name, `counts` the scope in words, `who` who says so, `to` the words of the figure related to, and
//! `also` a relation among all of a point's, with `to` as before.
//!
//! `cargo test -p sitroom-record --test series -- WORD` runs the cases whose file or heading holds WORD.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test")]

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde_json::Value;
use sitroom_annotate::{Annotator, Lexicons, Options};
use sitroom_language::Language;
use sitroom_record::{Arrival, Record, Row, series};
use sitroom_report::{Basis, Precision, Published, Report};

struct Case {
    file: PathBuf,
    line: usize,
    heading: String,
    reports: Vec<Report>,
    expect: Vec<(usize, String)>,
}

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/series");
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder).unwrap().flatten().map(|entry| entry.path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "md"));
    files.sort();
    let mut cases: Vec<Case> = files.iter().flat_map(|file| read(file)).collect();
    let meant = |case: &Case, word: &String| case.heading.contains(word) || case.file.to_string_lossy().contains(word);
    cases.retain(|case| words.is_empty() || words.iter().any(|word| meant(case, word)));
    let annotator = Annotator::new(&Lexicons::default(), Options::default()).expect("our own lexicons load");
    let language = Language::embedded().expect("our own model loads");
    let mut failed = 0;
    for case in &cases {
        let faults = run(&annotator, &language, case);
        if !faults.is_empty() {
            failed += 1;
            println!("{}:{} {}", case.file.display(), case.line, case.heading);
            faults.iter().for_each(|fault| println!("  ✗ {fault}"));
        }
    }
    println!("{} passed, {failed} failed", cases.len() - failed);
    if failed == 0 && !cases.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn read(file: &Path) -> Vec<Case> {
    let text = std::fs::read_to_string(file).expect("a case file is UTF-8");
    let mut cases: Vec<Case> = Vec::new();
    let mut block: Option<(String, Vec<String>)> = None;
    for (number, line) in text.lines().enumerate() {
        match &mut block {
            None => {
                if let Some(words) = line.strip_prefix("## ") {
                    let (heading, file) = (words.trim().to_owned(), file.to_owned());
                    cases.push(Case { file, line: number + 1, heading, reports: Vec::new(), expect: Vec::new() });
                } else if let Some(info) = line.strip_prefix("```") {
                    block = Some((info.to_owned(), Vec::new()));
                }
            }
            Some((info, lines)) if line.trim_end() == "```" => {
                let case = cases.last_mut().unwrap_or_else(|| panic!("{}: a block before a heading", file.display()));
                match info.split_whitespace().next() {
                    Some("report") => case.reports.push(report(case.reports.len(), info, &lines.join("\n"))),
                    Some("samples") => case.reports.extend(samples()),
                    Some("expect") => {}
                    _ => panic!(
                        "{}:{}: a block that is neither report nor samples nor expect",
                        file.display(),
                        number + 1
                    ),
                }
                block = None;
            }
            Some((info, lines)) => {
                lines.push(line.to_owned());
                if info.starts_with("expect") && !line.trim().is_empty() {
                    cases.last_mut().unwrap().expect.push((number + 1, line.trim().to_owned()));
                }
            }
        }
    }
    for case in &cases {
        assert!(!case.expect.is_empty(), "{}:{}: a case that expects nothing", file.display(), case.line);
    }
    cases
}

/// The sample reports in English.
fn samples() -> Vec<Report> {
    let lines = include_str!("../../../samples/reports.jsonl").lines();
    let read = |line: &str| {
        let fields: Value = serde_json::from_str(line).unwrap();
        let field = |name: &str| fields[name].as_str().map(str::to_owned);
        let mut report = Report::new(field("id").unwrap(), field("text").unwrap());
        (report.title, report.outlet, report.url) = (field("title"), field("outlet"), field("url"));
        report.published =
            field("published").map(|date| Published { date, precision: Precision::Day, basis: Basis::Given });
        report.language = Some("en".to_owned());
        report
    };
    lines.map(read).filter(|report| report.id != "idlib-16").collect()
}

fn report(at: usize, info: &str, text: &str) -> Report {
    let mut report = Report::new(char::from(b'a' + at as u8).to_string(), text);
    report.language = Some("en".to_owned());
    for (key, value) in info.split_whitespace().filter_map(|pair| pair.split_once('=')) {
        let value = value.replace('_', " ");
        match key {
            "published" => {
                let precision = if value.len() == 10 { Precision::Day } else { Precision::Month };
                report.published = Some(Published { date: value, precision, basis: Basis::Given });
            }
            "outlet" => report.outlet = Some(value),
            "title" => report.title = Some(value),
            _ => panic!("a report has no field {key:?}"),
        }
    }
    report
}

fn run(annotator: &Annotator, language: &Language, case: &Case) -> Vec<String> {
    let annotated: Vec<_> =
        (case.reports.iter()).map(|report| annotator.annotate(report, &language.parse(&report.text))).collect();
    let arrivals: Vec<Arrival<'_>> = (case.reports.iter().zip(&annotated))
        .map(|(report, annotated)| Arrival { report, annotated: Some(annotated), maker: "test" })
        .collect();
    let at_once = record(&[&arrivals]);
    let one_by_one: Vec<&[Arrival<'_>]> = arrivals.chunks(1).rev().collect();
    let mut faults = Vec::new();
    if record(&one_by_one) != at_once {
        faults.push("the order of arrival shows in the rows".to_owned());
    }
    for row in &at_once {
        let of_report = |id: &str| case.reports.iter().find(|report| report.id == id).unwrap();
        for span in &row.spans {
            let there = of_report(&span.report).text.as_str().chars().skip(span.start).take(span.end - span.start);
            if there.collect::<String>() != span.text {
                faults.push(format!("{}: {:?} is not the text there", row.id, span.text));
            }
        }
    }
    for (line, expected) in &case.expect {
        if let Err(fault) = holds(&at_once, expected) {
            faults.push(format!("line {line}: {expected}\n    {fault}"));
        }
    }
    faults
}

fn record(parts: &[&[Arrival<'_>]]) -> Vec<Row> {
    let folder = tempfile::tempdir().unwrap();
    let mut record = Record::open(&folder.path().join("sitroom.db")).unwrap();
    for part in parts {
        record.take_in(part).unwrap();
        record.bring_up_to_date().unwrap();
    }
    record.derived(series::KIND).unwrap()
}

fn holds(rows: &[Row], line: &str) -> Result<(), String> {
    let (key, expected) = line.split_once(':').ok_or("no colon after the name")?;
    let expected: Value = serde_json::from_str(expected.trim()).map_err(|error| format!("not JSON: {error}"))?;
    let (mark, name) = match key.chars().next() {
        Some(mark @ ('!' | '#')) => (mark, &key[1..]),
        _ => (' ', key),
    };
    let points = || rows.iter().flat_map(|row| row.field("points").as_array().unwrap());
    let found = match name {
        _ if mark == '#' => rows.len(),
        "series" => rows.iter().filter(|row| series_matches(rows, row, &expected)).count(),
        "point" => points().filter(|point| point_matches(rows, point, &expected)).count(),
        _ => return Err(format!("{name:?} is neither series nor point")),
    };
    match mark {
        '#' if expected.as_u64() != Some(found as u64) => Err(format!("there are {}:\n{}", rows.len(), brief(rows))),
        '!' if found > 0 => Err(format!("there is one:\n{}", brief(rows))),
        ' ' if found == 0 => Err(format!("there is none:\n{}", brief(rows))),
        _ => Ok(()),
    }
}

fn series_matches(rows: &[Row], row: &Row, expected: &Value) -> bool {
    expected.as_object().unwrap().iter().all(|(field, value)| match field.as_str() {
        "place" => row.field("place")["name"] == *value,
        "counts" => row.field("scope")["text"] == *value,
        "points" => {
            let (points, expected) = (row.field("points").as_array().unwrap(), value.as_array().unwrap());
            points.len() == expected.len()
                && points.iter().zip(expected).all(|(point, expected)| point_matches(rows, point, expected))
        }
        field => row.field(field) == value,
    })
}

fn point_matches(rows: &[Row], point: &Value, expected: &Value) -> bool {
    expected.as_object().unwrap().iter().all(|(field, value)| match field.as_str() {
        "to" => words_of(rows, &point["to"]) == *value,
        "who" => point["who_says"] == *value,
        "report" => point["spans"][0]["report"] == *value,
        "also" => point["relations"].as_array().unwrap().iter().any(|link| {
            value.as_object().unwrap().iter().all(|(field, value)| match field.as_str() {
                "to" => words_of(rows, &link["to"]) == *value,
                field => link[field] == *value,
            })
        }),
        field => point[field] == *value,
    })
}

fn words_of(rows: &[Row], id: &Value) -> Value {
    let points = rows.iter().flat_map(|row| row.field("points").as_array().unwrap());
    let mut has = points.filter(|point| point["figure_ids"].as_array().unwrap().contains(id));
    has.next().map_or(Value::Null, |point| point["text"].clone())
}

fn brief(rows: &[Row]) -> String {
    let point = |point: &Value| {
        let links = point["relations"].as_array().unwrap().iter();
        let links = links.map(|link| {
            format!("{} {} [{}] {}", link["relation"], words_of(rows, &link["to"]), link["rule"], link["differs"])
        });
        let date = point["date"].as_str().unwrap_or("?");
        format!(
            "        {date} {} | {} | {} {} | {} | {}/{} {}",
            point["text"],
            point["who_says"],
            point["relation"],
            point["rule"],
            links.collect::<Vec<_>>().join("; "),
            point["reports"],
            point["origins"],
            point["stance"],
        )
    };
    let row = |row: &Row| {
        let points: Vec<String> = row.field("points").as_array().unwrap().iter().map(point).collect();
        let (place, counts) = (&row.field("place")["name"], &row.field("scope")["text"]);
        format!(
            "      {} {place} {counts} {}/{}\n{}",
            row.field("measure"),
            row.field("reports"),
            row.field("origins"),
            points.join("\n")
        )
    };
    rows.iter().map(row).collect::<Vec<_>>().join("\n")
}
