//! Across reports: the store, and what only several reports together can tell.
//!
//! This room is responsible for the [`Record`], one SQLite file that keeps every report as it was received, its
//! annotation, [corrections] by analysts that are laid over it, a log of what was done, and what the [stages](stage)
//! derive from all reports together: copies, stories, incidents, series, the lives of agreements. It is the only room that sees several reports and the only
//! one that writes the store. It leaves reading files to `sitroom-report`, finding things in one report to
//! `sitroom-annotate`, and every page and table to `sitroom-show`.
//!
//! ```
//! use sitroom_annotate::{Annotation, CONTRACT};
//! use sitroom_record::{Arrival, Record};
//! use sitroom_report::Report;
//!
//! let folder = tempfile::tempdir()?;
//! let mut record = Record::open(&folder.path().join("sitroom.db"))?;
//! let report = Report::new("a", "More than 80,000 people fled.");
//! let annotation = Annotation { contract: CONTRACT, id: "a".into(), ..Annotation::default() };
//! let annotated = annotation.seal(&report.text);
//! record.take_in(&[Arrival { report: &report, annotated: Some(&annotated), maker: "by hand" }])?;
//! record.bring_up_to_date()?;
//! assert_eq!(record.report("a")?.expect("it was stored").report.text.as_str(), "More than 80,000 people fled.");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod country;
mod error;
mod former;
mod knowledge;
mod location;
mod origins;
mod row;
mod rows;
mod sayer;
pub mod stage;
mod store;
mod tables;

pub mod actors;
pub mod copies;
pub mod corrections;
pub mod incidents;
pub mod lives;
pub mod series;
pub mod stories;

pub use error::{Fault, RecordError};
pub use knowledge::use_lexicons;
pub use row::{Cited, Kind, Row, RowId};
pub use rows::rows_of;
pub use store::{Arrival, Check, Head, LogEntry, Outcome, Record, SCHEMA_VERSION, Status, Stored, Version, fits};
