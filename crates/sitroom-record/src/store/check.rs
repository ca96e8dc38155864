//! The state of a record, and whether it is sound.

use rusqlite::Connection;
use serde::Serialize;

use super::{Record, intake};
use crate::RecordError;
use crate::corrections::Correction;
use crate::stage;

/// The state of a record.
#[derive(Clone, Debug, Serialize)]
pub struct Status {
    /// Schema version of the file.
    pub schema: u32,
    /// Size of the file in bytes.
    pub bytes: u64,
    /// Reports that stand.
    pub reports: u32,
    /// Versions that were superseded.
    pub superseded: u32,
    /// Reports that stand and have no annotation.
    pub not_annotated: u32,
    /// How many of the standing annotations each maker made.
    pub makers: Vec<(String, u32)>,
    /// Corrections that stand.
    pub corrections: u32,
    /// Corrections that were withdrawn.
    pub withdrawn: u32,
    /// When the record last changed, UTC.
    pub changed: Option<String>,
    /// Stages that have still to look at what came; `sitroom read` lets them.
    pub behind: Vec<String>,
}

/// What was found unsound, and how much was looked at.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Check {
    /// Reports looked at, superseded ones too.
    pub reports: usize,
    /// Annotations whose every word was compared with the text, with the corrections that stand laid over them.
    pub annotations: usize,
    /// Corrections, withdrawn ones too.
    pub corrections: usize,
    /// What is wrong; empty for a sound record.
    pub faults: Vec<String>,
}

impl Record {
    /// The state of the record.
    ///
    /// # Errors
    /// Those of the store.
    pub fn status(&self) -> Result<Status, RecordError> {
        let behind = stage::stages().iter().map(|stage| Ok((stage.name(), self.is_behind(*stage)?)));
        let behind = behind.collect::<Result<Vec<_>, RecordError>>()?;
        let count = |query: &str| self.connection.query_row(query, [], |row| row.get::<_, u32>(0));
        let status = || -> rusqlite::Result<Status> {
            let reports = count("SELECT count(*) FROM current")?;
            let withdrawn = count("SELECT count(*) FROM withdrawal")?;
            let makers = "SELECT maker, count(*) FROM current JOIN annotation ON serial = annotation
                          GROUP BY maker ORDER BY maker";
            Ok(Status {
                schema: self.connection.query_row("PRAGMA user_version", [], |row| row.get(0))?,
                bytes: std::fs::metadata(&self.path).map_or(0, |metadata| metadata.len()),
                reports,
                superseded: count("SELECT count(*) FROM report")?.saturating_sub(reports),
                not_annotated: count("SELECT count(*) FROM current WHERE annotation IS NULL")?,
                makers: (self.connection.prepare(makers)?)
                    .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
                    .collect::<rusqlite::Result<_>>()?,
                corrections: count("SELECT count(*) FROM correction")?.saturating_sub(withdrawn),
                withdrawn,
                changed: self.connection.query_row("SELECT max(at) FROM log", [], |row| row.get(0))?,
                behind: behind.iter().filter(|(_, behind)| *behind).map(|(name, _)| (*name).to_owned()).collect(),
            })
        };
        status().map_err(|error| self.fault(error))
    }

    /// Looks through the whole record: the file's pages, its references, every report against its key, every word of
    /// every annotation against the text.
    ///
    /// # Errors
    /// Those of the store, where it cannot be read at all.
    pub fn check(&self) -> Result<Check, RecordError> {
        let mut check = Check::default();
        pages(&self.connection, &mut check).map_err(|error| self.fault(error))?;
        let keys = || -> rusqlite::Result<Vec<String>> {
            self.connection
                .prepare("SELECT key FROM report ORDER BY version")?
                .query_map([], |row| row.get(0))?
                .collect()
        };
        for key in keys().map_err(|error| self.fault(error))? {
            check.reports += 1;
            let stored = match self.by_key(&key) {
                Ok(Some(stored)) => stored,
                Ok(None) => continue,
                Err(error) => {
                    check.faults.push(format!("report version {key}: {error}"));
                    continue;
                }
            };
            let report = &stored.report;
            if format!("{:016x}", intake::key_of(report)) != key {
                check.faults.push(format!("report {}: its content is not what its key {key} was made of", report.id));
            }
            if let Some(annotated) = &stored.annotated {
                check.annotations += 1;
                if let Err(error) = intake::fits(annotated, report) {
                    check.faults.push(error.to_string());
                }
            }
        }
        match self.corrections() {
            Ok(corrections) => {
                check.corrections = corrections.len();
                check.faults.extend(corrections.iter().filter_map(fault_of));
            }
            Err(error) => check.faults.push(format!("corrections: {error}")),
        }
        Ok(check)
    }
}

/// What a correction lacks.
fn fault_of(correction: &Correction) -> Option<String> {
    let says = correction.name.is_some() || correction.kind.is_some();
    let lack = match correction {
        _ if correction.names.is_empty() => "names no actor",
        _ if !says => "says nothing of its actor",
        _ if correction.signed.by.trim().is_empty() => "has nobody who made it",
        _ => return None,
    };
    Some(format!("{} {lack}", correction.id))
}

fn pages(connection: &Connection, check: &mut Check) -> rusqlite::Result<()> {
    let mut statement = connection.prepare("PRAGMA integrity_check")?;
    for verdict in statement.query_map([], |row| row.get::<_, String>(0))? {
        let verdict = verdict?;
        if verdict != "ok" {
            check.faults.push(verdict);
        }
    }
    let mut statement = connection.prepare("PRAGMA foreign_key_check")?;
    for table in statement.query_map([], |row| row.get::<_, String>(0))? {
        check.faults.push(format!("a row of {} points at a row that is not there", table?));
    }
    Ok(())
}
