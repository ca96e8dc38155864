//! Who stands in the roles of an event, and with which words.

use std::ops::Range;

use sitroom_language::{Dep, NameLabel, Pos};

use super::Knowledge;
use super::arguments::Trigger;
use super::classes::is_container;
use super::grammar::Grammar;
use super::patterns::{Pattern, Slot};
use crate::annotation::{Actor, ActorKind, Annotation, Link, Participant};

/// Where the one it is done to stands, unless the entry says, in order of trust.
const TARGETS: &[&str] = &["obj", "against", "on", "upon", "at", "with", "to", "comp", "from", "over", "into"];
const NOUN_TARGETS: &[&str] =
    &["against", "on", "upon", "at", "with", "to", "obj", "toward", "towards", "for", "from", "over"];

/// The heads of sources and targets of `trigger` by `pattern`.
pub(crate) fn choose(knowledge: &Knowledge, trigger: &Trigger<'_, '_>, pattern: &Pattern) -> (Vec<usize>, Vec<usize>) {
    let grammar = trigger.grammar;
    let subject = [Slot::Subject];
    let source_slots: &[Slot] = if pattern.source.is_empty() { &subject } else { &pattern.source };
    let mut sources = people(grammar, &first_filled(knowledge, trigger, source_slots, &[]));
    let mut targets = if pattern.target.is_empty() {
        let names = if grammar.is_verb(trigger.token) { TARGETS } else { NOUN_TARGETS };
        let slots: Vec<Slot> = names.iter().map(|name| slot(name)).collect();
        first_filled(knowledge, trigger, &slots, &sources)
    } else {
        first_filled(knowledge, trigger, &pattern.target, &sources)
    };
    if trigger.support.is_some_and(|support| support.suffers) && targets.is_empty() {
        targets = trigger.support.and_then(|support| grammar.subject(support.verb)).into_iter().collect();
    }
    let mut targets = people(grammar, &targets);
    if pattern.mutual {
        if sources.is_empty() && targets.len() > 1 {
            sources.push(targets.remove(0));
        } else if sources.len() > 1 && !targets.iter().any(|&target| is_actor(knowledge, grammar, target)) {
            targets = sources.split_off(1);
        }
    }
    targets.retain(|target| !sources.contains(target));
    (sources, targets)
}

/// Who is said to have done the act that noun `act` names: "the *ELN* claimed responsibility for the attack", "the attack
/// was attributed to the *ELN*", "the *men* accused of the murder".
pub(crate) fn held_responsible(knowledge: &Knowledge, grammar: &Grammar<'_>, act: usize) -> Vec<usize> {
    let is = |i: usize| knowledge.is_word(grammar, i, "responsibility");
    let mut found = Vec::new();
    let above = |i: usize| grammar.parsed.head(i);
    if grammar.dep(act) == Dep::Pobj
        && let Some(over) = above(act).and_then(above)
    {
        if grammar.is_noun(over) && is(over) {
            // "claimed responsibility for the attack"
            found.extend(above(over).filter(|&verb| grammar.is_verb(verb)).and_then(|verb| grammar.agent(verb)));
        } else if grammar.is_verb(over) && is(over) {
            // "accused of the murder", also "charged with"
            found.extend(grammar.objects(over));
        } else if is(over) {
            // "responsible for the attack"
            found.extend(above(over).and_then(|verb| grammar.subject(verb)).or_else(|| above(over)));
        }
    }
    // "the attack was attributed to", "attacks blamed on"
    let verbs = grammar.governing_verb(act).into_iter().chain(grammar.clauses_of(act));
    for verb in
        verbs.filter(|&verb| knowledge.is_word(grammar, verb, "ascribe") && grammar.objects(verb).contains(&act))
    {
        found.extend(["to", "on"].into_iter().flat_map(|word| grammar.by_preposition(verb, word)));
    }
    found.retain(|&i| i != act && grammar.is_noun(i));
    people(grammar, &found)
}

fn slot(name: &str) -> Slot {
    match name {
        "obj" => Slot::Object,
        "comp" => Slot::Complement,
        word => Slot::Preposition(word.into()),
    }
}

fn first_filled(knowledge: &Knowledge, trigger: &Trigger<'_, '_>, slots: &[Slot], sources: &[usize]) -> Vec<usize> {
    let grammar = trigger.grammar;
    for slot in slots {
        let found: Vec<usize> = match slot {
            Slot::Complement => grammar
                .complement(trigger.token)
                .and_then(|c| of_clause(knowledge, grammar, c, sources, 3))
                .into_iter()
                .collect(),
            slot => trigger.fill(slot),
        };
        let found: Vec<usize> =
            found.into_iter().filter(|&i| is_nominal(grammar, i) || knowledge.is(grammar, i, "doer")).collect();
        let found: Vec<usize> = found
            .into_iter()
            .filter(|i| !sources.contains(&resolve(grammar, *i)))
            .filter(|&i| !grammar.is_time(i))
            .collect();
        if !found.is_empty() {
            return found;
        }
    }
    Vec::new()
}

/// The one whom the clause of verb `c` concerns: its own subject, else a likely actor among its objects.
fn of_clause(knowledge: &Knowledge, grammar: &Grammar<'_>, c: usize, sources: &[usize], depth: usize) -> Option<usize> {
    let own = grammar.parsed.children(c).find(|&i| matches!(grammar.dep(i), Dep::Nsubj | Dep::Nsubjpass));
    if let Some(own) = own.filter(|&own| grammar.pos(own) != Pos::Pron && !sources.contains(&own)) {
        return Some(own);
    }
    let objects = if grammar.is_passive(c) { Vec::new() } else { grammar.objects(c) };
    let mut all = objects.clone();
    for base in std::iter::once(c).chain(objects.iter().copied()) {
        for p in grammar.parsed.children(base).filter(|&p| matches!(grammar.dep(p), Dep::Prep | Dep::Dative)) {
            all.extend(grammar.inner_object(p));
        }
    }
    all.retain(|&i| !sources.contains(&i) && grammar.pos(i) != Pos::Pron && !grammar.is_time(i));
    let actor = all.iter().copied().find(|&i| is_actor(knowledge, grammar, i));
    let deeper = || {
        let inner = grammar.complement(c).filter(|_| depth > 0)?;
        of_clause(knowledge, grammar, inner, sources, depth - 1)
    };
    actor.or_else(deeper).or_else(|| all.first().copied())
}

fn is_actor(knowledge: &Knowledge, grammar: &Grammar<'_>, i: usize) -> bool {
    knowledge.is(grammar, i, "actor") || knowledge.is(grammar, i, "doer")
}

/// Whether token `i` stands for somebody or something: a noun, or an adjective in its place ("accused the other").
fn is_nominal(grammar: &Grammar<'_>, i: usize) -> bool {
    grammar.is_noun(i) || matches!(grammar.dep(i), Dep::Dobj | Dep::Pobj | Dep::Nsubj | Dep::Nsubjpass)
}

/// The heads with their conjuncts, pronouns replaced by what they stand for in the same sentence.
pub(crate) fn people(grammar: &Grammar<'_>, heads: &[usize]) -> Vec<usize> {
    let mut all: Vec<usize> = Vec::new();
    for &head in heads {
        for conjunct in grammar.conjuncts(head) {
            let meant = resolve(grammar, conjunct);
            // "we", "those who": a pronoun that nothing in the sentence explains says nobody.
            if grammar.pos(meant) == Pos::Pron && !matches!(grammar.lemma(meant), "it" | "he" | "she" | "they") {
                continue;
            }
            if (is_nominal(grammar, meant) || grammar.pos(meant) == Pos::Adj) && !all.contains(&meant) {
                all.push(meant);
            }
        }
    }
    all
}

/// What a pronoun that the clause above explains stands for: "*Israel* said *it* had beefed up", "lifted *its* ban".
pub(crate) fn resolve(grammar: &Grammar<'_>, i: usize) -> usize {
    if grammar.pos(i) != Pos::Pron
        || !matches!(grammar.lemma(i), "it" | "he" | "she" | "they" | "its" | "his" | "her" | "their")
    {
        return i;
    }
    let verbs = grammar.parsed.ancestors(i).filter(|&above| grammar.is_verb(above)).take(6);
    for verb in verbs {
        if let Some(subject) = grammar.subject(verb) {
            let inside = grammar.parsed.subtree(subject).contains(&i);
            if subject != i && !inside && subject < i && grammar.pos(subject) != Pos::Pron {
                return subject;
            }
        }
    }
    i
}

/// The participant whose head is token `head`.
pub(crate) fn participant(
    knowledge: &Knowledge,
    grammar: &Grammar<'_>,
    draft: &Annotation,
    head: usize,
) -> Participant {
    let actor_i = actor(grammar, draft, head);
    let name = grammar.parsed.name_at(head);
    let person = name.is_some_and(|name| name.label == NameLabel::Person);
    let thing = knowledge.is(grammar, head, "thing") && !person;
    let words = if thing { unplaced(grammar, head) } else { words_of(grammar, head) };
    let span = grammar.parsed.span(words);
    let named = !thing && person && grammar.pos(head) != Pos::Noun;
    Participant { words: span.into(), actor_i, thing, named }
}

/// The named organisations that those with head `head` belong to, as the phrase says: "*FMLN* guerrillas", "members of
/// the *ELN*".
pub(crate) fn organisations(grammar: &Grammar<'_>, draft: &Annotation, head: usize) -> Vec<Participant> {
    let phrase = grammar.parsed.span(words_of(grammar, head));
    let Some(token) = grammar.parsed.tokens.get(head).map(|token| token.span) else { return Vec::new() };
    let named = |actor: &Actor| {
        let body = matches!(actor.kind, Some(ActorKind::ArmedGroup | ActorKind::Military | ActorKind::Party));
        let own = actor.words.span();
        body && matches!(actor.link, Some(Link::Name | Link::Alias)) && phrase.contains(own) && !own.contains(token)
    };
    let found = draft.actors.iter().enumerate().filter(|(_, actor)| named(actor));
    found
        .map(|(n, actor)| Participant {
            words: actor.words.span().into(),
            actor_i: Some(n),
            thing: false,
            named: false,
        })
        .collect()
}

/// A thing without where it stands: "*six houses*" of "six houses in the area".
fn unplaced(grammar: &Grammar<'_>, head: usize) -> Range<usize> {
    let mut words = words_of(grammar, head);
    let place = grammar.parsed.children(head).find(|&c| {
        c > head && grammar.dep(c) == Dep::Prep && matches!(grammar.lemma(c), "in" | "at" | "on" | "near" | "from")
    });
    if let Some(place) = place.filter(|place| words.contains(place)) {
        words.end = place;
    }
    words
}

/// The actor that the phrase of token `head` means, of "a group of gunmen" the gunmen: the widest mention over the head and within the phrase.
pub(crate) fn actor(grammar: &Grammar<'_>, draft: &Annotation, head: usize) -> Option<usize> {
    let counted = if is_container(grammar, head) { grammar.by_preposition(head, "of").next() } else { None };
    if let Some(inner) = counted {
        return actor(grammar, draft, inner);
    }
    let phrase = grammar.parsed.span(words_of(grammar, head));
    let token = grammar.parsed.tokens.get(head)?.span;
    let holds = |actor: &Actor| {
        let own = actor.words.span();
        own.contains(token) && phrase.contains(own)
    };
    let over = draft.actors.iter().enumerate().filter(|(_, actor)| holds(actor));
    over.max_by_key(|(n, actor)| (actor.words.span().end - actor.words.span().start, std::cmp::Reverse(*n)))
        .map(|(n, _)| n)
}

/// The words of the participant with head `head`: its noun phrase, or the modifier itself ("*Turkish* offensive").
pub(crate) fn words_of(grammar: &Grammar<'_>, head: usize) -> Range<usize> {
    match grammar.dep(head) {
        Dep::Amod | Dep::Compound | Dep::Nmod => match grammar.parsed.name_at(head) {
            Some(name) if name.start <= head && head < name.end => {
                let phrase = grammar.parsed.head(head).unwrap_or(head);
                name.start..name.end.min(phrase.max(head + 1))
            }
            _ => grammar.parsed.subtree(head),
        },
        _ => grammar.noun_phrase(head),
    }
}

/// A noun with what stands before it, articles and numbers left out: "hand grenade".
pub(crate) fn bare(grammar: &Grammar<'_>, head: usize) -> Range<usize> {
    let before = grammar.parsed.children(head).filter(|&c| {
        c < head && matches!(grammar.dep(c), Dep::Compound | Dep::Amod) && grammar.parsed.name_at(c).is_none()
    });
    before.map(|c| grammar.parsed.subtree(c).start).min().unwrap_or(head)..head + 1
}

/// The words of a trigger: a verb with its particle, a noun with its compounds, a noun of action with the verb that it
/// is the subject of where the two stand together ("*Air strikes killed* ten").
pub(crate) fn trigger_words(grammar: &Grammar<'_>, token: usize) -> Range<usize> {
    if grammar.is_verb(token) {
        let particle = grammar.particles(token).find(|&p| p == token + 1 && grammar.dep(p) == Dep::Prt);
        return token..particle.unwrap_or(token) + 1;
    }
    let compounds = grammar.parsed.children(token).filter(|&c| {
        c < token && grammar.dep(c) == Dep::Compound && grammar.pos(c) == Pos::Noun && !is_container(grammar, c)
    });
    compounds.min().unwrap_or(token)..token + 1
}
