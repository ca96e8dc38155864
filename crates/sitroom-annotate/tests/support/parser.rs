//! Until the model is in the binary: spaCy itself, from the environment variable `SITROOM_SPACY`.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use sitroom_language::{Parsed, ParsedRow};
use sitroom_report::Report;

pub(crate) struct Parser {
    _child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Parser {
    pub(crate) fn new() -> Self {
        let script = std::env::var("SITROOM_SPACY").expect("SITROOM_SPACY names the parser to run");
        let mut child = Command::new(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (input, output) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        Self { _child: child, input, output }
    }

    pub(crate) fn parse(&mut self, report: &Report) -> Parsed {
        let row = serde_json::json!({"id": report.id, "text": report.text.as_str()});
        writeln!(self.input, "{row}").unwrap();
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        let row: ParsedRow = serde_json::from_str(&line).unwrap();
        Parsed::from_row(&row, &report.text).unwrap()
    }
}
