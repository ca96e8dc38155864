//! The name finder: each token begins, continues, ends or is a name, or lies outside (the scheme BILUO; Ratinov and Roth 2009).

use super::scorer::{Config, Parts, Scorer, best};
use super::sections::Sections;
use crate::kernels::{Lanes, Path};
use crate::{ModelError, Name, NameLabel};

#[derive(Copy, Clone, Debug, PartialEq, Eq)]
enum Move {
    Begin(NameLabel),
    In(NameLabel),
    Last(NameLabel),
    Unit(NameLabel),
    Out,
    /// For names that were given beforehand, which there are none of.
    Never,
}

impl Move {
    fn parse(name: &str) -> Option<Self> {
        let Some((kind, label)) = name.split_once('-') else {
            return (name == "O").then_some(Self::Out);
        };
        if label.is_empty() {
            return Some(Self::Never);
        }
        let label = NameLabel::parse(label)?;
        Some(match kind {
            "B" => Self::Begin(label),
            "I" => Self::In(label),
            "L" => Self::Last(label),
            "U" => Self::Unit(label),
            _ => return None,
        })
    }
}

/// The name finder of a model.
#[derive(Debug)]
pub(super) struct NameFinder {
    scorer: Scorer<PLACES, 5>,
    moves: Vec<Move>,
}

/// Words that the network sees of a state.
const PLACES: usize = 3;

impl NameFinder {
    pub(super) fn new(sections: &Sections<'_>, width: usize, config: &Config) -> Result<Self, ModelError> {
        let parse = |name: &smol_str::SmolStr| {
            Move::parse(name).ok_or_else(|| sections.fault("config", format!("has the unknown move {name:?}")))
        };
        let moves = config.moves.iter().map(parse).collect::<Result<_, _>>()?;
        Ok(Self { scorer: Scorer::new(sections, "ner", width, config)?, moves })
    }

    /// The names among the words with these rows; `starts` says where sentences start, across which no name goes.
    pub(super) fn find(
        &self,
        path: Path,
        rows: &[Lanes],
        starts: &[bool],
        parts: &mut Parts,
        is_space: impl Fn(usize) -> bool,
    ) -> Vec<Name> {
        let count = starts.len();
        let mut scores = self.scorer.scores(path, rows, count, parts);
        let mut names = Vec::new();
        let mut open: Option<(usize, NameLabel)> = None;
        for word in 0..count {
            let may_go_on = word + 1 < count && !starts[word + 1];
            let is_space = is_space(word);
            let allowed = |i: usize| match (self.moves.get(i), open) {
                (Some(Move::Begin(_)), None) => may_go_on && !is_space,
                (Some(Move::Unit(_)), None) => !is_space,
                (Some(Move::Out), None) => true,
                (Some(Move::In(label)), Some((_, opened))) => may_go_on && *label == opened,
                (Some(Move::Last(label)), Some((_, opened))) => *label == opened,
                _ => false,
            };
            let start = open.map(|(start, _)| start);
            let places = [Some(word), start, start.and(word.checked_sub(1))];
            match best(scores.of(places), allowed).and_then(|i| self.moves.get(i)) {
                Some(&Move::Begin(label)) => open = Some((word, label)),
                Some(&Move::Unit(label)) => names.push(Name { start: word, end: word + 1, label }),
                Some(&Move::Last(label)) => {
                    names.extend(open.take().map(|(start, _)| Name { start, end: word + 1, label }));
                }
                _ => {}
            }
        }
        names
    }
}
