//! Where a figure stands: its place, whence and whither.

use sitroom_language::{Dep, Parsed};

use super::{Circumstances, distance, head_of};
use crate::annotation::{Annotation, FigureKind, Measure, Place, PlaceKind, PlaceUse, Reason};
use crate::figures::measure::{Found, Search};

/// How many sentences back "the province" may reach, and "the area", which is said of anything.
const REACH: usize = 6;
const NEAR: usize = 2;

/// Which of a figure's places a place is.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
enum Slot {
    Place,
    Origin,
    Destination,
}

/// Finds the places of the figure with these `anchors`: its noun, the word that tells its measure, its number.
pub(super) fn find(
    search: &Search<'_>,
    draft: &Annotation,
    anchors: &[usize; 3],
    found: Option<&Found>,
    around: &mut Circumstances,
) {
    let parsed = search.parsed;
    let span = parsed.span(parsed.sentence(anchors[0]));
    let first = draft.places.partition_point(|place| place.words.end <= span.start);
    let told_of = told_of(parsed, anchors[1]);
    let mut best: [Option<(usize, usize)>; 3] = [None; 3];
    for (i, place) in draft.places.iter().enumerate().skip(first).take_while(|(_, place)| place.words.start < span.end)
    {
        if place.usage != PlaceUse::Literal {
            continue;
        }
        let Some(token) = head_of(parsed, place.words.span()) else { continue };
        let where_noun = told_of.is_some_and(|noun| {
            noun == token
                || parsed.subtree(noun).contains(&token)
                    && parsed.is_ancestor(noun, token)
                    && token > noun
                    && token < anchors[1]
        });
        let near = if where_noun { Some(0) } else { distance(parsed, anchors, token) };
        let Some(near) = near else { continue };
        if !where_noun && is_actor(parsed, anchors, found, token) {
            continue;
        }
        // Up through "Syria's province of Idlib" to the preposition that opens the phrase.
        let mut at = token;
        let mut preposition = None;
        for _ in 0..5 {
            let Some(head) = parsed.head(at) else { break };
            match parsed.tokens[at].dep {
                Dep::Pobj if parsed.word(head).eq_ignore_ascii_case("of") => at = parsed.head(head).unwrap_or(head),
                Dep::Pobj => {
                    preposition = Some(head);
                    break;
                }
                Dep::Poss | Dep::Compound | Dep::Appos | Dep::Conj | Dep::Nmod | Dep::Amod | Dep::Npadvmod => at = head,
                _ => break,
            }
        }
        let by_source =
            preposition.and_then(|i| parsed.head(i)).is_some_and(|head| parsed.tokens[head].lemma == "accord");
        if by_source {
            continue;
        }
        let Some(slot) = slot(parsed, anchors, found, preposition) else { continue };
        // The place of the act stands behind a preposition; the more exact of two is the place, its country is not.
        let country = usize::from(place.kind == Some(PlaceKind::Country)) * 3;
        let owner = usize::from(parsed.tokens[token].dep == Dep::Poss) * 3;
        let bare = usize::from(preposition.is_none()) * 10;
        let near = near + country + owner + bare;
        let best = &mut best[slot as usize];
        if best.is_none_or(|(least, _)| near < least) {
            *best = Some((near, i));
        }
    }
    [around.place, around.origin, around.destination] = best.map(|best| best.map(|(_, i)| i));
    if around.place.is_none()
        && let Some((i, noun)) = meant_by_noun(search, draft, anchors, first)
    {
        around.place = Some(i);
        let what = format!("the place named before: {}", draft.places[i].words.span().of(parsed.text()));
        around.why.push(Reason { what, entry: None, span: Some(parsed.tokens[noun].span) });
    }
}

/// Which place a phrase tells. Only who moves goes from somewhere to somewhere: aid "to millions of people from Turkey"
/// comes from there, and they do not. "300 people from Homs were hurt" still says where they are from.
fn slot(parsed: &Parsed, anchors: &[usize; 3], found: Option<&Found>, preposition: Option<usize>) -> Option<Slot> {
    let Some(preposition) = preposition else { return Some(Slot::Place) };
    let moves = found.is_some_and(|found| found.measure.is_movement());
    let own = parsed.head(preposition) == Some(anchors[0]);
    match parsed.word(preposition).to_lowercase().as_str() {
        "from" => (moves || own).then_some(Slot::Origin),
        "to" | "into" | "towards" | "toward" => moves.then_some(Slot::Destination),
        _ => Some(Slot::Place),
    }
}

/// Whether the place at `token` is who acts, and not where: "Russia and Syria are killing thousands", "Germany had to
/// open its doors to a million people". A country that "has" or "hosts" people is where they are.
fn is_actor(parsed: &Parsed, anchors: &[usize; 3], found: Option<&Found>, token: usize) -> bool {
    let mut subject = token;
    while parsed.tokens[subject].dep == Dep::Conj {
        let Some(head) = parsed.head(subject) else { break };
        subject = head;
    }
    if parsed.tokens[subject].dep != Dep::Nsubj {
        return false;
    }
    let Some(verb) = parsed.head(subject) else { return false };
    let has = || {
        found.is_some_and(|found| found.kind == FigureKind::Stock && found.measure != Measure::Other)
            && parsed.children_by(verb, Dep::Dobj).any(|object| object == anchors[0] || object == anchors[2])
    };
    let above = |anchor: &usize| *anchor == verb || parsed.is_ancestor(verb, *anchor);
    anchors.iter().any(above) && !has()
}

/// The noun that the clause of `trigger` is told of with "where": "Idlib, where the offensive displaced 300".
fn told_of(parsed: &Parsed, trigger: usize) -> Option<usize> {
    let clause = std::iter::once(trigger)
        .chain(parsed.ancestors(trigger))
        .take(3)
        .find(|&i| matches!(parsed.tokens[i].dep, Dep::Relcl | Dep::Advcl))?;
    let leads = parsed.children_by(clause, Dep::Advmod).any(|child| parsed.word(child).eq_ignore_ascii_case("where"));
    leads.then(|| parsed.head(clause)).flatten()
}

/// The place that "the province" in the figure's own clause means: the one of its kind that was named before. Gives the
/// place and the noun.
fn meant_by_noun(
    search: &Search<'_>,
    draft: &Annotation,
    anchors: &[usize; 3],
    before: usize,
) -> Option<(usize, usize)> {
    let parsed = search.parsed;
    let sentence = parsed.sentence(anchors[0]);
    let is_subject = |noun: usize| {
        matches!(parsed.tokens[noun].dep, Dep::Nsubj | Dep::Nsubjpass)
            && parsed.head(noun).is_some_and(|verb| anchors.iter().any(|&anchor| parsed.is_ancestor(verb, anchor)))
    };
    let nouns = sentence.filter(|&noun| {
        let token = &parsed.tokens[noun];
        let definite = parsed
            .children_by(noun, Dep::Det)
            .any(|det| matches!(parsed.word(det).to_lowercase().as_str(), "the" | "this" | "that"));
        let plain = parsed.children(noun).all(|child| {
            matches!(parsed.tokens[child].dep, Dep::Det | Dep::Punct | Dep::Relcl | Dep::Cc | Dep::Conj | Dep::Nummod)
        });
        token.tag == "NN" && definite && plain && kinds(search, noun).is_some()
    });
    for noun in nouns {
        let token = &parsed.tokens[noun];
        let inside = token.dep == Dep::Pobj
            && parsed.head(noun).is_some_and(|prep| {
                matches!(
                    parsed.word(prep).to_lowercase().as_str(),
                    "in" | "across" | "inside" | "within" | "throughout"
                )
            });
        if !(inside && distance(parsed, anchors, noun).is_some() || is_subject(noun)) {
            continue;
        }
        let Some((kinds, reach)) = kinds(search, noun) else { continue };
        let here = parsed.sentence_number(noun);
        let near = |place: &Place| {
            parsed.tokens_in(place.words.span()).next().is_some_and(|at| here - parsed.sentence_number(at) <= reach)
        };
        let literal = |place: &Place| place.usage == PlaceUse::Literal && place.gazetteer.is_some();
        let fits = |place: &Place| literal(place) && place.kind.is_some_and(|kind| kinds.contains(&kind));
        let mut named = draft.places[..before].iter().enumerate().rev().filter(|(_, place)| fits(place));
        let last = named.next().filter(|(_, place)| near(place));
        // Of two provinces, "the province" may be either.
        if let Some((i, _)) = last.filter(|(_, last)| named.all(|(_, place)| place.gazetteer == last.gazetteer)) {
            return Some((i, noun));
        }
    }
    None
}

/// Which kinds of place a noun stands for, and how many sentences back it reaches.
fn kinds(search: &Search<'_>, noun: usize) -> Option<(&'static [PlaceKind], usize)> {
    use PlaceKind::{Country, District, Province, Region, Settlement};
    let classes: [(&str, &[PlaceKind], usize); 6] = [
        ("province", &[Province], REACH),
        ("district", &[District], REACH),
        ("settlement", &[Settlement], REACH),
        ("country", &[Country], REACH),
        ("region", &[Province, Region, District], NEAR),
        ("anywhere", &[Province, Region, District, Settlement], NEAR),
    ];
    let known = |(class, _, _): &&(&str, &[PlaceKind], usize)| search.vocabulary.is_setting(search.parsed, noun, class);
    classes.iter().find(known).map(|&(_, kinds, reach)| (kinds, reach))
}
