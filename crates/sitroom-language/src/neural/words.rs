//! The words met so far, so that what depends on a word alone is computed once. It changes no result: only when it is computed.

use smol_str::SmolStr;
use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::embed::Features;
use super::encoder::Embedded;
use crate::RawToken;
use crate::hash::HashMapOf;

/// Words that are kept at most, beside those of the piece of text at hand: some 8 kB each.
const MOST: usize = 4096;

/// The words that a thread has met.
#[derive(Debug, Default)]
pub(super) struct WordsMet {
    numbers: HashMapOf<u32>,
    /// From number 1 on.
    words: Vec<WordMet>,
    /// Features of words that are not embedded yet: the last of `words`.
    pub(super) new: Vec<Features>,
    pub(super) syntax: Embedded,
    pub(super) naming: Embedded,
}

#[derive(Debug)]
struct WordMet {
    text: SmolStr,
    norm: SmolStr,
    space_after: bool,
    is_space: bool,
    /// How often it was met of late.
    uses: u32,
}

impl WordsMet {
    /// Nothing but word number 0, the one that stands around a text.
    pub(super) fn new(syntax: Embedded, naming: Embedded) -> Self {
        Self { syntax, naming, ..Self::default() }
    }

    /// Whether words should be forgotten before more text is read.
    pub(super) fn is_full(&self) -> bool {
        self.words.len() >= MOST
    }

    /// Forgets the words that were met once of late, and as many more as it takes to forget half of them. No numbers that
    /// were given out before hold any longer.
    pub(super) fn forget(&mut self) {
        let mut kept: Vec<u32> = Vec::with_capacity(MOST / 2);
        for (i, word) in self.words.iter_mut().enumerate() {
            if word.uses > 1 && kept.len() < MOST / 2 {
                kept.push(i as u32 + 1);
            }
            word.uses /= 2;
        }
        self.syntax.keep(&kept);
        self.naming.keep(&kept);
        let mut number = 0;
        self.words.retain(|_| {
            number += 1;
            kept.binary_search(&number).is_ok()
        });
        self.numbers.clear();
        for i in 0..self.words.len() {
            let word = &self.words[i];
            let mut hash = hash(&word.text, &word.norm, word.space_after);
            while self.numbers.contains_key(&hash) {
                hash = hash.wrapping_add(1);
            }
            self.numbers.insert(hash, i as u32 + 1);
        }
    }

    /// The number of the word `text` of `token`, whose features are asked for where it is new.
    pub(super) fn number(&mut self, text: &str, token: &RawToken, features: impl FnOnce() -> Features) -> u32 {
        let mut hash = hash(text, &token.norm, token.space_after);
        while let Some(&number) = self.numbers.get(&hash) {
            let word = &mut self.words[number as usize - 1];
            if word.is(text, token) {
                word.uses = word.uses.saturating_add(1);
                return number;
            }
            hash = hash.wrapping_add(1);
        }
        let features = features();
        self.words.push(WordMet {
            text: text.into(),
            norm: token.norm.clone(),
            space_after: token.space_after,
            is_space: features.is_space(),
            uses: 1,
        });
        self.new.push(features);
        let number = self.words.len() as u32;
        self.numbers.insert(hash, number);
        number
    }

    /// Whether word `number` is made of blanks.
    pub(super) fn is_space(&self, number: u32) -> bool {
        number.checked_sub(1).and_then(|i| self.words.get(i as usize)).is_some_and(|word| word.is_space)
    }
}

fn hash(text: &str, norm: &str, space_after: bool) -> u64 {
    xxh3_64_with_seed(norm.as_bytes(), xxh3_64_with_seed(text.as_bytes(), u64::from(space_after)))
}

impl WordMet {
    fn is(&self, text: &str, token: &RawToken) -> bool {
        self.text == text && self.norm == token.norm && self.space_after == token.space_after
    }
}
