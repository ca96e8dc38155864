use std::path::PathBuf;

use clap::{Args, ValueEnum};
use rayon::prelude::*;
use sitroom_report::{Columns, Options, ReadError};

use crate::conllu;
use crate::engine::ParserArgs;
use crate::failure::{Done, Failure, say};
use crate::flow;
use crate::output::Output;

/// Parse reports: tokens, tags, dependency trees and names, one JSON object a report
///
/// Reads what `annotate` reads. Offsets are code points of the report's text; a head is the index of a token, and a root
/// is its own head. Tags are the Penn Treebank's, relations ClearNLP's, kinds of names OntoNotes'.
#[derive(Args, Debug)]
pub(crate) struct Parse {
    /// Files and folders; - is standard input
    #[arg(value_name = "FILE", default_value = "-")]
    paths: Vec<PathBuf>,
    /// Which column or field holds what: text=NAME,published=NAME
    #[arg(long, value_name = "COLUMNS", default_value = "", hide_default_value = true)]
    columns: Columns,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Jsonl)]
    format: Format,
    /// The model's own parse, which is spaCy's, without what is put right on newsroom text
    #[arg(long)]
    pure: bool,
    #[command(flatten)]
    parser: ParserArgs,
}

#[derive(Copy, Clone, Debug, ValueEnum)]
enum Format {
    /// One JSON object a report
    Jsonl,
    /// CoNLL-U, one block a sentence
    Conllu,
}

impl Parse {
    pub(crate) fn run(&self) -> Result<Done, Failure> {
        let (language, pool) = (self.parser.language()?, self.parser.pool()?);
        let options = Options { columns: self.columns.clone(), ..Options::default() };
        let mut out = Output::new();
        let (mut faults, mut done) = (0, 0);
        let fault = |error: &ReadError| {
            faults += 1;
            say(&error.to_string());
        };
        flow::in_batches(self.paths.clone(), &options, fault, |reports| {
            done += reports.len();
            let printed = pool.install(|| {
                let parse =
                    if self.pure { sitroom_language::Language::parse_pure } else { sitroom_language::Language::parse };
                let printed = reports.par_iter().map(|report| {
                    let parsed = parse(&language, &report.text);
                    match self.format {
                        Format::Jsonl => Ok(serde_json::to_string(&parsed.to_row(&report.id, &report.text))? + "\n"),
                        Format::Conllu => Ok(conllu::write(&report.id, &parsed, &report.text)),
                    }
                });
                printed.collect::<Result<Vec<String>, serde_json::Error>>()
            });
            let printed =
                printed.map_err(|error| Failure::Bug(format!("a parse is no JSON: {error}; please report it")))?;
            printed.iter().try_for_each(|text| out.write(text))?;
            out.flush()
        })?;
        match (faults, done) {
            (0, _) => Ok(Done::Whole),
            (_, 0) => Err(Failure::User("nothing could be parsed; the messages above say why".to_owned())),
            _ => Ok(Done::Part),
        }
    }
}
