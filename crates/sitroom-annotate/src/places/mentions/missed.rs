//! Names that the parser missed: those that the text itself sorts, streets, and those in the gazetteer.

use std::ops::Range;

use sitroom_gazetteer::Kind;
use sitroom_language::NameLabel;

use super::evidence::LEAST;
use super::{Finder, folded, starts_upper};
use crate::annotation::PlaceUse;
use crate::places::words::Role;

impl Finder<'_> {
    /// Names that the text itself sorts as places, which the parser and the gazetteer left: "the village of Sousan",
    /// "the districts of Sakhour, Hanano and Bab al-Maqam".
    pub(super) fn sorted(&mut self) {
        for of in (1..self.parsed.len()).filter(|&i| self.parsed.word(i) == "of") {
            let sort = self.guide.words.get(self.parsed.word(of - 1));
            let settled = matches!(sort.and_then(|sort| sort.kind), Some(Kind::Settlement | Kind::District));
            if self.lower || !settled || !sort.is_some_and(|sort| sort.is(Role::Type)) {
                continue;
            }
            let many = self.parsed.word(of - 1).ends_with('s');
            let end = self.parsed.sentence(of).end;
            let mut at = of + 1;
            while let Some(name) = self.capitals(at, end) {
                let free = self.out.iter().all(|m| m.tokens.end <= name.start || name.end <= m.tokens.start);
                let key = folded(self.parsed, name.clone());
                if free && self.guide.words.trap(&key).is_none() {
                    self.push(name.clone(), PlaceUse::Literal, "a name that a word for a place sorts");
                }
                at = name.end;
                let joins = |i: usize| i < end && matches!(self.parsed.word(i), "," | "and" | "&");
                if !many || !joins(at) {
                    break;
                }
                while joins(at) {
                    at += 1;
                }
            }
        }
    }

    /// The run of capitals that starts at token `from`: "Bab al-Maqam", "al-Rashidiyah".
    fn capitals(&self, from: usize, end: usize) -> Option<Range<usize>> {
        let article = |i: usize| matches!(self.parsed.word(i), "al" | "Al" | "el" | "El" | "-" | "al-" | "Al-");
        let first = (from..end).find(|&i| !article(i))?;
        if !starts_upper(self.parsed.word(first)) && !self.parsed.word(first).starts_with("al-") {
            return None;
        }
        let run = (from..end).find(|&i| !starts_upper(self.parsed.word(i)) && !article(i)).unwrap_or(end);
        // What is joined by a hyphen belongs to it only before a capital.
        let last = (from..run).rfind(|&i| starts_upper(self.parsed.word(i)) && self.parsed.word(i) != "-")?;
        (last + 1 - from <= 6).then_some(from..last + 1)
    }

    /// "Main Street", "Villanova Drive": capitals that end in a word for a street.
    pub(super) fn street(&mut self, i: usize) -> Option<usize> {
        if self.lower {
            return None;
        }
        let limit = self.limit(i);
        let mut end = i;
        while end < limit && starts_upper(self.parsed.word(end)) && end - i < 4 {
            end += 1;
        }
        let last = (i + 1..end).rev().find(|&k| self.role(Some(k), Role::Street))?;
        let first = if matches!(self.parsed.word(i), "The" | "At" | "On" | "In" | "From" | "Near") { i + 1 } else { i };
        if first == last {
            return None;
        }
        self.push(first..last + 1, PlaceUse::Literal, "a name that ends in a word for a street");
        self.mark(Kind::Facility);
        Some(last + 1)
    }

    /// A name that the parser missed.
    pub(super) fn loose(&mut self, i: usize, end: usize) -> Option<usize> {
        for to in (i + 1..=end.min(i + 3)).rev() {
            if self.short(i, to) || self.people(i, to) {
                return Some(to);
            }
        }
        let mut to = self.hit(i, end)?;
        // "Idlib in" is no name: what ends in a small word is cut there.
        while to > i + 1 && !starts_upper(self.parsed.word(to - 1)) && !self.lower {
            to = self.hit(i, to - 1)?;
        }
        let label = NameLabel::Cardinal;
        if self.evidence(i, to, label) < if self.lower { LEAST + 1.0 } else { LEAST } {
            return None;
        }
        self.push(i..to, PlaceUse::Literal, "in the gazetteer, with a place's words round it");
        Some(to)
    }
}
