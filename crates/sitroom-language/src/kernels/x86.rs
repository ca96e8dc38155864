//! The products for x86 machines with AVX-512, or with AVX2, FMA and F16C.
//!
//! The accumulators of a block stay in registers: 8 rows by 3 groups of sixteen take 24 of the 32 of AVX-512, and 4 rows by 3
//! groups of eight 12 of the 16 of AVX2.

use std::arch::x86_64::*;

use super::{LANES, Lanes, Norm, Rows, portable};

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
                        4.. if V <= 3 => block_256::<4, V>(x, stride, weights, y, out_stride, half),
                        2.. if V <= 5 => block_256::<2, V>(x, stride, weights, y, out_stride, half),
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

// The rest is the portable code, compiled for wider registers. Without FMA among the features: nothing else here is fused.

/// # Safety
/// The machine has AVX2.
#[target_feature(enable = "avx2")]
pub(super) unsafe fn add_largest(norm: &Norm, row: &[Lanes], out: &mut [Lanes]) {
    portable::add_largest(norm, row, out);
}

/// # Safety
/// The machine has AVX2.
#[target_feature(enable = "avx2")]
pub(super) unsafe fn add_largest_of_sum(norm: &Norm, rows: [&[Lanes]; 3], out: &mut [Lanes]) {
    portable::add_largest_of_sum(norm, rows, out);
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
