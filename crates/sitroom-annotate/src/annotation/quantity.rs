//! Counts and measures, of the crisis or not.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::terms::words_enum;
use super::words::{HasWords, Why, Words, has_words};

/// A number as the contract writes it: `80000`, not `80000.0`.
#[derive(Copy, Clone, Debug, PartialEq, PartialOrd, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Number(pub f64);

impl Serialize for Number {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.fract() == 0.0 && self.0.abs() < 9.0e15 {
            serializer.serialize_i64(self.0 as i64)
        } else {
            serializer.serialize_f64(self.0)
        }
    }
}

words_enum! {
    /// What is known of a number beside its value.
    Quantifier { Exact, MoreThan, LessThan, About, Range, Vague }
}

words_enum! {
    /// Direction of a change.
    Change { Up, Down }
}

/// A count or measure, of the crisis or not.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Quantity {
    /// Its words.
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
    /// Direction, where the text tells of a change by or to it.
    pub change: Option<Change>,
    /// What is counted or measured, singular.
    pub unit: Option<String>,
    /// Why it stands.
    #[serde(skip)]
    pub why: Why,
}

has_words!(Quantity: words);
