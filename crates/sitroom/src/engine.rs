//! From a report to its annotation: the parser, the annotators, and the name of the two.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use clap::Args;
use rayon::prelude::*;
use sitroom_annotate::{Annotated, Annotation, Annotator, CONTRACT, Lexicons, Options, VaguePolicy};
use sitroom_language::Language;
use sitroom_report::{Note, Report};
use xxhash_rust::xxh3::Xxh3;

use crate::failure::Failure;

/// What decides what is found in a report.
#[derive(Args, Debug)]
pub(crate) struct EngineArgs {
    /// A folder of your own lexicons (name.tsv), laid over those in the program
    #[arg(long, value_name = "DIR")]
    lexicon: Option<PathBuf>,
    /// How vague numbers such as "dozens" get bounds: sitroom, acled or none
    #[arg(long, value_name = "POLICY", default_value = "sitroom", value_parser = vague)]
    vague: VaguePolicy,
    #[command(flatten)]
    parser: ParserArgs,
}

fn vague(name: &str) -> Result<VaguePolicy, String> {
    VaguePolicy::parse(name).ok_or_else(|| format!("use sitroom, acled or none, not {name:?}"))
}

/// What decides how a report is parsed, and how many at once.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct ParserArgs {
    /// An English model in the place of the one in the program [env: SITROOM_MODEL]
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
    /// How many reports are worked on at once [default: as many as there are cores]
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
}

impl ParserArgs {
    /// The model file that was named; an empty variable names none.
    fn model(&self) -> Option<PathBuf> {
        let variable = || std::env::var_os("SITROOM_MODEL").filter(|file| !file.is_empty());
        self.model.clone().or_else(|| variable().map(PathBuf::from))
    }

    pub(crate) fn language(&self) -> Result<Language, Failure> {
        Ok(match self.model() {
            Some(file) => Language::open(file)?,
            None => Language::embedded()?,
        })
    }

    pub(crate) fn pool(&self) -> Result<rayon::ThreadPool, Failure> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(self.threads.unwrap_or(0)).build();
        pool.map_err(|error| Failure::Environment(format!("threads: {error}; ask for fewer with --threads")))
    }
}

/// Everything that annotating needs, made once and shared by threads.
pub(crate) struct Engine {
    language: Language,
    annotator: Annotator,
    pool: rayon::ThreadPool,
    /// Names the program, its annotators and lexicons: the same name, the same annotations.
    pub(crate) maker: String,
}

impl Engine {
    pub(crate) fn new(args: &EngineArgs, predicates: bool) -> Result<Self, Failure> {
        let mut maker = format!("sitroom {} annotators {}", env!("CARGO_PKG_VERSION"), env!("SITROOM_ANNOTATORS"));
        let language = args.parser.language()?;
        if let Some(file) = args.parser.model() {
            maker += &format!(" model {:016x}", fingerprint(&[file]));
        }
        if args.vague != VaguePolicy::default() {
            maker += &format!(" vague {}", args.vague.name());
        }
        let options = Options { predicates, vague: args.vague };
        let lexicons = match &args.lexicon {
            Some(folder) => {
                let lexicons = Lexicons::from_directory(folder).map_err(sitroom_annotate::AnnotatorError::from)?;
                maker += &format!(" lexicon {:016x}", fingerprint(&lexicon_files(folder)));
                lexicons
            }
            None => Lexicons::default(),
        };
        sitroom_record::use_lexicons(&lexicons).map_err(sitroom_annotate::AnnotatorError::from)?;
        Ok(Self { language, annotator: Annotator::new(&lexicons, options)?, pool: args.parser.pool()?, maker })
    }

    /// `work` on each of `items`, on all threads, in order.
    pub(crate) fn map<T: Sync, R: Send>(&self, items: &[T], work: impl Fn(&T) -> R + Sync + Send) -> Vec<R> {
        self.pool.install(|| items.par_iter().map(work).collect())
    }

    /// The annotation of `report`. Never fails: a fault of ours becomes a note of the report that met it.
    pub(crate) fn annotate(&self, report: &Report) -> Annotated {
        let head = report.head(Report::HEAD);
        self.draft(report).seal(&head.text)
    }

    /// The annotation before it is sealed: offsets in bytes, and the reasons of each row.
    pub(crate) fn draft(&self, report: &Report) -> Annotation {
        let head = report.head(Report::HEAD);
        if !report.may_be_english() {
            return bare(&head, None);
        }
        catch_unwind(AssertUnwindSafe(|| self.annotator.draft(&head, &self.language.parse(&head.text)))).unwrap_or_else(
            |_| {
                let fault = "sitroom failed on this text: it is stored, and not annotated; please report it";
                bare(&head, Some(Note::new("fault", fault)))
            },
        )
    }
}

/// An annotation that says nothing of the text.
fn bare(report: &Report, note: Option<Note>) -> Annotation {
    Annotation {
        contract: CONTRACT,
        id: report.id.clone(),
        language: report.language.clone(),
        published: report.published.clone(),
        notes: report.notes.iter().cloned().chain(note).collect(),
        ..Annotation::default()
    }
}

/// The lexicons in `folder`, sorted.
fn lexicon_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "tsv" || extension == "sitroom"));
    files.sort();
    files
}

/// Of the names and bytes of `files`.
fn fingerprint(files: &[PathBuf]) -> u64 {
    let mut hash = Xxh3::new();
    for file in files {
        let (name, bytes) = (file.file_name().unwrap_or_default(), fs::read(file).unwrap_or_default());
        for part in [name.as_encoded_bytes(), &bytes] {
            hash.update(&(part.len() as u64).to_le_bytes());
            hash.update(part);
        }
    }
    hash.digest()
}
