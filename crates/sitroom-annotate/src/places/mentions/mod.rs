//! Which words name a place: the parser's names ([`names`]), mended and added to ([`missed`]) by the gazetteer and the words
//! round them ([`evidence`]), in the light of the whole report ([`memory`]).

mod beside;
mod evidence;
mod memory;
mod missed;
mod names;

use std::ops::Range;

use sitroom_gazetteer::{Kind, fold};
use sitroom_language::{Parsed, Pos};

use self::memory::{Memory, remember};
use super::Guide;
use super::atlas::SiteId;
use super::words::Role;
use crate::annotation::{PlaceUse, Reason, Why};

/// Words that name a place.
#[derive(Clone, Debug)]
pub(crate) struct Mention {
    /// The bare name.
    pub(crate) tokens: Range<usize>,
    /// The name to look up, folded.
    pub(crate) key: String,
    /// What it means, where a lexicon settles that.
    pub(crate) meant: Option<SiteId>,
    /// Whether the name stands in a gazetteer.
    pub(crate) known: bool,
    pub(crate) usage: PlaceUse,
    /// The sort of place that the words beside it tell.
    pub(crate) hint: Option<Kind>,
    /// The mention that it lies in, as the text says.
    pub(crate) inside: Option<usize>,
    /// A direction before it or a part after it: "northern", "countryside".
    pub(crate) part: Option<Range<usize>>,
    pub(crate) why: Why,
}

struct Finder<'a> {
    guide: &'a Guide,
    parsed: &'a Parsed,
    memory: Memory,
    lower: bool,
    out: Vec<Mention>,
}

/// Finds every mention of a place, in text order.
pub(crate) fn find(guide: &Guide, parsed: &Parsed) -> Vec<Mention> {
    let lower = is_lower(parsed);
    let mut finder = Finder { guide, parsed, memory: remember(guide, parsed), lower, out: Vec::new() };
    let mut i = 0;
    while i < parsed.len() {
        i = finder.at(i);
    }
    finder.sorted();
    let mut mentions = finder.out;
    mentions.sort_by_key(|mention| (mention.tokens.start, std::cmp::Reverse(mention.tokens.end)));
    contain(guide, parsed, &mut mentions);
    mentions
}

/// Whether the text has next to no capitals, so that they tell nothing.
pub(crate) fn is_lower(parsed: &Parsed) -> bool {
    let bytes = parsed.text().as_bytes();
    let upper = bytes.iter().filter(|byte| byte.is_ascii_uppercase()).count();
    bytes.len() > 80 && upper * 400 < bytes.len()
}

fn starts_upper(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

fn folded(parsed: &Parsed, tokens: Range<usize>) -> String {
    let mut key = String::new();
    for i in tokens {
        fold::plain_into(parsed.word(i), &mut key);
    }
    key
}

impl Finder<'_> {
    /// Reads what starts at token `i`; gives the token to go on from.
    fn at(&mut self, i: usize) -> usize {
        if let Some(name) = self.parsed.name_at(i).filter(|name| name.start == i) {
            let (start, end, label) = (name.start, name.end, name.label);
            return self.name(start, end, label);
        }
        let word = self.parsed.word(i);
        if self.parsed.name_at(i).is_some() || !(self.lower || starts_upper(word) || word.starts_with("al-")) {
            return i + 1;
        }
        let end = self.limit(i);
        if let Some(end) = self.street(i) {
            return end;
        }
        self.loose(i, end).unwrap_or(i + 1)
    }

    /// Where a run of words without a name of the parser's ends.
    fn limit(&self, i: usize) -> usize {
        let sentence = self.parsed.sentence(i).end;
        (i..sentence.min(i + 8))
            .find(|&k| k > i && self.parsed.name_at(k).is_some_and(|n| n.start == k))
            .unwrap_or(sentence.min(i + 8))
    }

    fn word(&self, i: Option<usize>) -> &str {
        i.filter(|&i| i < self.parsed.len()).map_or("", |i| self.parsed.word(i))
    }

    fn role(&self, i: Option<usize>, role: Role) -> bool {
        self.guide.words.is(self.word(i), role)
    }

    /// "U.S.", "Calif.": a short form, written just so.
    fn short(&mut self, from: usize, to: usize) -> bool {
        let text = self.parsed.span(from..to).of(self.parsed.text());
        let Some(stand) = self.guide.words.abbreviations.get(text) else { return false };
        let Some(&meant) = self.guide.short.get(text) else { return false };
        let after_number = from > 0 && self.parsed.tokens[from - 1].pos == Pos::Num;
        if after_number || stand.after_comma && !(from > 1 && self.word(Some(from - 1)) == ",") {
            return false;
        }
        let entry = stand.entry.clone();
        self.push_meant(from..to, meant, PlaceUse::Literal, "a short form", entry);
        true
    }

    /// "Syrian", "Syrians".
    fn people(&mut self, from: usize, to: usize) -> bool {
        if to - from > 3 || !(self.lower || starts_upper(self.parsed.word(from))) {
            return false;
        }
        let key = folded(self.parsed, from..to);
        let Some(stand) = self.guide.words.demonyms.get(&key) else { return false };
        let Some(&meant) = self.guide.people.get(&key) else { return false };
        let entry = stand.entry.clone();
        self.push_meant(from..to, meant, PlaceUse::Demonym, "a word for a people", entry);
        true
    }

    fn hit(&self, from: usize, to: usize) -> Option<usize> {
        self.guide.atlas.longest(self.parsed, from, to).map(|hit| hit.end)
    }

    fn push(&mut self, tokens: Range<usize>, usage: PlaceUse, what: &str) {
        let key = folded(self.parsed, tokens.clone());
        let known = self.hit(tokens.start, tokens.end) == Some(tokens.end);
        self.add(tokens, key, known, None, usage, Reason { what: what.to_owned(), entry: None, span: None });
    }

    fn push_meant(&mut self, tokens: Range<usize>, meant: SiteId, usage: PlaceUse, what: &str, entry: String) {
        let key = folded(self.parsed, tokens.clone());
        let reason = Reason { what: what.to_owned(), entry: Some(entry), span: None };
        self.add(tokens, key, true, Some(meant), usage, reason);
    }

    fn add(
        &mut self,
        tokens: Range<usize>,
        key: String,
        known: bool,
        meant: Option<SiteId>,
        usage: PlaceUse,
        reason: Reason,
    ) {
        let (hint, part) = self.beside(&tokens);
        self.out.push(Mention { tokens, key, meant, known, usage, hint, inside: None, part, why: vec![reason] });
    }
}

/// Which mentions lie in which: "Springfield, Ohio".
fn contain(guide: &Guide, parsed: &Parsed, mentions: &mut [Mention]) {
    for i in 0..mentions.len().saturating_sub(1) {
        let end = mentions[i].tokens.end;
        let Some(next) = (i + 1..mentions.len()).find(|&k| mentions[k].tokens.start >= end) else { continue };
        let between = end..mentions[next].tokens.start;
        let comma = between.len() == 1 && matches!(parsed.word(end), "," | "(");
        let typed = between.len() == 2 && parsed.word(end + 1) == "," && guide.words.is(parsed.word(end), Role::Type);
        if (comma || typed) && mentions[next].usage == PlaceUse::Literal && mentions[i].usage == PlaceUse::Literal {
            mentions[i].inside = Some(next);
        }
    }
}
