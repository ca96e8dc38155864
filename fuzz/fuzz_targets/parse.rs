//! Any bytes, read as text, give a sound parse, pure and layered.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use sitroom_language::{Language, Parsed};
use sitroom_report::Text;

static LANGUAGE: LazyLock<Language> = LazyLock::new(|| Language::embedded().expect("our own model loads"));

fuzz_target!(|bytes: &[u8]| {
    let text = Text::new(String::from_utf8_lossy(bytes).as_ref());
    check(&LANGUAGE.parse_pure(&text));
    check(&LANGUAGE.parse(&text));
});

fn check(parsed: &Parsed) {
    let mut end = 0;
    for (i, token) in parsed.tokens.iter().enumerate() {
        assert!(matches!(&parsed.text()[end..token.span.start], "" | " "));
        assert!(token.span.start < token.span.end);
        assert_eq!(parsed.sentence_number(i), parsed.sentence_number(token.head));
        end = token.span.end;
    }
    assert!(matches!(&parsed.text()[end..], "" | " "));
    assert!(parsed.names.is_sorted_by(|a, b| a.end <= b.start));
    parsed.chunks();
}
