//! Values of rows as text.

use serde_json::Value;

/// A value as people read it: text without quotation marks, nothing for null.
pub(crate) fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        value => value.to_string(),
    }
}

/// The items of a list; none where it is no list.
pub(crate) fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[][..], Vec::as_slice)
}

/// What `tell` says of each item, where it says anything.
pub(crate) fn each(values: &Value, between: &str, tell: impl Fn(&Value) -> String) -> String {
    list(values).iter().map(tell).filter(|told| !told.is_empty()).collect::<Vec<_>>().join(between)
}
