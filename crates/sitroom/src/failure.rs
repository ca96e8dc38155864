//! How the command ends: exit codes, and failures by whose fault they are.

use std::io::{self, Write};
use std::process::ExitCode;

use sitroom_annotate::AnnotatorError;
use sitroom_language::ModelError;
use sitroom_record::{Fault, RecordError};
use sitroom_report::{ReadError, Whose};

/// What the exit codes mean, for the help and the man page.
pub(crate) const EXIT_CODES: &str = "\
Exit codes:
  0   all was done
  1   done in part: something that was given could not be read, the rest was done; messages say what
  2   nothing was done: a wrong argument, file or id
  3   the machine failed: a full disk, a missing permission, a damaged record
  70  sitroom failed: please report it";

/// How a command ended that did not fail.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum Done {
    /// All was done.
    Whole,
    /// Something could not be read; messages said what.
    Part,
}

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error("{0}")]
    User(String),
    #[error("{0}")]
    Environment(String),
    #[error("{0}")]
    Bug(String),
    #[error(transparent)]
    Record(#[from] RecordError),
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error(transparent)]
    Annotator(#[from] AnnotatorError),
    #[error(transparent)]
    Gazetteer(#[from] sitroom_gazetteer::GazetteerError),
    #[error(transparent)]
    Model(#[from] ModelError),
    /// Already told by the argument parser.
    #[error("a wrong argument")]
    Usage,
    /// Whoever read our output has heard enough.
    #[error("the output was closed")]
    Closed,
    /// Already told by the hook.
    #[error("a fault of sitroom")]
    Panic,
}

impl Failure {
    /// A failure to write standard output.
    pub(crate) fn output(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::Closed,
            _ => Self::Environment(format!("standard output: {error}; check where it goes and run the command again")),
        }
    }

    /// A failure to write the file `name`.
    pub(crate) fn file(name: &std::path::Path, error: &io::Error) -> Self {
        Self::Environment(format!(
            "{}: {error}; check that the folder exists, may be written and has room",
            name.display()
        ))
    }

    fn code(&self) -> u8 {
        match self {
            Self::Closed => 0,
            Self::User(_) | Self::Usage | Self::Annotator(_) | Self::Model(_) | Self::Gazetteer(_) => 2,
            Self::Environment(_) => 3,
            Self::Bug(_) | Self::Panic => 70,
            Self::Record(error) => match error.fault() {
                Fault::User => 2,
                Fault::Environment => 3,
                Fault::Bug => 70,
            },
            Self::Read(error) => match error.whose() {
                Whose::User => 2,
                Whose::Environment => 3,
                Whose::Bug => 70,
            },
        }
    }
}

/// Prints what has to be said, and says how the command ended.
pub(crate) fn exit_code(ended: Result<Done, Failure>) -> ExitCode {
    match ended {
        Ok(Done::Whole) => ExitCode::SUCCESS,
        Ok(Done::Part) => ExitCode::from(1),
        Err(failure) => {
            if !matches!(failure, Failure::Closed | Failure::Panic | Failure::Usage) {
                say(&format!("sitroom: {failure}"));
            }
            ExitCode::from(failure.code())
        }
    }
}

/// A message for people, on standard error. Text of files and reports in it cannot act on the terminal.
pub(crate) fn say(message: &str) {
    let safe: Vec<_> = message.lines().map(sitroom_show::safe::line).collect();
    // Where standard error is closed nobody can be told.
    let _ = writeln!(io::stderr(), "{}", safe.join("\n"));
}

/// Panics are told as what they are, on one line.
pub(crate) fn tell_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(|place| format!(" at {}:{}", place.file(), place.line())).unwrap_or_default();
        let message = panic.payload_as_str().unwrap_or("no message");
        say(&format!("sitroom: a fault of sitroom{place}: {message}; please report it"));
    }));
}
