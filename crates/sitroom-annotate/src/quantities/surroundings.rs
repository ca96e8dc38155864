//! What stands right before and behind a number: quantifiers, signs, money, units, the joint of a range.

use sitroom_report::Span;

use super::Amount;
use super::numeral::{Numeral, Reader, Shape};
use super::vocabulary::{QuantifierPhrase, Unit, UnitKind, lower};
use crate::annotation::{Change, Quantifier};

/// What stands before a number.
pub(crate) struct Prefix<'a> {
    /// First byte of the words that belong to the number.
    pub(crate) start: usize,
    pub(crate) quantifier: Option<(&'a QuantifierPhrase, Span)>,
    pub(crate) money: Option<&'a Unit>,
    pub(crate) minus: bool,
    /// "+0.2%", "-1%".
    pub(crate) sign_change: Option<Change>,
    /// First byte of the number with its sign and money.
    pub(crate) number_start: usize,
}

/// What stands behind a number.
pub(crate) struct Suffix<'a> {
    /// One past the last byte of the words that belong to the number.
    pub(crate) end: usize,
    /// One past the unit.
    pub(crate) unit_end: usize,
    pub(crate) quantifier: Option<(&'a QuantifierPhrase, Span)>,
    pub(crate) unit: Option<&'a Unit>,
}

/// The last word before byte `at`, across blanks within the line, and where it starts.
fn chunk_before(text: &str, at: usize) -> Option<(&str, usize)> {
    let (bytes, mut end) = (text.as_bytes(), at);
    // In plain English text all is bytes; other blanks and marks take the longer way.
    while end > 0 && matches!(bytes.get(end - 1), Some(b' ' | b'\t')) {
        end -= 1;
    }
    let plain = |byte: &u8| byte.is_ascii() && !byte.is_ascii_whitespace() && !matches!(byte, b'(' | b'"');
    let start = end - bytes.get(..end)?.iter().rev().take_while(|byte| plain(byte)).count();
    if start.checked_sub(1).is_none_or(|last| bytes[last].is_ascii()) {
        let word = text.get(start..end)?;
        return (!word.is_empty()).then_some((word, start));
    }
    let before = text.get(..at)?.trim_end_matches([' ', '\t', '\u{a0}', '\u{2009}', '\u{202f}']);
    let start = before
        .rfind(|c: char| c.is_whitespace() || matches!(c, '(' | '"' | '“' | '—' | '–'))
        .map_or(0, |i| i + before.get(i..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8));
    let word = before.get(start..)?;
    (!word.is_empty()).then_some((word, start))
}

/// The last word before byte `at`.
pub(crate) fn word_before<'a>(reader: &Reader<'a>, at: usize) -> Option<&'a str> {
    chunk_before(reader.text, at).map(|(word, _)| word)
}

/// The sign or code of money right before byte `at`, and its first byte.
pub(crate) fn money_before<'a>(reader: &Reader<'a>, at: usize) -> Option<(&'a Unit, usize)> {
    let (word, start) = chunk_before(reader.text, at)?;
    let lookup = |from: usize| {
        let text = reader.text.get(from..at)?.trim_end();
        if text.len() > 8 || !reader.vocabulary.money.admit(text.as_bytes()) {
            return None;
        }
        let unit = reader.vocabulary.units.get(text.to_lowercase().as_str())?;
        unit.before.then_some((unit, from))
    };
    // "S $1" is one sign in two words; "$" may also stand behind a bracket or a dash: "(-$5".
    let two = chunk_before(reader.text, start).and_then(|(_, start)| lookup(start));
    two.or_else(|| lookup(start)).or_else(|| {
        let (offset, _) = word.char_indices().rev().take(3).find(|(offset, _)| lookup(start + offset).is_some())?;
        lookup(start + offset)
    })
}

/// "between" or "from" before byte `at`, over money and quantifiers, and where it starts.
pub(crate) fn opener<'a>(reader: &Reader<'a>, at: usize) -> Option<(&'static str, usize)> {
    let mut at = money_before(reader, at).map_or(at, |(_, start)| start);
    for _ in 0..3 {
        let (word, start) = chunk_before(reader.text, at)?;
        if word.eq_ignore_ascii_case("between") {
            return Some(("between", start));
        }
        if word.eq_ignore_ascii_case("from") {
            return Some(("from", start));
        }
        if !reader.vocabulary.before_ends.admit(word.as_bytes()) && word != "up" && word != "to" {
            return None;
        }
        let mut buffer = [0; 16];
        let known = lower(word.as_bytes(), &mut buffer)
            .is_some_and(|word| reader.vocabulary.before.contains_key(word) || word == "up" || word == "to");
        if !known {
            return None;
        }
        at = start;
    }
    None
}

/// The joint of a range at byte `at` and where the second number begins.
pub(crate) fn joint(reader: &Reader<'_>, at: usize) -> Option<(&'static str, usize)> {
    let text = reader.text;
    let next = reader.skip_blanks(at);
    let rest = text.get(next..)?;
    let (word, mut after) = ["-", "–", "—", "−"]
        .iter()
        .find(|dash| rest.starts_with(**dash))
        .map(|dash| ("-", next + dash.len()))
        .or_else(|| (rest.starts_with('/') && next == at).then_some(("/", next + 1)))
        .or_else(|| {
            let end = reader.letters_end(next);
            let word = text.get(next..end)?;
            (next > at).then_some(())?;
            ["to", "or", "and"].into_iter().find(|joint| word.eq_ignore_ascii_case(joint)).map(|joint| (joint, end))
        })?;
    // A dash with a blank on one side only is punctuation.
    if word == "-" && (next > at) != (reader.skip_blanks(after) > after) {
        return None;
    }
    after = reader.skip_blanks(after);
    // A quantifier ("450 up to 900") and the sign of money may stand before the second number.
    for quantifier in ["up to ", "about ", "around ", "nearly ", "almost ", "as many as ", "even ", "maybe "] {
        if word != "-" && text.get(after..).is_some_and(|rest| rest.starts_with(quantifier)) {
            after += quantifier.len();
        }
    }
    let mut number = after;
    while !reader.byte(number).is_ascii_digit() {
        let sign = text.get(number..)?.chars().next()?;
        if number - after >= 6 || !(sign.is_ascii_uppercase() || matches!(sign, '$' | '€' | '£' | '¥' | '₹' | ' '))
        {
            number = after;
            break;
        }
        number += sign.len_utf8();
    }
    if number > after && money_before(reader, number).is_none() {
        number = after;
    }
    Some((word, number))
}

/// The unit at byte `at` and its end.
pub(crate) fn unit<'a>(reader: &Reader<'a>, at: usize) -> Option<(&'a Unit, usize)> {
    let text = reader.text;
    let rest = text.get(at..)?;
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '%' | '°' | '\'' | '"' | '″' | '$' | '€' | '£');
    let run = |from: usize| {
        from + text
            .get(from..)
            .map_or(0, |rest| rest.char_indices().find(|(_, c)| !is_part(*c)).map_or(rest.len(), |(i, _)| i))
    };
    let blank = reader.skip_blanks(at);
    let hyphen = blank == at && rest.starts_with('-');
    let glued = blank == at && !hyphen;
    let first = if hyphen { at + 1 } else { blank };
    // Up to three words, the longest known first; "year-old" counts as one.
    let one = run(first);
    let may_be = text.as_bytes().get(first..one).is_some_and(|word| reader.vocabulary.unit_starts.admit(word));
    let mut ends = [if may_be { one } else { first }; 3];
    for i in (1..3).take_while(|_| may_be) {
        let last = ends[i - 1];
        let next = if reader.byte(last) == b'-' { last + 1 } else { reader.skip_blanks(last) };
        ends[i] = if next > last { run(next) } else { last };
    }
    for end in ends.into_iter().rev() {
        let Some(words) = text.get(first..end).filter(|words| !words.is_empty() && words.len() <= 20) else { continue };
        let lowered;
        let mut buffer = [0; 20];
        let key = match lower(words.as_bytes(), &mut buffer) {
            Some(key) => key,
            None => {
                lowered = words.to_lowercase();
                lowered.as_str()
            }
        };
        if let Some(unit) = reader.vocabulary.units.get(key).filter(|unit| {
            // A quotation mark is a foot or an inch only behind a digit.
            let mark = words.len() == 1 && matches!(words, "'" | "\"");
            !unit.before && (unit.glued || !glued) && (!mark || glued && is_digit_before(reader, at))
        }) {
            return Some((unit, end));
        }
    }
    // "85% of", "85%-owned": a sign that runs on.
    let sign = rest.chars().next().filter(|c| matches!(c, '%' | '°'))?;
    let end = at + sign.len_utf8();
    reader.vocabulary.units.get(text.get(at..end)?).map(|unit| (unit, end))
}

fn is_digit_before(reader: &Reader<'_>, at: usize) -> bool {
    at.checked_sub(1).is_some_and(|last| reader.byte(last).is_ascii_digit())
}

/// Reads what stands before `amount`.
pub(crate) fn prefix<'a>(reader: &Reader<'a>, amount: &Amount) -> Prefix<'a> {
    let text = reader.text;
    let mut prefix = Prefix {
        start: amount.low.start,
        quantifier: None,
        money: None,
        minus: false,
        sign_change: None,
        number_start: amount.low.start,
    };
    let sign = |at: usize| text.get(..at).and_then(|before| before.chars().next_back());
    let opens = |at: usize| {
        text.get(..at).and_then(|before| before.chars().next_back()).is_none_or(|c| c.is_whitespace() || c == '(')
    };
    if let Some((money, start)) = money_before(reader, prefix.start) {
        prefix.money = Some(money);
        prefix.start = start;
    }
    match sign(prefix.start) {
        Some(c @ ('-' | '−')) => {
            let at = prefix.start - c.len_utf8();
            let minus = text.get(..at).is_some_and(|before| before.ends_with("minus"));
            if opens(at) || minus {
                prefix.minus = true;
                prefix.start = if minus { at - "minus".len() } else { at };
            }
        }
        Some('+') if opens(prefix.start - 1) => {
            prefix.sign_change = Some(Change::Up);
            prefix.start -= 1;
        }
        _ => {}
    }
    prefix.number_start = prefix.start;
    let mut at = amount.opened.map_or(prefix.start, |opened| opened.min(prefix.start));
    // Words that say nothing of the value belong to the number only where a quantifier stands before them.
    while let Some((phrase, start)) = quantifier_before(reader, at) {
        if let Some(quantifier) = phrase.quantifier {
            let bound = matches!(quantifier, Quantifier::MoreThan | Quantifier::LessThan);
            if prefix.quantifier.is_none() || bound {
                prefix.quantifier = Some((phrase, Span::new(start, at)));
            }
            prefix.start = start;
        }
        at = start;
    }
    prefix
}

fn quantifier_before<'a>(reader: &Reader<'a>, at: usize) -> Option<(&'a QuantifierPhrase, usize)> {
    let mut starts = [None; 4];
    let mut from = at;
    for (n, slot) in starts.iter_mut().enumerate() {
        let Some((word, start)) = chunk_before(reader.text, from) else { break };
        if n == 0 && !reader.vocabulary.before_ends.admit(word.as_bytes()) {
            break;
        }
        *slot = Some(start);
        from = start;
    }
    for start in starts.into_iter().rev().flatten() {
        let Some(words) = reader.text.get(start..at) else { continue };
        let words = words.trim_end();
        if words.len() > 24 {
            continue;
        }
        let mut buffer = [0; 24];
        let lowered;
        let key = match lower(words.as_bytes(), &mut buffer) {
            Some(key) => key,
            None => {
                lowered = words.to_lowercase();
                lowered.as_str()
            }
        };
        if let Some(phrase) = reader.vocabulary.before.get(key) {
            return Some((phrase, start));
        }
    }
    // "~45", ">10": right before the number.
    let sign = reader.text.get(..at)?.chars().next_back().filter(|c| matches!(c, '~' | '≈' | '>' | '<' | '≥' | '≤'))?;
    let start = at - sign.len_utf8();
    reader.vocabulary.before.get(reader.text.get(start..at)?).map(|phrase| (phrase, start))
}

/// Reads what stands behind `amount`.
pub(crate) fn suffix<'a>(reader: &Reader<'a>, amount: &Amount) -> Suffix<'a> {
    let end = amount.end();
    let mut suffix = Suffix { end, unit_end: end, quantifier: None, unit: None };
    if let Some((phrase, phrase_end)) = quantifier_after(reader, end) {
        suffix.quantifier = Some((phrase, Span::new(end, phrase_end)));
        suffix.end = phrase_end;
        suffix.unit_end = phrase_end;
    }
    let numeral: &Numeral = &amount.low;
    if numeral.shape == Shape::Fraction {
        return suffix;
    }
    if let Some((unit, unit_end)) = unit(reader, suffix.end) {
        suffix.unit = Some(unit);
        suffix.unit_end = unit_end;
        if unit.kind == UnitKind::Percent {
            suffix.end = unit_end;
        }
    }
    suffix
}

fn quantifier_after<'a>(reader: &Reader<'a>, at: usize) -> Option<(&'a QuantifierPhrase, usize)> {
    if reader.byte(at) == b'+' && !reader.byte(at + 1).is_ascii_alphanumeric() {
        return reader.vocabulary.after.get("+").map(|phrase| (phrase, at + 1));
    }
    let first = reader.skip_blanks(at);
    if first == at && reader.byte(at) != b'-' {
        return None;
    }
    let first = if first == at { at + 1 } else { first };
    let one = reader.letters_end(first);
    let two = reader.letters_end(reader.skip_blanks(one));
    [two, one].into_iter().find_map(|end| {
        let mut buffer = [0; 16];
        let key = lower(reader.text.get(first..end)?.as_bytes(), &mut buffer)?;
        reader.vocabulary.after.get(key).map(|phrase| (phrase, end))
    })
}
