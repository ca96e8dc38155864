//! Reading what the record holds.

use rusqlite::{Connection, OptionalExtension};
use serde_json::{Value, json};
use sitroom_annotate::Annotated;
use sitroom_report::{Note, Published, Report, Text};

use super::Record;
use crate::RecordError;
use crate::corrections::Overlay;
use crate::former;
use crate::origins::Origins;
use crate::row::{Cited, Kind, Row};
use crate::rows::rows_of;

/// A report as the record holds it.
#[derive(Clone, Debug)]
pub struct Stored {
    /// The report as received; its date only where it came with one (see [`Stored::published`]).
    pub report: Report,
    /// Names this version of it; row ids are built on it.
    pub key: String,
    /// Its annotation, where it has one, with the corrections that stand laid over it.
    pub annotated: Option<Annotated>,
    /// What made the annotation.
    pub maker: Option<String>,
}

impl Stored {
    /// The report's date: given, else as the annotation worked it out.
    pub fn published(&self) -> Option<&Published> {
        let worked_out = self.annotated.as_ref().and_then(|annotated| annotated.published.as_ref());
        self.report.published.as_ref().or(worked_out)
    }

    /// Its rows of `kinds`, in text order within a kind.
    pub fn rows(&self, kinds: &[Kind]) -> Vec<Row> {
        (self.annotated.as_ref())
            .map_or_else(Vec::new, |annotated| rows_of(&self.report.id, &self.key, annotated, kinds))
    }
}

/// What is known of a report, without its text.
#[derive(Clone, Debug)]
pub struct Head {
    /// The report's id.
    pub id: String,
    /// Names the version that stands.
    pub key: String,
    /// The headline.
    pub title: Option<String>,
    /// The date, given or worked out.
    pub published: Option<Published>,
    /// Where it was found.
    pub url: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// The file it came from; of several, the first in alphabetical order.
    pub path: Option<String>,
    /// ISO 639-1 code.
    pub language: Option<String>,
    /// What a reader should know of it, from the way in and from annotating.
    pub notes: Vec<Note>,
}

/// One version of a report.
#[derive(Clone, Debug)]
pub struct Version {
    /// Names it.
    pub key: String,
    /// When it came, UTC.
    pub received: Option<String>,
    /// Whether it is the one that stands.
    pub stands: bool,
}

/// One entry of the log.
#[derive(Clone, Debug)]
pub struct LogEntry {
    /// When, UTC.
    pub at: String,
    /// What was done: created, new, revised, `superseded_on_arrival`, annotated, corrected, `correction_withdrawn`.
    pub what: String,
    /// The report.
    pub id: Option<String>,
    /// The key of its version.
    pub key: Option<String>,
    /// More.
    pub detail: Option<String>,
}

const STORED: &str = "SELECT report.id, report.key, report.text, report.title, report.published, report.url,
    report.outlet, (SELECT min(path) FROM source WHERE source.version = report.version), report.language,
    report.notes, annotation.maker, annotation.json, report.received FROM report";

/// The version that stands, with its annotation.
const STANDING: &str = "JOIN current ON current.version = report.version AND current.id = report.id
    LEFT JOIN annotation ON annotation.serial = current.annotation";

/// Any version, with its last annotation.
const ANY: &str = "LEFT JOIN annotation ON annotation.serial =
    (SELECT max(serial) FROM annotation WHERE annotation.version = report.version)";

impl Record {
    /// The reports that stand, sorted by id, without their texts.
    ///
    /// # Errors
    /// Those of the store.
    pub fn reports(&self) -> Result<Vec<Head>, RecordError> {
        heads(&self.connection).map_err(|error| self.fault(error))
    }

    /// The report `id` as it stands.
    ///
    /// # Errors
    /// Those of the store.
    pub fn report(&self, id: &str) -> Result<Option<Stored>, RecordError> {
        let find = || report(&self.connection, &Overlay::read(&self.connection)?, id);
        find().map_err(|error| self.fault(error))
    }

    /// The version that `key` names, standing or superseded, with its last annotation.
    ///
    /// # Errors
    /// Those of the store.
    pub fn by_key(&self, key: &str) -> Result<Option<Stored>, RecordError> {
        let find = || {
            let overlay = Overlay::read(&self.connection)?;
            let mut statement = self.connection.prepare_cached(&format!("{STORED} {ANY} WHERE report.key = ?1"))?;
            statement.query_row([key], |row| stored(row, &overlay)).optional()
        };
        find().map_err(|error| self.fault(error))
    }

    /// Shows every report that stands to `visit`, sorted by id, one at a time.
    ///
    /// # Errors
    /// Those of the store and of `visit`.
    pub fn each<E: From<RecordError>>(&self, mut visit: impl FnMut(Stored) -> Result<(), E>) -> Result<(), E> {
        let overlay = Overlay::read(&self.connection).map_err(|error| E::from(self.fault(error)))?;
        each(&self.connection, &overlay, |stored| Ok(visit(stored))).map_err(|error| E::from(self.fault(error)))?
    }

    /// Every report's annotation, sorted by the report's id. For large records prefer [`Record::each`].
    ///
    /// # Errors
    /// Those of the store.
    pub fn annotations(&self) -> Result<Vec<Annotated>, RecordError> {
        let mut annotations = Vec::new();
        self.each(|stored| {
            annotations.extend(stored.annotated);
            Ok::<(), RecordError>(())
        })?;
        Ok(annotations)
    }

    /// The rows of `kind` of every report that stands, sorted by report id, then in text order.
    ///
    /// # Errors
    /// Those of the store and of `visit`.
    pub fn rows<E: From<RecordError>>(&self, kind: Kind, mut visit: impl FnMut(Row) -> Result<(), E>) -> Result<(), E> {
        self.each(|stored| stored.rows(&[kind]).into_iter().try_for_each(&mut visit))
    }

    /// The reports that stand as rows, sorted by id; each rests on its whole text, or on its first words where
    /// `text` is not asked for.
    ///
    /// # Errors
    /// Those of the store and of `visit`.
    pub fn report_rows<E: From<RecordError>>(
        &self,
        text: bool,
        mut visit: impl FnMut(Row) -> Result<(), E>,
    ) -> Result<(), E> {
        self.each(|stored| visit(report_row(&stored, text)))
    }

    /// The rows of `kind` that a stage derived, in the stage's order.
    ///
    /// # Errors
    /// Those of the store.
    pub fn derived(&self, kind: &str) -> Result<Vec<Row>, RecordError> {
        derived(&self.connection, kind).map_err(|error| self.fault(error))
    }

    /// The row `id` that a stage derived, with its kind; where no row has that id any more, the one that now rests on
    /// the words on which it rested first, which has another id.
    ///
    /// # Errors
    /// Those of the store.
    pub fn derived_row(&self, id: &str) -> Result<Option<(String, Row)>, RecordError> {
        let standing = |id: &str| {
            (self.connection)
                .prepare_cached("SELECT json, kind FROM derived WHERE id = ?1 ORDER BY kind LIMIT 1")?
                .query_row([id], |row| Ok((row.get(1)?, row_of_json(row)?)))
                .optional()
        };
        let found = standing(id).and_then(|found| match found {
            Some(found) => Ok(Some(found)),
            None => former::now(&self.connection, id)?.map_or(Ok(None), |now| standing(&now)),
        });
        found.map_err(|error| self.fault(error))
    }

    /// How many independent origins the reports `ids` have: copies of each other are one.
    ///
    /// # Errors
    /// Those of the store.
    pub fn origins<'a>(&self, ids: impl IntoIterator<Item = &'a str> + Clone) -> Result<usize, RecordError> {
        Ok(Origins::among(&self.reader(), ids.clone())?.of_reports(ids))
    }

    /// Whether some stage of this program writes rows of `kind`.
    pub fn derives(&self, kind: &str) -> bool {
        crate::stage::stages().iter().any(|stage| stage.kinds().contains(&kind))
    }

    /// Every version of the report `id`, in the order of their coming.
    ///
    /// # Errors
    /// Those of the store.
    pub fn versions(&self, id: &str) -> Result<Vec<Version>, RecordError> {
        let query = "SELECT report.key, (SELECT min(at) FROM log WHERE log.version = report.version),
            EXISTS (SELECT 1 FROM current WHERE current.version = report.version)
            FROM report WHERE report.id = ?1 ORDER BY report.version";
        (self.connection)
            .prepare_cached(query)
            .and_then(|mut statement| {
                let version = |row: &rusqlite::Row<'_>| {
                    Ok(Version { key: row.get(0)?, received: row.get(1)?, stands: row.get(2)? })
                };
                statement.query_map([id], version)?.collect()
            })
            .map_err(|error| self.fault(error))
    }

    /// What was done to the report `id`, or where none is named to the record, in order.
    ///
    /// # Errors
    /// Those of the store.
    pub fn log(&self, id: Option<&str>) -> Result<Vec<LogEntry>, RecordError> {
        let query = "SELECT at, what, log.id, key, detail FROM log LEFT JOIN report ON report.version = log.version
            WHERE ?1 IS NULL OR log.id = ?1 ORDER BY serial";
        (self.connection)
            .prepare_cached(query)
            .and_then(|mut statement| {
                let entry = |row: &rusqlite::Row<'_>| {
                    Ok(LogEntry {
                        at: row.get(0)?,
                        what: row.get(1)?,
                        id: row.get(2)?,
                        key: row.get(3)?,
                        detail: row.get(4)?,
                    })
                };
                statement.query_map([id], entry)?.collect()
            })
            .map_err(|error| self.fault(error))
    }
}

pub(crate) fn report(connection: &Connection, overlay: &Overlay, id: &str) -> rusqlite::Result<Option<Stored>> {
    connection
        .prepare_cached(&format!("{STORED} {STANDING} WHERE current.id = ?1"))?
        .query_row([id], |row| stored(row, overlay))
        .optional()
}

/// Stops at the first error of `visit`, which is the inner result.
pub(crate) fn each<E>(
    connection: &Connection,
    overlay: &Overlay,
    mut visit: impl FnMut(Stored) -> rusqlite::Result<Result<(), E>>,
) -> rusqlite::Result<Result<(), E>> {
    let mut statement = connection.prepare_cached(&format!("{STORED} {STANDING} ORDER BY current.id"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let visited = visit(stored(row, overlay)?)?;
        if visited.is_err() {
            return Ok(visited);
        }
    }
    Ok(Ok(()))
}

pub(crate) fn derived(connection: &Connection, kind: &str) -> rusqlite::Result<Vec<Row>> {
    connection
        .prepare_cached("SELECT json FROM derived WHERE kind = ?1 ORDER BY sort, id")?
        .query_map([kind], row_of_json)?
        .collect()
}

pub(crate) fn heads(connection: &Connection) -> rusqlite::Result<Vec<Head>> {
    let query = format!(
        "SELECT report.id, report.key, report.title, coalesce(report.published, json_extract(json, '$.published')),
         report.url, report.outlet, (SELECT min(path) FROM source WHERE source.version = report.version),
         coalesce(report.language, json_extract(json, '$.language')),
         coalesce(json_extract(json, '$.notes'), report.notes)
         FROM report {STANDING} ORDER BY current.id"
    );
    let head = |row: &rusqlite::Row<'_>| {
        Ok(Head {
            id: row.get(0)?,
            key: row.get(1)?,
            title: row.get(2)?,
            published: published_of(row.get(3)?),
            url: row.get(4)?,
            outlet: row.get(5)?,
            path: row.get(6)?,
            language: row.get(7)?,
            notes: serde_json::from_str(&row.get::<_, String>(8)?).unwrap_or_default(),
        })
    };
    connection.prepare_cached(&query)?.query_map([], head)?.collect()
}

pub(super) fn published_of(json: Option<String>) -> Option<Published> {
    json.and_then(|json| serde_json::from_str(&json).ok())
}

/// The only way to a stored annotation: with what analysts know better laid over it.
fn stored(row: &rusqlite::Row<'_>, overlay: &Overlay) -> rusqlite::Result<Stored> {
    let text: String = row.get(2)?;
    let json: Option<String> = row.get(11)?;
    let annotated = json.map(|json| serde_json::from_str(&json).map_err(|error| unreadable(11, error))).transpose()?;
    let annotated = annotated.map(|annotated| overlay.over(annotated));
    let report = Report {
        id: row.get(0)?,
        text: Text::new(text),
        title: row.get(3)?,
        published: published_of(row.get(4)?),
        url: row.get(5)?,
        outlet: row.get(6)?,
        path: row.get(7)?,
        language: row.get(8)?,
        received: row.get::<_, Option<Vec<u8>>>(12)?.map(Into::into),
        notes: serde_json::from_str(&row.get::<_, String>(9)?).map_err(|error| unreadable(9, error))?,
    };
    Ok(Stored { report, key: row.get(1)?, annotated, maker: row.get(10)? })
}

fn row_of_json(row: &rusqlite::Row<'_>) -> rusqlite::Result<Row> {
    serde_json::from_str(&row.get::<_, String>(0)?).map_err(|error| unreadable(0, error))
}

fn unreadable(column: usize, error: serde_json::Error) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, Box::new(error))
}

/// How many code points of a report stand for it where its text is not asked for.
const OPENING: usize = 80;

fn report_row(stored: &Stored, with_text: bool) -> Row {
    let report = &stored.report;
    let text = report.text.as_str();
    let notes = stored.annotated.as_ref().map_or(&report.notes, |annotated| &annotated.notes);
    let language = stored.annotated.as_ref().and_then(|annotated| annotated.language.as_ref());
    let opening: String = text.chars().take(OPENING).collect();
    let fields = json!({
        "report": report.id,
        "key": stored.key,
        "path": report.path,
        "title": report.title,
        "published": stored.published(),
        "url": report.url,
        "outlet": report.outlet,
        "language": report.language.as_ref().or(language),
        "notes": notes,
    });
    let Value::Object(mut fields) = fields else { unreachable!("an object was written above") };
    if with_text {
        fields.insert("text".to_owned(), Value::from(text));
    }
    let cited = Cited { report: report.id.clone(), start: 0, end: opening.chars().count(), text: opening };
    Row { id: report.id.clone(), spans: vec![cited], fields }
}
