//! A report's text, which never changes, and the conversion between its bytes and its code points.

use std::sync::Arc;

use crate::{PointSpan, Span};

/// How many bytes lie between two remembered positions: a conversion counts at most this many.
const STRIDE: usize = 256;

/// A report's stored text with an index from bytes to Unicode code points and back. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Text {
    string: Arc<str>,
    /// `marks[k]` is the number of code points that begin before byte `k * STRIDE`; empty for ASCII text.
    marks: Arc<[usize]>,
}

impl Text {
    /// Keeps `string` as it is.
    pub fn new(string: impl Into<Arc<str>>) -> Self {
        let string: Arc<str> = string.into();
        let marks = if string.is_ascii() {
            Arc::from([])
        } else {
            let mut seen = 0;
            string
                .as_bytes()
                .chunks(STRIDE)
                .map(|chunk| {
                    let before = seen;
                    seen += starts(chunk);
                    before
                })
                .collect()
        };
        Self { string, marks }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.string
    }

    /// The text, shared.
    pub fn shared(&self) -> Arc<str> {
        Arc::clone(&self.string)
    }

    /// The number of code points before byte `byte`, which must lie on a code point boundary.
    fn point(&self, byte: usize) -> usize {
        if self.marks.is_empty() {
            return byte.min(self.string.len());
        }
        let bytes = self.string.as_bytes();
        let byte = byte.min(bytes.len());
        let block = (byte / STRIDE).min(self.marks.len() - 1);
        self.marks[block] + starts(&bytes[block * STRIDE..byte])
    }

    /// The byte at which code point number `point` begins; the text's length for the one past the last.
    fn byte(&self, point: usize) -> Option<usize> {
        if self.marks.is_empty() {
            return (point <= self.string.len()).then_some(point);
        }
        let block = self.marks.partition_point(|&before| before <= point).saturating_sub(1);
        let bytes = self.string.as_bytes();
        let mut seen = self.marks[block];
        for (offset, &byte) in bytes.iter().enumerate().skip(block * STRIDE) {
            if is_start(byte) {
                if seen == point {
                    return Some(offset);
                }
                seen += 1;
            }
        }
        (seen == point).then_some(bytes.len())
    }

    /// The same place in code points.
    pub fn to_points(&self, span: Span) -> PointSpan {
        PointSpan { start: self.point(span.start), end: self.point(span.end) }
    }

    /// The same place in bytes, or `None` where the text is shorter or the span is turned round.
    pub fn to_bytes(&self, span: PointSpan) -> Option<Span> {
        if span.start > span.end {
            return None;
        }
        Some(Span { start: self.byte(span.start)?, end: self.byte(span.end)? })
    }
}

impl From<&str> for Text {
    fn from(string: &str) -> Self {
        Self::new(string)
    }
}

impl From<String> for Text {
    fn from(string: String) -> Self {
        Self::new(string)
    }
}

fn is_start(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}

fn starts(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| is_start(byte)).count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Against the slow way: counting characters from the beginning.
        #[test]
        fn bytes_and_points_there_and_back(string in "(?s).{0,60}([aé—🕊]{0,300}).{0,60}", from in 0.0..1.0f64, to in 0.0..1.0f64) {
            let text = Text::new(string.as_str());
            let starts: Vec<usize> = string.char_indices().map(|(byte, _)| byte).chain([string.len()]).collect();
            let last = starts.len() - 1;
            let (a, b) = ((from * last as f64) as usize, (to * last as f64) as usize);
            let points = PointSpan { start: a.min(b), end: a.max(b) };
            let span = Span::new(starts[points.start], starts[points.end]);
            prop_assert_eq!(text.to_bytes(points), Some(span));
            prop_assert_eq!(text.to_points(span), points);
            prop_assert_eq!(span.of(&string).chars().count(), points.end - points.start);
            prop_assert_eq!(text.to_bytes(PointSpan { start: 0, end: last + 1 }), None);
            prop_assert_eq!(text.to_bytes(PointSpan { start: last + 1, end: last }), None);
        }
    }
}
