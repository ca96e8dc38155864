//! Sorted lists of words, searched where they lie.

use std::cmp::Ordering;

use crate::tables::{Reader, TableError};

/// A sorted list of words, some with more after a tab, searched where it lies.
#[derive(Clone, Debug)]
pub(super) struct Words {
    offsets: Box<[u32]>,
    text: Box<str>,
}

impl Words {
    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, TableError> {
        let count = reader.u32()? as usize;
        let fault = reader.fault();
        let size = count.checked_add(1).and_then(|count| count.checked_mul(4)).ok_or(fault)?;
        let offsets: Box<[u32]> =
            (reader.bytes(size)?.as_chunks().0.iter()).map(|&bytes| u32::from_le_bytes(bytes)).collect();
        let length = reader.u32()? as usize;
        let text: Box<str> = std::str::from_utf8(reader.bytes(length)?).map_err(|_| fault)?.into();
        // Each entry must lie in the text; then none of the slices below can be missing.
        let sound = offsets.is_sorted() && offsets.iter().all(|&at| text.is_char_boundary(at as usize));
        if sound { Ok(Self { offsets, text }) } else { Err(fault) }
    }

    fn entry(&self, i: usize) -> &str {
        let place = |i: usize| self.offsets.get(i).map_or(0, |&at| at as usize);
        self.text.get(place(i)..place(i + 1)).unwrap_or_default()
    }

    /// What stands after the tab of the entry `word`; empty where it has no tab.
    pub(super) fn get(&self, word: &str) -> Option<&str> {
        let (mut low, mut high) = (0, self.offsets.len() - 1);
        while low < high {
            let middle = low.midpoint(high);
            let (key, rest) = self.entry(middle).split_once('\t').unwrap_or((self.entry(middle), ""));
            match key.cmp(word) {
                Ordering::Equal => return Some(rest),
                Ordering::Less => low = middle + 1,
                Ordering::Greater => high = middle,
            }
        }
        None
    }

    pub(super) fn contains(&self, word: &str) -> bool {
        self.get(word).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(entries: &[&str]) -> Vec<u8> {
        let text = entries.concat();
        let mut bytes = (entries.len() as u32).to_le_bytes().to_vec();
        let mut at = 0u32;
        for length in std::iter::once(0).chain(entries.iter().map(|entry| entry.len())) {
            at += length as u32;
            bytes.extend(at.to_le_bytes());
        }
        bytes.extend((text.len() as u32).to_le_bytes());
        bytes.extend(text.bytes());
        bytes
    }

    #[test]
    fn words_are_found_with_what_follows_them() {
        let bytes = words(&["aid", "men\tman", "men-at-arms\tman-at-arms", "été"]);
        let table = Words::read(&mut Reader::new(&bytes)).unwrap();
        assert_eq!(table.get("aid"), Some(""));
        assert_eq!(table.get("men"), Some("man"));
        assert_eq!(table.get("men-at-arms"), Some("man-at-arms"));
        assert!(table.contains("été"));
        for missing in ["", "a", "aide", "me", "zebra"] {
            assert_eq!(table.get(missing), None);
        }
        assert_eq!(Words::read(&mut Reader::new(&words(&[]))).unwrap().get("aid"), None);
    }

    #[test]
    fn damaged_words_are_refused() {
        let sound = words(&["aid", "été"]);
        for length in 0..sound.len() {
            assert!(Words::read(&mut Reader::new(&sound[..length])).is_err());
        }
        let mut split = sound.clone();
        split[8] = 4; // in the middle of é
        assert!(Words::read(&mut Reader::new(&split)).is_err());
        let mut huge = sound;
        huge[..4].fill(0xff);
        assert!(Words::read(&mut Reader::new(&huge)).is_err());
    }
}
