//! Which words name a place: the parser's names, mended and added to by the gazetteer and the words round them.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use sitroom_gazetteer::{Kind, fold};
use sitroom_language::{Dep, NameLabel, Parsed, Pos};

use super::Guide;
use super::atlas::SiteId;
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
    /// The parser's places.
    places: HashSet<String>,
    /// Those of them that something is once said to be in, at or near.
    located: HashSet<String>,
    /// Each word of people's full names.
    people: HashSet<String>,
    /// Codes of the countries that are spoken of.
    countries: HashSet<String>,
    /// Words written small somewhere.
    common: HashSet<String>,
    /// Tokens in a list of names that one word sorts: "Hama, Aleppo and Latakia provinces".
    listed: HashMap<usize, Option<Kind>>,
}

/// How much must speak for a place.
const LEAST: f64 = 1.6;
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

fn remember(guide: &Guide, parsed: &Parsed) -> Memory {
    let mut memory = Memory {
        places: HashSet::new(),
        located: HashSet::new(),
        people: HashSet::new(),
        countries: HashSet::new(),
        common: HashSet::new(),
        listed: HashMap::new(),
    };
    for name in &parsed.names {
        let key = || folded(parsed, name.start..name.end);
        if matches!(name.label, NameLabel::Gpe | NameLabel::Norp) {
            let people = guide.people.get(&key()).and_then(|&id| guide.atlas.site(id, true));
            let code = people.and_then(|site| site.country()).or_else(|| guide.atlas.country_called(&key()));
            memory.countries.extend(code.map(str::to_owned));
        }
        match name.label {
            NameLabel::Gpe | NameLabel::Loc => {
                memory.places.insert(key());
                let before = name.start.checked_sub(1).map_or("", |i| parsed.word(i));
                if guide.words.is(before, Role::Locating) || guide.words.is(before, Role::Direction) {
                    memory.located.insert(key());
                }
            }
            NameLabel::Person if name.end - name.start > 1 => {
                for i in name.start..name.end {
                    memory.people.insert(folded(parsed, i..i + 1));
                }
            }
            _ => {}
        }
    }
    for i in 0..parsed.len() {
        let word = parsed.word(i);
        if word.starts_with(|c: char| c.is_ascii_lowercase()) && parsed.name_at(i).is_none() {
            if !memory.common.contains(word) {
                memory.common.insert(word.to_owned());
            }
            if let Some(sort) = guide.words.get(word).filter(|sort| sort.is(Role::Type) && word.ends_with('s')) {
                list(parsed, i, sort.kind, &mut memory.listed);
            }
        }
    }
    memory
}

/// The names that the plural at token `i` sorts: those listed before it, or after it and "of".
fn list(parsed: &Parsed, i: usize, kind: Option<Kind>, listed: &mut HashMap<usize, Option<Kind>>) {
    let sentence = parsed.sentence(i);
    let joins = |k: usize| matches!(parsed.word(k), "," | "and" | "or" | "&");
    let goes_on = |k: usize| joins(k) || starts_upper(parsed.word(k)) || parsed.word(k) == "-";
    let mut first = i;
    while first > sentence.start && goes_on(first - 1) {
        first -= 1;
    }
    let mut last = i + 1;
    if parsed.len() > i + 1 && parsed.word(i + 1) == "of" {
        last = i + 2;
        while last < sentence.end && goes_on(last) {
            last += 1;
        }
    }
    for range in [first..i, i + 2..last.max(i + 2)] {
        if range.clone().any(joins) {
            listed.extend(range.filter(|&k| !joins(k)).map(|k| (k, kind)));
        }
    }
}

impl Finder<'_> {
    /// Names that the text itself sorts as places, which the parser and the gazetteer left: "the village of Sousan",
    /// "the districts of Sakhour, Hanano and Bab al-Maqam".
    fn sorted(&mut self) {
        for of in (1..self.parsed.len()).filter(|&i| self.parsed.word(i) == "of") {
            let sort = self.guide.words.get(self.parsed.word(of - 1));
            let settled = matches!(sort.and_then(|sort| sort.kind), Some(Kind::Settlement | Kind::District));
            if self.lower || !settled || !sort.is_some_and(|sort| sort.is(Role::Type)) {
                continue;
            }
            let many = self.parsed.word(of - 1).ends_with('s');
            let end = self.parsed.sentence(of).end;
            let mut at = of + 1;
            while let Some(name) = self.capitals(at, end) {
                let free = self.out.iter().all(|m| m.tokens.end <= name.start || name.end <= m.tokens.start);
                let key = folded(self.parsed, name.clone());
                if free && self.guide.words.trap(&key).is_none() {
                    self.push(name.clone(), PlaceUse::Literal, "a name that a word for a place sorts");
                }
                at = name.end;
                let joins = |i: usize| i < end && matches!(self.parsed.word(i), "," | "and" | "&");
                if !many || !joins(at) {
                    break;
                }
                while joins(at) {
                    at += 1;
                }
            }
        }
    }

    /// The run of capitals that starts at token `from`: "Bab al-Maqam", "al-Rashidiyah".
    fn capitals(&self, from: usize, end: usize) -> Option<Range<usize>> {
        let article = |i: usize| matches!(self.parsed.word(i), "al" | "Al" | "el" | "El" | "-" | "al-" | "Al-");
        let first = (from..end).find(|&i| !article(i))?;
        if !starts_upper(self.parsed.word(first)) && !self.parsed.word(first).starts_with("al-") {
            return None;
        }
        let run = (from..end).find(|&i| !starts_upper(self.parsed.word(i)) && !article(i)).unwrap_or(end);
        // What is joined by a hyphen belongs to it only before a capital.
        let last = (from..run).rfind(|&i| starts_upper(self.parsed.word(i)) && self.parsed.word(i) != "-")?;
        (last + 1 - from <= 6).then_some(from..last + 1)
    }

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
        if to - from > 1 && self.is_street(from, to) {
            self.push(from..to, PlaceUse::Literal, "a name that ends in a word for a street");
            self.mark(Kind::Facility);
            return end;
        }
        // "Rep. Dale Bumpers, D-Charleston".
        if to - from > 2 && matches!(self.parsed.word(from), "D" | "R") && self.parsed.word(from + 1) == "-" {
            self.whole(from + 2, to, NameLabel::Org);
            return end;
        }
        match label {
            NameLabel::Gpe | NameLabel::Loc => return self.place(from, to, label).max(end),
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
    fn place(&mut self, from: usize, to: usize, label: NameLabel) -> usize {
        if self.short(from, to) || self.people(from, to) {
            return to;
        }
        // "Trinidad and Tobago", where the parser has cut it in two.
        let longer = self.hit(from, self.parsed.sentence(from).end).filter(|&end| end > to);
        let to = longer
            .filter(|&end| starts_upper(self.parsed.word(end - 1)) && self.parsed.word(to) == "and")
            .unwrap_or(to);
        // What stands round the bare name: "northern Syria", "Idlib Province", "Aleppo countryside".
        let (mut first, mut last) = (from, to);
        let aside = |finder: &Self, i: usize| {
            let word = finder.guide.words.get(finder.parsed.word(i));
            word.is_some_and(|word| word.is(Role::Direction) || word.is(Role::Part) || word.is(Role::Type))
                || matches!(finder.parsed.word(i), "of" | "the" | "The" | "-" | "," | "and" | "(")
        };
        if self.hit(from, to) != Some(to) {
            while first + 1 < last && aside(self, first) {
                first += 1;
            }
            while last > first + 1 && aside(self, last - 1) {
                last -= 1;
            }
        }
        let bare_word =
            last == first + 1 && (aside(self, first) || !(self.lower || starts_upper(self.parsed.word(first))));
        let known = self.hit(first, last) == Some(last);
        if bare_word && !(known && self.guide.atlas.is_region(&folded(self.parsed, first..last))) {
            return to;
        }
        if known {
            if self.evidence(first, last, label) >= LEAST {
                self.push(first..last, PlaceUse::Literal, "the parser's place, in the gazetteer");
            }
            return to;
        }
        let parted =
            (first..last).any(|i| matches!(self.parsed.word(i), "," | "-" | "–" | "/" | "and" | "(" | "'s" | "’s"));
        if parted && self.pieces(first, last, 0, false) {
            return to;
        }
        let key = folded(self.parsed, first..last);
        let person = (first..last).any(|i| self.memory.people.contains(&folded(self.parsed, i..i + 1)));
        let told = self.memory.located.contains(&key) || self.beside(&(first..last)).0.is_some() || last > first + 1;
        if told && !person && self.guide.words.trap(&key).is_none() {
            self.push(first..last, PlaceUse::Literal, "the parser's place, in no gazetteer");
        }
        to
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

    /// A hospital, bridge or airport that the parser takes for an organisation.
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

    fn is_street(&self, from: usize, to: usize) -> bool {
        let last = self.parsed.word(to - 1);
        !self.lower && starts_upper(last) && self.role(Some(to - 1), Role::Street) && self.hit(from, to) != Some(to)
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
            return self.hear(from, to);
        }
        if self.evidence(from, to, label) >= LEAST {
            self.push(from..to, PlaceUse::Literal, "a name in the gazetteer, with a place's words round it");
        }
        true
    }

    /// A name in a spelling of its own, of a place in a country that the report is about.
    fn hear(&mut self, from: usize, to: usize) -> bool {
        let key = folded(self.parsed, from..to);
        let told = |code: &str| self.memory.countries.contains(code);
        if self.memory.people.contains(&key) || !self.guide.atlas.sounds_like(&key, told) {
            return false;
        }
        self.push(from..to, PlaceUse::Literal, "sounds like a name in the gazetteer, of a country that is spoken of");
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
        let single = to == from + 1;
        if key.len() < 3 || self.guide.words.trap(&key).is_some() {
            return false;
        }
        if single && (self.guide.words.get(self.parsed.word(from)).is_some() || self.memory.common.contains(&key)) {
            return false;
        }
        if self.memory.places.contains(&key) {
            return true;
        }
        let led = from.checked_sub(1).is_some_and(|i| self.role(Some(i), Role::In) && self.parsed.word(i) != "of");
        !self.memory.people.contains(&key) && self.guide.atlas.is_weighty(&key, least, single, led)
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
        if self.evidence(i, to, label) < if self.lower { LEAST + 1.0 } else { LEAST } {
            return None;
        }
        self.push(i..to, PlaceUse::Literal, "in the gazetteer, with a place's words round it");
        Some(to)
    }

    fn hit(&self, from: usize, to: usize) -> Option<usize> {
        self.guide.atlas.longest(self.parsed, from, to).map(|hit| hit.end)
    }

    /// How much speaks for a place; `label` is what the parser saw, or a cardinal for nothing. A place needs [`LEAST`].
    fn evidence(&self, from: usize, to: usize, label: NameLabel) -> f64 {
        let key = folded(self.parsed, from..to);
        let words = &self.guide.words;
        let before = from.checked_sub(1);
        let mut sum = match label {
            NameLabel::Gpe => 2.8,
            NameLabel::Loc => 2.3,
            NameLabel::Person => -1.0,
            NameLabel::Org => -0.3,
            _ => -0.5,
        };
        let single = to == from + 1;
        if key.len() < 3 && !key.ends_with(|c: char| c.is_ascii_digit()) {
            return 0.0;
        }
        sum += self.guide.atlas.prominence(&key);
        sum += match words.trap(&key) {
            Some(Trap::Not) => return 0.0,
            Some(Trap::Never) => -4.0,
            Some(Trap::Name) => -1.5,
            None => 0.0,
        };
        if !single && key.contains(' ') {
            sum += 0.8;
        }
        if single && self.memory.common.contains(&key) {
            sum -= 1.5;
        }
        let last = &self.parsed.tokens[to - 1];
        if words.is(self.word(before), Role::Locating) {
            sum += 2.6;
        } else if self.role(before, Role::In) {
            sum += 0.8;
        } else if self.memory.located.contains(&key) {
            sum += 1.5;
        } else if last.dep == Dep::Nsubj && words.is(&self.parsed.tokens[last.head].lemma, Role::Speech) {
            sum -= 1.0;
        }
        // "rebel-held Idlib", "the battle for Aleppo"
        let back = |n: usize| from.checked_sub(n);
        let held = self.role(before, Role::Held) && self.word(back(2)) == "-";
        let fought = matches!(self.word(before), "for" | "of" | "over") && self.role(back(2), Role::Fought);
        if held || fought {
            sum += 2.6;
        }
        // "Between Homs and Hama": what is joined to a place is one.
        let joined = matches!(self.word(before), "and" | "or" | ",")
            && self.out.last().is_some_and(|last| {
                last.tokens.end + 1 == from && last.usage == PlaceUse::Literal && last.hint != Some(Kind::Facility)
            });
        if joined {
            sum += 1.2;
        }
        if self.memory.listed.contains_key(&from) {
            sum += 2.5;
        }
        let after = words.get(self.word(Some(to)));
        if after.is_some_and(|word| word.is(Role::Type) || word.is(Role::Part) || word.is(Role::Street)) {
            sum += 1.0;
        }
        if after.is_some_and(|word| word.is(Role::Dweller)) {
            sum += 1.3;
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
        // "Rep. Dale Bumpers, D-Charleston".
        if self.word(before) == "-" && matches!(self.word(from.checked_sub(2)), "D" | "R") {
            sum += 3.0;
        }
        if self.is_dateline(from, to) {
            sum += 3.0;
        }
        if self.memory.people.contains(&key) {
            sum -= 2.5;
        }
        if self.memory.places.contains(&key) {
            sum += if matches!(label, NameLabel::Gpe | NameLabel::Loc) { 0.0 } else { 2.0 };
        }
        if self.word(Some(to)) == "," && self.follows(to + 1, &key) {
            sum += 2.5;
        }
        // "Tal Samin, a town north of".
        if self.word(Some(to)) == "," && matches!(self.word(Some(to + 1)), "a" | "an" | "the") {
            let sort = |i: usize| words.get(self.word(Some(i))).is_some_and(|word| word.is(Role::Type));
            if sort(to + 2) || sort(to + 3) {
                sum += 1.5;
            }
        }
        // A capitalised neighbour makes it a part of some other name.
        let neighbour = |i: Option<usize>| {
            let word = self.word(i);
            starts_upper(word)
                && i.is_some_and(|i| self.parsed.tokens[i].pos == Pos::Propn)
                && words.get(word).is_none()
        };
        if label == NameLabel::Cardinal {
            if !self.lower && (neighbour(before) || neighbour(Some(to))) {
                sum -= 1.0;
            }
            if !(from..to).any(|i| self.parsed.tokens[i].pos == Pos::Propn) {
                sum -= if self.lower { 0.5 } else { 1.0 };
            }
        }
        sum
    }

    /// "BEIRUT (AP) —" at the start of a line.
    fn is_dateline(&self, from: usize, to: usize) -> bool {
        let text = self.parsed.text();
        let start = self.parsed.tokens[from].span.start;
        let opens = text
            .get(..start)
            .is_some_and(|before| before.is_empty() || before.ends_with('\n') || before.ends_with(". "));
        let upper = self.parsed.span(from..to).of(text).chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
        opens && upper && matches!(self.word(Some(to)), "—" | "–" | "-" | "--" | "(" | "_" | ",")
    }

    /// Whether a division or country that holds a place called `key` starts at token `i`.
    fn follows(&self, i: usize, key: &str) -> bool {
        if i >= self.parsed.len() {
            return false;
        }
        if self.guide.words.abbreviations.contains_key(self.parsed.word(i)) {
            return true;
        }
        let Some(end) = self.hit(i, self.parsed.sentence(i).end) else { return false };
        self.guide.atlas.holds(&folded(self.parsed, i..end), key)
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
        if hint.is_none() {
            hint = self.memory.listed.get(&tokens.start).copied().flatten();
        }
        let mut part = None;
        if let Some(i) = before.filter(|&i| self.role(Some(i), Role::Direction)) {
            part = Some(self.hyphened(i));
            // One says "southern Idlib" of the province; of the town it would be "south Idlib".
            if hint.is_none() && self.parsed.word(i).ends_with("ern") {
                hint = Some(Kind::Province);
            }
        } else if let Some(side) = self.side_of(tokens) {
            part = Some(side);
        } else if after.is_some_and(|word| word.is(Role::Part)) {
            part = Some(tokens.end..tokens.end + 1);
            if hint.is_none() && after.is_some_and(|word| word.is(Role::Outlying)) {
                hint = Some(Kind::Province);
            }
        }
        (hint, part)
    }

    /// The direction that ends with token `last`: "north-west" is three tokens.
    fn hyphened(&self, last: usize) -> Range<usize> {
        let first = last
            .checked_sub(2)
            .filter(|&first| self.word(Some(first + 1)) == "-" && self.role(Some(first), Role::Direction));
        first.unwrap_or(last)..last + 1
    }

    /// The noun for a side of the place at `tokens`: "Syria's northwest", "the north of Syria". A side that only
    /// describes another noun ("Syria's northern border") or says where another thing lies ("north of Idlib") is none.
    fn side_of(&self, tokens: &Range<usize>) -> Option<Range<usize>> {
        let head = self.parsed.tokens.get(tokens.end.checked_sub(1)?)?.head;
        let side = if matches!(self.word(Some(tokens.end)), "'s" | "’s") {
            let first = tokens.end + 1;
            let hyphen = self.word(Some(first + 1)) == "-" && self.role(Some(first + 2), Role::Direction);
            first..if hyphen { first + 3 } else { first + 1 }
        } else {
            let of = tokens.start.checked_sub(1).filter(|&of| self.word(Some(of)) == "of")?;
            let side = self.hyphened(of.checked_sub(1)?);
            side.start.checked_sub(1).filter(|&the| self.word(Some(the)) == "the")?;
            side
        };
        let last = side.end - 1;
        let noun = self.parsed.tokens.get(last)?;
        let governs = head == last || self.parsed.tokens.get(head).is_some_and(|head| head.head == last);
        let whole = matches!(noun.pos, Pos::Noun | Pos::Propn) && noun.dep != Dep::Compound;
        (whole && governs && self.role(Some(last), Role::Direction)).then_some(side)
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
