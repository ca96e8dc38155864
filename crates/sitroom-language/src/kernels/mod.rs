//! The arithmetic that takes nearly all of the time: products of rows with packed weights, maxout, layer norm, sums.
//!
//! Three paths do the same: AVX-512, AVX2 with FMA and F16C, and portable Rust. They give **the same bits**: every number is
//! one chain of fused multiply-adds in one order, whatever the width of the registers, and sums over a row are taken in
//! sixteen lanes that are then folded in halves.
//!
//! This is the only module with `unsafe`: vector instructions have no safe form that keeps the accumulators in registers,
//! and a model file is read in place, as the numbers it holds. Every function that is reachable from outside checks its
//! lengths before it enters unsafe code.
#![allow(unsafe_code, reason = "vector instructions, and numbers read in place; see above")]
#![allow(clippy::needless_range_loop, reason = "lanes and rows go by number: that is how registers see them")]

mod numbers;
mod portable;
#[cfg(target_arch = "x86_64")]
mod x86;

pub(crate) use numbers::{flat, shorts, widen, words};

#[cfg(target_endian = "big")]
compile_error!("model files hold little-endian numbers and are read in place");

/// Lanes that are worked on together.
pub(crate) const LANES: usize = 16;

/// Pieces of the maxout layers with layer norm.
pub(crate) const PIECES: usize = 3;

/// Groups of lanes that a normalised row has at most.
pub(crate) const MOST_GROUPS: usize = 8;

/// Sixteen numbers at an address that suits every register.
#[derive(Copy, Clone, Debug, PartialEq)]
#[repr(C, align(64))]
pub(crate) struct Lanes(pub(crate) [f32; LANES]);

impl Lanes {
    pub(crate) const ZERO: Self = Self([0.0; LANES]);
}

/// Which instructions do the work. Only a machine that has them gives out their path.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Path(Instructions);

#[derive(Copy, Clone, Debug, PartialEq, Eq)]
enum Instructions {
    #[cfg(target_arch = "x86_64")]
    Avx512,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    Portable,
}

impl Path {
    /// The paths that this machine can take, quickest first.
    pub fn available() -> Vec<Self> {
        let mut paths = Vec::new();
        #[cfg(target_arch = "x86_64")]
        {
            let wide =
                is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") && is_x86_feature_detected!("f16c");
            if wide && is_x86_feature_detected!("avx512f") {
                paths.push(Self(Instructions::Avx512));
            }
            if wide {
                paths.push(Self(Instructions::Avx2));
            }
        }
        paths.push(Self(Instructions::Portable));
        paths
    }

    /// The quickest path that this machine can take.
    pub fn best() -> Self {
        Self::available().first().copied().unwrap_or(Self(Instructions::Portable))
    }
}

/// A weight matrix packed for [`Packed::multiply`]: its columns in panels of `V` groups of sixteen, and in a panel the weights
/// of one input after those of the last, so that they are read once and in order.
#[derive(Clone, Debug)]
pub(crate) struct Packed<const V: usize> {
    inputs: usize,
    weights: Vec<Lanes>,
    bias: Vec<Lanes>,
}

impl<const V: usize> Packed<V> {
    /// Packs `weights` (a row of columns for each input) so that group `v` of panel `p` holds the sixteen columns from
    /// `first(p, v)` on; columns that do not exist weigh nothing.
    pub(crate) fn new(weights: &[f32], bias: &[f32], panels: usize, first: impl Fn(usize, usize) -> usize) -> Self {
        let columns = bias.len().max(1);
        let group = |row: &[f32], start: usize| {
            Lanes(std::array::from_fn(|lane| row.get(start + lane).copied().unwrap_or_default()))
        };
        let inputs = weights.len() / columns;
        let mut packed = Self { inputs, weights: Vec::with_capacity(panels * inputs * V), bias: Vec::new() };
        for panel in 0..panels {
            for row in weights.chunks_exact(columns) {
                packed.weights.extend((0..V).map(|v| group(row, first(panel, v))));
            }
            packed.bias.extend((0..V).map(|v| group(bias, first(panel, v))));
        }
        packed
    }

    /// Numbers in a row of input.
    pub(crate) fn inputs(&self) -> usize {
        self.inputs
    }

    /// Groups in a row of results.
    pub(crate) fn groups(&self) -> usize {
        self.bias.len()
    }

    /// The products of `rows` rows, at least one, which begin every `stride` numbers of `input`, with panel `panel`, written to the
    /// first `V` groups of each row of `out`, where rows begin every [`Packed::groups`] groups.
    fn panel(&self, path: Path, input: &[f32], stride: usize, rows: usize, panel: usize, out: &mut [Lanes]) {
        assert!((rows - 1) * stride + self.inputs <= input.len(), "all rows lie in the input");
        assert!((rows - 1) * self.groups() + V <= out.len(), "all rows have room in the output");
        let rows = Rows { input, stride, count: rows, out, out_stride: self.groups() };
        let weights = &self.weights[panel * self.inputs * V..][..self.inputs * V];
        let bias: &[Lanes; V] = self.bias[panel * V..].first_chunk().unwrap_or(&[Lanes::ZERO; V]);
        match path.0 {
            #[cfg(target_arch = "x86_64")]
            // SAFETY: only a machine with these instructions has this path; the lengths are checked above.
            Instructions::Avx512 => unsafe { x86::multiply_512::<V>(rows, weights, bias) },
            #[cfg(target_arch = "x86_64")]
            // SAFETY: as above.
            Instructions::Avx2 => unsafe { x86::multiply_256::<V>(rows, weights, bias) },
            Instructions::Portable => portable::multiply::<V>(rows, weights, bias),
        }
    }

    /// The products of `rows` rows, which begin every `stride` numbers of `input`, one row after the other.
    pub(crate) fn multiply(&self, path: Path, input: &[f32], stride: usize, rows: usize, out: &mut [Lanes]) {
        let panels = if rows == 0 { 0 } else { self.groups() / V };
        for panel in 0..panels {
            self.panel(path, input, stride, rows, panel, &mut out[panel * V..]);
        }
    }
}

/// Rows to be multiplied and where their products go; all strides are checked.
struct Rows<'a> {
    input: &'a [f32],
    stride: usize,
    count: usize,
    out: &'a mut [Lanes],
    out_stride: usize,
}

/// Gain and shift of a layer normalisation.
#[derive(Clone, Debug)]
pub(crate) struct Norm {
    gain: Vec<Lanes>,
    shift: Vec<Lanes>,
}

impl Norm {
    /// The width is that of both, a multiple of sixteen and at most sixteen times [`MOST_GROUPS`].
    pub(crate) fn new(gain: &[f32], shift: &[f32]) -> Self {
        let lanes = |numbers: &[f32]| {
            let lanes = |chunk: &[f32]| Lanes(std::array::from_fn(|lane| chunk[lane]));
            numbers.chunks_exact(LANES).take(MOST_GROUPS).map(lanes).collect()
        };
        Self { gain: lanes(gain), shift: lanes(shift) }
    }

    /// Groups of a row.
    pub(crate) fn groups(&self) -> usize {
        self.gain.len()
    }

    /// Writes `to` plus the normalised row of the largest of each three pieces of `row`.
    pub(crate) fn add_largest(&self, path: Path, row: &[Lanes], to: &[Lanes], out: &mut [Lanes]) {
        let wide = row.len() == self.groups() * PIECES && to.len() == self.groups() && out.len() == self.groups();
        assert!(wide, "rows are as wide as the layer");
        match path.0 {
            #[cfg(target_arch = "x86_64")]
            // SAFETY: only a machine with these instructions has this path.
            Instructions::Avx512 => unsafe { x86::add_largest_512(self, row, to, out) },
            #[cfg(target_arch = "x86_64")]
            // SAFETY: as above.
            Instructions::Avx2 => unsafe { x86::add_largest_256(self, row, to, out) },
            Instructions::Portable => portable::add_largest(self, row, to, out),
        }
    }

    /// The same for the sum of three rows.
    pub(crate) fn add_largest_of_sum(&self, path: Path, rows: [&[Lanes]; 3], to: &[Lanes], out: &mut [Lanes]) {
        let wide = rows.iter().all(|row| row.len() == self.groups() * PIECES);
        assert!(wide && to.len() == self.groups() && out.len() == self.groups(), "rows are as wide as the layer");
        match path.0 {
            #[cfg(target_arch = "x86_64")]
            // SAFETY: only a machine with these instructions has this path.
            Instructions::Avx512 => unsafe { x86::add_largest_of_sum_512(self, rows, to, out) },
            #[cfg(target_arch = "x86_64")]
            // SAFETY: as above.
            Instructions::Avx2 => unsafe { x86::add_largest_of_sum_256(self, rows, to, out) },
            Instructions::Portable => portable::add_largest_of_sum(self, rows, to, out),
        }
    }
}

/// Writes the sum of rows of half-precision numbers, in their order.
pub(crate) fn sum_halves<const N: usize>(path: Path, rows: [&[u16]; N], out: &mut [Lanes]) {
    assert!(rows.iter().all(|row| row.len() == out.len() * LANES), "rows are as wide as the output");
    let rows = rows.map(|row| row.as_chunks().0);
    match path.0 {
        #[cfg(target_arch = "x86_64")]
        // SAFETY: only a machine with these instructions has these paths.
        Instructions::Avx512 | Instructions::Avx2 => unsafe { x86::sum_halves(rows, out) },
        Instructions::Portable => portable::sum_halves(rows, out),
    }
}

/// Sums `rows` in their order and writes the larger of the two halves of the sum: a maxout layer of two pieces.
pub(crate) fn larger_half_of_sum(path: Path, rows: &[&[Lanes]], out: &mut [Lanes]) {
    assert!(rows.iter().all(|row| row.len() == 2 * out.len()), "rows hold two pieces");
    match path.0 {
        #[cfg(target_arch = "x86_64")]
        // SAFETY: only a machine with these instructions has these paths.
        Instructions::Avx512 | Instructions::Avx2 => unsafe { x86::larger_half_of_sum(rows, out) },
        Instructions::Portable => portable::larger_half_of_sum(rows, out),
    }
}

#[cfg(all(test, target_arch = "x86_64"))]
mod peak;
#[cfg(test)]
mod tests;
