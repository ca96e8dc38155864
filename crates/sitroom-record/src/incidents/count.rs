//! The dead or wounded of an incident, as each of its reports counts them.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::day::Day;
use super::policy::CountPolicy;
use super::row::{Told, cited, number, sayers};
use super::toll::{Count, Toll};
use crate::origins::{Fact, Origins};

/// What one report counts.
pub(super) struct Account<'a> {
    pub(super) told: &'a Told<'a>,
    pub(super) count: &'a Count<'a>,
    /// How many independent origins tell this very number.
    pub(super) origins: usize,
    /// The day of publication; of a number that another report printed in the same words, the earliest.
    pub(super) day: Option<Day>,
}

/// What the reports of an incident count, in the order of `told`.
pub(super) fn accounts<'a>(
    told: &'a [Told<'a>],
    origins: &Origins,
    of: impl Fn(&'a Toll<'a>) -> Option<&'a Count<'a>>,
) -> Vec<Account<'a>> {
    let counts: Vec<(&Told<'_>, &Count<'_>)> = told.iter().filter_map(|told| Some((told, of(&told.toll)?))).collect();
    let account = |&(told, count): &(&'a Told<'a>, &'a Count<'a>)| {
        let same: Vec<_> = counts.iter().filter(|(_, other)| other.low == count.low).copied().collect();
        let facts: Vec<Fact<'_>> = same.iter().filter_map(|(told, count)| fact(told, count)).collect();
        let own = fact(told, count);
        let days = same.iter().filter_map(|(other, count)| {
            let copied = own.zip(fact(other, count)).is_some_and(|(own, other)| origins.share(&own, &other));
            other.telling.published.filter(|_| copied)
        });
        let day = told.telling.published.map(|own| days.fold(own, Day::min));
        Account { told, count, origins: origins.of_facts(&facts), day }
    };
    counts.iter().map(account).collect()
}

/// The words by which a report supports its count.
fn fact<'a>(told: &'a Told<'a>, count: &'a Count<'a>) -> Option<Fact<'a>> {
    let claim = count.claims.first()?;
    let source = claim.attribution.last().and_then(|who| who.key.as_deref());
    Some(Fact { report: &told.telling.report, start: claim.words.start, end: claim.words.end, source })
}

/// The bounds, and the best by each policy, with who says it; null where no report counts.
pub(super) fn measure(accounts: &[Account<'_>], origins: &Origins) -> Value {
    let lows = accounts.iter().map(|account| account.count.low);
    let highs = accounts.iter().map(|account| account.count.high.unwrap_or(account.count.low));
    let facts: Vec<Fact<'_>> = accounts.iter().filter_map(|account| fact(account.told, account.count)).collect();
    let choices = CountPolicy::ALL.iter().filter_map(|policy| {
        let (chosen, because) = policy.choose(accounts)?;
        Some((policy.name().to_owned(), choice(chosen, because)))
    });
    let choices: serde_json::Map<String, Value> = choices.collect();
    let Some(Value::Object(mut measure)) = choices.get(CountPolicy::default().name()).cloned() else {
        return Value::Null;
    };
    measure.insert("low".to_owned(), number(lows.fold(f64::INFINITY, f64::min)));
    measure.insert("high".to_owned(), number(highs.fold(0.0, f64::max)));
    measure.insert("policy".to_owned(), CountPolicy::default().name().into());
    measure.insert("policies".to_owned(), choices.into());
    measure.insert("origins".to_owned(), origins.of_facts(&facts).into());
    measure.insert("counts".to_owned(), accounts.iter().map(counted).collect::<Vec<_>>().into());
    measure.into()
}

/// What a policy takes for the best, and why.
fn choice(account: &Account<'_>, because: &str) -> Value {
    let claims = &account.count.claims;
    json!({
        "best": number(account.count.low),
        "because": because,
        "rule": account.count.rule,
        "report": account.told.telling.report,
        "ids": claims.iter().map(|claim| claim.id.as_str()).collect::<Vec<_>>(),
        "who": claims.iter().map(|claim| sayers(account.told, &claim.attribution)).collect::<BTreeSet<_>>(),
        "spans": claims.iter().map(|claim| cited(&account.told.telling.report, &claim.words)).collect::<Vec<_>>(),
    })
}

/// What one report counts, in which words.
fn counted(account: &Account<'_>) -> Value {
    let (count, telling) = (account.count, account.told.telling);
    let who = count.claims.iter().map(|claim| sayers(account.told, &claim.attribution)).collect::<BTreeSet<_>>();
    json!({
        "report": telling.report,
        "low": number(count.low),
        "high": count.high.map(number),
        "day": account.day.map(|day| day.to_string()),
        "rule": count.rule,
        "origins": account.origins,
        "who": who,
        "spans": count.claims.iter().map(|claim| cited(&telling.report, &claim.words)).collect::<Vec<_>>(),
    })
}
