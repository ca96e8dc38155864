//! The index by which reports that may share text find each other, in the record's own file.
//!
//! A few changed reports are looked up in the file; where many changed, the whole index is read into memory, sorted,
//! and gives the same answers.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use rayon::prelude::*;
use rusqlite::{OptionalExtension, params};

use super::words::{Word, words};
use super::{COMMON, FURNITURE, LEAST_GRAMS, RARE, grams};
use crate::RecordError;
use crate::stage::Writer;
use crate::store::Stored;

/// More changed reports than this, and than a tenth of all, and the index is read into memory.
const MANY: usize = 500;

/// Reports whose texts are held at once while they are put in.
const CHUNK: usize = 2000;

const TABLES: &str = "
    DROP TABLE IF EXISTS copies_report; DROP TABLE IF EXISTS copies_gram;
    DROP TABLE IF EXISTS copies_edge; DROP TABLE IF EXISTS copies_pair;
    CREATE TABLE copies_report (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, grams BLOB NOT NULL, edges BLOB NOT NULL);
    CREATE TABLE copies_gram (hash INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (hash, number)) WITHOUT ROWID;
    CREATE TABLE copies_edge (hash INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (hash, number)) WITHOUT ROWID;
    CREATE TABLE copies_pair (a INTEGER NOT NULL, b INTEGER NOT NULL, row TEXT NOT NULL, PRIMARY KEY (a, b)) WITHOUT ROWID;
    CREATE INDEX copies_pair_b ON copies_pair (b);";

/// Two reports by their numbers, the one with the lesser id first.
pub(super) type Pair = (u32, u32);

/// The index while a stage runs.
pub(super) struct Index {
    /// What is read from the file where many reports changed.
    memory: Option<Memory>,
}

struct Memory {
    /// The grams of each report.
    own: Vec<(u32, Vec<u64>)>,
    /// All grams with their holders, sorted.
    grams: Vec<(u64, u32)>,
    furniture: HashSet<u64>,
}

/// What must be looked at again.
#[derive(Default)]
pub(super) struct Stale {
    /// Reports of which every pair must.
    reports: BTreeSet<u32>,
    /// Pairs of other reports that have a row and may lose it or some of it.
    pairs: BTreeSet<Pair>,
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

    /// The index, with the `changed` reports put in the place of what it held of them; and what must be looked at again:
    /// these reports, and the pairs of those for whom a gram or a run passed the limit of what is common.
    pub(super) fn replace(writer: &Writer<'_>, changed: &[String]) -> Result<(Self, Stale), RecordError> {
        let held: i64 = writer
            .sqlite(|connection| connection.query_row("SELECT count(*) FROM copies_report", [], |row| row.get(0)))?;
        let many = changed.len() > MANY && changed.len() as i64 * 10 > held;
        let mut stale = Stale::default();
        let mut gained: BTreeMap<(bool, u64), i64> = BTreeMap::new();
        let mut numbers = HashMap::new();
        for id in changed {
            let Some(number) = take_out(writer, id, &mut gained)? else { continue };
            // The number stays with its pairs until they are forgotten; the report is put in again if it stands.
            numbers.insert(id.as_str(), number);
            stale.reports.insert(number);
        }
        for (edge, hash, number) in put_in(writer, changed, &numbers)? {
            stale.reports.insert(number);
            if !many {
                *gained.entry((edge, hash)).or_default() += 1;
            }
        }
        if many {
            // So much is new that all pairs are looked at again: no limit need be watched.
            let memory = Memory::read(writer)?;
            stale.reports.extend(memory.own.iter().map(|(number, _)| *number));
            return Ok((Self { memory: Some(memory) }, stale));
        }
        for ((edge, hash), gained) in gained {
            let limits: &[usize] = if edge { &[FURNITURE - 1] } else { &[RARE, COMMON] };
            let holders = holders(writer, edge, hash, COMMON + changed.len() + 1)?;
            let (now, before) = (holders.len() as i64, holders.len() as i64 - gained);
            if limits.iter().any(|limit| now <= *limit as i64 && before > *limit as i64) {
                stale.reports.extend(holders);
            } else if limits.iter().any(|limit| now > *limit as i64 && before <= *limit as i64) {
                // What became more common can only take from rows.
                for holder in holders {
                    stale.pairs.extend(pairs_of(writer, holder)?.into_iter().map(|(pair, _)| pair));
                }
            }
        }
        Ok((Self { memory: None }, stale))
    }

    /// The pairs to compare, of those that `stale` has looked at again, sorted by both ids.
    pub(super) fn candidates(&self, writer: &Writer<'_>, stale: &Stale) -> Result<Vec<Pair>, RecordError> {
        let met: Vec<Pair> = match &self.memory {
            Some(memory) => {
                let met = |(number, grams): &(u32, Vec<u64>)| partners(*number, grams, |hash| memory.of(hash));
                memory.own.par_iter().flat_map_iter(met).collect()
            }
            None => {
                let firsts: BTreeSet<u32> = stale.pairs.iter().map(|(a, _)| *a).collect();
                let mut met = Vec::new();
                for number in stale.reports.union(&firsts) {
                    let grams = own_grams(writer, *number)?;
                    let mut lists = HashMap::new();
                    for hash in &grams {
                        let list = holders(writer, false, *hash, COMMON + 1)?;
                        lists.insert(*hash, list.into_iter().map(|holder| (*hash, holder)).collect::<Vec<_>>());
                    }
                    met.extend(partners(*number, &grams, |hash| lists.get(&hash).map_or(&[], Vec::as_slice)));
                }
                met
            }
        };
        let mut ids: HashMap<u32, String> = HashMap::new();
        for number in met.iter().flat_map(|(a, b)| [*a, *b]) {
            if let std::collections::hash_map::Entry::Vacant(entry) = ids.entry(number) {
                entry.insert(id_of(writer, number)?);
            }
        }
        let mut pairs: Vec<Pair> = (met.into_iter())
            .map(|(one, other)| if ids[&one] <= ids[&other] { (one, other) } else { (other, one) })
            .filter(|pair| {
                stale.reports.contains(&pair.0) || stale.reports.contains(&pair.1) || stale.pairs.contains(pair)
            })
            .collect();
        pairs.par_sort_unstable_by_key(|(a, b)| (ids[a].as_str(), ids[b].as_str()));
        pairs.dedup();
        Ok(pairs)
    }

    /// The pairs that `stale` has looked at again and that have a row, with its id.
    pub(super) fn pairs(&self, writer: &Writer<'_>, stale: &Stale) -> Result<BTreeMap<Pair, String>, RecordError> {
        let mut pairs = BTreeMap::new();
        for number in stale.reports.iter().chain(stale.pairs.iter().map(|(a, _)| a)) {
            pairs.extend(pairs_of(writer, *number)?);
        }
        let looked_at = |pair: &Pair| {
            stale.reports.contains(&pair.0) || stale.reports.contains(&pair.1) || stale.pairs.contains(pair)
        };
        pairs.retain(|pair, _| looked_at(pair));
        Ok(pairs)
    }

    /// Remembers that the pair has the row `row`.
    pub(super) fn keep_pair(&self, writer: &Writer<'_>, (a, b): Pair, row: &str) -> Result<(), RecordError> {
        writer.sqlite(|connection| {
            connection
                .prepare_cached("INSERT OR REPLACE INTO copies_pair (a, b, row) VALUES (?1, ?2, ?3)")?
                .execute(params![a, b, row])
        })?;
        Ok(())
    }

    /// Forgets that the pair has a row.
    pub(super) fn forget_pair(&self, writer: &Writer<'_>, (a, b): Pair) -> Result<(), RecordError> {
        writer.sqlite(|connection| {
            connection.prepare_cached("DELETE FROM copies_pair WHERE a = ?1 AND b = ?2")?.execute([a, b])
        })?;
        Ok(())
    }

    /// Which of the runs at the edges of this text are furniture.
    pub(super) fn furniture(&self, writer: &Writer<'_>, words: &[Word]) -> Result<Vec<u64>, RecordError> {
        let mut runs = grams::edges(words);
        match &self.memory {
            Some(memory) => runs.retain(|run| memory.furniture.contains(run)),
            None => keep(&mut runs, |run| Ok(holders(writer, true, run, FURNITURE)?.len() == FURNITURE))?,
        }
        Ok(runs)
    }

    /// Which of the grams of this text are rare.
    pub(super) fn rare(&self, writer: &Writer<'_>, words: &[Word]) -> Result<Vec<u64>, RecordError> {
        let mut grams = grams::grams(words);
        match &self.memory {
            Some(memory) => grams.retain(|gram| memory.of(*gram).len() <= RARE),
            None => keep(&mut grams, |gram| Ok(holders(writer, false, gram, RARE + 1)?.len() <= RARE))?,
        }
        Ok(grams)
    }

    /// The id of report `number`; empty where it is gone.
    pub(super) fn id(&self, writer: &Writer<'_>, number: u32) -> Result<String, RecordError> {
        id_of(writer, number)
    }

    /// The text of report `number`.
    pub(super) fn text(&self, writer: &Writer<'_>, number: u32) -> Result<String, RecordError> {
        Ok(standing_text(writer, &id_of(writer, number)?)?.unwrap_or_default())
    }

    /// Report `number` as it stands.
    pub(super) fn stored(&self, writer: &Writer<'_>, number: u32) -> Result<Option<Stored>, RecordError> {
        writer.report(&id_of(writer, number)?)
    }
}

impl Memory {
    fn read(writer: &Writer<'_>) -> Result<Self, RecordError> {
        let own: Vec<(u32, Vec<u64>)> = writer.sqlite(|connection| {
            let mut statement = connection.prepare("SELECT number, grams FROM copies_report")?;
            statement.query_map([], |row| Ok((row.get(0)?, from_blob(&row.get::<_, Vec<u8>>(1)?))))?.collect()
        })?;
        let mut grams: Vec<(u64, u32)> = Vec::with_capacity(own.iter().map(|(_, grams)| grams.len()).sum());
        grams.extend(own.iter().flat_map(|(number, grams)| grams.iter().map(|hash| (*hash, *number))));
        grams.par_sort_unstable();
        let furniture = writer.sqlite(|connection| {
            let mut statement =
                connection.prepare("SELECT hash FROM copies_edge GROUP BY hash HAVING count(*) >= ?1")?;
            statement.query_map([FURNITURE as i64], |row| Ok(row.get::<_, i64>(0)?.cast_unsigned()))?.collect()
        })?;
        Ok(Self { own, grams, furniture })
    }

    /// The holders of `hash`.
    fn of(&self, hash: u64) -> &[(u64, u32)] {
        let first = self.grams.partition_point(|(other, _)| *other < hash);
        let rest = &self.grams[first..];
        let few = &rest[..rest.len().min(COMMON + 1)];
        &few[..few.partition_point(|(other, _)| *other == hash)]
    }
}

/// Keeps of `hashes` those that `test` is true of.
fn keep(hashes: &mut Vec<u64>, test: impl Fn(u64) -> Result<bool, RecordError>) -> Result<(), RecordError> {
    let mut kept = Vec::with_capacity(hashes.len());
    for &hash in hashes.iter() {
        if test(hash)? {
            kept.push(hash);
        }
    }
    *hashes = kept;
    Ok(())
}

/// Takes the report `id` out of the index, if it is there; counts what it held down. Gives its number.
fn take_out(
    writer: &Writer<'_>,
    id: &str,
    gained: &mut BTreeMap<(bool, u64), i64>,
) -> Result<Option<u32>, RecordError> {
    let held: Option<(u32, Vec<u64>, Vec<u64>)> = writer.sqlite(|connection| {
        connection
            .prepare_cached("DELETE FROM copies_report WHERE id = ?1 RETURNING number, grams, edges")?
            .query_row([id], |row| {
                Ok((row.get(0)?, from_blob(&row.get::<_, Vec<u8>>(1)?), from_blob(&row.get::<_, Vec<u8>>(2)?)))
            })
            .optional()
    })?;
    let Some((number, grams, edges)) = held else { return Ok(None) };
    for (edge, hashes) in [(false, grams), (true, edges)] {
        let delete = format!("DELETE FROM {} WHERE hash = ?1 AND number = ?2", table(edge));
        for hash in hashes {
            writer.sqlite(|connection| {
                connection.prepare_cached(&delete)?.execute(params![hash.cast_signed(), number])
            })?;
            *gained.entry((edge, hash)).or_default() -= 1;
        }
    }
    Ok(Some(number))
}

/// Puts those of the reports `ids` that stand into the index, under their former `numbers` where they have one. Gives
/// all that was put in: whether it is an edge, its hash, its holder.
fn put_in(
    writer: &Writer<'_>,
    ids: &[String],
    numbers: &HashMap<&str, u32>,
) -> Result<Vec<(bool, u64, u32)>, RecordError> {
    // Numbers that were taken out just now are not given again: their pairs still stand.
    let last: Option<u32> = writer
        .sqlite(|connection| connection.query_row("SELECT max(number) FROM copies_report", [], |row| row.get(0)))?;
    let mut next = numbers.values().copied().chain(last).max().unwrap_or(0) + 1;
    let mut postings: Vec<(bool, u64, u32)> = Vec::new();
    for chunk in ids.chunks(CHUNK) {
        let read = |id: &String| Ok((id.clone(), standing_text(writer, id)?));
        let texts: Vec<(String, Option<String>)> = chunk.iter().map(read).collect::<Result<_, RecordError>>()?;
        let enter = |(id, text): (String, Option<String>)| {
            let words = words(&text?);
            Some(Entry { id, grams: grams::grams(&words), edges: grams::edges(&words) })
        };
        let entries: Vec<Entry> = texts.into_par_iter().filter_map(enter).collect();
        for entry in entries {
            let number = numbers.get(entry.id.as_str()).copied().unwrap_or_else(|| {
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
        }
    }
    // In the order of the tables, so that a bulk load appends.
    postings.par_sort_unstable_by_key(|(edge, hash, number)| (*edge, hash.cast_signed(), *number));
    writer.sqlite(|connection| {
        for edge in [false, true] {
            let insert = format!("INSERT OR IGNORE INTO {} (hash, number) VALUES (?1, ?2)", table(edge));
            let mut statement = connection.prepare_cached(&insert)?;
            for (_, hash, number) in postings.iter().filter(|posting| posting.0 == edge) {
                statement.execute(params![hash.cast_signed(), number])?;
            }
        }
        Ok(())
    })?;
    Ok(postings)
}

fn table(edge: bool) -> &'static str {
    if edge { "copies_edge" } else { "copies_gram" }
}

/// The reports that hold a gram, or a run at an edge; at most `limit` of them.
fn holders(writer: &Writer<'_>, edge: bool, hash: u64, limit: usize) -> Result<Vec<u32>, RecordError> {
    let select = format!("SELECT number FROM {} WHERE hash = ?1 LIMIT ?2", table(edge));
    writer.sqlite(|connection| {
        connection
            .prepare_cached(&select)?
            .query_map(params![hash.cast_signed(), limit as i64], |row| row.get(0))?
            .collect()
    })
}

/// The pairs of a report that have a row, with its id.
fn pairs_of(writer: &Writer<'_>, number: u32) -> Result<Vec<(Pair, String)>, RecordError> {
    writer.sqlite(|connection| {
        connection
            .prepare_cached("SELECT a, b, row FROM copies_pair WHERE a = ?1 OR b = ?1")?
            .query_map([number], |row| Ok(((row.get(0)?, row.get(1)?), row.get(2)?)))?
            .collect()
    })
}

fn own_grams(writer: &Writer<'_>, number: u32) -> Result<Vec<u64>, RecordError> {
    writer.sqlite(|connection| {
        let grams = connection
            .prepare_cached("SELECT grams FROM copies_report WHERE number = ?1")?
            .query_row([number], |row| row.get::<_, Vec<u8>>(0))
            .optional()?;
        Ok(grams.map(|grams| from_blob(&grams)).unwrap_or_default())
    })
}

fn id_of(writer: &Writer<'_>, number: u32) -> Result<String, RecordError> {
    writer.sqlite(|connection| {
        let id = connection
            .prepare_cached("SELECT id FROM copies_report WHERE number = ?1")?
            .query_row([number], |row| row.get(0))
            .optional()?;
        Ok(id.unwrap_or_default())
    })
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

/// The pairs of report `number` with those that share enough of its grams.
fn partners<'p>(number: u32, grams: &[u64], holders: impl Fn(u64) -> &'p [(u64, u32)]) -> Vec<Pair> {
    let mut met = Vec::new();
    for hash in grams {
        let holders = holders(*hash);
        if holders.len() <= COMMON {
            met.extend(holders.iter().map(|(_, other)| *other).filter(|other| *other != number));
        }
    }
    met.sort_unstable();
    let enough = met.chunk_by(|one, other| one == other).filter(|same| same.len() >= LEAST_GRAMS);
    enough.filter_map(|same| Some((number, *same.first()?))).collect()
}

fn to_blob(hashes: &[u64]) -> Vec<u8> {
    hashes.iter().flat_map(|hash| hash.to_le_bytes()).collect()
}

fn from_blob(blob: &[u8]) -> Vec<u64> {
    blob.chunks_exact(8).filter_map(|bytes| Some(u64::from_le_bytes(bytes.try_into().ok()?))).collect()
}
