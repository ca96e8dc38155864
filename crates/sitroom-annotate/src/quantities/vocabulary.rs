//! The words of numbers, quantifiers, units and changes, read from their lexicons.

use std::collections::HashMap;

use smol_str::SmolStr;

use crate::annotation::{Change, Quantifier};
use crate::lexicon::{Lexicon, LexiconError, Lexicons, Row};

/// What a word is within a number.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// Zero to nineteen.
    Small,
    /// Twenty to ninety.
    Tens,
    /// Hundred.
    Hundred,
    /// Thousand, million, lakh.
    Scale,
    /// A scale written as letters behind digits.
    Short,
    /// Dozen, score.
    Multiple,
    /// Hundreds, thousands: vague.
    Plural,
    /// Several, a few: vague before a scale.
    Several,
    /// A couple.
    Couple,
    /// Half.
    Half,
    /// Third, quarter.
    Fraction,
}

/// A word of numbers.
#[derive(Clone, Debug)]
pub(crate) struct NumberWord {
    pub(crate) part: Part,
    pub(crate) value: f64,
    /// Bounds of a vague word, by our policy.
    pub(crate) bounds: (f64, f64),
    /// What ACLED's codebook writes for a vague word.
    pub(crate) acled: f64,
}

/// Words that say what is known of the number beside them.
#[derive(Clone, Debug)]
pub(crate) struct QuantifierPhrase {
    /// `None` for words that may stand between a quantifier and its number.
    pub(crate) quantifier: Option<Quantifier>,
    /// Whether the value is an upper bound though the quantifier is `about`.
    pub(crate) high: bool,
    pub(crate) entry: String,
}

/// What sort of thing a unit measures.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum UnitKind {
    Percent,
    Money,
    Age,
    Other,
}

/// A unit of measurement.
#[derive(Clone, Debug)]
pub(crate) struct Unit {
    pub(crate) name: SmolStr,
    pub(crate) kind: UnitKind,
    /// Whether it may stand right behind the digits.
    pub(crate) glued: bool,
    /// Whether it stands before the number.
    pub(crate) before: bool,
}

/// A word of movement.
#[derive(Clone, Debug)]
pub(crate) struct ChangeWord {
    pub(crate) change: Change,
    /// Whether the movement stands even beside a quantifier.
    pub(crate) full: bool,
    pub(crate) entry: String,
}

/// Why a number beside a word is no count.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum Label {
    Name,
    Month,
    Age,
    Street,
    Clock,
}

/// All that the reader of quantities knows.
pub(crate) struct Vocabulary {
    pub(crate) numbers: HashMap<SmolStr, NumberWord>,
    /// Quantifiers before a number, by phrase; the longest has `longest_before` words.
    pub(crate) before: HashMap<SmolStr, QuantifierPhrase>,
    pub(crate) after: HashMap<SmolStr, QuantifierPhrase>,
    pub(crate) units: HashMap<SmolStr, Unit>,
    pub(crate) change_verbs: HashMap<SmolStr, ChangeWord>,
    pub(crate) change_particles: HashMap<SmolStr, ChangeWord>,
    pub(crate) labels_before: HashMap<SmolStr, Label>,
    pub(crate) labels_after: HashMap<SmolStr, Label>,
    /// The shapes of number words.
    shapes: Shapes,
    /// The shapes of the last words of phrases in `before`.
    pub(crate) before_ends: Shapes,
    /// The shapes of units that stand before a number.
    pub(crate) money: Shapes,
    /// The shapes of the first words of all other units.
    pub(crate) unit_starts: Shapes,
}

/// For each first letter, the lengths that words have, as bits: most words of a text are turned away by this, before
/// they are folded and looked up.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shapes([u32; 26]);

impl Shapes {
    fn of<'a>(words: impl Iterator<Item = &'a str>) -> Self {
        let mut shapes = Self::default();
        for word in words {
            if let Some(slot) = word.bytes().next().and_then(|first| shapes.slot(first)) {
                shapes.0[slot] |= 1 << word.len().min(31);
            }
        }
        shapes
    }

    fn slot(&self, first: u8) -> Option<usize> {
        let slot = usize::from(first.to_ascii_lowercase().wrapping_sub(b'a'));
        (slot < self.0.len()).then_some(slot)
    }

    /// Whether a word of this shape is known. What begins with no ASCII letter always may be.
    pub(crate) fn admit(&self, word: &[u8]) -> bool {
        let slot = word.first().and_then(|first| self.slot(*first));
        slot.is_none_or(|slot| self.0[slot] & (1 << word.len().min(31)) != 0)
    }
}

impl Vocabulary {
    pub(crate) fn new(lexicons: &Lexicons) -> Result<Self, LexiconError> {
        let numbers = numbers(&lexicons.load("number.tsv", include_str!("../../../../lexicons/number.tsv"))?)?;
        // "a hundred", "an estimated …" begin with an article that no lexicon lists.
        let shapes = Shapes::of(numbers.keys().map(SmolStr::as_str).chain(["a"]));
        let quantifiers = lexicons.load("quantifier.tsv", include_str!("../../../../lexicons/quantifier.tsv"))?;
        let (before, after) = quantifier_phrases(&quantifiers)?;
        let changes = lexicons.load("number_change.tsv", include_str!("../../../../lexicons/number_change.tsv"))?;
        let (change_verbs, change_particles) = change_words(&changes)?;
        let labels = lexicons.load("number_label.tsv", include_str!("../../../../lexicons/number_label.tsv"))?;
        let (labels_before, labels_after) = label_words(&labels)?;
        let units = units(&lexicons.load("unit.tsv", include_str!("../../../../lexicons/unit.tsv"))?)?;
        let last = |phrase: &'_ SmolStr| phrase.rsplit(' ').next().map(SmolStr::new).unwrap_or_default();
        let ends: Vec<SmolStr> = before.keys().map(last).collect();
        let first = |words: &SmolStr| words.split([' ', '-']).next().map(SmolStr::new).unwrap_or_default();
        let named = |before: bool| units.iter().filter(move |(_, unit)| unit.before == before).map(|(word, _)| word);
        let starts: Vec<SmolStr> = named(false).map(first).collect();
        Ok(Self {
            shapes,
            before_ends: Shapes::of(ends.iter().map(SmolStr::as_str)),
            money: Shapes::of(named(true).map(SmolStr::as_str)),
            unit_starts: Shapes::of(starts.iter().map(SmolStr::as_str)),
            numbers,
            before,
            after,
            units,
            change_verbs,
            change_particles,
            labels_before,
            labels_after,
        })
    }

    /// The number word that `word` is, in any case.
    pub(crate) fn number(&self, word: &[u8]) -> Option<&NumberWord> {
        let letter = word.first()?.is_ascii_alphabetic();
        if !letter || !self.shapes.admit(word) {
            return None;
        }
        lower(word, &mut [0; 16]).and_then(|word| self.numbers.get(word))
    }

    /// Whether a number may begin with `word`: a quick test that lets few others pass.
    pub(crate) fn may_begin(&self, word: &[u8]) -> bool {
        match word {
            [b'a' | b'A'] => true,
            _ => self.number(word).is_some_and(|number| number.part != Part::Short),
        }
    }
}

/// `word` in small letters, in `buffer`; `None` where it is longer than that or no ASCII.
pub(crate) fn lower<'b, const N: usize>(word: &[u8], buffer: &'b mut [u8; N]) -> Option<&'b str> {
    let target = buffer.get_mut(..word.len())?;
    for (to, from) in target.iter_mut().zip(word) {
        if !from.is_ascii() {
            return None;
        }
        *to = from.to_ascii_lowercase();
    }
    std::str::from_utf8(target).ok()
}

fn amount(lexicon: &Lexicon, row: &Row, column: usize) -> Result<f64, LexiconError> {
    match row.cell(column) {
        "" => Ok(0.0),
        text => text.parse().map_err(|_| lexicon.fault(row, format!("{text:?} is no number; write digits"))),
    }
}

fn numbers(lexicon: &Lexicon) -> Result<HashMap<SmolStr, NumberWord>, LexiconError> {
    let [word, part, value, low, high, acled] = [
        lexicon.column("word")?,
        lexicon.column("part")?,
        lexicon.column("value")?,
        lexicon.column("low")?,
        lexicon.column("high")?,
        lexicon.column("acled")?,
    ];
    let mut numbers = HashMap::new();
    for row in &lexicon.rows {
        let part = match row.cell(part) {
            "small" => Part::Small,
            "tens" => Part::Tens,
            "hundred" => Part::Hundred,
            "scale" => Part::Scale,
            "short" => Part::Short,
            "multiple" => Part::Multiple,
            "plural" => Part::Plural,
            "several" => Part::Several,
            "couple" => Part::Couple,
            "half" => Part::Half,
            "fraction" => Part::Fraction,
            other => return Err(lexicon.fault(row, format!("{other:?} is no part; see the head of the file"))),
        };
        let word_of = NumberWord {
            part,
            value: amount(lexicon, row, value)?,
            bounds: (amount(lexicon, row, low)?, amount(lexicon, row, high)?),
            acled: amount(lexicon, row, acled)?,
        };
        numbers.insert(SmolStr::new(row.cell(word)), word_of);
    }
    Ok(numbers)
}

type Phrases = HashMap<SmolStr, QuantifierPhrase>;

fn quantifier_phrases(lexicon: &Lexicon) -> Result<(Phrases, Phrases), LexiconError> {
    let [phrase, side, quantifier, high] =
        [lexicon.column("phrase")?, lexicon.column("side")?, lexicon.column("quantifier")?, lexicon.column("high")?];
    let (mut before, mut after) = (HashMap::new(), HashMap::new());
    for row in &lexicon.rows {
        let term = match row.cell(quantifier) {
            "none" => None,
            name => Some(
                Quantifier::parse(name)
                    .ok_or_else(|| lexicon.fault(row, format!("{name:?} is no quantifier of the contract")))?,
            ),
        };
        let found = QuantifierPhrase { quantifier: term, high: row.cell(high) == "yes", entry: row.entry.clone() };
        let phrases = match row.cell(side) {
            "before" => &mut before,
            "after" => &mut after,
            other => return Err(lexicon.fault(row, format!("{other:?} is no side; write before or after"))),
        };
        phrases.insert(SmolStr::new(row.cell(phrase)), found);
    }
    Ok((before, after))
}

type Changes = HashMap<SmolStr, ChangeWord>;

fn change_words(lexicon: &Lexicon) -> Result<(Changes, Changes), LexiconError> {
    let [word, part, change, strength] =
        [lexicon.column("word")?, lexicon.column("part")?, lexicon.column("change")?, lexicon.column("strength")?];
    let (mut verbs, mut particles) = (HashMap::new(), HashMap::new());
    for row in &lexicon.rows {
        let direction = Change::parse(row.cell(change)).ok_or_else(|| lexicon.fault(row, "a change is up or down"))?;
        let found = ChangeWord { change: direction, full: row.cell(strength) == "full", entry: row.entry.clone() };
        let words = if row.cell(part) == "verb" { &mut verbs } else { &mut particles };
        words.insert(SmolStr::new(row.cell(word)), found);
    }
    Ok((verbs, particles))
}

type Labels = HashMap<SmolStr, Label>;

fn label_words(lexicon: &Lexicon) -> Result<(Labels, Labels), LexiconError> {
    let [word, side, what] = [lexicon.column("word")?, lexicon.column("side")?, lexicon.column("what")?];
    let (mut before, mut after) = (HashMap::new(), HashMap::new());
    for row in &lexicon.rows {
        let label = match row.cell(what) {
            "label" => Label::Name,
            "month" => Label::Month,
            "age" => Label::Age,
            "street" => Label::Street,
            "clock" => Label::Clock,
            other => return Err(lexicon.fault(row, format!("{other:?} is no kind of label; see the head of the file"))),
        };
        let words = if row.cell(side) == "before" { &mut before } else { &mut after };
        words.insert(SmolStr::new(row.cell(word)), label);
    }
    Ok((before, after))
}

fn units(lexicon: &Lexicon) -> Result<HashMap<SmolStr, Unit>, LexiconError> {
    let [word, unit, kind, glued] =
        [lexicon.column("word")?, lexicon.column("unit")?, lexicon.column("kind")?, lexicon.column("glued")?];
    let mut units = HashMap::new();
    for row in &lexicon.rows {
        let kind = match row.cell(kind) {
            "percent" => UnitKind::Percent,
            "money" => UnitKind::Money,
            "age" => UnitKind::Age,
            "" => return Err(lexicon.fault(row, "no kind; write what the unit measures")),
            _ => UnitKind::Other,
        };
        let (glued, before) = (row.cell(glued) == "yes", row.cell(glued) == "before");
        units.insert(SmolStr::new(row.cell(word)), Unit { name: SmolStr::new(row.cell(unit)), kind, glued, before });
    }
    Ok(units)
}
