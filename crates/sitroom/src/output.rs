//! Standard output: whole, quick, and quiet when its reader has gone.

use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write};

use crate::failure::Failure;

/// Standard output, buffered.
pub(crate) struct Output {
    out: BufWriter<StdoutLock<'static>>,
}

impl Output {
    pub(crate) fn new() -> Self {
        Self { out: BufWriter::with_capacity(1 << 16, io::stdout().lock()) }
    }

    /// Writes `bytes`.
    pub(crate) fn write(&mut self, bytes: impl AsRef<[u8]>) -> Result<(), Failure> {
        self.out.write_all(bytes.as_ref()).map_err(|error| Failure::output(&error))
    }

    /// Lets `work` write.
    pub(crate) fn with(&mut self, work: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
        work(&mut self.out).map_err(|error| Failure::output(&error))
    }

    /// Hands everything on; call it last, and wherever somebody may be waiting.
    pub(crate) fn flush(&mut self) -> Result<(), Failure> {
        self.out.flush().map_err(|error| Failure::output(&error))
    }
}

/// Prints `text` and ends.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    let mut out = Output::new();
    out.write(text)?;
    out.flush()
}

/// The width of the terminal, where standard output is one.
pub(crate) fn width() -> Option<usize> {
    io::stdout().is_terminal().then(|| usize::from(console::Term::stdout().size().1))
}
