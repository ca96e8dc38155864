//! Lists of names told apart from the act: "The dead were identified as Ana Paz and Luis Gil."

use sitroom_language::{Dep, Pos};

use super::grammar::Grammar;
use super::{Draft, Knowledge, participants};
use crate::annotation::{Annotation, Participant, Words};

/// How many sentences before a list the act may stand.
const REACH: usize = 3;

/// Adds the names of each list to the act before it: to whom it was done, or who did it.
pub(super) fn read(knowledge: &Knowledge, grammar: &Grammar<'_>, draft: &Annotation, found: &mut [Draft<'_>]) {
    for verb in 0..grammar.parsed.len() {
        let Some((whose, names)) = list(knowledge, grammar, verb) else { continue };
        let doers = knowledge.is_word(grammar, whose, "rebel") || knowledge.is_word(grammar, whose, "crime_person");
        let Some(event) = act_before(grammar, found, whose, doers) else { continue };
        let people = names.into_iter().map(|name| named(grammar, draft, name)).collect::<Vec<_>>();
        let Some(row) = event.event.as_mut() else { continue };
        let role = if doers { &mut row.sources } else { &mut row.targets };
        for person in people {
            if !role.iter().any(|known| known.words.span().overlaps(person.words.span())) {
                role.push(person);
            }
        }
    }
}

/// Whose names the clause of `verb` lists, and the heads of the names.
fn list(knowledge: &Knowledge, grammar: &Grammar<'_>, verb: usize) -> Option<(usize, Vec<usize>)> {
    let first = match grammar.lemma(verb) {
        "identify" if grammar.is_verb(verb) => grammar.by_preposition(verb, "as").next()?,
        "be" => grammar.parsed.children_by(verb, Dep::Attr).next()?,
        _ => return None,
    };
    let whose = match grammar.lemma(verb) {
        "be" => grammar.subject(verb)?,
        _ => grammar.objects(verb).into_iter().find(|&i| i != first)?,
    };
    // "They are A and B" and "the dead are A and B" list names; "the president is A" does not.
    let listed = knowledge.is_word(grammar, whose, "listed");
    if grammar.lemma(verb) == "be" && !listed && grammar.lemma(whose) != "they" {
        return None;
    }
    let names: Vec<usize> = grammar
        .conjuncts(first)
        .into_iter()
        .filter(|&i| grammar.pos(i) == Pos::Propn && !grammar.is_place(i))
        .collect();
    (!names.is_empty()).then_some((whose, names))
}

/// The last act of force or abduction before `whose`, that of the same people if there is one.
fn act_before<'d, 'k>(
    grammar: &Grammar<'_>,
    found: &'d mut [Draft<'k>],
    whose: usize,
    doers: bool,
) -> Option<&'d mut Draft<'k>> {
    let sentence = grammar.parsed.sentence_number(whose);
    let near = |event: &Draft<'_>| {
        let own = grammar.parsed.sentence_number(event.token);
        let force = event.plover == "ASSAULT" || event.cameo.as_deref() == Some("181");
        force && !event.negated && own <= sentence && sentence <= own + REACH
    };
    let same = |event: &Draft<'_>| {
        let role = if doers { &event.sources } else { &event.targets };
        role.iter().any(|&i| i == whose || grammar.lemma(i) == grammar.lemma(whose))
    };
    let last = |fits: &dyn Fn(&Draft<'_>) -> bool| found.iter().rposition(|event| near(event) && fits(event));
    let at = last(&same).or_else(|| last(&|_| true))?;
    found.get_mut(at)
}

fn named(grammar: &Grammar<'_>, draft: &Annotation, head: usize) -> Participant {
    let words = grammar.parsed.span(participants::words_of(grammar, head));
    Participant {
        words: Words::at(words),
        actor_i: participants::actor(grammar, draft, head),
        thing: false,
        named: true,
    }
}
