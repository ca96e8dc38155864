//! A folder of its own to run the command in, and what came of running it.

use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// A folder that is gone with the test. The record in it is `sitroom.db`.
pub(crate) struct Room {
    folder: TempDir,
}

/// What a run of the command left behind.
pub(crate) struct Ran {
    arguments: String,
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Room {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// With a file in it.
    pub(crate) fn file(self, name: &str, content: impl AsRef<[u8]>) -> Self {
        fs::write(self.path(name), content).unwrap();
        self
    }

    /// With the sample reports in it, as `reports.jsonl`.
    pub(crate) fn samples(self) -> Self {
        self.file("reports.jsonl", include_bytes!("../../../../samples/reports.jsonl"))
    }

    /// Where `name` is.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The command, ready to run here.
    pub(crate) fn command<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sitroom"));
        command.args(arguments).current_dir(self.folder.path()).stdin(Stdio::null());
        command.env_remove("SITROOM_RECORD").env_remove("SITROOM_ANALYST");
        command
    }

    /// Runs the command.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with(arguments, "")
    }

    /// Runs the command with `input` on its standard input.
    pub(crate) fn run_with(&self, arguments: &[&str], input: impl AsRef<[u8]>) -> Ran {
        let mut command = self.command(arguments);
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("sitroom runs");
        let mut stdin = child.stdin.take().unwrap();
        let input = input.as_ref().to_vec();
        let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
        let output = child.wait_with_output().unwrap();
        writer.join().unwrap();
        Ran {
            arguments: arguments.join(" "),
            code: output.status.code(),
            out: String::from_utf8(output.stdout).expect("output is UTF-8"),
            err: String::from_utf8(output.stderr).expect("messages are UTF-8"),
        }
    }

    /// Every view of the record as JSON Lines.
    pub(crate) fn views(&self) -> Vec<(&'static str, String)> {
        let views = ["reports", "figures", "quotes", "events", "actors", "agreements", "control"];
        views.iter().map(|view| (*view, self.run(&[view, "--format", "jsonl"]).ok().out)).collect()
    }

    /// The files in the folder, sorted.
    pub(crate) fn files(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder.path()).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }
}

impl Ran {
    /// It ended with code 0 and said nothing.
    pub(crate) fn ok(self) -> Self {
        assert_eq!(self.err, "", "sitroom {}", self.arguments);
        self.ended(0)
    }

    /// It ended with `code`.
    pub(crate) fn ended(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "sitroom {}\n{}\n{}", self.arguments, self.out, self.err);
        self
    }

    /// It printed `words`.
    pub(crate) fn prints(self, words: &str) -> Self {
        assert!(self.out.contains(words), "sitroom {}: no {words:?} in\n{}", self.arguments, self.out);
        self
    }

    /// It told `words` on standard error.
    pub(crate) fn tells(self, words: &str) -> Self {
        assert!(self.err.contains(words), "sitroom {}: no {words:?} in\n{}", self.arguments, self.err);
        self
    }

    /// The rows that it printed as JSON Lines.
    pub(crate) fn rows(&self) -> Vec<serde_json::Value> {
        self.out.lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect()
    }
}

/// The bytes of `path`.
pub(crate) fn bytes(path: &Path) -> Vec<u8> {
    fs::read(path).unwrap()
}
