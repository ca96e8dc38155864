//! From words to rows of numbers that know nothing of their context yet.

use super::characters::{Characters, prefix, suffix};
use super::encoder::Config;
use super::hash::{Words, rows};
use super::layers::Maxout;
use super::sections::Sections;
use crate::kernels::{LANES, Lanes, Path, flat, shorts, sum_halves, words};
use crate::model::Section;
use crate::{ModelError, RawToken};

/// A feature of a word that has an embedding table of its own.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
enum Attribute {
    Norm,
    Prefix,
    Suffix,
    Shape,
    Spacy,
    IsSpace,
}

impl Attribute {
    const COUNT: usize = 6;

    fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "NORM" => Self::Norm,
            "PREFIX" => Self::Prefix,
            "SUFFIX" => Self::Suffix,
            "SHAPE" => Self::Shape,
            "SPACY" => Self::Spacy,
            "IS_SPACE" => Self::IsSpace,
            _ => return None,
        })
    }
}

/// All that an embedding depends on.
#[derive(Clone, Debug)]
pub(super) struct Features {
    word: u64,
    attributes: [u64; Attribute::COUNT],
}

impl Features {
    /// Whether the word is made of blanks.
    pub(super) fn is_space(&self) -> bool {
        self.attributes[Attribute::IsSpace as usize] == 1
    }
}

/// Finds the features of words.
#[derive(Debug)]
pub(super) struct Extractor {
    words: Words,
    characters: Characters,
}

impl Extractor {
    pub(super) fn new(sections: &Sections<'_>) -> Result<Self, ModelError> {
        Ok(Self { words: Words::new(sections)?, characters: Characters::new(sections)? })
    }

    pub(super) fn features(&self, word: &str, token: &RawToken) -> Features {
        let number = |word: &str| self.words.number(word);
        let mut attributes = [0; Attribute::COUNT];
        attributes[Attribute::Norm as usize] = number(&token.norm);
        attributes[Attribute::Prefix as usize] = number(prefix(word));
        attributes[Attribute::Suffix as usize] = number(suffix(word));
        attributes[Attribute::Shape as usize] = number(&self.characters.shape(word));
        attributes[Attribute::Spacy as usize] = u64::from(token.space_after);
        attributes[Attribute::IsSpace as usize] = u64::from(self.characters.is_space(word));
        Features { word: number(word), attributes }
    }
}

/// Hash embeddings and static vectors, mixed.
#[derive(Debug)]
pub(super) struct Embedder {
    width: usize,
    tables: Vec<Table>,
    vectors: Option<Vectors>,
    mix: Maxout,
}

/// A hash embedding: each feature is the sum of four rows.
#[derive(Debug)]
struct Table {
    attribute: Attribute,
    seed: u32,
    rows: u32,
    section: Section,
}

/// Static vectors and which words have one.
#[derive(Debug)]
struct Vectors {
    rows: Section,
    /// Where the words begin whose numbers have these lower 16 bits, and one past the last.
    buckets: Section,
    /// The next 32 bits of their numbers, sorted in each bucket.
    keys: Section,
    /// The row of each word.
    row_of: Section,
}

impl Embedder {
    pub(super) fn new(sections: &Sections<'_>, name: &str, config: &Config) -> Result<Self, ModelError> {
        let width = config.width;
        let mut own = Vec::new();
        for table in &config.tables {
            let section = format!("{name}/table/{}", table.attribute);
            let fault = |fault: &str| Err(sections.fault(&section, fault));
            let Some(attribute) = Attribute::parse(&table.attribute) else {
                return fault("embeds a feature that this program does not know");
            };
            if table.rows == 0 {
                return fault("has no rows");
            }
            sections.sized(&section, sections.shorts(&section)?.len(), table.rows as usize * width)?;
            own.push(Table { attribute, seed: table.seed, rows: table.rows, section: sections.share(&section)? });
        }
        let vectors =
            if config.vectors { Some(Vectors::new(sections, &format!("{name}/vectors"), width)?) } else { None };
        let inputs = (own.len() + usize::from(vectors.is_some())) * width;
        Ok(Self { width, tables: own, vectors, mix: sections.maxout(&format!("{name}/mix"), inputs, width)? })
    }

    /// Appends to `out` a row for each word with these features.
    pub(super) fn embed(&self, path: Path, words: &[Features], out: &mut Vec<Lanes>) {
        let groups = self.width / LANES;
        let parts = self.tables.len() + usize::from(self.vectors.is_some());
        let mut inputs = vec![Lanes::ZERO; words.len() * parts * groups];
        for (features, input) in words.iter().zip(inputs.chunks_exact_mut(parts * groups)) {
            let mut inputs = input.chunks_exact_mut(groups);
            for (table, input) in self.tables.iter().zip(&mut inputs) {
                let halves = shorts(table.section.as_bytes()).unwrap_or_default();
                let rows = rows(features.attributes[table.attribute as usize], table.seed);
                let row = |row: u32| &halves[(row % table.rows) as usize * self.width..][..self.width];
                sum_halves(path, rows.map(row), input);
            }
            let vector = self.vectors.as_ref().and_then(|vectors| vectors.row(features.word, self.width));
            if let (Some(row), Some(input)) = (vector, inputs.next()) {
                sum_halves(path, [row], input);
            }
        }
        let before = out.len();
        out.resize(before + words.len() * groups, Lanes::ZERO);
        let nothing = vec![Lanes::ZERO; words.len() * groups];
        self.mix.add(path, flat(&inputs), parts * self.width, &nothing, &mut out[before..]);
    }
}

impl Vectors {
    const BUCKETS: usize = 1 << 16;

    fn new(sections: &Sections<'_>, rows: &str, width: usize) -> Result<Self, ModelError> {
        let [buckets, keys, row_of] = ["vectors/bucket", "vectors/key", "vectors/row"];
        let count = sections.words(keys)?.len();
        sections.sized(buckets, sections.words(buckets)?.len(), Self::BUCKETS + 1)?;
        sections.sized(row_of, sections.shorts(row_of)?.len(), count)?;
        if sections.words(buckets)?.last() != Some(&(count as u32)) || !sections.words(buckets)?.is_sorted() {
            return Err(sections.fault(buckets, "does not divide the keys"));
        }
        let last = sections.shorts(row_of)?.iter().max().map_or(0, |&row| row as usize + 1);
        let found = sections.shorts(rows)?.len();
        if found % width != 0 || found < last * width {
            return Err(sections.fault(rows, format!("holds {found} numbers, too few for {last} vectors of {width}")));
        }
        let share = |name| sections.share(name);
        Ok(Self { rows: share(rows)?, buckets: share(buckets)?, keys: share(keys)?, row_of: share(row_of)? })
    }

    /// The vector of the word with this number.
    fn row(&self, word: u64, width: usize) -> Option<&[u16]> {
        let buckets = words(self.buckets.as_bytes())?;
        let bucket = (word & 0xffff) as usize;
        let (start, end) = (*buckets.get(bucket)? as usize, *buckets.get(bucket + 1)? as usize);
        let keys = words(self.keys.as_bytes())?.get(start..end)?;
        let at = start + keys.binary_search(&((word >> 16) as u32)).ok()?;
        let row = *shorts(self.row_of.as_bytes())?.get(at)? as usize;
        shorts(self.rows.as_bytes())?.get(row * width..(row + 1) * width)
    }
}
