//! How the text stands to a fact, and who says so.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::terms::words_enum;
use super::words::{HasWords, Words, has_words};

words_enum! {
    /// How the text stands to a fact.
    Stance { Asserted, Attributed, Denied, Alleged, Reported, Planned, Threatened, Demanded, Feared, Conditional, Background }
}

/// A link of an attribution chain.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Sayer {
    /// Who says so, in the text's words.
    #[serde(flatten)]
    pub words: Words,
    /// The actor meant.
    pub actor_i: Option<usize>,
}

has_words!(Sayer: words);
