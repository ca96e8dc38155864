//! What an expression of time means before it is known when that was.

use sitroom_report::Span;

/// A unit of time.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Weekend,
    Week,
    Fortnight,
    Month,
    Quarter,
    Half,
    Year,
    Decade,
    Century,
}

impl Unit {
    pub(super) fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "second" => Self::Second,
            "minute" => Self::Minute,
            "hour" => Self::Hour,
            "day" => Self::Day,
            "weekend" => Self::Weekend,
            "week" => Self::Week,
            "fortnight" => Self::Fortnight,
            "month" => Self::Month,
            "quarter" => Self::Quarter,
            "half" => Self::Half,
            "year" => Self::Year,
            "decade" => Self::Decade,
            "century" => Self::Century,
            _ => return None,
        })
    }
}

/// How many units.
#[derive(Copy, Clone, Debug, PartialEq)]
pub(super) enum Amount {
    /// So many; halves are allowed.
    Exactly(f64),
    /// "several", "a few", or a bare plural: TIMEX3's X.
    Some,
}

/// What a shift or an offset starts from.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum From {
    /// The report's own day.
    Report,
    /// The day spoken of last.
    Last,
}

/// The year of a month, a quarter or a season.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Year {
    /// The text names it.
    Given(i32),
    /// "last year", "this year", "the following year" stands beside it.
    Shifted(i32, From),
    /// "that year", "the same year" stands beside it: the one named last.
    Same,
    /// "last May", "this summer", "next Easter": the nearest one before, around or after.
    Nearest(i32, From),
    /// Tense and context decide.
    Unknown,
}

/// A part of the day.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Morning,
    Afternoon,
    Evening,
    Night,
}

impl Part {
    pub(super) fn timex(self) -> &'static str {
        match self {
            Self::Morning => "TMO",
            Self::Afternoon => "TAF",
            Self::Evening => "TEV",
            Self::Night => "TNI",
        }
    }
}

/// A time of the day.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Clock {
    /// A part of the day.
    Part(Part),
    /// Hour, minute, second, zone.
    At { hour: u32, minute: Option<u32>, second: Option<u32>, zone: Option<String> },
}

/// A day that returns every year.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Holiday {
    /// Month and day.
    Fixed(i8, i8),
    /// Month, weekday from 1 (Monday), which one (negative: from the end).
    Nth(i8, i8, i8),
    /// Days from Easter Sunday.
    Easter(i64),
}

/// What the words mean.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Meaning {
    /// A calendar date of which at least one part is given.
    Date { year: Year, month: Option<i8>, day: Option<i8>, weekday: Option<i8> },
    /// "the week of March 6".
    WeekOf { year: Year, month: i8, day: i8 },
    /// A day of the week.
    Weekday { weekday: i8, shift: Option<(i32, From)> },
    /// A number of days from the report's own.
    Days(i64),
    /// "last year", "the following month", "the same day".
    Shifted { unit: Unit, shift: i32, from: From },
    /// "that year", "the same year": the year named last.
    SameYear,
    /// "the second quarter of 1990", "the first half".
    Nth { unit: Unit, number: i32, year: Year },
    /// "the 1988 quarter", "the latest period": the quarter spoken of, in the year given.
    SameQuarter { year: Year },
    /// A season.
    Season { season: &'static str, year: Year },
    /// "the 1980s": the first three digits.
    Decade(i32),
    /// "the 20th century".
    Century(i32),
    /// "two days ago", "a week later".
    Offset { amount: Amount, unit: Unit, sign: i32, from: From },
    /// "two days", "the past year".
    Duration { amount: Amount, unit: Unit },
    /// "daily", "every week", "Mondays".
    Set(String),
    /// PAST_REF and the like.
    Reference(&'static str),
    /// A holiday.
    Holiday { holiday: Holiday, year: Year },
    /// A time of day alone.
    TimeOfDay,
}

/// An expression as the text has it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Expression {
    pub(super) span: Span,
    pub(super) meaning: Meaning,
    /// The time of day that goes with it.
    pub(super) clock: Option<Clock>,
    /// TIMEX3 modifier.
    pub(super) modifier: Option<&'static str>,
    /// Where a duration reaches: backwards ("the past two years") or forwards from the report's day.
    pub(super) reach: Option<i32>,
    /// The lexicon entry that began it.
    pub(super) entry: Option<String>,
}
