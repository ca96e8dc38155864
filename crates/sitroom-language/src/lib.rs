//! Language without crises: tokens, tags, dependency trees, sentences and names of an English text.
//!
//! This room turns a string into [`Parsed`]. It knows nothing of reports' metadata or of what words mean for a
//! crisis; `sitroom-annotate` stands on it.

mod hash;
mod kernels;
mod labels;
mod language;
mod model;
mod morphology;
mod neural;
mod newsroom;
mod parsed;
mod tables;
mod token;
mod tokeniser;

pub use kernels::Path;
pub use labels::{Dep, NameLabel, Pos};
pub use language::Language;
pub use model::{Model, ModelError};
pub use morphology::Morphology;
pub use parsed::{Chunk, Name, Parsed, ParsedError, ParsedRow, Token};
pub use tables::TableError;
pub use token::RawToken;
pub use tokeniser::Tokeniser;
