//! What the model gets wrong on newsroom text, put right where it does, and only there.
//!
//! The model learnt from clean prose. In reports as they arrive it runs a headline without a full stop into the first
//! paragraph, hangs a closing quotation mark on the next sentence, and reads "Tomlinson24" as a word. So
//!
//! 1. the text is cut where a reader sees that something new begins: after a paragraph, a headline, an item of a list, a
//!    dateline, and where words were glued together ([`cuts`] says how it knows);
//! 2. closing marks at the head of a sentence are given back to the sentence before ([`closing`]);
//! 3. pieces between which the model saw no boundary are parsed again, each for itself;
//! 4. the few words of such news that it never met are read as words that it knows ([`unmet`]).
//!
//! A text in which the model saw all these boundaries, as it mostly does in clean prose, keeps the model's parse
//! to the last arc. Tokens always stand where they stood in the original text.

mod closing;
mod cuts;
pub(crate) mod unmet;

use sitroom_report::Span;

use crate::{Name, Token};

/// Tokens and names of a piece of text.
pub(crate) type Piece = (Vec<Token>, Vec<Name>);

/// The parse of `text`, made with `parse`, which parses a piece of it with offsets into that piece.
/// `is_abbreviation` tells words that end in a full stop by themselves.
pub(crate) fn parse(text: &str, is_abbreviation: impl Fn(&str) -> bool, parse: impl Fn(&str) -> Piece) -> Piece {
    let parse = |span: Span| {
        let (mut tokens, names) = parse(span.of(text));
        for token in &mut tokens {
            token.span = Span::new(token.span.start + span.start, token.span.end + span.start);
        }
        closing::mend(text, &mut tokens);
        (tokens, names)
    };
    let whole = parse(Span::new(0, text.len()));
    let mut out = Assembly::default();
    let mut group = Group { first_token: 0, start: 0, cuts: Vec::new() };
    for cut in cuts::cuts(text, is_abbreviation) {
        match boundary(text, &whole, cut) {
            Some(token) => {
                let start = whole.0.get(token).map_or(cut, |token| token.span.start);
                out.add(&group, token, start, &whole, &parse);
                group = Group { first_token: token, start, cuts: Vec::new() };
            }
            None => group.cuts.push(cut),
        }
    }
    out.add(&group, whole.0.len(), text.len(), &whole, &parse);
    (out.tokens, out.names)
}

/// Pieces between which the model saw no boundary.
struct Group {
    /// In the parse of the whole.
    first_token: usize,
    start: usize,
    cuts: Vec<usize>,
}

/// The token at which a sentence starts at `cut`, white space before it included; `None` where the model saw none.
fn boundary(text: &str, (tokens, names): &Piece, cut: usize) -> Option<usize> {
    let at = tokens.partition_point(|token| token.span.start < cut);
    if at == 0 || tokens.get(at - 1).is_some_and(|token| token.span.end > cut) {
        return None;
    }
    let is_space = |i: usize| tokens[i].span.of(text).trim().is_empty();
    let first = (0..at).rev().take_while(|&i| is_space(i)).last().unwrap_or(at);
    let start = (first..=at).find(|&i| tokens.get(i).is_some_and(|token| token.sentence_start))?;
    let name = names.partition_point(|name| name.end <= start);
    let inside = names.get(name).is_some_and(|name| name.start < start);
    (!inside).then_some(start)
}

#[derive(Default)]
struct Assembly {
    tokens: Vec<Token>,
    names: Vec<Name>,
}

impl Assembly {
    /// Adds a group that ends before token `end` of the whole, at byte `stop`.
    fn add(&mut self, group: &Group, end: usize, stop: usize, whole: &Piece, parse: &impl Fn(Span) -> Piece) {
        if group.cuts.is_empty() {
            let names = whole.1.iter().filter(|name| (group.first_token..end).contains(&name.start));
            self.append(&whole.0[group.first_token..end], names, group.first_token);
            return;
        }
        let mut start = group.start;
        for &cut in group.cuts.iter().chain([&stop]) {
            let (mut tokens, names) = parse(Span::new(start, cut));
            if let Some(first) = tokens.first_mut() {
                first.sentence_start = true;
            }
            self.append(&tokens, names.iter(), 0);
            start = cut;
        }
    }

    /// Adds tokens that were numbered from `first`.
    fn append<'a>(&mut self, tokens: &[Token], names: impl Iterator<Item = &'a Name>, first: usize) {
        let base = self.tokens.len();
        let moved = |i: usize| i - first + base;
        self.tokens.extend(tokens.iter().map(|token| Token { head: moved(token.head), ..token.clone() }));
        self.names.extend(names.map(|name| Name { start: moved(name.start), end: moved(name.end), ..name.clone() }));
    }
}
