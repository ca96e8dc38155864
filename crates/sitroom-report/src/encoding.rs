//! From bytes to text: the encoding is detected, what was changed is noted, and what came is kept.

use std::io::{self, BufRead, BufReader, Cursor, Read};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::Note;

/// How much of a stream is looked at before it is read.
const SNIFFED: usize = 1 << 16;

/// Text made of bytes.
#[derive(Debug)]
pub(crate) struct Decoded {
    pub(crate) text: String,
    /// What was done, if anything.
    pub(crate) note: Option<Note>,
    /// The bytes as they came, if the text's own bytes are not just these.
    pub(crate) received: Option<Vec<u8>>,
}

/// Decodes the bytes of a whole file. UTF-8 is taken over as it is; everything else is detected.
pub(crate) fn decode(bytes: Vec<u8>) -> Decoded {
    if let Some((encoding, mark)) = marked(&bytes) {
        let (text, _) = encoding.decode_without_bom_handling(&bytes[mark..]);
        let (text, lost) = (text.into_owned(), replaced(encoding, &bytes[mark..]));
        return changed(text, bytes, encoding, "its byte order mark says so", lost);
    }
    if let Some(encoding) = unmarked_utf_16(&bytes) {
        let (text, lost) = (encoding.decode_without_bom_handling(&bytes).0.into_owned(), replaced(encoding, &bytes));
        return changed(text, bytes, encoding, "detected by its NUL bytes", lost);
    }
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return Decoded { text, note: None, received: None },
        Err(error) => error.into_bytes(),
    };
    decode_as(bytes, None)
}

/// Decodes one line or row of a file whose encoding was guessed to be `guess`.
pub(crate) fn decode_row(bytes: Vec<u8>, guess: Option<&'static Encoding>) -> Decoded {
    match String::from_utf8(bytes) {
        Ok(text) => Decoded { text, note: None, received: None },
        Err(error) => decode_as(error.into_bytes(), guess),
    }
}

fn decode_as(bytes: Vec<u8>, guess: Option<&'static Encoding>) -> Decoded {
    let encoding = guess.unwrap_or_else(|| detect(&bytes));
    let (text, lost) = (encoding.decode_without_bom_handling(&bytes).0.into_owned(), replaced(encoding, &bytes));
    let how = if encoding == UTF_8 { "most of it is" } else { "detected; check the names" };
    changed(text, bytes, encoding, how, lost)
}

fn changed(text: String, bytes: Vec<u8>, encoding: &'static Encoding, how: &str, lost: usize) -> Decoded {
    let mut said = format!("read as {} ({how})", encoding.name());
    if lost > 0 {
        said.push_str(&format!("; {lost} places could not be decoded and hold U+FFFD"));
    }
    said.push_str("; the bytes are kept as received");
    Decoded { text, note: Some(Note::new("encoding", said)), received: Some(bytes) }
}

/// How many replacement characters decoding puts in.
fn replaced(encoding: &'static Encoding, bytes: &[u8]) -> usize {
    if encoding == UTF_8 {
        return bytes.utf8_chunks().filter(|chunk| !chunk.invalid().is_empty()).count();
    }
    let (text, malformed) = encoding.decode_without_bom_handling(bytes);
    if malformed { text.matches('\u{FFFD}').count() } else { 0 }
}

/// The encoding that a byte order mark names, and the mark's length.
fn marked(bytes: &[u8]) -> Option<(&'static Encoding, usize)> {
    Encoding::for_bom(bytes)
}

/// UTF-16 without a mark, by the NUL bytes that Latin letters leave on one side: nearly all on that side, hardly any on the other.
fn unmarked_utf_16(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(SNIFFED) & !1];
    let units = sample.len() / 2;
    let nul = |first: usize| sample.iter().skip(first).step_by(2).filter(|&&byte| byte == 0).count();
    let (even, odd) = (nul(0), nul(1));
    if units < 4 {
        None
    } else if odd * 10 >= units * 6 && even * 20 <= units {
        Some(UTF_16LE)
    } else if even * 10 >= units * 6 && odd * 20 <= units {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// The encoding of bytes that are not UTF-8: UTF-8 all the same where most of what is beyond ASCII is sound, for no
/// other encoding makes sound UTF-8 by chance; else what the letters' statistics say.
fn detect(bytes: &[u8]) -> &'static Encoding {
    let (mut sound, mut broken) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        sound += chunk.valid().chars().filter(|char| !char.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    if sound > broken {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Deny)
}

/// A stream of lines or rows, in UTF-8 or any encoding that leaves ASCII as it is.
pub(crate) struct Stream {
    pub(crate) reader: Box<dyn BufRead + Send>,
    /// The encoding of rows that are not UTF-8, where the head of the stream gave one away.
    pub(crate) guess: Option<&'static Encoding>,
    /// What was done, if anything, for every report of the stream.
    pub(crate) note: Option<Note>,
}

/// The head of `reader`: what one look gives, so that a slow pipe is not waited for.
pub(crate) fn peek(reader: &mut impl Read) -> io::Result<Vec<u8>> {
    let (mut head, mut length) = (vec![0; SNIFFED], 0);
    while length < 16 {
        match reader.read(&mut head[length..]) {
            Ok(0) => break,
            Ok(more) => length += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    head.truncate(length);
    Ok(head)
}

/// Looks at the head of `reader`, and makes of UTF-16 a stream of UTF-8, which loses nothing.
pub(crate) fn stream(mut reader: Box<dyn Read + Send>) -> io::Result<Stream> {
    let mut head = peek(&mut reader)?;
    let (encoding, mark) = marked(&head).or_else(|| Some((unmarked_utf_16(&head)?, 0))).unwrap_or((UTF_8, 0));
    if encoding == UTF_8 {
        // A character cut by the end of the sample is no fault.
        let sound = std::str::from_utf8(&head).map_or_else(|error| error.error_len().is_none(), |_| true);
        let guess = (!sound).then(|| detect(&head));
        let rest = Cursor::new(head.split_off(mark)).chain(reader);
        return Ok(Stream { reader: Box::new(BufReader::new(rest)), guess, note: None });
    }
    let said = format!("the file is in {}; its rows are kept in UTF-8", encoding.name());
    let rest: Box<dyn Read + Send> = Box::new(Cursor::new(head.split_off(mark)).chain(reader));
    let recoder = Recoder {
        reader: rest,
        decoder: encoding.new_decoder_without_bom_handling(),
        ready: Vec::new(),
        at: 0,
        ended: false,
    };
    Ok(Stream { reader: Box::new(BufReader::new(recoder)), guess: None, note: Some(Note::new("encoding", said)) })
}

/// Reads any encoding as UTF-8.
struct Recoder {
    reader: Box<dyn Read + Send>,
    decoder: Decoder,
    ready: Vec<u8>,
    at: usize,
    ended: bool,
}

impl Read for Recoder {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.at == self.ready.len() && !self.ended {
            let mut raw = [0; 8192];
            let length = self.reader.read(&mut raw)?;
            self.ended = length == 0;
            let mut text =
                String::with_capacity(self.decoder.max_utf8_buffer_length(length).unwrap_or(length * 3 + 16));
            let _ = self.decoder.decode_to_string(&raw[..length], &mut text, self.ended);
            (self.ready, self.at) = (text.into_bytes(), 0);
        }
        let length = out.len().min(self.ready.len() - self.at);
        out[..length].copy_from_slice(&self.ready[self.at..self.at + length]);
        self.at += length;
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: &str = "Erdoğan and Macron spoke on Friday about Idlib – “at length”, the Élysée said.";

    #[test]
    fn utf_8_is_taken_over() {
        let decoded = decode(NAMES.as_bytes().to_vec());
        assert_eq!((decoded.text.as_str(), decoded.note, decoded.received), (NAMES, None, None));
    }

    #[test]
    fn utf_16_with_and_without_a_mark() {
        let little: Vec<u8> = NAMES.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = NAMES.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let marked: Vec<u8> = [&[0xFF, 0xFE][..], &little].concat();
        for (bytes, name) in [(little, "UTF-16LE"), (big, "UTF-16BE"), (marked, "UTF-16LE")] {
            let decoded = decode(bytes.clone());
            assert_eq!(decoded.text, NAMES);
            assert!(decoded.note.is_some_and(|note| note.kind == "encoding" && note.text.contains(name)));
            assert_eq!(decoded.received, Some(bytes));
        }
    }

    #[test]
    fn older_encodings_are_detected() {
        let french = "Le président français a déclaré à l'Élysée que la situation humanitaire était très préoccupante.";
        let bytes = encoding_rs::WINDOWS_1252.encode(french).0.into_owned();
        let decoded = decode(bytes.clone());
        assert_eq!(decoded.text, french);
        assert_eq!(decoded.received, Some(bytes));
        let russian = "Министерство обороны сообщило о прекращении огня в провинции.";
        let decoded = decode(encoding_rs::WINDOWS_1251.encode(russian).0.into_owned());
        assert_eq!(decoded.text, russian);
    }

    #[test]
    fn one_bad_byte_does_not_turn_utf_8_into_something_else() {
        let mut bytes = NAMES.as_bytes().to_vec();
        bytes.push(0xE9);
        let decoded = decode(bytes);
        assert_eq!(decoded.text, format!("{NAMES}\u{FFFD}"));
        assert!(decoded.note.is_some_and(|note| note.text.contains("1 places")));
    }

    #[test]
    fn a_stream_of_utf_16_becomes_utf_8() {
        let long = NAMES.repeat(2000);
        let bytes: Vec<u8> = [0xFE, 0xFF].into_iter().chain(long.encode_utf16().flat_map(u16::to_be_bytes)).collect();
        let mut stream = stream(Box::new(Cursor::new(bytes))).unwrap();
        let mut text = String::new();
        stream.reader.read_to_string(&mut text).unwrap();
        assert!(text == long && stream.note.is_some());
    }
}
