//! Developer chores. `cargo xtask annotate GOLD.jsonl PARSES.jsonl` annotates with parses made elsewhere.
#![allow(clippy::print_stdout, reason = "a command prints")]

use std::io::{BufRead, BufReader, Write};

use anyhow::{Context, Result, bail};
use sitroom_annotate::{Annotator, Lexicons, Options};
use sitroom_language::{Parsed, ParsedRow};
use sitroom_report::{Basis, Precision, Published, Report};

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["annotate", reports, parses] => annotate(reports, parses),
        _ => bail!("usage: cargo xtask annotate REPORTS.jsonl PARSES.jsonl"),
    }
}

fn lines(path: &str) -> Result<impl Iterator<Item = Result<String, std::io::Error>>> {
    Ok(BufReader::new(std::fs::File::open(path).with_context(|| format!("cannot open {path}"))?).lines())
}

fn annotate(reports: &str, parses: &str) -> Result<()> {
    let annotator = Annotator::new(&Lexicons::default(), Options { predicates: true })?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for (row, parse) in lines(reports)?.zip(lines(parses)?) {
        let row: serde_json::Value = serde_json::from_str(&row?)?;
        let field = |name: &str| row[name].as_str().map(str::to_owned);
        let mut report = Report::new(field("id").unwrap_or_default(), field("text").unwrap_or_default().as_str());
        report.title = field("title");
        report.url = field("url");
        report.outlet = field("outlet");
        report.language = Some("en".to_owned());
        report.published = field("published").map(|date| {
            let precision = match date.len() {
                4 => Precision::Year,
                7 => Precision::Month,
                _ => Precision::Day,
            };
            Published { date, precision, basis: Basis::Given }
        });
        let parse: ParsedRow = serde_json::from_str(&parse?)?;
        let parsed = Parsed::from_row(&parse, &report.text)?;
        serde_json::to_writer(&mut out, &annotator.annotate(&report, &parsed))?;
        out.write_all(b"\n")?;
    }
    Ok(())
}
