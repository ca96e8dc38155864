//! What the networks see of a word's letters: its first and last characters and its shape.

use super::sections::Sections;
use crate::ModelError;

const LETTER: u32 = 1;
const UPPER: u32 = 2;
const DIGIT: u32 = 4;
const BLANK: u32 = 8;

/// Words from this length on have no shape of their own.
const LONG: usize = 100;
/// A run of equal classes counts up to this many times.
const RUN: usize = 4;

/// Classes of characters, as the model was trained with them.
#[derive(Debug)]
pub(super) struct Characters {
    /// The first character of each run of one class, shifted left by eight, and the class.
    runs: Vec<u32>,
    /// The classes of ASCII characters.
    ascii: [u32; 128],
}

impl Characters {
    pub(super) fn new(sections: &Sections<'_>) -> Result<Self, ModelError> {
        let name = "characters";
        let runs = sections.words(name)?.to_vec();
        if runs.first().is_none_or(|run| run >> 8 != 0) || !runs.is_sorted() {
            return Err(sections.fault(name, "is no sorted list of runs that begins with the first character"));
        }
        let mut characters = Self { runs, ascii: [0; 128] };
        characters.ascii = std::array::from_fn(|c| characters.look_up(c as u32));
        Ok(characters)
    }

    fn look_up(&self, c: u32) -> u32 {
        let after = self.runs.partition_point(|run| run >> 8 <= c);
        after.checked_sub(1).and_then(|at| self.runs.get(at)).map_or(0, |run| run & 0xff)
    }

    fn class(&self, c: char) -> u32 {
        self.ascii.get(c as usize).copied().unwrap_or_else(|| self.look_up(c as u32))
    }

    /// Whether `word` is made of blanks only.
    pub(super) fn is_space(&self, word: &str) -> bool {
        !word.is_empty() && word.chars().all(|c| self.class(c) & BLANK != 0)
    }

    /// The shape of `word`: `Xxxxx` for Kabul, `dd.d` for 10.5.
    pub(super) fn shape(&self, word: &str) -> String {
        // Characters number no more than bytes, so that short words need no counting.
        if word.len() >= LONG && word.chars().nth(LONG - 1).is_some() {
            return "LONG".to_owned();
        }
        let mut shape = String::with_capacity(word.len());
        let (mut last, mut run) = (None, 0);
        for c in word.chars() {
            let class = self.class(c);
            let sign = match () {
                () if class & (LETTER | UPPER) == LETTER | UPPER => 'X',
                () if class & LETTER != 0 => 'x',
                () if class & DIGIT != 0 => 'd',
                () => c,
            };
            run = if last == Some(sign) { run + 1 } else { 0 };
            last = Some(sign);
            if run < RUN {
                shape.push(sign);
            }
        }
        shape
    }
}

/// The first character of `word`.
pub(super) fn prefix(word: &str) -> &str {
    word.chars().next().map_or("", |c| &word[..c.len_utf8()])
}

/// The last three characters of `word`.
pub(super) fn suffix(word: &str) -> &str {
    word.char_indices().rev().nth(2).map_or(word, |(start, _)| &word[start..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Model;

    #[test]
    fn shapes() {
        let model = Model::embedded().unwrap();
        let characters = Characters::new(&Sections::new(&model)).unwrap();
        let long = "a".repeat(100);
        for (word, shape) in [
            ("Kabul", "Xxxxx"),
            ("10.5", "dd.d"),
            ("UNHCR", "XXXX"),
            ("evacuation", "xxxx"),
            ("2020-02-17", "dddd-dd-dd"),
            ("İdlib’s", "Xxxxx’x"),
            ("١٢", "dd"),
            ("إدلب", "xxxx"),
            ("-----!", "----!"),
            ("\u{2167}", "\u{2167}"),
            (&long, "LONG"),
            (&long[1..], "xxxx"),
        ] {
            assert_eq!(characters.shape(word), shape, "{word}");
        }
        assert!(characters.is_space("\n \u{a0}\u{1f}") && !characters.is_space("\u{200b}") && !characters.is_space(""));
    }

    #[test]
    fn edges_of_words() {
        assert_eq!((prefix("Évian"), suffix("Évian")), ("É", "ian"));
        assert_eq!((prefix("ab"), suffix("ab"), suffix("né!")), ("a", "ab", "né!"));
        assert_eq!((prefix(""), suffix("")), ("", ""));
    }
}
