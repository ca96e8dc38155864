use std::fs;

use clap::Args;
use sitroom_record::{Arrival, Record};
use sitroom_show::brief::Room;

use super::brief::{Page, show};
use crate::cli::Global;
use crate::engine::{Engine, EngineArgs};
use crate::failure::{Done, Failure};
use crate::flow;

/// Sixteen short reports on the crisis of Idlib, 2018 to 2020.
const SAMPLES: &str = include_str!("../../../../samples/reports.jsonl");

/// Read the sample reports and print their brief; with --record, keep the record
#[derive(Args, Debug)]
pub(crate) struct Demo {
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "md")]
    format: Page,
    #[command(flatten)]
    engine: EngineArgs,
}

impl Demo {
    pub(crate) fn run(&self, global: &Global) -> Result<Done, Failure> {
        let folder = tempfile::tempdir()
            .map_err(|error| Failure::Environment(format!("no temporary folder can be made: {error}; set TMPDIR")))?;
        let file = folder.path().join("reports.jsonl");
        fs::write(&file, SAMPLES).map_err(|error| Failure::file(&file, &error))?;
        let path = global.named().map_or_else(|| folder.path().join("sitroom.db"), std::path::Path::to_owned);
        let mut record = Record::open(&path)?;
        let engine = Engine::new(&self.engine, false)?;
        let options = sitroom_report::Options::default();
        flow::in_batches(
            vec![file],
            &options,
            |_| {},
            |mut reports| {
                reports.iter_mut().for_each(|report| report.path = Some("samples/reports.jsonl".to_owned()));
                let annotated = engine.map(&reports, |report| engine.annotate(report));
                let arrivals: Vec<Arrival<'_>> = (reports.iter().zip(&annotated))
                    .map(|(report, annotated)| Arrival { report, annotated: Some(annotated), maker: &engine.maker })
                    .collect();
                record.take_in(&arrivals)?;
                Ok(())
            },
        )?;
        record.bring_up_to_date()?;
        show(&record, self.format, Room::default())
    }
}
