//! Making a correction, and taking one back.

use std::collections::BTreeSet;

use rusqlite::{Connection, params};
use sitroom_annotate::ActorKind;
use sitroom_gazetteer::fold::likeness;
use xxhash_rust::xxh3::Xxh3;

use super::{Correction, fold};
use crate::actors::{self, Telling};
use crate::store::{Record, log};
use crate::{RecordError, Row};

/// What an analyst wants to say of an actor.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Its name as the views show it, or the id of its row: then under every name that the row has.
    pub actor: String,
    /// Only where it is of this kind.
    pub of_kind: Option<ActorKind>,
    /// Only in these reports; in all where none is named.
    pub reports: Vec<String>,
    /// What it is called.
    pub name: Option<String>,
    /// The id of who is called so, where it is known.
    pub id: Option<String>,
    /// What it is.
    pub kind: Option<ActorKind>,
    /// Who says so.
    pub by: String,
    /// Why.
    pub because: String,
}

/// What became of a correction.
#[derive(Clone, Debug)]
pub struct Corrected {
    /// The correction.
    pub correction: Correction,
    /// Whether the same was said before, and nothing was added.
    pub stood: bool,
    /// The rows of actors that it is now part of.
    pub actors: Vec<Row>,
    /// Other names of those who were one with the corrected actor, which it does not speak of.
    pub others: Vec<String>,
}

impl Record {
    /// Corrects an actor, and brings what the stages derive from the reports that name it up to date.
    ///
    /// # Errors
    /// [`RecordError::Correction`] where no report names such an actor, where nothing is said of it, or where it would
    /// lead back to the name that is corrected. Those of the store.
    pub fn correct_actor(&mut self, request: &Request) -> Result<Corrected, RecordError> {
        self.bring_up_to_date()?;
        let mut wanted = self.wanted(request)?;
        let said = self.corrections()?;
        let standing = said.iter().find(|other| other.withdrawn.is_none() && stem(&other.id) == wanted.id);
        if let Some(standing) = standing {
            let actors = self.actors_with(&[actors::corrected(&standing.id)])?;
            return Ok(Corrected { correction: standing.clone(), stood: true, actors, others: Vec::new() });
        }
        let keys: Vec<String> = wanted.names.iter().map(|name| actors::named(&fold(name))).collect();
        self.look(&wanted, &keys, &said)?;
        if let Some(circle) = leads_back(&wanted, &said) {
            return Err(RecordError::Correction(format!(
                "{} says that this is {:?}, so it would lead in a circle; take that back first: `sitroom correct withdraw {}`",
                circle.id,
                circle.name.as_deref().unwrap_or_default(),
                circle.id
            )));
        }
        let again = said.iter().filter(|other| stem(&other.id) == wanted.id).count();
        if again > 0 {
            wanted.id = format!("{}-{}", wanted.id, again + 1);
        }
        let others = if wanted.reports.is_empty() { self.other_names(&keys, &wanted)? } else { Vec::new() };
        let names: BTreeSet<String> = wanted.names.iter().map(|name| fold(name)).collect();
        let touching = said.iter().filter(|other| other.names.iter().any(|name| names.contains(&fold(name))));
        let touched: Vec<String> = keys.into_iter().chain(touching.map(|other| actors::corrected(&other.id))).collect();
        self.say(&touched, "corrected", &wanted.id, |connection| insert(connection, &wanted))?;
        let correction = self.corrections()?.into_iter().find(|correction| correction.id == wanted.id);
        let actors = self.actors_with(&[actors::corrected(&wanted.id)])?;
        Ok(Corrected { correction: correction.unwrap_or(wanted), stood: false, actors, others })
    }

    /// Takes the correction `id` back, and brings what the stages derive from the reports that it was laid over up to date.
    ///
    /// # Errors
    /// [`RecordError::Correction`] where there is none, or it was taken back before. Those of the store.
    pub fn withdraw(&mut self, id: &str, by: &str, because: Option<&str>) -> Result<Correction, RecordError> {
        self.bring_up_to_date()?;
        let said = self.corrections()?;
        let correction = said.into_iter().find(|correction| correction.id == id).ok_or_else(|| {
            RecordError::Correction(format!("there is no correction {id:?}; `sitroom corrections` lists them"))
        })?;
        if let Some(withdrawn) = correction.withdrawn {
            return Err(RecordError::Correction(format!(
                "{id} was withdrawn before, by {} at {}; nothing is left to be done",
                withdrawn.by, withdrawn.at
            )));
        }
        self.say(&[actors::corrected(id)], "correction_withdrawn", id, |connection| {
            connection.execute(
                "INSERT INTO withdrawal (correction, at, by, because)
                 VALUES (?1, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), ?2, ?3)",
                params![id, by, because],
            )
        })?;
        Ok(self.corrections()?.into_iter().find(|correction| correction.id == id).unwrap_or(correction))
    }

    /// What `request` says, with the names of the row that it may name.
    fn wanted(&self, request: &Request) -> Result<Correction, RecordError> {
        let row = self.derived_row(&request.actor)?.filter(|(kind, _)| kind == actors::KIND);
        let names = match row {
            Some((_, row)) => actors::names_of(&row),
            None => vec![request.actor.trim().to_owned()],
        };
        let fault = |fault: String| Err(RecordError::Correction(fault));
        if names.iter().any(|name| fold(name).is_empty()) {
            return fault(format!("{:?} is no name; `sitroom actors` lists them", request.actor));
        }
        let name = request.name.as_deref().map(str::trim);
        if name.is_some_and(|name| fold(name).is_empty()) {
            return fault(format!("{:?} is no name that somebody could have; give another", name.unwrap_or_default()));
        }
        if name.is_none() && request.kind.is_none() {
            return fault("nothing is said of it; give --name, --kind or both".to_owned());
        }
        for id in &request.reports {
            if self.report(id)?.is_none() {
                return fault(format!("there is no report {id:?}; `sitroom reports` lists them"));
            }
        }
        let reports: BTreeSet<String> = request.reports.iter().cloned().collect();
        let mut correction = Correction {
            id: String::new(),
            signed: super::Signed { at: String::new(), by: request.by.clone(), because: Some(request.because.clone()) },
            names,
            of_kind: request.of_kind,
            reports: reports.into_iter().collect(),
            name: name.map(str::to_owned),
            actor: request.id.clone().filter(|_| name.is_some()),
            kind: request.kind,
            withdrawn: None,
        };
        correction.id = format!("correction-{:016x}", digest(&correction));
        Ok(correction)
    }

    /// Whether reports tell of the actor that `wanted` speaks of, under `keys`; in each that it names.
    fn look(&self, wanted: &Correction, keys: &[String], said: &[Correction]) -> Result<(), RecordError> {
        let mut told = actors::tellings(&self.reader(), keys)?;
        let meant = |told: &Telling| wanted.of_kind.is_none() || told.kind == wanted.of_kind;
        told.retain(meant);
        if !wanted.reports.is_empty() {
            // Whom a wider correction calls something else is called so by the report, and the narrower holds.
            let wider = said.iter().filter(|other| {
                let speaks = |name: &String| wanted.names.iter().any(|own| fold(own) == fold(name));
                other.withdrawn.is_none() && other.reports.is_empty() && other.names.iter().any(speaks)
            });
            let wider: Vec<String> = wider.map(|other| actors::corrected(&other.id)).collect();
            told.extend(actors::tellings(&self.reader(), &wider)?);
        }
        let name = wanted.names.first().map(String::as_str).unwrap_or_default();
        let kind = wanted.of_kind.map(|kind| format!(" of kind {kind}")).unwrap_or_default();
        if let Some(id) = wanted.reports.iter().find(|id| told.iter().all(|told| told.first.report != **id)) {
            return Err(RecordError::Correction(format!(
                "report {id} tells of no actor {name:?}{kind}; `sitroom actors --report {id}` lists whom it tells of"
            )));
        }
        if !told.is_empty() {
            return Ok(());
        }
        let before = said.iter().rev().find(|other| {
            other.withdrawn.is_none()
                && other.names.iter().any(|other| fold(other) == fold(name))
                && other.name.is_some()
        });
        if let Some(before) = before {
            let now = before.name.as_deref().unwrap_or_default();
            return Err(RecordError::Correction(format!(
                "nobody is called {name:?}{kind} any more: {} says that this is {now:?}; correct {now:?}, or take that back with \
                 `sitroom correct withdraw {}`",
                before.id, before.id
            )));
        }
        let near = self.near(name)?;
        let near = if near.is_empty() { String::new() } else { format!("; near it are {}", near.join(", ")) };
        Err(RecordError::Correction(format!(
            "no report tells of an actor {name:?}{kind}{near}; `sitroom actors` lists them all"
        )))
    }

    /// Names of the record that sound like `name`.
    fn near(&self, name: &str) -> Result<Vec<String>, RecordError> {
        const NEAR: f64 = 0.6;
        let folded = fold(name);
        let mut near: Vec<(u64, String)> = Vec::new();
        for row in self.derived(actors::KIND)? {
            let own = row.str("name").unwrap_or_default();
            let aliases = row.field("aliases").as_array().into_iter().flatten();
            let forms = aliases.filter_map(|alias| alias["text"].as_str()).chain([own]);
            let like = |form: &str| {
                let form = fold(form);
                let within = form.split(' ').any(|word| word.len() > 3 && folded.split(' ').any(|own| own == word));
                likeness(&form, &folded).max(if within { NEAR } else { 0.0 })
            };
            let best = forms.map(like).fold(0.0, f64::max);
            if best >= NEAR {
                near.push(((1000.0 - best * 1000.0) as u64, format!("{own:?} ({})", row.id)));
            }
        }
        near.sort();
        Ok(near.into_iter().take(4).map(|(_, name)| name).collect())
    }

    fn actors_with(&self, keys: &[String]) -> Result<Vec<Row>, RecordError> {
        let ids = actors::rows_with(&self.reader(), keys)?;
        let rows: Vec<_> = ids.iter().map(|id| self.derived_row(id)).collect::<Result<_, _>>()?;
        Ok(rows.into_iter().flatten().map(|(_, row)| row).collect())
    }

    /// The names of the rows under `keys` that `wanted` does not speak of.
    fn other_names(&self, keys: &[String], wanted: &Correction) -> Result<Vec<String>, RecordError> {
        let own: BTreeSet<String> = wanted.names.iter().chain(&wanted.name).map(|name| fold(name)).collect();
        let speaks = |row: &Row| actors::names_of(row).iter().any(|name| own.contains(&fold(name)));
        let rows = self.actors_with(keys)?.into_iter().filter(speaks);
        let mut names: Vec<String> = rows.flat_map(|row| actors::names_of(&row)).collect();
        names.retain(|name| !own.contains(&fold(name)));
        names.sort();
        names.dedup();
        Ok(names)
    }

    /// Writes with `write`, has the stages look again at the reports with tellings under `keys`, and lets them.
    fn say(
        &mut self,
        keys: &[String],
        what: &str,
        id: &str,
        write: impl FnOnce(&Connection) -> rusqlite::Result<usize>,
    ) -> Result<(), RecordError> {
        let told = actors::tellings(&self.reader(), keys)?;
        let reports: BTreeSet<String> = told.into_iter().map(|told| told.first.report).collect();
        let path = self.path.clone();
        let sqlite = |error| RecordError::from_sqlite(&path, error);
        let transaction = self.transaction()?;
        write(&transaction).map_err(sqlite)?;
        log(&transaction, what, None, Some(id)).map_err(sqlite)?;
        for report in &reports {
            let version = "SELECT version FROM current WHERE id = ?1";
            let version = transaction.query_row(version, [report], |row| row.get(0)).map_err(sqlite)?;
            log(&transaction, what, Some((report, version)), Some(id)).map_err(sqlite)?;
        }
        transaction.commit().map_err(sqlite)?;
        self.bring_up_to_date()
    }
}

fn insert(connection: &Connection, correction: &Correction) -> rusqlite::Result<usize> {
    let json = |list: &Vec<String>| serde_json::to_string(list).unwrap_or_else(|_| "[]".to_owned());
    let kind = |kind: Option<ActorKind>| kind.map(|kind| kind.to_string());
    connection.execute(
        "INSERT INTO correction (id, at, by, because, names, kind, reports, to_name, to_id, to_kind)
         VALUES (?1, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            correction.id,
            correction.signed.by,
            correction.signed.because,
            json(&correction.names),
            kind(correction.of_kind),
            json(&correction.reports),
            correction.name,
            correction.actor,
            kind(correction.kind),
        ],
    )
}

/// Of what a correction says, not of who says so or when.
fn digest(correction: &Correction) -> u64 {
    let names: BTreeSet<String> = correction.names.iter().map(|name| fold(name)).collect();
    let kind = |kind: Option<ActorKind>| kind.map(|kind| kind.to_string());
    let said = (
        names,
        kind(correction.of_kind),
        &correction.reports,
        &correction.name,
        &correction.actor,
        kind(correction.kind),
    );
    let mut hash = Xxh3::new();
    hash.update(serde_json::to_string(&said).unwrap_or_default().as_bytes());
    hash.digest()
}

/// An id without the number of how often the same was said.
fn stem(id: &str) -> &str {
    let parts = id.match_indices('-').nth(1).map(|(at, _)| at);
    parts.and_then(|at| id.get(..at)).unwrap_or(id)
}

/// The correction by which the name that `wanted` gives leads back to one that it corrects.
fn leads_back<'a>(wanted: &Correction, said: &'a [Correction]) -> Option<&'a Correction> {
    let names: BTreeSet<String> = wanted.names.iter().map(|name| fold(name)).collect();
    let mut seen = BTreeSet::from([wanted.name.as_deref().map(fold)?]);
    if seen.iter().any(|name| names.contains(name)) {
        return None;
    }
    let overlap = |other: &&Correction| {
        other.withdrawn.is_none()
            && (wanted.reports.is_empty()
                || other.reports.is_empty()
                || wanted.reports.iter().any(|id| other.reports.contains(id)))
    };
    let near: Vec<&Correction> = said.iter().filter(overlap).collect();
    loop {
        let follows = |other: &&&Correction| {
            let to = other.name.as_deref().map(fold);
            to.is_some_and(|to| !seen.contains(&to)) && other.names.iter().any(|name| seen.contains(&fold(name)))
        };
        let next = near.iter().find(follows)?;
        let to = next.name.as_deref().map(fold)?;
        if names.contains(&to) {
            return Some(next);
        }
        seen.insert(to);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_without_its_number() {
        assert_eq!(stem("correction-0123456789abcdef"), "correction-0123456789abcdef");
        assert_eq!(stem("correction-0123456789abcdef-2"), "correction-0123456789abcdef");
    }
}
