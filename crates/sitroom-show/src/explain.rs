//! Why a row stands, told to a person.

use std::fmt::Write;

use serde::Serialize;

use crate::safe;

/// Why a row stands.
#[derive(Clone, Debug, Serialize)]
pub struct Explanation {
    /// The row.
    pub id: String,
    /// What it is: figure, quote, event, ….
    pub kind: String,
    /// The report's id.
    pub report: String,
    /// What is known of the report.
    pub about: String,
    /// The words.
    pub words: String,
    /// First code point of the words.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// The sentence that holds them.
    pub sentence: String,
    /// The row's fields.
    pub fields: Vec<(String, String)>,
    /// The rules and lexicon entries that made it.
    pub reasons: Vec<ReasonTold>,
    /// What made the annotation, and whether the row was made again just now.
    pub maker: String,
    /// What happened to the report in this record: when it came, what it superseded.
    pub history: Vec<String>,
}

/// One step of the making of a row.
#[derive(Clone, Debug, Serialize)]
pub struct ReasonTold {
    /// What was decided.
    pub what: String,
    /// The lexicon entry that fired.
    pub entry: Option<String>,
    /// The words it fired on.
    pub words: Option<String>,
}

impl Explanation {
    /// The explanation for a terminal or a file.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let mut line = |head: &str, value: &str| {
            let _ = writeln!(text, "{head:<10} {}", safe::line(value));
        };
        line(&self.kind, &self.id);
        line("words", &format!("“{}”", self.words));
        if !self.sentence.is_empty() {
            line("sentence", &format!("“{}”", self.sentence));
        }
        line("report", &format!("{} {}–{}; {}", self.report, self.start, self.end, self.about));
        for (name, value) in &self.fields {
            line("", &format!("{name}: {value}"));
        }
        for (i, reason) in self.reasons.iter().enumerate() {
            let entry = reason.entry.as_ref().map(|entry| format!(" [{entry}]")).unwrap_or_default();
            let words = reason.words.as_ref().map(|words| format!(" “{words}”")).unwrap_or_default();
            line(if i == 0 { "because" } else { "" }, &format!("{}{words}{entry}", reason.what));
        }
        line("made by", &self.maker);
        for (i, entry) in self.history.iter().enumerate() {
            line(if i == 0 { "history" } else { "" }, entry);
        }
        text
    }
}
