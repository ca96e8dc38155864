//! Groups of reports by average link: two groups join while their members are alike on average, so that no chain of
//! neighbours swallows a month.

use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeMap, BinaryHeap};

/// Two groups that may join, the most alike first; among equals the smallest.
struct Candidate {
    likeness: f64,
    groups: Reverse<(usize, usize)>,
    /// How many members the two had when this was written down: it holds while they have as many.
    members: usize,
}

impl Ord for Candidate {
    fn cmp(&self, other: &Self) -> Ordering {
        self.likeness.total_cmp(&other.likeness).then(self.groups.cmp(&other.groups))
    }
}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Candidate {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Candidate {}

/// Groups of the reports `0..count`, each sorted, in the order of their first members. Two groups join, the most alike
/// first, while the likenesses of their members (0 where `pairs` has none) are at least `threshold` on average.
pub(super) fn groups(count: usize, pairs: &[(usize, usize, f64)], threshold: f64) -> Vec<Vec<usize>> {
    let mut members: Vec<Vec<usize>> = (0..count).map(|report| vec![report]).collect();
    // The sum of the likenesses between the members of two groups, for each that have any.
    let mut sums: Vec<BTreeMap<usize, f64>> = vec![BTreeMap::new(); count];
    let mut heap = BinaryHeap::new();
    for &(a, b, likeness) in pairs {
        sums[a].insert(b, likeness);
        sums[b].insert(a, likeness);
        if likeness >= threshold {
            heap.push(Candidate { likeness, groups: Reverse((a, b)), members: 2 });
        }
    }
    while let Some(Candidate { groups: Reverse((a, b)), members: then, .. }) = heap.pop() {
        // A group that was joined to another has no members, one that took another in has more than then.
        if members[a].is_empty() || members[b].is_empty() || members[a].len() + members[b].len() != then {
            continue;
        }
        let joined = std::mem::take(&mut members[b]);
        members[a].extend(joined);
        for (other, sum) in std::mem::take(&mut sums[b]) {
            sums[other].remove(&b);
            if other != a {
                *sums[a].entry(other).or_default() += sum;
            }
        }
        for (other, sum) in sums[a].clone() {
            sums[other].insert(a, sum);
            let likeness = sum / (members[a].len() * members[other].len()) as f64;
            if likeness >= threshold {
                let groups = Reverse((a.min(other), a.max(other)));
                heap.push(Candidate { likeness, groups, members: members[a].len() + members[other].len() });
            }
        }
    }
    let mut groups: Vec<Vec<usize>> = members.into_iter().filter(|members| !members.is_empty()).collect();
    groups.iter_mut().for_each(|members| members.sort_unstable());
    groups.sort_unstable();
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_of_neighbours_is_not_one_group() {
        let chain: Vec<_> = (0..9).map(|report| (report, report + 1, 0.5)).collect();
        let groups = groups(10, &chain, 0.2);
        assert!(groups.len() > 2, "{groups:?}");
        assert_eq!(groups.concat().len(), 10);
    }

    #[test]
    fn those_alike_join_and_others_stay() {
        let pairs = [(0, 2, 0.6), (0, 4, 0.5), (1, 3, 0.1), (2, 4, 0.4), (3, 4, 0.25)];
        assert_eq!(groups(5, &pairs, 0.2), [vec![0, 2, 4], vec![1], vec![3]]);
    }
}
