//! The views: which rows each shows, and which columns a table of them has.

use serde_json::Value;
use sitroom_record::{Kind, Row};

use crate::wording;

/// A column of a table: its head, and the cell of a row.
pub(crate) struct Column {
    pub(crate) head: &'static str,
    pub(crate) cell: fn(&Row) -> String,
}

/// What can be listed of a record.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum View {
    /// The reports.
    Reports,
    /// Numbers that count people or things in the crisis.
    Figures,
    /// Who said what.
    Quotes,
    /// Who did what to whom.
    Events,
    /// Mentions of actors.
    Actors,
    /// Turns in the lives of agreements.
    Agreements,
    /// Who holds which place.
    Control,
    /// Which reports took text from which.
    Copies,
}

const fn column(head: &'static str, cell: fn(&Row) -> String) -> Column {
    Column { head, cell }
}

const ID: Column = column("id", |row| row.id.clone());
const REPORT: Column = column("report", |row| row.str("report").unwrap_or_default().to_owned());
const WORDS: Column = column("words", |row| row.spans.first().map(|span| span.text.clone()).unwrap_or_default());
const STANCE: Column = column("stance", |row| field(row, "stance"));
const SAYS: Column = column("who says", |row| wording::sayers(row.field("attribution")));
const PLACE: Column = column("place", |row| named(row.field("place")));
const TIME: Column = column("when", |row| day(row.field("time")));

impl View {
    /// The kind of row that a stage derives for it; `None` where its rows are found in single reports.
    pub fn derived(self) -> Option<&'static str> {
        match self {
            Self::Copies => Some(sitroom_record::copies::KIND),
            _ => None,
        }
    }

    /// The kind of row it shows; `None` for reports and for what stages derive.
    pub fn kind(self) -> Option<Kind> {
        Some(match self {
            Self::Reports | Self::Copies => return None,
            Self::Figures => Kind::Figure,
            Self::Quotes => Kind::Quote,
            Self::Events => Kind::Event,
            Self::Actors => Kind::Actor,
            Self::Agreements => Kind::Agreement,
            Self::Control => Kind::Control,
        })
    }

    pub(crate) fn columns(self) -> &'static [Column] {
        match self {
            Self::Reports => {
                const {
                    &[
                        column("id", |row| row.id.clone()),
                        column("published", |row| text(&row.field("published")["date"])),
                        column("outlet", |row| field(row, "outlet")),
                        column("title", |row| {
                            row.str("title").map_or_else(|| format!("“{}…”", row.spans[0].text.trim()), str::to_owned)
                        }),
                        column("language", |row| field(row, "language")),
                        column("notes", |row| kinds(row.field("notes"))),
                    ]
                }
            }
            Self::Figures => {
                const {
                    &[
                        column("measure", |row| wording::spaced(&field(row, "measure"))),
                        WORDS,
                        PLACE,
                        TIME,
                        SAYS,
                        STANCE,
                        REPORT,
                        ID,
                    ]
                }
            }
            Self::Quotes => {
                const {
                    &[
                        column("speaker", |row| wording::sayer(row.field("speaker"))),
                        column("form", |row| field(row, "form")),
                        WORDS,
                        TIME,
                        REPORT,
                        ID,
                    ]
                }
            }
            Self::Events => {
                const {
                    &[
                        TIME,
                        PLACE,
                        column("who", |row| participants(row.field("sources"))),
                        column("type", |row| wording::spaced(&field(row, "plover")).to_lowercase()),
                        WORDS,
                        column("to whom", |row| participants(row.field("targets"))),
                        SAYS,
                        STANCE,
                        REPORT,
                        ID,
                    ]
                }
            }
            Self::Actors => {
                const {
                    &[
                        column("name", |row| named(&Value::Object(row.fields.clone()))),
                        column("kind", |row| wording::spaced(&field(row, "kind"))),
                        WORDS,
                        column("link", |row| field(row, "link")),
                        REPORT,
                        ID,
                    ]
                }
            }
            Self::Agreements => {
                const {
                    &[
                        column("agreement", |row| row.str("name").map_or_else(|| field(row, "kind"), str::to_owned)),
                        column("state", |row| wording::spaced(&field(row, "state"))),
                        column("parties", |row| list(row.field("parties"))),
                        PLACE,
                        TIME,
                        WORDS,
                        SAYS,
                        STANCE,
                        REPORT,
                        ID,
                    ]
                }
            }
            Self::Control => {
                const {
                    &[
                        PLACE,
                        column("change", |row| wording::spaced(&field(row, "change"))),
                        column("holder", |row| named(row.field("holder"))),
                        TIME,
                        WORDS,
                        SAYS,
                        STANCE,
                        REPORT,
                        ID,
                    ]
                }
            }
            Self::Copies => {
                const {
                    &[
                        column("a", |row| field(row, "a")),
                        column("b", |row| field(row, "b")),
                        column("kind", |row| field(row, "kind")),
                        column("who from whom", |row| wording::spaced(&field(row, "direction"))),
                        column("of a", |row| percent(row.field("containment_a"))),
                        column("of b", |row| percent(row.field("containment_b"))),
                        column("changed", |row| changes(row.field("differences"))),
                        WORDS,
                        ID,
                    ]
                }
            }
        }
    }
}

fn percent(share: &Value) -> String {
    share.as_f64().map_or_else(String::new, |share| format!("{:.0} %", share * 100.0))
}

/// "eight ≠ six; Tuesday ≠ Monday": a's words, then b's.
fn changes(differences: &Value) -> String {
    let change = |row: &Value| format!("{} ≠ {}", text(&row["a"]["text"]), text(&row["b"]["text"]));
    differences.as_array().into_iter().flatten().map(change).collect::<Vec<_>>().join("; ")
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        value => value.to_string(),
    }
}

fn field(row: &Row, name: &str) -> String {
    text(row.field(name))
}

fn named(value: &Value) -> String {
    wording::named(value).unwrap_or_default().to_owned()
}

fn day(time: &Value) -> String {
    let (from, to) = (time["from"].as_str(), time["to"].as_str());
    match (from, to) {
        (Some(from), Some(to)) if from != to => format!("{from} – {to}"),
        (Some(day), _) | (None, Some(day)) => day.to_owned(),
        (None, None) => text(&time["text"]),
    }
}

fn list(values: &Value) -> String {
    let names: Vec<&str> = values.as_array().into_iter().flatten().filter_map(wording::named).collect();
    names.join(", ")
}

fn participants(values: &Value) -> String {
    let names = values.as_array().into_iter().flatten().map(wording::sayer);
    names.collect::<Vec<_>>().join(", ")
}

fn kinds(notes: &Value) -> String {
    let kinds = notes.as_array().into_iter().flatten().filter_map(|note| note["kind"].as_str());
    kinds.collect::<Vec<_>>().join(", ")
}
