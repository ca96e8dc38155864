//! Everything that only reads the record: rows as tables, JSON and CSV, the brief, explanations.
//!
//! This room is responsible for showing what the record holds so that every line leads back to words, and for making
//! hostile text harmless on its way out ([`safe`]). It computes no fact and writes no store.

pub mod actors;
pub mod brief;
pub mod corrections;
pub mod explain;
mod format;
pub mod incidents;
mod json;
pub mod lives;
pub mod safe;
pub mod series;
mod table;
mod view;
mod wording;

pub use format::{Format, UnknownFormat, write_rows};
pub use table::table;
pub use view::{Origin, View};
