//! Units of the calendar by their place in it: "last year", "the third quarter", "the summer of 2012", "every week".

use sitroom_language::Pos;

use super::{Core, Read, Reader};
use crate::times::expression::{Amount, From, Meaning, Unit, Year};
use crate::times::words::Sense;

impl Reader<'_> {
    /// "this week", "last month", "the following year", "that day", "last May".
    pub(super) fn shifted(&self, i: usize) -> Read<Core> {
        let (at, (shift, from)) = self.shift(i)?;
        // "this fiscal year"
        let at = self.after_yearly(at);
        if let Some((next, month)) =
            self.sense(at, |sense| if let Sense::Month { month, short: false } = sense { Some(*month) } else { None })
        {
            let month =
                Meaning::Date { year: Year::Nearest(shift, from), month: Some(month), day: None, weekday: None };
            return self.capital(at).then(|| (next, Core::new(month)));
        }
        let (next, (unit, plural)) = self.unit(at)?;
        if plural || unit < Unit::Day || unit == Unit::Half {
            return None;
        }
        if unit == Unit::Year
            && let Some((next, (number, unit))) = self.ordinal_unit(next)
        {
            return Some((next, Core::new(Meaning::Nth { unit, number, year: Year::Shifted(shift, from) })));
        }
        let meaning = match (unit, shift, from) {
            (Unit::Year, 0, From::Last) => Meaning::SameYear,
            _ => Meaning::Shifted { unit, shift, from },
        };
        Some((next, Core::new(meaning)))
    }

    /// "third quarter", "second half".
    fn ordinal_unit(&self, i: usize) -> Read<(i32, Unit)> {
        // A possessive before it leaves its mark: "this year's third quarter".
        let at = if self.mark(i, '\'') || self.mark(i, '’') { i + 2 } else { i };
        let pick = |sense: &Sense| match sense {
            Sense::Ordinal(number) => Some(*number),
            Sense::Shift(-1) => Some(-1),
            _ => None,
        };
        let (next, number) = self.sense(at, pick)?;
        let next = if self.mark(next, '-') && self.glued(next) { next + 1 } else { next };
        let (next, (unit, plural)) = self.unit(next)?;
        let most = match unit {
            Unit::Quarter => 4,
            Unit::Half => 2,
            _ => return None,
        };
        // The last of them is the most-th.
        let number = if number == -1 { most } else { number };
        (!plural && number <= most).then_some((next, (number, unit)))
    }

    /// "the third quarter", "third-quarter", "the first half of 1989", "the 1988 second quarter".
    pub(super) fn nth(&self, i: usize) -> Read<Core> {
        let i = self.after_yearly(i);
        if let Some((value, 4)) = self.digits(i) {
            let year = Year::Given(i32::try_from(value).ok()?);
            // "the 1988 quarter", "the 1988 period": the quarter spoken of, in another year.
            if let Some(next) = self.quarter_or_period(i + 1) {
                return Some((next, Core::new(Meaning::SameQuarter { year })));
            }
            let (next, (number, unit)) = self.ordinal_unit(i + 1)?;
            return Some((next, Core::new(Meaning::Nth { unit, number, year })));
        }
        if self.is(i, "latest") && self.is(i + 1, "period") {
            return Some((i + 2, Core::new(Meaning::SameQuarter { year: Year::Unknown })));
        }
        let last = self.sense(i, |sense| matches!(sense, Sense::Shift(-1)).then_some(())).is_some();
        let (next, (number, unit)) = self.ordinal_unit(i)?;
        let (after, year) = self.year_of(next);
        if year == Year::Unknown && (unit == Unit::Half || last) {
            return None;
        }
        Some((after, Core::new(Meaning::Nth { unit, number, year })))
    }

    fn quarter_or_period(&self, i: usize) -> Option<usize> {
        if self.is(i, "period") {
            return Some(i + 1);
        }
        self.unit(i).filter(|(_, (unit, plural))| *unit == Unit::Quarter && !plural).map(|(next, _)| next)
    }

    /// "of 1984", "of last year", "of the year", "1984".
    fn year_of(&self, i: usize) -> (usize, Year) {
        if let Some((next, year)) = self.year_after(i) {
            return (next, year);
        }
        if self.is(i, "of") && self.is(i + 1, "the") && self.is(i + 2, "year") {
            return (i + 3, Year::Shifted(0, From::Last));
        }
        (i, Year::Unknown)
    }

    /// "last summer", "the summer of 2012", "summer 1998".
    pub(super) fn season(&self, i: usize, definite: bool) -> Read<Core> {
        let (at, shift) = self.shift(i).map_or((i, None), |(next, shift)| (next, Some(shift)));
        let pick = |sense: &Sense| match sense {
            Sense::Season { season, plural: false } => Some(*season),
            _ => None,
        };
        let (next, season) = self.sense(at, pick)?;
        let (next, year) = self.year_after(next).unwrap_or((next, Year::Unknown));
        let year = match (shift, year) {
            (Some((shift, from)), Year::Unknown) => Year::Nearest(shift, from),
            (_, year) => year,
        };
        // "spring" and "fall" are more often other things: a year, a shift or a bare noun phrase must say so.
        let edged = i > 0 && self.sense(i - 1, |sense| matches!(sense, Sense::Edge(_)).then_some(())).is_some();
        let in_it = i > 0 && (self.is(i - 1, "in") || self.is(i - 1, "by") || self.is(i - 1, "since"));
        let told = year != Year::Unknown || edged || definite || in_it;
        let noun = matches!(self.pos(at), Pos::Noun | Pos::Propn)
            && !matches!(self.pos(next), Pos::Noun | Pos::Propn | Pos::Adp);
        (told && (noun || shift.is_some() || year != Year::Unknown))
            .then(|| (next, Core::new(Meaning::Season { season, year })))
    }

    /// "every day", "each Thursday", "daily", "every two weeks".
    pub(super) fn set(&self, i: usize) -> Read<Core> {
        if let Some((next, value)) =
            self.sense(i, |sense| if let Sense::Frequency(value) = sense { Some(value.clone()) } else { None })
        {
            let name = self.pos(i) == Pos::Propn;
            return (!name).then(|| (next, Core::new(Meaning::Set(value))));
        }
        let (at, ()) = self.sense(i, |sense| matches!(sense, Sense::Every).then_some(()))?;
        if let Some((next, (unit, _))) = self.unit(at) {
            return Some((next, Core::new(Meaning::Set(crate::times::resolve::duration(Amount::Exactly(1.0), unit)))));
        }
        if let Some((next, core)) = self.amount_of_time(at)
            && let Meaning::Duration { amount, unit } = core.meaning
        {
            return Some((next, Core::new(Meaning::Set(crate::times::resolve::duration(amount, unit)))));
        }
        if let Some((next, weekday)) =
            self.sense(at, |sense| if let Sense::Weekday { weekday, .. } = sense { Some(*weekday) } else { None })
        {
            return Some((next, Core::new(Meaning::Set(format!("XXXX-WXX-{weekday}")))));
        }
        if let Some((next, month)) =
            self.sense(at, |sense| if let Sense::Month { month, short: false } = sense { Some(*month) } else { None })
        {
            return Some((next, Core::new(Meaning::Set(format!("XXXX-{month:02}")))));
        }
        let (next, part) =
            self.sense(at, |sense| if let Sense::Part { part, .. } = sense { Some(*part) } else { None })?;
        Some((next, Core::new(Meaning::Set(format!("XXXX-XX-XX{}", part.timex())))))
    }

    /// "the quarter", "the week", "the weekend", "the year"; "years", "weeks".
    pub(super) fn unit_alone(&self, i: usize, definite: bool) -> Read<Core> {
        // "the full year", "the fiscal year"
        let i = match definite {
            true if self.is(i, "full") => i + 1,
            true => self.after_yearly(i),
            false => i,
        };
        let (next, (unit, plural)) = self.unit(i)?;
        if plural {
            let counted = matches!(unit, Unit::Quarter | Unit::Weekend | Unit::Half);
            let aged = self.is(next, "old") || (self.mark(next, '-') && self.is(next + 1, "old"));
            let plain = self.pos(i) != Pos::Propn && !aged;
            return (!counted && plain).then(|| (next, Core::new(Meaning::Duration { amount: Amount::Some, unit })));
        }
        // "year-earlier", "the year-ago quarter": a year before the time spoken of.
        if self.mark(next, '-') && (self.is(next + 1, "earlier") || self.is(next + 1, "ago")) {
            let amount = Amount::Exactly(1.0);
            let mut end = next + 2;
            // "the year-ago third quarter"
            if unit == Unit::Year
                && let Some((end, (number, unit))) = self.ordinal_unit(end)
            {
                return Some((end, Core::new(Meaning::Nth { unit, number, year: Year::Shifted(-1, From::Last) })));
            }
            if self.is(end, "period") || self.unit(end).is_some() {
                end += 1;
            }
            return Some((end, Core::new(Meaning::Offset { amount, unit, sign: -1, from: From::Last })));
        }
        // "the year ended June 30" is as long as a year.
        if definite && unit != Unit::Quarter && (self.is(next, "ended") || self.is(next, "ending")) {
            return Some((next, Core::new(Meaning::Duration { amount: Amount::Exactly(1.0), unit })));
        }
        // "year-end", "year end"
        let end = if self.mark(next, '-') { next + 1 } else { next };
        if unit == Unit::Year && self.is(end, "end") {
            let last_day = Meaning::Date { year: Year::Unknown, month: Some(12), day: Some(31), weekday: None };
            return Some((end + 1, Core::new(last_day)));
        }
        // "quarter-to-quarter"
        if self.mark(next, '-') {
            return None;
        }
        let dated = matches!(unit, Unit::Quarter | Unit::Week | Unit::Weekend | Unit::Year | Unit::Month);
        let fraction = self.is(next, "of") && unit == Unit::Quarter;
        // "the year 2000", "the year two thousand"
        let spoken = self.is(next, "two") && self.is(next + 1, "thousand");
        let named = match self.digits(next) {
            Some((value, 4)) => i32::try_from(value).ok().map(|year| (next + 1, year)),
            _ => spoken.then_some((next + 2, 2000)),
        };
        if let Some((end, year)) = named.filter(|_| unit == Unit::Year) {
            let date = Meaning::Date { year: Year::Given(year), month: None, day: None, weekday: None };
            return Some((end, Core::new(date)));
        }
        let compound =
            matches!(self.pos(next), Pos::Noun | Pos::Propn) && self.pieces.get(next).is_some_and(|piece| piece.spaced);
        // "the week of March 6"
        if definite
            && unit == Unit::Week
            && self.is(next, "of")
            && let Some((end, core)) = self.date(next + 1)
            && let Meaning::Date { year, month: Some(month), day: Some(day), .. } = core.meaning
        {
            return Some((end, Core::new(Meaning::WeekOf { year, month, day })));
        }
        (definite && dated && !fraction && !compound)
            .then(|| (next, Core::new(Meaning::Shifted { unit, shift: 0, from: From::Last })))
    }
}
