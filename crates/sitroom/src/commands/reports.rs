use clap::Args;
use sitroom_record::RecordError;
use sitroom_show::{View, write_rows};

use crate::cli::{Formatted, Global};
use crate::failure::{Done, Failure};
use crate::output::{Output, width};

/// List the reports of the record
#[derive(Args, Debug)]
pub(crate) struct Reports {
    #[command(flatten)]
    formatted: Formatted,
    /// With the stored text of each
    #[arg(long)]
    text: bool,
}

impl Reports {
    pub(crate) fn run(&self, global: &Global) -> Result<Done, Failure> {
        let record = global.open()?;
        let mut rows = Vec::new();
        record.report_rows(self.text, |row| {
            rows.push(row);
            Ok::<(), RecordError>(())
        })?;
        let mut out = Output::new();
        out.with(|out| write_rows(out, View::Reports, &rows, self.formatted.format, width()))?;
        out.flush()?;
        Ok(Done::Whole)
    }
}
