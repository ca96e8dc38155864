//! Who is behind a cue: the subject of "said", the possessor of "claim", the "by" of a passive.

use sitroom_language::{Dep, Parsed, Pos};
use sitroom_report::Span;

use crate::cues::{Cue, Cues, is_passive};

/// The token that names the source of the cue at token `i`.
pub(super) fn source(parsed: &Parsed, cues: &Cues, i: usize, cue: &Cue) -> Option<usize> {
    if cue.is_adjective {
        return subject(parsed, i).or_else(|| of_adjective(parsed, cues, i, 0));
    }
    source_within(parsed, cues, i, 0)
}

fn source_within(parsed: &Parsed, cues: &Cues, i: usize, depth: usize) -> Option<usize> {
    if depth > 8 {
        return None;
    }
    match parsed.tokens[i].pos {
        Pos::Verb | Pos::Aux => of_verb(parsed, cues, i, depth),
        Pos::Noun => of_noun(parsed, cues, i, depth),
        _ => of_adjective(parsed, cues, i, depth),
    }
}

fn of_verb(parsed: &Parsed, cues: &Cues, i: usize, depth: usize) -> Option<usize> {
    let token = &parsed.tokens[i];
    let agent = || parsed.child(i, Dep::Agent).and_then(|by| parsed.child(by, Dep::Pobj));
    if is_passive(parsed, i) {
        return agent();
    }
    if let Some(subject) = parsed.child(i, Dep::Nsubj) {
        return Some(subject).filter(|&s| parsed.tokens[s].tag != "EX");
    }
    let head = parsed.head(i)?;
    match token.dep {
        Dep::Conj => source_within(parsed, cues, head, depth + 1),
        Dep::Xcomp => match parsed.child(head, Dep::Dobj) {
            // "urged them to say" against "tried to say" and "issued a statement saying".
            Some(object) if token.tag != "VBG" => Some(object),
            _ => source_within(parsed, cues, head, depth + 1).or_else(|| subject(parsed, head)),
        },
        Dep::Advcl | Dep::Ccomp if matches!(token.tag.as_str(), "VBG" | "VB" | "VBN") => parsed
            .child(head, Dep::Nsubj)
            .or_else(|| subject(parsed, head))
            .or_else(|| source_within(parsed, cues, head, depth + 1)),
        Dep::Acl if token.tag == "VBG" => Some(head),
        Dep::Acl | Dep::Relcl if token.tag == "VB" => of_noun(parsed, cues, head, depth),
        Dep::Pcomp => {
            let above = parsed.head(head)?;
            // "quoted him as saying": he says.
            let object = parsed.child(above, Dep::Dobj).filter(|_| parsed.tokens[head].lemma == "as");
            let passive = || parsed.child(above, Dep::Nsubjpass).filter(|_| parsed.tokens[head].lemma == "as");
            object
                .or_else(passive)
                .or_else(|| subject(parsed, above))
                .or_else(|| source_within(parsed, cues, above, depth + 1))
        }
        Dep::Prep => subject(parsed, head),
        _ => None,
    }
}

fn subject(parsed: &Parsed, i: usize) -> Option<usize> {
    parsed.children(i).find(|&c| matches!(parsed.tokens[c].dep, Dep::Nsubj | Dep::Nsubjpass))
}

fn of_noun(parsed: &Parsed, cues: &Cues, i: usize, depth: usize) -> Option<usize> {
    if let Some(owner) = parsed.child(i, Dep::Poss) {
        return Some(owner);
    }
    let by = |word: &str| {
        let preposition = parsed.children_by(i, Dep::Prep).find(|&c| parsed.tokens[c].lemma == word)?;
        parsed.child(preposition, Dep::Pobj)
    };
    if let Some(by) = by("by").or_else(|| by("from")).or_else(|| by("among")) {
        return Some(by);
    }
    // "Turkish demands", "UN calls".
    let modifier = parsed.children(i).find(|&c| {
        matches!(parsed.tokens[c].dep, Dep::Amod | Dep::Compound | Dep::Nmod)
            && (parsed.tokens[c].pos == Pos::Propn || parsed.name_at(c).is_some())
            && parsed.tokens[c].pos != Pos::Num
    });
    if modifier.is_some() {
        return modifier;
    }
    let head = parsed.head(i)?;
    // "made a promise": who made it. "raised fears": whoever fears is not said.
    let bears = cues.bears(parsed, head);
    match parsed.tokens[i].dep {
        Dep::Dobj if bears => source_within(parsed, cues, head, depth + 1),
        Dep::Conj => source_within(parsed, cues, head, depth + 1),
        _ => None,
    }
}

fn of_adjective(parsed: &Parsed, cues: &Cues, i: usize, depth: usize) -> Option<usize> {
    let head = parsed.head(i)?;
    match parsed.tokens[i].dep {
        Dep::Acomp | Dep::Oprd | Dep::Attr | Dep::Xcomp => {
            subject(parsed, head).or_else(|| source_within(parsed, cues, head, depth + 1))
        }
        Dep::Amod => Some(head),
        _ => subject(parsed, i),
    }
}

/// The words of the noun phrase at token `i`, without clauses that hang on it.
pub(super) fn phrase(parsed: &Parsed, i: usize) -> Span {
    let left = parsed.children(i).find(|&c| {
        c < i && !matches!(parsed.tokens[c].dep, Dep::Punct | Dep::Cc | Dep::Mark | Dep::Advcl | Dep::Preconj)
    });
    let start = left.map_or(i, |c| parsed.subtree(c).start.min(i));
    let mut end = i + 1;
    for c in parsed.children(i).filter(|&c| c > i) {
        let token = &parsed.tokens[c];
        let subtree = parsed.subtree(c);
        match token.dep {
            Dep::Prep | Dep::Case | Dep::Nummod | Dep::Poss | Dep::Amod | Dep::Compound | Dep::Nmod | Dep::Npadvmod => {
            }
            Dep::Cc | Dep::Conj => {}
            Dep::Appos if subtree.len() <= 8 => {}
            // A comma counts only with what follows it.
            Dep::Punct => continue,
            _ => break,
        }
        if subtree.start < end {
            continue;
        }
        end = subtree.end;
    }
    // "said X on Monday": a date hung on the name is none of it.
    while end > i + 1 && parsed.tokens[end - 1].pos == Pos::Punct && !matches!(parsed.word(end - 1), ")" | "]") {
        end -= 1;
    }
    let line = |t: &usize| parsed.word(*t).contains('\n');
    let start = (start..i).rev().find(line).map_or(start, |t| t + 1);
    let end = (i + 1..end).find(line).unwrap_or(end);
    parsed.span(start..end)
}
