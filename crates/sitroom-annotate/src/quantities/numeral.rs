//! Reading one number at one place of the text: digits with any separators, words, and both mixed.
//!
//! All of this works on bytes, so that it does not depend on how a tokenizer cuts "9 300", "61, 000" or "15kHz".

use super::vocabulary::{NumberWord, Part, Vocabulary};

/// How a number is written.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Plain digits: "2019", "80".
    Digits,
    /// Digits with separators, a fraction part or a scale: "80,000", "2.5", "3 million".
    Composed,
    /// Words.
    Words,
    /// A vague word: "dozens".
    Vague,
    /// A part of a whole: "two-thirds of".
    Fraction,
}

/// A number that was read.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Numeral {
    /// First byte.
    pub(crate) start: usize,
    /// One past the last byte.
    pub(crate) end: usize,
    /// Its value; of a vague word the lower bound.
    pub(crate) value: f64,
    /// The upper bound of a vague word.
    pub(crate) high: f64,
    /// What ACLED's codebook writes for a vague word.
    pub(crate) acled: f64,
    /// How it is written.
    pub(crate) shape: Shape,
    /// The factor of the last scale word, 1 where there is none: "three to four hundred" lends it to the three.
    pub(crate) scale: f64,
}

/// Reads numbers of one text.
pub(crate) struct Reader<'a> {
    pub(crate) text: &'a str,
    pub(crate) vocabulary: &'a Vocabulary,
}

impl<'a> Reader<'a> {
    fn bytes(&self) -> &'a [u8] {
        self.text.as_bytes()
    }

    /// The byte at `at`; 0 past the end.
    pub(crate) fn byte(&self, at: usize) -> u8 {
        self.bytes().get(at).copied().unwrap_or(0)
    }

    /// Skips blanks within a line (plain, no-break and thin ones) from `at`.
    pub(crate) fn skip_blanks(&self, mut at: usize) -> usize {
        loop {
            match self.bytes().get(at..) {
                Some([b' ' | b'\t', ..]) => at += 1,
                Some([0xC2, 0xA0, ..]) => at += 2,
                Some([0xE2, 0x80, 0x89 | 0xAF | 0x8A, ..]) => at += 3,
                _ => return at,
            }
        }
    }

    /// Skips blanks and one hyphen from `at`: what may stand between the words of a number.
    fn skip_joint(&self, at: usize) -> usize {
        let next = self.skip_blanks(at);
        if next == at && self.byte(at) == b'-' { at + 1 } else { next }
    }

    /// The end of the run of ASCII letters from `at`.
    pub(crate) fn letters_end(&self, at: usize) -> usize {
        at + self.bytes().get(at..).map_or(0, |rest| rest.iter().take_while(|byte| byte.is_ascii_alphabetic()).count())
    }

    /// The number word at `at` and its end; the word must not run on into other letters.
    fn word_at(&self, at: usize) -> Option<(&'a NumberWord, usize)> {
        let end = self.letters_end(at);
        if self.byte(end) >= 0x80
            && self.text.get(end..).and_then(|rest| rest.chars().next()).is_some_and(char::is_alphabetic)
        {
            return None;
        }
        Some((self.vocabulary.number(self.bytes().get(at..end)?)?, end))
    }

    fn is_word(&self, at: usize, word: &str) -> Option<usize> {
        let end = self.letters_end(at);
        self.bytes().get(at..end)?.eq_ignore_ascii_case(word.as_bytes()).then_some(end)
    }

    /// The number that begins at byte `at`.
    pub(crate) fn read(&self, at: usize) -> Option<Numeral> {
        if self.byte(at).is_ascii_digit() { self.digits(at) } else { self.words(at) }
    }

    fn digits(&self, start: usize) -> Option<Numeral> {
        let run =
            |at: usize| self.bytes().get(at..).map_or(0, |rest| rest.iter().take_while(|b| b.is_ascii_digit()).count());
        let first = run(start);
        let mut end = start + first;
        let mut whole = self.text.get(start..end)?.parse::<f64>().ok()?;
        let mut shape = Shape::Digits;
        if first <= 3 {
            // Thousands: "80,000", "9 300", "61, 000"; a group after a blank must be the last digits of the number.
            while let Some((group, group_end)) = self.group(end) {
                whole = whole * 1000.0 + group;
                end = group_end;
                shape = Shape::Composed;
            }
        }
        // Indian grouping: "2,14,000".
        if shape == Shape::Digits
            && first <= 2
            && self.byte(end) == b','
            && run(end + 1) == 2
            && self.byte(end + 3) == b','
            && run(end + 4) == 3
        {
            let lakhs = self.text.get(end + 1..end + 3)?.parse::<f64>().ok()?;
            let rest = self.text.get(end + 4..end + 7)?.parse::<f64>().ok()?;
            whole = (whole * 100.0 + lakhs) * 1000.0 + rest;
            end += 7;
            shape = Shape::Composed;
        }
        if self.byte(end) == b'.' && run(end + 1) > 0 {
            let fraction_end = end + 1 + run(end + 1);
            let fraction = self.text.get(end + 1..fraction_end)?;
            whole += format!("0.{fraction}").parse::<f64>().unwrap_or(0.0);
            // The nearest double of the digits as written, not of a sum of two parts.
            if shape == Shape::Digits {
                whole = self.text.get(start..fraction_end)?.parse().ok()?;
            }
            end = fraction_end;
            shape = Shape::Composed;
        }
        let mut scale = 1.0;
        // Scales: "2.14 lakh", "4 hundred million", "3 dozen".
        loop {
            let at = self.skip_joint(end);
            match self.word_at(at) {
                Some((word, word_end)) if matches!(word.part, Part::Scale | Part::Hundred | Part::Multiple) => {
                    scale *= word.value;
                    end = word_end;
                    shape = Shape::Composed;
                }
                _ => break,
            }
        }
        if scale == 1.0 {
            // "8 B people": one capital letter between a number and a word.
            let capital = self.skip_blanks(end);
            let spaced = capital > end
                && matches!(self.byte(capital), b'B' | b'M')
                && self.byte(capital + 1) == b' '
                && self.byte(capital + 2).is_ascii_lowercase();
            let at = if spaced { capital } else { end };
            if let Some((word, word_end)) = self.word_at(at).filter(|(word, _)| word.part == Part::Short)
                && (spaced || self.is_short_scale(start, end, word_end))
            {
                scale = word.value;
                end = word_end;
                shape = Shape::Composed;
            }
        }
        let value = round(whole * scale);
        Some(Numeral { start, end, value, high: value, acled: value, shape, scale })
    }

    /// Whether the letter in `from..to` behind digits from `start` means a scale: "$4.2b", "12.3m tonnes", "300k people",
    /// but not "37m (121ft)".
    fn is_short_scale(&self, start: usize, from: usize, to: usize) -> bool {
        if self.byte(from).eq_ignore_ascii_case(&b'k') {
            return true;
        }
        let before = self.text.get(..start).unwrap_or("").trim_end();
        if before.ends_with(['$', '€', '£', '¥', '₹']) || before.ends_with("RM") {
            return true;
        }
        let next = self.skip_blanks(to);
        let end = self.letters_end(next);
        next > to && end > next + 3 && self.byte(end - 1) == b's' || self.is_word(next, "people").is_some()
    }

    /// Three digits after a separator at `at`.
    fn group(&self, at: usize) -> Option<(f64, usize)> {
        let three = |from: usize| {
            let digits = self.bytes().get(from..from + 3)?;
            let closed = !self.byte(from + 3).is_ascii_digit();
            (digits.iter().all(u8::is_ascii_digit) && closed)
                .then(|| (f64::from(digits.iter().fold(0u32, |sum, d| sum * 10 + u32::from(d - b'0'))), from + 3))
        };
        match self.bytes().get(at..)? {
            [b',', b' ', b'0', ..] => three(at + 2),
            [b',' | b'\'', ..] => three(at + 1),
            [0xE2, 0x80, 0x99, ..] => three(at + 3),
            _ => {
                let next = self.skip_blanks(at);
                (next > at && next <= at + 3).then(|| three(next)).flatten()
            }
        }
    }

    fn words(&self, start: usize) -> Option<Numeral> {
        self.half(start).or_else(|| self.fraction(start)).or_else(|| self.vague(start)).or_else(|| self.spelled(start))
    }

    /// "half a million", "half a dozen", "a quarter of a million".
    fn half(&self, start: usize) -> Option<Numeral> {
        let mut at = start;
        if let Some(end) = self.is_word(at, "a") {
            at = self.skip_blanks(end);
        }
        let (part, mut end) = self.word_at(at).filter(|(word, _)| matches!(word.part, Part::Half | Part::Fraction))?;
        if let Some(of) = self.is_word(self.skip_blanks(end), "of") {
            end = of;
        }
        let article = self.skip_joint(end);
        let next = self.is_word(article, "a").map_or(article, |end| self.skip_joint(end));
        let (unit, end) =
            self.word_at(next).filter(|(word, _)| matches!(word.part, Part::Hundred | Part::Scale | Part::Multiple))?;
        let value = part.value * unit.value;
        Some(Numeral { start, end, value, high: value, acled: value, shape: Shape::Words, scale: 1.0 })
    }

    /// "half of", "two-thirds of", "a third of", "one in three", "half the".
    fn fraction(&self, start: usize) -> Option<Numeral> {
        let mut at = start;
        let mut times = 1.0;
        if let Some(end) = self.is_word(at, "a") {
            at = self.skip_blanks(end);
        } else if let Some((word, end)) = self.word_at(at).filter(|(word, _)| word.part == Part::Small) {
            times = word.value;
            at = self.skip_joint(end);
            let base = self.is_word(at, "in").or_else(|| {
                let out = self.is_word(at, "out")?;
                let of = self.is_word(self.skip_blanks(out), "of")?;
                let every = self.skip_blanks(of);
                Some(self.is_word(every, "every").unwrap_or(of))
            });
            if let Some(end) = base {
                let whole = self.spelled(self.skip_blanks(end)).or_else(|| self.digits(self.skip_blanks(end)))?;
                let value = times / whole.value;
                let proper = whole.value > times && whole.value <= 100.0 && whole.shape == Shape::Words;
                return proper.then_some(Numeral {
                    start,
                    end: whole.end,
                    value,
                    high: value,
                    acled: value,
                    shape: Shape::Fraction,
                    scale: 1.0,
                });
            }
        }
        let (part, end) = self.word_at(at).filter(|(word, _)| matches!(word.part, Part::Half | Part::Fraction))?;
        let next = self.skip_blanks(end);
        let whole = self.is_word(next, "of").or_else(|| {
            (part.part == Part::Half).then(|| self.is_word(next, "the").or_else(|| self.is_word(next, "its"))).flatten()
        });
        let bare = part.part == Part::Half && self.is_word(next, "were").is_some();
        if whole.is_none() && !bare {
            return None;
        }
        let value = times * part.value;
        Some(Numeral { start, end, value, high: value, acled: value, shape: Shape::Fraction, scale: 1.0 })
    }

    /// "dozens", "tens of thousands", "several hundred", "a few thousand", "a couple of hundred", "hundreds and hundreds".
    fn vague(&self, start: usize) -> Option<Numeral> {
        let mut at = start;
        if let Some(end) = self.is_word(at, "a") {
            at = self.skip_blanks(end);
        }
        let (word, mut end) = self.word_at(at)?;
        let (mut low, mut high, mut acled) = match word.part {
            Part::Several => (word.bounds.0, word.bounds.1, word.acled),
            Part::Plural if at == start => (word.bounds.0, word.bounds.1, word.acled),
            Part::Couple => (word.value, word.value, word.value),
            _ => return None,
        };
        let of = self.skip_blanks(end);
        let next = self.is_word(of, "of").map_or(of, |end| self.skip_blanks(end));
        match (word.part, self.word_at(next)) {
            (Part::Several | Part::Couple, Some((scale, scale_end)))
                if matches!(scale.part, Part::Hundred | Part::Scale | Part::Multiple | Part::Plural) =>
            {
                (low, high, acled) = (low * scale.value, high * scale.value, acled * scale.value);
                end = scale_end;
                if let Some((scale, scale_end)) =
                    self.word_at(self.skip_blanks(end)).filter(|(word, _)| word.part == Part::Scale)
                {
                    (low, high, acled) = (low * scale.value, high * scale.value, acled * scale.value);
                    end = scale_end;
                }
            }
            (Part::Plural, Some((scale, scale_end))) if scale.part == Part::Plural && next > of => {
                (low, high, acled) = (low * scale.value, high * scale.value, acled * scale.value);
                end = scale_end;
            }
            (Part::Couple, _) if next > of => {}
            (Part::Plural, _) => {
                // "hundreds and hundreds", "thousands upon thousands"
                let joint = self.is_word(of, "and").or_else(|| self.is_word(of, "upon"));
                if let Some((again, again_end)) = joint.and_then(|end| self.word_at(self.skip_blanks(end)))
                    && again.part == Part::Plural
                    && again.value == word.value
                {
                    end = again_end;
                }
            }
            _ => return None,
        }
        if low == high {
            return Some(Numeral { start, end, value: low, high, acled, shape: Shape::Words, scale: 1.0 });
        }
        Some(Numeral { start, end, value: low, high, acled, shape: Shape::Vague, scale: 1.0 })
    }

    /// "twenty-five", "one hundred and twenty thousand", "a dozen", "a thousand", "two and a half million".
    fn spelled(&self, start: usize) -> Option<Numeral> {
        let (mut total, mut current) = (0.0, 0.0);
        let (mut end, mut at, mut any, mut scale) = (start, start, false, 1.0);
        let mut last_small = false;
        if let Some(article) = self.is_word(at, "a") {
            let next = self.skip_blanks(article);
            let (word, _) = self.word_at(next)?;
            if !matches!(word.part, Part::Hundred | Part::Scale | Part::Multiple) {
                return None;
            }
            current = 1.0;
            at = next;
        }
        while let Some((word, word_end)) = self.word_at(at) {
            match word.part {
                Part::Small if last_small => break,
                Part::Small => {
                    current += word.value;
                    last_small = true;
                }
                Part::Tens if last_small => break,
                Part::Tens => {
                    current += word.value;
                    last_small = false;
                }
                Part::Hundred | Part::Multiple if any || current > 0.0 => {
                    current *= word.value;
                    scale = word.value;
                    last_small = false;
                }
                Part::Scale if any || current > 0.0 => {
                    total += current.max(if total == 0.0 { 1.0 } else { current }) * word.value;
                    current = 0.0;
                    scale = word.value;
                    last_small = false;
                }
                _ => break,
            }
            any = true;
            end = word_end;
            let next = self.skip_joint(end);
            if let Some(and) = self.is_word(next, "and") {
                // "one hundred and fifty", "two and a half million"
                let after = self.skip_blanks(and);
                if let Some(half) = self.is_word(after, "a").and_then(|end| self.is_word(self.skip_blanks(end), "half"))
                {
                    let (unit, unit_end) =
                        self.word_at(self.skip_blanks(half)).filter(|(word, _)| matches!(word.part, Part::Scale))?;
                    let value = (current + 0.5) * unit.value;
                    return Some(Numeral {
                        start,
                        end: unit_end,
                        value,
                        high: value,
                        acled: value,
                        shape: Shape::Words,
                        scale: unit.value,
                    });
                }
                let hundreds = scale >= 100.0;
                match self.word_at(after) {
                    Some((word, _)) if hundreds && matches!(word.part, Part::Small | Part::Tens) => at = after,
                    _ => break,
                }
            } else {
                at = next;
            }
        }
        if !any {
            return None;
        }
        let value = total + current;
        Some(Numeral { start, end, value, high: value, acled: value, shape: Shape::Words, scale })
    }
}

/// Rounds off what multiplying a decimal fraction leaves behind: 9.96 million is 9960000.
fn round(value: f64) -> f64 {
    let nearest = value.round();
    if value.abs() >= 1000.0 && (value - nearest).abs() < 1e-6 * value.abs() { nearest } else { value }
}
