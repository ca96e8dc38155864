//! Whose words a passage in quotation marks holds, where no clause takes it: the cue beside it, a colon before it, or
//! the speaker who goes on.

use std::ops::Range;

use sitroom_language::{Parsed, Pos};
use sitroom_report::Span;

use super::marks::Passage;
use super::{Draft, source};
use crate::annotation::{QuoteForm, Reason};
use crate::cues::{Act, Cues};

/// How many tokens a cue may stand from the marks.
const REACH: usize = 25;

/// Words too few to be a quote where nobody is found who said them: a name, a label, a title.
const LABEL: usize = 4;

/// Quotes for the passages that are not yet `claimed`; `told` are those that the sentences' trees gave.
pub(super) fn find(parsed: &Parsed, cues: &Cues, passages: &[Passage], claimed: &[bool], told: &[Draft]) -> Vec<Draft> {
    let finder = Finder { parsed, cues, passages };
    let mut speakers: Vec<Option<Draft>> = vec![None; passages.len()];
    for quote in told {
        let first = passages.partition_point(|passage| passage.span.end <= quote.span.start);
        for n in first..passages.len() {
            if passages[n].span.start >= quote.span.end {
                break;
            }
            let nearer = speakers[n].as_ref().is_none_or(|other: &Draft| quote.span.len() > other.span.len());
            let outside = quote.cue.as_ref().is_none_or(|cue| !passages[n].span.contains(parsed.span(cue.clone())));
            if nearer && outside && quote.span.contains(passages[n].span) {
                speakers[n] = Some(quote.clone());
            }
        }
    }
    let mut found = Vec::new();
    for n in 0..passages.len() {
        if claimed[n] || speakers[n].is_some() {
            continue;
        }
        let before = n.checked_sub(1).and_then(|n| speakers[n].clone());
        let quote = finder.speaker(n, before.as_ref());
        speakers[n].clone_from(&quote);
        match quote {
            Some(quote) => found.push(quote),
            None if finder.words(n) > LABEL + 1 => found.push(finder.quote(n, None, "no speaker beside it")),
            None => {}
        }
    }
    found
}

struct Finder<'a> {
    parsed: &'a Parsed,
    cues: &'a Cues,
    passages: &'a [Passage],
}

/// A cue with its source, that may give words in marks.
#[derive(Clone, Debug)]
struct Beside {
    cue: Range<usize>,
    source: usize,
    act: Act,
    entry: String,
}

impl Finder<'_> {
    fn speaker(&self, n: usize, before: Option<&Draft>) -> Option<Draft> {
        let words = self.words(n);
        if let Some(cue) = self.after(n) {
            return Some(self.quote(n, Some(cue), "cue after the marks"));
        }
        if let Some(cue) = self.ahead(n) {
            return Some(self.quote(n, Some(cue), "cue before the marks"));
        }
        if words <= LABEL && !self.is_sentence(n) {
            return None;
        }
        let goes_on = self.goes_on(n);
        let before = before.filter(|quote| quote.source.is_some()).filter(|_| goes_on.is_some())?;
        let mut quote = self.quote(n, None, goes_on?);
        (quote.source, quote.name, quote.act) = (before.source, before.name.clone(), before.act);
        quote.cue.clone_from(&before.cue);
        Some(quote)
    }

    fn quote(&self, n: usize, beside: Option<Beside>, what: &str) -> Draft {
        let (entry, at) = match &beside {
            Some(beside) => (Some(beside.entry.clone()), Some(self.parsed.span(beside.cue.clone()))),
            None => (None, None),
        };
        Draft {
            span: self.passages[n].span,
            form: QuoteForm::Direct,
            source: beside.as_ref().map(|beside| beside.source),
            name: None,
            act: beside.as_ref().map_or(Act::Say, |beside| beside.act),
            cue: beside.map(|beside| beside.cue),
            why: vec![Reason { what: what.to_owned(), entry, span: at }],
        }
    }

    fn text(&self, span: Span) -> &str {
        span.of(self.parsed.text())
    }

    fn words(&self, n: usize) -> usize {
        self.text(self.passages[n].inner).split_whitespace().count()
    }

    /// Whether a passage ends as a sentence, or as a sentence does before its cue.
    fn is_sentence(&self, n: usize) -> bool {
        self.text(self.passages[n].inner).ends_with(['.', '!', '?', ',', '…'])
    }

    /// The tokens between a passage and the next one, at most to the end of the paragraph.
    fn gap_after(&self, n: usize) -> Range<usize> {
        let end = self.passages[n].span.end;
        let next = self.passages.get(n + 1).map_or(self.parsed.text().len(), |next| next.span.start);
        let line = memchr::memchr(b'\n', &self.parsed.text().as_bytes()[end..]).map_or(next, |at| end + at);
        self.parsed.tokens_in(Span { start: end, end: next.min(line).max(end) })
    }

    fn gap_before(&self, n: usize) -> Range<usize> {
        let start = self.passages[n].span.start;
        let previous = n.checked_sub(1).map_or(0, |n| self.passages[n].span.end);
        let line = memchr::memrchr(b'\n', &self.parsed.text().as_bytes()[..start]).map_or(previous, |at| at + 1);
        self.parsed.tokens_in(Span { start: previous.max(line).min(start), end: start })
    }

    fn beside(&self, i: usize) -> Option<Beside> {
        if self.parsed.tokens[i].pos != Pos::Verb {
            return None;
        }
        let cue = self.cues.at(self.parsed, i).filter(|cue| cue.act.speaks())?;
        let source = source::source(self.parsed, self.cues, i, cue)?;
        Some(Beside { cue: i..i + 1, source, act: cue.act, entry: cue.entry.clone() })
    }

    /// "…," he said.
    fn after(&self, n: usize) -> Option<Beside> {
        let gap = self.gap_after(n);
        let first = gap.clone().find(|&i| !matches!(self.parsed.tokens[i].pos, Pos::Punct | Pos::Space))?;
        let comma = self.text(self.passages[n].inner).ends_with([',', '?', '!', '-', '—', '…'])
            || gap.clone().take_while(|&i| i < first).any(|i| self.parsed.word(i) == ",");
        let small = !self.parsed.word(first).starts_with(char::is_uppercase);
        if !comma && (self.text(self.passages[n].inner).ends_with('.') || !small) {
            return None;
        }
        for i in gap.take(REACH) {
            if matches!(self.parsed.word(i), "." | "!" | "?" | ";" | ":") {
                break;
            }
            if let Some(beside) = self.beside(i).filter(|beside| beside.source >= first) {
                return Some(beside);
            }
        }
        None
    }

    /// He said: "…"; he called it "…".
    fn ahead(&self, n: usize) -> Option<Beside> {
        let gap = self.gap_before(n);
        let last = gap.clone().rev().find(|&i| self.parsed.tokens[i].pos != Pos::Space)?;
        let opens = matches!(self.parsed.word(last), "," | ":" | "that" | "as" | "-" | "—" | "–")
            || self.beside(last).is_some();
        for (past, i) in gap.rev().take(REACH).enumerate() {
            if matches!(self.parsed.word(i), "." | "!" | "?" | ";") {
                break;
            }
            if !opens && past > 8 {
                break;
            }
            if let Some(beside) = self.beside(i) {
                return Some(beside);
            }
        }
        None
    }

    /// Why the speaker of the passage before goes on here, if so.
    fn goes_on(&self, n: usize) -> Option<&'static str> {
        let previous = n.checked_sub(1)?;
        let between = Span { start: self.passages[previous].span.end, end: self.passages[n].span.start };
        let text = self.text(between);
        let blank = text.trim().is_empty();
        if text.contains('\n') {
            let unclosed = blank && !self.passages[previous].closed;
            return unclosed.then_some("the passage before was left open");
        }
        let gap = self.parsed.tokens_in(between);
        let ends = gap.clone().filter(|&i| matches!(self.parsed.word(i), "." | "!" | "?")).count();
        (blank || (ends <= 1 && gap.len() <= REACH)).then_some("the speaker before goes on")
    }
}
