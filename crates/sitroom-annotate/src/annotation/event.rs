//! Who did what to whom.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::stance::{Sayer, Stance};
use super::words::{HasWords, Why, Words, has_words};

/// A source or target of an event.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Participant {
    /// Its words.
    #[serde(flatten)]
    pub words: Words,
    /// The actor meant.
    pub actor_i: Option<usize>,
    /// Whether it is a thing: a bridge, a hospital.
    #[serde(default)]
    pub thing: bool,
    /// Whether it is a person given by name.
    #[serde(default)]
    pub named: bool,
}

has_words!(Participant: words);

/// ACLED's event type and sub-event type.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Acled {
    /// Event type.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// Sub-event type.
    pub sub_type: Option<String>,
}

/// Who did what to whom.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Event {
    /// The trigger.
    #[serde(flatten)]
    pub words: Words,
    /// PLOVER type.
    pub plover: Option<String>,
    /// PLOVER mode.
    pub mode: Option<String>,
    /// CAMEO code, where it is determined.
    pub cameo: Option<String>,
    /// ACLED's types.
    pub acled: Acled,
    /// Who did it.
    #[serde(default)]
    pub sources: Vec<Participant>,
    /// To whom or what.
    #[serde(default)]
    pub targets: Vec<Participant>,
    /// With what.
    #[serde(default)]
    pub instrument: Vec<Words>,
    /// PLOVER contexts.
    #[serde(default)]
    pub context: Vec<String>,
    /// Where: the first of `places_i`.
    pub place_i: Option<usize>,
    /// Each place of the act, the most exact named.
    #[serde(default)]
    pub places_i: Vec<usize>,
    /// When.
    pub time_i: Option<usize>,
    /// The same number, the same happening in this report.
    pub incident: Option<usize>,
    /// How the text stands to it.
    pub stance: Stance,
    /// What it hangs on.
    pub condition: Option<Words>,
    /// Who says so, nearest first.
    #[serde(default)]
    pub attribution: Vec<Sayer>,
    /// Whether the text says that it did not happen.
    pub negated: bool,
    /// Whether it is a recap of what was before the news.
    pub background: bool,
    /// Its figures.
    #[serde(default)]
    pub figures_i: Vec<usize>,
    /// Why it stands.
    #[serde(skip)]
    pub why: Why,
}

has_words!(Event: words, sources, targets, instrument, condition, attribution);

/// Any predicate with its stance (`--predicates`).
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Predicate {
    /// The word.
    #[serde(flatten)]
    pub words: Words,
    /// How the text stands to it.
    pub stance: Stance,
    /// Whether the text says that it is not so.
    pub negated: bool,
    /// Where it happened.
    #[serde(default)]
    pub places_i: Vec<usize>,
    /// Why it stands.
    #[serde(skip)]
    pub why: Why,
}

has_words!(Predicate: words);
