//! A figure as one report tells it, with all that its series need to know.

use serde::{Deserialize, Serialize};
use sitroom_annotate::{
    ActorKind, Annotated, Change, Figure, FigureKind, PlaceUse, Quantifier, Sayer, Stance, Time, Words,
};
use sitroom_gazetteer::fold;
use sitroom_report::Precision;

use super::bounds::Bounds;
use super::setting;
use crate::country;
use crate::knowledge::{Family, Turn, knowledge};
use crate::location::{Location, told_key};
use crate::origins::Fact;
use crate::row::{Cited, Kind, RowId};
use crate::sayer::Who;
use crate::store::Stored;

/// How something is known that a figure's own words may leave out.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Basis {
    /// The figure's sentence says so.
    Said,
    /// It stands beside another number of the same count, which says so.
    Figure,
    /// A sentence shortly before it names it.
    Near,
    /// It is where the report as a whole plays.
    Report,
    /// The report's own date.
    Published,
    /// The report that it was copied from, or that was copied from it.
    Copy,
}

/// Days that a text names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Days {
    /// First day, ISO 8601; none where the text settles none.
    pub(super) from: Option<String>,
    /// Last day.
    pub(super) to: Option<String>,
    /// TIMEX3 value.
    pub(super) value: Option<String>,
    /// The report's words.
    pub(super) words: String,
}

/// A figure as one report tells it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Told {
    pub(super) id: String,
    pub(super) cited: Cited,
    /// The day its report was published, where it is known to the day.
    pub(super) published: Option<String>,
    pub(super) outlet: Option<String>,
    pub(super) measure: String,
    pub(super) unit: String,
    pub(super) population: Option<String>,
    /// Whose they are, ISO 3166-1 alpha-2: "Turkish soldiers".
    pub(super) side: Option<String>,
    pub(super) side_words: Option<String>,
    /// Whether it counts a part of another figure.
    pub(super) is_part: bool,
    pub(super) kind: FigureKind,
    pub(super) change: Option<Change>,
    pub(super) value: Option<f64>,
    pub(super) low: Option<f64>,
    pub(super) high: Option<f64>,
    pub(super) percent: Option<f64>,
    pub(super) quantifier: Quantifier,
    pub(super) place: Option<Location>,
    pub(super) place_basis: Option<Basis>,
    /// Equal for places that are taken to be one.
    pub(super) place_key: Option<String>,
    pub(super) destination: Option<Location>,
    /// The day for which it is told.
    pub(super) as_of: Option<String>,
    pub(super) as_of_basis: Option<Basis>,
    pub(super) since: Option<Days>,
    pub(super) period: Option<Days>,
    pub(super) cause: Option<String>,
    pub(super) stance: Stance,
    pub(super) background: bool,
    pub(super) chain: Vec<Who>,
    /// The key of whoever it comes from: the last link of the chain, else the outlet. None where that has no name.
    pub(super) source: Option<String>,
    /// Keys of those for whom its last source speaks, and what that is a part of.
    pub(super) speaks_for: Vec<String>,
    pub(super) turn: Turn,
}

impl Told {
    /// The figures of a report, in text order.
    pub(super) fn of(stored: &Stored) -> Vec<Self> {
        let Some(annotated) = &stored.annotated else { return Vec::new() };
        let published = stored.published().filter(|date| date.precision == Precision::Day);
        let published = published.map(|published| published.date.clone());
        let mut nth = std::collections::HashMap::new();
        let mut told: Vec<Self> = Vec::with_capacity(annotated.figures.len());
        for figure in &annotated.figures {
            let words = &figure.words;
            let nth = nth.entry((words.start, words.end)).or_insert(0);
            *nth += 1;
            let id =
                RowId { kind: Kind::Figure, key: stored.key.clone(), start: words.start, end: words.end, nth: *nth };
            let cited = Cited {
                report: stored.report.id.clone(),
                start: words.start,
                end: words.end,
                text: words.as_str().to_owned(),
            };
            let before = told.last().map_or(0, |before| before.cited.end);
            let mut one = Self::one(annotated, figure, id.to_string(), cited);
            one.close_period(stored, annotated, figure);
            let index = figure.origin_i.or(figure.place_i);
            one.place_key = index.and_then(|index| annotated.places.get(index)).map(|place| told_key(stored, place));
            one.turn = knowledge().turn(&before_in_sentence(stored, annotated, words.start, before));
            if one.turn == Turn::Plain && figure.change.is_some() && figure.kind != Some(FigureKind::Change) {
                one.turn = Turn::Newer;
            }
            one.published.clone_from(&published);
            one.outlet.clone_from(&stored.report.outlet);
            one.source = one.last_source();
            told.push(one);
        }
        setting::fill(&mut told, stored, annotated);
        told.iter_mut().for_each(Self::settle_day);
        told
    }

    fn one(annotated: &Annotated, figure: &Figure, id: String, cited: Cited) -> Self {
        let place = |index: Option<usize>| index.and_then(|index| annotated.places.get(index)).map(Location::of);
        let days = |index: Option<usize>| index.and_then(|index| annotated.times.get(index)).and_then(days);
        let number = |number: Option<sitroom_annotate::Number>| number.map(|number| number.0);
        let (side, side_words) = side(annotated, figure).unzip();
        let chain = Who::chain(annotated, &figure.attribution);
        let speaks_for = figure.attribution.last().map_or_else(Vec::new, |sayer| speaks_for(annotated, sayer));
        let (time, since) = (days(figure.time_i), days(figure.since_i));
        let family = knowledge().family(&figure.measure.to_string());
        let is_state = figure.population.as_deref().is_some_and(|word| knowledge().is_state(word, &family.name));
        let kind = match figure.kind {
            Some(FigureKind::Flow) if is_state && since.is_none() => FigureKind::Stock,
            kind => kind.unwrap_or(FigureKind::Stock),
        };
        let said = said_on(annotated, &figure.words);
        // Where they fled from is where they are displaced, and "Idlib's refugees" are told by where they left.
        let place = place(figure.origin_i).or_else(|| place(figure.place_i));
        // With a start the time is the end; a stock has no period but a day.
        let is_day = since.is_some() || kind == FigureKind::Stock && !family.is_toll;
        let as_of = match &time {
            Some(Days { to: Some(to), .. }) if is_day => Some(to.clone()),
            _ => said,
        };
        Self {
            id,
            cited,
            published: None,
            outlet: None,
            measure: figure.measure.to_string(),
            unit: figure.unit.clone().unwrap_or_default(),
            population: figure.population.clone(),
            side,
            side_words,
            is_part: figure.share_of.is_some(),
            kind,
            change: figure.change,
            value: number(figure.value),
            low: number(figure.low),
            high: number(figure.high),
            percent: figure.share_of.as_ref().and_then(|share| number(share.percent)),
            quantifier: figure.quantifier,
            place_basis: place.as_ref().map(|_| Basis::Said),
            place_key: None,
            place,
            destination: figure.destination_i.and_then(|index| annotated.places.get(index)).map(Location::of),
            as_of_basis: as_of.as_ref().map(|_| Basis::Said),
            as_of,
            since,
            period: time.filter(|_| !is_day),
            cause: figure.cause.as_ref().map(|cause| cause.as_str().to_owned()),
            stance: figure.stance,
            background: figure.background,
            chain,
            source: None,
            speaks_for,
            turn: Turn::Plain,
        }
    }

    /// "Between 1 and 5 March" is a period that has ended, "since 1 March" and "as of 5 March" are one that goes on.
    fn close_period(&mut self, stored: &Stored, annotated: &Annotated, figure: &Figure) {
        let time = |index: Option<usize>| index.and_then(|index| annotated.times.get(index));
        let (Some(first), Some(last)) = (time(figure.since_i), time(figure.time_i)) else { return };
        let before = before_in_sentence(stored, annotated, first.words.start, 0);
        let opens = before.split_whitespace().next_back().unwrap_or_default().to_lowercase();
        if !matches!(opens.as_str(), "between" | "from") {
            return;
        }
        let (Some(from), Some(to)) = (days(first), days(last)) else { return };
        self.period = Some(Days {
            from: from.from,
            to: to.to,
            value: from.value.zip(to.value).map(|(from, to)| format!("{from}/{to}")),
            words: format!("{} {} – {}", opens, from.words, to.words),
        });
        self.since = None;
        self.as_of = said_on(annotated, &figure.words);
        self.as_of_basis = self.as_of.as_ref().map(|_| Basis::Said);
    }

    /// Where nothing else says for which day it is told, the report's date does.
    fn settle_day(&mut self) {
        let ended = self.period.as_ref().and_then(|period| period.to.clone());
        if self.as_of.is_none() && self.published.is_some() {
            self.as_of.clone_from(&self.published);
            self.as_of_basis = Some(Basis::Published);
        }
        // What is told of a day was not told before it.
        if self.as_of.is_some() && ended > self.as_of {
            self.as_of = ended;
        }
    }

    /// What the measure belongs to. Refugees counted by the place they left, with no host country named, are on their way:
    /// the same people as the displaced of that place.
    pub(super) fn family(&self) -> &'static Family {
        let town = |place: &Location| place.kind.is_some_and(|kind| kind != sitroom_annotate::PlaceKind::Country);
        let leaving = self.measure == "refugee" && self.place.as_ref().is_some_and(town);
        knowledge().family(if leaving { "displaced" } else { &self.measure })
    }

    /// Whether it is told as something that is so, by whoever says it.
    pub(super) fn is_fact(&self) -> bool {
        let told = matches!(
            self.stance,
            Stance::Asserted | Stance::Attributed | Stance::Alleged | Stance::Reported | Stance::Background
        );
        told && self.kind != FigureKind::Projection
    }

    pub(super) fn bounds(&self) -> Option<Bounds> {
        Bounds::of(self.quantifier, self.value, self.low, self.high)
    }

    fn last_source(&self) -> Option<String> {
        match self.chain.last() {
            Some(last) => last.key.clone().or_else(|| {
                // "Turkey's Defence Ministry": known by its words where these name somebody.
                (!self.speaks_for.is_empty()).then(|| format!("words:{}", fold::plain(&last.words)))
            }),
            None => self.outlet.as_deref().map(|outlet| format!("outlet:{}", fold::plain(outlet))),
        }
    }

    /// Who says so, in words: the chain, nearest first, else the outlet.
    pub(super) fn who(&self) -> Option<String> {
        let chain: Vec<&str> = self.chain.iter().map(|who| who.name.as_str()).collect();
        if chain.is_empty() { self.outlet.clone() } else { Some(chain.join(" ← ")) }
    }

    /// Whether both come from one source, or from one and somebody who speaks for it.
    pub(super) fn same_source(&self, other: &Self) -> bool {
        let by_name = self.source.as_ref().zip(other.source.as_ref()).is_some_and(|(own, others)| {
            own == others || self.speaks_for.contains(others) || other.speaks_for.contains(own)
        });
        // Whoever is known by his words alone is the same only within one report.
        by_name || self.cited.report == other.cited.report && self.words_meet(other)
    }

    /// Whether the words for both sources are the same, or those of one a part of the other's: "Dogan", "Rahmi Dogan".
    fn words_meet(&self, other: &Self) -> bool {
        let words = |told: &Self| -> Vec<String> {
            let last = told.chain.last().map(|last| fold::plain(&last.words)).unwrap_or_default();
            last.split_whitespace().map(str::to_owned).collect()
        };
        let (own, others) = (words(self), words(other));
        let within = |few: &[String], many: &[String]| few.iter().all(|word| many.contains(word));
        own.is_empty() == others.is_empty() && (within(&own, &others) || within(&others, &own))
    }

    /// The figure as origins are counted by.
    pub(super) fn fact<'a>(&'a self, source: Option<&'a str>) -> Fact<'a> {
        Fact { report: &self.cited.report, start: self.cited.start, end: self.cited.end, source }
    }
}

fn days(time: &Time) -> Option<Days> {
    let settles =
        time.from.is_some() || time.value.as_deref().is_some_and(|value| value.contains(|c: char| c.is_ascii_digit()));
    let duration = time.value.as_deref().is_some_and(|value| value.starts_with('P'));
    (settles && !duration).then(|| Days {
        from: time.from.clone(),
        to: time.to.clone(),
        value: time.value.clone(),
        words: time.words.as_str().to_owned(),
    })
}

/// The day on which the words were said, where the text gives it: "the UN said on Monday".
fn said_on(annotated: &Annotated, words: &Words) -> Option<String> {
    let holds = |outer: &Words| outer.start <= words.start && words.end <= outer.end;
    let quote = annotated
        .quotes
        .iter()
        .filter(|quote| holds(&quote.words))
        .min_by_key(|quote| (quote.words.end - quote.words.start, quote.words.start))?;
    let time = annotated.times.get(quote.time_i?)?;
    time.to.clone().filter(|_| time.from == time.to)
}

/// Whose people the words of a figure count: the country of the first word for a people within them, and of "government
/// soldiers" the one that the report is on.
fn side(annotated: &Annotated, figure: &Figure) -> Option<(String, String)> {
    let words = &figure.words;
    let first = annotated.places.partition_point(|place| place.words.start < words.start);
    let mut within = annotated.places[first..].iter().take_while(|place| place.words.end <= words.end);
    let people = within.find(|place| place.usage == PlaceUse::Demonym && place.country.is_some());
    if let Some(people) = people {
        return Some((people.country.clone()?, people.words.as_str().to_owned()));
    }
    let serves = figure.population.as_deref().is_some_and(|population| knowledge().serves(population));
    let official = words.as_str().split_whitespace().find(|word| knowledge().is_official(word))?;
    Some((country::of(annotated)?, official.to_lowercase())).filter(|_| serves)
}

/// Keys of the organisations named within a sayer's words, and of what these and the sayer are a part of.
fn speaks_for(annotated: &Annotated, sayer: &Sayer) -> Vec<String> {
    let own = sayer.actor_i.and_then(|index| annotated.actors.get(index)).and_then(|actor| actor.id.clone());
    let within = annotated.actors.iter().filter(|actor| {
        sayer.words.start <= actor.words.start && actor.words.end <= sayer.words.end && actor.kind.is_some_and(speaks)
    });
    let named: Vec<String> = within.filter_map(|actor| actor.id.clone()).chain(own.clone()).collect();
    let wholes: Vec<String> = named.iter().flat_map(|id| knowledge().wholes(id)).collect();
    let mut keys: Vec<String> = named.into_iter().chain(wholes).filter(|key| Some(key) != own.as_ref()).collect();
    keys.sort();
    keys.dedup();
    keys
}

fn speaks(kind: ActorKind) -> bool {
    matches!(
        kind,
        ActorKind::Organisation
            | ActorKind::Agency
            | ActorKind::Monitor
            | ActorKind::Government
            | ActorKind::Military
            | ActorKind::ArmedGroup
            | ActorKind::Party
            | ActorKind::State
    )
}

/// The words of the sentence before code point `at`, after `from`.
fn before_in_sentence(stored: &Stored, annotated: &Annotated, at: usize, from: usize) -> String {
    let next = annotated.sentences.partition_point(|sentence| sentence.start <= at);
    let sentence = next.checked_sub(1).and_then(|index| annotated.sentences.get(index));
    let start = sentence.map_or(at, |sentence| sentence.start).max(from.min(at));
    let text = &stored.report.text;
    let bytes = text.to_bytes(sitroom_report::PointSpan { start, end: at });
    bytes.map(|span| span.of(text.as_str()).to_owned()).unwrap_or_default()
}
