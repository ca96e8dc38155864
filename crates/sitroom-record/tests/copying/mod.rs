//! Reports taken into a record as they are, without annotations, and the copies found among them.

use sitroom_record::{Arrival, Record, Row, copies};
use sitroom_report::Report;

pub(crate) fn take_in(record: &mut Record, reports: &[Report]) {
    let arrivals: Vec<Arrival<'_>> =
        reports.iter().map(|report| Arrival { report, annotated: None, maker: "by hand" }).collect();
    record.take_in(&arrivals).unwrap();
    record.bring_up_to_date().unwrap();
}

pub(crate) fn rows_of(reports: &[Report], at_a_time: usize) -> Vec<Row> {
    let folder = tempfile::tempdir().unwrap();
    let mut record = Record::open(&folder.path().join("sitroom.db")).unwrap();
    reports.chunks(at_a_time).for_each(|part| take_in(&mut record, part));
    record.derived(copies::KIND).unwrap()
}
