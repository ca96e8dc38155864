//! One received text and what is known of it.

use std::borrow::Cow;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::Text;

/// One received text with what is known of it. What is not known is `None`: nothing here is guessed.
#[derive(Clone, Debug)]
pub struct Report {
    /// The id that came with the report, else one made of its content and path.
    pub id: String,
    /// The text as received (or, for HTML and the like, as extracted); all offsets are into it.
    pub text: Text,
    /// The headline, where one was given.
    pub title: Option<String>,
    /// The report's own date and how it is known.
    pub published: Option<Published>,
    /// Where it was found.
    pub url: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// The file it came from, as it was named to us.
    pub path: Option<String>,
    /// ISO 639-1 code of the detected language; `None` where it is not sure.
    pub language: Option<String>,
    /// The bytes as received, kept where decoding them changed anything. `None`: the text's own bytes are what came.
    pub received: Option<Arc<[u8]>>,
    /// What went wrong or was done on the way in.
    pub notes: Vec<Note>,
}

impl Report {
    /// A report of which nothing is known but its id and text.
    pub fn new(id: impl Into<String>, text: impl Into<Text>) -> Self {
        Self {
            id: id.into(),
            text: text.into(),
            title: None,
            published: None,
            url: None,
            outlet: None,
            path: None,
            language: None,
            received: None,
            notes: Vec::new(),
        }
    }

    /// How much of a report is annotated unless told otherwise: a mebibyte, some hundred and seventy thousand words.
    pub const HEAD: usize = 1 << 20;

    /// Whether to annotate it: it is in English, or nothing says that it is not.
    pub fn may_be_english(&self) -> bool {
        self.language.as_deref().is_none_or(|language| language == "en")
    }

    /// The report as it is annotated: itself, or where its text is longer than `longest` bytes its head, cut at the end
    /// of a line or sentence where one is near, with a note `truncated`. Offsets into the head are offsets into the
    /// report. The whole text stays stored.
    pub fn head(&self, longest: usize) -> Cow<'_, Self> {
        let text = self.text.as_str();
        if text.len() <= longest {
            return Cow::Borrowed(self);
        }
        let head = &text[..text.floor_char_boundary(longest)];
        let near = head.ceil_char_boundary(head.len() - head.len() / 10);
        let end = (head[near..].rfind('\n').map(|at| near + at + 1))
            .or_else(|| head[near..].rfind(". ").map(|at| near + at + 2))
            .unwrap_or(head.len());
        let mut report = self.clone();
        report.text = Text::from(&head[..end]);
        report.notes.push(Note::new(
            "truncated",
            format!(
                "the text has {} bytes: all are stored, and the first {end} are annotated; split it to have all annotated",
                text.len()
            ),
        ));
        Cow::Owned(report)
    }
}

/// A report's own date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Published {
    /// ISO 8601, as exact as it is known: `2020-02-17`, `2020-02`, `2020`.
    pub date: String,
    /// How exact it is.
    pub precision: Precision,
    /// How it is known.
    pub basis: Basis,
}

/// How exact a date is.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    /// A day.
    Day,
    /// A month.
    Month,
    /// A year.
    Year,
}

/// How a report's date is known.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// It came with the report.
    Given,
    /// A byline or dateline in the text says so.
    Byline,
    /// Its URL says so.
    Url,
    /// The dates in the text settle it.
    Text,
}

/// Something that a reader of the record should know of a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Note {
    /// A short, stable word: `truncated`, `encoding`, `language`.
    pub kind: String,
    /// What happened, and what to do about it.
    pub text: String,
}

impl Note {
    /// A note of `kind` that says `text`.
    pub fn new(kind: impl Into<String>, text: impl Into<String>) -> Self {
        Self { kind: kind.into(), text: text.into() }
    }
}
