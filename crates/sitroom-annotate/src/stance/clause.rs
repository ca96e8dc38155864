//! What a clause shows of itself: tense, mood, negation.

use sitroom_language::{Dep, Parsed, Pos};

use super::words::{Role, SmallWord, SmallWords};

/// Whether token `i` is the verb of a clause of its own, and no auxiliary of another's.
pub(super) fn is_clause(parsed: &Parsed, i: usize) -> bool {
    let token = &parsed.tokens[i];
    matches!(token.pos, Pos::Verb | Pos::Aux)
        && !matches!(token.dep, Dep::Aux | Dep::Auxpass | Dep::Amod | Dep::Compound | Dep::Neg)
        && token.tag != "TO"
        && token.tag != "MD"
}

/// The auxiliaries of the verb at token `i`.
pub(super) fn auxiliaries(parsed: &Parsed, i: usize) -> impl Iterator<Item = usize> + '_ {
    parsed.children(i).filter(|&c| matches!(parsed.tokens[c].dep, Dep::Aux | Dep::Auxpass))
}

/// Whether the verb at token `i` stands with "to".
pub(super) fn has_to(parsed: &Parsed, i: usize) -> bool {
    auxiliaries(parsed, i).any(|c| parsed.tokens[c].tag == "TO")
}

/// Whether the clause of token `i` has tense: a finite verb or auxiliary.
pub(super) fn is_finite(parsed: &Parsed, i: usize) -> bool {
    let finite = |c: usize| matches!(parsed.tokens[c].tag.as_str(), "VBD" | "VBZ" | "VBP" | "MD");
    finite(i) || auxiliaries(parsed, i).any(finite)
}

/// Whether the clause of token `i` tells of the past: simple past or perfect, without a modal.
pub(super) fn is_past(parsed: &Parsed, i: usize) -> bool {
    let tag = |c: usize| parsed.tokens[c].tag.as_str();
    if auxiliaries(parsed, i).any(|c| matches!(tag(c), "MD" | "TO")) {
        return false;
    }
    tag(i) == "VBD"
        || auxiliaries(parsed, i).any(|c| tag(c) == "VBD" || parsed.tokens[c].lemma == "have")
        || (tag(i) == "VBN" && auxiliaries(parsed, i).next().is_none())
}

/// Whether the clause of token `i` is in the present or past perfect.
pub(super) fn is_perfect(parsed: &Parsed, i: usize) -> bool {
    auxiliaries(parsed, i).any(|c| parsed.tokens[c].lemma == "have") && !has_to(parsed, i)
}

/// The subject of the clause of token `i`.
pub(super) fn subject(parsed: &Parsed, i: usize) -> Option<usize> {
    parsed.children(i).find(|&c| matches!(parsed.tokens[c].dep, Dep::Nsubj | Dep::Nsubjpass | Dep::Csubj | Dep::Expl))
}

/// Whether the verb at token `i` commands: a bare form at the start of its sentence or of somebody's words, with no
/// subject, and no auxiliary but "do".
pub(super) fn is_imperative(parsed: &Parsed, i: usize) -> bool {
    let token = &parsed.tokens[i];
    if !matches!(token.tag.as_str(), "VB" | "VBP") || subject(parsed, i).is_some() {
        return false;
    }
    if auxiliaries(parsed, i).any(|c| parsed.tokens[c].lemma != "do") {
        return false;
    }
    match token.dep {
        Dep::Root | Dep::Parataxis => {}
        // Words of somebody's that a cue gives directly.
        Dep::Ccomp if parsed.child(i, Dep::Mark).is_none() => {
            let governor = &parsed.tokens[token.head];
            return token.tag == "VB" && !matches!(governor.lemma.as_str(), "make" | "let" | "help" | "see" | "have");
        }
        _ => return false,
    }
    // Nothing but adverbs, "please", negation and marks stands before it.
    parsed.sentence(i).take_while(|&c| c < i).all(|c| {
        matches!(
            parsed.tokens[c].pos,
            Pos::Adv | Pos::Punct | Pos::Intj | Pos::Space | Pos::Part | Pos::Cconj | Pos::Aux
        )
    })
}

/// The word that negates token `i`: "not", "never", a subject or object with "no".
pub(super) fn negation<'a>(parsed: &Parsed, words: &'a SmallWords, i: usize) -> Option<(usize, &'a SmallWord)> {
    let negating = |c: usize| words.in_role(parsed.word(c), Role::Negation).map(|word| (c, word));
    let verbal = matches!(parsed.tokens[i].pos, Pos::Verb | Pos::Aux);
    parsed.children(i).find_map(|c| {
        let word = match parsed.tokens[c].dep {
            Dep::Neg | Dep::Preconj => negating(c),
            Dep::Advmod => negating(c).or_else(|| parsed.child(c, Dep::Neg).and_then(negating)),
            Dep::Det if !verbal => negating(c),
            Dep::Nsubj | Dep::Nsubjpass | Dep::Dobj | Dep::Attr if verbal => {
                negating(c).or_else(|| parsed.children_by(c, Dep::Det).find_map(negating))
            }
            _ => None,
        }?;
        // "not only" and "not just" affirm.
        let next = parsed.tokens.get(word.0 + 1).map(|token| token.lemma.as_str());
        (!matches!(next, Some("only" | "just" | "merely"))).then_some(word)
    })
}

/// The modal auxiliary of the verb at token `i`.
pub(super) fn modal<'a>(parsed: &Parsed, words: &'a SmallWords, i: usize) -> Option<(usize, &'a SmallWord)> {
    auxiliaries(parsed, i).find_map(|c| {
        let word = words.get(parsed.word(c)).filter(|word| matches!(word.role, Role::Modal | Role::Ability))?;
        // "'d" is also "had": the tag tells.
        (parsed.tokens[c].tag == "MD").then_some((c, word))
    })
}

/// The adverbial clause that the clause of token `i` hangs on: "if …", "unless …", "should attacks continue".
pub(super) fn condition<'a>(
    parsed: &Parsed,
    words: &'a SmallWords,
    i: usize,
) -> Option<(usize, Option<&'a SmallWord>)> {
    parsed.children(i).find_map(|c| condition_clause(parsed, words, c).map(|word| (c, word)))
}

/// Whether token `i` heads a clause that is a condition, and the word that makes it one.
pub(super) fn condition_clause<'a>(parsed: &Parsed, words: &'a SmallWords, i: usize) -> Option<Option<&'a SmallWord>> {
    if !matches!(parsed.tokens[i].dep, Dep::Advcl | Dep::Ccomp) {
        return None;
    }
    if parsed.tokens[i].dep == Dep::Advcl {
        let mark = parsed.children_by(i, Dep::Mark).find_map(|mark| words.in_role(parsed.word(mark), Role::Condition));
        if mark.is_some() {
            return Some(mark);
        }
    }
    let subject = subject(parsed, i)?;
    let inverted = auxiliaries(parsed, i).next().filter(|&c| c < subject && parsed.subtree(i).start == c);
    let inverted = inverted.filter(|&c| matches!(parsed.tokens[c].lemma.as_str(), "should" | "have" | "be"))?;
    let asked = parsed.sentence(i).last().is_some_and(|last| parsed.word(last) == "?");
    (!asked && (parsed.tokens[inverted].lemma == "should" || parsed.tokens[inverted].tag == "VBD")).then_some(None)
}

/// Whether the noun at token `i` names something in particular: "the attack", "Turkey's offensive".
pub(super) fn is_definite(parsed: &Parsed, words: &SmallWords, i: usize) -> bool {
    parsed.children(i).any(|c| match parsed.tokens[c].dep {
        Dep::Det => {
            words.in_role(parsed.word(c), Role::Indefinite).is_none()
                && words.in_role(parsed.word(c), Role::Negation).is_none()
        }
        Dep::Poss => true,
        _ => false,
    })
}
