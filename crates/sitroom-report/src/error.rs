//! What can go wrong on the way in. Every message names the file (and line), the fault, and what to do.

use std::fmt;
use std::io;

/// Whose fault an error is.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Whose {
    /// What was asked for, or the file that was given, is at fault.
    User,
    /// The machine is: a disk, a permission.
    Environment,
    /// We are.
    Bug,
}

/// A report, or a whole file, that could not be read. The others go on.
#[derive(Debug)]
pub struct ReadError {
    /// The file as it was named, or `standard input`.
    pub path: String,
    /// The line, from 1, where the file has several reports.
    pub line: Option<u64>,
    /// What is wrong.
    pub fault: Fault,
}

impl ReadError {
    pub(crate) fn new(path: &str, line: Option<u64>, fault: impl Into<Fault>) -> Self {
        Self { path: path.to_owned(), line, fault: fault.into() }
    }

    /// Whose fault it is.
    pub fn whose(&self) -> Whose {
        match &self.fault {
            Fault::Permission | Fault::System(_) => Whose::Environment,
            _ => Whose::User,
        }
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A path is somebody's text as much as a report is: control characters never reach a terminal.
        for char in self.path.chars() {
            if char.is_control() {
                write!(f, "{}", char.escape_default())?;
            } else {
                write!(f, "{char}")?;
            }
        }
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        write!(f, ": {}", self.fault)
    }
}

impl std::error::Error for ReadError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.fault {
            Fault::System(error) => Some(error),
            _ => None,
        }
    }
}

/// What is wrong with a report or a file, and what to do about it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// There is no such file.
    #[error("there is no such file or folder; check the name")]
    Missing,
    /// The file may not be read.
    #[error("no permission to read it; give yourself read permission (chmod u+r) and read it again")]
    Permission,
    /// A folder holds itself.
    #[error("this folder leads back to {0}, which holds it; remove the link, nothing behind it was left out")]
    Loop(String),
    /// A folder without any file to read.
    #[error("the folder holds no report; check the name, or name hidden files themselves")]
    NoReports,
    /// The file has no byte.
    #[error("the file is empty; download or export it again")]
    Empty,
    /// The text is longer than the limit.
    #[error("{what} is longer than {limit} bytes and was not read; split it into several reports")]
    TooLong {
        /// `the file`, `the line`, `the row`.
        what: &'static str,
        /// The limit.
        limit: u64,
    },
    /// The file is of a kind that no reader takes.
    #[error("this is {0}, which is not read yet; give its text as a .txt file or in JSON Lines")]
    Unsupported(&'static str),
    /// The file is no text.
    #[error("this does not look like text ({0} percent of it are control characters); give a text file")]
    NotText(u8),
    /// A JSON object that ends before its closing brace.
    #[error("the JSON object is cut off in the middle; download or export the file again, this line was left out")]
    CutJson,
    /// A line that is no JSON.
    #[error("not JSON ({0}); each line must be one object such as {{\"text\": \"…\"}}, this line was left out")]
    NotJson(String),
    /// JSON, but no object.
    #[error("JSON, but {0} and no object; each report must be an object such as {{\"text\": \"…\"}}")]
    NotObject(&'static str),
    /// A row without a text.
    #[error("no text in {field:?}{found}; name the right field with --columns text=NAME")]
    NoText {
        /// The field or column that should hold it.
        field: String,
        /// What stands there instead, as a parenthesis.
        found: String,
    },
    /// A table without a column that it should have.
    #[error("no column {column:?}; it has {present}; name the right one with --columns {field}=NAME")]
    NoColumn {
        /// The column looked for.
        column: String,
        /// The field of a report that it should fill.
        field: &'static str,
        /// The columns there are.
        present: String,
    },
    /// A row with more cells than the table has columns.
    #[error(
        "{cells} cells where the head names {columns} columns; put quotation marks round cells that hold the \
         separator, this row was left out"
    )]
    Cells {
        /// Cells in the row.
        cells: usize,
        /// Columns in the head.
        columns: usize,
    },
    /// What the system says when reading fails.
    #[error("cannot be read ({0}); check the disk, the network share or the device, and read it again")]
    System(io::Error),
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::Missing,
            io::ErrorKind::PermissionDenied => Self::Permission,
            _ => Self::System(error),
        }
    }
}
