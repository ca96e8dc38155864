//! What was taken from each report, and which of it may belong together.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::params;
use serde::Serialize;
use serde::de::DeserializeOwned;
use xxhash_rust::xxh3::xxh3_64;

use crate::origins::Origins;
use crate::stage::Writer;
use crate::{RecordError, Row};

/// What a report tells, as it is kept.
pub(super) trait Kept: Serialize + DeserializeOwned {
    /// Names that it shares with whatever it may belong together with; never empty.
    fn keys(&self) -> Vec<String>;

    /// The report's id.
    fn report(&self) -> &str;
}

/// The tables of one kind of rows.
pub(super) struct Tables {
    kind: &'static str,
}

/// Keys that lead to each other, and nowhere else.
pub(super) struct Part {
    keys: BTreeSet<String>,
}

impl Tables {
    pub(super) fn new(kind: &'static str) -> Self {
        Self { kind }
    }

    /// Makes the tables anew.
    pub(super) fn reset(writer: &Writer<'_>) -> Result<(), RecordError> {
        writer.sqlite(|connection| {
            connection.execute_batch(
                "DROP TABLE IF EXISTS lives_told; DROP TABLE IF EXISTS lives_key; DROP TABLE IF EXISTS lives_row;
                 DROP TABLE IF EXISTS lives_copy;
                 -- What a report tells.
                 CREATE TABLE lives_told (number INTEGER PRIMARY KEY, kind TEXT NOT NULL, report TEXT NOT NULL,
                     json TEXT NOT NULL);
                 CREATE INDEX lives_told_report ON lives_told (kind, report);
                 -- The keys of each telling.
                 CREATE TABLE lives_key (kind TEXT NOT NULL, name TEXT NOT NULL, told INTEGER NOT NULL,
                     PRIMARY KEY (kind, name, told)) WITHOUT ROWID;
                 CREATE INDEX lives_key_told ON lives_key (told);
                 -- The keys of the tellings that each row of a view is made of.
                 CREATE TABLE lives_row (kind TEXT NOT NULL, name TEXT NOT NULL, id TEXT NOT NULL,
                     PRIMARY KEY (kind, name, id)) WITHOUT ROWID;
                 CREATE INDEX lives_row_id ON lives_row (kind, id);
                 -- The copies that were counted, with a digest of each.
                 CREATE TABLE lives_copy (kind TEXT NOT NULL, id TEXT NOT NULL, a TEXT NOT NULL, b TEXT NOT NULL,
                     digest INTEGER NOT NULL, PRIMARY KEY (kind, id)) WITHOUT ROWID;",
            )
        })
    }

    /// Puts `told` in the place of what was kept of `report`. Gives the keys of both.
    pub(super) fn replace<T: Kept>(
        &self,
        writer: &Writer<'_>,
        report: &str,
        told: &[T],
    ) -> Result<BTreeSet<String>, RecordError> {
        let mut keys = self.keys_of_report(writer, report)?;
        writer.sqlite(|connection| {
            connection
                .prepare_cached(
                    "DELETE FROM lives_key WHERE told IN
                     (SELECT number FROM lives_told WHERE kind = ?1 AND report = ?2)",
                )?
                .execute([self.kind, report])?;
            connection
                .prepare_cached("DELETE FROM lives_told WHERE kind = ?1 AND report = ?2")?
                .execute([self.kind, report])?;
            let mut keep =
                connection.prepare_cached("INSERT INTO lives_told (kind, report, json) VALUES (?1, ?2, ?3)")?;
            let mut name =
                connection.prepare_cached("INSERT OR IGNORE INTO lives_key (kind, name, told) VALUES (?1, ?2, ?3)")?;
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
            "SELECT DISTINCT lives_key.name FROM lives_told JOIN lives_key ON lives_key.told = lives_told.number
             WHERE lives_told.kind = ?1 AND lives_told.report = ?2",
            report,
        )
    }

    /// The parts that hold any of `keys`, each with all keys that its tellings and former rows lead to.
    pub(super) fn parts(&self, writer: &Writer<'_>, mut keys: BTreeSet<String>) -> Result<Vec<Part>, RecordError> {
        let mut parts = Vec::new();
        while let Some(first) = keys.pop_first() {
            let (mut found, mut next) = (BTreeSet::from([first.clone()]), vec![first]);
            while let Some(key) = next.pop() {
                let told = "SELECT DISTINCT other.name FROM lives_key AS own JOIN lives_key AS other
                     ON other.told = own.told WHERE own.kind = ?1 AND own.name = ?2";
                let rows = "SELECT DISTINCT other.name FROM lives_row AS own JOIN lives_row AS other
                     ON other.kind = own.kind AND other.id = own.id WHERE own.kind = ?1 AND own.name = ?2";
                for query in [told, rows] {
                    for name in self.names(writer, query, &key)? {
                        if found.insert(name.clone()) {
                            next.push(name);
                        }
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
            connection.prepare_cached(query)?.query_map([self.kind, of], |row| row.get(0))?.collect()
        })
    }

    /// Puts what `rows` makes of the tellings of `part` in the place of its former rows. `rows` gets them in the order of
    /// their reports' ids and gives each row with its place in the view and the tellings that it is made of.
    pub(super) fn write<T: Kept>(
        &self,
        writer: &mut Writer<'_>,
        part: &Part,
        rows: impl Fn(&[T], &Origins) -> Vec<Made>,
    ) -> Result<(), RecordError> {
        let (mut told, mut former) = (BTreeMap::new(), BTreeSet::new());
        for key in &part.keys {
            let found: Vec<(i64, String, String)> = writer.sqlite(|connection| {
                connection
                    .prepare_cached(
                        "SELECT number, report, json FROM lives_key JOIN lives_told ON lives_told.number = lives_key.told
                         WHERE lives_key.kind = ?1 AND lives_key.name = ?2",
                    )?
                    .query_map([self.kind, key], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
                    .collect()
            })?;
            // A report's tellings are numbered in their order, and reports sort by id: no order of arrival is left.
            told.extend(found.into_iter().map(|(number, report, json)| ((report, number), json)));
            former.extend(self.names(writer, "SELECT id FROM lives_row WHERE kind = ?1 AND name = ?2", key)?);
        }
        for id in former {
            writer.remove(self.kind, &id)?;
            writer.sqlite(|connection| {
                connection
                    .prepare_cached("DELETE FROM lives_row WHERE kind = ?1 AND id = ?2")?
                    .execute([self.kind, &id])
            })?;
        }
        let told: Vec<T> = told.values().filter_map(|json| serde_json::from_str(json).ok()).collect();
        let origins = Origins::among(writer, told.iter().map(Kept::report))?;
        for Made { sort, row, members } in rows(&told, &origins) {
            writer.put(self.kind, &sort, &row)?;
            let keys: BTreeSet<String> = members.iter().filter_map(|&n| told.get(n)).flat_map(Kept::keys).collect();
            writer.sqlite(|connection| {
                let mut name = connection
                    .prepare_cached("INSERT OR IGNORE INTO lives_row (kind, name, id) VALUES (?1, ?2, ?3)")?;
                keys.iter().try_for_each(|key| name.execute(params![self.kind, key, row.id]).map(drop))
            })?;
        }
        Ok(())
    }
}

/// A row that was made.
pub(super) struct Made {
    /// Views show rows in this order.
    pub(super) sort: String,
    pub(super) row: Row,
    /// The tellings that it is made of, by their numbers.
    pub(super) members: Vec<usize>,
}

/// The keys of the reports whose copies changed since the last time: a report that came may change what two others are
/// to each other.
pub(super) fn copied(writer: &Writer<'_>, tables: &Tables) -> Result<BTreeSet<String>, RecordError> {
    let now: Vec<(String, String, String, String)> = writer.sqlite(|connection| {
        connection
            .prepare_cached(
                "SELECT derived.id, a.id, b.id, derived.json FROM copies_pair AS pair
                 JOIN copies_report AS a ON a.number = pair.a JOIN copies_report AS b ON b.number = pair.b
                 JOIN derived ON derived.kind = 'copies' AND derived.id = pair.row
                 WHERE EXISTS (SELECT 1 FROM lives_told WHERE kind = ?1 AND report = a.id)
                 AND EXISTS (SELECT 1 FROM lives_told WHERE kind = ?1 AND report = b.id)",
            )?
            .query_map([tables.kind], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?
            .collect()
    })?;
    let now: BTreeMap<String, (String, String, i64)> =
        now.into_iter().map(|(id, a, b, json)| (id, (a, b, xxh3_64(json.as_bytes()).cast_signed()))).collect();
    let before: BTreeMap<String, (String, String, i64)> = writer.sqlite(|connection| {
        connection
            .prepare_cached("SELECT id, a, b, digest FROM lives_copy WHERE kind = ?1")?
            .query_map([tables.kind], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?, row.get(3)?))))?
            .collect()
    })?;
    let mut keys = BTreeSet::new();
    let gone = before.iter().filter(|(id, _)| !now.contains_key(*id)).map(|(id, copy)| (id, copy, false));
    let new = now.iter().filter(|(id, copy)| before.get(*id) != Some(copy)).map(|(id, copy)| (id, copy, true));
    for (id, (a, b, digest), stands) in gone.chain(new) {
        keys.extend(tables.keys_of_report(writer, a)?);
        keys.extend(tables.keys_of_report(writer, b)?);
        writer.sqlite(|connection| {
            if stands {
                connection
                    .prepare_cached(
                        "INSERT OR REPLACE INTO lives_copy (kind, id, a, b, digest) VALUES (?1, ?2, ?3, ?4, ?5)",
                    )?
                    .execute(params![tables.kind, id, a, b, digest])
            } else {
                connection
                    .prepare_cached("DELETE FROM lives_copy WHERE kind = ?1 AND id = ?2")?
                    .execute([tables.kind, id])
            }
        })?;
    }
    Ok(keys)
}
