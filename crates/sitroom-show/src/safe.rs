//! Text of a report is hostile: nothing here lets it act on a terminal, a page, a spreadsheet or Markdown.

use std::borrow::Cow;

/// Whether a character could move, hide or reorder what a terminal or page shows: controls, and the Unicode marks that
/// turn the direction of text or take no room.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{061C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}')
}

/// For one line of a terminal or page: white space becomes a blank, other unseen characters a visible `�`.
pub fn line(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| is_unseen(c) || (c.is_whitespace() && c != ' ')) {
        return Cow::Borrowed(text);
    }
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if c.is_whitespace() => {
                if !line.ends_with(' ') {
                    line.push(' ');
                }
            }
            '\u{200B}'..='\u{200D}' | '\u{FEFF}' | '\u{2060}' => {}
            c if is_unseen(c) => line.push('\u{FFFD}'),
            c => line.push(c),
        }
    }
    Cow::Owned(line)
}

/// For the text or a quoted attribute of an HTML page.
pub fn html(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for c in line(text).chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            c => html.push(c),
        }
    }
    html
}

/// For running text of a Markdown page.
pub fn markdown(text: &str) -> String {
    let mut markdown = String::with_capacity(text.len());
    let line = line(text);
    for (at, c) in line.char_indices() {
        // Every renderer knows the entity; not every one the backslash before a tag.
        if c == '<' {
            markdown.push_str("&lt;");
            continue;
        }
        let special = match c {
            '\\' | '*' | '_' | '`' | '[' | ']' | '>' | '|' | '~' | '&' => true,
            '#' | '+' | '-' | '=' => at == 0,
            '.' | ')' => at > 0 && line[..at].bytes().all(|byte| byte.is_ascii_digit()),
            _ => false,
        };
        if special {
            markdown.push('\\');
        }
        markdown.push(c);
    }
    markdown
}

/// For a cell of a table that a spreadsheet may open: what would begin a formula gets an apostrophe before it. Numbers
/// stay numbers.
pub fn cell(text: &str) -> Cow<'_, str> {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    if is_formula && text.parse::<f64>().is_err() { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// A web address, where it is one that a page may link to.
pub fn link(url: &str) -> Option<&str> {
    let scheme = |scheme: &str| url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    let sound = !url.chars().any(|c| c.is_whitespace() || is_unseen(c));
    (sound && (scheme("https://") || scheme("http://"))).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_gets_no_escapes() {
        assert_eq!(line("a\u{1b}[31mb\u{7}"), "a�[31mb�");
        assert_eq!(line("one\r\n\ttwo"), "one two");
        assert_eq!(line("\u{202E}evil\u{200B}"), "�evil");
        assert!(matches!(line("Erdoğan – “no”"), Cow::Borrowed(_)));
    }

    #[test]
    fn a_page_gets_no_markup() {
        assert_eq!(html("<script>'&\""), "&lt;script&gt;&#39;&amp;&quot;");
        assert_eq!(markdown("# [x](y) *b* 1."), "\\# \\[x\\](y) \\*b\\* 1.");
        assert_eq!(markdown("1. one"), "1\\. one");
    }

    #[test]
    fn a_spreadsheet_gets_no_formulas() {
        assert_eq!(cell("=1+1"), "'=1+1");
        assert_eq!(cell("@cmd"), "'@cmd");
        assert_eq!(cell("-5"), "-5");
        assert_eq!(cell("five"), "five");
    }

    #[test]
    fn only_the_web_is_linked() {
        assert_eq!(link("https://example.org/a"), Some("https://example.org/a"));
        assert_eq!(link("javascript:alert(1)"), None);
        assert_eq!(link("http://a\nb"), None);
    }
}
