//! Scores of the moves of a transition system. What a token adds to the hidden layer in each place of a state is computed
//! once a token, so that a state costs a few sums.

use serde::Deserialize;
use smol_str::SmolStr;

use super::layers::Linear;
use super::sections::Sections;
use crate::ModelError;
use crate::kernels::{LANES, Lanes, Path, flat, larger_half_of_sum};

/// Shapes and moves of a transition system, from the model's section `config`.
#[derive(Debug, Deserialize)]
pub(super) struct Config {
    hidden: usize,
    pub(super) features: usize,
    pieces: usize,
    pub(super) moves: Vec<SmolStr>,
}

const PIECES: usize = 2;
const MOST_PLACES: usize = 8;

/// The network of a transition system that sees `PLACES` words of a state and scores moves in panels of `V` groups.
#[derive(Debug)]
pub(super) struct Scorer<const PLACES: usize, const V: usize> {
    /// Groups that a word adds to in one place.
    groups: usize,
    reduce: Linear<4>,
    lower: Linear<4>,
    bias: Vec<Lanes>,
    /// What a place without a word adds, for each place.
    empty: Vec<Lanes>,
    upper: Linear<V>,
}

/// Tokens whose parts are computed together.
const BLOCK: usize = 32;
/// Blocks that are kept; a state seldom looks further back, and what it misses is computed again.
const KEPT: usize = 16;

/// What the tokens of a text add: space that is kept from call to call.
#[derive(Debug, Default)]
pub(super) struct Parts {
    blocks: Vec<Option<Vec<Lanes>>>,
    kept: usize,
    spare: Vec<Vec<Lanes>>,
    reduced: Vec<Lanes>,
    hidden: Vec<Lanes>,
    moves: Vec<Lanes>,
}

/// Scores for the states over one text.
pub(super) struct Scores<'a, const PLACES: usize, const V: usize> {
    scorer: &'a Scorer<PLACES, V>,
    path: Path,
    rows: &'a [Lanes],
    parts: &'a mut Parts,
}

impl<const PLACES: usize, const V: usize> Scorer<PLACES, V> {
    pub(super) fn new(sections: &Sections<'_>, name: &str, width: usize, config: &Config) -> Result<Self, ModelError> {
        let Config { hidden, features, pieces, ref moves } = *config;
        if pieces != PIECES || hidden == 0 || !hidden.is_multiple_of(4 * LANES) || features != PLACES {
            let fault = format!(
                "has a {name} that sees {features} words through {hidden} units of {pieces} pieces; this program knows \
                 {PLACES} words, multiples of {} units and {PIECES} pieces",
                4 * LANES
            );
            return Err(sections.fault("config", fault));
        }
        let outputs = features * pieces * hidden;
        let lanes = |numbers: Vec<f32>| numbers.as_chunks().0.iter().map(|&chunk| Lanes(chunk)).collect();
        Ok(Self {
            groups: pieces * hidden / LANES,
            reduce: sections.linear(&format!("{name}/reduce"), width, hidden)?,
            lower: sections.product(&format!("{name}/lower"), hidden, outputs)?,
            bias: lanes(sections.singles(&format!("{name}/lower/b"), pieces * hidden)?),
            empty: lanes(sections.singles(&format!("{name}/lower/pad"), outputs)?),
            upper: sections.linear(&format!("{name}/upper"), hidden, moves.len())?,
        })
    }

    /// The scores of states over the tokens that have these rows.
    pub(super) fn scores<'a>(
        &'a self,
        path: Path,
        rows: &'a [Lanes],
        count: usize,
        parts: &'a mut Parts,
    ) -> Scores<'a, PLACES, V> {
        parts.spare.extend(parts.blocks.drain(..).flatten());
        parts.kept = 0;
        parts.blocks.resize(count.div_ceil(BLOCK), None);
        Scores { scorer: self, path, rows, parts }
    }
}

impl<const PLACES: usize, const V: usize> Scores<'_, PLACES, V> {
    /// The score of each move in the state that has these tokens in its places.
    pub(super) fn of(&mut self, places: [Option<usize>; PLACES]) -> &[f32] {
        for token in places.into_iter().flatten() {
            if self.parts.blocks[token / BLOCK].is_none() {
                self.compute(token / BLOCK, places);
            }
        }
        let Scorer { groups, bias, empty, upper, .. } = self.scorer;
        let Parts { blocks, hidden, moves, .. } = &mut *self.parts;
        // The bias is added last.
        let mut rows: [&[Lanes]; MOST_PLACES + 1] = [bias; MOST_PLACES + 1];
        for (place, token) in places.into_iter().enumerate() {
            let start = place * groups;
            rows[place] = match token.and_then(|token| Some((blocks[token / BLOCK].as_ref()?, token % BLOCK))) {
                Some((block, row)) => &block[row * PLACES * groups + start..][..*groups],
                None => &empty[start..][..*groups],
            };
        }
        hidden.resize(groups / PIECES, Lanes::ZERO);
        larger_half_of_sum(self.path, &rows[..=PLACES], hidden);
        upper.apply(self.path, flat(hidden), 1, moves);
        upper.outputs(moves)
    }

    /// Computes block `block`. Where many are kept, those that the state at hand does not see go.
    fn compute(&mut self, block: usize, places: [Option<usize>; PLACES]) {
        let Parts { blocks, kept, spare, reduced, .. } = &mut *self.parts;
        if *kept >= KEPT {
            for (n, block) in blocks.iter_mut().enumerate() {
                if block.is_some() && !places.iter().flatten().any(|token| token / BLOCK == n) {
                    spare.extend(block.take());
                    *kept -= 1;
                }
            }
        }
        let mut parts = spare.pop().unwrap_or_default();
        let groups = self.scorer.reduce.inputs() / LANES;
        let first = block * BLOCK * groups;
        let last = (first + BLOCK * groups).min(self.rows.len());
        let rows = &self.rows[first..last];
        let count = rows.len() / groups;
        self.scorer.reduce.apply(self.path, flat(rows), count, reduced);
        self.scorer.lower.apply(self.path, flat(reduced), count, &mut parts);
        blocks[block] = Some(parts);
        *kept += 1;
    }
}

/// The first of the largest scores among the moves that are allowed.
pub(super) fn best(scores: &[f32], allowed: impl Fn(usize) -> bool) -> Option<usize> {
    let mut best: Option<(usize, f32)> = None;
    for (i, &score) in scores.iter().enumerate() {
        if best.is_none_or(|(_, largest)| score > largest) && allowed(i) {
            best = Some((i, score));
        }
    }
    best.map(|(i, _)| i)
}
