//! Scores of the moves of a transition system. What a token adds to the hidden layer in each place of a state is computed
//! once a token, so that a state costs a few sums.

use serde::Deserialize;
use smol_str::SmolStr;

use super::sections::Sections;
use crate::ModelError;
use crate::kernels::{LANES, Lanes, Linear, Path, add, larger};

/// Shapes and moves of a transition system, from the model's section `config`.
#[derive(Debug, Deserialize)]
pub(super) struct Config {
    hidden: usize,
    pub(super) features: usize,
    pieces: usize,
    pub(super) moves: Vec<SmolStr>,
}

/// Groups of sixteen in a panel of move scores.
const GROUPS: usize = 7;
const PIECES: usize = 2;

/// The network of a transition system.
#[derive(Debug)]
pub(super) struct Scorer {
    features: usize,
    hidden: usize,
    reduce: Linear<4>,
    lower: Linear<4>,
    bias: Vec<f32>,
    /// What a place without a token adds: a row for each feature.
    empty: Vec<f32>,
    upper: Linear<GROUPS>,
}

/// What the tokens of one text add.
pub(super) struct Scores<'a> {
    scorer: &'a Scorer,
    path: Path,
    tokens: Vec<f32>,
    sums: Vec<Lanes>,
    hidden: Vec<f32>,
    moves: Vec<f32>,
}

impl Scorer {
    pub(super) fn new(sections: &Sections<'_>, name: &str, width: usize, config: &Config) -> Result<Self, ModelError> {
        let Config { hidden, features, pieces, ref moves } = *config;
        if pieces != PIECES || hidden == 0 || !hidden.is_multiple_of(LANES) {
            let fault = format!("has {hidden} hidden units of {pieces} pieces; this program knows {PIECES} pieces");
            return Err(sections.fault("config", fault));
        }
        let outputs = features * pieces * hidden;
        Ok(Self {
            features,
            hidden,
            reduce: sections.linear(&format!("{name}/reduce"), width, hidden)?,
            lower: sections.product(&format!("{name}/lower"), hidden, outputs)?,
            bias: sections.singles(&format!("{name}/lower/b"), pieces * hidden)?,
            empty: sections.singles(&format!("{name}/lower/pad"), outputs)?,
            upper: sections.linear(&format!("{name}/upper"), hidden, moves.len())?,
        })
    }

    /// Prepares the scores of states over the `count` tokens of `rows`.
    pub(super) fn prepare(&self, path: Path, rows: &[f32], count: usize) -> Scores<'_> {
        let (mut reduced, mut tokens) = (Vec::new(), Vec::new());
        self.reduce.apply(path, rows, count, &mut reduced);
        self.lower.apply(path, &reduced, count, &mut tokens);
        let sums = vec![Lanes([0.0; LANES]); PIECES * self.hidden / LANES];
        Scores { scorer: self, path, tokens, sums, hidden: vec![0.0; self.hidden], moves: Vec::new() }
    }
}

impl Scores<'_> {
    /// The score of each move in the state that has these tokens in its places.
    pub(super) fn of(&mut self, places: &[Option<usize>]) -> &[f32] {
        let Scorer { features, hidden, lower, bias, empty, upper, .. } = self.scorer;
        debug_assert_eq!(places.len(), *features);
        let width = PIECES * hidden;
        self.sums.fill(Lanes([0.0; LANES]));
        for (feature, place) in places.iter().enumerate() {
            let row = match place {
                Some(token) => &self.tokens[token * lower.width()..],
                None => empty,
            };
            add(self.path, &row[feature * width..][..width], &mut self.sums);
        }
        add(self.path, bias, &mut self.sums);
        let (first, second) = self.sums.split_at(hidden / LANES);
        larger(first, second, &mut self.hidden);
        upper.apply(self.path, &self.hidden, 1, &mut self.moves);
        &self.moves[..upper.outputs()]
    }
}

/// The first of the largest scores.
pub(super) fn first_largest(scores: &[f32]) -> usize {
    best(scores, |_| true).unwrap_or_default()
}

/// The first of the largest scores among the moves that are allowed.
pub(super) fn best(scores: &[f32], allowed: impl Fn(usize) -> bool) -> Option<usize> {
    let mut best: Option<(usize, f32)> = None;
    for (i, &score) in scores.iter().enumerate() {
        if allowed(i) && best.is_none_or(|(_, largest)| score > largest) {
            best = Some((i, score));
        }
    }
    best.map(|(i, _)| i)
}
