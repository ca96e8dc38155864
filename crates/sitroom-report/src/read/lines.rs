//! Lines of a stream, none longer than a limit.

use std::io::{self, BufRead, Read};

/// One line, without its end.
pub(super) enum Line {
    /// The line.
    Whole(Vec<u8>),
    /// It is longer than the limit; the rest of it was passed over.
    TooLong,
}

/// The next line of `reader`, holding no more than `limit` bytes of it.
pub(super) fn next(reader: &mut impl BufRead, limit: u64) -> io::Result<Option<Line>> {
    let mut line = Vec::new();
    if reader.by_ref().take(limit.saturating_add(2)).read_until(b'\n', &mut line)? == 0 {
        return Ok(None);
    }
    if line.last() == Some(&b'\n') {
        line.pop();
        if line.last() == Some(&b'\r') {
            line.pop();
        }
    } else if line.len() as u64 > limit {
        pass_over(reader)?;
        return Ok(Some(Line::TooLong));
    }
    Ok(Some(if line.len() as u64 > limit { Line::TooLong } else { Line::Whole(line) }))
}

/// Reads up to the end of the line and keeps nothing.
fn pass_over(reader: &mut impl BufRead) -> io::Result<()> {
    reader.skip_until(b'\n').map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_passed_over() {
        let mut reader: &[u8] = b"one\r\n12345678901234567890\ntwo\n\n1234567890\n12345678901";
        let mut seen = Vec::new();
        while let Some(line) = next(&mut reader, 10).unwrap() {
            seen.push(match line {
                Line::Whole(line) => String::from_utf8(line).unwrap(),
                Line::TooLong => "!".to_owned(),
            });
        }
        assert_eq!(seen, ["one", "!", "two", "", "1234567890", "!"]);
    }
}
