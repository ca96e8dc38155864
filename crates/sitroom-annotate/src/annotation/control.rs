//! Who holds which place.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::stance::{Sayer, Stance};
use super::terms::words_enum;
use super::words::{HasWords, Why, Words, has_words};

words_enum! {
    /// What became of the control of a place.
    ControlChange { Held, Taken, Lost, Contested, Besieged, HandedOver }
}

/// Who holds a place.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Control {
    /// The words that say so.
    #[serde(flatten)]
    pub words: Words,
    /// Who holds it.
    pub holder_i: Option<usize>,
    /// Who holds it, in words that are no mention of an actor: "*rebel*-held".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder_words: Option<Words>,
    /// The place.
    pub place_i: Option<usize>,
    /// What is held, where that is only some of the place or stands there: "*dozens of villages* in the north".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<Words>,
    /// When, or since when.
    pub time_i: Option<usize>,
    /// How the text stands to it.
    pub stance: Stance,
    /// Who says so, nearest first.
    #[serde(default)]
    pub attribution: Vec<Sayer>,
    /// What became of it.
    pub change: ControlChange,
    /// Why it stands.
    #[serde(skip)]
    pub why: Why,
}

has_words!(Control: words, holder_words, part, attribution);
