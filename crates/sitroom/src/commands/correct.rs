use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::json;
use sitroom_annotate::{ActorKind, AnnotatorError, Lexicons, known_actor};
use sitroom_record::actors::names_of;
use sitroom_record::corrections::{Corrected, Request};
use sitroom_record::{Record, Row};
use sitroom_show::{Format, corrections, safe};

use crate::cli::{Formatted, Global};
use crate::failure::{Done, Failure};
use crate::output::print;

/// Correct an actor, or take a correction back
///
/// A correction is a row of its own, with who made it, when and why; the reports and what was found in them stay as they
/// are. Every view shows the corrected actor: in the reports that are there, in those that come, and when they are annotated
/// again. `sitroom corrections` lists what was corrected.
#[derive(Args, Debug)]
pub(crate) struct Correct {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand, Debug)]
enum What {
    Actor(Actor),
    Withdraw(Withdraw),
}

/// Say who an actor is, or what
///
/// Three things can be said. The same actor under another name, which joins the two where the record knows the other:
///
///     sitroom correct actor "Muhammad Jolani" --name "Abu Mohammad al-Julani" --because typo
///
/// Another actor of the same name, in the reports that tell of that one:
///
///     sitroom correct actor "J. Carver" --name "J. Carver (teacher)" --report r17 --because X
///
/// Its kind:
///
///     sitroom correct actor "Amal" --kind armed_group --because "not the charity"
#[derive(Args, Debug)]
#[command(verbatim_doc_comment)]
struct Actor {
    /// Its name as the views show it; or the id of its row in `sitroom actors`, for all names of that row
    actor: String,
    /// What it is called: whoever has this name is one actor
    #[arg(long)]
    name: Option<String>,
    /// What it is: state, government, leader, person, people, military, armed group, party, organisation, agency, monitor
    /// or outlet
    #[arg(long, value_parser = kind)]
    kind: Option<ActorKind>,
    /// Only where it is of this kind
    #[arg(long, value_name = "KIND", value_parser = kind)]
    of_kind: Option<ActorKind>,
    /// Only in this report; may be given several times
    #[arg(long, value_name = "ID")]
    report: Vec<String>,
    /// Why
    #[arg(long, value_name = "WORDS")]
    because: String,
    #[command(flatten)]
    analyst: Analyst,
    /// A folder of your own lexicons, as `sitroom read` takes it, in which to look the name up
    #[arg(long, value_name = "DIR")]
    lexicon: Option<PathBuf>,
    #[command(flatten)]
    formatted: Formatted,
}

/// Take a correction back; it stays in the record, with who took it back
#[derive(Args, Debug)]
struct Withdraw {
    /// The id of the correction
    id: String,
    /// Why
    #[arg(long, value_name = "WORDS")]
    because: Option<String>,
    #[command(flatten)]
    analyst: Analyst,
}

/// Who corrects.
#[derive(Args, Debug)]
struct Analyst {
    /// Who says so [env: SITROOM_ANALYST]
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
}

impl Analyst {
    /// The analyst that was named; an empty variable names none.
    fn name(&self) -> Result<String, Failure> {
        let named = self.by.clone().or_else(|| std::env::var("SITROOM_ANALYST").ok());
        named.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).ok_or_else(|| {
            Failure::User(
                "a correction has the name of who made it; give --by NAME, or set SITROOM_ANALYST once and for all"
                    .to_owned(),
            )
        })
    }
}

fn kind(name: &str) -> Result<ActorKind, String> {
    ActorKind::parse(&name.trim().to_lowercase().replace([' ', '-'], "_"))
        .ok_or_else(|| format!("there is no kind of actor {name:?}; `sitroom help correct actor` lists them"))
}

impl Correct {
    pub(crate) fn run(&self, global: &Global) -> Result<Done, Failure> {
        match &self.what {
            What::Actor(actor) => actor.run(global),
            What::Withdraw(withdraw) => withdraw.run(global),
        }
    }
}

impl Actor {
    fn run(&self, global: &Global) -> Result<Done, Failure> {
        let by = self.analyst.name()?;
        let mut record = Record::open_existing(&global.path())?;
        let known = self.known()?;
        let request = Request {
            actor: self.actor.clone(),
            of_kind: self.of_kind,
            reports: self.report.clone(),
            name: self.name.clone(),
            id: known.as_ref().map(|(id, _)| id.clone()),
            kind: self.kind.or(known.map(|(_, kind)| kind)),
            by,
            because: self.because.clone(),
        };
        let corrected = record.correct_actor(&request)?;
        print(&match self.formatted.format {
            Format::Table => told(&record, &corrected)?,
            _ => json(&record, &corrected)?,
        })?;
        Ok(Done::Whole)
    }

    /// The id and kind of who has the name, where the lexicons know.
    fn known(&self) -> Result<Option<(String, ActorKind)>, Failure> {
        let Some(name) = &self.name else { return Ok(None) };
        let lexicons = self.lexicon.as_deref().map(Lexicons::from_directory).transpose();
        let known = lexicons.and_then(|lexicons| known_actor(&lexicons.unwrap_or_default(), name));
        Ok(known.map_err(AnnotatorError::from)?)
    }
}

fn told(record: &Record, corrected: &Corrected) -> Result<String, Failure> {
    let correction = &corrected.correction;
    let reach = record.reach(&correction.id)?;
    let stood = if corrected.stood { " stood before" } else { "" };
    let mut lines = vec![
        format!("{}{stood}: {}", correction.id, corrections::told(correction)),
        format!("{} in {}", count(reach.mentions, "mention"), count(reach.reports, "report")),
    ];
    lines.extend(corrected.actors.iter().map(|row| actor(row, corrected)));
    if !corrected.others.is_empty() {
        let others = corrected.others.iter().map(|name| format!("“{name}”")).collect::<Vec<_>>().join(", ");
        lines.push(format!("not corrected: {others}, which was one with it before; correct it, too, if it still is"));
    }
    Ok(lines.iter().map(|line| safe::line(line).to_string() + "\n").collect())
}

/// The row of which a correction's actors are now part, and with whom.
fn actor(row: &Row, corrected: &Corrected) -> String {
    let joined = row.field("joined").as_array().into_iter().flatten();
    let id = corrected.correction.id.as_str();
    let others = joined.filter(|one| one["corrected"].as_array().is_none_or(|ids| ids.iter().all(|other| other != id)));
    let others: BTreeSet<String> = others
        .filter_map(|one| {
            Some(format!("“{}” in {}", one["name"].as_str()?, count(one["reports"].as_u64()? as usize, "report")))
        })
        .collect();
    let joined = match others.is_empty() {
        true => "one with nobody else".to_owned(),
        false => format!("joined with {}", others.into_iter().collect::<Vec<_>>().join(", ")),
    };
    format!("now {} ({}): {joined}", row.str("name").unwrap_or_default(), row.id)
}

fn count(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

fn json(record: &Record, corrected: &Corrected) -> Result<String, Failure> {
    let reach = record.reach(&corrected.correction.id)?;
    let rows =
        corrected.actors.iter().map(|row| json!({"id": row.id, "name": row.field("name"), "names": names_of(row)}));
    let json = json!({
        "correction": corrected.correction,
        "stood": corrected.stood,
        "mentions": reach.mentions,
        "reports": reach.reports,
        "actors": rows.collect::<Vec<_>>(),
        "not_corrected": corrected.others,
    });
    Ok(json.to_string() + "\n")
}

impl Withdraw {
    fn run(&self, global: &Global) -> Result<Done, Failure> {
        let by = self.analyst.name()?;
        let mut record = Record::open_existing(&global.path())?;
        record.bring_up_to_date()?;
        let reach = record.reach(&self.id)?;
        let correction = record.withdraw(&self.id, &by, self.because.as_deref())?;
        let line = format!(
            "{} withdrawn: {}; what it was laid over ({} in {}) is as the reports have it",
            correction.id,
            corrections::told(&correction),
            count(reach.mentions, "mention"),
            count(reach.reports, "report")
        );
        print(&(safe::line(&line).to_string() + "\n"))?;
        Ok(Done::Whole)
    }
}
