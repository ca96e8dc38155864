//! One report in, its [`Annotated`] record out: a pure function of the report, the model and the lexicons.
//!
//! One file (or folder) an annotator. Each reads the parse and what the annotators before it found, and adds rows to
//! the [`Annotation`]. Knowledge lives in `lexicons/`; this room holds the logic only. It sees one report at a time:
//! whatever needs several is `sitroom-record`'s.

mod annotation;
mod annotator;
mod lexicon;
#[doc(hidden)]
pub mod measured;

mod actors;
mod agreements;
mod casualties;
mod control;
mod cues;
mod events;
mod figures;
mod places;
mod published;
mod quantities;
mod quotes;
mod references;
mod stance;
mod times;

pub use actors::known_actor;
pub use annotation::*;
pub use annotator::{Annotator, AnnotatorError, Options, Reading, VaguePolicy};
pub use cues::Act;
pub use lexicon::{Lexicon, LexiconError, Lexicons, OWN_GAZETTEER, Row};
