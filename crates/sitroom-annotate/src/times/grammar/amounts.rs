//! Amounts of time: durations, and days so long ago or hence.

use sitroom_language::Pos;

use super::{Core, Read, Reader};
use crate::times::expression::{Amount, From, Meaning, Unit};
use crate::times::words::{After, Kind, Sense};

impl Reader<'_> {
    /// "two days", "16-hour", "a year and a half", "three weeks ago", "a year earlier", "several months".
    pub(super) fn amount_of_time(&self, i: usize) -> Read<Core> {
        // "the past two years", "the first nine months", "the next few days"
        let shift = self.shift(i).filter(|(_, (shift, _))| *shift != 0);
        let ranked = self.sense(i, |sense| if let Sense::Ordinal(_) = sense { Some(()) } else { None });
        let lead = shift.map(|(next, _)| next).or(ranked.map(|(next, ())| next));
        // "the coming weeks"
        if let Some((next, (shift, _))) = shift
            && let Some((end, (unit, true))) = self.unit(next)
        {
            let meaning = Meaning::Duration { amount: Amount::Some, unit };
            return Some((end, Core { reach: Some(shift), ..Core::new(meaning) }));
        }
        // "$3 a year", "four flights a week" are rates.
        let article = self.is(i, "a") || self.is(i, "an");
        let rate = article
            && i > 0
            && (matches!(self.pos(i - 1), Pos::Noun | Pos::Num | Pos::Sym | Pos::Propn) || self.mark(i - 1, '%'));
        let (next, amount, unit, plural) =
            lead.and_then(|next| self.counted_unit(next)).or_else(|| self.counted_unit(i))?;
        let led = lead.is_some() && self.counted_unit(i).is_none();
        // The age of a person is no time; that of a war is.
        let aged = self.mark(next, '-') && self.is(next + 1, "old");
        let lasting =
            aged && self.token(next + 2).is_some_and(|i| self.senses.lasts(&self.reading.parsed.tokens[i].lemma));
        if lasting {
            return Some((next + 2, Core::new(Meaning::Duration { amount, unit })));
        }
        if aged || self.is(next, "old") || self.is(next, "older") || self.is(next, "younger") {
            return None;
        }
        if led {
            // "the past two years" is an amount; "the second day" is not.
            let reach = shift.map(|(_, (shift, _))| shift);
            return (plural || amount != Amount::Exactly(1.0))
                .then(|| (next, Core { reach, ..Core::new(Meaning::Duration { amount, unit }) }));
        }
        let dash = usize::from(self.mark(next, '-'));
        if let Some((after, direction)) =
            self.sense(next + dash, |sense| if let Sense::After(after) = sense { Some(*after) } else { None })
        {
            // "two days before the vote" counts from the vote: the amount alone is said here.
            let open = matches!(self.written(next + dash).to_lowercase().as_str(), "before" | "after" | "prior");
            let ends = !open || self.pieces.get(after).is_none_or(|piece| matches!(piece.kind, Kind::Mark(_)));
            if ends {
                let (sign, from) = match direction {
                    After::Ago => (-1, From::Report),
                    After::Earlier => (-1, From::Last),
                    After::Later => (1, From::Last),
                    After::Hence => (1, From::Report),
                };
                return Some((after, Core::new(Meaning::Offset { amount, unit, sign, from })));
            }
        }
        (!rate || plural).then(|| (next, Core::new(Meaning::Duration { amount, unit })))
    }

    /// A number or a vague quantity and a unit of time; whether the unit stands in the plural.
    fn counted_unit(&self, i: usize) -> Option<(usize, Amount, Unit, bool)> {
        let half_of = self.is(i, "half") && (self.is(i + 1, "a") || self.is(i + 1, "an"));
        if half_of {
            let (next, (unit, _)) = self.unit(i + 2)?;
            return Some((next, Amount::Exactly(0.5), unit, false));
        }
        let (mut next, mut amount) = self.amount(i)?;
        let article = self.is(i, "a") || self.is(i, "an");
        // "two to three weeks", "a year or two": the first number stands for both.
        if let Some((after, _)) =
            self.amount(next + 1).filter(|_| self.is(next, "to") || self.is(next, "or") || self.mark(next, '-'))
            && (self.unit(after).is_some() || self.mark(after, '-'))
        {
            next = after;
        }
        if self.is(next, "more") || self.is(next, "full") || self.is(next, "consecutive") || self.is(next, "straight") {
            next += 1;
        }
        let hyphen = self.mark(next, '-') && self.glued(next);
        next += usize::from(hyphen);
        let (mut next, (unit, plural)) = self.unit(next)?;
        // "the 1988 quarter" is one of that year.
        if unit == Unit::Quarter && matches!(amount, Amount::Exactly(number) if number > 1000.0) {
            return None;
        }
        // "three-quarters of the harvest" is no time.
        let fraction = unit == Unit::Quarter && (article || hyphen || self.is(next, "of"));
        if unit == Unit::Half || fraction {
            return None;
        }
        // "a year and a half"
        if let Amount::Exactly(number) = amount
            && self.is(next, "and")
            && self.is(next + 1, "a")
            && self.is(next + 2, "half")
        {
            (next, amount) = (next + 3, Amount::Exactly(number + 0.5));
        }
        Some((next, amount, unit, plural))
    }

    pub(super) fn unit(&self, i: usize) -> Read<(Unit, bool)> {
        self.sense(i, |sense| if let Sense::Unit { unit, plural } = sense { Some((*unit, *plural)) } else { None })
    }

    /// "16", "1,000", "2.5", "5 1/2", "twenty-four", "a few", "several", "a couple of".
    fn amount(&self, i: usize) -> Read<Amount> {
        if let Some((next, vague)) =
            self.sense(i, |sense| if let Sense::Vague(vague) = sense { Some(*vague) } else { None })
        {
            return Some((next, vague.map_or(Amount::Some, Amount::Exactly)));
        }
        if (self.is(i, "a") || self.is(i, "an")) && self.amount_is_vague(i + 1) {
            return self.amount(i + 1);
        }
        if let Some((value, count)) = self.digits(i) {
            return self.number_in_digits(i, value, count);
        }
        let (mut next, (mut total, article)) = self.number_word(i)?;
        if article {
            return Some(match self.number_word(next).filter(|(_, (number, _))| *number >= 100.0) {
                Some((after, (number, _))) => (after, Amount::Exactly(number)),
                None => (next, Amount::Exactly(1.0)),
            });
        }
        loop {
            let at = if self.mark(next, '-') && self.glued(next) { next + 1 } else { next };
            let Some((after, (number, article))) = self.number_word(at) else { break };
            if article {
                break;
            }
            total = if number >= 100.0 { total * number } else { total + number };
            next = after;
        }
        // "two and a half years"
        if self.is(next, "and") && self.is(next + 1, "a") && self.is(next + 2, "half") && self.unit(next + 3).is_some()
        {
            return Some((next + 3, Amount::Exactly(total + 0.5)));
        }
        Some((next, Amount::Exactly(total)))
    }

    fn amount_is_vague(&self, i: usize) -> bool {
        self.sense(i, |sense| matches!(sense, Sense::Vague(_)).then_some(())).is_some()
    }

    fn number_word(&self, i: usize) -> Read<(f64, bool)> {
        self.sense(
            i,
            |sense| if let Sense::Number { value, article } = sense { Some((*value, *article)) } else { None },
        )
    }

    fn number_in_digits(&self, i: usize, value: u32, count: usize) -> Read<Amount> {
        let (mut number, mut next) = (f64::from(value), i + 1);
        let group = |at: usize, mark: char| {
            (self.mark(at, mark) && self.glued(at) && self.glued(at + 1)).then(|| self.digits(at + 1)).flatten()
        };
        while let Some((thousands, 3)) = group(next, ',') {
            (number, next) = (number * 1000.0 + f64::from(thousands), next + 2);
        }
        if let Some((decimals, places)) = group(next, '.') {
            (number, next) = (number + f64::from(decimals) / 10f64.powi(places.min(9) as i32), next + 2);
        }
        // "5 1/2"
        if let (Some((1, 1)), Some((2, 1))) = (self.digits(next), group(next + 1, '/')) {
            (number, next) = (number + 0.5, next + 3);
        }
        (count <= 4).then_some((next, Amount::Exactly(number)))
    }
}
