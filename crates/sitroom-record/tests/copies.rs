//! Copies, end to end: reports in, rows of copies out.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test")]

use sitroom_record::{Record, Row, copies};
use sitroom_report::Report;

mod copying;
mod samples;

use copying::{rows_of, take_in};
use samples::samples;

fn row<'r>(rows: &'r [Row], a: &str, b: &str) -> &'r Row {
    rows.iter()
        .find(|row| row.str("a") == Some(a) && row.str("b") == Some(b))
        .unwrap_or_else(|| panic!("no copy {a} {b}"))
}

#[test]
fn the_samples_hold_two_copies() {
    let rows = rows_of(&samples(), 100);
    let pairs: Vec<(&str, &str)> = rows.iter().map(|row| (row.str("a").unwrap(), row.str("b").unwrap())).collect();
    let expected =
        [("idlib-05", "idlib-06"), ("idlib-09", "idlib-12"), ("idlib-10", "idlib-12"), ("idlib-11", "idlib-12")];
    assert_eq!(pairs, expected);
}

#[test]
fn a_rewrite_is_told_with_what_it_changed() {
    let rows = rows_of(&samples(), 100);
    let rewrite = row(&rows, "idlib-05", "idlib-06");
    assert_eq!(rewrite.str("kind"), Some("reworded"));
    assert_eq!(rewrite.str("direction"), Some("b_from_a"));
    let changed = rewrite.field("differences").as_array().unwrap();
    let number = changed.iter().find(|change| change["what"] == "number").expect("a number was changed");
    assert_eq!((number["a"]["text"].as_str(), number["b"]["text"].as_str()), (Some("235,000"), Some("253,000")));
}

#[test]
fn every_span_is_the_text_there() {
    let reports = samples();
    let texts = |id: &str| reports.iter().find(|report| report.id == id).unwrap().text.as_str().to_owned();
    for row in rows_of(&reports, 100) {
        for span in &row.spans {
            let there: String = texts(&span.report).chars().skip(span.start).take(span.end - span.start).collect();
            assert_eq!(there, span.text);
        }
    }
}

#[test]
fn order_and_number_of_readings_change_nothing() {
    let reports = samples();
    let whole = rows_of(&reports, 100);
    assert_eq!(whole, rows_of(&reports, 1));
    let turned: Vec<Report> = reports.into_iter().rev().collect();
    assert_eq!(whole, rows_of(&turned, 3));
}

#[test]
fn a_revised_report_loses_and_gains_copies() {
    let folder = tempfile::tempdir().unwrap();
    let mut record = Record::open(&folder.path().join("sitroom.db")).unwrap();
    let reports = samples();
    take_in(&mut record, &reports);
    let before = record.derived(copies::KIND).unwrap();
    let mut revised = reports[5].clone();
    revised.text = "Nothing of what stood here stands here any more.".into();
    take_in(&mut record, &[revised]);
    let rows = record.derived(copies::KIND).unwrap();
    assert_eq!(rows.len(), before.len() - 1);
    assert!(rows.iter().all(|row| row.str("b") != Some("idlib-06")));
}

#[test]
fn one_sentence_that_is_another_is_a_copy() {
    let line = "A bridge over the Orlava fell at Brenec on Monday, the mayor said.";
    let other = "A bridge over the Orlava fell at Stradin on Sunday, the priest said.";
    let reports = [("a", line), ("b", line), ("c", other)].map(|(id, text)| Report::new(id, text));
    let rows = rows_of(&reports, 1);
    assert_eq!(rows.len(), 1);
    assert_eq!(row(&rows, "a", "b").str("kind"), Some("whole"));
    assert_eq!(row(&rows, "a", "b").spans[0].text, line);
}

#[test]
fn furniture_is_no_copying() {
    let tail = "Join the thousands of readers who get our morning letter on their telephones, and write to the desk \
                if you have seen a mistake in anything that we have printed here today or at any time before.";
    // Words of its own for every report.
    let body =
        |n: usize| (0..120).map(|k| format!("{}{} ", ["ka", "lo", "mu"][k % 3], n * 1000 + k)).collect::<String>();
    let with_tail = |count: usize| -> Vec<Report> {
        (0..count).map(|n| Report::new(format!("r{n}"), format!("{}. {tail}", body(n)).as_str())).collect()
    };
    assert!(!rows_of(&with_tail(2), 100).is_empty(), "two reports with one ending may be copies");
    assert!(rows_of(&with_tail(8), 100).is_empty(), "eight reports with one ending have the same house");
    assert_eq!(rows_of(&with_tail(8), 1), rows_of(&with_tail(8), 100));
}

/// Sentences of words that only the report `n` has.
fn own(n: usize) -> String {
    (0..40).map(|k| format!("own{n}x{k} ")).collect()
}

#[test]
fn a_text_that_more_carry_than_are_compared_is_still_one() {
    let text = "A bridge over the Orlava fell at Brenec on Monday, when four lorries that carried stones for a new dam were \
                on it; three drivers swam to the bank, and a fourth is missing, said Ivana Sedlak, who is the mayor there.";
    // Some carry the text alone, some after words of their own, some before.
    let carrier = |n: usize| match n % 3 {
        0 => Report::new(format!("r{n:02}"), text),
        1 => Report::new(format!("r{n:02}"), format!("{}. {text}", own(n)).as_str()),
        _ => Report::new(format!("r{n:02}"), format!("{text} {}.", own(n)).as_str()),
    };
    let mut reports: Vec<Report> = (0..60).map(carrier).collect();
    let whole = rows_of(&reports, 100);
    assert!(whole.len() < 60 * 59 / 4, "{} rows: not all are compared with all", whole.len());
    for report in &reports {
        let carries = |row: &&Row| row.str("a") == Some(&report.id) || row.str("b") == Some(&report.id);
        assert!(whole.iter().find(carries).is_some(), "{} is no copy", report.id);
    }
    assert_eq!(whole, rows_of(&reports, 1));
    reports.reverse();
    assert_eq!(whole, rows_of(&reports, 7));
    // Each that goes may be one of those to which all are compared.
    let folder = tempfile::tempdir().unwrap();
    let mut record = Record::open(&folder.path().join("sitroom.db")).unwrap();
    take_in(&mut record, &reports);
    for n in 0..20 {
        reports
            .iter_mut()
            .filter(|report| report.id == format!("r{n:02}"))
            .for_each(|report| report.text = own(n).as_str().into());
        take_in(&mut record, &reports);
        if n % 6 == 5 || n > 10 && n < 14 {
            assert_eq!(rows_of(&reports, 100), record.derived(copies::KIND).unwrap(), "{n} gone");
        }
    }
}

#[test]
fn carriers_of_one_text_have_one_origin() {
    let text = "A bridge over the Orlava fell at Brenec on Monday, when four lorries that carried stones for a new dam were \
                on it; three drivers swam to the bank, and a fourth is missing, said Ivana Sedlak, who is the mayor there.";
    let reports: Vec<Report> = (0..60).map(|n| Report::new(format!("r{n:02}"), text)).collect();
    let folder = tempfile::tempdir().unwrap();
    let mut record = Record::open(&folder.path().join("sitroom.db")).unwrap();
    take_in(&mut record, &reports);
    let ids: Vec<&str> = reports.iter().map(|report| report.id.as_str()).collect();
    assert_eq!(record.origins(ids.iter().copied()).unwrap(), 1);
    for pair in ids.windows(2) {
        assert_eq!(record.origins(pair.iter().copied()).unwrap(), 1, "{pair:?}");
    }
}
