//! Developer chores, one file each: `cargo xtask --help` lists them.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command prints")]

mod annotate;
mod boundaries;
mod dates;
mod gold;
mod hostile;
mod licences;
mod parity;

use std::path::PathBuf;

use anyhow::Result;
use clap::Parser;

/// Developer chores.
#[derive(Parser)]
#[command(bin_name = "cargo xtask")]
enum Chore {
    /// Annotate reports, with parses made elsewhere if they are given, to standard output.
    Annotate {
        /// The reports, as JSON Lines.
        reports: PathBuf,
        /// Their parses, as JSON Lines in the same order.
        parses: Option<PathBuf>,
    },
    /// Measure how often a report's own date is read off its text.
    Dates(dates::Chore),
    /// Score the annotators and the record on a folder of gold sets, in one table.
    Gold(gold::Chore),
    /// Check that every dependency has a licence that deny.toml allows and comes from a registry.
    Licences,
    Parity(parity::Chore),
    Boundaries(boundaries::Chore),
}

fn main() -> Result<()> {
    match Chore::parse() {
        Chore::Annotate { reports, parses } => annotate::run(&reports, parses.as_deref(), std::io::stdout().lock()),
        Chore::Dates(chore) => dates::run(&chore),
        Chore::Gold(chore) => gold::run(&chore),
        Chore::Licences => licences::run(),
        Chore::Parity(chore) => parity::run(&chore),
        Chore::Boundaries(chore) => boundaries::run(&chore),
    }
}
