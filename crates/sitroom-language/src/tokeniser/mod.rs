//! Cuts a text into tokens exactly as spaCy's rule tokeniser does.
//!
//! A text is first cut at white space. From each stretch without any, prefixes (brackets, quotes, currency) and suffixes
//! (stops, units, 's) are taken off in turn until nothing more comes off or an exception ("don't", "U.S.") is left; what
//! is left is an exception, a web address, or is cut at its infixes (hyphens, dots between sentences). Exceptions that
//! the affixes themselves break up (":-)") are put together again last. The algorithm is described in spaCy's
//! documentation under "How spaCy's tokenizer works"; patterns and exceptions come from the model.

mod pattern;

use sitroom_report::Span;
use smol_str::SmolStr;

use crate::hash::{HashMapOf, hash_string};
use crate::tables::{Class, Reader, TableError};
use crate::token::RawToken;
use pattern::{Direction, Pattern, Threads};

/// An English tokeniser, read from a model's section `tokeniser`.
#[derive(Debug)]
pub struct Tokeniser {
    classes: Vec<Class>,
    prefix: Pattern,
    /// Read backwards from the end.
    suffix: Pattern,
    infix: Pattern,
    url: Pattern,
    exceptions: HashMapOf<Exception>,
    longest_exception: usize,
    /// By their first words.
    broken_exceptions: HashMapOf<Vec<Broken>>,
    norms: HashMapOf<SmolStr>,
}

#[derive(Debug)]
struct Exception {
    text: Box<str>,
    pieces: Vec<Piece>,
}

/// A token of an exception.
#[derive(Debug)]
struct Piece {
    length: usize,
    norm: Option<SmolStr>,
}

/// An exception as the affixes alone would cut it.
#[derive(Debug)]
struct Broken {
    first: SmolStr,
    rest: Vec<SmolStr>,
}

/// A token on its way.
#[derive(Clone, Debug)]
struct Cut {
    span: Span,
    /// Known where an exception tells it.
    norm: Option<SmolStr>,
    space_after: bool,
}

/// Whether Python's `str.isspace` holds, which also takes the four information separators for white space.
pub(crate) fn is_space(c: char) -> bool {
    c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c)
}

impl Tokeniser {
    /// Reads the tables of a model.
    pub fn read(section: &[u8]) -> Result<Self, TableError> {
        let mut reader = Reader::new(section);
        let classes = (0..reader.u16()?).map(|_| Class::read(&mut reader)).collect::<Result<Vec<_>, _>>()?;
        let prefix = Pattern::read(&mut reader, &classes, Direction::Forward)?;
        let suffix = Pattern::read(&mut reader, &classes, Direction::Backward)?;
        let infix = Pattern::read(&mut reader, &classes, Direction::Forward)?;
        let url = Pattern::read(&mut reader, &classes, Direction::Forward)?;
        let mut exceptions = HashMapOf::default();
        for _ in 0..reader.u16()? {
            let text = reader.string()?;
            let mut pieces = Vec::new();
            for _ in 0..reader.u8()? {
                let (piece, norm) = (reader.string()?, reader.string()?);
                pieces.push(Piece { length: piece.len(), norm: (!norm.is_empty()).then(|| norm.into()) });
            }
            // The pieces must make up the text, or spans would leave their characters.
            let mut at = 0;
            let whole = pieces.iter().all(|piece| {
                at += piece.length;
                piece.length > 0 && text.is_char_boundary(at)
            });
            if !whole || at != text.len() {
                return Err(reader.fault());
            }
            exceptions.insert(hash_string(text), Exception { text: text.into(), pieces });
        }
        let mut norms = HashMapOf::default();
        for _ in 0..reader.u16()? {
            norms.insert(reader.u64()?, SmolStr::new(reader.string()?));
        }
        reader.finish()?;
        let longest_exception = exceptions.values().map(|exception| exception.text.len()).max().unwrap_or(0);
        let broken_exceptions = HashMapOf::default();
        let mut tokeniser =
            Self { classes, prefix, suffix, infix, url, exceptions, longest_exception, broken_exceptions, norms };
        tokeniser.break_exceptions();
        Ok(tokeniser)
    }

    /// The tokens of `text`: they cover all of it but single spaces between words.
    pub fn tokenise(&self, text: &str) -> Vec<RawToken> {
        let mut cutter = Cutter::new(self, text, true);
        cutter.cut();
        let cuts = self.restore_exceptions(text, cutter.cuts);
        cuts.into_iter()
            .map(|cut| RawToken {
                norm: cut.norm.unwrap_or_else(|| self.norm(cut.span.of(text))),
                span: cut.span,
                space_after: cut.space_after,
            })
            .collect()
    }

    /// The normal spelling of a word that is no exception.
    fn norm(&self, word: &str) -> SmolStr {
        self.norms.get(&hash_string(word)).cloned().unwrap_or_else(|| lower(word))
    }

    /// Whether `word` is an exception ("Gen.", "don't").
    pub(crate) fn is_exception(&self, word: &str) -> bool {
        self.exception(word).is_some()
    }

    fn exception(&self, text: &str) -> Option<&[Piece]> {
        // Hashing a long text again for each bracket taken off it would take quadratic time.
        if text.len() > self.longest_exception {
            return None;
        }
        let exception = self.exceptions.get(&hash_string(text)).filter(|exception| *exception.text == *text)?;
        Some(&exception.pieces)
    }

    /// Finds the exceptions that the affixes break up.
    fn break_exceptions(&mut self) {
        let mut broken: HashMapOf<Vec<Broken>> = HashMapOf::default();
        for text in self.exceptions.values().map(|exception| &exception.text) {
            let mut cutter = Cutter::new(self, text, false);
            let breaks = text.contains(' ')
                || cutter.prefix(0, text.len()) > 0
                || cutter.suffix(0, text.len()) > 0
                || !cutter.infixes(text).is_empty();
            if breaks {
                cutter.cut();
                let mut words = cutter.cuts.iter().map(|cut| SmolStr::new(cut.span.of(text)));
                if let Some(first) = words.next() {
                    let hash = hash_string(&first);
                    broken.entry(hash).or_default().push(Broken { first, rest: words.collect() });
                }
            }
        }
        self.broken_exceptions = broken;
    }

    /// Puts in the exceptions that are made of several tokens of `cuts`: the longest first, then the leftmost.
    fn restore_exceptions(&self, text: &str, cuts: Vec<Cut>) -> Vec<Cut> {
        let mut matches: Vec<(usize, usize)> = Vec::new();
        for (start, cut) in cuts.iter().enumerate() {
            let word = cut.span.of(text);
            if word.len() > self.longest_exception {
                continue;
            }
            for broken in self.broken_exceptions.get(&hash_string(word)).into_iter().flatten() {
                let end = start + 1 + broken.rest.len();
                let same = |rest: &[Cut]| rest.iter().zip(&broken.rest).all(|(cut, word)| cut.span.of(text) == word);
                if broken.first == word && cuts.get(start + 1..end).is_some_and(same) {
                    matches.push((start, end));
                }
            }
        }
        if matches.is_empty() {
            return cuts;
        }
        matches.sort_unstable_by_key(|&(start, end)| (usize::MAX - (end - start), start));
        let mut taken = vec![false; cuts.len()];
        matches.retain(|&(start, end)| {
            let free = !taken[start] && !taken[end - 1];
            taken[start..end].fill(true);
            free
        });
        matches.sort_unstable();
        let mut restored = Vec::with_capacity(cuts.len());
        let mut done = 0;
        for (start, end) in matches {
            let (Some(first), Some(last)) = (cuts.get(start), cuts.get(end - 1)) else { continue };
            // Words that spaces keep apart match too; their text is then no exception and they stay as they are.
            let span = first.span.join(last.span);
            let Some(pieces) = self.exception(span.of(text)) else { continue };
            restored.extend_from_slice(&cuts[done..start]);
            let mut at = span.start;
            for piece in pieces {
                let span = Span::new(at, at + piece.length);
                restored.push(Cut { span, norm: piece.norm.clone(), space_after: false });
                at = span.end;
            }
            if let Some(piece) = restored.last_mut() {
                piece.space_after = last.space_after;
            }
            done = end;
        }
        restored.extend_from_slice(&cuts[done..]);
        restored
    }
}

/// Lower case as Python's `str.lower` writes it.
pub(crate) fn lower(word: &str) -> SmolStr {
    if word.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        SmolStr::new(word)
    } else {
        SmolStr::new(word.to_lowercase())
    }
}

/// Cuts one text.
struct Cutter<'a> {
    tables: &'a Tokeniser,
    text: &'a str,
    /// Whether exceptions are left whole.
    with_exceptions: bool,
    cuts: Vec<Cut>,
    threads: Threads,
}

impl<'a> Cutter<'a> {
    fn new(tables: &'a Tokeniser, text: &'a str, with_exceptions: bool) -> Self {
        let cuts = Vec::with_capacity(text.len() / 5);
        Self { tables, text, with_exceptions, cuts, threads: Threads::default() }
    }

    fn cut(&mut self) {
        let mut start = 0;
        let mut in_space = self.text.chars().next().is_some_and(is_space);
        for (at, c) in self.text.char_indices() {
            if is_space(c) == in_space {
                continue;
            }
            if start < at {
                self.stretch(start, at);
            }
            start = at;
            if c == ' ' {
                if let Some(last) = self.cuts.last_mut() {
                    last.space_after = true;
                }
                start += 1;
            }
            in_space = !in_space;
        }
        if start < self.text.len() {
            self.stretch(start, self.text.len());
        }
    }

    fn exception(&self, start: usize, end: usize) -> Option<&'a [Piece]> {
        if self.with_exceptions { self.tables.exception(self.text.get(start..end)?) } else { None }
    }

    /// Cuts a stretch that is all white space or has none.
    fn stretch(&mut self, start: usize, end: usize) {
        let (mut left, mut right) = (start, end);
        let mut suffixes = Vec::new();
        while left < right && self.exception(left, right).is_none() {
            let prefix = self.prefix(left, right);
            if prefix > 0 && self.exception(left + prefix, right).is_some() {
                self.push(left, left + prefix);
                left += prefix;
                break;
            }
            let suffix = self.suffix(left + prefix, right);
            if suffix > 0 && self.exception(left, right - suffix).is_some() {
                suffixes.push((right - suffix, right));
                right -= suffix;
                break;
            }
            if prefix == 0 && suffix == 0 {
                break;
            }
            if prefix > 0 {
                self.push(left, left + prefix);
                left += prefix;
            }
            if suffix > 0 {
                suffixes.push((right - suffix, right));
                right -= suffix;
            }
        }
        self.middle(left, right);
        for (start, end) in suffixes.into_iter().rev() {
            self.push(start, end);
        }
    }

    /// Cuts what is left when the affixes are off.
    fn middle(&mut self, start: usize, end: usize) {
        let Some(word) = self.text.get(start..end).filter(|word| !word.is_empty()) else { return };
        if let Some(pieces) = self.exception(start, end) {
            let mut at = start;
            for piece in pieces {
                let span = Span::new(at, at + piece.length);
                self.cuts.push(Cut { span, norm: piece.norm.clone(), space_after: false });
                at = span.end;
            }
            return;
        }
        if self.is_url(word) {
            return self.push(start, end);
        }
        let mut done = 0;
        for (from, to) in self.infixes(word) {
            if from == 0 {
                continue;
            }
            self.push(start + done, start + from);
            self.push(start + from, start + to);
            done = to;
        }
        self.push(start + done, end);
    }

    fn push(&mut self, start: usize, end: usize) {
        if start < end {
            self.cuts.push(Cut { span: Span::new(start, end), norm: None, space_after: false });
        }
    }

    /// Length of the prefix of the text between two bytes.
    fn prefix(&mut self, start: usize, end: usize) -> usize {
        let (tables, word) = (self.tables, self.text.get(start..end).unwrap_or_default());
        let Some(first) = word.chars().next() else { return 0 };
        if !tables.prefix.may_begin(first, &tables.classes) {
            return 0;
        }
        tables.prefix.end(word, 0, &tables.classes, &mut self.threads).unwrap_or(0)
    }

    /// Length of the suffix of the text between two bytes.
    fn suffix(&mut self, start: usize, end: usize) -> usize {
        let (tables, word) = (self.tables, self.text.get(start..end).unwrap_or_default());
        let Some(last) = word.chars().next_back() else { return 0 };
        if !tables.suffix.may_begin(last, &tables.classes) {
            return 0;
        }
        let begin = tables.suffix.reach(word, word.len(), &tables.classes, &mut self.threads);
        begin.map_or(0, |begin| word.len() - begin)
    }

    /// The infixes of `word`, from left to right.
    fn infixes(&mut self, word: &str) -> Vec<(usize, usize)> {
        let (tables, mut found, mut done) = (self.tables, Vec::new(), 0);
        for (at, c) in word.char_indices() {
            if at < done || !tables.infix.may_begin(c, &tables.classes) {
                continue;
            }
            if let Some(end) = tables.infix.end(word, at, &tables.classes, &mut self.threads).filter(|&end| end > at) {
                found.push((at, end));
                done = end;
            }
        }
        found
    }

    fn is_url(&mut self, word: &str) -> bool {
        // Host names and addresses alike have a dot.
        word.contains('.') && self.tables.url.end(word, 0, &self.tables.classes, &mut self.threads).is_some()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;
    use crate::Model;

    static SECTION: LazyLock<Vec<u8>> =
        LazyLock::new(|| Model::embedded().unwrap().section("tokeniser").unwrap().to_vec());
    static TOKENISER: LazyLock<Tokeniser> = LazyLock::new(|| Tokeniser::read(&SECTION).unwrap());

    fn words(text: &str) -> Vec<&str> {
        TOKENISER.tokenise(text).iter().map(|token| token.span.of(text)).collect()
    }

    fn norms(text: &str) -> Vec<SmolStr> {
        TOKENISER.tokenise(text).into_iter().map(|token| token.norm).collect()
    }

    #[test]
    fn affixes_come_off_in_turn() {
        assert_eq!(words("(\"It's 20km.\")"), ["(", "\"", "It", "'s", "20", "km", ".", "\"", ")"]);
        assert_eq!(words("US$5m and C$7,"), ["US$", "5", "m", "and", "C$", "7", ","]);
        assert_eq!(words("the U.N.'s"), ["the", "U.N.", "'s"]);
    }

    #[test]
    fn infixes_cut_the_rest() {
        assert_eq!(
            words("Russian-backed said.The 10-12 a/b foo...bar"),
            ["Russian", "-", "backed", "said", ".", "The", "10", "-", "12", "a", "/", "b", "foo", "...", "bar"]
        );
        // A comma between digits, a dot before lower case and a dash before a digit stay.
        assert_eq!(words("1,000 foo.bar mid-20"), ["1,000", "foo.bar", "mid-20"]);
    }

    #[test]
    fn web_addresses_are_whole() {
        assert_eq!(
            words("see http://x.org/a-b?c=d, 8.8.8.8 or x@y.org."),
            ["see", "http://x.org/a-b?c=d", ",", "8.8.8.8", "or", "x@y.org", "."]
        );
        assert_eq!(words("x-y.q"), ["x", "-", "y.q"]);
    }

    #[test]
    fn exceptions_that_affixes_break_are_put_together() {
        assert_eq!(words("well :-) and (^_^) but : - )"), ["well", ":-)", "and", "(^_^)", "but", ":", "-", ")"]);
    }

    #[test]
    fn white_space_is_tokens_but_for_single_spaces() {
        assert_eq!(words(" a  b \n\n c\u{a0}d "), [" ", "a", " ", "b", "\n\n ", "c", "\u{a0}", "d"]);
        let spaced: Vec<bool> = TOKENISER.tokenise("a b, c\n").iter().map(|token| token.space_after).collect();
        assert_eq!(spaced, [true, false, true, false, false]);
    }

    #[test]
    fn norms_are_how_words_are_normally_spelt() {
        assert_eq!(
            norms("She'll Organise “TALKS” can't"),
            ["she", "will", "organize", "\"", "talks", "\"", "can", "not"]
        );
    }

    #[test]
    fn damaged_tables_are_refused() {
        for length in (0..SECTION.len()).step_by(997) {
            assert!(Tokeniser::read(&SECTION[..length]).is_err());
        }
        let mut longer = SECTION.clone();
        longer.push(0);
        assert!(Tokeniser::read(&longer).is_err());
        // Any other damage may give another tokeniser, but no panic.
        for at in (0..SECTION.len()).step_by(1009) {
            let mut changed = SECTION.clone();
            changed[at] ^= 0x55;
            let _ = Tokeniser::read(&changed).map(|tokeniser| tokeniser.tokenise("He said: \"It's 20km.\" :-)"));
        }
    }
}
