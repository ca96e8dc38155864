//! A report as weighted terms, by which reports of one happening find each other.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::copies::words::{self, Word};

/// A term that stands in more reports than this leads nobody to a story.
pub(super) const COMMON: usize = 200;

/// How many times a word of the headline counts.
const TITLE: u16 = 2;

/// A word that stands more often counts as standing so often.
const OFTEN: u16 = 255;

/// How much more a name or a number weighs than another word.
const NAME: f64 = 2.0;

/// The power of the inverse document frequency: above 1, few rare words outweigh many frequent ones.
const RARITY: f64 = 1.5;

/// How a term stands in a report: how often, and whether it never stands in lower case within a sentence (a name, or
/// a number).
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) struct Use(u16);

impl Use {
    fn new(times: u16, name: bool) -> Self {
        Self(times.min(OFTEN) * 2 + u16::from(name))
    }

    /// What the term weighs in the report, wherever else it stands: its count, sublinear.
    pub(super) fn weight(self) -> f64 {
        static WEIGHTS: LazyLock<Vec<f64>> = LazyLock::new(|| {
            let weight = |code: u16| (1.0 + f64::from(code / 2).ln()) * if code % 2 == 1 { NAME } else { 1.0 };
            (0..=OFTEN * 2 + 1).map(|code| if code < 2 { 0.0 } else { weight(code) }).collect()
        });
        WEIGHTS.get(usize::from(self.0)).copied().unwrap_or(0.0)
    }

    pub(super) fn to_bytes(self) -> [u8; 2] {
        self.0.to_le_bytes()
    }

    pub(super) fn from_bytes(bytes: [u8; 2]) -> Self {
        Self(u16::from_le_bytes(bytes))
    }
}

/// The words of a report that tell something, by their stems, sorted.
pub(super) type Terms = Vec<(u32, Use)>;

/// The terms of a report with this headline and text.
pub(super) fn terms(title: &str, text: &str) -> Terms {
    let mut terms: BTreeMap<u32, (u16, bool)> = BTreeMap::new();
    let (mut names, mut others) = (Vec::new(), Vec::new());
    let mut count = |stem: u32, times: u16| {
        let (counted, _) = terms.entry(stem).or_default();
        *counted = counted.saturating_add(times);
    };
    for word in words::words(text).into_iter().filter(|word| word.weight > 0) {
        count(word.stem, 1);
        if word.weight > 1 {
            names.push(word.stem);
        } else if !word.begins {
            others.push(word.stem);
        }
    }
    // A headline tells no names: many houses write each of its words with a capital.
    for Word { stem, .. } in words::words(title).into_iter().filter(|word| word.weight > 0) {
        count(stem, TITLE);
    }
    for (stems, name) in [(names, true), (others, false)] {
        for stem in stems {
            terms.entry(stem).or_default().1 = name;
        }
    }
    terms.into_iter().map(|(stem, (times, name))| (stem, Use::new(times, name))).collect()
}

/// From so many reports on, their number is taken in powers of four: there each step changes the weights of many reports.
const MANY: usize = 16;

/// How rare a term is that stands in `reports` of `all` reports: a power of its inverse document frequency, in which both
/// are taken in powers of two, the first in powers of four from [`MANY`] on. So a report that comes changes the weights of
/// few terms, and a small pile still tells what half of it has from what a quarter has. All that are common weigh as one in the middle between the limit and a term that all have.
pub(super) fn rarity(reports: usize, all: usize) -> f64 {
    let all = all_in_twos(all);
    let inverse = match reports {
        0..MANY => f64::from(all).log2() - f64::from(reports.max(1).ilog2()),
        MANY..=COMMON => f64::from(all).log2() - f64::from(reports.ilog2() / 2 * 2),
        _ => (f64::from(all) / COMMON as f64).log2() / 2.0,
    };
    (inverse.max(0.0) * std::f64::consts::LN_2).powf(RARITY)
}

/// How many reports there are, for [`rarity`].
pub(super) fn all_in_twos(all: usize) -> u32 {
    u32::try_from(all + 1).unwrap_or(u32::MAX / 2).next_power_of_two()
}

/// Terms as bytes for the store.
pub(super) fn to_blob(terms: &Terms) -> Vec<u8> {
    terms.iter().flat_map(|(stem, used)| stem.to_le_bytes().into_iter().chain(used.to_bytes())).collect()
}

/// Terms, or the holders of one, from [`to_blob`].
pub(super) fn from_blob(blob: &[u8]) -> Terms {
    let entry = |bytes: &[u8]| match *bytes {
        [a, b, c, d, e, f] => Some((u32::from_le_bytes([a, b, c, d]), Use::from_bytes([e, f]))),
        _ => None,
    };
    blob.chunks_exact(6).filter_map(entry).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_come_back_from_the_store() {
        let terms = terms("Flood in Brenec", "The Orlava flooded 300 cellars. Orlava water, 300 pumps.");
        assert_eq!(from_blob(&to_blob(&terms)), terms);
    }

    #[test]
    fn a_name_weighs_more_and_often_weighs_little_more() {
        let weight = |times, name| Use::new(times, name).weight();
        assert_eq!(weight(1, true), 2.0 * weight(1, false));
        assert!(weight(8, false) < 4.0 * weight(1, false));
        assert_eq!(weight(1000, false), weight(OFTEN, false));
    }

    #[test]
    fn one_report_more_changes_few_weights() {
        assert!((4..8).all(|reports| rarity(reports, 1000) == rarity(4, 1000)));
        assert!(rarity(8, 1000) < rarity(7, 1000));
        assert!((16..64).all(|reports| rarity(reports, 1000) == rarity(16, 1000)));
        assert!(rarity(16, 1000) < rarity(15, 1000));
        assert!(rarity(COMMON, 1000) > rarity(COMMON + 1, 1000));
        assert_eq!(rarity(COMMON + 1, 1000), rarity(900, 1000));
        assert_eq!(rarity(5, 1000), rarity(5, 1020));
    }
}
