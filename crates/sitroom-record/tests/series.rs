//! Literate cases of series: every Markdown file in `tests/series/` is a suite, in the form that `literate` tells. Names of
//! an `expect` block are `series` for rows and `point` for their points.
//!
//! `place` is a place's name, `counts` the scope in words, `who` who says so, `to` the words of the figure related to, and
//! `also` a relation among all of a point's, with `to` as before.
//!
//! `cargo test -p sitroom-record --test series -- WORD` runs the cases whose file or heading holds WORD.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test")]

use std::process::ExitCode;

use serde_json::Value;
use sitroom_record::{Row, series};

mod literate;

fn main() -> ExitCode {
    literate::run(&literate::Suite { folder: "series", kinds: &[series::KIND], pick })
}

fn pick(name: &str, rows: &literate::Rows) -> Option<Vec<Value>> {
    match name {
        "series" => Some(rows.iter().map(|(_, row)| told(rows, row)).collect()),
        "point" => Some(rows.iter().flat_map(|(_, row)| points(rows, row)).collect()),
        _ => None,
    }
}

fn told(rows: &literate::Rows, row: &Row) -> Value {
    let mut told = row.fields.clone();
    told.insert("place".to_owned(), row.field("place")["name"].clone());
    told.insert("counts".to_owned(), row.field("scope")["text"].clone());
    told.insert("points".to_owned(), points(rows, row).into());
    told.into()
}

fn points(rows: &literate::Rows, row: &Row) -> Vec<Value> {
    let told = |point: &Value| {
        let related = |link: &Value| with(link, [("to", words_of(rows, &link["to"]))]);
        let also: Vec<Value> = point["relations"].as_array().unwrap().iter().map(related).collect();
        with(
            point,
            [
                ("to", words_of(rows, &point["to"])),
                ("who", point["who_says"].clone()),
                ("report", point["spans"][0]["report"].clone()),
                ("also", also.into()),
            ],
        )
    };
    row.field("points").as_array().unwrap().iter().map(told).collect()
}

fn with<const N: usize>(object: &Value, fields: [(&str, Value); N]) -> Value {
    let mut object = object.clone();
    fields.into_iter().for_each(|(name, value)| object[name] = value);
    object
}

/// The words of the figure with this id.
fn words_of(rows: &literate::Rows, id: &Value) -> Value {
    let points = rows.iter().flat_map(|(_, row)| row.field("points").as_array().unwrap());
    let mut has = points.filter(|point| point["figure_ids"].as_array().unwrap().contains(id));
    has.next().map_or(Value::Null, |point| point["text"].clone())
}
