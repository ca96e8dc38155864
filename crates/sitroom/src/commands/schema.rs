use clap::Args;
use schemars::schema_for;
use sitroom_annotate::Annotated;

use crate::failure::{Done, Failure};
use crate::output::print;

/// Print the JSON Schema of an annotation
#[derive(Args, Debug)]
pub(crate) struct Schema {}

impl Schema {
    pub(crate) fn run(&self) -> Result<Done, Failure> {
        let schema = serde_json::to_string_pretty(&schema_for!(Annotated))
            .map_err(|error| Failure::Bug(format!("the schema cannot be printed: {error}; please report it")))?;
        print(&(schema + "\n"))?;
        Ok(Done::Whole)
    }
}
