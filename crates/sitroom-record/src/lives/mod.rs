//! The lives of agreements and the history of control, turn by turn.
//!
//! The way: what each report tells of an agreement or of a place is kept (`told`), with keys that lead tellings which may
//! belong together to each other (`tables`); the tellings of one agreement are gathered by its name, by when and where
//! it was made, and by what "the truce" of a dated report can mean (`identity`), those of a place by the place; and
//! tellings of one turn are folded into one (`turns`), with all who say so and all who dispute it.
//!
//! All of it is a function of the reports that stand: where some of them changed, what shares a key with them is worked
//! out again from the kept tellings.

mod agreements;
mod control;
mod identity;
mod told;
mod turns;

use std::collections::BTreeSet;

use crate::RecordError;
use crate::stage::{Stage, Writer};
use crate::tables::Tables;

/// The kind of the rows that tell the life of an agreement.
pub const AGREEMENTS: &str = "agreements";

/// The kind of the rows that tell who held a place.
pub const CONTROL: &str = "control";

/// Writes the lives of agreements and the histories of control.
pub(crate) struct Lives;

impl Stage for Lives {
    fn name(&self) -> &'static str {
        "lives"
    }

    fn kinds(&self) -> Vec<&'static str> {
        vec![AGREEMENTS, CONTROL]
    }

    fn rules(&self) -> u32 {
        3
    }

    fn reset(&self, writer: &mut Writer<'_>) -> Result<(), RecordError> {
        Tables::new(self.name(), AGREEMENTS).reset(writer)
    }

    fn update(&self, writer: &mut Writer<'_>, changed: &[String]) -> Result<(), RecordError> {
        let (agreements, control) = (Tables::new(self.name(), AGREEMENTS), Tables::new(self.name(), CONTROL));
        let (mut of_agreements, mut of_control) = (BTreeSet::new(), BTreeSet::new());
        for id in changed {
            let stored = writer.report(id)?;
            let entities = stored.as_ref().map(agreements::read).unwrap_or_default();
            of_agreements.extend(agreements.replace(writer, id, &entities)?);
            let tellings = stored.as_ref().map(control::read).unwrap_or_default();
            of_control.extend(control.replace(writer, id, &tellings)?);
        }
        let (of_agreements, of_control) =
            (agreements.parts(writer, of_agreements)?, control.parts(writer, of_control)?);
        agreements.write(writer, &of_agreements, agreements::rows)?;
        control.write(writer, &of_control, control::rows)
    }
}
