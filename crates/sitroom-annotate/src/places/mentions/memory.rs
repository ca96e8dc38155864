//! What the whole report shows of its names before any of them is read.

use std::collections::{HashMap, HashSet};

use sitroom_gazetteer::Kind;
use sitroom_language::{NameLabel, Parsed};

use super::{folded, starts_upper};
use crate::places::Guide;
use crate::places::words::Role;

/// Names that the whole report shows to be places or people.
pub(super) struct Memory {
    /// The parser's places.
    pub(super) places: HashSet<String>,
    /// Those of them that something is once said to be in, at or near.
    pub(super) located: HashSet<String>,
    /// Each word of people's full names.
    pub(super) people: HashSet<String>,
    /// Codes of the countries that are spoken of.
    pub(super) countries: HashSet<String>,
    /// Words written small somewhere.
    pub(super) common: HashSet<String>,
    /// Tokens in a list of names that one word sorts: "Hama, Aleppo and Latakia provinces".
    pub(super) listed: HashMap<usize, Option<Kind>>,
}

/// Goes through the report once.
pub(super) fn remember(guide: &Guide, parsed: &Parsed) -> Memory {
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
