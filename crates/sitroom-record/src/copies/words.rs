//! A report's text as the words that copies are found by.

use std::num::NonZeroU32;
use std::sync::LazyLock;

use sitroom_report::Span;
use xxhash_rust::xxh3::xxh3_64;

const COMMON: &str = include_str!("../../../../lexicons/common-words.tsv");

/// The stems of common words, each in the first free place from its own on: a word is told from them at one look or two.
struct CommonStems([Option<NonZeroU32>; 4096]);

static COMMON_STEMS: LazyLock<CommonStems> = LazyLock::new(|| {
    let words = COMMON.lines().filter(|line| !line.starts_with('#')).skip(1).filter_map(|line| line.split('\t').next());
    let mut stems = CommonStems([None; 4096]);
    for stem in words.filter_map(|word| NonZeroU32::new(stem(word.to_lowercase().as_bytes()))) {
        // A table that is full keeps the first.
        if let Some(free) = stems.places(stem.get()).find(|place| stems.0[*place].is_none()) {
            stems.0[free] = Some(stem);
        }
    }
    stems
});

impl CommonStems {
    /// The places in which a stem may stand, in order.
    fn places(&self, stem: u32) -> impl Iterator<Item = usize> + use<> {
        (0..4096).map(move |step| (stem as usize + step) % 4096)
    }

    fn contains(&self, stem: u32) -> bool {
        let mut held = self.places(stem).map_while(|place| self.0[place]);
        held.any(|other| other.get() == stem)
    }
}

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
    let (common, bytes) = (&*COMMON_STEMS, text.as_bytes());
    let mut words = Vec::with_capacity(text.len() / 6);
    let (mut end, mut begins) = (0, true);
    while let Some(&first) = bytes.get(end) {
        let start = end;
        let (stem, number, capital) = if first.is_ascii_alphanumeric()
            && let Some((length, stem)) = plain_word(bytes, start)
        {
            end += length;
            (stem, first.is_ascii_digit(), first.is_ascii_uppercase())
        } else if first.is_ascii() && !first.is_ascii_alphanumeric() {
            end += 1;
            begins |= match first {
                b'.' | b'!' | b'?' | b'\n' => true,
                b'-' => text[..start].ends_with(' '),
                _ => false,
            };
            continue;
        } else {
            let Some(first) = character(text, start) else { break };
            end += first.len_utf8();
            if !first.is_alphanumeric() {
                // A dash between spaces ends a dateline.
                begins |= matches!(first, '–' | '—') && text[..start].ends_with(' ');
                continue;
            }
            let mut lower: String = first.to_lowercase().collect();
            while let Some(next) = character(text, end) {
                // "253,000" and "3.5" are one word each.
                let grouped = matches!(next, ',' | '.') && between_digits(text, end);
                if !next.is_alphanumeric() && !grouped {
                    break;
                }
                lower.extend(next.to_lowercase());
                end += next.len_utf8();
            }
            (stem(lower.as_bytes()), first.is_numeric(), first.is_uppercase())
        };
        let (Ok(from), Ok(length)) = (u32::try_from(start), u16::try_from(end - start)) else { continue };
        let weight = if common.contains(stem) {
            0
        } else if number || (capital && !begins) {
            2
        } else {
            1
        };
        words.push(Word { stem, start: from, length, weight, begins });
        begins = false;
    }
    words
}

/// The character that begins at byte `at`.
fn character(text: &str, at: usize) -> Option<char> {
    match text.as_bytes().get(at)? {
        byte if byte.is_ascii() => Some(char::from(*byte)),
        _ => text.get(at..)?.chars().next(),
    }
}

/// Whether the byte `at` stands between two digits.
fn between_digits(text: &str, at: usize) -> bool {
    let digit = |at: usize| text.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
    digit(at.wrapping_sub(1)) && digit(at + 1)
}

/// The length, up to 15 bytes, and the stem of the word at byte `start`, if it is of ASCII letters and digits alone and
/// surely ends there. Most words are, and these are read eight bytes at a time.
fn plain_word(bytes: &[u8], start: usize) -> Option<(usize, u32)> {
    let low = lane(bytes, start);
    let (mut length, mut high) = (plain_bytes(low), 0);
    if length == 8 {
        high = lane(bytes, start + 8);
        length += plain_bytes(high);
    }
    let ends = match bytes.get(start + length) {
        Some(b',' | b'.') => length > 0 && !bytes[start + length - 1].is_ascii_digit(),
        Some(next) => next.is_ascii(),
        None => true,
    };
    if !ends || !(1..16).contains(&length) {
        return None;
    }
    let last = bytes[start..start + length].last_chunk().map_or(0, |last| u32::from_le_bytes(*last));
    let ending = small(u64::from(last)) as u32 >> 8;
    let cut = match length {
        7.. if ending == u32::from_le_bytes(*b"ing\0") => 3,
        6.. if matches!((ending >> 8).to_le_bytes(), [b'e', b'd' | b's', ..]) => 2,
        5.. if ending >> 16 == u32::from(b's') => 1,
        _ => 0,
    };
    let mut lower = [0; 16];
    lower[..8].copy_from_slice(&small(low).to_le_bytes());
    lower[8..].copy_from_slice(&small(high).to_le_bytes());
    Some((length, xxh3_64(&lower[..length - cut]) as u32))
}

/// The eight bytes from `at` on, zeros for those beyond the end.
fn lane(bytes: &[u8], at: usize) -> u64 {
    let rest = bytes.get(at..).unwrap_or_default();
    rest.first_chunk().map_or_else(
        || rest.iter().rev().fold(0, |lane, byte| lane << 8 | u64::from(*byte)),
        |eight| u64::from_le_bytes(*eight),
    )
}

/// How many bytes of `lane` are ASCII letters or digits before the first that is neither.
fn plain_bytes(lane: u64) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = ONES << 7;
    // The high bit of every byte from `first` to `last`; those above 127 are taken out below.
    let within = |lane: u64, first: u8, last: u8| {
        let low = lane & !HIGH;
        (low + ONES * u64::from(128 - first)) & !(low + ONES * u64::from(127 - last))
    };
    let plain = (within(small(lane), b'a', b'z') | within(lane, b'0', b'9')) & !lane & HIGH;
    ((plain ^ HIGH).trailing_zeros() / 8) as usize
}

/// Eight bytes with small letters for capitals. Digits stay what they are.
fn small(lane: u64) -> u64 {
    lane | 0x2020_2020_2020_2020
}

/// The hash of a word in small letters without its commonest endings: a rewrite says "advanced" for "advances".
fn stem(word: &[u8]) -> u32 {
    let endings: [&[u8]; 4] = [b"ing", b"ed", b"es", b"s"];
    let cut = endings.iter().find_map(|ending| word.strip_suffix(*ending).filter(|stem| stem.len() >= 4));
    xxh3_64(cut.unwrap_or(word)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelt(text: &str) -> Vec<&str> {
        words(text).into_iter().map(|word| word.span().of(text)).collect()
    }

    #[test]
    fn words_end_where_they_do() {
        let text = "Its 253,000 people, 3.5 km off: Grönli’s B2 site.7 x.";
        assert_eq!(
            spelt(text),
            ["Its", "253,000", "people", "3.5", "km", "off", "Grönli", "s", "B2", "site", "7", "x"]
        );
        for length in 1..40 {
            let long = "a".repeat(length);
            assert_eq!(spelt(&long), [long.as_str()]);
        }
        // Control characters with a bit of a digit, and the neighbours of letters.
        assert_eq!(spelt("a\u{11}b@c[d`e{f/g:h"), ["a", "b", "c", "d", "e", "f", "g", "h"]);
    }

    #[test]
    fn a_plain_word_has_the_stem_of_any_other() {
        let words =
            ["Advances", "ADVANCED", "2020s", "being", "seeing", "bus", "buses", "Idlib", "a", "internationally"];
        for word in words.into_iter().chain(["administrations", "Telecommunicated"]) {
            let plain = plain_word(word.as_bytes(), 0).map(|(_, stem)| stem);
            let other = stem(word.to_lowercase().as_bytes());
            assert_eq!(plain.unwrap_or(other), other, "{word}");
            assert_eq!(plain.is_some(), word.len() < 16);
        }
        let stems = |text: &str| super::words(text).iter().map(|word| word.stem).collect::<Vec<_>>();
        assert_eq!(stems("advances 12,000"), stems("ADVANCED 12,000"));
    }

    #[test]
    fn common_words_weigh_nothing() {
        let weights = |text: &str| super::words(text).iter().map(|word| word.weight).collect::<Vec<_>>();
        assert_eq!(weights("The bridge of the Orlava"), [0, 1, 0, 0, 2]);
    }
}
