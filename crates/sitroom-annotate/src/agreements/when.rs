//! When an agreement was made, as its phrase says, and when a turn of its life came.

use std::ops::Range;

use sitroom_language::Dep;

use super::named::Mention;
use crate::annotation::{Annotation, Time, TimeType};
use crate::events::Knowledge;
use crate::events::grammar::Grammar;

/// Whether `verb` tells how an agreement comes to be.
pub(super) fn makes(knowledge: &Knowledge, grammar: &Grammar<'_>, verb: usize) -> bool {
    grammar.is_verb(verb) && knowledge.is_word(grammar, verb, "pact_making")
}

/// The times of the sentence of a token, each with the token that heads it.
fn times<'g>(
    grammar: &'g Grammar<'_>,
    draft: &'g Annotation,
    token: usize,
) -> impl Iterator<Item = (usize, usize, &'g Time)> {
    let sentence = grammar.parsed.span(grammar.parsed.sentence(token));
    let within = move |time: &Time| {
        let own = time.words.span();
        sentence.start <= own.start && own.end <= sentence.end && matches!(time.kind, TimeType::Date | TimeType::Time)
    };
    draft.times.iter().enumerate().filter(move |(_, time)| within(time)).filter_map(|(n, time)| {
        let tokens = grammar.parsed.tokens_in(time.words.span());
        let head = tokens.clone().find(|&t| grammar.parsed.head(t).is_none_or(|head| !tokens.contains(&head)))?;
        Some((n, head, time))
    })
}

/// The nouns between a time and the verb that it hangs on, and that verb.
fn climb(grammar: &Grammar<'_>, head: usize) -> (Vec<usize>, Option<usize>) {
    let mut nouns = vec![head];
    for above in grammar.parsed.ancestors(head).take(8) {
        if grammar.is_verb(above) {
            return (nouns, Some(above));
        }
        nouns.push(above);
    }
    (nouns, None)
}

/// When the agreement of `mention` was made, as its own phrase says: "an August ceasefire", "signed in 2018".
pub(super) fn made(
    knowledge: &Knowledge,
    grammar: &Grammar<'_>,
    draft: &Annotation,
    mention: &Mention,
) -> Option<usize> {
    let phrase = phrase(grammar, mention);
    let clauses = grammar.clauses_of(mention.head);
    let own = |&(_, head, _): &(usize, usize, &Time)| {
        if phrase.contains(&head) {
            return !is_until(grammar, head);
        }
        let (nouns, verb) = climb(grammar, head);
        let told = verb.is_some_and(|verb| clauses.contains(&verb) && makes(knowledge, grammar, verb));
        let of = head > mention.head
            && nouns.contains(&mention.head)
            && grammar.parsed.head(head).is_some_and(|prep| {
                matches!(grammar.lemma(prep), "of" | "from" | "in") && grammar.parsed.head(prep) == Some(mention.head)
            });
        told || of
    };
    times(grammar, draft, mention.head).find(own).map(|(n, ..)| n)
}

/// "A deal until March" says nothing of when it was made.
fn is_until(grammar: &Grammar<'_>, head: usize) -> bool {
    grammar.parsed.head(head).is_some_and(|above| matches!(grammar.lemma(above), "until" | "through" | "since"))
}

/// From the first word before the noun that belongs to it up to the noun.
fn phrase(grammar: &Grammar<'_>, mention: &Mention) -> Range<usize> {
    let before = grammar.parsed.children(mention.head).filter(|&c| c < mention.head && !grammar.is_verb(c));
    let start = before.filter(|&c| grammar.dep(c) != Dep::Punct).map(|c| grammar.parsed.subtree(c).start).min();
    start.unwrap_or(mention.start).min(mention.start)..mention.head + 1
}

/// When the turn came that `trigger` tells of `mention`: the time of its own clause, or of the clause that leads to it
/// ("agreed on Monday to create a zone"), never one that only says which agreement is meant.
pub(super) fn turn(
    knowledge: &Knowledge,
    grammar: &Grammar<'_>,
    draft: &Annotation,
    trigger: usize,
    mention: &Mention,
) -> Option<usize> {
    let phrase = phrase(grammar, mention);
    let own_made = made(knowledge, grammar, draft, mention);
    let verbs = leading(grammar, trigger);
    let reached = |&(n, head, _): &(usize, usize, &Time)| {
        if phrase.contains(&head) || (own_made == Some(n) && !grammar.clauses_of(mention.head).contains(&trigger)) {
            return None;
        }
        let (nouns, verb) = climb(grammar, head);
        if nouns.contains(&trigger) {
            return Some((0, n));
        }
        let rank = verbs.iter().position(|&own| verb == Some(own))?;
        Some((rank + 1, n))
    };
    times(grammar, draft, trigger).filter_map(|time| reached(&time)).min().map(|(_, n)| n)
}

/// The verbs whose time is the trigger's: its own, and those above it that it completes.
fn leading(grammar: &Grammar<'_>, trigger: usize) -> Vec<usize> {
    let mut verbs: Vec<usize> = grammar.is_verb(trigger).then_some(trigger).into_iter().collect();
    let mut at = trigger;
    for _ in 0..4 {
        let Some(above) = grammar.parsed.head(at) else { break };
        let leads = match grammar.dep(at) {
            Dep::Xcomp | Dep::Conj => true,
            Dep::Dobj | Dep::Nsubj | Dep::Nsubjpass | Dep::Prep | Dep::Pobj | Dep::Compound | Dep::Attr => {
                !grammar.is_verb(trigger)
            }
            _ => false,
        };
        if !leads {
            break;
        }
        if grammar.is_verb(above) {
            verbs.push(above);
        }
        at = above;
    }
    verbs
}
