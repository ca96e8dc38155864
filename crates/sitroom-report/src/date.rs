//! The date that came with a report, in the forms in which dates come.

use crate::{Basis, Precision, Published};

/// Reads a date that was given with a report: ISO 8601 dates and times (`2020-02-17`, `2020-02`, `2020`,
/// `20200217`, `2020-02-17T09:30:00+03:00`), RFC 2822 (`Mon, 17 Feb 2020 09:30:00 +0300`) and dates with the month in
/// English letters (`17 February 2020`, `Feb 17, 2020`). The day is the one written down: no time zone moves it.
///
/// All-number dates such as `02/03/2020` are not read, since nothing says which number is the month.
pub fn read_date(text: &str) -> Option<(String, Precision)> {
    let text = text.trim();
    iso(text).or_else(|| in_letters(text))
}

fn iso(text: &str) -> Option<(String, Precision)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    match (digits, text.len()) {
        (8, length) if length == 8 || text.as_bytes().get(8) == Some(&b'T') => {
            day(number(&text[..4])?, number(&text[4..6])?, number(&text[6..8])?)
        }
        (4, 4) => Some((year(number(text)?)?, Precision::Year)),
        (4, 7) => month(number(&text[..4])?, number(text[4..].strip_prefix('-')?)?),
        (4, length) if length >= 10 && text.is_char_boundary(10) => {
            let (date, rest) = text.split_at(10);
            let mut parts = date.splitn(3, '-');
            let (y, m, d) = (number(parts.next()?)?, two(parts.next()?)?, two(parts.next()?)?);
            // What follows must be a time, or it is not the date of one moment: `2020-02-17/2020-02-20`.
            let time = rest.is_empty() || clock(rest.strip_prefix(['T', 't', ' '])?);
            if time { day(y, m, d) } else { None }
        }
        _ => None,
    }
}

/// Whether `text` begins like a time of day: `9:30`, `09:30:00Z`, `0930`.
fn clock(text: &str) -> bool {
    let text = text.trim_start();
    text.starts_with(|char: char| char.is_ascii_digit())
        && text.chars().all(|char| char.is_ascii_alphanumeric() || matches!(char, ':' | '.' | ',' | '+' | '-' | ' '))
}

/// `Mon, 17 Feb 2020 09:30:00 +0300`, `17 February 2020`, `February 17, 2020`, `February 2020`.
fn in_letters(text: &str) -> Option<(String, Precision)> {
    let words: Vec<&str> =
        text.split(|char: char| char.is_whitespace() || char == ',').filter(|word| !word.is_empty()).collect();
    let words = match words.first() {
        Some(first) if weekday(first) => &words[1..],
        _ => &words[..],
    };
    let of_month = |word: &str| number(word.trim_end_matches(|char: char| char.is_ascii_alphabetic() || char == '.'));
    let (y, m, d, rest) = match *words {
        [m, y] => return month(year_number(y)?, month_number(m)?),
        [first, second, third, ref rest @ ..] => match (month_number(first), month_number(second)) {
            (Some(m), None) => (year_number(third)?, m, of_month(second)?, rest),
            (None, Some(m)) => (year_number(third)?, m, of_month(first)?, rest),
            _ => return None,
        },
        _ => return None,
    };
    let time = |word: &&str| {
        word.chars().all(|char| char.is_ascii_alphanumeric() || matches!(char, ':' | '+' | '-' | '.' | '(' | ')'))
    };
    if rest.len() <= 4 && rest.iter().all(time) { day(y, m, d) } else { None }
}

/// The English names of the months.
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The number of an English month, 1 to 12, by its name or its usual abbreviations: `February`, `Feb.`, `FEB`, `Sept`.
pub fn month_number(word: &str) -> Option<i32> {
    let word = word.trim_end_matches('.');
    if word.eq_ignore_ascii_case("sept") {
        return Some(9);
    }
    let short = |month: &str| month.get(..3).is_some_and(|short| short.eq_ignore_ascii_case(word));
    let position = MONTHS.iter().position(|month| month.eq_ignore_ascii_case(word) || short(month))?;
    i32::try_from(position + 1).ok()
}

/// The English name of the month with this number, 1 to 12.
fn month_name(number: usize) -> Option<&'static str> {
    MONTHS.get(number.checked_sub(1)?).copied()
}

/// An ISO date, month or year as people write it: `17 February 2020`, `February 2020`. What is not one stays as it is.
pub fn date_in_words(iso: &str) -> String {
    let mut parts = iso.split(['-', 'T']);
    let (year, month, day) = (parts.next(), parts.next(), parts.next());
    let month = month.and_then(|month| month.parse().ok()).and_then(month_name);
    let day = day.and_then(|day| day.parse::<u8>().ok());
    match (year, month, day) {
        (Some(year), Some(month), Some(day)) => format!("{day} {month} {year}"),
        (Some(year), Some(month), None) => format!("{month} {year}"),
        _ => iso.to_owned(),
    }
}

fn weekday(word: &str) -> bool {
    const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let word = word.trim_end_matches('.').to_ascii_lowercase();
    word.len() >= 3 && DAYS.iter().any(|day| day.starts_with(&word))
}

/// Looks for a date in a URL's path: `/2020/02/17/`, `/2020-02-17-`, `/20200217/`, `/2020/feb/17/`, and `/2020/02/` for a month.
pub fn date_in_url(url: &str) -> Option<(String, Precision)> {
    let path = url.split(['?', '#']).next()?;
    let path = path.split_once("://").map_or(path, |(_, rest)| rest);
    let parts: Vec<&str> = path.split('/').skip(1).collect();
    let in_part = |part: &&str| {
        let dashed = part.get(..10).filter(|_| part.as_bytes().get(10).is_none_or(|byte| !byte.is_ascii_digit()));
        let plain = part.get(..8).filter(|_| part.as_bytes().get(8).is_none_or(|byte| !byte.is_ascii_digit()));
        dashed.and_then(iso).or_else(|| plain.and_then(iso)).filter(|(_, precision)| *precision == Precision::Day)
    };
    let in_three = |three: &[&str]| {
        let m = two(three[1]).or_else(|| month_number(three[1]))?;
        day(year_number(three[0])?, m, two(three[2])?)
    };
    let in_two = |two_parts: &[&str]| month(year_number(two_parts[0])?, two(two_parts[1])?);
    (parts.windows(3).find_map(in_three))
        .or_else(|| parts.iter().find_map(in_part))
        .or_else(|| parts.windows(2).find_map(in_two))
        .filter(|(date, _)| plausible(date))
}

/// A number in a URL is a year only where pages have been dated by it.
fn plausible(date: &str) -> bool {
    (1990..2100).contains(&number(&date[..4]).unwrap_or(0))
}

impl Published {
    /// The date `text` that came with a report, or `None` where it cannot be read.
    pub fn given(text: &str) -> Option<Self> {
        read_date(text).map(|(date, precision)| Self { date, precision, basis: Basis::Given })
    }

    /// The date in `url`, if it holds one.
    pub fn in_url(url: &str) -> Option<Self> {
        date_in_url(url).map(|(date, precision)| Self { date, precision, basis: Basis::Url })
    }
}

fn day(y: i32, m: i32, d: i32) -> Option<(String, Precision)> {
    let date = jiff::civil::Date::new(i16::try_from(y).ok()?, i8::try_from(m).ok()?, i8::try_from(d).ok()?).ok()?;
    year(y)?;
    Some((date.to_string(), Precision::Day))
}

fn month(y: i32, m: i32) -> Option<(String, Precision)> {
    (1..=12).contains(&m).then_some(())?;
    Some((format!("{}-{m:02}", year(y)?), Precision::Month))
}

fn year(y: i32) -> Option<String> {
    (1000..=9999).contains(&y).then(|| y.to_string())
}

fn number(text: &str) -> Option<i32> {
    let digits = !text.is_empty() && text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}

fn year_number(text: &str) -> Option<i32> {
    number(text).filter(|_| text.len() == 4)
}

fn two(text: &str) -> Option<i32> {
    number(text).filter(|_| text.len() <= 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        read_date(text).map_or_else(|| "-".to_owned(), |(date, precision)| format!("{date} {precision:?}"))
    }

    #[test]
    fn dates_as_they_are_given() {
        for (text, expected) in [
            ("2020-02-17", "2020-02-17 Day"),
            (" 2020-02-17 ", "2020-02-17 Day"),
            ("2020-02", "2020-02 Month"),
            ("2020", "2020 Year"),
            ("20200217", "2020-02-17 Day"),
            ("20200217T093000Z", "2020-02-17 Day"),
            ("2020-02-17T23:30:00-08:00", "2020-02-17 Day"),
            ("2020-02-17 09:30", "2020-02-17 Day"),
            ("Mon, 17 Feb 2020 09:30:00 +0300", "2020-02-17 Day"),
            ("17 February 2020", "2020-02-17 Day"),
            ("Feb. 17, 2020", "2020-02-17 Day"),
            ("Sept 3rd, 2018", "2018-09-03 Day"),
            ("February 17, 2020 9:30 AM", "2020-02-17 Day"),
            ("February 2020", "2020-02 Month"),
            ("2020-02-30", "-"),
            ("2020-13", "-"),
            ("02/03/2020", "-"),
            ("17 Feb", "-"),
            ("2020-02-17/2020-02-20", "-"),
            ("yesterday", "-"),
            ("1581899400", "-"),
            ("", "-"),
            ("２０２０-02-17", "-"),
            ("2020-0é-17x", "-"),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn dates_in_addresses() {
        for (url, expected) in [
            ("https://example.org/2020/02/17/idlib.html", Some("2020-02-17")),
            ("https://example.org/news/2020-02-17-idlib", Some("2020-02-17")),
            ("https://example.org/world/2020/feb/17/idlib", Some("2020-02-17")),
            ("https://example.org/20200217/idlib", Some("2020-02-17")),
            ("https://example.org/2020/02/idlib", Some("2020-02")),
            ("https://example.org/article/20200217123/idlib", None),
            ("https://example.org/idlib?from=/2020/02/17/", None),
            ("https://example.org/1217/11/10/x", None),
            ("https://example.org/", None),
        ] {
            assert_eq!(date_in_url(url).map(|(date, _)| date).as_deref(), expected, "{url}");
        }
    }
}
