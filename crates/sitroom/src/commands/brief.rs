use clap::{Args, ValueEnum};
use sitroom_record::Record;
use sitroom_show::brief::Room;

use crate::cli::Global;
use crate::failure::{Done, Failure};
use crate::output::print;

/// Print the situation report: every line cites a report and quotes its words
#[derive(Args, Debug)]
pub(crate) struct Brief {
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "md")]
    format: Page,
    /// Print every line, however many there are
    #[arg(long)]
    all: bool,
}

/// The forms of a brief.
#[derive(Copy, Clone, Debug, ValueEnum)]
pub(crate) enum Page {
    /// Markdown
    Md,
    /// One HTML page that needs nothing else
    Html,
}

impl Brief {
    pub(crate) fn run(&self, global: &Global) -> Result<Done, Failure> {
        show(&global.open()?, self.format, if self.all { Room::All } else { Room::default() })
    }
}

/// Prints the brief of `record`.
pub(crate) fn show(record: &Record, page: Page, room: Room) -> Result<Done, Failure> {
    let brief = sitroom_show::brief::Brief::of(record, room)?;
    print(&match page {
        Page::Md => brief.markdown(),
        Page::Html => brief.html(),
    })?;
    Ok(Done::Whole)
}
