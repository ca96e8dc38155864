//! Calendar dates as a text writes them: `Feb. 17`, `Monday, 17 February 2020`, `2020-02-17`, `17.02.2020`.

use jiff::civil::{Date, Weekday};
use regex::{Captures, Regex};
use sitroom_report::{Span, month_number};

/// A date in a text, with as much of it as is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) span: Span,
    pub(super) weekday: Option<Weekday>,
    pub(super) year: Option<i16>,
    pub(super) month: i8,
    pub(super) day: i8,
}

impl Written {
    /// The day meant if the year is `year`.
    pub(super) fn in_year(&self, year: i16) -> Option<Date> {
        Date::new(year, self.month, self.day).ok()
    }

    /// The day meant, where the year is written.
    pub(super) fn full(&self) -> Option<Date> {
        self.in_year(self.year?)
    }

    /// The day of this month and day that lies nearest to `anchor`.
    pub(super) fn nearest(&self, anchor: Date) -> Option<Date> {
        [-1, 0, 1]
            .into_iter()
            .filter_map(|shift| self.in_year(anchor.year().checked_add(shift)?))
            .min_by_key(|&date| days_between(anchor, date).abs())
    }
}

/// Days from `from` to `to`.
pub(super) fn days_between(from: Date, to: Date) -> i32 {
    (to - from).get_days()
}

/// Finds dates.
pub(super) struct Finder {
    dates: Regex,
    years: Regex,
}

impl Finder {
    pub(super) fn new() -> Result<Self, regex::Error> {
        // Capitalised or all capitals: "may" and "march" are words.
        let month = r"(?:Jan(?:uary)?|JAN(?:UARY)?|Feb(?:ruary)?|FEB(?:RUARY)?|Mar(?:ch)?|MAR(?:CH)?|Apr(?:il)?|APR(?:IL)?|May|MAY|June?|JUNE?|July?|JULY?|Aug(?:ust)?|AUG(?:UST)?|Sept?(?:ember)?|SEPT?(?:EMBER)?|Oct(?:ober)?|OCT(?:OBER)?|Nov(?:ember)?|NOV(?:EMBER)?|Dec(?:ember)?|DEC(?:EMBER)?)\b\.?";
        let weekday = r"(?:(?P<weekday>Mon(?:day)?|Tue(?:s(?:day)?)?|Wed(?:nesday)?|Thu(?:rs?(?:day)?)?|Fri(?:day)?|Sat(?:urday)?|Sun(?:day)?|MON(?:DAY)?|TUE(?:S(?:DAY)?)?|WED(?:NESDAY)?|THU(?:RS?(?:DAY)?)?|FRI(?:DAY)?|SAT(?:URDAY)?|SUN(?:DAY)?)\.?,?[ \x{A0}]+(?:the )?)?";
        let year = r"(?:19|20)[0-9]{2}";
        let dates = [
            format!(
                r"{weekday}(?P<d1>[0-9]{{1,2}})(?:st|nd|rd|th)?(?:[ \x{{A0}}-]|(?: of ))(?P<m1>{month})(?:,?[ \x{{A0}}-](?P<y1>{year}|[0-9]{{2}}\b))?"
            ),
            format!(
                r"{}(?P<m2>{month})[ \x{{A0}}](?P<d2>[0-9]{{1,2}})(?:st|nd|rd|th)?\b(?:,?[ \x{{A0}}](?P<y2>{year}))?",
                weekday.replace("<weekday>", "<weekday2>")
            ),
            format!(r"(?P<y3>{year})-(?P<m3>[0-9]{{2}})-(?P<d3>[0-9]{{2}})"),
            format!(r"(?P<n1>[0-9]{{1,2}})(?P<sep>[./])(?P<n2>[0-9]{{1,2}})[./](?P<y4>{year})"),
        ];
        Ok(Self { dates: Regex::new(&dates.join("|"))?, years: Regex::new(&format!(r"\b{year}\b"))? })
    }

    /// All dates of `text`, in order.
    pub(super) fn find<'t>(&self, text: &'t str) -> impl Iterator<Item = Written> + use<'t, '_> {
        self.dates.captures_iter(text).filter_map(move |found| read(&found, text))
    }

    /// The latest year that `text` writes, alone or in a date.
    pub(super) fn latest_year(&self, text: &str) -> Option<i16> {
        self.years.find_iter(text).filter_map(|year| year.as_str().parse().ok()).max()
    }
}

fn read(found: &Captures<'_>, text: &str) -> Option<Written> {
    let whole = found.get(0)?;
    let cut = |char: Option<char>| char.is_none_or(|char| !char.is_ascii_digit());
    if !cut(text[..whole.start()].chars().next_back()) || !cut(text[whole.end()..].chars().next()) {
        return None;
    }
    let group = |name: &str| found.name(name).map(|group| group.as_str());
    let number = |name: &str| group(name)?.parse::<i16>().ok();
    let small = |name: &str| number(name).and_then(|number| i8::try_from(number).ok());
    let month = |name: &str| month_number(group(name)?).and_then(|number| i8::try_from(number).ok());
    let (year, month, day) = if group("m1").is_some() {
        // Two digits after an abbreviated month are a year as POSIX reads it: 69 to 99 in the last century.
        let year = number("y1").map(|year| match year {
            0..=68 => 2000 + year,
            69..=99 => 1900 + year,
            _ => year,
        });
        (year, month("m1")?, small("d1")?)
    } else if group("m2").is_some() {
        (number("y2"), month("m2")?, small("d2")?)
    } else if group("y3").is_some() {
        (number("y3"), small("m3")?, small("d3")?)
    } else {
        let (first, second) = (small("n1")?, small("n2")?);
        // With dots the day comes first; with slashes only a number above twelve tells which is the day.
        let (day, month) = match group("sep")? {
            "." => (first, second),
            _ if first > 12 => (first, second),
            _ if second > 12 => (second, first),
            _ if first == second => (first, second),
            _ => return None,
        };
        (number("y4"), month, day)
    };
    // A leap day must be possible without its year.
    Date::new(year.unwrap_or(2000), month, day).ok()?;
    let weekday = group("weekday").or_else(|| group("weekday2")).and_then(weekday_of);
    Some(Written { span: Span::new(whole.start(), whole.end()), weekday, year, month, day })
}

fn weekday_of(word: &str) -> Option<Weekday> {
    Some(match word.get(..3)?.to_ascii_lowercase().as_str() {
        "mon" => Weekday::Monday,
        "tue" => Weekday::Tuesday,
        "wed" => Weekday::Wednesday,
        "thu" => Weekday::Thursday,
        "fri" => Weekday::Friday,
        "sat" => Weekday::Saturday,
        "sun" => Weekday::Sunday,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let finder = Finder::new().unwrap();
        let show = |date: Written| {
            let weekday = date.weekday.map_or_else(String::new, |weekday| format!("{weekday:?} "));
            format!("{weekday}{}-{}-{}", date.year.unwrap_or(0), date.month, date.day)
        };
        finder.find(text).map(show).collect()
    }

    #[test]
    fn dates_as_pages_write_them() {
        for (text, expected) in [
            ("IDLIB, Feb 17 (Agency) -", "0-2-17"),
            ("Feb. 17, 2020", "2020-2-17"),
            ("Monday, 17 February 2020", "Monday 2020-2-17"),
            ("Thursday 02 June 2016 16:02", "Thursday 2016-6-2"),
            ("Wed Jul 27 2016 Senior", "Wednesday 2016-7-27"),
            ("Smith24 Dec 2019", "2019-12-24"),
            ("20.07.2016Get", "2016-7-20"),
            ("9 FEB 90 (Agency)", "1990-2-9"),
            ("the 3rd of March", "0-3-3"),
            ("2020-02-17T10:00", "2020-2-17"),
            ("24/12/2019", "2019-12-24"),
            ("12/24/2019", "2019-12-24"),
            ("Sept 5 and", "0-9-5"),
        ] {
            assert_eq!(found(text), [expected], "{text}");
        }
        for text in ["02/03/2020", "he may 10 times", "Feb 30, 2020", "112 May 2020", "Marchand 3", "17 Februaryish"] {
            assert!(found(text).is_empty(), "{text}: {:?}", found(text));
        }
    }

    #[test]
    fn the_nearest_year() {
        let finder = Finder::new().unwrap();
        let date = finder.find("January 2").next().unwrap();
        let anchor = Date::new(2019, 12, 24).unwrap();
        assert_eq!(date.nearest(anchor), Date::new(2020, 1, 2).ok());
    }
}
