//! How many were killed and injured, as one report tells it.
//!
//! Numbers and single people are told side by side: "two people were shot, one of them fatally", "Ana Ruiz, 34, died in
//! hospital". The first number told counts everybody whom its words mean, those of one word added up ("six soldiers and nine
//! rebels were killed"), doers who are told of apart not among them ("killed four people before killing himself"): later
//! ones tell of parts, or of what else happened this week, unless one says that the toll has risen. Where no number is told,
//! each person is counted once; where nobody is told of, "a deadly attack" killed one or more. Those who were shot and are
//! not told to be dead are injured.

use std::collections::{BTreeMap, BTreeSet};

use sitroom_annotate::Harm;

use super::telling::Claim;

/// The rule that takes the first number of a report.
const FIRST: &str = "the first number told";

/// A count of people, with what it was read off.
#[derive(Clone, Debug)]
pub(super) struct Count<'a> {
    pub(super) low: f64,
    pub(super) high: Option<f64>,
    /// How it was counted.
    pub(super) rule: &'static str,
    /// Whether the text gives it as a number.
    pub(super) number: bool,
    /// The claims that it comes from.
    pub(super) claims: Vec<&'a Claim>,
}

/// Dead and wounded as one report tells them; none where it says nothing of them.
#[derive(Clone, Debug, Default)]
pub(super) struct Toll<'a> {
    pub(super) killed: Option<Count<'a>>,
    pub(super) injured: Option<Count<'a>>,
}

/// One person as the claims tell of them.
#[derive(Default)]
struct Person<'a> {
    harms: BTreeSet<Harm>,
    perpetrator: bool,
    claims: Vec<&'a Claim>,
}

/// The people of one word that says what became of them: "a father and two children were killed".
struct Sum<'a> {
    harm: Harm,
    low: f64,
    high: Option<f64>,
    claims: Vec<&'a Claim>,
}

/// The sums of those words that a number goes with.
fn numbers(claims: &[Claim]) -> Vec<Sum<'_>> {
    let mut sums: BTreeMap<(usize, Harm), Vec<&Claim>> = BTreeMap::new();
    for claim in claims {
        sums.entry((claim.cue, claim.harm)).or_default().push(claim);
    }
    let numbered = sums.into_iter().filter(|(_, claims)| claims.iter().any(|claim| claim.counted));
    let sum = |((_, harm), claims): ((usize, Harm), Vec<_>)| {
        let low = claims.iter().map(|claim: &&Claim| claim.low).sum();
        let high = claims.iter().try_fold(0.0, |sum, claim| claim.high.map(|high| sum + high));
        Sum { harm, low, high, claims }
    };
    numbered.map(sum).collect()
}

impl<'a> Toll<'a> {
    /// What `claims` come to, in text order.
    pub(super) fn of(claims: &'a [Claim]) -> Self {
        let mut people: BTreeMap<usize, Person<'a>> = BTreeMap::new();
        for claim in claims {
            let Some(number) = claim.person else { continue };
            let person = people.entry(number).or_default();
            person.harms.insert(claim.harm);
            person.perpetrator |= claim.perpetrator;
            person.claims.push(claim);
        }
        let numbers = numbers(claims);
        let killed = killed(claims, &people, &numbers);
        let injured = injured(&people, &numbers, killed.as_ref().map_or(0.0, |killed| killed.low));
        Self { killed, injured }
    }
}

fn killed<'a>(claims: &'a [Claim], people: &BTreeMap<usize, Person<'a>>, numbers: &[Sum<'a>]) -> Option<Count<'a>> {
    let dead: Vec<&Person<'_>> = people.values().filter(|person| person.harms.contains(&Harm::Killed)).collect();
    let doers: Vec<&Claim> = (dead.iter())
        .filter(|person| person.perpetrator)
        .filter_map(|person| person.claims.iter().find(|claim| claim.harm == Harm::Killed).copied())
        .collect();
    let of_doers = |sum: &Sum<'_>| sum.claims.iter().all(|claim| claim.perpetrator);
    let more = numbers.iter().find(|sum| sum.harm == Harm::Killed && of_doers(sum));
    let victims = numbers.iter().any(|sum| sum.harm == Harm::Killed && !of_doers(sum));
    let numbered = first(numbers, |sum| sum.harm == Harm::Killed && !(victims && of_doers(sum))).map(|sum| {
        let apart = sum.claims.iter().all(|claim| claim.by_other && !claim.perpetrator);
        let (low, high, claims) = match more.filter(|_| doers.is_empty()) {
            Some(sum) => (sum.low, sum.high, &sum.claims),
            None => (doers.len() as f64, Some(doers.len() as f64), &doers),
        };
        if !apart || low < 1.0 {
            return Count { low: sum.low, high: sum.high, rule: FIRST, number: true, claims: sum.claims.clone() };
        }
        Count {
            low: sum.low + low,
            high: sum.high.zip(high).map(|(own, more)| own + more),
            rule: "the first number told, and who did it",
            number: true,
            claims: [sum.claims.as_slice(), claims.as_slice()].concat(),
        }
    });
    greatest(numbered)
        .map(|count| risen(numbers, Harm::Killed, count))
        .or_else(|| one_by_one(&dead, &[Harm::Killed]))
        .or_else(|| deadly(claims))
}

/// `count`, or the greatest toll that the report tells after it.
fn risen<'a>(numbers: &[Sum<'a>], harm: Harm, count: Count<'a>) -> Count<'a> {
    let after =
        |sum: &&Sum<'a>| count.claims.last().is_some_and(|last| sum.claims.iter().all(|own| own.cue > last.cue));
    let whole = |sum: &&Sum<'a>| sum.harm == harm && sum.claims.iter().all(|claim| claim.total);
    let later = numbers.iter().filter(whole).filter(after).map(|sum| {
        let rule = "the toll that a later sentence tells";
        Count { low: sum.low, high: sum.high, rule, number: true, claims: sum.claims.clone() }
    });
    match greatest(later) {
        Some(later) if later.low > count.low => later,
        _ => count,
    }
}

/// That there were dead, of whom nothing is told: "a deadly shooting".
fn deadly(claims: &[Claim]) -> Option<Count<'_>> {
    let claim = claims.iter().find(|claim| claim.harm == Harm::Killed && claim.person.is_none() && !claim.counted)?;
    let rule = "an act that the text calls deadly";
    Some(Count { low: claim.low, high: claim.high, rule, number: false, claims: vec![claim] })
}

fn injured<'a>(people: &BTreeMap<usize, Person<'a>>, numbers: &[Sum<'a>], dead: f64) -> Option<Count<'a>> {
    let alive: Vec<&Person<'_>> = people.values().filter(|person| !person.harms.contains(&Harm::Killed)).collect();
    let told = |sum: &Sum<'_>| match sum.harm {
        Harm::Killed => false,
        Harm::Injured => true,
        Harm::Hit => sum.low > dead || sum.claims.iter().any(|claim| claim.others),
    };
    let numbered = first(numbers, told).filter_map(|sum| {
        let (low, high, rule) = match sum.harm {
            Harm::Killed => return None,
            Harm::Hit if !sum.claims.iter().any(|claim| claim.others) => {
                (sum.low - dead, sum.high.map(|high| high - dead), "all who were hit, less the dead")
            }
            _ => (sum.low, sum.high, FIRST),
        };
        (low > 0.0).then(|| Count { low, high, rule, number: true, claims: sum.claims.clone() })
    });
    greatest(numbered)
        .map(|count| risen(numbers, Harm::Injured, count))
        .or_else(|| one_by_one(&alive, &[Harm::Injured, Harm::Hit]))
}

/// Those of the sums for which `told` holds that stand in the first sentence which has one.
fn first<'s, 'a>(sums: &'s [Sum<'a>], told: impl Fn(&Sum<'a>) -> bool) -> impl Iterator<Item = &'s Sum<'a>> {
    let sentence = |sum: &Sum<'_>| sum.claims.first().map(|claim| claim.sentence);
    let own: Vec<&Sum<'a>> = sums.iter().filter(|sum| told(sum)).collect();
    let first = own.first().copied().and_then(sentence);
    own.into_iter().filter(move |sum| sentence(sum) == first)
}

/// The people counted one by one, with the first words that say what became of each.
fn one_by_one<'a>(people: &[&Person<'a>], harms: &[Harm]) -> Option<Count<'a>> {
    let of = |person: &&Person<'a>| person.claims.iter().find(|claim| harms.contains(&claim.harm)).copied();
    let claims: Vec<&Claim> = people.iter().filter_map(of).collect();
    let low = claims.len() as f64;
    (low > 0.0).then_some(Count { low, high: Some(low), rule: "told of one by one", number: false, claims })
}

/// The count that comes to most, the first of equals.
fn greatest<'a>(counts: impl Iterator<Item = Count<'a>>) -> Option<Count<'a>> {
    counts.fold(None, |best: Option<Count<'a>>, next| match best {
        Some(best) if best.low >= next.low => Some(best),
        _ => Some(next),
    })
}
