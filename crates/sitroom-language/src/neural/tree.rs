//! From the parser's arcs to trees: sentence starts, and arcs that cross others put back where they belong.

use crate::Dep;

/// A relation as the parser gives it: one whose arc crosses others is hung higher, and its label says where it belongs
/// ("pseudo-projective" parsing, Nivre and Nilsson 2005, with their encoding *Head*).
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) struct Relation {
    dep: Dep,
    /// The relation of the true head, to be searched below the one given.
    below: Option<Dep>,
}

impl Relation {
    pub(super) fn parse(label: &str) -> Option<Self> {
        let (dep, below) = match label.split_once("||") {
            Some((dep, below)) => (dep, Some(Dep::parse(below)?)),
            None => (label, None),
        };
        Some(Self { dep: Dep::parse(dep)?, below })
    }
}

/// Heads, relations and sentence starts of the words of a text.
pub(super) struct Tree {
    pub(super) heads: Vec<usize>,
    pub(super) deps: Vec<Dep>,
    pub(super) starts: Vec<bool>,
}

/// Rounds after which trees that cross each other are left as they are.
const ROUNDS: usize = 12;

impl Tree {
    /// Words without a head are roots.
    pub(super) fn new(
        heads: &[Option<usize>],
        relations: &[Option<Relation>],
        is_space: impl Fn(usize) -> bool,
    ) -> Self {
        let mut heads: Vec<usize> = heads.iter().enumerate().map(|(i, head)| head.unwrap_or(i)).collect();
        let dep = |relation: &Option<Relation>| relation.map_or(Dep::Root, |relation| relation.dep);
        let deps: Vec<Dep> = relations.iter().map(dep).collect();
        let below = |relation: &Option<Relation>| relation.and_then(|relation| relation.below);
        let lifted: Vec<(usize, Dep)> =
            relations.iter().enumerate().filter_map(|(i, relation)| Some((i, below(relation)?))).collect();
        if !lifted.is_empty() {
            let edges = edges(&heads).0;
            // While one is searched for, a lifted word that is still to come keeps its full label, which equals no relation.
            let mut waiting: Vec<bool> = relations.iter().map(|relation| below(relation).is_some()).collect();
            for (word, relation) in lifted {
                let found = search(word, &heads, &edges, |i| !waiting[i] && deps[i] == relation, &is_space);
                if let Some(head) = found {
                    heads[word] = head;
                }
                waiting[word] = false;
            }
        }
        let starts = edges(&heads).1;
        Self { heads, deps, starts }
    }
}

/// The first word below the head of `word`, breadth first and left to right, for which `fits`.
fn search(
    word: usize,
    heads: &[usize],
    edges: &[(usize, usize)],
    fits: impl Fn(usize) -> bool,
    is_space: impl Fn(usize) -> bool,
) -> Option<usize> {
    let mut level = vec![heads[word]];
    while !level.is_empty() {
        let mut next = Vec::new();
        for above in level {
            let (first, last) = edges[above];
            for child in (first..=last).filter(|&child| child != above && heads[child] == above) {
                if child == word || is_space(child) {
                    continue;
                }
                if fits(child) {
                    return Some(child);
                }
                next.push(child);
            }
        }
        level = next;
    }
    None
}

/// The first and last word of the subtree of each word, and whether a sentence starts at each word, which is where the
/// subtree of a root begins. Where subtrees cross each other the edges are widened until all heads lie in their sentence.
fn edges(heads: &[usize]) -> (Vec<(usize, usize)>, Vec<bool>) {
    let count = heads.len();
    let mut edges: Vec<(usize, usize)> = (0..count).map(|i| (i, i)).collect();
    let widen = |edges: &mut Vec<(usize, usize)>, i: usize| {
        let (first, last) = edges[i];
        let above = &mut edges[heads[i]];
        *above = (above.0.min(first), above.1.max(last));
    };
    let mut starts = vec![false; count];
    for _ in 0..ROUNDS {
        (0..count).for_each(|i| widen(&mut edges, i));
        (0..count).rev().for_each(|i| widen(&mut edges, i));
        starts.fill(false);
        for i in (0..count).filter(|&i| heads[i] == i) {
            starts[edges[i].0] = true;
        }
        if heads_lie_in_their_sentence(heads, &starts) {
            break;
        }
    }
    (edges, starts)
}

fn heads_lie_in_their_sentence(heads: &[usize], starts: &[bool]) -> bool {
    let mut start = 0;
    for i in 0..heads.len() {
        if i > 0 && starts[i] || i + 1 == heads.len() {
            // A head at `i` itself still counts as inside: training data was treated the same way.
            if heads[start..i].iter().any(|&head| head < start || head > i) {
                return false;
            }
            start = i;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn relation(label: &str) -> Option<Relation> {
        Some(Relation::parse(label).unwrap())
    }

    #[test]
    fn a_lifted_word_finds_its_head() {
        // "What do you think of": "What" belongs to "of" but hangs on "think".
        let heads = [Some(3), Some(3), Some(3), None, Some(3)];
        let relations = [relation("pobj||prep"), relation("aux"), relation("nsubj"), None, relation("prep")];
        let tree = Tree::new(&heads, &relations, |_| false);
        assert_eq!(tree.heads, [4, 3, 3, 3, 3]);
        assert_eq!(tree.deps[0], Dep::Pobj);
        assert_eq!(tree.starts, [true, false, false, false, false]);
    }

    #[test]
    fn a_lifted_word_whose_head_is_not_there_stays() {
        let heads = [Some(1), None];
        let tree = Tree::new(&heads, &[relation("pobj||prep"), None], |_| false);
        assert_eq!((tree.heads, tree.deps), (vec![1, 1], vec![Dep::Pobj, Dep::Root]));
    }

    #[test]
    fn sentences_start_where_the_trees_of_roots_begin() {
        let (_, starts) = edges(&[1, 1, 1, 4, 4]);
        assert_eq!(starts, [true, false, false, true, false]);
        // A chain to the left.
        let (edges, starts) = edges(&[1, 2, 3, 3]);
        assert_eq!((edges[3], starts), ((0, 3), vec![true, false, false, false]));
    }
}
