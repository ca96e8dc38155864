//! Where a copy says something else than what it copies: the facts that changed within a passage.

use sitroom_annotate::{Annotation, Stance};
use sitroom_report::{PointSpan, Span, Text};

use super::passage::Passage;
use super::words::Word;

/// Words that a stretch with a changed fact may have on one side. What is longer was told anew, but for a number that
/// stands alone in a stretch up to twice as long.
const LONGEST: usize = 4;

/// One side of a copy: its words and what was found in it.
pub(super) struct Side<'a> {
    pub(super) text: &'a Text,
    pub(super) words: &'a [Word],
    pub(super) annotation: Option<&'a Annotation>,
}

/// A fact that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Difference {
    /// number, date, place, name or stance.
    pub(super) what: &'static str,
    pub(super) a: Span,
    pub(super) b: Span,
}

/// The facts that differ within `passage`.
pub(super) fn differences(a: &Side<'_>, b: &Side<'_>, passage: &Passage) -> Vec<Difference> {
    let mut found = Vec::new();
    // What stands before the first and after the last pair may be changed, too.
    let before = passage.matches.iter().map(|(i, j)| (i + 1, j + 1));
    let starts = std::iter::once((passage.a.start, passage.b.start)).chain(before);
    let ends = passage.matches.iter().copied().chain(std::iter::once((passage.a.end, passage.b.end)));
    for ((i, j), (end_i, end_j)) in starts.zip(ends) {
        let (Some(words_a), Some(words_b)) = (a.words.get(i..end_i), b.words.get(j..end_j)) else { continue };
        for (in_a, in_b) in replaced(words_a, words_b) {
            found.extend(changed(a, &words_a[in_a], b, &words_b[in_b]));
        }
    }
    found.extend(restated(a, b, passage));
    found.sort_by_key(|difference| (difference.a.start, difference.b.start));
    found
}

type Replaced = (std::ops::Range<usize>, std::ops::Range<usize>);

/// The stretches of two short runs of words that stand for each other: between the words they have in common.
fn replaced(a: &[Word], b: &[Word]) -> Vec<Replaced> {
    if a.is_empty() || b.is_empty() {
        return Vec::new();
    }
    // Longest common subsequence, quadratic in runs that are at most a gap long.
    let mut table = vec![vec![0u16; b.len() + 1]; a.len() + 1];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            table[i][j] =
                if a[i].stem == b[j].stem { table[i + 1][j + 1] + 1 } else { table[i + 1][j].max(table[i][j + 1]) };
        }
    }
    let (mut i, mut j) = (0, 0);
    let (mut from_i, mut from_j) = (0, 0);
    let mut stretches = Vec::new();
    while i < a.len() && j < b.len() {
        if a[i].stem == b[j].stem {
            stretches.push((from_i..i, from_j..j));
            (i, j) = (i + 1, j + 1);
            (from_i, from_j) = (i, j);
        } else if table[i + 1][j] >= table[i][j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    stretches.push((from_i..a.len(), from_j..b.len()));
    stretches.retain(|(a, b)| !a.is_empty() && !b.is_empty() && a.len().max(b.len()) <= 2 * LONGEST);
    stretches
}

/// The fact that stands differently in two stretches, if it is one of a kind.
fn changed(a: &Side<'_>, in_a: &[Word], b: &Side<'_>, in_b: &[Word]) -> Option<Difference> {
    type Test = fn(&Side<'_>, &Word) -> bool;
    let tests: [(&'static str, Test); 4] = [
        ("date", |side, word| side.is_time(word)),
        ("number", |side, word| side.is_number(word)),
        ("place", |side, word| side.is_place(word)),
        ("name", |side, word| side.is_name(word)),
    ];
    let long = in_a.len().max(in_b.len()) > LONGEST;
    tests.into_iter().filter(|(what, _)| !long || *what == "number").find_map(|(what, test)| {
        let of = |side: &Side<'_>, words: &[Word]| {
            let words: Vec<Word> = words.iter().copied().filter(|word| test(side, word)).collect();
            Some((words.first()?.span().join(words.last()?.span()), words))
        };
        let ((span_a, words_a), (span_b, words_b)) = (of(a, in_a)?, of(b, in_b)?);
        if long && words_a.len().max(words_b.len()) > 1 {
            return None;
        }
        let same = span_a.of(a.text.as_str()).eq_ignore_ascii_case(span_b.of(b.text.as_str()));
        // A name that only gained or lost a part is the same name.
        let part = what != "number" && (words_a.iter().any(|word| words_b.iter().any(|other| other.stem == word.stem)));
        (!same && !part).then_some(Difference { what, a: span_a, b: span_b })
    })
}

/// Events that both tell by the same word, but one as a fact and the other not.
fn restated(a: &Side<'_>, b: &Side<'_>, passage: &Passage) -> Vec<Difference> {
    let (Some(rows_a), Some(rows_b)) = (a.annotation, b.annotation) else { return Vec::new() };
    let stands = |annotation: &Annotation, points: PointSpan| {
        let event = annotation
            .events
            .iter()
            .find(|event| event.words.start == points.start && event.words.end == points.end)?;
        Some((holds(event.stance), event.negated))
    };
    let told = passage.matches.iter().filter_map(|&(i, j)| {
        let (span_a, span_b) = (a.words[i].span(), b.words[j].span());
        let in_a = stands(rows_a, a.text.to_points(span_a))?;
        let in_b = stands(rows_b, b.text.to_points(span_b))?;
        (in_a != in_b).then_some(Difference { what: "stance", a: span_a, b: span_b })
    });
    told.collect()
}

/// Whether a stance says that it happened, whoever says so.
fn holds(stance: Stance) -> bool {
    matches!(stance, Stance::Asserted | Stance::Attributed | Stance::Reported | Stance::Background)
}

impl Side<'_> {
    fn within(&self, word: &Word, rows: impl FnOnce(&Annotation, &dyn Fn(usize, usize) -> bool) -> bool) -> bool {
        let points = self.text.to_points(word.span());
        let meets = |start: usize, end: usize| start < points.end && points.start < end;
        self.annotation.is_some_and(|annotation| rows(annotation, &meets))
    }

    fn is_time(&self, word: &Word) -> bool {
        self.within(word, |annotation, meets| {
            annotation.times.iter().any(|row| row.value.is_some() && meets(row.words.start, row.words.end))
        })
    }

    fn is_number(&self, word: &Word) -> bool {
        let written = word.span().of(self.text.as_str());
        let in_digits = written.starts_with(|first: char| first.is_numeric());
        in_digits
            || (word.weight > 0 || written.len() > 2)
                && self.within(word, |annotation, meets| {
                    // The words of a quantity are its number and its hedge; the counted noun is not the number.
                    let number =
                        |row: &sitroom_annotate::Quantity| row.value.is_some() && meets(row.words.start, row.words.end);
                    annotation.quantities.iter().any(number)
                })
    }

    fn is_place(&self, word: &Word) -> bool {
        word.weight == 2
            && self.within(word, |annotation, meets| {
                annotation.places.iter().any(|row| meets(row.words.start, row.words.end))
            })
    }

    fn is_name(&self, word: &Word) -> bool {
        word.weight == 2 && !self.is_number(word) && !self.is_time(word)
    }
}
