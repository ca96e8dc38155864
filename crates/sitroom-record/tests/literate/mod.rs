//! Literate cases of what several reports tell together: Markdown files with reports and the rows that are expected.
//!
//! A case is a heading, one or more `report` blocks (the info string gives `published=`, `outlet=`, `title=`, with `_` for
//! blanks; the ids are a, b, c, …) or an empty `samples` block, which stands for the English ones of `samples/`, and an
//! `expect` block. The reports are annotated as they are on their way into a record, and taken in together; one by one, the
//! last first; and one by one after other versions of them that they supersede: the rows must be the same to the byte, and
//! every span the text there.
//!
//! A `correct` block may stand between: a correction of an actor a line, as JSON: `actor`, `name`, `kind`, `of_kind`,
//! `reports`. Corrections are made in order when all reports are there; or as soon as any report has the actor, the last
//! line first.
//!
//! A line of an `expect` block is a name and JSON: `NAME: {…}` some row or part of one has these fields, `!NAME: {…}` none
//! has them, `#NAME: 2` there are so many. An object has at least the fields given, a list just the members given, in
//! order; anything else stands for some member of a list, and a string for the `name` or the `text` of an object.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde_json::Value;
use sitroom_annotate::{ActorKind, Annotator, Lexicons, Options, known_actor};
use sitroom_language::Language;
use sitroom_record::corrections::Request;
use sitroom_record::{Arrival, Record, RecordError, Row};
use sitroom_report::{Basis, Precision, Published, Report};

#[path = "../samples/mod.rs"]
mod samples;

/// Rows, each with its kind.
pub(crate) type Rows = [(&'static str, Row)];

/// A suite of cases.
pub(crate) struct Suite {
    /// The folder of Markdown files below `tests/`.
    pub(crate) folder: &'static str,
    /// The kinds of rows that are compared.
    pub(crate) kinds: &'static [&'static str],
    /// What an expected name picks from the rows of each kind.
    pub(crate) pick: fn(&str, &Rows) -> Option<Vec<Value>>,
}

struct Case {
    file: PathBuf,
    line: usize,
    heading: String,
    reports: Vec<Report>,
    corrections: Vec<Request>,
    expect: Vec<(usize, String)>,
}

/// Runs the cases whose file or heading holds a word of the command line; all where there is none.
pub(crate) fn run(suite: &Suite) -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(suite.folder);
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
        let faults = faults(suite, &annotator, &language, case);
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
                    let (reports, corrections, expect) = (Vec::new(), Vec::new(), Vec::new());
                    cases.push(Case { file, line: number + 1, heading, reports, corrections, expect });
                } else if let Some(info) = line.strip_prefix("```") {
                    block = Some((info.to_owned(), Vec::new()));
                }
            }
            Some((info, lines)) if line.trim_end() == "```" => {
                let case = cases.last_mut().unwrap_or_else(|| panic!("{}: a block before a heading", file.display()));
                match info.split_whitespace().next() {
                    Some("report") => case.reports.push(report(case.reports.len(), info, &lines.join("\n"))),
                    Some("samples") => {
                        let english = |report: &Report| report.language.as_deref() == Some("en");
                        case.reports.extend(samples::samples().into_iter().filter(english));
                    }
                    Some("correct") => case.corrections.extend(lines.iter().map(|line| correction(line))),
                    Some("expect") => {}
                    _ => panic!("{}:{}: a block of no known kind", file.display(), number + 1),
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

fn correction(line: &str) -> Request {
    let said: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: not JSON: {error}"));
    let text = |name: &str| said[name].as_str().map(str::to_owned);
    let kind = |name: &str| said[name].as_str().map(|kind| ActorKind::parse(kind).expect("a kind of the contract"));
    let reports = said["reports"].as_array().into_iter().flatten();
    let name = text("name");
    let known = name.as_deref().and_then(|name| known_actor(&Lexicons::default(), name).unwrap());
    Request {
        actor: text("actor").expect("a correction is of an actor"),
        of_kind: kind("of_kind"),
        reports: reports.filter_map(|id| id.as_str().map(str::to_owned)).collect(),
        name,
        id: known.as_ref().map(|(id, _)| id.clone()),
        kind: kind("kind").or(known.map(|(_, kind)| kind)),
        by: "Lina".to_owned(),
        because: "a test".to_owned(),
    }
}

fn faults(suite: &Suite, annotator: &Annotator, language: &Language, case: &Case) -> Vec<String> {
    let annotate = |report: &Report| annotator.annotate(report, &language.parse(&report.text));
    let annotated: Vec<_> = case.reports.iter().map(annotate).collect();
    let arrivals: Vec<Arrival<'_>> = (case.reports.iter().zip(&annotated))
        .map(|(report, annotated)| Arrival { report, annotated: Some(annotated), maker: "test" })
        .collect();
    // Each report under the id of the one after it, to be superseded.
    let mut others = case.reports.clone();
    for (n, other) in others.iter_mut().enumerate() {
        other.id.clone_from(&case.reports[(n + 1) % case.reports.len()].id);
        other.published.clone_from(&case.reports[(n + 1) % case.reports.len()].published);
    }
    let annotated_others: Vec<_> = others.iter().map(annotate).collect();
    let former: Vec<Arrival<'_>> = (others.iter().zip(&annotated_others))
        .map(|(report, annotated)| Arrival { report, annotated: Some(annotated), maker: "test" })
        .collect();
    let at_once = record(suite, &[&arrivals], &case.corrections);
    let one_by_one: Vec<&[Arrival<'_>]> = arrivals.chunks(1).rev().collect();
    let superseding: Vec<&[Arrival<'_>]> = former.chunks(1).chain(arrivals.chunks(1)).collect();
    let mut faults = Vec::new();
    let backwards: Vec<Request> = case.corrections.iter().rev().cloned().collect();
    if record(suite, &one_by_one, &backwards) != at_once {
        faults.push("the order of arrival shows in the rows".to_owned());
    }
    if case.reports.len() > 1 && record(suite, &superseding, &backwards) != at_once {
        faults.push("superseded versions show in the rows".to_owned());
    }
    for (_, row) in &at_once {
        for span in &row.spans {
            let of_report = case.reports.iter().find(|report| report.id == span.report).unwrap();
            let there = of_report.text.as_str().chars().skip(span.start).take(span.end - span.start);
            if there.collect::<String>() != span.text {
                faults.push(format!("{}: {:?} is not the text there", row.id, span.text));
            }
        }
    }
    for (line, expected) in &case.expect {
        if let Err(fault) = holds(suite, &at_once, expected) {
            faults.push(format!("line {line}: {expected}\n    {fault}"));
        }
    }
    faults
}

/// The rows after taking in `parts`, with each of `corrections` as soon as it can be made.
fn record(suite: &Suite, parts: &[&[Arrival<'_>]], corrections: &[Request]) -> Vec<(&'static str, Row)> {
    let folder = tempfile::tempdir().unwrap();
    let mut record = Record::open(&folder.path().join("sitroom.db")).unwrap();
    let mut waiting: Vec<&Request> = corrections.iter().collect();
    for part in parts {
        record.take_in(part).unwrap();
        record.bring_up_to_date().unwrap();
        // One may wait for another that gives its name.
        while let Some(made) = waiting.iter().position(|request| correct(&mut record, request)) {
            waiting.remove(made);
        }
    }
    assert!(waiting.is_empty(), "corrections that cannot be made: {waiting:?}");
    let rows = |&kind: &&'static str| record.derived(kind).unwrap().into_iter().map(move |row| (kind, row));
    suite.kinds.iter().flat_map(rows).collect()
}

/// Whether the actor that `request` speaks of is there to be corrected.
fn correct(record: &mut Record, request: &Request) -> bool {
    match record.correct_actor(request) {
        Ok(_) => true,
        Err(RecordError::Correction(_)) => false,
        Err(error) => panic!("{error}"),
    }
}

fn holds(suite: &Suite, rows: &Rows, line: &str) -> Result<(), String> {
    let (key, expected) = line.split_once(':').ok_or("no colon after the name")?;
    let expected: Value = serde_json::from_str(expected.trim()).map_err(|error| format!("not JSON: {error}"))?;
    let (mark, name) = match key.chars().next() {
        Some(mark @ ('!' | '#')) => (mark, &key[1..]),
        _ => (' ', key),
    };
    let found = (suite.pick)(name, rows).ok_or_else(|| format!("nothing is called {name:?}"))?;
    let matching = found.iter().filter(|value| matches(value, &expected)).count();
    let list = || found.iter().map(|value| format!("      {}", brief(value))).collect::<Vec<_>>().join("\n");
    match mark {
        '#' if expected.as_u64() != Some(found.len() as u64) => Err(format!("there are {}:\n{}", found.len(), list())),
        '!' if matching > 0 => Err(format!("there is one:\n{}", list())),
        ' ' if matching == 0 => Err(format!("there is none:\n{}", list())),
        _ => Ok(()),
    }
}

fn matches(value: &Value, expected: &Value) -> bool {
    match (value, expected) {
        (Value::Object(fields), Value::Object(expected)) => {
            expected.iter().all(|(name, expected)| matches(fields.get(name).unwrap_or(&Value::Null), expected))
        }
        (Value::Array(values), Value::Array(expected)) => {
            values.len() == expected.len()
                && values.iter().zip(expected).all(|(value, expected)| matches(value, expected))
        }
        (Value::Array(values), _) => values.iter().any(|value| matches(value, expected)),
        (Value::Object(fields), Value::String(_)) => {
            ["name", "text"].iter().any(|name| fields.get(*name) == Some(expected))
        }
        _ => value == expected,
    }
}

/// A row without what it rests on, for the eye.
fn brief(value: &Value) -> Value {
    const SKIPPED: &[&str] = &["aliases", "figure_ids", "linked", "relations", "spans", "told"];
    match value {
        Value::Object(fields) => match fields.get("name") {
            Some(name) if !fields.contains_key("life") => name.clone(),
            _ => {
                let said = fields.iter().filter(|(name, value)| {
                    !SKIPPED.contains(&name.as_str())
                        && !value.is_null()
                        && value.as_array().is_none_or(|all| !all.is_empty())
                });
                said.map(|(name, value)| (name.clone(), brief(value))).collect()
            }
        },
        Value::Array(values) => values.iter().map(brief).collect(),
        _ => value.clone(),
    }
}
