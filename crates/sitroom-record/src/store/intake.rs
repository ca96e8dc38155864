//! Taking reports in.

use std::path::Path;

use rusqlite::{Connection, OptionalExtension, params};
use serde_json::Value;
use sitroom_annotate::{Annotated, Annotation};
use sitroom_report::{Basis, PointSpan, Published, Report};
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use super::Record;
use super::read::{Stored, published_of};
use crate::RecordError;

/// A report on its way in.
#[derive(Copy, Clone, Debug)]
pub struct Arrival<'a> {
    /// The report.
    pub report: &'a Report,
    /// Its annotation; one that does not fit the report's text is refused.
    pub annotated: Option<&'a Annotated>,
    /// What made the annotation: program, model, lexicons.
    pub maker: &'a str,
}

/// What became of an arrival.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// No report had this id.
    New {
        /// Whether another report holds the same text.
        copy: bool,
    },
    /// A report of this id and content was there.
    Known,
    /// It supersedes a report of the same id and other content.
    Revised,
    /// It is stored, but a version with a later date stands.
    Older,
}

impl Record {
    /// What would become of `report`, without taking it in: so that known reports need not be annotated again.
    ///
    /// # Errors
    /// Those of the store.
    pub fn foresee(&self, report: &Report) -> Result<Outcome, RecordError> {
        foresee(&self.connection, report).map_err(|error| self.fault(error))
    }

    /// Takes reports in, all or none: when this returns, they are on the disk. In order, one outcome an arrival.
    ///
    /// # Errors
    /// Those of the store, and [`RecordError::Annotation`] for an annotation that does not fit.
    pub fn take_in(&mut self, arrivals: &[Arrival<'_>]) -> Result<Vec<Outcome>, RecordError> {
        for arrival in arrivals {
            if let Some(annotated) = arrival.annotated {
                fits(annotated, arrival.report)?;
            }
        }
        let path = self.path.clone();
        let transaction = self.transaction()?;
        let mut outcomes = Vec::with_capacity(arrivals.len());
        for arrival in arrivals {
            outcomes.push(take_in(&transaction, &path, arrival)?);
        }
        transaction.commit().map_err(|error| RecordError::from_sqlite(&path, error))?;
        Ok(outcomes)
    }

    /// Puts other annotations in the place of those that stand, all or none; the former stay in the file. Tells how
    /// many differ from what stood.
    ///
    /// # Errors
    /// Those of the store, and [`RecordError::Annotation`] for an annotation that does not fit.
    pub fn annotate_again(&mut self, again: &[(&Stored, &Annotated)], maker: &str) -> Result<usize, RecordError> {
        for (stored, annotated) in again {
            fits(annotated, &stored.report)?;
        }
        let path = self.path.clone();
        let transaction = self.transaction()?;
        let mut changed = 0;
        for (stored, annotated) in again {
            changed += annotate(&transaction, &stored.report.id, &stored.key, annotated, maker)
                .map_err(|error| RecordError::from_sqlite(&path, error))?;
        }
        transaction.commit().map_err(|error| RecordError::from_sqlite(&path, error))?;
        Ok(changed)
    }
}

fn foresee(connection: &Connection, report: &Report) -> rusqlite::Result<Outcome> {
    if known(connection, report)?.is_some() {
        return Ok(Outcome::Known);
    }
    let standing: Option<Option<String>> = connection
        .prepare_cached("SELECT published FROM current JOIN report USING (version) WHERE current.id = ?1")?
        .query_row([&report.id], |row| row.get(0))
        .optional()?;
    match standing {
        Some(published) => {
            let published = published_of(published);
            let dates = given(published.as_ref()).zip(given(report.published.as_ref()));
            let older = dates.is_some_and(|(stood, comes)| comes < stood);
            Ok(if older { Outcome::Older } else { Outcome::Revised })
        }
        None => {
            let copy = connection
                .prepare_cached(
                    "SELECT EXISTS (SELECT 1 FROM report JOIN current ON current.id = report.id
                     AND current.version = report.version WHERE digest = ?1 AND text = ?2)",
                )?
                .query_row(params![digest(report), report.text.as_str()], |row| row.get(0))?;
            Ok(Outcome::New { copy })
        }
    }
}

/// The version that holds this very report, standing or superseded.
fn known(connection: &Connection, report: &Report) -> rusqlite::Result<Option<i64>> {
    let mut statement = connection.prepare_cached(
        "SELECT version, published FROM report
         WHERE id = ?1 AND digest = ?2 AND text = ?3 AND title IS ?4 AND url IS ?5 AND outlet IS ?6",
    )?;
    let mut rows = statement.query(params![
        report.id,
        digest(report),
        report.text.as_str(),
        report.title,
        report.url,
        report.outlet
    ])?;
    while let Some(row) = rows.next()? {
        if given(published_of(row.get(1)?).as_ref()) == given(report.published.as_ref()) {
            return Ok(Some(row.get(0)?));
        }
    }
    Ok(None)
}

fn take_in(connection: &Connection, path: &Path, arrival: &Arrival<'_>) -> Result<Outcome, RecordError> {
    let sqlite = |error| RecordError::from_sqlite(path, error);
    let report = arrival.report;
    let outcome = foresee(connection, report).map_err(sqlite)?;
    if outcome == Outcome::Known {
        if let Some(version) = known(connection, report).map_err(sqlite)? {
            add_source(connection, version, report).map_err(sqlite)?;
        }
        return Ok(outcome);
    }
    store(connection, arrival, outcome).map_err(sqlite)?;
    Ok(outcome)
}

fn store(connection: &Connection, arrival: &Arrival<'_>, outcome: Outcome) -> rusqlite::Result<()> {
    let report = arrival.report;
    let key = free_key(connection, report)?;
    connection
        .prepare_cached(
            "INSERT INTO report (key, id, text, title, published, url, outlet, language, notes, digest, received)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        )?
        .execute(params![
            key,
            report.id,
            report.text.as_str(),
            report.title,
            report.published.as_ref().and_then(|published| serde_json::to_string(published).ok()),
            report.url,
            report.outlet,
            report.language,
            serde_json::to_string(&report.notes).unwrap_or_else(|_| "[]".to_owned()),
            digest(report),
            report.received.as_deref(),
        ])?;
    let version = connection.last_insert_rowid();
    add_source(connection, version, report)?;
    let what = match outcome {
        Outcome::Revised => "revised",
        Outcome::Older => "superseded_on_arrival",
        Outcome::New { .. } | Outcome::Known => "new",
    };
    if outcome != Outcome::Older {
        connection
            .prepare_cached(
                "INSERT INTO current (id, version) VALUES (?1, ?2)
                 ON CONFLICT (id) DO UPDATE SET version = excluded.version, annotation = NULL",
            )?
            .execute(params![report.id, version])?;
    }
    log(connection, what, Some((&report.id, version)), None)?;
    if let Some(annotated) = arrival.annotated {
        let serial = add_annotation(connection, version, annotated, arrival.maker)?;
        connection
            .prepare_cached("UPDATE current SET annotation = ?1 WHERE version = ?2 AND id = ?3")?
            .execute(params![serial, version, report.id])?;
    }
    Ok(())
}

fn annotate(
    connection: &Connection,
    id: &str,
    key: &str,
    annotated: &Annotated,
    maker: &str,
) -> rusqlite::Result<usize> {
    let last: Option<(i64, Option<String>, Option<String>)> = connection
        .prepare_cached(
            "SELECT report.version, maker, json FROM report LEFT JOIN annotation ON serial =
             (SELECT max(serial) FROM annotation WHERE annotation.version = report.version) WHERE key = ?1",
        )?
        .query_row([key], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let Some((version, last_maker, last_json)) = last else { return Ok(0) };
    if last_maker.as_deref() == Some(maker) && last_json == Some(json_of(annotated)) {
        return Ok(0);
    }
    let serial = add_annotation(connection, version, annotated, maker)?;
    let changed = connection
        .prepare_cached("UPDATE current SET annotation = ?1 WHERE version = ?2 AND id = ?3")?
        .execute(params![serial, version, id])?;
    if changed > 0 {
        log(connection, "annotated", Some((id, version)), Some(maker))?;
    }
    Ok(changed)
}

fn add_annotation(connection: &Connection, version: i64, annotated: &Annotated, maker: &str) -> rusqlite::Result<i64> {
    connection
        .prepare_cached("INSERT INTO annotation (version, maker, json) VALUES (?1, ?2, ?3)")?
        .execute(params![version, maker, json_of(annotated)])?;
    Ok(connection.last_insert_rowid())
}

/// The annotation as it is stored. What is null may as well be left out: a third of its size.
fn json_of(annotated: &Annotated) -> String {
    let mut json = serde_json::to_value(annotated).unwrap_or_default();
    drop_nulls(&mut json);
    json.to_string()
}

fn drop_nulls(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|_, value| !value.is_null());
            fields.values_mut().for_each(drop_nulls);
        }
        Value::Array(values) => values.iter_mut().for_each(drop_nulls),
        _ => {}
    }
}

fn add_source(connection: &Connection, version: i64, report: &Report) -> rusqlite::Result<()> {
    if let Some(path) = &report.path {
        connection
            .prepare_cached("INSERT OR IGNORE INTO source (version, path) VALUES (?1, ?2)")?
            .execute(params![version, path])?;
    }
    Ok(())
}

pub(crate) fn log(
    connection: &Connection,
    what: &str,
    report: Option<(&str, i64)>,
    detail: Option<&str>,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO log (at, what, id, version, detail)
             VALUES (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), ?1, ?2, ?3, ?4)",
        )?
        .execute(params![what, report.map(|(id, _)| id), report.map(|(_, version)| version), detail])?;
    Ok(())
}

/// The date that came with a report. One that was worked out belongs to the annotation, not to the content.
fn given(published: Option<&Published>) -> Option<&str> {
    published.filter(|published| published.basis == Basis::Given).map(|published| published.date.as_str())
}

fn digest(report: &Report) -> i64 {
    xxh3_64(report.text.as_str().as_bytes()).cast_signed()
}

/// The key of this id and content: the same on every machine.
pub(super) fn key_of(report: &Report) -> u64 {
    let mut hash = Xxh3::new();
    let parts = [
        Some(report.id.as_str()),
        Some(report.text.as_str()),
        report.title.as_deref(),
        given(report.published.as_ref()),
        report.url.as_deref(),
        report.outlet.as_deref(),
    ];
    for part in parts {
        // A length before each part, so that no two lists of parts look alike.
        hash.update(&part.map_or(u64::MAX, |part| part.len() as u64).to_le_bytes());
        hash.update(part.unwrap_or_default().as_bytes());
    }
    hash.digest()
}

/// The report's key, or where another report holds it (chance in 2⁶⁴, or malice) the next one that is free.
fn free_key(connection: &Connection, report: &Report) -> rusqlite::Result<String> {
    let mut key = key_of(report);
    loop {
        let text = format!("{key:016x}");
        let taken: bool = connection
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM report WHERE key = ?1)")?
            .query_row([&text], |row| row.get(0))?;
        if !taken {
            return Ok(text);
        }
        key = key.wrapping_add(1);
    }
}

/// Whether `annotated` is of `report`: its id, and every word the text's at its span.
///
/// # Errors
/// [`RecordError::Annotation`], which names the first words that are not there.
pub fn fits(annotated: &Annotated, report: &Report) -> Result<(), RecordError> {
    let text = &report.text;
    let fault = |fault: String| Err(RecordError::Annotation { id: report.id.clone(), fault });
    if annotated.id != report.id {
        return fault(format!("it is of a report {:?}", annotated.id));
    }
    let mut annotation: Annotation = (**annotated).clone();
    let mut wrong = None;
    annotation.visit_words(&mut |words| {
        let points = PointSpan { start: words.start, end: words.end };
        let there = text.to_bytes(points).map(|span| span.of(text.as_str()));
        if there.is_none() || there != words.text.as_deref() {
            wrong.get_or_insert((words.start, words.end, words.text.clone()));
        }
    });
    match wrong {
        Some((start, end, words)) => {
            fault(format!("it has {:?} at {start}..{end}, where the text is another", words.unwrap_or_default()))
        }
        None => Ok(()),
    }
}
