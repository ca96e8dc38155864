//! What the words beside a name tell of it: the sort of place, and which part of it is meant.

use std::ops::Range;

use sitroom_gazetteer::Kind;
use sitroom_language::{Dep, Pos};

use super::Finder;
use crate::places::words::Role;

impl Finder<'_> {
    /// The sort of place and the part of it that the words beside a name tell.
    pub(super) fn beside(&self, tokens: &Range<usize>) -> (Option<Kind>, Option<Range<usize>>) {
        let words = &self.guide.words;
        let after = words.get(self.word(Some(tokens.end)));
        let before = tokens.start.checked_sub(1);
        let mut hint = after.filter(|word| word.is(Role::Type)).and_then(|word| word.kind);
        if hint.is_none() && self.word(before) == "of" {
            let word = words.get(self.word(tokens.start.checked_sub(2)));
            hint = word.filter(|word| word.is(Role::Type)).and_then(|word| word.kind);
        }
        if hint.is_none() {
            hint = self.memory.listed.get(&tokens.start).copied().flatten();
        }
        let mut part = None;
        if let Some(i) = before.filter(|&i| self.role(Some(i), Role::Direction)) {
            part = Some(self.hyphened(i));
            // One says "southern Idlib" of the province; of the town it would be "south Idlib".
            if hint.is_none() && self.parsed.word(i).ends_with("ern") {
                hint = Some(Kind::Province);
            }
        } else if let Some(side) = self.side_of(tokens) {
            part = Some(side);
        } else if after.is_some_and(|word| word.is(Role::Part)) {
            part = Some(tokens.end..tokens.end + 1);
            if hint.is_none() && after.is_some_and(|word| word.is(Role::Outlying)) {
                hint = Some(Kind::Province);
            }
        }
        (hint, part)
    }

    /// The direction that ends with token `last`: "north-west" is three tokens.
    fn hyphened(&self, last: usize) -> Range<usize> {
        let first = last
            .checked_sub(2)
            .filter(|&first| self.word(Some(first + 1)) == "-" && self.role(Some(first), Role::Direction));
        first.unwrap_or(last)..last + 1
    }

    /// The noun for a side of the place at `tokens`: "Syria's northwest", "the north of Syria". A side that only
    /// describes another noun ("Syria's northern border") or says where another thing lies ("north of Idlib") is none.
    fn side_of(&self, tokens: &Range<usize>) -> Option<Range<usize>> {
        let head = self.parsed.tokens.get(tokens.end.checked_sub(1)?)?.head;
        let side = if matches!(self.word(Some(tokens.end)), "'s" | "’s") {
            let first = tokens.end + 1;
            let hyphen = self.word(Some(first + 1)) == "-" && self.role(Some(first + 2), Role::Direction);
            first..if hyphen { first + 3 } else { first + 1 }
        } else {
            let of = tokens.start.checked_sub(1).filter(|&of| self.word(Some(of)) == "of")?;
            let side = self.hyphened(of.checked_sub(1)?);
            side.start.checked_sub(1).filter(|&the| self.word(Some(the)) == "the")?;
            side
        };
        let last = side.end - 1;
        let noun = self.parsed.tokens.get(last)?;
        let governs = head == last || self.parsed.tokens.get(head).is_some_and(|head| head.head == last);
        let whole = matches!(noun.pos, Pos::Noun | Pos::Propn) && noun.dep != Dep::Compound;
        (whole && governs && self.role(Some(last), Role::Direction)).then_some(side)
    }
}
