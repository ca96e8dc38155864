//! Numbers that count people or things in the crisis.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::quantity::{Change, Number, Quantifier};
use super::stance::{Sayer, Stance};
use super::terms::words_enum;
use super::words::{HasWords, Why, Words, has_words};

words_enum! {
    /// What a figure counts, with IDMC's terms for displacement.
    Measure {
        Killed, Injured, Missing, Detained, Displaced, Evacuated, ForcedToFlee, Relocated, Sheltered, InCamp, Returned,
        Refugee, Homeless, Affected, HousingDestroyed, HousingDamaged, InNeed, Population, Other,
    }
}

words_enum! {
    /// Whether a figure is a state at a moment, a movement over a period, a forecast or a difference.
    FigureKind { Stock, Flow, Projection, Change }
}

/// A part of another figure.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Share {
    /// The figure that this one is a share of.
    pub figure_i: Option<usize>,
    /// How much of it, in percent.
    pub percent: Option<Number>,
}

/// A number that counts people or things in the crisis.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Figure {
    /// Its words, from quantifier to counted noun.
    #[serde(flatten)]
    pub words: Words,
    /// The number that the text gives.
    pub value: Option<Number>,
    /// Lower bound.
    pub low: Option<Number>,
    /// Upper bound.
    pub high: Option<Number>,
    /// What is known of the number beside its value.
    pub quantifier: Quantifier,
    /// person, household, housing, or another countable in the singular.
    pub unit: Option<String>,
    /// What is counted.
    pub measure: Measure,
    /// Whom it counts: civilians, children, fighters.
    pub population: Option<String>,
    /// The figure that this one is a share of.
    pub share_of: Option<Share>,
    /// Stock, flow, projection or change.
    pub kind: Option<FigureKind>,
    /// Direction, where it is one.
    pub change: Option<Change>,
    /// Where.
    pub place_i: Option<usize>,
    /// Where they came from.
    pub origin_i: Option<usize>,
    /// Where they went.
    pub destination_i: Option<usize>,
    /// As of when.
    pub time_i: Option<usize>,
    /// Since when.
    pub since_i: Option<usize>,
    /// What brought it about, in the text's words.
    pub cause: Option<Words>,
    /// What it hangs on.
    pub condition: Option<Words>,
    /// How the text stands to it.
    pub stance: Stance,
    /// Whether it is a recap of what was before the news.
    pub background: bool,
    /// Who says so, nearest first.
    #[serde(default)]
    pub attribution: Vec<Sayer>,
    /// The policy by which vague words became `low` and `high`.
    pub policy: Option<String>,
    /// People per household, where the text gives it and `unit` is household.
    pub household_size: Option<Number>,
    /// How many people these households are; never in the place of `value`.
    pub persons: Option<Number>,
    /// How `persons` is known: "given" by the text, or from "household_size".
    pub persons_basis: Option<String>,
    /// Why it stands.
    #[serde(skip)]
    pub why: Why,
}

has_words!(Figure: words, cause, condition, attribution);
