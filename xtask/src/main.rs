//! Developer chores. `cargo xtask annotate REPORTS.jsonl [PARSES.jsonl]` annotates reports, with parses made elsewhere if
//! they are given.
#![allow(clippy::print_stdout, reason = "a command prints")]

use std::io::{BufRead, BufReader, Write};

use anyhow::{Context, Result, bail};
use sitroom_annotate::{Annotator, Lexicons, Options};
use sitroom_language::{Language, Parsed};
use sitroom_report::{Basis, Precision, Published, Report};

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["annotate", reports] => annotate(reports, None),
        ["annotate", reports, parses] => annotate(reports, Some(parses)),
        _ => bail!("usage: cargo xtask annotate REPORTS.jsonl [PARSES.jsonl]"),
    }
}

fn lines(path: &str) -> Result<impl Iterator<Item = Result<String, std::io::Error>>> {
    Ok(BufReader::new(std::fs::File::open(path).with_context(|| format!("cannot open {path}"))?).lines())
}

fn annotate(reports: &str, parses: Option<&str>) -> Result<()> {
    let annotator = Annotator::new(&Lexicons::default(), Options { predicates: true, ..Options::default() })?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let language = Language::embedded()?;
    let mut parses = parses.map(lines).transpose()?;
    for row in lines(reports)? {
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
        let parsed = match &mut parses {
            Some(parses) => {
                let parse = parses.next().with_context(|| format!("no parse for the report {:?}", report.id))??;
                Parsed::from_row(&serde_json::from_str(&parse)?, &report.text)?
            }
            None => language.parse(&report.text),
        };
        serde_json::to_writer(&mut out, &annotator.annotate(&report, &parsed))?;
        out.write_all(b"\n")?;
    }
    Ok(())
}
