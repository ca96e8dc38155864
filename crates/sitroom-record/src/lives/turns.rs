//! Folding what is told into turns: one turn, however many tell of it, with those who dispute it beside it.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use sitroom_annotate::Stance;

use super::told::{Mode, Side, Told, When, apart};
use crate::Cited;
use crate::origins::{Fact, Origins};

/// What is told without a date in two reports so many days apart is one turn.
const DAYS_OF_NEWS: i32 = 7;

/// A contrary statement of so many days earlier or later disputes a turn that no text dates.
const DAYS_OF_DISPUTE: i32 = 1;

/// One telling of a turn of a life or a history.
#[derive(Clone, Debug)]
pub(super) struct Telling<'e> {
    pub(super) told: &'e Told,
    /// The state of the agreement, or the change of control.
    pub(super) what: String,
    /// Who made the turn: the violator, the holder.
    pub(super) by: &'e [Side],
    /// The words of what is held, where it is not the place itself.
    pub(super) part: Option<&'e str>,
    pub(super) condition: Option<&'e str>,
    /// The rule by which the telling belongs to this life.
    pub(super) link: &'static str,
    /// Whether somebody who has no part in it rejects it.
    pub(super) outsider: bool,
}

/// One turn with all who tell of it.
#[derive(Clone, Debug)]
pub(super) struct Turn<'e> {
    pub(super) what: String,
    pub(super) mode: Mode,
    tellings: Vec<Telling<'e>>,
    disputes: Vec<(Telling<'e>, &'static str)>,
    relation: &'static str,
    rule: &'static str,
}

/// How often a turn may come.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Recurrence {
    /// Once in a life: whoever tells of it later tells of the same.
    Once,
    /// It goes on until something else comes: who tells of it later tells of the same.
    Lasting,
    /// Again and again.
    Often,
}

/// Folds `tellings` into turns, in the order of their days. `recurrence` says how often a turn may come, `contrary` which
/// exclude each other.
pub(super) fn fold<'e>(
    mut tellings: Vec<Telling<'e>>,
    recurrence: impl Fn(&str) -> Recurrence,
    contrary: impl Fn(&str, &str) -> bool,
) -> Vec<Turn<'e>> {
    // What says most comes first, so that what leaves the day or the doer open finds its turn.
    tellings.sort_by_key(|telling| {
        let told = telling.told;
        (told.mode(), told.when.is_none(), telling.by.is_empty(), told.order())
    });
    let (denials, tellings): (Vec<_>, Vec<_>) =
        tellings.into_iter().partition(|telling| telling.told.mode() == Mode::Denied || telling.outsider);
    let changes: BTreeSet<&str> = tellings
        .iter()
        .filter(|telling| telling.told.mode() == Mode::Actual && recurrence(&telling.what) != Recurrence::Lasting)
        .filter_map(|telling| telling.told.day())
        .collect();
    let mut turns: Vec<Turn<'e>> = Vec::new();
    for telling in tellings {
        let found = turns
            .iter_mut()
            .find_map(|turn| turn.takes(&telling, recurrence(&telling.what), &changes).map(|rule| (turn, rule)));
        match found {
            Some((turn, rule)) => {
                turn.rule = rule;
                turn.tellings.push(telling);
            }
            None => turns.push(Turn::new(telling)),
        }
    }
    for denial in denials {
        let agreed = |turn: &&mut Turn<'e>| denial.outsider && turn.what == "agreed" && turn.mode == Mode::Actual;
        if let Some(turn) = turns.iter_mut().find(agreed) {
            turn.disputes.push((denial, "rejected by one who has no part in it"));
            continue;
        }
        let same = |turn: &&mut Turn<'e>| turn.mode == Mode::Actual && turn.denied_by(&denial);
        match turns.iter_mut().find(same) {
            Some(turn) => turn.disputes.push((denial, "denied")),
            None => turns.push(Turn::new(denial)),
        }
    }
    turns.sort_by(|a, b| a.order().cmp(&b.order()));
    dispute(&mut turns, contrary);
    relate(&mut turns);
    turns
}

impl<'e> Turn<'e> {
    fn new(telling: Telling<'e>) -> Self {
        Self {
            what: telling.what.clone(),
            mode: telling.told.mode(),
            tellings: vec![telling],
            disputes: Vec::new(),
            relation: "first",
            rule: "told once",
        }
    }

    /// The rule by which `telling` tells of this turn, if it does. `changes` are the days on which something else came.
    fn takes(&self, telling: &Telling<'_>, recurrence: Recurrence, changes: &BTreeSet<&str>) -> Option<&'static str> {
        let parts = self.tellings.iter().all(|own| own.part.is_some() == telling.part.is_some());
        let same = self.what == telling.what && self.mode == telling.told.mode() && parts && self.by_may_be(telling);
        if !same {
            return None;
        }
        let (told, known) = (telling.told, |own: &Telling<'_>| !own.by.is_empty() && !telling.by.is_empty());
        let any = |same: &dyn Fn(&Telling<'_>) -> bool| self.tellings.iter().any(same);
        if any(&|own| same_day(own.told, told, recurrence == Recurrence::Once)) {
            let once = recurrence == Recurrence::Once;
            return Some(if once { "a turn that comes once" } else { "the same turn on the same day" });
        }
        let undated = |told: &Told| told.published.is_none() && told.day().is_none();
        if any(&|own| undated(own.told) && undated(told) && known(own)) {
            return Some("the same turn by the same side, no day known");
        }
        let goes_on = |own: &Telling<'_>| match (own.told.day(), told.day()) {
            (Some(a), Some(b)) => changes.range(a.min(b)..=a.max(b)).next().is_none(),
            _ => changes.is_empty(),
        };
        let lasting = recurrence == Recurrence::Lasting && any(&|own| known(own) && goes_on(own));
        lasting.then_some("it goes on: nothing else came between")
    }

    fn by_may_be(&self, telling: &Telling<'_>) -> bool {
        let own: BTreeSet<&str> = self.by().map(|side| side.key.as_str()).collect();
        own.is_empty() || telling.by.is_empty() || telling.by.iter().any(|side| own.contains(side.key.as_str()))
    }

    fn denied_by(&self, denial: &Telling<'_>) -> bool {
        let near = |own: &Telling<'_>| near(own.told, denial.told, DAYS_OF_NEWS);
        self.what == denial.what && self.by_may_be(denial) && self.tellings.iter().any(near)
    }

    fn by(&self) -> impl Iterator<Item = &'e Side> + '_ {
        self.tellings.iter().flat_map(|telling| telling.by)
    }

    /// The first telling that says when.
    fn when(&self) -> Option<&'e When> {
        let dated = self.tellings.iter().filter_map(|telling| telling.told.when.as_ref());
        // The most exact one.
        dated.min_by_key(|when| (when.from.is_none(), !when.within(1), when.from.clone(), when.value.clone()))
    }

    /// The day of the turn, as the texts say.
    pub(super) fn date(&self) -> Option<&'e str> {
        self.when().and_then(|when| when.from.as_deref())
    }

    /// The first report that tells of it, where no text says when it was.
    fn known_by(&self) -> Option<&'e str> {
        self.tellings.iter().filter_map(|telling| telling.told.published.as_deref()).min()
    }

    /// By day, then by the usual course of a life; what has no day last.
    fn order(&self) -> impl Ord + '_ {
        let day = self.date().or_else(|| self.known_by());
        let first = self.tellings.iter().map(|telling| telling.told.order()).min();
        (day.is_none(), day.unwrap_or_default(), course(&self.what), self.mode != Mode::Actual, &self.what, first)
    }

    pub(super) fn json(&self, origins: &Origins) -> Value {
        let when = self.when();
        let mut by: Vec<&Side> = self.by().collect();
        by.sort_by_key(|side| (&side.key, side.id.is_none(), std::cmp::Reverse(side.name.len()), &side.name));
        by.dedup_by_key(|side| &side.key);
        let mut told: Vec<&Telling<'_>> = self.tellings.iter().collect();
        told.sort_by_key(|telling| telling.told.order());
        let mut who: Vec<String> = Vec::new();
        for telling in &told {
            let name = telling.told.who();
            if !who.contains(&name) {
                who.push(name);
            }
        }
        let stance = told.iter().map(|telling| telling.told.stance).min_by_key(|stance| weight(*stance));
        let facts: Vec<Fact<'_>> = told.iter().map(|telling| fact(telling.told)).collect();
        let reports: BTreeSet<&str> = facts.iter().map(|fact| fact.report).collect();
        let mut spans: Vec<&Cited> = told.iter().map(|telling| &telling.told.cited).collect();
        let mut seen = BTreeSet::new();
        spans.retain(|span| seen.insert(*span));
        json!({
            "date": when.and_then(|when| when.from.as_deref()),
            "to": when.and_then(|when| when.to.as_deref()).filter(|to| when.and_then(|when| when.from.as_deref()) != Some(to)),
            "when": when.map(|when| when.words.as_str()),
            "known_by": self.known_by(),
            "what": self.what,
            "by": by.iter().map(|side| side.json()).collect::<Vec<_>>(),
            "part": told.iter().find_map(|telling| telling.part),
            "who": who,
            "stance": stance,
            "condition": told.iter().find_map(|telling| telling.condition),
            "relation": self.relation,
            "rule": self.rule,
            "disputed_by": self.disputes.iter().map(|(telling, rule)| disputed(telling, rule)).collect::<Vec<_>>(),
            "reports": reports.len(),
            "origins": origins.of_facts(&facts).min(reports.len()),
            "told": told.iter().enumerate().map(|(n, telling)| {
                let mut json = telling.told.json();
                json["link"] = telling.link.into();
                let own = fact(telling.told);
                let earlier = told.iter().take(n).map(|other| fact(other.told));
                let copied = earlier.into_iter().find(|other| other.report != own.report && origins.share(other, &own));
                json["copy_of"] = json!(copied.map(|other| other.report));
                json
            }).collect::<Vec<_>>(),
            "spans": spans,
        })
    }
}

fn disputed(telling: &Telling<'_>, rule: &str) -> Value {
    let mut json = telling.told.json();
    json["what"] = telling.what.as_str().into();
    json["by"] = telling.by.iter().map(Side::json).collect();
    json["rule"] = rule.into();
    json["spans"] = json!([telling.told.cited]);
    json
}

/// What a telling rests on, for counting origins.
pub(super) fn fact(told: &Told) -> Fact<'_> {
    Fact { report: &told.cited.report, start: told.cited.start, end: told.cited.end, source: told.source() }
}

/// Whether two tellings of one sort are of one day: both say the same, or one says nothing and comes with the news of it
/// (or later, of a turn that comes once).
fn same_day(one: &Told, two: &Told, one_time: bool) -> bool {
    match (&one.when, &two.when) {
        (Some(when), Some(other)) => when.may_be(other, 0),
        (None, None) => one_time || near(one, two, DAYS_OF_NEWS),
        (Some(when), None) | (None, Some(when)) => {
            let open = if one.when.is_none() { one } else { two };
            match (when.from.as_deref(), when.to.as_deref(), open.published.as_deref()) {
                (Some(from), Some(to), Some(published)) => {
                    from <= published
                        && (one_time
                            || to >= published
                            || apart(to, published).is_some_and(|days| days <= DAYS_OF_NEWS))
                }
                _ => one_time || one.cited.report == two.cited.report,
            }
        }
    }
}

/// Whether the two were told within `days`; undated reports only of themselves.
fn near(one: &Told, two: &Told, days: i32) -> bool {
    match (one.day(), two.day()) {
        (Some(a), Some(b)) => apart(a.min(b), a.max(b)).is_some_and(|apart| apart <= days),
        (None, None) => one.cited.report == two.cited.report,
        _ => false,
    }
}

/// Puts under each turn what another sayer says to the contrary at the time.
fn dispute(turns: &mut [Turn<'_>], contrary: impl Fn(&str, &str) -> bool) {
    for n in 0..turns.len() {
        let (before, rest) = turns.split_at_mut(n);
        let Some((turn, after)) = rest.split_first_mut() else { continue };
        if turn.mode != Mode::Actual {
            continue;
        }
        let others = before
            .iter()
            .chain(after.iter())
            .filter(|other| other.mode == Mode::Actual && contrary(&turn.what, &other.what));
        let mut found = Vec::new();
        for telling in others.flat_map(|other| &other.tellings) {
            let against = |own: &Telling<'_>| {
                let same_time = match (&own.told.when, &telling.told.when) {
                    (Some(when), Some(other)) => when.may_be(other, 0),
                    _ => near(own.told, telling.told, DAYS_OF_DISPUTE),
                };
                own.told.sayer() != telling.told.sayer() && same_time
            };
            // A violation is disputed by the violator's own side, not by whoever says that the truce began.
            let concerned = turn.what != "violated" || spoken_for(turn, telling);
            if concerned && turn.tellings.iter().any(against) {
                found.push((telling.clone(), "says the contrary"));
            }
        }
        turn.disputes.extend(found);
    }
}

/// Whether `telling` is told by one whom the turn lays something to.
fn spoken_for(turn: &Turn<'_>, telling: &Telling<'_>) -> bool {
    let speaker = telling.told.chain.first().and_then(|who| who.key.as_deref()).unwrap_or_default();
    let code = speaker.split_once(':').map_or(speaker, |(_, code)| code);
    let code = code.split('-').next().unwrap_or(code);
    turn.by().any(|side| side.key == code || side.key == speaker)
}

/// Says of each turn what it is to those before it.
fn relate(turns: &mut [Turn<'_>]) {
    for n in 0..turns.len() {
        let (before, rest) = turns.split_at_mut(n);
        let Some(turn) = rest.first_mut() else { continue };
        let same = before.iter().any(|other| other.what == turn.what && other.mode == turn.mode);
        turn.relation = match turn.mode {
            Mode::Denied => "disputes",
            _ if n == 0 => "first",
            _ if same => "repeats",
            Mode::Ahead => "looks_ahead",
            Mode::Actual => "advances",
        };
    }
}

/// Where a turn stands in the usual course of things.
fn course(what: &str) -> usize {
    const COURSE: &[&str] = &[
        "demanded",
        "proposed",
        "negotiated",
        "failed",
        "agreed",
        "in_force",
        "extended",
        "violated",
        "suspended",
        "collapsed",
        "expired",
        "mentioned",
        "contested",
        "besieged",
        "lost",
        "taken",
        "handed_over",
        "held",
    ];
    COURSE.iter().position(|known| *known == what).unwrap_or(COURSE.len())
}

/// What is said outright counts more than what is only reported.
fn weight(stance: Stance) -> usize {
    const ORDER: &[Stance] = &[
        Stance::Asserted,
        Stance::Attributed,
        Stance::Reported,
        Stance::Alleged,
        Stance::Background,
        Stance::Planned,
        Stance::Threatened,
        Stance::Demanded,
        Stance::Feared,
        Stance::Conditional,
        Stance::Denied,
    ];
    ORDER.iter().position(|known| *known == stance).unwrap_or(ORDER.len())
}
