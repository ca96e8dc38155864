//! Every count and measure of a text: its value, what is known of it, and of what.
//!
//! Numbers are read from the bytes of the text ([`numeral`]); the parse only tells what the number counts and whether
//! it moves. What looks like a number and counts nothing (a year, a date, a score, a model's name) is turned away by
//! [`label`]. Whether a quantity matters to a crisis is left to figures.

mod label;
mod numeral;
mod surroundings;
mod vocabulary;

use sitroom_language::{Dep, Parsed, Pos};
use sitroom_report::Span;
use smol_str::SmolStr;

use crate::annotation::{Annotation, Change, Number, Quantifier, Quantity, Reason, Why, Words};
use crate::annotator::{Reading, VaguePolicy};
use crate::lexicon::{LexiconError, Lexicons};
use numeral::{Numeral, Reader, Shape};
use surroundings::{Prefix, Suffix};
use vocabulary::Vocabulary;

/// The unit of a part of a whole that is no percentage: "half of", "two in three".
pub(crate) const SHARE: &str = "share";

/// Finds quantities.
pub(crate) struct Annotator {
    vocabulary: Vocabulary,
}

/// One or two numbers read as one amount.
struct Amount {
    low: Numeral,
    high: Option<Numeral>,
    /// Whether "from … to" or "between … and" encloses it: the first byte of that word.
    opened: Option<usize>,
}

impl Amount {
    fn end(&self) -> usize {
        self.high.as_ref().map_or(self.low.end, |high| high.end)
    }
}

impl Annotator {
    pub(crate) fn new(lexicons: &Lexicons) -> Result<Self, LexiconError> {
        Ok(Self { vocabulary: Vocabulary::new(lexicons)? })
    }

    pub(crate) fn annotate(&self, reading: &Reading<'_>, draft: &mut Annotation) {
        let reader = Reader { text: reading.text(), vocabulary: &self.vocabulary };
        draft.quantities = self.quantities(&reader, reading.parsed, reading.options.vague);
    }

    fn quantities(&self, reader: &Reader<'_>, parsed: &Parsed, policy: VaguePolicy) -> Vec<Quantity> {
        let bytes = reader.text.as_bytes();
        let mut quantities: Vec<Quantity> = Vec::new();
        let mut labels = label::Labels::default();
        let mut done = 0;
        for (i, token) in parsed.tokens.iter().enumerate() {
            let word = bytes.get(token.span.start..token.span.end).unwrap_or_default();
            let at = match word.iter().position(u8::is_ascii_digit) {
                Some(digit) => token.span.start + digit,
                None if self.vocabulary.may_begin(word) => token.span.start,
                None => continue,
            };
            if at < done {
                continue;
            }
            let Some(low) = reader.read(at) else { continue };
            let amount = self.range(reader, low);
            let top = top(parsed, at, amount.end(), i);
            let prefix = surroundings::prefix(reader, &amount);
            let suffix = surroundings::suffix(reader, &amount);
            if labels.is_label(reader, parsed, top, &amount, &prefix, &suffix) {
                done = amount.end();
                continue;
            }
            done = suffix.end.max(amount.end());
            let mut quantity = self.quantity(reader, parsed, top, &amount, &prefix, suffix, policy);
            // "up 0.25 points, or 0.01 percent": the same movement in other words.
            if let Some(last) = quantities.last().filter(|_| quantity.change.is_none()) {
                let between = reader.text.get(last.words.end..quantity.words.start).unwrap_or("");
                if between.len() < 24 && between.ends_with(", or ") {
                    quantity.change = last.change;
                }
            }
            quantities.push(quantity);
        }
        quantities
    }

    /// Joins the number to one that follows it as the other end of a range: "300 to 400", "5-10", "three or four hundred",
    /// "$10 to $15 billion", "between 5% and 6%".
    fn range(&self, reader: &Reader<'_>, low: Numeral) -> Amount {
        let opener = surroundings::opener(reader, low.start);
        let alone = |low| Amount { low, high: None, opened: None };
        if matches!(low.shape, Shape::Vague | Shape::Fraction) {
            return alone(low);
        }
        let unit_end = surroundings::unit(reader, low.end).map_or(low.end, |(_, end)| end);
        let Some((joint, next)) =
            surroundings::joint(reader, low.end).or_else(|| surroundings::joint(reader, unit_end))
        else {
            return alone(low);
        };
        let is_between = opener.as_ref().is_some_and(|(word, _)| *word == "between");
        if joint == "and" && !is_between || joint == "/" && surroundings::money_before(reader, low.start).is_none() {
            return alone(low);
        }
        let Some(mut high) = reader.read(next).filter(|high| !matches!(high.shape, Shape::Vague | Shape::Fraction))
        else {
            return alone(low);
        };
        // "fell 0.4 percent to 13,176", "up 19 cents at $58 and 10.4 cents to $2.24": two amounts of different units.
        let money = |at: usize| surroundings::money_before(reader, at).map(|(unit, _)| unit.name.as_str());
        let measured = |end: usize| surroundings::unit(reader, end).map(|(unit, _)| unit.name.as_str());
        let kinds = |numeral: &Numeral| money(numeral.start).or_else(|| measured(numeral.end));
        if kinds(&low).is_some_and(|kind| kinds(&high) != Some(kind)) && (unit_end > low.end || joint == "or") {
            return alone(low);
        }
        // "from 24 to 33-35 billion": the last number is the other end.
        if joint != "-"
            && let Some(("-", next)) = surroundings::joint(reader, high.end)
            && let Some(last) = reader.read(next).filter(|last| last.value > high.value)
        {
            high = Numeral { start: high.start, ..last };
        }
        let mut low = low;
        // "three to four hundred", "$10 to $15 billion": the scale belongs to both.
        if high.scale > low.scale && low.value < high.value && low.value * high.scale <= high.value {
            low.value *= high.scale;
        }
        // "2 or 3 hundred" is a range, "one or 500" is not.
        if joint == "or" && (low.value + 1.5 * high.scale.max(1.0) < high.value || high.value <= low.value) {
            return alone(low);
        }
        Amount { low, high: Some(high), opened: opener.map(|(_, start)| start) }
    }

    #[allow(clippy::too_many_arguments, reason = "the parts of one quantity, read one after the other")]
    fn quantity(
        &self,
        reader: &Reader<'_>,
        parsed: &Parsed,
        top: usize,
        amount: &Amount,
        prefix: &Prefix<'_>,
        suffix: Suffix<'_>,
        policy: VaguePolicy,
    ) -> Quantity {
        let mut why = Why::new();
        let numeral = &amount.low;
        let sign = if prefix.minus { -1.0 } else { 1.0 };
        let value = sign * numeral.value;
        let noun = counted_noun(parsed, top);
        let unit = match (&suffix.unit, &prefix.money) {
            (_, Some(money)) => Some(money.name.clone()),
            (Some(unit), None) => Some(unit.name.clone()),
            (None, None) if numeral.shape == Shape::Fraction => Some(SHARE.into()),
            (None, None) => noun.map(|noun| singular(parsed, noun)),
        };
        let found = prefix.quantifier.as_ref().or(suffix.quantifier.as_ref());
        if let Some((phrase, span)) = found {
            why.push(Reason { what: "quantifier".to_owned(), entry: Some(phrase.entry.clone()), span: Some(*span) });
        }
        let quantifier = match (amount.high.is_some(), numeral.shape, found) {
            (true, ..) => Quantifier::Range,
            (_, Shape::Vague, _) => Quantifier::Vague,
            (.., Some((phrase, _))) => phrase.quantifier.unwrap_or(Quantifier::Exact),
            (.., None) => Quantifier::Exact,
        };
        let counts_things = suffix.unit.is_none() && prefix.money.is_none() && noun.is_some();
        let change = self.change(reader, parsed, top, prefix, counts_things, &mut why);
        let number = |value: f64| Some(Number(value));
        let (value, low, high) = match (quantifier, &amount.high) {
            (_, Some(end)) => {
                // "fell from 500 to 300": the amount now is the second.
                let now = (amount.opened.is_some() && change.is_some()).then_some(Number(end.value));
                (now, number(value.min(end.value)), number(value.max(end.value)))
            }
            (Quantifier::Vague, None) => {
                let (low, high) = policy.bounds((numeral.value, numeral.high), numeral.acled);
                (None, low.map(Number), high.map(Number))
            }
            (Quantifier::MoreThan, None) => (number(value), number(value), None),
            (Quantifier::LessThan, None) => (number(value), None, number(value)),
            (Quantifier::About, None) => {
                let below = found.is_some_and(|(phrase, _)| phrase.high);
                (number(value), None, below.then_some(Number(value)))
            }
            _ => (number(value), number(value), number(value)),
        };
        let words =
            Words::at(Span::new(prefix.start.min(amount.opened.unwrap_or(prefix.start)), suffix.end.max(amount.end())));
        Quantity { words, value, low, high, quantifier, change, unit: unit.map(String::from), why }
    }

    /// Whether the text tells that the amount goes up or down by or to this number.
    fn change(
        &self,
        reader: &Reader<'_>,
        parsed: &Parsed,
        top: usize,
        prefix: &Prefix<'_>,
        counts_things: bool,
        why: &mut Why,
    ) -> Option<Change> {
        if let Some(change) = prefix.sign_change {
            return Some(change);
        }
        let particle = surroundings::word_before(reader, prefix.start).and_then(|word| {
            let found = self.vocabulary.change_particles.get(word.to_ascii_lowercase().as_str())?;
            Some((found, Span::new(prefix.start, prefix.start)))
        });
        let (found, span) = particle.or_else(|| {
            let verb = moved_by(parsed, top)?;
            let token = &parsed.tokens[verb];
            let found = self.vocabulary.change_verbs.get(token.lemma.as_str())?;
            Some((found, token.span))
        })?;
        // "lost more than 60 percent" says more than that it fell; "lost ten seats" is no movement of an amount.
        if !found.full && (prefix.quantifier.is_some() || counts_things) {
            return None;
        }
        why.push(Reason {
            what: format!("change: {}", change_name(found.change)),
            entry: Some(found.entry.clone()),
            span: Some(span),
        });
        Some(found.change)
    }
}

fn change_name(change: Change) -> &'static str {
    match change {
        Change::Up => "up",
        Change::Down => "down",
    }
}

/// The token of the number that the others hang on: "million" of "half a million".
fn top(parsed: &Parsed, start: usize, end: usize, first: usize) -> usize {
    let tokens = parsed.tokens_in(Span::new(start, end));
    let inside = |i: usize| tokens.contains(&i);
    let mut at = tokens.end.checked_sub(1).filter(|&last| inside(last)).unwrap_or(first);
    for _ in tokens.clone() {
        match parsed.head(at) {
            Some(head) if inside(head) && matches!(parsed.tokens[head].pos, Pos::Num | Pos::Noun | Pos::Sym) => {
                at = head
            }
            _ => break,
        }
    }
    at
}

/// The noun that the number at `top` counts.
fn counted_noun(parsed: &Parsed, top: usize) -> Option<usize> {
    let is_noun = |i: usize| matches!(parsed.tokens[i].pos, Pos::Noun | Pos::Propn | Pos::Adj);
    let head = parsed.head(top).filter(|&head| head > top && is_noun(head));
    if matches!(parsed.tokens[top].dep, Dep::Nummod | Dep::Quantmod | Dep::Compound | Dep::Amod | Dep::Nmod)
        && head.is_some()
    {
        return head;
    }
    let of =
        parsed.children_by(top, Dep::Prep).find(|&prep| prep > top && parsed.word(prep).eq_ignore_ascii_case("of"));
    if let Some(object) = of.and_then(|of| parsed.child(of, Dep::Pobj)) {
        return Some(object);
    }
    (top + 1 < parsed.len() && matches!(parsed.tokens[top + 1].tag.as_str(), "NNS" | "NN")).then_some(top + 1)
}

/// The unit's name of a noun: its lemma, and "person" for people.
pub(crate) fn singular(parsed: &Parsed, noun: usize) -> SmolStr {
    let lemma = &parsed.tokens[noun].lemma;
    match lemma.as_str() {
        "people" | "persons" => "person".into(),
        _ => SmolStr::new(lemma.to_lowercase()),
    }
}

/// The verb by which or to which the amount at `top` moves: "rose 5 percent", "grew by 300", "rose to 80".
fn moved_by(parsed: &Parsed, top: usize) -> Option<usize> {
    let mut at = top;
    for _ in 0..4 {
        let token = &parsed.tokens[at];
        let head = parsed.head(at)?;
        let verb = matches!(parsed.tokens[head].pos, Pos::Verb);
        match token.dep {
            Dep::Nummod | Dep::Quantmod | Dep::Conj => {}
            Dep::Npadvmod | Dep::Dobj | Dep::Attr | Dep::Advmod | Dep::Acomp | Dep::Oprd if verb => {
                return (head < at).then_some(head);
            }
            Dep::Pobj => {
                let by = parsed.word(head).eq_ignore_ascii_case("by");
                let to = ["to", "under", "over", "above", "below", "about", "around", "between"]
                    .iter()
                    .any(|word| parsed.word(head).eq_ignore_ascii_case(word));
                // "rose from 300 to 500": the second preposition may hang on the first.
                let outer = parsed.head(head).filter(|&outer| parsed.tokens[outer].pos == Pos::Adp).unwrap_or(head);
                let verb = parsed.head(outer).filter(|&verb| parsed.tokens[verb].pos == Pos::Verb && verb < at)?;
                // "rose 5 percent to 80": the movement is told already.
                let told = parsed.children(verb).any(|child| {
                    child > verb
                        && child < head
                        && matches!(parsed.tokens[child].dep, Dep::Npadvmod | Dep::Dobj | Dep::Advmod)
                        && parsed.subtree(child).any(|i| parsed.tokens[i].pos == Pos::Num)
                });
                return (by || to && !told).then_some(verb);
            }
            _ => return None,
        }
        at = head;
    }
    None
}

impl VaguePolicy {
    /// The bounds that the policy gives a vague word whose own bounds are `ours` and whose count at ACLED is `acled`.
    fn bounds(self, ours: (f64, f64), acled: f64) -> (Option<f64>, Option<f64>) {
        match self {
            Self::Sitroom => (Some(ours.0), Some(ours.1)),
            Self::Acled => (Some(acled), None),
            Self::None => (None, None),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test")]

    use proptest::prelude::*;
    use sitroom_language::{Dep, Token};

    use super::*;

    /// Tokens as blanks cut them, without a tree: what is read from bytes must stand on any tokens.
    fn split(text: &str) -> Parsed {
        let mut tokens: Vec<Token> = Vec::new();
        let mut start = 0;
        for piece in text.split_inclusive(' ') {
            let word = piece.trim_end_matches(' ');
            if !word.is_empty() {
                tokens.push(Token {
                    span: Span::new(start, start + word.len()),
                    lemma: word.to_lowercase().into(),
                    tag: "CD".into(),
                    pos: Pos::Num,
                    head: tokens.len().saturating_sub(1),
                    dep: Dep::Dep,
                    sentence_start: tokens.is_empty(),
                });
            }
            start += piece.len();
        }
        Parsed::new(text.into(), tokens, Vec::new())
    }

    fn read(text: &str) -> Vec<Quantity> {
        let annotator = Annotator::new(&Lexicons::default()).unwrap();
        let reader = Reader { text, vocabulary: &annotator.vocabulary };
        annotator.quantities(&reader, &split(text), VaguePolicy::Sitroom)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        #[test]
        fn any_text_gives_spans_of_the_text_in_order(
            text in "([0-9]{1,4}|[,.$%+–°é-]| |[Aa] |half|dozen|to|and|between |from |of |more than |million|hundreds|m|\n|[a-z]{1,3}){0,24}"
        ) {
            let found = read(&text);
            for quantity in &found {
                prop_assert!(text.get(quantity.words.start..quantity.words.end).is_some_and(|words| !words.is_empty()));
            }
            prop_assert!(found.windows(2).all(|pair| pair[0].words.start < pair[1].words.start));
        }

        #[test]
        fn a_number_reads_as_itself(value in 1u32..2_000_000_000) {
            let digits: Vec<char> = value.to_string().chars().rev().collect();
            let grouped: String = digits.chunks(3).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(",").chars().rev().collect();
            let found = read(&format!("over {grouped} huts"));
            prop_assert_eq!(found.len(), 1);
            prop_assert_eq!(found[0].low, Some(Number(f64::from(value))));
            prop_assert_eq!(found[0].quantifier, Quantifier::MoreThan);
        }
    }

    #[test]
    fn policies_bound_a_vague_number() {
        let ours = ((10_000.0, 100_000.0), 10_000.0);
        assert_eq!(VaguePolicy::Sitroom.bounds(ours.0, ours.1), (Some(10_000.0), Some(100_000.0)));
        assert_eq!(VaguePolicy::Acled.bounds(ours.0, ours.1), (Some(10_000.0), None));
        assert_eq!(VaguePolicy::None.bounds(ours.0, ours.1), (None, None));
        for (word, acled) in [("tens", 10.0), ("dozens", 12.0), ("hundreds", 100.0)] {
            assert_eq!(Vocabulary::new(&Lexicons::default()).unwrap().number(word.as_bytes()).unwrap().acled, acled);
        }
    }
}
