use std::fs;
use std::path::PathBuf;

use clap::Args;

use crate::failure::{Done, Failure};

/// Write the man pages into a folder
#[derive(Args, Debug)]
pub(crate) struct Man {
    /// The folder; it is made where there is none
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

impl Man {
    pub(crate) fn run(&self, command: &clap::Command) -> Result<Done, Failure> {
        fs::create_dir_all(&self.folder).map_err(|error| Failure::file(&self.folder, &error))?;
        clap_mangen::generate_to(command.clone(), &self.folder).map_err(|error| Failure::file(&self.folder, &error))?;
        Ok(Done::Whole)
    }
}
