//! How many were killed and injured, as one report tells it.

use std::collections::BTreeSet;

use super::telling::{Claim, Harm};

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

impl<'a> Toll<'a> {
    /// What `claims` come to, in text order.
    pub(super) fn of(claims: &'a [Claim]) -> Self {
        let killed = count(claims, Harm::Killed);
        let injured = count(claims, Harm::Injured).or_else(|| {
            let hit = count(claims, Harm::Hit)?;
            let dead = killed.as_ref().map_or(0.0, |killed| killed.low);
            let left = hit.low - dead;
            (left > 0.0).then(|| Count {
                low: left,
                high: hit.high.map(|high| high - dead),
                rule: "all who were hit, less the dead",
                claims: hit.claims,
            })
        });
        Self { killed, injured }
    }
}

/// The greatest number told, or as many as are told of by name, whichever is more.
fn count(claims: &[Claim], harm: Harm) -> Option<Count<'_>> {
    let own: Vec<&Claim> = claims.iter().filter(|claim| claim.harm == harm).collect();
    let greatest = own.iter().rev().max_by(|a, b| a.low.total_cmp(&b.low)).copied()?;
    let named: Vec<&Claim> = own.iter().copied().filter(|claim| claim.name.is_some()).collect();
    let names: BTreeSet<&str> = named.iter().filter_map(|claim| claim.name.as_deref()).collect();
    if names.len() as f64 > greatest.low {
        let low = names.len() as f64;
        return Some(Count { low, high: Some(low), rule: "told of one by one, by name", claims: named });
    }
    Some(Count { low: greatest.low, high: greatest.high, rule: "the greatest number told", claims: vec![greatest] })
}
