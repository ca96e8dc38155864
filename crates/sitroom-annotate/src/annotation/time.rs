//! Temporal expressions.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::terms::words_enum;
use super::words::{HasWords, Why, Words, has_words};

words_enum! {
    /// TIMEX3 type.
    TimeType { Date, Time, Duration, Set }
}

impl TimeType {
    /// The type as TIMEX3 writes it.
    pub fn timex(self) -> &'static str {
        match self {
            Self::Date => "DATE",
            Self::Time => "TIME",
            Self::Duration => "DURATION",
            Self::Set => "SET",
        }
    }
}

fn timex_type<S: serde::Serializer>(kind: &TimeType, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(kind.timex())
}

fn read_timex_type<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<TimeType, D::Error> {
    let text = String::deserialize(deserializer)?;
    TimeType::parse(&text.to_ascii_lowercase())
        .ok_or_else(|| serde::de::Error::custom(format!("unknown TIMEX3 type {text:?}")))
}

/// A temporal expression.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Time {
    /// The expression.
    #[serde(flatten)]
    pub words: Words,
    /// TIMEX3 type.
    #[serde(rename = "type", serialize_with = "timex_type", deserialize_with = "read_timex_type")]
    #[schemars(with = "String")]
    pub kind: TimeType,
    /// TIMEX3 value.
    pub value: Option<String>,
    /// First day meant, ISO 8601, where the text settles one.
    pub from: Option<String>,
    /// Last day meant.
    pub to: Option<String>,
    /// TIMEX3 modifier: START, MID, END, APPROX, BEFORE, AFTER, ON_OR_BEFORE, ….
    #[serde(rename = "mod")]
    pub modifier: Option<String>,
    /// Why it stands.
    #[serde(skip)]
    pub why: Why,
}

has_words!(Time: words);
