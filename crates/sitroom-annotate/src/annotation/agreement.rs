//! Turns in the lives of agreements.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::stance::{Sayer, Stance};
use super::terms::words_enum;
use super::words::{HasWords, Why, Words, has_words};

words_enum! {
    /// What sort of agreement.
    AgreementKind { Ceasefire, Truce, Accord, Memorandum, Zone, Mandate, Resolution, Process, Deal }
}

words_enum! {
    /// Where an agreement stands in its life.
    AgreementState {
        Demanded, Proposed, Negotiated, Failed, Agreed, InForce, Extended, Violated, Suspended, Collapsed, Expired, Mentioned,
    }
}

/// A turn in the life of an agreement.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Agreement {
    /// The mention.
    #[serde(flatten)]
    pub words: Words,
    /// What sort.
    pub kind: AgreementKind,
    /// Its usual name, where it has one.
    pub name: Option<String>,
    /// Who agreed.
    #[serde(default)]
    pub parties_i: Vec<usize>,
    /// Where it holds.
    pub place_i: Option<usize>,
    /// When the turn came.
    pub time_i: Option<usize>,
    /// When it was made, as its phrase says: "an *August* ceasefire", "the deal signed in *2018*".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made_i: Option<usize>,
    /// The same number, the same agreement in this report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entity: Option<usize>,
    /// Whether the text speaks of it as known: "*the* truce", "*that* deal", a name.
    #[serde(default)]
    pub definite: bool,
    /// What was agreed.
    #[serde(default)]
    pub terms: Vec<Words>,
    /// The turn.
    pub state: AgreementState,
    /// Who made the turn: the violator, the one who demands.
    #[serde(default)]
    pub by_i: Vec<usize>,
    /// What it hangs on.
    pub condition: Option<Words>,
    /// How the text stands to it.
    pub stance: Stance,
    /// Who says so, nearest first.
    #[serde(default)]
    pub attribution: Vec<Sayer>,
    /// Why it stands.
    #[serde(skip)]
    pub why: Why,
}

has_words!(Agreement: words, terms, condition, attribution);
