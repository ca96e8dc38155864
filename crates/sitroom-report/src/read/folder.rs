//! The files of a folder and of the folders in it, sorted by name.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::error::{Fault, ReadError};

/// A file of a folder that was passed over, and why. Naming the file itself reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// The file.
    pub path: PathBuf,
    /// Why.
    pub why: &'static str,
}

/// Goes through a folder. Links are followed; a folder is entered once, however many links lead to it.
pub(super) struct Walk {
    root: PathBuf,
    /// What is still to visit, the next one last.
    ahead: Vec<PathBuf>,
    /// Each folder that was entered: its true path, and the name under which it was entered.
    entered: BTreeMap<PathBuf, PathBuf>,
    found: bool,
    pub(super) skipped: Vec<Skipped>,
}

impl Walk {
    pub(super) fn new(root: PathBuf) -> Self {
        Self { ahead: vec![root.clone()], root, entered: BTreeMap::new(), found: false, skipped: Vec::new() }
    }

    fn enter(&mut self, folder: &Path) -> Result<(), Fault> {
        let truth = folder.canonicalize()?;
        if let Some(before) = self.entered.get(&truth) {
            if folder.starts_with(before) {
                return Err(Fault::Loop(before.display().to_string()));
            }
            self.skipped.push(Skipped { path: folder.to_owned(), why: "a second way to a folder that was read" });
            return Ok(());
        }
        let mut entries: Vec<PathBuf> =
            std::fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<_>>()?;
        entries.sort_by(|a, b| b.file_name().cmp(&a.file_name()));
        self.entered.insert(truth, folder.to_owned());
        self.ahead.append(&mut entries);
        Ok(())
    }
}

impl Iterator for Walk {
    type Item = Result<PathBuf, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        while let Some(path) = self.ahead.pop() {
            let at_root = path == self.root;
            let error = |fault: Fault| ReadError::new(&path.display().to_string(), None, fault);
            if !at_root && path.file_name().is_some_and(is_hidden) {
                self.skipped.push(Skipped { path, why: "hidden" });
                continue;
            }
            let kind = match std::fs::metadata(&path) {
                Ok(metadata) => metadata.file_type(),
                Err(fault) => return Some(Err(error(fault.into()))),
            };
            if kind.is_dir() {
                if let Err(fault) = self.enter(&path) {
                    return Some(Err(error(fault)));
                }
            } else if let Some(why) = passed_over(&path, kind) {
                self.skipped.push(Skipped { path, why });
            } else {
                self.found = true;
                return Some(Ok(path));
            }
        }
        if !std::mem::replace(&mut self.found, true) && !self.entered.is_empty() {
            return Some(Err(ReadError::new(&self.root.display().to_string(), None, Fault::NoReports)));
        }
        None
    }
}

fn is_hidden(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".")
}

/// Why a file in a folder is no report.
fn passed_over(path: &Path, kind: std::fs::FileType) -> Option<&'static str> {
    if !kind.is_file() {
        return Some("not a file");
    }
    let name = path.file_name()?.to_string_lossy().to_ascii_lowercase();
    if name == "readme" || name.starts_with("readme.") {
        return Some("a note about the folder");
    }
    let mut head = [0; 16];
    let database = std::fs::File::open(path)
        .is_ok_and(|mut file| file.read_exact(&mut head).is_ok() && head == *b"SQLite format 3\0");
    (database || name.ends_with("-wal") || name.ends_with("-shm")).then_some("a database")
}
