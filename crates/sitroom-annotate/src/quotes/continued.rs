//! Words that go on without a cue: "The army had no choice, he said. It would answer every attack."
//!
//! English tells such speech by its tense: after a past cue, what lies ahead of the speaker stands with "would" and what
//! he asks for with "should" or "must" (free indirect speech; Banfield 1982). Only these are taken, and only in the
//! paragraph of the cue: a plain past may as well be the reporter's own, as may what a bill or a plan "would" do.

use sitroom_language::{Dep, Parsed, Pos};

use super::Draft;
use crate::annotation::{QuoteForm, Reason};

/// Quotes for the sentences that go on with what `found` tells.
pub(super) fn find(parsed: &Parsed, found: &[Draft]) -> Vec<Draft> {
    let mut continued: Vec<Draft> = Vec::new();
    for (n, sentence) in parsed.sentences().iter().enumerate().skip(1) {
        if !goes_on(parsed, sentence.clone()) {
            continue;
        }
        let Some(before) = parsed.sentences().get(n - 1) else { continue };
        let span = parsed.span(sentence.clone());
        let line = |t: usize| parsed.word(t).contains('\n');
        let parted = before.clone().rev().take(2).any(line) || sentence.clone().take(1).any(line);
        let told = found.iter().chain(&continued).any(|quote| {
            quote.span.overlaps(span) || quote.cue.as_ref().is_some_and(|cue| sentence.contains(&cue.start))
        });
        if parted || told {
            continue;
        }
        let last = continued
            .last()
            .filter(|quote| quote.span.end <= span.start && quote.span.overlaps(parsed.span(before.clone())));
        let Some(speaker) = last.or_else(|| said_in(parsed, found, before.clone())) else { continue };
        let words = |t: &usize| !matches!(parsed.tokens[*t].pos, Pos::Punct | Pos::Space);
        let (Some(first), Some(end)) = (sentence.clone().find(words), sentence.clone().rfind(words)) else { continue };
        let why =
            Reason { what: "goes on with what was said before".to_owned(), entry: None, span: Some(speaker.span) };
        continued.push(Draft {
            span: parsed.span(first..end + 1),
            form: QuoteForm::Indirect,
            cue: None,
            why: vec![why],
            ..speaker.clone()
        });
    }
    continued
}

/// The quote whose cue is the main verb of `sentence`, in the past.
fn said_in<'a>(parsed: &Parsed, found: &'a [Draft], sentence: std::ops::Range<usize>) -> Option<&'a Draft> {
    let main = |quote: &&Draft| {
        quote.cue.as_ref().is_some_and(|cue| {
            let verb = &parsed.tokens[cue.start];
            sentence.contains(&cue.start) && verb.tag == "VBD" && matches!(verb.dep, Dep::Root | Dep::Parataxis)
        })
    };
    // "That said, …" names nobody.
    let named = |source: usize| !matches!(parsed.tokens[source].tag.as_str(), "DT" | "WDT" | "WP" | "EX");
    found.iter().filter(main).find(|quote| {
        quote.source.is_some_and(named)
            && quote.act.says()
            && matches!(quote.form, QuoteForm::Indirect | QuoteForm::Mixed)
    })
}

/// Whether the main verb of `sentence` stands with a modal of reported speech, and nothing else explains it.
fn goes_on(parsed: &Parsed, sentence: std::ops::Range<usize>) -> bool {
    let Some(root) = sentence.clone().find(|&t| parsed.tokens[t].dep == Dep::Root) else { return false };
    let aux = |lemmas: &[&str]| {
        parsed.children_by(root, Dep::Aux).any(|aux| lemmas.contains(&parsed.word(aux).to_lowercase().as_str()))
    };
    // "would have come, if" is no report of a plan.
    let open = parsed.children_by(root, Dep::Advcl).any(|clause| {
        parsed
            .children_by(clause, Dep::Mark)
            .any(|mark| matches!(parsed.word(mark).to_lowercase().as_str(), "if" | "unless"))
    });
    let first_person = parsed.children_by(root, Dep::Nsubj).any(|subject| {
        matches!(parsed.word(subject).to_lowercase().as_str(), "i" | "we" | "you" | "who" | "what" | "that")
    });
    let asks = sentence.clone().rev().take(2).any(|t| parsed.word(t) == "?");
    // A bill or a plan "would" do things in the reporter's words too; what goes on with the speaker's own is a pronoun.
    let pronoun = parsed.child(root, Dep::Nsubj).is_some_and(|subject| parsed.tokens[subject].pos == Pos::Pron);
    let reported = aux(&["should", "must"]) || aux(&["would"]) && pronoun;
    reported && !aux(&["have"]) && !open && !first_person && !asks
}
