//! Literate cases of incidents: every Markdown file in `tests/incidents/` is a suite, in the form that `literate` tells. An
//! `expect` block names rows as `incident`.
//!
//! `killed` and `injured` are their best, `place` its name, `who` the names of those who did it, `linked` the reasons of
//! links, and `rules` why each member is counted in. `killed_most_told`, `killed_highest` and `killed_lowest` are the best by
//! those policies, `killed_words` the words that the best rests on.
//!
//! `cargo test -p sitroom-record --test incidents -- WORD` runs the cases whose file or heading holds WORD.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test")]

use std::process::ExitCode;

use serde_json::Value;
use sitroom_record::incidents::CountPolicy;
use sitroom_record::{Row, incidents};

mod literate;

fn main() -> ExitCode {
    literate::run(&literate::Suite { folder: "incidents", kinds: &[incidents::KIND], pick })
}

fn pick(name: &str, rows: &literate::Rows) -> Option<Vec<Value>> {
    (name == "incident").then(|| rows.iter().map(|(_, row)| told(row)).collect())
}

fn told(row: &Row) -> Value {
    let each = |list: &str, field: &str| -> Value {
        row.field(list).as_array().unwrap().iter().map(|one| one[field].clone()).collect()
    };
    let mut told = row.fields.clone();
    for policy in CountPolicy::ALL {
        let best = incidents::under(row.clone(), *policy).field("killed")["best"].clone();
        told.insert(format!("killed_{policy}"), best);
    }
    told.extend([
        ("rules".to_owned(), each("why", "rule")),
        ("killed_words".to_owned(), row.field("killed")["spans"].clone()),
        ("killed".to_owned(), row.field("killed")["best"].clone()),
        ("injured".to_owned(), row.field("injured")["best"].clone()),
        ("place".to_owned(), row.field("place")["name"].clone()),
        ("who".to_owned(), each("sources", "name")),
        ("linked".to_owned(), each("linked", "reason")),
    ]);
    told.into()
}
