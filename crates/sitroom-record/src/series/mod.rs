//! Series: all figures of one measure, population, place and scope, by who says so, and how each relates to those before.

mod bounds;
mod knowledge;
mod relate;
mod rows;
mod scope;
mod setting;
mod table;
mod told;

use std::collections::BTreeSet;

pub use relate::rule;

use crate::RecordError;
use crate::origins::Origins;
use crate::stage::{Stage, Writer};

/// The kind of this stage's rows.
pub const KIND: &str = "series";

/// Finds series.
pub(crate) struct Series;

impl Stage for Series {
    fn name(&self) -> &'static str {
        KIND
    }

    fn rules(&self) -> u32 {
        3
    }

    fn reset(&self, writer: &mut Writer<'_>) -> Result<(), RecordError> {
        table::reset(writer)
    }

    fn update(&self, writer: &mut Writer<'_>, changed: &[String]) -> Result<(), RecordError> {
        let mut touched: BTreeSet<String> = BTreeSet::new();
        for id in changed {
            let stored = writer.report(id)?;
            touched.extend(table::replace(writer, id, stored.as_ref())?);
        }
        while let Some(block) = touched.pop_first() {
            let joined = table::joined(writer, &block)?;
            touched.retain(|block| !joined.contains(block));
            work_out(writer, &joined)?;
        }
        Ok(())
    }
}

/// Makes the rows of `blocks`, which are compared with each other and with nothing else, anew.
fn work_out(writer: &mut Writer<'_>, blocks: &BTreeSet<String>) -> Result<(), RecordError> {
    let figures = table::figures(writer, blocks)?;
    let reports: BTreeSet<String> = figures.iter().map(|told| told.cited.report.clone()).collect();
    let origins = Origins::among(writer, reports.iter().map(String::as_str))?;
    let mut stale = table::rows(writer, blocks)?;
    let (series, twins) = scope::series(figures, &origins);
    let mut points: Vec<_> = series.iter().map(|series| relate::points(series, &twins)).collect();
    relate::across(&series, &mut points);
    for (series, points) in series.iter().zip(&points) {
        let Some((sort, row)) = rows::row(series, points, &origins) else { continue };
        let Some(block) = series.figures.first().map(scope::block) else { continue };
        writer.put(KIND, &sort, &row)?;
        match stale.remove(&row.id) {
            Some(before) if before == block => continue,
            Some(before) => table::forget_row(writer, &before, &row.id)?,
            None => {}
        }
        table::keep_row(writer, &block, &row.id)?;
    }
    for (row, block) in stale {
        writer.remove(KIND, &row)?;
        table::forget_row(writer, &block, &row)?;
    }
    Ok(())
}
