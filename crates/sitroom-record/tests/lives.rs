//! Literate cases of the lives of agreements and of who held what: every Markdown file in `tests/lives/` is a suite, in the
//! form that `literate` tells. Names of an `expect` block are `agreement` and `place` for rows, `turn` for the turns of
//! their lives and histories.
//!
//! `cargo test -p sitroom-record --test lives -- WORD` runs the cases whose file or heading holds WORD.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test")]

use std::process::ExitCode;

use serde_json::Value;
use sitroom_record::lives;

mod literate;

fn main() -> ExitCode {
    literate::run(&literate::Suite { folder: "lives", kinds: &[lives::AGREEMENTS, lives::CONTROL], pick })
}

fn pick(name: &str, rows: &literate::Rows) -> Option<Vec<Value>> {
    let of = |kind: &str| {
        let own = rows.iter().filter(move |(own, _)| *own == kind);
        own.map(|(_, row)| Value::Object(row.fields.clone())).collect::<Vec<_>>()
    };
    let turns = |rows: Vec<Value>, list: &str| -> Vec<Value> {
        rows.iter().flat_map(|row| row[list].as_array().cloned().unwrap_or_default()).collect()
    };
    Some(match name {
        "agreement" => of(lives::AGREEMENTS),
        "place" => of(lives::CONTROL),
        "turn" => [turns(of(lives::AGREEMENTS), "life"), turns(of(lives::CONTROL), "history")].concat(),
        _ => return None,
    })
}
