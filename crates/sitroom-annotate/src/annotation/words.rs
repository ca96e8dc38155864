//! Words of the report, and why they make a row.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sitroom_report::Span;

/// Words of the report. Bytes and no text until sealed, code points and the exact text afterwards.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Words {
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// The text there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

impl Words {
    /// The words at `span`, before sealing.
    pub fn at(span: Span) -> Self {
        Self { start: span.start, end: span.end, text: None }
    }

    /// The span in bytes; only meaningful before sealing.
    pub fn span(&self) -> Span {
        Span { start: self.start, end: self.end }
    }

    /// The exact text, once sealed.
    pub fn as_str(&self) -> &str {
        self.text.as_deref().unwrap_or("")
    }
}

impl From<Span> for Words {
    fn from(span: Span) -> Self {
        Self::at(span)
    }
}

/// What holds words of the report.
pub(super) trait HasWords {
    /// Shows each of them to `visit`.
    fn visit_words(&mut self, visit: &mut dyn FnMut(&mut Words));
}

impl HasWords for Words {
    fn visit_words(&mut self, visit: &mut dyn FnMut(&mut Words)) {
        visit(self);
    }
}

impl<T: HasWords> HasWords for Option<T> {
    fn visit_words(&mut self, visit: &mut dyn FnMut(&mut Words)) {
        self.iter_mut().for_each(|some| some.visit_words(visit));
    }
}

impl<T: HasWords> HasWords for Vec<T> {
    fn visit_words(&mut self, visit: &mut dyn FnMut(&mut Words)) {
        self.iter_mut().for_each(|each| each.visit_words(visit));
    }
}

/// Says which fields of a row hold words of the report.
macro_rules! has_words {
    ($row:ident: $($field:ident),+) => {
        impl HasWords for $row {
            fn visit_words(&mut self, visit: &mut dyn FnMut(&mut Words)) {
                $(self.$field.visit_words(visit);)+
            }
        }
    };
}
pub(super) use has_words;

/// Which rule or lexicon entry made a row, for `explain`. Not part of the contract's output.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reason {
    /// What was decided, in plain words: "quantifier: more than", "speaker: subject of the cue".
    pub what: String,
    /// The lexicon entry that fired, as `file:line`.
    pub entry: Option<String>,
    /// The words it fired on, in bytes of the text.
    pub span: Option<Span>,
}

/// Why a row stands.
pub type Why = Vec<Reason>;
