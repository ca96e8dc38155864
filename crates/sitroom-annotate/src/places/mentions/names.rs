//! Names that the parser found: places, buildings, peoples, and places within and under names of another sort.

use sitroom_gazetteer::Kind;
use sitroom_language::NameLabel;

use super::evidence::LEAST;
use super::{Finder, folded, starts_upper};
use crate::annotation::PlaceUse;
use crate::places::words::Role;

/// Inside the name of something else, only those above this.
const CITY: u32 = 60_000;

impl Finder<'_> {
    /// A name that the parser found.
    pub(super) fn name(&mut self, start: usize, end: usize, label: NameLabel) -> usize {
        let (mut from, mut to) = (start, end);
        while from < to && matches!(self.parsed.word(from), "the" | "The" | "THE" | "a" | "an") {
            from += 1;
        }
        while to > from && matches!(self.parsed.word(to - 1), "'s" | "’s" | "'" | "’" | "," | ".") {
            to -= 1;
        }
        if from == to {
            return end;
        }
        if to - from > 1 && self.is_street(from, to) {
            self.push(from..to, PlaceUse::Literal, "a name that ends in a word for a street");
            self.mark(Kind::Facility);
            return end;
        }
        // "Rep. Dale Bumpers, D-Charleston".
        if to - from > 2 && matches!(self.parsed.word(from), "D" | "R") && self.parsed.word(from + 1) == "-" {
            self.whole(from + 2, to, NameLabel::Org);
            return end;
        }
        match label {
            NameLabel::Gpe | NameLabel::Loc => return self.place(from, to, label).max(end),
            NameLabel::Norp => {
                self.pieces(from, to, CITY, false);
            }
            NameLabel::Fac => self.facility(from, to),
            NameLabel::Org | NameLabel::Event | NameLabel::Law | NameLabel::WorkOfArt | NameLabel::Product
                if !self.whole(from, to, label) && !self.institution(from, to) =>
            {
                self.pieces(from, to, CITY, true);
            }
            NameLabel::Person => {
                self.whole(from, to, label);
            }
            NameLabel::Language => {}
            _ => {}
        }
        end
    }

    /// A name that the parser takes for a place.
    fn place(&mut self, from: usize, to: usize, label: NameLabel) -> usize {
        if self.short(from, to) || self.people(from, to) {
            return to;
        }
        // "Trinidad and Tobago", "Khan Sheikhoun", where the parser has cut it in two.
        let longer = self.hit(from, self.parsed.sentence(from).end).filter(|&end| end > to);
        let rest = |end: usize| {
            let own = |i: usize| starts_upper(self.parsed.word(i)) && self.parsed.name_at(i).is_none();
            self.parsed.word(to) == "and" || (to..end).all(own)
        };
        let to = longer.filter(|&end| starts_upper(self.parsed.word(end - 1)) && rest(end)).unwrap_or(to);
        // What stands round the bare name: "northern Syria", "Idlib Province", "Aleppo countryside".
        let (mut first, mut last) = (from, to);
        let aside = |finder: &Self, i: usize| {
            let word = finder.guide.words.get(finder.parsed.word(i));
            word.is_some_and(|word| word.is(Role::Direction) || word.is(Role::Part) || word.is(Role::Type))
                || matches!(finder.parsed.word(i), "of" | "the" | "The" | "-" | "," | "and" | "(")
        };
        if self.hit(from, to) != Some(to) {
            while first + 1 < last && aside(self, first) {
                first += 1;
            }
            while last > first + 1 && aside(self, last - 1) {
                last -= 1;
            }
        }
        let bare_word =
            last == first + 1 && (aside(self, first) || !(self.lower || starts_upper(self.parsed.word(first))));
        let known = self.hit(first, last) == Some(last);
        if bare_word && !(known && self.guide.atlas.is_region(&folded(self.parsed, first..last))) {
            return to;
        }
        if known {
            if self.evidence(first, last, label) >= LEAST {
                self.push(first..last, PlaceUse::Literal, "the parser's place, in the gazetteer");
            }
            return to;
        }
        let parted =
            (first..last).any(|i| matches!(self.parsed.word(i), "," | "-" | "–" | "/" | "and" | "(" | "'s" | "’s"));
        if parted && self.pieces(first, last, 0, false) {
            return to;
        }
        let key = folded(self.parsed, first..last);
        let person = (first..last).any(|i| self.memory.people.contains(&folded(self.parsed, i..i + 1)));
        let told = self.memory.located.contains(&key) || self.beside(&(first..last)).0.is_some() || last > first + 1;
        if told && !person && self.guide.words.trap(&key).is_none() {
            self.push(first..last, PlaceUse::Literal, "the parser's place, in no gazetteer");
        }
        to
    }

    /// A building, street or the like that the parser found, and the place it is named after.
    fn facility(&mut self, from: usize, to: usize) {
        if self.hit(from, to) == Some(to) && !self.role(Some(to - 1), Role::Street) {
            self.push(from..to, PlaceUse::Literal, "the parser's facility, in the gazetteer");
            return;
        }
        self.push(from..to, PlaceUse::Literal, "the parser's facility");
        self.mark(Kind::Facility);
        if !self.role(Some(to - 1), Role::Street) {
            self.pieces(from, to, CITY, true);
        }
    }

    /// A hospital, bridge or airport that the parser takes for an organisation.
    fn institution(&mut self, from: usize, to: usize) -> bool {
        let facility = |i: usize| {
            let word = self.guide.words.get(self.parsed.word(i));
            starts_upper(self.parsed.word(i))
                && word.is_some_and(|word| word.is(Role::Type) && word.kind == Some(Kind::Facility))
        };
        if to - from < 2 || !(facility(to - 1) || (facility(from) && self.word(Some(from + 1)) == "of")) {
            return false;
        }
        self.push(from..to, PlaceUse::Literal, "a name that ends in a word for a building");
        self.mark(Kind::Facility);
        self.pieces(from, to, CITY, true);
        true
    }

    fn is_street(&self, from: usize, to: usize) -> bool {
        let last = self.parsed.word(to - 1);
        !self.lower && starts_upper(last) && self.role(Some(to - 1), Role::Street) && self.hit(from, to) != Some(to)
    }

    pub(super) fn mark(&mut self, kind: Kind) {
        if let Some(last) = self.out.last_mut() {
            last.hint = Some(kind);
        }
    }

    /// A name of another sort that is a place all the same: a club called by its city, a town taken for a person.
    fn whole(&mut self, from: usize, to: usize, label: NameLabel) -> bool {
        if self.short(from, to) || (label != NameLabel::Person && self.people(from, to)) {
            return true;
        }
        if self.hit(from, to) != Some(to) {
            return self.hear(from, to);
        }
        if self.evidence(from, to, label) >= LEAST {
            self.push(from..to, PlaceUse::Literal, "a name in the gazetteer, with a place's words round it");
        }
        true
    }

    /// A name in a spelling of its own, of a place in a country that the report is about.
    fn hear(&mut self, from: usize, to: usize) -> bool {
        let key = folded(self.parsed, from..to);
        let told = |code: &str| self.memory.countries.contains(code);
        if self.memory.people.contains(&key) || !self.guide.atlas.sounds_like(&key, told) {
            return false;
        }
        self.push(from..to, PlaceUse::Literal, "sounds like a name in the gazetteer, of a country that is spoken of");
        true
    }

    /// Places inside a longer name. Gives whether there was one.
    fn pieces(&mut self, from: usize, to: usize, least: u32, part: bool) -> bool {
        let before = self.out.len();
        let mut i = from;
        while i < to {
            let word = self.parsed.word(i);
            if !starts_upper(word) && !self.lower {
                i += 1;
                continue;
            }
            let demonym = (i + 1..=to.min(i + 3)).rev().find(|&end| self.people(i, end));
            if let Some(end) = demonym {
                i = end;
                continue;
            }
            let short = (i + 1..=to.min(i + 3)).rev().find(|&end| self.short(i, end));
            if let Some(end) = short {
                i = end;
                continue;
            }
            match self.guide.atlas.longest(self.parsed, i, to) {
                Some(hit) if self.stands_out(i, hit.end, least) => {
                    self.push(
                        i..hit.end,
                        if part { PlaceUse::Part } else { PlaceUse::Literal },
                        "a place in a longer name",
                    );
                    i = hit.end;
                }
                _ => i += 1,
            }
        }
        self.out.len() > before
    }

    /// Whether a name is known enough to be read as a place inside another name.
    fn stands_out(&self, from: usize, to: usize, least: u32) -> bool {
        let key = folded(self.parsed, from..to);
        let single = to == from + 1;
        if key.len() < 3 || self.guide.words.trap(&key).is_some() {
            return false;
        }
        if single && (self.guide.words.get(self.parsed.word(from)).is_some() || self.memory.common.contains(&key)) {
            return false;
        }
        if self.memory.places.contains(&key) {
            return true;
        }
        let led = from.checked_sub(1).is_some_and(|i| self.role(Some(i), Role::In) && self.parsed.word(i) != "of");
        !self.memory.people.contains(&key) && self.guide.atlas.is_weighty(&key, least, single, led)
    }
}
