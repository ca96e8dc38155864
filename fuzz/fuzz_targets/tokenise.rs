//! Any bytes, read as text, are cut into tokens that cover it.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use sitroom_language::{Model, Tokeniser};

static TOKENISER: LazyLock<Tokeniser> = LazyLock::new(|| {
    let model = Model::embedded().expect("our own model opens");
    Tokeniser::read(model.section("tokeniser").expect("it has a tokeniser")).expect("which is sound")
});

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let mut end = 0;
    for token in TOKENISER.tokenise(&text) {
        assert!(matches!(&text[end..token.span.start], "" | " "));
        assert!(token.span.start < token.span.end);
        end = token.span.end;
    }
    assert!(matches!(&text[end..], "" | " "));
});
