//! Recaps: what a report tells again of the time before its news.

use sitroom_language::{Dep, Parsed};

use super::clause::{self, is_clause};
use super::words::{Role, SmallWords};
use crate::annotation::{Annotation, Reason};
use crate::annotator::Reading;

/// For each token that heads a clause, why it is a recap, if it is one.
pub(super) fn recaps(
    parsed: &Parsed,
    words: &SmallWords,
    _reading: &Reading<'_>,
    _draft: &Annotation,
) -> Vec<Option<Reason>> {
    (0..parsed.len()).map(|i| if is_clause(parsed, i) { long_running(parsed, words, i) } else { None }).collect()
}

/// "The war has killed …", "the conflict began in 2011": what has been said of a thing that runs for years.
fn long_running(parsed: &Parsed, words: &SmallWords, i: usize) -> Option<Reason> {
    let mut subject = clause::subject(parsed, i)?;
    if parsed.tokens[i].dep == Dep::Relcl && matches!(parsed.tokens[subject].tag.as_str(), "WDT" | "WP") {
        subject = parsed.head(i)?;
    }
    let word = words.in_role(&parsed.tokens[subject].lemma, Role::LongRunning)?;
    let begins = matches!(parsed.tokens[i].lemma.as_str(), "begin" | "start" | "erupt" | "break");
    (clause::is_perfect(parsed, i) || (begins && clause::is_past(parsed, i))).then(|| Reason {
        what: "recap of what runs for long".to_owned(),
        entry: Some(word.entry.clone()),
        span: Some(parsed.tokens[subject].span),
    })
}
