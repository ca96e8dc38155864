//! PLOVER contexts: what an event is about besides who did what.

use std::collections::{BTreeMap, BTreeSet};

use smol_str::SmolStr;

use super::grammar::Grammar;
use crate::lexicon::{LexiconError, Lexicons};

/// Lemmas and the context each one tells of.
pub(crate) struct Contexts {
    words: BTreeMap<SmolStr, SmolStr>,
}

impl Contexts {
    pub(crate) fn new(lexicons: &Lexicons) -> Result<Self, LexiconError> {
        let lexicon = lexicons.load("contexts.tsv", include_str!("../../../../lexicons/events/contexts.tsv"))?;
        let (context, words) = (lexicon.column("context")?, lexicon.column("words")?);
        let pairs =
            lexicon.rows.iter().flat_map(|row| row.list(words).map(|word| (word.into(), row.cell(context).into())));
        Ok(Self { words: pairs.collect() })
    }

    /// The contexts that the words under `trigger` tell of.
    pub(crate) fn of(&self, grammar: &Grammar<'_>, trigger: usize) -> Vec<String> {
        let range = grammar.parsed.subtree(trigger);
        // A long clause is about many things; only the trigger's near words speak for it.
        let near = range.start.max(trigger.saturating_sub(12))..range.end.min(trigger + 25);
        let found: BTreeSet<&SmolStr> = near.filter_map(|i| self.words.get(grammar.lemma(i))).collect();
        found.into_iter().map(ToString::to_string).collect()
    }
}
