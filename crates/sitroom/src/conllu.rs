//! Parses as CoNLL-U, the table of Universal Dependencies (<https://universaldependencies.org/format.html>).
//!
//! CoNLL-U has no tokens of white space: they become `SpacesAfter` of the word before, as UDPipe writes it. Names are
//! `NER=B-…` and `NER=I-…`, places in the text `start_char` and `end_char` in code points, as Stanza writes them. The
//! relations stay ClearNLP's, but that of a root, which CoNLL-U calls `root`.

use std::fmt::Write;

use sitroom_language::{Parsed, Pos};
use sitroom_report::Text;

/// The sentences of a report.
pub(crate) fn write(id: &str, parsed: &Parsed, text: &Text) -> String {
    let mut out = format!("# newdoc id = {}\n", line(id));
    for (number, sentence) in parsed.sentences().iter().enumerate() {
        let words: Vec<usize> = sentence.clone().filter(|&i| parsed.tokens[i].pos != Pos::Space).collect();
        let (Some(&first), Some(&last)) = (words.first(), words.last()) else { continue };
        let number_of = |i: usize| words.binary_search(&i).map_or(0, |place| place + 1);
        let root = root(parsed, &words).unwrap_or(first);
        let _ = write!(
            out,
            "# sent_id = {}.{}\n# text = {}\n",
            line(id),
            number + 1,
            line(parsed.span(first..last + 1).of(parsed.text()))
        );
        for &i in &words {
            let token = &parsed.tokens[i];
            let head = if i == root { 0 } else { number_of(head(parsed, i).unwrap_or(root)) };
            let dep = if i == root { "root" } else { token.dep.as_str() };
            let points = text.to_points(token.span);
            let mut misc = format!("start_char={}|end_char={}", points.start, points.end);
            if let Some(name) = parsed.name_at(i) {
                let _ = write!(misc, "|NER={}-{}", if name.start == i { 'B' } else { 'I' }, name.label);
            }
            misc += &spaces_after(parsed, i);
            let (lemma, tag) = (filled(&token.lemma), filled(&token.tag));
            let (word, pos) = (parsed.word(i), filled(token.pos.as_str()));
            let _ = writeln!(out, "{}\t{word}\t{lemma}\t{pos}\t{tag}\t_\t{head}\t{dep}\t_\t{misc}", number_of(i));
        }
        out.push('\n');
    }
    out
}

/// The nearest head of `i` that is a word; `None` above the root.
fn head(parsed: &Parsed, i: usize) -> Option<usize> {
    parsed.ancestors(i).find(|&above| parsed.tokens[above].pos != Pos::Space)
}

/// The first of `words` that hangs on no other.
fn root(parsed: &Parsed, words: &[usize]) -> Option<usize> {
    words.iter().copied().find(|&i| head(parsed, i).is_none())
}

/// What stands between token `i` and the next word, as UDPipe's `SpaceAfter` and `SpacesAfter`.
fn spaces_after(parsed: &Parsed, i: usize) -> String {
    let start = parsed.tokens[i].span.end;
    let next = parsed.tokens.iter().skip(i + 1).find(|token| token.pos != Pos::Space);
    let end = next.map_or(parsed.text().len(), |token| token.span.start);
    match parsed.text().get(start..end).unwrap_or_default() {
        " " => String::new(),
        "" if next.is_none() => String::new(),
        "" => "|SpaceAfter=No".to_owned(),
        spaces => {
            let escaped = spaces.chars().map(|c| match c {
                ' ' => r"\s".to_owned(),
                '\t' => r"\t".to_owned(),
                '\n' => r"\n".to_owned(),
                '\r' => r"\r".to_owned(),
                c => c.escape_unicode().to_string(),
            });
            format!("|SpacesAfter={}", escaped.collect::<String>())
        }
    }
}

/// A field is never empty.
fn filled(field: &str) -> &str {
    if field.is_empty() { "_" } else { field }
}

/// A comment is one line.
fn line(text: &str) -> String {
    text.split(['\n', '\r', '\t', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'])
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test")]

    use sitroom_language::Language;

    use super::*;

    #[test]
    fn words_are_numbered_and_white_space_is_told() {
        let text = Text::from("Aid reached Aleppo.\n\nIt's late\t!");
        let parsed = Language::embedded().unwrap().parse(&text);
        let written = write("a\nb", &parsed, &text);
        let expected = "\
# newdoc id = a b
# sent_id = a b.1
# text = Aid reached Aleppo.
1\tAid\taid\tNOUN\tNN\t_\t2\tnsubj\t_\tstart_char=0|end_char=3
2\treached\treach\tVERB\tVBD\t_\t0\troot\t_\tstart_char=4|end_char=11
3\tAleppo\tAleppo\tPROPN\tNNP\t_\t2\tdobj\t_\tstart_char=12|end_char=18|NER=B-GPE|SpaceAfter=No
4\t.\t.\tPUNCT\t.\t_\t2\tpunct\t_\tstart_char=18|end_char=19|SpacesAfter=\\n\\n

# sent_id = a b.2
# text = It's late !
1\tIt\tit\tPRON\tPRP\t_\t2\tnsubj\t_\tstart_char=21|end_char=23|SpaceAfter=No
2\t's\tbe\tAUX\tVBZ\t_\t0\troot\t_\tstart_char=23|end_char=25
3\tlate\tlate\tADJ\tJJ\t_\t2\tacomp\t_\tstart_char=26|end_char=30|SpacesAfter=\\t
4\t!\t!\tPUNCT\t.\t_\t2\tpunct\t_\tstart_char=31|end_char=32

";
        assert_eq!(written, expected);
    }

    #[test]
    fn a_text_of_white_space_has_no_sentence() {
        let text = Text::from(" \n\n ");
        let parsed = Language::embedded().unwrap().parse(&text);
        assert_eq!(write("a", &parsed, &text), "# newdoc id = a\n");
    }
}
