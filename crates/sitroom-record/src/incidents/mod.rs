//! Incidents: one happening, merged from the events that several reports tell of it.
//!
//! The way: `telling` reads off each report which happenings it tells of, when and where they were, who took part and
//! what it claims of the dead and wounded, and keeps that in a table; `merging` puts together the tellings of one
//! happening, by story, day, place and names; `toll` counts the dead and wounded of a telling; `row` writes it all down
//! with who says so and why each report was counted in.
//!
//! A report is read once, when it comes or changes. Which tellings are one happening depends on the stories, which any
//! report may change: the merging is done anew from the table, which holds no texts, and only the rows that differ are
//! written. So the rows do not depend on the order in which the reports came.

mod day;
mod merging;
mod reading;
mod row;
mod telling;
mod toll;

use std::collections::BTreeMap;

use rusqlite::params;

use self::telling::Telling;
use crate::stage::{Stage, Writer};
use crate::{RecordError, stories};

/// The kind of this stage's rows.
pub const KIND: &str = "incidents";

/// Finds incidents.
pub(crate) struct Incidents;

impl Stage for Incidents {
    fn name(&self) -> &'static str {
        KIND
    }

    fn rules(&self) -> u32 {
        3
    }

    fn reset(&self, writer: &mut Writer<'_>) -> Result<(), RecordError> {
        writer.sqlite(|connection| {
            connection.execute_batch(
                "DROP TABLE IF EXISTS incidents_telling;
                 CREATE TABLE incidents_telling (report TEXT PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID;",
            )
        })
    }

    fn update(&self, writer: &mut Writer<'_>, changed: &[String]) -> Result<(), RecordError> {
        if changed.is_empty() {
            return Ok(());
        }
        for id in changed {
            let telling = writer.report(id)?.as_ref().and_then(Telling::of);
            let json = telling.and_then(|telling| serde_json::to_string(&telling).ok());
            writer.sqlite(|connection| match json {
                Some(json) => connection
                    .prepare_cached("INSERT OR REPLACE INTO incidents_telling (report, json) VALUES (?1, ?2)")?
                    .execute(params![id, json]),
                None => connection.prepare_cached("DELETE FROM incidents_telling WHERE report = ?1")?.execute([id]),
            })?;
        }
        let tellings: BTreeMap<String, Telling> = tellings(writer)?;
        let incidents = merging::incidents(&tellings, &writer.rows(stories::KIND)?);
        let mut before: BTreeMap<String, _> = writer.rows(KIND)?.into_iter().map(|row| (row.id.clone(), row)).collect();
        for incident in &incidents {
            let row = row::row(writer, &tellings, incident)?;
            if before.remove(&row.id).is_none_or(|before| before != row) {
                writer.put(KIND, &format!("{} {}", row.str("from").unwrap_or("~"), row.id), &row)?;
            }
        }
        for id in before.keys() {
            writer.remove(KIND, id)?;
        }
        Ok(())
    }
}

/// What every report that stands tells, by its id.
fn tellings(writer: &Writer<'_>) -> Result<BTreeMap<String, Telling>, RecordError> {
    let rows: Vec<(String, String)> = writer.sqlite(|connection| {
        let mut statement = connection.prepare("SELECT report, json FROM incidents_telling ORDER BY report")?;
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
    })?;
    Ok(rows.into_iter().filter_map(|(id, json)| Some((id, serde_json::from_str(&json).ok()?))).collect())
}
