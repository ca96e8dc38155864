//! Rules that set attributes of tokens which meet conditions; a later rule overrides an earlier one.

use smol_str::SmolStr;

use super::Form;
use crate::hash::{HashMapOf, hash_string};
use crate::tables::{Reader, TableError};
use crate::tokeniser::{is_space, lower};
use crate::{Dep, Pos, Token};

#[derive(Debug)]
pub(super) struct Ruler {
    rules: Vec<Rule>,
    /// Rules by a word that they ask for, else by a tag that they ask for, else all the others.
    by_word: HashMapOf<Vec<usize>>,
    by_tag: HashMapOf<Vec<usize>>,
    others: Vec<usize>,
}

#[derive(Debug)]
struct Rule {
    /// The conditions of one token after the other.
    tokens: Vec<Vec<Condition>>,
    settings: Vec<Setting>,
    /// Which of the tokens is set.
    target: usize,
}

#[derive(Debug)]
struct Condition {
    wanted: Wanted,
    /// Whether the token must have one of them, or none.
    one_of: bool,
}

#[derive(Debug)]
enum Wanted {
    Tag(Vec<SmolStr>),
    Lower(Vec<SmolStr>),
    Dep(Vec<Dep>),
    Space(bool),
}

#[derive(Debug)]
enum Setting {
    Tag(SmolStr),
    Dep(Dep),
    Pos(Pos),
    Form(Form),
    Lemma(SmolStr),
}

impl Ruler {
    pub(super) fn read(section: &[u8]) -> Result<Self, TableError> {
        let mut reader = Reader::new(section);
        let count = reader.u16()?;
        let rules = (0..count).map(|_| Rule::read(&mut reader)).collect::<Result<Vec<_>, _>>()?;
        reader.finish()?;
        let (mut by_word, mut by_tag, mut others) = (HashMapOf::default(), HashMapOf::default(), Vec::new());
        for (i, rule) in rules.iter().enumerate() {
            let wanted = || rule.tokens.first().into_iter().flatten().filter(|condition| condition.one_of);
            let words = wanted().find_map(|condition| match &condition.wanted {
                Wanted::Lower(words) => Some(words),
                _ => None,
            });
            let tags = wanted().find_map(|condition| match &condition.wanted {
                Wanted::Tag(tags) => Some(tags),
                _ => None,
            });
            let index = match (words, tags) {
                (Some(words), _) => Some((&mut by_word, words)),
                (None, Some(tags)) => Some((&mut by_tag, tags)),
                (None, None) => None,
            };
            match index {
                Some((index, keys)) => keys.iter().for_each(|key| {
                    index.entry(hash_string(key)).or_insert_with(Vec::new).push(i);
                }),
                None => others.push(i),
            }
        }
        Ok(Self { rules, by_word, by_tag, others })
    }

    /// Applies the rules that hold for the tokens as they come; returns what was found of each token's morphology.
    pub(super) fn annotate(&self, text: &str, tokens: &mut [Token]) -> Vec<Form> {
        let words: Vec<SmolStr> = tokens.iter().map(|token| lower(token.span.of(text))).collect();
        let mut holding: Vec<(usize, usize)> = Vec::with_capacity(tokens.len() * 2);
        for (i, token) in tokens.iter().enumerate() {
            let by_word = self.by_word.get(&hash_string(&words[i]));
            let by_tag = self.by_tag.get(&hash_string(&token.tag));
            for &number in by_word.into_iter().chain(by_tag).flatten().chain(&self.others) {
                let rule = &self.rules[number];
                let holds = rule.tokens.iter().enumerate().all(|(k, conditions)| {
                    let at = tokens.get(i + k).zip(words.get(i + k));
                    at.is_some_and(|(token, word)| conditions.iter().all(|condition| condition.holds(token, word)))
                });
                if holds {
                    holding.push((number, i + rule.target));
                }
            }
        }
        holding.sort_unstable();
        let mut forms = vec![Form::default(); tokens.len()];
        for (number, i) in holding {
            for setting in &self.rules[number].settings {
                match setting {
                    Setting::Tag(tag) => tokens[i].tag = tag.clone(),
                    Setting::Dep(dep) => tokens[i].dep = *dep,
                    Setting::Pos(pos) => tokens[i].pos = *pos,
                    Setting::Form(form) => forms[i] = *form,
                    Setting::Lemma(lemma) => tokens[i].lemma = lemma.clone(),
                }
            }
        }
        forms
    }
}

impl Rule {
    fn read(reader: &mut Reader<'_>) -> Result<Self, TableError> {
        let mut tokens = Vec::new();
        for _ in 0..reader.u8()? {
            let count = reader.u8()?;
            tokens.push((0..count).map(|_| Condition::read(reader)).collect::<Result<Vec<_>, _>>()?);
        }
        let count = reader.u8()?;
        let settings = (0..count).map(|_| Setting::read(reader)).collect::<Result<Vec<_>, _>>()?;
        let target = usize::from(reader.u8()?);
        if target < tokens.len() { Ok(Self { tokens, settings, target }) } else { Err(reader.fault()) }
    }
}

impl Condition {
    fn read(reader: &mut Reader<'_>) -> Result<Self, TableError> {
        let (attribute, one_of, count) = (reader.u8()?, reader.u8()? == 1, reader.u8()?);
        let words = (0..count).map(|_| reader.string().map(SmolStr::new)).collect::<Result<Vec<_>, _>>()?;
        let wanted = match attribute {
            0 => Wanted::Tag(words),
            1 => Wanted::Lower(words),
            2 => {
                let deps: Option<Vec<Dep>> = words.iter().map(|word| Dep::parse(word)).collect();
                Wanted::Dep(deps.ok_or(reader.fault())?)
            }
            3 => Wanted::Space(words.iter().any(|word| word == "yes")),
            _ => return Err(reader.fault()),
        };
        Ok(Self { wanted, one_of })
    }

    fn holds(&self, token: &Token, lower: &SmolStr) -> bool {
        let has = match &self.wanted {
            Wanted::Tag(tags) => tags.contains(&token.tag),
            Wanted::Lower(words) => words.contains(lower),
            Wanted::Dep(deps) => deps.contains(&token.dep),
            Wanted::Space(space) => lower.chars().all(is_space) == *space,
        };
        has == self.one_of
    }
}

impl Setting {
    fn read(reader: &mut Reader<'_>) -> Result<Self, TableError> {
        let (attribute, value) = (reader.u8()?, reader.string()?);
        let fault = reader.fault();
        Ok(match attribute {
            0 => Self::Tag(value.into()),
            2 => Self::Dep(Dep::parse(value).ok_or(fault)?),
            4 => Self::Pos(Pos::parse(value).ok_or(fault)?),
            5 => Self::Form(Form::parse(value)),
            6 => Self::Lemma(value.into()),
            _ => return Err(fault),
        })
    }
}
