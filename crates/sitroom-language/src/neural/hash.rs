//! The numbers that stand for words, and the rows of the embedding tables that stand for those.

use super::sections::Sections;
use crate::ModelError;
use crate::hash::{HashMapOf, hash_string};

/// The four rows of a hash embedding that the feature `id` adds up, before they are folded into the table's size:
/// MurmurHash3 (128 bits for x86-64) of one 64-bit number, as thinc reduces it.
pub(super) fn rows(id: u64, seed: u32) -> [u32; 4] {
    fn mix(mut h: u64) -> u64 {
        h = (h ^ h >> 33).wrapping_mul(0xff51_afd7_ed55_8ccd);
        h = (h ^ h >> 33).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
        h ^ h >> 33
    }
    let seed = u64::from(seed);
    let mut h1 = id.wrapping_mul(0x87c3_7b91_1142_53d5).rotate_left(31).wrapping_mul(0x4cf5_ad43_2745_937f) ^ seed ^ 8;
    let mut h2 = seed ^ 8;
    h1 = h1.wrapping_add(h2);
    h2 = h2.wrapping_add(h1);
    h1 = mix(h1);
    h2 = mix(h2);
    h1 = h1.wrapping_add(h2);
    h2 = h2.wrapping_add(h1);
    [h1 as u32, (h1 >> 32) as u32, h2 as u32, (h2 >> 32) as u32]
}

/// Words and their numbers: a hash, but for a few symbols with fixed ones.
#[derive(Debug)]
pub(super) struct Words {
    symbols: HashMapOf<u64>,
}

impl Words {
    pub(super) fn new(sections: &Sections<'_>) -> Result<Self, ModelError> {
        let name = "symbols";
        let line = |line: &str| {
            let (word, number) = line.split_once('\t')?;
            Some((hash_string(word), number.parse().ok()?))
        };
        let symbols: Option<_> = sections.text(name)?.lines().map(line).collect();
        Ok(Self { symbols: symbols.ok_or_else(|| sections.fault(name, "has a line without word, tab and number"))? })
    }

    pub(super) fn number(&self, word: &str) -> u64 {
        if word.is_empty() {
            return 0;
        }
        let hash = hash_string(word);
        self.symbols.get(&hash).copied().unwrap_or(hash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Model;

    /// From spaCy's `StringStore`.
    #[test]
    fn words_have_the_numbers_they_were_trained_with() {
        let model = Model::embedded().unwrap();
        let words = Words::new(&Sections::new(&model)).unwrap();
        for (word, number) in [
            ("", 0),
            ("x", 11_123_243_248_953_317_070),
            ("the", 7_425_985_699_627_899_538),
            ("coffee", 3_197_928_453_018_144_401),
            ("12345678", 9_871_996_032_675_327_904),
            ("ceasefire", 16_240_892_860_315_586_992),
            ("Erdoğan’s", 5_766_150_706_962_308_087),
            ("GPE", 384),
        ] {
            assert_eq!(words.number(word), number, "{word}");
        }
    }

    /// From thinc's `NumpyOps.hash`.
    #[test]
    fn features_have_the_rows_they_were_trained_with() {
        assert_eq!(rows(0, 8), [0; 4]);
        assert_eq!(rows(1, 12), [2_938_686_206, 2_291_508_213, 2_246_688_320, 3_554_967_022]);
        let coffee = rows(3_197_928_453_018_144_401, 8);
        assert_eq!(coffee, [2_399_055_680, 1_118_310_852, 3_598_583_520, 1_677_466_278]);
        assert_eq!(rows(u64::MAX, 13), [3_199_409_384, 1_062_937_581, 752_279_700, 3_061_442_444]);
    }
}
