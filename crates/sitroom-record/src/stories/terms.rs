//! A report as weighted terms, by which reports of one happening find each other.

use std::collections::{BTreeMap, HashMap};

use crate::copies::words::{self, Word};

/// How many times a word of the headline counts.
const TITLE: f64 = 2.0;

/// How much more a name or a number weighs than another word.
const NAME: f64 = 2.0;

/// The power of the inverse document frequency: above 1, few rare words outweigh many frequent ones.
const RARITY: f64 = 1.5;

/// The words of a report that tell something, counted.
pub(super) struct Terms(BTreeMap<u32, Count>);

#[derive(Default)]
struct Count {
    times: f64,
    /// Whether it never stands in lower case within a sentence: a name, or a number.
    name: bool,
}

impl Terms {
    /// The terms of a report with this headline and text.
    pub(super) fn of(title: &str, text: &str) -> Self {
        let mut terms: BTreeMap<u32, Count> = BTreeMap::new();
        let (mut names, mut others) = (Vec::new(), Vec::new());
        for word in words::words(text).into_iter().filter(|word| word.weight > 0) {
            terms.entry(word.stem).or_default().times += 1.0;
            if word.weight > 1 {
                names.push(word.stem);
            } else if !word.begins {
                others.push(word.stem);
            }
        }
        // A headline tells no names: many houses write each of its words with a capital.
        for Word { stem, .. } in words::words(title).into_iter().filter(|word| word.weight > 0) {
            terms.entry(stem).or_default().times += TITLE;
        }
        for (stems, name) in [(names, true), (others, false)] {
            for stem in stems {
                terms.entry(stem).or_default().name = name;
            }
        }
        Self(terms)
    }
}

/// A report's terms with their weights, of length 1 together with the terms that no other report has; sorted by term.
pub(super) type Vector = Vec<(u32, f64)>;

/// The vectors of all reports: sublinear counts times a power of the inverse document frequency. Terms that stand in one
/// report or in more than `common` connect nobody: they count towards the length and are left out.
pub(super) fn vectors(reports: &[Terms], common: usize) -> Vec<Vector> {
    let mut frequency: HashMap<u32, usize> = HashMap::new();
    for terms in reports {
        for term in terms.0.keys() {
            *frequency.entry(*term).or_default() += 1;
        }
    }
    let all = reports.len() as f64 + 1.0;
    let vector = |terms: &Terms| -> Vector {
        let weigh = |(term, count): (&u32, &Count)| {
            let reports = frequency.get(term).copied().unwrap_or(1);
            let weight = (1.0 + count.times.ln()) * (all / reports as f64).ln().powf(RARITY);
            (*term, reports, if count.name { weight * NAME } else { weight })
        };
        let weights: Vec<_> = terms.0.iter().map(weigh).collect();
        let length = weights.iter().map(|(_, _, weight)| weight * weight).sum::<f64>().sqrt();
        let shared = weights.into_iter().filter(|(_, reports, weight)| (2..=common).contains(reports) && *weight > 0.0);
        shared.map(|(term, _, weight)| (term, weight / length)).collect()
    };
    reports.iter().map(vector).collect()
}
