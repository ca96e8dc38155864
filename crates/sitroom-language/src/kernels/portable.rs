//! The arithmetic in plain Rust. It is also what the other paths must equal, bit for bit.

use super::numbers::widen;
use super::{LANES, Lanes, MOST_GROUPS, Norm, PIECES, Rows};

pub(super) fn multiply<const V: usize>(rows: Rows<'_>, weights: &[Lanes], bias: &[Lanes; V]) {
    let Rows { input, stride, count, out, out_stride } = rows;
    for row in 0..count {
        let mut sums = *bias;
        for (&x, weights) in input[row * stride..].iter().zip(weights.as_chunks::<V>().0) {
            for (sum, weights) in sums.iter_mut().zip(weights) {
                for (sum, weight) in sum.0.iter_mut().zip(&weights.0) {
                    *sum = x.mul_add(*weight, *sum);
                }
            }
        }
        out[row * out_stride..][..V].copy_from_slice(&sums);
    }
}

/// The larger of each two numbers, as vector instructions choose it.
#[inline(always)]
fn larger(a: Lanes, b: Lanes) -> Lanes {
    Lanes(std::array::from_fn(|lane| if a.0[lane] > b.0[lane] { a.0[lane] } else { b.0[lane] }))
}

#[inline(always)]
fn plus(a: Lanes, b: Lanes) -> Lanes {
    Lanes(std::array::from_fn(|lane| a.0[lane] + b.0[lane]))
}

/// The sum of the sixteen lanes, folded in halves.
#[inline(always)]
fn fold(Lanes(mut lanes): Lanes) -> f32 {
    let mut width = LANES / 2;
    while width > 0 {
        for lane in 0..width {
            lanes[lane] += lanes[lane + width];
        }
        width /= 2;
    }
    lanes[0]
}

/// Adds to `out` the layer normalisation (Ba, Kiros and Hinton 2016) of the row whose groups `group` gives.
#[inline(always)]
fn add_normalised(norm: &Norm, group: impl Fn(usize) -> Lanes, out: &mut [Lanes]) {
    let groups = norm.gain.len().min(MOST_GROUPS);
    let mut row = [Lanes::ZERO; MOST_GROUPS];
    let mut sum = Lanes::ZERO;
    for g in 0..groups {
        row[g] = group(g);
        sum = plus(sum, row[g]);
    }
    let count = (groups * LANES) as f32;
    let mean = fold(sum) / count;
    let mut squares = Lanes::ZERO;
    for g in 0..groups {
        for lane in 0..LANES {
            let distance = row[g].0[lane] - mean;
            squares.0[lane] += distance * distance;
        }
    }
    let scale = 1.0 / (fold(squares) / count + 1e-8).sqrt();
    for (((out, x), gain), shift) in out.iter_mut().zip(&row).zip(&norm.gain).zip(&norm.shift) {
        for lane in 0..LANES {
            out.0[lane] += (x.0[lane] - mean) * scale * gain.0[lane] + shift.0[lane];
        }
    }
}

#[inline(always)]
pub(super) fn add_largest(norm: &Norm, row: &[Lanes], out: &mut [Lanes]) {
    let pieces = row.as_chunks::<PIECES>().0;
    let largest = |g: usize| {
        let [a, b, c] = pieces[g];
        larger(larger(a, b), c)
    };
    add_normalised(norm, largest, out);
}

#[inline(always)]
pub(super) fn add_largest_of_sum(norm: &Norm, rows: [&[Lanes]; 3], out: &mut [Lanes]) {
    let rows = rows.map(|row| row.as_chunks::<PIECES>().0);
    let largest = |g: usize| {
        let piece = |piece: usize| plus(plus(rows[0][g][piece], rows[1][g][piece]), rows[2][g][piece]);
        larger(larger(piece(0), piece(1)), piece(2))
    };
    add_normalised(norm, largest, out);
}

#[inline(always)]
pub(super) fn larger_half_of_sum(rows: &[&[Lanes]], out: &mut [Lanes]) {
    let half = out.len();
    for (g, out) in out.iter_mut().enumerate() {
        let (mut a, mut b) = (Lanes::ZERO, Lanes::ZERO);
        for row in rows {
            a = plus(a, row[g]);
            b = plus(b, row[g + half]);
        }
        *out = larger(a, b);
    }
}

#[inline(always)]
pub(super) fn sum_halves<const N: usize>(rows: [&[[u16; LANES]]; N], out: &mut [Lanes]) {
    for (g, out) in out.iter_mut().enumerate() {
        *out = Lanes::ZERO;
        for row in rows {
            for lane in 0..LANES {
                out.0[lane] += widen(row[g][lane]);
            }
        }
    }
}
