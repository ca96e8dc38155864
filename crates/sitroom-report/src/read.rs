//! Readers: files, folders and standard input in, [`Report`]s out, one at a time and in a fixed order.

mod fields;
mod folder;
mod json;
mod lines;
mod options;
mod plain;
mod table;

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

pub use folder::Skipped;
pub use options::{Columns, ColumnsError, Format, Options};

use crate::error::{Fault, ReadError};
use crate::{Report, encoding};

/// The reports of one file, one by one.
type FileReports = Box<dyn Iterator<Item = Result<Report, ReadError>> + Send>;

/// Reads reports from `paths`: files, folders (everything in them, sorted by name) and `-` for standard input.
///
/// The reports come one by one in the order of the paths; no more than one is held. What cannot be read is an error in
/// its place, and the others go on.
///
/// A file's format is told by its name (`.jsonl`, `.ndjson`, `.json`, `.csv`, `.tsv`), else by its content. Nothing in
/// a folder is left out without a word: [`Reports::skipped`] lists what was passed over.
pub fn reports(paths: impl IntoIterator<Item = impl Into<PathBuf>>, options: &Options) -> Reports {
    let paths: Vec<PathBuf> = paths.into_iter().map(Into::into).collect();
    Reports { paths: paths.into_iter(), options: options.clone(), walk: None, file: None, skipped: Vec::new() }
}

/// The reports of several files and folders; see [`reports`].
pub struct Reports {
    paths: std::vec::IntoIter<PathBuf>,
    options: Options,
    walk: Option<folder::Walk>,
    file: Option<FileReports>,
    skipped: Vec<Skipped>,
}

impl Reports {
    /// What was passed over in folders so far.
    pub fn skipped(&self) -> &[Skipped] {
        &self.skipped
    }
}

impl Iterator for Reports {
    type Item = Result<Report, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(file) = &mut self.file {
                match file.next() {
                    Some(report) => return Some(report),
                    None => self.file = None,
                }
            } else if let Some(walk) = &mut self.walk {
                match walk.next() {
                    Some(Ok(path)) => self.file = Some(open(&path, &self.options)),
                    Some(Err(error)) => return Some(Err(error)),
                    None => {
                        self.skipped.append(&mut walk.skipped);
                        self.walk = None;
                    }
                }
            } else {
                let path = self.paths.next()?;
                if path.is_dir() {
                    self.walk = Some(folder::Walk::new(path));
                } else {
                    self.file = Some(open(&path, &self.options));
                }
            }
        }
    }
}

/// What every reader of one file needs.
struct Source {
    /// The path as it was named, for reports.
    path: String,
    /// The same, for messages.
    name: String,
    options: Options,
}

impl Source {
    fn new(path: &Path, options: &Options) -> Self {
        // "./a//b.txt" and "a/b.txt" are the same name for one file.
        let tidy: PathBuf = path.components().filter(|part| !matches!(part, std::path::Component::CurDir)).collect();
        let path = tidy.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
        let name = if path == "-" { "standard input".to_owned() } else { path.clone() };
        Self { path, name, options: options.clone() }
    }

    fn error(&self, line: Option<u64>, fault: impl Into<Fault>) -> ReadError {
        ReadError::new(&self.name, line, fault)
    }
}

/// The reports of one file, or the one error that keeps it from being read.
fn open(path: &Path, options: &Options) -> FileReports {
    let source = Source::new(path, options);
    let reader: std::io::Result<Box<dyn Read + Send>> = if path.as_os_str() == "-" {
        Ok(Box::new(std::io::stdin()))
    } else {
        File::open(path).map(|file| Box::new(file) as Box<dyn Read + Send>)
    };
    reader
        .map_err(|error| source.error(None, error))
        .and_then(|reader| read(reader, path, source))
        .unwrap_or_else(|error| Box::new(std::iter::once(Err(error))))
}

fn read(mut reader: Box<dyn Read + Send>, path: &Path, source: Source) -> Result<FileReports, ReadError> {
    let (head, reader) = encoding::peek(&mut reader)
        .map(|head| (head.clone(), Box::new(std::io::Cursor::new(head).chain(reader)) as Box<dyn Read + Send>))
        .map_err(|error| source.error(None, error))?;
    if head.is_empty() {
        return Err(source.error(None, Fault::Empty));
    }
    if let Some(kind) = plain::unsupported(&head) {
        return Err(source.error(None, Fault::Unsupported(kind)));
    }
    let format = (source.options.format).or_else(|| Format::of_name(path)).unwrap_or_else(|| Format::of_content(&head));
    let stream = |reader| encoding::stream(reader).map_err(|error| source.error(None, error));
    Ok(match format {
        Format::Text => Box::new(std::iter::once(plain::report(reader, &source))),
        Format::JsonLines => json::lines(stream(reader)?, source)?,
        Format::Json => json::document(stream(reader)?, source)?,
        Format::Csv | Format::Tsv => table::rows(stream(reader)?, format, source)?,
    })
}
