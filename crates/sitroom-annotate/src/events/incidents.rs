//! Which events are one happening, which is the report's, and the times and figures that go with each.

use std::collections::BTreeSet;

use sitroom_language::Dep;

use super::grammar::Grammar;
use super::{Draft, Knowledge, acled};
use crate::annotation::{Acled, Annotation, Stance};

/// Puts a noun and the verb that it is the doer or means of together: "the strikes killed ten" is one act.
pub(crate) fn join_parts(_knowledge: &Knowledge, grammar: &Grammar<'_>, found: &mut Vec<Draft<'_>>) {
    let mut gone = Vec::new();
    for verb in 0..found.len() {
        let Some(outer) = found.get(verb).filter(|event| event.plover == "ASSAULT" && !event.is_noun) else { continue };
        let token = outer.token;
        let mut linked: Vec<usize> = grammar.agent(token).into_iter().collect();
        linked.extend(
            ["in", "by", "during", "with", "from", "as"]
                .into_iter()
                .flat_map(|word| grammar.by_preposition(token, word)),
        );
        let linked: Vec<usize> = linked.into_iter().flat_map(|head| grammar.conjuncts(head)).collect();
        for noun in 0..found.len() {
            let Some(inner) = found.get(noun).filter(|inner| inner.is_noun && inner.plover == "ASSAULT") else {
                continue;
            };
            if gone.contains(&noun) || !linked.contains(&inner.token) {
                continue;
            }
            let (sources, targets, instruments) =
                (inner.sources.clone(), inner.targets.clone(), inner.instruments.clone());
            let (sub_type, mode, inner_token) = (inner.sub_type.clone(), inner.mode.clone(), inner.token);
            if let Some(outer) = found.get_mut(verb) {
                outer.sources.retain(|&source| source != inner_token);
                if outer.sources.is_empty() {
                    outer.sources = sources;
                }
                if outer.targets.is_empty() {
                    outer.targets = targets;
                }
                outer.instruments.extend(instruments);
                outer.instruments.sort_unstable();
                outer.instruments.dedup();
                if sub_type.as_deref().is_some_and(|sub_type| acled::kind_of(sub_type).is_some()) {
                    outer.sub_type = sub_type;
                }
                outer.mode = mode.or(outer.mode.take());
                outer.partner = outer.partner.or(Some(inner_token));
            }
            gone.push(noun);
        }
    }
    let mut at = 0;
    found.retain(|_| {
        at += 1;
        !gone.contains(&(at - 1))
    });
}

/// Gives the events of one happening the same number, and what only takes an act up the code of that act: ACLED codes an
/// act once, and what is done in the course of a clash is the clash.
pub(crate) fn number(knowledge: &Knowledge, grammar: &Grammar<'_>, draft: &Annotation, found: &mut [Draft<'_>]) {
    let fought: BTreeSet<usize> = (found.iter().filter(|event| !event.negated && means(event) == Some(Means::Clash)))
        .map(|event| grammar.parsed.sentence_number(event.token))
        .collect();
    let mut incidents: Vec<Incident> = Vec::new();
    for event in found.iter_mut() {
        let named = event.event.as_ref().is_some_and(|row| row.targets.iter().any(|target| target.named));
        let fighting = fought.contains(&grammar.parsed.sentence_number(event.token));
        if let Some(row) = event.event.as_mut().filter(|_| event.plover == "ASSAULT" && fighting && !named) {
            row.acled = acled::clash();
            row.mode = None;
        }
        let own = Incident::of(knowledge, grammar, draft, event);
        let joined = incidents.iter().rposition(|incident| incident.may_be(&own));
        let number = joined.unwrap_or(incidents.len());
        if let (Some(row), Some(taken_up)) = (event.event.as_mut(), incidents.get(number))
            && event.plover == "ASSAULT"
            && (own.means.is_none() || (own.armed && taken_up.means == Some(Means::Clash)))
            && taken_up.means.is_some()
        {
            row.acled = taken_up.acled.clone();
        }
        match incidents.get_mut(number) {
            Some(incident) => incident.add(own),
            None => incidents.push(own),
        }
        event.incident = number;
        if let Some(row) = event.event.as_mut() {
            row.incident = Some(number);
        }
    }
}

/// How an act of force was done: acts done in two ways are two acts.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
enum Means {
    Clash,
    Bomb,
    Fire,
    Robbery,
    Other,
}

/// How the act was done, as far as this mention of it tells: "three died" tells nothing.
fn means(event: &Draft<'_>) -> Option<Means> {
    let row = event.event.as_ref()?;
    match (row.acled.sub_type.as_deref(), row.mode.as_deref()) {
        (Some("Armed clash"), _) => Some(Means::Clash),
        (Some("Remote explosive/landmine/IED" | "Grenade" | "Suicide bomb"), _) => Some(Means::Bomb),
        (_, Some("arson")) => Some(Means::Fire),
        (_, Some("rob")) => Some(Means::Robbery),
        (Some("Attack" | "Looting/property destruction"), None)
            if row.sources.is_empty() && row.instrument.is_empty() =>
        {
            None
        }
        (Some("Attack"), _) if event.is_noun && row.targets.is_empty() && row.instrument.is_empty() => None,
        _ => Some(Means::Other),
    }
}

/// What is known of one happening so far.
struct Incident {
    plover: String,
    day: Option<String>,
    places: Vec<usize>,
    targets: Vec<String>,
    last_sentence: usize,
    acled: Acled,
    means: Option<Means>,
    /// Whether all that it struck bears arms.
    armed: bool,
    /// Whether it is told without whom it struck and where: "the attack".
    bare: bool,
}

impl Incident {
    fn of(knowledge: &Knowledge, grammar: &Grammar<'_>, draft: &Annotation, event: &Draft<'_>) -> Self {
        let row = event.event.as_ref();
        let time = row.and_then(|row| row.time_i).and_then(|i| draft.times.get(i));
        Self {
            plover: event.plover.to_string(),
            day: time.and_then(|time| time.from.clone().filter(|from| time.to.as_ref() == Some(from))),
            places: row.map(|row| row.places_i.clone()).unwrap_or_default(),
            targets: event.targets.iter().map(|&head| grammar.lemma(head).to_owned()).collect(),
            last_sentence: grammar.parsed.sentence_number(event.token),
            acled: row.map(|row| row.acled.clone()).unwrap_or_default(),
            means: means(event),
            armed: event.targets.iter().all(|&target| acled::is_force(knowledge, grammar, target)),
            bare: event.targets.is_empty() && row.is_none_or(|row| row.places_i.is_empty()),
        }
    }

    /// Whether `other`, told later, may be the same happening.
    fn may_be(&self, other: &Self) -> bool {
        let days = self.day.is_none() || other.day.is_none() || self.day == other.day;
        let alike = self.means.is_none()
            || other.means.is_none()
            || self.means == other.means
            || (self.means == Some(Means::Clash) && other.armed);
        if self.plover != other.plover || !days || !alike {
            return false;
        }
        let near = other.last_sentence <= self.last_sentence + 2;
        // "the attack" takes up what was told before, whatever its means.
        if other.bare {
            return true;
        }
        let share = |own: &[usize], others: &[usize]| own.iter().any(|one| others.contains(one));
        let places = self.places.is_empty() || other.places.is_empty() || share(&self.places, &other.places);
        let targets = self.targets.iter().any(|target| other.targets.contains(target));
        let same_sentence = self.last_sentence == other.last_sentence;
        // What goes on at one place and time is one act with its means and harm, unless it is of another kind.
        targets || same_sentence || (places && (near || other.day.is_some() && self.day == other.day))
    }

    fn add(&mut self, other: Self) {
        self.day = self.day.take().or(other.day);
        if self.means.is_none() && other.means.is_some() {
            self.means = other.means;
            self.acled = other.acled;
        }
        self.places.extend(other.places);
        self.targets.extend(other.targets);
        self.last_sentence = self.last_sentence.max(other.last_sentence);
    }
}

/// The time of the act of token `i`: the one nearest in the tree, else none.
pub(crate) fn time(grammar: &Grammar<'_>, draft: &Annotation, i: usize) -> Option<usize> {
    let sentence = grammar.parsed.sentence(i);
    let span = grammar.parsed.span(sentence.clone());
    let candidates = draft.times.iter().enumerate().filter(|(_, time)| {
        let own = time.words.span();
        span.start <= own.start && own.end <= span.end && time.kind != crate::annotation::TimeType::Set
    });
    candidates
        .filter_map(|(n, time)| {
            let tokens = grammar.parsed.tokens_in(time.words.span());
            let head = tokens.clone().find(|&t| grammar.parsed.head(t).is_none_or(|head| !tokens.contains(&head)))?;
            let steps = grammar.parsed.path(i, head)?.len();
            let clause = grammar.parsed.subtree(i).contains(&head);
            (clause || steps <= 6).then_some((steps + if clause { 0 } else { 2 }, n))
        })
        .min()
        .map(|(_, n)| n)
}

/// The figures that tell how many the act concerned.
pub(crate) fn figures(grammar: &Grammar<'_>, draft: &Annotation, event: &Draft<'_>) -> Vec<usize> {
    let heads: Vec<usize> = event.targets.iter().chain(&event.sources).copied().collect();
    let own = |n: &usize| {
        let Some(figure) = draft.figures.get(*n) else { return false };
        let tokens = grammar.parsed.tokens_in(figure.words.span());
        heads.iter().any(|head| tokens.contains(head) || grammar.noun_phrase(*head).any(|i| tokens.contains(&i)))
    };
    (0..draft.figures.len()).filter(own).collect()
}

/// The event that the report is about: real, early, foregrounded, and weighty in ACLED's terms.
pub(crate) fn main(grammar: &Grammar<'_>, found: &[Draft<'_>]) -> Option<usize> {
    let score = |event: &Draft<'_>| {
        let row = event.event.as_ref()?;
        let sentence = grammar.parsed.sentence_number(event.token);
        let mut score = 100 - 6 * i64::try_from(sentence.min(12)).unwrap_or(12);
        let real = matches!(row.stance, Stance::Asserted | Stance::Attributed | Stance::Reported) && !row.negated;
        score += if real { 40 } else { 0 } - if row.background { 40 } else { 0 };
        score += row.acled.sub_type.as_deref().map_or(0, weight);
        let aside = is_aside(grammar, event.governor);
        Some(score - if aside { 22 } else { 0 })
    };
    let scored = found.iter().enumerate().filter_map(|(n, event)| Some((score(event)?, std::cmp::Reverse(n))));
    scored.max().map(|(_, std::cmp::Reverse(n))| n)
}

/// Whether the word of token `i` stands in a relative clause or in a phrase of what went before: "after the attack".
fn is_aside(grammar: &Grammar<'_>, i: usize) -> bool {
    const BEFORE: &[&str] = &["after", "following", "since", "despite", "over", "amid", "before", "until", "follow"];
    let mut at = i;
    for _ in 0..6 {
        let Some(head) = grammar.parsed.head(at) else { return false };
        let behind = matches!(grammar.dep(at), Dep::Pobj | Dep::Pcomp) && BEFORE.contains(&grammar.lemma(head));
        let marked = grammar.parsed.children_by(at, Dep::Mark).any(|mark| BEFORE.contains(&grammar.lemma(mark)));
        if grammar.dep(at) == Dep::Relcl || behind || marked {
            return true;
        }
        at = head;
    }
    false
}

/// How much a sub-event type weighs when a report tells of several: the outcome before the means, the rare before the
/// common.
fn weight(sub_type: &str) -> i64 {
    match sub_type {
        "Chemical weapon" | "Sexual violence" | "Suicide bomb" => 30,
        "Government regains territory"
        | "Non-state actor overtakes territory"
        | "Abduction/forced disappearance"
        | "Grenade" => 26,
        "Excessive force against protesters"
        | "Protest with intervention"
        | "Violent demonstration"
        | "Mob violence"
        | "Disrupted weapons use" => 24,
        "Remote explosive/landmine/IED"
        | "Air/drone strike"
        | "Shelling/artillery/missile attack"
        | "Headquarters or base established" => 20,
        "Armed clash" | "Attack" | "Peaceful protest" | "Looting/property destruction" | "Agreement" | "Arrests" => 16,
        "Non-violent transfer of territory" | "Change to group/activity" => 12,
        _ => 6,
    }
}
