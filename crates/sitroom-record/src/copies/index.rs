//! The index by which reports that may share text find each other, in the record's own file.
//!
//! A few changed reports are looked up in the file; where many changed, the whole index is read into memory, sorted,
//! and gives the same answers.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use rayon::prelude::*;
use rusqlite::{OptionalExtension, params};

use super::words::{Word, words};
use super::{COMMON, FURNITURE, LEAST_GRAMS, grams};
use crate::RecordError;
use crate::stage::Writer;
use crate::store::Stored;

/// More changed reports than this, and the index is read into memory.
const MANY: usize = 500;

const TABLES: &str = "
    DROP TABLE IF EXISTS copies_report; DROP TABLE IF EXISTS copies_gram;
    DROP TABLE IF EXISTS copies_edge; DROP TABLE IF EXISTS copies_pair;
    CREATE TABLE copies_report (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, grams BLOB NOT NULL, edges BLOB NOT NULL);
    CREATE TABLE copies_gram (hash INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (hash, number)) WITHOUT ROWID;
    CREATE TABLE copies_edge (hash INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (hash, number)) WITHOUT ROWID;
    CREATE TABLE copies_pair (a INTEGER NOT NULL, b INTEGER NOT NULL, row TEXT NOT NULL, PRIMARY KEY (a, b)) WITHOUT ROWID;
    CREATE INDEX copies_pair_b ON copies_pair (b);";

/// The index while a stage runs.
pub(super) struct Index {
    /// Report ids by number.
    ids: HashMap<u32, String>,
    /// All postings by hash, where they are in memory.
    memory: Option<Vec<(u64, u32)>>,
    many: bool,
}

/// What one report leaves in the index.
struct Entry {
    id: String,
    grams: Vec<u64>,
    edges: Vec<u64>,
}

impl Index {
    /// Makes the tables anew.
    pub(super) fn reset(writer: &Writer<'_>) -> Result<(), RecordError> {
        writer.sqlite(|connection| connection.execute_batch(TABLES))
    }

    /// The index, made ready for `changed` reports.
    pub(super) fn open(writer: &Writer<'_>, changed: usize) -> Result<Self, RecordError> {
        let ids = writer.sqlite(|connection| {
            let mut statement = connection.prepare("SELECT number, id FROM copies_report")?;
            statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
        })?;
        Ok(Self { ids, memory: None, many: changed > MANY })
    }

    /// Puts the `changed` reports in the place of what the index held of them. Gives the numbers of the reports whose
    /// pairs must be looked at again: these, and those for whom a gram or a run passed the limit of what is common.
    pub(super) fn replace(&mut self, writer: &Writer<'_>, changed: &[String]) -> Result<Vec<u32>, RecordError> {
        let mut gone: BTreeMap<(bool, u64), i64> = BTreeMap::new();
        let mut stale = BTreeSet::new();
        let numbers: HashMap<String, u32> = self.ids.iter().map(|(number, id)| (id.clone(), *number)).collect();
        for id in changed {
            let Some(&number) = numbers.get(id) else { continue };
            let (old_grams, old_edges) = writer.sqlite(|connection| {
                connection.query_row("SELECT grams, edges FROM copies_report WHERE number = ?1", [number], |row| {
                    Ok((from_blob(&row.get::<_, Vec<u8>>(0)?), from_blob(&row.get::<_, Vec<u8>>(1)?)))
                })
            })?;
            for (edge, hashes) in [(false, &old_grams), (true, &old_edges)] {
                for hash in hashes {
                    self.delete(writer, edge, *hash, number)?;
                    *gone.entry((edge, *hash)).or_default() -= 1;
                }
            }
            // The number stays with its pairs until they are forgotten; the report is put in again below if it stands.
            stale.insert(number);
            writer.sqlite(|connection| connection.execute("DELETE FROM copies_report WHERE number = ?1", [number]))?;
        }
        let mut next = self.ids.keys().max().map_or(1, |number| number + 1);
        let mut postings: Vec<(bool, u64, u32)> = Vec::new();
        for chunk in changed.chunks(2000) {
            let texts: Vec<(String, Option<String>)> = chunk
                .iter()
                .map(|id| Ok((id.clone(), standing_text(writer, id)?)))
                .collect::<Result<_, RecordError>>()?;
            let entries: Vec<Option<Entry>> = texts
                .into_par_iter()
                .map(|(id, text)| {
                    let words = words(&text?);
                    let edges = grams::edges(&words).into_iter().collect();
                    Some(Entry { id, grams: grams::grams(&words), edges })
                })
                .collect();
            for entry in entries.into_iter().flatten() {
                let number = numbers.get(&entry.id).copied().unwrap_or_else(|| {
                    next += 1;
                    next - 1
                });
                writer.sqlite(|connection| {
                    connection
                        .prepare_cached("INSERT INTO copies_report (number, id, grams, edges) VALUES (?1, ?2, ?3, ?4)")?
                        .execute(params![number, entry.id, to_blob(&entry.grams), to_blob(&entry.edges)])
                })?;
                postings.extend(entry.grams.iter().map(|hash| (false, *hash, number)));
                postings.extend(entry.edges.iter().map(|hash| (true, *hash, number)));
                stale.insert(number);
                self.ids.insert(number, entry.id);
            }
        }
        // In the order of the tables, so that a bulk load appends.
        postings.par_sort_unstable();
        for (edge, hash, number) in &postings {
            let insert = if *edge {
                "INSERT OR IGNORE INTO copies_edge (hash, number) VALUES (?1, ?2)"
            } else {
                "INSERT OR IGNORE INTO copies_gram (hash, number) VALUES (?1, ?2)"
            };
            writer.sqlite(|connection| connection.prepare_cached(insert)?.execute(params![*hash as i64, number]))?;
            if !self.many {
                *gone.entry((*edge, *hash)).or_default() += 1;
            }
        }
        if self.many {
            self.read_into_memory(writer)?;
            // So much is new that all pairs are looked at again: no limit need be watched.
            stale.extend(self.ids.keys());
            return Ok(stale.into_iter().collect());
        }
        for ((edge, hash), gained) in gone {
            let holders = self.holders(writer, edge, hash)?;
            let (now, limit) = (holders.len() as i64, if edge { FURNITURE as i64 - 1 } else { COMMON as i64 });
            if (now > limit) != (now - gained > limit) {
                stale.extend(holders);
            }
        }
        Ok(stale.into_iter().collect())
    }

    fn delete(&self, writer: &Writer<'_>, edge: bool, hash: u64, number: u32) -> Result<(), RecordError> {
        let table = if edge { "copies_edge" } else { "copies_gram" };
        let delete = format!("DELETE FROM {table} WHERE hash = ?1 AND number = ?2");
        writer.sqlite(|connection| connection.prepare_cached(&delete)?.execute(params![hash as i64, number]))?;
        Ok(())
    }

    fn read_into_memory(&mut self, writer: &Writer<'_>) -> Result<(), RecordError> {
        let mut all: Vec<(u64, u32)> = writer.sqlite(|connection| {
            let mut statement = connection.prepare("SELECT hash, number FROM copies_gram")?;
            statement.query_map([], |row| Ok((row.get::<_, i64>(0)? as u64, row.get(1)?)))?.collect()
        })?;
        all.par_sort_unstable();
        self.memory = Some(all);
        Ok(())
    }

    /// The reports that hold a gram or a run; of a common gram, only one more than the limit.
    fn holders(&self, writer: &Writer<'_>, edge: bool, hash: u64) -> Result<Vec<u32>, RecordError> {
        let table = if edge { "copies_edge" } else { "copies_gram" };
        let select = format!("SELECT number FROM {table} WHERE hash = ?1 LIMIT {}", COMMON + 2);
        writer.sqlite(|connection| {
            connection.prepare_cached(&select)?.query_map([hash as i64], |row| row.get(0))?.collect()
        })
    }

    /// Forgets the pairs of the reports `stale`; gives the ids of their rows.
    pub(super) fn forget_pairs(&self, writer: &Writer<'_>, stale: &[u32]) -> Result<Vec<String>, RecordError> {
        let mut rows = Vec::new();
        for number in stale {
            writer.sqlite(|connection| {
                let mut statement =
                    connection.prepare_cached("DELETE FROM copies_pair WHERE a = ?1 OR b = ?1 RETURNING row")?;
                let ids = statement.query_map([number], |row| row.get::<_, String>(0))?;
                for id in ids {
                    rows.push(id?);
                }
                Ok(())
            })?;
        }
        Ok(rows)
    }

    /// Remembers that the pair has the row `row`.
    pub(super) fn keep_pair(&self, writer: &Writer<'_>, a: u32, b: u32, row: &str) -> Result<(), RecordError> {
        writer.sqlite(|connection| {
            connection
                .prepare_cached("INSERT OR REPLACE INTO copies_pair (a, b, row) VALUES (?1, ?2, ?3)")?
                .execute(params![a, b, row])
        })?;
        Ok(())
    }

    /// The pairs of reports to compare, of which one at least is in `stale`. In a pair the report with the lesser id
    /// comes first; pairs are sorted by both ids.
    pub(super) fn candidates(&self, writer: &Writer<'_>, stale: &[u32]) -> Result<Vec<(u32, u32)>, RecordError> {
        let own = |number: &u32| {
            writer.sqlite(|connection| {
                let grams = connection
                    .prepare_cached("SELECT grams FROM copies_report WHERE number = ?1")?
                    .query_row([number], |row| row.get::<_, Vec<u8>>(0))
                    .optional()?;
                Ok((*number, grams.map(|grams| from_blob(&grams)).unwrap_or_default()))
            })
        };
        let own: Vec<(u32, Vec<u64>)> = stale.iter().map(own).collect::<Result<_, RecordError>>()?;
        let mut pairs: Vec<(u32, u32)> = match &self.memory {
            Some(all) => own
                .par_iter()
                .flat_map_iter(|(number, grams)| partners(*number, grams, |hash| slice(all, hash)))
                .collect(),
            None => {
                let mut pairs = Vec::new();
                for (number, grams) in &own {
                    let mut lists = HashMap::new();
                    for hash in grams {
                        let list: Vec<(u64, u32)> =
                            self.holders(writer, false, *hash)?.into_iter().map(|holder| (*hash, holder)).collect();
                        lists.insert(*hash, list);
                    }
                    pairs.extend(partners(*number, grams, |hash| lists.get(&hash).map_or(&[], Vec::as_slice)));
                }
                pairs
            }
        };
        let by_id = |number: &u32| self.ids.get(number).map_or("", String::as_str);
        for pair in &mut pairs {
            if by_id(&pair.0) > by_id(&pair.1) {
                *pair = (pair.1, pair.0);
            }
        }
        pairs.par_sort_unstable_by_key(|(a, b)| (by_id(a), by_id(b)));
        pairs.dedup();
        Ok(pairs)
    }

    /// Which of the runs in these texts are furniture.
    pub(super) fn furniture<'w>(
        &self,
        writer: &Writer<'_>,
        texts: impl Iterator<Item = &'w Vec<Word>>,
    ) -> Result<HashSet<u64>, RecordError> {
        let mut runs: Vec<u64> = texts.flat_map(|words| grams::edges(words)).collect();
        runs.sort_unstable();
        runs.dedup();
        let mut furniture = HashSet::new();
        for run in runs {
            let holders: i64 = writer.sqlite(|connection| {
                let count =
                    format!("SELECT count(*) FROM (SELECT 1 FROM copies_edge WHERE hash = ?1 LIMIT {FURNITURE})");
                connection.prepare_cached(&count)?.query_row([run as i64], |row| row.get(0))
            })?;
            if holders >= FURNITURE as i64 {
                furniture.insert(run);
            }
        }
        Ok(furniture)
    }

    /// The text of report `number`.
    pub(super) fn text(&self, writer: &Writer<'_>, number: u32) -> Result<String, RecordError> {
        let id = self.ids.get(&number).map_or("", String::as_str);
        Ok(standing_text(writer, id)?.unwrap_or_default())
    }

    /// Report `number` as it stands.
    pub(super) fn stored(&self, writer: &Writer<'_>, number: u32) -> Result<Option<Stored>, RecordError> {
        writer.report(self.ids.get(&number).map_or("", String::as_str))
    }
}

fn standing_text(writer: &Writer<'_>, id: &str) -> Result<Option<String>, RecordError> {
    writer.sqlite(|connection| {
        connection
            .prepare_cached(
                "SELECT report.text FROM current JOIN report ON report.version = current.version WHERE current.id = ?1",
            )?
            .query_row([id], |row| row.get(0))
            .optional()
    })
}

/// The holders of `hash` among all postings, sorted by hash.
fn slice(all: &[(u64, u32)], hash: u64) -> &[(u64, u32)] {
    let first = all.partition_point(|(other, _)| *other < hash);
    let count = all[first..].partition_point(|(other, _)| *other == hash);
    &all[first..first + count]
}

/// The pairs of report `number` with those that share enough of its grams.
fn partners<'p>(number: u32, grams: &[u64], holders: impl Fn(u64) -> &'p [(u64, u32)]) -> Vec<(u32, u32)> {
    let mut met: HashMap<u32, usize> = HashMap::new();
    for hash in grams {
        let holders = holders(*hash);
        if holders.len() <= COMMON {
            for (_, other) in holders.iter().filter(|(_, other)| *other != number) {
                *met.entry(*other).or_default() += 1;
            }
        }
    }
    let enough = met.into_iter().filter(|(_, shared)| *shared >= LEAST_GRAMS);
    enough.map(|(other, _)| (number, other)).collect()
}

fn to_blob(hashes: &[u64]) -> Vec<u8> {
    hashes.iter().flat_map(|hash| hash.to_le_bytes()).collect()
}

fn from_blob(blob: &[u8]) -> Vec<u64> {
    blob.chunks_exact(8).filter_map(|bytes| Some(u64::from_le_bytes(bytes.try_into().ok()?))).collect()
}
