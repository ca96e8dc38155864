//! Whatever the text, parsing ends soon, never panics, and gives tokens that cover the text in order.
#![allow(clippy::unwrap_used, reason = "a test")]

use std::sync::LazyLock;

use proptest::prelude::*;
use sitroom_language::{Language, Model, Parsed, Tokeniser};
use sitroom_report::{Span, Text};

static LANGUAGE: LazyLock<Language> = LazyLock::new(|| Language::embedded().unwrap());
static TOKENISER: LazyLock<Tokeniser> =
    LazyLock::new(|| Tokeniser::read(Model::embedded().unwrap().section("tokeniser").unwrap()).unwrap());

/// Tokens stand in order, none is empty, and nothing but single spaces lies between them.
fn covers(text: &str, spans: impl IntoIterator<Item = Span>) {
    let mut end = 0;
    for span in spans {
        assert!(matches!(&text[end..span.start], "" | " "), "{:?} between tokens", &text[end..span.start]);
        assert!(!span.is_empty());
        end = span.end;
    }
    assert!(matches!(&text[end..], "" | " "), "{:?} after the last token", &text[end..]);
}

fn sound(parsed: &Parsed) {
    covers(parsed.text(), parsed.tokens.iter().map(|token| token.span));
    assert!(parsed.tokens.first().is_none_or(|token| token.sentence_start));
    for (i, token) in parsed.tokens.iter().enumerate() {
        assert_eq!(parsed.sentence_number(i), parsed.sentence_number(token.head), "{i} hangs across sentences");
        let root = parsed.ancestors(i).last().unwrap_or(i);
        assert_eq!(parsed.tokens[root].head, root, "{i} hangs in a circle");
    }
    let mut end = 0;
    for name in &parsed.names {
        assert!(end <= name.start && name.start < name.end && name.end <= parsed.len(), "{name:?}");
        end = name.end;
    }
}

fn check(text: &str) {
    let raw = TOKENISER.tokenise(text);
    covers(text, raw.iter().map(|token| token.span));
    for (i, token) in raw.iter().enumerate() {
        let adjoins = raw.get(i + 1).is_some_and(|next| next.span.start == token.span.end);
        assert_eq!(token.space_after, !adjoins && text[token.span.end..].starts_with(' '), "{token:?}");
    }
    let text = Text::from(text);
    sound(&LANGUAGE.parse_pure(&text));
    sound(&LANGUAGE.parse(&text));
}

/// Bits of newsroom text that affixes, exceptions, cuts and quotation marks fight over.
fn bits() -> impl Strategy<Value = String> {
    let bit = prop::sample::select(vec![
        "said.The",
        "don't",
        "U.S.",
        ":-)",
        "(o)",
        "\"",
        "“",
        "”",
        "''",
        "(Reuters) -",
        "BEIRUT",
        " — ",
        "\n",
        "\r\n",
        "\n\n",
        " ",
        "  ",
        "\t",
        "•",
        "- ",
        "|",
        "1. ",
        "24 Dec 2019",
        "Miller24 Dec",
        "http://a.b/c?d",
        "a@b.org",
        "10km",
        "$5m",
        "'s",
        "...",
        "…",
        ".",
        "?",
        ",",
        "it's",
        "e\u{301}",
        "\u{200b}",
        "\u{0}",
        "👩‍🚒",
        "שלום",
        "的",
        "Gen.",
        "Haftar",
        "killed",
        "two",
        "2012.The",
        "by ",
        "\u{a0}",
        "\u{2028}",
        "\u{1c}",
        "\u{3000}",
    ]);
    prop::collection::vec(bit, 0..24).prop_map(|bits| bits.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_text(text in any::<String>()) {
        check(&text);
    }

    #[test]
    fn any_newsroom_text(text in bits()) {
        check(&text);
    }
}

#[test]
fn a_megabyte_of_anything_is_cut_in_linear_time() {
    // Were one of these quadratic, this test would run for hours.
    for unit in [
        "a", ".", "(", ")", "\"", "'", "-", "$", "1", "…", "\0", "\n", "\r\n", " ", "\t", "\u{301}", "\u{200b}", "😀",
        "א", "漢", "..", "a.", "a-", "a:", "a@", "a/", "://", "1.", "1+", "A.", "'s", ":)", "()", "(a", "a)", "°C.",
        "%", "km", "«»",
    ] {
        let text = unit.repeat((1 << 20) / unit.len());
        covers(&text, TOKENISER.tokenise(&text).iter().map(|token| token.span));
    }
}

#[test]
fn long_hostile_text_is_parsed() {
    for unit in ["a", ".", "\"", "(", "\n", "•\n", "A\n\n", "a.B", "| ", "1. x\n", "😀", "\u{301}", "said.The ", "\" "]
    {
        let text = Text::from(unit.repeat(6_000 / unit.len()).as_str());
        sound(&LANGUAGE.parse(&text));
    }
}
