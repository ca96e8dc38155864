//! From rows of single words to rows that know four neighbours on each side.

use serde::Deserialize;

use super::embed::{Embedder, Features};
use super::layers::{Convolution, Maxout, Parts};
use super::sections::Sections;
use crate::ModelError;
use crate::kernels::{LANES, Lanes, PIECES, Path, flat};

/// Shapes of an encoder, from the model's section `config`.
#[derive(Debug, Deserialize)]
pub(super) struct Config {
    pub(super) width: usize,
    pub(super) pieces: usize,
    pub(super) depth: usize,
    pub(super) vectors: bool,
    pub(super) tables: Vec<TableConfig>,
}

/// One hash embedding.
#[derive(Debug, Deserialize)]
pub(super) struct TableConfig {
    pub(super) attribute: String,
    pub(super) rows: u32,
    pub(super) seed: u32,
}

/// Embeddings and the convolutions above them.
#[derive(Debug)]
pub(super) struct Encoder {
    groups: usize,
    embedder: Embedder,
    first: Convolution,
    layers: Vec<Maxout>,
}

/// What an encoder has computed of single words: word number 0 is the one before the first and after the last of a text.
#[derive(Debug, Default)]
pub(super) struct Embedded {
    count: usize,
    rows: Vec<Lanes>,
    parts: Parts,
}

impl Embedded {
    /// Forgets all words but number 0 and those with the numbers `kept`, which rise; they get the numbers 1, 2, ….
    pub(super) fn keep(&mut self, kept: &[u32]) {
        let width = self.rows.len() / self.count.max(1);
        keep(&mut self.rows, width, kept);
        self.parts.keep(self.count, kept);
        self.count = 1 + kept.len();
    }
}

/// Keeps, of rows of `width` groups, the first and those with the numbers `kept`.
pub(super) fn keep(rows: &mut Vec<Lanes>, width: usize, kept: &[u32]) {
    for (to, &from) in kept.iter().enumerate() {
        rows.copy_within(from as usize * width..(from as usize + 1) * width, (to + 1) * width);
    }
    rows.truncate((kept.len() + 1) * width);
}

/// Space to work in, kept from call to call.
#[derive(Debug, Default)]
pub(super) struct Workspace {
    rows: Vec<Lanes>,
    next: Vec<Lanes>,
}

impl Encoder {
    pub(super) fn new(sections: &Sections<'_>, name: &str, config: &Config) -> Result<Self, ModelError> {
        let Config { width, depth, .. } = *config;
        if config.pieces != PIECES || depth == 0 {
            let fault = format!(
                "has {depth} layers of {} maxout pieces; this program knows one layer or more of {PIECES}",
                config.pieces
            );
            return Err(sections.fault("config", fault));
        }
        let layer = |n| sections.maxout(&format!("{name}/layer{n}"), 3 * width, width);
        Ok(Self {
            groups: width / LANES,
            embedder: Embedder::new(sections, name, config)?,
            first: sections.convolution(&format!("{name}/layer0"), width)?,
            layers: (1..depth).map(layer).collect::<Result<_, _>>()?,
        })
    }

    /// How many neighbours on each side a row knows.
    pub(super) fn reach(&self) -> usize {
        self.layers.len() + 1
    }

    /// What is computed of word number 0.
    pub(super) fn begin(&self, path: Path) -> Embedded {
        let rows = vec![Lanes::ZERO; self.groups];
        let mut parts = Parts::default();
        self.first.prepare(path, &rows, &mut parts);
        Embedded { count: 1, rows, parts }
    }

    /// Computes what is needed of new words, which get the next numbers.
    pub(super) fn embed(&self, path: Path, words: &[Features], embedded: &mut Embedded) {
        let before = embedded.rows.len();
        embedded.count += words.len();
        self.embedder.embed(path, words, &mut embedded.rows);
        self.first.prepare(path, &embedded.rows[before..], &mut embedded.parts);
    }

    /// Appends to `out` a row for each of `words` but the first and last [`Encoder::reach`], which are only seen.
    ///
    /// The model was trained on texts between rows of zeros, as many as a token can see; the layers change those rows
    /// like others. So word 0 stands there.
    pub(super) fn encode(
        &self,
        path: Path,
        words: &[u32],
        embedded: &Embedded,
        workspace: &mut Workspace,
        out: &mut Vec<Lanes>,
    ) {
        let (groups, width, count) = (self.groups, self.groups * LANES, words.len());
        let Workspace { rows, next } = workspace;
        rows.resize(count * groups, Lanes::ZERO);
        next.resize(count * groups, Lanes::ZERO);
        for (n, window) in words.windows(3).enumerate() {
            let &[left, middle, right] = window else { continue };
            let word = &embedded.rows[middle as usize * groups..][..groups];
            let row = &mut rows[(n + 1) * groups..][..groups];
            self.first.add(path, &embedded.parts, [left, middle, right], word, row);
        }
        // Each layer changes one row fewer on each side: the outer ones are not seen any more.
        for (n, layer) in self.layers.iter().enumerate() {
            let changed = (n + 2) * groups..(count - n - 2) * groups;
            // A window begins one row before the row that it changes; its three rows are one piece.
            layer.add(path, &flat(rows)[(n + 1) * width..], width, &rows[changed.clone()], &mut next[changed]);
            std::mem::swap(rows, next);
        }
        out.extend_from_slice(&rows[self.reach() * groups..(count - self.reach()) * groups]);
    }
}
