//! The small words of `stance_words.tsv` and the nouns of `stance_event_nouns.tsv`.

use std::collections::{HashMap, HashSet};

use smol_str::SmolStr;

use crate::annotation::Stance;
use crate::lexicon::{LexiconError, Lexicons};

const WORDS: &str = include_str!("../../../../lexicons/stance_words.tsv");
const EVENT_NOUNS: &str = include_str!("../../../../lexicons/stance_event_nouns.tsv");

/// What a small word does to its clause; explained in `stance_words.tsv`.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Role {
    Negation,
    Modal,
    Ability,
    Condition,
    Restriction,
    Without,
    Fact,
    Indefinite,
    Recap,
    LongRunning,
    Habit,
    Any,
    Aim,
    Cause,
    Excess,
    Sufficiency,
}

impl Role {
    fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "negation" => Self::Negation,
            "modal" => Self::Modal,
            "ability" => Self::Ability,
            "condition" => Self::Condition,
            "restriction" => Self::Restriction,
            "without" => Self::Without,
            "fact" => Self::Fact,
            "indefinite" => Self::Indefinite,
            "recap" => Self::Recap,
            "long-running" => Self::LongRunning,
            "habit" => Self::Habit,
            "any" => Self::Any,
            "aim" => Self::Aim,
            "cause" => Self::Cause,
            "excess" => Self::Excess,
            "sufficiency" => Self::Sufficiency,
            _ => return None,
        })
    }
}

/// A small word in a role.
#[derive(Clone, Debug)]
pub(super) struct SmallWord {
    pub(super) role: Role,
    pub(super) effect: Option<Stance>,
    pub(super) entry: String,
}

/// All small words.
pub(super) struct SmallWords {
    words: HashMap<SmolStr, SmallWord>,
    event_nouns: HashSet<SmolStr>,
}

impl SmallWords {
    pub(super) fn new(lexicons: &Lexicons) -> Result<Self, LexiconError> {
        let lexicon = lexicons.load("stance_words.tsv", WORDS)?;
        let (word, role, effect) = (lexicon.column("word")?, lexicon.column("role")?, lexicon.column("effect")?);
        let mut words = HashMap::new();
        for row in &lexicon.rows {
            let role = Role::parse(row.cell(role))
                .ok_or_else(|| lexicon.fault(row, format!("no role {:?}; the head names all roles", row.cell(role))))?;
            let effect = match row.cell(effect) {
                "" => None,
                named => Some(
                    Stance::parse(named)
                        .ok_or_else(|| lexicon.fault(row, format!("no stance {named:?}; use one of the contract's")))?,
                ),
            };
            words.insert(row.cell(word).into(), SmallWord { role, effect, entry: row.entry.clone() });
        }
        let nouns = lexicons.load("stance_event_nouns.tsv", EVENT_NOUNS)?;
        let word = nouns.column("word")?;
        let event_nouns = nouns.rows.iter().map(|row| row.cell(word).into()).collect();
        Ok(Self { words, event_nouns })
    }

    /// The small word `word`, whatever its case.
    pub(super) fn get(&self, word: &str) -> Option<&SmallWord> {
        // The longest entry is short, and most words of a text are longer or no entry as they stand.
        if let Some(found) = self.words.get(word) {
            return Some(found);
        }
        let first = word.chars().next()?;
        (word.len() < 24 && first.is_uppercase()).then(|| self.words.get(word.to_lowercase().as_str())).flatten()
    }

    /// `word` where it has the role `role`.
    pub(super) fn in_role(&self, word: &str, role: Role) -> Option<&SmallWord> {
        self.get(word).filter(|found| found.role == role)
    }

    /// Whether `lemma` is a noun that tells of a happening.
    pub(super) fn is_event_noun(&self, lemma: &str) -> bool {
        self.event_nouns.contains(lemma)
    }
}
