//! The layers that the networks are made of.

use super::encoder::keep;
use crate::kernels::{LANES, Lanes, MOST_GROUPS, Norm, PIECES, Packed, Path, flat};

/// A dense layer: `W x + b`.
#[derive(Clone, Debug)]
pub(super) struct Linear<const V: usize> {
    packed: Packed<V>,
    outputs: usize,
}

impl<const V: usize> Linear<V> {
    /// `weights` holds a row of outputs for each input.
    pub(super) fn new(weights: &[f32], bias: &[f32]) -> Self {
        let panels = bias.len().div_ceil(V * LANES);
        Self { packed: Packed::new(weights, bias, panels, |panel, v| (panel * V + v) * LANES), outputs: bias.len() }
    }

    /// Numbers in a row of input.
    pub(super) fn inputs(&self) -> usize {
        self.packed.inputs()
    }

    /// Groups in a row of results.
    pub(super) fn groups(&self) -> usize {
        self.packed.groups()
    }

    /// The results for `rows` rows that lie one after the other.
    pub(super) fn apply(&self, path: Path, input: &[f32], rows: usize, out: &mut Vec<Lanes>) {
        out.resize(rows * self.groups(), Lanes::ZERO);
        self.packed.multiply(path, input, self.packed.inputs(), rows, out);
    }

    /// The results in a row that mean something; the rest fills up its last group.
    pub(super) fn outputs<'a>(&self, row: &'a [Lanes]) -> &'a [f32] {
        flat(row).get(..self.outputs).unwrap_or_default()
    }
}

/// Rows whose products are computed before they are normalised: few enough to stay in the nearest cache.
const ROWS: usize = 16;

/// A maxout layer (Goodfellow et al. 2013) with layer normalisation.
#[derive(Clone, Debug)]
pub(super) struct Maxout {
    packed: Packed<PIECES>,
    norm: Norm,
}

impl Maxout {
    /// `weights` holds, for each input, a row of outputs for each piece.
    pub(super) fn new(weights: &[f32], bias: &[f32], gain: &[f32], shift: &[f32]) -> Self {
        Self { packed: pack(weights, bias, gain.len()), norm: Norm::new(gain, shift) }
    }

    /// Writes the rows of `to` plus the results for the rows that begin every `stride` numbers of `input`.
    pub(super) fn add(&self, path: Path, input: &[f32], stride: usize, to: &[Lanes], out: &mut [Lanes]) {
        let groups = self.norm.groups();
        let mut products = [Lanes::ZERO; ROWS * PIECES * MOST_GROUPS];
        for (block, (out, to)) in out.chunks_mut(ROWS * groups).zip(to.chunks(ROWS * groups)).enumerate() {
            let rows = out.len() / groups;
            let products = &mut products[..rows * groups * PIECES];
            self.packed.multiply(path, &input[block * ROWS * stride..], stride, rows, products);
            let rows = products.chunks_exact(groups * PIECES).zip(to.chunks_exact(groups));
            for ((row, to), out) in rows.zip(out.chunks_exact_mut(groups)) {
                self.norm.add_largest(path, row, to, out);
            }
        }
    }
}

/// Columns so that the pieces of sixteen outputs lie together.
fn pack(weights: &[f32], bias: &[f32], width: usize) -> Packed<PIECES> {
    Packed::new(weights, bias, width / LANES, |panel, piece| piece * width + panel * LANES)
}

/// The first convolution. What it sees are words that know nothing of their neighbours, so that the part of each word, on
/// the left, in the middle or on the right of the window, is computed once a word and kept.
#[derive(Clone, Debug)]
pub(super) struct Convolution {
    parts: [Packed<PIECES>; 3],
    norm: Norm,
}

/// What a word adds to the windows that it is on the left, in the middle and on the right of.
#[derive(Clone, Debug, Default)]
pub(super) struct Parts([Vec<Lanes>; 3]);

impl Convolution {
    /// As a [`Maxout`] over the three words of the window.
    pub(super) fn new(weights: &[f32], bias: &[f32], gain: &[f32], shift: &[f32]) -> Self {
        let third = weights.len() / 3;
        let none = vec![0.0; bias.len()];
        let part = |n: usize, bias: &[f32]| pack(&weights[n * third..][..third], bias, gain.len());
        Self { parts: [part(0, &none), part(1, bias), part(2, &none)], norm: Norm::new(gain, shift) }
    }

    /// Appends to `parts` those of the words with the rows `input`.
    pub(super) fn prepare(&self, path: Path, input: &[Lanes], parts: &mut Parts) {
        let rows = input.len() / self.norm.groups();
        for (packed, part) in self.parts.iter().zip(&mut parts.0) {
            let before = part.len();
            part.resize(before + rows * packed.groups(), Lanes::ZERO);
            packed.multiply(path, flat(input), packed.inputs(), rows, &mut part[before..]);
        }
    }

    /// Writes `to` plus the result for the window of the words with these numbers.
    pub(super) fn add(&self, path: Path, parts: &Parts, window: [u32; 3], to: &[Lanes], out: &mut [Lanes]) {
        let width = self.norm.groups() * PIECES;
        let row = |n: usize| &parts.0[n][window[n] as usize * width..][..width];
        self.norm.add_largest_of_sum(path, [row(0), row(1), row(2)], to, out);
    }
}

impl Parts {
    /// Keeps, of `count` words, the first and those with the numbers `kept`, which rise.
    pub(super) fn keep(&mut self, count: usize, kept: &[u32]) {
        for part in &mut self.0 {
            let width = part.len() / count.max(1);
            keep(part, width, kept);
        }
    }
}
