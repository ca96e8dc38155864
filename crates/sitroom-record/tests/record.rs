//! The store: what goes in stays as it was, comes out the same in any order, and nothing else is touched.
#![allow(clippy::unwrap_used, reason = "a test")]

use std::fs;
use std::path::{Path, PathBuf};

use sitroom_annotate::{Annotated, Annotation, CONTRACT, Quantifier, Quantity};
use sitroom_record::{Arrival, Kind, Outcome, Record, RecordError};
use sitroom_report::{Basis, Precision, Published, Report, Span};
use tempfile::TempDir;

/// A folder with a record in it.
struct Room {
    folder: TempDir,
}

impl Room {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("sitroom.db")
    }

    fn record(&self) -> Record {
        Record::open(&self.path()).unwrap()
    }
}

fn report(id: &str, text: &str) -> Report {
    Report::new(id, text)
}

fn dated(id: &str, text: &str, date: &str) -> Report {
    let mut report = report(id, text);
    report.published = Some(Published { date: date.to_owned(), precision: Precision::Day, basis: Basis::Given });
    report
}

/// Every run of digits is a quantity.
fn annotate(report: &Report) -> Annotated {
    let text = report.text.as_str();
    let mut quantities = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (start, c.is_ascii_digit()) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                quantities.push(Quantity {
                    words: Span::new(from, at).into(),
                    value: None,
                    low: None,
                    high: None,
                    quantifier: Quantifier::Exact,
                    change: None,
                    unit: None,
                    why: Vec::new(),
                });
                start = None;
            }
            _ => {}
        }
    }
    let id = report.id.clone();
    Annotation { contract: CONTRACT, id, quantities, ..Annotation::default() }.seal(&report.text)
}

fn take_in(record: &mut Record, reports: &[Report]) -> Vec<Outcome> {
    let annotated: Vec<Annotated> = reports.iter().map(annotate).collect();
    let arrivals: Vec<Arrival<'_>> = (reports.iter().zip(&annotated))
        .map(|(report, annotated)| Arrival { report, annotated: Some(annotated), maker: "test" })
        .collect();
    record.take_in(&arrivals).unwrap()
}

fn rows(record: &Record) -> Vec<String> {
    let mut rows = Vec::new();
    record
        .rows(Kind::Quantity, |row| {
            rows.push(serde_json::to_string(&row).unwrap());
            Ok::<(), RecordError>(())
        })
        .unwrap();
    rows
}

#[test]
fn what_goes_in_comes_out() {
    let room = Room::new();
    let mut one = dated("é", "“5” 🕊 killed,\r\n\0 7 hurt", "2020-02-17");
    one.title = Some("A title".to_owned());
    one.path = Some("folder/é.txt".to_owned());
    assert_eq!(take_in(&mut room.record(), &[one.clone()]), [Outcome::New { copy: false }]);
    let record = room.record();
    let stored = record.report("é").unwrap().unwrap();
    assert_eq!(stored.report.text.as_str(), one.text.as_str());
    assert_eq!(stored.report.title, one.title);
    assert_eq!(stored.report.published, one.published);
    assert_eq!(stored.report.path, one.path);
    assert_eq!(stored.maker.as_deref(), Some("test"));
    let spans: Vec<_> = stored.rows(&[Kind::Quantity]).into_iter().flat_map(|row| row.spans).collect();
    let words: Vec<_> = spans.iter().map(|span| (span.start, span.end, span.text.as_str())).collect();
    assert_eq!(words, [(1, 2, "5"), (17, 18, "7")]);
    assert!(record.check().unwrap().faults.is_empty());
}

#[test]
fn the_same_again_adds_nothing() {
    let room = Room::new();
    let mut record = room.record();
    let reports = [report("a", "5 killed"), report("b", "7 killed")];
    take_in(&mut record, &reports);
    let before = (rows(&record), record.log(None).unwrap().len());
    assert_eq!(take_in(&mut record, &reports), [Outcome::Known, Outcome::Known]);
    assert_eq!((rows(&record), record.log(None).unwrap().len()), before);
}

#[test]
fn the_same_text_under_another_id_is_a_copy() {
    let room = Room::new();
    let outcomes = take_in(&mut room.record(), &[report("a", "5 killed"), report("b", "5 killed")]);
    assert_eq!(outcomes, [Outcome::New { copy: false }, Outcome::New { copy: true }]);
}

#[test]
fn new_content_supersedes_and_the_old_stays() {
    let room = Room::new();
    let mut record = room.record();
    take_in(&mut record, &[report("a", "5 killed")]);
    assert_eq!(take_in(&mut record, &[report("a", "6 killed")]), [Outcome::Revised]);
    assert_eq!(record.report("a").unwrap().unwrap().report.text.as_str(), "6 killed");
    assert_eq!(rows(&record).len(), 1);
    let versions = record.versions("a").unwrap();
    assert_eq!(versions.iter().map(|version| version.stands).collect::<Vec<_>>(), [false, true]);
    let old = record.by_key(&versions[0].key).unwrap().unwrap();
    assert_eq!(old.report.text.as_str(), "5 killed");
    assert_eq!(old.rows(&[Kind::Quantity]).len(), 1);
    // Neither of the two is news any more.
    assert_eq!(take_in(&mut record, &[report("a", "5 killed")]), [Outcome::Known]);
    assert_eq!(record.report("a").unwrap().unwrap().report.text.as_str(), "6 killed");
}

#[test]
fn a_version_dated_earlier_does_not_supersede() {
    let (new, old) = (dated("a", "6 killed", "2020-02-18"), dated("a", "5 killed", "2020-02-17"));
    let (forth, back) = (Room::new(), Room::new());
    assert_eq!(take_in(&mut forth.record(), &[old.clone(), new.clone()])[1], Outcome::Revised);
    assert_eq!(take_in(&mut back.record(), &[new, old])[1], Outcome::Older);
    assert_eq!(rows(&forth.record()), rows(&back.record()));
}

#[test]
fn rows_do_not_depend_on_the_order_of_arrival() {
    let mut reports: Vec<Report> =
        (0..20).map(|i| report(&format!("r{i}"), &format!("{i} killed, {i} hurt"))).collect();
    let (forth, back) = (Room::new(), Room::new());
    take_in(&mut forth.record(), &reports);
    reports.reverse();
    reports.chunks(3).for_each(|reports| drop(take_in(&mut back.record(), reports)));
    assert_eq!(rows(&forth.record()).len(), 40);
    assert_eq!(rows(&forth.record()), rows(&back.record()));
}

#[test]
fn an_annotation_of_another_text_is_refused() {
    let room = Room::new();
    let (one, other) = (report("a", "5 killed"), report("a", "Some 5 killed"));
    let annotated = annotate(&other);
    let arrival = Arrival { report: &one, annotated: Some(&annotated), maker: "test" };
    let error = room.record().take_in(&[arrival]).unwrap_err();
    assert!(matches!(error, RecordError::Annotation { .. }), "{error}");
    assert!(room.record().report("a").unwrap().is_none());
}

#[test]
fn an_annotation_can_be_made_again() {
    let room = Room::new();
    let mut record = room.record();
    let mut one = report("a", "5 killed");
    record.take_in(&[Arrival { report: &one, annotated: None, maker: "" }]).unwrap();
    let stored = record.report("a").unwrap().unwrap();
    assert!(stored.annotated.is_none());
    one.path = None;
    record.annotate_again(&[(&stored, &annotate(&one))], "later").unwrap();
    let stored = record.report("a").unwrap().unwrap();
    assert_eq!((stored.rows(&[Kind::Quantity]).len(), stored.maker.as_deref()), (1, Some("later")));
}

/// The error of opening a file of `bytes`, which must stay as they are.
fn refusal(bytes: &[u8]) -> RecordError {
    let room = Room::new();
    fs::write(room.path(), bytes).unwrap();
    let errors = [Record::open(&room.path()), Record::open_existing(&room.path())].map(|opened| opened.err().unwrap());
    assert_eq!(fs::read(room.path()).unwrap(), bytes);
    assert_eq!(files(room.folder.path()), 1);
    let [error, _] = errors;
    error
}

fn files(folder: &Path) -> usize {
    fs::read_dir(folder).unwrap().count()
}

/// The bytes of a record of some size.
fn sound() -> Vec<u8> {
    let room = Room::new();
    let reports: Vec<Report> = (0..50).map(|i| report(&format!("r{i}"), &"5 killed ".repeat(200))).collect();
    take_in(&mut room.record(), &reports);
    fs::read(room.path()).unwrap()
}

#[test]
fn files_that_are_no_sound_record_are_left_alone() {
    assert!(matches!(refusal(b"Dear diary,"), RecordError::Foreign(_)));
    assert!(matches!(refusal(b""), RecordError::Foreign(_)));
    let sound = sound();
    let mut foreign = sound.clone();
    foreign[68..72].copy_from_slice(&[0; 4]);
    assert!(matches!(refusal(&foreign), RecordError::Foreign(_)));
    let mut newer = sound.clone();
    newer[60..64].copy_from_slice(&99u32.to_be_bytes());
    assert!(matches!(refusal(&newer), RecordError::Newer { found: 99, .. }));
    assert!(matches!(refusal(&sound[..60]), RecordError::Damaged { .. }));
}

#[test]
fn damage_inside_is_seen_before_anything_is_written() {
    let sound = sound();
    let mut holed = sound.clone();
    let middle = sound.len() / 8192 * 4096;
    holed[middle..middle + 4096].fill(0xAA);
    for bytes in [&holed[..], &sound[..sound.len() / 2]] {
        let room = Room::new();
        fs::write(room.path(), bytes).unwrap();
        let error = Record::open(&room.path()).err().unwrap();
        assert!(matches!(error, RecordError::Damaged { .. }), "{error}");
        assert_eq!(fs::read(room.path()).unwrap(), bytes);
    }
}

#[test]
fn a_record_that_is_not_there_is_not_made_by_reading() {
    let room = Room::new();
    assert!(matches!(Record::open_existing(&room.path()), Err(RecordError::Missing(_))));
    assert_eq!(files(room.folder.path()), 0);
}
