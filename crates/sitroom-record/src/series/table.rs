//! What the stage keeps in the record's file: the figures of each report by block, and which rows each block has.

use std::collections::BTreeSet;

use rusqlite::params;

use super::scope::{self, UNPLACED};
use super::told::Told;
use crate::RecordError;
use crate::stage::Writer;
use crate::store::Stored;

const TABLES: &str = "
    DROP TABLE IF EXISTS series_figure; DROP TABLE IF EXISTS series_row;
    CREATE TABLE series_figure (report TEXT NOT NULL, block TEXT NOT NULL, json TEXT NOT NULL);
    CREATE INDEX series_figure_report ON series_figure (report);
    CREATE INDEX series_figure_block ON series_figure (block);
    CREATE TABLE series_row (block TEXT NOT NULL, row TEXT NOT NULL, PRIMARY KEY (block, row)) WITHOUT ROWID;";

/// Makes the tables anew.
pub(super) fn reset(writer: &Writer<'_>) -> Result<(), RecordError> {
    writer.sqlite(|connection| connection.execute_batch(TABLES))
}

/// Puts the figures of `stored`, where it stands, in the place of what was kept of the report `id`. Gives the blocks that
/// this touches.
pub(super) fn replace(writer: &Writer<'_>, id: &str, stored: Option<&Stored>) -> Result<BTreeSet<String>, RecordError> {
    let mut blocks = blocks_of(writer, id)?;
    let told = stored.map_or_else(Vec::new, Told::of);
    writer.sqlite(|connection| {
        connection.prepare_cached("DELETE FROM series_figure WHERE report = ?1")?.execute([id])?;
        let mut insert =
            connection.prepare_cached("INSERT INTO series_figure (report, block, json) VALUES (?1, ?2, ?3)")?;
        for told in &told {
            let block = scope::block(told);
            insert.execute(params![id, block, serde_json::to_string(told).unwrap_or_default()])?;
            blocks.insert(block);
        }
        Ok(())
    })?;
    Ok(blocks)
}

/// The blocks in which the report `id` has figures.
fn blocks_of(writer: &Writer<'_>, id: &str) -> Result<BTreeSet<String>, RecordError> {
    writer.sqlite(|connection| {
        connection
            .prepare_cached("SELECT DISTINCT block FROM series_figure WHERE report = ?1")?
            .query_map([id], |row| row.get(0))?
            .collect()
    })
}

/// The blocks that must be worked out together with `block`: those of its reports' copies, where it has no place.
pub(super) fn joined(writer: &Writer<'_>, block: &str) -> Result<BTreeSet<String>, RecordError> {
    let mut joined = BTreeSet::from([block.to_owned()]);
    let mut open = vec![block.to_owned()];
    while let Some((head, report)) = open.pop().as_deref().and_then(|block| block.split_once(&format!("|{UNPLACED}"))) {
        let found: Vec<String> = writer.sqlite(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT other.id FROM copies_report AS own JOIN copies_pair AS pair ON pair.a = own.number
                 JOIN copies_report AS other ON other.number = pair.b WHERE own.id = ?1
                 UNION SELECT other.id FROM copies_report AS own JOIN copies_pair AS pair ON pair.b = own.number
                 JOIN copies_report AS other ON other.number = pair.a WHERE own.id = ?1",
            )?;
            statement.query_map([report], |row| row.get(0))?.collect()
        })?;
        for other in found {
            let block = format!("{head}|{UNPLACED}{other}");
            if joined.insert(block.clone()) {
                open.push(block);
            }
        }
    }
    Ok(joined)
}

/// The figures of `blocks`.
pub(super) fn figures(writer: &Writer<'_>, blocks: &BTreeSet<String>) -> Result<Vec<Told>, RecordError> {
    let mut figures = Vec::new();
    for block in blocks {
        let found: Vec<String> = writer.sqlite(|connection| {
            connection
                .prepare_cached("SELECT json FROM series_figure WHERE block = ?1")?
                .query_map([block], |row| row.get(0))?
                .collect()
        })?;
        // Written by this program, in this version of the rules.
        figures.extend(found.iter().filter_map(|json| serde_json::from_str(json).ok()));
    }
    Ok(figures)
}

/// The rows that `blocks` have in the view, each with its block.
pub(super) fn rows(writer: &Writer<'_>, blocks: &BTreeSet<String>) -> Result<BTreeSet<(String, String)>, RecordError> {
    let mut rows = BTreeSet::new();
    for block in blocks {
        writer.sqlite(|connection| {
            let mut statement = connection.prepare_cached("SELECT row FROM series_row WHERE block = ?1")?;
            for row in statement.query_map([block], |row| row.get(0))? {
                rows.insert((block.clone(), row?));
            }
            Ok(())
        })?;
    }
    Ok(rows)
}

/// Notes that `block` has the row `row`.
pub(super) fn keep_row(writer: &Writer<'_>, block: &str, row: &str) -> Result<(), RecordError> {
    writer.sqlite(|connection| {
        connection.prepare_cached("INSERT INTO series_row (block, row) VALUES (?1, ?2)")?.execute([block, row])
    })?;
    Ok(())
}

/// Forgets that `block` has the row `row`.
pub(super) fn forget_row(writer: &Writer<'_>, block: &str, row: &str) -> Result<(), RecordError> {
    writer.sqlite(|connection| {
        connection.prepare_cached("DELETE FROM series_row WHERE block = ?1 AND row = ?2")?.execute([block, row])
    })?;
    Ok(())
}
