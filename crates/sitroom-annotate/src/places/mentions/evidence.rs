//! How much speaks for a place: what the parser saw, how known the name is, the words round it.

use sitroom_language::{Dep, NameLabel, Pos};

use super::{Finder, folded, starts_upper};
use crate::annotation::PlaceUse;
use crate::places::words::{Role, Trap};
use sitroom_gazetteer::Kind;

/// How much must speak for a place.
pub(super) const LEAST: f64 = 1.6;

impl Finder<'_> {
    /// How much speaks for a place; `label` is what the parser saw, or a cardinal for nothing. A place needs [`LEAST`].
    pub(super) fn evidence(&self, from: usize, to: usize, label: NameLabel) -> f64 {
        let key = folded(self.parsed, from..to);
        let words = &self.guide.words;
        let before = from.checked_sub(1);
        let mut sum = match label {
            NameLabel::Gpe => 2.8,
            NameLabel::Loc => 2.3,
            NameLabel::Person => -1.0,
            NameLabel::Org => -0.3,
            _ => -0.5,
        };
        let single = to == from + 1;
        if key.len() < 3 && !key.ends_with(|c: char| c.is_ascii_digit()) {
            return 0.0;
        }
        sum += self.guide.atlas.prominence(&key);
        sum += match words.trap(&key) {
            Some(Trap::Not) => return 0.0,
            Some(Trap::Never) => -4.0,
            Some(Trap::Name) => -1.5,
            None => 0.0,
        };
        if !single && key.contains(' ') {
            sum += 0.8;
        }
        // A full name taken for a person's is rarely that of a town in the country spoken of.
        let told = |code: &str| self.memory.countries.contains(code);
        if !single && label == NameLabel::Person && self.guide.atlas.lies_in(&key, told) {
            sum += 2.0;
        }
        if single && self.memory.common.contains(&key) {
            sum -= 1.5;
        }
        let last = &self.parsed.tokens[to - 1];
        if words.is(self.word(before), Role::Locating) {
            sum += 2.6;
        } else if self.role(before, Role::In) {
            sum += 0.8;
        } else if self.memory.located.contains(&key) {
            sum += 1.5;
        } else if last.dep == Dep::Nsubj && words.is(&self.parsed.tokens[last.head].lemma, Role::Speech) {
            sum -= 1.0;
        }
        // "rebel-held Idlib", "the battle for Aleppo"
        let back = |n: usize| from.checked_sub(n);
        let held = self.role(before, Role::Held) && self.word(back(2)) == "-";
        let fought = matches!(self.word(before), "for" | "of" | "over") && self.role(back(2), Role::Fought);
        if held || fought {
            sum += 2.6;
        }
        // "fled Idlib", "retook Saraqib": an organisation is not entered or retaken, though it may be left.
        let first = if last.dep == Dep::Conj { &self.parsed.tokens[last.head] } else { last };
        if first.dep == Dep::Dobj && words.is(&self.parsed.tokens[first.head].lemma, Role::Goal) {
            sum += 1.6;
        }
        // "Between Homs and Hama": what is joined to a place is one.
        let joined = matches!(self.word(before), "and" | "or" | ",")
            && self.out.last().is_some_and(|last| {
                last.tokens.end + 1 == from && last.usage == PlaceUse::Literal && last.hint != Some(Kind::Facility)
            });
        if joined {
            sum += 1.2;
        }
        if self.memory.listed.contains_key(&from) {
            sum += 2.5;
        }
        let after = words.get(self.word(Some(to)));
        if after.is_some_and(|word| word.is(Role::Type) || word.is(Role::Part) || word.is(Role::Street)) {
            sum += 1.0;
        }
        // "Idlib province", where there is a province of that name.
        let is_of = |kind: Kind| matches!(kind, Kind::Province | Kind::District) && self.guide.atlas.is_of(&key, kind);
        if after.and_then(|word| word.kind.filter(|_| word.is(Role::Type))).is_some_and(is_of) {
            sum += 1.5;
        }
        if after.is_some_and(|word| word.is(Role::Dweller)) {
            sum += 1.3;
        }
        if self.word(before) == "of" && self.role(from.checked_sub(2), Role::Type) {
            sum += 2.0;
        }
        if self.role(before, Role::Direction) {
            sum += 1.0;
        }
        if self.role(before, Role::Title) {
            sum -= 2.0;
        }
        // "Rep. Dale Bumpers, D-Charleston".
        if self.word(before) == "-" && matches!(self.word(from.checked_sub(2)), "D" | "R") {
            sum += 3.0;
        }
        if self.is_dateline(from, to) {
            sum += 3.0;
        }
        if self.memory.people.contains(&key) {
            sum -= 2.5;
        }
        if self.memory.places.contains(&key) {
            sum += if matches!(label, NameLabel::Gpe | NameLabel::Loc) { 0.0 } else { 2.0 };
        }
        if self.word(Some(to)) == "," && self.follows(to + 1, &key) {
            sum += 2.5;
        }
        // "Tal Samin, a town north of".
        if self.word(Some(to)) == "," && matches!(self.word(Some(to + 1)), "a" | "an" | "the") {
            let sort = |i: usize| words.get(self.word(Some(i))).is_some_and(|word| word.is(Role::Type));
            if sort(to + 2) || sort(to + 3) {
                sum += 1.5;
            }
        }
        // A capitalised neighbour makes it a part of some other name.
        let neighbour = |i: Option<usize>| {
            let word = self.word(i);
            starts_upper(word)
                && i.is_some_and(|i| self.parsed.tokens[i].pos == Pos::Propn)
                && words.get(word).is_none()
        };
        if label == NameLabel::Cardinal {
            if !self.lower && (neighbour(before) || neighbour(Some(to))) {
                sum -= 1.0;
            }
            if !(from..to).any(|i| self.parsed.tokens[i].pos == Pos::Propn) {
                sum -= if self.lower { 0.5 } else { 1.0 };
            }
        }
        sum
    }

    /// "BEIRUT (AP) —" at the start of a line.
    fn is_dateline(&self, from: usize, to: usize) -> bool {
        let text = self.parsed.text();
        let start = self.parsed.tokens[from].span.start;
        let opens = text
            .get(..start)
            .is_some_and(|before| before.is_empty() || before.ends_with('\n') || before.ends_with(". "));
        let upper = self.parsed.span(from..to).of(text).chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
        opens && upper && matches!(self.word(Some(to)), "—" | "–" | "-" | "--" | "(" | "_" | ",")
    }

    /// Whether a division or country that holds a place called `key` starts at token `i`.
    fn follows(&self, i: usize, key: &str) -> bool {
        if i >= self.parsed.len() {
            return false;
        }
        if self.guide.words.abbreviations.contains_key(self.parsed.word(i)) {
            return true;
        }
        let Some(end) = self.hit(i, self.parsed.sentence(i).end) else { return false };
        self.guide.atlas.holds(&folded(self.parsed, i..end), key)
    }
}
