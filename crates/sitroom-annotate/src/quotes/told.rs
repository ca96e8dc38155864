//! What is told by the shape of the sentence: a cue, its source, and the clause or act that it takes.

use std::ops::Range;

use sitroom_language::{Dep, Parsed, Pos};

use super::source;
use crate::cues::{Act, Complement, Cue, Cues, Frame};

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
    let source = source::source(parsed, i);
    let told = |tokens: Range<usize>, content: Vec<Range<usize>>, what: &'static str| Told {
        cue: tokens,
        source,
        content,
        act: cue.act,
        entry: Some(cue.entry.clone()),
        what,
    };
    if complements.is_empty() {
        return parenthesis(parsed, i, cue)
            .map(|content| told(i..i + 1, content, "clause beside the cue"))
            .into_iter()
            .collect();
    }
    let mut found = Vec::new();
    for complement in complements {
        if source.is_none() && !matches!(complement.frame, Frame::That | Frame::To | Frame::Whether) {
            continue;
        }
        let content = pieces(parsed, cues, i, &complement);
        if !content.is_empty() {
            found.push(told(cue_tokens(parsed, i, &complement), content, "complement of the cue"));
        }
    }
    found
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
    let range = parsed.subtree(head);
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
    match parsed.tokens[i].dep {
        Dep::Parataxis => {}
        Dep::Advcl if as_mark() => {}
        _ => return None,
    }
    Some(without(parsed.subtree(head), parsed.subtree(i)))
}

fn without(whole: Range<usize>, hole: Range<usize>) -> Vec<Range<usize>> {
    let pieces = [whole.start..hole.start.max(whole.start), hole.end.min(whole.end)..whole.end];
    pieces.into_iter().filter(|piece| !piece.is_empty()).collect()
}

/// "according to X", "per X".
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
    let content = without(parsed.subtree(head), phrase);
    Some(Told { cue: i..to + 1, source: Some(source), content, act: Act::Say, entry: None, what: "according to" })
}
