//! The networks of the model and the algorithms that stand on their scores: what becomes of tokens once they are cut.
//!
//! The architecture is spaCy's (see its documentation of `MultiHashEmbed`, `MaxoutWindowEncoder` and
//! `TransitionBasedParser`): hash embeddings (Svenstrup et al. 2017) and static vectors, mixed by a maxout layer and put
//! in context by four residual convolutions; on top a softmax tagger, an arc-eager parser (Nivre 2003; with the
//! non-monotonic moves of Honnibal and Johnson 2015) and a transition-based name finder, both scored from precomputed
//! features (Chen and Manning 2014).

mod characters;
mod embed;
mod encoder;
mod hash;
mod layers;
mod names;
mod parser;
mod scorer;
mod sections;
mod tree;
mod words;

use std::sync::{Mutex, PoisonError};

use serde::Deserialize;
use smol_str::SmolStr;

use crate::kernels::{Lanes, Path, flat};
use crate::{Dep, Model, ModelError, Name, RawToken};
use embed::Extractor;
use encoder::{Encoder, Workspace};
use layers::Linear;
use names::NameFinder;
use parser::Parser;
use scorer::{Parts, best};
use sections::Sections;
use tree::Tree;
use words::WordsMet;

/// What the networks say of the tokens of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Analysis {
    /// Penn Treebank tag of each token.
    pub(crate) tags: Vec<SmolStr>,
    /// Head of each token; a root is its own.
    pub(crate) heads: Vec<usize>,
    /// Relation of each token to its head.
    pub(crate) deps: Vec<Dep>,
    /// Whether a sentence starts at each token.
    pub(crate) starts: Vec<bool>,
    /// Names in text order.
    pub(crate) names: Vec<Name>,
}

/// The networks, ready to be used by any number of threads.
#[derive(Debug)]
pub(crate) struct Networks {
    path: Path,
    workshops: Workshops,
    extractor: Extractor,
    syntax: Encoder,
    naming: Encoder,
    tagger: Linear<4>,
    tags: Vec<SmolStr>,
    parser: Parser,
    names: NameFinder,
}

/// The section `config`.
#[derive(Debug, Deserialize)]
struct Config {
    tok2vec: encoder::Config,
    ner: encoder::Config,
    #[serde(rename = "parser moves")]
    parser: scorer::Config,
    #[serde(rename = "ner moves")]
    names: scorer::Config,
    tags: Vec<SmolStr>,
}

impl Networks {
    /// The networks of `model`, which work with the instructions of `path`.
    pub(crate) fn new(model: &Model, path: Path) -> Result<Self, ModelError> {
        let sections = Sections::new(model);
        let config: Config = sections.json("config")?;
        if config.tok2vec.depth != config.ner.depth {
            return Err(sections.fault("config", "has encoders of different depths, which this program does not know"));
        }
        let width = config.tok2vec.width;
        Ok(Self {
            path,
            workshops: Workshops::default(),
            extractor: Extractor::new(&sections)?,
            syntax: Encoder::new(&sections, "tok2vec", &config.tok2vec)?,
            naming: Encoder::new(&sections, "ner", &config.ner)?,
            tagger: sections.linear("tagger", width, config.tags.len())?,
            tags: config.tags,
            parser: Parser::new(&sections, width, &config.parser)?,
            names: NameFinder::new(&sections, config.ner.width, &config.names)?,
        })
    }

    /// Tags, trees and names of `tokens`, which lie in `text`.
    pub(crate) fn analyse(&self, text: &str, tokens: &[RawToken]) -> Analysis {
        if tokens.is_empty() {
            return Analysis::default();
        }
        let mut workshop = self.workshops.take().unwrap_or_else(|| self.workshop());
        let analysis = self.analyse_in(&mut workshop, text, tokens);
        self.workshops.give_back(workshop);
        analysis
    }

    fn workshop(&self) -> Workshop {
        let met = WordsMet::new(self.syntax.begin(self.path), self.naming.begin(self.path));
        Workshop { met, ..Workshop::default() }
    }

    fn analyse_in(&self, workshop: &mut Workshop, text: &str, tokens: &[RawToken]) -> Analysis {
        let path = self.path;
        self.encode(workshop, text, tokens);
        let Workshop { syntax, naming, spaces, scores, parts, .. } = workshop;
        self.tagger.apply(path, flat(syntax), tokens.len(), scores);
        let tag = |row| best(self.tagger.outputs(row), |_| true).and_then(|tag| self.tags.get(tag)).cloned();
        let tags = scores.chunks_exact(self.tagger.groups()).map(|row| tag(row).unwrap_or_default()).collect();
        let is_space = |i: usize| spaces.get(i).is_some_and(|&is_space| is_space);
        let Tree { heads, deps, starts } = self.parser.parse(path, syntax, tokens.len(), parts, is_space);
        let names = self.names.find(path, naming, &starts, parts, is_space);
        Analysis { tags, heads, deps, starts, names }
    }

    /// Fills the workshop's rows, a tile of text after the other. Neighbouring tiles overlap by what a row can see.
    fn encode(&self, workshop: &mut Workshop, text: &str, tokens: &[RawToken]) {
        let Workshop { met, numbers, workspace, syntax, naming, spaces, .. } = workshop;
        syntax.clear();
        naming.clear();
        spaces.clear();
        let reach = self.syntax.reach();
        for start in (0..tokens.len()).step_by(TILE) {
            if met.is_full() {
                met.forget();
            }
            let end = (start + TILE).min(tokens.len());
            let (first, last) = (start.saturating_sub(reach), (end + reach).min(tokens.len()));
            numbers.clear();
            numbers.resize(reach - (start - first), 0);
            for token in &tokens[first..last] {
                let word = token.span.of(text);
                numbers.push(met.number(word, token, || self.extractor.features(word, token)));
            }
            numbers.resize(end - start + 2 * reach, 0);
            self.syntax.embed(self.path, &met.new, &mut met.syntax);
            self.naming.embed(self.path, &met.new, &mut met.naming);
            met.new.clear();
            spaces.extend(numbers[reach..reach + end - start].iter().map(|&number| met.is_space(number)));
            self.syntax.encode(self.path, numbers, &met.syntax, workspace, syntax);
            self.naming.encode(self.path, numbers, &met.naming, workspace, naming);
        }
    }
}

/// Tokens that are encoded together: few enough for their rows to stay near.
const TILE: usize = 256;

/// All that a thread needs to work, kept from call to call.
#[derive(Debug, Default)]
struct Workshop {
    met: WordsMet,
    numbers: Vec<u32>,
    workspace: Workspace,
    syntax: Vec<Lanes>,
    naming: Vec<Lanes>,
    spaces: Vec<bool>,
    scores: Vec<Lanes>,
    parts: Parts,
}

/// Workshops that no thread uses at the moment.
#[derive(Debug, Default)]
struct Workshops(Mutex<Vec<Workshop>>);

impl Workshops {
    fn take(&self) -> Option<Workshop> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    fn give_back(&self, workshop: Workshop) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(workshop);
    }
}
