use clap::Args;
use sitroom_record::Record;

use crate::cli::Global;
use crate::failure::{Done, Failure, say};
use crate::output::print;

/// Look through the whole record for damage: pages, references, every word of every annotation
#[derive(Args, Debug)]
pub(crate) struct Check {}

impl Check {
    pub(crate) fn run(&self, global: &Global) -> Result<Done, Failure> {
        let record = Record::open_existing(&global.path())?;
        let check = record.check()?;
        check.faults.iter().for_each(|fault| say(fault));
        if !check.faults.is_empty() {
            return Err(Failure::Environment(format!(
                "record {}: {} faults; restore it from a copy, or read the reports again into a new file",
                record.path().display(),
                check.faults.len()
            )));
        }
        print(&format!(
            "sound: {} reports, {} annotations, each word where it says{}\n",
            check.reports,
            check.annotations,
            if check.corrections > 0 { format!("; {} corrections", check.corrections) } else { String::new() }
        ))?;
        Ok(Done::Whole)
    }
}
