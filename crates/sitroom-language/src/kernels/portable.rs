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

/// Writes `to` plus the layer normalisation (Ba, Kiros and Hinton 2016) of the first groups of `row`.
#[inline(always)]
fn add_normalised(norm: &Norm, row: &[Lanes; MOST_GROUPS], to: &[Lanes], out: &mut [Lanes]) {
    let row = &row[..norm.gain.len()];
    let count = (row.len() * LANES) as f32;
    let mut sum = Lanes::ZERO;
    for x in row {
        sum = plus(sum, *x);
    }
    let mean = fold(sum) / count;
    let mut squares = Lanes::ZERO;
    for x in row {
        for lane in 0..LANES {
            let distance = x.0[lane] - mean;
            squares.0[lane] += distance * distance;
        }
    }
    let scale = 1.0 / (fold(squares) / count + 1e-8).sqrt();
    let layer = norm.gain.iter().zip(&norm.shift);
    for (((out, to), x), (gain, shift)) in out.iter_mut().zip(to).zip(row).zip(layer) {
        for lane in 0..LANES {
            out.0[lane] = to.0[lane] + ((x.0[lane] - mean) * scale * gain.0[lane] + shift.0[lane]);
        }
    }
}

#[inline(always)]
pub(super) fn add_largest(norm: &Norm, row: &[Lanes], to: &[Lanes], out: &mut [Lanes]) {
    let mut largest = [Lanes::ZERO; MOST_GROUPS];
    for (largest, [a, b, c]) in largest.iter_mut().zip(row.as_chunks::<PIECES>().0) {
        *largest = larger(larger(*a, *b), *c);
    }
    add_normalised(norm, &largest, to, out);
}

#[inline(always)]
pub(super) fn add_largest_of_sum(norm: &Norm, rows: [&[Lanes]; 3], to: &[Lanes], out: &mut [Lanes]) {
    let [left, middle, right] = rows.map(|row| row.as_chunks::<PIECES>().0);
    let mut largest = [Lanes::ZERO; MOST_GROUPS];
    for (((largest, left), middle), right) in largest.iter_mut().zip(left).zip(middle).zip(right) {
        let mut pieces = [Lanes::ZERO; PIECES];
        for piece in 0..PIECES {
            pieces[piece] = plus(plus(left[piece], middle[piece]), right[piece]);
        }
        let [a, b, c] = pieces;
        *largest = larger(larger(a, b), c);
    }
    add_normalised(norm, &largest, to, out);
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
