//! How long each report's vector is and on which day it was published: asked of thousands of reports at each change, and
//! so kept in few large pages of the record's file, which are read together.

use std::collections::BTreeSet;

use rusqlite::params;

use crate::RecordError;
use crate::stage::Writer;

pub(super) const TABLE: &str = "
    DROP TABLE IF EXISTS stories_size;
    CREATE TABLE stories_size (page INTEGER PRIMARY KEY, sizes BLOB NOT NULL);";

/// Reports in a page.
const PAGE: usize = 512;

/// Bytes of a report: its day, the length of its vector.
const BYTES: usize = 12;

/// One report's day and the length of its vector.
#[derive(Copy, Clone, Debug, PartialEq)]
pub(super) struct Size {
    pub(super) day: Option<i32>,
    pub(super) length: f64,
}

/// The sizes of all reports, by number.
pub(super) struct Sizes {
    all: Vec<Option<Size>>,
    /// How many there are.
    count: usize,
    /// The pages to be written.
    changed: BTreeSet<usize>,
}

impl Sizes {
    pub(super) fn read(writer: &Writer<'_>) -> Result<Self, RecordError> {
        let pages: Vec<Vec<u8>> = writer.sqlite(|connection| {
            let mut statement = connection.prepare_cached("SELECT sizes FROM stories_size ORDER BY page")?;
            statement.query_map([], |row| row.get(0))?.collect()
        })?;
        let mut all: Vec<Option<Size>> =
            pages.iter().flat_map(|page| page.chunks_exact(BYTES).map(from_bytes)).collect();
        // What fills the last page up is no report.
        all.truncate(all.iter().rposition(Option::is_some).map_or(0, |last| last + 1));
        let count = all.iter().flatten().count();
        Ok(Self { all, count, changed: BTreeSet::new() })
    }

    /// How many reports there are.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// The least number that no report has or had since these were read.
    pub(super) fn next(&self) -> u32 {
        u32::try_from(self.all.len()).unwrap_or(u32::MAX)
    }

    /// The numbers of all reports.
    pub(super) fn numbers(&self) -> impl Iterator<Item = u32> {
        (0..self.next()).filter(|number| self.get(*number).is_some())
    }

    pub(super) fn get(&self, number: u32) -> Option<Size> {
        self.all.get(number as usize).copied().flatten()
    }

    /// Puts `size` in the place of what is kept of the report; `None` where it is gone.
    pub(super) fn set(&mut self, number: u32, size: Option<Size>) {
        let at = number as usize;
        if self.all.len() <= at {
            self.all.resize(at + 1, None);
        }
        self.count = self.count + usize::from(size.is_some()) - usize::from(self.all[at].is_some());
        if self.all[at] != size {
            self.all[at] = size;
            self.changed.insert(at / PAGE);
        }
    }

    /// Writes what changed.
    pub(super) fn save(&mut self, writer: &Writer<'_>) -> Result<(), RecordError> {
        writer.sqlite(|connection| {
            let mut write =
                connection.prepare_cached("INSERT OR REPLACE INTO stories_size (page, sizes) VALUES (?1, ?2)")?;
            for page in std::mem::take(&mut self.changed) {
                let sizes = (page * PAGE..(page + 1) * PAGE).map(|at| to_bytes(self.all.get(at).copied().flatten()));
                write.execute(params![page as i64, sizes.flatten().collect::<Vec<u8>>()])?;
            }
            Ok(())
        })
    }
}

/// No vector is shorter than nothing: less stands for no report.
fn to_bytes(size: Option<Size>) -> impl Iterator<Item = u8> {
    let Size { day, length } = size.unwrap_or(Size { day: None, length: -1.0 });
    day.unwrap_or(i32::MIN).to_le_bytes().into_iter().chain(length.to_le_bytes())
}

fn from_bytes(bytes: &[u8]) -> Option<Size> {
    let (day, length) = bytes.split_first_chunk()?;
    let (day, length) = (i32::from_le_bytes(*day), f64::from_le_bytes(*length.first_chunk()?));
    (length >= 0.0).then_some(Size { day: (day != i32::MIN).then_some(day), length })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_come_back_from_the_store() {
        for size in [None, Some(Size { day: None, length: 0.0 }), Some(Size { day: Some(-3), length: 1.5 })] {
            assert_eq!(from_bytes(&to_bytes(size).collect::<Vec<u8>>()), size);
        }
    }
}
