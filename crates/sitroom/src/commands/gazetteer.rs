use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use sitroom_annotate::OWN_GAZETTEER;
use sitroom_gazetteer::{Gazetteer, GazetteerError, Packer, read};

use crate::failure::{Done, Failure, say};
use crate::output::print;

/// Add places of your own: villages, camps, crossings
#[derive(Args, Debug)]
pub(crate) struct GazetteerArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand, Debug)]
enum What {
    /// Add the places of files to the gazetteer in your folder of lexicons
    ///
    /// A file is a country file of GeoNames (SY.txt), a table of OCHA's Common Operational Datasets with P-codes (CSV),
    /// GeoJSON, or a CSV with the columns name, lat, lon and, where known, names (separated by |), kind, country, id,
    /// pcode, population. Every row keeps its file's name as its source. A row with a known id takes the place of the
    /// former. Annotate with the same --lexicon DIR to use them: they come before the places in the program.
    Add {
        /// The files
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// Your folder of lexicons; the places go to its file gazetteer.sitroom
        #[arg(long, value_name = "DIR")]
        lexicon: PathBuf,
    },
}

impl GazetteerArgs {
    pub(crate) fn run(&self) -> Result<Done, Failure> {
        let What::Add { files, lexicon } = &self.what;
        let own = lexicon.join(OWN_GAZETTEER);
        let mut packer = Packer::default();
        if own.exists() {
            packer.add_all(&Gazetteer::open(&own)?);
        }
        let before = packer.len();
        let mut unread = false;
        for file in files {
            match places(file) {
                Ok(places) => places.into_iter().for_each(|place| packer.add(place)),
                Err(error) => {
                    say(&format!("sitroom: {error}"));
                    unread = true;
                }
            }
        }
        let after = packer.len();
        if unread && after == before {
            return Err(Failure::User("no place was added".to_owned()));
        }
        write(&own, &packer.pack()?)?;
        print(&format!("{} places added, {after} in {}\n", after - before, own.display()))?;
        Ok(if unread { Done::Part } else { Done::Whole })
    }
}

fn places(file: &Path) -> Result<Vec<sitroom_gazetteer::Place>, GazetteerError> {
    let shown = file.display().to_string();
    let text = fs::read_to_string(file).map_err(|source| GazetteerError::File { file: shown.clone(), source })?;
    let name = file.file_name().map_or(shown, |name| name.to_string_lossy().into_owned());
    read::places(&text, &name)
}

/// Writes the whole file or none of it.
fn write(file: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let folder = file.parent().unwrap_or(Path::new("."));
    let whole = || {
        fs::create_dir_all(folder)?;
        let mut temporary = tempfile::NamedTempFile::new_in(folder)?;
        temporary.write_all(bytes)?;
        temporary.persist(file).map_err(|error| error.error).map(|_| ())
    };
    whole().map_err(|error: std::io::Error| Failure::file(file, &error))
}
