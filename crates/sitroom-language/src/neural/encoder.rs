//! From rows of single words to rows that know four neighbours on each side.

use serde::Deserialize;

use super::embed::{Embedder, TypesOf};
use super::sections::Sections;
use crate::ModelError;
use crate::kernels::{Maxout, Path};

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

/// Words a convolution sees: itself and one on each side.
const WINDOW: usize = 3;

/// Embeddings and the convolutions above them.
#[derive(Debug)]
pub(super) struct Encoder {
    width: usize,
    embedder: Embedder,
    layers: Vec<Maxout>,
}

impl Encoder {
    pub(super) fn new(
        sections: &Sections<'_>,
        name: &str,
        config: &Config,
        embedder: Embedder,
    ) -> Result<Self, ModelError> {
        if config.pieces != Maxout::PIECES {
            let fault = format!("has maxout layers of {} pieces; this program knows {}", config.pieces, Maxout::PIECES);
            return Err(sections.fault("config", fault));
        }
        let width = config.width;
        let layer = |n| sections.maxout(&format!("{name}/layer{n}"), WINDOW * width, width);
        Ok(Self { width, embedder, layers: (0..config.depth).map(layer).collect::<Result<_, _>>()? })
    }

    /// A row for each token, one after the other.
    pub(super) fn encode(&self, path: Path, types: &TypesOf) -> Vec<f32> {
        let (width, depth) = (self.width, self.layers.len());
        let embedded = self.embedder.embed(path, types);
        let count = types.of_token().len();
        // The model was trained on texts between rows of zeros, as many as a token can see. The layers change those
        // rows too, each layer one row fewer on each side that a token can still see.
        let mut rows = vec![0.0; (count + 2 * depth) * width];
        for (row, &number) in rows[depth * width..].chunks_exact_mut(width).zip(types.of_token()) {
            row.copy_from_slice(&embedded[number as usize * width..][..width]);
        }
        let mut next = rows.clone();
        for (n, layer) in self.layers.iter().enumerate() {
            let first = n + 1;
            let changed = count + 2 * (depth - first);
            // A window begins one row before the row it changes; rows lie so that its three are one piece.
            layer.add(path, &rows[(first - 1) * width..], width, changed, &mut next[first * width..]);
            rows[first * width..][..changed * width].copy_from_slice(&next[first * width..][..changed * width]);
        }
        rows.drain(..depth * width);
        rows.truncate(count * width);
        rows
    }
}
