//! The result of parsing, and ways to walk it.

use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sitroom_report::{PointSpan, Span, Text};
use smol_str::SmolStr;

use crate::{Dep, NameLabel, Pos};

/// One token. Tokens cover all of a text but single spaces between words, in order; line breaks and runs of blanks
/// are tokens of their own (part of speech [`Pos::Space`]).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Where it stands, in bytes.
    pub span: Span,
    /// Dictionary form.
    pub lemma: SmolStr,
    /// Penn Treebank tag.
    pub tag: SmolStr,
    /// Coarse part of speech.
    pub pos: Pos,
    /// Index of the head; a root is its own head.
    pub head: usize,
    /// Relation to the head.
    pub dep: Dep,
    /// Whether a sentence starts here.
    pub sentence_start: bool,
}

/// A name found in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// First token.
    pub start: usize,
    /// One past the last token.
    pub end: usize,
    /// Its kind.
    pub label: NameLabel,
}

/// A base noun phrase: a noun with all that stands before it and hangs on it.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Chunk {
    /// First token.
    pub start: usize,
    /// One past the last token.
    pub end: usize,
    /// The noun.
    pub root: usize,
}

/// A parsed text: tokens in trees, sentences, names. Offsets are bytes of the text that was parsed and of no other.
#[derive(Clone, Debug)]
pub struct Parsed {
    text: Arc<str>,
    /// Tokens in text order.
    pub tokens: Vec<Token>,
    /// Names in text order; no two overlap.
    pub names: Vec<Name>,
    sentences: Vec<Range<usize>>,
    sentence_of: Vec<u32>,
    /// Children of token `i` are `children[child_start[i]..child_start[i + 1]]`, in text order.
    children: Vec<u32>,
    child_start: Vec<u32>,
    /// First and one past the last token of the subtree of each token.
    edges: Vec<(u32, u32)>,
    name_of: Vec<Option<u32>>,
}

impl Parsed {
    /// Puts the parts together. A head out of range makes the token its own root.
    pub fn new(text: Arc<str>, mut tokens: Vec<Token>, names: Vec<Name>) -> Self {
        let count = tokens.len();
        for (i, token) in tokens.iter_mut().enumerate() {
            if token.head >= count {
                token.head = i;
            }
        }
        let mut sentences: Vec<Range<usize>> = Vec::new();
        let mut sentence_of = Vec::with_capacity(count);
        for (i, token) in tokens.iter().enumerate() {
            match sentences.last_mut() {
                Some(last) if !(token.sentence_start) => last.end = i + 1,
                _ => sentences.push(i..i + 1),
            }
            sentence_of.push((sentences.len() - 1) as u32);
        }
        let mut child_start = vec![0u32; count + 1];
        for (i, token) in tokens.iter().enumerate() {
            if token.head != i {
                child_start[token.head + 1] += 1;
            }
        }
        for i in 0..count {
            child_start[i + 1] += child_start[i];
        }
        let mut next = child_start.clone();
        let mut children = vec![0u32; child_start.last().map_or(0, |&n| n as usize)];
        for (i, token) in tokens.iter().enumerate() {
            if token.head != i {
                children[next[token.head] as usize] = i as u32;
                next[token.head] += 1;
            }
        }
        // From the roots down, so that on the way back every token widens its head once. A token in a circle, which only
        // trees made by hand have, is never reached and spans itself.
        let mut downwards: Vec<u32> = (0..count as u32).filter(|&i| tokens[i as usize].head == i as usize).collect();
        let mut at = 0;
        while let Some(&head) = downwards.get(at) {
            let head = head as usize;
            downwards.extend_from_slice(&children[child_start[head] as usize..child_start[head + 1] as usize]);
            at += 1;
        }
        let mut edges: Vec<(u32, u32)> = (0..count as u32).map(|i| (i, i + 1)).collect();
        for &i in downwards.iter().rev() {
            let (start, end) = edges[i as usize];
            let edge = &mut edges[tokens[i as usize].head];
            *edge = (edge.0.min(start), edge.1.max(end));
        }
        let mut name_of = vec![None; count];
        for (n, name) in names.iter().enumerate() {
            for slot in name_of.iter_mut().take(name.end).skip(name.start) {
                *slot = Some(n as u32);
            }
        }
        Self { text, tokens, names, sentences, sentence_of, children, child_start, edges, name_of }
    }

    /// The whole text that was parsed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The number of tokens.
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Whether there is no token.
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// The words of token `i`.
    pub fn word(&self, i: usize) -> &str {
        self.tokens[i].span.of(&self.text)
    }

    /// Bytes from the first of `tokens` to the end of the last.
    pub fn span(&self, tokens: Range<usize>) -> Span {
        match (self.tokens.get(tokens.start), tokens.end.checked_sub(1).and_then(|last| self.tokens.get(last))) {
            (Some(first), Some(last)) if tokens.start < tokens.end => Span::new(first.span.start, last.span.end),
            (Some(first), _) => Span::new(first.span.start, first.span.start),
            _ => Span::new(self.text.len(), self.text.len()),
        }
    }

    /// The sentences as ranges of tokens.
    pub fn sentences(&self) -> &[Range<usize>] {
        &self.sentences
    }

    /// Number of the sentence that holds token `i`.
    pub fn sentence_number(&self, i: usize) -> usize {
        self.sentence_of[i] as usize
    }

    /// Tokens of the sentence that holds token `i`.
    pub fn sentence(&self, i: usize) -> Range<usize> {
        self.sentences[self.sentence_of[i] as usize].clone()
    }

    /// The direct dependents of token `i`, in text order.
    pub fn children(&self, i: usize) -> impl DoubleEndedIterator<Item = usize> + ExactSizeIterator + '_ {
        self.children[self.child_start[i] as usize..self.child_start[i + 1] as usize].iter().map(|&c| c as usize)
    }

    /// The dependents of token `i` that stand in relation `dep` to it.
    pub fn children_by(&self, i: usize, dep: Dep) -> impl DoubleEndedIterator<Item = usize> + '_ {
        self.children(i).filter(move |&c| self.tokens[c].dep == dep)
    }

    /// The first dependent of token `i` in relation `dep`.
    pub fn child(&self, i: usize, dep: Dep) -> Option<usize> {
        self.children_by(i, dep).next()
    }

    /// From the leftmost to one past the rightmost token of the subtree of `i`.
    pub fn subtree(&self, i: usize) -> Range<usize> {
        self.edges[i].0 as usize..self.edges[i].1 as usize
    }

    /// The head of token `i`, or `None` for a root.
    pub fn head(&self, i: usize) -> Option<usize> {
        (self.tokens[i].head != i).then_some(self.tokens[i].head)
    }

    /// The heads above token `i`, nearest first.
    pub fn ancestors(&self, i: usize) -> impl Iterator<Item = usize> + '_ {
        let mut at = i;
        (0..self.tokens.len()).map_while(move |_| {
            at = self.head(at)?;
            Some(at)
        })
    }

    /// Whether `above` is a head above `below`, at any distance.
    pub fn is_ancestor(&self, above: usize, below: usize) -> bool {
        self.ancestors(below).any(|i| i == above)
    }

    /// Tokens from `from` up to the lowest common head and down to `to`, both ends included; `None` across sentences.
    pub fn path(&self, from: usize, to: usize) -> Option<Vec<usize>> {
        let up: Vec<usize> = std::iter::once(from).chain(self.ancestors(from)).collect();
        let down: Vec<usize> = std::iter::once(to).chain(self.ancestors(to)).collect();
        let (i, j) = up.iter().enumerate().find_map(|(i, at)| Some((i, down.iter().position(|other| other == at)?)))?;
        Some(up[..=i].iter().copied().chain(down[..j].iter().rev().copied()).collect())
    }

    /// The name that holds token `i`.
    pub fn name_at(&self, i: usize) -> Option<&Name> {
        self.name_of[i].map(|n| &self.names[n as usize])
    }

    /// Index of the token that holds byte `byte`, or the first one after it.
    pub fn token_at(&self, byte: usize) -> Option<usize> {
        let i = self.tokens.partition_point(|token| token.span.end <= byte);
        (i < self.tokens.len()).then_some(i)
    }

    /// The tokens that touch `span`.
    pub fn tokens_in(&self, span: Span) -> Range<usize> {
        let start = self.tokens.partition_point(|token| token.span.end <= span.start);
        let end = self.tokens.partition_point(|token| token.span.start < span.end);
        start..end.max(start)
    }

    /// Base noun phrases, in text order, as spaCy's English rules find them.
    pub fn chunks(&self) -> Vec<Chunk> {
        let mut chunks = Vec::new();
        let mut taken = 0;
        for i in 0..self.tokens.len() {
            let token = &self.tokens[i];
            if !matches!(token.pos, Pos::Noun | Pos::Propn | Pos::Pron) {
                continue;
            }
            let start = self.edges[i].0 as usize;
            if start < taken {
                continue;
            }
            if self.heads_chunk(i) {
                taken = i + 1;
                chunks.push(Chunk { start, end: i + 1, root: i });
            }
        }
        chunks
    }

    fn heads_chunk(&self, i: usize) -> bool {
        let is_noun_relation = |dep| {
            matches!(
                dep,
                Dep::Oprd
                    | Dep::Nsubj
                    | Dep::Dobj
                    | Dep::Nsubjpass
                    | Dep::Pcomp
                    | Dep::Pobj
                    | Dep::Dative
                    | Dep::Appos
                    | Dep::Attr
                    | Dep::Root
            )
        };
        if is_noun_relation(self.tokens[i].dep) {
            return true;
        }
        if self.tokens[i].dep != Dep::Conj {
            return false;
        }
        let mut head = self.tokens[i].head;
        while self.tokens[head].dep == Dep::Conj && self.tokens[head].head < head {
            head = self.tokens[head].head;
        }
        is_noun_relation(self.tokens[head].dep)
    }
}

/// A parse as `sitroom parse` prints it: code points, heads as token indices. Unknown relations and parts of speech
/// are refused; an unknown kind of name is left out.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ParsedRow {
    /// The report's id.
    pub id: String,
    /// Its tokens.
    pub tokens: Vec<TokenRow>,
    /// Its names.
    pub names: Vec<NameRow>,
}

/// A token of a [`ParsedRow`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TokenRow {
    /// Where it stands, in code points.
    #[serde(flatten)]
    pub span: PointSpan,
    /// Its words.
    pub text: String,
    /// Dictionary form.
    pub lemma: SmolStr,
    /// Penn Treebank tag.
    pub tag: SmolStr,
    /// Coarse part of speech.
    pub pos: SmolStr,
    /// Index of the head; a root is its own head.
    pub head: usize,
    /// Relation to the head.
    pub dep: SmolStr,
    /// Whether a sentence starts here.
    pub sent_start: bool,
}

/// A name of a [`ParsedRow`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NameRow {
    /// Where it stands, in code points.
    #[serde(flatten)]
    pub span: PointSpan,
    /// Its kind.
    pub label: SmolStr,
}

/// Why a [`ParsedRow`] does not fit a text.
#[derive(Debug, thiserror::Error)]
pub enum ParsedError {
    /// A span lies outside the text.
    #[error("parse of {id}: the span {start}..{end} is not in the text; parse this very text again")]
    Span {
        /// The report.
        id: String,
        /// First code point.
        start: usize,
        /// One past the last.
        end: usize,
    },
    /// A label that no scheme here knows.
    #[error("parse of {id}: unknown label {label:?}; use an English model with ClearNLP relations")]
    Label {
        /// The report.
        id: String,
        /// The label.
        label: String,
    },
}

impl Parsed {
    /// The parse that `row` tells of `text`.
    pub fn from_row(row: &ParsedRow, text: &Text) -> Result<Self, ParsedError> {
        let place = |span: PointSpan| {
            text.to_bytes(span).ok_or(ParsedError::Span { id: row.id.clone(), start: span.start, end: span.end })
        };
        let label = |label: &SmolStr| ParsedError::Label { id: row.id.clone(), label: label.to_string() };
        let mut tokens = Vec::with_capacity(row.tokens.len());
        for token in &row.tokens {
            tokens.push(Token {
                span: place(token.span)?,
                lemma: token.lemma.clone(),
                tag: token.tag.clone(),
                pos: Pos::parse(&token.pos).ok_or_else(|| label(&token.pos))?,
                head: token.head,
                dep: Dep::parse(&token.dep).ok_or_else(|| label(&token.dep))?,
                sentence_start: token.sent_start,
            });
        }
        let mut names = Vec::new();
        for name in &row.names {
            let span = place(name.span)?;
            let start = tokens.partition_point(|token| token.span.end <= span.start);
            let end = tokens.partition_point(|token| token.span.start < span.end);
            if let Some(label) = NameLabel::parse(&name.label) {
                names.push(Name { start, end, label });
            }
        }
        Ok(Self::new(text.shared(), tokens, names))
    }

    /// This parse as `sitroom parse` prints it.
    pub fn to_row(&self, id: &str, text: &Text) -> ParsedRow {
        ParsedRow {
            id: id.to_owned(),
            tokens: (self.tokens.iter())
                .map(|token| TokenRow {
                    span: text.to_points(token.span),
                    text: token.span.of(&self.text).to_owned(),
                    lemma: token.lemma.clone(),
                    tag: token.tag.clone(),
                    pos: token.pos.as_str().into(),
                    head: token.head,
                    dep: token.dep.as_str().into(),
                    sent_start: token.sentence_start,
                })
                .collect(),
            names: (self.names.iter())
                .map(|name| NameRow {
                    span: text.to_points(self.span(name.start..name.end)),
                    label: name.label.as_str().into(),
                })
                .collect(),
        }
    }
}
