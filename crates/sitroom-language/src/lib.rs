//! Language without crises: tokens, tags, dependency trees, sentences and names of an English text.
//!
//! This room turns a string into [`Parsed`]. It knows nothing of reports' metadata or of what words mean for a
//! crisis; `sitroom-annotate` stands on it.

mod labels;
mod model;
mod parsed;
mod token;

pub use labels::{Dep, NameLabel, Pos};
pub use model::{Model, ModelError};
pub use parsed::{Chunk, Name, Parsed, ParsedError, ParsedRow, Token};
pub use token::RawToken;
