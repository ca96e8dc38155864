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
mod names;
mod parser;
mod scorer;
mod sections;
mod tree;

use serde::Deserialize;
use smol_str::SmolStr;

use crate::kernels::{Linear, Path};
use crate::{Dep, Model, ModelError, Name, RawToken};
use embed::{Embedder, Types};
use encoder::Encoder;
use names::NameFinder;
use parser::Parser;
use sections::Sections;

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
    types: Types,
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
        let syntax = Embedder::new(&sections, "tok2vec", &config.tok2vec)?;
        let naming = Embedder::new(&sections, "ner", &config.ner)?;
        let width = config.tok2vec.width;
        Ok(Self {
            path,
            types: Types::new(&sections)?,
            syntax: Encoder::new(&sections, "tok2vec", &config.tok2vec, syntax)?,
            naming: Encoder::new(&sections, "ner", &config.ner, naming)?,
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
        let types = self.types.of(text, tokens);
        let rows = self.syntax.encode(self.path, &types);
        let mut tags = Vec::new();
        self.tagger.apply(self.path, &rows, tokens.len(), &mut tags);
        let tags = tags.chunks_exact(self.tagger.width()).map(|scores| {
            let scores = &scores[..self.tagger.outputs()];
            self.tags[scorer::first_largest(scores)].clone()
        });
        let tree = self.parser.parse(self.path, &rows, tokens.len(), |i| types.is_space(i));
        let rows = self.naming.encode(self.path, &types);
        let names = self.names.find(self.path, &rows, &tree.starts, |i| types.is_space(i));
        Analysis { tags: tags.collect(), heads: tree.heads, deps: tree.deps, starts: tree.starts, names }
    }
}
