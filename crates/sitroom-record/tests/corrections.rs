//! Corrections: laid over whatever is read, whenever it comes, and taken back without a trace but their own rows.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test")]

use std::sync::LazyLock;

use sitroom_annotate::{Annotated, Annotator, Lexicons, Options};
use sitroom_language::Language;
use sitroom_record::corrections::Request;
use sitroom_record::{Arrival, Kind, Record, RecordError, actors};
use sitroom_report::Report;
use tempfile::TempDir;

mod samples;

static SAMPLES: LazyLock<Vec<(Report, Annotated)>> = LazyLock::new(|| {
    let annotator = Annotator::new(&Lexicons::default(), Options::default()).unwrap();
    let language = Language::embedded().unwrap();
    let english = samples::samples().into_iter().filter(|report| report.language.as_deref() == Some("en"));
    english
        .map(|report| {
            let annotated = annotator.annotate(&report, &language.parse(&report.text));
            (report, annotated)
        })
        .collect()
});

struct Room {
    folder: TempDir,
    record: Record,
}

impl Room {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let record = Record::open(&folder.path().join("sitroom.db")).unwrap();
        Self { folder, record }
    }

    /// With the samples in it.
    fn samples() -> Self {
        let mut room = Self::new();
        room.read(SAMPLES.iter());
        room
    }

    fn read<'a>(&mut self, reports: impl IntoIterator<Item = &'a (Report, Annotated)>) {
        let arrival = |(report, annotated): &'a (Report, Annotated)| Arrival {
            report,
            annotated: Some(annotated),
            maker: "test",
        };
        let arrivals: Vec<Arrival<'_>> = reports.into_iter().map(arrival).collect();
        self.record.take_in(&arrivals).unwrap();
        self.record.bring_up_to_date().unwrap();
    }

    /// Every row of every view, as it is printed.
    fn rows(&self) -> Vec<String> {
        let mut rows = Vec::new();
        for &kind in Kind::ALL {
            let keep = |row| {
                rows.push(serde_json::to_string(&row).unwrap());
                Ok::<(), RecordError>(())
            };
            self.record.rows(kind, keep).unwrap();
        }
        for kind in ["copies", "stories", "incidents", "series", "agreements", "control", "actors"] {
            rows.extend(self.record.derived(kind).unwrap().iter().map(|row| serde_json::to_string(row).unwrap()));
        }
        rows
    }

    fn names(&self) -> Vec<String> {
        let rows = self.record.derived(actors::KIND).unwrap();
        rows.iter().map(|row| row.str("name").unwrap().to_owned()).collect()
    }
}

fn request(actor: &str, name: &str) -> Request {
    Request {
        actor: actor.to_owned(),
        name: Some(name.to_owned()),
        by: "Lina".to_owned(),
        because: "a test".to_owned(),
        ..Request::default()
    }
}

fn requests() -> Vec<Request> {
    let only = |report: &str, request: Request| Request { reports: vec![report.to_owned()], ..request };
    vec![
        request("Syrian Observatory for Human Rights", "SOHR"),
        // Two sayers of the samples become one.
        request("Mark Lowcock", "OCHA"),
        only("idlib-02", request("Vladimir Putin", "Vladimir Putin (namesake)")),
        Request { kind: sitroom_annotate::ActorKind::parse("party"), name: None, ..request("NATO", "") },
    ]
}

/// Makes those of `waiting` that can be made.
fn correct(room: &mut Room, waiting: &mut Vec<Request>) {
    waiting.retain(|request| match room.record.correct_actor(request) {
        Ok(_) => false,
        Err(RecordError::Correction(_)) => true,
        Err(error) => panic!("{error}"),
    });
}

/// Names the first row that differs, of thousands.
fn assert_same(rows: &[String], expected: &[String]) {
    for (row, expected) in rows.iter().zip(expected) {
        assert_eq!(row, expected);
    }
    assert_eq!(rows.len(), expected.len());
}

#[test]
fn the_rows_are_the_same_in_whatever_order_reports_and_corrections_came() {
    let mut at_once = Room::samples();
    let before = at_once.rows();
    for request in &requests() {
        at_once.record.correct_actor(request).unwrap();
    }
    let rows = at_once.rows();
    assert_ne!(rows, before);

    // One by one, the last first, each correction as soon as a report has the actor; the last of them first.
    let (mut one_by_one, mut waiting) = (Room::new(), requests());
    waiting.reverse();
    for report in SAMPLES.iter().rev() {
        one_by_one.read([report]);
        correct(&mut one_by_one, &mut waiting);
    }
    assert!(waiting.is_empty(), "{waiting:?}");
    assert_same(&one_by_one.rows(), &rows);

    // Corrections between two halves, and one that is taken back.
    let (mut halves, mut waiting) = (Room::new(), requests());
    halves.read(&SAMPLES[8..]);
    let taken_back = halves.record.correct_actor(&request("Russia", "Rossiya")).unwrap();
    correct(&mut halves, &mut waiting);
    halves.read(&SAMPLES[..8]);
    halves.record.withdraw(&taken_back.correction.id, "Omar", None).unwrap();
    correct(&mut halves, &mut waiting);
    assert_same(&halves.rows(), &rows);

    // From scratch.
    let path = at_once.record.path().to_owned();
    rusqlite::Connection::open(&path).unwrap().execute("DELETE FROM stage", []).unwrap();
    at_once.record.bring_up_to_date().unwrap();
    assert_same(&at_once.rows(), &rows);
    assert!(at_once.record.check().unwrap().faults.is_empty());

    for correction in at_once.record.corrections().unwrap() {
        at_once.record.withdraw(&correction.id, "Lina", Some("the test is over")).unwrap();
    }
    assert_same(&at_once.rows(), &before);
    drop(at_once.folder);
}

#[test]
fn who_says_a_figure_goes_by_the_corrected_name() {
    let mut room = Room::samples();
    let series = |room: &Room| serde_json::to_string(&room.record.derived("series").unwrap()).unwrap();
    assert!(series(&room).contains("Syrian Observatory for Human Rights"));
    room.record.correct_actor(&request("Syrian Observatory for Human Rights", "SOHR")).unwrap();
    assert!(series(&room).contains("\"SOHR\""), "{}", series(&room));
}

#[test]
fn it_stays_corrected_when_a_report_is_annotated_again() {
    let mut room = Room::samples();
    room.record.correct_actor(&request("Fahrettin Altun", "F. Altun (spokesman)")).unwrap();
    let rows = room.rows();
    let stored = room.record.report("idlib-13").unwrap().unwrap();
    let (_, annotated) = SAMPLES.iter().find(|(report, _)| report.id == "idlib-13").unwrap();
    // What is stored is what the annotators found.
    assert_eq!(room.record.annotate_again(&[(&stored, annotated)], "test").unwrap(), 0);
    assert_eq!(room.record.annotate_again(&[(&stored, annotated)], "another").unwrap(), 1);
    room.record.bring_up_to_date().unwrap();
    assert_same(&room.rows(), &rows);
}

#[test]
fn an_actor_is_corrected_under_all_names_of_its_row() {
    let mut room = Room::samples();
    let rows = room.record.derived(actors::KIND).unwrap();
    let lowcock = rows.iter().find(|row| row.str("name") == Some("Mark Lowcock")).unwrap();
    let corrected = room.record.correct_actor(&request(&lowcock.id, "Sir Mark")).unwrap();
    assert_eq!(corrected.actors.len(), 1);
    assert_eq!(corrected.actors[0].field("reports"), lowcock.field("reports"));
    assert!(!room.names().contains(&"Mark Lowcock".to_owned()));
}

#[test]
fn the_same_said_again_adds_nothing() {
    let mut room = Room::samples();
    let first = room.record.correct_actor(&request("Russia", "Rossiya")).unwrap();
    let again = room.record.correct_actor(&request("the RUSSIA", "Rossiya")).unwrap();
    assert!(again.stood && again.correction.id == first.correction.id);
    assert_eq!(room.record.corrections().unwrap().len(), 1);
    room.record.withdraw(&first.correction.id, "Lina", None).unwrap();
    let anew = room.record.correct_actor(&request("Russia", "Rossiya")).unwrap();
    assert_eq!(anew.correction.id, format!("{}-2", first.correction.id));
    let status = room.record.status().unwrap();
    assert_eq!((status.corrections, status.withdrawn), (1, 1));
}

#[test]
fn what_cannot_be_said_is_refused_with_what_to_do() {
    let mut room = Room::samples();
    let mut refusal = |request: Request| match room.record.correct_actor(&request) {
        Err(RecordError::Correction(message)) => message,
        other => panic!("{other:?}"),
    };
    assert!(refusal(request("Mark Lowcok", "X Y")).contains("near it are \"Mark Lowcock\""));
    assert!(refusal(request("the", "X Y")).contains("is no name"));
    assert!(refusal(request("Russia", "the")).contains("no name that somebody could have"));
    assert!(refusal(Request { name: None, ..request("Russia", "") }).contains("nothing is said"));
    let there = |id: &str| Request { reports: vec![id.to_owned()], ..request("Fahrettin Altun", "X Y") };
    assert!(refusal(there("nowhere")).contains("there is no report"));
    assert!(refusal(there("idlib-01")).contains("report idlib-01 tells of no actor"));
    room.record.correct_actor(&request("Russia", "Rossiya")).unwrap();
    let mut refusal = |request: Request| room.record.correct_actor(&request).unwrap_err().to_string();
    assert!(refusal(request("Russia", "Another")).contains("nobody is called \"Russia\""));
    assert!(refusal(request("Rossiya", "Russia")).contains("in a circle"));
    assert!(
        room.record.withdraw("correction-0", "Lina", None).unwrap_err().to_string().contains("there is no correction")
    );
}

/// A record of schema version 1, as the program of then wrote it, with three reports.
#[test]
fn a_record_of_before_corrections_opens_and_takes_them() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sitroom.db");
    std::fs::write(&path, include_bytes!("fixture/schema-1.record")).unwrap();
    let mut record = Record::open_existing(&path).unwrap();
    record.bring_up_to_date().unwrap();
    assert_eq!(record.reports().unwrap().len(), 3);
    assert_eq!(record.status().unwrap().schema, sitroom_record::SCHEMA_VERSION);
    let corrected = record.correct_actor(&request("Turkey", "Türkiye")).unwrap();
    assert_eq!(corrected.actors[0].str("name"), Some("Türkiye"));
    assert!(record.check().unwrap().faults.is_empty());
}
