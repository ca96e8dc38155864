//! The products for x86 machines with AVX-512, or with AVX2, FMA and F16C.
//!
//! The accumulators of a block stay in registers: 8 rows by 3 groups of sixteen take 24 of 32 registers of AVX-512.

use std::arch::x86_64::*;

use super::{LANES, Lanes, portable};

/// # Safety
/// The machine has AVX-512F; row `T - 1` of `stride` numbers a row ends within `input`; `weights` holds `V` groups for
/// each input, `bias` holds `V`.
#[target_feature(enable = "avx512f")]
pub(super) unsafe fn multiply_512<const T: usize, const V: usize>(
    input: &[f32],
    stride: usize,
    weights: &[Lanes],
    bias: &[Lanes],
    out: &mut [[Lanes; V]; T],
) {
    // SAFETY: the caller's promise; `out` has room for `T` rows of `V` groups.
    unsafe {
        let (input, out) = (input.as_ptr(), out.as_mut_ptr().cast::<f32>());
        let mut row = 0;
        if V <= 3 {
            while row + 8 <= T {
                rows_512::<8, V>(input.add(row * stride), stride, weights, bias, out.add(row * V * LANES));
                row += 8;
            }
        }
        while row + 4 <= T {
            rows_512::<4, V>(input.add(row * stride), stride, weights, bias, out.add(row * V * LANES));
            row += 4;
        }
        while row < T {
            rows_512::<1, V>(input.add(row * stride), stride, weights, bias, out.add(row * V * LANES));
            row += 1;
        }
    }
}

#[target_feature(enable = "avx512f")]
#[inline]
unsafe fn rows_512<const R: usize, const V: usize>(
    input: *const f32,
    stride: usize,
    weights: &[Lanes],
    bias: &[Lanes],
    out: *mut f32,
) {
    // SAFETY: the caller's promise; `Lanes` are sixteen aligned numbers.
    unsafe {
        let bias = bias.as_ptr().cast::<f32>();
        let mut sums = [[_mm512_setzero_ps(); V]; R];
        for sums in &mut sums {
            for v in 0..V {
                sums[v] = _mm512_load_ps(bias.add(v * LANES));
            }
        }
        let mut weight = weights.as_ptr().cast::<f32>();
        for i in 0..weights.len() / V {
            let mut group = [_mm512_setzero_ps(); V];
            for v in 0..V {
                group[v] = _mm512_load_ps(weight.add(v * LANES));
            }
            for r in 0..R {
                let x = _mm512_set1_ps(*input.add(r * stride + i));
                for v in 0..V {
                    sums[r][v] = _mm512_fmadd_ps(x, group[v], sums[r][v]);
                }
            }
            weight = weight.add(V * LANES);
        }
        for r in 0..R {
            for v in 0..V {
                _mm512_store_ps(out.add((r * V + v) * LANES), sums[r][v]);
            }
        }
    }
}

/// # Safety
/// The machine has AVX2 and FMA; otherwise as [`multiply_512`].
#[target_feature(enable = "avx2,fma")]
pub(super) unsafe fn multiply_256<const T: usize, const V: usize>(
    input: &[f32],
    stride: usize,
    weights: &[Lanes],
    bias: &[Lanes],
    out: &mut [[Lanes; V]; T],
) {
    // SAFETY: as for `multiply_512`; each half of the lanes is a pass of its own.
    unsafe {
        let (input, out) = (input.as_ptr(), out.as_mut_ptr().cast::<f32>());
        for half in [0, LANES / 2] {
            let mut row = 0;
            if V <= 3 {
                while row + 4 <= T {
                    rows_256::<4, V>(input.add(row * stride), stride, weights, bias, out.add(row * V * LANES), half);
                    row += 4;
                }
            }
            while row + 2 <= T && V <= 5 {
                rows_256::<2, V>(input.add(row * stride), stride, weights, bias, out.add(row * V * LANES), half);
                row += 2;
            }
            while row < T {
                rows_256::<1, V>(input.add(row * stride), stride, weights, bias, out.add(row * V * LANES), half);
                row += 1;
            }
        }
    }
}

#[target_feature(enable = "avx2,fma")]
#[inline]
unsafe fn rows_256<const R: usize, const V: usize>(
    input: *const f32,
    stride: usize,
    weights: &[Lanes],
    bias: &[Lanes],
    out: *mut f32,
    half: usize,
) {
    // SAFETY: the caller's promise; `half` is 0 or 8, so that eight numbers follow it in each group.
    unsafe {
        let bias = bias.as_ptr().cast::<f32>().add(half);
        let mut sums = [[_mm256_setzero_ps(); V]; R];
        for sums in &mut sums {
            for v in 0..V {
                sums[v] = _mm256_load_ps(bias.add(v * LANES));
            }
        }
        let mut weight = weights.as_ptr().cast::<f32>().add(half);
        for i in 0..weights.len() / V {
            let mut group = [_mm256_setzero_ps(); V];
            for v in 0..V {
                group[v] = _mm256_load_ps(weight.add(v * LANES));
            }
            for r in 0..R {
                let x = _mm256_set1_ps(*input.add(r * stride + i));
                for v in 0..V {
                    sums[r][v] = _mm256_fmadd_ps(x, group[v], sums[r][v]);
                }
            }
            weight = weight.wrapping_add(V * LANES);
        }
        for r in 0..R {
            for v in 0..V {
                _mm256_store_ps(out.add((r * V + v) * LANES + half), sums[r][v]);
            }
        }
    }
}

/// # Safety
/// The machine has AVX2 and FMA (which is not used: it would change the bits).
#[target_feature(enable = "avx2")]
pub(super) unsafe fn normalise(row: &[Lanes], gain: &[Lanes], shift: &[Lanes], out: &mut [f32]) {
    portable::normalise(row, gain, shift, out);
}

/// # Safety
/// The machine has AVX2.
#[target_feature(enable = "avx2")]
pub(super) unsafe fn add(row: &[f32], out: &mut [Lanes]) {
    portable::add(row, out);
}

/// # Safety
/// The machine has AVX2 and F16C.
#[target_feature(enable = "avx2,f16c")]
pub(super) unsafe fn add_halves(row: &[u16], out: &mut [f32]) {
    let whole = row.len().min(out.len()) / 8 * 8;
    for start in (0..whole).step_by(8) {
        // SAFETY: eight numbers follow `start` in both.
        unsafe {
            let wide = _mm256_cvtph_ps(_mm_loadu_si128(row.as_ptr().add(start).cast()));
            let out = out.as_mut_ptr().add(start);
            _mm256_storeu_ps(out, _mm256_add_ps(_mm256_loadu_ps(out), wide));
        }
    }
    portable::add_halves(&row[whole..], &mut out[whole..]);
}
