//! Annotates reports, with parses made elsewhere if they are given, so that annotators can be measured apart from the
//! parser.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;

use anyhow::{Context, Result, ensure};
use sitroom_annotate::{Annotator, Lexicons, Options};
use sitroom_language::{Language, Parsed, ParsedRow};
use sitroom_report::reports;

/// Writes the annotations of `paths` to `out`; line n of `parses` is the parse of report n.
pub(crate) fn run(paths: &Path, parses: Option<&Path>, out: impl Write) -> Result<()> {
    let annotator = Annotator::new(&Lexicons::default(), Options { predicates: true, ..Options::default() })?;
    let language = Language::embedded()?;
    let mut out = BufWriter::new(out);
    let open = |path: &Path| {
        let file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
        anyhow::Ok(BufReader::new(file).lines())
    };
    let mut parses = parses.map(open).transpose()?;
    for report in reports([paths], &Default::default()) {
        let report = report?;
        let parsed = match &mut parses {
            Some(parses) => {
                let line = parses.next().with_context(|| format!("no parse for the report {:?}", report.id))??;
                let row: ParsedRow = serde_json::from_str(&line)?;
                ensure!(row.id == report.id, "the parse of {:?} where {:?} stands", row.id, report.id);
                Parsed::from_row(&row, &report.text)?
            }
            None => language.parse(&report.text),
        };
        serde_json::to_writer(&mut out, &annotator.annotate(&report, &parsed))?;
        out.write_all(b"\n")?;
    }
    out.flush()?;
    Ok(())
}
