//! Closing marks that the model took for the start of the next sentence.

use crate::{Dep, Token};

/// Gives closing quotation marks, brackets and stops at the head of a sentence, which stand close to the word before them
/// and apart from the word after them, back to the sentence before, together with the white space that follows.
pub(super) fn mend(text: &str, tokens: &mut [Token]) {
    let mut sentence = 0;
    for start in 1..tokens.len() {
        if !tokens[start].sentence_start {
            continue;
        }
        if let Some(end) = closing_run(text, tokens, start) {
            give_back(tokens, sentence, start, end);
            sentence = end;
        } else {
            sentence = start;
        }
    }
}

/// One past the last token of the closing marks, and the white space after them, that start at `start`.
fn closing_run(text: &str, tokens: &[Token], start: usize) -> Option<usize> {
    let word = |i: usize| tokens[i].span.of(text);
    let glued = |i: usize| tokens[i - 1].span.end == tokens[i].span.start && !word(i - 1).trim().is_empty();
    let closes =
        |i: &usize| glued(*i) && matches!(word(*i), "\"" | "”" | "'" | "’" | "''" | ")" | "]" | "." | "?" | "!");
    let marks = (start..tokens.len()).take_while(closes).last()? + 1;
    let apart =
        tokens.get(marks).is_none_or(|next| next.span.start > tokens[marks - 1].span.end || is_space(word(marks)));
    let end = (marks..tokens.len()).take_while(|&i| is_space(word(i))).last().map_or(marks, |last| last + 1);
    // A sentence that goes on before the marks end was not started by them.
    let whole = (start + 1..end).all(|i| !tokens[i].sentence_start);
    (apart && whole).then_some(end)
}

fn is_space(word: &str) -> bool {
    word.trim().is_empty()
}

/// Hangs `start..end` on the root of the sentence that starts at `sentence`, and makes `end` start a sentence.
fn give_back(tokens: &mut [Token], sentence: usize, start: usize, end: usize) {
    let Some(root) = (sentence..start).find(|&i| tokens[i].head == i) else { return };
    let stop = (end..tokens.len()).find(|&i| tokens[i].sentence_start).unwrap_or(tokens.len());
    // What hung on the marks hangs on what they hung on; where a mark was the root, the first orphan becomes it.
    let above = (start..end).map(|i| tokens[i].head).find(|head| !(start..end).contains(head));
    let orphan = (end..stop).find(|&i| (start..end).contains(&tokens[i].head));
    let head = above.or(orphan);
    for (i, token) in tokens.iter_mut().enumerate().take(stop).skip(end) {
        if (start..end).contains(&token.head) {
            token.head = head.unwrap_or(i);
            if token.head == i {
                token.dep = Dep::Root;
            }
        }
    }
    for token in &mut tokens[start..end] {
        token.head = root;
        if token.dep == Dep::Root {
            token.dep = Dep::Punct;
        }
    }
    tokens[start].sentence_start = false;
    if let Some(next) = tokens.get_mut(end) {
        next.sentence_start = true;
    }
}
