//! Reading the tables of words that `model/tables.py` writes.

/// Why a table cannot be read.
#[derive(Copy, Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is malformed {place} bytes before its end")]
pub struct TableError {
    place: usize,
}

/// Reads numbers and strings from the front of a section, one after the other.
#[derive(Clone, Debug)]
pub(crate) struct Reader<'a> {
    bytes: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes }
    }

    /// What stands here is not what a table of this kind holds.
    pub(crate) fn fault(&self) -> TableError {
        TableError { place: self.bytes.len() }
    }

    pub(crate) fn bytes(&mut self, count: usize) -> Result<&'a [u8], TableError> {
        let (taken, rest) = self.bytes.split_at_checked(count).ok_or(self.fault())?;
        self.bytes = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], TableError> {
        let (taken, rest) = self.bytes.split_first_chunk().ok_or(self.fault())?;
        self.bytes = rest;
        Ok(*taken)
    }

    pub(crate) fn u8(&mut self) -> Result<u8, TableError> {
        self.array().map(|[byte]| byte)
    }

    pub(crate) fn u16(&mut self) -> Result<u16, TableError> {
        self.array().map(u16::from_le_bytes)
    }

    pub(crate) fn u32(&mut self) -> Result<u32, TableError> {
        self.array().map(u32::from_le_bytes)
    }

    pub(crate) fn u64(&mut self) -> Result<u64, TableError> {
        self.array().map(u64::from_le_bytes)
    }

    pub(crate) fn string(&mut self) -> Result<&'a str, TableError> {
        let length = self.u16()?;
        let fault = self.fault();
        std::str::from_utf8(self.bytes(length.into())?).map_err(|_| fault)
    }

    /// The section must end here.
    pub(crate) fn finish(self) -> Result<(), TableError> {
        if self.bytes.is_empty() { Ok(()) } else { Err(self.fault()) }
    }
}

/// A set of characters.
#[derive(Clone, Debug)]
pub(crate) struct Class {
    ascii: u128,
    /// First and last code points of its stretches, sorted.
    ranges: Box<[(u32, u32)]>,
}

impl Class {
    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, TableError> {
        let count = reader.u16()?;
        let mut ranges = Vec::with_capacity(count.into());
        for _ in 0..count {
            ranges.push((reader.u32()?, reader.u32()?));
        }
        let low = ranges.iter().filter(|(first, _)| *first < 128);
        let ascii = low.flat_map(|&(first, last)| first..=last.min(127)).fold(0, |set, point| set | 1 << point);
        Ok(Self { ascii, ranges: ranges.into() })
    }

    pub(crate) fn contains(&self, c: char) -> bool {
        let point = u32::from(c);
        if point < 128 {
            return self.ascii >> point & 1 == 1;
        }
        let after = self.ranges.partition_point(|&(_, last)| last < point);
        self.ranges.get(after).is_some_and(|&(first, _)| first <= point)
    }

    /// Its ASCII characters as bits.
    pub(crate) fn ascii(&self) -> u128 {
        self.ascii
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_knows_its_ends() {
        let mut bytes = 2u16.to_le_bytes().to_vec();
        for point in ['a', 'f', 'à', 'é'] {
            bytes.extend(u32::from(point).to_le_bytes());
        }
        let class = Class::read(&mut Reader::new(&bytes)).unwrap();
        assert!("afàée".chars().all(|c| class.contains(c)));
        assert!(!"`gßêA".chars().any(|c| class.contains(c)));
    }
}
