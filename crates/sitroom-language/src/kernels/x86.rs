//! The products for x86 machines with AVX-512, or with AVX2, FMA and F16C.
//!
//! The accumulators of a block stay in registers: 8 rows by 3 groups of sixteen take 24 of the 32 of AVX-512, and 3 rows by 3
//! groups of eight 9 of the 16 of AVX2 (with 4 rows the compiler runs out of registers, which costs half of the speed).

use std::arch::x86_64::*;

use super::{LANES, Lanes, MOST_GROUPS, Norm, PIECES, Rows, portable};

/// # Safety
/// The machine has AVX-512F; the last of `rows` ends within its input and output; `weights` holds `V` groups for each input.
#[target_feature(enable = "avx512f")]
pub(super) unsafe fn multiply_512<const V: usize>(rows: Rows<'_>, weights: &[Lanes], bias: &[Lanes; V]) {
    let Rows { input, stride, count, out, out_stride } = rows;
    let mut row = 0;
    while row < count {
        // SAFETY: rows up to `count` lie in the input and in the output.
        unsafe {
            let (x, y) = (input.as_ptr().add(row * stride), out.as_mut_ptr().add(row * out_stride));
            row += match count - row {
                8.. if V <= 3 => block_512::<8, V>(x, stride, weights, bias, y, out_stride),
                4.. => block_512::<4, V>(x, stride, weights, bias, y, out_stride),
                2.. => block_512::<2, V>(x, stride, weights, bias, y, out_stride),
                _ => block_512::<1, V>(x, stride, weights, bias, y, out_stride),
            };
        }
    }
}

#[target_feature(enable = "avx512f")]
#[inline]
unsafe fn block_512<const R: usize, const V: usize>(
    input: *const f32,
    stride: usize,
    weights: &[Lanes],
    bias: &[Lanes; V],
    out: *mut Lanes,
    out_stride: usize,
) -> usize {
    // SAFETY: the caller's promise for `R` rows; `Lanes` are sixteen aligned numbers.
    unsafe {
        let mut start = [_mm512_setzero_ps(); V];
        for v in 0..V {
            start[v] = _mm512_load_ps(bias[v].0.as_ptr());
        }
        let mut sums = [start; R];
        for (i, weights) in weights.as_chunks::<V>().0.iter().enumerate() {
            let mut group = [_mm512_setzero_ps(); V];
            for v in 0..V {
                group[v] = _mm512_load_ps(weights[v].0.as_ptr());
            }
            for r in 0..R {
                let x = _mm512_set1_ps(*input.add(r * stride + i));
                for v in 0..V {
                    sums[r][v] = _mm512_fmadd_ps(x, group[v], sums[r][v]);
                }
            }
        }
        for r in 0..R {
            for v in 0..V {
                _mm512_store_ps(out.add(r * out_stride + v).cast(), sums[r][v]);
            }
        }
    }
    R
}

#[target_feature(enable = "avx512f")]
#[inline]
fn load(lanes: &Lanes) -> __m512 {
    // SAFETY: sixteen aligned numbers.
    unsafe { _mm512_load_ps(lanes.0.as_ptr()) }
}

/// The sum of the lanes, folded in halves.
#[target_feature(enable = "avx512f")]
#[inline]
fn fold(lanes: __m512) -> f32 {
    let upper = _mm256_castpd_ps(_mm512_extractf64x4_pd(_mm512_castps_pd(lanes), 1));
    let eight = _mm256_add_ps(_mm512_castps512_ps256(lanes), upper);
    let four = _mm_add_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
    let two = _mm_add_ps(four, _mm_movehl_ps(four, four));
    _mm_cvtss_f32(_mm_add_ss(two, _mm_movehdup_ps(two)))
}

/// As [`portable::add_largest`], with the row in registers.
#[target_feature(enable = "avx512f")]
#[inline]
fn add_normalised(norm: &Norm, row: &[__m512; MOST_GROUPS], to: &[Lanes], out: &mut [Lanes]) {
    let groups = norm.gain.len().min(MOST_GROUPS);
    let count = (groups * LANES) as f32;
    let mut sum = _mm512_setzero_ps();
    for x in &row[..groups] {
        sum = _mm512_add_ps(sum, *x);
    }
    let mean = _mm512_set1_ps(fold(sum) / count);
    let mut squares = _mm512_setzero_ps();
    for x in &row[..groups] {
        let distance = _mm512_sub_ps(*x, mean);
        squares = _mm512_add_ps(squares, _mm512_mul_ps(distance, distance));
    }
    let scale = _mm512_set1_ps(1.0 / (fold(squares) / count + 1e-8).sqrt());
    let layer = norm.gain.iter().zip(&norm.shift);
    for (((out, to), x), (gain, shift)) in out.iter_mut().zip(to).zip(row).zip(layer) {
        let x = _mm512_mul_ps(_mm512_mul_ps(_mm512_sub_ps(*x, mean), scale), load(gain));
        let x = _mm512_add_ps(load(to), _mm512_add_ps(x, load(shift)));
        // SAFETY: sixteen aligned numbers.
        unsafe { _mm512_store_ps(out.0.as_mut_ptr(), x) };
    }
}

/// # Safety
/// The machine has AVX-512F.
#[target_feature(enable = "avx512f")]
pub(super) unsafe fn add_largest_512(norm: &Norm, row: &[Lanes], to: &[Lanes], out: &mut [Lanes]) {
    let mut largest = [_mm512_setzero_ps(); MOST_GROUPS];
    for (largest, [a, b, c]) in largest.iter_mut().zip(row.as_chunks::<PIECES>().0) {
        *largest = _mm512_max_ps(_mm512_max_ps(load(a), load(b)), load(c));
    }
    add_normalised(norm, &largest, to, out);
}

/// # Safety
/// The machine has AVX-512F.
#[target_feature(enable = "avx512f")]
pub(super) unsafe fn add_largest_of_sum_512(norm: &Norm, rows: [&[Lanes]; 3], to: &[Lanes], out: &mut [Lanes]) {
    let [left, middle, right] = rows.map(|row| row.as_chunks::<PIECES>().0);
    let mut largest = [_mm512_setzero_ps(); MOST_GROUPS];
    for (((largest, left), middle), right) in largest.iter_mut().zip(left).zip(middle).zip(right) {
        let mut pieces = [_mm512_setzero_ps(); PIECES];
        for (piece, sum) in pieces.iter_mut().enumerate() {
            *sum = _mm512_add_ps(_mm512_add_ps(load(&left[piece]), load(&middle[piece])), load(&right[piece]));
        }
        *largest = _mm512_max_ps(_mm512_max_ps(pieces[0], pieces[1]), pieces[2]);
    }
    add_normalised(norm, &largest, to, out);
}

/// Inputs whose weights stay in the nearest cache while all rows and both halves of the lanes pass over them.
const NEAR: usize = 96;

/// # Safety
/// The machine has AVX2 and FMA; otherwise as [`multiply_512`].
#[target_feature(enable = "avx2,fma")]
pub(super) unsafe fn multiply_256<const V: usize>(rows: Rows<'_>, weights: &[Lanes], bias: &[Lanes; V]) {
    let Rows { input, stride, count, out, out_stride } = rows;
    for row in 0..count {
        out[row * out_stride..][..V].copy_from_slice(bias);
    }
    for (near, weights) in weights.chunks(NEAR * V).enumerate() {
        for half in [0, LANES / 2] {
            let mut row = 0;
            while row < count {
                // SAFETY: rows up to `count` lie in the input and in the output.
                unsafe {
                    let x = input.as_ptr().add(row * stride + near * NEAR);
                    let y = out.as_mut_ptr().add(row * out_stride);
                    row += match count - row {
                        3 | 5.. if V <= 3 => block_256::<3, V>(x, stride, weights, y, out_stride, half),
                        2.. if V <= 4 => block_256::<2, V>(x, stride, weights, y, out_stride, half),
                        _ => block_256::<1, V>(x, stride, weights, y, out_stride, half),
                    };
                }
            }
        }
    }
}

#[target_feature(enable = "avx2,fma")]
#[inline]
unsafe fn block_256<const R: usize, const V: usize>(
    input: *const f32,
    stride: usize,
    weights: &[Lanes],
    out: *mut Lanes,
    out_stride: usize,
    half: usize,
) -> usize {
    // SAFETY: the caller's promise for `R` rows; `half` is 0 or 8, so that eight numbers follow it in each group.
    unsafe {
        let place = |r: usize, v: usize| out.add(r * out_stride + v).cast::<f32>().add(half);
        let mut sums = [[_mm256_setzero_ps(); V]; R];
        for r in 0..R {
            for v in 0..V {
                sums[r][v] = _mm256_load_ps(place(r, v));
            }
        }
        for (i, weights) in weights.as_chunks::<V>().0.iter().enumerate() {
            let mut group = [_mm256_setzero_ps(); V];
            for v in 0..V {
                group[v] = _mm256_load_ps(weights[v].0.as_ptr().add(half));
            }
            for r in 0..R {
                let x = _mm256_set1_ps(*input.add(r * stride + i));
                for v in 0..V {
                    sums[r][v] = _mm256_fmadd_ps(x, group[v], sums[r][v]);
                }
            }
        }
        for r in 0..R {
            for v in 0..V {
                _mm256_store_ps(place(r, v), sums[r][v]);
            }
        }
    }
    R
}

// The rest is the portable code, compiled for wider registers. Nothing in it is fused: Rust fuses only what is asked for.

/// # Safety
/// The machine has AVX2.
#[target_feature(enable = "avx2")]
pub(super) unsafe fn add_largest_256(norm: &Norm, row: &[Lanes], to: &[Lanes], out: &mut [Lanes]) {
    portable::add_largest(norm, row, to, out);
}

/// # Safety
/// The machine has AVX2.
#[target_feature(enable = "avx2")]
pub(super) unsafe fn add_largest_of_sum_256(norm: &Norm, rows: [&[Lanes]; 3], to: &[Lanes], out: &mut [Lanes]) {
    portable::add_largest_of_sum(norm, rows, to, out);
}

/// # Safety
/// The machine has AVX2.
#[target_feature(enable = "avx2")]
pub(super) unsafe fn larger_half_of_sum(rows: &[&[Lanes]], out: &mut [Lanes]) {
    portable::larger_half_of_sum(rows, out);
}

/// # Safety
/// The machine has AVX2 and F16C.
#[target_feature(enable = "avx2,f16c")]
pub(super) unsafe fn sum_halves<const N: usize>(rows: [&[[u16; LANES]]; N], out: &mut [Lanes]) {
    for (g, out) in out.iter_mut().enumerate() {
        for half in [0, LANES / 2] {
            // SAFETY: eight numbers follow `half` in each group.
            unsafe {
                let mut sum = _mm256_setzero_ps();
                for row in rows {
                    let wide = _mm256_cvtph_ps(_mm_loadu_si128(row[g].as_ptr().add(half).cast()));
                    sum = _mm256_add_ps(sum, wide);
                }
                _mm256_store_ps(out.0.as_mut_ptr().add(half), sum);
            }
        }
    }
}
