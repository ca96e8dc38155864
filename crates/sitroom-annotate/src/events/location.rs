//! Where what a predicate tells of happened, for events and every other predicate.
//!
//! A place belongs to the predicate that its phrase hangs on: by a preposition of place, as the thing that the act is
//! done to, or inside the phrase of one. Only the most exact place of a phrase counts: of "Rawa in Anbar" Rawa.

use sitroom_language::Dep;

use super::Knowledge;
use super::grammar::Grammar;
use crate::annotation::{Annotation, Place, PlaceKind, PlaceUse, Predicate};

/// How a place reaches a node above it.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
enum Link {
    /// By a preposition of place.
    Locative,
    /// By "of", "from" and the like, which name things rather than places of acts.
    Naming,
    /// As a word before a noun.
    Modifier,
    Object,
    Subject,
}

/// A place and the nodes above it, up to the first verb.
struct Anchor {
    place: usize,
    head: usize,
    /// Nodes from the head upward, each with the link by which the one below hangs on it.
    above: Vec<(usize, Link)>,
}

/// The places of a report, anchored in its trees.
pub(crate) struct Locations {
    anchors: Vec<Anchor>,
}

const LONGEST: usize = 12;

impl Locations {
    pub(crate) fn new(knowledge: &Knowledge, grammar: &Grammar<'_>, draft: &Annotation) -> Self {
        let mut anchors: Vec<Anchor> = Vec::new();
        for (place, row) in draft.places.iter().enumerate() {
            if row.usage != PlaceUse::Literal {
                continue;
            }
            let tokens = grammar.parsed.tokens_in(row.words.span());
            let head = tokens.clone().find(|&t| grammar.parsed.head(t).is_none_or(|head| !tokens.contains(&head)));
            if let Some(head) = head {
                anchors.push(Anchor { place, head, above: climb(knowledge, grammar, head) });
            }
        }
        let contained: Vec<bool> =
            anchors.iter().map(|outer| anchors.iter().any(|inner| contains(grammar, draft, outer, inner))).collect();
        let mut at = 0;
        anchors.retain(|_| {
            at += 1;
            !contained.get(at - 1).copied().unwrap_or(false)
        });
        Self { anchors }
    }

    /// The places of what token `i` tells, as indices into the report's places.
    pub(crate) fn of(&self, knowledge: &Knowledge, grammar: &Grammar<'_>, i: usize) -> Vec<usize> {
        if grammar.is_verb(i) && knowledge.is_speech(grammar, i) {
            return Vec::new();
        }
        let own = self.own(grammar, i);
        if !own.is_empty() {
            return own;
        }
        // "continued to shell Hama", "launched raids, killing ten": what has no place of its own has its neighbour's.
        let down = grammar.parsed.children(i).filter(|&c| {
            let below = matches!(grammar.dep(c), Dep::Xcomp | Dep::Pcomp)
                || (grammar.dep(c) == Dep::Advcl && grammar.tag(c) == "VBG");
            below && grammar.is_verb(c)
        });
        for inner in down {
            let found = self.own(grammar, inner);
            if !found.is_empty() {
                return found;
            }
        }
        // "targeting the key town of Jobar": it has a place of its own, though no gazetteer knows it.
        let goes_to = |o: usize| {
            let unknown = |n: usize| !grammar.is_place(n) && grammar.tag(n).starts_with("NNP");
            knowledge.is_place_noun(grammar, o) && grammar.noun_phrase(o).any(unknown)
        };
        let children = grammar.parsed.children(i).filter(|&c| c > i);
        let mut held = children.filter_map(|c| if grammar.is_noun(c) { Some(c) } else { grammar.inner_object(c) });
        if grammar.is_verb(i) && held.any(goes_to) {
            return Vec::new();
        }
        let mut at = i;
        for _ in 0..3 {
            let Some(head) = grammar.parsed.head(at) else { break };
            let inherits = match grammar.dep(at) {
                Dep::Conj | Dep::Xcomp => true,
                Dep::Advcl => grammar.tag(at) == "VBG",
                Dep::Dobj | Dep::Nsubjpass | Dep::Nsubj | Dep::Pobj | Dep::Prep | Dep::Pcomp => {
                    !grammar.is_verb(i) || grammar.dep(at) == Dep::Pcomp || grammar.dep(at) == Dep::Prep
                }
                _ => false,
            };
            if !inherits || (grammar.is_verb(head) && knowledge.is_speech(grammar, head)) {
                break;
            }
            let found = self.own(grammar, head);
            if !found.is_empty() {
                return found;
            }
            at = head;
        }
        Vec::new()
    }

    /// The places whose phrases hang on noun `n` itself: "a ceasefire in Idlib".
    pub(crate) fn of_noun(&self, grammar: &Grammar<'_>, n: usize) -> Vec<usize> {
        self.own(grammar, n)
    }

    /// The first place that `fits` and is one of `heads` or stands in the phrase of one.
    pub(crate) fn within(&self, grammar: &Grammar<'_>, heads: &[usize], fits: impl Fn(usize) -> bool) -> Option<usize> {
        let phrases: Vec<_> =
            heads.iter().flat_map(|&head| grammar.conjuncts(head)).map(|head| grammar.noun_phrase(head)).collect();
        let inside = |anchor: &&Anchor| phrases.iter().any(|phrase| phrase.contains(&anchor.head));
        self.anchors.iter().filter(inside).map(|anchor| anchor.place).find(|&place| fits(place))
    }

    /// The first place that hangs on one of `heads` by any preposition: "villages around Aleppo".
    pub(crate) fn below(&self, grammar: &Grammar<'_>, heads: &[usize]) -> Option<usize> {
        let hangs = |anchor: &&Anchor| {
            anchor.above.iter().any(|&(node, link)| heads.contains(&node) && link != Link::Modifier)
                && heads.iter().any(|&head| grammar.parsed.subtree(head).contains(&anchor.head))
        };
        self.anchors.iter().find(hangs).map(|anchor| anchor.place)
    }

    /// The place that a definite phrase among `heads` ("the town") takes up: the last one named before it that `fits`, in
    /// the same or the preceding sentences.
    pub(crate) fn before(&self, grammar: &Grammar<'_>, heads: &[usize], fits: impl Fn(usize) -> bool) -> Option<usize> {
        let head = heads.iter().copied().find(|&head| {
            grammar.lemma(head) == "it"
                || grammar.parsed.children(head).any(|c| matches!(grammar.lemma(c), "the" | "that" | "this"))
        })?;
        let sentence = grammar.parsed.sentence_number(head);
        let earlier = self
            .anchors
            .iter()
            .filter(|anchor| anchor.head < head && grammar.parsed.sentence_number(anchor.head) + 3 >= sentence);
        earlier.map(|anchor| anchor.place).rfind(|&place| fits(place))
    }

    /// The places whose phrases hang on token `i` itself.
    fn own(&self, grammar: &Grammar<'_>, i: usize) -> Vec<usize> {
        let reaches = |anchor: &&Anchor| {
            let Some(at) = anchor.above.iter().position(|&(node, _)| node == i) else { return false };
            let Some(&(_, last)) = anchor.above.get(at) else { return false };
            let locative = anchor.above.iter().take(at + 1).any(|&(_, link)| link == Link::Locative);
            match last {
                Link::Locative | Link::Object => true,
                Link::Naming => !grammar.is_verb(i) || locative,

                Link::Modifier => !grammar.is_verb(i),
                // "clashes in Aleppo killed five" against "Syria said"
                Link::Subject => locative,
            }
        };
        self.anchors.iter().filter(reaches).map(|anchor| anchor.place).collect()
    }
}

/// The nodes above the place headed by `head`, as far as they may share its place.
fn climb(knowledge: &Knowledge, grammar: &Grammar<'_>, head: usize) -> Vec<(usize, Link)> {
    let mut above = Vec::new();
    let mut at = head;
    while above.len() < LONGEST {
        let Some(next) = grammar.parsed.head(at) else { break };
        match grammar.dep(at) {
            Dep::Conj | Dep::Appos if !grammar.is_verb(next) => at = next,
            Dep::Pobj | Dep::Pcomp => {
                let mut preposition = next;
                // "from inside Syria", "out of the town"
                while grammar.dep(preposition) == Dep::Prep
                    && grammar.parsed.head(preposition).is_some_and(|up| matches!(grammar.dep(up), Dep::Prep))
                {
                    preposition = grammar.parsed.head(preposition).unwrap_or(preposition);
                }
                let link = match knowledge.place_preposition(grammar.lemma(next)) {
                    Some(true) => Link::Locative,
                    Some(false) => Link::Naming,
                    None => break,
                };
                let Some(up) = grammar.parsed.head(preposition) else { break };
                // "according to a source in Damascus" says where the source is.
                if grammar.lemma(preposition) == "accord" {
                    break;
                }
                above.push((up, link));
                if grammar.is_verb(up) {
                    // "forces entrenched in Aleppo" are in Aleppo.
                    let located = grammar.dep(up) == Dep::Acl && knowledge.is_located(grammar, up);
                    let Some(noun) = grammar.parsed.head(up).filter(|_| located) else { break };
                    above.push((noun, Link::Locative));
                    at = noun;
                    continue;
                }
                at = up;
            }
            Dep::Compound | Dep::Amod | Dep::Nmod | Dep::Poss | Dep::Npadvmod => {
                above.push((next, Link::Modifier));
                if grammar.is_verb(next) || !knowledge.is_place_noun(grammar, next) {
                    break;
                }
                at = next;
            }
            Dep::Dobj | Dep::Nsubjpass | Dep::Dative | Dep::Oprd => {
                above.push((next, Link::Object));
                break;
            }
            Dep::Nsubj => {
                above.push((next, Link::Subject));
                break;
            }
            Dep::Attr if grammar.is_verb(next) => {
                above.push((next, Link::Object));
                break;
            }
            _ => break,
        }
    }
    above
}

/// Whether `outer` only says where `inner` lies.
fn contains(grammar: &Grammar<'_>, draft: &Annotation, outer: &Anchor, inner: &Anchor) -> bool {
    if outer.place == inner.place {
        return false;
    }
    // "Rawa in Anbar", "Rawa, Anbar"
    let hangs_on_inner = outer.above.iter().any(|&(node, link)| node == inner.head && link != Link::Modifier)
        || (grammar.dep(outer.head) == Dep::Appos && grammar.parsed.head(outer.head) == Some(inner.head));
    if hangs_on_inner {
        return true;
    }
    // "the town of Rawa in Anbar province", "Syria's Idlib province": both hang on one noun.
    let shared = outer.above.iter().find_map(|&(node, link)| {
        let other = inner.above.iter().find(|&&(other, _)| other == node)?.1;
        Some((node, link, other))
    });
    let Some((node, link, other)) = shared else { return false };
    if !grammar.is_verb(node) {
        let possessive =
            grammar.dep(outer.head) == Dep::Poss && other == Link::Modifier && grammar.dep(inner.head) != Dep::Poss;
        // "Idlib" of "Syria's province of Idlib" lies in Syria, not around it.
        let owner = grammar.dep(inner.head) == Dep::Poss;
        let around =
            matches!(link, Link::Locative | Link::Naming) && link != other && outer.head > inner.head && !owner;
        if possessive || (around && matches!(other, Link::Naming | Link::Modifier)) {
            return true;
        }
    }
    let (Some(wide), Some(narrow)) = (draft.places.get(outer.place), draft.places.get(inner.place)) else {
        return false;
    };
    if grammar.is_verb(node) && link == Link::Locative {
        // "in the village of Sousan in northern Aleppo", the second phrase hung on the verb.
        let one_phrase = |i: usize| {
            let dep = grammar.dep(i);
            matches!(dep, Dep::Prep | Dep::Det | Dep::Amod | Dep::Compound | Dep::Punct | Dep::Case)
                || (matches!(dep, Dep::Pobj | Dep::Poss | Dep::Nmod) && grammar.parsed.word(i) != "and")
        };
        let behind = inner.head < outer.head && outer.head - inner.head <= 7;
        if other == Link::Locative && behind && (inner.head + 1..outer.head).all(one_phrase) {
            return true;
        }
        // "In Hama province, militants shelled Maharda": the wide place is where the narrow one lies.
        if size(wide) > size(narrow) && !same_list(grammar, outer, inner) {
            return true;
        }
    }
    lies_in(narrow, wide)
}

/// Whether both places are members of one conjunction.
fn same_list(grammar: &Grammar<'_>, one: &Anchor, other: &Anchor) -> bool {
    grammar.conjuncts(one.head).contains(&other.head) || grammar.conjuncts(other.head).contains(&one.head)
}

/// How wide a place is, as far as its kind tells; an unknown one is taken for a village.
fn size(place: &Place) -> u8 {
    match place.kind {
        Some(PlaceKind::Country) => 4,
        Some(PlaceKind::Region) => 3,
        Some(PlaceKind::Province) => 2,
        Some(PlaceKind::District) => 1,
        _ => 0,
    }
}

/// Whether the gazetteer says that `inner` lies in `outer`.
fn lies_in(inner: &Place, outer: &Place) -> bool {
    let smaller = inner.kind != outer.kind;
    match outer.kind {
        Some(PlaceKind::Country) => smaller && inner.country.is_some() && inner.country == outer.country,
        Some(PlaceKind::Province | PlaceKind::Region) => {
            smaller && inner.kind != Some(PlaceKind::Country) && inner.admin1.is_some() && inner.admin1 == outer.admin1
        }
        _ => false,
    }
}

/// Says of each predicate where what it tells of happened.
pub(crate) fn locate(
    knowledge: &Knowledge,
    reading: &crate::annotator::Reading<'_>,
    draft: &Annotation,
    predicates: &mut [Predicate],
) {
    let grammar = Grammar::with_places(reading.parsed, &draft.places);
    let locations = Locations::new(knowledge, &grammar, draft);
    for predicate in predicates {
        let tokens = reading.parsed.tokens_in(predicate.words.span());
        if let Some(token) = tokens.clone().find(|&i| grammar.is_verb(i)).or(tokens.into_iter().next()) {
            predicate.places_i = locations.of(knowledge, &grammar, token);
        }
    }
}
