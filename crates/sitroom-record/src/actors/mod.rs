//! Actors across reports: one person or group under its many names and spellings, with its roles over time.
//!
//! The way: every actor that a report calls by a name is kept (`reading`) with keys of how its name sounds; tellings that
//! share one are gathered by `names`: the lexicon's id, the same name in whatever spelling, a surname where only one
//! bearer is known; namesakes of other countries and offices stay apart. `row` tells what is known of each.

mod names;
mod reading;
mod row;

use crate::RecordError;
use crate::stage::{Stage, Writer};
use crate::tables::Tables;

/// The kind of this stage's rows.
pub const KIND: &str = "actors";

/// Gathers actors.
pub(crate) struct Actors;

impl Stage for Actors {
    fn name(&self) -> &'static str {
        KIND
    }

    fn rules(&self) -> u32 {
        1
    }

    fn reset(&self, writer: &mut Writer<'_>) -> Result<(), RecordError> {
        Tables::new(KIND, KIND).reset(writer)
    }

    fn update(&self, writer: &mut Writer<'_>, changed: &[String]) -> Result<(), RecordError> {
        let tables = Tables::new(KIND, KIND);
        let mut keys = tables.copied(writer)?;
        for id in changed {
            let stored = writer.report(id)?;
            let bearers = stored.as_ref().map(reading::read).unwrap_or_default();
            keys.extend(tables.replace(writer, id, &bearers)?);
        }
        for part in tables.parts(writer, keys)? {
            tables.write(writer, &part, row::rows)?;
        }
        Ok(())
    }
}
