//! Series: all figures of one measure, population, place and scope, by who says so, and how each relates to those before.
//!
//! "Why is this figure different from the previous one?" is answered in four steps, each a module:
//!
//! 1. `told` reads the figures of each report: how many, of whom, where, over which time, as of which day, who says so.
//!    `setting` fills in what a report has said just before ("the toll rose to 18"), marked with how it is known.
//! 2. `scope` sorts figures that count the same into series. `lexicons/series/` names what counts the same: IDMC's
//!    reporting terms (IDMC, #IDETECT, 2017, and the methodology of its Global Report on Internal Displacement) put
//!    *displaced* and *forced to flee* in one family, while those *evacuated*, *sheltered* or *in relief camps* are a part of the
//!    displaced, households are no persons, and a stock at a moment is no flow over a period (International
//!    Recommendations on IDP Statistics, Expert Group on Refugee, IDP and Statelessness Statistics, 2020).
//! 3. `relate` sets each figure against those before it, with numbers compared as `bounds` says: the last one that stands of each
//!    source, never one that its own source has superseded. Casualty recorders keep every account beside the others in
//!    the same way (Every Casualty, "Standards for Casualty Recording", 2016); ACLED takes the lowest number where reports
//!    differ and keeps the rest in a note (ACLED codebook, "Fatalities"), which this does not.
//! 4. `rows` writes them down with the rule of each relation and the words on both sides.
//!
//! What is not told as something that is so (denied, feared, planned, on a condition, a forecast) stands in its series, is marked
//! and relates to nothing. Nothing is averaged, nothing left out, and no number is picked as the best: `best` is null.
//! Copies, and who gives a number again without saying whose it is, never raise the count of origins.
//!
//! The stage keeps the figures of every report in a table by block: measures that may be compared, unit, country. When reports
//! come or go it works out the blocks that they touch, and no other.

mod bounds;
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
        6
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
        let (mut before, mut now) = (BTreeSet::new(), BTreeSet::new());
        while let Some(block) = touched.pop_first() {
            let joined = table::joined(writer, &block)?;
            touched.retain(|block| !joined.contains(block));
            before.append(&mut table::rows(writer, &joined)?);
            now.append(&mut work_out(writer, &joined)?);
        }
        // A row may go from one block to another: none is taken away before all are made.
        let standing: BTreeSet<&String> = now.iter().map(|(_, row)| row).collect();
        for (block, row) in before.difference(&now) {
            table::forget_row(writer, block, row)?;
            if !standing.contains(row) {
                writer.remove(KIND, row)?;
            }
        }
        for (block, row) in now.difference(&before) {
            table::keep_row(writer, block, row)?;
        }
        Ok(())
    }
}

/// Makes the rows of `blocks`, which are compared with each other and with nothing else, anew. Gives each with its block.
fn work_out(writer: &mut Writer<'_>, blocks: &BTreeSet<String>) -> Result<BTreeSet<(String, String)>, RecordError> {
    let figures = table::figures(writer, blocks)?;
    let reports: BTreeSet<String> = figures.iter().map(|told| told.cited.report.clone()).collect();
    let origins = Origins::among(writer, reports.iter().map(String::as_str))?;
    let (series, twins) = scope::series(figures, &origins);
    let mut points: Vec<_> = series.iter().map(|series| relate::points(series, &twins)).collect();
    relate::across(&series, &mut points);
    let mut made = BTreeSet::new();
    for (series, points) in series.iter().zip(&points) {
        let Some((sort, row)) = rows::row(series, points, &origins) else { continue };
        let Some(block) = series.figures.first().map(scope::block) else { continue };
        writer.put(KIND, &sort, &row)?;
        made.insert((block, row.id));
    }
    Ok(made)
}
