//! What a clause shows of itself: tense, mood, negation.

use sitroom_language::{Dep, Parsed, Pos};

use super::words::{Role, SmallWord, SmallWords};

/// Whether token `i` is the verb of a clause of its own, and no auxiliary of another's.
pub(super) fn is_clause(parsed: &Parsed, i: usize) -> bool {
    let token = &parsed.tokens[i];
    matches!(token.pos, Pos::Verb | Pos::Aux)
        && !matches!(token.dep, Dep::Aux | Dep::Auxpass | Dep::Amod | Dep::Compound | Dep::Neg | Dep::Prep)
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

/// Whether the clause of token `i` is in the plain present: no auxiliary but those of the passive.
pub(super) fn is_plain_present(parsed: &Parsed, i: usize) -> bool {
    let present = |c: usize| matches!(parsed.tokens[c].tag.as_str(), "VBZ" | "VBP");
    match parsed.children(i).find(|&c| matches!(parsed.tokens[c].dep, Dep::Aux | Dep::Auxpass)) {
        None => present(i),
        Some(first) => present(first) && parsed.tokens[first].dep == Dep::Auxpass,
    }
}

/// The subject of the clause of token `i`.
pub(super) fn subject(parsed: &Parsed, i: usize) -> Option<usize> {
    parsed.children(i).find(|&c| matches!(parsed.tokens[c].dep, Dep::Nsubj | Dep::Nsubjpass | Dep::Csubj | Dep::Expl))
}

/// Whether the verb at token `i` is a bare form that heads a sentence: a verb with neither tense nor auxiliary.
pub(super) fn is_bare(parsed: &Parsed, i: usize) -> bool {
    let helps = |c: usize| matches!(parsed.tokens[c].lemma.as_str(), "do" | "have") || parsed.tokens[c].tag == "MD";
    // With several as its subject a bare form is a present: "four million people depend on aid".
    let several = subject(parsed, i).is_some_and(|subject| subject < i && parsed.tokens[subject].tag == "NNS");
    !several && parsed.tokens[i].tag == "VB" && parsed.tokens[i].dep == Dep::Root && !auxiliaries(parsed, i).any(helps)
}

/// Whether the verb at token `i` commands: a bare form with no subject, and no auxiliary but "do".
pub(super) fn is_imperative(parsed: &Parsed, i: usize) -> bool {
    let token = &parsed.tokens[i];
    let auxiliaries = || parsed.children(i).filter(|&c| parsed.tokens[c].dep == Dep::Aux);
    let bare = match token.tag.as_str() {
        "VB" => true,
        // The tagger takes a bare form at the start of a sentence for a present.
        "VBP" => parsed.sentence(i).take_while(|&c| c < i).all(|c| is_before_imperative(parsed, c)),
        // "Don't get caught".
        "VBN" => {
            let passive = parsed.child(i, Dep::Auxpass).is_some_and(|c| parsed.tokens[c].tag == "VB");
            passive && auxiliaries().next().is_some()
        }
        _ => false,
    };
    if !bare || subject(parsed, i).is_some() || auxiliaries().any(|c| parsed.tokens[c].lemma != "do") {
        return false;
    }
    match token.dep {
        Dep::Root | Dep::Parataxis | Dep::Dep => true,
        // Words of somebody's that a cue gives directly; "let them go" has a subject or an object before it.
        Dep::Ccomp | Dep::Advcl => {
            token.tag == "VB" && parsed.child(i, Dep::Mark).is_none() && parsed.tokens[token.head].tag != "VB"
        }
        // "a word of advice: leave".
        Dep::Acl => token.tag == "VB" && parsed.word(i.saturating_sub(1)) == ":",
        _ => false,
    }
}

fn is_before_imperative(parsed: &Parsed, i: usize) -> bool {
    matches!(parsed.tokens[i].pos, Pos::Adv | Pos::Punct | Pos::Intj | Pos::Space | Pos::Part | Pos::Cconj | Pos::Aux)
}

/// Whether the clause of token `i` asks yes or no: its first auxiliary or copula before its subject, and no "wh" word,
/// for "why did it end" says that it ended.
pub(super) fn is_inverted(parsed: &Parsed, i: usize) -> bool {
    let Some(subject) = subject(parsed, i) else { return false };
    let first = auxiliaries(parsed, i).next().unwrap_or(i);
    let asks = |c: usize| matches!(parsed.tokens[c].tag.as_str(), "WRB" | "WP" | "WDT" | "WP$");
    first < subject && !parsed.subtree(i).take_while(|&c| c < subject).any(asks)
}

/// The word that negates token `i`: "not", "never", a subject or object with "no".
pub(super) fn negation<'a>(parsed: &Parsed, words: &'a SmallWords, i: usize) -> Option<(usize, &'a SmallWord)> {
    // What opens a bracket speaks of what is in it: "they left (not that it helped)".
    let opens = |c: usize| c > i && c > 0 && matches!(parsed.word(c - 1), "(" | "[");
    let negating = |c: usize| words.in_role(parsed.word(c), Role::Negation).filter(|_| !opens(c)).map(|word| (c, word));
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

/// The adverbial clause that the clause of token `i` hangs on: "if …", "unless …", "should the shelling go on".
pub(super) fn condition<'a>(
    parsed: &Parsed,
    words: &'a SmallWords,
    i: usize,
) -> Option<(usize, Option<&'a SmallWord>)> {
    // "even if" leaves its own clause open, and not what it stands beside.
    let even = |c: usize| parsed.children_by(c, Dep::Mark).any(|mark| is_after(parsed, mark, "even"));
    let mut clauses = parsed.children(i).filter(|&c| !even(c));
    clauses.find_map(|c| condition_clause(parsed, words, c).map(|word| (c, word)))
}

fn is_after(parsed: &Parsed, i: usize, word: &str) -> bool {
    i > 0 && parsed.word(i - 1).eq_ignore_ascii_case(word)
}

/// Whether token `i` heads a clause that is a condition, and the word that makes it one.
pub(super) fn condition_clause<'a>(parsed: &Parsed, words: &'a SmallWords, i: usize) -> Option<Option<&'a SmallWord>> {
    if !matches!(parsed.tokens[i].dep, Dep::Advcl | Dep::Ccomp) {
        return None;
    }
    if parsed.tokens[i].dep == Dep::Advcl {
        // "It looks as if it had ended" compares.
        let marks = parsed.children_by(i, Dep::Mark).filter(|&mark| !is_after(parsed, mark, "as"));
        let mark = marks.map(|mark| parsed.word(mark)).find_map(|word| words.in_role(word, Role::Condition));
        if mark.is_some() {
            return Some(mark);
        }
    }
    inverted_should(parsed, i).map(|_| None)
}

/// The auxiliary that opens the clause of token `i` as a condition: "should the shelling go on", "had they left".
pub(super) fn inverted_should(parsed: &Parsed, i: usize) -> Option<usize> {
    let subject = subject(parsed, i)?;
    let first = auxiliaries(parsed, i).next().filter(|&c| c < subject)?;
    let token = &parsed.tokens[first];
    let conditional = token.lemma == "should" || (matches!(token.lemma.as_str(), "have" | "be") && token.tag == "VBD");
    let asked = parsed.sentence(i).rev().take(3).any(|c| parsed.word(c).ends_with('?'));
    let matrix = parsed.tokens[i].dep == Dep::Advcl
        || parsed.children(i).any(|c| parsed.tokens[c].dep == Dep::Ccomp && c < first);
    (conditional && !asked && matrix).then_some(first)
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
