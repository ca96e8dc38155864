//! The forms that rows are printed in.

use std::io::{self, Write};
use std::str::FromStr;

use serde_json::Value;
use sitroom_record::Row;

use crate::{View, safe, table};

/// How rows are printed.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Default)]
pub enum Format {
    /// A table for people.
    #[default]
    Table,
    /// One JSON array.
    Json,
    /// One JSON object a line.
    JsonLines,
    /// Comma-separated, for spreadsheets.
    Csv,
}

/// A format that is none of ours.
#[derive(Debug, thiserror::Error)]
#[error("there is no format {0:?}; use table, json, jsonl or csv")]
pub struct UnknownFormat(String);

impl Format {
    /// The names of all formats.
    pub const NAMES: [&str; 4] = ["table", "json", "jsonl", "csv"];
}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(name: &str) -> Result<Self, UnknownFormat> {
        Ok(match name {
            "table" => Self::Table,
            "json" => Self::Json,
            "jsonl" => Self::JsonLines,
            "csv" => Self::Csv,
            _ => return Err(UnknownFormat(name.to_owned())),
        })
    }
}

/// Writes `rows` of `view`. `width` is the terminal's, where there is one.
///
/// # Errors
/// Those of `out`.
pub fn write_rows(
    out: &mut dyn Write,
    view: View,
    rows: &[Row],
    format: Format,
    width: Option<usize>,
) -> io::Result<()> {
    match format {
        Format::Table => {
            let (heads, cells) = view.table(rows);
            out.write_all(table(&heads, &cells, width).as_bytes())
        }
        Format::Json => {
            out.write_all(b"[")?;
            for (i, row) in rows.iter().enumerate() {
                out.write_all(if i == 0 { b"\n" } else { b",\n" })?;
                serde_json::to_writer(&mut *out, row)?;
            }
            out.write_all(b"\n]\n")
        }
        Format::JsonLines => rows.iter().try_for_each(|row| {
            serde_json::to_writer(&mut *out, row)?;
            out.write_all(b"\n")
        }),
        Format::Csv => csv(out, view, rows),
    }
}

/// The table's columns, then the words and where they stand, then every field: nested ones as JSON.
fn csv(out: &mut dyn Write, view: View, rows: &[Row]) -> io::Result<()> {
    let mut fields: Vec<&str> = rows.iter().flat_map(|row| row.fields.keys().map(String::as_str)).collect();
    fields.sort_unstable();
    fields.dedup();
    fields.retain(|field| !matches!(*field, "report" | "start" | "end" | "text"));
    let mut writer = csv::Writer::from_writer(out);
    let own =
        view.columns().iter().map(|column| column.head).filter(|head| !matches!(*head, "id" | "report" | "words"));
    let own: Vec<&str> = own.filter(|head| !fields.contains(head)).collect();
    let heads =
        ["id", "report", "start", "end", "words"].into_iter().chain(own.iter().copied()).chain(fields.iter().copied());
    writer.write_record(heads)?;
    for row in rows {
        let span = row.spans.first();
        let words = [
            row.id.clone(),
            span.map(|span| span.report.clone()).unwrap_or_default(),
            span.map(|span| span.start.to_string()).unwrap_or_default(),
            span.map(|span| span.end.to_string()).unwrap_or_default(),
            span.map(|span| span.text.clone()).unwrap_or_default(),
        ];
        let columns =
            view.columns().iter().filter(|column| own.contains(&column.head)).map(|column| (column.cell)(row));
        let fields = fields.iter().map(|field| match row.field(field) {
            Value::Null => String::new(),
            Value::String(text) => text.clone(),
            value => value.to_string(),
        });
        let cells: Vec<String> =
            words.into_iter().chain(columns).chain(fields).map(|cell| safe::cell(&cell).into_owned()).collect();
        writer.write_record(&cells)?;
    }
    writer.flush()
}
