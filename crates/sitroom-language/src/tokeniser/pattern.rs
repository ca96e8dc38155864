//! Regular expressions over characters, with looks ahead and behind, run in time linear in the text.
//!
//! The patterns are compiled from the trees in the model and run by Thompson's construction with threads in order of
//! preference (Pike's machine, as described by Russ Cox, "Regular Expression Matching: the Virtual Machine Approach",
//! 2009), so that they choose among matches as Python's `re` does and no text makes them slow.

use crate::tables::{Class, Reader, TableError};

/// How deep the trees may be: a damaged model must not use up the stack.
const MOST_DEPTH: usize = 64;
/// How long a program may become.
const MOST_STEPS: usize = 1 << 16;
const ENDLESS: u16 = u16::MAX;

/// The way a program reads the text.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Forward,
    Backward,
}

/// Which of several matches is wanted.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
enum Wanted {
    /// The one that the order of choices prefers.
    Preferred,
    Longest,
}

#[derive(Debug)]
enum Node {
    Class(u16),
    Sequence(Vec<Node>),
    Choice(Vec<Node>),
    Repeat { least: u16, most: u16, node: Box<Node> },
    Look { direction: Direction, not: bool, node: Box<Node> },
    Start,
    End,
}

impl Node {
    fn read(reader: &mut Reader<'_>, depth: usize) -> Result<Self, TableError> {
        if depth > MOST_DEPTH {
            return Err(reader.fault());
        }
        let several = |reader: &mut Reader<'_>| {
            let count = reader.u16()?;
            (0..count).map(|_| Self::read(reader, depth + 1)).collect::<Result<Vec<_>, _>>()
        };
        Ok(match reader.u8()? {
            0 => Self::Class(reader.u16()?),
            1 => Self::Sequence(several(reader)?),
            2 => Self::Choice(several(reader)?),
            3 => {
                let (least, most) = (reader.u16()?, reader.u16()?);
                Self::Repeat { least, most, node: Box::new(Self::read(reader, depth + 1)?) }
            }
            4 => {
                let direction = if reader.u8()? == 1 { Direction::Backward } else { Direction::Forward };
                let not = reader.u8()? == 1;
                Self::Look { direction, not, node: Box::new(Self::read(reader, depth + 1)?) }
            }
            5 => Self::Start,
            6 => Self::End,
            _ => return Err(reader.fault()),
        })
    }
}

#[derive(Debug)]
enum Step {
    /// Reads one character of a class.
    Class(u16),
    /// Goes on at the first place, and failing that at the second.
    Split(u32, u32),
    /// Goes on at the places that the next character allows, the preferred last.
    Branch(Box<Branch>),
    Jump(u32),
    Look {
        not: bool,
        program: Box<Program>,
    },
    Start,
    End,
    Found,
}

/// A choice among many, told apart by the next character.
#[derive(Debug)]
struct Branch {
    /// By ASCII character.
    ascii: Vec<Box<[u32]>>,
    others: Box<[u32]>,
}

#[derive(Debug)]
struct Program {
    direction: Direction,
    steps: Vec<Step>,
}

/// One pattern.
#[derive(Debug)]
pub(super) struct Pattern {
    program: Program,
    /// Classes of the characters that a match can begin with (that it reads first).
    first: Vec<u16>,
    first_ascii: u128,
}

/// Room for the threads of a run, to be used again.
#[derive(Debug, Default)]
pub(super) struct Threads {
    now: Vec<u32>,
    next: Vec<u32>,
    /// The last round in which each step was entered.
    seen: Vec<u64>,
    round: u64,
    stack: Vec<u32>,
}

/// The classes that patterns share.
pub(super) type Classes = [Class];

impl Pattern {
    /// Reads a pattern that is to run in `direction`.
    pub(super) fn read(reader: &mut Reader<'_>, classes: &Classes, direction: Direction) -> Result<Self, TableError> {
        let node = Node::read(reader, 0)?;
        let mut program = Program { direction, steps: Vec::new() };
        program.compile(&node, classes).ok_or(reader.fault())?;
        program.push(Step::Found).ok_or(reader.fault())?;
        let first = program.first(0).0;
        let ascii = first.iter().filter_map(|&class| classes.get(usize::from(class)));
        let first_ascii = ascii.fold(0, |set, class| set | class.ascii());
        Ok(Self { program, first, first_ascii })
    }

    /// Whether the first character of a match can be `c`.
    pub(super) fn may_begin(&self, c: char, classes: &Classes) -> bool {
        if c.is_ascii() {
            return self.first_ascii >> u32::from(c) & 1 == 1;
        }
        self.first.iter().any(|&class| contains(classes, class, c))
    }

    /// Where the preferred match that begins at byte `at` ends.
    pub(super) fn end(&self, text: &str, at: usize, classes: &Classes, threads: &mut Threads) -> Option<usize> {
        self.program.run(text, at, Wanted::Preferred, classes, threads)
    }

    /// How far from byte `at` the longest match reaches.
    pub(super) fn reach(&self, text: &str, at: usize, classes: &Classes, threads: &mut Threads) -> Option<usize> {
        self.program.run(text, at, Wanted::Longest, classes, threads)
    }
}

fn contains(classes: &Classes, class: u16, c: char) -> bool {
    classes.get(usize::from(class)).is_some_and(|class| class.contains(c))
}

impl Program {
    fn push(&mut self, step: Step) -> Option<usize> {
        self.steps.push(step);
        (self.steps.len() <= MOST_STEPS).then_some(self.steps.len() - 1)
    }

    fn here(&self) -> u32 {
        self.steps.len() as u32
    }

    /// Adds the steps of `node`; `None` where a class is missing or the program grows too long.
    fn compile(&mut self, node: &Node, classes: &Classes) -> Option<()> {
        match node {
            Node::Class(class) => {
                classes.get(usize::from(*class))?;
                self.push(Step::Class(*class))?;
            }
            Node::Sequence(nodes) => match self.direction {
                Direction::Forward => nodes.iter().try_for_each(|node| self.compile(node, classes))?,
                Direction::Backward => nodes.iter().rev().try_for_each(|node| self.compile(node, classes))?,
            },
            Node::Choice(nodes) => {
                let branch = self.push(Step::Jump(0))?;
                let (mut starts, mut ends) = (Vec::new(), Vec::new());
                for node in nodes {
                    starts.push(self.here());
                    self.compile(node, classes)?;
                    ends.push(self.push(Step::Jump(0))?);
                }
                let here = self.here();
                ends.into_iter().for_each(|end| self.set(end, Step::Jump(here)));
                self.set(branch, Step::Branch(Box::new(self.branch(&starts, classes))));
            }
            Node::Repeat { least, most, node } => {
                (least <= most).then_some(())?;
                for _ in 0..*least {
                    self.compile(node, classes)?;
                }
                if *most == ENDLESS {
                    let split = self.push(Step::Jump(0))?;
                    self.compile(node, classes)?;
                    self.push(Step::Jump(split as u32))?;
                    self.set(split, Step::Split(split as u32 + 1, self.here()));
                } else {
                    let mut splits = Vec::new();
                    for _ in *least..*most {
                        splits.push(self.push(Step::Jump(0))?);
                        self.compile(node, classes)?;
                    }
                    let here = self.here();
                    splits.into_iter().for_each(|split| self.set(split, Step::Split(split as u32 + 1, here)));
                }
            }
            Node::Look { direction, not, node } => {
                let mut program = Self { direction: *direction, steps: Vec::new() };
                program.compile(node, classes)?;
                program.push(Step::Found)?;
                self.push(Step::Look { not: *not, program: Box::new(program) })?;
            }
            Node::Start => drop(self.push(Step::Start)?),
            Node::End => drop(self.push(Step::End)?),
        }
        Some(())
    }

    fn set(&mut self, at: usize, step: Step) {
        if let Some(slot) = self.steps.get_mut(at) {
            *slot = step;
        }
    }

    /// Sorts the places of a choice by the characters they can begin with.
    fn branch(&self, starts: &[u32], classes: &Classes) -> Branch {
        // The part of the program after the choice is not written yet, so a place that may read nothing always counts.
        let first: Vec<(u32, u128, bool)> = (starts.iter().rev())
            .map(|&start| {
                let (first, reads) = self.first(start);
                let first = first.iter().filter_map(|&class| classes.get(usize::from(class)));
                (start, first.fold(0, |set, class| set | class.ascii()), reads)
            })
            .collect();
        let at = |c: u32| first.iter().filter(move |(_, ascii, reads)| !reads || ascii >> c & 1 == 1);
        Branch {
            ascii: (0..128).map(|c| at(c).map(|&(start, ..)| start).collect()).collect(),
            others: first.iter().map(|&(start, ..)| start).collect(),
        }
    }

    /// The classes that the first read from a step on can be of, taking every look as granted, and whether there must
    /// be a read at all.
    fn first(&self, start: u32) -> (Vec<u16>, bool) {
        let mut seen = vec![false; self.steps.len()];
        let (mut stack, mut first, mut reads) = (vec![start], Vec::new(), true);
        while let Some(at) = stack.pop() {
            match seen.get_mut(at as usize) {
                Some(true) => continue,
                Some(seen) => *seen = true,
                None => reads = false,
            }
            match self.steps.get(at as usize) {
                Some(Step::Class(class)) => first.push(*class),
                Some(Step::Split(a, b)) => stack.extend([*a, *b]),
                Some(Step::Branch(branch)) => stack.extend(&branch.others),
                Some(Step::Jump(to)) => stack.push(*to),
                Some(Step::Look { .. } | Step::Start | Step::End) => stack.push(at + 1),
                Some(Step::Found) => reads = false,
                None => {}
            }
        }
        first.sort_unstable();
        first.dedup();
        (first, reads)
    }

    fn run(
        &self,
        text: &str,
        mut at: usize,
        wanted: Wanted,
        classes: &Classes,
        threads: &mut Threads,
    ) -> Option<usize> {
        let mut found = None;
        threads.begin(self.steps.len());
        self.enter(0, text, at, classes, threads);
        loop {
            std::mem::swap(&mut threads.now, &mut threads.next);
            threads.next.clear();
            threads.round += 1;
            let c = self.next(text, at);
            let then = c.map_or(at, |c| self.after(at, c));
            for i in 0..threads.now.len() {
                let step = threads.now[i];
                match (self.steps.get(step as usize), c) {
                    (Some(Step::Class(class)), Some(c)) if contains(classes, *class, c) => {
                        self.enter(step + 1, text, then, classes, threads);
                    }
                    (Some(Step::Found), _) => {
                        found = Some(at);
                        if wanted == Wanted::Preferred {
                            break;
                        }
                    }
                    _ => {}
                }
            }
            if threads.next.is_empty() || c.is_none() {
                return found;
            }
            at = then;
        }
    }

    /// Adds the step `first` and all that follow it without reading to the next round's threads, the preferred first.
    fn enter(&self, first: u32, text: &str, at: usize, classes: &Classes, threads: &mut Threads) {
        threads.stack.push(first);
        while let Some(step) = threads.stack.pop() {
            match threads.seen.get_mut(step as usize) {
                Some(seen) if *seen < threads.round => *seen = threads.round,
                _ => continue,
            }
            let holds = match self.steps.get(step as usize) {
                Some(Step::Class(_) | Step::Found) => {
                    threads.next.push(step);
                    continue;
                }
                Some(Step::Jump(to)) => {
                    threads.stack.push(*to);
                    continue;
                }
                Some(Step::Split(preferred, other)) => {
                    threads.stack.extend([*other, *preferred]);
                    continue;
                }
                Some(Step::Branch(branch)) => {
                    let places = match self.next(text, at).map(|c| branch.ascii.get(c as usize)) {
                        Some(Some(places)) => places,
                        _ => &branch.others,
                    };
                    threads.stack.extend_from_slice(places);
                    continue;
                }
                Some(Step::Look { not, program }) => program.looks(text, at, classes) != *not,
                Some(Step::Start) => at == 0,
                Some(Step::End) => at == text.len(),
                None => false,
            };
            if holds {
                threads.stack.push(step + 1);
            }
        }
    }

    /// Whether there is a match from byte `at` on.
    fn looks(&self, text: &str, start: usize, classes: &Classes) -> bool {
        // Nearly every look is at one character after another, which needs no threads.
        let mut at = start;
        for step in &self.steps {
            match step {
                Step::Class(class) => match self.next(text, at) {
                    Some(c) if contains(classes, *class, c) => at = self.after(at, c),
                    _ => return false,
                },
                Step::Found => return true,
                _ => break,
            }
        }
        self.run(text, start, Wanted::Preferred, classes, &mut Threads::default()).is_some()
    }

    /// The next character to read at byte `at`.
    fn next(&self, text: &str, at: usize) -> Option<char> {
        match self.direction {
            Direction::Forward => text.get(at..)?.chars().next(),
            Direction::Backward => text.get(..at)?.chars().next_back(),
        }
    }

    /// The byte after `c` has been read at byte `at`.
    fn after(&self, at: usize, c: char) -> usize {
        match self.direction {
            Direction::Forward => at + c.len_utf8(),
            Direction::Backward => at - c.len_utf8(),
        }
    }
}

impl Threads {
    fn begin(&mut self, steps: usize) {
        self.now.clear();
        self.next.clear();
        self.stack.clear();
        if self.seen.len() < steps {
            self.seen.resize(steps, 0);
        }
        self.round += 1;
    }
}
