//! How the figures of a series relate to those before them, and by which rule.
//!
//! Numbers are compared as [`Bounds`](super::bounds::Bounds) say. A number is only set against the last that each other
//! source has given: what its own source has superseded contradicts nobody any more.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use serde::Serialize;

use super::scope::{self, Frame, Series, Twins};
use super::told::Told;
use crate::row::Cited;

/// The measure of what has no other.
const UNMEASURED: &str = "other";

/// Scopes are set beside each other where so many days or fewer lie between the figures.
const WITHIN: i64 = 366;

/// How one point stands to another.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Relation {
    /// The same number, by the same source or a copy of it.
    Repeats,
    /// Another number by the same source, later.
    Supersedes,
    /// Another source, and no number fits both.
    Contradicts,
    /// Another source, and a number fits both.
    Agrees,
    /// It counts something wider or narrower.
    DiffersInScope,
    /// None before it has to do with it.
    First,
}

macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident = $text:literal),+ $(,)?) => {
        /// Why a relation holds.
        #[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize)]
        #[serde(rename_all = "snake_case")]
        pub(super) enum Rule { $($(#[$doc])* $name),+ }

        impl Rule {
            const ALL: &[Self] = &[$(Self::$name),+];

            /// The rule in a sentence.
            fn told(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }
        }
    };
}

rules! {
    /// Copies.
    Copy = "one report took the passage with this number from the other",
    /// Copies with a change.
    AlteredCopy = "one report took the passage from the other and changed the number",
    /// Repetition.
    SameSource = "the same source gives the same number",
    /// Repetition in other words.
    SameSourceLooser = "the same source gives a number that fits, for the same day",
    /// Recaps.
    Restated = "the number is given again as background or without a source",
    /// Supersession.
    Later = "the same source gives another number for a later day",
    /// Supersession by a part or the whole of an organisation.
    LaterOfBody = "a later number of the organisation that the source speaks for or is a part of, or of one that does so",
    /// Supersession within a report.
    Turn = "the text says that the same source's other number is the earlier one",
    /// Agreement.
    Fits = "another source gives a number that fits within what the words of both allow",
    /// Contradiction.
    SameDay = "for the same day and scope no number fits both",
    /// Contradiction.
    SamePeriod = "for the same period and scope no number fits both",
    /// Contradiction of a source with itself.
    SameSourceTwoNumbers = "the same source gives two numbers for the same day, and no words tell which is the later",
    /// Scope.
    Scope = "it counts what is wider or narrower than the other, as named in `differs`",
    /// Scope within a series.
    StartNotSaid = "only one of the two says since when it counts, so they may count different things",
    /// Nothing before it.
    FirstOfSeries = "no figure of this series comes before it",
    /// A new source.
    FirstOfSource = "no number before it is by the same source, of the same day, or near it",
    /// Numbers beside each other.
    Beside = "its report gives another number beside it, which may count others",
    /// Days are missing.
    OrderUnknown = "its day or that of the others is not known, so nothing says which is the later",
    /// Not told as fact.
    NotAFact = "it is not told as something that is so: see its stance",
    /// No number.
    NoNumber = "the text gives it no number of its own",
}

/// What the rule `name` says, for `explain`.
pub fn rule(name: &str) -> Option<&'static str> {
    let named = |rule: &&Rule| serde_json::to_value(rule).is_ok_and(|value| value == name);
    Rule::ALL.iter().find(named).map(|rule| rule.told())
}

/// One relation of a point.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Link {
    pub(super) relation: Relation,
    /// The figure that it relates to.
    pub(super) to: Option<String>,
    pub(super) rule: Rule,
    /// In what the scopes differ.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) differs: Vec<&'static str>,
    /// The words of the other.
    pub(super) span: Option<Cited>,
    /// The day for which the other was told.
    pub(super) date: Option<String>,
    /// Who says the other.
    pub(super) who: Option<String>,
}

impl Link {
    fn to(relation: Relation, other: &Told, rule: Rule) -> Self {
        Self {
            relation,
            to: Some(other.id.clone()),
            rule,
            differs: Vec::new(),
            span: Some(other.cited.clone()),
            date: other.as_of.clone(),
            who: other.who(),
        }
    }

    fn alone(rule: Rule) -> Self {
        Self { relation: Relation::First, to: None, rule, differs: Vec::new(), span: None, date: None, who: None }
    }
}

/// A point of a series: what one report says once or several times.
#[derive(Clone, Debug)]
pub(super) struct Point {
    /// The figures; the first stands for all.
    pub(super) figures: Vec<Told>,
    /// Its relations, the most telling first; empty for what is not told as a fact.
    pub(super) links: Vec<Link>,
    /// Why there is none.
    pub(super) unrelated: Option<Rule>,
}

impl Point {
    pub(super) fn told(&self) -> &Told {
        &self.figures[0]
    }
}

/// Sorts the figures of a series by day, joins what one report says twice, and relates each to those before it.
pub(super) fn points(series: &Series, twins: &Twins) -> Vec<Point> {
    let figures = in_order(series.figures.clone());
    let mut points = merged(figures);
    let mut history = History::new(twins);
    for at in 0..points.len() {
        let (before, rest) = points.split_at_mut(at);
        let Some(point) = rest.first_mut() else { break };
        if point.told().bounds().is_none() {
            point.unrelated = Some(Rule::NoNumber);
        } else if !point.told().is_fact() {
            point.unrelated = Some(Rule::NotAFact);
        } else {
            point.links = history.relate(before, point, series);
            history.add(before, point, at);
        }
    }
    points
}

/// Figures in the order of their days. Reports of no known day come last, that with the smallest number first: most
/// counts of a crisis grow.
fn in_order(mut figures: Vec<Told>) -> Vec<Told> {
    figures.sort_by(order);
    let undated = figures.partition_point(|told| told.as_of.is_some());
    let number = |told: &Told| told.low.or(told.value).or(told.high).unwrap_or(f64::INFINITY);
    let mut smallest: BTreeMap<String, f64> = BTreeMap::new();
    for told in figures.iter().skip(undated) {
        let least = smallest.entry(told.cited.report.clone()).or_insert(f64::INFINITY);
        *least = least.min(number(told));
    }
    let least = |told: &Told| smallest.get(&told.cited.report).copied().unwrap_or(f64::INFINITY);
    if let Some(figures) = figures.get_mut(undated..) {
        figures.sort_by(|one, other| least(one).total_cmp(&least(other)).then_with(|| order(one, other)));
    }
    figures
}

/// Sorts figures by the day, the report, and their place in it.
pub(super) fn order(one: &Told, other: &Told) -> Ordering {
    fn key(told: &Told) -> impl Ord + '_ {
        let (day, published) = (told.as_of.as_deref(), told.published.as_deref());
        let place = (told.cited.report.as_str(), told.turn, told.cited.start, told.id.as_str());
        (day.is_none(), day, published.is_none(), published, place)
    }
    key(one).cmp(&key(other))
}

/// Joins the same number by the same source in one report; where it stands there without a source, too.
fn merged(figures: Vec<Told>) -> Vec<Point> {
    let mut points: Vec<Point> = Vec::with_capacity(figures.len());
    let mut by_report: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for told in figures {
        let of_report = by_report.entry(told.cited.report.clone()).or_default();
        let same = |at: &&usize| {
            let other = points[**at].told();
            other.bounds().is_some()
                && other.bounds() == told.bounds()
                && (other.stance == told.stance || other.is_fact() && told.is_fact())
                && other.as_of == told.as_of
                && (other.same_source(&told) || told.chain.is_empty() || other.chain.is_empty())
        };
        match of_report.iter().find(same) {
            Some(&at) => points[at].figures.push(told),
            None => {
                of_report.push(points.len());
                points.push(Point { figures: vec![told], links: Vec::new(), unrelated: None });
            }
        }
    }
    points
}

/// The points so far, as the next one is compared with them.
struct History<'a> {
    twins: &'a Twins,
    /// The last of each source that stands.
    standing: Vec<usize>,
    by_number: BTreeMap<[u64; 3], Vec<usize>>,
    by_figure: BTreeMap<String, usize>,
}

impl<'a> History<'a> {
    fn new(twins: &'a Twins) -> Self {
        let (standing, by_number, by_figure) = Default::default();
        Self { twins, standing, by_number, by_figure }
    }

    fn relate(&self, before: &[Point], point: &Point, series: &Series) -> Vec<Link> {
        let told = point.told();
        if before.iter().all(|point| point.unrelated.is_some()) {
            return vec![Link::alone(Rule::FirstOfSeries)];
        }
        if let Some(link) = self.copied(before, point) {
            return vec![link];
        }
        let mut links: Vec<Link> = self.repeated(before, told).into_iter().collect();
        let repeats = !links.is_empty();
        let Some(bounds) = told.bounds() else { return links };
        let (mut order_unknown, mut beside) = (false, false);
        for other in self.standing.iter().rev().map(|&at| before[at].told()) {
            let Some(others) = other.bounds() else { continue };
            let same_source = told.same_source(other);
            if repeats && (same_source || told.chain.is_empty()) {
                continue;
            }
            // What is counted under no measure of ours need not be the same, nor what one report counts beside something
            // else without saying who has another number.
            let one_report = told.cited.report == other.cited.report;
            let two_voices = !same_source && !told.chain.is_empty() && !other.chain.is_empty();
            if series.scope.family == UNMEASURED || one_report && !two_voices && other.turn >= told.turn {
                beside |= one_report;
                continue;
            }
            // What two causes brought about are two happenings.
            if told.family().is_incident && causes_differ(told, other) {
                continue;
            }
            let day = Day::of(told, other, &series.scope.frame);
            order_unknown |= day == Day::Unknown;
            if let Some(differs) = starts_differ(told, other) {
                if day == Day::Same || same_source {
                    let rule = if differs == "start not said" { Rule::StartNotSaid } else { Rule::Scope };
                    let mut link = Link::to(Relation::DiffersInScope, other, rule);
                    link.differs.push(differs);
                    let agree = bounds.agree(&others);
                    // Where the numbers fit nothing needs telling apart.
                    if differs == "start not said" && same_source && day == Day::Later {
                        link = Link::to(Relation::Supersedes, other, later(told, other));
                    } else if differs == "start not said" && agree {
                        link = Link::to(Relation::Agrees, other, Rule::Fits);
                    }
                    links.push(link);
                } else if differs == "start not said" && day != Day::Far && bounds.agree(&others) {
                    links.push(Link::to(Relation::Agrees, other, Rule::Fits));
                }
                continue;
            }
            let link = match (same_source, day) {
                (true, Day::Later | Day::Far) => Some(Link::to(Relation::Supersedes, other, later(told, other))),
                (true, Day::Same | Day::Unknown) if other.turn < told.turn && !bounds.agree(&others) => {
                    Some(Link::to(Relation::Supersedes, other, Rule::Turn))
                }
                (true, Day::Same) if bounds.exclude(&others) => {
                    Some(Link::to(Relation::Contradicts, other, Rule::SameSourceTwoNumbers))
                }
                (true, Day::Same) => Some(Link::to(Relation::Repeats, other, Rule::SameSourceLooser)),
                (true, Day::Unknown) => None,
                (false, Day::Far) => None,
                (false, _) if bounds.agree(&others) => Some(Link::to(Relation::Agrees, other, Rule::Fits)),
                (false, Day::Same) if bounds.exclude(&others) => {
                    let same_day = told.as_of.is_some() && told.as_of == other.as_of;
                    let rule = if same_day { Rule::SameDay } else { Rule::SamePeriod };
                    Some(Link::to(Relation::Contradicts, other, rule))
                }
                (false, _) => None,
            };
            links.extend(link);
        }
        links.sort_by_key(|link| link.relation);
        if links.is_empty() {
            let rule = match (beside, order_unknown) {
                (true, _) => Rule::Beside,
                (false, true) => Rule::OrderUnknown,
                (false, false) => Rule::FirstOfSource,
            };
            links.push(Link::alone(rule));
        }
        links
    }

    /// The passage with the number stands in another report.
    fn copied(&self, before: &[Point], point: &Point) -> Option<Link> {
        let twins = point.figures.iter().flat_map(|told| self.twins.of(&told.id));
        let earlier = twins.filter_map(|(id, is_changed)| Some((*is_changed, *self.by_figure.get(id)?)));
        let (is_changed, at) = earlier.min()?;
        let (relation, rule) =
            if is_changed { (Relation::Contradicts, Rule::AlteredCopy) } else { (Relation::Repeats, Rule::Copy) };
        Some(Link::to(relation, before[at].told(), rule))
    }

    /// The same number by the same source, or as background, or without a source.
    fn repeated(&self, before: &[Point], told: &Told) -> Option<Link> {
        let same = self.by_number.get(&number(told))?;
        let others =
            || same.iter().map(|&at| before[at].told()).filter(|other| starts_differ(told, other) != Some("start"));
        if let Some(other) = others().rev().find(|other| told.same_source(other)) {
            return Some(Link::to(Relation::Repeats, other, Rule::SameSource));
        }
        let restated = told.background || told.chain.is_empty();
        others().next().filter(|_| restated).map(|other| Link::to(Relation::Repeats, other, Rule::Restated))
    }

    fn add(&mut self, before: &[Point], point: &Point, at: usize) {
        let told = point.told();
        let altered = point.links.iter().any(|link| link.rule == Rule::AlteredCopy);
        let copy = point.links.iter().any(|link| link.rule == Rule::Copy);
        self.by_figure.extend(point.figures.iter().map(|told| (told.id.clone(), at)));
        self.by_number.entry(number(told)).or_default().push(at);
        if altered || copy {
            return;
        }
        let gone: Vec<&str> = (point.links.iter())
            .filter(|link| {
                link.relation == Relation::Supersedes
                    || link.relation == Relation::Repeats && link.rule != Rule::Restated
            })
            .filter_map(|link| link.to.as_deref())
            .collect();
        self.standing.retain(|&at| !gone.contains(&before[at].told().id.as_str()));
        self.standing.push(at);
    }
}

/// How the day of a figure lies to that of another before it.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
enum Day {
    Same,
    Later,
    /// So much later that nothing is to be compared.
    Far,
    Unknown,
}

impl Day {
    fn of(told: &Told, other: &Told, frame: &Frame) -> Self {
        let same_report = told.cited.report == other.cited.report;
        match (&told.as_of, &other.as_of) {
            (Some(day), Some(others)) => {
                let days = scope::days_between(others, day).unwrap_or(i64::MAX);
                let ended = matches!(frame, Frame::Period(..));
                if days == 0 || ended && !told.same_source(other) {
                    Self::Same
                } else if !ended && days > told.family().days {
                    Self::Far
                } else {
                    Self::Later
                }
            }
            (None, None) if same_report => Self::Same,
            _ if matches!(frame, Frame::Period(from, _) if from.starts_with(|c: char| c.is_ascii_digit())) => {
                Self::Same
            }
            _ => Self::Unknown,
        }
    }
}

fn later(told: &Told, other: &Told) -> Rule {
    if told.source == other.source { Rule::Later } else { Rule::LaterOfBody }
}

/// In what the starts of two counts differ, where they do.
fn starts_differ(told: &Told, other: &Told) -> Option<&'static str> {
    match (&told.since, &other.since) {
        (None, None) => None,
        (Some(own), Some(others)) => {
            let (from, to) = (own.from.as_ref()?, own.to.as_ref()?);
            let (other_from, other_to) = (others.from.as_ref()?, others.to.as_ref()?);
            (from > other_to || other_from > to).then_some("start")
        }
        _ if told
            .cause
            .as_deref()
            .or(other.cause.as_deref())
            .is_some_and(|cause| crate::knowledge::knowledge().is_war(cause)) =>
        {
            None
        }
        _ => Some("start not said"),
    }
}

/// Whether both say what brought it about, in other words altogether.
fn causes_differ(told: &Told, other: &Told) -> bool {
    let words = |told: &Told| -> Option<Vec<String>> {
        let cause = told.cause.as_deref()?.to_lowercase();
        let long = |word: &&str| word.chars().count() > 3;
        Some(cause.split(|c: char| !c.is_alphanumeric()).filter(long).map(stem).collect())
    };
    match (words(told), words(other)) {
        (Some(own), Some(others)) => !own.iter().any(|word| others.contains(word)),
        _ => false,
    }
}

fn stem(word: &str) -> String {
    word.trim_end_matches('s').to_owned()
}

fn number(told: &Told) -> [u64; 3] {
    let bounds = told.bounds().map_or((0.0, 0.0), |bounds| bounds.usual);
    let strict = told.bounds().map_or(0.0, |bounds| bounds.strict.1);
    [bounds.0, bounds.1, strict].map(f64::to_bits)
}

/// Sets the first point of each series that is a first against a series that is wider or narrower.
pub(super) fn across(series: &[Series], points: &mut [Vec<Point>]) {
    let wide = |series: &Series| match &series.scope.frame {
        Frame::Period(from, to) => scope::days_between(from, to).is_some_and(|days| days > 3),
        Frame::Unsaid(_) => series.figures.first().is_some_and(|told| !told.family().is_incident),
        Frame::Stock | Frame::Since(_) | Frame::War => true,
    };
    let mut by_frame: BTreeMap<&Frame, Vec<usize>> = BTreeMap::new();
    let mut wides = Vec::new();
    for (at, one) in series.iter().enumerate() {
        if wide(one) {
            wides.push(at);
        } else {
            by_frame.entry(&one.scope.frame).or_default().push(at);
        }
    }
    let mut found: Vec<(usize, usize, Link)> = Vec::new();
    for (at, one) in series.iter().enumerate() {
        let first = points[at].iter().position(|point| point.links.iter().any(|link| link.relation == Relation::First));
        let Some(first) = first else { continue };
        let own = points[at][first].told();
        // Nobody takes one day's dead for those of a war: a happening is set beside others of the same day alone.
        let wides = if wide(one) { wides.as_slice() } else { &[] };
        let same_frame = by_frame.get(&one.scope.frame).into_iter().flatten();
        let mut best: Option<(usize, std::cmp::Reverse<String>, Link)> = None;
        for &other_at in wides.iter().chain(same_frame).filter(|other| **other != at) {
            let Some(differs) = scope::differences(one, &series[other_at]) else { continue };
            if differs.len() > 2 {
                continue;
            }
            let copied = |link: &Link| matches!(link.rule, Rule::Copy | Rule::AlteredCopy);
            let earlier = |point: &&Point| {
                point.unrelated.is_none() && !point.links.iter().any(copied) && comes_before(point.told(), own)
            };
            let Some(other) = points[other_at].iter().rev().find(earlier).map(Point::told) else { continue };
            let day = std::cmp::Reverse(other.as_of.clone().unwrap_or_default());
            let rank = (differs.len(), day);
            if best.as_ref().is_none_or(|(count, day, _)| rank < (*count, day.clone())) {
                let mut link = Link::to(Relation::DiffersInScope, other, Rule::Scope);
                link.differs = differs;
                best = Some((rank.0, rank.1, link));
            }
        }
        found.extend(best.map(|(_, _, link)| (at, first, link)));
    }
    for (at, first, link) in found {
        points[at][first].links = vec![link];
    }
}

/// Whether a figure of another series is told before this one, as far as is known.
fn comes_before(other: &Told, own: &Told) -> bool {
    // "Eight dead: seven soldiers and a civilian": the parts come after.
    if other.cited.report == own.cited.report && other.cited.start > own.cited.start {
        return false;
    }
    match (&other.as_of, &own.as_of) {
        (Some(day), Some(own_day)) => {
            let near = scope::days_between(day, own_day).is_some_and(|days| days <= WITHIN);
            near && order(other, own).is_lt()
        }
        (None, None) => other.cited.report == own.cited.report,
        _ => false,
    }
}
