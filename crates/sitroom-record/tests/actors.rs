//! Literate cases of actors across reports: every Markdown file in `tests/actors/` is a suite, in the form that `literate`
//! tells. An `expect` block names rows as `actor`.
//!
//! `cargo test -p sitroom-record --test actors -- WORD` runs the cases whose file or heading holds WORD.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test")]

use std::process::ExitCode;

use serde_json::Value;
use sitroom_record::actors;

mod literate;

fn main() -> ExitCode {
    literate::run(&literate::Suite { folder: "actors", kinds: &[actors::KIND], pick })
}

fn pick(name: &str, rows: &literate::Rows) -> Option<Vec<Value>> {
    (name == "actor").then(|| rows.iter().map(|(_, row)| Value::Object(row.fields.clone())).collect())
}
