//! CSV and TSV: a head line that names the columns, then one report a row.

use std::io::{self, BufRead, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use csv::ByteRecord;

use super::fields::Fields;
use super::{FileReports, Format, Source};
use crate::encoding::{self, Stream};
use crate::error::{Fault, ReadError};
use crate::{Note, Report};

/// The rows of a table.
pub(super) fn rows(mut stream: Stream, format: Format, source: Source) -> Result<FileReports, ReadError> {
    let separator = separator(&mut stream, format).map_err(|error| source.error(None, error))?;
    let (guess, note) = (stream.guess, stream.note);
    let held = Arc::new(AtomicU64::new(0));
    let limit = source.options.longest;
    let bounded = Bounded { reader: stream.reader, held: Arc::clone(&held), limit };
    let mut reader = csv::ReaderBuilder::new().delimiter(separator).flexible(true).from_reader(bounded);
    let fault = move |error: csv::Error| match error.into_kind() {
        csv::ErrorKind::Io(error) if error.kind() == io::ErrorKind::FileTooLarge => {
            Fault::TooLong { what: "a row (is a quotation mark left open?)", limit }
        }
        csv::ErrorKind::Io(error) => Fault::from(error),
        other => Fault::System(io::Error::other(format!("{other:?}"))),
    };
    let head = reader.byte_headers().map_err(|error| source.error(Some(1), fault(error)))?.clone();
    let head: Vec<String> = head.iter().map(|cell| encoding::decode_row(cell.to_vec(), guess).text).collect();
    let columns = Places::find(&head, &source).map_err(|fault| source.error(Some(1), fault))?;
    let mut ended = false;
    Ok(Box::new(std::iter::from_fn(move || {
        if ended {
            return None;
        }
        held.store(0, Ordering::Relaxed);
        let mut row = ByteRecord::new();
        match reader.read_byte_record(&mut row) {
            Ok(true) => {}
            Ok(false) => return None,
            Err(error) => {
                ended = true;
                return Some(Err(source.error(Some(reader.position().line()), fault(error))));
            }
        }
        let line = row.position().map(csv::Position::line);
        let report = if row.len() > head.len() {
            Err(Fault::Cells { cells: row.len(), columns: head.len() })
        } else {
            columns.report(&row, &head, guess, note.as_ref(), &source)
        };
        Some(report.map_err(|fault| source.error(line, fault)))
    })))
}

/// What separates the columns: a tab in TSV; in CSV a comma, or a semicolon or tab where the head line has more of them.
fn separator(stream: &mut Stream, format: Format) -> io::Result<u8> {
    if format == Format::Tsv {
        return Ok(b'\t');
    }
    let head = stream.reader.fill_buf()?;
    let line = head.split(|&byte| byte == b'\n').next().unwrap_or_default();
    let count = |separator: u8| line.iter().filter(|&&byte| byte == separator).count();
    // The last of equal ones wins.
    Ok([b'\t', b';', b','].into_iter().max_by_key(|&separator| count(separator)).unwrap_or(b','))
}

/// Where in a row each field stands.
struct Places {
    text: usize,
    id: Option<usize>,
    title: Option<usize>,
    published: Option<usize>,
    url: Option<usize>,
    outlet: Option<usize>,
}

impl Places {
    fn find(head: &[String], source: &Source) -> Result<Self, Fault> {
        let columns = &source.options.columns;
        let place = |field: &'static str| {
            let name = columns.name(field);
            let exact = head.iter().position(|cell| cell == name);
            let place = exact.or_else(|| head.iter().position(|cell| cell.trim().eq_ignore_ascii_case(name)));
            if place.is_none() && (columns.is_named(field) || field == "text") {
                let present = head.iter().take(30).map(|cell| format!("{cell:?}")).collect::<Vec<_>>().join(", ");
                return Err(Fault::NoColumn { column: name.to_owned(), field, present });
            }
            Ok(place)
        };
        Ok(Self {
            text: place("text")?.unwrap_or_default(),
            id: place("id")?,
            title: place("title")?,
            published: place("published")?,
            url: place("url")?,
            outlet: place("outlet")?,
        })
    }

    fn report(
        &self,
        row: &ByteRecord,
        head: &[String],
        guess: Option<&'static encoding_rs::Encoding>,
        note: Option<&Note>,
        source: &Source,
    ) -> Result<Report, Fault> {
        let cell = |place: Option<usize>| Some(encoding::decode_row(row.get(place?)?.to_vec(), guess));
        let Some(mut text) = cell(Some(self.text)) else {
            let found = format!("; the row has {} cells", row.len());
            return Err(Fault::NoText { field: source.options.columns.name("text").to_owned(), found });
        };
        let mut fields = Fields::of(&mut text, note);
        if row.len() < head.len() {
            let said =
                format!("the row has {} cells where the head names {} columns; it may be cut", row.len(), head.len());
            fields.notes.push(Note::new("cells", said));
        }
        fields.id = cell(self.id).map(|cell| cell.text);
        fields.title = cell(self.title).map(|cell| cell.text);
        fields.published = cell(self.published).map(|cell| cell.text);
        fields.url = cell(self.url).map(|cell| cell.text);
        fields.outlet = cell(self.outlet).map(|cell| cell.text);
        Ok(fields.report(text.text, source))
    }
}

/// A reader that fails once more than `limit` bytes were read for one row.
struct Bounded<R> {
    reader: R,
    held: Arc<AtomicU64>,
    limit: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let length = self.reader.read(out)?;
        // The reader above holds a buffer of its own, which the first read of a row may fill.
        if self.held.fetch_add(length as u64, Ordering::Relaxed) > self.limit.saturating_add(out.len() as u64) {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        Ok(length)
    }
}
