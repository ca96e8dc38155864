//! What brought a figure about.

use sitroom_language::{Dep, NameLabel, Pos};
use sitroom_report::Span;

use super::trimmed;
use crate::annotation::Annotation;
use crate::figures::counted::Count;
use crate::figures::measure::Search;

/// The words that tell what brought the figure about.
pub(super) fn cause(search: &Search<'_>, draft: &Annotation, trigger: usize, count: &Count) -> Option<Span> {
    let parsed = search.parsed;
    let within = |i: usize| {
        let span = parsed.tokens[i].span;
        let place = draft.places.partition_point(|place| place.words.end < span.end);
        let time = draft.times.partition_point(|time| time.words.end < span.end);
        draft.places.get(place).is_some_and(|place| place.words.span().contains(span))
            || draft.times.get(time).is_some_and(|time| time.words.span().contains(span))
    };
    let named = |i: usize| {
        parsed.name_at(i).is_some_and(|name| {
            matches!(
                name.label,
                NameLabel::Gpe | NameLabel::Loc | NameLabel::Date | NameLabel::Time | NameLabel::Cardinal
            )
        })
    };
    for child in parsed.children(trigger) {
        if !matches!(parsed.tokens[child].dep, Dep::Prep | Dep::Agent) {
            continue;
        }
        let Some(needs_hazard) = search.vocabulary.cause(parsed.word(child)) else { continue };
        let object = parsed.children(child).find_map(|object| match parsed.tokens[object].dep {
            Dep::Pobj => Some(object),
            Dep::Prep | Dep::Pcomp => parsed.child(object, Dep::Pobj),
            _ => None,
        });
        let Some(object) = object.filter(|&object| !within(object) && !named(object)) else { continue };
        if parsed.word(child).eq_ignore_ascii_case("as")
            && !matches!(parsed.word(object).to_lowercase().as_str(), "result" | "consequence")
        {
            continue;
        }
        let range = parsed.subtree(object);
        let hazard = |i: usize| search.vocabulary.is_setting(parsed, i, "hazard");
        // "taken to safety by boat" tells the means.
        let bare = parsed.children(object).next().is_none() && parsed.tokens[object].tag == "NN";
        let needs_hazard = needs_hazard || bare;
        if needs_hazard && !hazard(object) && !parsed.children_by(object, Dep::Conj).any(hazard)
            || range.contains(&count.top)
        {
            continue;
        }
        return Some(trimmed(parsed, range));
    }
    // "Floods displaced 300 people": the subject of the verb, where the figure is its object.
    let subject = parsed.child(trigger, Dep::Nsubj).filter(|_| parsed.tokens[trigger].pos == Pos::Verb)?;
    let range = parsed.subtree(subject);
    let object = parsed.child(trigger, Dep::Dobj).is_some_and(|object| parsed.subtree(object).contains(&count.top));
    let pronoun = parsed.tokens[subject].pos == Pos::Pron;
    // Who did it is told by the event; a cause is what happened.
    let somebody = parsed.name_at(subject).is_some_and(|name| {
        matches!(name.label, NameLabel::Person | NameLabel::Org | NameLabel::Norp | NameLabel::Gpe)
    }) || search.vocabulary.counted(parsed, subject).is_some_and(|counted| counted.unit.is_people());
    (object && !pronoun && !somebody && !range.contains(&count.top)).then(|| trimmed(parsed, range))
}
