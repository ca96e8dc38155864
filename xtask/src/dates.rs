//! How often the report's own date is read off its text: reports whose date is known are annotated without it.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use jiff::civil::Date;
use serde_json::Value;

/// What to measure.
#[derive(clap::Args)]
pub(crate) struct Chore {
    /// Reports with `published`, as JSON Lines.
    #[arg(required = true)]
    reports: Vec<PathBuf>,
    /// The command to measure.
    #[arg(long, value_name = "FILE", default_value = "target/release/sitroom")]
    sitroom: PathBuf,
}

pub(crate) fn run(chore: &Chore) -> Result<()> {
    println!("{:<52}{:>8}{:>8}{:>8}{:>8}{:>8}{:>8}", "", "reports", "dated", "right", "2 days", "wrong", "open");
    for reports in &chore.reports {
        let counts = measure(reports, &chore.sitroom).with_context(|| reports.display().to_string())?;
        let of = |outcome: Outcome| counts.get(&outcome).copied().unwrap_or(0);
        let (right, near, wrong) = (of(Outcome::Right), of(Outcome::Near), of(Outcome::Wrong));
        let all: usize = counts.values().sum();
        let (dated, open) = (right + near + wrong, of(Outcome::Open));
        println!("{:<52}{all:>8}{dated:>8}{right:>8}{near:>8}{wrong:>8}{open:>8}", reports.display());
    }
    println!("\n2 days: off by one or two days; open: no date, and a note that the text's own dates do not settle it.");
    Ok(())
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    Right,
    Near,
    Wrong,
    Open,
    Nothing,
}

fn measure(reports: &Path, sitroom: &Path) -> Result<BTreeMap<Outcome, usize>> {
    let work = std::env::current_dir()?.join("target/gold/dates");
    std::fs::create_dir_all(&work)?;
    let (undated, annotated) = (work.join("undated.jsonl"), work.join("annotated.jsonl"));
    let mut known = Vec::new();
    let mut out = File::create(&undated)?;
    for line in BufReader::new(File::open(reports)?).lines() {
        let row: Value = serde_json::from_str(&line?)?;
        if let Some(day) = row["published"].as_str().and_then(day) {
            known.push(day);
            writeln!(out, "{}", serde_json::json!({"id": known.len().to_string(), "text": row["text"]}))?;
        }
    }
    let status = Command::new(sitroom).arg("annotate").arg(&undated).stdout(File::create(&annotated)?).status();
    ensure!(status.context("cannot run sitroom; build it with --release")?.success(), "sitroom annotate failed");
    let mut counts = BTreeMap::new();
    for (line, known) in BufReader::new(File::open(&annotated)?).lines().zip(known) {
        let row: Value = serde_json::from_str(&line?)?;
        let outcome = match row["published"]["date"].as_str().and_then(day) {
            Some(found) if found == known => Outcome::Right,
            Some(found) if (found - known).get_days().abs() <= 2 => Outcome::Near,
            Some(_) => Outcome::Wrong,
            None if row["notes"]
                .as_array()
                .is_some_and(|notes| notes.iter().any(|note| note["kind"] == "published")) =>
            {
                Outcome::Open
            }
            None => Outcome::Nothing,
        };
        *counts.entry(outcome).or_insert(0) += 1;
    }
    Ok(counts)
}

/// The day that an ISO date begins with.
fn day(date: &str) -> Option<Date> {
    date.get(..10)?.parse().ok()
}
