//! From words to rows of numbers that know nothing of their context yet.

use std::collections::HashMap;

use smol_str::SmolStr;

use super::characters::{Characters, prefix, suffix};
use super::encoder::Config;
use super::hash::{Words, rows};
use super::sections::Sections;
use crate::kernels::{Maxout, Path, add_halves, shorts, words};
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
struct Features {
    word: u64,
    attributes: [u64; Attribute::COUNT],
}

/// Makes [`TypesOf`] a text.
#[derive(Debug)]
pub(super) struct Types {
    words: Words,
    characters: Characters,
}

/// The different words of a text: those of equal spelling, norm and following space share their embedding.
pub(super) struct TypesOf {
    features: Vec<Features>,
    /// The type of each token.
    of_token: Vec<u32>,
}

impl Types {
    pub(super) fn new(sections: &Sections<'_>) -> Result<Self, ModelError> {
        Ok(Self { words: Words::new(sections)?, characters: Characters::new(sections)? })
    }

    pub(super) fn of(&self, text: &str, tokens: &[RawToken]) -> TypesOf {
        let mut seen: HashMap<(&str, &SmolStr, bool), u32> = HashMap::with_capacity(tokens.len());
        let mut types = TypesOf { features: Vec::new(), of_token: Vec::with_capacity(tokens.len()) };
        for token in tokens {
            let word = token.span.of(text);
            let number = *seen.entry((word, &token.norm, token.space_after)).or_insert_with(|| {
                types.features.push(self.features(word, token));
                types.features.len() as u32 - 1
            });
            types.of_token.push(number);
        }
        types
    }

    fn features(&self, word: &str, token: &RawToken) -> Features {
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

impl TypesOf {
    /// The type of each token.
    pub(super) fn of_token(&self) -> &[u32] {
        &self.of_token
    }

    /// Whether token `i` is made of blanks.
    pub(super) fn is_space(&self, i: usize) -> bool {
        let number = self.of_token.get(i).copied().unwrap_or_default();
        self.features.get(number as usize).is_some_and(|type_| type_.attributes[Attribute::IsSpace as usize] == 1)
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

    /// A row for each of `types`.
    pub(super) fn embed(&self, path: Path, types: &TypesOf) -> Vec<f32> {
        let parts = self.tables.len() + usize::from(self.vectors.is_some());
        let mut inputs = vec![0.0; types.features.len() * parts * self.width];
        for (features, input) in types.features.iter().zip(inputs.chunks_exact_mut(parts * self.width)) {
            let mut inputs = input.chunks_exact_mut(self.width);
            for (table, input) in self.tables.iter().zip(&mut inputs) {
                let halves = shorts(table.section.as_bytes()).unwrap_or_default();
                for row in rows(features.attributes[table.attribute as usize], table.seed) {
                    let start = (row % table.rows) as usize * self.width;
                    add_halves(path, &halves[start..start + self.width], input);
                }
            }
            let vector = self.vectors.as_ref().and_then(|vectors| vectors.row(features.word, self.width));
            if let (Some(row), Some(input)) = (vector, inputs.next()) {
                add_halves(path, row, input);
            }
        }
        let mut out = vec![0.0; types.features.len() * self.width];
        self.mix.add(path, &inputs, parts * self.width, types.features.len(), &mut out);
        out
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
