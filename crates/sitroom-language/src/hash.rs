//! The hash by which the models know their words.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// A map from the hashes of words.
pub(crate) type HashMapOf<V> = HashMap<u64, V, BuildHasherDefault<Hashed>>;

/// Takes a key for its own hash.
#[derive(Default)]
pub(crate) struct Hashed(u64);

impl Hasher for Hashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |hash, &byte| hash.rotate_left(8) ^ u64::from(byte));
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}

/// MurmurHash64A of the UTF-8 of `word` with seed 1 (Austin Appleby, public domain), as spaCy numbers its strings.
pub(crate) fn hash_string(word: &str) -> u64 {
    const SEED: u64 = 1;
    const FACTOR: u64 = 0xc6a4_a793_5bd1_e995;
    const SHIFT: u32 = 47;
    let bytes = word.as_bytes();
    let mix = |chunk: u64| {
        let chunk = chunk.wrapping_mul(FACTOR);
        (chunk ^ chunk >> SHIFT).wrapping_mul(FACTOR)
    };
    let (chunks, rest) = bytes.as_chunks::<8>();
    let mut hash = SEED ^ (bytes.len() as u64).wrapping_mul(FACTOR);
    for chunk in chunks {
        hash = (hash ^ mix(u64::from_le_bytes(*chunk))).wrapping_mul(FACTOR);
    }
    if !rest.is_empty() {
        let rest = rest.iter().rev().fold(0, |number, &byte| number << 8 | u64::from(byte));
        hash = (hash ^ rest).wrapping_mul(FACTOR);
    }
    hash = (hash ^ hash >> SHIFT).wrapping_mul(FACTOR);
    hash ^ hash >> SHIFT
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_the_numbers_that_the_models_use() {
        assert_eq!(hash_string("coffee"), 3197928453018144401);
        assert_eq!(hash_string("because"), 16950148841647037698);
    }
}
