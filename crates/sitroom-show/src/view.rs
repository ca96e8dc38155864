//! The views: which rows each shows, and which columns a table of them has.

use serde_json::Value;
use sitroom_record::{Kind, Row};

use crate::json::{each, text};
use crate::{lives, series, wording};

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
    /// Which passages reports took from each other.
    Copies,
    /// Which reports tell of the same happening.
    Stories,
    /// Happenings, merged from the events of several reports.
    Incidents,
    /// Figures of one measure, place and scope over time.
    Series,
    /// The lives of agreements.
    Lives,
    /// Who held each place, in turn.
    Histories,
    /// Actors across reports.
    Known,
    /// What analysts corrected.
    Corrections,
}

/// Where the rows of a view come from.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The reports themselves.
    Reports,
    /// Single reports: rows of this kind.
    Single(Kind),
    /// Several reports together: rows of this kind, which a stage derives.
    Derived(&'static str),
    /// Analysts.
    Corrections,
}

impl View {
    /// Where its rows come from.
    pub fn origin(self) -> Origin {
        match self {
            Self::Reports => Origin::Reports,
            Self::Figures => Origin::Single(Kind::Figure),
            Self::Quotes => Origin::Single(Kind::Quote),
            Self::Events => Origin::Single(Kind::Event),
            Self::Actors => Origin::Single(Kind::Actor),
            Self::Agreements => Origin::Single(Kind::Agreement),
            Self::Control => Origin::Single(Kind::Control),
            Self::Copies => Origin::Derived("copies"),
            Self::Stories => Origin::Derived("stories"),
            Self::Incidents => Origin::Derived("incidents"),
            Self::Series => Origin::Derived("series"),
            Self::Lives => Origin::Derived("agreements"),
            Self::Histories => Origin::Derived("control"),
            Self::Known => Origin::Derived("actors"),
            Self::Corrections => Origin::Corrections,
        }
    }

    /// The heads and lines of a table of `rows`: a line a row, a point of a series, a turn of a life or history.
    pub(crate) fn table(self, rows: &[Row]) -> (Vec<&'static str>, Vec<Vec<String>>) {
        match self {
            Self::Series => return (series::HEADS.to_vec(), rows.iter().flat_map(series::lines).collect()),
            Self::Lives => return (lives::LIVES.to_vec(), rows.iter().flat_map(lives::lives).collect()),
            Self::Histories => return (lives::HISTORIES.to_vec(), rows.iter().flat_map(lives::histories).collect()),
            _ => {}
        }
        let cells = |row: &Row| self.columns().iter().map(|column| (column.cell)(row)).collect();
        (self.columns().iter().map(|column| column.head).collect(), rows.iter().map(cells).collect())
    }

    pub(crate) fn columns(self) -> &'static [Column] {
        match self {
            Self::Reports => REPORTS,
            Self::Figures => FIGURES,
            Self::Quotes => QUOTES,
            Self::Events => EVENTS,
            Self::Actors => ACTORS,
            Self::Agreements => AGREEMENTS,
            Self::Control => CONTROL,
            Self::Copies => COPIES,
            Self::Stories => STORIES,
            Self::Incidents => INCIDENTS,
            Self::Series => SERIES,
            Self::Lives => LIVES,
            Self::Histories => HISTORIES,
            Self::Known => KNOWN,
            Self::Corrections => CORRECTIONS,
        }
    }
}

const fn column(head: &'static str, cell: fn(&Row) -> String) -> Column {
    Column { head, cell }
}

const ID: Column = column("id", |row| row.id.clone());
const REPORT: Column = column("report", |row| field(row, "report"));
const WORDS: Column = column("words", |row| row.spans.first().map(|span| span.text.clone()).unwrap_or_default());
const STANCE: Column = column("stance", |row| field(row, "stance"));
const SAYS: Column = column("who says", |row| wording::sayers(row.field("attribution")));
const PLACE: Column = column("place", |row| told(row.field("place")));
const TIME: Column = column("when", |row| day(row.field("time")));
const FROM: Column = column("from", |row| field(row, "from"));
const TO: Column = column("to", |row| field(row, "to"));
const HOW_MANY: Column = column("reports", |row| field(row, "reports"));
const ORIGINS: Column = column("origins", |row| field(row, "origins"));
const MEASURE: Column = column("measure", |row| wording::spaced(&field(row, "measure")));

const REPORTS: &[Column] = &[
    ID,
    column("published", |row| text(&row.field("published")["date"])),
    column("outlet", |row| field(row, "outlet")),
    column("title", |row| row.str("title").map_or_else(|| opening(row), str::to_owned)),
    column("language", |row| field(row, "language")),
    column("notes", |row| each(row.field("notes"), ", ", |note| text(&note["kind"]))),
];

const FIGURES: &[Column] = &[MEASURE, WORDS, PLACE, TIME, SAYS, STANCE, REPORT, ID];

const QUOTES: &[Column] = &[
    column("speaker", |row| wording::sayer(row.field("speaker"))),
    column("form", |row| field(row, "form")),
    WORDS,
    TIME,
    REPORT,
    ID,
];

const EVENTS: &[Column] = &[
    TIME,
    PLACE,
    column("who", |row| each(row.field("sources"), ", ", wording::sayer)),
    column("type", |row| wording::spaced(&field(row, "plover")).to_lowercase()),
    WORDS,
    column("to whom", |row| each(row.field("targets"), ", ", wording::sayer)),
    SAYS,
    STANCE,
    REPORT,
    ID,
];

const ACTORS: &[Column] = &[
    column("name", |row| told(&Value::Object(row.fields.clone()))),
    column("kind", |row| wording::spaced(&field(row, "kind"))),
    WORDS,
    column("link", |row| field(row, "link")),
    REPORT,
    ID,
];

const AGREEMENTS: &[Column] = &[
    column("agreement", |row| row.str("name").map_or_else(|| field(row, "kind"), str::to_owned)),
    column("state", |row| wording::spaced(&field(row, "state"))),
    column("parties", |row| each(row.field("parties"), ", ", told)),
    PLACE,
    TIME,
    WORDS,
    SAYS,
    STANCE,
    REPORT,
    ID,
];

const CONTROL: &[Column] = &[
    PLACE,
    column("change", |row| wording::spaced(&field(row, "change"))),
    column("holder", |row| told(row.field("holder"))),
    TIME,
    WORDS,
    SAYS,
    STANCE,
    REPORT,
    ID,
];

const COPIES: &[Column] = &[
    column("a", |row| field(row, "a")),
    column("b", |row| field(row, "b")),
    column("kind", |row| field(row, "kind")),
    column("direction", |row| wording::spaced(&field(row, "direction"))),
    column("of a", |row| percent(row.field("containment_a"))),
    column("of b", |row| percent(row.field("containment_b"))),
    column("changed", |row| each(row.field("differences"), "; ", difference)),
    ID,
];

const STORIES: &[Column] = &[FROM, TO, column("title", |row| field(row, "title")), HOW_MANY, ORIGINS, ID];

const INCIDENTS: &[Column] = &[
    FROM,
    TO,
    PLACE,
    column("type", |row| wording::spaced(&field(row, "type"))),
    column("killed", |row| wording::bounds(row.field("killed")).unwrap_or_default()),
    column("injured", |row| wording::bounds(row.field("injured")).unwrap_or_default()),
    HOW_MANY,
    ORIGINS,
    ID,
];

/// For spreadsheets; a table has a line a point.
const SERIES: &[Column] =
    &[MEASURE, PLACE, column("counts", |row| text(&row.field("scope")["text"])), HOW_MANY, ORIGINS, ID];

/// For spreadsheets; a table has a line a turn.
const LIVES: &[Column] = &[
    column("agreement", |row| field(row, "name")),
    column("parties", |row| each(row.field("parties"), ", ", told)),
    PLACE,
    FROM,
    TO,
    HOW_MANY,
    ORIGINS,
    ID,
];

/// For spreadsheets; a table has a line a turn.
const HISTORIES: &[Column] = &[PLACE, HOW_MANY, ORIGINS, ID];

const KNOWN: &[Column] = &[
    column("name", |row| field(row, "name")),
    column("kind", |row| wording::spaced(&field(row, "kind"))),
    column("also called", |row| {
        let own = row.str("name").unwrap_or_default();
        each(row.field("aliases"), ", ", |alias| {
            Some(text(&alias["text"])).filter(|alias| alias != own).unwrap_or_default()
        })
    }),
    column("roles", |row| each(row.field("roles"), ", ", role)),
    column("part of", |row| each(&row.field("sides")["member_of"], ", ", told)),
    column("backed by", |row| each(&row.field("sides")["backed_by"], ", ", told)),
    column("mentions", |row| field(row, "mentions")),
    HOW_MANY,
    ORIGINS,
    ID,
];

const CORRECTIONS: &[Column] = &[
    column("who", |row| each(row.field("names"), ", ", told)),
    column("only of kind", |row| wording::spaced(&field(row, "of_kind"))),
    column("only in", |row| each(row.field("only_in"), ", ", told)),
    column("is", |row| field(row, "name")),
    column("of kind", |row| wording::spaced(&field(row, "kind"))),
    column("says", |row| field(row, "by")),
    column("at", |row| field(row, "at")),
    column("because", |row| field(row, "because")),
    column("mentions", |row| field(row, "mentions")),
    HOW_MANY,
    column("withdrawn by", |row| text(&row.field("withdrawn")["by"])),
    ID,
];

/// A role with the days of the first and last reports that give it.
fn role(role: &Value) -> String {
    let name = text(&role["role"]);
    match (role["from"].as_str(), role["to"].as_str()) {
        (Some(from), Some(to)) if from != to => format!("{name} ({from} – {to})"),
        (Some(day), _) => format!("{name} ({day})"),
        _ => name,
    }
}

fn field(row: &Row, name: &str) -> String {
    text(row.field(name))
}

/// A value's name, words or text.
fn told(value: &Value) -> String {
    wording::named(value).map_or_else(|| if value.is_object() { String::new() } else { text(value) }, str::to_owned)
}

fn day(time: &Value) -> String {
    match (time["from"].as_str(), time["to"].as_str()) {
        (Some(from), Some(to)) if from != to => format!("{from} – {to}"),
        (Some(day), _) | (None, Some(day)) => day.to_owned(),
        (None, None) => text(&time["text"]),
    }
}

fn opening(row: &Row) -> String {
    row.spans.first().map(|span| format!("“{}…”", span.text.trim())).unwrap_or_default()
}

/// A share of 1 in percent.
fn percent(value: &Value) -> String {
    value.as_f64().map(|share| format!("{:.0}%", share * 100.0)).unwrap_or_default()
}

/// What a copy changed: `number: six → eight`.
fn difference(value: &Value) -> String {
    format!("{}: {} → {}", text(&value["what"]), text(&value["a"]["text"]), text(&value["b"]["text"]))
}
