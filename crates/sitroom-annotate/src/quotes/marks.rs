//! Passages between quotation marks, whatever marks they are and however badly they are kept.
//!
//! Marks that open and close by their shape (“ ” „ « » ‹ › 「 」 and the rest), straight marks (" and the doubled '' and
//! ``), and single marks (‘ ’ ') where they are not apostrophes. A passage that never closes ends with its paragraph.

use sitroom_report::Span;

/// A passage in quotation marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Passage {
    /// With its marks.
    pub(super) span: Span,
    /// Without.
    pub(super) inner: Span,
    /// Whether a mark closes it.
    pub(super) closed: bool,
}

#[derive(Copy, Clone, Debug, PartialEq, Eq)]
enum Style {
    /// Opens and closes by shape.
    Double,
    /// ", '' and ``.
    Straight,
    /// ‘ ’ and '.
    Single,
}

#[derive(Copy, Clone, Debug)]
struct Mark {
    span: Span,
    style: Style,
    opens: bool,
    closes: bool,
}

/// The passages of `text`, in order; none lies in another.
pub(super) fn passages(text: &str) -> Vec<Passage> {
    let marks = marks(text);
    let mut found = Vec::new();
    let mut open: Option<Mark> = None;
    let mut next = 0;
    let mut breaks = paragraph_breaks(text).peekable();
    while next < marks.len() || open.is_some() {
        let mark = marks.get(next).copied();
        let here = mark.map_or(text.len(), |mark| mark.span.start);
        // Where a paragraph ends inside a passage, the passage ends.
        while breaks.peek().is_some_and(|&at| open.is_some_and(|open| at < open.span.end)) {
            breaks.next();
        }
        if let (Some(opened), Some(&at)) = (open, breaks.peek())
            && at <= here
        {
            found.extend(unclosed(text, opened, at));
            open = None;
            continue;
        }
        let Some(mark) = mark else {
            if let Some(opened) = open.take() {
                found.extend(unclosed(text, opened, text.len()));
            }
            break;
        };
        next += 1;
        match open {
            None if mark.style == Style::Single => {
                if let Some((close, skipped)) = closing_single(text, &marks[next..], mark) {
                    found.extend(passage(text, mark, close));
                    next += skipped;
                }
            }
            None if mark.opens => open = Some(mark),
            None => {}
            Some(_) if mark.style == Style::Single => {}
            Some(opened) if mark.closes && agrees(opened, mark) => {
                found.extend(passage(text, opened, mark));
                open = None;
            }
            // A second mark that can only open: the first was never closed, unless this one is nested.
            Some(opened) if mark.opens && !mark.closes && opened.style == mark.style => {
                found.extend(unclosed(text, opened, mark.span.start));
                open = Some(mark);
            }
            Some(_) => {}
        }
    }
    found
}

/// Straight and curly marks are mixed within one text: any double mark may close any other.
fn agrees(open: Mark, close: Mark) -> bool {
    open.style != Style::Single && close.style != Style::Single
}

fn passage(text: &str, open: Mark, close: Mark) -> Option<Passage> {
    let inner = trimmed(text, Span::new(open.span.end, close.span.start.max(open.span.end)))?;
    Some(Passage { span: Span::new(open.span.start, close.span.end), inner, closed: true })
}

fn unclosed(text: &str, open: Mark, end: usize) -> Option<Passage> {
    let inner = trimmed(text, Span::new(open.span.end, end.max(open.span.end)))?;
    Some(Passage { span: Span::new(open.span.start, inner.end), inner, closed: false })
}

fn trimmed(text: &str, span: Span) -> Option<Span> {
    let words = span.of(text);
    let start = span.start + (words.len() - words.trim_start().len());
    let end = start + words.trim().len();
    words.chars().any(char::is_alphanumeric).then_some(Span { start, end })
}

/// The mark that closes the single mark `open`, and how many marks lie before and with it.
fn closing_single(text: &str, marks: &[Mark], open: Mark) -> Option<(Mark, usize)> {
    if !open.opens {
        return None;
    }
    let paragraph = text[open.span.end..].find('\n').map_or(text.len(), |at| open.span.end + at);
    let candidates = marks.iter().enumerate().take_while(|(_, mark)| mark.span.start < paragraph);
    let mut first = None;
    for (n, mark) in candidates {
        if mark.style != Style::Single {
            return first;
        }
        if mark.closes {
            let after_point = text[..mark.span.start].ends_with([',', '.', '!', '?']);
            if after_point {
                return Some((*mark, n + 1));
            }
            first = first.or(Some((*mark, n + 1)));
        } else if mark.opens {
            break;
        }
    }
    // A lone apostrophe at the end of a far word is no closing mark.
    first.filter(|(mark, _)| mark.span.start - open.span.end < 400)
}

/// Where paragraphs end: at line breaks followed by a blank line, or by a line that is long enough to be a paragraph.
fn paragraph_breaks(text: &str) -> impl Iterator<Item = usize> + '_ {
    let mut from = 0;
    std::iter::from_fn(move || {
        let at = from + memchr::memchr(b'\n', text.as_bytes().get(from..)?)?;
        from = at + 1;
        Some(at)
    })
}

fn marks(text: &str) -> Vec<Mark> {
    let mut marks = Vec::new();
    let mut chars = text.char_indices().peekable();
    let mut before: Option<char> = None;
    while let Some((start, c)) = chars.next() {
        let doubled = matches!(c, '\'' | '`' | '’' | '‘') && chars.peek().is_some_and(|&(_, next)| next == c);
        let style = match c {
            '“' | '”' | '„' | '‟' | '«' | '»' | '‹' | '›' | '「' | '」' | '『' | '』' | '〝' | '〞' | '《' | '》'
            | '❝' | '❞' => Some(Style::Double),
            '"' | '＂' | '″' => Some(Style::Straight),
            _ if doubled => Some(Style::Straight),
            '‘' | '’' | '\'' | '‛' | '‚' | '`' | '´' => Some(Style::Single),
            _ => None,
        };
        let mut end = start + c.len_utf8();
        if let Some(style) = style {
            if doubled {
                chars.next();
                end += c.len_utf8();
            }
            let after = chars.peek().map(|&(_, next)| next);
            let (opens, closes) = directions(c, doubled, style, before, after);
            if opens || closes {
                marks.push(Mark { span: Span::new(start, end), style, opens, closes });
            }
        }
        before = Some(c);
    }
    marks
}

/// Whether the mark `c` may open and may close, by its shape and its neighbours.
fn directions(c: char, doubled: bool, style: Style, before: Option<char>, after: Option<char>) -> (bool, bool) {
    let free_before = before.is_none_or(|c| c.is_whitespace() || "([{—–-/“‘\"'«".contains(c));
    let free_after = after.is_none_or(|c| c.is_whitespace() || ")]}—–-/.,;:!?”’\"'»".contains(c));
    match style {
        Style::Double => match c {
            '“' | '„' | '‟' | '「' | '『' | '〝' | '《' | '❝' => {
                // German and Polish close with the mark that English opens with.
                (!free_after || free_before, free_after && !free_before)
            }
            '”' | '」' | '』' | '〞' | '》' | '❞' => (free_before && !free_after, true),
            // French and reversed guillemets: the neighbours tell.
            '«' | '‹' => (!free_after || free_before, free_after && !free_before),
            _ => (free_before && !free_after, !free_before || free_after),
        },
        Style::Straight if c == '`' || (doubled && c == '‘') => (true, false),
        Style::Straight => match (free_before, free_after) {
            (true, false) => (true, false),
            (false, true) => (false, true),
            // Between blanks, or inside a word: either.
            _ => (true, true),
        },
        Style::Single => {
            let word_before = before.is_some_and(|c| !c.is_whitespace());
            let word_after = after.is_some_and(char::is_alphanumeric);
            let opens = free_before && word_after && c != '’' && c != '´' && !after.is_some_and(char::is_numeric);
            (opens || c == '‘' && word_after, word_before && !word_after && !matches!(c, '‘' | '`' | '‚'))
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn inner(text: &str) -> Vec<&str> {
        passages(text).iter().map(|passage| passage.inner.of(text)).collect()
    }

    #[test]
    fn every_style_of_marks_is_read() {
        for (open, close) in [
            ("\"", "\""),
            ("“", "”"),
            ("„", "“"),
            ("„", "”"),
            ("«", "»"),
            ("« ", " »"),
            ("»", "«"),
            ("‹", "›"),
            ("``", "''"),
            ("''", "''"),
            ("「", "」"),
            ("‘", "’"),
            ("'", "'"),
            ("“", "\""),
            ("\"", "”"),
            ("＂", "＂"),
        ] {
            let text = format!("He said: {open}We will go on,{close} and left.");
            assert_eq!(inner(&text), ["We will go on,"], "{text}");
        }
    }

    #[test]
    fn apostrophes_are_no_marks() {
        assert!(passages("The rebels' stronghold isn't the army's, it's ours.").is_empty());
        assert!(passages("Since the '90s, the soldiers’ wives didn’t leave.").is_empty());
        assert_eq!(inner("“The rebels’ fight isn’t over,” he said."), ["The rebels’ fight isn’t over,"]);
        assert_eq!(inner("He said ‘the rebels’ fight isn’t over.’"), ["the rebels’ fight isn’t over."]);
    }

    #[test]
    fn a_passage_that_never_closes_ends_with_its_paragraph() {
        let found = passages("“First.\n\n“Second,” he said.");
        assert_eq!(found.iter().map(|passage| passage.closed).collect::<Vec<_>>(), [false, true]);
        assert_eq!(inner("He said “we go on.\nThe war went on."), ["we go on."]);
    }

    #[test]
    fn nested_marks_stay_inside() {
        assert_eq!(inner("“He told me ‘go home’ twice,” she said."), ["He told me ‘go home’ twice,"]);
    }

    proptest! {
        #[test]
        fn passages_are_ordered_and_on_boundaries(text in "[a ,.\\n'\"“”‘’«»„`é😀-]{0,80}") {
            let mut last = 0;
            for passage in passages(&text) {
                prop_assert!(passage.span.start >= last);
                prop_assert!(passage.span.contains(passage.inner));
                prop_assert!(text.get(passage.span.start..passage.span.end).is_some());
                prop_assert!(!passage.inner.of(&text).is_empty());
                last = passage.span.end;
            }
        }
    }
}
