//! The layer over the pure model, on newsroom text and on prose.
#![allow(clippy::unwrap_used, reason = "a test")]

use std::sync::LazyLock;

use sitroom_language::{Dep, Language, Parsed};
use sitroom_report::Text;

static LANGUAGE: LazyLock<Language> = LazyLock::new(|| Language::embedded().unwrap());

fn sentences(parsed: &Parsed) -> Vec<&str> {
    parsed.sentences().iter().map(|sentence| parsed.span(sentence.clone()).of(parsed.text()).trim()).collect()
}

/// The sentences of the layered parse, which must be sound, and those of the pure one.
fn both(text: &str) -> (Vec<String>, Vec<String>) {
    let text = Text::from(text);
    let (layered, pure) = (LANGUAGE.parse(&text), LANGUAGE.parse_pure(&text));
    for (i, token) in layered.tokens.iter().enumerate() {
        assert_eq!(layered.sentence_number(token.head), layered.sentence_number(i), "{token:?} hangs across sentences");
        assert_eq!(layered.ancestors(i).last().map_or(token.dep, |root| layered.tokens[root].dep), Dep::Root);
    }
    let own = |parsed: &Parsed| sentences(parsed).into_iter().map(str::to_owned).collect();
    (own(&layered), own(&pure))
}

/// The layer makes these sentences, and the model alone would not.
fn mends(text: &str, expected: &[&str]) {
    let (layered, pure) = both(text);
    assert_eq!(layered, expected);
    assert_ne!(pure, expected, "the model does this by itself: a sentence that needs the layer would test it");
}

#[test]
fn a_headline_is_a_sentence() {
    mends(
        "Ceasefire talks fail in Geneva\n\nThe envoys of both sides left the city on Friday without an agreement.",
        &["Ceasefire talks fail in Geneva", "The envoys of both sides left the city on Friday without an agreement."],
    );
}

#[test]
fn a_byline_line_is_a_sentence() {
    mends(
        "Agencies\nThe United Nations warned on Friday that the fighting could drive a million people to the border.",
        &[
            "Agencies",
            "The United Nations warned on Friday that the fighting could drive a million people to the border.",
        ],
    );
}

#[test]
fn a_closing_quotation_mark_stays_with_its_sentence() {
    mends(
        "The mayor told them to \"leave at once.\"\n\nWith the river rising, the army has moved people to the hills.",
        &[
            "The mayor told them to \"leave at once.\"",
            "With the river rising, the army has moved people to the hills.",
        ],
    );
}

#[test]
fn a_quotation_that_never_closes_ends_with_its_paragraph() {
    let open = "\"We will stay until the last family is out, the mayor said on Monday.";
    let next = "The army has moved two thousand people to the hills. Nobody knows when they can go back.";
    let parsed = LANGUAGE.parse(&Text::from(format!("{open}\n\n{next}").as_str()));
    let found = sentences(&parsed);
    assert_eq!(
        found,
        [open, "The army has moved two thousand people to the hills.", "Nobody knows when they can go back."]
    );
}

#[test]
fn glued_words_come_apart() {
    let text = "By Chris Miller24 Dec 2019\n\nThe envoys met again on Monday.";
    let parsed = LANGUAGE.parse(&Text::from(text));
    assert_eq!(sentences(&parsed), ["By Chris Miller", "24 Dec 2019", "The envoys met again on Monday."]);
    let words: Vec<&str> = (0..5).map(|i| parsed.word(i)).collect();
    assert_eq!(words, ["By", "Chris", "Miller", "24", "Dec"]);
}

#[test]
fn items_are_sentences() {
    mends(
        "• Two people killed in the north\n• A bridge closed until further notice\n• Curfew from 8 p.m. to 5 a.m.",
        &[
            "• Two people killed in the north",
            "• A bridge closed until further notice",
            "• Curfew from 8 p.m. to 5 a.m.",
        ],
    );
}

#[test]
fn a_dateline_is_no_part_of_the_first_sentence() {
    mends(
        "KHARTOUM, Sudan (AP) — Shells hit a market on Monday, killing 14 people.",
        &["KHARTOUM, Sudan (AP) —", "Shells hit a market on Monday, killing 14 people."],
    );
}

#[test]
fn prose_keeps_the_models_parse() {
    let paragraphs = "The army said on Monday it had retaken three villages south of the river. Residents denied this: \
        \"They never came past the bridge,\" one of them said.\n\nThe U.S. envoy, Gen. Baker, arrived on Tuesday. He \
        spoke of \"a step forward\" - the first in months - and left.\n\nAid has not reached the town since 2012. The \
        mayor, who\nfled in May, asked for help.";
    let text = Text::from(paragraphs);
    let (layered, pure) = (LANGUAGE.parse(&text), LANGUAGE.parse_pure(&text));
    assert_eq!(layered.tokens, pure.tokens);
    assert_eq!(layered.names, pure.names);
}
