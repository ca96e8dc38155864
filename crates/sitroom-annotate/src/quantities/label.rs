//! What looks like a number and counts nothing: years, dates, clock times, ages, phone numbers, scores, list numbers,
//! model names, addresses, resolutions.

use sitroom_language::{Dep, NameLabel, Parsed, Pos};

use super::numeral::{Reader, Shape};
use super::surroundings::{Prefix, Suffix, word_before};
use super::vocabulary::{Label, lower};
use super::{Amount, counted_noun};

/// Decides for the numbers of one text in order, since a date may run on: "March 28 and 29".
#[derive(Debug, Default)]
pub(crate) struct Labels {
    /// One past the last number of a date.
    date_end: Option<usize>,
    /// One past the last group of a telephone number.
    phone_end: Option<usize>,
    /// One past the last number of an age.
    age_end: Option<usize>,
}

/// A number with what stands around it.
struct Candidate<'r, 'a> {
    reader: &'r Reader<'a>,
    parsed: &'r Parsed,
    top: usize,
    amount: &'r Amount,
    prefix: &'r Prefix<'a>,
    suffix: &'r Suffix<'a>,
}

impl Labels {
    pub(crate) fn is_label<'a>(
        &mut self,
        reader: &Reader<'a>,
        parsed: &Parsed,
        top: usize,
        amount: &Amount,
        prefix: &Prefix<'a>,
        suffix: &Suffix<'a>,
    ) -> bool {
        let candidate = Candidate { reader, parsed, top, amount, prefix, suffix };
        if candidate.is_one() {
            return true;
        }
        if !matches!(amount.low.shape, Shape::Digits | Shape::Composed) {
            return candidate.label_before() == Some(Label::Age) || candidate.is_word_of_name();
        }
        if candidate.is_date() || self.runs_on(&candidate) {
            self.date_end = Some(amount.end());
            return true;
        }
        if prefix.money.is_some() {
            return false;
        }
        let follows_group = self.phone_end.is_some_and(|end| reader.skip_blanks(end) == amount.low.start);
        if follows_group || candidate.is_phone() {
            self.phone_end = Some(amount.end());
            return true;
        }
        let ages = self.age_end.is_some_and(|end| candidate.continues(end));
        if ages || candidate.is_age() {
            self.age_end = Some(amount.end());
            return true;
        }
        candidate.is_glued()
            || candidate.is_clock()
            || candidate.is_chain()
            || candidate.is_list_number()
            || candidate.is_year()
            || candidate.is_named()
    }

    /// "March 28 and 29": the second number of a date.
    fn runs_on(&self, candidate: &Candidate<'_, '_>) -> bool {
        let Some(end) = self.date_end else { return false };
        let between = candidate.reader.text.get(end..candidate.amount.low.start).unwrap_or("  ");
        matches!(between, " and " | ", " | " to " | "-" | "–" | " - " | " & " | " or ")
            && candidate.is_day()
            && candidate.counted().is_none()
            && candidate.suffix.unit.is_none()
    }
}

impl<'a> Candidate<'_, 'a> {
    fn value(&self) -> f64 {
        self.amount.low.value
    }

    fn is_plain(&self) -> bool {
        self.amount.low.shape == Shape::Digits
    }

    fn digits(&self) -> usize {
        self.amount.low.end - self.amount.low.start
    }

    fn is_day(&self) -> bool {
        self.is_plain() && self.digits() <= 2 && (1.0..=31.0).contains(&self.value())
    }

    /// The noun right behind, with words that describe it at most between.
    fn counted(&self) -> Option<usize> {
        counted_noun(self.parsed, self.top).filter(|&noun| noun <= self.top + 5)
    }

    fn before(&self) -> Option<&'a str> {
        word_before(self.reader, self.prefix.number_start)
    }

    fn label_before(&self) -> Option<Label> {
        let label = |word: &str| {
            let mut buffer = [0; 16];
            self.reader.vocabulary.labels_before.get(lower(word.as_bytes(), &mut buffer)?).copied()
        };
        let word = self.before()?;
        // "Ages, 20 and 31": a comma parts other labels from a number, an age's it does not.
        label(word).or_else(|| label(word.strip_suffix(',')?).filter(|label| *label == Label::Age))
    }

    fn label_after(&self, end: usize) -> Option<(Label, &'a str)> {
        let start = self.reader.skip_blanks(end);
        let rest = self.reader.text.get(start..)?;
        let len = rest.find(|c: char| !(c.is_alphabetic() || matches!(c, '.' | '\'' | '’'))).unwrap_or(rest.len());
        let word = rest.get(..len)?;
        let vocabulary = self.reader.vocabulary;
        if word.len() > 12 {
            return None;
        }
        let folded;
        let mut buffer = [0; 12];
        let lowered = match lower(word.as_bytes(), &mut buffer) {
            Some(lowered) => lowered,
            None => {
                folded = word.to_lowercase();
                folded.as_str()
            }
        };
        let bare = lowered.trim_end_matches('.');
        let label = vocabulary.labels_after.get(lowered).or_else(|| vocabulary.labels_after.get(bare)).copied();
        let month = || {
            let month = vocabulary.labels_before.get(lowered).or_else(|| vocabulary.labels_before.get(bare)).copied();
            month.filter(|label| *label == Label::Month)
        };
        label.or_else(month).map(|label| (label, word))
    }

    /// "one" that counts nothing: "no one", "one of the first", "one another", "the one".
    fn is_one(&self) -> bool {
        let numeral = &self.amount.low;
        if numeral.shape != Shape::Words || numeral.value != 1.0 || self.amount.high.is_some() {
            return false;
        }
        if self.prefix.quantifier.is_some() {
            return false;
        }
        let before = self.before().unwrap_or("");
        if ["no", "any", "the", "this", "that", "each", "every", "another", "which", "number"]
            .iter()
            .any(|word| before.eq_ignore_ascii_case(word))
        {
            return true;
        }
        let token = &self.parsed.tokens[self.top];
        let counts = matches!(token.dep, Dep::Nummod) && self.parsed.head(self.top).is_some_and(|head| head > self.top);
        let subject = matches!(token.dep, Dep::Nsubjpass | Dep::Conj) && token.pos == Pos::Num;
        let of = self
            .parsed
            .children_by(self.top, Dep::Prep)
            .any(|prep| prep == self.top + 1 && self.parsed.word(prep).eq_ignore_ascii_case("of"));
        !(counts || subject || of)
    }

    /// A number word with a capital inside a name: "the Kick Six win".
    fn is_word_of_name(&self) -> bool {
        let capital = self.reader.byte(self.amount.low.start).is_ascii_uppercase();
        let beside = self.top.checked_sub(1).is_some_and(|i| {
            self.parsed.tokens[i].pos == Pos::Propn
                && self.parsed.sentence_number(i) == self.parsed.sentence_number(self.top)
        });
        capital && beside && name_like(self.before())
    }

    /// A month beside it.
    fn is_date(&self) -> bool {
        let after = self.label_after(self.amount.end());
        if !self.is_day() {
            return false;
        }
        if self.label_before() == Some(Label::Month) && (self.counted().is_none() || self.amount.high.is_some()) {
            // "may 5 people" is no date where "may" is a verb.
            let verb = self.top.checked_sub(1).is_some_and(|i| self.parsed.tokens[i].tag == "MD");
            return !verb;
        }
        match after {
            Some((Label::Month, word)) => {
                let next = self.parsed.token_at(self.reader.skip_blanks(self.amount.end()));
                let modal = next.is_some_and(|i| matches!(self.parsed.tokens[i].tag.as_str(), "MD" | "VBD" | "VBP"));
                !modal
                    && (word.len() > 3
                        || word.starts_with(|c: char| c.is_uppercase())
                        || word.eq_ignore_ascii_case("may"))
            }
            _ => false,
        }
    }

    /// Letters on either side: "S-400", "M4", "COVID-19", "1990s", "76th", "5G".
    fn is_glued(&self) -> bool {
        let text = self.reader.text;
        let mut before = text.get(..self.prefix.number_start).unwrap_or("").chars().rev();
        let (first, second) = (before.next(), before.next());
        let letter = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric());
        if letter(first) || matches!(first, Some('/' | '_' | '@' | '#' | '=' | '&')) {
            return true;
        }
        if matches!(first, Some('-' | '–')) && letter(second)
            || first == Some('.')
                && letter(second)
                && !self.prefix.number_start.eq(&0)
                && second.is_some_and(|c| c.is_ascii_digit())
        {
            return true;
        }
        let mut after = text.get(self.amount.end()..).unwrap_or("").chars();
        let (next, behind) = (after.next(), after.next());
        let unit_glued = self.suffix.unit.is_some();
        if next.is_some_and(char::is_alphabetic) && !unit_glued {
            return true;
        }
        matches!(next, Some('_' | '@')) || next == Some('.') && behind.is_some_and(|c| c.is_ascii_digit())
    }

    /// "10:45", "8 a.m.", "0900 GMT".
    fn is_clock(&self) -> bool {
        let bytes = self.reader.text.as_bytes();
        let (start, end) = (self.amount.low.start, self.amount.end());
        let colon = self.reader.byte(end) == b':' && self.reader.byte(end + 1).is_ascii_digit()
            || start >= 2
                && bytes.get(start - 1) == Some(&b':')
                && bytes.get(start - 2).is_some_and(u8::is_ascii_digit);
        colon
            || self.value() < 2500.0
                && self.label_after(end).is_some_and(|(label, word)| {
                    label == Label::Clock
                        && (word.len() > 2
                            || word.eq_ignore_ascii_case("am")
                            || word.eq_ignore_ascii_case("pm")
                            || word == "ET")
                        && (word != "am" || self.value() <= 12.0)
                })
    }

    /// "+44 20 7946 0958": a plus sign, and more digits behind a blank.
    fn is_phone(&self) -> bool {
        let next = self.reader.skip_blanks(self.amount.end());
        self.prefix.sign_change.is_some() && next > self.amount.end() && self.reader.byte(next).is_ascii_digit()
    }

    /// Numbers chained by strokes and hyphens: dates, phone numbers, scores, seasons.
    fn is_chain(&self) -> bool {
        let (start, end) = (self.amount.low.start, self.amount.end());
        let before = self.reader.text.as_bytes().get(..start).unwrap_or_default();
        let chained_before = matches!(before, [.., d, b'/' | b'-'] if d.is_ascii_digit())
            || matches!(before, [.., b'+'] if self.digits() > 6);
        let chained_after = matches!(self.reader.byte(end), b'/' | b'-') && self.reader.byte(end + 1).is_ascii_digit();
        if chained_before
            || chained_after
            || self.is_plain() && self.digits() > 9
            || self.is_plain() && self.digits() > 1 && self.reader.byte(start) == b'0'
        {
            return true;
        }
        let Some(high) = &self.amount.high else { return false };
        let dashed = matches!(self.reader.byte(self.amount.low.end), b'-' | 0xE2);
        if !dashed || self.amount.opened.is_some() {
            return false;
        }
        let season = self.is_plain()
            && self.digits() == 4
            && (1900.0..2100.0).contains(&self.value())
            && (high.value < 100.0 || (1900.0..2100.0).contains(&high.value));
        let score =
            self.suffix.unit.is_none() && (high.value <= self.value() || self.counted().is_none() && high.value < 20.0);
        season || score && self.is_plain()
    }

    /// "1." or "2)" at the start of a line, "(3)", "[4]".
    fn is_list_number(&self) -> bool {
        if !self.is_plain() || self.value() > 199.0 {
            return false;
        }
        let text = self.reader.text;
        let before = text.get(..self.amount.low.start).unwrap_or("").chars().next_back();
        let mut after = text.get(self.amount.end()..).unwrap_or("").chars();
        let (next, behind) = (after.next(), after.next());
        if before == Some('(') && next == Some(')') || before == Some('[') && next == Some(']') {
            return true;
        }
        // At the start of a line, or behind the gap that a line break became.
        let mut lead = text.get(..self.amount.low.start).unwrap_or("").chars().rev();
        let gap = match (lead.next(), lead.next()) {
            (None | Some('\n' | '\r'), _) => true,
            (Some(first), second) => first.is_whitespace() && second.is_none_or(char::is_whitespace),
        };
        gap && matches!(next, Some('.' | ')')) && behind.is_none_or(char::is_whitespace)
    }

    fn is_year(&self) -> bool {
        if !self.is_plain() || self.digits() != 4 || !(1000.0..=2100.0).contains(&self.value()) {
            return false;
        }
        if self.prefix.quantifier.is_some() || self.suffix.unit.is_some() {
            return false;
        }
        let token = &self.parsed.tokens[self.top];
        let name = self.parsed.name_at(self.top).map(|name| name.label);
        let plural = self.counted().filter(|&noun| {
            matches!(self.parsed.tokens[noun].tag.as_str(), "NNS") && token.dep == Dep::Nummod && noun <= self.top + 3
        });
        let modern = (1900.0..=2049.0).contains(&self.value());
        let after_preposition = self.before().is_some_and(|word| {
            [
                "in", "since", "until", "till", "by", "of", "during", "from", "early", "late", "mid", "the", "and",
                "to", "through", "before", "after",
            ]
            .iter()
            .any(|known| word.eq_ignore_ascii_case(known))
        });
        // "Merck's 2018 sales"
        let owned =
            self.top.checked_sub(1).is_some_and(|i| matches!(self.parsed.tokens[i].pos, Pos::Propn | Pos::Part));
        let after_preposition = after_preposition || owned && self.value() % 100.0 != 0.0;
        match name {
            Some(NameLabel::Cardinal | NameLabel::Quantity) if plural.is_some() => modern && after_preposition,
            Some(NameLabel::Date) => modern || after_preposition,
            _ if plural.is_some() => modern && after_preposition,
            _ => modern || after_preposition && self.counted().is_none(),
        }
    }

    /// "Senard, 65, now", "a woman, 18, was", "aged 12", "ages, 20 and".
    fn is_age(&self) -> bool {
        // "Both 33", but "both 33 villages".
        let counts = self.counted().is_some() && self.suffix.unit.is_none();
        if self.label_before() == Some(Label::Age) && !counts {
            return true;
        }
        let bytes = self.reader.text.as_bytes();
        let comma = matches!(bytes.get(..self.amount.low.start), Some([.., b',', b' ']));
        let closed = matches!(self.reader.byte(self.amount.end()), b',' | b'.' | b';' | b')');
        let one = self.top >= 2 && {
            let before = &self.parsed.tokens[self.top - 2];
            before.pos == Pos::Propn || before.tag == "NN"
        };
        comma && closed && one && self.is_plain() && (1.0..=110.0).contains(&self.value())
    }

    /// Whether it goes on from what ended at byte `end`: "ages 20, 31 and 40".
    fn continues(&self, end: usize) -> bool {
        let between = self.reader.text.get(end..self.amount.low.start).unwrap_or_default();
        matches!(between.trim(), "," | "and" | ", and" | "or" | "to") && self.counted().is_none()
    }

    /// "Resolution 2254", "Camp 17", "Boeing 737", "221 Baker Street".
    fn is_named(&self) -> bool {
        let followed = self.counted().is_some() || self.suffix.unit.is_some();
        match self.label_before() {
            Some(Label::Name)
                if self.is_plain()
                    && self.digits() <= 3
                    && self.before().is_some_and(|word| word.starts_with(|c: char| c.is_uppercase())) =>
            {
                return true;
            }
            Some(Label::Name) if !followed && self.amount.low.shape == Shape::Digits => return true,
            Some(Label::Name)
                if self
                    .before()
                    .is_some_and(|word| word.ends_with('.') || word.starts_with(|c: char| c.is_uppercase()))
                    && !followed =>
            {
                return true;
            }
            _ => {}
        }
        if self.label_after(self.amount.end()).is_some_and(|(label, _)| label == Label::Street) && self.is_plain() {
            return true;
        }
        // "Baker Street" behind a number: two capitalised words, the second one of a street.
        // "440 11th Street": a street may be numbered itself.
        let of_street = |i: usize| {
            let word = self.parsed.word(i);
            self.parsed.tokens[i].pos == Pos::Propn
                || word.starts_with(|c: char| c.is_ascii_digit()) && word.ends_with(['h', 't', 'd'])
        };
        let street = self.parsed.token_at(self.amount.end()).is_some_and(|next| {
            (next..(next + 4).min(self.parsed.len())).take_while(|&i| of_street(i)).any(|i| {
                let mut buffer = [0; 16];
                lower(self.parsed.word(i).as_bytes(), &mut buffer)
                    .is_some_and(|word| self.reader.vocabulary.labels_after.get(word) == Some(&Label::Street))
            })
        });
        if street {
            return true;
        }
        // A number inside a name: "S&P 500", "iPhone 14 Pro".
        let tokens = self.parsed.tokens_in(sitroom_report::Span::new(self.amount.low.start, self.amount.end()));
        let name = self.parsed.name_at(tokens.start).filter(|name| {
            matches!(
                name.label,
                NameLabel::Org
                    | NameLabel::Product
                    | NameLabel::Fac
                    | NameLabel::Event
                    | NameLabel::Law
                    | NameLabel::WorkOfArt
                    | NameLabel::Person
            ) && name.start < tokens.start
        });
        let beside = tokens.start.checked_sub(1).is_some_and(|i| self.parsed.tokens[i].pos == Pos::Propn);
        let plural = self.counted().is_some_and(|noun| self.parsed.tokens[noun].tag == "NNS");
        // "iPhone 11 cameras", "HIV 2 drug", "COVID -19".
        let coined = self.before().is_some_and(|word| {
            let capitals = word.chars().filter(|c| c.is_uppercase()).count();
            let letters = word.chars().filter(|c| c.is_alphabetic()).count();
            let camel = word.starts_with(|c: char| c.is_lowercase()) && capitals > 0;
            let shouted = letters > 1 && capitals == letters && !followed_by_capitals(self.reader, self.amount.end());
            word.chars().all(|c| c.is_alphanumeric() || c == '&')
                && (camel || shouted && (!plural || self.prefix.minus))
        });
        self.is_plain()
            && (coined
                || name.is_some() && !plural
                || beside && !followed && self.value() < 10_000.0 && name_like(self.before()))
    }
}

/// Whether the word before a number can be the name that the number belongs to.
fn name_like(word: Option<&str>) -> bool {
    word.is_some_and(|word| word.starts_with(|c: char| c.is_uppercase()) && !word.ends_with([',', ':', ';', '.']))
}

/// Whether the word at byte `at` is all capitals: a headline, where capitals say nothing.
fn followed_by_capitals(reader: &Reader<'_>, at: usize) -> bool {
    let start = reader.skip_blanks(at);
    let word = reader.text.get(start..reader.letters_end(start)).unwrap_or("");
    word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_uppercase())
}
