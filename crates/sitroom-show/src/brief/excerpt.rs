//! Words of a report with as much of their sentence as a line has room for.

use sitroom_annotate::Words;
use sitroom_record::{Cited, Stored};
use sitroom_report::{PointSpan, Span};

use crate::wording;

/// How many bytes of a sentence are shown on either side of the words.
const SIDE: usize = 160;
/// How many bytes of the words themselves are shown.
const LONGEST: usize = 420;

/// Where words stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation {
    /// The report's id.
    pub report: String,
    /// Who published it.
    pub outlet: Option<String>,
    /// Its date, for people.
    pub published: Option<String>,
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
}

impl Citation {
    /// What lines are sorted by where nothing else tells them apart.
    pub(super) fn order(&self) -> (String, usize, usize) {
        (self.report.clone(), self.start, self.end)
    }
}

/// Exact words of a report, with their neighbours in the sentence.
#[derive(Clone, Debug)]
pub struct Excerpt {
    /// Whether the sentence begins earlier.
    pub cut_before: bool,
    /// The sentence up to the words.
    pub before: String,
    /// The words.
    pub words: String,
    /// Whether the words go on.
    pub cut_words: bool,
    /// The sentence after the words.
    pub after: String,
    /// Whether the sentence goes on.
    pub cut_after: bool,
    /// Where the words stand.
    pub citation: Citation,
}

impl Excerpt {
    /// The excerpt on one line, made safe by `safe`, with `marks` on both sides of the words and … where it is cut.
    pub(super) fn marked(&self, safe: impl Fn(&str) -> String, [open, close]: [&str; 2]) -> String {
        let cut = |cut: bool| if cut { "…" } else { "" };
        let (before, words, after) = (safe(&self.before), safe(&self.words), safe(&self.after));
        let (cut_before, cut_words, cut_after) = (cut(self.cut_before), cut(self.cut_words), cut(self.cut_after));
        format!("{cut_before}{before}{open}{words}{close}{cut_words}{after}{cut_after}")
    }

    /// The code points of the report from the first to the last of what is shown.
    pub(super) fn reach(&self) -> (usize, usize) {
        let start = self.citation.start.saturating_sub(self.before.chars().count());
        (start, self.citation.end + self.after.chars().count())
    }

    /// The sentence as far as it is shown, white space aside.
    pub(super) fn sentence(&self) -> String {
        let sentence = format!("{}{}{}", self.before, self.words, self.after);
        sentence.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The excerpt round `words` of `stored`'s text.
    pub(super) fn of(stored: &Stored, words: &Words) -> Self {
        Self::at(stored, PointSpan { start: words.start, end: words.end })
    }

    /// The words that a row cites; `reports` are sorted by id.
    pub(super) fn cited(reports: &[Stored], cited: &Cited) -> Option<Self> {
        let at = reports.binary_search_by(|stored| stored.report.id.cmp(&cited.report)).ok()?;
        Some(Self::at(reports.get(at)?, PointSpan { start: cited.start, end: cited.end }))
    }

    /// The excerpt round `points`.
    pub(super) fn at(stored: &Stored, points: PointSpan) -> Self {
        let report = &stored.report;
        let text = report.text.as_str();
        let span = report.text.to_bytes(points).unwrap_or_default();
        let sentence = sentence(stored, points).unwrap_or(span).join(span);
        // What stands on another line (a heading run into a sentence) is not shown beside the words.
        let line_start = text[..span.start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = text[span.end..].find('\n').map_or(text.len(), |at| span.end + at);
        let (from, to) = (sentence.start.max(line_start), sentence.end.min(line_end));
        let start = if span.start - from <= SIDE { from } else { word_start(text, span.start - SIDE) };
        let end = if to - span.end <= SIDE { to } else { word_end(text, span.end + SIDE) };
        let words_end = if span.len() <= LONGEST { span.end } else { word_end(text, span.start + LONGEST) };
        let cut_words = words_end < span.end;
        Self {
            cut_before: start > from,
            before: text[start.min(span.start)..span.start].trim_start().to_owned(),
            words: text[span.start..words_end].to_owned(),
            cut_words,
            after: if cut_words { String::new() } else { text[span.end..end.max(span.end)].trim_end().to_owned() },
            cut_after: !cut_words && end < to,
            citation: Citation {
                report: report.id.clone(),
                outlet: report.outlet.clone(),
                published: stored.published().map(|published| wording::date(&published.date)),
                start: points.start,
                end: points.end,
            },
        }
    }
}

/// The sentence that holds the first of `points`, in bytes.
fn sentence(stored: &Stored, points: PointSpan) -> Option<Span> {
    let sentences = &stored.annotated.as_ref()?.sentences;
    let sentence = sentences.get(sentences.partition_point(|sentence| sentence.end <= points.start))?;
    stored.report.text.to_bytes(PointSpan { start: sentence.start.min(points.start), end: sentence.end })
}

/// The first start of a word at or after byte `at`.
fn word_start(text: &str, at: usize) -> usize {
    let at = text.ceil_char_boundary(at);
    text[at..].find(char::is_whitespace).map_or(at, |blank| at + blank)
}

/// The last end of a word at or before byte `at`.
fn word_end(text: &str, at: usize) -> usize {
    let at = text.floor_char_boundary(at);
    text[..at].rfind(char::is_whitespace).unwrap_or(at)
}
