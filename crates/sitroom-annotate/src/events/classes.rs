//! Semantic classes of nouns: what is a weapon, an armed force, a civilian, a place, a measure.

use std::collections::{BTreeMap, BTreeSet};

use sitroom_language::{Dep, NameLabel};
use smol_str::SmolStr;

use super::grammar::Grammar;
use crate::lexicon::{Lexicon, LexiconError};

/// Words that may stand in a slot.
#[derive(Clone, Debug, Default)]
pub(crate) struct Members {
    /// Listed one by one: the head of a phrase must be one.
    words: BTreeSet<SmolStr>,
    /// Of classes: the head, or what stands before it ("*police* officers").
    kinds: BTreeSet<SmolStr>,
    /// Built in: any name of a place, of an actor.
    names: Vec<&'static [NameLabel]>,
}

const PLACES: &[NameLabel] = &[NameLabel::Gpe, NameLabel::Loc, NameLabel::Fac];
const ACTORS: &[NameLabel] = &[NameLabel::Gpe, NameLabel::Norp, NameLabel::Org, NameLabel::Person];
const PERSONS: &[NameLabel] = &[NameLabel::Person];
const STATES: &[NameLabel] = &[NameLabel::Gpe];

impl Members {
    /// Whether the noun phrase or word of token `i` is one of these: by its head, or by what stands before the head.
    pub(crate) fn hold(&self, grammar: &Grammar<'_>, i: usize) -> bool {
        self.hold_word(grammar, i)
            || self.named(grammar, i)
            || (grammar.parsed.children(i))
                .filter(|&c| c < i && matches!(grammar.dep(c), Dep::Compound | Dep::Amod | Dep::Nmod | Dep::Poss))
                .any(|c| grammar.dep(c) != Dep::Poss && self.kinds.contains(grammar.lemma(c)))
            // "dozens of civilians", "a group of rebels"
            || (is_container(grammar, i) && grammar.by_preposition(i, "of").any(|inner| self.hold_word(grammar, inner) || self.named(grammar, inner)))
    }

    /// Whether a word before the head of token `i` is one of the listed words.
    fn modify(&self, grammar: &Grammar<'_>, i: usize) -> bool {
        let before = grammar.parsed.children(i).filter(|&c| c < i);
        let mut before = before.filter(|&c| matches!(grammar.dep(c), Dep::Compound | Dep::Amod | Dep::Nmod));
        before.any(|c| self.words.contains(grammar.lemma(c)))
    }

    /// Whether the word of token `i` itself is one, alone or with the word before it.
    pub(crate) fn hold_word(&self, grammar: &Grammar<'_>, i: usize) -> bool {
        let lemma = grammar.lemma(i);
        let one = |word: &str| self.words.contains(word) || self.kinds.contains(word);
        // The parser leaves the plural of names as it is: "the Islamists".
        let singular = lemma.strip_suffix('s').filter(|_| grammar.tag(i).starts_with("NNP"));
        one(lemma) || singular.is_some_and(one) || (i > 0 && one(format!("{} {lemma}", grammar.lemma(i - 1)).as_str()))
    }

    fn named(&self, grammar: &Grammar<'_>, i: usize) -> bool {
        if self.names.is_empty() {
            return false;
        }
        (grammar.is_place(i) && self.names.iter().any(|set| set.contains(&NameLabel::Gpe)))
            || (grammar.parsed.name_at(i)).is_some_and(|name| self.names.iter().any(|set| set.contains(&name.label)))
    }
}

/// Whether noun `i` only counts what follows "of".
pub(crate) fn is_container(grammar: &Grammar<'_>, i: usize) -> bool {
    matches!(
        grammar.lemma(i),
        "dozen"
            | "hundred"
            | "thousand"
            | "million"
            | "score"
            | "number"
            | "group"
            | "some"
            | "many"
            | "most"
            | "part"
            | "one"
            | "ten"
            | "series"
            | "couple"
            | "member"
            | "wave"
            | "lot"
            | "all"
            | "several"
            | "amount"
            | "whole"
            | "rest"
            | "half"
            | "much"
            | "majority"
    ) || grammar.pos(i) == sitroom_language::Pos::Num
}

/// The classes of `lexicons/events/classes.tsv`.
#[derive(Debug)]
pub(crate) struct Classes {
    named: BTreeMap<SmolStr, Members>,
}

impl Classes {
    pub(crate) fn new(lexicon: &Lexicon) -> Result<Self, LexiconError> {
        let (class, words) = (lexicon.column("class")?, lexicon.column("words")?);
        let built_in = [("place", PLACES), ("actor", ACTORS), ("person", PERSONS), ("state", STATES)];
        let mut classes = Self { named: BTreeMap::new() };
        for (name, labels) in built_in {
            classes.named.insert(name.into(), Members { names: vec![labels], ..Members::default() });
        }
        for row in &lexicon.rows {
            let listed: Vec<&str> = row.list(words).collect();
            let more = classes.members(listed.into_iter()).map_err(|fault| lexicon.fault(row, fault))?;
            let own = classes.named.entry(row.cell(class).into()).or_default();
            own.words.extend(more.words);
            own.kinds.extend(more.kinds);
            own.names.extend(more.names);
        }
        Ok(classes)
    }

    /// The members that `values` name, each a lemma or the `@class` of an earlier row.
    pub(crate) fn members<'v>(&self, values: impl Iterator<Item = &'v str>) -> Result<Members, String> {
        let mut members = Members::default();
        for value in values {
            match value.strip_prefix('@') {
                None => {
                    members.words.insert(value.replace('_', " ").into());
                }
                Some(class) => {
                    let found = self
                        .named
                        .get(class)
                        .ok_or(format!("no class @{class}; name it in classes.tsv above its use"))?;
                    members.kinds.extend(found.words.iter().chain(&found.kinds).cloned());
                    members.names.extend(&found.names);
                }
            }
        }
        Ok(members)
    }

    /// Whether the word of token `i` itself is of the class `name`.
    pub(crate) fn is_word(&self, grammar: &Grammar<'_>, i: usize, name: &str) -> bool {
        self.named.get(name).is_some_and(|members| members.hold_word(grammar, i))
    }

    /// Whether token `i` is of the class `name`; a class that no row names has no members.
    pub(crate) fn is(&self, grammar: &Grammar<'_>, i: usize, name: &str) -> bool {
        self.named.get(name).is_some_and(|members| members.hold(grammar, i) || members.modify(grammar, i))
    }
}
