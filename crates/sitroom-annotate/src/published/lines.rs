//! What a date is on its line: a page's label, an agency's dateline, a byline, a date line, or a date in a sentence.

use regex::Regex;

use super::dates::Written;

/// How far around a date its line is looked at, in bytes.
const NEARBY: usize = 300;
/// A date before words dates the page where at most this many lines (headlines, say) stand above it.
const TOP: usize = 3;

/// What a date says of the report.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    /// A label, a byline or a line of its own dates the page.
    Page,
    /// A label dates a later version of the page.
    Update,
    /// An agency's dateline: where and on which day it was filed.
    Dateline,
    /// A sentence says that the date is the day of writing.
    Today,
    /// A date that the text tells of.
    Told,
}

/// Tells the role of dates.
pub(super) struct Lines {
    published: Regex,
    updated: Regex,
    today: Regex,
    clock: Regex,
    place: Regex,
    agency: Regex,
    byline: Regex,
}

impl Lines {
    /// With the words that `labels` lists for `published`, `updated` and `today`.
    pub(super) fn new<'a>(labels: impl Fn(&str) -> Vec<&'a str>) -> Result<Self, regex::Error> {
        let words = |kind: &str| {
            let escaped: Vec<String> = labels(kind).into_iter().map(regex::escape).collect();
            // With no word at all the pattern must match nothing.
            if escaped.is_empty() { r"[^\s\S]".to_owned() } else { escaped.join("|") }
        };
        let clock = r"(?:[0-9]{1,2}[:.h][0-9]{2}(?::[0-9]{2})?|[0-9]{4})(?:\s?[AaPp]\.?[Mm]\.?)?(?:\s?\(?[A-Z]{2,5}(?:[+-][0-9:]{1,5})?\)?)*";
        // The label stands at the line's beginning or after a separator; between it and the date at most a time of day.
        let label = |kind: &str| {
            Regex::new(&format!(
                r"(?i:(?:^|[|·•–—/\]\)-]\s*|[a-z]\.\s+)(?:{}))(?:\s+(?:on|at))?\s*:?\s*(?:{clock}[\s,|–-]*)*$",
                words(kind)
            ))
        };
        Ok(Self {
            published: label("published")?,
            updated: label("updated")?,
            today: Regex::new(&format!(r"(?i)\b(?:{})(?:,\s*|\s*\(\s*|\s+)$", words("today")))?,
            clock: Regex::new(&format!(r"^(?:T[0-9:.]+Z?|[\s,|·•@–-]*(?:at\s+)?{clock})"))?,
            place: Regex::new(
                r"^\s*\p{Lu}[\p{L}'’.-]*(?:[ /-][\p{Lu}(][\p{L}'’.)-]*){0,4}(?:,\s*\p{Lu}[\p{L}.'’-]*(?: \p{Lu}[\p{L}.'’-]*)*){0,2}\s*[,.(]\s*$",
            )?,
            agency: Regex::new(r"^\)?[,.]?\s*(?P<who>\([^()\n]{2,40}\)|/[^/\n]{2,30}/)?\s*(?P<dash>--|[-–—_:])?")?,
            byline: Regex::new(
                r"^\s*(?:[Bb]y\s+|BY\s+)?(?:\p{Lu}[\p{L}'’.-]*|and|in|of|[|·•–—,;:@&/-])(?:[ \t]*(?:\p{Lu}[\p{L}'’.-]*|and|in|of|[|·•–—,;:@&/-])){0,9}[ \t]*$",
            )?,
        })
    }

    /// The role of `date` in `text`, whose first `head` bytes are its head.
    pub(super) fn role(&self, text: &str, date: &Written, head: usize) -> Role {
        let near = text.floor_char_boundary(date.span.start.saturating_sub(NEARBY));
        let far = text.ceil_char_boundary(date.span.end.saturating_add(NEARBY));
        let (before, after) = (&text[near..date.span.start], &text[date.span.end..far]);
        let line_start = before.rfind('\n').map(|at| at + 1).or((near == 0).then_some(0));
        // Where the line begins further back, no byline or dateline can be told.
        let line = line_start.map(|at| &before[at..]);
        let before = line.unwrap_or(before);
        let after = after.split('\n').next().unwrap_or_default();
        let rest = self.clock.find(after).map_or(after, |clock| &after[clock.end()..]);
        let ended = rest.trim_start().is_empty()
            || rest.trim_start().starts_with(['|', '·', '•', '–', '—', '-', '/', ')', ']']);
        let new_start =
            ended || rest.trim_start().starts_with(|char: char| char.is_uppercase() || char.is_ascii_digit());
        if new_start && self.updated.is_match(before) {
            return Role::Update;
        }
        if new_start && self.published.is_match(before) {
            return Role::Page;
        }
        if line.is_some_and(|line| self.is_dateline(line, after)) {
            return Role::Dateline;
        }
        if date.year.is_some() {
            let alone = line.is_some_and(|line| line.trim().is_empty());
            // Further down, a date before words begins an entry of a chronology or a reader's comment.
            let top = || date.span.start < head && lines_of(&text[..date.span.start]) <= TOP;
            if alone && (rest.trim().is_empty() || (new_start && top())) {
                return Role::Page;
            }
            let glued = before.ends_with(|char: char| char.is_alphabetic());
            let prose = before.trim_end().ends_with(['.', '?', '!']) || preposition(before);
            if ended && (glued || (!prose && line.is_some_and(|line| self.byline.is_match(line)))) {
                return Role::Page;
            }
            if self.today.is_match(before) {
                return Role::Today;
            }
        }
        Role::Told
    }

    /// Whether `between`, which stands between two dates, makes them the ends of a period.
    pub(super) fn is_range(&self, between: &str) -> bool {
        let rest = self.clock.find(between).map_or(between, |clock| &between[clock.end()..]);
        matches!(rest.trim(), "-" | "–" | "—" | "to" | "until" | "till" | "through" | "and")
    }

    /// `IDLIB, Syria, Feb 17 (Agency) -`, `Feb 17 (Agency) -`, `GENEVA, 17 February 2020 –`.
    fn is_dateline(&self, before: &str, after: &str) -> bool {
        let Some(mark) = self.agency.captures(after) else { return false };
        let (who, dash) = (mark.name("who").is_some(), mark.name("dash").is_some());
        if before.trim().is_empty() {
            return who && dash;
        }
        before.len() <= 80 && (who || dash) && self.place.is_match(before) && !preposition_first(before)
    }
}

/// How many lines of `text` hold words.
fn lines_of(text: &str) -> usize {
    text.lines().filter(|line| !line.trim().is_empty()).count()
}

/// Whether a date after `before` is the date of something told: "in Idlib on".
fn preposition(before: &str) -> bool {
    let word = before.trim_end().rsplit(|char: char| !char.is_alphabetic()).next().unwrap_or_default();
    is_preposition(word)
}

/// Whether a line begins like a sentence that a date belongs to: "In Ankara, Feb 17".
fn preposition_first(before: &str) -> bool {
    is_preposition(before.split_whitespace().next().unwrap_or_default())
}

fn is_preposition(word: &str) -> bool {
    const PREPOSITIONS: [&str; 13] =
        ["on", "in", "of", "since", "until", "till", "from", "by", "to", "at", "before", "after", "between"];
    PREPOSITIONS.iter().any(|own| word.eq_ignore_ascii_case(own))
}
