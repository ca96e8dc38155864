//! A report's text as the words that copies are found by.

use std::collections::HashSet;
use std::sync::LazyLock;

use sitroom_report::Span;
use xxhash_rust::xxh3::xxh3_64;

const COMMON: &str = include_str!("../../../../lexicons/common-words.tsv");

static COMMON_STEMS: LazyLock<HashSet<u32>> = LazyLock::new(|| {
    let words = COMMON.lines().filter(|line| !line.starts_with('#')).skip(1).filter_map(|line| line.split('\t').next());
    words.map(|word| stem(&word.to_lowercase())).collect()
});

/// A word of a text. Sixteen bytes, for a hundred thousand reports at once.
#[derive(Copy, Clone, Debug)]
pub(crate) struct Word {
    /// Hash of its stem in lower case.
    pub(crate) stem: u32,
    /// First byte.
    pub(crate) start: u32,
    /// How many bytes.
    length: u16,
    /// How much it tells: 0 a common word, 1 any other, 2 a name or a number.
    pub(crate) weight: u8,
    /// Whether a sentence begins with it.
    pub(crate) begins: bool,
}

impl Word {
    /// Where it stands, in bytes.
    pub(crate) fn span(self) -> Span {
        Span::new(self.start as usize, self.start as usize + self.length as usize)
    }
}

/// The words of `text`, in order. A text longer than 4 GB is cut.
pub(crate) fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::with_capacity(text.len() / 6);
    let mut lower = String::new();
    let mut begins = true;
    let mut characters = text.char_indices().peekable();
    while let Some((start, first)) = characters.next() {
        if !first.is_alphanumeric() {
            // A dash between spaces ends a dateline.
            let dash = matches!(first, '-' | '–' | '—') && text[..start].ends_with(' ');
            begins |= dash || matches!(first, '.' | '!' | '?' | '\n');
            continue;
        }
        lower.clear();
        lower.extend(first.to_lowercase());
        let mut end = start + first.len_utf8();
        while let Some(&(at, next)) = characters.peek() {
            // "253,000" and "3.5" are one word each.
            let grouped = matches!(next, ',' | '.')
                && text[..at].ends_with(|before: char| before.is_ascii_digit())
                && text[at + 1..].starts_with(|after: char| after.is_ascii_digit());
            if !next.is_alphanumeric() && !grouped {
                break;
            }
            lower.extend(next.to_lowercase());
            end = at + next.len_utf8();
            characters.next();
        }
        let (Ok(from), Ok(length)) = (u32::try_from(start), u16::try_from(end - start)) else { continue };
        let stem = stem(&lower);
        let weight = if COMMON_STEMS.contains(&stem) {
            0
        } else if first.is_numeric() || (first.is_uppercase() && !begins) {
            2
        } else {
            1
        };
        words.push(Word { stem, start: from, length, weight, begins });
        begins = false;
    }
    words
}

/// The hash of a word without its commonest endings: a rewrite says "advanced" for "advances".
fn stem(word: &str) -> u32 {
    let cut =
        ["ing", "ed", "es", "s"].iter().find_map(|ending| word.strip_suffix(ending).filter(|stem| stem.len() >= 4));
    xxh3_64(cut.unwrap_or(word).as_bytes()) as u32
}
