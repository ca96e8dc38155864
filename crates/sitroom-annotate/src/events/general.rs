//! What is no act of its own: force in general, tolls over months, crimes as charges, acts that only name something else.

use std::collections::{BTreeMap, BTreeSet};

use sitroom_language::Dep;

use super::grammar::Grammar;
use super::{Draft, Knowledge, incidents};
use crate::annotation::Annotation;

/// Whether `event` tells of no particular act.
pub(super) fn is_general(knowledge: &Knowledge, grammar: &Grammar<'_>, draft: &Annotation, event: &Draft<'_>) -> bool {
    let abduction = event.plover == "COERCE" && event.cameo.as_deref() == Some("181");
    (event.plover == "ASSAULT" && (is_vague(grammar, event) || is_toll(grammar, draft, event)))
        || ((event.plover == "ASSAULT" || abduction)
            && event.is_noun
            && (is_name_giver(knowledge, grammar, event.token) || is_charge(knowledge, grammar, event)))
}

/// Takes away acts of force that the report tells only in general: "the bombings must stop", "by killing peasants". A
/// particular act has a day, somebody or something particular, or a mention of its own: a noun in the singular or counted,
/// a verb in the past.
pub(super) fn drop_general(grammar: &Grammar<'_>, draft: &Annotation, found: &mut Vec<Draft<'_>>) {
    let particular: BTreeSet<usize> = found
        .iter()
        .filter(|event| !is_force(event) || is_particular(grammar, draft, event))
        .map(|event| event.incident)
        .collect();
    found.retain(|event| particular.contains(&event.incident));
    drop_shapeless(found);
}

/// Takes away acts of force that a report which tells of others names once, without anybody or anything struck, means,
/// number, place or time.
fn drop_shapeless(found: &mut Vec<Draft<'_>>) {
    let mut mentions: BTreeMap<usize, usize> = BTreeMap::new();
    for event in found.iter().filter(|event| is_force(event)) {
        *mentions.entry(event.incident).or_default() += 1;
    }
    if mentions.len() < 2 {
        return;
    }
    let shapeless = |event: &Draft<'_>| {
        event.event.as_ref().is_some_and(|row| {
            row.targets.is_empty()
                && row.instrument.is_empty()
                && row.places_i.is_empty()
                && row.time_i.is_none()
                && row.figures_i.is_empty()
        })
    };
    found.retain(|event| !(is_force(event) && mentions.get(&event.incident) == Some(&1) && shapeless(event)));
}

fn is_force(event: &Draft<'_>) -> bool {
    event.plover == "ASSAULT" || (event.plover == "COERCE" && event.cameo.as_deref() == Some("181"))
}

fn is_particular(grammar: &Grammar<'_>, draft: &Annotation, event: &Draft<'_>) -> bool {
    let Some(row) = event.event.as_ref() else { return true };
    // A headline has no past.
    let headline = grammar.parsed.sentence_number(event.token) == 0;
    headline
        || row.time_i.is_some()
        || !row.figures_i.is_empty()
        || is_told_as_done(grammar, event)
        || event.targets.iter().any(|&target| is_one(grammar, draft, target))
}

/// Whether a mention tells of a particular act by its form.
fn is_told_as_done(grammar: &Grammar<'_>, event: &Draft<'_>) -> bool {
    let i = event.token;
    let told = |verb: usize| matches!(grammar.tag(verb), "VBD" | "VBN" | "VBZ");
    if !event.is_noun {
        // "killing ten" goes with the verb that it hangs on.
        let hung = matches!(grammar.dep(i), Dep::Advcl | Dep::Conj) && grammar.tag(i) == "VBG";
        return told(i) || (hung && grammar.parsed.head(i).is_some_and(told));
    }
    if event.governor != i {
        return told(event.governor);
    }
    let determined = grammar.parsed.children(i).any(|c| {
        matches!(grammar.dep(c), Dep::Det | Dep::Poss | Dep::Nummod)
            && !matches!(grammar.lemma(c), "any" | "no" | "such")
    });
    match grammar.tag(i) {
        "NNS" | "NNPS" => grammar.parsed.children_by(i, Dep::Nummod).next().is_some(),
        _ => determined,
    }
}

/// Whether a target is somebody or something particular: given by name, counted, or one.
fn is_one(grammar: &Grammar<'_>, draft: &Annotation, target: usize) -> bool {
    let counted = grammar.parsed.children_by(target, Dep::Nummod).next().is_some();
    let span = grammar.parsed.tokens.get(target).map(|token| token.span);
    let place = draft.places.iter().any(|place| span.is_some_and(|span| place.words.span().contains(span)));
    counted
        || (!place
            && matches!(grammar.tag(target), "NN" | "NNP" | "CD")
            && grammar.pos(target) != sitroom_language::Pos::Pron)
}

/// Whether an act only says what a thing or person is like: "the kidnapping ring", "an attack helicopter".
fn is_name_giver(knowledge: &Knowledge, grammar: &Grammar<'_>, i: usize) -> bool {
    let Some(head) = grammar.parsed.head(i).filter(|_| grammar.dep(i) == Dep::Compound) else { return false };
    grammar.is_noun(head)
        && !knowledge.is_word(grammar, head, "act_of_force")
        && !knowledge.is_word(grammar, head, "attempt")
}

/// Whether an act is named as a crime in law, not told: "charged with murder", "sentenced for robbery".
fn is_charge(knowledge: &Knowledge, grammar: &Grammar<'_>, event: &Draft<'_>) -> bool {
    let i = event.token;
    let bare = grammar.tag(i) == "NN" && event.targets.is_empty() && grammar.parsed.children(i).next().is_none();
    let above = || grammar.governing_verb(i);
    bare && above().is_some_and(|verb| knowledge.is_word(grammar, verb, "charge"))
}

/// Whether what an event tells is a toll over months, not a happening: "so far this year 400 people have been killed".
/// The figure stands among the figures.
fn is_toll(grammar: &Grammar<'_>, draft: &Annotation, event: &Draft<'_>) -> bool {
    const DAYS: i32 = 45;
    let long = || {
        let time = incidents::time(grammar, draft, event.token).and_then(|i| draft.times.get(i));
        let day = |text: &Option<String>| text.as_deref().and_then(|text| text.parse::<jiff::civil::Date>().ok());
        let ends = time.and_then(|time| Some((day(&time.from)?, day(&time.to)?)));
        ends.is_some_and(|(from, to)| (to - from).get_days() > DAYS)
    };
    let many = |&i: &usize| matches!(grammar.tag(i), "NNS" | "NNPS" | "CD");
    let plural = match event.is_noun {
        true => many(&event.token),
        false => event.targets.is_empty() || event.targets.iter().all(many),
    };
    plural && long()
}

/// Whether an event is only force in general: a plural or mass noun with nobody, nothing, no place and no time to it.
fn is_vague(grammar: &Grammar<'_>, event: &Draft<'_>) -> bool {
    let bare = event.sources.is_empty() && event.targets.is_empty() && event.instruments.is_empty();
    let alone = grammar.parsed.children(event.token).all(|c| {
        !matches!(grammar.dep(c), Dep::Det | Dep::Amod | Dep::Prep | Dep::Acl | Dep::Relcl | Dep::Nummod | Dep::Poss)
    });
    let governed = grammar.parsed.head(event.token).is_some_and(|head| grammar.is_verb(head));
    event.is_noun && bare && alone && !(governed && grammar.tag(event.token) == "NN")
}
