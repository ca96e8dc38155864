//! What can go wrong with a record, by whose fault it is.

use std::path::{Path, PathBuf};

/// Whose fault an error is.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// What was asked for cannot be: another file, another id.
    User,
    /// The machine: a full disk, a missing permission, a damaged file.
    Environment,
    /// Ours.
    Bug,
}

/// What is wrong with a record. Every message names the file, the fault and what to do.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// There is no file where one was to be read.
    #[error("record {}: there is none; make one with `sitroom read PATH…` or name another with --record", .0.display())]
    Missing(PathBuf),
    /// The file is something else.
    #[error("record {}: this is not a sitroom record, and was left as it is; name another file with --record", .0.display())]
    Foreign(PathBuf),
    /// A later program wrote it.
    #[error(
        "record {}: it has schema version {found}, this program knows up to {known}; it was left as it is; use a newer sitroom",
        path.display()
    )]
    Newer {
        /// The record.
        path: PathBuf,
        /// Its version.
        found: u32,
        /// The newest version known here.
        known: u32,
    },
    /// Its bytes are not what was written.
    #[error(
        "record {}: it is damaged ({fault}) and was left as it is; restore it from a copy, or read the reports again into a new file",
        path.display()
    )]
    Damaged {
        /// The record.
        path: PathBuf,
        /// What was found.
        fault: String,
    },
    /// No room is left.
    #[error(
        "record {}: no room is left on the disk; what was reported as stored is safe; make room and run the same command again",
        .0.display()
    )]
    Full(PathBuf),
    /// Another program is writing.
    #[error("record {}: another program is writing to it; wait for it to end and run the same command again", .0.display())]
    Busy(PathBuf),
    /// The file may not be read or written.
    #[error("record {}: {fault}; check that the file and its folder exist and may be written", path.display())]
    Access {
        /// The record.
        path: PathBuf,
        /// What the system says.
        fault: String,
    },
    /// A report that is too large for the store.
    #[error("record {}: a report is larger than one row may be (1 GB); split it and read it again", .0.display())]
    TooLarge(PathBuf),
    /// An annotation that does not fit the report it names.
    #[error("annotation of {id}: {fault}; annotate the very text that the record holds")]
    Annotation {
        /// The report.
        id: String,
        /// The fault.
        fault: String,
    },
    /// A correction that cannot be made.
    #[error("{0}")]
    Correction(String),
    /// Anything else that SQLite says: a fault of ours.
    #[error("record {}: {source}; this is a fault of sitroom, please report it", path.display())]
    Store {
        /// The record.
        path: PathBuf,
        /// What SQLite says.
        source: rusqlite::Error,
    },
}

impl RecordError {
    /// Whose fault it is.
    pub fn fault(&self) -> Fault {
        match self {
            Self::Missing(_)
            | Self::Foreign(_)
            | Self::Newer { .. }
            | Self::Annotation { .. }
            | Self::Correction(_) => Fault::User,
            Self::Damaged { .. } | Self::Full(_) | Self::Busy(_) | Self::Access { .. } | Self::TooLarge(_) => {
                Fault::Environment
            }
            Self::Store { .. } => Fault::Bug,
        }
    }

    /// What `source` means for the record at `path`.
    pub(crate) fn from_sqlite(path: &Path, source: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        let path = path.to_owned();
        match source.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                Self::Damaged { path, fault: source.to_string() }
            }
            Some(ErrorCode::DiskFull) => Self::Full(path),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy(path),
            Some(ErrorCode::TooBig) => Self::TooLarge(path),
            Some(
                ErrorCode::CannotOpen
                | ErrorCode::ReadOnly
                | ErrorCode::PermissionDenied
                | ErrorCode::SystemIoFailure
                | ErrorCode::FileLockingProtocolFailed,
            ) => Self::Access { path, fault: source.to_string() },
            _ => Self::Store { path, source },
        }
    }

    /// What the system's `source` means for the record at `path`.
    pub(crate) fn from_io(path: &Path, source: &std::io::Error) -> Self {
        match source.kind() {
            std::io::ErrorKind::StorageFull => Self::Full(path.to_owned()),
            _ => Self::Access { path: path.to_owned(), fault: source.to_string() },
        }
    }
}
