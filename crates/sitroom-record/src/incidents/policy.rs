//! Which of several counts of one incident's dead or wounded is the best.
//!
//! Recorders differ: ACLED takes the lowest number that reports tell, UCDP keeps low, high and best, the latest number is
//! what desks ask for. Each incident keeps the best by every policy here, and a view shows the one that is asked for.

use std::cmp::Reverse;
use std::fmt;
use std::str::FromStr;

use serde_json::Value;

use super::count::Account;
use crate::Row;

/// How the best of several counts is chosen.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub enum CountPolicy {
    /// The newest independent count: the number of the report published last, where what a report took from another in the
    /// same words is as old as the other. Of several reports of that day, or where no day is known, the number that most
    /// origins tell, then the greatest. People told of one by one are no count: a trial names one of several dead. Only
    /// where no report gives a number they stand for one, as most origins tell of them, of equals the newest.
    #[default]
    Latest,
    /// The number that most independent origins tell, of equals the newest.
    MostTold,
    /// The greatest number.
    Highest,
    /// The least number.
    Lowest,
}

impl CountPolicy {
    /// Every policy.
    pub const ALL: &[Self] = &[Self::Latest, Self::MostTold, Self::Highest, Self::Lowest];

    /// Its name, as rows and commands write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Latest => "latest",
            Self::MostTold => "most_told",
            Self::Highest => "highest",
            Self::Lowest => "lowest",
        }
    }

    /// The one of `accounts` that it takes, and why; none where there are none. Of equals the first in order stands.
    pub(super) fn choose<'s, 'a>(self, accounts: &'s [Account<'a>]) -> Option<(&'s Account<'a>, &'static str)> {
        // Who is told of one by one may be one of several dead.
        let counted = accounts.iter().any(|account| account.count.number);
        let whole = |account: &&Account<'_>| account.count.number || !counted;
        let best = |key: &dyn Fn(&Account<'_>) -> Key| {
            let whole = accounts.iter().enumerate().filter(|(_, account)| whole(account));
            whole.max_by_key(|(order, account)| (key(account), Reverse(*order))).map(|(_, account)| account)
        };
        match self {
            Self::Latest => {
                let chosen = best(&|account| {
                    let (day, origins) = (rank(account.day), account.origins);
                    if counted { (day, origins as i64, amount(account)) } else { (origins as i64, 0, day) }
                })?;
                let alone = accounts.iter().all(|account| account.count.low == chosen.count.low);
                let same_day = |other: &&Account<'_>| whole(other) && other.day == chosen.day;
                let tied = accounts.iter().filter(same_day).any(|other| other.count.low != chosen.count.low);
                Some((
                    chosen,
                    match (alone, tied) {
                        (true, _) => "the only number told",
                        (false, false) => "the newest count",
                        (false, true) => "of the newest counts the one that most independent origins tell",
                    },
                ))
            }
            Self::MostTold => {
                let chosen = best(&|account| (account.origins as i64, 0, rank(account.day)))?;
                Some((chosen, "what most independent origins tell, of equals the newest"))
            }
            Self::Highest => {
                Some((best(&|account| (amount(account), account.origins as i64, 0))?, "the greatest number told"))
            }
            Self::Lowest => {
                Some((best(&|account| (-amount(account), account.origins as i64, 0))?, "the least number told"))
            }
        }
    }
}

/// What accounts are compared by.
type Key = (i64, i64, i64);

/// The number of an account, for comparing.
fn amount(account: &Account<'_>) -> i64 {
    account.count.low as i64
}

/// A day for comparing; one that is not known comes before all.
fn rank(day: Option<super::day::Day>) -> i64 {
    day.map_or(i64::MIN, |day| i64::from(day.number()))
}

/// `row`, an incident, with the best counts by `policy`.
#[must_use]
pub fn under(mut row: Row, policy: CountPolicy) -> Row {
    for name in ["killed", "injured"] {
        let Some(Value::Object(measure)) = row.fields.get_mut(name) else { continue };
        let Some(Value::Object(choice)) =
            measure.get("policies").and_then(|choices| choices.get(policy.name())).cloned()
        else {
            continue;
        };
        measure.extend(choice);
        measure.insert("policy".to_owned(), policy.name().into());
    }
    row
}

impl fmt::Display for CountPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// No policy has this name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownPolicy(String);

impl fmt::Display for UnknownPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known: Vec<&str> = CountPolicy::ALL.iter().map(|policy| policy.name()).collect();
        write!(f, "there is no policy {:?}; say {}", self.0, known.join(", "))
    }
}

impl std::error::Error for UnknownPolicy {}

impl FromStr for CountPolicy {
    type Err = UnknownPolicy;

    fn from_str(name: &str) -> Result<Self, UnknownPolicy> {
        let known = Self::ALL.iter().copied().find(|policy| policy.name() == name);
        known.ok_or_else(|| UnknownPolicy(name.to_owned()))
    }
}
