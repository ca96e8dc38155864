//! The arc-eager parser (Nivre 2003), with the moves that let it change its mind (Honnibal and Johnson 2015): a word without a
//! head may go back from the stack to the buffer, a left arc may replace a head, and a sentence may be broken.

use super::scorer::{Config, Parts, Scorer, best};
use super::sections::Sections;
use super::tree::{Relation, Tree};
use crate::ModelError;
use crate::kernels::{Lanes, Path};

#[derive(Copy, Clone, Debug, PartialEq, Eq)]
enum Move {
    /// The first word of the buffer goes onto the stack.
    Shift,
    /// The top of the stack is done with, or goes back to the buffer if it has no head yet.
    Reduce,
    /// The first word of the buffer becomes the head of the top of the stack, which is done with.
    Left(Relation),
    /// The top of the stack becomes the head of the first word of the buffer, which goes onto the stack.
    Right(Relation),
    /// A sentence starts at the second word of the buffer.
    Break,
}

impl Move {
    fn parse(name: &str) -> Option<Self> {
        Some(match name.split_once('-') {
            None if name == "S" => Self::Shift,
            None if name == "D" => Self::Reduce,
            Some(("L", relation)) => Self::Left(Relation::parse(relation)?),
            Some(("R", relation)) => Self::Right(Relation::parse(relation)?),
            Some(("B", "ROOT")) => Self::Break,
            _ => return None,
        })
    }
}

/// The parser of a model.
#[derive(Debug)]
pub(super) struct Parser {
    scorer: Scorer<PLACES, 7>,
    moves: Vec<Move>,
}

/// Words that the network sees of a state.
const PLACES: usize = 8;

impl Parser {
    pub(super) fn new(sections: &Sections<'_>, width: usize, config: &Config) -> Result<Self, ModelError> {
        let parse = |name: &smol_str::SmolStr| {
            Move::parse(name).ok_or_else(|| sections.fault("config", format!("has the unknown move {name:?}")))
        };
        let moves = config.moves.iter().map(parse).collect::<Result<_, _>>()?;
        Ok(Self { scorer: Scorer::new(sections, "parser", width, config)?, moves })
    }

    /// The trees over `count` words with these rows.
    pub(super) fn parse(
        &self,
        path: Path,
        rows: &[Lanes],
        count: usize,
        parts: &mut Parts,
        is_space: impl Fn(usize) -> bool,
    ) -> Tree {
        let mut scores = self.scorer.scores(path, rows, count, parts);
        let mut state = State::new(count);
        while !state.is_final() {
            let valid = state.valid();
            let allowed = |i: usize| self.moves.get(i).is_some_and(|&move_| valid.allows(move_));
            match best(scores.of(state.places()), allowed).and_then(|i| self.moves.get(i)) {
                Some(&move_) => state.take(move_),
                None => break,
            }
        }
        Tree::new(&state.heads, &state.relations, is_space)
    }
}

/// Which kinds of move a state allows.
struct Valid {
    shift: bool,
    reduce: bool,
    arc: bool,
    break_: bool,
}

impl Valid {
    fn allows(&self, move_: Move) -> bool {
        match move_ {
            Move::Shift => self.shift,
            Move::Reduce => self.reduce,
            Move::Left(_) | Move::Right(_) => self.arc,
            Move::Break => self.break_,
        }
    }
}

struct State {
    stack: Vec<usize>,
    /// Words that went back from the stack; the last is the first of the buffer.
    returned: Vec<usize>,
    /// The first word that was never shifted; the buffer goes on from here.
    next: usize,
    heads: Vec<Option<usize>>,
    relations: Vec<Option<Relation>>,
    /// The last dependent that each word got on its left and on its right.
    last_left: Vec<Option<usize>>,
    last_right: Vec<Option<usize>>,
    /// The dependent that the same head got before on the same side.
    before: Vec<Option<usize>>,
    /// Words that must not be shifted again, lest the parser goes round in circles.
    went_back: Vec<bool>,
    starts: Vec<bool>,
}

impl State {
    fn new(count: usize) -> Self {
        Self {
            stack: Vec::new(),
            returned: Vec::new(),
            next: 0,
            heads: vec![None; count],
            relations: vec![None; count],
            last_left: vec![None; count],
            last_right: vec![None; count],
            before: vec![None; count],
            went_back: vec![false; count],
            starts: vec![false; count],
        }
    }

    fn top(&self, depth: usize) -> Option<usize> {
        self.stack.iter().rev().nth(depth).copied()
    }

    fn buffer(&self, i: usize) -> Option<usize> {
        match self.returned.iter().rev().nth(i) {
            Some(&word) => Some(word),
            None => Some(self.next + i - self.returned.len()).filter(|&word| word < self.heads.len()),
        }
    }

    fn buffer_len(&self) -> usize {
        self.heads.len() - self.next + self.returned.len()
    }

    fn is_final(&self) -> bool {
        self.stack.is_empty() && self.buffer_len() == 0
    }

    fn places(&self) -> [Option<usize>; PLACES] {
        let (b0, s0) = (self.buffer(0), self.top(0));
        let left = |word: Option<usize>| word.and_then(|word| self.last_left[word]);
        let right = |word: Option<usize>| word.and_then(|word| self.last_right[word]);
        [b0, self.buffer(1), s0, self.top(1), self.top(2), left(b0), left(s0), right(s0)]
    }

    fn valid(&self) -> Valid {
        let starts = |word: Option<usize>| word.is_some_and(|word| self.starts[word]);
        let (b0, b1) = (self.buffer(0), self.buffer(1));
        let (stacked, buffered) = (!self.stack.is_empty(), self.buffer_len());
        let went_back = b0.is_some_and(|word| self.went_back[word]);
        Valid {
            shift: !stacked || buffered >= 2 && !starts(b0) && !went_back,
            reduce: stacked,
            arc: stacked && buffered >= 1 && !starts(b0),
            break_: buffered >= 2 && b1 == b0.map(|b0| b0 + 1) && !starts(b1),
        }
    }

    fn take(&mut self, move_: Move) {
        match (move_, self.top(0), self.buffer(0)) {
            (Move::Shift, ..) => self.push(),
            (Move::Reduce, Some(s0), _) => {
                self.stack.pop();
                if self.heads[s0].is_none() && !self.stack.is_empty() {
                    self.went_back[s0] = true;
                    self.returned.push(s0);
                }
            }
            (Move::Left(relation), Some(s0), Some(b0)) => {
                self.attach(s0, b0, relation);
                self.went_back[b0] = false;
                self.stack.pop();
            }
            (Move::Right(relation), Some(s0), Some(b0)) => {
                self.attach(b0, s0, relation);
                self.push();
            }
            (Move::Break, ..) => {
                if let Some(b1) = self.buffer(1) {
                    self.starts[b1] = true;
                }
            }
            _ => {}
        }
    }

    fn push(&mut self) {
        if let Some(b0) = self.buffer(0) {
            if self.returned.pop().is_none() {
                self.next += 1;
            }
            self.stack.push(b0);
        }
    }

    fn attach(&mut self, word: usize, head: usize, relation: Relation) {
        if let Some(old) = self.heads[word] {
            let last = if old > word { &mut self.last_left[old] } else { &mut self.last_right[old] };
            if *last == Some(word) {
                *last = self.before[word];
            }
        }
        let last = if head > word { &mut self.last_left[head] } else { &mut self.last_right[head] };
        self.before[word] = last.replace(word);
        self.heads[word] = Some(head);
        self.relations[word] = Some(relation);
    }
}
