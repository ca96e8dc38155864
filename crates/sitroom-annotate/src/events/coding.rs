//! What auxiliaries and negation make of a type: a promise of help is AGREE, a promise of force THREATEN, a refusal REJECT.

use sitroom_language::Dep;

use super::Draft;
use super::grammar::Grammar;
use crate::stance::Discourse;

/// PLOVER's cooperative acts: to say that one will do them is AGREE, that one will not is REJECT.
const COOPERATIVE: &[&str] = &["CONSULT", "SUPPORT", "COOPERATE", "AID", "CONCEDE", "RETREAT"];
/// PLOVER's acts of conflict: to say that one will do them is THREATEN.
const CONFLICT: &[&str] = &["ASSAULT", "COERCE", "SANCTION", "MOBILIZE", "PROTEST"];

/// Sets negation, and the types of what is only promised, threatened or refused.
pub(crate) fn adjust(grammar: &Grammar<'_>, discourse: &Discourse, found: &mut [Draft<'_>]) {
    for event in found {
        let own = is_negated(grammar, event.governor) || is_negated(grammar, event.token);
        event.negated = own || discourse.standing(event.token).negated;
        let plover = event.plover.as_str();
        let future = is_future(grammar, event.governor);
        let active = !grammar.is_verb(event.token) || !grammar.is_passive(event.token);
        let (changed, cameo) = match (future, event.negated) {
            (true, true) if COOPERATIVE.contains(&plover) || plover == "AGREE" => ("REJECT", "120"),
            (false, true) if plover == "AGREE" => ("REJECT", "120"),
            (true, false) if event.sources.is_empty() => continue,
            (true, false) if plover == "CONSULT" => ("AGREE", "036"),
            (true, false) if plover == "AID" => ("AGREE", "033"),
            (true, false) if COOPERATIVE.contains(&plover) => ("AGREE", "030"),
            (true, false) if CONFLICT.contains(&plover) && active => ("THREATEN", "130"),
            _ => continue,
        };
        if changed == "REJECT" {
            event.negated = false;
        }
        event.plover = changed.into();
        event.cameo = Some(cameo.into());
        event.mode = None;
        event.sub_type = None;
    }
}

fn is_negated(grammar: &Grammar<'_>, i: usize) -> bool {
    grammar
        .parsed
        .children(i)
        .any(|c| grammar.dep(c) == Dep::Neg || (grammar.dep(c) == Dep::Det && grammar.lemma(c) == "no"))
}

/// Whether verb `i` stands with "will", its own or that of the verb it is joined to.
fn is_future(grammar: &Grammar<'_>, i: usize) -> bool {
    let mut at = i;
    for _ in 0..4 {
        if grammar
            .auxiliaries(at)
            .any(|aux| matches!(grammar.lemma(aux), "will" | "shall" | "'ll") && grammar.parsed.word(aux) != "would")
        {
            return true;
        }
        if grammar.parsed.children(at).any(|c| matches!(grammar.dep(c), Dep::Nsubj | Dep::Nsubjpass | Dep::Aux)) {
            return false;
        }
        match (grammar.dep(at), grammar.parsed.head(at)) {
            (Dep::Conj, Some(head)) => at = head,
            _ => return false,
        }
    }
    false
}
