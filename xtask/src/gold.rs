//! Scores sitroom on a folder of gold sets. Each set is a folder with its gold, a README and a `score.py`, whose last
//! line is `score: NAME VALUE`. The sets themselves are not ours to ship.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail, ensure};

/// What to score, and with what.
#[derive(clap::Args)]
pub(crate) struct Chore {
    /// The folder that holds the gold sets.
    #[arg(long, value_name = "DIR")]
    gold: PathBuf,
    /// Only these sets.
    #[arg(long, value_name = "SET")]
    only: Vec<String>,
    /// Only the first so many rows of the sets that annotate scores.
    #[arg(long, value_name = "N")]
    sample: Option<usize>,
    /// Parses made elsewhere, one file a set (plover2 for plover/dev2): the parser is left out of the measure.
    #[arg(long, value_name = "DIR")]
    parses: Option<PathBuf>,
    /// The command to score; without it the release build is made and taken.
    #[arg(long, value_name = "FILE")]
    sitroom: Option<PathBuf>,
    /// Print all that the scorers print.
    #[arg(short, long)]
    verbose: bool,
}

/// One gold set.
struct Set {
    name: &'static str,
    folder: &'static str,
    how: How,
}

/// How a set is answered.
enum How {
    /// By `sitroom annotate` on the gold itself; scored on the rows of these lists.
    Annotate { gold: &'static str, lists: &'static [&'static str], parses: &'static str },
    /// By `sitroom read` of `reports.jsonl` and these views of the record.
    Views(&'static [&'static str]),
    /// By the set's own `run.py`, which reads and asks for timelines.
    Timeline,
    /// By `sitroom read` of a folder of pages and the text that it stored.
    Pages,
}

const fn annotated(name: &'static str, lists: &'static [&'static str]) -> Set {
    Set { name, folder: name, how: How::Annotate { gold: "dev.jsonl", lists, parses: name } }
}

const SETS: [Set; 15] = [
    annotated("case2021", &["events"]),
    Set { name: "copies", folder: "copies", how: How::Views(&["copies"]) },
    annotated("event_places", &["events", "predicates"]),
    annotated("factuality", &["events", "predicates"]),
    Set { name: "gva", folder: "gva", how: How::Views(&["stories", "incidents"]) },
    Set { name: "html", folder: "html", how: How::Pages },
    annotated("idetect", &["figures"]),
    annotated("muc4", &["events"]),
    annotated("newsquant", &["quantities"]),
    annotated("places", &["places"]),
    annotated("plover", &["events"]),
    Set {
        name: "plover2",
        folder: "plover",
        how: How::Annotate { gold: "dev2.jsonl", lists: &["events"], parses: "plover2" },
    },
    annotated("quotes", &["quotes"]),
    Set { name: "timeline", folder: "timeline", how: How::Timeline },
    annotated("times", &["times"]),
];

/// What came of a set.
enum Outcome {
    Scored {
        headline: String,
        value: String,
        report: String,
    },
    /// What sitroom lacks for it, or what is not there.
    Missing(String),
}

pub(crate) fn run(chore: &Chore) -> Result<()> {
    ensure!(chore.gold.is_dir(), "{} is not a folder; give the folder that holds the gold sets", chore.gold.display());
    if let Some(unknown) = chore.only.iter().find(|name| !SETS.iter().any(|set| set.name == **name)) {
        let names: Vec<&str> = SETS.iter().map(|set| set.name).collect();
        bail!("no set {unknown:?}; there are {}", names.join(", "));
    }
    let sitroom = command(chore)?;
    let work = std::env::current_dir()?.join("target/gold");
    println!("{:<14}{:<26}{:>8}{:>9}", "set", "headline", "score", "seconds");
    for set in SETS.iter().filter(|set| chore.only.is_empty() || chore.only.iter().any(|name| name == set.name)) {
        let started = Instant::now();
        let work = work.join(set.name);
        // A set's last answers must not be scored again.
        if work.exists() {
            std::fs::remove_dir_all(&work).with_context(|| format!("cannot empty {}", work.display()))?;
        }
        std::fs::create_dir_all(&work).with_context(|| format!("cannot make {}", work.display()))?;
        let outcome = score(chore, set, &sitroom, &work).unwrap_or_else(|error| Outcome::Missing(format!("{error:#}")));
        let seconds = started.elapsed().as_secs_f64();
        match outcome {
            Outcome::Scored { headline, value, report } => {
                println!("{:<14}{headline:<26}{value:>8}{seconds:>9.1}", set.name);
                std::fs::write(work.join("score.txt"), &report)?;
                if chore.verbose {
                    println!("\n{report}");
                }
            }
            Outcome::Missing(what) => println!("{:<14}missing: {what}", set.name),
        }
    }
    for folder in strangers(&chore.gold)? {
        println!("{folder:<14}missing: this chore does not know the set");
    }
    println!("\nAnswers and full reports are in {}.", work.display());
    Ok(())
}

/// Folders that hold a scorer and are no set of ours.
fn strangers(gold: &Path) -> Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    for entry in std::fs::read_dir(gold)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.join("score.py").exists() && !SETS.iter().any(|set| set.folder == name) {
            found.insert(name);
        }
    }
    Ok(found)
}

/// The command to score: the one given, else the release build, made now.
fn command(chore: &Chore) -> Result<PathBuf> {
    if let Some(sitroom) = &chore.sitroom {
        ensure!(sitroom.is_file(), "there is no {}; build it, or leave --sitroom out", sitroom.display());
        return Ok(std::path::absolute(sitroom)?);
    }
    let status =
        Command::new(env!("CARGO")).args(["build", "--quiet", "--release", "--package", "sitroom"]).status()?;
    ensure!(status.success(), "the release build failed");
    Ok(std::env::current_dir()?.join("target/release/sitroom"))
}

fn score(chore: &Chore, set: &Set, sitroom: &Path, work: &Path) -> Result<Outcome> {
    let folder = std::path::absolute(chore.gold.join(set.folder))?;
    if !folder.is_dir() {
        return Ok(Outcome::Missing("the folder of gold sets has none of this name".to_owned()));
    }
    let mut gold = folder.join("gold.jsonl");
    let mut predictions = Vec::new();
    match &set.how {
        How::Annotate { gold: name, lists, parses } => {
            gold = head(&folder.join(name), chore.sample, work)?;
            let out = work.join("annotations.jsonl");
            if let Some(folder) = &chore.parses {
                let parses = folder.join(format!("{parses}.jsonl"));
                crate::annotate::run(&gold, Some(&parses), File::create(&out)?)?;
            } else if let Some(missing) = print(sitroom, &["annotate", "--predicates", path(&gold)?], &out)? {
                return Ok(Outcome::Missing(missing));
            }
            if !has_rows(&out, lists)? {
                return Ok(Outcome::Missing(format!("no annotator gives a row in {}", lists.join(" or "))));
            }
            predictions.push(out);
        }
        How::Views(views) => {
            let record = work.join("record.db");
            let reports = folder.join("reports.jsonl");
            if let Some(missing) = read(sitroom, &reports, &record)? {
                return Ok(Outcome::Missing(missing));
            }
            for view in *views {
                let out = work.join(format!("{view}.jsonl"));
                if let Some(missing) = print(sitroom, &[view, "--record", path(&record)?, "--format", "jsonl"], &out)? {
                    return Ok(Outcome::Missing(missing));
                }
                predictions.push(out);
            }
            if predictions.iter().all(|out| std::fs::metadata(out).is_ok_and(|file| file.len() == 0)) {
                return Ok(Outcome::Missing(format!("the record gives no row of {}", views.join(" or "))));
            }
        }
        How::Timeline => {
            if let Some(missing) = lacks(sitroom, "timeline")? {
                return Ok(Outcome::Missing(missing));
            }
            let (out, records) = (work.join("timeline.jsonl"), work.join("records"));
            let reports = folder.join("reports.jsonl");
            let mut run = Command::new("python3");
            run.arg(folder.join("run.py")).arg("--sitroom").arg(sitroom).arg("--reports").arg(reports);
            run.arg("--gold").arg(&gold).arg("--work").arg(records).arg("--out").arg(&out);
            if let Some(missing) = fault_of(&run.output().context("cannot run python3; install it")?) {
                return Ok(Outcome::Missing(missing));
            }
            predictions.push(out);
        }
        How::Pages => {
            gold = folder.join("ground-truth.json");
            let (record, out) = (work.join("record.db"), work.join("pages.jsonl"));
            if let Some(missing) = read(sitroom, &folder.join("pages"), &record)? {
                return Ok(Outcome::Missing(missing));
            }
            let arguments = ["reports", "--record", path(&record)?, "--text", "--format", "jsonl"];
            if let Some(missing) = print(sitroom, &arguments, &out)? {
                return Ok(Outcome::Missing(missing));
            }
            predictions.push(by_page(&out, work)?);
        }
    }
    let mut scorer = Command::new("python3");
    scorer.arg(folder.join("score.py")).arg("--gold").arg(&gold).arg("--pred").args(&predictions);
    let done = scorer.output().context("cannot run python3; install it")?;
    if let Some(fault) = fault_of(&done) {
        bail!("score.py: {fault}");
    }
    let report = String::from_utf8_lossy(&done.stdout).into_owned();
    let (headline, value) = (report.lines().rev())
        .find_map(|line| line.strip_prefix("score: ")?.split_once(' '))
        .map(|(headline, value)| (headline.to_owned(), value.to_owned()))
        .context("score.py printed no score")?;
    Ok(Outcome::Scored { headline, value, report })
}

/// The gold itself, or its first rows in a file of its own.
fn head(gold: &Path, sample: Option<usize>, work: &Path) -> Result<PathBuf> {
    let Some(sample) = sample else { return Ok(gold.to_owned()) };
    let out = work.join("gold.jsonl");
    let mut writer = File::create(&out)?;
    let file = File::open(gold).with_context(|| format!("cannot open {}", gold.display()))?;
    for line in BufReader::new(file).lines().take(sample) {
        writeln!(writer, "{}", line?)?;
    }
    Ok(out)
}

/// Whether any object in `file` has a row in one of `lists`.
fn has_rows(file: &Path, lists: &[&str]) -> Result<bool> {
    for line in BufReader::new(File::open(file)?).lines() {
        let row: serde_json::Value = serde_json::from_str(&line?)?;
        if lists.iter().any(|list| row[list].as_array().is_some_and(|rows| !rows.is_empty())) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The texts that were stored of pages, under the names of the pages' files without their endings.
fn by_page(reports: &Path, work: &Path) -> Result<PathBuf> {
    let out = work.join("texts.jsonl");
    let mut writer = File::create(&out)?;
    for line in BufReader::new(File::open(reports)?).lines() {
        let row: serde_json::Value = serde_json::from_str(&line?)?;
        let file =
            Path::new(row["path"].as_str().unwrap_or_default()).file_name().unwrap_or_default().to_string_lossy();
        let id = file.split('.').next().unwrap_or_default();
        writeln!(writer, "{}", serde_json::json!({"id": id, "text": row["text"]}))?;
    }
    Ok(out)
}

/// Reads reports into a record; says what is missing where that fails. Reports that were left out are no failure.
fn read(sitroom: &Path, reports: &Path, record: &Path) -> Result<Option<String>> {
    let done = Command::new(sitroom).arg("read").arg(reports).arg("--record").arg(record).output()?;
    Ok(if record.exists() { None } else { fault_of(&done).or(Some("sitroom read made no record".to_owned())) })
}

/// Runs sitroom with its output in the file `out`; says what is missing where that fails.
fn print(sitroom: &Path, arguments: &[&str], out: &Path) -> Result<Option<String>> {
    let mut command = Command::new(sitroom);
    command.args(arguments).stdout(File::create(out)?).stderr(Stdio::piped());
    Ok(fault_of(&command.spawn()?.wait_with_output()?))
}

/// Says so where sitroom has no command `name`.
fn lacks(sitroom: &Path, name: &str) -> Result<Option<String>> {
    let done = Command::new(sitroom).args([name, "--help"]).output()?;
    Ok(fault_of(&done))
}

/// The first line of what a failed command said.
fn fault_of(done: &std::process::Output) -> Option<String> {
    if done.status.success() {
        return None;
    }
    let said = String::from_utf8_lossy(&done.stderr);
    Some(said.lines().find(|line| !line.trim().is_empty()).unwrap_or("it failed and said nothing").trim().to_owned())
}

fn path(path: &Path) -> Result<&str> {
    path.to_str().with_context(|| format!("{} is not a name in UTF-8", path.display()))
}
