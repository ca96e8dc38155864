//! Where in newsroom text something new begins.
//!
//! | what | cut | left alone |
//! |---|---|---|
//! | blank line, line break | `Talks fail¶` `The presidents of …` | a break inside a sentence: hard-wrapped lines, or a line that goes on in lower case |
//! | item of a list | `• Two killed in Idlib` | a dash that opens only one line |
//! | separator | `Reuters \|` `12 February` | |
//! | dateline | `BEIRUT, Feb 17 (Reuters) -` `Syria …` | `Idlib - the last stronghold - …` |
//! | glued date | `Chris Tomlinson` `24 Dec 2019` | `Covid19`, `Il24` |
//! | glued sentence | `he said.` `The army …` | `U.S.Army`, `Gen.Haftar`, `www.Example.com`, `Booking.com` |

use sitroom_report::month_number;

use crate::tokeniser::is_space;

/// Lines longer than this are not wrapped by hand.
const WIDEST_WRAP: usize = 120;
/// Lines shorter than this are headings or a table.
const NARROWEST_WRAP: usize = 30;
/// A dateline is never longer than this, in bytes.
const LONGEST_DATELINE: usize = 100;
/// Nor are words that were glued together.
const LONGEST_GLUED: usize = 200;

/// After a dot inside a web name.
const WEB_ENDINGS: [&str; 10] = ["com", "org", "net", "gov", "edu", "info", "html", "php", "aspx", "js"];

/// The bytes at which a new piece begins, in order, neither 0 nor the end.
pub(super) fn cuts(text: &str, is_abbreviation: impl Fn(&str) -> bool) -> Vec<usize> {
    let lines = lines(text);
    let starts = paragraph_starts(&lines);
    let mut cuts = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        let fresh = starts[i];
        if fresh {
            cuts.push(line.start);
        }
        if fresh && let Some(length) = dateline(line.text) {
            cuts.push(line.start + length);
        }
        separators(line, &mut cuts);
        glued(line, &is_abbreviation, &mut cuts);
    }
    cuts.retain(|&cut| 0 < cut && cut < text.len());
    cuts.sort_unstable();
    cuts.dedup();
    cuts
}

/// A line that is not blank, without the white space around it.
#[derive(Debug)]
struct Line<'a> {
    text: &'a str,
    start: usize,
    /// Its length in characters.
    width: usize,
    /// Whether nothing but white space stands between it and the line before.
    after_blank: bool,
}

fn lines(text: &str) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    let (mut at, mut blank) = (0, true);
    for piece in text.split_inclusive(['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}']) {
        let content = piece.trim_matches(is_space);
        // "\r\n" is one break: its second half is not a blank line.
        let half = piece == "\n" && text[..at].ends_with('\r');
        if !content.is_empty() {
            let start = at + (piece.len() - piece.trim_start_matches(is_space).len());
            lines.push(Line { text: content, start, width: content.chars().count(), after_blank: blank });
            blank = false;
        } else if !half {
            blank = true;
        }
        at += piece.len();
    }
    lines
}

/// Which lines begin something new.
fn paragraph_starts(lines: &[Line<'_>]) -> Vec<bool> {
    let dashes = lines.iter().filter(|line| marker(line.text) == Some(Marker::Dash)).count();
    let mut starts = Vec::with_capacity(lines.len());
    let mut width = 0;
    for (i, line) in lines.iter().enumerate() {
        if line.after_blank || i == 0 {
            let block = lines.iter().skip(i).enumerate().take_while(|(k, line)| *k == 0 || !line.after_blank);
            width = block.map(|(_, line)| line.width).max().unwrap_or(0);
        }
        let item = match marker(line.text) {
            Some(Marker::Item) => true,
            Some(Marker::Dash) => dashes > 1,
            None => false,
        };
        starts.push(match i.checked_sub(1).and_then(|before| lines.get(before)) {
            None => true,
            Some(_) if item => true,
            Some(before) if goes_on(before.text, line.text) => false,
            Some(_) if line.after_blank => true,
            // A line wrapped by hand ends where the next word would not have found room.
            Some(before) => {
                let word = line.text.split(is_space).next().unwrap_or_default().chars().count();
                !(NARROWEST_WRAP..=WIDEST_WRAP).contains(&width) || before.width + 1 + word <= width
            }
        });
    }
    starts
}

/// Whether the sentence of the line `before` goes on in the next one.
fn goes_on(before: &str, next: &str) -> bool {
    let ended = before.ends_with(['.', '!', '?', ':', ';', '"', '”', '’', ')', ']', '…', '|']);
    let byline = next.strip_prefix("by ").is_some_and(|name| name.starts_with(char::is_uppercase));
    next.starts_with([',', ';', ')', '.']) || !ended && !byline && next.starts_with(char::is_lowercase)
}

#[derive(Debug, PartialEq, Eq)]
enum Marker {
    /// A bullet or a number.
    Item,
    /// A dash, which prose has too.
    Dash,
}

/// The mark with which an item of a list begins.
fn marker(line: &str) -> Option<Marker> {
    let (mark, rest) = line.split_once(is_space)?;
    if rest.trim().is_empty() {
        return None;
    }
    if matches!(mark, "•" | "▪" | "■" | "●" | "‣" | "◦" | "*" | "+" | "►" | "→") {
        return Some(Marker::Item);
    }
    if matches!(mark, "-" | "–" | "—") {
        return Some(Marker::Dash);
    }
    let inside = mark.strip_suffix([')', '.'])?;
    let number = inside.strip_prefix('(').unwrap_or(inside);
    let counts = (1..=3).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
    let letters = number.len() == 1 && number.bytes().all(|byte| byte.is_ascii_lowercase()) && mark.ends_with(')');
    (counts || letters).then_some(Marker::Item)
}

/// Bars and bullets that part what stands in one line.
fn separators(line: &Line<'_>, cuts: &mut Vec<usize>) {
    for (at, mark) in line.text.match_indices(['|', '•', '▪', '■', '●']) {
        let before = line.text[..at].ends_with(is_space);
        let after = &line.text[at + mark.len()..];
        if !before || !after.starts_with(is_space) {
            continue;
        }
        let next = line.text.len() - after.trim_start_matches(is_space).len();
        cuts.push(line.start + if mark == "|" { next } else { at });
    }
}

/// The length of the dateline at the head of a paragraph, with the white space after it.
fn dateline(line: &str) -> Option<usize> {
    let head = clip(line, LONGEST_DATELINE);
    if let Some(length) = agency(head) {
        let rest = &line[length..];
        let body = rest.trim_start_matches(is_space).trim_start_matches(['-', '–', '—']).trim_start_matches(is_space);
        let glued = rest.len() == body.len();
        return (body.starts_with(|c: char| c.is_uppercase() || is_opening(c))
            && (!glued || !body.starts_with(is_opening)))
        .then_some(line.len() - body.len());
    }
    let dashes = head.char_indices().filter(|&(_, c)| matches!(c, '-' | '–' | '—'));
    for (at, _) in dashes {
        let place = &head[..at];
        let after = &line[at..];
        let body = after.trim_start_matches(['-', '–', '—']);
        let spaced = place.ends_with(is_space) && body.starts_with(is_space);
        let bracketed = place.ends_with(')');
        if !spaced && !bracketed {
            continue;
        }
        let body = body.trim_start_matches(is_space);
        let weak = after.starts_with("- ");
        let opens = body.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || is_opening(c));
        return (opens && is_dateline(place.trim_end_matches(is_space), weak)).then_some(line.len() - body.len());
    }
    None
}

/// The length of "(CNN)" or "(Reuters)" at the head of a line.
fn agency(head: &str) -> Option<usize> {
    let inside = head.strip_prefix('(')?;
    let end = inside.find(')')?;
    let name = &inside[..end];
    let named =
        name.len() > 1 && name.starts_with(char::is_uppercase) && name.chars().all(|c| c.is_alphabetic() || c == '/');
    named.then_some(end + 2)
}

/// Whether `head`, which stands before a dash, names a place and perhaps a date and an agency. Before a `weak` dash, which
/// prose uses too, there must be one of the two.
fn is_dateline(head: &str, weak: bool) -> bool {
    let (place, agency) = match head.split_once('(') {
        Some((place, agency)) => {
            let Some(agency) = agency.strip_suffix(')') else { return false };
            let named =
                !agency.contains(is_space) || agency.split(is_space).all(|word| word.starts_with(char::is_uppercase));
            (place, named && !agency.is_empty())
        }
        None => (head, false),
    };
    let words: Vec<&str> = place.split(is_space).map(|word| word.trim_end_matches(',')).collect();
    let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
    let dated = words.iter().any(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    let capital = |word: &str| word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    let Some(first) = words.first() else { return false };
    let loud = first.chars().count() > 2 && first.chars().all(|c| c.is_uppercase() || matches!(c, '.' | '\'' | '-'));
    words.len() <= 8 && words.iter().all(|word| capital(word)) && (agency || loud && (dated || !weak))
}

fn is_opening(c: char) -> bool {
    matches!(c, '"' | '“' | '‘' | '\'' | '[' | '(' | '«')
}

/// The longest beginning of `text` of at most `most` bytes.
fn clip(text: &str, most: usize) -> &str {
    let end = (0..=most.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    &text[..end]
}

/// Words that were glued together.
fn glued(line: &Line<'_>, is_abbreviation: &impl Fn(&str) -> bool, cuts: &mut Vec<usize>) {
    let text = line.text;
    let mut start = 0;
    let mut quotes = 0usize;
    for chunk in text.split(is_space) {
        let at = start;
        start += chunk.len() + text[start + chunk.len()..].chars().next().map_or(0, char::len_utf8);
        // Only where letters meet digits or dots inside a chunk can anything be glued.
        if (4..=LONGEST_GLUED).contains(&chunk.len()) {
            cuts.extend(glued_date(chunk, &text[at..], &text[..at]).map(|cut| line.start + at + cut));
            if !chunk.contains(['/', '@']) && !chunk.starts_with("www.") {
                glued_sentences(chunk, quotes, is_abbreviation, |cut| cuts.push(line.start + at + cut));
            }
        }
        quotes += chunk.matches('"').count();
    }
}

/// Where in `chunk` a date begins or ends that is glued to a word: "Tomlinson24 Dec 2019", "ReutersMay 4", "2019Donald".
fn glued_date(chunk: &str, rest: &str, before: &str) -> Option<usize> {
    let word = chunk.find(|c: char| !c.is_alphabetic()).unwrap_or(chunk.len());
    let name = &chunk[..word];
    if name.starts_with(char::is_uppercase) && name.ends_with(char::is_lowercase) && name.chars().count() > 2 {
        if is_date(&rest[word..]) {
            return Some(word);
        }
        let month = name.char_indices().skip(2).filter(|&(_, c)| c.is_uppercase()).last().map(|(at, _)| at);
        return month.filter(|&at| {
            month_length(&rest[at..]).is_some_and(|length| {
                let day = rest[at + length..].trim_start_matches('.').strip_prefix(' ');
                at + length == word && day.is_some_and(|day| day.starts_with(|c: char| c.is_ascii_digit()))
            })
        });
    }
    let year = chunk.starts_with("19") || chunk.starts_with("20");
    if year && chunk.bytes().take(4).all(|byte| byte.is_ascii_digit()) {
        let mut next = chunk[4..].chars();
        let word = next.next().is_some_and(char::is_uppercase) && next.next().is_some_and(char::is_lowercase);
        let month = before.trim_end().rsplit(is_space).take(2).any(|word| month_length(word).is_some());
        return (word && month).then_some(4);
    }
    None
}

/// Whether `text` begins with "24 Dec", "24/12/2019", "2019-12-24" or "14:30".
fn is_date(text: &str) -> bool {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let count = digits(text);
    let rest = &text[count..];
    match count {
        1 | 2 => {
            let month = rest.trim_start_matches(is_space);
            let numbers = |mark: char| rest.strip_prefix(mark).is_some_and(|rest| digits(rest) > 1);
            month_length(month).is_some() || numbers('/') || numbers(':')
        }
        4 => rest.strip_prefix('-').is_some_and(|rest| digits(rest) == 2),
        _ => false,
    }
}

/// The length of the name of a month at the head of `text`.
fn month_length(text: &str) -> Option<usize> {
    let word = &text[..text.bytes().take_while(u8::is_ascii_alphabetic).count()];
    (word.starts_with(|c: char| c.is_ascii_uppercase()) && month_number(word).is_some()).then_some(word.len())
}

/// Where in `chunk` a sentence begins right after the end of another; `quotes` straight ones stand before it in its line.
fn glued_sentences(chunk: &str, quotes: usize, is_abbreviation: &impl Fn(&str) -> bool, mut found: impl FnMut(usize)) {
    for (at, stop) in chunk.match_indices(['.', '!', '?']) {
        let before = &chunk[..at];
        let after = &chunk[at + stop.len()..];
        let next = after.trim_start_matches(['"', '”', '“', '’', '‘', '\'', ')', ']', '(', '[']);
        let marks = &after[..after.len() - next.len()];
        let word = &next[..next.find(|c: char| !c.is_alphabetic()).unwrap_or(next.len())];
        let capital = word.starts_with(char::is_uppercase) && word.chars().nth(1).is_none_or(char::is_lowercase);
        if word.is_empty() || !capital || marks.chars().count() > 2 || next[word.len()..].starts_with('.') {
            continue;
        }
        if marks.is_empty() && WEB_ENDINGS.iter().any(|ending| word.eq_ignore_ascii_case(ending)) {
            continue;
        }
        let last = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        let ends = if last.is_empty() {
            before.ends_with([')', ']', '”', '"', '’', '%'])
        } else if last.bytes().all(|byte| byte.is_ascii_digit()) {
            last.len() > 1
        } else {
            last.chars().rev().take(2).filter(|c| c.is_lowercase()).count() == 2
                && !(stop == "." && is_abbreviation(&chunk[at - last.len()..=at]))
        };
        if ends {
            let straight = quotes + before.matches('"').count();
            let closing = marks.chars().take_while(|&mark| match mark {
                '”' | '’' | ')' | ']' => true,
                '"' | '\'' => straight % 2 == 1,
                _ => false,
            });
            found(at + stop.len() + closing.map(char::len_utf8).sum::<usize>());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The pieces of `text`.
    fn pieces(text: &str) -> Vec<&str> {
        let is_abbreviation = |word: &str| matches!(word, "Gen." | "Mr." | "Jan." | "vs." | "Sgt.");
        let cuts = cuts(text, is_abbreviation);
        let starts = std::iter::once(0).chain(cuts.iter().copied());
        let ends = cuts.iter().copied().chain([text.len()]);
        starts.zip(ends).map(|(start, end)| &text[start..end]).collect()
    }

    fn is_left_whole(text: &str) {
        assert_eq!(pieces(text), [text]);
    }

    #[test]
    fn headlines_and_paragraphs() {
        assert_eq!(
            pieces("Talks fail in Geneva\n\nThe envoys left on Friday. They gave no reason.\n \nBoth sides said so.\n"),
            [
                "Talks fail in Geneva\n\n",
                "The envoys left on Friday. They gave no reason.\n \n",
                "Both sides said so.\n"
            ]
        );
        assert_eq!(
            pieces(
                "Talks fail\r\nby Our Correspondent\r\nThe envoys left Geneva on Friday after a night of talks.\r\n"
            ),
            [
                "Talks fail\r\n",
                "by Our Correspondent\r\n",
                "The envoys left Geneva on Friday after a night of talks.\r\n"
            ]
        );
    }

    #[test]
    fn wrapped_lines_are_one_paragraph() {
        is_left_whole(
            "Heavy rain flooded the lower part of the town on\nWednesday night, and rescuers took some two hundred\n\
             People's Park residents to schools and mosques on the\nhill. Twelve are missing.\n",
        );
        is_left_whole("Rain flooded the lower part of\n\nthe town, officials said.");
    }

    #[test]
    fn headings_and_tables_are_lines() {
        assert_eq!(
            pieces("Kenya:\nDead: 12\nInjured: 140\nMissing: 3\n"),
            ["Kenya:\n", "Dead: 12\n", "Injured: 140\n", "Missing: 3\n"]
        );
    }

    #[test]
    fn items_of_lists() {
        assert_eq!(
            pieces("Today:\n• two killed in the north\n• a bridge closed\n1. rain\n(b) wind\n"),
            ["Today:\n", "• two killed in the north\n", "• a bridge closed\n", "1. rain\n", "(b) wind\n"]
        );
        assert_eq!(pieces("- two killed\n- a bridge closed"), ["- two killed\n", "- a bridge closed"]);
        assert_eq!(pieces("Reuters | 12 February • Geneva"), ["Reuters | ", "12 February ", "• Geneva"]);
        is_left_whole("the town that was taken in May last year after weeks of\n- and only after - air strikes");
        is_left_whole("a|b and x • y".replace(" • ", "•").as_str());
    }

    #[test]
    fn datelines() {
        for (head, body) in [
            ("BEIRUT (Reuters) - ", "Shells hit a market."),
            ("GENEVA, Feb 17 (Xinhua) -- ", "Envoys met again."),
            ("Moscow (TASS) – ", "“We are ready,” he said."),
            ("KHARTOUM, Sudan — ", "Rain flooded the town."),
            ("SAN SALVADOR, 3 JAN 90 -- ", "[TEXT] THE TOWN WAS QUIET."),
            ("(AP) — ", "Shells hit a market."),
            ("(CNN)", "Shells hit a market."),
            ("(CNN) ", "Shells hit a market."),
        ] {
            assert_eq!(pieces(&format!("{head}{body}")), [head, body]);
        }
        for prose in [
            "Hama - the last big town in their hands - was shelled.",
            "ISIS - Islamic State, as it calls itself - was beaten.",
            "The UN (which met on Friday) - Geneva's guest - left.",
            "(It rained.) The town was quiet.",
            "A well-known Turkey-Russia deal (Sochi) - It failed.",
            "NGOs -- the aid groups of the town -- left.",
        ] {
            is_left_whole(prose);
        }
    }

    #[test]
    fn glued_dates() {
        assert_eq!(pieces("By Ann Miller24 Dec 2019"), ["By Ann Miller", "24 Dec 2019"]);
        assert_eq!(pieces("Ann Miller12/04/2021 Geneva"), ["Ann Miller", "12/04/2021 Geneva"]);
        assert_eq!(pieces("Ann Miller2021-04-12"), ["Ann Miller", "2021-04-12"]);
        assert_eq!(pieces("Updated14:30 GMT"), ["Updated", "14:30 GMT"]);
        assert_eq!(pieces("ReutersMay 4, 2021"), ["Reuters", "May 4, 2021"]);
        assert_eq!(pieces("24 Dec 2019Envoys met"), ["24 Dec 2019", "Envoys met"]);
        for whole in ["Covid19 cases", "Il24 flew", "an F16May 4 x", "in 2019Novel", "MacMay said", "B12 May"] {
            is_left_whole(whole);
        }
    }

    #[test]
    fn glued_sentences() {
        assert_eq!(pieces("It rained, he said.The town was quiet."), ["It rained, he said.", "The town was quiet."]);
        assert_eq!(pieces("It was quiet in 2012.The war"), ["It was quiet in 2012.", "The war"]);
        assert_eq!(pieces("They left (at last).Then it rained"), ["They left (at last).", "Then it rained"]);
        assert_eq!(pieces("“They left.”Then it rained"), ["“They left.”", "Then it rained"]);
        assert_eq!(pieces("\"They left.\"Then it rained"), ["\"They left.\"", "Then it rained"]);
        assert_eq!(pieces("He said.\"They left\""), ["He said.", "\"They left\""]);
        assert_eq!(pieces("Why?He left!Now"), ["Why?", "He left!", "Now"]);
        for whole in [
            "the U.S.Army",
            "Gen.Haftar",
            "Jan.Twelve",
            "see www.Example.Org today",
            "Booking.Com",
            "Node.Js",
            "a.Bc",
            "http://example.org/said.The",
            "someone@said.The",
            "No.5",
            "v2.Alpha",
            "said...The",
            "J.K.Rowling",
        ] {
            is_left_whole(whole);
        }
    }
}
