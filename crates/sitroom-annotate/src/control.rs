//! Who holds a place: taken, held, lost, contested, handed over, besieged.
//!
//! Read with the patterns of `lexicons/control/control.tsv`: the place stands in the entry's target slot, the holder in its source.

use std::sync::Arc;

use sitroom_language::{Dep, Pos};

use crate::annotation::{Annotation, Control, ControlChange, PlaceKind, Reason, Stance, TimeType, Words};
use crate::annotator::Reading;
use crate::events::arguments::Trigger;
use crate::events::grammar::Grammar;
use crate::events::incidents;
use crate::events::location::Locations;
use crate::events::participants::{actor, people, trigger_words};
use crate::events::patterns::{Pattern, Patterns};
use crate::events::{Knowledge, is_container};
use crate::lexicon::{LexiconError, Lexicons};
use crate::stance::Discourse;

/// Finds control.
pub(crate) struct Annotator {
    knowledge: Arc<Knowledge>,
    changes: Patterns<ControlChange>,
}

impl Annotator {
    pub(crate) fn new(lexicons: &Lexicons, knowledge: Arc<Knowledge>) -> Result<Self, LexiconError> {
        let lexicon = lexicons.load("control.tsv", include_str!("../../../lexicons/control/control.tsv"))?;
        let fault = "unknown change of control; use one of the contract's";
        let changes = Patterns::of_turns(&lexicon, &knowledge.classes, ControlChange::parse, fault)?;
        Ok(Self { knowledge, changes })
    }

    pub(crate) fn annotate(&self, reading: &Reading<'_>, discourse: &Discourse, draft: &mut Annotation) {
        let grammar = Grammar::with_places(reading.parsed, &draft.places);
        let locations = Locations::new(&self.knowledge, &grammar, draft);
        let mut rows = Vec::new();
        for token in 0..grammar.parsed.len() {
            let Some(trigger) = Trigger::new(&grammar, &self.knowledge, token) else { continue };
            let Some(pattern) = trigger.best(&self.changes) else { continue };
            let change = pattern.tells;
            let standing = discourse.standing(token);
            let held = held(&trigger, pattern);
            // A denied loss is no loss, the events keep what was denied; to take one's own position is to take a stand;
            // "regained control" is told by its verb.
            let own = change == ControlChange::Taken && is_own(&grammar, token, &held);
            let ground = held.is_empty() || held.iter().any(|&head| self.is_ground(&grammar, head));
            if standing.negated || own || !ground || self.is_told_by_verb(&grammar, token) {
                continue;
            }
            let located = |place: usize| !is_owner(&self.knowledge, &grammar, draft, place);
            let names: Vec<usize> =
                held.iter().flat_map(|&head| grammar.conjuncts(head)).filter(|&head| grammar.is_place(head)).collect();
            let mut places: Vec<(Option<usize>, Option<Words>)> = Vec::new();
            if names.len() > 1 {
                // "Captured Saraqib and Kafr Nabl": each for itself.
                places.extend(names.iter().map(|&name| (locations.within(&grammar, &[name], located), None)));
            } else {
                let place_i = locations
                    .within(&grammar, &held, located)
                    .or_else(|| locations.before(&grammar, &held, |place| may_be(&grammar, draft, &held, place)))
                    .or_else(|| locations.below(&grammar, &held).filter(|&place| located(place)));
                let part = held.first().and_then(|&head| part(&grammar, draft, head, place_i));
                let place_i = place_i.or_else(|| {
                    let around = locations.of(&self.knowledge, &grammar, token);
                    around.into_iter().find(|&place| part.is_some() && located(place))
                });
                places.push((place_i, part.map(|part| Words::at(grammar.parsed.span(part)))));
            }
            let holders: Vec<usize> = pattern.source.iter().flat_map(|slot| trigger.fill(slot)).collect();
            let holders = people(&grammar, &holders);
            let holder_i = holders.iter().find_map(|&head| actor(&grammar, draft, head));
            let nameless = || holders.iter().copied().find(|&head| self.knowledge.is(&grammar, head, "doer"));
            let holder_words = if holder_i.is_none() { nameless() } else { None };
            let span = grammar.parsed.span(trigger_words(&grammar, token));
            let mut why = vec![Reason {
                what: format!("{change}: {}", pattern.written),
                entry: Some(pattern.entry.clone()),
                span: Some(span),
            }];
            why.extend(standing.why.iter().cloned());
            let stance = if is_passing(&grammar, token) { said(standing.stance) } else { standing.stance };
            for (place_i, part) in places {
                rows.push(Control {
                    words: Words::at(span),
                    holder_i,
                    holder_words: holder_words.map(|head| Words::at(grammar.parsed.span(head..head + 1))),
                    place_i,
                    part,
                    time_i: time(&grammar, draft, token),
                    stance,
                    attribution: if stance == standing.stance { standing.attribution.clone() } else { Vec::new() },
                    change,
                    why: why.clone(),
                });
            }
        }
        draft.control = rows;
    }

    /// Whether noun `head` is ground that can be held, or a name that may be a place's: nobody holds a town by "lost control of
    /// the budget".
    fn is_ground(&self, grammar: &Grammar<'_>, head: usize) -> bool {
        let counted =
            || grammar.by_preposition(head, "of").any(|inner| grammar.is_place(inner) || self.is_land(grammar, inner));
        grammar.is_place(head)
            || matches!(grammar.pos(head), Pos::Propn | Pos::Pron)
            || self.is_land(grammar, head)
            || (is_container(grammar, head) && counted())
    }

    fn is_land(&self, grammar: &Grammar<'_>, head: usize) -> bool {
        ["land", "thing", "post", "armed"].iter().any(|class| self.knowledge.is_word(grammar, head, class))
            || matches!(grammar.lemma(head), "part" | "swath" | "mile" | "kilometre" | "kilometer" | "percent")
    }

    /// Whether noun `token` only completes a verb that has an entry of its own: "regained *control* of the town".
    fn is_told_by_verb(&self, grammar: &Grammar<'_>, token: usize) -> bool {
        let verb = grammar.parsed.head(token).filter(|&verb| grammar.is_verb(verb) && grammar.is_noun(token));
        verb.filter(|_| grammar.dep(token) == Dep::Dobj)
            .and_then(|verb| Trigger::new(grammar, &self.knowledge, verb))
            .is_some_and(|verb| verb.best(&self.changes).is_some())
    }
}

/// The heads of what is held: in the entry's slots; of a noun that says it of something, that: "Idlib is their last
/// *stronghold*", "Idlib, the last *bastion* of the rebels".
fn held(trigger: &Trigger<'_, '_>, pattern: &Pattern<ControlChange>) -> Vec<usize> {
    let (grammar, token) = (trigger.grammar, trigger.token);
    let head = grammar.parsed.head(token).filter(|_| grammar.is_noun(token));
    let said_of = match grammar.dep(token) {
        Dep::Attr => head.and_then(|verb| grammar.subject(verb)),
        Dep::Appos => head,
        _ => None,
    };
    let slots = pattern.target.iter().flat_map(|slot| trigger.fill(slot));
    said_of.into_iter().chain(slots).collect()
}

/// Whether what is taken is the taker's own: "has to take its position". What was lost can be retaken.
fn is_own(grammar: &Grammar<'_>, token: usize, held: &[usize]) -> bool {
    let owned =
        |&head: &usize| grammar.parsed.children_by(head, Dep::Poss).any(|owner| grammar.pos(owner) == Pos::Pron);
    !grammar.lemma(token).starts_with("re") && held.iter().any(owned)
}

/// Whether `place` is only whose the post or base is: "*Turkey*'s observation posts".
fn is_owner(knowledge: &Knowledge, grammar: &Grammar<'_>, draft: &Annotation, place: usize) -> bool {
    let owner = head_of(grammar, draft, place).filter(|&owner| grammar.dep(owner) == Dep::Poss);
    let owned = owner.and_then(|owner| grammar.parsed.head(owner));
    owned.is_some_and(|owned| knowledge.is_word(grammar, owned, "post") || !knowledge.is(grammar, owned, "place_noun"))
}

/// Whether "the town" or "the area" among `held` may mean `place`: one of its sort, which does not act here.
fn may_be(grammar: &Grammar<'_>, draft: &Annotation, held: &[usize], place: usize) -> bool {
    let Some(named) = draft.places.get(place) else { return false };
    let span = named.words.span();
    let acts = named.kind == Some(PlaceKind::Country)
        && draft.actors.iter().any(|actor| actor.words.span() == span && actor.link.is_some());
    let fits = |head: &usize| match grammar.lemma(*head) {
        "town" | "city" | "village" | "settlement" | "suburb" | "neighbourhood" | "neighborhood" | "camp" | "fort" => {
            matches!(named.kind, None | Some(PlaceKind::Settlement | PlaceKind::Point | PlaceKind::Facility))
        }
        "province" | "district" | "governorate" | "region" => {
            !matches!(named.kind, Some(PlaceKind::Country | PlaceKind::Settlement | PlaceKind::Facility))
        }
        "country" | "nation" => named.kind == Some(PlaceKind::Country),
        _ => named.kind != Some(PlaceKind::Country),
    };
    !acts && held.iter().any(fits)
}

/// The words of what is held where that is not the place itself: "dozens of villages", "parts of Aleppo".
fn part(
    grammar: &Grammar<'_>,
    draft: &Annotation,
    head: usize,
    place: Option<usize>,
) -> Option<std::ops::Range<usize>> {
    // A name that no gazetteer knows is a place, not some of one.
    if grammar.is_place(head) || !grammar.is_noun(head) || matches!(grammar.pos(head), Pos::Pron | Pos::Propn) {
        return None;
    }
    let place = place.and_then(|place| head_of(grammar, draft, place));
    let many = matches!(grammar.tag(head), "NNS" | "NNPS");
    let whole = || {
        let Some(place) = place.filter(|place| grammar.parsed.subtree(head).contains(place)) else {
            // "The town" is one that was named before; "a village" is some of where it lies.
            return grammar.parsed.children(head).any(|c| matches!(grammar.lemma(c), "the" | "that" | "this"));
        };
        let prep = grammar.parsed.head(place).filter(|_| grammar.dep(place) == Dep::Pobj);
        let of = prep.is_some_and(|prep| grammar.lemma(prep) == "of");
        let before = matches!(grammar.dep(place), Dep::Compound | Dep::Appos | Dep::Nmod | Dep::Amod);
        of || before
    };
    if matches!(grammar.lemma(head), "all" | "whole" | "entirety") || (!many && !is_container(grammar, head) && whole())
    {
        return None;
    }
    let phrase = grammar.noun_phrase(head);
    // "All villages around Aleppo": up to the place that tells which.
    let near = place.filter(|&place| phrase.end <= place && place < phrase.end + 6);
    Some(phrase.start..near.map_or(phrase.end, |place| place + 1))
}

/// The token that heads the words of `place`.
fn head_of(grammar: &Grammar<'_>, draft: &Annotation, place: usize) -> Option<usize> {
    let tokens = grammar.parsed.tokens_in(draft.places.get(place)?.words.span());
    tokens.clone().find(|&t| grammar.parsed.head(t).is_none_or(|head| !tokens.contains(&head)))
}

/// Whether `token` only says in passing who holds something: "the last area *held* by rebels", "a rebel *stronghold*".
fn is_passing(grammar: &Grammar<'_>, token: usize) -> bool {
    !grammar.is_verb(token) || matches!(grammar.dep(token), Dep::Acl | Dep::Amod | Dep::Relcl)
}

/// What is said in passing is taken for granted, whatever is planned or feared of it: "vowed to take the rebel-*held* town".
fn said(stance: Stance) -> Stance {
    match stance {
        Stance::Planned | Stance::Threatened | Stance::Demanded | Stance::Feared | Stance::Conditional => {
            Stance::Asserted
        }
        stance => stance,
    }
}

/// When the change came: a day or period of the trigger's own clause; of a word that only says in passing who holds
/// something ("the last area *held* by rebels") only one in its own phrase. "For the first time since 2012" tells when
/// it was so before.
fn time(grammar: &Grammar<'_>, draft: &Annotation, token: usize) -> Option<usize> {
    let found = incidents::time(grammar, draft, token)?;
    let time = draft.times.get(found)?;
    let head = grammar.parsed.tokens_in(time.words.span()).next()?;
    let passing = is_passing(grammar, token);
    let first_time = grammar.parsed.ancestors(head).take(4).any(|above| grammar.lemma(above) == "time");
    let inside = grammar.parsed.subtree(token).contains(&head);
    let dated = matches!(time.kind, TimeType::Date | TimeType::Time);
    (dated && !first_time && (inside || !passing)).then_some(found)
}
