//! The command line: what can be said to the program, and who does it.

use std::path::{Path, PathBuf};

use clap::{Args, CommandFactory, Parser, Subcommand};
use sitroom_record::Record;
use sitroom_show::Format;

use crate::commands;
use crate::failure::{Done, EXIT_CODES, Failure};

/// Reads the news on a crisis and keeps the record.
///
/// Put reports in with `sitroom read`; look at the record with `figures`, `events`, `quotes` and the other views; ask
/// `explain` why a row stands; print the situation report with `brief`. Every row leads back to exact words.
#[derive(Parser, Debug)]
#[command(name = "sitroom", version, after_help = EXIT_CODES, arg_required_else_help = true, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    command: Command,
}

/// What every command takes.
#[derive(Args, Debug)]
pub(crate) struct Global {
    /// The record [default: sitroom.db]
    #[arg(long, value_name = "FILE", env = "SITROOM_RECORD", global = true, hide_env = true)]
    record: Option<PathBuf>,
    /// Say more: each report as it is stored
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,
}

impl Global {
    /// The record that was named.
    pub(crate) fn named(&self) -> Option<&Path> {
        self.record.as_deref()
    }

    /// The record that is meant.
    pub(crate) fn path(&self) -> PathBuf {
        self.record.clone().unwrap_or_else(|| PathBuf::from("sitroom.db"))
    }

    /// Opens the record to look at it, with what the stages have to add to it added.
    pub(crate) fn open(&self) -> Result<Record, Failure> {
        let mut record = Record::open_existing(&self.path())?;
        record.bring_up_to_date()?;
        Ok(record)
    }
}

/// How rows are printed.
#[derive(Args, Debug)]
pub(crate) struct Formatted {
    /// How to print: table, json, jsonl or csv
    #[arg(long, value_name = "FORMAT", default_value = "table", value_parser = format)]
    pub(crate) format: Format,
}

fn format(name: &str) -> Result<Format, String> {
    name.parse().map_err(|error: sitroom_show::UnknownFormat| error.to_string())
}

#[derive(Subcommand, Debug)]
enum Command {
    Read(commands::read::Read),
    Annotate(commands::annotate::Annotate),
    Parse(commands::parse::Parse),
    Schema(commands::schema::Schema),
    Reports(commands::reports::Reports),
    Figures(commands::rows::Figures),
    Quotes(commands::rows::Quotes),
    Events(commands::rows::Events),
    Actors(commands::rows::Actors),
    Agreements(commands::rows::Agreements),
    Control(commands::rows::Control),
    Series(commands::rows::Series),
    Copies(commands::rows::Copies),
    Stories(commands::rows::Stories),
    Incidents(commands::rows::Incidents),
    Brief(commands::brief::Brief),
    Explain(commands::explain::Explain),
    Correct(commands::correct::Correct),
    Corrections(commands::rows::Corrections),
    Status(commands::status::Status),
    Gazetteer(commands::gazetteer::GazetteerArgs),
    Check(commands::check::Check),
    Demo(commands::demo::Demo),
    Completions(commands::completions::Completions),
    Man(commands::man::Man),
}

/// Does what the arguments say.
pub(crate) fn run() -> Result<Done, Failure> {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are no errors; a closed output is none either.
            let _ = error.print();
            return if error.use_stderr() { Err(Failure::Usage) } else { Ok(Done::Whole) };
        }
    };
    let global = &cli.global;
    match &cli.command {
        Command::Read(command) => command.run(global),
        Command::Annotate(command) => command.run(),
        Command::Parse(command) => command.run(),
        Command::Schema(command) => command.run(),
        Command::Reports(command) => command.run(global),
        Command::Figures(command) => command.run(global),
        Command::Quotes(command) => command.run(global),
        Command::Events(command) => command.run(global),
        Command::Actors(command) => command.run(global),
        Command::Agreements(command) => command.run(global),
        Command::Control(command) => command.run(global),
        Command::Series(command) => command.run(global),
        Command::Copies(command) => command.run(global),
        Command::Stories(command) => command.run(global),
        Command::Incidents(command) => command.run(global),
        Command::Brief(command) => command.run(global),
        Command::Explain(command) => command.run(global),
        Command::Correct(command) => command.run(global),
        Command::Corrections(command) => command.run(global),
        Command::Status(command) => command.run(global),
        Command::Gazetteer(command) => command.run(),
        Command::Check(command) => command.run(global),
        Command::Demo(command) => command.run(global),
        Command::Completions(command) => command.run(Cli::command()),
        Command::Man(command) => command.run(&Cli::command()),
    }
}
