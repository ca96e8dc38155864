//! Which words name a place: the parser's names, mended and added to by the gazetteer and the words round them.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use sitroom_gazetteer::{Kind, fold};
use sitroom_language::{NameLabel, Parsed, Pos};

use super::Guide;
use super::atlas::{Site, SiteId};
use super::words::{Role, Trap};
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

/// Names that the whole report shows to be places or people.
struct Memory {
    places: HashMap<String, u32>,
    people: HashSet<String>,
}

/// Settlements below this are too small to be taken for a place on their name alone.
const TOWN: u32 = 15_000;
/// Inside the name of something else, only those above this.
const CITY: u32 = 60_000;

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
    let mut finder = Finder { guide, parsed, memory: remember(parsed), lower, out: Vec::new() };
    let mut i = 0;
    while i < parsed.len() {
        i = finder.at(i);
    }
    let mut mentions = finder.out;
    mentions.sort_by_key(|mention| (mention.tokens.start, std::cmp::Reverse(mention.tokens.end)));
    contain(guide, parsed, &mut mentions);
    mentions
}

/// Whether the text has next to no capitals, so that they tell nothing.
fn is_lower(parsed: &Parsed) -> bool {
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

fn remember(parsed: &Parsed) -> Memory {
    let mut memory = Memory { places: HashMap::new(), people: HashSet::new() };
    for name in &parsed.names {
        match name.label {
            NameLabel::Gpe | NameLabel::Loc => {
                *memory.places.entry(folded(parsed, name.start..name.end)).or_default() += 1;
            }
            NameLabel::Person if name.end - name.start > 1 => {
                for i in name.start..name.end {
                    memory.people.insert(folded(parsed, i..i + 1));
                }
            }
            _ => {}
        }
    }
    memory
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

    /// A name that the parser found.
    fn name(&mut self, start: usize, end: usize, label: NameLabel) -> usize {
        let (mut from, mut to) = (start, end);
        while from < to && matches!(self.parsed.word(from), "the" | "The" | "THE" | "a" | "an") {
            from += 1;
        }
        while to > from && matches!(self.parsed.word(to - 1), "'s" | "’s" | "'" | "’" | "," | ".") {
            to -= 1;
        }
        if from == to {
            return end;
        }
        match label {
            NameLabel::Gpe | NameLabel::Loc => self.place(from, to),
            NameLabel::Norp => {
                self.pieces(from, to, CITY, false);
            }
            NameLabel::Fac => self.facility(from, to),
            NameLabel::Org | NameLabel::Event | NameLabel::Law | NameLabel::WorkOfArt | NameLabel::Product
                if !self.whole(from, to, label) && !self.institution(from, to) =>
            {
                self.pieces(from, to, CITY, true);
            }
            NameLabel::Person => {
                self.whole(from, to, label);
            }
            NameLabel::Language => {}
            _ => {}
        }
        end
    }

    /// A name that the parser takes for a place.
    fn place(&mut self, from: usize, to: usize) {
        if self.short(from, to) || self.people(from, to) {
            return;
        }
        if self.hit(from, to) == Some(to) {
            self.push(from..to, PlaceUse::Literal, "the parser's place, in the gazetteer");
            return;
        }
        // What stands round the bare name: "northern Syria", "Idlib Province", "Aleppo countryside".
        let (mut first, mut last) = (from, to);
        let aside = |finder: &Self, i: usize| {
            let word = finder.guide.words.get(finder.parsed.word(i));
            word.is_some_and(|word| word.is(Role::Direction) || word.is(Role::Part) || word.is(Role::Type))
                || matches!(finder.parsed.word(i), "of" | "the" | "-" | "," | "and" | "(")
        };
        while first + 1 < last && aside(self, first) {
            first += 1;
        }
        while last > first + 1 && aside(self, last - 1) {
            last -= 1;
        }
        if self.hit(first, last) == Some(last) {
            self.push(first..last, PlaceUse::Literal, "the parser's place, in the gazetteer");
            return;
        }
        let parted =
            (first..last).any(|i| matches!(self.parsed.word(i), "," | "-" | "–" | "/" | "and" | "(" | "'s" | "’s"));
        if parted && self.pieces(first, last, 0, false) {
            return;
        }
        self.push(first..last, PlaceUse::Literal, "the parser's place, in no gazetteer");
    }

    /// A building, street or the like that the parser found, and the place it is named after.
    fn facility(&mut self, from: usize, to: usize) {
        if self.hit(from, to) == Some(to) && !self.role(Some(to - 1), Role::Street) {
            self.push(from..to, PlaceUse::Literal, "the parser's facility, in the gazetteer");
            return;
        }
        self.push(from..to, PlaceUse::Literal, "the parser's facility");
        self.mark(Kind::Facility);
        if !self.role(Some(to - 1), Role::Street) {
            self.pieces(from, to, CITY, true);
        }
    }

    /// A university, hospital or airport that the parser takes for an organisation.
    fn institution(&mut self, from: usize, to: usize) -> bool {
        let facility = |i: usize| {
            let word = self.guide.words.get(self.parsed.word(i));
            starts_upper(self.parsed.word(i))
                && word.is_some_and(|word| word.is(Role::Type) && word.kind == Some(Kind::Facility))
        };
        if to - from < 2 || !(facility(to - 1) || (facility(from) && self.word(Some(from + 1)) == "of")) {
            return false;
        }
        self.push(from..to, PlaceUse::Literal, "a name that ends in a word for a building");
        self.mark(Kind::Facility);
        self.pieces(from, to, CITY, true);
        true
    }

    fn mark(&mut self, kind: Kind) {
        if let Some(last) = self.out.last_mut() {
            last.hint = Some(kind);
        }
    }

    /// A name of another sort that is a place all the same: a club called by its city, a town taken for a person.
    fn whole(&mut self, from: usize, to: usize, label: NameLabel) -> bool {
        if self.short(from, to) || (label != NameLabel::Person && self.people(from, to)) {
            return true;
        }
        if self.hit(from, to) != Some(to) {
            return false;
        }
        let evidence = self.evidence(from, to, label);
        if evidence < 2.0 {
            return false;
        }
        self.push(from..to, PlaceUse::Literal, "a name in the gazetteer, with a place's words round it");
        true
    }

    /// Places inside a longer name. Gives whether there was one.
    fn pieces(&mut self, from: usize, to: usize, least: u32, part: bool) -> bool {
        let before = self.out.len();
        let mut i = from;
        while i < to {
            let word = self.parsed.word(i);
            if !starts_upper(word) && !self.lower {
                i += 1;
                continue;
            }
            let demonym = (i + 1..=to.min(i + 3)).rev().find(|&end| self.people(i, end));
            if let Some(end) = demonym {
                i = end;
                continue;
            }
            let short = (i + 1..=to.min(i + 3)).rev().find(|&end| self.short(i, end));
            if let Some(end) = short {
                i = end;
                continue;
            }
            match self.guide.atlas.longest(self.parsed, i, to) {
                Some(hit) if self.stands_out(i, hit.end, least) => {
                    self.push(
                        i..hit.end,
                        if part { PlaceUse::Part } else { PlaceUse::Literal },
                        "a place in a longer name",
                    );
                    i = hit.end;
                }
                _ => i += 1,
            }
        }
        self.out.len() > before
    }

    /// Whether a name is known enough to be read as a place inside another name.
    fn stands_out(&self, from: usize, to: usize, least: u32) -> bool {
        let key = folded(self.parsed, from..to);
        if self.memory.places.contains_key(&key) {
            return true;
        }
        if self.guide.words.trap(&key).is_some() || self.memory.people.contains(&key) || key.len() < 3 {
            return false;
        }
        self.guide.atlas.namesakes(&key).iter().any(|site| weighty(site, least))
    }

    /// "U.S.", "Calif.": a short form, written just so.
    fn short(&mut self, from: usize, to: usize) -> bool {
        let text = self.parsed.span(from..to).of(self.parsed.text());
        let Some(stand) = self.guide.words.abbreviations.get(text) else { return false };
        let Some(&meant) = self.guide.short.get(text) else { return false };
        if stand.after_comma && !(from > 1 && self.word(Some(from - 1)) == ",") {
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

    /// "Main Street", "Villanova Drive": capitals that end in a word for a street.
    fn street(&mut self, i: usize) -> Option<usize> {
        if self.lower {
            return None;
        }
        let limit = self.limit(i);
        let mut end = i;
        while end < limit && starts_upper(self.parsed.word(end)) && end - i < 4 {
            end += 1;
        }
        let last = (i + 1..end).rev().find(|&k| self.role(Some(k), Role::Street))?;
        let first = if matches!(self.parsed.word(i), "The" | "At" | "On" | "In" | "From" | "Near") { i + 1 } else { i };
        if first == last {
            return None;
        }
        self.push(first..last + 1, PlaceUse::Literal, "a name that ends in a word for a street");
        self.mark(Kind::Facility);
        Some(last + 1)
    }

    /// A name that the parser missed.
    fn loose(&mut self, i: usize, end: usize) -> Option<usize> {
        for to in (i + 1..=end.min(i + 3)).rev() {
            if self.short(i, to) || self.people(i, to) {
                return Some(to);
            }
        }
        let mut to = self.hit(i, end)?;
        // "Idlib in" is no name: what ends in a small word is cut there.
        while to > i + 1 && !starts_upper(self.parsed.word(to - 1)) && !self.lower {
            to = self.hit(i, to - 1)?;
        }
        let label = NameLabel::Cardinal;
        if self.evidence(i, to, label) < if self.lower { 3.0 } else { 2.0 } {
            return None;
        }
        self.push(i..to, PlaceUse::Literal, "in the gazetteer, with a place's words round it");
        Some(to)
    }

    fn hit(&self, from: usize, to: usize) -> Option<usize> {
        self.guide.atlas.longest(self.parsed, from, to).map(|hit| hit.end)
    }

    /// How much speaks for a place where the parser saw none; `label` is what it saw, or a cardinal for nothing.
    fn evidence(&self, from: usize, to: usize, label: NameLabel) -> f64 {
        let key = folded(self.parsed, from..to);
        let words = &self.guide.words;
        let before = from.checked_sub(1);
        let mut sum = match label {
            NameLabel::Person => -1.5,
            NameLabel::Org => 0.0,
            NameLabel::Cardinal => -0.5,
            _ => -0.5,
        };
        let namesakes = self.guide.atlas.namesakes(&key);
        sum += namesakes.iter().map(prominence).fold(0.0, f64::max);
        sum += match words.trap(&key) {
            Some(Trap::Never) => -4.0,
            Some(Trap::Name) => -2.0,
            None => 0.0,
        };
        if to - from > 1 && key.contains(' ') {
            sum += 0.5;
        }
        if self.role(before, Role::In) {
            sum += 1.2;
        }
        let after = words.get(self.word(Some(to)));
        if after.is_some_and(|word| word.is(Role::Type) || word.is(Role::Part)) {
            sum += 1.0;
        }
        if self.word(before) == "of" && self.role(from.checked_sub(2), Role::Type) {
            sum += 2.0;
        }
        if self.role(before, Role::Direction) {
            sum += 1.0;
        }
        if self.role(before, Role::Title) {
            sum -= 2.0;
        }
        if self.memory.people.contains(&key) {
            sum -= 2.5;
        }
        if self.memory.places.contains_key(&key) {
            sum += 2.5;
        }
        if self.word(Some(to)) == "," && self.follows(to + 1, &namesakes) {
            sum += 2.5;
        }
        // A capitalised neighbour makes it a part of some other name.
        let neighbour = |i: Option<usize>| {
            let word = self.word(i);
            starts_upper(word)
                && i.is_some_and(|i| self.parsed.tokens[i].pos == Pos::Propn)
                && words.get(word).is_none()
        };
        if !self.lower && label == NameLabel::Cardinal && (neighbour(before) || neighbour(Some(to))) {
            sum -= 1.0;
        }
        if label == NameLabel::Cardinal && !(from..to).any(|i| self.parsed.tokens[i].pos == Pos::Propn) {
            sum -= if self.lower { 0.5 } else { 1.0 };
        }
        sum
    }

    /// Whether a place that holds one of `namesakes` starts at token `i`.
    fn follows(&self, i: usize, namesakes: &[Site<'_>]) -> bool {
        if i >= self.parsed.len() {
            return false;
        }
        let text = self.parsed.word(i);
        if self.guide.words.abbreviations.contains_key(text) {
            return true;
        }
        let limit = self.parsed.sentence(i).end;
        let Some(end) = self.hit(i, limit) else { return false };
        let above = self.guide.atlas.namesakes(&folded(self.parsed, i..end));
        above.iter().any(|above| {
            matches!(above.entry.kind, Kind::Country | Kind::Province)
                && namesakes.iter().any(|site| site.country().is_some() && site.country() == above.country())
        })
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

    /// The sort of place and the part of it that the words beside a name tell.
    fn beside(&self, tokens: &Range<usize>) -> (Option<Kind>, Option<Range<usize>>) {
        let words = &self.guide.words;
        let after = words.get(self.word(Some(tokens.end)));
        let before = tokens.start.checked_sub(1);
        let mut hint = after.filter(|word| word.is(Role::Type)).and_then(|word| word.kind);
        if hint.is_none() && self.word(before) == "of" {
            let word = words.get(self.word(tokens.start.checked_sub(2)));
            hint = word.filter(|word| word.is(Role::Type)).and_then(|word| word.kind);
        }
        let mut part = None;
        if let Some(i) = before.filter(|&i| words.is(self.parsed.word(i), Role::Direction)) {
            part = Some(i..i + 1);
        } else if after.is_some_and(|word| word.is(Role::Part)) {
            part = Some(tokens.end..tokens.end + 1);
        }
        (hint, part)
    }
}

/// How well known a place is, as far as its name alone can speak for it.
fn prominence(site: &Site<'_>) -> f64 {
    let own = if site.own { 0.0 } else { -0.7 };
    let people = f64::from(site.entry.population.max(1)).log10();
    own + match site.entry.kind {
        Kind::Country => 3.5,
        Kind::Region | Kind::Facility | Kind::Crossing | Kind::Point => 2.5,
        Kind::Province => (people - 4.0).clamp(0.0, 2.2),
        Kind::District => (people - 4.5).clamp(-0.5, 1.0),
        Kind::Settlement => (people - 4.0).clamp(-0.5, 2.5),
    }
}

fn weighty(site: &Site<'_>, least: u32) -> bool {
    match site.entry.kind {
        Kind::Country | Kind::Region => true,
        Kind::Province => site.own || site.entry.population >= least.max(TOWN),
        Kind::District => site.own && site.entry.name.contains(' ') || site.entry.population >= least.max(TOWN) * 4,
        _ => site.entry.population >= if site.own { least } else { least.saturating_mul(4) },
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
