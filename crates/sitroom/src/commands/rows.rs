//! The views of rows: those found in single reports, and those derived from all of them.

use clap::Args;
use sitroom_record::{Kind, RecordError};
use sitroom_show::{View, write_rows};

use crate::cli::{Formatted, Global};
use crate::failure::{Done, Failure};
use crate::output::{Output, width};

macro_rules! views {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Args, Debug)]
        pub(crate) struct $name {
            #[command(flatten)]
            formatted: Formatted,
            /// Only those of this report
            #[arg(long, value_name = "ID")]
            report: Option<String>,
        }

        impl $name {
            pub(crate) fn run(&self, global: &Global) -> Result<Done, Failure> {
                list(global, View::$name, self.report.as_deref(), &self.formatted)
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
    /// List mentions of actors
    Actors,
    /// List turns in the lives of agreements: agreed, violated, renewed
    Agreements,
    /// List who holds, takes or loses which place
    Control,
    /// List copies: which report took which passages from which, and what it changed
    Copies,
}

fn list(global: &Global, view: View, report: Option<&str>, formatted: &Formatted) -> Result<Done, Failure> {
    let record = global.open()?;
    let mut rows = Vec::new();
    if let Some(kind) = view.derived() {
        rows = record.derived(kind)?;
        if let Some(id) = report {
            rows.retain(|row| row.spans.iter().any(|span| span.report == id));
        }
    }
    let kinds: Vec<Kind> = view.kind().into_iter().collect();
    match report {
        Some(id) if view.derived().is_none() => {
            let stored = record.report(id)?;
            let missing = || Failure::User(format!("there is no report {id:?}; `sitroom reports` lists them"));
            rows = stored.ok_or_else(missing)?.rows(&kinds);
        }
        _ => {
            for &kind in &kinds {
                record.rows(kind, |row| {
                    rows.push(row);
                    Ok::<(), RecordError>(())
                })?;
            }
        }
    }
    let mut out = Output::new();
    out.with(|out| write_rows(out, view, &rows, formatted.format, width()))?;
    out.flush()?;
    Ok(Done::Whole)
}
