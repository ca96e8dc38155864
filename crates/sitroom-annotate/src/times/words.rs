//! The pieces of a text that the grammar reads: words, numbers and marks, with what `lexicons/times.tsv` knows of them.

use std::collections::{HashMap, HashSet};

use sitroom_report::Span;

use super::expression::{Holiday, Part, Unit};
use crate::lexicon::{Lexicon, LexiconError};

/// What a word or phrase can mean in an expression of time.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Sense {
    Month { month: i8, short: bool },
    Weekday { weekday: i8, short: bool, plural: bool },
    Number { value: f64, article: bool },
    Ordinal(i32),
    Unit { unit: Unit, plural: bool },
    Part { part: Part, plural: bool },
    Clock(u32),
    Season { season: &'static str, plural: bool },
    Day(i64),
    Night(i64),
    Reference(&'static str),
    Decade(i32),
    Shift(i32),
    Last(i32),
    Edge(&'static str),
    About(&'static str),
    Vague(Option<f64>),
    After(After),
    Every,
    Frequency(String),
    Holiday(Holiday),
    Zone(String),
    Yearly,
}

/// Direction and start of "two days later".
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum After {
    Ago,
    Earlier,
    Later,
    Hence,
}

/// One sense of one phrase.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) sense: Sense,
    /// The words after the first; empty for a single word.
    rest: Vec<String>,
    /// `times.tsv:17`.
    pub(super) entry: String,
}

/// All senses by first word, longest phrase first.
pub(super) struct Senses {
    by_word: HashMap<String, Vec<Entry>>,
    /// Lemmas of which the infinitive lies ahead.
    ahead: HashSet<String>,
    /// Nouns of what has an age in time.
    lasting: HashSet<String>,
}

/// A word, a number or a mark of the text.
#[derive(Clone, Debug)]
pub(super) struct Piece<'s> {
    pub(super) span: Span,
    pub(super) kind: Kind,
    /// Whether white space stands before it.
    pub(super) spaced: bool,
    /// What it may mean, phrases included.
    pub(super) entries: &'s [Entry],
}

/// What a piece is made of.
#[derive(Copy, Clone, Debug, PartialEq)]
pub(super) enum Kind {
    /// Letters, with apostrophes inside.
    Word { capital: bool },
    /// Digits; their value where it fits, and how many.
    Digits { value: u32, count: usize },
    /// Any other character.
    Mark(char),
}

impl Senses {
    pub(super) fn new(lexicon: &Lexicon) -> Result<Self, LexiconError> {
        let (word, class, value) = (lexicon.column("word")?, lexicon.column("class")?, lexicon.column("value")?);
        let mut by_word: HashMap<String, Vec<Entry>> = HashMap::new();
        let (mut ahead, mut lasting) = (HashSet::new(), HashSet::new());
        for row in &lexicon.rows {
            let nouns = match row.cell(class) {
                "ahead" => Some(&mut ahead),
                "lasting" => Some(&mut lasting),
                _ => None,
            };
            if let Some(nouns) = nouns {
                nouns.insert(row.cell(word).to_lowercase());
                continue;
            }
            let sense = sense(row.cell(class), row.cell(value)).ok_or_else(|| {
                lexicon
                    .fault(row, format!("no meaning for class {:?} with value {:?}", row.cell(class), row.cell(value)))
            })?;
            let phrase = row.cell(word).to_lowercase();
            let mut parts = phrase.split_whitespace().map(str::to_owned);
            if let Some(first) = parts.next() {
                by_word.entry(first).or_default().push(Entry {
                    sense,
                    rest: parts.collect(),
                    entry: row.entry.clone(),
                });
            }
        }
        for entries in by_word.values_mut() {
            entries.sort_by_key(|entry| std::cmp::Reverse(entry.rest.len()));
        }
        Ok(Self { by_word, ahead, lasting })
    }

    /// Whether what hangs on a word with this lemma as an infinitive lies ahead.
    pub(super) fn looks_ahead(&self, lemma: &str) -> bool {
        self.ahead.contains(lemma)
    }

    /// Whether a noun with this lemma is of something that has an age in time.
    pub(super) fn lasts(&self, lemma: &str) -> bool {
        self.lasting.contains(lemma)
    }

    /// The pieces of `text`, in order.
    pub(super) fn pieces(&self, text: &str) -> Vec<Piece<'_>> {
        let mut pieces = Vec::with_capacity(text.len() / 5);
        let mut characters = text.char_indices().peekable();
        let mut spaced = true;
        let mut lower = String::new();
        while let Some((start, first)) = characters.next() {
            if first.is_whitespace() {
                spaced = true;
                continue;
            }
            let mut end = start + first.len_utf8();
            let mut entries: &[Entry] = &[];
            let kind = if first.is_ascii_digit() {
                let (mut value, mut count) = (first as u32 - '0' as u32, 1);
                while let Some(&(at, next)) = characters.peek().filter(|(_, next)| next.is_ascii_digit()) {
                    value = value.saturating_mul(10).saturating_add(next as u32 - '0' as u32);
                    count += 1;
                    end = at + 1;
                    characters.next();
                }
                Kind::Digits { value, count }
            } else if first.is_alphabetic() {
                lower.clear();
                lower.extend(first.to_lowercase());
                while let Some(&(at, next)) = characters.peek() {
                    // An apostrophe belongs to the word where letters follow: "o'clock", "year's".
                    let inside = next.is_alphabetic()
                        || (matches!(next, '\'' | '’')
                            && text[at + next.len_utf8()..].starts_with(|after: char| after.is_alphabetic()));
                    if !inside {
                        break;
                    }
                    lower.extend(next.to_lowercase());
                    end = at + next.len_utf8();
                    characters.next();
                }
                let bare = lower.strip_suffix("'s").or_else(|| lower.strip_suffix("’s"));
                entries = match (self.by_word.get(lower.as_str()), bare) {
                    (Some(entries), _) => entries,
                    (None, Some(bare)) => {
                        let entries = self.by_word.get(bare).map_or(&[][..], Vec::as_slice);
                        if !entries.is_empty() {
                            end -= lower.len() - bare.len();
                        }
                        entries
                    }
                    _ => &[],
                };
                Kind::Word { capital: first.is_uppercase() }
            } else {
                Kind::Mark(first)
            };
            pieces.push(Piece { span: Span::new(start, end), kind, spaced, entries });
            spaced = false;
        }
        pieces
    }
}

impl Entry {
    /// How many pieces the phrase takes from `pieces[i]` on, or `None` where the words after the first differ.
    pub(super) fn length(&self, text: &str, pieces: &[Piece<'_>], i: usize) -> Option<usize> {
        let mut at = i + 1;
        for word in &self.rest {
            // A possessive is cut off its word, so "year's" of a phrase may be met as "year" and the rest of the word.
            let piece = pieces.get(at)?;
            let written = &text[piece.span.start..];
            let matches = written.get(..word.len()).is_some_and(|written| written.to_lowercase() == *word);
            if !matches || written[word.len()..].starts_with(char::is_alphanumeric) {
                return None;
            }
            let end = piece.span.start + word.len();
            while pieces.get(at).is_some_and(|piece| piece.span.start < end) {
                at += 1;
            }
        }
        Some(at - i)
    }
}

fn sense(class: &str, value: &str) -> Option<Sense> {
    let mut words = value.split(' ');
    let (value, flag) = (words.next().unwrap_or(""), words.next());
    let (short, plural) = (flag == Some("short"), flag == Some("plural"));
    let one_of = |values: &[&'static str]| values.iter().copied().find(|known| *known == value);
    Some(match class {
        "month" => Sense::Month { month: value.parse().ok().filter(|month| (1..=12).contains(month))?, short },
        "weekday" => Sense::Weekday { weekday: value.parse().ok().filter(|day| (1..=7).contains(day))?, short, plural },
        "number" => Sense::Number { value: value.parse().ok()?, article: flag == Some("article") },
        "ordinal" => Sense::Ordinal(value.parse().ok()?),
        "unit" => Sense::Unit { unit: Unit::parse(value)?, plural },
        "part" => {
            let part = match value {
                "MO" => Part::Morning,
                "AF" => Part::Afternoon,
                "EV" => Part::Evening,
                "NI" => Part::Night,
                _ => return None,
            };
            Sense::Part { part, plural }
        }
        "clock" => Sense::Clock(value.parse().ok()?),
        "season" => Sense::Season { season: one_of(&["SP", "SU", "FA", "WI"])?, plural },
        "day" => Sense::Day(value.parse().ok()?),
        "night" => Sense::Night(value.parse().ok()?),
        "reference" => Sense::Reference(one_of(&["PAST_REF", "PRESENT_REF", "FUTURE_REF"])?),
        "decade" => Sense::Decade(value.parse().ok()?),
        "shift" => Sense::Shift(value.parse().ok()?),
        "last" => Sense::Last(value.parse().ok()?),
        "edge" => Sense::Edge(one_of(&["START", "MID", "END"])?),
        "about" => Sense::About(one_of(&["APPROX", "MORE_THAN", "LESS_THAN", "EQUAL_OR_MORE", "EQUAL_OR_LESS"])?),
        "vague" => Sense::Vague(if value == "X" { None } else { Some(value.parse().ok()?) }),
        "after" => Sense::After(match value {
            "ago" => After::Ago,
            "earlier" => After::Earlier,
            "later" => After::Later,
            "hence" => After::Hence,
            _ => return None,
        }),
        "every" => Sense::Every,
        "frequency" => Sense::Frequency(value.to_owned()),
        "holiday" => Sense::Holiday(holiday(value)?),
        "zone" => Sense::Zone(value.to_owned()),
        "yearly" => Sense::Yearly,
        _ => return None,
    })
}

/// `12-25`, `11-4-4`, `05-1--1` or `easter-2`.
fn holiday(value: &str) -> Option<Holiday> {
    if let Some(days) = value.strip_prefix("easter") {
        return Some(Holiday::Easter(days.parse().ok()?));
    }
    let mut parts = value.splitn(3, '-');
    let (month, second) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    Some(match parts.next() {
        Some(nth) => Holiday::Nth(month, second, nth.parse().ok()?),
        None => Holiday::Fixed(month, second),
    })
}
