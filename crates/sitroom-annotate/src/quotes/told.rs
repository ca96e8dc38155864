//! What is told by the shape of the sentence: a cue, its source, and the clause or act that it takes.

use std::ops::Range;

use sitroom_language::{Dep, Parsed, Pos};

use super::source;
use crate::cues::{Act, Complement, Cue, Cues, Effect, Frame};

/// An attribution found in the tree of its sentence.
#[derive(Clone, Debug)]
pub(super) struct Told {
    /// The tokens that tell of saying: "called for", "according to".
    pub(super) cue: Range<usize>,
    /// The token that names who.
    pub(super) source: Option<usize>,
    /// The tokens said, in pieces where the cue stands between them.
    pub(super) content: Vec<Range<usize>>,
    pub(super) act: Act,
    /// The lexicon entry that fired.
    pub(super) entry: Option<String>,
    pub(super) what: &'static str,
    /// Whether it stands only if the words are in quotation marks.
    pub(super) marks_only: bool,
}

/// All attributions of the text, by cue.
pub(super) fn find(parsed: &Parsed, cues: &Cues) -> Vec<Told> {
    let mut found = Vec::new();
    for i in 0..parsed.len() {
        if let Some(told) = according(parsed, i) {
            found.push(told);
            continue;
        }
        let Some(cue) = cues.at(parsed, i).filter(|cue| cue.act != Act::None) else { continue };
        if parsed.tokens[i].pos == Pos::Aux && parsed.tokens[i].dep == Dep::Aux {
            continue;
        }
        found.extend(by_cue(parsed, cues, i, cue));
    }
    found
}

fn by_cue(parsed: &Parsed, cues: &Cues, i: usize, cue: &Cue) -> Vec<Told> {
    let complements = cues.complements(parsed, i, cue);
    let source = source::source(parsed, cues, i, cue).and_then(|source| near(parsed, i, source));
    let told = |tokens: Range<usize>, content: Vec<Range<usize>>, what: &'static str, marks_only: bool| Told {
        cue: tokens,
        source,
        content,
        act: cue.act,
        entry: Some(cue.entry.clone()),
        what,
        marks_only,
    };
    if complements.is_empty() {
        let content = parenthesis(parsed, i, cue);
        return content.map(|content| told(i..i + 1, content, "clause beside the cue", false)).into_iter().collect();
    }
    let mut found: Vec<Told> = Vec::new();
    for complement in &complements {
        let clause = matches!(complement.frame, Frame::That | Frame::Words | Frame::To | Frame::Whether);
        if (source.is_none() && !clause) || !is_said(parsed, cue.act, complement, &complements) {
            continue;
        }
        let mut content = pieces(parsed, cues, i, complement);
        if content.is_empty() {
            continue;
        }
        // "put the toll at 18": a finding is a number, and what it is the number of.
        if complement.frame == Frame::Preposition("at".into()) {
            if !content.iter().any(|piece| piece.clone().any(|t| parsed.tokens[t].pos == Pos::Num)) {
                continue;
            }
            if let (Some(object), [piece]) = (parsed.child(i, Dep::Dobj), content.as_mut_slice()) {
                piece.start = piece.start.min(parsed.subtree(object).start).max(i + 1);
            }
        }
        let tokens = cue_tokens(parsed, i, complement);
        // "described the strike as a crime": one statement, of its object and its label.
        match (found.last_mut(), content.as_slice()) {
            (Some(last), [piece])
                if !clause && last.content.len() == 1 && piece.start > i && last.content[0].start > i =>
            {
                last.content[0].end = piece.end.max(last.content[0].end);
            }
            _ => found.push(told(tokens, content, "complement of the cue", complement.frame == Frame::Words)),
        }
    }
    found
}

/// Whether a complement is something said or held, and not what merely happens ("continued to advance") or the one to
/// whom it is said ("accused" has its accused in what is said; "warned them of" has not).
fn is_said(parsed: &Parsed, act: Act, complement: &Complement, all: &[Complement]) -> bool {
    let happens = matches!(complement.effect, Effect::Same | Effect::Opposite | Effect::Follows | Effect::Obliged);
    let asks = matches!(act, Act::Demand | Act::Fear | Act::Threaten | Act::Promise);
    let addressed = complement.frame == Frame::Object
        && all.iter().any(|other| match &other.frame {
            // "quoted him as saying"
            Frame::Preposition(_) => asks || parsed.tokens[other.token].dep == Dep::Pcomp && act == Act::Say,
            Frame::Ing => asks,
            _ => false,
        });
    !happens && !addressed
}

/// The source, if it stands in the cue's paragraph; else the noun phrase that opens the cue's own sentence there.
fn near(parsed: &Parsed, i: usize, source: usize) -> Option<usize> {
    let (from, to) = (source.min(i), source.max(i));
    let Some(line) = (from..to).rev().find(|&t| parsed.word(t).contains('\n')).filter(|_| source < i) else {
        return Some(source);
    };
    let noun = |t: usize| {
        matches!(parsed.tokens[t].pos, Pos::Noun | Pos::Propn | Pos::Pron)
            && !matches!(parsed.tokens[t].dep, Dep::Compound | Dep::Poss | Dep::Nmod | Dep::Amod)
    };
    let adverbial = |t: usize| parsed.head(t).is_some_and(|head| parsed.tokens[head].dep == Dep::Prep);
    (line + 1..i).find(|&t| noun(t) && !adverbial(t))
}

/// "called for", "ruled out": the cue with the preposition or particle right after it.
fn cue_tokens(parsed: &Parsed, i: usize, complement: &Complement) -> Range<usize> {
    let joined = |c: &usize| {
        parsed.tokens[*c].dep == Dep::Prt
            || matches!(complement.frame, Frame::Preposition(_)) && parsed.tokens[*c].dep == Dep::Prep
    };
    let next = parsed.children(i).find(|c| *c == i + 1).filter(joined);
    i..next.map_or(i + 1, |c| c + 1)
}

/// The tokens of a complement, without the cue and its own where they stand in between.
fn pieces(parsed: &Parsed, cues: &Cues, i: usize, complement: &Complement) -> Vec<Range<usize>> {
    let mut head = complement.token;
    // "quoted him as saying that …": what is quoted is what he said.
    if complement.frame == Frame::Preposition("as".into())
        && parsed.tokens[head].dep == Dep::Pcomp
        && let Some(cue) = cues.at(parsed, head)
    {
        let inner = cues.complements(parsed, head, cue);
        head = inner.first().map_or(head, |inner| inner.token);
    }
    let range = own_words(parsed, i, head);
    if !range.contains(&i) {
        return vec![range];
    }
    // A hull that holds the cue: what hangs on the content before it, and after it.
    let own = |t: usize| t == head || parsed.is_ancestor(head, t);
    let left_end = (range.start..i).rev().find(|&t| own(t)).map_or(range.start, |t| t + 1);
    let right_start = (i + 1..range.end).find(|&t| own(t)).unwrap_or(range.end);
    [range.start..left_end, right_start..range.end].into_iter().filter(|piece| !piece.is_empty()).collect()
}

/// "The talks, he said, had failed"; "As the agency reported, …": the cue hangs on what it tells.
fn parenthesis(parsed: &Parsed, i: usize, cue: &Cue) -> Option<Vec<Range<usize>>> {
    if !cue.act.speaks() || parsed.tokens[i].pos != Pos::Verb {
        return None;
    }
    let head = parsed.head(i)?;
    let as_mark = || parsed.child(i, Dep::Mark).is_some_and(|mark| parsed.tokens[mark].lemma == "as");
    let says = matches!(cue.act, Act::Say | Act::Report | Act::Claim | Act::Believe);
    match parsed.tokens[i].dep {
        Dep::Parataxis => {}
        // "Six died, the army said", taken for two clauses side by side.
        Dep::Conj if says && is_after_comma(parsed, i, head) => {}
        Dep::Advcl if says && as_mark() => {}
        _ => return None,
    }
    Some(without(own_words(parsed, i, head), parsed.subtree(i)))
}

/// The words that hang on `head` and are said by the cue at `i`, without clauses joined to it that are not: a verb
/// with tense joined to an infinitive, and a clause that has a cue of its own beside it.
fn own_words(parsed: &Parsed, i: usize, head: usize) -> Range<usize> {
    let mut range = parsed.subtree(head);
    let tense = |c: usize| matches!(parsed.tokens[c].tag.as_str(), "VBD" | "VBZ" | "VBP" | "MD");
    let is_finite = |c: usize| tense(c) || parsed.children(c).any(|c| parsed.tokens[c].dep == Dep::Aux && tense(c));
    let mut at = head;
    while let Some(next) = parsed.child(at, Dep::Conj) {
        let start = parsed.subtree(next).start;
        // "A, according to X, and B": X says no more than A.
        let between = head < i && i < start;
        let ends = is_finite(next) && (!is_finite(head) || between || has_own_cue(parsed, next, i));
        // "A, according to X, and B, Y said": Y says B.
        if i > range.end && is_finite(next) && has_own_cue_before(parsed, at, start, i) {
            let own = parsed.subtree(next);
            return own.start..own.end.min(range.end);
        }
        if ends && start > at && range.contains(&start) {
            let joined = |t: usize| matches!(parsed.tokens[t].pos, Pos::Cconj | Pos::Punct | Pos::Space);
            range.end = (range.start + 1..=start).rev().find(|&end| !joined(end - 1)).unwrap_or(start);
            break;
        }
        at = next;
    }
    // "warned that it could end in blood as the leaders met": what happens meanwhile is not said.
    for clause in parsed.children_by(head, Dep::Advcl).filter(|&c| c > head && c > i) {
        let mark = parsed.child(clause, Dep::Mark).filter(|&mark| parsed.tokens[mark].lemma == "as");
        let range_of = parsed.subtree(clause);
        if mark == Some(range_of.start) && parsed.tokens[clause].tag == "VBD" && range_of.end == range.end {
            range.end = range_of.start;
        }
    }
    range
}

/// Whether the clause of token `clause` has a cue of its own beside it, before token `end`.
fn has_own_cue_before(parsed: &Parsed, clause: usize, end: usize, i: usize) -> bool {
    parsed.children(clause).any(|c| c < end && is_own_cue(parsed, c, i))
}

fn is_own_cue(parsed: &Parsed, c: usize, i: usize) -> bool {
    c != i && (parsed.tokens[c].dep == Dep::Parataxis || parsed.word(c).eq_ignore_ascii_case("according"))
}

/// Whether the clause of token `clause` has a cue of its own beside it ("…, and 30 died, according to the army").
fn has_own_cue(parsed: &Parsed, clause: usize, i: usize) -> bool {
    parsed
        .children(clause)
        .any(|c| c != i && (parsed.tokens[c].dep == Dep::Parataxis || parsed.word(c).eq_ignore_ascii_case("according")))
}

/// Whether the clause of token `i` has a subject of its own and follows that of `head` with a comma and no "and".
fn is_after_comma(parsed: &Parsed, i: usize, head: usize) -> bool {
    let Some(subject) = parsed.child(i, Dep::Nsubj).filter(|&subject| head < subject && subject < i) else {
        return false;
    };
    let start = parsed.subtree(subject).start;
    let comma = start > 0 && matches!(parsed.word(start - 1), "," | "”" | "\"" | "''");
    comma && !parsed.children_by(head, Dep::Cc).any(|c| head < c && c < i)
}

fn without(whole: Range<usize>, hole: Range<usize>) -> Vec<Range<usize>> {
    let pieces = [whole.start..hole.start.max(whole.start), hole.end.min(whole.end)..whole.end];
    pieces.into_iter().filter(|piece| !piece.is_empty()).collect()
}

/// "according to X".
fn according(parsed: &Parsed, i: usize) -> Option<Told> {
    let token = &parsed.tokens[i];
    let to = if token.lemma.eq_ignore_ascii_case("accord") || parsed.word(i).eq_ignore_ascii_case("according") {
        parsed.child(i, Dep::Prep).or_else(|| parsed.children(i).find(|&c| parsed.tokens[c].lemma == "to"))?
    } else {
        return None;
    };
    let source = parsed.child(to, Dep::Pobj)?;
    // What hangs on a noun ("a toll of 30, according to X") is told with the whole clause of that noun.
    let phrase = i..parsed.subtree(i).end;
    let mut head = parsed.head(i)?;
    while !matches!(parsed.tokens[head].pos, Pos::Verb | Pos::Aux) {
        match parsed.head(head) {
            Some(above) => head = above,
            None => break,
        }
    }
    let content = without(own_words(parsed, i, head), phrase);
    Some(Told {
        cue: i..to + 1,
        source: Some(source),
        content,
        act: Act::Say,
        entry: None,
        what: "according to",
        marks_only: false,
    })
}
