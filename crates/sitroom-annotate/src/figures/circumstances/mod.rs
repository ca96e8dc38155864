//! Where, when, why and under which condition a figure stands.

mod cause;
mod place;
mod time;

use sitroom_language::{Dep, Parsed, Pos};
use sitroom_report::Span;

use super::counted::Count;
use super::measure::{Found, Search};
use crate::annotation::{Annotation, Figure, Reason};

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
    /// Why, where more than the words beside the figure tell.
    pub(crate) why: Vec<Reason>,
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
    place::find(search, draft, &anchors, found, &mut around);
    time::find(search, draft, &anchors, &mut around);
    around.cause = found.and_then(|found| cause::cause(search, draft, found.token, count));
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

fn head_of(parsed: &Parsed, span: Span) -> Option<usize> {
    let tokens = parsed.tokens_in(span);
    tokens.clone().find(|&i| parsed.head(i).is_none_or(|head| !tokens.contains(&head))).or(tokens.clone().next())
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

/// Gives two counts of one coordination what only one of them is told with: "20 were killed and 40 were wounded in an
/// ambush near Saraqib on Monday".
pub(crate) fn share(search: &Search<'_>, figures: &mut [Figure], triggers: &[usize]) {
    let parsed = search.parsed;
    let passive = |verb: usize| parsed.child(verb, Dep::Nsubjpass).is_some();
    for second in 1..figures.len().min(triggers.len()) {
        let (one, other) = (triggers[second - 1], triggers[second]);
        let joined = parsed.tokens[other].dep == Dep::Conj && parsed.head(other) == Some(one);
        if !joined || !passive(one) || !passive(other) {
            continue;
        }
        let (before, after) = figures.split_at_mut(second);
        let (Some(a), Some(b)) = (before.last_mut(), after.first_mut()) else { continue };
        let (from, to) = match (is_bare(a), is_bare(b)) {
            (true, false) => (b, a),
            (false, true) => (a, b),
            _ => continue,
        };
        (to.place_i, to.origin_i, to.destination_i) = (from.place_i, from.origin_i, from.destination_i);
        (to.time_i, to.since_i, to.cause) = (from.time_i, from.since_i, from.cause.clone());
        let what = "shares where, when and why with the count that it is joined to".to_owned();
        to.why.push(Reason { what, entry: None, span: Some(parsed.tokens[other].span) });
    }
}

/// Whether neither place nor time nor cause is told of a figure.
fn is_bare(figure: &Figure) -> bool {
    let places = [figure.place_i, figure.origin_i, figure.destination_i];
    let times = [figure.time_i, figure.since_i];
    figure.cause.is_none() && places.iter().chain(&times).all(Option::is_none)
}
