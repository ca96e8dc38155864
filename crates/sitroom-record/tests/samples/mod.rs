//! The sample reports of the repository, as the program reads them.

use sitroom_report::{Options, Report, reports};

pub(crate) fn samples() -> Vec<Report> {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../samples/reports.jsonl");
    reports([file], &Options::default()).collect::<Result<_, _>>().unwrap()
}
