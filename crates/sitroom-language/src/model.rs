//! The model file: named tables in one piece of memory, read in place.
//!
//! ```text
//! byte 0   "sitroom\0"
//!      8   format version            u32, little endian like all numbers here
//!     12   number of sections        u32
//!     16   length of the whole file  u64
//!     24   xxh3 of bytes 32 to the end  u64
//!     32   the directory: 64 bytes a section (name in 48 bytes filled up with zeros, offset u64, length u64)
//!     …    the sections, each starting at a multiple of 64
//! ```
//!
//! `model/make.py` writes it and says what the sections hold.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use xxhash_rust::xxh3::xxh3_64;

const MAGIC: &[u8; 8] = b"sitroom\0";
const FORMAT: u32 = 1;
const HEADER: usize = 32;
const ENTRY: usize = 64;
const NAME: usize = 48;
const ALIGNMENT: usize = 64;

/// `include_bytes!` promises no alignment; a struct that demands it does.
#[repr(C, align(64))]
struct Aligned<T: ?Sized>(T);

static EMBEDDED: &Aligned<[u8]> = &Aligned(*include_bytes!("../../../model/english-md.sitroom"));

const EMBEDDED_NAME: &str = "inside this program";

/// A model file in memory. Cheap to clone.
#[derive(Clone)]
pub struct Model {
    name: String,
    bytes: Arc<Bytes>,
    directory: Arc<[(String, usize, usize)]>,
}

/// A section that keeps the model it lies in.
#[derive(Clone, Debug)]
pub(crate) struct Section {
    bytes: Arc<Bytes>,
    offset: usize,
    length: usize,
}

impl Section {
    /// The section's bytes.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.bytes.as_slice().get(self.offset..self.offset + self.length).unwrap_or_default()
    }
}

enum Bytes {
    Embedded,
    /// A file's bytes, beginning at the first aligned place of the buffer.
    Read {
        buffer: Vec<u8>,
        start: usize,
    },
}

impl Bytes {
    fn as_slice(&self) -> &[u8] {
        match self {
            Self::Embedded => &EMBEDDED.0,
            Self::Read { buffer, start } => buffer.get(*start..).unwrap_or_default(),
        }
    }
}

/// Why a model cannot be used. Each message names the model, the fault and what to do.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// The file cannot be read.
    #[error("model {model}: {source}; give the path of a .sitroom model file")]
    Read {
        /// The model's path.
        model: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file is something else.
    #[error("model {model}: this is no sitroom model; make one with model/make.py")]
    Foreign {
        /// The model's path.
        model: String,
    },
    /// The file was written for another version of this program.
    #[error("model {model}: format {found}, but this program reads format {FORMAT}; {}", if *.found > FORMAT {
        "use a newer sitroom, or make the model again with this version's model/make.py"
    } else {
        "make the model again with model/make.py"
    })]
    Format {
        /// The model's path.
        model: String,
        /// The format it has.
        found: u32,
    },
    /// The bytes are not those that were written.
    #[error("model {model}: damaged ({fault}); copy or make it again")]
    Damaged {
        /// The model's path.
        model: String,
        /// What does not fit.
        fault: String,
    },
    /// A table is missing or has the wrong size.
    #[error("model {model}: section {section:?} {fault}; make the model again with this version's model/make.py")]
    Section {
        /// The model's path.
        model: String,
        /// The section's name.
        section: String,
        /// What does not fit.
        fault: String,
    },
}

impl Model {
    /// The English model inside this program.
    pub fn embedded() -> Result<Self, ModelError> {
        Self::check(Bytes::Embedded, EMBEDDED_NAME)
    }

    /// The model in the file `path`.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, ModelError> {
        let path = path.as_ref();
        let model = path.display().to_string();
        let bytes = std::fs::read(path).map_err(|source| ModelError::Read { model: model.clone(), source })?;
        Self::check(Bytes::read(&bytes), &model)
    }

    /// The model named by `path`, else by the environment variable `SITROOM_MODEL`, else the one inside this program.
    pub fn choose(path: Option<&Path>) -> Result<Self, ModelError> {
        match (path, std::env::var_os("SITROOM_MODEL").filter(|path| !path.is_empty())) {
            (Some(path), _) => Self::open(path),
            (None, Some(path)) => Self::open(path),
            (None, None) => Self::embedded(),
        }
    }

    /// The bytes of the section `name`, which start at a multiple of 64.
    pub fn section(&self, name: &str) -> Option<&[u8]> {
        let (offset, length) = self.place(name)?;
        self.bytes.as_slice().get(offset..offset + length)
    }

    /// The section `name`, to be kept.
    pub(crate) fn share(&self, name: &str) -> Option<Section> {
        let (offset, length) = self.place(name)?;
        Some(Section { bytes: Arc::clone(&self.bytes), offset, length })
    }

    fn place(&self, name: &str) -> Option<(usize, usize)> {
        let at = self.directory.binary_search_by(|(other, ..)| other.as_str().cmp(name)).ok()?;
        self.directory.get(at).map(|(_, offset, length)| (*offset, *length))
    }

    /// The error that section `name` has the fault `fault`.
    pub fn fault(&self, name: &str, fault: impl Into<String>) -> ModelError {
        ModelError::Section { model: self.name.clone(), section: name.to_owned(), fault: fault.into() }
    }

    /// The names of the sections, sorted, with their lengths in bytes.
    pub fn sections(&self) -> impl Iterator<Item = (&str, usize)> {
        self.directory.iter().map(|(name, _, length)| (name.as_str(), *length))
    }

    fn check(bytes: Bytes, model: &str) -> Result<Self, ModelError> {
        let slice = bytes.as_slice();
        let damaged = |fault: &str| ModelError::Damaged { model: model.to_owned(), fault: fault.to_owned() };
        if !slice.starts_with(MAGIC) {
            return Err(ModelError::Foreign { model: model.to_owned() });
        }
        let (Some(format), Some(count), Some(length), Some(sum)) =
            (number(slice, 8, 4), number(slice, 12, 4), number(slice, 16, 8), number(slice, 24, 8))
        else {
            return Err(damaged("the header is cut off"));
        };
        if format != u64::from(FORMAT) {
            return Err(ModelError::Format { model: model.to_owned(), found: format as u32 });
        }
        if length != slice.len() as u64 {
            return Err(damaged(&format!("{} bytes instead of {length}", slice.len())));
        }
        if xxh3_64(&slice[HEADER..]) != sum {
            return Err(damaged("the checksum differs"));
        }
        let mut directory = Vec::new();
        for at in (0..count as usize).map(|i| HEADER + i * ENTRY) {
            let entry = slice.get(at..at + ENTRY).ok_or_else(|| damaged("the directory is cut off"))?;
            let name = entry[..NAME].split(|&byte| byte == 0).next().unwrap_or_default();
            let name = std::str::from_utf8(name).map_err(|_| damaged("a section's name is not text"))?;
            let (Some(offset), Some(length)) = (number(entry, NAME, 8), number(entry, NAME + 8, 8)) else {
                return Err(damaged("the directory is cut off"));
            };
            let end = offset.checked_add(length).filter(|&end| end <= slice.len() as u64);
            if end.is_none() || offset % ALIGNMENT as u64 != 0 {
                return Err(damaged(&format!("section {name:?} lies outside the file")));
            }
            directory.push((name.to_owned(), offset as usize, length as usize));
        }
        directory.sort();
        Ok(Self { name: model.to_owned(), bytes: Arc::new(bytes), directory: directory.into() })
    }
}

impl Bytes {
    fn read(bytes: &[u8]) -> Self {
        let mut buffer: Vec<u8> = Vec::with_capacity(bytes.len() + ALIGNMENT);
        let start = buffer.as_ptr().align_offset(ALIGNMENT).min(ALIGNMENT);
        buffer.resize(start, 0);
        buffer.extend_from_slice(bytes);
        Self::Read { buffer, start }
    }
}

/// The little-endian number of `size` bytes at `at`.
fn number(bytes: &[u8], at: usize, size: usize) -> Option<u64> {
    let mut number = [0; 8];
    number.get_mut(..size)?.copy_from_slice(bytes.get(at..at + size)?);
    Some(u64::from_le_bytes(number))
}

impl fmt::Debug for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.as_slice().len())
    }
}

impl fmt::Debug for Model {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.sections()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(bytes: &[u8]) -> Result<Model, ModelError> {
        Model::check(Bytes::read(bytes), "a test")
    }

    #[test]
    fn the_embedded_model_is_sound() {
        let model = Model::embedded().unwrap();
        let section = model.section("meta").unwrap();
        assert_eq!(section.as_ptr().align_offset(ALIGNMENT), 0);
        assert!(section.starts_with(b"{"));
        assert!(model.section("met").is_none());
    }

    #[test]
    fn a_file_is_read_like_the_embedded_model() {
        let model = open(&EMBEDDED.0).unwrap();
        assert_eq!(model.section("meta"), Model::embedded().unwrap().section("meta"));
        assert_eq!(model.section("meta").unwrap().as_ptr().align_offset(ALIGNMENT), 0);
    }

    #[test]
    fn damage_is_told() {
        let sound = EMBEDDED.0.to_vec();
        let fault = |change: &dyn Fn(&mut Vec<u8>)| {
            let mut bytes = sound.clone();
            change(&mut bytes);
            open(&bytes).unwrap_err()
        };
        let middle = sound.len() / 2;
        assert!(matches!(fault(&|bytes| bytes[middle] ^= 1), ModelError::Damaged { .. }));
        assert!(matches!(fault(&|bytes| bytes.truncate(middle)), ModelError::Damaged { .. }));
        assert!(matches!(fault(&|bytes| bytes.truncate(20)), ModelError::Damaged { .. }));
        assert!(matches!(fault(&|bytes| bytes.clear()), ModelError::Foreign { .. }));
        assert!(matches!(fault(&|bytes| bytes[0] = b'S'), ModelError::Foreign { .. }));
        let newer = fault(&|bytes| bytes[8] = 9);
        assert!(matches!(newer, ModelError::Format { found: 9, .. }));
        assert!(newer.to_string().contains("newer sitroom"), "{newer}");
        // A directory that points outside is damage even where the checksum was made to fit.
        let outside = fault(&|bytes| {
            bytes[HEADER + NAME + 15] = 0x7f;
            let sum = xxh3_64(&bytes[HEADER..]);
            bytes[24..32].copy_from_slice(&sum.to_le_bytes());
        });
        assert!(outside.to_string().contains("outside the file"), "{outside}");
    }

    #[test]
    fn a_missing_file_is_named() {
        let error = Model::open("no/such/model.sitroom").unwrap_err().to_string();
        assert!(error.contains("no/such/model.sitroom"), "{error}");
    }
}
