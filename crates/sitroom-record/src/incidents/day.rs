//! A day of the calendar.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A day, written as ISO 8601 does.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(super) struct Day(Date);

/// First and last day.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Days {
    pub(super) from: Day,
    pub(super) to: Day,
}

impl Day {
    /// The day as a number, of which later days have greater ones.
    pub(super) fn number(self) -> i32 {
        self.after(Self(Date::ZERO))
    }

    /// How many days after `earlier` this one is; less than 0 before it.
    pub(super) fn after(self, earlier: Self) -> i32 {
        earlier.0.until(self.0).map_or(0, |span| span.get_days())
    }
}

impl Days {
    /// The days of one day.
    pub(super) fn of(day: Day) -> Self {
        Self { from: day, to: day }
    }

    /// How many days lie between the two, 0 where they meet.
    pub(super) fn apart(self, other: Self) -> i32 {
        other.from.after(self.to).max(self.from.after(other.to)).max(0)
    }

    /// How many days they are.
    pub(super) fn length(self) -> i32 {
        self.to.after(self.from) + 1
    }
}

impl FromStr for Day {
    type Err = jiff::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

impl TryFrom<String> for Day {
    type Error = jiff::Error;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Day> for String {
    fn from(day: Day) -> Self {
        day.to_string()
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(from: &str, to: &str) -> Days {
        Days { from: from.parse().unwrap(), to: to.parse().unwrap() }
    }

    #[test]
    fn days_that_meet_are_not_apart() {
        let weekend = days("2016-12-31", "2017-01-01");
        assert_eq!(weekend.length(), 2);
        assert_eq!(weekend.apart(days("2017-01-01", "2017-01-05")), 0);
        assert_eq!(weekend.apart(days("2017-01-03", "2017-01-03")), 2);
        assert_eq!(weekend.apart(days("2016-11-30", "2016-11-30")), 31);
    }
}
