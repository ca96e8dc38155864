//! How many were killed and injured, as one report tells it.
//!
//! Numbers and single people are told side by side: "two people were shot, one of them fatally", "Ana Ruiz, 34, died in
//! hospital". A number counts everybody whom its words mean, a doer who is named apart not among them ("killed four
//! people before killing himself"); each person is counted once; whichever comes to more stands. Those who were shot
//! and are not told to be dead are injured.

use std::collections::{BTreeMap, BTreeSet};

use sitroom_annotate::Harm;

use super::telling::Claim;

/// A count of people, with what it was read off.
#[derive(Clone, Debug)]
pub(super) struct Count<'a> {
    pub(super) low: f64,
    pub(super) high: Option<f64>,
    /// How it was counted.
    pub(super) rule: &'static str,
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
        let numbers: Vec<&Claim> = claims.iter().filter(|claim| claim.person.is_none()).collect();
        let killed = killed(&people, &numbers);
        let injured = injured(&people, &numbers, killed.as_ref().map_or(0.0, |killed| killed.low));
        Self { killed, injured }
    }
}

fn killed<'a>(people: &BTreeMap<usize, Person<'a>>, numbers: &[&'a Claim]) -> Option<Count<'a>> {
    let dead: Vec<&Person<'_>> = people.values().filter(|person| person.harms.contains(&Harm::Killed)).collect();
    let doers: Vec<&Claim> = (dead.iter())
        .filter(|person| person.perpetrator)
        .filter_map(|person| person.claims.iter().find(|claim| claim.harm == Harm::Killed).copied())
        .collect();
    let numbered = numbers.iter().filter(|claim| claim.harm == Harm::Killed).map(|&claim| {
        let apart = claim.by_other && !claim.perpetrator && !doers.is_empty();
        let more = if apart { doers.len() as f64 } else { 0.0 };
        let rule = if apart { "the greatest number told, and who did it" } else { "the greatest number told" };
        let claims = std::iter::once(claim).chain(doers.iter().copied().filter(|_| apart)).collect();
        Count { low: claim.low + more, high: claim.high.map(|high| high + more), rule, claims }
    });
    greatest(numbered.chain(one_by_one(&dead, &[Harm::Killed])))
}

fn injured<'a>(people: &BTreeMap<usize, Person<'a>>, numbers: &[&'a Claim], dead: f64) -> Option<Count<'a>> {
    let alive: Vec<&Person<'_>> = people.values().filter(|person| !person.harms.contains(&Harm::Killed)).collect();
    let numbered = numbers.iter().filter_map(|&claim| {
        let (low, high, rule) = match claim.harm {
            Harm::Killed => return None,
            Harm::Hit if !claim.others => {
                (claim.low - dead, claim.high.map(|high| high - dead), "all who were hit, less the dead")
            }
            _ => (claim.low, claim.high, "the greatest number told"),
        };
        (low > 0.0).then(|| Count { low, high, rule, claims: vec![claim] })
    });
    greatest(numbered.chain(one_by_one(&alive, &[Harm::Injured, Harm::Hit])))
}

/// The people counted one by one, with the first words that say what became of each.
fn one_by_one<'a>(people: &[&Person<'a>], harms: &[Harm]) -> Option<Count<'a>> {
    let of = |person: &&Person<'a>| person.claims.iter().find(|claim| harms.contains(&claim.harm)).copied();
    let claims: Vec<&Claim> = people.iter().filter_map(of).collect();
    let low = claims.len() as f64;
    (low > 0.0).then(|| Count { low, high: Some(low), rule: "told of one by one", claims })
}

/// The count that comes to most, the first of equals.
fn greatest<'a>(counts: impl Iterator<Item = Count<'a>>) -> Option<Count<'a>> {
    counts.fold(None, |best: Option<Count<'a>>, next| match best {
        Some(best) if best.low >= next.low => Some(best),
        _ => Some(next),
    })
}
