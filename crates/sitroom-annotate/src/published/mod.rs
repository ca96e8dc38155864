//! The report's own date, where none was given: read off its labels, bylines and datelines, and only where they agree
//! with each other and with what the text tells.
//!
//! A wrong date moves every "on Monday" of a report, so one that is open stays open, with a note that says why:
//!
//! - The dates of the page (a label such as "Published:", a byline, a line that is only a date), the datelines, and
//!   "today (17 February 2020)" are candidates. Those in the head of the text count first.
//! - Candidates within three days of each other agree: a page goes out after its dateline, and the latest one is its
//!   date. Candidates further apart, or a later one further down, mean a text stitched together: no date.
//! - A date is wrong if the text tells, in the past, of a day after it.
//! - A date without a year gets one only from another candidate beside it, or from a weekday: "Monday, February 17"
//!   fits one of the last year that the text writes and the year after it, and not the other.

mod dates;
mod lines;

use jiff::civil::Date;
use sitroom_language::{Parsed, Pos};
use sitroom_report::{Basis, Note, Precision, Published, Span};

use self::dates::{Finder, Written, days_between};
use self::lines::{Lines, Role};
use crate::annotation::{Annotation, Words};
use crate::annotator::Reading;
use crate::lexicon::{Lexicon, LexiconError, Lexicons};

/// How far into a text its head reaches, in bytes.
const HEAD: usize = 1_200;
/// Candidates this many days apart can date the same report.
const NEAR: i32 = 3;
/// A day without a year further ahead than this is one of last year.
const AHEAD: i32 = 60;

/// Reads a report's date off its text.
pub(crate) struct Annotator {
    finder: Finder,
    lines: Lines,
    ahead: Vec<String>,
}

/// A date that may be the report's.
struct Candidate {
    role: Role,
    date: Date,
    span: Span,
}

impl Annotator {
    pub(crate) fn new(lexicons: &Lexicons) -> Result<Self, LexiconError> {
        let lexicon = lexicons.load("published.tsv", include_str!("../../../../lexicons/published.tsv"))?;
        let fault =
            |error: regex::Error| LexiconError::Row { file: lexicon.name.clone(), line: 1, fault: error.to_string() };
        let (words, kind) = (lexicon.column("words")?, lexicon.column("kind")?);
        let of = |wanted: &str| words_of(&lexicon, words, kind, wanted);
        if let Some(row) =
            lexicon.rows.iter().find(|row| !["published", "updated", "today", "ahead"].contains(&row.cell(kind)))
        {
            return Err(lexicon.fault(row, "kind is none of published, updated, today, ahead; write one of them"));
        }
        let ahead = of("ahead").into_iter().map(str::to_owned).collect();
        Ok(Self { finder: Finder::new().map_err(fault)?, lines: Lines::new(of).map_err(fault)?, ahead })
    }

    /// Sets the draft's date where the text settles it, and says why where it has dates and does not.
    pub(crate) fn annotate(&self, reading: &Reading<'_>, draft: &mut Annotation) {
        let text = reading.text();
        let head = text.floor_char_boundary(HEAD);
        let (mut told, mut dating): (Vec<Written>, Vec<(Role, Written)>) = Default::default();
        let dates: Vec<Written> = self.finder.find(text).collect();
        let ranged = |pair: &[Written]| self.lines.is_range(&text[pair[0].span.end..pair[1].span.start]);
        let with_next: Vec<bool> = dates.windows(2).map(ranged).chain([false]).collect();
        let mut with_last = false;
        for (date, with_next) in dates.into_iter().zip(with_next) {
            let in_range = std::mem::replace(&mut with_last, with_next) || with_next;
            match self.lines.role(text, &date, head) {
                role if role != Role::Told && !in_range => dating.push((role, date)),
                _ => told.push(date),
            }
        }
        if dating.is_empty() {
            return;
        }
        match self.settle(text, reading.parsed, &dating, &told, head) {
            Ok(chosen) => {
                let basis = if chosen.role == Role::Today { Basis::Text } else { Basis::Byline };
                draft.published = Some(Published { date: chosen.date.to_string(), precision: Precision::Day, basis });
                draft.published_in.push(Words::at(chosen.span));
            }
            Err(why) => draft.notes.push(Note::new("published", format!("{why}; give the date with the report"))),
        }
    }

    fn settle(
        &self,
        text: &str,
        parsed: &Parsed,
        dating: &[(Role, Written)],
        told: &[Written],
        head: usize,
    ) -> Result<Candidate, String> {
        let words = |date: &Written| date.span.of(text);
        let known: Vec<Date> = dating.iter().filter_map(|(_, date)| date.full()).collect();
        let mut candidates = Vec::new();
        for (role, date) in dating {
            let day = match date.full() {
                Some(day) => day,
                None => match self.with_year(text, date, &known, dating.iter().map(|(_, date)| date).chain(told)) {
                    Some(day) => day,
                    None => continue,
                },
            };
            if date.weekday.is_some_and(|weekday| weekday != day.weekday()) {
                return Err(format!("{:?} was not that weekday, so the date is left open", words(date)));
            }
            candidates.push(Candidate { role: *role, date: day, span: date.span });
        }
        if candidates.iter().any(|candidate| candidate.role != Role::Update) {
            candidates.retain(|candidate| candidate.role != Role::Update);
        }
        let in_head = |candidate: &&Candidate| candidate.span.start < head;
        let first: Vec<&Candidate> = candidates.iter().filter(in_head).collect();
        let first = if first.is_empty() { candidates.iter().collect() } else { first };
        let latest = |of: &[&Candidate]| of.iter().map(|candidate| candidate.date).max();
        let Some(date) = latest(&first) else {
            let written = dating.first().map(|(_, date)| words(date)).unwrap_or_default();
            return Err(format!("{written:?} has no year and nothing settles it, so the date is left open"));
        };
        let apart = |candidate: &&&Candidate| days_between(candidate.date, date).abs() > NEAR;
        let later = candidates.iter().find(|candidate| days_between(date, candidate.date) > NEAR);
        if let Some(other) = first.iter().find(apart).copied().or(later) {
            return Err(format!("the text dates itself {date} and {}, so the date is left open", other.date));
        }
        if let Some((day, span)) = self.told_after(parsed, told, date) {
            let told = span.of(text);
            return Err(format!(
                "the text dates itself {date} and yet tells of {told:?} as past ({day} or earlier years), so the date is left open"
            ));
        }
        // The first of the equally late ones, by the page's own word before a dateline.
        let chosen =
            first.into_iter().filter(|candidate| candidate.date == date).min_by_key(|candidate| candidate.role);
        chosen
            .map(|candidate| Candidate { role: candidate.role, date, span: candidate.span })
            .ok_or_else(|| "no date".to_owned())
    }

    /// The day that `date`, written without a year, is: by another date of the page beside it, or by weekdays.
    fn with_year<'a>(
        &self,
        text: &str,
        date: &Written,
        known: &[Date],
        all: impl Iterator<Item = &'a Written>,
    ) -> Option<Date> {
        let beside = known.iter().filter_map(|&day| Some((day, date.nearest(day)?)));
        if let Some((_, day)) = beside.into_iter().find(|&(known, day)| days_between(known, day).abs() <= NEAR) {
            return Some(day);
        }
        let with_weekday: Vec<&Written> = all.filter(|date| date.year.is_none() && date.weekday.is_some()).collect();
        let last = self.finder.latest_year(text)?;
        let fits = |year: i16| {
            let day = date.in_year(year)?;
            let agrees = |other: &&Written| other.nearest(day).is_some_and(|day| Some(day.weekday()) == other.weekday);
            (!with_weekday.is_empty() && with_weekday.iter().all(agrees)).then_some(day)
        };
        match (fits(last), fits(last.checked_add(1)?)) {
            (Some(day), None) | (None, Some(day)) => Some(day),
            _ => None,
        }
    }

    /// A day after `date` of which the text tells as past.
    fn told_after(&self, parsed: &Parsed, told: &[Written], date: Date) -> Option<(Date, Span)> {
        told.iter().find_map(|other| {
            let day = other.full().or_else(|| other.nearest(date))?;
            let ahead = days_between(date, day);
            let after = ahead > 1 && (other.year.is_some() || ahead <= AHEAD);
            (after && self.is_past(parsed, other.span)).then_some((day, other.span))
        })
    }

    /// Whether the verb nearest above the words at `span` is in the past tense and not of a day to come.
    fn is_past(&self, parsed: &Parsed, span: Span) -> bool {
        let verb = parsed
            .tokens_in(span)
            .next()
            .and_then(|token| parsed.ancestors(token).find(|&i| matches!(parsed.tokens[i].pos, Pos::Verb | Pos::Aux)));
        let Some(verb) = verb else { return false };
        let token = &parsed.tokens[verb];
        let helped = || {
            parsed.children(verb).any(|i| {
                matches!(parsed.tokens[i].tag.as_str(), "VBD" | "VBZ" | "VBP") && parsed.tokens[i].pos == Pos::Aux
            })
        };
        let past = token.tag == "VBD" || (token.tag == "VBN" && helped());
        past && !self.ahead.iter().any(|own| token.lemma == own.as_str())
    }
}

fn words_of<'a>(lexicon: &'a Lexicon, words: usize, kind: usize, wanted: &str) -> Vec<&'a str> {
    lexicon.rows.iter().filter(|row| row.cell(kind) == wanted).map(|row| row.cell(words)).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use sitroom_report::Report;

    use super::*;
    use crate::annotator::Options;

    static ANNOTATOR: std::sync::LazyLock<Annotator> =
        std::sync::LazyLock::new(|| Annotator::new(&Lexicons::default()).unwrap());

    proptest! {
        /// Whatever the text, the words that a date was read off are in it.
        #[test]
        fn the_words_hold_the_date(
            parts in proptest::collection::vec(
                prop_oneof![
                    Just("Feb 17".to_owned()),
                    Just("17 February 2020".to_owned()),
                    Just("Monday, Feb. 17, 2020".to_owned()),
                    Just("2020-02-17".to_owned()),
                    Just("31/12/2019".to_owned()),
                    Just("Published: ".to_owned()),
                    Just("IDLIB, ".to_owned()),
                    Just(" (AP) -".to_owned()),
                    Just("\n".to_owned()),
                    "\\PC{0,8}",
                ],
                0..20,
            ),
        ) {
            let text = parts.concat();
            let report = Report::new("a", text.as_str());
            let parsed = Parsed::new(report.text.shared(), Vec::new(), Vec::new());
            let options = Options::default();
            let reading = Reading { report: &report, parsed: &parsed, published: None, options: &options };
            let mut draft = Annotation::default();
            ANNOTATOR.annotate(&reading, &mut draft);
            prop_assert_eq!(draft.published.is_some(), draft.published_in.len() == 1);
            for words in &draft.published_in {
                prop_assert!(text.get(words.start..words.end).is_some_and(|words| words.chars().any(|char| char.is_ascii_digit())));
            }
        }
    }
}
