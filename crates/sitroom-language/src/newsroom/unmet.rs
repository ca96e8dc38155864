//! Words of the news of wars that the model never met and takes for names.
//!
//! Each is read as a word of the same form and length that the model knows, so that everything stands where it stood.

use std::borrow::Cow;

use smol_str::SmolStr;

use crate::Token;

/// The word, the one it is read as, and its lemma.
const UNMET: &[(&str, &str, &str)] = &[("retook", "seized", "retake")];

/// `text` as the model is to read it.
pub(crate) fn stand_in(text: &str) -> Cow<'_, str> {
    let mut out = Cow::Borrowed(text);
    for (word, known, _) in UNMET {
        if out.contains(word) {
            out = Cow::Owned(out.replace(word, known));
        }
    }
    out
}

/// Gives the words of `text` that were read as others their own lemmas.
pub(crate) fn mend(text: &str, tokens: &mut [Token]) {
    for token in tokens {
        let word = token.span.of(text);
        if let Some((_, _, lemma)) = UNMET.iter().find(|(unmet, _, _)| *unmet == word) {
            token.lemma = SmolStr::new_static(lemma);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stand_ins_are_as_long_as_what_they_stand_for() {
        assert!(UNMET.iter().all(|(word, known, _)| word.len() == known.len()));
        assert_eq!(stand_in("Troops retook the town."), "Troops seized the town.");
    }
}
