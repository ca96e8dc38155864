//! Rows of one report: its annotation with every index resolved to what it points at.

use std::collections::HashMap;

use serde_json::{Map, Value};
use sitroom_annotate::Annotated;

use crate::row::{Cited, Kind, Row, RowId};

/// The rows of `kinds` of a report: `id` is the report's, `key` that of its version. In text order within a kind.
///
/// Every field of the contract is there. A field `x_i` that points into a list becomes `x`: the row pointed at for
/// places, times and actors, the row's id for figures.
pub fn rows_of(id: &str, key: &str, annotated: &Annotated, kinds: &[Kind]) -> Vec<Row> {
    let Ok(annotation) = serde_json::to_value(annotated) else { return Vec::new() };
    let figure_ids: Vec<String> = ids(&annotation, key, Kind::Figure).iter().map(RowId::to_string).collect();
    let resolver = Resolver { annotation: &annotation, figure_ids: &figure_ids };
    let mut rows = Vec::new();
    for &kind in kinds {
        for (row_id, fields) in ids(&annotation, key, kind).into_iter().zip(list(&annotation, kind.list())) {
            let text = fields.get("text").and_then(Value::as_str).unwrap_or_default().to_owned();
            let cited = Cited { report: id.to_owned(), start: row_id.start, end: row_id.end, text };
            let mut fields = resolver.fields(fields, 0);
            fields.insert("report".to_owned(), Value::from(id));
            rows.push(Row { id: row_id.to_string(), spans: vec![cited], fields });
        }
    }
    rows
}

fn list<'a>(annotation: &'a Value, name: &str) -> impl Iterator<Item = &'a Map<String, Value>> {
    annotation.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object)
}

/// The ids of the rows of `kind`, in the annotation's order.
fn ids(annotation: &Value, key: &str, kind: Kind) -> Vec<RowId> {
    let mut seen: HashMap<(usize, usize), usize> = HashMap::new();
    let point = |row: &Map<String, Value>, name: &str| row.get(name).and_then(Value::as_u64).unwrap_or(0) as usize;
    list(annotation, kind.list())
        .map(|row| {
            let (start, end) = (point(row, "start"), point(row, "end"));
            let nth = seen.entry((start, end)).or_insert(0);
            *nth += 1;
            RowId { kind, key: key.to_owned(), start, end, nth: *nth }
        })
        .collect()
}

struct Resolver<'a> {
    annotation: &'a Value,
    figure_ids: &'a [String],
}

impl Resolver<'_> {
    /// `depth` counts the indices followed so far: a row is resolved, what it points at is, and beyond that a name
    /// stands for its row.
    fn fields(&self, fields: &Map<String, Value>, depth: usize) -> Map<String, Value> {
        let resolved = fields.iter().map(|(name, value)| match name.strip_suffix("_i").zip(list_of(name)) {
            Some((name, list)) => (name.to_owned(), self.follow(list, value, depth)),
            None => (name.clone(), self.value(value, depth)),
        });
        resolved.collect()
    }

    fn value(&self, value: &Value, depth: usize) -> Value {
        match value {
            Value::Object(fields) => Value::Object(self.fields(fields, depth)),
            Value::Array(values) => values.iter().map(|value| self.value(value, depth)).collect(),
            _ => value.clone(),
        }
    }

    fn follow(&self, list: &str, index: &Value, depth: usize) -> Value {
        match index {
            Value::Array(indices) => indices.iter().map(|index| self.follow(list, index, depth)).collect(),
            Value::Number(index) => {
                let index = index.as_u64().unwrap_or(u64::MAX) as usize;
                if list == "figures" {
                    return self.figure_ids.get(index).map_or(Value::Null, |id| Value::from(id.as_str()));
                }
                let row = self.annotation.get(list).and_then(|rows| rows.get(index)).and_then(Value::as_object);
                match row {
                    Some(row) if depth == 0 => Value::Object(self.fields(row, depth + 1)),
                    Some(row) => ["name", "text"]
                        .iter()
                        .find_map(|field| row.get(*field).filter(|value| value.is_string()))
                        .cloned()
                        .unwrap_or(Value::Null),
                    None => Value::Null,
                }
            }
            _ => Value::Null,
        }
    }
}

/// The list of the contract that the index field `name` points into.
fn list_of(name: &str) -> Option<&'static str> {
    Some(match name {
        "place_i" | "places_i" | "origin_i" | "destination_i" => "places",
        "time_i" | "since_i" | "made_i" => "times",
        "actor_i" | "addressee_i" | "parties_i" | "by_i" | "holder_i" | "backed_by_i" | "member_of_i" => "actors",
        "figure_i" | "figures_i" => "figures",
        "event_i" => "events",
        _ => return None,
    })
}
