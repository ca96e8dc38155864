//! Numbers read in place, and half-precision numbers (IEEE 754 binary16) as model files hold them.

use super::{LANES, Lanes};

/// The bytes of a section as the 16-bit numbers they are, without a copy. `None` where they do not fit.
pub(crate) fn shorts(bytes: &[u8]) -> Option<&[u16]> {
    // SAFETY: every bit pattern is a `u16`; `align_to` leaves over what is not aligned, and we refuse that.
    let (before, shorts, after) = unsafe { bytes.align_to::<u16>() };
    (before.is_empty() && after.is_empty()).then_some(shorts)
}

/// The bytes of a section as the 32-bit numbers they are, without a copy. `None` where they do not fit.
pub(crate) fn words(bytes: &[u8]) -> Option<&[u32]> {
    // SAFETY: as for `shorts`.
    let (before, words, after) = unsafe { bytes.align_to::<u32>() };
    (before.is_empty() && after.is_empty()).then_some(words)
}

/// The numbers of `lanes`, one after the other.
pub(crate) fn flat(lanes: &[Lanes]) -> &[f32] {
    // SAFETY: `Lanes` is sixteen numbers and nothing else: it is as long as its alignment.
    unsafe { std::slice::from_raw_parts(lanes.as_ptr().cast(), lanes.len() * LANES) }
}

/// The same number with single precision.
#[inline(always)]
pub(crate) fn widen(half: u16) -> f32 {
    let sign = u32::from(half & 0x8000) << 16;
    let (exponent, fraction) = (u32::from(half >> 10 & 0x1f), u32::from(half & 0x3ff));
    match exponent {
        // Zero and numbers below 2^-14: the fraction counts units of 2^-24.
        0 => f32::from_bits(sign | (fraction as f32 * (1.0 / (1 << 24) as f32)).to_bits()),
        0x1f => f32::from_bits(sign | 0x7f80_0000 | fraction << 13),
        _ => f32::from_bits(sign | (exponent + 112) << 23 | fraction << 13),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_halves() {
        let known = [(0x0000, 0.0), (0x3c00, 1.0), (0xc000, -2.0), (0x3555, 0.333_251_95), (0x7bff, 65504.0)];
        for (half, single) in
            known.into_iter().chain([(0x0001, 5.960_464_5e-8), (0x03ff, 6.097_555e-5), (0x0400, 6.103_515_6e-5)])
        {
            assert_eq!(widen(half), single, "{half:#x}");
        }
        assert_eq!(widen(0x8000).to_bits(), (-0.0f32).to_bits());
        assert!(widen(0x7c01).is_nan() && widen(0xfc00) == f32::NEG_INFINITY);
    }

    #[test]
    fn numbers_in_place() {
        let bytes: &[u8] = &[0; 64];
        assert!(shorts(&bytes[1..4]).is_none() || shorts(&bytes[..3]).is_none());
    }
}
