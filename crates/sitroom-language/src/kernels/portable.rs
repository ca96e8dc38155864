//! The arithmetic in plain Rust. It is also what the other paths must equal, bit for bit.

use super::{LANES, Lanes, half::widen};

pub(super) fn multiply<const T: usize, const V: usize>(
    input: &[f32],
    stride: usize,
    weights: &[Lanes],
    bias: &[Lanes],
    out: &mut [[Lanes; V]; T],
) {
    for (t, out) in out.iter_mut().enumerate() {
        out.copy_from_slice(bias);
        for (&x, weights) in input[t * stride..].iter().zip(weights.chunks_exact(V)) {
            for (sum, weights) in out.iter_mut().zip(weights) {
                for (sum, weight) in sum.0.iter_mut().zip(&weights.0) {
                    *sum = x.mul_add(*weight, *sum);
                }
            }
        }
    }
}

/// The larger of two numbers as vector instructions choose it.
#[inline(always)]
pub(super) fn larger(a: f32, b: f32) -> f32 {
    if a > b { a } else { b }
}

/// The sum of a row: sixteen lanes, folded in halves.
#[inline(always)]
fn sum(row: &[Lanes], of: impl Fn(f32) -> f32) -> f32 {
    let mut lanes = [0.0; LANES];
    for group in row {
        for (lane, &x) in lanes.iter_mut().zip(&group.0) {
            *lane += of(x);
        }
    }
    let mut width = LANES / 2;
    while width > 0 {
        for lane in 0..width {
            lanes[lane] += lanes[lane + width];
        }
        width /= 2;
    }
    lanes[0]
}

/// Layer normalisation of `row` (Ba, Kiros and Hinton 2016), added to `out`.
#[inline(always)]
pub(super) fn normalise(row: &[Lanes], gain: &[Lanes], shift: &[Lanes], out: &mut [f32]) {
    let count = (row.len() * LANES) as f32;
    let mean = sum(row, |x| x) / count;
    let variance = sum(row, |x| (x - mean) * (x - mean)) / count;
    let scale = 1.0 / (variance + 1e-8).sqrt();
    for (((out, x), gain), shift) in out.chunks_exact_mut(LANES).zip(row).zip(gain).zip(shift) {
        for lane in 0..LANES {
            out[lane] += (x.0[lane] - mean) * scale * gain.0[lane] + shift.0[lane];
        }
    }
}

/// Adds `row` to `out`.
#[inline(always)]
pub(super) fn add(row: &[f32], out: &mut [Lanes]) {
    for (out, row) in out.iter_mut().zip(row.chunks_exact(LANES)) {
        for (out, x) in out.0.iter_mut().zip(row) {
            *out += x;
        }
    }
}

/// Adds a row of half-precision numbers to `out`.
#[inline(always)]
pub(super) fn add_halves(row: &[u16], out: &mut [f32]) {
    for (out, &x) in out.iter_mut().zip(row) {
        *out += widen(x);
    }
}
