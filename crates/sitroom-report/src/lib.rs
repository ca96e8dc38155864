//! What was received: a [`Report`] with its stored [`Text`], [`Span`]s of that text, and the readers that make
//! reports of files.
//!
//! This room is responsible for taking bytes in without losing any, and for offsets. It leaves language to
//! `sitroom-language` and meaning to `sitroom-annotate`.

mod report;
mod span;
mod text;

pub use report::{Basis, Note, Precision, Published, Report};
pub use span::{PointSpan, Span};
pub use text::Text;
