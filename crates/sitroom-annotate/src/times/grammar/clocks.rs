//! Times of the day.

use super::{Core, Read, Reader};
use crate::times::expression::From;
use crate::times::expression::{Clock, Meaning, Part, Unit};
use crate::times::words::Sense;

impl Reader<'_> {
    /// "5 p.m. EST Nov. 9", "noon Thursday", "0600 GMT", "7 o'clock".
    pub(super) fn clocked(&self, i: usize) -> Read<Core> {
        let (mut next, clock) = self.clock(i)?;
        let mut core = Core::new(Meaning::TimeOfDay);
        let on = if self.mark(next, ',') || self.is(next, "on") { next + 1 } else { next };
        let day = self.weekday(on).or_else(|| self.near_day(on)).or_else(|| self.date(on));
        if let Some((after, day)) = day.filter(|(_, day)| is_day(&day.meaning)) {
            (next, core) = (after, day);
        }
        core.clock = Some(clock);
        Some((next, core))
    }

    /// A clock time without its day.
    fn clock(&self, i: usize) -> Read<Clock> {
        if let Some((next, hour)) =
            self.sense(i, |sense| if let Sense::Clock(hour) = sense { Some(*hour) } else { None })
        {
            // "High Noon" is no time: a day, or a word that leads to one, stands beside it.
            let led = i > 0
                && ["at", "by", "until", "till", "before", "after", "around", "about", "from", "since", "to"]
                    .iter()
                    .any(|word| self.is(i - 1, word));
            let dated = self.weekday(next).is_some() || self.near_day(next).is_some() || self.is(next, "on");
            let clock = Clock::At { hour, minute: Some(0), second: None, zone: None };
            return (led || dated).then_some((next, clock));
        }
        let (value, count) = self.digits(i)?;
        let mut next = i + 1;
        let (mut hour, mut minute, mut second) = (value, None, None);
        let colon = |at: usize| (self.mark(at, ':') || self.mark(at, '.')) && self.glued(at) && self.glued(at + 1);
        if count <= 2 && self.mark(next, ':') && colon(next) {
            if let Some((minutes, 2)) = self.digits(next + 1) {
                (minute, next) = (Some(minutes), next + 2);
                if let Some((seconds, 2)) = self.digits(next + 1).filter(|_| self.mark(next, ':') && colon(next)) {
                    (second, next) = (Some(seconds), next + 2);
                }
            }
        } else if count == 4 {
            (hour, minute) = (value / 100, Some(value % 100));
        } else if count <= 2
            && self.mark(next, '.')
            && colon(next)
            && let Some((minutes, 2)) = self.digits(next + 1)
        {
            (minute, next) = (Some(minutes), next + 2);
        }
        if hour > 24 || minute.is_some_and(|minute| minute > 59) {
            return None;
        }
        let mut told = minute.is_some() && count <= 2 && self.mark(i + 1, ':');
        if let Some((after, afternoon)) = self.meridiem(next).filter(|_| count <= 2 && hour <= 12) {
            hour = hour % 12 + if afternoon { 12 } else { 0 };
            (next, told) = (after, true);
            minute = minute.or(Some(0));
        } else if self.is(next, "o'clock") || self.is(next, "o’clock") {
            (next, told) = (next + 1, count <= 2);
        } else if self.is(next, "hours") && count == 4 {
            (next, told) = (next + 1, true);
        } else if self.is(next, "in") && self.is(next + 1, "the") && count <= 2 {
            // "4 in the morning"
            if let Some((after, part)) =
                self.sense(
                    next + 2,
                    |sense| if let Sense::Part { part, plural: false } = sense { Some(*part) } else { None },
                )
            {
                hour = if part == Part::Morning || hour == 12 { hour } else { hour + 12 };
                (next, told, minute) = (after, true, minute.or(Some(0)));
            }
        }
        let zone = self.sense(next, |sense| if let Sense::Zone(zone) = sense { Some(zone.clone()) } else { None });
        if let Some((after, zone)) = zone.filter(|_| told || count == 4) {
            let zone = (!zone.is_empty()).then_some(zone);
            return Some((after, Clock::At { hour, minute, second, zone }));
        }
        told.then_some((next, Clock::At { hour, minute, second, zone: None }))
    }

    /// "a.m.", "am", "p.m": whether afternoon.
    fn meridiem(&self, i: usize) -> Read<bool> {
        let afternoon = |word: &str| match word.to_ascii_lowercase().as_str() {
            "am" | "a" => Some(false),
            "pm" | "p" => Some(true),
            _ => None,
        };
        let found = afternoon(self.written(i))?;
        if self.written(i).len() == 2 {
            return Some((i + 1, found));
        }
        (self.mark(i + 1, '.') && self.is(i + 2, "m") && self.glued(i + 2)).then(|| {
            let end = i + 3;
            (if self.mark(end, '.') && self.glued(end) { end + 1 } else { end }, found)
        })
    }

    /// The part of day after a day: "Friday morning".
    pub(super) fn part_after(&self, i: usize) -> Read<Clock> {
        let (next, part) =
            self.sense(i, |sense| if let Sense::Part { part, plural: false } = sense { Some(*part) } else { None })?;
        Some((next, Clock::Part(part)))
    }

    /// "overnight", "tonight", "this morning", "last night", "the morning".
    pub(super) fn part_of_day(&self, i: usize, definite: bool) -> Read<Core> {
        if let Some((next, days)) =
            self.sense(i, |sense| if let Sense::Night(days) = sense { Some(*days) } else { None })
        {
            return Some((next, Core { clock: Some(Clock::Part(Part::Night)), ..Core::new(Meaning::Days(days)) }));
        }
        let shift = self.shift(i);
        let at = shift.map_or(i, |(next, _)| next);
        // "mid-afternoon"
        let edge = self.sense(at, |sense| if let Sense::Edge(edge) = sense { Some(*edge) } else { None });
        let at = edge.map_or(at, |(next, _)| if self.mark(next, '-') { next + 1 } else { next });
        let (next, clock) = self.part_after(at)?;
        let meaning = match shift {
            Some((_, (shift, From::Report))) => Meaning::Days(i64::from(shift)),
            Some((_, (shift, from))) => Meaning::Shifted { unit: Unit::Day, shift, from },
            // "the night of Friday": the day is read by itself.
            None if definite && self.is(next, "of") => return None,
            None if definite => Meaning::TimeOfDay,
            None => {
                let (next, core) = self.near_day(next)?;
                return Some((next, Core { clock: Some(clock), ..core }));
            }
        };
        Some((next, Core { clock: Some(clock), ..Core::new(meaning) }))
    }
}

fn is_day(meaning: &Meaning) -> bool {
    match meaning {
        Meaning::Date { day, .. } => day.is_some(),
        Meaning::Weekday { .. } | Meaning::Days(_) => true,
        _ => false,
    }
}
