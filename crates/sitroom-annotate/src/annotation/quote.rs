//! Somebody's words.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::stance::Sayer;
use super::terms::words_enum;
use super::words::{HasWords, Why, Words, has_words};
use crate::cues::Act;

words_enum! {
    /// Whether the words are given, told, or both.
    QuoteForm { Direct, Indirect, Mixed }
}

words_enum! {
    /// The way by which words went out.
    Channel { Tweet, Call, Statement, Interview, Briefing, Speech, Letter, Report, Media, Talks }
}

/// Somebody's words.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Quote {
    /// What was said.
    #[serde(flatten)]
    pub words: Words,
    /// Given, told, or both.
    pub form: QuoteForm,
    /// Who said it.
    pub speaker: Option<Sayer>,
    /// The word that tells of saying.
    pub cue: Option<Words>,
    /// To whom.
    pub addressee_i: Option<usize>,
    /// When.
    pub time_i: Option<usize>,
    /// By which way.
    pub channel: Option<Channel>,
    /// What the speaker does: says, claims, denies, demands. Not part of the contract's output.
    #[serde(skip)]
    pub act: Act,
    /// Why it stands.
    #[serde(skip)]
    pub why: Why,
}

has_words!(Quote: words, speaker, cue);
