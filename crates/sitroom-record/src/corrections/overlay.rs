//! Laying the corrections that stand over what was found in a report.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;
use sitroom_annotate::Annotated;

use super::{Correction, all, fold};
use crate::actors::{Called, called};

/// The corrections that stand.
#[derive(Debug, Default)]
pub(crate) struct Overlay {
    /// In the order in which they were made.
    standing: Vec<Correction>,
    /// Those that speak of a name.
    by_name: BTreeMap<String, Vec<usize>>,
}

impl Overlay {
    pub(crate) fn read(connection: &Connection) -> rusqlite::Result<Self> {
        Ok(Self::of(all(connection)?))
    }

    fn of(mut standing: Vec<Correction>) -> Self {
        standing.retain(|correction| correction.withdrawn.is_none());
        let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (n, correction) in standing.iter().enumerate() {
            let names: BTreeSet<String> = correction.names.iter().map(|name| fold(name)).collect();
            names.into_iter().for_each(|name| by_name.entry(name).or_default().push(n));
        }
        Self { standing, by_name }
    }

    /// What an analyst knows better than `annotated` does.
    pub(crate) fn over(&self, annotated: Annotated) -> Annotated {
        if self.standing.is_empty() {
            return annotated;
        }
        let actors = called(&annotated);
        let corrected: Vec<(Called, Vec<&Correction>)> =
            actors.into_iter().map(|actor| self.follow(&annotated.id, actor)).collect();
        if corrected.iter().all(|(_, over)| over.is_empty()) {
            return annotated;
        }
        // Who is now called the same is one actor of the report.
        let same = |one: &Called, other: &Called| {
            fold(&one.name) == fold(&other.name) || (one.id.is_some() && one.id == other.id)
        };
        let mut entities: BTreeMap<usize, usize> = BTreeMap::new();
        for (actor, _) in corrected.iter().filter(|(_, over)| !over.is_empty()) {
            let alike = corrected.iter().filter(|(other, _)| same(actor, other)).map(|(other, _)| other.entity);
            let alike: Vec<usize> = alike.collect();
            let first = alike.iter().map(|entity| *entities.get(entity).unwrap_or(entity)).min();
            entities.extend(alike.into_iter().map(|entity| (entity, first.unwrap_or(entity))));
        }
        let by_entity: BTreeMap<usize, &(Called, Vec<&Correction>)> =
            corrected.iter().map(|one| (one.0.entity, one)).collect();
        annotated.with_actors(|mention| {
            let Some((actor, over)) = mention.entity.and_then(|entity| by_entity.get(&entity)) else { return };
            mention.entity = entities.get(&actor.entity).copied().or(mention.entity);
            if !over.is_empty() {
                (mention.name, mention.id, mention.kind) = (Some(actor.name.clone()), actor.id.clone(), actor.kind);
                mention.corrected = over.iter().map(|correction| correction.id.clone()).collect();
            }
        })
    }

    /// Who `actor` of `report` is, by which corrections.
    fn follow(&self, report: &str, mut actor: Called) -> (Called, Vec<&Correction>) {
        let mut over: Vec<&Correction> = Vec::new();
        // The names that somebody was renamed from: "he is X here" is the last word on X.
        let mut renamed: BTreeSet<String> = BTreeSet::new();
        while let Some(correction) = self.narrowest(report, &actor, &over, &renamed) {
            if let Some(name) = &correction.name {
                renamed.insert(fold(&actor.name));
                (actor.name, actor.id) = (name.clone(), correction.actor.clone());
            }
            actor.kind = correction.kind.or(actor.kind);
            over.push(correction);
        }
        (actor, over)
    }

    /// The correction that says most narrowly who `actor` of `report` is, of those that are not in `over`, and give no
    /// other name for one of `renamed`.
    fn narrowest(
        &self,
        report: &str,
        actor: &Called,
        over: &[&Correction],
        renamed: &BTreeSet<String>,
    ) -> Option<&Correction> {
        let name = fold(&actor.name);
        let speaks = |correction: &&Correction| {
            (correction.of_kind.is_none() || correction.of_kind == actor.kind)
                && (correction.reports.is_empty() || correction.reports.iter().any(|id| id == report))
                && (correction.name.is_none() || !renamed.contains(&name))
                && over.iter().all(|other| other.id != correction.id)
        };
        let of_name = self.by_name.get(&name).into_iter().flatten();
        of_name
            .filter_map(|&n| self.standing.get(n))
            .filter(speaks)
            .max_by_key(|one| (!one.reports.is_empty(), one.of_kind.is_some(), &one.signed.at, &one.id))
    }

    /// The corrections that stand, in the order in which they were made.
    pub(crate) fn standing(&self) -> &[Correction] {
        &self.standing
    }

    /// Each name that was corrected with the name that was given instead, folded. Who has a name that was given is one
    /// actor; who has the other is not the same for its likeness.
    pub(crate) fn names(&self) -> BTreeSet<(String, String)> {
        let given = |correction: &Correction| {
            let to = correction.name.as_deref().map(fold)?;
            Some(correction.names.iter().map(|name| (fold(name), to.clone())).collect::<Vec<_>>())
        };
        self.standing.iter().filter_map(given).flatten().collect()
    }
}
