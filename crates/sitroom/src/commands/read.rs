use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufRead, BufReader, IsTerminal};
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use sitroom_annotate::Annotated;
use sitroom_record::{Arrival, Outcome, Record, RecordError, Stored};
use sitroom_report::{Columns, ReadError, Report};
use sitroom_show::Format;

use crate::cli::{Formatted, Global};
use crate::engine::{Engine, EngineArgs};
use crate::failure::{Done, Failure, say};
use crate::flow;
use crate::output::print;

/// Take reports into the record and annotate what is new
///
/// Reads text files, JSON Lines, JSON, CSV and TSV, folders of them, and standard input (-). The same report again adds
/// nothing; the same id with new content supersedes what stood. What is stored is on the disk before it is counted: a
/// run that is cut off loses nothing, and the same command completes it.
#[derive(Args, Debug)]
pub(crate) struct Read {
    /// Files and folders; - is standard input
    #[arg(value_name = "PATH", required_unless_present_any = ["annotations", "again"])]
    paths: Vec<PathBuf>,
    /// Which column or field holds what: text=NAME,published=NAME
    #[arg(long, value_name = "COLUMNS", default_value = "", hide_default_value = true)]
    columns: Columns,
    /// Take annotations made elsewhere (JSON Lines of the contract) for the reports they name
    #[arg(long, value_name = "FILE")]
    annotations: Option<PathBuf>,
    /// Annotate again what another version of the program or other lexicons annotated
    #[arg(long)]
    again: bool,
    #[command(flatten)]
    engine: EngineArgs,
    #[command(flatten)]
    formatted: Formatted,
}

/// What a run did.
#[derive(Debug, Default, Serialize)]
struct Summary {
    new: usize,
    known: usize,
    revised: usize,
    older: usize,
    copies: usize,
    annotated_again: usize,
    notes: BTreeMap<String, usize>,
    not_read: usize,
    passed_over: usize,
}

/// A run of `read`.
struct Run<'a> {
    global: &'a Global,
    engine: Engine,
    /// Annotations made elsewhere that no report has taken yet.
    made_elsewhere: BTreeMap<String, Annotated>,
    elsewhere: String,
    record: Record,
    bar: ProgressBar,
    summary: Summary,
    refused: usize,
}

impl Read {
    pub(crate) fn run(&self, global: &Global) -> Result<Done, Failure> {
        let made_elsewhere = self.annotations.as_deref().map(annotations).transpose()?.unwrap_or_default();
        let elsewhere = self.annotations.as_ref().map(|file| format!("annotations of {}", file.display()));
        let mut run = Run {
            global,
            engine: Engine::new(&self.engine, false)?,
            made_elsewhere,
            elsewhere: elsewhere.unwrap_or_default(),
            record: Record::open(&global.path())?,
            bar: progress(),
            summary: Summary::default(),
            refused: 0,
        };
        let options = sitroom_report::Options { columns: self.columns.clone(), ..sitroom_report::Options::default() };
        let bar = run.bar.clone();
        let mut not_read = 0;
        let fault = |error: &ReadError| {
            not_read += 1;
            bar.suspend(|| say(&error.to_string()));
        };
        let skipped = flow::in_batches(self.paths.clone(), &options, fault, |reports| run.take_in(&reports))?;
        run.summary.not_read = not_read;
        run.summary.passed_over = skipped.len();
        if global.verbose {
            skipped
                .iter()
                .for_each(|skipped| say(&format!("passed over: {}: {}", skipped.path.display(), skipped.why)));
        }
        run.give_to_known()?;
        if self.again {
            run.annotate_again()?;
        }
        run.record.bring_up_to_date()?;
        run.bar.finish_and_clear();
        run.finish(self.formatted.format)
    }
}

impl Run<'_> {
    /// Takes a batch in. What is said to be stored is stored.
    fn take_in(&mut self, reports: &[Report]) -> Result<(), Failure> {
        let mut foreseen = Vec::with_capacity(reports.len());
        for report in reports {
            let outcome = self.record.foresee(report)?;
            let elsewhere = if outcome == Outcome::Known { None } else { self.made_elsewhere(report) };
            foreseen.push((report, outcome, elsewhere));
        }
        let engine = &self.engine;
        let annotated = engine.map(&foreseen, |(report, outcome, elsewhere)| {
            (*outcome != Outcome::Known && elsewhere.is_none()).then(|| engine.annotate(report))
        });
        let mut arrivals = Vec::with_capacity(reports.len());
        for ((report, _, elsewhere), annotated) in foreseen.iter().zip(&annotated) {
            let maker = if elsewhere.is_some() { &self.elsewhere } else { &self.engine.maker };
            arrivals.push(Arrival { report, annotated: elsewhere.as_ref().or(annotated.as_ref()), maker });
        }
        let outcomes = self.record.take_in(&arrivals)?;
        for (arrival, outcome) in arrivals.iter().zip(outcomes) {
            let told = match outcome {
                Outcome::New { copy } => {
                    self.summary.new += 1;
                    self.summary.copies += usize::from(copy);
                    if copy { "new, the same text as another" } else { "new" }
                }
                Outcome::Known => {
                    self.summary.known += 1;
                    "known"
                }
                Outcome::Revised => {
                    self.summary.revised += 1;
                    "revised"
                }
                Outcome::Older => {
                    self.summary.older += 1;
                    "older than what stands"
                }
            };
            if outcome != Outcome::Known {
                let notes = arrival.annotated.map_or(&arrival.report.notes, |annotated| &annotated.notes);
                let kinds: BTreeSet<&str> = notes.iter().map(|note| note.kind.as_str()).collect();
                for kind in kinds {
                    *self.summary.notes.entry(kind.to_owned()).or_default() += 1;
                }
            }
            if self.global.verbose {
                self.bar.suspend(|| say(&format!("{told}: {}", arrival.report.id)));
            }
        }
        self.bar.inc(reports.len() as u64);
        Ok(())
    }

    /// The annotation made elsewhere of `report`, if there is one that fits it.
    fn made_elsewhere(&mut self, report: &Report) -> Option<Annotated> {
        let annotated = self.made_elsewhere.remove(&report.id)?;
        match sitroom_record::fits(&annotated, report) {
            Ok(()) => Some(annotated),
            Err(error) => {
                self.refused += 1;
                say(&format!("{error}; it was annotated here instead"));
                None
            }
        }
    }

    /// Gives annotations made elsewhere to the reports they name that the record holds.
    fn give_to_known(&mut self) -> Result<(), Failure> {
        for (id, annotated) in std::mem::take(&mut self.made_elsewhere) {
            let Some(stored) = self.record.report(&id)? else {
                self.refused += 1;
                say(&format!("annotation of {id}: the record holds no such report; read the report, too"));
                continue;
            };
            match self.record.annotate_again(&[(&stored, &annotated)], &self.elsewhere) {
                Ok(changed) => self.summary.annotated_again += changed,
                Err(error @ RecordError::Annotation { .. }) => {
                    self.refused += 1;
                    say(&error.to_string());
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// Annotates again what another maker annotated.
    fn annotate_again(&mut self) -> Result<(), Failure> {
        const BATCH: usize = 64;
        let heads = self.record.reports()?;
        for heads in heads.chunks(BATCH) {
            let mut batch: Vec<Stored> = Vec::new();
            for head in heads {
                let stored = self.record.report(&head.id)?;
                batch.extend(stored.filter(|stored| stored.maker.as_ref() != Some(&self.engine.maker)));
            }
            let annotated = self.engine.map(&batch, |stored| self.engine.annotate(&stored.report));
            let again: Vec<(&Stored, &Annotated)> = batch.iter().zip(&annotated).collect();
            self.summary.annotated_again += self.record.annotate_again(&again, &self.engine.maker)?;
            self.bar.inc(batch.len() as u64);
        }
        Ok(())
    }

    fn finish(self, format: Format) -> Result<Done, Failure> {
        let summary = &self.summary;
        let text = match format {
            Format::Table => told(summary),
            _ => serde_json::to_string(summary)
                .map(|json| json + "\n")
                .map_err(|error| Failure::Bug(format!("the summary is no JSON: {error}; please report it")))?,
        };
        print(&text)?;
        let done = summary.new + summary.known + summary.revised + summary.older + summary.annotated_again;
        match (summary.not_read + self.refused, done) {
            (0, _) => Ok(Done::Whole),
            (_, 0) => Err(Failure::User("nothing could be read; the messages above say why".to_owned())),
            _ => Ok(Done::Part),
        }
    }
}

fn told(summary: &Summary) -> String {
    let mut text = format!("{} new, {} known, {} revised", summary.new, summary.known, summary.revised);
    let mut and = |count: usize, what: &str| {
        if count > 0 {
            text += &format!(", {count} {what}");
        }
    };
    and(summary.older, "older than what stands");
    and(summary.copies, "with the same text as another");
    and(summary.annotated_again, "annotated again");
    and(summary.passed_over, "files passed over (-v names them)");
    and(summary.not_read, "not read");
    text.push('\n');
    if !summary.notes.is_empty() {
        let notes: Vec<String> = summary.notes.iter().map(|(kind, count)| format!("{kind} {count}")).collect();
        text += &format!("notes: {}; `sitroom reports` shows where\n", notes.join(", "));
    }
    text
}

/// Shown on a terminal only.
fn progress() -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {pos} reports, {per_sec}, {elapsed}") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}

/// The annotations of `file` by the id of their report; of two, the later.
fn annotations(file: &Path) -> Result<BTreeMap<String, Annotated>, Failure> {
    let fault = |error: &std::io::Error| {
        Failure::User(format!("{}: {error}; check the name and that it may be read", file.display()))
    };
    let mut annotations = BTreeMap::new();
    for (number, line) in BufReader::new(File::open(file).map_err(|error| fault(&error))?).lines().enumerate() {
        let line = line.map_err(|error| fault(&error))?;
        if line.trim().is_empty() {
            continue;
        }
        let annotated: Annotated = serde_json::from_str(&line).map_err(|error| {
            Failure::User(format!(
                "{}, line {}: not an annotation ({error}); `sitroom schema` prints the form of one",
                file.display(),
                number + 1
            ))
        })?;
        annotations.insert(annotated.id.clone(), annotated);
    }
    Ok(annotations)
}
