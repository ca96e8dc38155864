//! Dictionary forms by rules: endings are taken off and the result looked up.

use smol_str::SmolStr;

use super::Form;
use super::words::Words;
use crate::Pos;
use crate::tables::{Class, Reader, TableError};
use crate::tokeniser::lower;

#[derive(Debug)]
pub(super) struct Lemmatiser {
    letters: Class,
    parts: Vec<Part>,
}

/// What is known of one part of speech.
#[derive(Debug)]
struct Part {
    pos: Pos,
    /// Endings and what to put in their place.
    rules: Vec<(SmolStr, SmolStr)>,
    /// Words with their dictionary forms.
    exceptions: Words,
    /// Words that are dictionary forms.
    index: Words,
}

impl Lemmatiser {
    pub(super) fn read(section: &[u8]) -> Result<Self, TableError> {
        let mut reader = Reader::new(section);
        let letters = Class::read(&mut reader)?;
        let count = reader.u8()?;
        let parts = (0..count).map(|_| Part::read(&mut reader)).collect::<Result<Vec<_>, _>>()?;
        reader.finish()?;
        Ok(Self { letters, parts })
    }

    /// The dictionary form of `word`.
    pub(super) fn lemma(&self, word: &str, pos: Pos, form: Form) -> SmolStr {
        let is_base = form.base || pos == Pos::Noun && form.singular || pos == Pos::Verb && form.present;
        match self.parts.iter().find(|part| part.pos == pos) {
            Some(part) if !is_base => part.lemma(word, &self.letters),
            None if !is_base && pos == Pos::Propn => word.into(),
            _ => lower(word),
        }
    }
}

impl Part {
    fn read(reader: &mut Reader<'_>) -> Result<Self, TableError> {
        let name = reader.string()?;
        let pos = Pos::parse(&name.to_uppercase()).ok_or(reader.fault())?;
        let count = reader.u8()?;
        let rules = (0..count)
            .map(|_| Ok((reader.string()?.into(), reader.string()?.into())))
            .collect::<Result<Vec<_>, TableError>>()?;
        Ok(Self { pos, rules, exceptions: Words::read(reader)?, index: Words::read(reader)? })
    }

    /// Exceptions come before dictionary words, these before other forms; where nothing fits the word stays as it is.
    fn lemma(&self, word: &str, letters: &Class) -> SmolStr {
        let word_lower = lower(word);
        let mut known: Vec<SmolStr> = Vec::new();
        let mut other = Vec::new();
        let mut unknown = None;
        for (ending, replacement) in &self.rules {
            let Some(stem) = word_lower.strip_suffix(ending.as_str()) else { continue };
            let form: SmolStr = [stem, replacement].concat().into();
            if self.index.contains(&form) {
                known.push(form);
            } else if form.is_empty() {
                continue;
            } else if !form.chars().all(|c| letters.contains(c)) {
                other.push(form);
            } else {
                unknown = unknown.or(Some(form));
            }
        }
        // The last rule that gives a known word wins, and the last exception over all.
        let mut exceptions = self.exceptions.get(&word_lower).unwrap_or_default().split('\t');
        let exception =
            exceptions.rfind(|form| !form.is_empty() && !known.iter().chain(&other).any(|known| known == form));
        exception
            .map(SmolStr::new)
            .or(known.pop())
            .or(other.into_iter().next())
            .or(unknown)
            .unwrap_or_else(|| word.into())
    }
}
