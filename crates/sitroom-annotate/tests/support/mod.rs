//! What the suites share: the comparison of an annotation with what is expected of it.
#![allow(dead_code, reason = "each suite uses its part")]

use serde_json::Value;

/// How strings compare.
#[derive(Copy, Clone, PartialEq)]
pub(crate) enum Strings {
    /// To the letter.
    Exact,
    /// For words of the text: one holds the other, in any case.
    Loose,
}

/// A row without what is empty.
pub(crate) fn brief(row: &Value) -> String {
    match row.as_object() {
        Some(fields) => {
            let empty = |value: &Value| value.is_null() || value.as_array().is_some_and(Vec::is_empty);
            let fields = fields.iter().filter(|(key, value)| !empty(value) && *key != "start" && *key != "end");
            Value::Object(fields.map(|(key, value)| (key.clone(), value.clone())).collect()).to_string()
        }
        None => row.to_string(),
    }
}

/// The list that the indices of field `key` point into.
fn list_of(key: &str) -> Option<&'static str> {
    Some(match key {
        "place" | "origin" | "destination" | "places" => "places",
        "time" | "since" => "times",
        "actor" | "parties" | "by" | "holder" | "addressee" | "backed_by" | "member_of" => "actors",
        "figures" | "figure" => "figures",
        _ => return None,
    })
}

pub(crate) fn matches(annotated: &Value, key: &str, actual: &Value, expected: &Value, strings: Strings) -> bool {
    if let (Some(list), Some(index)) = (list_of(key), actual.as_u64())
        && !expected.is_number()
    {
        return annotated[list].get(index as usize).is_some_and(|row| matches(annotated, "", row, expected, strings));
    }
    match (actual, expected) {
        (Value::Object(actual), Value::Object(expected)) => expected.iter().all(|(field, value)| {
            let found = actual.get(field).or_else(|| actual.get(&format!("{field}_i"))).unwrap_or(&Value::Null);
            matches(annotated, field, found, value, strings)
        }),
        (Value::Object(row), Value::String(words)) => {
            let named = |row: &Value, field: &str| row[field].as_str().is_some_and(|text| same(text, words, strings));
            let meant = row.get("actor_i").and_then(Value::as_u64).and_then(|i| annotated["actors"].get(i as usize));
            named(actual, "text") || named(actual, "name") || meant.is_some_and(|actor| named(actor, "name"))
        }
        (Value::Array(actual), Value::Array(expected)) => {
            actual.len() == expected.len()
                && actual
                    .iter()
                    .zip(expected)
                    .all(|(actual, expected)| matches(annotated, key, actual, expected, strings))
        }
        (Value::Number(actual), Value::Number(expected)) => actual.as_f64() == expected.as_f64(),
        _ => actual == expected,
    }
}

fn same(text: &str, words: &str, strings: Strings) -> bool {
    if strings == Strings::Exact {
        return text == words;
    }
    let (text, words) = (text.to_lowercase(), words.to_lowercase());
    text.contains(&words) || words.contains(&text)
}
