//! What one report tells of a turn: its words, when it came, who says so, and how the text stands to it.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sitroom_annotate::{ActorKind, Annotation, Link, Sayer, Stance, Time};
use sitroom_report::PointSpan;

use crate::Cited;
use crate::knowledge::knowledge;
use crate::sayer::Who;
use crate::store::Stored;

/// One telling of one turn.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Told {
    /// The id of the row of the annotation.
    pub(super) row: String,
    /// The sentence.
    pub(super) cited: Cited,
    /// The words of the row.
    pub(super) words: String,
    /// Who published the report: its outlet, else its id.
    pub(super) outlet: String,
    /// The day of the report.
    pub(super) published: Option<String>,
    /// When the turn came, as the text says.
    pub(super) when: Option<When>,
    /// How the text stands to it.
    pub(super) stance: Stance,
    /// Who says so, nearest first.
    pub(super) chain: Vec<Who>,
}

/// A time as a text gives it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct When {
    /// First day, ISO 8601, where it is known.
    pub(super) from: Option<String>,
    /// Last day.
    pub(super) to: Option<String>,
    /// TIMEX3 value: `XXXX-08` for an August of no known year.
    pub(super) value: String,
    /// The words.
    pub(super) words: String,
}

/// A side: an actor by what it is compared with others by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Side {
    /// Equal for two mentions of one side: `SY` for the state, its government and its army.
    pub(super) key: String,
    /// The actor's id, where a lexicon knows it.
    pub(super) id: Option<String>,
    /// The name, else the words.
    pub(super) name: String,
}

/// Whether what a telling tells has come, is still to come, or is said not to have.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mode {
    Actual,
    Ahead,
    Denied,
}

impl Told {
    /// The telling of a row with words from `start` to `end`.
    pub(super) fn new(
        stored: &Stored,
        annotation: &Annotation,
        row: String,
        words: (usize, usize, &str),
        time: Option<usize>,
        stance: Stance,
        attribution: &[Sayer],
    ) -> Self {
        let report = &stored.report;
        Self {
            row,
            cited: sentence(stored, annotation, words.0, words.1),
            words: words.2.to_owned(),
            outlet: report.outlet.clone().unwrap_or_else(|| report.id.clone()),
            published: stored.published().map(|published| published.date.clone()),
            when: time.and_then(|time| annotation.times.get(time)).and_then(When::of),
            stance,
            chain: Who::chain(annotation, attribution),
        }
    }

    pub(super) fn mode(&self) -> Mode {
        match self.stance {
            Stance::Denied => Mode::Denied,
            Stance::Planned | Stance::Threatened | Stance::Demanded | Stance::Feared | Stance::Conditional => {
                Mode::Ahead
            }
            Stance::Asserted | Stance::Attributed | Stance::Alleged | Stance::Reported | Stance::Background => {
                Mode::Actual
            }
        }
    }

    /// Who says so: the chain's names nearest first, else the outlet.
    pub(super) fn who(&self) -> String {
        if self.chain.is_empty() {
            return self.outlet.clone();
        }
        // Of "Putin and Erdogan" the name of one says too little.
        let name = |who: &Who| if who.words.contains(" and ") { who.words.clone() } else { who.name.clone() };
        self.chain.iter().map(name).collect::<Vec<_>>().join(" ← ")
    }

    /// The key of the nearest sayer; of what the report says itself, its outlet.
    pub(super) fn sayer(&self) -> String {
        match self.chain.first() {
            Some(who) => who.key.clone().unwrap_or_else(|| who.name.clone()),
            None => format!("outlet:{}", self.outlet),
        }
    }

    /// The key of the last link of the chain, for counting origins.
    pub(super) fn source(&self) -> Option<&str> {
        self.chain.last().and_then(|who| who.key.as_deref())
    }

    /// The day by which it was known: that of the turn, else of the report.
    pub(super) fn day(&self) -> Option<&str> {
        self.when.as_ref().and_then(|when| when.from.as_deref()).or(self.published.as_deref())
    }

    /// For sorting: what is earlier comes first, what has no date last.
    pub(super) fn order(&self) -> (bool, &str, &str, usize, &str) {
        let day = self.day();
        (day.is_none(), day.unwrap_or_default(), &self.cited.report, self.cited.start, &self.row)
    }

    pub(super) fn json(&self) -> Value {
        json!({"row": self.row, "report": self.cited.report, "words": self.words, "who": self.who(),
               "stance": self.stance, "sentence": self.cited.text})
    }
}

impl When {
    /// A time that says something of the day: `PAST_REF` and bare weekdays of undated reports do not.
    pub(super) fn of(time: &Time) -> Option<Self> {
        let value = time.value.clone().unwrap_or_default();
        let month = value.starts_with("XXXX-") && !value.contains('W');
        let (from, to) = (time.from.clone(), time.to.clone());
        let words = time.words.as_str().to_owned();
        (from.is_some() || month).then_some(Self { to: to.or_else(|| from.clone()), from, value, words })
    }

    /// Whether it settles a span of at most `days` days.
    pub(super) fn within(&self, days: i32) -> bool {
        let span = self.from.as_deref().zip(self.to.as_deref());
        span.and_then(|(from, to)| apart(from, to)).is_some_and(|length| length < days)
    }

    /// Whether it may be the same time as `other`, give or take `slack` days where both are known.
    pub(super) fn may_be(&self, other: &Self, slack: i32) -> bool {
        match (&self.from, &self.to, &other.from, &other.to) {
            (Some(from), Some(to), Some(other_from), Some(other_to)) => {
                let gap = |end: &str, start: &str| if end < start { apart(end, start) } else { Some(0) };
                let gaps = [gap(to, other_from), gap(other_to, from)];
                gaps.iter().all(|gap| gap.is_some_and(|days| days <= slack))
            }
            _ => {
                // "August" is the August of any year.
                let known =
                    |one: &str, two: &str| one.chars().zip(two.chars()).all(|(a, b)| a == b || a == 'X' || b == 'X');
                self.value.len() >= 7 && other.value.len() >= 7 && known(&self.value, &other.value)
            }
        }
    }
}

/// The days from one ISO date to another, which is not before it.
pub(super) fn apart(from: &str, to: &str) -> Option<i32> {
    let date = |text: &str| text.get(..10)?.parse::<jiff::civil::Date>().ok();
    let (from, to) = (date(from)?, date(to)?);
    from.until(to).ok().map(|span| span.get_days())
}

impl Side {
    /// The side of actor `index`, in a report on `country`.
    pub(super) fn of(annotation: &Annotation, index: usize, country: Option<&str>) -> Option<Self> {
        let actor = annotation.actors.get(index)?;
        let words = actor.words.as_str().to_owned();
        let sayer = Sayer { words: actor.words.clone(), actor_i: Some(index) };
        let who = Who::of(annotation, &sayer);
        let state = |id: &str| {
            let code = ["state:", "government:", "military:"].iter().find_map(|prefix| id.strip_prefix(prefix))?;
            Some(code.split('-').next().unwrap_or(code).to_owned())
        };
        // "His forces" are those of whom the pronoun means.
        let owner = annotation.actors.iter().find(|other| {
            let inside = other.words.start == actor.words.start && other.words.end < actor.words.end;
            inside && other.link == Some(Link::Pronoun)
        });
        let owned = owner.and_then(|owner| Some((owner.name.as_ref()?, words.split_once(' ')?.1)));
        let named = owned.map(|(owner, what)| format!("{what} of {owner}"));
        let name = named.or_else(|| actor.name.clone()).unwrap_or_else(|| words.clone());
        let serves = matches!(actor.kind, Some(ActorKind::Military | ActorKind::Government))
            || name.split_whitespace().any(|word| knowledge().serves(&word.to_lowercase()));
        let official = serves && knowledge().is_official(&name);
        let key = match (&actor.id, country) {
            (Some(id), _) => state(id).unwrap_or_else(|| id.clone()),
            // "Government forces" in a report on Syria are Syria's.
            (None, Some(country)) if official => country.to_owned(),
            (None, _) => who.key.unwrap_or_else(|| knowledge().side(&name)),
        };
        Some(Self { key, id: actor.id.clone(), name })
    }

    /// A side that is no mention of an actor.
    pub(super) fn named(words: &str) -> Self {
        Self { key: knowledge().side(words), id: None, name: words.to_owned() }
    }

    pub(super) fn json(&self) -> Value {
        json!({"name": self.name, "id": self.id})
    }
}

/// The sentence that holds the code points from `start` to `end`.
fn sentence(stored: &Stored, annotation: &Annotation, start: usize, end: usize) -> Cited {
    let text = &stored.report.text;
    let holder = annotation.sentences.iter().find(|sentence| sentence.start <= start && start < sentence.end);
    let (from, to) = holder.map_or((start, end), |sentence| (sentence.start, sentence.end.max(end)));
    let words =
        text.to_bytes(PointSpan { start: from, end: to }).map(|span| span.of(text.as_str())).unwrap_or_default();
    // A sentence ends with the blank after it.
    let trimmed = words.trim_end();
    let to = from + trimmed.chars().count();
    Cited { report: stored.report.id.clone(), start: from, end: to, text: trimmed.to_owned() }
}
