//! When it was: expressions anchored on the report's own day, on tense, and on what was spoken of before.
//!
//! News is anchored on the day of the report. A narrative, which names many years, is anchored on the day spoken of last,
//! as HeidelTime's narrative mode does (Strötgen and Gertz 2013). In news without a day, "Monday" stays any Monday: what
//! nothing settles is not guessed.

mod tense;

use jiff::ToSpan;
use jiff::civil::Date;
use sitroom_language::NameLabel;

use self::tense::{Tense, tense};
use super::calendar;
use super::expression::{Amount, Clock, Expression, From, Meaning, Unit, Year};
use super::words::Senses;
use crate::annotation::{Reason, Time, TimeType, Words};
use crate::annotator::Reading;

/// A time that was spoken of.
#[derive(Copy, Clone, Debug)]
struct Anchor {
    date: Date,
    unit: Unit,
    sentence: usize,
}

/// So many sentences after a year was named, "that year" no longer means it.
const REACH_OF_A_YEAR: usize = 5;

/// What an expression comes to.
#[derive(Debug)]
struct Resolved {
    kind: TimeType,
    value: Option<String>,
    bounds: Option<(Date, Date)>,
    anchor: Option<(Date, Unit)>,
    how: &'static str,
}

impl Resolved {
    fn date(date: Date, unit: Unit, how: &'static str) -> Self {
        let value = Some(calendar::value(date, unit));
        Self { kind: TimeType::Date, value, bounds: calendar::bounds(date, unit), anchor: Some((date, unit)), how }
    }

    fn plain(kind: TimeType, value: Option<String>, how: &'static str) -> Self {
        Self { kind, value, bounds: None, anchor: None, how }
    }
}

struct Resolver<'a> {
    reading: &'a Reading<'a>,
    senses: &'a Senses,
    /// The report's own day.
    today: Option<Date>,
    /// Its year, where no more is known.
    this_year: Option<i16>,
    narrative: bool,
    last: Option<Anchor>,
    /// The year that "that year" means, and the sentence that named it.
    year: Option<(i16, usize)>,
    /// The first day of the quarter spoken of last.
    quarter: Option<Date>,
}

/// The rows of `expressions`.
pub(super) fn resolve(expressions: &[Expression], reading: &Reading<'_>, senses: &Senses) -> Vec<Time> {
    let published = reading.published.as_ref().map(|published| published.date.as_str());
    let today = published.and_then(|date| date.get(..10)).and_then(|date| date.parse::<Date>().ok());
    let this_year = published.and_then(|date| date.get(..4)).and_then(|year| year.parse().ok());
    let narrative = is_narrative(expressions, today);
    let mut resolver = Resolver { reading, senses, today, this_year, narrative, last: None, year: None, quarter: None };
    expressions.iter().filter_map(|expression| resolver.row(expression)).collect()
}

/// Whether the text tells of a past of its own: it names years long before the report's day, and hardly the days about it.
fn is_narrative(expressions: &[Expression], today: Option<Date>) -> bool {
    let given = |expression: &Expression| match expression.meaning {
        Meaning::Date { year: Year::Given(year), .. } => Some(year),
        _ => None,
    };
    let years: Vec<i32> = expressions.iter().filter_map(given).collect();
    let past = years.iter().filter(|year| today.is_none_or(|today| **year + 1 < i32::from(today.year()))).count();
    let near = |meaning: &Meaning| match meaning {
        Meaning::Days(_) | Meaning::Weekday { .. } => true,
        Meaning::Shifted { from, .. } => *from == From::Report,
        _ => false,
    };
    let near = expressions.iter().filter(|expression| near(&expression.meaning)).count();
    years.len() >= 5 && past * 5 >= years.len() * 4 && near * 4 < years.len()
}

impl Resolver<'_> {
    /// The row of an expression; none where it only points to a period that nobody spoke of.
    fn row(&mut self, expression: &Expression) -> Option<Time> {
        let sentence = self.sentence(expression);
        let mut resolved = self.resolve(expression, sentence);
        if resolved.value.is_none() && matches!(expression.meaning, Meaning::SameQuarter { year: Year::Unknown }) {
            return None;
        }
        if let Some(clock) = &expression.clock {
            self.set_clock(&mut resolved, clock, &expression.meaning);
        }
        if let Some((date, unit)) = resolved.anchor {
            if self.names_year(&expression.meaning, date) {
                self.year = Some((date.year(), sentence));
            }
            self.last = Some(Anchor { date, unit, sentence });
            if unit == Unit::Quarter {
                self.quarter = Some(date);
            }
        }
        let (from, to) = resolved.bounds.unzip();
        let reason = Reason {
            what: format!("time: {}", resolved.how),
            entry: expression.entry.clone(),
            span: Some(expression.span),
        };
        Some(Time {
            words: Words::at(expression.span),
            kind: resolved.kind,
            value: resolved.value,
            from: from.map(calendar::day),
            to: to.map(calendar::day),
            modifier: expression.modifier.map(str::to_owned),
            why: vec![reason],
        })
    }

    /// The number of the sentence that `expression` begins in.
    fn sentence(&self, expression: &Expression) -> usize {
        let token = self.reading.parsed.token_at(expression.span.start);
        token.map_or(0, |token| self.reading.parsed.sentence_number(token))
    }

    /// The day that relative expressions start from.
    fn base(&self, from: From) -> Option<Date> {
        match from {
            From::Last => self.last.map(|anchor| anchor.date).or(self.today),
            From::Report if self.narrative => self.last.map(|anchor| anchor.date),
            From::Report => self.today,
        }
    }

    /// Whether "that year" may mean the year of `date`, which a time of `meaning` came to: the text names it, or it is not
    /// the report's own, which is "this year".
    fn names_year(&self, meaning: &Meaning, date: Date) -> bool {
        match meaning {
            Meaning::Shifted { unit: Unit::Year, .. } | Meaning::SameYear => true,
            Meaning::Date { year, .. }
            | Meaning::WeekOf { year, .. }
            | Meaning::Nth { year, .. }
            | Meaning::Season { year, .. }
            | Meaning::Holiday { year, .. } => {
                matches!(year, Year::Given(_) | Year::Shifted(..) | Year::Same) || self.this_year != Some(date.year())
            }
            _ => false,
        }
    }

    /// The year that "that year" means in `expression`. A narrative goes on in the year it is in.
    fn same_year(&self, expression: &Expression) -> Option<i16> {
        if self.narrative {
            return self.last.map(|anchor| anchor.date.year());
        }
        let sentence = self.sentence(expression);
        self.year.filter(|(_, named)| sentence <= named + REACH_OF_A_YEAR).map(|(year, _)| year)
    }

    fn resolve(&self, expression: &Expression, sentence: usize) -> Resolved {
        let unknown = || Resolved::plain(TimeType::Date, None, "nothing settles the day");
        match &expression.meaning {
            Meaning::Date { year, month, day, weekday } => self.date(expression, *year, *month, *day, *weekday),
            Meaning::WeekOf { year, month, day } => {
                let date = self.date(expression, *year, Some(*month), Some(*day), None).anchor;
                date.map_or_else(unknown, |(date, _)| Resolved::date(date, Unit::Week, "the week of a day"))
            }
            Meaning::Weekday { weekday, shift } => self.weekday(expression, *weekday, *shift).map_or_else(
                || {
                    Resolved::plain(
                        TimeType::Date,
                        Some(format!("XXXX-WXX-{weekday}")),
                        "no day to count the weekday from",
                    )
                },
                |date| Resolved::date(date, Unit::Day, "weekday by tense and the report's day"),
            ),
            Meaning::Days(days) => self
                .base(From::Report)
                .and_then(|base| calendar::add(base, Unit::Day, *days))
                .map_or_else(unknown, |date| Resolved::date(date, Unit::Day, "counted from the report's day")),
            Meaning::Shifted { unit, shift, from } => self.shifted(*unit, *shift, *from).unwrap_or_else(unknown),
            Meaning::SameYear => {
                let year = self.same_year(expression).and_then(|year| Date::new(year, 1, 1).ok());
                year.map_or_else(unknown, |date| Resolved::date(date, Unit::Year, "the year named before"))
            }
            Meaning::Nth { unit, number, year } => self.nth(expression, *unit, *number, *year).unwrap_or_else(|| {
                let letter = if *unit == Unit::Quarter { 'Q' } else { 'H' };
                Resolved::plain(TimeType::Date, Some(format!("XXXX-{letter}{number}")), "no year settled")
            }),
            Meaning::SameQuarter { year } => self.same_quarter(*year).unwrap_or_else(unknown),
            Meaning::Season { season, year } => self.season(expression, season, *year),
            Meaning::Decade(decade) => {
                let first = i16::try_from(decade * 10).ok().and_then(|year| Date::new(year, 1, 1).ok());
                let bounds = first.and_then(|first| calendar::bounds(first, Unit::Decade));
                Resolved { bounds, ..Resolved::plain(TimeType::Date, Some(format!("{decade:03}")), "a decade") }
            }
            Meaning::Century(century) => {
                let first = i16::try_from(century * 100).ok().and_then(|year| Date::new(year, 1, 1).ok());
                let bounds = first.and_then(|first| calendar::bounds(first, Unit::Century));
                Resolved { bounds, ..Resolved::plain(TimeType::Date, Some(format!("{century:02}")), "a century") }
            }
            Meaning::Offset { amount, unit, sign, from } => {
                self.offset(*amount, *unit, *sign, *from, sentence).unwrap_or_else(unknown)
            }
            Meaning::Duration { amount, unit } => {
                let bounds =
                    expression.reach.filter(|reach| *reach != 0).and_then(|reach| self.reach(*amount, *unit, reach));
                Resolved {
                    bounds,
                    ..Resolved::plain(TimeType::Duration, Some(duration(*amount, *unit)), "an amount of time")
                }
            }
            Meaning::Set(value) => Resolved::plain(TimeType::Set, Some(value.clone()), "returns"),
            Meaning::Reference(value) => Resolved::plain(TimeType::Date, Some((*value).to_owned()), "a vague time"),
            Meaning::Holiday { holiday, year } => {
                let day = |year: i16| calendar::holiday(*holiday, year);
                self.nearest(expression, *year, day)
                    .map_or_else(unknown, |date| Resolved::date(date, Unit::Day, "a holiday"))
            }
            Meaning::TimeOfDay => {
                let spoken = self.last.filter(|anchor| anchor.unit == Unit::Day && sentence <= anchor.sentence + 1);
                let date = spoken.map(|anchor| anchor.date).or_else(|| self.base(From::Report));
                date.map_or_else(unknown, |date| Resolved::date(date, Unit::Day, "of the day spoken of"))
            }
        }
    }

    /// A calendar date of which parts may be missing.
    fn date(
        &self,
        expression: &Expression,
        year: Year,
        month: Option<i8>,
        day: Option<i8>,
        weekday: Option<i8>,
    ) -> Resolved {
        let (unit, how) = match (month, day) {
            (_, Some(_)) => (Unit::Day, "a calendar day"),
            (Some(_), None) => (Unit::Month, "a month"),
            _ => (Unit::Year, "a year"),
        };
        let date = match (month, day) {
            (None, Some(day)) => {
                let base = self.base(From::Last);
                base.and_then(|base| Date::new(base.year(), base.month(), day).ok())
            }
            _ => {
                let in_year = |year| Date::new(year, month.unwrap_or(1), day.unwrap_or(1)).ok();
                let agrees = |year| in_year(year).filter(|day| weekday == Some(day.weekday().to_monday_one_offset()));
                let agreeing = (year == Year::Unknown && weekday.is_some())
                    .then(|| self.nearest(expression, year, agrees))
                    .flatten();
                agreeing.or_else(|| self.nearest(expression, year, in_year))
            }
        };
        date.map_or_else(
            || {
                let month = month.map_or("XX".to_owned(), |month| format!("{month:02}"));
                let day = day.map_or(String::new(), |day| format!("-{day:02}"));
                Resolved::plain(TimeType::Date, Some(format!("XXXX-{month}{day}")), "no year settled")
            },
            |date| Resolved::date(date, unit, how),
        )
    }

    /// The day that `in_year` gives in the year meant: given, shifted, or the nearest that tense and context allow.
    fn nearest(&self, expression: &Expression, year: Year, in_year: impl Fn(i16) -> Option<Date>) -> Option<Date> {
        let around = |base: Date| [-1, 0, 1].map(|shift| base.year().checked_add(shift).and_then(&in_year));
        match year {
            Year::Given(year) => in_year(i16::try_from(year).ok()?),
            Year::Shifted(shift, from) => {
                let year = self.base(from).map(Date::year).or(self.this_year)?;
                in_year(year.checked_add(i16::try_from(shift).ok()?)?)
            }
            Year::Same => in_year(self.same_year(expression)?),
            Year::Nearest(0, from) => in_year(self.base(from).map(Date::year).or(self.this_year)?),
            Year::Nearest(shift, from) => {
                let base = self.base(from)?;
                let days = around(base).into_iter().flatten();
                if shift < 0 {
                    days.filter(|day| *day < base.first_of_month()).max()
                } else {
                    days.filter(|day| *day > base).min()
                }
            }
            Year::Unknown if self.narrative => {
                let Some(anchor) = self.last else { return in_year(self.this_year?) };
                let same = in_year(anchor.date.year())?;
                // A story goes on: "in January" after a day in November is of the next year.
                let behind = distance(same, anchor.date);
                if anchor.unit < Unit::Quarter && same < anchor.date && behind > 240 {
                    in_year(anchor.date.year() + 1)
                } else {
                    Some(same)
                }
            }
            Year::Unknown => {
                let base = self.today?;
                let days = || around(base).into_iter().flatten();
                let nearest = || days().min_by_key(|day| (distance(*day, base), *day));
                let by_tense = match tense(self.reading, self.senses, expression.span) {
                    Tense::Past => days().filter(|day| *day <= base).max(),
                    Tense::Future => days().filter(|day| *day >= base.first_of_month()).min(),
                    // A day far ahead is as likely one far behind: neither is said.
                    Tense::Present | Tense::Unknown => {
                        return nearest().filter(|day| *day <= base || distance(*day, base) < 75);
                    }
                };
                // Nobody leaves out the year of a day that is nearly a year away.
                by_tense.filter(|day| distance(*day, base) < 275).or_else(nearest)
            }
        }
    }

    fn weekday(&self, expression: &Expression, weekday: i8, shift: Option<(i32, From)>) -> Option<Date> {
        let near = |base: Date, days: i32| base.checked_add(days.days()).ok();
        match shift {
            Some((shift, From::Report)) if shift < 0 => {
                calendar::weekday(near(self.base(From::Report)?, -1)?, weekday, true)
            }
            Some((shift, From::Report)) if shift > 0 => {
                calendar::weekday(near(self.base(From::Report)?, 1)?, weekday, false)
            }
            Some((shift, from @ From::Last)) => match shift {
                0 => calendar::weekday(self.base(from)?, weekday, true),
                _ if shift < 0 => calendar::weekday(near(self.base(from)?, -1)?, weekday, true),
                _ => calendar::weekday(near(self.base(from)?, 1)?, weekday, false),
            },
            _ => {
                let base = self.base(From::Report)?;
                // A narrative goes forward; news of a weekday is of the last one unless tense says otherwise.
                let back = !self.narrative && tense(self.reading, self.senses, expression.span) != Tense::Future;
                calendar::weekday(base, weekday, back)
            }
        }
    }

    fn shifted(&self, unit: Unit, shift: i32, from: From) -> Option<Resolved> {
        let how = "by its place in the calendar";
        if from == From::Last && shift == 0 {
            // "the quarter" is the one spoken of, else the last that is over.
            if unit == Unit::Quarter {
                let over = || self.today.and_then(|today| calendar::add(today, unit, -1));
                return self.quarter.or_else(over).map(|date| Resolved::date(date, unit, how));
            }
            // "the weekend" after a day years off is none of that year's.
            let near = |anchor: &Anchor| {
                let short = matches!(unit, Unit::Week | Unit::Weekend) && !self.narrative;
                !short || self.today.is_none_or(|today| distance(anchor.date, today) < 60)
            };
            if let Some(anchor) = self.last.filter(|anchor| anchor.unit <= unit).filter(near) {
                return Some(Resolved::date(anchor.date, unit, how));
            }
        }
        let base = match unit {
            Unit::Week | Unit::Weekend if from == From::Last && shift == 0 => self.base(From::Report)?,
            _ => self.base(from)?,
        };
        // The days of a week belong to it: "this weekend" is the week's own, "last weekend" the one before.
        let date = calendar::add(base, unit, i64::from(shift))?;
        let date = if unit == Unit::Weekend
            && shift == 0
            && date.weekday().to_monday_zero_offset() < 5
            && from == From::Last
        {
            calendar::add(date, unit, -1)?
        } else {
            date
        };
        Some(Resolved::date(date, unit, how))
    }

    fn nth(&self, expression: &Expression, unit: Unit, number: i32, year: Year) -> Option<Resolved> {
        let months = if unit == Unit::Quarter { 3 } else { 6 };
        let first = i8::try_from((number - 1) * months + 1).ok()?;
        let start = |year: i16| Date::new(year, first, 1).ok();
        let date = match year {
            Year::Unknown if !self.narrative => {
                let base = self.today?;
                let starts =
                    [-1, 0, 1].map(|shift| base.year().checked_add(shift).and_then(start)).into_iter().flatten();
                // Even of what is yet to be told, a quarter that is just over is meant rather than one far ahead.
                let future = tense(self.reading, self.senses, expression.span) == Tense::Future;
                let near = |day: &Date| *day <= base || (future && distance(*day, base) < 200);
                starts.filter(near).max()
            }
            year => self.nearest(expression, year, start),
        }?;
        Some(Resolved::date(date, unit, "by its place in the year"))
    }

    /// The quarter spoken of last, in `year`; the whole year where no quarter was spoken of.
    fn same_quarter(&self, year: Year) -> Option<Resolved> {
        let how = "the quarter spoken of";
        let Year::Given(year) = year else { return self.quarter.map(|date| Resolved::date(date, Unit::Quarter, how)) };
        let (month, unit) = self.quarter.map_or((1, Unit::Year), |quarter| (quarter.month(), Unit::Quarter));
        let date = Date::new(i16::try_from(year).ok()?, month, 1).ok()?;
        // What a quarter is compared with is not what the text goes on to speak of.
        Some(Resolved { anchor: None, ..Resolved::date(date, unit, how) })
    }

    fn season(&self, expression: &Expression, season: &str, year: Year) -> Resolved {
        let (first, months) = match season {
            "SP" => (3, 3),
            "SU" => (6, 3),
            "FA" => (9, 3),
            _ => (12, 3),
        };
        let Some(date) = self.nearest(expression, year, |year| Date::new(year, first, 1).ok()) else {
            return Resolved::plain(TimeType::Date, Some(format!("XXXX-{season}")), "no year settled");
        };
        let end = date.checked_add(months.months()).and_then(|end| end.yesterday()).ok();
        Resolved {
            kind: TimeType::Date,
            value: Some(format!("{:04}-{season}", date.year())),
            bounds: end.map(|end| (date, end)),
            anchor: Some((date, Unit::Quarter)),
            how: "a season",
        }
    }

    fn offset(&self, amount: Amount, unit: Unit, sign: i32, from: From, sentence: usize) -> Option<Resolved> {
        let Amount::Exactly(number) = amount else {
            let value = if sign < 0 { "PAST_REF" } else { "FUTURE_REF" };
            return Some(Resolved::plain(TimeType::Date, Some(value.to_owned()), "so long ago is vague"));
        };
        if unit < Unit::Day {
            // Hours from now do not name a day.
            return Some(Resolved::plain(TimeType::Duration, Some(duration(amount, unit)), "an amount of time"));
        }
        let near = self.last.filter(|anchor| sentence <= anchor.sentence + 1);
        // "a year earlier" of a quarter is a quarter; in a company's results, told in money, it is the quarter reported.
        let near = near.filter(|anchor| anchor.unit == Unit::Quarter).or_else(|| {
            let reported = self.quarter.filter(|_| unit == Unit::Year && self.tells_money(sentence));
            reported.map(|date| Anchor { date, unit: Unit::Quarter, sentence }).or(near)
        });
        let granular = near.filter(|anchor| {
            let compared = anchor.unit == Unit::Quarter || (anchor.unit == Unit::Month && from == From::Last);
            unit == Unit::Year && compared
        });
        let base = match granular {
            Some(anchor) => anchor.date,
            None => self.base(from)?,
        };
        let whole = if number.fract() == 0.0 { (unit, number as i64) } else { (Unit::Month, (number * 12.0) as i64) };
        let date = calendar::add(base, whole.0, whole.1.checked_mul(i64::from(sign))?)?;
        let shown = match (granular, unit) {
            (Some(anchor), _) => anchor.unit,
            (None, Unit::Fortnight) => Unit::Week,
            (None, Unit::Decade | Unit::Century) => Unit::Year,
            (None, unit) => unit,
        };
        let resolved = Resolved::date(date, shown, "counted from the day meant");
        // What a figure is compared with is not what the text goes on to speak of.
        Some(if unit == Unit::Year { Resolved { anchor: None, ..resolved } } else { resolved })
    }

    /// Whether a sentence tells of sums of money.
    fn tells_money(&self, sentence: usize) -> bool {
        let parsed = self.reading.parsed;
        let tokens = parsed.sentences().get(sentence).cloned().unwrap_or(0..0);
        tokens.into_iter().any(|i| {
            parsed.tokens[i].tag == "$" || matches!(parsed.name_at(i), Some(name) if name.label == NameLabel::Money)
        })
    }

    /// The days of "the past two years".
    fn reach(&self, amount: Amount, unit: Unit, reach: i32) -> Option<(Date, Date)> {
        let Amount::Exactly(number) = amount else { return None };
        let base = self.base(From::Report)?;
        let other = calendar::add(base, unit, (number as i64).checked_mul(i64::from(reach))?)?;
        Some(if reach < 0 { (other, base) } else { (base, other) })
    }

    fn set_clock(&self, resolved: &mut Resolved, clock: &Clock, meaning: &Meaning) {
        let day = match (resolved.anchor, meaning) {
            (Some((date, Unit::Day)), _) => calendar::day(date),
            _ => "XXXX-XX-XX".to_owned(),
        };
        resolved.kind = TimeType::Time;
        resolved.value = Some(match clock {
            Clock::Part(part) => day + part.timex(),
            Clock::At { hour, minute, second, .. } => {
                let mut value = format!("{day}T{hour:02}");
                value.push_str(&format!(":{:02}", minute.unwrap_or(0)));
                if let Some(second) = second {
                    value.push_str(&format!(":{second:02}"));
                }
                value
            }
        });
    }
}

/// Days between the two.
fn distance(one: Date, other: Date) -> i32 {
    one.since(other).map_or(i32::MAX, |span| span.get_days().abs())
}

/// The TIMEX3 value of an amount of time: `P2Y`, `PT5H30M`, `PXM`.
pub(super) fn duration(amount: Amount, unit: Unit) -> String {
    let (unit, times, time) = match unit {
        Unit::Second => ("S", 1.0, true),
        Unit::Minute => ("M", 1.0, true),
        Unit::Hour => ("H", 1.0, true),
        Unit::Day => ("D", 1.0, false),
        Unit::Weekend => ("D", 2.0, false),
        Unit::Week => ("W", 1.0, false),
        Unit::Fortnight => ("W", 2.0, false),
        Unit::Month => ("M", 1.0, false),
        Unit::Quarter => ("Q", 1.0, false),
        Unit::Half => ("M", 6.0, false),
        Unit::Year => ("Y", 1.0, false),
        Unit::Decade => ("Y", 10.0, false),
        Unit::Century => ("Y", 100.0, false),
    };
    let lead = if time { "PT" } else { "P" };
    let Amount::Exactly(number) = amount else { return format!("{lead}X{unit}") };
    let number = number * times;
    let (whole, half) = (number.trunc(), number.fract() == 0.5);
    let smaller = match unit {
        "Y" => Some("6M"),
        "H" if time => Some("30M"),
        "M" if time => Some("30S"),
        "D" => Some("T12H"),
        _ => None,
    };
    match smaller.filter(|_| half) {
        Some(smaller) if whole == 0.0 => format!("{lead}{smaller}"),
        Some(smaller) => format!("{lead}{whole}{unit}{smaller}"),
        None => format!("{lead}{number}{unit}"),
    }
}
