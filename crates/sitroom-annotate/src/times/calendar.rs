//! Calendar arithmetic on days, in the proleptic Gregorian calendar, and TIMEX3 spellings.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use super::expression::{Holiday, Unit};

/// `1998-08-07`.
pub(super) fn day(date: Date) -> String {
    format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day())
}

/// `1998-08`.
pub(super) fn month(date: Date) -> String {
    format!("{:04}-{:02}", date.year(), date.month())
}

/// `1998-W32` (ISO 8601).
pub(super) fn week(date: Date) -> String {
    let week = date.iso_week_date();
    format!("{:04}-W{:02}", week.year(), week.week())
}

/// `1998-Q3`.
pub(super) fn quarter(date: Date) -> String {
    format!("{:04}-Q{}", date.year(), quarter_of(date))
}

/// 1 to 4.
pub(super) fn quarter_of(date: Date) -> i8 {
    (date.month() - 1) / 3 + 1
}

/// The date `count` units after `date`; `None` past the calendar's ends.
pub(super) fn add(date: Date, unit: Unit, count: i64) -> Option<Date> {
    let months = |count: i64| i32::try_from(count).ok().and_then(|count| date.checked_add(count.months()).ok());
    let days = |count: i64| i32::try_from(count).ok().and_then(|count| date.checked_add(count.days()).ok());
    match unit {
        Unit::Second | Unit::Minute | Unit::Hour => Some(date),
        Unit::Day => days(count),
        Unit::Week | Unit::Weekend => days(count.checked_mul(7)?),
        Unit::Fortnight => days(count.checked_mul(14)?),
        Unit::Month => months(count),
        Unit::Quarter => months(count.checked_mul(3)?),
        Unit::Half => months(count.checked_mul(6)?),
        Unit::Year => months(count.checked_mul(12)?),
        Unit::Decade => months(count.checked_mul(120)?),
        Unit::Century => months(count.checked_mul(1200)?),
    }
}

/// The first and last day of the `unit` that holds `date`.
pub(super) fn bounds(date: Date, unit: Unit) -> Option<(Date, Date)> {
    let monday = date.checked_sub(i32::from(date.weekday().to_monday_zero_offset()).days()).ok()?;
    let months = |first: i8, count: i32| {
        let start = Date::new(date.year(), first, 1).ok()?;
        Some((start, start.checked_add(count.months()).ok()?.yesterday().ok()?))
    };
    let years = |first: i16, count: i16| {
        let start = Date::new(first, 1, 1).ok()?;
        Some((start, Date::new(first.checked_add(count - 1)?, 12, 31).ok()?))
    };
    match unit {
        Unit::Second | Unit::Minute | Unit::Hour | Unit::Day => Some((date, date)),
        Unit::Week => Some((monday, monday.checked_add(6.days()).ok()?)),
        Unit::Fortnight => Some((monday, monday.checked_add(13.days()).ok()?)),
        Unit::Weekend => Some((monday.checked_add(5.days()).ok()?, monday.checked_add(6.days()).ok()?)),
        Unit::Month => months(date.month(), 1),
        Unit::Quarter => months((quarter_of(date) - 1) * 3 + 1, 3),
        Unit::Half => months(if date.month() > 6 { 7 } else { 1 }, 6),
        Unit::Year => years(date.year(), 1),
        Unit::Decade => years(date.year().div_euclid(10) * 10, 10),
        Unit::Century => years(date.year().div_euclid(100) * 100, 100),
    }
}

/// The spelling of the `unit` that holds `date`.
pub(super) fn value(date: Date, unit: Unit) -> String {
    match unit {
        Unit::Second | Unit::Minute | Unit::Hour | Unit::Day => day(date),
        Unit::Week | Unit::Fortnight => week(date),
        Unit::Weekend => format!("{}-WE", week(date)),
        Unit::Month => month(date),
        Unit::Quarter => quarter(date),
        Unit::Half => format!("{:04}-H{}", date.year(), if date.month() > 6 { 2 } else { 1 }),
        Unit::Year => format!("{:04}", date.year()),
        Unit::Decade => format!("{:03}", date.year().div_euclid(10)),
        Unit::Century => format!("{:02}", date.year().div_euclid(100)),
    }
}

/// The first `weekday` (1 is Monday) on or after `date`; with `back`, the last one on or before it.
pub(super) fn weekday(date: Date, weekday: i8, back: bool) -> Option<Date> {
    let wanted = Weekday::from_monday_one_offset(weekday).ok()?;
    let ahead = (wanted.to_monday_zero_offset() - date.weekday().to_monday_zero_offset()).rem_euclid(7);
    let days = if back && ahead > 0 { i32::from(ahead) - 7 } else { i32::from(ahead) };
    date.checked_add(days.days()).ok()
}

/// The day of `holiday` in `year`.
pub(super) fn holiday(holiday: Holiday, year: i16) -> Option<Date> {
    match holiday {
        Holiday::Fixed(month, day) => Date::new(year, month, day).ok(),
        Holiday::Nth(month, weekday, nth) => {
            let weekday = Weekday::from_monday_one_offset(weekday).ok()?;
            Date::new(year, month, 1).ok()?.nth_weekday_of_month(nth, weekday).ok()
        }
        Holiday::Easter(days) => easter(year)?.checked_add(days.days()).ok(),
    }
}

/// Easter Sunday of the Gregorian calendar (the anonymous computus printed in Nature, 20 April 1876).
fn easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (b - (b + 8) / 25 + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let sum = h + l - 7 * m + 114;
    Date::new(year, i8::try_from(sum / 31).ok()?, i8::try_from(sum % 31 + 1).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easters() {
        for (year, month, day) in [(1989, 3, 26), (2000, 4, 23), (2019, 4, 21), (2024, 3, 31)] {
            assert_eq!(easter(year), Date::new(year, month, day).ok());
        }
    }

    #[test]
    fn nth_weekdays() {
        assert_eq!(holiday(Holiday::Nth(11, 4, 4), 2019).map(day).as_deref(), Some("2019-11-28"));
        assert_eq!(holiday(Holiday::Nth(5, 1, -1), 2019).map(day).as_deref(), Some("2019-05-27"));
    }
}
