//! Literate cases: every Markdown file below `tests/cases/` is a suite.
//!
//! A case is a `report` block (its info string may give `published=`, `outlet=`, `title=` and so on) and the `expect`
//! block after it. A line of an `expect` block is one of
//!
//! - `figures: {"text": "More than 80,000", "measure": "displaced"}`: some row of the list has all these fields;
//! - `!figures: {"value": 2019}`: no row has them;
//! - `#figures: 2`: the list has this many rows;
//! - `predicates: {"text": "fled"}`: among the events too, for a predicate that is an event is listed as one;
//! - `published: {"date": "2020-02-17"}`: the same for a field that is no list.
//!
//! A field of an expected row may be named without its `_i`: `"place": "Idlib"` looks the place up; a string stands for
//! the `text` or the `name` of the row that is meant, and a list for all of them in order.
//!
//! `cargo test --test cases -- WORD` runs the files whose path holds WORD.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test")]

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde_json::Value;
use sitroom_annotate::{Annotator, Lexicons, Options};
use sitroom_language::Language;
use sitroom_report::{Basis, Precision, Published, Report};

mod support;

use support::{Strings, brief, matches};

struct Case {
    heading: String,
    line: usize,
    fields: Vec<(String, String)>,
    text: String,
    expect: Vec<(usize, String)>,
}

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut files = Vec::new();
    find(&root, &mut files);
    files.retain(|file| words.is_empty() || words.iter().any(|word| file.to_string_lossy().contains(word.as_str())));
    files.sort();
    let annotator = Annotator::new(&Lexicons::default(), Options { predicates: true, ..Options::default() })
        .expect("our own lexicons load");
    let language = Language::embedded().expect("our own model loads");
    let (mut passed, mut failed) = (0, 0);
    for file in &files {
        for case in cases(file) {
            let faults = run(&annotator, &language, &case);
            if faults.is_empty() {
                passed += 1;
                continue;
            }
            failed += 1;
            println!("{}:{} {}", file.display(), case.line, case.heading);
            println!("  {}", case.text.trim().replace('\n', "\n  "));
            for fault in faults {
                println!("  ✗ {fault}");
            }
            println!();
        }
    }
    println!("{passed} passed, {failed} failed");
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn find(directory: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(directory).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            find(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            files.push(path);
        }
    }
}

fn cases(file: &Path) -> Vec<Case> {
    let text = std::fs::read_to_string(file).expect("a case file is UTF-8");
    let mut cases: Vec<Case> = Vec::new();
    let (mut heading, mut block) = (String::new(), None::<&str>);
    for (number, line) in text.lines().enumerate() {
        match block {
            Some(kind) if line.trim_end() != "```" => {
                let case = cases.last_mut().unwrap_or_else(|| panic!("{}: expect before report", file.display()));
                if kind == "report" {
                    if !case.text.is_empty() {
                        case.text.push('\n');
                    }
                    case.text.push_str(line);
                } else if !line.trim().is_empty() {
                    case.expect.push((number + 1, line.trim().to_owned()));
                }
            }
            Some(_) => block = None,
            None => {
                if let Some(words) = line.strip_prefix('#') {
                    words.trim_start_matches('#').trim().clone_into(&mut heading);
                } else if let Some(info) = line.strip_prefix("```report") {
                    let fields = info.split_whitespace().filter_map(|pair| pair.split_once('='));
                    let fields = fields.map(|(key, value)| (key.to_owned(), value.replace('_', " "))).collect();
                    let (heading, text, expect) = (heading.clone(), String::new(), Vec::new());
                    cases.push(Case { heading, line: number + 1, fields, text, expect });
                    block = Some("report");
                } else if line.starts_with("```expect") {
                    block = Some("expect");
                } else if line.starts_with("```") {
                    panic!("{}:{}: a block that is neither report nor expect", file.display(), number + 1);
                }
            }
        }
    }
    for case in &cases {
        assert!(!case.expect.is_empty(), "{}:{}: a case that expects nothing", file.display(), case.line);
    }
    cases
}

fn run(annotator: &Annotator, language: &Language, case: &Case) -> Vec<String> {
    let mut report = Report::new("case", case.text.as_str());
    report.language = Some("en".to_owned());
    for (key, value) in &case.fields {
        let value = Some(value.clone());
        match key.as_str() {
            "published" => {
                report.published = value.map(|date| {
                    let precision = match date.len() {
                        4 => Precision::Year,
                        7 => Precision::Month,
                        _ => Precision::Day,
                    };
                    Published { date, precision, basis: Basis::Given }
                });
            }
            "outlet" => report.outlet = value,
            "title" => report.title = value,
            "url" => report.url = value,
            _ => return vec![format!("a report has no field {key:?}")],
        }
    }
    let parsed = language.parse(&report.text);
    let annotated = serde_json::to_value(annotator.annotate(&report, &parsed)).expect("an annotation is JSON");
    let check = |(line, expected): &(usize, String)| {
        holds(&annotated, expected).map_err(|fault| format!("line {line}: {expected}\n    {fault}")).err()
    };
    case.expect.iter().filter_map(check).collect()
}

fn holds(annotated: &Value, line: &str) -> Result<(), String> {
    let (key, expected) = line.split_once(':').ok_or("no colon after the field's name")?;
    let expected: Value = serde_json::from_str(expected.trim()).map_err(|error| format!("not JSON: {error}"))?;
    let (mark, name) = match key.chars().next() {
        Some(mark @ ('!' | '#')) => (mark, &key[1..]),
        _ => (' ', key),
    };
    let actual = annotated.get(name).ok_or_else(|| format!("no field {name:?} in the annotation"))?;
    let mut rows: Vec<&Value> = actual.as_array().map_or_else(|| vec![actual], |rows| rows.iter().collect());
    if name == "predicates" {
        rows.extend(annotated["events"].as_array().into_iter().flatten());
    }
    let found = rows.iter().filter(|row| matches(annotated, "", row, &expected, Strings::Exact)).count();
    let seen = || rows.iter().map(|row| brief(row)).collect::<Vec<_>>().join("\n    ");
    match mark {
        '#' if expected.as_u64() != Some(rows.len() as u64) => Err(format!("there are {}: {}", rows.len(), seen())),
        '!' if found > 0 => Err(format!("there is one: {}", seen())),
        ' ' if found == 0 => Err(format!("none of {}: {}", rows.len(), seen())),
        _ => Ok(()),
    }
}
