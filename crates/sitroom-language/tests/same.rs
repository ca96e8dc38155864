//! The same text gives the same parse, whatever computed it and whatever was read before.
#![allow(clippy::unwrap_used, reason = "a test")]

use sitroom_language::{Language, Model, Parsed, Path};
use sitroom_report::Text;

/// Our own sample reports, one by one and as one long text that spans many tiles.
fn texts() -> Vec<Text> {
    let rows = include_str!("../../../samples/reports.jsonl").lines();
    let field =
        |row: &str| serde_json::from_str::<serde_json::Value>(row).unwrap()["text"].as_str().unwrap().to_owned();
    let mut texts: Vec<String> = rows.map(field).collect();
    texts.push(texts.join("\n\n"));
    texts.extend(["".to_owned(), " ".to_owned(), "Homs".to_owned()]);
    texts.iter().map(|text| Text::from(text.as_str())).collect()
}

/// More words than are remembered, none of which the model knows.
fn strange_words(first: u32) -> Text {
    let word = |n: u32| {
        let letter = |shift: u32| char::from(b'a' + (n.wrapping_mul(2_654_435_761) >> shift & 15) as u8);
        [0, 4, 8, 12, 16, 20, 24].map(letter).iter().collect::<String>()
    };
    Text::new((first..first + 5000).map(word).collect::<Vec<_>>().join(" "))
}

fn assert_same(a: &Parsed, b: &Parsed) {
    assert_eq!(a.tokens, b.tokens);
    assert_eq!(a.names, b.names);
}

#[test]
fn every_path_gives_the_same_parse() {
    let model = Model::embedded().unwrap();
    let texts = texts();
    let best = Language::with_path(&model, Path::best()).unwrap();
    for path in Path::available() {
        let language = Language::with_path(&model, path).unwrap();
        // The portable path fuses in software where the machine is not asked to: two texts take long enough.
        let count = if Path::available().last() == Some(&path) { 2 } else { texts.len() };
        for text in texts.iter().take(count) {
            assert_same(&language.parse_pure(text), &best.parse_pure(text));
        }
    }
}

#[test]
fn what_was_read_before_changes_nothing() {
    let texts = texts();
    let used = Language::embedded().unwrap();
    for first in [0, 5000, 10000] {
        assert_eq!(used.parse_pure(&strange_words(first)).len(), 5000);
    }
    for text in texts.iter().rev() {
        used.parse(text);
    }
    for text in &texts {
        let fresh = Language::embedded().unwrap();
        assert_same(&used.parse(text), &fresh.parse(text));
        assert_same(&used.parse_pure(text), &fresh.parse_pure(text));
    }
    let fresh = Language::embedded().unwrap();
    assert_same(&used.parse_pure(&strange_words(5000)), &fresh.parse_pure(&strange_words(5000)));
}

#[test]
fn threads_share_one_language() {
    let texts = texts();
    let language = Language::embedded().unwrap();
    let alone: Vec<Parsed> = texts.iter().map(|text| language.parse(text)).collect();
    std::thread::scope(|scope| {
        for shift in 0..4 {
            let (texts, alone, language) = (&texts, &alone, &language);
            scope.spawn(move || {
                for i in (0..texts.len()).map(|i| (i + shift * 5) % texts.len()) {
                    assert_same(&language.parse(&texts[i]), &alone[i]);
                }
            });
        }
    });
}

#[test]
fn a_model_file_is_as_good_as_the_embedded_one() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../model/english-md.sitroom");
    let text = Text::from("Three aid workers were killed in Homs on Monday.");
    let (opened, embedded) = (Language::open(path).unwrap(), Language::embedded().unwrap());
    assert_same(&opened.parse(&text), &embedded.parse(&text));
}
