//! What two texts share: passages, word for word or lightly edited, and whole rewrites.
//!
//! Seeds are runs of three stems that stand in both texts. Seeds that follow each other on both sides within a few
//! words make a passage (seeding, extension and filtering, as in the PAN plagiarism tasks; Sanchez-Perez and others
//! 2014). A rewrite keeps hardly a run, but tells the same names, numbers and rare words in the same order: it is
//! found by the heaviest common subsequence of such words. Formulaic reports of different happenings share all that, too: so
//! two texts must also share grams that are rare in the pile, or a long run word for word.

use std::ops::Range;

use super::words::Word;
use super::{Side, grams};

/// Words that may lie between two seeds of one passage.
const GAP: usize = 14;
/// Words that a passage must share, and what they must weigh.
const LEAST_WORDS: usize = 20;
const LEAST_WEIGHT: u32 = 12;
/// What a text must weigh that is another from beginning to end.
const LEAST_WHOLE: u32 = 6;
/// Share of the shorter text's weight that a rewrite keeps in order, that it keeps at all, and both together.
const KEPT_IN_ORDER: f64 = 0.33;
const KEPT: f64 = 0.5;
const KEPT_TOGETHER: f64 = 1.03;
/// Weight that the shorter text must have before a rewrite can be told.
const LEAST_TEXT: u32 = 24;
/// Rare grams that two texts share, or else words in a row: what is less may be a formula.
const LEAST_RARE: usize = 2;
const LONG_RUN: usize = 16;
/// A word that stands so often in a text says nothing of order.
const OFTEN: usize = 12;

/// Words that two texts share, as ranges of words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Passage {
    pub(super) a: Range<usize>,
    pub(super) b: Range<usize>,
    /// Pairs of words of a and b that correspond, rising on both sides.
    pub(super) matches: Vec<(usize, usize)>,
}

/// How one text takes from another.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Whole,
    Passage,
    Reworded,
}

impl Kind {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Passage => "passage",
            Self::Reworded => "reworded",
        }
    }
}

/// What two texts share.
#[derive(Clone, Debug)]
pub(super) struct Shared {
    pub(super) kind: Kind,
    /// In the order of a.
    pub(super) passages: Vec<Passage>,
    /// Share of each text's words that lie in passages.
    pub(super) containment_a: f64,
    pub(super) containment_b: f64,
}

/// What two texts share, if it is enough to call one a copy of the other.
pub(super) fn compare(side_a: &Side, side_b: &Side) -> Option<Shared> {
    let (a, b) = (side_a.words.as_slice(), side_b.words.as_slice());
    if are_the_same(a, b) {
        let whole = Passage { a: 0..a.len(), b: 0..b.len(), matches: (0..a.len()).map(|at| (at, at)).collect() };
        return Some(Shared { kind: Kind::Whole, passages: vec![whole], containment_a: 1.0, containment_b: 1.0 });
    }
    let mut passages = passages(a, b);
    let covered = |ranges: &mut dyn Iterator<Item = Range<usize>>, words: usize| {
        let mut ranges: Vec<Range<usize>> = ranges.collect();
        ranges.sort_by_key(|range| range.start);
        let (mut sum, mut end) = (0, 0);
        for range in ranges {
            sum += range.end.saturating_sub(range.start.max(end));
            end = end.max(range.end);
        }
        sum as f64 / words.max(1) as f64
    };
    passages.retain(|passage| {
        let half = passage.a.len() * 2 > a.len() || passage.b.len() * 2 > b.len();
        half || !furnished(side_a, side_b, passage)
    });
    let reworded = rewrite(a, b);
    let is_something = !passages.is_empty() || reworded.is_some();
    if !is_something || !(shares_rare(side_a, side_b) || has_long_run(a, b)) {
        return None;
    }
    let verbatim = covered(&mut passages.iter().map(|passage| passage.a.clone()), a.len())
        .max(covered(&mut passages.iter().map(|passage| passage.b.clone()), b.len()));
    let kind = match &reworded {
        Some(_) if verbatim < 0.5 => Kind::Reworded,
        _ if verbatim > 0.8 => Kind::Whole,
        _ => Kind::Passage,
    };
    if let Some(more) = reworded {
        // What the rewrite adds to the passages that were found already.
        for passage in more {
            let meets = |other: &Passage| {
                passage.a.start < other.a.end && other.a.start < passage.a.end
                    || passage.b.start < other.b.end && other.b.start < passage.b.end
            };
            if !passages.iter().any(meets) {
                passages.push(passage);
            }
        }
    }
    passages.sort_by_key(|passage| (passage.a.start, passage.b.start));
    let containment_a = covered(&mut passages.iter().map(|passage| passage.a.clone()), a.len());
    let containment_b = covered(&mut passages.iter().map(|passage| passage.b.clone()), b.len());
    Some(Shared { kind, passages, containment_a, containment_b })
}

/// Whether two texts have the same words from beginning to end: then even a sentence or two is a copy.
fn are_the_same(a: &[Word], b: &[Word]) -> bool {
    let weight: u32 = a.iter().map(|word| u32::from(word.weight)).sum();
    weight >= LEAST_WHOLE && a.len() == b.len() && a.iter().zip(b).all(|(one, other)| one.stem == other.stem)
}

/// Whether most of a passage is furniture at the edges of either text.
fn furnished(a: &Side, b: &Side, passage: &Passage) -> bool {
    let runs = passage.a.len().saturating_sub(3);
    let kept = |at: &usize| grams::run(&a.words, *at).filter(|run| run.is_multiple_of(grams::EDGE_SAMPLE));
    let runs: Vec<u64> = passage.a.clone().take(runs).filter_map(|at| kept(&at)).collect();
    let is_furniture = |run: &&u64| [a, b].iter().any(|side| side.furniture.binary_search(run).is_ok());
    let known = runs.iter().filter(is_furniture).count();
    known > 0 && known * 10 >= runs.len() * 6
}

/// Whether two texts share grams that hardly any other has.
fn shares_rare(a: &Side, b: &Side) -> bool {
    a.rare.iter().filter(|gram| b.rare.binary_search(gram).is_ok()).count() >= LEAST_RARE
}

/// Whether [`LONG_RUN`] words in a row stand in both texts.
fn has_long_run(a: &[Word], b: &[Word]) -> bool {
    let runs = |words: &[Word]| -> Vec<u64> { words.windows(LONG_RUN).map(grams::hash).collect() };
    let (in_a, mut in_b) = (runs(a), runs(b));
    in_b.sort_unstable();
    in_a.iter().any(|run| in_b.binary_search(run).is_ok())
}

/// The passages that a and b share nearly word for word.
fn passages(a: &[Word], b: &[Word]) -> Vec<Passage> {
    let mut places: Vec<(u64, u32)> =
        b.windows(3).enumerate().map(|(at, window)| (grams::hash(window), at as u32)).collect();
    places.sort_unstable();
    let mut open: Vec<Vec<(usize, usize)>> = Vec::new();
    let mut done: Vec<Vec<(usize, usize)>> = Vec::new();
    for (i, window) in a.windows(3).enumerate() {
        let hash = grams::hash(window);
        let first = places.partition_point(|(other, _)| *other < hash);
        let found = places[first..].iter().take_while(|(other, _)| *other == hash).take(OFTEN);
        for &(_, j) in found {
            let j = j as usize;
            let follows = |chain: &&mut Vec<(usize, usize)>| {
                chain.last().is_some_and(|&(last_i, last_j)| {
                    i >= last_i && i - last_i <= GAP && j > last_j && j - last_j <= GAP
                })
            };
            match open.iter_mut().filter(follows).max_by_key(|chain| chain.len()) {
                Some(chain) => chain.push((i, j)),
                None => open.push(vec![(i, j)]),
            }
        }
        // What has not been met for longer than a gap is over.
        done.extend(open.extract_if(.., |chain| chain.last().is_some_and(|last| i > last.0 + GAP)));
    }
    done.append(&mut open);
    let mut passages: Vec<Passage> = done.iter().filter_map(|chain| passage(a, b, chain)).collect();
    // The longer of two that meet stands.
    passages.sort_by_key(|passage| (std::cmp::Reverse(passage.matches.len()), passage.a.start, passage.b.start));
    let mut kept: Vec<Passage> = Vec::new();
    for passage in passages {
        let meets = |other: &Passage| passage.a.start < other.a.end && other.a.start < passage.a.end;
        if !kept.iter().any(meets) {
            kept.push(passage);
        }
    }
    kept
}

/// The passage of a chain of seeds, if it is long and heavy enough.
fn passage(a: &[Word], b: &[Word], chain: &[(usize, usize)]) -> Option<Passage> {
    let mut matches: Vec<(usize, usize)> = Vec::new();
    for &(i, j) in chain {
        for pair in [(i, j), (i + 1, j + 1), (i + 2, j + 2)] {
            if matches.last().is_none_or(|last| pair.0 > last.0 && pair.1 > last.1) {
                matches.push(pair);
            }
        }
    }
    let weight: u32 = matches.iter().map(|(i, _)| u32::from(a[*i].weight)).sum();
    if matches.len() < LEAST_WORDS || weight < LEAST_WEIGHT {
        return None;
    }
    let (first, last) = (*matches.first()?, *matches.last()?);
    Some(whole_sentences(a, b, first, last, matches))
}

/// Widens a passage to where sentences begin and end, where only a few words are missing on both sides.
fn whole_sentences(
    a: &[Word],
    b: &[Word],
    first: (usize, usize),
    last: (usize, usize),
    matches: Vec<(usize, usize)>,
) -> Passage {
    const REACH: usize = 6;
    let back = |words: &[Word], at: usize| (0..=REACH.min(at)).find(|step| words[at - step].begins);
    let ahead = |words: &[Word], at: usize| {
        (1..=REACH + 1).find(|step| words.get(at + step).is_none_or(|word| word.begins)).map(|step| step - 1)
    };
    let (from_a, from_b) = match (back(a, first.0), back(b, first.1)) {
        (Some(step_a), Some(step_b)) => (first.0 - step_a, first.1 - step_b),
        _ => first,
    };
    let (to_a, to_b) = match (ahead(a, last.0), ahead(b, last.1)) {
        (Some(step_a), Some(step_b)) => (last.0 + step_a, last.1 + step_b),
        _ => last,
    };
    Passage { a: from_a..to_a + 1, b: from_b..to_b + 1, matches }
}

/// The passages of a rewrite, if one of the texts tells what the other does in the same order.
fn rewrite(a: &[Word], b: &[Word]) -> Option<Vec<Passage>> {
    let weigh = |words: &[Word]| words.iter().map(|word| u32::from(word.weight)).sum::<u32>();
    let least = weigh(a).min(weigh(b));
    if least < LEAST_TEXT {
        return None;
    }
    let mut places: Vec<(u32, u32)> =
        b.iter().enumerate().filter(|(_, word)| word.weight > 0).map(|(at, word)| (word.stem, at as u32)).collect();
    places.sort_unstable();
    let of = |stem: u32| {
        let first = places.partition_point(|(other, _)| *other < stem);
        let count = places[first..].iter().take_while(|(other, _)| *other == stem).count();
        &places[first..first + count]
    };
    let mut distinct: Vec<&Word> = a.iter().filter(|word| word.weight > 0).collect();
    distinct.sort_by_key(|word| (word.stem, std::cmp::Reverse(word.weight)));
    distinct.dedup_by_key(|word| word.stem);
    let kept: u32 = distinct.iter().filter(|word| !of(word.stem).is_empty()).map(|word| u32::from(word.weight)).sum();
    let all_of = |words: &[Word]| {
        let mut distinct: Vec<(u32, u8)> =
            words.iter().filter(|word| word.weight > 0).map(|word| (word.stem, word.weight)).collect();
        distinct.sort_by_key(|(stem, weight)| (*stem, std::cmp::Reverse(*weight)));
        distinct.dedup_by_key(|(stem, _)| *stem);
        distinct.iter().map(|(_, weight)| u32::from(*weight)).sum::<u32>()
    };
    let least_distinct = all_of(a).min(all_of(b)).max(1);
    let kept = f64::from(kept) / f64::from(least_distinct);
    if kept < KEPT {
        return None;
    }
    let (order, chain) = heaviest_common_subsequence(a, b, of);
    let order = f64::from(order) / f64::from(least);
    if order < KEPT_IN_ORDER || order + kept < KEPT_TOGETHER {
        return None;
    }
    // Words of the chain that stand near each other on both sides make a passage.
    let mut passages = Vec::new();
    let mut run: Vec<(usize, usize)> = Vec::new();
    for pair in chain.into_iter().map(Some).chain([None]) {
        let near = |last: &(usize, usize), next: &(usize, usize)| next.0 - last.0 <= GAP && next.1 - last.1 <= GAP * 2;
        if let (Some(last), Some(next)) = (run.last(), pair.as_ref())
            && near(last, next)
        {
            run.push(*next);
            continue;
        }
        if let (Some(&first), Some(&last), true) = (run.first(), run.last(), run.len() >= 4) {
            passages.push(whole_sentences(a, b, first, last, std::mem::take(&mut run)));
        }
        run = pair.into_iter().collect();
    }
    (!passages.is_empty()).then_some(passages)
}

/// The common subsequence of a and b that weighs most, and its weight: in n log n over the pairs of equal words, with a
/// Fenwick tree of best chains by their end in b (Hunt and Szymanski 1977, weighted).
fn heaviest_common_subsequence<'p>(
    a: &[Word],
    b: &[Word],
    of: impl Fn(u32) -> &'p [(u32, u32)],
) -> (u32, Vec<(usize, usize)>) {
    // (weight, node) of the best chain that ends before each place of b.
    let mut tree: Vec<(u32, Option<u32>)> = vec![(0, None); b.len() + 1];
    let mut nodes: Vec<(usize, usize, Option<u32>)> = Vec::new();
    let mut best: (u32, Option<u32>) = (0, None);
    for (i, word) in a.iter().enumerate().filter(|(_, word)| word.weight > 0) {
        let places = of(word.stem);
        if places.len() > OFTEN {
            continue;
        }
        for &(_, j) in places.iter().rev() {
            let j = j as usize;
            let (mut at, mut before) = (j, (0, None));
            while at > 0 {
                if tree[at].0 > before.0 {
                    before = tree[at];
                }
                at &= at - 1;
            }
            let weight = before.0 + u32::from(word.weight.min(b[j].weight));
            let node = nodes.len() as u32;
            nodes.push((i, j, before.1));
            if weight > best.0 {
                best = (weight, Some(node));
            }
            let mut at = j + 1;
            while at < tree.len() {
                if tree[at].0 < weight {
                    tree[at] = (weight, Some(node));
                }
                at += at & at.wrapping_neg();
            }
        }
    }
    let mut chain = Vec::new();
    let mut at = best.1;
    while let Some((i, j, before)) = at.and_then(|node| nodes.get(node as usize)) {
        chain.push((*i, *j));
        at = *before;
    }
    chain.reverse();
    (best.0, chain)
}
