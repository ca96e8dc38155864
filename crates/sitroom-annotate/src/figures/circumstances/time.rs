//! When a figure stands: the day or period it tells of, and since when it counts.

use sitroom_language::{Dep, Parsed};

use super::{Circumstances, distance, head_of};
use crate::annotation::{Annotation, Reason, Time, TimeType};
use crate::figures::measure::Search;

/// How many sentences back "the same period" may reach.
const REACH: usize = 2;

/// Finds the times of the figure with these `anchors`: its noun, the word that tells its measure, its number.
pub(super) fn find(search: &Search<'_>, draft: &Annotation, anchors: &[usize; 3], around: &mut Circumstances) {
    let parsed = search.parsed;
    let span = parsed.span(parsed.sentence(anchors[0]));
    let first = draft.times.partition_point(|time| time.words.end <= span.start);
    let mut best: [Option<(usize, usize)>; 2] = [None; 2];
    let mut offer = |slot: usize, near: usize, i: usize| {
        if best[slot].is_none_or(|(least, _)| near < least) {
            best[slot] = Some((near, i));
        }
    };
    let mut closes = None;
    for (i, time) in draft.times.iter().enumerate().skip(first).take_while(|(_, time)| time.words.start < span.end) {
        let Some(token) = head_of(parsed, time.words.span()) else { continue };
        let since = is_since(parsed, time) || in_since_clause(parsed, token, anchors);
        let known = time.from.is_some() || time.value.is_some();
        if time.kind == TimeType::Set || !known && !since || closes == Some(i) {
            continue;
        }
        // "between 1 and 5 March": since the first, as of the last.
        if let Some(end) = period_end(parsed, draft, i) {
            if let Some(near) = distance(parsed, anchors, token) {
                offer(1, near, i);
                offer(0, near, end);
            }
            closes = Some(end);
            continue;
        }
        if since || in_start_of_hazard(search, token, anchors) {
            if let Some(path) = parsed.path(anchors[1], token) {
                offer(1, path.len(), i);
            }
        } else if !is_of_other_act(parsed, anchors, token)
            && let Some(near) = distance(parsed, anchors, token)
        {
            offer(0, near, i);
        }
    }
    [around.time, around.since] = best.map(|best| best.map(|(_, i)| i));
    if best == [None, None]
        && let Some((since, time, noun)) = same_period(parsed, draft, anchors, first)
    {
        (around.since, around.time) = (Some(since), time);
        let what = format!("the period named before: {}", draft.times[since].words.span().of(parsed.text()));
        around.why.push(Reason { what, entry: None, span: Some(parsed.tokens[noun].span) });
    }
}

/// "since March", and "since March" taken for one expression.
fn is_since(parsed: &Parsed, time: &Time) -> bool {
    let before = parsed.tokens_in(time.words.span()).start.checked_sub(1);
    before.is_some_and(|i| parsed.word(i).eq_ignore_ascii_case("since"))
        || time.words.span().of(parsed.text()).to_lowercase().starts_with("since ")
}

/// Whether `token` stands in a clause that tells since when: "since the war began in 2011".
fn in_since_clause(parsed: &Parsed, token: usize, anchors: &[usize]) -> bool {
    parsed.ancestors(token).take_while(|at| !anchors.contains(at)).any(|at| {
        let word = |i: usize| parsed.word(i).eq_ignore_ascii_case("since");
        parsed.children(at).any(|child| matches!(parsed.tokens[child].dep, Dep::Mark | Dep::Prep) && word(child))
            || parsed.tokens[at].dep == Dep::Pcomp && parsed.head(at).is_some_and(word)
    })
}

/// "a war that began in 2011 has killed 300,000": what the war has done counts from its beginning.
fn in_start_of_hazard(search: &Search<'_>, token: usize, anchors: &[usize]) -> bool {
    let parsed = search.parsed;
    let start = parsed.ancestors(token).take_while(|at| !anchors.contains(at)).find(|&at| {
        matches!(parsed.tokens[at].dep, Dep::Relcl | Dep::Acl)
            && matches!(parsed.tokens[at].lemma.as_str(), "begin" | "start" | "erupt" | "break" | "launch")
    });
    start.and_then(|start| parsed.head(start)).is_some_and(|noun| search.vocabulary.is_setting(parsed, noun, "hazard"))
}

/// Whether a clause that hangs on another noun than the figure's tells the time of something else: "despite a truce
/// announced in August, shelling has killed hundreds".
fn is_of_other_act(parsed: &Parsed, anchors: &[usize], token: usize) -> bool {
    let within = |at: usize| anchors.iter().any(|&anchor| anchor == at || parsed.is_ancestor(at, anchor));
    std::iter::once(token).chain(parsed.ancestors(token)).take_while(|&at| !within(at)).any(|at| {
        let other = parsed.head(at).is_some_and(|noun| !within(noun));
        parsed.tokens[at].dep == Dep::Acl && parsed.tokens[at].tag == "VBN" && other
    })
}

/// The time that ends the period which time `i` begins: "between May 1 and May 5", "from April to June".
fn period_end(parsed: &Parsed, draft: &Annotation, i: usize) -> Option<usize> {
    let (start, end) = (draft.times.get(i)?, draft.times.get(i + 1)?);
    let opens = parsed.word(parsed.tokens_in(start.words.span()).start.checked_sub(1)?).to_lowercase();
    let between = parsed.tokens_in(start.words.span()).end..parsed.tokens_in(end.words.span()).start;
    if between.len() != 1 {
        return None;
    }
    let joins = parsed.word(between.start).to_lowercase();
    let period = match opens.as_str() {
        "between" => joins == "and",
        "from" => matches!(joins.as_str(), "to" | "until" | "till" | "through" | "-" | "–"),
        _ => false,
    };
    let dates = [start, end].iter().all(|time| time.kind == TimeType::Date && time.value.is_some());
    (period && dates).then_some(i + 1)
}

/// The period that "the same period" or "that time" in the figure's own clause means: the last one named before. Gives
/// its beginning, its end where it has one, and the noun.
fn same_period(
    parsed: &Parsed,
    draft: &Annotation,
    anchors: &[usize],
    before: usize,
) -> Option<(usize, Option<usize>, usize)> {
    let noun = parsed.sentence(anchors[0]).find(|&noun| {
        let names = match parsed.tokens[noun].lemma.as_str() {
            "period" => ["same", "that", "this"].as_slice(),
            "time" => ["same", "that"].as_slice(),
            _ => return false,
        };
        let pointed = parsed.children(noun).any(|child| names.contains(&parsed.word(child).to_lowercase().as_str()));
        let within = parsed.tokens[noun].dep == Dep::Pobj
            && parsed.head(noun).is_some_and(|prep| {
                matches!(parsed.word(prep).to_lowercase().as_str(), "in" | "over" | "during" | "within" | "for")
            });
        pointed && within && distance(parsed, anchors, noun).is_some()
    })?;
    let here = parsed.sentence_number(noun);
    let near = |time: &Time| {
        parsed.tokens_in(time.words.span()).next().is_some_and(|at| here - parsed.sentence_number(at) <= REACH)
    };
    let mut lately = (0..before).rev().take_while(|&i| near(&draft.times[i]));
    lately.find_map(|i| {
        let time = &draft.times[i];
        let end = period_end(parsed, draft, i);
        let token = head_of(parsed, time.words.span())?;
        (end.is_some() || is_since(parsed, time) || in_since_clause(parsed, token, &[])).then_some((i, end, noun))
    })
}
