//! The fingerprints by which reports that may share text find each other.
//!
//! A gram is three stems in a row, hashed; every fourth is kept, chosen by its hash alone, so that the same words give
//! the same grams wherever they stand (Manber 1994: sampling modulo p). Edges are runs of four stems near a text's
//! beginning and end, where house furniture stands.

use super::words::Word;

/// Grams kept: one in so many.
const SAMPLE: u64 = 4;

/// Runs at the edges that are looked at: one in so many.
pub(super) const EDGE_SAMPLE: u64 = 4;

/// Words from the beginning and from the end in which furniture is looked for.
const EDGE: usize = 60;

/// The sampled grams of a text, and two for all of its words, by which the shortest texts find their like; sorted, each
/// once.
pub(super) fn grams(words: &[Word]) -> Vec<u64> {
    let tells = |window: &[Word]| window.iter().fold(0, |weight, word| weight | word.weight) > 0;
    let mut grams = sampled(words.windows(3).map(|window| (hash(window), tells(window))), SAMPLE);
    let whole = hash(words);
    grams.extend([whole, !whole]);
    grams.sort_unstable();
    grams.dedup();
    grams
}

/// The sampled runs of four near both ends of a text, sorted, each once.
pub(super) fn edges(words: &[Word]) -> Vec<u64> {
    // Words of the beginning and of the end, in which runs begin that are at most so far from either.
    let head = &words[..words.len().min(EDGE + 3)];
    let tail = &words[words.len().saturating_sub(EDGE + 3).max(head.len().saturating_sub(3))..];
    let runs = head.windows(4).chain(tail.windows(4));
    let mut edges = sampled(runs.map(|run| (hash(run), true)), EDGE_SAMPLE);
    edges.sort_unstable();
    edges.dedup();
    edges
}

/// One in `sample` of the `hashes`, if it counts. Which are is a matter of chance, so the test is no branch.
fn sampled(hashes: impl Iterator<Item = (u64, bool)>, sample: u64) -> Vec<u64> {
    let mut kept = vec![0; hashes.size_hint().0 + 3];
    let mut count = 0;
    hashes.for_each(|(hash, counts)| {
        kept[count] = hash;
        count += usize::from(counts & hash.is_multiple_of(sample));
    });
    kept.truncate(count);
    kept
}

/// The run of four that begins at word `at`.
pub(super) fn run(words: &[Word], at: usize) -> Option<u64> {
    words.get(at..at + 4).map(hash)
}

/// A hash of stems in order: Horner's rule over stems, which are hashes themselves, then SplitMix64's finaliser (Steele
/// and others 2014).
pub(super) fn hash(words: &[Word]) -> u64 {
    let sum = words
        .iter()
        .fold(0, |sum: u64, word| sum.wrapping_add(u64::from(word.stem)).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    let mixed = (sum ^ (sum >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}
