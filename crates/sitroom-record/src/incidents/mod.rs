//! Incidents: one happening, merged from the events that several reports tell of it.
//!
//! The way: `telling` reads off each report which happenings it tells of, when and where they were, who took part and
//! what it claims of the dead and wounded, and keeps that in a table; `merging` puts together the tellings of one
//! happening, by story, day, place and names; `toll` counts the dead and wounded of a telling; `policy` chooses the best
//! of several counts; `row` writes it all down with who says so and why each report was counted in.
//!
//! A report is read once, when it comes or changes, or goes to another story. Only tellings of one story, of the same
//! dead, or of copies may be one happening: what hangs together so with a report that changed is put together anew, from
//! the table, which holds no texts. So the rows do not depend on the order in which the reports came.

mod count;
mod day;
mod merging;
mod policy;
mod reading;
mod row;
mod telling;
mod toll;

use std::collections::BTreeSet;

pub use self::policy::{CountPolicy, UnknownPolicy, under};
use self::telling::Telling;
use crate::RecordError;
use crate::stage::{Stage, Writer};
use crate::tables::Tables;

/// The kind of this stage's rows.
pub const KIND: &str = "incidents";

/// Finds incidents.
pub(crate) struct Incidents;

impl Stage for Incidents {
    fn name(&self) -> &'static str {
        KIND
    }

    fn rules(&self) -> u32 {
        5
    }

    fn reset(&self, writer: &mut Writer<'_>) -> Result<(), RecordError> {
        Tables::new(KIND, KIND).reset(writer)
    }

    fn update(&self, writer: &mut Writer<'_>, changed: &[String]) -> Result<(), RecordError> {
        if changed.is_empty() {
            return Ok(());
        }
        let tables = Tables::new(KIND, KIND);
        let mut again: BTreeSet<String> = changed.iter().cloned().collect();
        again.extend(moved(writer)?);
        let mut keys = BTreeSet::new();
        for id in &again {
            let telling = writer.report(id)?.map(|stored| Telling::of(writer, &stored)).transpose()?.flatten();
            keys.extend(tables.replace(writer, id, telling.as_slice())?);
        }
        let parts = tables.parts(writer, keys)?;
        tables.write(writer, &parts, row::rows)
    }
}

/// The reports that are told of in another story than when they were read.
fn moved(writer: &Writer<'_>) -> Result<Vec<String>, RecordError> {
    let select = "SELECT report.id FROM incidents_told AS one
        JOIN stories_report AS report ON report.id = one.report
        JOIN stories_member AS member ON member.number = report.number
        WHERE NOT EXISTS (SELECT 1 FROM incidents_key WHERE kind = one.kind AND told = one.number AND name = member.story)";
    writer.sqlite(|connection| connection.prepare_cached(select)?.query_map([], |row| row.get(0))?.collect())
}
