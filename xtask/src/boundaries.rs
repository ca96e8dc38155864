//! Shows what the layer for newsroom text changes: the sentences that it makes and unmakes.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use sitroom_language::{Language, Parsed};
use sitroom_report::reports;

/// Show which sentences the layer for newsroom text makes (+) and unmakes (-), and count them.
#[derive(Args)]
pub(crate) struct Chore {
    /// The texts: files and folders, as `sitroom annotate` reads them.
    #[arg(required = true)]
    reports: Vec<PathBuf>,
    /// How many of the texts.
    #[arg(long)]
    limit: Option<usize>,
    /// Only count.
    #[arg(long)]
    quiet: bool,
}

pub(crate) fn run(chore: &Chore) -> Result<()> {
    let language = Language::embedded()?;
    let (mut texts, mut changed, mut sentences) = (0, 0, [0; 2]);
    let (mut breaks, mut crossed) = (0, [0; 2]);
    for report in reports(&chore.reports, &Default::default()).take(chore.limit.unwrap_or(usize::MAX)) {
        let report = report?;
        let parses = [language.parse_pure(&report.text), language.parse(&report.text)];
        texts += 1;
        let lists = parses.each_ref().map(words);
        changed += usize::from(lists[0] != lists[1]);
        for (count, list) in sentences.iter_mut().zip(&lists) {
            *count += list.len();
        }
        for (at, _) in report.text.as_str().match_indices("\n\n") {
            breaks += 1;
            for (count, parsed) in crossed.iter_mut().zip(&parses) {
                *count += usize::from(crosses(parsed, at));
            }
        }
        if !chore.quiet && lists[0] != lists[1] {
            println!("{}", report.id);
            let [pure, layered] = &lists;
            layered.iter().filter(|sentence| !pure.contains(sentence)).for_each(|sentence| println!("+ {sentence:?}"));
            pure.iter().filter(|sentence| !layered.contains(sentence)).for_each(|sentence| println!("- {sentence:?}"));
        }
    }
    println!("{texts} texts, {changed} changed; sentences: pure {}, layered {}", sentences[0], sentences[1]);
    println!("{breaks} blank lines, inside a sentence: pure {}, layered {}", crossed[0], crossed[1]);
    Ok(())
}

fn words(parsed: &Parsed) -> Vec<&str> {
    parsed.sentences().iter().map(|sentence| parsed.span(sentence.clone()).of(parsed.text())).collect()
}

/// Whether a sentence has words on both sides of byte `at`.
fn crosses(parsed: &Parsed, at: usize) -> bool {
    let Some(sentence) = parsed.token_at(at).map(|token| parsed.sentence(token)) else { return false };
    let word = |i: &usize| !parsed.word(*i).trim().is_empty();
    let before = sentence.clone().find(word).is_some_and(|i| parsed.tokens[i].span.start < at);
    before && sentence.rev().find(word).is_some_and(|i| parsed.tokens[i].span.start > at)
}
