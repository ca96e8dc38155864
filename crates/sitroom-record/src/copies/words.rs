//! A report's text as the words that copies are found by.

use std::sync::LazyLock;

use sitroom_report::Span;
use xxhash_rust::xxh3::xxh3_64;

const COMMON: &str = include_str!("../../../../lexicons/common-words.tsv");

/// The stems of common words, in a table by their last bits: most words are told from them at one look.
struct CommonStems([Vec<u32>; 1024]);

static COMMON_STEMS: LazyLock<CommonStems> = LazyLock::new(|| {
    let words = COMMON.lines().filter(|line| !line.starts_with('#')).skip(1).filter_map(|line| line.split('\t').next());
    let mut stems = CommonStems([const { Vec::new() }; 1024]);
    for stem in words.map(|word| stem(word.to_lowercase().as_bytes())) {
        stems.0[CommonStems::place(stem)].push(stem);
    }
    stems
});

impl CommonStems {
    fn place(stem: u32) -> usize {
        stem as usize % 1024
    }

    fn contains(&self, stem: u32) -> bool {
        self.0[Self::place(stem)].contains(&stem)
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
    let common = &*COMMON_STEMS;
    let mut words = Vec::with_capacity(text.len() / 6);
    let mut lower = String::new();
    let (mut end, mut begins) = (0, true);
    while let Some(first) = character(text, end) {
        let start = end;
        end += first.len_utf8();
        if !first.is_alphanumeric() {
            // A dash between spaces ends a dateline.
            let dash = matches!(first, '-' | '–' | '—') && text[..start].ends_with(' ');
            begins |= dash || matches!(first, '.' | '!' | '?' | '\n');
            continue;
        }
        let stem = match plain_word(text.as_bytes(), start) {
            Some(stop) => {
                end = stop;
                plain_stem(&text.as_bytes()[start..stop])
            }
            None => {
                lower.clear();
                lower.extend(first.to_lowercase());
                while let Some(next) = character(text, end) {
                    // "253,000" and "3.5" are one word each.
                    let grouped = matches!(next, ',' | '.') && between_digits(text, end);
                    if !next.is_alphanumeric() && !grouped {
                        break;
                    }
                    lower.extend(next.to_lowercase());
                    end += next.len_utf8();
                }
                stem(lower.as_bytes())
            }
        };
        let (Ok(from), Ok(length)) = (u32::try_from(start), u16::try_from(end - start)) else { continue };
        let weight = if common.contains(stem) {
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

/// The longest word that is read without a buffer on the heap.
const PLAIN: usize = 32;

/// Where the word at byte `start` ends, if it is short, of ASCII letters and digits alone, and surely ends there: most
/// are, and these are read at once.
fn plain_word(bytes: &[u8], start: usize) -> Option<usize> {
    let length = bytes[start..].iter().take(PLAIN + 1).take_while(|byte| byte.is_ascii_alphanumeric()).count();
    let ends = match bytes.get(start + length) {
        Some(b',' | b'.') => !bytes[start + length - 1].is_ascii_digit(),
        Some(next) => next.is_ascii(),
        None => true,
    };
    ((1..=PLAIN).contains(&length) && ends).then_some(start + length)
}

/// The stem of a word of at most [`PLAIN`] ASCII letters and digits.
fn plain_stem(word: &[u8]) -> u32 {
    let mut lower = [0; PLAIN];
    // The bit that makes a letter small is set in every digit.
    lower.iter_mut().zip(word).for_each(|(lower, byte)| *lower = byte | 0x20);
    stem(&lower[..word.len()])
}

/// The hash of a word without its commonest endings: a rewrite says "advanced" for "advances".
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
        let long = "a".repeat(PLAIN + 5);
        assert_eq!(spelt(&long), [long.as_str()]);
    }

    #[test]
    fn a_plain_word_has_the_stem_of_any_other() {
        for word in ["Advances", "ADVANCED", "2020s", "being", "Idlib"] {
            assert_eq!(plain_stem(word.as_bytes()), stem(word.to_lowercase().as_bytes()), "{word}");
        }
        let stems = |text: &str| words(text).iter().map(|word| word.stem).collect::<Vec<_>>();
        assert_eq!(stems("advances 12,000"), stems("ADVANCED 12,000"));
    }
}
