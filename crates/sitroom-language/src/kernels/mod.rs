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

mod half;
mod portable;
#[cfg(target_arch = "x86_64")]
mod x86;

pub(crate) use half::{shorts, widen, words};

#[cfg(target_endian = "big")]
compile_error!("model files hold little-endian numbers and are read in place");

/// Lanes that are worked on together.
pub(crate) const LANES: usize = 16;

/// Sixteen numbers at an address that suits every register.
#[derive(Copy, Clone, Debug, PartialEq)]
#[repr(C, align(64))]
pub(crate) struct Lanes(pub(crate) [f32; LANES]);

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

/// A weight matrix packed for [`Packed::multiply`]: columns in panels of `V` groups of sixteen, a panel's weights for one input
/// after those for the last.
#[derive(Clone, Debug)]
pub(crate) struct Packed<const V: usize> {
    inputs: usize,
    weights: Vec<Lanes>,
    bias: Vec<Lanes>,
}

impl<const V: usize> Packed<V> {
    /// Packs `weights` (one row of columns an input) so that group `v` of panel `p` holds the columns that begin at
    /// `first(p, v)`; columns that do not exist weigh nothing.
    pub(crate) fn new(weights: &[f32], bias: &[f32], panels: usize, first: impl Fn(usize, usize) -> usize) -> Self {
        let columns = bias.len();
        let inputs = weights.len() / columns.max(1);
        let group = |row: &[f32], start: usize| {
            Lanes(std::array::from_fn(|lane| row.get(start + lane).copied().unwrap_or_default()))
        };
        let mut packed = Self { inputs, weights: Vec::with_capacity(panels * inputs * V), bias: Vec::new() };
        for panel in 0..panels {
            for row in weights.chunks_exact(columns.max(1)) {
                packed.weights.extend((0..V).map(|v| group(row, first(panel, v))));
            }
            packed.bias.extend((0..V).map(|v| group(bias, first(panel, v))));
        }
        packed
    }

    fn panels(&self) -> usize {
        self.bias.len() / V
    }

    /// The products of `T` rows, which begin every `stride` numbers of `input`, with panel `panel`.
    fn multiply<const T: usize>(
        &self,
        path: Path,
        input: &[f32],
        stride: usize,
        panel: usize,
        out: &mut [[Lanes; V]; T],
    ) {
        assert!((T - 1) * stride + self.inputs <= input.len(), "all rows lie in the input");
        let weights = &self.weights[panel * self.inputs * V..][..self.inputs * V];
        let bias = &self.bias[panel * V..][..V];
        match path.0 {
            #[cfg(target_arch = "x86_64")]
            // SAFETY: only a machine with these instructions has this path; the lengths are checked above.
            Instructions::Avx512 => unsafe { x86::multiply_512::<T, V>(input, stride, weights, bias, out) },
            #[cfg(target_arch = "x86_64")]
            // SAFETY: as above.
            Instructions::Avx2 => unsafe { x86::multiply_256::<T, V>(input, stride, weights, bias, out) },
            Instructions::Portable => portable::multiply::<T, V>(input, stride, weights, bias, out),
        }
    }
}

/// A dense layer: `out = W x + b`.
#[derive(Clone, Debug)]
pub(crate) struct Linear<const V: usize> {
    packed: Packed<V>,
    outputs: usize,
}

impl<const V: usize> Linear<V> {
    /// `weights` holds a row of outputs for each input.
    pub(crate) fn new(weights: &[f32], bias: &[f32]) -> Self {
        let width = V * LANES;
        let packed = Packed::new(weights, bias, bias.len().div_ceil(width), |panel, v| panel * width + v * LANES);
        Self { packed, outputs: bias.len() }
    }

    /// Numbers from the start of one row of results to that of the next.
    pub(crate) fn width(&self) -> usize {
        self.packed.panels() * V * LANES
    }

    /// The number of results that mean something.
    pub(crate) fn outputs(&self) -> usize {
        self.outputs
    }

    /// The layer's results for `rows` rows that lie one after the other.
    pub(crate) fn apply(&self, path: Path, input: &[f32], rows: usize, out: &mut Vec<f32>) {
        out.resize(rows * self.width(), 0.0);
        for panel in 0..self.packed.panels() {
            let mut row = 0;
            while row < rows {
                let left = &input[row * self.packed.inputs..];
                let out = &mut out[row * self.width() + panel * V * LANES..];
                row += match rows - row {
                    8.. => self.block::<8>(path, left, panel, out),
                    4.. => self.block::<4>(path, left, panel, out),
                    _ => self.block::<1>(path, left, panel, out),
                };
            }
        }
    }

    fn block<const T: usize>(&self, path: Path, input: &[f32], panel: usize, out: &mut [f32]) -> usize {
        let mut sums = [[Lanes([0.0; LANES]); V]; T];
        self.packed.multiply(path, input, self.packed.inputs, panel, &mut sums);
        for (out, sums) in out.chunks_mut(self.width()).zip(&sums) {
            for (out, sums) in out.chunks_exact_mut(LANES).zip(sums) {
                out.copy_from_slice(&sums.0);
            }
        }
        T
    }
}

/// A maxout layer of three pieces (Goodfellow et al. 2013) with layer normalisation.
#[derive(Clone, Debug)]
pub(crate) struct Maxout {
    packed: Packed<3>,
    gain: Vec<Lanes>,
    shift: Vec<Lanes>,
}

impl Maxout {
    /// Pieces of the layer.
    pub(crate) const PIECES: usize = 3;

    /// `weights` holds, for each input, a row of outputs for each piece. The width is that of `gain`, a multiple of sixteen.
    pub(crate) fn new(weights: &[f32], bias: &[f32], gain: &[f32], shift: &[f32]) -> Self {
        let width = gain.len();
        let packed = Packed::new(weights, bias, width / LANES, |panel, piece| piece * width + panel * LANES);
        Self { packed, gain: lanes(gain), shift: lanes(shift) }
    }

    /// Adds the layer's results for `rows` rows, which begin every `stride` numbers of `input`, to the rows of `out`.
    pub(crate) fn add(&self, path: Path, input: &[f32], stride: usize, rows: usize, out: &mut [f32]) {
        let width = self.gain.len() * LANES;
        let mut row = 0;
        while row < rows {
            let (left, out) = (&input[row * stride..], &mut out[row * width..]);
            row += match rows - row {
                8.. => self.block::<8>(path, left, stride, out),
                4.. => self.block::<4>(path, left, stride, out),
                _ => self.block::<1>(path, left, stride, out),
            };
        }
    }

    fn block<const T: usize>(&self, path: Path, input: &[f32], stride: usize, out: &mut [f32]) -> usize {
        let groups = self.gain.len();
        let mut largest = vec![Lanes([0.0; LANES]); T * groups];
        let mut sums = [[Lanes([0.0; LANES]); Self::PIECES]; T];
        for panel in 0..groups {
            self.packed.multiply(path, input, stride, panel, &mut sums);
            for (t, [a, b, c]) in sums.iter().enumerate() {
                let out = &mut largest[t * groups + panel].0;
                for lane in 0..LANES {
                    out[lane] = portable::larger(portable::larger(a.0[lane], b.0[lane]), c.0[lane]);
                }
            }
        }
        for (row, out) in largest.chunks_exact(groups).zip(out.chunks_exact_mut(groups * LANES)) {
            normalise(path, row, &self.gain, &self.shift, out);
        }
        T
    }
}

fn lanes(numbers: &[f32]) -> Vec<Lanes> {
    numbers.chunks_exact(LANES).map(|chunk| Lanes(std::array::from_fn(|lane| chunk[lane]))).collect()
}

fn normalise(path: Path, row: &[Lanes], gain: &[Lanes], shift: &[Lanes], out: &mut [f32]) {
    match path.0 {
        #[cfg(target_arch = "x86_64")]
        // SAFETY: only a machine with these instructions has these paths.
        Instructions::Avx512 | Instructions::Avx2 => unsafe { x86::normalise(row, gain, shift, out) },
        Instructions::Portable => portable::normalise(row, gain, shift, out),
    }
}

/// Adds a row of half-precision numbers to `out`.
pub(crate) fn add_halves(path: Path, row: &[u16], out: &mut [f32]) {
    match path.0 {
        #[cfg(target_arch = "x86_64")]
        // SAFETY: only a machine with these instructions has these paths.
        Instructions::Avx512 | Instructions::Avx2 => unsafe { x86::add_halves(row, out) },
        Instructions::Portable => portable::add_halves(row, out),
    }
}

/// Adds `row` to `out`.
pub(crate) fn add(path: Path, row: &[f32], out: &mut [Lanes]) {
    match path.0 {
        #[cfg(target_arch = "x86_64")]
        // SAFETY: only a machine with these instructions has these paths.
        Instructions::Avx512 | Instructions::Avx2 => unsafe { x86::add(row, out) },
        Instructions::Portable => portable::add(row, out),
    }
}

/// The larger of each two numbers: a maxout layer of two pieces.
pub(crate) fn larger(a: &[Lanes], b: &[Lanes], out: &mut [f32]) {
    for ((a, b), out) in a.iter().zip(b).zip(out.chunks_exact_mut(LANES)) {
        for lane in 0..LANES {
            out[lane] = portable::larger(a.0[lane], b.0[lane]);
        }
    }
}
