//! Reading expressions of time off the pieces of a text: what the words mean, not yet when that was.
//!
//! Extents follow TimeML: determiners, edges ("early") and hedges ("nearly") belong to an expression, prepositions do not.

mod amounts;
mod clocks;
mod dates;
mod units;

use sitroom_language::{NameLabel, Pos};
use sitroom_report::Span;

use super::expression::{Amount, Clock, Expression, Meaning};
use super::words::{Kind, Piece, Sense, Senses};
use crate::annotator::Reading;

/// A part of an expression that was read: where the next piece is, and what was read.
type Read<T> = Option<(usize, T)>;

/// The heart of an expression.
#[derive(Clone, Debug)]
struct Core {
    meaning: Meaning,
    clock: Option<Clock>,
    modifier: Option<&'static str>,
    reach: Option<i32>,
}

impl Core {
    fn new(meaning: Meaning) -> Self {
        Self { meaning, clock: None, modifier: None, reach: None }
    }
}

struct Reader<'a> {
    text: &'a str,
    pieces: &'a [Piece<'a>],
    reading: &'a Reading<'a>,
    senses: &'a Senses,
    /// Whether the text has hardly a capital, so that none can be asked for.
    lower_case: bool,
}

/// All expressions of time of a text, in order; no two overlap.
pub(super) fn read(pieces: &[Piece<'_>], reading: &Reading<'_>, senses: &Senses) -> Vec<Expression> {
    let text = reading.text();
    let capitals = pieces.iter().filter(|piece| piece.kind == Kind::Word { capital: true }).count();
    let words = pieces.iter().filter(|piece| matches!(piece.kind, Kind::Word { .. })).count();
    let reader = Reader { text, pieces, reading, senses, lower_case: capitals * 50 < words };
    let mut expressions = Vec::new();
    let mut i = 0;
    while i < pieces.len() {
        let (next, expression) =
            reader.expression(i).map_or((i + 1, None), |(next, read)| (next.max(i + 1), Some(read)));
        let expression = expression.filter(|read| !reader.is_in_name(read.span));
        expressions.extend(expression);
        i = next;
    }
    expressions
}

impl Reader<'_> {
    /// Whether a time is only part of what something is called: "The Sunday Times", "60 Minutes".
    fn is_in_name(&self, span: Span) -> bool {
        let parsed = self.reading.parsed;
        let tokens = parsed.tokens_in(span);
        let Some(name) = parsed.name_at(tokens.start) else { return false };
        let called = matches!(name.label, NameLabel::Org | NameLabel::Event | NameLabel::Product | NameLabel::Fac);
        let proper = (name.start..name.end)
            .any(|i| !tokens.contains(&i) && parsed.tokens[i].pos == Pos::Propn && !self.lower_case);
        let inside = name.start <= tokens.start && tokens.end <= name.end;
        inside && (called && proper || name.label == NameLabel::WorkOfArt)
    }

    /// The expression that begins at piece `i`: hedge, determiner, edge, heart.
    fn expression(&self, i: usize) -> Read<Expression> {
        let first = self.pieces.get(i)?;
        let can_begin = match first.kind {
            Kind::Word { .. } => !first.entries.is_empty() || self.is(i, "the"),
            Kind::Digits { .. } => true,
            Kind::Mark(mark) => matches!(mark, '\'' | '’' | '‘'),
        };
        // A word joined to the one before by a hyphen has been looked at with it.
        let joined = i > 0 && !first.spaced && matches!(self.pieces[i - 1].kind, Kind::Digits { .. });
        if !can_begin || joined {
            return None;
        }
        let (mut at, mut modifier) = (i, None);
        if let Some((next, about)) =
            self.sense(at, |sense| if let Sense::About(about) = sense { Some(*about) } else { None })
        {
            (at, modifier) = (next, Some(about));
        }
        let hedged = at > i;
        let after_the = if self.is(at, "the") { at + 1 } else { at };
        let mut best: Option<(usize, Core)> = None;
        for (next, core) in
            [self.core(at, false), (after_the > at).then(|| self.core(after_the, true)).flatten()].into_iter().flatten()
        {
            if best.as_ref().is_none_or(|(end, _)| next > *end) {
                best = Some((next, core));
            }
        }
        if let Some((next, edge, core)) = self.edged(after_the)
            && best.as_ref().is_none_or(|(end, _)| next > *end)
        {
            best = Some((next, Core { modifier: Some(edge), ..core }));
        }
        let (mut next, core) = best?;
        let modifier = core.modifier.or(modifier);
        let numeric = matches!(
            core.meaning,
            Meaning::Duration { .. } | Meaning::Offset { .. } | Meaning::Date { .. } | Meaning::TimeOfDay
        );
        if hedged && !numeric {
            return None;
        }
        if matches!(core.meaning, Meaning::Duration { .. }) && self.is(next, "or") && self.is(next + 1, "so") {
            next += 2;
        }
        // The article of "the August agreement", "the 2018 deal" and "the nine-year war" belongs to the noun.
        let noun_follows = matches!(self.pos(next), Pos::Noun | Pos::Propn | Pos::Adj);
        let borrowed = match core.meaning {
            Meaning::Date { month: Some(_), day: None, .. } | Meaning::Weekday { shift: None, .. } => true,
            Meaning::Date { month: None, day: None, .. } | Meaning::Duration { .. } => noun_follows,
            _ => false,
        };
        let first = if borrowed && self.is(i, "the") && modifier.is_none() { &self.pieces[i + 1] } else { first };
        let span = Span::new(first.span.start, self.pieces[next - 1].span.end);
        let entry =
            self.pieces[i..next].iter().find_map(|piece| piece.entries.first()).map(|entry| entry.entry.clone());
        Some((next, Expression { span, meaning: core.meaning, clock: core.clock, modifier, reach: core.reach, entry }))
    }

    /// "early next year", "late in 1998", "the end of the week", "mid-November".
    fn edged(&self, i: usize) -> Option<(usize, &'static str, Core)> {
        let (mut at, edge) = self.sense(i, |sense| if let Sense::Edge(edge) = sense { Some(*edge) } else { None })?;
        at += usize::from(self.mark(at, '-'));
        let linked = self.is(at, "in") || self.is(at, "of") || self.is(at, "on");
        at += usize::from(linked);
        let the = self.is(at, "the");
        let (next, core) = self.core(at + usize::from(the), the)?;
        let fits = match core.meaning {
            Meaning::Duration { .. } | Meaning::Offset { .. } | Meaning::Set(_) | Meaning::Reference(_) => false,
            Meaning::TimeOfDay => !linked,
            _ => true,
        };
        fits.then_some((next, edge, core))
    }

    /// The heart of an expression: the reading that goes furthest. `definite` says that "the" stands before it.
    fn core(&self, i: usize, definite: bool) -> Read<Core> {
        self.pieces.get(i)?;
        let readings = [
            self.clocked(i),
            self.date(i),
            self.weekday(i),
            self.near_day(i),
            self.shifted(i),
            self.amount_of_time(i),
            self.nth(i),
            self.season(i, definite),
            self.holiday(i),
            self.set(i),
            self.part_of_day(i, definite),
            self.unit_alone(i, definite),
            self.reference(i),
        ];
        let mut best: Option<(usize, Core)> = None;
        for (next, core) in readings.into_iter().flatten() {
            if best.as_ref().is_none_or(|(end, _)| next > *end) {
                best = Some((next, core));
            }
        }
        best
    }

    /// "now", "recently", "the future".
    fn reference(&self, i: usize) -> Read<Core> {
        // Phrases of the lexicon may begin with "the", which the caller has taken already.
        let from = if i > 0 && self.is(i - 1, "the") { i - 1 } else { i };
        let find =
            |at: usize| self.sense(at, |sense| if let Sense::Reference(value) = sense { Some(*value) } else { None });
        let (next, value) = find(from).filter(|(next, _)| *next > i).or_else(|| find(i))?;
        // "recent weeks"
        if let Some((after, (unit, true))) = self.unit(next).filter(|_| value == "PAST_REF") {
            let meaning = Meaning::Duration { amount: Amount::Some, unit };
            return Some((after, Core { reach: Some(-1), ..Core::new(meaning) }));
        }
        // "as soon as the talks end", "soon after" tell of no time by themselves.
        let bound = i > 0 && self.is(i - 1, "as") || self.is(next, "as") || self.is(next, "after");
        if self.is(i, "soon") && bound {
            return None;
        }
        // "the recent bombing" is a bombing, not a time.
        if from < i && self.is(i, "recent") {
            return None;
        }
        Some((next, Core::new(Meaning::Reference(value))))
    }

    /// The first sense of a phrase at `i` that `pick` takes, and the piece after the phrase.
    fn sense<T>(&self, i: usize, pick: impl Fn(&Sense) -> Option<T>) -> Read<T> {
        let piece = self.pieces.get(i)?;
        piece.entries.iter().find_map(|entry| {
            let picked = pick(&entry.sense)?;
            Some((i + entry.length(self.text, self.pieces, i)?, picked))
        })
    }

    /// The piece after "fiscal", where it stands at `i`: "fiscal 1989", "this fiscal year", "fiscal-third quarter".
    fn after_yearly(&self, i: usize) -> usize {
        let yearly = self.sense(i, |sense| matches!(sense, Sense::Yearly).then_some(()));
        yearly.map_or(i, |(next, ())| next + usize::from(self.mark(next, '-')))
    }

    fn written(&self, i: usize) -> &str {
        self.pieces.get(i).map_or("", |piece| piece.span.of(self.text))
    }

    fn is(&self, i: usize, word: &str) -> bool {
        self.written(i).eq_ignore_ascii_case(word)
    }

    fn mark(&self, i: usize, mark: char) -> bool {
        self.pieces.get(i).is_some_and(|piece| piece.kind == Kind::Mark(mark))
    }

    /// Whether piece `i` is joined to the one before it.
    fn glued(&self, i: usize) -> bool {
        self.pieces.get(i).is_some_and(|piece| !piece.spaced)
    }

    fn digits(&self, i: usize) -> Option<(u32, usize)> {
        match self.pieces.get(i)?.kind {
            Kind::Digits { value, count } => Some((value, count)),
            _ => None,
        }
    }

    fn capital(&self, i: usize) -> bool {
        self.lower_case || self.pieces.get(i).is_some_and(|piece| piece.kind == Kind::Word { capital: true })
    }

    fn tag(&self, i: usize) -> &str {
        self.token(i).map_or("", |token| self.reading.parsed.tokens[token].tag.as_str())
    }

    fn pos(&self, i: usize) -> Pos {
        self.token(i).map_or(Pos::None, |token| self.reading.parsed.tokens[token].pos)
    }

    fn label(&self, i: usize) -> Option<NameLabel> {
        self.reading.parsed.name_at(self.token(i)?).map(|name| name.label)
    }

    /// Whether the word of piece `i` hangs on that of piece `j`.
    fn head_is(&self, i: usize, j: usize) -> bool {
        self.token(i).zip(self.token(j)).is_some_and(|(i, j)| self.reading.parsed.head(i) == Some(j))
    }

    fn token(&self, i: usize) -> Option<usize> {
        self.reading.parsed.token_at(self.pieces.get(i)?.span.start)
    }
}
