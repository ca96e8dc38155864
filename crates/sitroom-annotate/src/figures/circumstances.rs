//! Where, when, why and under which condition a figure stands.

use sitroom_language::{Dep, NameLabel, Parsed, Pos};
use sitroom_report::Span;

use super::counted::Count;
use super::measure::{Found, Search};
use crate::annotation::{Annotation, PlaceKind, PlaceUse, TimeType};

/// What is known around a figure.
#[derive(Clone, Debug, Default)]
pub(crate) struct Circumstances {
    pub(crate) place: Option<usize>,
    pub(crate) origin: Option<usize>,
    pub(crate) destination: Option<usize>,
    pub(crate) time: Option<usize>,
    pub(crate) since: Option<usize>,
    pub(crate) cause: Option<Span>,
    pub(crate) condition: Option<Span>,
    pub(crate) is_projection: bool,
}

/// Finds what is around the figure of `count`, told by `trigger`.
pub(crate) fn find(
    search: &Search<'_>,
    draft: &Annotation,
    count: &Count,
    found: Option<&Found>,
    trigger: usize,
) -> Circumstances {
    let parsed = search.parsed;
    let anchors = [count.noun.unwrap_or(count.top), trigger, count.top];
    let mut around = Circumstances::default();
    places(parsed, draft, &anchors, &mut around);
    times(parsed, draft, &anchors, &mut around);
    around.cause = found.and_then(|found| cause(search, draft, found.token, count));
    around.condition = condition(parsed, trigger);
    around.is_projection = is_projection(parsed, trigger);
    around
}

/// How far `token` is from the nearest of `anchors` in the tree, without crossing into another statement: "said on Monday
/// that 300 had fled" tells nothing of when they fled. A clause of circumstance is farther off than any word of the own.
fn distance(parsed: &Parsed, anchors: &[usize], token: usize) -> Option<usize> {
    let crossing = |i: usize| match parsed.tokens[i].dep {
        Dep::Ccomp | Dep::Relcl | Dep::Parataxis | Dep::Csubj => None,
        // "reports that 300 had fled"
        Dep::Acl if parsed.children_by(i, Dep::Mark).next().is_some() => None,
        Dep::Acl | Dep::Advcl => Some(20),
        // "… are children, a spokesman told a briefing": another subject, another clause.
        Dep::Conj
            if parsed.children(i).any(|child| matches!(parsed.tokens[child].dep, Dep::Nsubj | Dep::Nsubjpass)) =>
        {
            None
        }
        _ => Some(0),
    };
    let length = |path: Vec<usize>| {
        let top = path.iter().position(|&i| parsed.head(i).is_none_or(|head| !path.contains(&head))).unwrap_or(0);
        let crossed: Option<usize> =
            path.iter().enumerate().filter(|(at, _)| *at != top).map(|(_, &i)| crossing(i)).sum();
        crossed.map(|crossed| crossed + path.len())
    };
    anchors.iter().filter_map(|&anchor| parsed.path(anchor, token).and_then(length)).min()
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

fn head_of(parsed: &Parsed, span: Span) -> Option<usize> {
    let tokens = parsed.tokens_in(span);
    tokens.clone().find(|&i| parsed.head(i).is_none_or(|head| !tokens.contains(&head))).or(tokens.clone().next())
}

fn places(parsed: &Parsed, draft: &Annotation, anchors: &[usize], around: &mut Circumstances) {
    let sentence = parsed.sentence(anchors[0]);
    let span = parsed.span(sentence.clone());
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
        // Who acts is no place: "Russia and Syria are killing thousands".
        let mut subject = token;
        while parsed.tokens[subject].dep == Dep::Conj {
            let Some(head) = parsed.head(subject) else { break };
            subject = head;
        }
        if parsed.tokens[subject].dep == Dep::Nsubj && parsed.head(subject).is_some_and(|head| anchors.contains(&head))
        {
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
        let word = preposition.map(|i| parsed.word(i).to_lowercase()).unwrap_or_default();
        let by_source =
            preposition.and_then(|i| parsed.head(i)).is_some_and(|head| parsed.tokens[head].lemma == "accord");
        if by_source {
            continue;
        }
        let slot = match word.as_str() {
            "from" => 1,
            "to" | "into" | "towards" | "toward" => 2,
            _ => 0,
        };
        // The place of the act stands behind a preposition; the more exact of two is the place, its country is not.
        let country = usize::from(place.kind == Some(PlaceKind::Country)) * 3;
        let owner = usize::from(parsed.tokens[token].dep == Dep::Poss) * 3;
        let bare = usize::from(preposition.is_none()) * 10;
        let near = near + country + owner + bare;
        if best[slot].is_none_or(|(least, _)| near < least) {
            best[slot] = Some((near, i));
        }
    }
    [around.place, around.origin, around.destination] = best.map(|best| best.map(|(_, i)| i));
}

fn times(parsed: &Parsed, draft: &Annotation, anchors: &[usize], around: &mut Circumstances) {
    let sentence = parsed.sentence(anchors[0]);
    let span = parsed.span(sentence.clone());
    let first = draft.times.partition_point(|time| time.words.end <= span.start);
    let mut best: [Option<(usize, usize)>; 2] = [None; 2];
    for (i, time) in draft.times.iter().enumerate().skip(first).take_while(|(_, time)| time.words.start < span.end) {
        if time.kind == TimeType::Set || time.from.is_none() && time.value.is_none() {
            continue;
        }
        let Some(token) = head_of(parsed, time.words.span()) else { continue };
        let before = parsed.tokens_in(time.words.span()).start.checked_sub(1).map(|i| parsed.word(i).to_lowercase());
        let own = time.words.span().of(parsed.text()).to_lowercase();
        let since =
            before.as_deref() == Some("since") || own.starts_with("since ") || in_since_clause(parsed, token, anchors);
        let slot = usize::from(since);
        let near = if since {
            parsed.path(anchors[1], token).map(|path| path.len())
        } else {
            distance(parsed, anchors, token)
        };
        let Some(near) = near else { continue };
        if best[slot].is_none_or(|(least, _)| near < least) {
            best[slot] = Some((near, i));
        }
    }
    [around.time, around.since] = best.map(|best| best.map(|(_, i)| i));
}

/// Whether `token` stands in a clause that tells since when: "since the war began in 2011".
fn in_since_clause(parsed: &Parsed, token: usize, anchors: &[usize]) -> bool {
    parsed
        .ancestors(token)
        .take_while(|at| !anchors.contains(at))
        .any(|at| parsed.children_by(at, Dep::Mark).any(|mark| parsed.word(mark).eq_ignore_ascii_case("since")))
}

/// The words that tell what brought the figure about.
fn cause(search: &Search<'_>, draft: &Annotation, trigger: usize, count: &Count) -> Option<Span> {
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

/// The span of `tokens` without blanks and punctuation at its ends.
fn trimmed(parsed: &Parsed, tokens: std::ops::Range<usize>) -> Span {
    let solid = |&i: &usize| !matches!(parsed.tokens[i].pos, Pos::Punct | Pos::Space);
    let (first, last) = (tokens.clone().find(solid), tokens.clone().rev().find(solid));
    match (first, last) {
        (Some(first), Some(last)) => parsed.span(first..last + 1),
        _ => parsed.span(tokens),
    }
}

/// The clause with "if" or "unless" that the trigger hangs on.
fn condition(parsed: &Parsed, trigger: usize) -> Option<Span> {
    std::iter::once(trigger).chain(parsed.ancestors(trigger)).find_map(|verb| {
        parsed.children_by(verb, Dep::Advcl).find_map(|clause| {
            let mark = parsed
                .children_by(clause, Dep::Mark)
                .find(|&mark| matches!(parsed.word(mark).to_lowercase().as_str(), "if" | "unless"))?;
            let range = parsed.subtree(clause);
            (!range.contains(&trigger) && range.contains(&mark)).then(|| trimmed(parsed, range))
        })
    })
}

/// Whether the trigger or a verb above it in the same clause is only possible or to come.
fn is_projection(parsed: &Parsed, trigger: usize) -> bool {
    let mut at = trigger;
    for _ in 0..7 {
        if matches!(parsed.tokens[at].pos, Pos::Verb | Pos::Aux) {
            let modal = parsed.children_by(at, Dep::Aux).any(|aux| {
                matches!(
                    parsed.word(aux).to_lowercase().as_str(),
                    "could" | "may" | "might" | "would" | "will" | "'ll" | "can"
                )
            });
            let perfect = parsed.children_by(at, Dep::Aux).any(|aux| parsed.tokens[aux].lemma == "have");
            if modal && !perfect {
                return true;
            }
        }
        match parsed.head(at) {
            Some(head)
                if matches!(
                    parsed.tokens[at].dep,
                    Dep::Xcomp
                        | Dep::Dobj
                        | Dep::Nsubj
                        | Dep::Nsubjpass
                        | Dep::Pobj
                        | Dep::Prep
                        | Dep::Amod
                        | Dep::Conj
                ) =>
            {
                at = head
            }
            _ => return false,
        }
    }
    false
}
