//! Which terms stand in which reports, and which reports are alike: kept in the record's own file, so that a new report
//! is compared with its neighbours only.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap, hash_map};

use rayon::prelude::*;
use rusqlite::{OptionalExtension, params};

use super::sizes::{self, Size, Sizes};
use super::terms::{self, COMMON, Terms};
use super::{LEAST, THRESHOLD, Telling, nearness};
use crate::RecordError;
use crate::stage::Writer;

const TABLES: &str = "
    DROP TABLE IF EXISTS stories_report; DROP TABLE IF EXISTS stories_term;
    DROP TABLE IF EXISTS stories_pair; DROP TABLE IF EXISTS stories_member;
    CREATE TABLE stories_report (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, terms BLOB NOT NULL, telling TEXT NOT NULL);
    -- The holders of a common term are not kept.
    CREATE TABLE stories_term (stem INTEGER PRIMARY KEY, reports INTEGER NOT NULL, holders BLOB);
    -- Each pair both ways.
    CREATE TABLE stories_pair (a INTEGER NOT NULL, b INTEGER NOT NULL, likeness REAL NOT NULL, PRIMARY KEY (a, b)) WITHOUT ROWID;
    CREATE TABLE stories_member (number INTEGER PRIMARY KEY, story TEXT NOT NULL);";

/// Reports that are alike, with their likeness, by number.
type Neighbours = Vec<(u32, f64)>;

/// The index while a stage runs.
pub(super) struct Index {
    sizes: Sizes,
    /// The terms that were looked at.
    postings: HashMap<u32, Posting>,
    /// Whether the tables were empty, and what is not in memory is nowhere.
    fresh: bool,
    near: HashMap<u32, Neighbours>,
}

/// The reports that a term stands in.
struct Posting {
    reports: usize,
    before: usize,
    /// `None` where they are too many.
    holders: Option<Terms>,
    changed: bool,
}

/// What a change did.
pub(super) struct Change {
    /// The reports whose stories must be made again: those that changed or whose likenesses did, and whoever was alike
    /// to them.
    pub(super) touched: BTreeSet<u32>,
    /// The stories of reports that are gone.
    pub(super) left: BTreeSet<String>,
}

impl Index {
    /// Makes the tables anew.
    pub(super) fn reset(writer: &Writer<'_>) -> Result<(), RecordError> {
        writer.sqlite(|connection| {
            connection.execute_batch(TABLES)?;
            connection.execute_batch(sizes::TABLE)
        })
    }

    /// The index, with the `changed` reports put in the place of what it held of them.
    pub(super) fn replace(writer: &Writer<'_>, changed: &[String]) -> Result<(Self, Change), RecordError> {
        let sizes = Sizes::read(writer)?;
        let before = sizes.count();
        let mut index = Self { sizes, postings: HashMap::new(), fresh: before == 0, near: HashMap::new() };
        let (mut gone, numbers) = index.take_out(writer, changed)?;
        let mut vectors = index.put_in(writer, changed, &numbers)?;
        gone.retain(|number| !vectors.contains_key(number));
        let everything = index.fresh || terms::all_in_twos(before) != terms::all_in_twos(index.sizes.count());
        for number in index.shifted(writer, everything)? {
            if let Entry::Vacant(entry) = vectors.entry(number) {
                entry.insert(held_terms(writer, number)?);
            }
        }
        index.measure(writer, &vectors)?;
        let mut change = Change { touched: vectors.keys().copied().collect(), left: BTreeSet::new() };
        for number in gone.iter().chain(vectors.keys()).filter(|_| !index.fresh) {
            let before = read_neighbours(writer, *number)?;
            change
                .touched
                .extend(before.iter().filter(|(_, likeness)| *likeness >= THRESHOLD).map(|(other, _)| *other));
        }
        for number in &gone {
            change.touched.remove(number);
            change.left.extend(forget(writer, *number)?);
        }
        index.compare(writer, &vectors, &gone)?;
        index.save(writer)?;
        Ok((index, change))
    }

    /// The reports that lead to `number` by likenesses of at least [`THRESHOLD`]: no story reaches further.
    pub(super) fn component(&mut self, writer: &Writer<'_>, number: u32) -> Result<BTreeSet<u32>, RecordError> {
        let (mut component, mut open) = (BTreeSet::from([number]), vec![number]);
        while let Some(number) = open.pop() {
            for (other, likeness) in self.neighbours(writer, number)? {
                if *likeness >= THRESHOLD && component.insert(*other) {
                    open.push(*other);
                }
            }
        }
        Ok(component)
    }

    /// Who is alike to `number`, by number.
    pub(super) fn neighbours(&mut self, writer: &Writer<'_>, number: u32) -> Result<&Neighbours, RecordError> {
        match self.near.entry(number) {
            hash_map::Entry::Occupied(entry) => Ok(entry.into_mut()),
            hash_map::Entry::Vacant(entry) => {
                Ok(entry.insert(if self.fresh { Neighbours::new() } else { read_neighbours(writer, number)? }))
            }
        }
    }

    /// What a story's row needs of report `number`.
    pub(super) fn telling(&self, writer: &Writer<'_>, number: u32) -> Result<Option<Telling>, RecordError> {
        writer.sqlite(|connection| {
            let json: Option<String> = connection
                .prepare_cached("SELECT telling FROM stories_report WHERE number = ?1")?
                .query_row([number], |row| row.get(0))
                .optional()?;
            Ok(json.and_then(|json| serde_json::from_str(&json).ok()))
        })
    }

    /// Remembers that `number` belongs to `story`. Gives the story it belonged to.
    pub(super) fn enrol(&self, writer: &Writer<'_>, number: u32, story: &str) -> Result<Option<String>, RecordError> {
        writer.sqlite(|connection| {
            let before: Option<String> = connection
                .prepare_cached("SELECT story FROM stories_member WHERE number = ?1")?
                .query_row([number], |row| row.get(0))
                .optional()?;
            if before.as_deref() != Some(story) {
                connection
                    .prepare_cached("INSERT OR REPLACE INTO stories_member (number, story) VALUES (?1, ?2)")?
                    .execute(params![number, story])?;
            }
            Ok(before)
        })
    }

    /// Takes the reports `ids` out. Gives their numbers, and by id.
    fn take_out<'i>(
        &mut self,
        writer: &Writer<'_>,
        ids: &'i [String],
    ) -> Result<(BTreeSet<u32>, HashMap<&'i str, u32>), RecordError> {
        let mut numbers = HashMap::new();
        for id in if self.fresh { &[] } else { ids } {
            let held: Option<(u32, Vec<u8>)> = writer.sqlite(|connection| {
                connection
                    .prepare_cached("DELETE FROM stories_report WHERE id = ?1 RETURNING number, terms")?
                    .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))
                    .optional()
            })?;
            let Some((number, blob)) = held else { continue };
            for (stem, _) in terms::from_blob(&blob) {
                let posting = self.posting(writer, stem)?;
                posting.reports = posting.reports.saturating_sub(1);
                posting.changed = true;
                if let Some(holders) = &mut posting.holders {
                    holders.retain(|(holder, _)| *holder != number);
                }
            }
            self.sizes.set(number, None);
            numbers.insert(id.as_str(), number);
        }
        Ok((numbers.values().copied().collect(), numbers))
    }

    /// Puts those of the reports `ids` that stand in. Gives their terms.
    fn put_in(
        &mut self,
        writer: &Writer<'_>,
        ids: &[String],
        numbers: &HashMap<&str, u32>,
    ) -> Result<BTreeMap<u32, Terms>, RecordError> {
        let mut vectors = BTreeMap::new();
        for id in ids {
            let Some(stored) = writer.report(id)? else { continue };
            let terms = terms::terms(stored.report.title.as_deref().unwrap_or(""), stored.report.text.as_str());
            let telling = Telling::of(stored);
            let number = numbers.get(id.as_str()).copied().unwrap_or(self.sizes.next());
            for (stem, used) in &terms {
                let drop_common = self.fresh;
                let posting = self.posting(writer, *stem)?;
                posting.reports += 1;
                posting.changed = true;
                // Where all is new, nobody asks for the holders of what became common.
                if drop_common && posting.reports > COMMON {
                    posting.holders = None;
                }
                posting.holders.iter_mut().for_each(|holders| holders.push((number, *used)));
            }
            let json = serde_json::to_string(&telling).unwrap_or_default();
            writer.sqlite(|connection| {
                connection
                    .prepare_cached("INSERT INTO stories_report (number, id, terms, telling) VALUES (?1, ?2, ?3, ?4)")?
                    .execute(params![number, id, terms::to_blob(&terms), json])
            })?;
            self.sizes.set(number, Some(Size { day: telling.day(), length: 0.0 }));
            vectors.insert(number, terms);
        }
        Ok(vectors)
    }

    /// The reports of which some term got another weight; all of them where `everything` did.
    fn shifted(&mut self, writer: &Writer<'_>, everything: bool) -> Result<BTreeSet<u32>, RecordError> {
        for (stem, posting) in &mut self.postings {
            if posting.reports <= COMMON && posting.holders.is_none() {
                // It was common and is no more: its holders must be looked for.
                posting.holders = Some(look_for_holders(writer, *stem)?);
            }
        }
        if everything {
            return Ok(self.sizes.numbers().collect());
        }
        let all = self.sizes.count();
        let weight = |reports: usize| (terms::rarity(reports, all), (2..=COMMON).contains(&reports));
        let shifted = self.postings.values().filter(|posting| weight(posting.before) != weight(posting.reports));
        Ok(shifted.flat_map(|posting| &posting.holders).flatten().map(|(holder, _)| *holder).collect())
    }

    /// Works out the lengths of these vectors.
    fn measure(&mut self, writer: &Writer<'_>, vectors: &BTreeMap<u32, Terms>) -> Result<(), RecordError> {
        let all = self.sizes.count();
        for (number, terms) in vectors {
            let mut sum = 0.0;
            for (stem, used) in terms {
                let weight = used.weight() * terms::rarity(self.posting(writer, *stem)?.reports, all);
                sum += weight * weight;
            }
            if let Some(size) = self.sizes.get(*number) {
                self.sizes.set(*number, Some(Size { length: sum.sqrt(), ..size }));
            }
        }
        Ok(())
    }

    /// Works out who is alike to these reports, and writes it in the place of what was known of them and of those `gone`.
    fn compare(
        &mut self,
        writer: &Writer<'_>,
        vectors: &BTreeMap<u32, Terms>,
        gone: &BTreeSet<u32>,
    ) -> Result<(), RecordError> {
        let near = |products: &mut Products, (number, terms): (&u32, &Terms)| {
            (*number, self.neighbours_of(*number, terms, products))
        };
        let found: Vec<(u32, Neighbours)> =
            vectors.par_iter().map_init(|| Products::new(self.sizes.next()), near).collect();
        let mut pairs: Vec<(u32, u32, f64)> = Vec::new();
        for (number, neighbours) in &found {
            pairs.extend(
                neighbours
                    .iter()
                    .flat_map(|(other, likeness)| [(*number, *other, *likeness), (*other, *number, *likeness)]),
            );
        }
        pairs.par_sort_unstable_by_key(|(a, b, _)| (*a, *b));
        pairs.dedup_by_key(|(a, b, _)| (*a, *b));
        writer.sqlite(|connection| {
            if !self.fresh {
                let mut forget = connection.prepare_cached("DELETE FROM stories_pair WHERE a = ?1 RETURNING b")?;
                let mut forget_other = connection.prepare_cached("DELETE FROM stories_pair WHERE a = ?1 AND b = ?2")?;
                for number in gone.iter().chain(vectors.keys()) {
                    let others: Vec<u32> =
                        forget.query_map([number], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
                    for other in others {
                        forget_other.execute([other, *number])?;
                    }
                }
            }
            let mut insert =
                connection.prepare_cached("INSERT INTO stories_pair (a, b, likeness) VALUES (?1, ?2, ?3)")?;
            for pair in &pairs {
                insert.execute(*pair)?;
            }
            Ok(())
        })?;
        if self.fresh {
            // All that is known is in memory.
            for (a, b, likeness) in pairs {
                self.near.entry(a).or_default().push((b, likeness));
            }
        }
        Ok(())
    }

    /// Who is alike to the report `number`: the cosine of the two vectors times how near their days are, where that is at
    /// least [`LEAST`]. The sum runs over terms in their order and each of its products commutes: the same bits from
    /// either side.
    fn neighbours_of(&self, number: u32, terms: &Terms, products: &mut Products) -> Neighbours {
        let (Some(own), all) = (self.sizes.get(number), self.sizes.count()) else { return Vec::new() };
        for (stem, used) in terms {
            let Some(posting) = self.postings.get(stem) else { continue };
            if !(2..=COMMON).contains(&posting.reports) {
                continue;
            }
            let rarity = terms::rarity(posting.reports, all);
            for (other, other_used) in posting.holders.iter().flatten() {
                products.add(*other, (used.weight() * rarity) * (other_used.weight() * rarity));
            }
        }
        let alike = |(other, product): (u32, f64)| {
            let size = self.sizes.get(other).filter(|_| other != number)?;
            let likeness = product / (own.length * size.length) * nearness(own.day, size.day);
            (likeness >= LEAST).then_some((other, likeness))
        };
        let mut neighbours: Neighbours = products.take().filter_map(alike).collect();
        neighbours.sort_unstable_by_key(|(other, _)| *other);
        neighbours
    }

    /// Writes what changed of terms and sizes.
    fn save(&mut self, writer: &Writer<'_>) -> Result<(), RecordError> {
        let mut changed: Vec<(&u32, &Posting)> = self.postings.iter().filter(|(_, posting)| posting.changed).collect();
        changed.sort_unstable_by_key(|(stem, _)| **stem);
        writer.sqlite(|connection| {
            let mut write = connection
                .prepare_cached("INSERT OR REPLACE INTO stories_term (stem, reports, holders) VALUES (?1, ?2, ?3)")?;
            let mut drop = connection.prepare_cached("DELETE FROM stories_term WHERE stem = ?1")?;
            for (stem, posting) in changed {
                let holders = posting.holders.as_ref().filter(|_| posting.reports <= COMMON).map(terms::to_blob);
                match posting.reports {
                    0 => drop.execute([stem])?,
                    reports => write.execute(params![stem, reports as i64, holders])?,
                };
            }
            Ok(())
        })?;
        self.sizes.save(writer)
    }

    /// The posting of a term.
    fn posting(&mut self, writer: &Writer<'_>, stem: u32) -> Result<&mut Posting, RecordError> {
        match self.postings.entry(stem) {
            hash_map::Entry::Occupied(entry) => Ok(entry.into_mut()),
            hash_map::Entry::Vacant(entry) => {
                let held = if self.fresh { None } else { read_posting(writer, stem)? };
                let (reports, holders) = held.unwrap_or((0, Some(Terms::new())));
                Ok(entry.insert(Posting { reports, before: reports, holders, changed: false }))
            }
        }
    }
}

/// Products of vectors with one, by the number of the other.
struct Products {
    sums: Vec<f64>,
    /// Those that have any.
    met: Vec<u32>,
}

impl Products {
    fn new(numbers: u32) -> Self {
        Self { sums: vec![0.0; numbers as usize], met: Vec::new() }
    }

    /// Adds to the product with `number`, what is more than nothing.
    fn add(&mut self, number: u32, more: f64) {
        let Some(sum) = self.sums.get_mut(number as usize) else { return };
        if *sum == 0.0 {
            self.met.push(number);
        }
        *sum += more;
    }

    /// All products, which are nothing after.
    fn take(&mut self) -> impl Iterator<Item = (u32, f64)> {
        self.met.drain(..).map(|number| (number, std::mem::take(&mut self.sums[number as usize])))
    }
}

fn read_posting(writer: &Writer<'_>, stem: u32) -> Result<Option<(usize, Option<Terms>)>, RecordError> {
    writer.sqlite(|connection| {
        connection
            .prepare_cached("SELECT reports, holders FROM stories_term WHERE stem = ?1")?
            .query_row([stem], |row| {
                let holders = row.get::<_, Option<Vec<u8>>>(1)?.map(|blob| terms::from_blob(&blob));
                Ok((usize::try_from(row.get::<_, i64>(0)?).unwrap_or(0), holders))
            })
            .optional()
    })
}

/// The holders of a term, from the terms of all reports.
fn look_for_holders(writer: &Writer<'_>, stem: u32) -> Result<Terms, RecordError> {
    writer.sqlite(|connection| {
        let mut statement = connection.prepare_cached("SELECT number, terms FROM stories_report ORDER BY number")?;
        let mut rows = statement.query([])?;
        let mut holders = Terms::new();
        while let Some(row) = rows.next()? {
            let terms = terms::from_blob(&row.get::<_, Vec<u8>>(1)?);
            if let Ok(at) = terms.binary_search_by_key(&stem, |(stem, _)| *stem) {
                holders.push((row.get(0)?, terms[at].1));
            }
        }
        Ok(holders)
    })
}

fn held_terms(writer: &Writer<'_>, number: u32) -> Result<Terms, RecordError> {
    writer.sqlite(|connection| {
        connection
            .prepare_cached("SELECT terms FROM stories_report WHERE number = ?1")?
            .query_row([number], |row| Ok(terms::from_blob(&row.get::<_, Vec<u8>>(0)?)))
    })
}

fn read_neighbours(writer: &Writer<'_>, number: u32) -> Result<Neighbours, RecordError> {
    writer.sqlite(|connection| {
        connection
            .prepare_cached("SELECT b, likeness FROM stories_pair WHERE a = ?1 ORDER BY b")?
            .query_map([number], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect()
    })
}

/// Forgets the story of a report that is gone; gives the story.
fn forget(writer: &Writer<'_>, number: u32) -> Result<Option<String>, RecordError> {
    writer.sqlite(|connection| {
        connection
            .prepare_cached("DELETE FROM stories_member WHERE number = ?1 RETURNING story")?
            .query_row([number], |row| row.get(0))
            .optional()
    })
}
