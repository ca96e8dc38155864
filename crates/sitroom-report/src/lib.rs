//! What was received: a [`Report`] with its stored [`Text`], [`Span`]s of that text, and the readers that make
//! reports of files.
//!
//! This room is responsible for taking bytes in without losing any, and for offsets. It leaves language to
//! `sitroom-language` and meaning to `sitroom-annotate`.

mod date;
mod encoding;
mod error;
mod identity;
mod language;
mod read;
mod report;
mod span;
mod text;

pub use date::{date_in_url, date_in_words, month_number, read_date};
pub use error::{Fault, ReadError, Whose};
pub use identity::{content_id, report_id};
pub use language::{Detected, detect_language};
pub use read::{Columns, ColumnsError, Format, Options, Reports, Skipped, reports};
pub use report::{Basis, Note, Precision, Published, Report};
pub use span::{PointSpan, Span};
pub use text::Text;
