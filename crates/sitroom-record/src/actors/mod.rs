//! Actors across reports: one person or group under its many names and spellings, with its roles over time.
//!
//! The way: every actor that a report calls by a name is kept (`reading`) with keys of how its name sounds; tellings that
//! share one are gathered by `names`: the lexicon's id, the same name in whatever spelling, a surname where only one
//! bearer is known; namesakes of other countries and offices stay apart. What analysts corrected is above all of these
//! rules. `row` tells what is known of each.

mod names;
mod reading;
mod row;

use std::collections::BTreeSet;

use sitroom_annotate::ActorKind;

pub(crate) use reading::{Called, called, corrected, named, words};

use crate::corrections::Overlay;
use crate::stage::{Stage, Writer};
use crate::tables::Tables;
use crate::{Cited, RecordError, Row};

/// The kind of this stage's rows.
pub const KIND: &str = "actors";

/// Gathers actors.
pub(crate) struct Actors;

impl Stage for Actors {
    fn name(&self) -> &'static str {
        KIND
    }

    fn rules(&self) -> u32 {
        2
    }

    fn reset(&self, writer: &mut Writer<'_>) -> Result<(), RecordError> {
        Tables::new(KIND, KIND).reset(writer)?;
        writer.sqlite(|connection| {
            connection.execute_batch(
                "DROP TABLE IF EXISTS actors_said;
                 -- The names that analysts had corrected when the rows were made.
                 CREATE TABLE actors_said (was TEXT NOT NULL, now TEXT NOT NULL, PRIMARY KEY (was, now)) WITHOUT ROWID;",
            )
        })
    }

    fn update(&self, writer: &mut Writer<'_>, changed: &[String]) -> Result<(), RecordError> {
        let tables = Tables::new(KIND, KIND);
        let said = Said::of(writer.corrections()?);
        let mut keys = said.keep(writer)?;
        for id in changed {
            let stored = writer.report(id)?;
            let bearers = stored.as_ref().map(reading::read).unwrap_or_default();
            keys.extend(tables.replace(writer, id, &bearers)?);
        }
        let parts = tables.parts(writer, keys)?;
        tables.write(writer, &parts, |bearers, origins| row::rows(bearers, origins, &said))
    }
}

/// What analysts said of names.
#[derive(Debug, Default)]
struct Said {
    /// Each name that was corrected, with the name that was given instead.
    names: BTreeSet<(String, String)>,
    /// The names that were given: who has one is one actor.
    given: BTreeSet<String>,
    /// The corrections that tell the kind.
    kinds: BTreeSet<String>,
}

impl Said {
    fn of(overlay: &Overlay) -> Self {
        let names = overlay.names();
        let given = names.iter().map(|(_, now)| now.clone()).collect();
        let kinds = overlay.standing().iter().filter(|correction| correction.kind.is_some());
        Self { names, given, kinds: kinds.map(|correction| correction.id.clone()).collect() }
    }

    /// Keeps the names. Gives the keys of those that were not kept before or are no more.
    fn keep(&self, writer: &Writer<'_>) -> Result<BTreeSet<String>, RecordError> {
        writer.sqlite(|connection| {
            let before: BTreeSet<(String, String)> = connection
                .prepare_cached("SELECT was, now FROM actors_said")?
                .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect::<rusqlite::Result<_>>()?;
            if before == self.names {
                return Ok(BTreeSet::new());
            }
            connection.execute("DELETE FROM actors_said", [])?;
            let mut keep = connection.prepare_cached("INSERT INTO actors_said (was, now) VALUES (?1, ?2)")?;
            for pair in &self.names {
                keep.execute((&pair.0, &pair.1))?;
            }
            let changed = before.symmetric_difference(&self.names);
            Ok(changed.flat_map(|(was, now)| [named(was), named(now)]).collect())
        })
    }
}

/// An actor as a report tells of it.
#[derive(Debug)]
pub(crate) struct Telling {
    pub(crate) kind: Option<ActorKind>,
    pub(crate) mentions: usize,
    /// The first mention by name.
    pub(crate) first: Cited,
}

/// The tellings under any of `keys`, in the order of their reports' ids.
pub(crate) fn tellings(writer: &Writer<'_>, keys: &[String]) -> Result<Vec<Telling>, RecordError> {
    let query = "SELECT report, number, json FROM actors_key JOIN actors_told ON actors_told.number = actors_key.told
                 WHERE actors_key.kind = 'actors' AND actors_key.name = ?1";
    let mut found: BTreeSet<(String, i64, String)> = BTreeSet::new();
    for key in keys {
        writer.sqlite(|connection| {
            let mut statement = connection.prepare_cached(query)?;
            let rows = statement.query_map([key], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            for row in rows {
                found.insert(row?);
            }
            Ok(())
        })?;
    }
    let bearers = found.iter().filter_map(|(_, _, json)| serde_json::from_str::<reading::Bearer>(json).ok());
    let telling =
        |bearer: reading::Bearer| Telling { kind: bearer.kind, mentions: bearer.mentions, first: bearer.first };
    Ok(bearers.map(telling).collect())
}

/// The ids of the rows that hold tellings under any of `keys`, sorted.
pub(crate) fn rows_with(writer: &Writer<'_>, keys: &[String]) -> Result<BTreeSet<String>, RecordError> {
    let mut ids = BTreeSet::new();
    for key in keys {
        let found: Vec<String> = writer.sqlite(|connection| {
            connection
                .prepare_cached("SELECT id FROM actors_row WHERE kind = 'actors' AND name = ?1")?
                .query_map([key], |row| row.get(0))?
                .collect()
        })?;
        ids.extend(found);
    }
    Ok(ids)
}

/// The names under which an actor's row was gathered.
pub fn names_of(row: &Row) -> Vec<String> {
    let joined = row.field("joined").as_array().into_iter().flatten();
    let mut names: Vec<String> = joined.filter_map(|one| one["name"].as_str().map(str::to_owned)).collect();
    names.sort();
    names.dedup();
    names
}
