//! Stories, end to end: reports in, rows of stories out.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test")]

use sitroom_record::{Arrival, Record, Row, stories};
use sitroom_report::{Basis, Precision, Published, Report};

const FIRE: &str = "A fire in the Karimova textile mill in Rustavi killed four workers on Tuesday.";

fn report(id: &str, published: &str, title: &str, text: &str) -> Report {
    let mut report = Report::new(id, text);
    report.title = Some(title.to_owned());
    report.published = Some(Published { date: published.to_owned(), precision: Precision::Day, basis: Basis::Given });
    report
}

/// A fire, its aftermath and a copy; two floods of one river; a match.
fn pile() -> Vec<Report> {
    vec![
        report("fire-1", "2021-03-02", "Four die in mill fire in Rustavi", FIRE),
        report(
            "fire-2",
            "2021-03-03",
            "Mill blaze kills four",
            &format!("{FIRE} The mill's owner, Davit Karimova, was not there."),
        ),
        report(
            "fire-3",
            "2021-05-20",
            "Owner of Rustavi mill on trial",
            "Davit Karimova, whose textile mill in Rustavi burned in March, went on trial over the deaths of four workers.",
        ),
        report(
            "flood-1",
            "2021-03-02",
            "Orlava floods Brenec",
            "The river Orlava burst its banks at Brenec on Monday night and flooded 300 cellars, the mayor Ivana Sedlak said.",
        ),
        report(
            "flood-2",
            "2021-03-04",
            "Brenec counts the damage",
            "Ivana Sedlak, mayor of Brenec, put the damage of the Orlava flood at two million; 300 cellars are under water.",
        ),
        report(
            "match",
            "2021-03-02",
            "Late goal settles the derby",
            "A late goal by the substitute gave the visitors their first win of the season in front of an empty stadium.",
        ),
    ]
}

fn take_in(record: &mut Record, reports: &[Report]) -> Vec<Row> {
    let arrivals: Vec<Arrival<'_>> =
        reports.iter().map(|report| Arrival { report, annotated: None, maker: "by hand" }).collect();
    record.take_in(&arrivals).unwrap();
    record.bring_up_to_date().unwrap();
    record.derived(stories::KIND).unwrap()
}

fn rows_of(reports: &[Report], at_a_time: usize) -> Vec<Row> {
    let folder = tempfile::tempdir().unwrap();
    let mut record = Record::open(&folder.path().join("sitroom.db")).unwrap();
    reports.chunks(at_a_time).map(|part| take_in(&mut record, part)).last().unwrap()
}

fn members(rows: &[Row]) -> Vec<Vec<&str>> {
    let ids = |row: &'_ Row| row.field("members").as_array().unwrap().len();
    assert!(rows.iter().all(|row| ids(row) == row.spans.len()));
    let mut members: Vec<Vec<&str>> =
        rows.iter().map(|row| row.spans.iter().map(|span| span.report.as_str()).collect()).collect();
    members.sort();
    members
}

#[test]
fn a_happening_and_its_aftermath_are_one_story() {
    let rows = rows_of(&pile(), 100);
    assert_eq!(members(&rows), [vec!["fire-1", "fire-2", "fire-3"], vec!["flood-1", "flood-2"], vec!["match"]]);
    let fire = rows.iter().find(|row| row.spans[0].report == "fire-1").unwrap();
    assert_eq!((fire.str("from"), fire.str("to")), (Some("2021-03-02"), Some("2021-05-20")));
    assert!(pile().iter().any(|report| report.title.as_deref() == fire.str("title")));
    assert_eq!(fire.field("reports"), 3);
}

#[test]
fn order_and_number_of_readings_change_nothing() {
    let mut reports = pile();
    let whole = rows_of(&reports, 100);
    assert_eq!(whole, rows_of(&reports, 1));
    reports.reverse();
    assert_eq!(whole, rows_of(&reports, 4));
}

#[test]
fn a_copy_is_no_second_origin() {
    let text = "The river Orlava burst its banks at Brenec on Monday night and flooded three hundred cellars, the mayor \
                Ivana Sedlak said, while the fire brigade of four villages carried old people out of a home by boat. \
                Nobody was hurt, but the bridge to the hospital stays closed until engineers have looked at its piers.";
    let mut reports = pile();
    reports.push(report("flood-3", "2021-03-03", "Orlava floods Brenec", text));
    reports.push(report("flood-4", "2021-03-03", "Flood at Brenec", text));
    let rows = rows_of(&reports, 100);
    let flood = rows.iter().find(|row| row.spans[0].report == "flood-1").unwrap();
    assert_eq!((flood.field("reports").as_u64(), flood.field("origins").as_u64()), (Some(4), Some(3)));
}

#[test]
fn a_story_keeps_its_id_and_loses_who_was_rewritten() {
    let folder = tempfile::tempdir().unwrap();
    let mut record = Record::open(&folder.path().join("sitroom.db")).unwrap();
    let before = take_in(&mut record, &pile());
    let rewritten = report("fire-3", "2021-05-20", "Nothing", "Nothing of what stood here stands here any more.");
    let after = take_in(&mut record, &[rewritten]);
    let fire = |rows: &[Row]| rows.iter().find(|row| row.spans[0].report == "fire-1").unwrap().clone();
    assert_eq!(fire(&before).id, fire(&after).id);
    assert_eq!((fire(&before).spans.len(), fire(&after).spans.len()), (3, 2));
}

#[test]
fn every_span_is_the_text_there() {
    let reports = pile();
    for span in rows_of(&reports, 100).into_iter().flat_map(|row| row.spans) {
        let text = reports.iter().find(|report| report.id == span.report).unwrap().text.as_str();
        let there: String = text.chars().skip(span.start).take(span.end - span.start).collect();
        assert_eq!(there, span.text);
    }
}
