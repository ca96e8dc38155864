//! Plain text: a file is one report.

use std::io::Read;

use super::Source;
use super::fields::Fields;
use crate::error::{Fault, ReadError};
use crate::{Report, encoding};

pub(super) fn report(reader: Box<dyn Read + Send>, source: &Source) -> Result<Report, ReadError> {
    let limit = source.options.longest;
    let mut bytes = Vec::new();
    reader.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(|error| source.error(None, error))?;
    if bytes.len() as u64 > limit {
        return Err(source.error(None, Fault::TooLong { what: "the file", limit }));
    }
    let mut decoded = encoding::decode(bytes);
    let percent = control_characters(&decoded.text);
    if percent >= 10 {
        return Err(source.error(None, Fault::NotText(percent)));
    }
    let fields = Fields::of(&mut decoded, None);
    Ok(fields.report(decoded.text, source))
}

/// The share of characters that no text has, in percent, at the beginning of `text`.
fn control_characters(text: &str) -> u8 {
    let sample = || text.chars().take(1 << 16);
    let all = sample().count().max(1);
    let control = sample().filter(|&char| char.is_control() && !char.is_whitespace()).count();
    u8::try_from(control * 100 / all).unwrap_or(100)
}

/// What a file is, if its first bytes say that it is something else than text.
pub(super) fn unsupported(head: &[u8]) -> Option<&'static str> {
    const KINDS: [(&[u8], &str); 13] = [
        (b"%PDF-", "a PDF document"),
        (b"PK\x03\x04", "a ZIP archive or an Office document"),
        (b"\xD0\xCF\x11\xE0", "an old Office document"),
        (b"{\\rtf", "an RTF document"),
        (b"\x1F\x8B", "a gzip archive"),
        (b"\x28\xB5\x2F\xFD", "a Zstandard archive"),
        (b"BZh", "a bzip2 archive"),
        (b"\xFD7zXZ", "an xz archive"),
        (b"\x89PNG", "an image"),
        (b"\xFF\xD8\xFF", "an image"),
        (b"GIF8", "an image"),
        (b"SQLite format 3\0", "a database"),
        (b"\x7FELF", "a program"),
    ];
    if let Some((_, kind)) = KINDS.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Some(kind);
    }
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    let begins = |mark: &str| text.get(..mark.len()).is_some_and(|head| head.eq_ignore_ascii_case(mark.as_bytes()));
    if begins("<!doctype html") || begins("<html") {
        Some("an HTML page")
    } else if begins("<?xml") {
        Some("an XML document")
    } else {
        None
    }
}
