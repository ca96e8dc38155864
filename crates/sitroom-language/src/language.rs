//! The parts put together: from a text to its parse.

use std::path::Path as File;

use sitroom_report::Text;
use smol_str::SmolStr;

use crate::kernels::Path;
use crate::neural::Networks;
use crate::{Model, ModelError, Morphology, Name, Parsed, Pos, TableError, Token, Tokeniser, newsroom};

/// English, read from a model. One serves any number of threads.
#[derive(Debug)]
pub struct Language {
    tokeniser: Tokeniser,
    networks: Networks,
    morphology: Morphology,
}

impl Language {
    /// English from the model inside this program.
    pub fn embedded() -> Result<Self, ModelError> {
        Self::new(&Model::embedded()?)
    }

    /// English from the model file `path`.
    pub fn open(path: impl AsRef<File>) -> Result<Self, ModelError> {
        Self::new(&Model::open(path)?)
    }

    /// English from `model`.
    pub fn new(model: &Model) -> Result<Self, ModelError> {
        Self::with_path(model, Path::best())
    }

    /// English from `model`, computed with the instructions of `path`. Every path gives the same parses.
    pub fn with_path(model: &Model, path: Path) -> Result<Self, ModelError> {
        let section = |name: &str| model.section(name).ok_or_else(|| model.fault(name, "is missing"));
        let table = |name: &'static str| move |error: TableError| model.fault(name, error.to_string());
        let (ruler, lemmatiser) = (section("ruler")?, section("lemmatiser")?);
        Ok(Self {
            tokeniser: Tokeniser::read(section("tokeniser")?).map_err(table("tokeniser"))?,
            networks: Networks::new(model, path)?,
            morphology: Morphology::read(ruler, lemmatiser).map_err(table("ruler and lemmatiser"))?,
        })
    }

    /// The parse of `text`, with what the model gets wrong on newsroom text put right: boundaries after headlines,
    /// paragraphs, items and datelines, closing marks, words glued together. Where there is nothing of this kind it is
    /// the model's own parse.
    pub fn parse(&self, text: &Text) -> Parsed {
        let is_abbreviation = |word: &str| self.tokeniser.is_exception(word);
        let (tokens, names) = newsroom::parse(text.as_str(), is_abbreviation, |piece| {
            let (mut tokens, names) = self.analyse(&newsroom::unmet::stand_in(piece));
            newsroom::unmet::mend(piece, &mut tokens);
            (tokens, names)
        });
        Parsed::new(text.shared(), tokens, names)
    }

    /// The parse of `text` as the model gives it, which is spaCy's.
    pub fn parse_pure(&self, text: &Text) -> Parsed {
        let (tokens, names) = self.analyse(text.as_str());
        Parsed::new(text.shared(), tokens, names)
    }

    fn analyse(&self, text: &str) -> (Vec<Token>, Vec<Name>) {
        let raw = self.tokeniser.tokenise(text);
        let analysis = self.networks.analyse(text, &raw);
        let tokens = raw.iter().zip(analysis.tags).zip(analysis.heads).zip(analysis.deps).zip(analysis.starts);
        let tokens = tokens.map(|((((raw, tag), head), dep), sentence_start)| Token {
            span: raw.span,
            lemma: SmolStr::default(),
            tag,
            pos: Pos::None,
            head,
            dep,
            sentence_start,
        });
        let mut tokens: Vec<Token> = tokens.collect();
        self.morphology.analyse(text, &mut tokens);
        (tokens, analysis.names)
    }
}
