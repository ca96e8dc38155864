//! The record: one SQLite file, and the only way to it.

mod check;
mod file;
mod intake;
pub(crate) mod read;

use std::path::{Path, PathBuf};

use rusqlite::{Connection, Transaction, TransactionBehavior};

pub use check::{Check, Status};
pub use file::SCHEMA_VERSION;
pub(crate) use intake::log;
pub use intake::{Arrival, Outcome, fits};
pub use read::{Head, LogEntry, Stored, Version};

use crate::RecordError;
use crate::stage::{self, Writer};

/// A record: reports as received, their annotations, what the stages derive of them, and a log.
///
/// What it shows is a function of the reports and the corrections alone, in whatever order they came; of several versions of one report
/// the one that arrived last stands, unless it is dated before the one that stood.
pub struct Record {
    pub(crate) path: PathBuf,
    pub(crate) connection: Connection,
}

impl Record {
    /// Opens the record at `path`, or makes an empty one.
    ///
    /// # Errors
    /// A file that is not a record, is damaged, or was written by a newer program is left as it is.
    pub fn open(path: &Path) -> Result<Self, RecordError> {
        Ok(Self { path: path.to_owned(), connection: file::open(path)? })
    }

    /// Opens the record at `path`, which must exist.
    ///
    /// # Errors
    /// As [`Record::open`], and where there is no such file.
    pub fn open_existing(path: &Path) -> Result<Self, RecordError> {
        Ok(Self { path: path.to_owned(), connection: file::open_existing(path)? })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Lets every stage look at the reports that have come or changed since it last did. Costs next to nothing where
    /// none have. Each stage is one transaction: a kill leaves those before it done.
    ///
    /// # Errors
    /// Those of the store.
    pub fn bring_up_to_date(&mut self) -> Result<(), RecordError> {
        self.run_stages(stage::stages())
    }

    /// Lets the stage `name` alone look at what came or changed: for a bench of it, on a record made by this program.
    ///
    /// # Errors
    /// Those of the store.
    #[doc(hidden)]
    pub fn bring_stage_up_to_date(&mut self, name: &str) -> Result<(), RecordError> {
        let named: Vec<_> = stage::stages().iter().copied().filter(|stage| stage.name() == name).collect();
        self.run_stages(&named)
    }

    pub(crate) fn run_stages(&mut self, stages: &[&dyn stage::Stage]) -> Result<(), RecordError> {
        let mut rebuilt = false;
        for stage in stages {
            if !rebuilt && !self.is_behind(*stage)? {
                continue;
            }
            let path = self.path.clone();
            let transaction = self.transaction()?;
            rebuilt |= stage::run(*stage, &mut Writer::new(&path, &transaction), rebuilt)?;
            transaction.commit().map_err(|error| RecordError::from_sqlite(&path, error))?;
        }
        Ok(())
    }

    /// To read tables of stages by.
    pub(crate) fn reader(&self) -> Writer<'_> {
        Writer::new(&self.path, &self.connection)
    }

    fn is_behind(&self, stage: &dyn stage::Stage) -> Result<bool, RecordError> {
        let query = "SELECT EXISTS (SELECT 1 FROM stage WHERE name = ?1 AND rules = ?2
                     AND seen >= (SELECT coalesce(max(serial), 0) FROM log))";
        let current: bool = self
            .connection
            .query_row(query, (stage.name(), stage.rules()), |row| row.get(0))
            .map_err(|error| self.fault(error))?;
        Ok(!current)
    }

    pub(crate) fn transaction(&mut self) -> Result<Transaction<'_>, RecordError> {
        let path = &self.path;
        self.connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(|error| RecordError::from_sqlite(path, error))
    }

    pub(crate) fn fault(&self, error: rusqlite::Error) -> RecordError {
        RecordError::from_sqlite(&self.path, error)
    }
}
