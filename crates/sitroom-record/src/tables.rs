//! What a stage took from each report, and which of it may belong together: for stages that gather what reports tell of
//! one thing.
//!
//! Every telling has keys. Tellings that share a key may belong together, and so do those that keys lead to from there:
//! when a report changes, that part alone is worked out again, from what was kept. A report whose copies changed is one of
//! those, since the stage `copies` has all after it look at it again: a report that came may change what two others are to
//! each other.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::params;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::origins::Origins;
use crate::stage::Writer;
use crate::{RecordError, Row};

/// What a report tells, as it is kept.
pub(crate) trait Kept: Serialize + DeserializeOwned {
    /// Names that it shares with whatever it may belong together with; never empty.
    fn keys(&self) -> Vec<String>;

    /// The report's id.
    fn report(&self) -> &str;
}

/// The tables of a stage for one kind of its rows.
pub(crate) struct Tables {
    stage: &'static str,
    kind: &'static str,
}

/// Keys that lead to each other, and nowhere else.
pub(crate) struct Part {
    keys: BTreeSet<String>,
}

impl Tables {
    pub(crate) fn new(stage: &'static str, kind: &'static str) -> Self {
        Self { stage, kind }
    }

    /// A query on the tables, which are written `told`, `key` and `row` between angle brackets.
    fn query(&self, query: &str) -> String {
        query.replace('<', &format!("{}_", self.stage)).replace('>', "")
    }

    /// Makes the tables of all kinds of the stage anew.
    pub(crate) fn reset(&self, writer: &Writer<'_>) -> Result<(), RecordError> {
        writer.sqlite(|connection| {
            connection.execute_batch(&self.query(
                "DROP TABLE IF EXISTS <told>; DROP TABLE IF EXISTS <key>; DROP TABLE IF EXISTS <row>;
                 DROP TABLE IF EXISTS <copy>;
                 -- What a report tells.
                 CREATE TABLE <told> (number INTEGER PRIMARY KEY, kind TEXT NOT NULL, report TEXT NOT NULL,
                     json TEXT NOT NULL);
                 CREATE INDEX <told>_report ON <told> (kind, report);
                 -- The keys of each telling.
                 CREATE TABLE <key> (kind TEXT NOT NULL, name TEXT NOT NULL, told INTEGER NOT NULL,
                     PRIMARY KEY (kind, name, told)) WITHOUT ROWID;
                 CREATE INDEX <key>_told ON <key> (told);
                 -- The keys of the tellings that each row of a view is made of.
                 CREATE TABLE <row> (kind TEXT NOT NULL, name TEXT NOT NULL, id TEXT NOT NULL,
                     PRIMARY KEY (kind, name, id)) WITHOUT ROWID;
                 CREATE INDEX <row>_id ON <row> (kind, id);",
            ))
        })
    }

    /// Puts `told` in the place of what was kept of `report`. Gives the keys of both.
    pub(crate) fn replace<T: Kept>(
        &self,
        writer: &Writer<'_>,
        report: &str,
        told: &[T],
    ) -> Result<BTreeSet<String>, RecordError> {
        let mut keys = self.keys_of_report(writer, report)?;
        writer.sqlite(|connection| {
            connection
                .prepare_cached(&self.query(
                    "DELETE FROM <key> WHERE told IN
                     (SELECT number FROM <told> WHERE kind = ?1 AND report = ?2)",
                ))?
                .execute([self.kind, report])?;
            connection
                .prepare_cached(&self.query("DELETE FROM <told> WHERE kind = ?1 AND report = ?2"))?
                .execute([self.kind, report])?;
            let mut keep = connection
                .prepare_cached(&self.query("INSERT INTO <told> (kind, report, json) VALUES (?1, ?2, ?3)"))?;
            let mut name = connection
                .prepare_cached(&self.query("INSERT OR IGNORE INTO <key> (kind, name, told) VALUES (?1, ?2, ?3)"))?;
            for one in told {
                keep.execute(params![self.kind, report, serde_json::to_string(one).unwrap_or_default()])?;
                let number = connection.last_insert_rowid();
                for key in one.keys() {
                    name.execute(params![self.kind, key, number])?;
                    keys.insert(key);
                }
            }
            Ok(())
        })?;
        Ok(keys)
    }

    fn keys_of_report(&self, writer: &Writer<'_>, report: &str) -> Result<BTreeSet<String>, RecordError> {
        self.names(
            writer,
            "SELECT DISTINCT <key>.name FROM <told> JOIN <key> ON <key>.told = <told>.number
             WHERE <told>.kind = ?1 AND <told>.report = ?2",
            report,
        )
    }

    /// The parts that hold any of `keys`, each with all keys that its tellings and former rows lead to. Each telling and
    /// each row is followed once, however many keys lead to it.
    pub(crate) fn parts(&self, writer: &Writer<'_>, mut keys: BTreeSet<String>) -> Result<Vec<Part>, RecordError> {
        let ways = [
            (
                "SELECT CAST(told AS TEXT) FROM <key> WHERE kind = ?1 AND name = ?2",
                "SELECT name FROM <key> WHERE kind = ?1 AND told = CAST(?2 AS INTEGER)",
            ),
            (
                "SELECT id FROM <row> WHERE kind = ?1 AND name = ?2",
                "SELECT name FROM <row> WHERE kind = ?1 AND id = ?2",
            ),
        ];
        let mut parts = Vec::new();
        let mut followed = [BTreeSet::new(), BTreeSet::new()];
        while let Some(first) = keys.pop_first() {
            let (mut found, mut next) = (BTreeSet::from([first.clone()]), vec![first]);
            while let Some(key) = next.pop() {
                for ((to, from), followed) in ways.iter().zip(&mut followed) {
                    for node in self.names(writer, to, &key)? {
                        if !followed.insert(node.clone()) {
                            continue;
                        }
                        let names = self.names(writer, from, &node)?;
                        next.extend(names.into_iter().filter(|name| found.insert(name.clone())));
                    }
                }
            }
            keys.retain(|key| !found.contains(key));
            parts.push(Part { keys: found });
        }
        Ok(parts)
    }

    fn names(&self, writer: &Writer<'_>, query: &str, of: &str) -> Result<BTreeSet<String>, RecordError> {
        writer.sqlite(|connection| {
            connection.prepare_cached(&self.query(query))?.query_map([self.kind, of], |row| row.get(0))?.collect()
        })
    }

    /// Puts what `rows` makes of the tellings of each of `parts` in the place of their former rows. `rows` gets those of a
    /// part in the order of their reports' ids and gives each row with its place in the view and the tellings that it is
    /// made of.
    pub(crate) fn write<T: Kept>(
        &self,
        writer: &mut Writer<'_>,
        parts: &[Part],
        rows: impl Fn(&[T], &Origins) -> Vec<Made>,
    ) -> Result<(), RecordError> {
        // A row may go from one part to another: all former ones are taken away before any is made.
        for part in parts {
            self.clear(writer, part)?;
        }
        parts.iter().try_for_each(|part| self.make(writer, part, &rows))
    }

    /// Takes the rows of `part` away.
    fn clear(&self, writer: &mut Writer<'_>, part: &Part) -> Result<(), RecordError> {
        let mut former = BTreeSet::new();
        for key in &part.keys {
            former.extend(self.names(writer, "SELECT id FROM <row> WHERE kind = ?1 AND name = ?2", key)?);
        }
        for id in former {
            writer.remove(self.kind, &id)?;
            writer.sqlite(|connection| {
                connection
                    .prepare_cached(&self.query("DELETE FROM <row> WHERE kind = ?1 AND id = ?2"))?
                    .execute([self.kind, &id])
            })?;
        }
        Ok(())
    }

    fn make<T: Kept>(
        &self,
        writer: &mut Writer<'_>,
        part: &Part,
        rows: impl Fn(&[T], &Origins) -> Vec<Made>,
    ) -> Result<(), RecordError> {
        let mut told = BTreeMap::new();
        for key in &part.keys {
            let found: Vec<(i64, String, String)> = writer.sqlite(|connection| {
                connection
                    .prepare_cached(&self.query(
                        "SELECT number, report, json FROM <key> JOIN <told> ON <told>.number = <key>.told
                         WHERE <key>.kind = ?1 AND <key>.name = ?2",
                    ))?
                    .query_map([self.kind, key], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
                    .collect()
            })?;
            // A report's tellings are numbered in their order, and reports sort by id: no order of arrival is left.
            told.extend(found.into_iter().map(|(number, report, json)| ((report, number), json)));
        }
        let told: Vec<T> = told.values().filter_map(|json| serde_json::from_str(json).ok()).collect();
        let origins = Origins::among(writer, told.iter().map(Kept::report))?;
        for Made { sort, row, members } in rows(&told, &origins) {
            writer.put(self.kind, &sort, &row)?;
            let keys: BTreeSet<String> = members.iter().filter_map(|&n| told.get(n)).flat_map(Kept::keys).collect();
            writer.sqlite(|connection| {
                let mut name = connection
                    .prepare_cached(&self.query("INSERT OR IGNORE INTO <row> (kind, name, id) VALUES (?1, ?2, ?3)"))?;
                keys.iter().try_for_each(|key| name.execute(params![self.kind, key, row.id]).map(drop))
            })?;
        }
        Ok(())
    }
}

/// A row that was made.
pub(crate) struct Made {
    /// Views show rows in this order.
    pub(crate) sort: String,
    pub(crate) row: Row,
    /// The tellings that it is made of, by their numbers.
    pub(crate) members: Vec<usize>,
}
