//! Which numbers a figure allows, and whether two figures allow the same one.
//!
//! Two readings are kept apart. What the words strictly allow decides whether figures contradict each other: "more than
//! 40,000" does not exclude 130,000. What they are usually meant to allow decides whether they agree: somebody who knew
//! of 130,000 would not have said "more than 40,000". A number beside "more than" is taken to reach to the next round one
//! (Cummins, Sauerland and Solt, "Granularity and scalar implicature in numerical expressions", Linguistics and Philosophy
//! 35, 2012), and one beside "about" or "nearly" to stand for what is within a tenth of it: a policy, and the only
//! one here. A bare number stands for itself.

use sitroom_annotate::Quantifier;

/// "About" means within this share.
const ABOUT: f64 = 0.1;

/// Which numbers a figure allows, both ends included.
#[derive(Copy, Clone, Debug, PartialEq)]
pub(super) struct Bounds {
    /// By the letter.
    pub(super) strict: (f64, f64),
    /// As it is usually meant.
    pub(super) usual: (f64, f64),
}

impl Bounds {
    /// The bounds of a figure; none where it gives no number.
    pub(super) fn of(quantifier: Quantifier, value: Option<f64>, low: Option<f64>, high: Option<f64>) -> Option<Self> {
        let same = |low: f64, high: f64| Self { strict: (low, high), usual: (low, high) };
        Some(match quantifier {
            Quantifier::MoreThan => {
                let least = value.or(low)?;
                Self { strict: (least, f64::INFINITY), usual: (least, least + step(least)) }
            }
            Quantifier::LessThan => {
                let most = value.or(high)?;
                Self { strict: (0.0, most), usual: ((most - step(most)).max(0.0), most) }
            }
            Quantifier::About => {
                let near = value.or(high).or(low)?;
                // "Nearly" is under, and so has an upper bound.
                let most = if high == Some(near) { near } else { near * (1.0 + ABOUT) };
                same(near * (1.0 - ABOUT), most)
            }
            Quantifier::Exact | Quantifier::Range | Quantifier::Vague => {
                let least = low.or(value).or(high)?;
                same(least, high.or(value).unwrap_or(f64::INFINITY))
            }
        })
    }

    /// Whether both are usually meant to allow one number.
    pub(super) fn agree(&self, other: &Self) -> bool {
        meet(self.usual, other.usual)
    }

    /// Whether no number fits both.
    pub(super) fn exclude(&self, other: &Self) -> bool {
        !meet(self.strict, other.strict)
    }
}

fn meet(a: (f64, f64), b: (f64, f64)) -> bool {
    a.0 <= b.1 && b.0 <= a.1
}

/// From `number` to the next round one: the coarsest of 1, 5, 10, 50, … that divides it, at least a tenth of it.
fn step(number: f64) -> f64 {
    let (mut grain, mut next, mut by) = (1.0, 5.0, 2.0);
    while next <= number && number % next == 0.0 {
        grain = next;
        next *= by;
        by = 7.0 - by;
    }
    f64::max(grain, number * ABOUT)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bounds(quantifier: Quantifier, value: f64) -> Bounds {
        Bounds::of(quantifier, Some(value), None, None).unwrap()
    }

    fn nearly(value: f64) -> Bounds {
        Bounds::of(Quantifier::About, Some(value), None, Some(value)).unwrap()
    }

    fn exactly(value: f64) -> Bounds {
        bounds(Quantifier::Exact, value)
    }

    #[test]
    fn more_than_reaches_to_the_next_round_number() {
        let steps =
            [(15.0, 5.0), (33.0, 3.3), (350_000.0, 50_000.0), (80_000.0, 10_000.0), (500.0, 500.0), (950.0, 95.0)];
        for (number, expected) in steps {
            assert!((step(number) - expected).abs() < 1e-6, "{number}: {}", step(number));
        }
        let more = bounds(Quantifier::MoreThan, 40_000.0);
        assert!(!more.agree(&exactly(130_000.0)) && !more.exclude(&exactly(130_000.0)));
        assert!(more.exclude(&exactly(39_000.0)));
    }

    #[test]
    fn nearly_is_under_and_about_is_around() {
        assert!(nearly(1e6).agree(&exactly(900_000.0)));
        assert!(!nearly(1e6).agree(&exactly(1_050_000.0)));
        assert!(!nearly(1e6).agree(&exactly(800_000.0)));
        assert!(bounds(Quantifier::About, 1e6).agree(&exactly(1_050_000.0)));
        assert!(exactly(1e6).exclude(&exactly(900_000.0)));
    }

    #[test]
    fn at_most_reaches_down() {
        let most = bounds(Quantifier::LessThan, 800_000.0);
        assert!(most.agree(&exactly(750_000.0)) && !most.agree(&exactly(400_000.0)));
        assert!(!most.exclude(&exactly(400_000.0)) && most.exclude(&exactly(900_000.0)));
    }
}
