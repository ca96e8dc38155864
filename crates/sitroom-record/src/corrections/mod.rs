//! Analysts' corrections of actors: in these reports, the actor of this name is called so.
//!
//! A correction is a row of its own, with who made it, when and why; nothing that is stored changes. It is laid over a
//! report's annotation whenever that is read (`overlay`), so that every stage and view sees the corrected actor, of
//! reports that come later, and of annotations that are made again, too. One form says all three things that there are to
//! say: the same actor under another name, another actor under the same name (a name of its own in some reports), and
//! another kind.
//!
//! Corrections follow each other: where X is Y and Y is Z, X is Z. Where several speak of one actor, the one that names
//! reports comes first, then the one that names a kind, then the later. None is laid over an actor twice. What stands
//! together may come in any order.

mod making;
mod overlay;

use std::collections::BTreeSet;

use rusqlite::Connection;
use serde::Serialize;
use serde_json::json;
use sitroom_annotate::ActorKind;

pub use making::{Corrected, Request};
pub(crate) use overlay::Overlay;

use crate::store::Record;
use crate::{Cited, RecordError, Row};

/// What an analyst said of an actor.
#[derive(Clone, Debug, Serialize)]
pub struct Correction {
    /// Names it: the same for the same words about the same actor, until they are withdrawn.
    pub id: String,
    /// Who said so, when and why.
    #[serde(flatten)]
    pub signed: Signed,
    /// The names that are corrected, as the analyst or the record writes them.
    pub names: Vec<String>,
    /// Where it speaks only of actors of one kind.
    pub of_kind: Option<ActorKind>,
    /// The reports that it speaks of; empty: all.
    pub reports: Vec<String>,
    /// What the actor is called.
    pub name: Option<String>,
    /// Its id, where the lexicons know the name.
    pub actor: Option<String>,
    /// What it is.
    pub kind: Option<ActorKind>,
    /// Who took it back, where it does not stand.
    pub withdrawn: Option<Signed>,
}

/// Who says so, when and why.
#[derive(Clone, Debug, Serialize)]
pub struct Signed {
    /// UTC, ISO 8601.
    pub at: String,
    /// The analyst.
    pub by: String,
    /// The reason.
    pub because: Option<String>,
}

/// Where a correction is laid over the reports that stand.
#[derive(Clone, Debug, Default)]
pub struct Reach {
    /// How many mentions of actors.
    pub mentions: usize,
    /// In how many reports.
    pub reports: usize,
    /// The first words for each actor, a report after the other.
    pub spans: Vec<Cited>,
}

impl Record {
    /// All corrections in the order in which they were made, those that were withdrawn too.
    ///
    /// # Errors
    /// Those of the store.
    pub fn corrections(&self) -> Result<Vec<Correction>, RecordError> {
        all(&self.connection).map_err(|error| self.fault(error))
    }

    /// Where the correction `id` is laid over the reports that stand, as the stage of actors last saw them.
    ///
    /// # Errors
    /// Those of the store.
    pub fn reach(&self, id: &str) -> Result<Reach, RecordError> {
        let tellings = crate::actors::tellings(&self.reader(), &[crate::actors::corrected(id)])?;
        let mentions = tellings.iter().map(|telling| telling.mentions).sum();
        let spans: Vec<Cited> = tellings.into_iter().map(|telling| telling.first).collect();
        let reports = spans.iter().map(|span| &span.report).collect::<BTreeSet<_>>().len();
        Ok(Reach { mentions, reports, spans })
    }

    /// The corrections as rows, in the order in which they were made. One that is withdrawn, or speaks of an actor of whom
    /// no report that stands tells, rests on no words.
    ///
    /// # Errors
    /// Those of the store.
    pub fn correction_rows(&self) -> Result<Vec<Row>, RecordError> {
        let row = |correction: Correction| {
            let Reach { mentions, reports, spans } = self.reach(&correction.id)?;
            let fields = json!({
                "at": correction.signed.at,
                "by": correction.signed.by,
                "because": correction.signed.because,
                "names": correction.names,
                "of_kind": correction.of_kind,
                "only_in": correction.reports,
                "name": correction.name,
                "actor": correction.actor,
                "kind": correction.kind,
                "mentions": mentions,
                "reports": reports,
                "withdrawn": correction.withdrawn,
            });
            let fields = fields.as_object().cloned().unwrap_or_default();
            Ok(Row { id: correction.id, spans, fields })
        };
        self.corrections()?.into_iter().map(row).collect()
    }
}

/// A name as corrections compare it; empty where it has no words.
pub(crate) fn fold(name: &str) -> String {
    crate::actors::words(name).join(" ")
}

/// All corrections in the order in which they were made.
fn all(connection: &Connection) -> rusqlite::Result<Vec<Correction>> {
    let query =
        "SELECT id, correction.at, correction.by, correction.because, names, kind, reports, to_name, to_id, to_kind,
                 withdrawal.at, withdrawal.by, withdrawal.because
                 FROM correction LEFT JOIN withdrawal ON withdrawal.correction = id ORDER BY serial";
    let kind = |name: Option<String>| name.and_then(|name| ActorKind::parse(&name));
    let correction = |row: &rusqlite::Row<'_>| {
        Ok(Correction {
            id: row.get(0)?,
            signed: Signed { at: row.get(1)?, by: row.get(2)?, because: row.get(3)? },
            names: list(row, 4)?,
            of_kind: kind(row.get(5)?),
            reports: list(row, 6)?,
            name: row.get(7)?,
            actor: row.get(8)?,
            kind: kind(row.get(9)?),
            withdrawn: match row.get::<_, Option<String>>(10)? {
                Some(at) => Some(Signed { at, by: row.get(11)?, because: row.get(12)? }),
                None => None,
            },
        })
    };
    connection.prepare_cached(query)?.query_map([], correction)?.collect()
}

fn list(row: &rusqlite::Row<'_>, column: usize) -> rusqlite::Result<Vec<String>> {
    serde_json::from_str(&row.get::<_, String>(column)?).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, Box::new(error))
    })
}
