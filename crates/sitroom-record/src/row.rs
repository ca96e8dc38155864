//! A row of a view: something found, with the words it rests on.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Words of a stored report that a row rests on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Cited {
    /// The report's id.
    pub report: String,
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// The report's text there.
    pub text: String,
}

/// A row of a view, as `--format jsonl` prints it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// Names the row: the same for the same words of the same report, whatever else the record holds.
    pub id: String,
    /// The words that the row rests on, the ones that say it first; never empty.
    pub spans: Vec<Cited>,
    /// All else, by name.
    #[serde(flatten)]
    pub fields: Map<String, Value>,
}

impl Row {
    /// The field `name`; null where there is none.
    pub fn field(&self, name: &str) -> &Value {
        self.fields.get(name).unwrap_or(&Value::Null)
    }

    /// The field `name` where it is text.
    pub fn str(&self, name: &str) -> Option<&str> {
        self.field(name).as_str()
    }
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident = $name:literal in $list:literal),+ $(,)?) => {
        /// What a row of one report is.
        #[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind { $($(#[$doc])* $variant),+ }

        impl Kind {
            /// Every kind.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// Its name, which begins the ids of its rows.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// The list of the annotation contract that its rows come from.
            pub fn list(self) -> &'static str {
                match self { $(Self::$variant => $list),+ }
            }
        }
    };
}

kinds! {
    /// A temporal expression.
    Time = "time" in "times",
    /// A place.
    Place = "place" in "places",
    /// A mention of an actor.
    Actor = "actor" in "actors",
    /// A count or measure.
    Quantity = "quantity" in "quantities",
    /// A figure.
    Figure = "figure" in "figures",
    /// A quote.
    Quote = "quote" in "quotes",
    /// An event.
    Event = "event" in "events",
    /// People killed or hurt.
    Casualty = "casualty" in "casualties",
    /// A turn in the life of an agreement.
    Agreement = "agreement" in "agreements",
    /// Who holds a place.
    Control = "control" in "control",
}

/// The id of a row of one report: `figure-7c0f12ab34cd56ef-1204-1240`. It names the kind, the key of the report's
/// version, and the words, so that it leads back to them without a table of ids.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowId {
    /// What the row is.
    pub kind: Kind,
    /// The key of the report's version, sixteen hexadecimal digits.
    pub key: String,
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// Which of the rows of this kind at this very span, from 1.
    pub nth: usize,
}

impl fmt::Display for RowId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}-{}-{}", self.kind.name(), self.key, self.start, self.end)?;
        if self.nth > 1 { write!(f, "-{}", self.nth) } else { Ok(()) }
    }
}

impl FromStr for RowId {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut parts = text.split('-');
        let mut part = || parts.next().ok_or(());
        let (kind, key) = (part()?, part()?);
        let (start, end) = (part()?, part()?);
        let nth = parts.next().map_or(Ok(1), |nth| nth.parse().map_err(drop))?;
        let kind = Kind::ALL.iter().copied().find(|known| known.name() == kind).ok_or(())?;
        if parts.next().is_some() || key.len() != 16 || !key.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(());
        }
        let number = |text: &str| text.parse().map_err(drop);
        Ok(Self { kind, key: key.to_owned(), start: number(start)?, end: number(end)?, nth })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_there_and_back() {
        for text in ["figure-7c0f12ab34cd56ef-1204-1240", "quote-0000000000000000-0-9-2"] {
            assert_eq!(text.parse::<RowId>().unwrap().to_string(), text);
        }
        for text in ["", "figure", "figure-7c0f-1-2", "hat-7c0f12ab34cd56ef-1-2", "figure-7c0f12ab34cd56ef-1-2-3-4"] {
            assert!(text.parse::<RowId>().is_err(), "{text}");
        }
    }
}
