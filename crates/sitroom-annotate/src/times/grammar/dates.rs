//! Calendar dates, weekdays, years, decades, holidays.

use sitroom_language::{NameLabel, Pos};

use super::{Core, Read, Reader};
use crate::times::expression::{From, Meaning, Year};
use crate::times::words::{Kind, Sense};

impl Reader<'_> {
    /// Any calendar date: "1998-08-07", "26 December 2019", "Dec. 26", "July last year", "1998", "the 1980s".
    pub(super) fn date(&self, i: usize) -> Read<Core> {
        let readings = [
            self.numeric_date(i),
            self.month_first(i),
            self.day_first(i),
            self.year_alone(i),
            self.fiscal_year(i),
            self.decade(i),
            self.spelled_year(i),
            self.century(i),
            self.day_alone(i),
        ];
        let mut best: Option<(usize, Core)> = None;
        for (next, core) in readings.into_iter().flatten() {
            if best.as_ref().is_none_or(|(end, _)| next > *end) {
                best = Some((next, core));
            }
        }
        best
    }

    /// "1998-08-07", "8/7/98" (month first), "07.08.1998" (day first).
    fn numeric_date(&self, i: usize) -> Read<Core> {
        let (first, first_count) = self.digits(i)?;
        let Kind::Mark(mark @ ('-' | '/' | '.')) = self.pieces.get(i + 1)?.kind else { return None };
        if !self.glued(i + 1)
            || !self.glued(i + 2)
            || !self.mark(i + 3, mark)
            || !self.glued(i + 3)
            || !self.glued(i + 4)
        {
            return None;
        }
        let ((second, second_count), (third, third_count)) = (self.digits(i + 2)?, self.digits(i + 4)?);
        if second_count > 2
            || (mark == '.' && third_count != 4)
            || (mark == '-' && first_count != 4 && third_count != 4)
        {
            return None;
        }
        let full = |year: u32, count: usize| match count {
            4 => i32::try_from(year).ok(),
            2 => i32::try_from(if year < 50 { 2000 + year } else { 1900 + year }).ok(),
            _ => None,
        };
        let (year, month, day) = match (mark, first_count) {
            (_, 4) if third_count <= 2 => (full(first, 4)?, second, third),
            ('.', _) => (full(third, third_count)?, second, first),
            _ if first > 12 => (full(third, third_count)?, second, first),
            _ => (full(third, third_count)?, first, second),
        };
        let (month, day) = (small(month, 12)?, small(day, 31)?);
        let date = Meaning::Date { year: Year::Given(year), month: Some(month), day: Some(day), weekday: None };
        Some((i + 5, Core::new(date)))
    }

    /// The month at `i`, where it is one, and the piece after it and its full stop.
    fn month(&self, i: usize) -> Read<(i8, bool)> {
        let (mut next, (month, short)) = self
            .sense(i, |sense| if let Sense::Month { month, short } = sense { Some((*month, *short)) } else { None })?;
        if !self.capital(i)
            || matches!(self.pos(i), Pos::Aux)
            || matches!(self.tag(i), "MD" | "VB" | "VBD" | "VBP" | "VBZ")
        {
            return None;
        }
        if short && self.mark(next, '.') && self.glued(next) {
            next += 1;
        }
        Some((next, (month, short)))
    }

    /// "December 26, 2019", "Dec. 26", "December 2019", "July last year", "December".
    fn month_first(&self, i: usize) -> Read<Core> {
        let (after, (month, short)) = self.month(i)?;
        let dotted = self.mark(after - 1, '.');
        let date = |year, day| Core::new(Meaning::Date { year, month: Some(month), day, weekday: None });
        if let Some((next, day)) = self.day_number(after) {
            return Some(
                self.year_after(next)
                    .map_or((next, date(Year::Unknown, Some(day))), |(next, year)| (next, date(year, Some(day)))),
            );
        }
        if let Some((next, year)) = self.year_after(after) {
            return Some((next, date(year, None)));
        }
        let named =
            matches!(self.label(i), Some(NameLabel::Person | NameLabel::Org | NameLabel::Gpe | NameLabel::WorkOfArt));
        // "Theresa May": a name goes before.
        let surname =
            i > 0 && self.pos(i - 1) == Pos::Propn && self.pieces[i - 1].entries.is_empty() && self.head_is(i - 1, i);
        let named = named || surname;
        // In a text without capitals "march" and "may" alone are hardly ever months.
        if (short && !dotted) || named || (self.lower_case && matches!(month, 3 | 5)) {
            return None;
        }
        Some((after, date(Year::Unknown, None)))
    }

    /// "26 December 2019", "the 26th of December".
    fn day_first(&self, i: usize) -> Read<Core> {
        let (mut next, day) = self.day_number(i)?;
        if self.is(next, "of") {
            next += 1;
        }
        let (next, (month, _)) = self.month(next)?;
        let (next, year) = self.year_after(next).unwrap_or((next, Year::Unknown));
        Some((next, Core::new(Meaning::Date { year, month: Some(month), day: Some(day), weekday: None })))
    }

    /// "the 24th": a day of the month spoken of.
    fn day_alone(&self, i: usize) -> Read<Core> {
        let (next, day) = self.day_number(i)?;
        if let Some(month) = self.month_of_list(i, next) {
            let date = Meaning::Date { year: Year::Unknown, month: Some(month), day: Some(day), weekday: None };
            return Some((next, Core::new(date)));
        }
        let ordinal = next == i + 2;
        let the = i > 1
            && self.is(i - 1, "the")
            && ["on", "until", "by", "since", "of", "from", "to", "and"].iter().any(|word| self.is(i - 2, word));
        let ends = !matches!(self.pos(next), Pos::Noun | Pos::Propn | Pos::Adj | Pos::Num);
        (ordinal && the && ends).then(|| {
            (next, Core::new(Meaning::Date { year: Year::Unknown, month: None, day: Some(day), weekday: None }))
        })
    }

    /// The month of "April 24 and 25" for the second day, at `i` and up to `next`.
    fn month_of_list(&self, i: usize, next: usize) -> Option<i8> {
        let joined = i > 2 && (self.is(i - 1, "and") || self.is(i - 1, "or")) && self.digits(i).is_some();
        let counts = matches!(self.pos(next), Pos::Noun | Pos::Propn | Pos::Adj | Pos::Num) || self.mark(next, '%');
        if !joined || counts || self.month(next).is_some() {
            return None;
        }
        let (_, first) = self.day_number(i - 2)?;
        let at = if self.mark(i - 3, '.') && i > 3 { i - 4 } else { i - 3 };
        let (after, (month, _)) = self.month(at)?;
        let (_, second) = self.day_number(i)?;
        (after == i - 2 && first < second).then_some(month)
    }

    /// 1 to 31, with "st", "nd", "rd" or "th" or without; not the hour of a time of day.
    fn day_number(&self, i: usize) -> Read<i8> {
        if let Some((next, number)) =
            self.sense(i, |sense| if let Sense::Ordinal(number) = sense { Some(*number) } else { None })
        {
            return (1..=31).contains(&number).then_some((next, number as i8));
        }
        let (value, count) = self.digits(i)?;
        let day = small(value, 31)?;
        let next = i + 1;
        if count > 2 || (self.mark(next, ':') && self.digits(next + 1).is_some()) {
            return None;
        }
        let suffix = self.glued(next) && ["st", "nd", "rd", "th"].iter().any(|suffix| self.is(next, suffix));
        Some((if suffix { next + 1 } else { next }, day))
    }

    /// The year that follows a day or a month: ", 2019", "2019", "of 2019", "last year", "this year".
    pub(super) fn year_after(&self, i: usize) -> Read<Year> {
        let at = if self.mark(i, ',') || self.is(i, "of") { i + 1 } else { i };
        if let Some((value, 4)) = self.digits(at) {
            let year = i32::try_from(value).ok().filter(|year| (1000..=2200).contains(year))?;
            let thousands =
                self.mark(at + 1, ',') && self.glued(at + 1) && self.glued(at + 2) && self.digits(at + 2).is_some();
            let clock = self.is(at + 1, "GMT") || self.is(at + 1, "UTC") || self.is(at + 1, "hours");
            return (!thousands && !clock).then_some((at + 1, Year::Given(year)));
        }
        // "January nineteen ninety-seven"
        if let Some((next, core)) = self.spelled_year(at)
            && let Meaning::Date { year, .. } = core.meaning
        {
            return Some((next, year));
        }
        let (next, (shift, from)) = self.shift(at)?;
        let year = if (shift, from) == (0, From::Last) { Year::Same } else { Year::Shifted(shift, from) };
        (self.is(next, "year") && !self.mark(i, ',')).then_some((next + 1, year))
    }

    /// "last", "this", "next", "the following", "the same".
    pub(super) fn shift(&self, i: usize) -> Read<(i32, From)> {
        let pick = |sense: &Sense| match sense {
            Sense::Shift(shift) => Some((*shift, From::Report)),
            Sense::Last(shift) => Some((*shift, From::Last)),
            _ => None,
        };
        let at = if self.is(i, "the") { i + 1 } else { i };
        let (next, read) = self.sense(at, pick)?;
        // "this past spring", "this coming Sunday", "that same day"
        match self.sense(next, pick) {
            Some((after, (shift, from))) => {
                Some((after, (shift, if read.1 == From::Last { From::Last } else { from })))
            }
            None => Some((next, read)),
        }
    }

    /// "1998", "'98" where the sentence says that a year is meant.
    fn year_alone(&self, i: usize) -> Read<Core> {
        let year = |year, next| {
            Some((next, Core::new(Meaning::Date { year: Year::Given(year), month: None, day: None, weekday: None })))
        };
        if matches!(self.pieces.get(i)?.kind, Kind::Mark('\'' | '’' | '‘')) && self.glued(i + 1) {
            let (value, count) = self.digits(i + 1)?;
            let plural = self.glued(i + 2) && self.is(i + 2, "s");
            let lead = i > 0 && ["in", "of", "since", "by", "from"].iter().any(|word| self.is(i - 1, word));
            return if count == 2 && !plural && lead { year(full_year(value)?, i + 2) } else { None };
        }
        let (value, 4) = self.digits(i)? else { return None };
        let value = i32::try_from(value).ok().filter(|value| (1000..=2100).contains(value))?;
        let next = i + 1;
        let joined = |i: usize, marks: &[char]| self.glued(i) && marks.iter().any(|mark| self.mark(i, *mark));
        let number_goes_on =
            joined(next, &[',', '.', '/', ':', '%']) && self.glued(next + 1) && self.digits(next + 1).is_some();
        let unit_sign = self.mark(next, '%') || self.mark(next, '°');
        let before = i.checked_sub(1);
        let is_edge = |at: usize| {
            self.digits(at).is_some() || self.sense(at, |sense| matches!(sense, Sense::Edge(_)).then_some(())).is_some()
        };
        let sign_before = before.is_some_and(|before| {
            matches!(self.pieces[before].kind, Kind::Mark('$' | '£' | '€' | '#' | '+' | '.' | ':' | '=' | '@'))
                && self.glued(i)
                || self.mark(before, '$')
                || (self.mark(before, '-') && self.glued(i) && before > 0 && !is_edge(before - 1))
                || self.is(before, "No")
        });
        let letters_after =
            self.glued(next) && matches!(self.pieces.get(next).map(|piece| piece.kind), Some(Kind::Word { .. }));
        if number_goes_on || unit_sign || sign_before || letters_after {
            return None;
        }
        let is_before = |words: &[&str]| before.is_some_and(|before| words.iter().any(|word| self.is(before, word)));
        let led = is_before(&[
            "in",
            "since",
            "until",
            "till",
            "during",
            "through",
            "throughout",
            "from",
            "before",
            "after",
            "by",
            "of",
            "circa",
            "mid",
            "early",
            "late",
        ]);
        let counted = self.tag(next) == "NNS" || (self.pos(next) == Pos::Num && !self.mark(next, ','));
        let labelled = self.label(i);
        let is_date = labelled == Some(NameLabel::Date);
        let is_amount =
            matches!(labelled, Some(NameLabel::Cardinal | NameLabel::Money | NameLabel::Quantity | NameLabel::Percent));
        let fits = if (1900..=2060).contains(&value) {
            (!counted || (led && is_date)) && (!is_amount || is_before(&["in", "since"]))
        } else {
            is_date || (led && !counted && !is_amount && is_before(&["in", "since", "until", "from", "of"]))
        };
        fits.then_some(())?;
        year(value, next)
    }

    /// "nineteen ninety-six", "two thousand": years as they are spoken.
    fn spelled_year(&self, i: usize) -> Read<Core> {
        let number = |at: usize| {
            self.sense(
                at,
                |sense| if let Sense::Number { value, article: false } = sense { Some(*value as i32) } else { None },
            )
        };
        let (next, century) = number(i).filter(|(_, century)| (15..=20).contains(century))?;
        let (next, tens) = number(next).filter(|(_, tens)| (10..=90).contains(tens))?;
        let at = if self.mark(next, '-') && self.glued(next) { next + 1 } else { next };
        let ones = number(at).filter(|(_, ones)| *ones < 10 && tens >= 20 && tens % 10 == 0);
        let (next, ones) = ones.unwrap_or((next, 0));
        let year = Year::Given(century * 100 + tens + ones);
        Some((next, Core::new(Meaning::Date { year, month: None, day: None, weekday: None })))
    }

    /// "fiscal 1989", "fiscal year 2020".
    fn fiscal_year(&self, i: usize) -> Read<Core> {
        let at = self.after_yearly(i);
        if at == i {
            return None;
        }
        let at = if self.is(at, "year") { at + 1 } else { at };
        let (value, 4) = self.digits(at)? else { return None };
        let year = Year::Given(i32::try_from(value).ok()?);
        Some((at + 1, Core::new(Meaning::Date { year, month: None, day: None, weekday: None })))
    }

    /// "1980s", "'80s", "1980's".
    fn decade(&self, i: usize) -> Read<Core> {
        if let Some((next, decade)) =
            self.sense(i, |sense| if let Sense::Decade(decade) = sense { Some(*decade) } else { None })
        {
            return Some((next, Core::new(Meaning::Decade(decade))));
        }
        let quoted = matches!(self.pieces.get(i)?.kind, Kind::Mark('\'' | '’' | '‘'));
        let at = if quoted { i + 1 } else { i };
        let (value, count) = self.digits(at)?;
        let apostrophe = self.mark(at + 1, '\'') || self.mark(at + 1, '’');
        let letter = if apostrophe { at + 2 } else { at + 1 };
        if !self.is(letter, "s") || !self.glued(letter) || !self.glued(at + 1) || value % 10 != 0 {
            return None;
        }
        let year = match count {
            4 => i32::try_from(value).ok()?,
            2 if quoted || (i > 0 && self.is(i - 1, "the")) => full_year(value)?,
            _ => return None,
        };
        Some((letter + 1, Core::new(Meaning::Decade(year / 10))))
    }

    /// "20th century", "the nineteenth century".
    fn century(&self, i: usize) -> Read<Core> {
        let (next, number) = match self.digits(i) {
            Some((value, _))
                if self.glued(i + 1) && ["st", "nd", "rd", "th"].iter().any(|suffix| self.is(i + 1, suffix)) =>
            {
                (i + 2, i32::try_from(value).ok()?)
            }
            Some(_) => return None,
            None => self.sense(i, |sense| if let Sense::Ordinal(number) = sense { Some(*number) } else { None })?,
        };
        let next = if self.mark(next, '-') { next + 1 } else { next };
        (self.is(next, "century") && (1..=30).contains(&number))
            .then(|| (next + 1, Core::new(Meaning::Century(number - 1))))
    }

    /// "Friday", "last Friday", "Friday morning", "Monday, Nov. 9", "Mondays".
    pub(super) fn weekday(&self, i: usize) -> Read<Core> {
        let (at, shift) = self.shift(i).map_or((i, None), |(next, shift)| (next, Some(shift)));
        let pick = |sense: &Sense| match sense {
            Sense::Weekday { weekday, short, plural } => Some((*weekday, *short, *plural)),
            _ => None,
        };
        let (mut next, (weekday, short, plural)) = self.sense(at, pick)?;
        if !self.capital(at) {
            return None;
        }
        let dotted = short && self.mark(next, '.');
        next += usize::from(dotted);
        if plural {
            let part = self.sense(next, |sense| if let Sense::Part { part, .. } = sense { Some(*part) } else { None });
            let value = format!("XXXX-WXX-{weekday}");
            return Some(match part {
                Some((next, part)) => (next, Core::new(Meaning::Set(value + part.timex()))),
                None => (next, Core::new(Meaning::Set(value))),
            });
        }
        // A calendar date beside the weekday says which one.
        let beside = if self.mark(next, ',') { next + 1 } else { next };
        let beside = if self.is(beside, "the") { beside + 1 } else { beside };
        let dated = self.numeric_date(beside).or_else(|| self.month_first(beside)).or_else(|| self.day_first(beside));
        if let Some((next, core)) = dated
            && let Meaning::Date { year, month, day: Some(day), .. } = core.meaning
        {
            let meaning = Meaning::Date { year, month, day: Some(day), weekday: Some(weekday) };
            return Some((next, Core { meaning, ..core }));
        }
        if short && !dotted {
            return None;
        }
        let mut core = Core::new(Meaning::Weekday { weekday, shift });
        if let Some((after, part)) = self.part_after(next) {
            (next, core.clock) = (after, Some(part));
        } else if self.is(next, "last") && self.is(next + 1, "week") {
            (next, core.meaning) = (next + 2, Meaning::Weekday { weekday, shift: Some((-1, From::Report)) });
        } else if self.is(next, "next") && self.is(next + 1, "week") {
            (next, core.meaning) = (next + 2, Meaning::Weekday { weekday, shift: Some((1, From::Report)) });
        }
        Some((next, core))
    }

    /// "today", "yesterday afternoon", "tonight".
    pub(super) fn near_day(&self, i: usize) -> Read<Core> {
        let (next, days) = self.sense(i, |sense| if let Sense::Day(days) = sense { Some(*days) } else { None })?;
        let mut core = Core::new(Meaning::Days(days));
        if let Some((next, part)) = self.part_after(next) {
            core.clock = Some(part);
            return Some((next, core));
        }
        Some((next, core))
    }

    /// "Christmas", "last Thanksgiving", "Easter 2001".
    pub(super) fn holiday(&self, i: usize) -> Read<Core> {
        let (at, shift) = self.shift(i).map_or((i, None), |(next, shift)| (next, Some(shift)));
        let (next, holiday) =
            self.sense(at, |sense| if let Sense::Holiday(holiday) = sense { Some(*holiday) } else { None })?;
        if !self.capital(at) {
            return None;
        }
        let (next, year) = self.year_after(next).unwrap_or((next, Year::Unknown));
        let year = shift.map_or(year, |(shift, from)| Year::Nearest(shift, from));
        Some((next, Core::new(Meaning::Holiday { holiday, year })))
    }
}

fn small(value: u32, most: u32) -> Option<i8> {
    (1..=most).contains(&value).then(|| i8::try_from(value).ok()).flatten()
}

fn full_year(two_digits: u32) -> Option<i32> {
    i32::try_from(if two_digits < 30 { 2000 + two_digits } else { 1900 + two_digits }).ok()
}
