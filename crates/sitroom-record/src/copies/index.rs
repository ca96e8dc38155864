//! The index by which reports that may share text find each other, in the record's own file.
//!
//! A few changed reports are looked up in the file; where many changed, the whole index is read into memory, sorted,
//! and gives the same answers.
//!
//! A gram that many reports hold leads each of them to its first few holders alone, by their numbers: if a text is
//! carried by hundreds, each is compared with the same few, and not with all others. Who is first is a matter of chance,
//! but the same chance whatever the order of arrival.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use rayon::prelude::*;
use rusqlite::{OptionalExtension, params};
use xxhash_rust::xxh3::xxh3_64;

use super::words::{Word, words};
use super::{COMMON, FIRST, FURNITURE, LEAST_CARRIED, LEAST_GRAMS, RARE, grams};
use crate::RecordError;
use crate::stage::Writer;
use crate::store::Stored;

/// More changed reports than this, and than a tenth of all, and the index is read into memory.
const MANY: usize = 500;

/// So many holders as to be all.
const ALL: usize = i64::MAX as usize;

/// Reports whose texts are held at once while they are put in.
const CHUNK: usize = 2000;

const TABLES: &str = "
    DROP TABLE IF EXISTS copies_report; DROP TABLE IF EXISTS copies_gram;
    DROP TABLE IF EXISTS copies_edge; DROP TABLE IF EXISTS copies_pair;
    -- Numbers are hashes of ids: whatever goes by them does not depend on the order of arrival.
    CREATE TABLE copies_report (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, grams BLOB NOT NULL, edges BLOB NOT NULL);
    CREATE TABLE copies_gram (hash INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (hash, number)) WITHOUT ROWID;
    CREATE TABLE copies_edge (hash INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (hash, number)) WITHOUT ROWID;
    -- The one of the two that is among the first carriers of a widely held text, where that led the other to it.
    CREATE TABLE copies_pair (a INTEGER NOT NULL, b INTEGER NOT NULL, row TEXT NOT NULL, text INTEGER, PRIMARY KEY (a, b)) WITHOUT ROWID;
    CREATE INDEX copies_pair_b ON copies_pair (b);";

/// Two reports by their numbers, the one with the lesser id first.
pub(super) type Pair = (Number, Number);

/// A report in the index: a hash of its id.
pub(super) type Number = i64;

/// The index while a stage runs.
pub(super) struct Index {
    /// What is read from the file where many reports changed.
    memory: Option<Memory>,
}

struct Memory {
    /// The grams of each report.
    own: Vec<(Number, Vec<u64>)>,
    /// All grams with their holders, sorted.
    grams: Vec<(u64, Number)>,
    furniture: HashSet<u64>,
}

/// Two reports that may share text.
#[derive(Copy, Clone)]
pub(super) struct Candidate {
    pub(super) pair: Pair,
    /// The one of them that led the other to it as one of the first carriers of a widely held text.
    pub(super) text: Option<Number>,
}

/// The reports to compare with one.
struct Met {
    candidates: Vec<Candidate>,
    /// The common grams that lead others to this one.
    leads: Vec<u64>,
}

/// How many reports more hold a gram, and which came or went.
#[derive(Default)]
struct Gained {
    count: i64,
    reports: Vec<Number>,
}

/// What must be looked at again.
#[derive(Default)]
pub(super) struct Stale {
    /// Reports of which every pair must.
    reports: BTreeSet<Number>,
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
        let mut gained: BTreeMap<(bool, u64), Gained> = BTreeMap::new();
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
                let gained = gained.entry((edge, hash)).or_default();
                gained.count += 1;
                gained.reports.push(number);
            }
        }
        if many {
            // So much is new that all pairs are looked at again: no limit need be watched.
            let memory = Memory::read(writer)?;
            stale.reports.extend(memory.own.iter().map(|(number, _)| *number));
            return Ok((Self { memory: Some(memory) }, stale));
        }
        let mut leading: BTreeMap<Number, Vec<u64>> = BTreeMap::new();
        for ((edge, hash), gained) in gained {
            let limits: &[usize] = if edge { &[FURNITURE - 1] } else { &[RARE, COMMON] };
            let holders = holders(writer, edge, hash, COMMON + changed.len() + FIRST)?;
            let (now, before) = (holders.len() as i64, holders.len() as i64 - gained.count);
            if limits.iter().any(|limit| now <= *limit as i64 && before > *limit as i64) {
                stale.reports.extend(holders);
                continue;
            }
            if !edge && now > COMMON as i64 {
                let (firsts, others) = holders.split_at(FIRST);
                let at_the_front = |number: &&Number| firsts.last().is_some_and(|last| *number <= last);
                for number in gained.reports.iter().filter(at_the_front) {
                    if !firsts.contains(number) {
                        stale.reports.extend(self::holders(writer, edge, hash, ALL)?);
                        continue;
                    }
                    leading.entry(*number).or_default().push(hash);
                    // Whoever it displaced may lead nobody any more.
                    for displaced in others.iter().take(gained.reports.len()) {
                        stale.pairs.extend(pairs_of(writer, *displaced)?.into_iter().map(|(pair, _)| pair));
                    }
                }
            }
            if limits.iter().any(|limit| now > *limit as i64 && before <= *limit as i64) {
                // What became more common can only take from rows.
                for holder in holders {
                    stale.pairs.extend(pairs_of(writer, holder)?.into_iter().map(|(pair, _)| pair));
                }
            }
        }
        for hash in leading.into_values().filter(|leads| leads.len() >= LEAST_CARRIED).flatten() {
            stale.reports.extend(holders(writer, false, hash, ALL)?);
        }
        Ok((Self { memory: None }, stale))
    }

    /// The pairs to compare, of those that `stale` has looked at again, sorted by both ids. `before` has those of them
    /// that have a row.
    pub(super) fn candidates(
        &self,
        writer: &Writer<'_>,
        stale: &Stale,
        before: &BTreeMap<Pair, String>,
    ) -> Result<Vec<Candidate>, RecordError> {
        let met: Vec<Candidate> = match &self.memory {
            Some(memory) => {
                let met =
                    |(number, grams): &(Number, Vec<u64>)| partners(*number, grams, |hash| memory.of(hash)).candidates;
                memory.own.par_iter().flat_map_iter(met).collect()
            }
            None => {
                // A widely held text is found by the report with the greater number.
                let seconds: BTreeSet<Number> = before.keys().map(|(a, b)| *a.max(b)).collect();
                let mut met = Vec::new();
                for number in stale.reports.union(&seconds) {
                    met.extend(partners_in_file(writer, *number)?);
                }
                met
            }
        };
        let mut ids: HashMap<Number, String> = HashMap::new();
        for number in met.iter().flat_map(|met| [met.pair.0, met.pair.1]) {
            if let std::collections::hash_map::Entry::Vacant(entry) = ids.entry(number) {
                entry.insert(id_of(writer, number)?);
            }
        }
        let mut found: Vec<Candidate> = (met.into_iter())
            .map(|Candidate { pair: (one, other), text }| {
                let pair = if ids[&one] <= ids[&other] { (one, other) } else { (other, one) };
                Candidate { pair, text }
            })
            .filter(|Candidate { pair, .. }| {
                stale.reports.contains(&pair.0) || stale.reports.contains(&pair.1) || stale.pairs.contains(pair)
            })
            .collect();
        // Of a pair that was found from both sides, the one that tells of a text comes first.
        found.par_sort_unstable_by_key(|Candidate { pair: (a, b), text }| {
            (ids[a].as_str(), ids[b].as_str(), std::cmp::Reverse(*text))
        });
        found.dedup_by_key(|candidate| candidate.pair);
        Ok(found)
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

    /// Remembers that the pair has the row `row`. Tells whether that is new, or how the two were found.
    pub(super) fn keep_pair(&self, writer: &Writer<'_>, found: Candidate, row: &str) -> Result<bool, RecordError> {
        let Candidate { pair: (a, b), text } = found;
        let written = writer.sqlite(|connection| {
            connection
                .prepare_cached(
                    "INSERT INTO copies_pair (a, b, row, text) VALUES (?1, ?2, ?3, ?4)
                     ON CONFLICT (a, b) DO UPDATE SET row = excluded.row, text = excluded.text
                     WHERE row <> excluded.row OR text IS NOT excluded.text",
                )?
                .execute(params![a, b, row, text])
        })?;
        Ok(written > 0)
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
    pub(super) fn id(&self, writer: &Writer<'_>, number: Number) -> Result<String, RecordError> {
        id_of(writer, number)
    }

    /// The text of report `number`.
    pub(super) fn text(&self, writer: &Writer<'_>, number: Number) -> Result<String, RecordError> {
        Ok(standing_text(writer, &id_of(writer, number)?)?.unwrap_or_default())
    }

    /// Report `number` as it stands.
    pub(super) fn stored(&self, writer: &Writer<'_>, number: Number) -> Result<Option<Stored>, RecordError> {
        writer.report(&id_of(writer, number)?)
    }
}

impl Memory {
    fn read(writer: &Writer<'_>) -> Result<Self, RecordError> {
        let own: Vec<(Number, Vec<u64>)> = writer.sqlite(|connection| {
            let mut statement = connection.prepare("SELECT number, grams FROM copies_report")?;
            statement.query_map([], |row| Ok((row.get(0)?, from_blob(&row.get::<_, Vec<u8>>(1)?))))?.collect()
        })?;
        let mut grams: Vec<(u64, Number)> = Vec::with_capacity(own.iter().map(|(_, grams)| grams.len()).sum());
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
    fn of(&self, hash: u64) -> &[(u64, Number)] {
        let first = self.grams.partition_point(|(other, _)| *other < hash);
        let rest = &self.grams[first..];
        let few = &rest[..rest.len().min(COMMON + FIRST)];
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
    gained: &mut BTreeMap<(bool, u64), Gained>,
) -> Result<Option<Number>, RecordError> {
    let held: Option<(Number, Vec<u64>, Vec<u64>)> = writer.sqlite(|connection| {
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
            let gained = gained.entry((edge, hash)).or_default();
            gained.count -= 1;
            gained.reports.push(number);
        }
    }
    Ok(Some(number))
}

/// Puts those of the reports `ids` that stand into the index, under their former `numbers` where they have one. Gives
/// all that was put in: whether it is an edge, its hash, its holder.
fn put_in(
    writer: &Writer<'_>,
    ids: &[String],
    numbers: &HashMap<&str, Number>,
) -> Result<Vec<(bool, u64, Number)>, RecordError> {
    let mut postings: Vec<(bool, u64, Number)> = Vec::new();
    for chunk in ids.chunks(CHUNK) {
        let read = |id: &String| Ok((id.clone(), standing_text(writer, id)?));
        let texts: Vec<(String, Option<String>)> = chunk.iter().map(read).collect::<Result<_, RecordError>>()?;
        let enter = |(id, text): (String, Option<String>)| {
            let words = words(&text?);
            Some(Entry { id, grams: grams::grams(&words), edges: grams::edges(&words) })
        };
        let entries: Vec<Entry> = texts.into_par_iter().filter_map(enter).collect();
        for entry in entries {
            let mut number =
                numbers.get(entry.id.as_str()).copied().unwrap_or_else(|| xxh3_64(entry.id.as_bytes()).cast_signed());
            writer.sqlite(|connection| {
                let mut insert = connection.prepare_cached(
                    "INSERT OR IGNORE INTO copies_report (number, id, grams, edges) VALUES (?1, ?2, ?3, ?4)",
                )?;
                // Two ids of one hash are not to be expected among fewer than thousands of millions.
                while insert.execute(params![number, entry.id, to_blob(&entry.grams), to_blob(&entry.edges)])? == 0 {
                    number = number.wrapping_add(1);
                }
                Ok(())
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

/// The reports that hold a gram, or a run at an edge, by number; at most `limit` of them.
fn holders(writer: &Writer<'_>, edge: bool, hash: u64, limit: usize) -> Result<Vec<Number>, RecordError> {
    let select = format!("SELECT number FROM {} WHERE hash = ?1 ORDER BY number LIMIT ?2", table(edge));
    writer.sqlite(|connection| {
        connection
            .prepare_cached(&select)?
            .query_map(params![hash.cast_signed(), limit as i64], |row| row.get(0))?
            .collect()
    })
}

/// The pairs of a report that have a row, with its id.
fn pairs_of(writer: &Writer<'_>, number: Number) -> Result<Vec<(Pair, String)>, RecordError> {
    writer.sqlite(|connection| {
        connection
            .prepare_cached("SELECT a, b, row FROM copies_pair WHERE a = ?1 OR b = ?1")?
            .query_map([number], |row| Ok(((row.get(0)?, row.get(1)?), row.get(2)?)))?
            .collect()
    })
}

fn own_grams(writer: &Writer<'_>, number: Number) -> Result<Vec<u64>, RecordError> {
    writer.sqlite(|connection| {
        let grams = connection
            .prepare_cached("SELECT grams FROM copies_report WHERE number = ?1")?
            .query_row([number], |row| row.get::<_, Vec<u8>>(0))
            .optional()?;
        Ok(grams.map(|grams| from_blob(&grams)).unwrap_or_default())
    })
}

fn id_of(writer: &Writer<'_>, number: Number) -> Result<String, RecordError> {
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

/// As [`partners`], where the index is not in memory. Others may not be looked up: so it is told here whether this report
/// is what led them to a widely held text.
fn partners_in_file(writer: &Writer<'_>, number: Number) -> Result<Vec<Candidate>, RecordError> {
    let grams = own_grams(writer, number)?;
    let mut lists = HashMap::new();
    for hash in &grams {
        let list = holders(writer, false, *hash, COMMON + 1)?;
        lists.insert(*hash, list.into_iter().map(|holder| (*hash, holder)).collect::<Vec<_>>());
    }
    let mut met = partners(number, &grams, |hash| lists.get(&hash).map_or(&[], Vec::as_slice));
    if met.leads.len() >= LEAST_CARRIED {
        for candidate in met.candidates.iter_mut().filter(|candidate| candidate.pair.1 > number) {
            let others = own_grams(writer, candidate.pair.1)?;
            let led = met.leads.iter().filter(|lead| others.binary_search(lead).is_ok()).count();
            candidate.text = (led >= LEAST_CARRIED).then_some(number);
        }
    }
    Ok(met.candidates)
}

/// The pairs of report `number` with those that share enough of its grams, or that lead it to a widely held text.
fn partners<'p>(number: Number, grams: &[u64], holders: impl Fn(u64) -> &'p [(u64, Number)]) -> Met {
    let (mut alike, mut texts, mut leads) = (Vec::new(), Vec::new(), Vec::new());
    for hash in grams {
        let holders = holders(*hash);
        if holders.len() <= COMMON {
            alike.extend(holders.iter().map(|(_, other)| *other).filter(|other| *other != number));
            continue;
        }
        let firsts = || holders.iter().take(FIRST).map(|(_, first)| *first);
        texts.extend(firsts().filter(|first| *first < number));
        if firsts().any(|first| first == number) {
            leads.push(*hash);
        }
    }
    let (alike, texts) = (met_often(alike, LEAST_GRAMS), met_often(texts, LEAST_CARRIED));
    let others: BTreeSet<Number> = alike.into_iter().chain(texts.iter().copied()).collect();
    let candidate =
        |other| Candidate { pair: (number, other), text: texts.binary_search(&other).is_ok().then_some(other) };
    Met { candidates: others.into_iter().map(candidate).collect(), leads }
}

/// The numbers that stand in `met` at least so many times, sorted.
fn met_often(mut met: Vec<Number>, times: usize) -> Vec<Number> {
    met.sort_unstable();
    let often = met.chunk_by(|one, other| one == other).filter(|same| same.len() >= times);
    often.filter_map(|same| same.first().copied()).collect()
}

fn to_blob(hashes: &[u64]) -> Vec<u8> {
    hashes.iter().flat_map(|hash| hash.to_le_bytes()).collect()
}

fn from_blob(blob: &[u8]) -> Vec<u64> {
    blob.chunks_exact(8).filter_map(|bytes| Some(u64::from_le_bytes(bytes.try_into().ok()?))).collect()
}
