//! The file as it lies, and what it answers.
//!
//! All numbers are little-endian. A head of the magic word, a version, six section lengths and the number of rows;
//! then the sections: texts (names, ids, sources: a length byte and UTF-8), rows, sources (offsets into the texts),
//! postings, the automaton of plain keys, the automaton of sound keys. A key's value is a count and either the one
//! posting or the offset of the first; a posting is a row's number and whether the key is the row's own name.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use fst::Streamer;
use fst::raw::{CompiledAddr, Fst, Output};

use crate::{Basis, Kind, WORLD, fold};

pub(crate) const MAGIC: &[u8; 8] = b"SITROOMG";
pub(crate) const VERSION: u32 = 1;
pub(crate) const SECTIONS: usize = 6;
pub(crate) const HEAD: usize = 8 + 4 + 4 * SECTIONS;
pub(crate) const ROW: usize = 28;
pub(crate) const UNKNOWN: i32 = i32::MIN;

/// Why a gazetteer cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum GazetteerError {
    /// The file cannot be read or written.
    #[error("gazetteer {file}: {source}; check that the file exists and may be used")]
    File {
        /// The file.
        file: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file is not a gazetteer, or a damaged one.
    #[error("gazetteer {file}: {fault}; make it again with `sitroom gazetteer add`")]
    Format {
        /// The file.
        file: String,
        /// What is wrong.
        fault: String,
    },
    /// A table that was to be added does not fit.
    #[error("{file}, line {line}: {fault}")]
    Table {
        /// The file.
        file: String,
        /// The line, from 1; 0 where the file as a whole is meant.
        line: u64,
        /// What is wrong and what to do.
        fault: String,
    },
}

/// A part of the file, shared.
#[derive(Clone)]
enum Bytes {
    Static(&'static [u8]),
    Shared(Arc<[u8]>),
}

#[derive(Clone)]
struct Section {
    bytes: Bytes,
    start: usize,
    end: usize,
}

impl AsRef<[u8]> for Section {
    fn as_ref(&self) -> &[u8] {
        let all = match &self.bytes {
            Bytes::Static(bytes) => bytes,
            Bytes::Shared(bytes) => bytes.as_ref(),
        };
        all.get(self.start..self.end).unwrap_or(&[])
    }
}

/// Names of places, opened.
pub struct Gazetteer {
    texts: Section,
    rows: Section,
    sources: Section,
    postings: Section,
    plain: Fst<Section>,
    sound: Fst<Section>,
}

impl std::fmt::Debug for Gazetteer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Gazetteer").field("places", &self.len()).finish_non_exhaustive()
    }
}

/// One place of a gazetteer.
#[derive(Copy, Clone, Debug, PartialEq)]
pub struct Entry<'a> {
    /// `geonames:169389`, `pcode:SY0701` and the like.
    id: Id<'a>,
    /// Its usual name.
    pub name: &'a str,
    /// What sort of place.
    pub kind: Kind,
    /// ISO 3166-1 alpha-2.
    pub country: Option<&'a str>,
    /// Degrees north and east, where the source knows them.
    pub point: Option<(f64, f64)>,
    /// How the point is known.
    pub basis: Option<Basis>,
    /// How many live there; 0 where unknown.
    pub population: u32,
    /// Whether it is its country's capital.
    pub capital: bool,
    /// The row of the division or country that it lies in.
    pub within: Option<u32>,
    /// Where the row came from.
    pub source: &'a str,
}

#[derive(Copy, Clone, Debug, PartialEq)]
enum Id<'a> {
    Geonames(u32),
    Text(&'a str),
}

impl Entry<'_> {
    /// Whether the two have one id.
    pub fn same_id(&self, other: &Entry<'_>) -> bool {
        match (self.id, other.id) {
            (Id::Geonames(a), Id::Geonames(b)) => a == b,
            (Id::Text(a), Id::Text(b)) => a == b,
            _ => false,
        }
    }

    /// `geonames:169389`, `pcode:SY0701` and the like.
    pub fn id(&self) -> String {
        match self.id {
            Id::Geonames(number) => format!("geonames:{number}"),
            Id::Text(text) => text.to_owned(),
        }
    }
}

/// A row that bears the name asked for.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// The row.
    pub row: u32,
    /// Whether the name is the row's own, not another one for it.
    pub own: bool,
}

/// All rows that bear a name: countries, provinces and districts first, then the most populous.
#[derive(Copy, Clone, Debug)]
pub struct Found<'a> {
    one: Option<u32>,
    many: &'a [u8],
}

impl<'a> Found<'a> {
    /// The rows.
    pub fn iter(self) -> impl Iterator<Item = Match> + 'a {
        let many = self.many.chunks_exact(4).map(|four| number(four, 0));
        self.one.into_iter().chain(many).map(|posting| Match { row: posting >> 1, own: posting & 1 == 1 })
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        usize::from(self.one.is_some()) + self.many.len() / 4
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A place in the automaton of names: words go in one by one.
#[derive(Copy, Clone, Debug)]
pub struct Walk {
    at: CompiledAddr,
    output: Output,
}

pub(crate) fn number(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).and_then(|four| four.try_into().ok()).map_or(0, u32::from_le_bytes)
}

impl Gazetteer {
    /// The gazetteer in the binary.
    pub fn world() -> Result<Self, GazetteerError> {
        Self::from_bytes(Bytes::Static(WORLD), "world.sitroom")
    }

    /// The gazetteer in the file `path`.
    pub fn open(path: &Path) -> Result<Self, GazetteerError> {
        let file = path.display().to_string();
        let bytes = std::fs::read(path).map_err(|source| GazetteerError::File { file: file.clone(), source })?;
        let gazetteer = Self::from_bytes(Bytes::Shared(bytes.into()), &file)?;
        // What lies on a disk may be damaged; what is in the binary was checked when it was made.
        for automaton in [&gazetteer.plain, &gazetteer.sound] {
            automaton
                .verify()
                .map_err(|error| GazetteerError::Format { file: file.clone(), fault: format!("damaged ({error})") })?;
        }
        Ok(gazetteer)
    }

    /// The gazetteer that `bytes` are, as [`crate::Packer`] made them; `file` is for errors.
    pub fn from_vec(bytes: Vec<u8>, file: &str) -> Result<Self, GazetteerError> {
        Self::from_bytes(Bytes::Shared(bytes.into()), file)
    }

    fn from_bytes(bytes: Bytes, file: &str) -> Result<Self, GazetteerError> {
        let fault = |fault: &str| GazetteerError::Format { file: file.to_owned(), fault: fault.to_owned() };
        let all = match &bytes {
            Bytes::Static(bytes) => bytes,
            Bytes::Shared(bytes) => bytes.as_ref(),
        };
        if !all.starts_with(MAGIC) || all.len() < HEAD {
            return Err(fault("not a gazetteer of sitroom"));
        }
        if number(all, 8) != VERSION {
            return Err(fault(&format!("version {} where this sitroom reads version {VERSION}", number(all, 8))));
        }
        let length = all.len();
        let mut at = HEAD;
        let mut sections = Vec::with_capacity(SECTIONS);
        for i in 0..SECTIONS {
            let end = at.saturating_add(number(all, 12 + 4 * i) as usize);
            if end > length {
                return Err(fault("cut short"));
            }
            sections.push(Section { bytes: bytes.clone(), start: at, end });
            at = end;
        }
        let Ok([texts, rows, sources, postings, plain, sound]) = <[Section; SECTIONS]>::try_from(sections) else {
            return Err(fault("cut short"));
        };
        let open = |section| Fst::new(section).map_err(|error| fault(&format!("damaged ({error})")));
        Ok(Self { texts, rows, sources, postings, plain: open(plain)?, sound: open(sound)? })
    }

    /// How many places it holds.
    pub fn len(&self) -> usize {
        self.rows.as_ref().len() / ROW
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn text(&self, offset: u32) -> &str {
        let texts = self.texts.as_ref();
        let offset = offset as usize;
        let length = texts.get(offset).copied().unwrap_or(0) as usize;
        texts.get(offset + 1..offset + 1 + length).and_then(|text| std::str::from_utf8(text).ok()).unwrap_or("")
    }

    /// The place in row `row`, from 0; `None` past the last.
    pub fn entry(&self, row: u32) -> Option<Entry<'_>> {
        let start = (row as usize).checked_mul(ROW)?;
        let bytes = self.rows.as_ref().get(start..start + ROW)?;
        let flags = bytes[5];
        let (lat, lon) = (number(bytes, 12) as i32, number(bytes, 16) as i32);
        let country = std::str::from_utf8(&bytes[6..8]).ok().filter(|code| *code != "--");
        Some(Entry {
            id: if flags & 64 == 0 { Id::Geonames(number(bytes, 0)) } else { Id::Text(self.text(number(bytes, 0))) },
            name: self.text(number(bytes, 8)),
            kind: Kind::ALL[usize::from(flags & 7)],
            country,
            point: (lat != UNKNOWN).then(|| (f64::from(lat) / 1e5, f64::from(lon) / 1e5)),
            basis: Basis::ALL.get(usize::from((flags >> 3) & 3)).copied().filter(|_| lat != UNKNOWN),
            population: number(bytes, 20),
            capital: flags & 32 != 0,
            within: number(bytes, 24).checked_sub(1),
            source: self.text(number(self.sources.as_ref(), usize::from(bytes[4]) * 4)),
        })
    }

    /// The settlements of a country.
    pub fn settlements(&self, country: &str) -> impl Iterator<Item = (u32, Entry<'_>)> {
        let rank = |row: u32| self.entry(row).map(|entry| (entry.kind, entry.country.unwrap_or("--")));
        let (mut low, mut high) = (0, self.len() as u32);
        while low < high {
            let middle = low + (high - low) / 2;
            if rank(middle) < Some((Kind::Settlement, country)) { low = middle + 1 } else { high = middle }
        }
        let country = country.to_owned();
        (low..self.len() as u32)
            .map_while(move |row| self.entry(row).map(|entry| (row, entry)))
            .take_while(move |(_, entry)| entry.kind == Kind::Settlement && entry.country == Some(country.as_str()))
    }

    /// All places, in order.
    pub fn entries(&self) -> impl Iterator<Item = Entry<'_>> {
        (0..self.len() as u32).filter_map(|row| self.entry(row))
    }

    /// The names (as [`fold::plain`] gives them) of every row.
    pub(crate) fn names(&self) -> BTreeMap<u32, Vec<String>> {
        let mut names: BTreeMap<u32, Vec<String>> = BTreeMap::new();
        let mut stream = self.plain.stream();
        while let Some((key, output)) = stream.next() {
            let key = String::from_utf8_lossy(key);
            for found in self.found(output.value()).iter() {
                names.entry(found.row).or_default().push(key.clone().into_owned());
            }
        }
        names
    }

    fn found(&self, value: u64) -> Found<'_> {
        let (count, at) = ((value >> 32) as usize, (value & 0xFFFF_FFFF) as usize);
        if count == 1 {
            return Found { one: Some(at as u32), many: &[] };
        }
        let many = self.postings.as_ref().get(at * 4..(at + count) * 4).unwrap_or(&[]);
        Found { one: None, many }
    }

    /// Before the first word of a name.
    pub fn walk(&self) -> Walk {
        let root = self.plain.root();
        Walk { at: root.addr(), output: Output::zero() }
    }

    /// One more word (as [`fold::plain`] gives it), or `None` where no name goes on so.
    pub fn step(&self, walk: Walk, word: &str) -> Option<Walk> {
        let mut node = self.plain.node(walk.at);
        let mut output = walk.output;
        let blank = (walk.at != self.plain.root().addr()).then_some(b' ');
        for byte in blank.into_iter().chain(word.bytes()) {
            let transition = node.transition(node.find_input(byte)?);
            output = output.cat(transition.out);
            node = self.plain.node(transition.addr);
        }
        Some(Walk { at: node.addr(), output })
    }

    /// The places that bear the name walked so far.
    pub fn at(&self, walk: Walk) -> Option<Found<'_>> {
        let node = self.plain.node(walk.at);
        node.is_final().then(|| self.found(walk.output.cat(node.final_output()).value()))
    }

    /// The places that bear `name`, in any case, with or without accents.
    pub fn find(&self, name: &str) -> Option<Found<'_>> {
        self.find_folded(&fold::plain(name))
    }

    /// The places that bear the name that [`fold::plain`] makes `key`.
    pub fn find_folded(&self, key: &str) -> Option<Found<'_>> {
        self.plain.get(key.as_bytes()).map(|output| self.found(output.value()))
    }

    /// The places whose name sounds like `name` in the languages that [`fold::sound`] is for: to be asked after
    /// [`Gazetteer::find`] found nothing. Only those at least three quarters alike, the most alike first.
    pub fn find_by_sound(&self, name: &str) -> Vec<(Match, f64)> {
        let plain = fold::plain(name);
        let Some(key) = fold::sound(&plain) else { return Vec::new() };
        let Some(output) = self.sound.get(key.as_bytes()) else { return Vec::new() };
        let like = |row: Match| {
            let name = fold::plain(self.entry(row.row)?.name);
            let likeness = fold::likeness(&plain, &name);
            (likeness >= 0.75).then_some((row, likeness))
        };
        let mut alike: Vec<_> = self.found(output.value()).iter().take(64).filter_map(like).collect();
        alike.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.row.cmp(&b.0.row)));
        alike
    }
}
