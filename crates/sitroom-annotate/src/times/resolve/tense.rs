//! The tense of what a time goes with: "on Friday" of what was is another Friday than of what will be.

use sitroom_language::{Dep, Parsed, Pos};
use sitroom_report::Span;

use crate::annotator::Reading;
use crate::times::words::Senses;

/// Where the clause of a time lies.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Tense {
    Past,
    Present,
    Future,
    Unknown,
}

/// The tense of the nearest verb above the words at `span`.
pub(super) fn tense(reading: &Reading<'_>, senses: &Senses, span: Span) -> Tense {
    let parsed = reading.parsed;
    let tokens = parsed.tokens_in(span);
    // The head of the expression is the token whose own head lies outside of it.
    let Some(head) = tokens.clone().find(|i| !tokens.contains(&parsed.tokens[*i].head)) else { return Tense::Unknown };
    // "until Friday", "by Friday" look ahead.
    let before = tokens.start.checked_sub(1).map(|before| parsed.tokens[before].lemma.as_str());
    if matches!(before, Some("until" | "till" | "through")) {
        return Tense::Future;
    }
    let verb = std::iter::once(head)
        .chain(parsed.ancestors(head))
        .find(|i| matches!(parsed.tokens[*i].pos, Pos::Verb | Pos::Aux));
    let Some(verb) = verb else { return Tense::Unknown };
    // In "to get around Wednesday's ruling" the noun stands between.
    let direct = std::iter::once(head)
        .chain(parsed.ancestors(head))
        .take_while(|i| *i != verb)
        .all(|i| tokens.contains(&i) || parsed.tokens[i].pos == Pos::Adp);
    // "scheduled for Tuesday", "planned a march on Saturday": what was planned lies ahead.
    let planned = senses.looks_ahead(&parsed.tokens[verb].lemma) && (!direct || before == Some("for"));
    let finite = matches!(parsed.tokens[verb].tag.as_str(), "VBD" | "VBZ" | "VBP" | "VBN");
    if planned && finite && parsed.tokens[head].dep != Dep::Poss {
        return Tense::Future;
    }
    of_verb(parsed, senses, verb, direct)
}

/// The tense of the clause of `verb`; `direct` where the time hangs on the verb itself.
fn of_verb(parsed: &Parsed, senses: &Senses, verb: usize, direct: bool) -> Tense {
    let tokens = &parsed.tokens;
    let auxiliaries = || parsed.children(verb).filter(|child| matches!(tokens[*child].dep, Dep::Aux | Dep::Auxpass));
    let has = |lemmas: &[&str]| auxiliaries().any(|aux| lemmas.contains(&tokens[aux].lemma.as_str()));
    if auxiliaries().any(|aux| tokens[aux].tag == "MD") {
        return match (has(&["have"]), has(&["could", "might", "can"])) {
            (true, _) => Tense::Past,
            (_, true) => Tense::Unknown,
            _ => Tense::Future,
        };
    }
    if auxiliaries().any(|aux| tokens[aux].tag == "VBD") {
        return Tense::Past;
    }
    if has(&["have"]) {
        return Tense::Past;
    }
    if auxiliaries().any(|aux| tokens[aux].tag == "TO") {
        // "agreed to meet on Friday" lies ahead; "continued to advance on Friday" has the tense of "continued".
        let Some(above) = parsed.head(verb).filter(|_| direct) else { return Tense::Unknown };
        // So does "is to meet on Friday".
        return if senses.looks_ahead(&tokens[above].lemma) || tokens[above].lemma == "be" {
            Tense::Future
        } else if matches!(tokens[above].pos, Pos::Verb | Pos::Aux) && above < verb {
            of_verb(parsed, senses, above, direct)
        } else {
            Tense::Unknown
        };
    }
    match tokens[verb].tag.as_str() {
        "VBD" => Tense::Past,
        "VBN" if !auxiliaries().any(|aux| matches!(tokens[aux].tag.as_str(), "VBZ" | "VBP")) => Tense::Past,
        "VBZ" | "VBP" => Tense::Present,
        "VBG" | "VBN" if auxiliaries().next().is_some() => Tense::Present,
        // A participle or gerund has the tense of the clause it hangs on.
        _ => parsed
            .ancestors(verb)
            .find(|i| {
                matches!(tokens[*i].pos, Pos::Verb | Pos::Aux) && !matches!(tokens[*i].tag.as_str(), "VBG" | "VB")
            })
            .map_or(Tense::Unknown, |above| if tokens[above].tag == "VBD" { Tense::Past } else { Tense::Unknown }),
    }
}
