//! The views of rows: those of single reports, and those derived of several together.

use std::str::FromStr;

use clap::Args;
use sitroom_record::incidents::{self, CountPolicy};
use sitroom_record::{RecordError, Row};
use sitroom_show::{Origin, View, write_rows};

use crate::cli::{Formatted, Global};
use crate::failure::{Done, Failure};
use crate::output::{Output, width};

macro_rules! views {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Args, Debug)]
        pub(crate) struct $name {
            #[command(flatten)]
            listed: Listed,
        }

        impl $name {
            pub(crate) fn run(&self, global: &Global) -> Result<Done, Failure> {
                list(global, View::$name, &self.listed, |row| row)
            }
        }
    )+};
}

views! {
    /// List figures: how many were killed, displaced, injured, who says so
    Figures,
    /// List quotes: who said what
    Quotes,
    /// List events: who did what to whom, where and when
    Events,
    /// List copies: which passages one report took from another, and what it changed
    Copies,
    /// List stories: which reports tell of the same happening
    Stories,
    /// List series: figures of one measure, place and scope over time, and how they relate
    Series,
    /// List corrections: what analysts said of actors, who, when and why, and where it is laid over
    Corrections,
}

/// List incidents: happenings merged from the events of several reports
#[derive(Args, Debug)]
pub(crate) struct Incidents {
    #[command(flatten)]
    listed: Listed,
    /// Which of several counts of dead and wounded is the best: latest, the newest independent count; most_told, what
    /// most independent origins tell; highest; lowest
    #[arg(long, value_name = "POLICY", default_value_t, value_parser = CountPolicy::from_str)]
    count_policy: CountPolicy,
}

impl Incidents {
    pub(crate) fn run(&self, global: &Global) -> Result<Done, Failure> {
        list(global, View::Incidents, &self.listed, |row| incidents::under(row, self.count_policy))
    }
}

/// List actors: one person or group under its names and spellings, with roles and sides
#[derive(Args, Debug)]
pub(crate) struct Actors {
    #[command(flatten)]
    listed: Listed,
    /// List the mentions of single reports, not actors across reports
    #[arg(long)]
    mentions: bool,
}

impl Actors {
    pub(crate) fn run(&self, global: &Global) -> Result<Done, Failure> {
        list(global, if self.mentions { View::Actors } else { View::Known }, &self.listed, |row| row)
    }
}

/// List agreements: what was agreed, violated, renewed, and who says so
#[derive(Args, Debug)]
pub(crate) struct Agreements {
    #[command(flatten)]
    listed: Listed,
    /// List the mentions of single reports, not lives across reports
    #[arg(long)]
    mentions: bool,
}

impl Agreements {
    pub(crate) fn run(&self, global: &Global) -> Result<Done, Failure> {
        list(global, if self.mentions { View::Agreements } else { View::Lives }, &self.listed, |row| row)
    }
}

/// List who holds, takes or loses which place
#[derive(Args, Debug)]
pub(crate) struct Control {
    #[command(flatten)]
    listed: Listed,
    /// List the mentions of single reports, not histories across reports
    #[arg(long)]
    mentions: bool,
}

impl Control {
    pub(crate) fn run(&self, global: &Global) -> Result<Done, Failure> {
        list(global, if self.mentions { View::Control } else { View::Histories }, &self.listed, |row| row)
    }
}

/// Which rows, and how.
#[derive(Args, Debug)]
struct Listed {
    #[command(flatten)]
    formatted: Formatted,
    /// Only those that rest on this report
    #[arg(long, value_name = "ID")]
    report: Option<String>,
}

/// Lists the rows of a view, each as `shown` gives it.
fn list(global: &Global, view: View, listed: &Listed, shown: impl Fn(Row) -> Row) -> Result<Done, Failure> {
    let record = global.open()?;
    if let Some(id) = &listed.report {
        let missing = || Failure::User(format!("there is no report {id:?}; `sitroom reports` lists them"));
        record.report(id)?.ok_or_else(missing)?;
    }
    // What no stage derives yet is shown as single reports tell it.
    let view = match view {
        View::Lives if !record.derives("agreements") => View::Agreements,
        View::Histories if !record.derives("control") => View::Control,
        view => view,
    };
    let mut rows = Vec::new();
    let mut keep = |row| {
        rows.push(shown(row));
        Ok::<(), RecordError>(())
    };
    match (view.origin(), &listed.report) {
        (Origin::Reports, _) => record.report_rows(false, keep)?,
        (Origin::Corrections, report) => {
            let of = |row: &Row, id: &String| row.spans.iter().any(|span| span.report == *id);
            let all = record.correction_rows()?.into_iter();
            all.filter(|row| report.as_ref().is_none_or(|id| of(row, id))).try_for_each(&mut keep)?;
        }
        (Origin::Single(kind), Some(id)) => {
            rows = record.report(id)?.map(|stored| stored.rows(&[kind])).unwrap_or_default()
        }
        (Origin::Single(kind), None) => record.rows(kind, keep)?,
        (Origin::Derived(kind), _) if !record.derives(kind) => {
            return Err(Failure::User(format!(
                "{kind} are not worked out by this version of sitroom; use a newer one"
            )));
        }
        (Origin::Derived(kind), report) => {
            let of = |row: &Row, id: &String| row.spans.iter().any(|span| span.report == *id);
            let derived = record.derived(kind)?.into_iter();
            derived.filter(|row| report.as_ref().is_none_or(|id| of(row, id))).try_for_each(&mut keep)?;
        }
    }
    let mut out = Output::new();
    out.with(|out| write_rows(out, view, &rows, listed.formatted.format, width()))?;
    out.flush()?;
    Ok(Done::Whole)
}
