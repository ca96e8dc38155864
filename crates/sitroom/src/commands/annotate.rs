use std::path::PathBuf;

use clap::Args;
use sitroom_report::Columns;

use crate::engine::{Engine, EngineArgs};
use crate::failure::{Done, Failure, say};
use crate::flow;
use crate::output::Output;

/// Annotate reports without a record: reports in, one JSON object a report out
///
/// Reads JSON Lines such as {"id": "a", "text": "…", "published": "2020-02-17"}, of which only text is required, and
/// text files, CSV and folders as `read` does. Writes one annotation a report, in the order received. `sitroom schema`
/// prints the form of an annotation.
#[derive(Args, Debug)]
pub(crate) struct Annotate {
    /// Files and folders; - is standard input
    #[arg(value_name = "FILE", default_value = "-")]
    paths: Vec<PathBuf>,
    /// Which column or field holds what: text=NAME,published=NAME
    #[arg(long, value_name = "COLUMNS", default_value = "", hide_default_value = true)]
    columns: Columns,
    /// List every predicate with its stance, too
    #[arg(long)]
    predicates: bool,
    #[command(flatten)]
    engine: EngineArgs,
}

impl Annotate {
    pub(crate) fn run(&self) -> Result<Done, Failure> {
        let engine = Engine::new(&self.engine, self.predicates)?;
        let options = sitroom_report::Options { columns: self.columns.clone(), ..sitroom_report::Options::default() };
        let mut out = Output::new();
        let mut faults = 0;
        let mut annotated = 0;
        let fault = |error: &sitroom_report::ReadError| {
            faults += 1;
            say(&error.to_string());
        };
        flow::in_batches(self.paths.clone(), &options, fault, |reports| {
            annotated += reports.len();
            let lines = engine.map(&reports, |report| {
                serde_json::to_vec(&engine.annotate(report)).map(|mut line| {
                    line.push(b'\n');
                    line
                })
            });
            for line in lines {
                out.write(
                    line.map_err(|error| Failure::Bug(format!("an annotation is no JSON: {error}; please report it")))?,
                )?;
            }
            out.flush()
        })?;
        out.flush()?;
        match (faults, annotated) {
            (0, _) => Ok(Done::Whole),
            (_, 0) => Err(Failure::User("nothing could be annotated; the messages above say why".to_owned())),
            _ => Ok(Done::Part),
        }
    }
}
