//! Chains of attribution: whose words each token is in, the innermost speaker first.

use std::collections::BTreeMap;

use sitroom_language::Parsed;

use super::{State, Step};
use crate::annotation::{Annotation, Reason, Sayer, Stance};
use crate::cues::Act;

/// The chain of every token.
pub(super) struct Chains {
    /// For each token, an index into `chains`; 0 is the empty chain.
    of: Vec<u32>,
    chains: Vec<Chain>,
}

#[derive(Clone, Debug, Default)]
struct Chain {
    sayers: Vec<Sayer>,
    /// What the nearest sayer does; `None` where the outlet itself speaks.
    act: Option<Act>,
    /// The nearest quote's span, for `explain`.
    span: Option<sitroom_report::Span>,
}

impl Chains {
    pub(super) fn new(parsed: &Parsed, draft: &Annotation) -> Self {
        let mut quotes: Vec<_> = draft.quotes.iter().filter(|quote| quote.act.says()).collect();
        // The widest first; of two that give the same words, the one with the later cue is the nearer.
        quotes.sort_by_key(|quote| {
            let span = quote.words.span();
            (std::cmp::Reverse(span.len()), span.start, quote.cue.as_ref().map_or(0, |cue| cue.start))
        });
        let mut of = vec![0u32; parsed.len()];
        let mut chains = vec![Chain::default()];
        let mut known: BTreeMap<(u32, usize), u32> = BTreeMap::new();
        for (n, quote) in quotes.iter().enumerate() {
            for i in parsed.tokens_in(quote.words.span()) {
                let before = of[i];
                of[i] = *known.entry((before, n)).or_insert_with(|| {
                    let mut chain = Chain { act: Some(quote.act), span: Some(quote.words.span()), sayers: Vec::new() };
                    chain.sayers.extend(quote.speaker.as_ref().map(|speaker| antecedent(parsed, draft, speaker)));
                    let outer = &chains[before as usize].sayers;
                    let repeated =
                        |sayer: &&Sayer| !quote.speaker.as_ref().is_some_and(|own| is_same(draft, own, sayer));
                    chain.sayers.extend(outer.iter().filter(repeated).cloned());
                    chains.push(chain);
                    (chains.len() - 1) as u32
                });
            }
        }
        Self { of, chains }
    }

    /// Who says so of token `i`, nearest first.
    pub(super) fn at(&self, i: usize) -> &[Sayer] {
        self.chain(i).map_or(&[], |chain| &chain.sayers)
    }

    fn chain(&self, i: usize) -> Option<&Chain> {
        self.of.get(i).and_then(|&n| self.chains.get(n as usize))
    }

    /// Lets who says so speak in the stance of what is otherwise the text's own word.
    pub(super) fn settle(&self, i: usize, state: &mut State, reasons: &mut Vec<Step>) {
        let Some(chain) = self.chain(i) else { return };
        match (state.stance, chain.act) {
            (Stance::Asserted, Some(act)) => {
                state.stance = if act == Act::Claim { Stance::Alleged } else { Stance::Attributed };
                let reason = Reason { what: "in somebody's words".to_owned(), entry: None, span: chain.span };
                reasons.push(Step { reason, before: state.reason });
                state.reason = Some((reasons.len() - 1) as u32);
            }
            (Stance::Asserted, None) if state.background => state.stance = Stance::Background,
            _ => {}
        }
    }
}

/// In "the Observatory, which estimates that …" it is the Observatory that says so.
fn antecedent(parsed: &Parsed, draft: &Annotation, sayer: &Sayer) -> Sayer {
    let relative = parsed.tokens_in(sayer.words.span()).all(|i| matches!(parsed.tokens[i].tag.as_str(), "WP" | "WDT"));
    let meant = sayer.actor_i.filter(|_| relative).and_then(|i| draft.actors.get(i));
    meant.map_or_else(|| sayer.clone(), |actor| Sayer { words: actor.words.clone(), actor_i: sayer.actor_i })
}

/// Whether two sayers are the same words or the same actor.
fn is_same(draft: &Annotation, a: &Sayer, b: &Sayer) -> bool {
    let entity = |sayer: &Sayer| sayer.actor_i.and_then(|i| draft.actors.get(i)).and_then(|actor| actor.entity);
    a.words.span() == b.words.span() || (entity(a).is_some() && entity(a) == entity(b))
}
