//! One received text and what is known of it.

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
    /// ISO 639-1 code of the detected language.
    pub language: Option<String>,
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
            notes: Vec::new(),
        }
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
