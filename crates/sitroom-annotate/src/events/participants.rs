//! Who stands in the roles of an event, and with which words.

use std::ops::Range;

use sitroom_language::{Dep, NameLabel, Pos};

use super::arguments::Trigger;
use super::classes::is_container;
use super::grammar::Grammar;
use super::patterns::{Code, Pattern, Slot};
use super::{Draft, Knowledge};
use crate::annotation::{Actor, ActorKind, Annotation, Link, Participant};

/// Where the one it is done to stands, unless the entry says, in order of trust.
const TARGETS: &[&str] = &["obj", "against", "on", "upon", "at", "with", "to", "comp", "from", "over", "into"];
const NOUN_TARGETS: &[&str] =
    &["against", "on", "upon", "at", "with", "to", "obj", "toward", "towards", "for", "from", "over"];

/// The heads of sources and targets of `trigger` by `pattern`.
pub(crate) fn choose(
    knowledge: &Knowledge,
    trigger: &Trigger<'_, '_>,
    pattern: &Pattern<Code>,
) -> (Vec<usize>, Vec<usize>) {
    let grammar = trigger.grammar;
    let subject = [Slot::Subject];
    let source_slots: &[Slot] = if pattern.source.is_empty() { &subject } else { &pattern.source };
    let mut sources = people(grammar, &first_filled(knowledge, trigger, source_slots, &[]));
    if is_owned_by_victim(knowledge, trigger, pattern) {
        // "Galan's murder": whose the harm is suffered it.
        let owners: Vec<usize> = grammar.parsed.children_by(trigger.token, Dep::Poss).collect();
        return (Vec::new(), people(grammar, &owners));
    }
    let mut targets = if pattern.target.is_empty() {
        let names = if grammar.is_verb(trigger.token) { TARGETS } else { NOUN_TARGETS };
        let slots: Vec<Slot> = names.iter().map(|name| Slot::parse(name)).collect();
        first_filled(knowledge, trigger, &slots, &sources)
    } else {
        first_filled(knowledge, trigger, &pattern.target, &sources)
    };
    if trigger.support.is_some_and(|support| support.suffers) && targets.is_empty() {
        targets = trigger.support.and_then(|support| grammar.subject(support.verb)).into_iter().collect();
    }
    let targets: Vec<usize> =
        targets.into_iter().flat_map(|target| listed(knowledge, grammar, beside(knowledge, grammar, target))).collect();
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

/// Whether the owner of the noun of harm is whom it was done to: "Galan's murder", not "the army's murder of priests".
fn is_owned_by_victim(knowledge: &Knowledge, trigger: &Trigger<'_, '_>, pattern: &Pattern<Code>) -> bool {
    let grammar = trigger.grammar;
    pattern.target.contains(&Slot::Owner)
        && !grammar.is_verb(trigger.token)
        && grammar.tag(trigger.token) == "NN"
        && trigger.fill(&Slot::Object).is_empty()
        && grammar.parsed.children_by(trigger.token, Dep::Poss).any(|owner| !knowledge.is(grammar, owner, "armed"))
}

/// `i` and the things that the parser hangs on it as if they were the same: "destroyed the town hall, *a petrol station* and
/// *two shops*".
fn listed(knowledge: &Knowledge, grammar: &Grammar<'_>, i: usize) -> Vec<usize> {
    let thing = |&i: &usize| is_thing(knowledge, grammar, i);
    let mut all = vec![i];
    if thing(&i) {
        all.extend(grammar.parsed.children_by(i, Dep::Appos).filter(|c| thing(c) && grammar.tag(*c) != "NNP"));
    }
    all
}

/// What stands behind a word that only says where it is beside: of "in front of the bank" the bank.
fn beside(knowledge: &Knowledge, grammar: &Grammar<'_>, i: usize) -> usize {
    if !knowledge.is_word(grammar, i, "beside") {
        return i;
    }
    grammar.by_preposition(i, "of").next().unwrap_or(i)
}

/// Who is said to have done the act that noun `act` names: "the *ELN* claimed responsibility for the attack", "the attack
/// was attributed to the *ELN*", "the *men* accused of the murder", "blamed the *ELN* for the attack", "charged *him* with
/// taking part in the murder".
pub(crate) fn held_responsible(knowledge: &Knowledge, grammar: &Grammar<'_>, act: usize) -> Vec<usize> {
    let is = |i: usize| knowledge.is_word(grammar, i, "responsibility");
    let above = |i: usize| grammar.parsed.head(i);
    let mut found = Vec::new();
    // "participating in the murder", "perpetrating the attack": the accused are whom the verb above accuses.
    let doing = grammar.governing_verb(act).filter(|&verb| grammar.dep(verb) == Dep::Pcomp);
    let outer = doing.and_then(above).and_then(above).filter(|&verb| is(verb));
    if let Some(verb) = outer {
        found.extend(if grammar.is_verb(verb) { grammar.objects(verb) } else { above(verb).into_iter().collect() });
    }
    if grammar.dep(act) == Dep::Pobj
        && let Some(over) = above(act).and_then(above)
    {
        let blaming = |verb: &usize| grammar.is_verb(*verb) && is(*verb) && grammar.objects(*verb).contains(&over);
        if grammar.is_noun(over) && is(over) {
            // "claimed responsibility for the attack"
            found.extend(above(over).filter(|&verb| grammar.is_verb(verb)).and_then(|verb| grammar.agent(verb)));
        } else if grammar.is_noun(over) && above(over).filter(blaming).is_some() {
            // "blamed the ELN for the attack"
            found.push(over);
        } else if grammar.is_verb(over) && is(over) {
            // "accused of the murder", also "charged with"
            found.extend(grammar.objects(over));
        } else if is(over) {
            // "is responsible for the attack", "held the army responsible for it"
            let verb = above(over).filter(|&verb| grammar.is_verb(verb));
            let held = verb.filter(|&verb| matches!(grammar.lemma(verb), "hold" | "consider" | "find" | "believe"));
            let held = held.map(|verb| grammar.objects(verb)).unwrap_or_default();
            let held: Vec<usize> = held.into_iter().filter(|&i| i != over).collect();
            if held.is_empty() {
                found.extend(verb.and_then(|verb| grammar.subject(verb)).or_else(|| above(over)));
            } else {
                found.extend(held);
            }
        }
    }
    // "the attack was the work of the ELN"
    let being = above(act).filter(|&verb| grammar.dep(act) == Dep::Nsubj && grammar.lemma(verb) == "be");
    let work = being.and_then(|verb| grammar.parsed.children_by(verb, Dep::Attr).find(|&i| grammar.lemma(i) == "work"));
    found.extend(work.into_iter().flat_map(|work| grammar.by_preposition(work, "of")));
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

/// Whom or what the act that noun `act` names is said to have been aimed at or where it is said to have taken place: "the
/// *bank* was the target of the attack", "the explosion took place at the *bank*".
pub(crate) fn aimed_at(knowledge: &Knowledge, grammar: &Grammar<'_>, act: usize) -> Vec<usize> {
    let above = |i: usize| grammar.parsed.head(i);
    let mut found = Vec::new();
    if let Some(verb) = above(act).filter(|&verb| grammar.dep(act) == Dep::Nsubj && grammar.is_verb(verb)) {
        let takes_place = matches!(grammar.lemma(verb), "occur" | "happen")
            || (grammar.lemma(verb) == "take" && grammar.objects(verb).iter().any(|&i| grammar.lemma(i) == "place"));
        for word in ["at", "in", "near", "outside", "inside", "against"].into_iter().filter(|_| takes_place) {
            found.extend(grammar.by_preposition(verb, word).filter(|&i| knowledge.is(grammar, i, "thing")));
        }
    }
    let role = above(act).and_then(above).filter(|&noun| {
        grammar.dep(act) == Dep::Pobj && matches!(grammar.lemma(noun), "target" | "objective" | "victim")
    });
    if let Some(noun) = role {
        let verb = above(noun).filter(|&verb| grammar.lemma(verb) == "be");
        let other = verb.and_then(|verb| match grammar.dep(noun) {
            Dep::Attr => grammar.subject(verb),
            _ => grammar.parsed.children_by(verb, Dep::Attr).next(),
        });
        found.extend(other.filter(|&i| i != noun));
    }
    people(grammar, &found)
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

pub(crate) fn is_actor(knowledge: &Knowledge, grammar: &Grammar<'_>, i: usize) -> bool {
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
            // "No group has claimed the attack."
            let none = |c: usize| grammar.dep(c) == Dep::Det && matches!(grammar.lemma(c), "no" | "neither");
            if grammar.parsed.children(meant).any(none) || matches!(grammar.lemma(meant), "nobody" | "none") {
                continue;
            }
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
    let thing = !person && is_thing(knowledge, grammar, head);
    let words = if thing { unplaced(grammar, head) } else { words_of(grammar, head) };
    let span = grammar.parsed.span(words);
    let named = !thing && person && grammar.pos(head) != Pos::Noun;
    Participant { words: span.into(), actor_i, thing, named }
}

/// The named organisations that those with head `head` belong to, as the phrase says: "*FMLN* guerrillas", "members of
/// the *ELN*".
pub(crate) fn organisations(grammar: &Grammar<'_>, draft: &Annotation, head: usize) -> Vec<Participant> {
    let mut words = words_of(grammar, head);
    // "a group of rebels *belonging to the FMLN*"
    let belongs =
        (words.start..words.end).flat_map(|i| grammar.clauses_of(i)).find(|&verb| grammar.lemma(verb) == "belong");
    if let Some(verb) = belongs.filter(|&verb| verb <= words.end + 1) {
        words.end = words.end.max(grammar.parsed.subtree(verb).end);
    }
    let phrase = grammar.parsed.span(words);
    let Some(token) = grammar.parsed.tokens.get(head).map(|token| token.span) else { return Vec::new() };
    let named = |actor: &Actor| {
        let own = actor.words.span();
        let body = match actor.kind {
            Some(ActorKind::ArmedGroup | ActorKind::Party) => matches!(actor.link, Some(Link::Name | Link::Alias)),
            // "members of the army": an army needs no name.
            Some(ActorKind::Military) => true,
            _ => false,
        };
        body && phrase.contains(own) && !own.contains(token)
    };
    mentioned(draft, false, named)
}

/// The persons whose names the phrase of token `head` gives: of "five people, including *Ana Paz* and *Luis Gil*" the
/// two, of "the victims, *Ana Paz* and *Luis Gil*" as well.
pub(crate) fn named_within(grammar: &Grammar<'_>, draft: &Annotation, head: usize) -> Vec<Participant> {
    let phrase = grammar.parsed.span(grammar.parsed.subtree(head));
    let named = |actor: &Actor| {
        let own = actor.words.span();
        actor.kind == Some(ActorKind::Person)
            && matches!(actor.link, Some(Link::Name | Link::Alias | Link::Surname))
            && phrase.contains(own)
            && is_named_by(grammar, head, grammar.parsed.tokens_in(own))
    };
    mentioned(draft, true, named)
}

/// The actors of the report that `is` takes; `named` says whether they are persons given by name.
fn mentioned(draft: &Annotation, named: bool, is: impl Fn(&Actor) -> bool) -> Vec<Participant> {
    let found = draft.actors.iter().enumerate().filter(|(_, actor)| is(actor));
    found
        .map(|(n, actor)| Participant { words: actor.words.span().into(), actor_i: Some(n), thing: false, named })
        .collect()
}

/// Whether the name at tokens `name` hangs on `head` as an apposition, as a part of it or among those that it includes.
fn is_named_by(grammar: &Grammar<'_>, head: usize, name: Range<usize>) -> bool {
    if name.contains(&head) {
        return false;
    }
    let Some(mut at) = name.clone().find(|&i| grammar.parsed.head(i).is_none_or(|above| !name.contains(&above))) else {
        return false;
    };
    for _ in 0..12 {
        let Some(above) = grammar.parsed.head(at) else { return false };
        let goes_on = match grammar.dep(at) {
            Dep::Appos | Dep::Conj | Dep::Nmod | Dep::Compound => true,
            Dep::Pobj => matches!(grammar.lemma(above), "include" | "including" | "as" | "like" | "among"),
            Dep::Prep => matches!(grammar.lemma(at), "include" | "including" | "as" | "like" | "among"),
            _ => false,
        };
        if !goes_on {
            return false;
        }
        if above == head {
            return true;
        }
        at = above;
    }
    false
}

/// Whether noun `head` names a thing that can be hit or burned: a bank, a party's offices; not a town, not students of
/// a university.
fn is_thing(knowledge: &Knowledge, grammar: &Grammar<'_>, head: usize) -> bool {
    if knowledge.is_word(grammar, head, "settlement") {
        return false;
    }
    knowledge.is_word(grammar, head, "thing")
        || (knowledge.is(grammar, head, "thing") && !knowledge.is_word(grammar, head, "doer"))
}

/// Whether what was blown up or burned is the premises of a body: "a bomb damaged the economy ministry".
pub(crate) fn is_premises(
    knowledge: &Knowledge,
    grammar: &Grammar<'_>,
    draft: &Annotation,
    event: &Draft<'_>,
    target: &Participant,
    head: usize,
) -> bool {
    let Some(actor) = target.actor_i.and_then(|i| draft.actors.get(i)) else { return false };
    let body = matches!(actor.kind, Some(ActorKind::Organisation | ActorKind::Government | ActorKind::Party));
    let wrecked = event.pattern.tells.acled.as_deref() == Some("by damage")
        || event.mode.as_deref().is_some_and(|mode| matches!(mode, "explosives" | "arson"));
    body && wrecked && !knowledge.is_word(grammar, head, "police")
}

/// Whether somebody killed, hurt or abducted stands there with a name that the parser, without capitals, takes for no
/// person's: only people are murdered.
pub(crate) fn is_named_victim(
    grammar: &Grammar<'_>,
    draft: &Annotation,
    event: &Draft<'_>,
    target: &Participant,
    head: usize,
) -> bool {
    let harm = matches!(event.cameo.as_deref(), Some("181" | "182" | "185" | "186"));
    let words = grammar.parsed.tokens_in(target.words.span());
    let many = words.len() > 1;
    let name = |mut words: Range<usize>| words.all(|i| matches!(grammar.pos(i), Pos::Propn | Pos::Punct | Pos::Part));
    // A first name may be a town's; a whole name is not.
    let place = |span: sitroom_report::Span| {
        draft.places.iter().any(|place| match many {
            true => place.words.span().contains(span),
            false => place.words.span().overlaps(span),
        })
    };
    harm && target.actor_i.is_none()
        && !target.thing
        && name(words)
        && grammar.pos(head) == Pos::Propn
        && !place(target.words.span())
}

/// The armed body whose name stands before noun of action `act`: "the *Shining Path* bombing".
pub(crate) fn named_before(grammar: &Grammar<'_>, draft: &Annotation, act: usize) -> Vec<Participant> {
    let start = grammar.parsed.children(act).filter(|&c| c < act).map(|c| grammar.parsed.subtree(c).start).min();
    let Some(words) = start.map(|start| grammar.parsed.span(start..act)) else { return Vec::new() };
    let named = |actor: &Actor| {
        actor.kind == Some(ActorKind::ArmedGroup)
            && matches!(actor.link, Some(Link::Name | Link::Alias))
            && words.contains(actor.words.span())
    };
    mentioned(draft, false, named)
}

/// A thing that was struck without how many there are, which its figure says: "*houses*" of "six houses in the area".
pub(crate) fn uncounted(grammar: &Grammar<'_>, head: usize) -> Range<usize> {
    let mut words = unplaced(grammar, head);
    let counts = |&i: &usize| {
        grammar.pos(i) == Pos::Num
            || matches!(
                grammar.lemma(i),
                "several" | "many" | "some" | "various" | "numerous" | "other" | "another" | "few" | "dozen" | "half"
            )
    };
    if let Some(last) = words.clone().take_while(|&i| i < head).filter(counts).last() {
        words.start = last + 1;
    }
    // "the office of the DAS (Administrative Department of Security)": what the letters mean is no part of it.
    if let Some(open) = words.clone().skip(1).find(|&i| grammar.parsed.word(i) == "(") {
        words.end = open;
    }
    words
}

/// A thing without where it stands: "*six houses*" of "six houses in the area".
fn unplaced(grammar: &Grammar<'_>, head: usize) -> Range<usize> {
    let mut words = words_of(grammar, head);
    let place =
        grammar.parsed.children(head).find(|&c| c > head && grammar.dep(c) == Dep::Prep && grammar.lemma(c) != "of");
    if let Some(place) = place.filter(|place| words.contains(place)) {
        words.end = place;
    }
    words
}

/// The actor that the phrase of token `head` means, of "a group of gunmen" the gunmen: the widest mention over the head and within the phrase.
pub(crate) fn actor(grammar: &Grammar<'_>, draft: &Annotation, head: usize) -> Option<usize> {
    // A member of a body is not the body; `organisations` names it.
    let counts = is_container(grammar, head) && grammar.lemma(head) != "member";
    let counted = if counts { grammar.by_preposition(head, "of").next() } else { None };
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
