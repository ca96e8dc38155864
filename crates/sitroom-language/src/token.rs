//! What the tokeniser hands to the encoder.

use sitroom_report::Span;
use smol_str::SmolStr;

/// A token before anything is known of it but where it stands and how it is normally spelt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawToken {
    /// Where it stands, in bytes.
    pub span: Span,
    /// Its normal spelling: lower case, British and American forms alike, contractions written out.
    pub norm: SmolStr,
    /// Whether a single space follows, which is no token of its own.
    pub space_after: bool,
}
