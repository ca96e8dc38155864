use clap::Args;
use sitroom_record::Record;
use sitroom_show::Format;

use crate::cli::{Formatted, Global};
use crate::failure::{Done, Failure};
use crate::output::print;

/// Show the state of the record: how much it holds, what is still to be done
#[derive(Args, Debug)]
pub(crate) struct Status {
    #[command(flatten)]
    formatted: Formatted,
}

impl Status {
    pub(crate) fn run(&self, global: &Global) -> Result<Done, Failure> {
        let record = Record::open_existing(&global.path())?;
        let status = record.status()?;
        if self.formatted.format != Format::Table {
            let json = serde_json::to_string(&status)
                .map_err(|error| Failure::Bug(format!("the state cannot be printed: {error}; please report it")))?;
            print(&(json + "\n"))?;
            return Ok(Done::Whole);
        }
        let mut text = format!(
            "record         {}, {} bytes, schema version {}\n",
            record.path().display(),
            status.bytes,
            status.schema
        );
        text += &format!("reports        {}\n", status.reports);
        text += &format!("superseded     {}\n", status.superseded);
        text += &format!("not annotated  {}\n", status.not_annotated);
        for (maker, count) in &status.makers {
            text += &format!("annotated by   {maker}: {count}\n");
        }
        text += &format!("corrections    {}, and {} withdrawn\n", status.corrections, status.withdrawn);
        text += &format!("last change    {}\n", status.changed.as_deref().unwrap_or("never"));
        for stage in &status.behind {
            text += &format!("still to do    {stage}; `sitroom read` does it\n");
        }
        print(&text)?;
        Ok(Done::Whole)
    }
}
