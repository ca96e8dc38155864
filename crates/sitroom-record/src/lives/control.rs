//! The history of control: one row a place, told turn by turn.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use sitroom_annotate::ControlChange;
use sitroom_gazetteer::fold;

use super::told::{Side, Told};
use super::turns::{self, Recurrence, Telling, Turn, fact};
use crate::country;
use crate::location::{Location, told_key};
use crate::origins::Origins;
use crate::store::Stored;
use crate::tables::{Kept, Made};
use crate::{Cited, Kind, Row};

/// What a report says of who holds a place.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Hold {
    version: String,
    place: Location,
    /// Equal for two mentions of one place.
    key: String,
    /// The words for the place, and where they begin.
    name: String,
    at: usize,
    told: Told,
    change: ControlChange,
    /// Who holds, takes or loses it.
    holder: Vec<Side>,
    /// What is held, where that is not the place itself.
    part: Option<String>,
}

impl Kept for Hold {
    fn keys(&self) -> Vec<String> {
        vec![self.key.clone(), self.called()]
    }

    fn report(&self) -> &str {
        &self.told.cited.report
    }
}

impl Hold {
    /// The place by the report's words for it.
    fn called(&self) -> String {
        format!("called {}", fold::plain(&self.name))
    }
}

/// What a report says of who holds which place. What has no place is left out: it tells no history.
pub(super) fn read(stored: &Stored) -> Vec<Hold> {
    let Some(annotation) = stored.annotated.as_ref() else { return Vec::new() };
    let main = country::of(annotation);
    let ids = stored.rows(&[Kind::Control]);
    let rows = annotation.control.iter().zip(ids).filter_map(|(row, id)| {
        let place = annotation.places.get(row.place_i?)?;
        let (name, at) = (place.words.as_str().to_owned(), place.words.start);
        let (key, place) = (told_key(stored, place), Location::of(place));
        let words = (row.words.start, row.words.end, row.words.as_str());
        let told = Told::new(stored, annotation, id.id, words, row.time_i, row.stance, &row.attribution);
        let home = place.country.as_deref().or(main.as_deref());
        let known = row.holder_i.and_then(|i| Side::of(annotation, i, home));
        let holder = known.or_else(|| row.holder_words.as_ref().map(|words| Side::named(words.as_str())));
        let holder = holder.into_iter().collect();
        let part = row.part.as_ref().map(|part| part.as_str().to_owned());
        Some(Hold { version: stored.key.clone(), place, key, name, at, told, change: row.change, holder, part })
    });
    rows.collect()
}

/// The rows of the places that `holds` tell of.
pub(super) fn rows(holds: &[Hold], origins: &Origins) -> Vec<Made> {
    let known: BTreeMap<String, BTreeSet<String>> =
        holds.iter().filter(|hold| hold.place.gazetteer.is_some()).fold(BTreeMap::new(), |mut known, hold| {
            known.entry(hold.called()).or_default().insert(hold.key.clone());
            known
        });
    let mut places: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (n, hold) in holds.iter().enumerate() {
        // A name that this report does not settle is the place that others mean by it, if they all mean one.
        let unsettled = hold.place.gazetteer.is_none() && hold.place.kind.is_none();
        let meant = known.get(&hold.called()).filter(|keys| keys.len() == 1 && unsettled);
        let key = meant.and_then(BTreeSet::first).cloned().unwrap_or_else(|| hold.key.clone());
        places.entry(key).or_default().push(n);
    }
    places.into_values().filter_map(|members| row(holds, members, origins)).collect()
}

fn row(holds: &[Hold], members: Vec<usize>, origins: &Origins) -> Option<Made> {
    let own: Vec<&Hold> = members.iter().filter_map(|&n| holds.get(n)).collect();
    let first = own.iter().min_by_key(|hold| hold.told.order())?;
    // One verb may tell of two places.
    let id = format!("history-{}-{}", first.version, first.at);
    let tellings = own.iter().map(|hold| Telling {
        told: &hold.told,
        what: hold.change.to_string(),
        by: &hold.holder,
        part: hold.part.as_deref(),
        condition: None,
        link: "the same place",
        outsider: false,
    });
    let history: Vec<Turn<'_>> = turns::fold(tellings.collect(), recurrence, |_, _| false);
    let facts: Vec<_> = own.iter().map(|hold| fact(&hold.told)).collect();
    let mut spans: Vec<&Cited> = own.iter().map(|hold| &hold.told.cited).collect();
    spans.sort_by_key(|span| (**span != first.told.cited, *span));
    spans.dedup();
    let reports: BTreeSet<&str> = spans.iter().map(|span| span.report.as_str()).collect();
    let known = own.iter().map(|hold| &hold.place).filter(|place| place.gazetteer.is_some());
    let place = Location::widest(known).unwrap_or(&first.place);
    let fields = Map::from_iter([
        ("place".to_owned(), json!(place)),
        ("history".to_owned(), history.iter().map(|turn| turn_json(turn, origins)).collect()),
        ("reports".to_owned(), reports.len().into()),
        ("origins".to_owned(), origins.of_facts(&facts).min(reports.len()).into()),
    ]);
    let sort = format!("{} {} {id}", place.country.as_deref().unwrap_or("~"), place.name);
    let spans = spans.into_iter().cloned().collect();
    Some(Made { sort, row: Row { id, spans, fields }, members })
}

fn recurrence(what: &str) -> Recurrence {
    if what == "held" { Recurrence::Lasting } else { Recurrence::Often }
}

/// A turn with its words for control: the holder, and the change.
fn turn_json(turn: &Turn<'_>, origins: &Origins) -> Value {
    let mut json = turn.json(origins);
    if let Some(fields) = json.as_object_mut() {
        let by = fields.remove("by").unwrap_or_default();
        fields.insert("holder".to_owned(), by.get(0).cloned().unwrap_or_default());
        let what = fields.remove("what").unwrap_or_default();
        fields.insert("change".to_owned(), what);
        fields.remove("condition");
    }
    json
}
