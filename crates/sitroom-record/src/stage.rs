//! The stages: what is worked out from all reports together, kept beside them, and kept up to date.
//!
//! A stage looks at the reports that came or changed since it last looked, and writes rows that views show. What it
//! leaves behind must be a function of the reports that stand and the corrections alone, whatever the order they came in. It may keep
//! tables of its own (an index of fingerprints), which it makes in [`Stage::reset`]; all that a stage writes can be
//! thrown away and made again. `stages` lists them in the order they run: a later one may read the rows of those before
//! it with [`Writer::rows`].

use std::cell::OnceCell;
use std::path::Path;

use rusqlite::{Connection, OptionalExtension, params};

use crate::corrections::Overlay;
use crate::store::Head;
use crate::store::Stored;
use crate::store::read;
use crate::{RecordError, Row, former};

/// One thing that is worked out across reports.
pub trait Stage {
    /// Its name, which begins the names of its own tables.
    fn name(&self) -> &'static str;

    /// The kinds of rows of views that it writes; its name where it writes one.
    fn kinds(&self) -> Vec<&'static str> {
        vec![self.name()]
    }

    /// The version of its rules. Raise it with every change of the rules or of its tables: every record then makes
    /// its rows again.
    fn rules(&self) -> u32;

    /// Throws away and makes again the tables of its own, if it has any; its rows of views are already gone.
    ///
    /// # Errors
    /// Those of the store.
    fn reset(&self, writer: &mut Writer<'_>) -> Result<(), RecordError> {
        let _ = writer;
        Ok(())
    }

    /// Looks at `changed`: the ids of the reports that are new, revised, annotated again or gone since the last time,
    /// sorted. After a reset, these are all. A report that is gone is one that [`Writer::report`] does not find.
    ///
    /// # Errors
    /// Those of the store.
    fn update(&self, writer: &mut Writer<'_>, changed: &[String]) -> Result<(), RecordError>;
}

/// The stages, in the order they run.
pub(crate) fn stages() -> &'static [&'static dyn Stage] {
    &[
        &crate::copies::Copies,
        &crate::stories::Stories,
        &crate::incidents::Incidents,
        &crate::series::Series,
        &crate::lives::Lives,
        &crate::actors::Actors,
    ]
}

/// Lets `stage` look at what changed, all over again where its rules did or `from_scratch` says so. Tells whether it
/// started from scratch: then those after it must, too.
pub(crate) fn run(stage: &dyn Stage, writer: &mut Writer<'_>, from_scratch: bool) -> Result<bool, RecordError> {
    let state: Option<(u32, i64)> = writer.sqlite(|connection| {
        connection
            .query_row("SELECT rules, seen FROM stage WHERE name = ?1", [stage.name()], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .optional()
    })?;
    let seen = state.filter(|(rules, _)| *rules == stage.rules() && !from_scratch).map(|(_, seen)| seen);
    writer.sqlite(former::watch)?;
    let changed = match seen {
        Some(seen) => writer.sqlite(|connection| {
            connection
                .prepare("SELECT DISTINCT id FROM log WHERE serial > ?1 AND id IS NOT NULL ORDER BY id")?
                .query_map([seen], |row| row.get(0))?
                .collect()
        })?,
        None => {
            for kind in stage.kinds() {
                writer.clear(kind)?;
            }
            stage.reset(writer)?;
            writer.ids()?
        }
    };
    stage.update(writer, &changed)?;
    writer.sqlite(former::log)?;
    writer.sqlite(|connection| {
        connection.execute(
            "INSERT INTO stage (name, rules, seen) SELECT ?1, ?2, coalesce(max(serial), 0) FROM log WHERE true
             ON CONFLICT (name) DO UPDATE SET rules = excluded.rules, seen = excluded.seen",
            params![stage.name(), stage.rules()],
        )
    })?;
    Ok(seen.is_none())
}

/// What a stage may do: read the reports that stand, read and write rows of views, keep tables of its own.
pub struct Writer<'a> {
    path: &'a Path,
    connection: &'a Connection,
    overlay: OnceCell<Overlay>,
}

impl<'a> Writer<'a> {
    pub(crate) fn new(path: &'a Path, connection: &'a Connection) -> Self {
        Self { path, connection, overlay: OnceCell::new() }
    }

    /// Runs `work` on the connection, inside the stage's transaction: for tables of its own.
    ///
    /// # Errors
    /// Those of `work`, with the record named.
    pub fn sqlite<T>(&self, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, RecordError> {
        work(self.connection).map_err(|error| RecordError::from_sqlite(self.path, error))
    }

    /// The ids of the reports that stand, sorted.
    ///
    /// # Errors
    /// Those of the store.
    pub fn ids(&self) -> Result<Vec<String>, RecordError> {
        self.sqlite(|connection| {
            connection.prepare("SELECT id FROM current ORDER BY id")?.query_map([], |row| row.get(0))?.collect()
        })
    }

    /// What is known of the reports that stand, sorted by id, without their texts.
    ///
    /// # Errors
    /// Those of the store.
    pub fn heads(&self) -> Result<Vec<Head>, RecordError> {
        self.sqlite(read::heads)
    }

    /// The report `id` as it stands.
    ///
    /// # Errors
    /// Those of the store.
    pub fn report(&self, id: &str) -> Result<Option<Stored>, RecordError> {
        let overlay = self.corrections()?;
        self.sqlite(|connection| read::report(connection, overlay, id))
    }

    /// The corrections that stand; none are made while a stage runs.
    ///
    /// # Errors
    /// Those of the store.
    pub(crate) fn corrections(&self) -> Result<&Overlay, RecordError> {
        if let Some(overlay) = self.overlay.get() {
            return Ok(overlay);
        }
        let overlay = self.sqlite(Overlay::read)?;
        Ok(self.overlay.get_or_init(|| overlay))
    }

    /// Shows every report that stands to `visit`, sorted by id.
    ///
    /// # Errors
    /// Those of the store and of `visit`.
    pub fn each(&self, mut visit: impl FnMut(Stored) -> Result<(), RecordError>) -> Result<(), RecordError> {
        let overlay = self.corrections()?;
        self.sqlite(|connection| read::each(connection, overlay, |stored| Ok(visit(stored))))?
    }

    /// The rows of `kind`, by this stage or one before it, in order.
    ///
    /// # Errors
    /// Those of the store.
    pub fn rows(&self, kind: &str) -> Result<Vec<Row>, RecordError> {
        self.sqlite(|connection| read::derived(connection, kind))
    }

    /// Writes a row of `kind`, in the place of one with the same id. Views show rows by `sort`, then id. Tells whether
    /// it differs from what stood.
    ///
    /// # Errors
    /// Those of the store.
    pub fn put(&mut self, kind: &str, sort: &str, row: &Row) -> Result<bool, RecordError> {
        debug_assert!(!row.spans.is_empty(), "a row that leads to no words: {}", row.id);
        let json = serde_json::to_string(row).unwrap_or_default();
        let written = self.sqlite(|connection| {
            connection
                .prepare_cached(
                    "INSERT INTO derived (kind, id, sort, json) VALUES (?1, ?2, ?3, ?4)
                     ON CONFLICT (kind, id) DO UPDATE SET sort = excluded.sort, json = excluded.json
                     WHERE sort <> excluded.sort OR json <> excluded.json",
                )?
                .execute(params![kind, row.id, sort, json])
        })?;
        Ok(written > 0)
    }

    /// Has the stages after this one look at the report `id` again, though it did not change: what this one tells of it
    /// did. The log keeps `why`.
    ///
    /// # Errors
    /// Those of the store.
    pub fn look_again(&mut self, id: &str, why: &str) -> Result<(), RecordError> {
        self.sqlite(|connection| {
            connection
                .prepare_cached(
                    "INSERT INTO log (at, what, id, version)
                     SELECT strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), ?1, id, version FROM current WHERE id = ?2",
                )?
                .execute([why, id])
        })?;
        Ok(())
    }

    /// Keeps in the log that `what` was done, and more of it in `detail`. Nothing but the log may depend on it.
    ///
    /// # Errors
    /// Those of the store.
    pub fn note(&mut self, what: &str, detail: &str) -> Result<(), RecordError> {
        self.sqlite(|connection| {
            connection
                .prepare_cached(
                    "INSERT INTO log (at, what, detail) VALUES (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), ?1, ?2)",
                )?
                .execute([what, detail])
        })?;
        Ok(())
    }

    /// Takes the row `id` of `kind` away.
    ///
    /// # Errors
    /// Those of the store.
    pub fn remove(&mut self, kind: &str, id: &str) -> Result<(), RecordError> {
        self.sqlite(|connection| {
            connection.prepare_cached("DELETE FROM derived WHERE kind = ?1 AND id = ?2")?.execute([kind, id])
        })?;
        Ok(())
    }

    /// Takes all rows of `kind` away.
    ///
    /// # Errors
    /// Those of the store.
    pub fn clear(&mut self, kind: &str) -> Result<(), RecordError> {
        self.sqlite(|connection| connection.execute("DELETE FROM derived WHERE kind = ?1", [kind]))?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value};
    use sitroom_report::Report;

    use super::*;
    use crate::{Arrival, Cited, Record};

    /// A row a report: how long its text is. Remembers in each row in which call it was made.
    struct Lengths(u32);

    impl Stage for Lengths {
        fn name(&self) -> &'static str {
            "lengths"
        }

        fn rules(&self) -> u32 {
            self.0
        }

        fn update(&self, writer: &mut Writer<'_>, changed: &[String]) -> Result<(), RecordError> {
            for id in changed {
                let Some(stored) = writer.report(id)? else { continue };
                let text = stored.report.text.as_str().to_owned();
                let fields = Map::from_iter([("looked_at".to_owned(), Value::from(changed.len()))]);
                let cited = Cited { report: id.clone(), start: 0, end: text.chars().count(), text };
                writer.put("lengths", id, &Row { id: id.clone(), spans: vec![cited], fields })?;
            }
            Ok(())
        }
    }

    fn take_in(record: &mut Record, id: &str, text: &str) {
        let report = Report::new(id, text);
        record.take_in(&[Arrival { report: &report, annotated: None, maker: "" }]).unwrap();
    }

    fn lengths(record: &Record) -> Vec<(String, usize, u64)> {
        let rows = record.derived("lengths").unwrap();
        rows.iter().map(|row| (row.id.clone(), row.spans[0].end, row.field("looked_at").as_u64().unwrap())).collect()
    }

    #[test]
    fn a_stage_sees_what_changed_and_all_when_its_rules_do() {
        let folder = tempfile::tempdir().unwrap();
        let mut record = Record::open(&folder.path().join("sitroom.db")).unwrap();
        take_in(&mut record, "b", "four");
        take_in(&mut record, "a", "five!");
        record.run_stages(&[&Lengths(1)]).unwrap();
        assert_eq!(lengths(&record), [("a".to_owned(), 5, 2), ("b".to_owned(), 4, 2)]);
        take_in(&mut record, "b", "longer");
        record.run_stages(&[&Lengths(1)]).unwrap();
        assert_eq!(lengths(&record), [("a".to_owned(), 5, 2), ("b".to_owned(), 6, 1)]);
        record.run_stages(&[&Lengths(1)]).unwrap();
        assert_eq!(lengths(&record), [("a".to_owned(), 5, 2), ("b".to_owned(), 6, 1)]);
        record.run_stages(&[&Lengths(2)]).unwrap();
        assert_eq!(lengths(&record), [("a".to_owned(), 5, 2), ("b".to_owned(), 6, 2)]);
    }
}
