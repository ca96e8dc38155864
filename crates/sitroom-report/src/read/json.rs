//! JSON Lines, and JSON documents of one or many reports.

use std::io::{BufRead, Read};

use serde_json::{Map, Value};

use super::fields::Fields;
use super::lines::{self, Line};
use super::{FileReports, Source};
use crate::encoding::{self, Decoded, Stream};
use crate::error::{Fault, ReadError};
use crate::{Note, Report};

/// One report a line. A file that calls itself JSON Lines and begins with a lone bracket is read as a document.
pub(super) fn lines(mut stream: Stream, source: Source) -> Result<FileReports, ReadError> {
    let head = stream.reader.fill_buf().map_err(|error| source.error(None, error))?;
    let first = head.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii).find(|line| !line.is_empty());
    if first.is_some_and(|line| line == b"{" || line.starts_with(b"[")) {
        return document(stream, source);
    }
    let (mut number, mut ended) = (0, false);
    Ok(Box::new(std::iter::from_fn(move || {
        while !ended {
            let limit = source.options.longest;
            number += 1;
            let line = match lines::next(&mut stream.reader, limit) {
                Ok(Some(Line::Whole(line))) => line,
                Ok(Some(Line::TooLong)) => {
                    return Some(Err(source.error(Some(number), Fault::TooLong { what: "the line", limit })));
                }
                Ok(None) => return None,
                Err(error) => {
                    ended = true;
                    return Some(Err(source.error(Some(number), error)));
                }
            };
            if !line.trim_ascii().is_empty() {
                return Some(of_line(line, &stream, &source).map_err(|fault| source.error(Some(number), fault)));
            }
        }
        None
    })))
}

fn of_line(line: Vec<u8>, stream: &Stream, source: &Source) -> Result<Report, Fault> {
    let mut decoded = encoding::decode_row(line, stream.guess);
    let value = match serde_json::from_str(&decoded.text) {
        Ok(value) => value,
        Err(error) => {
            let mended = mend(&decoded.text).ok_or_else(|| fault(&error))?;
            let value = serde_json::from_str(&mended).map_err(|error| fault(&error))?;
            let Decoded { text, received, note } = decoded;
            let said = "half a surrogate pair stands as U+FFFD, or a bare control character was read as an escaped one; \
                        the line is kept as received";
            let note = note.unwrap_or_else(|| Note::new("encoding", said));
            decoded = Decoded {
                text: String::new(),
                received: Some(received.unwrap_or(text.into_bytes())),
                note: Some(note),
            };
            value
        }
    };
    of_value(value, Fields::of(&mut decoded, stream.note.as_ref()), source)
}

/// All reports of one document: an object, an array of objects, or several of these after each other.
pub(super) fn document(stream: Stream, source: Source) -> Result<FileReports, ReadError> {
    let limit = source.options.longest;
    let mut bytes = Vec::new();
    (stream.reader.take(limit.saturating_add(1)).read_to_end(&mut bytes)).map_err(|error| source.error(None, error))?;
    if bytes.len() as u64 > limit {
        return Err(source.error(None, Fault::TooLong { what: "the JSON document", limit }));
    }
    let mut decoded = encoding::decode_row(bytes, stream.guess);
    // Every report of the document comes from these bytes; none of them is only its own.
    decoded.received = None;
    let mut values = Vec::new();
    let mut broken = None;
    for value in serde_json::Deserializer::from_str(&decoded.text).into_iter() {
        match value {
            Ok(Value::Array(rows)) => values.extend(rows),
            Ok(value) => values.push(value),
            Err(error) => broken = Some(source.error(Some(error.line() as u64), fault(&error))),
        }
    }
    let notes: Vec<Note> = decoded.note.into_iter().chain(stream.note).collect();
    let reports = values.into_iter().map(move |value| {
        let fields = Fields { notes: notes.clone(), ..Fields::default() };
        of_value(value, fields, &source).map_err(|fault| source.error(None, fault))
    });
    Ok(Box::new(reports.chain(broken.map(Err))))
}

fn fault(error: &serde_json::Error) -> Fault {
    if error.is_eof() { Fault::CutJson } else { Fault::NotJson(error.to_string()) }
}

fn of_value(value: Value, mut fields: Fields, source: &Source) -> Result<Report, Fault> {
    let Value::Object(mut object) = value else { return Err(Fault::NotObject(kind(&value))) };
    let columns = &source.options.columns;
    let name = columns.name("text");
    let text = match object.remove(name) {
        Some(Value::String(text)) => text,
        Some(other) => {
            let found = format!(", but {}", kind(&other));
            return Err(Fault::NoText { field: name.to_owned(), found });
        }
        None => {
            let present: Vec<&str> = object.keys().map(String::as_str).take(12).collect();
            let found =
                format!("; the object has {}", if present.is_empty() { "nothing".into() } else { present.join(", ") });
            return Err(Fault::NoText { field: name.to_owned(), found });
        }
    };
    fields.id = string(&mut object, columns.name("id"), &mut fields.notes);
    fields.title = string(&mut object, columns.name("title"), &mut fields.notes);
    fields.published = string(&mut object, columns.name("published"), &mut fields.notes);
    fields.url = string(&mut object, columns.name("url"), &mut fields.notes);
    fields.outlet = string(&mut object, columns.name("outlet"), &mut fields.notes);
    Ok(fields.report(text, source))
}

/// A field that should be a string. A number stands for its digits; anything else is left out with a note.
fn string(object: &mut Map<String, Value>, name: &str, notes: &mut Vec<Note>) -> Option<String> {
    match object.remove(name)? {
        Value::Null => None,
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        other => {
            notes.push(Note::new(
                "field",
                format!("{name:?} holds {} and is left out; write it as a string", kind(&other)),
            ));
            None
        }
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// Makes two common faults of exporters into JSON: a bare control character in a string becomes an escaped one, and an
/// escaped half of a surrogate pair, which is no character, U+FFFD. `None` where there is nothing to mend.
fn mend(line: &str) -> Option<String> {
    let mut mended = String::with_capacity(line.len() + 16);
    let (mut in_string, mut changed) = (false, false);
    let mut rest = line;
    while let Some(char) = rest.chars().next() {
        let mut length = char.len_utf8();
        match char {
            '\\' if in_string => match surrogate(rest) {
                Some(high)
                    if (0xD800..0xDC00).contains(&high) && surrogate(&rest[6..]).is_some_and(|low| low >= 0xDC00) =>
                {
                    length = 12;
                }
                Some(_) => {
                    mended.push_str("\\ufffd");
                    (rest, changed) = (&rest[6..], true);
                    continue;
                }
                None => length = 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
            },
            '"' => in_string = !in_string,
            control if in_string && control < ' ' => {
                mended.push_str(&format!("\\u{:04x}", u32::from(control)));
                (rest, changed) = (&rest[1..], true);
                continue;
            }
            _ => {}
        }
        mended.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    changed.then_some(mended)
}

/// The half of a surrogate pair that `\uXXXX` at the beginning of `text` stands for.
fn surrogate(text: &str) -> Option<u32> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    u32::from_str_radix(digits, 16).ok().filter(|unit| (0xD800..0xE000).contains(unit))
}
