//! What a caller may choose about reading.

use std::collections::BTreeMap;
use std::path::Path;
use std::str::FromStr;

/// What a caller may choose about reading.
#[derive(Clone, Debug)]
pub struct Options {
    /// Which column or field holds what.
    pub columns: Columns,
    /// The format of all files, where their names do not tell it.
    pub format: Option<Format>,
    /// The longest report that is read, in bytes. A longer one is an error, and costs no more memory than this.
    pub longest: u64,
}

impl Default for Options {
    /// The contract's names, formats by name and content, and reports of up to 256 MiB.
    fn default() -> Self {
        Self { columns: Columns::default(), format: None, longest: 256 << 20 }
    }
}

/// In what form a file holds its reports.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Format {
    /// Plain text: the file is one report.
    Text,
    /// JSON Lines: one object a line.
    JsonLines,
    /// One JSON object, or an array of them.
    Json,
    /// Comma-separated (or semicolon-separated) columns under a head line.
    Csv,
    /// Tab-separated columns under a head line.
    Tsv,
}

impl Format {
    /// The format that a file's name tells.
    pub fn of_name(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "jsonl" | "ndjson" => Some(Self::JsonLines),
            "json" => Some(Self::Json),
            "csv" => Some(Self::Csv),
            "tsv" | "tab" => Some(Self::Tsv),
            "txt" | "text" | "md" => Some(Self::Text),
            _ => None,
        }
    }

    /// The format of a file or stream whose name tells none: JSON Lines where it begins with an object, else text.
    pub fn of_content(head: &[u8]) -> Self {
        let mut letters = head
            .iter()
            .filter(|byte| !byte.is_ascii_whitespace() && !matches!(byte, 0 | 0xEF | 0xBB | 0xBF | 0xFE | 0xFF));
        match (letters.next(), letters.next()) {
            (Some(b'{'), Some(b'"')) => Self::JsonLines,
            (Some(b'['), Some(b'{')) => Self::Json,
            _ => Self::Text,
        }
    }
}

/// The fields of a report that a column can hold, as the contract names them.
const FIELDS: [&str; 6] = ["id", "text", "title", "published", "url", "outlet"];

/// Which column of a table, or field of an object, holds what: `text=body,published=date`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    named: BTreeMap<String, String>,
}

/// Why a list of columns cannot be read.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "--columns {given:?}: {fault}; write it as text=NAME,published=NAME with the fields id, text, title, published, url, outlet"
)]
pub struct ColumnsError {
    given: String,
    fault: String,
}

impl Columns {
    /// The column that holds `field`: the one that was named, else the contract's own name.
    pub fn name<'a>(&'a self, field: &'a str) -> &'a str {
        self.named.get(field).map_or(field, String::as_str)
    }

    /// Whether a column was named for `field`.
    pub(crate) fn is_named(&self, field: &str) -> bool {
        self.named.contains_key(field)
    }
}

impl FromStr for Columns {
    type Err = ColumnsError;

    fn from_str(given: &str) -> Result<Self, ColumnsError> {
        let error = |fault: String| ColumnsError { given: given.to_owned(), fault };
        let mut named = BTreeMap::new();
        for pair in given.split(',').filter(|pair| !pair.trim().is_empty()) {
            let (field, column) = pair.split_once('=').ok_or_else(|| error(format!("no = in {pair:?}")))?;
            let (field, column) = (field.trim(), column.trim());
            if !FIELDS.contains(&field) {
                return Err(error(format!("a report has no field {field:?}")));
            }
            if column.is_empty() {
                return Err(error(format!("no column for {field:?}")));
            }
            if named.insert(field.to_owned(), column.to_owned()).is_some() {
                return Err(error(format!("{field:?} twice")));
            }
        }
        Ok(Self { named })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns() {
        let columns: Columns = "text=Body text, published=date".parse().unwrap();
        assert_eq!(columns.name("text"), "Body text");
        assert_eq!(columns.name("published"), "date");
        assert_eq!(columns.name("title"), "title");
        assert!("".parse::<Columns>().is_ok());
        for wrong in ["text", "body=text", "text=", "text=a,text=b"] {
            let error = wrong.parse::<Columns>().unwrap_err().to_string();
            assert!(error.contains("text=NAME"), "{error}");
        }
    }

    #[test]
    fn a_format_by_content() {
        assert_eq!(Format::of_content(b"  {\"text\": \"x\"}"), Format::JsonLines);
        assert_eq!(Format::of_content(b"\xEF\xBB\xBF{\"text\": \"x\"}"), Format::JsonLines);
        assert_eq!(Format::of_content(b"[\n{\"text\": \"x\"}]"), Format::Json);
        assert_eq!(Format::of_content(b"IDLIB (AP)"), Format::Text);
        assert_eq!(Format::of_content(b"[1] IDLIB"), Format::Text);
        assert_eq!(Format::of_content(b""), Format::Text);
    }
}
