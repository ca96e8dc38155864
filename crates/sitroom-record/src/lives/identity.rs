//! Which tellings mean one agreement.
//!
//! By name; by the day or month at which it was made or came into force; and "the truce" of a dated report by the
//! last one before that. Those that were only called for are gathered while nothing was agreed between them. Rules are
//! asked in this order, each of all tellings alike, so that no order of arrival shows.

use std::collections::{BTreeMap, BTreeSet};

use sitroom_annotate::{AgreementKind, AgreementState};
use sitroom_report::date_in_words;

use super::agreements::Entity;
use super::told::{Mode, When, apart};
use crate::location::Relation;

/// A ceasefire is announced some days before it comes into force.
const DAYS_TO_COME_INTO_FORCE: i32 = 3;

/// "The truce" is no longer the last one before it after so many days without a word of it.
const DAYS_REMEMBERED: i32 = 60;

/// Calls for an agreement with a longer pause between them are for different ones; so is talk of one that no text dates.
const DAYS_BETWEEN_CALLS: i32 = 30;

/// A date of more days picks no agreement out.
const DAYS_OF_A_MONTH: i32 = 31;

/// The tellings of one agreement.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub(super) members: Vec<Member>,
}

/// A telling with the rule by which it belongs to the others.
#[derive(Clone, Debug)]
pub(super) struct Member {
    /// Its number.
    pub(super) entity: usize,
    pub(super) rule: &'static str,
    /// The telling that the rule compared it with.
    pub(super) to: Option<usize>,
}

/// What is compared of a telling.
struct Candidate<'e> {
    entity: &'e Entity,
    /// When it was made or came into force, as far as the texts say.
    anchors: Vec<&'e When>,
    /// Whether it was agreed or is spoken of as being there; else it is only wanted.
    actual: bool,
}

impl<'e> Candidate<'e> {
    fn of(entity: &'e Entity) -> Self {
        use AgreementState::{Agreed, Demanded, Failed, InForce, Mentioned, Negotiated, Proposed};
        let known = entity.turns.iter().any(|said| match said.state {
            Demanded | Failed | Mentioned | Negotiated | Proposed => false,
            _ => said.told.mode() != Mode::Ahead,
        });
        let dated = entity.turns.iter().filter(|said| matches!(said.state, Agreed | InForce));
        let dated = dated.filter(|said| said.told.stance != sitroom_annotate::Stance::Conditional);
        let anchors: Vec<&When> = entity.made.iter().chain(dated.filter_map(|said| said.told.when.as_ref())).collect();
        let actual = known || entity.made.is_some() || entity.name.is_some() || entity.definite;
        Self { entity, anchors, actual }
    }

    /// The first day or month that is settled.
    fn settled(&self) -> impl Iterator<Item = &'e When> + '_ {
        self.anchors.iter().copied().filter(|when| when.within(DAYS_OF_A_MONTH))
    }

    /// The months of no known year.
    fn months(&self) -> impl Iterator<Item = &'e When> + '_ {
        self.anchors.iter().copied().filter(|when| when.from.is_none())
    }

    /// When its report speaks of it.
    fn day(&self) -> Option<&'e str> {
        self.entity.first().and_then(|told| told.day())
    }

    fn published(&self) -> Option<&'e str> {
        self.entity.turns.first().and_then(|said| said.told.published.as_deref())
    }

    /// Whether nothing but the time speaks against the two being one.
    fn fits(&self, other: &Self) -> bool {
        let (one, two) = (self.entity, other.entity);
        let names = one.name.is_none() || two.name.is_none() || one.name == two.name;
        names && alike(one.kind, two.kind) && !lie_apart(one, two) && !made_by_others(one, two)
    }
}

/// Kinds of agreements that are called by each other's names.
fn alike(one: AgreementKind, two: AgreementKind) -> bool {
    use AgreementKind::{Accord, Ceasefire, Deal, Mandate, Memorandum, Process, Resolution, Truce, Zone};
    let family = |kind| match kind {
        Ceasefire | Truce | Zone => 0,
        Accord | Memorandum | Deal => 1,
        Mandate | Resolution => 2,
        Process => 3,
    };
    let (one, two) = (family(one), family(two));
    one == two || one + two == 1
}

fn lie_apart(one: &Entity, two: &Entity) -> bool {
    let places = one.place.as_ref().zip(two.place.as_ref());
    places.is_some_and(|(one, two)| one.relation(two) == Relation::Apart)
        || one.country.as_ref().zip(two.country.as_ref()).is_some_and(|(one, two)| one != two)
}

/// Whether both were made by known sides, none of them the same.
fn made_by_others(one: &Entity, two: &Entity) -> bool {
    let keys = |entity: &Entity| -> BTreeSet<String> {
        let sides = entity.parties.iter().chain(&entity.makers);
        // Persons sign for their states; which, a name does not say.
        sides
            .filter(|side| side.id.as_deref().is_some_and(|id| !id.starts_with("person:")))
            .map(|side| side.key.clone())
            .collect()
    };
    let (one, two) = (keys(one), keys(two));
    !one.is_empty() && !two.is_empty() && one.is_disjoint(&two)
}

/// Joins tellings to groups and remembers by which rule.
struct Joins {
    parent: Vec<usize>,
    rule: Vec<Option<(&'static str, usize)>>,
}

impl Joins {
    fn root(&self, mut n: usize) -> usize {
        while let Some(&above) = self.parent.get(n).filter(|&&above| above != n) {
            n = above;
        }
        n
    }

    /// Joins `n` to the group of `to` by `rule`.
    fn join(&mut self, n: usize, to: usize, rule: &'static str) {
        let (one, two) = (self.root(n), self.root(to));
        if one == two {
            return;
        }
        if let Some(slot) = self.rule.get_mut(n).filter(|slot| slot.is_none()) {
            *slot = Some((rule, to));
        }
        if let Some(parent) = self.parent.get_mut(one.max(two)) {
            *parent = one.min(two);
        }
    }
}

/// The groups of `entities`, each in the order of `entities`.
pub(super) fn groups(entities: &[Entity]) -> Vec<Group> {
    let all: Vec<Candidate<'_>> = entities.iter().map(Candidate::of).collect();
    let mut joins = Joins { parent: (0..all.len()).collect(), rule: vec![None; all.len()] };
    by_name(&all, &mut joins);
    by_day(&all, &mut joins);
    by_month(&all, &mut joins);
    by_last_before(&all, &mut joins);
    by_talk(&all, &mut joins);
    let mut groups: BTreeMap<usize, Group> = BTreeMap::new();
    for entity in 0..all.len() {
        let (rule, to) =
            joins.rule.get(entity).copied().flatten().map_or(("the first", None), |(rule, to)| (rule, Some(to)));
        let group = groups.entry(joins.root(entity)).or_insert(Group { members: Vec::new() });
        group.members.push(Member { entity, rule, to });
    }
    groups.into_values().collect()
}

fn by_name(all: &[Candidate<'_>], joins: &mut Joins) {
    let mut first: BTreeMap<&str, usize> = BTreeMap::new();
    for (n, candidate) in all.iter().enumerate() {
        let Some(name) = candidate.entity.name.as_deref() else { continue };
        let to = *first.entry(name).or_insert(n);
        joins.join(n, to, "the same name");
    }
}

/// Agreements of one day at one place, by sides that are not others.
fn by_day(all: &[Candidate<'_>], joins: &mut Joins) {
    let mut anchors: Vec<(&str, &When, usize)> = Vec::new();
    for (n, candidate) in all.iter().enumerate().filter(|(_, candidate)| candidate.actual) {
        let settled = candidate.settled();
        anchors.extend(settled.filter_map(|when| Some((when.from.as_deref()?, when, n))));
    }
    anchors.sort_by_key(|&(from, _, n)| (from, n));
    for (at, &(from, when, n)) in anchors.iter().enumerate() {
        for &(later, other, m) in anchors.iter().skip(at + 1) {
            if apart(from, later).is_none_or(|days| days > DAYS_OF_A_MONTH + DAYS_TO_COME_INTO_FORCE) {
                break;
            }
            if let (Some(one), Some(two)) = (all.get(n), all.get(m))
                && when.may_be(other, DAYS_TO_COME_INTO_FORCE)
                && one.fits(two)
            {
                joins.join(n.max(m), n.min(m), "made at the same time and place");
            }
        }
    }
}

/// "The August ceasefire" of reports whose year is not known: those of one month are one, and the one that is known of
/// that month where no other is.
fn by_month(all: &[Candidate<'_>], joins: &mut Joins) {
    let undated: Vec<usize> =
        (0..all.len()).filter(|&n| all.get(n).is_some_and(|one| one.actual && one.months().next().is_some())).collect();
    for (at, &n) in undated.iter().enumerate() {
        for &m in undated.iter().skip(at + 1) {
            let (Some(one), Some(two)) = (all.get(n), all.get(m)) else { continue };
            let month = one.months().any(|month| two.months().any(|other| month.may_be(other, 0)));
            if month && one.fits(two) {
                joins.join(m, n, "of the same month");
            }
        }
    }
    for &n in &undated {
        let Some(one) = all.get(n) else { continue };
        let of_month = |(m, two): &(usize, &Candidate<'_>)| {
            *m != n
                && two.actual
                && one.fits(two)
                && two.settled().any(|when| one.months().any(|month| month.may_be(when, 0)))
        };
        let found: BTreeMap<usize, usize> =
            all.iter().enumerate().filter(of_month).map(|(m, _)| (joins.root(m), m)).rev().collect();
        if let (1, Some((_, &m))) = (found.len(), found.first_key_value()) {
            joins.join(n, m, "the only one known of that month");
        }
    }
}

/// "The truce" of a dated report is the last that was made before it, if there is still word of that one.
fn by_last_before(all: &[Candidate<'_>], joins: &mut Joins) {
    // When there was word of each group: of the days at which it was made and of those at which a dated telling tells of it.
    let mut word: BTreeMap<usize, Vec<(&str, usize)>> = BTreeMap::new();
    for (n, candidate) in all.iter().enumerate() {
        let days = candidate.settled().filter_map(|when| when.from.as_deref());
        let told = candidate.published().filter(|_| candidate.settled().next().is_some());
        word.entry(joins.root(n)).or_default().extend(days.chain(told).map(|day| (day, n)));
    }
    word.retain(|_, days| !days.is_empty());
    word.values_mut().for_each(|days| days.sort_unstable());
    let open: Vec<usize> = (0..all.len())
        .filter(|&n| {
            all.get(n).is_some_and(|one| {
                one.actual && one.entity.name.is_none() && one.anchors.is_empty() && one.entity.definite
            })
        })
        .collect();
    let mut found = Vec::new();
    for n in open {
        let Some((one, day)) = all.get(n).and_then(|one| Some((one, one.published()?))) else { continue };
        let last = word.values().filter_map(|days| {
            let &(made, first) = days.first()?;
            let &(latest, _) = days.iter().rfind(|(word, _)| *word <= day)?;
            let near = apart(latest, day).is_some_and(|days| days <= DAYS_REMEMBERED);
            (made <= day && near && all.get(first).is_some_and(|two| one.fits(two))).then_some((made, first))
        });
        found.extend(last.max().map(|(_, first)| (n, first)));
    }
    for (n, first) in found {
        joins.join(n, first, "the last one made before");
    }
}

/// Calls for one agreement, and talk of one that no text dates: no long pause and no agreement lies between them.
fn by_talk(all: &[Candidate<'_>], joins: &mut Joins) {
    let made: Vec<(&str, &Candidate<'_>)> = all
        .iter()
        .filter(|one| one.actual)
        .flat_map(|one| one.settled().filter_map(move |when| Some((when.from.as_deref()?, one))))
        .collect();
    for (actual, rule) in
        [(false, "called for at the same time and place"), (true, "told of at the same time and place")]
    {
        let mut talk: Vec<(&str, usize)> = Vec::new();
        for (n, one) in all.iter().enumerate() {
            let open = one.actual == actual && one.anchors.is_empty() && one.entity.name.is_none();
            let joined = joins.rule.get(n).is_some_and(Option::is_some);
            talk.extend(one.day().filter(|_| open && !joined).map(|day| (day, n)));
        }
        talk.sort_unstable();
        for (at, &(day, n)) in talk.iter().enumerate() {
            let near = |before: &str| apart(before, day).is_some_and(|days| days <= DAYS_BETWEEN_CALLS);
            let Some(one) = all.get(n) else { continue };
            let same = talk.iter().take(at).rev().take_while(|(before, _)| near(before)).find(|&&(before, m)| {
                let between = made.iter().any(|(made, two)| before < *made && *made < day && one.fits(two));
                all.get(m).is_some_and(|two| one.fits(two)) && !between
            });
            if let Some(&(_, m)) = same {
                joins.join(n, m, rule);
            }
        }
    }
}

/// The name of an agreement: the lexicon's, else when it was made, what it is and where it holds.
pub(super) fn name(members: &[&Entity]) -> String {
    if let Some(name) = members.iter().find_map(|entity| entity.name.clone()) {
        return name;
    }
    let candidates: Vec<Candidate<'_>> = members.iter().map(|entity| Candidate::of(entity)).collect();
    let kind = super::agreements::kind(members);
    let place = members.iter().find_map(|entity| entity.place.as_ref()).map(|place| format!(" in {}", place.name));
    let place = place.unwrap_or_default();
    if candidates.iter().all(|one| !one.actual) {
        return format!("{kind}{place}, not agreed");
    }
    let settled = candidates.iter().flat_map(Candidate::settled).filter_map(|when| when.from.as_deref()).min();
    let month = candidates.iter().flat_map(Candidate::months).map(|when| when.words.as_str()).min();
    let year = candidates.iter().flat_map(|one| &one.anchors).filter_map(|when| when.from.as_deref()).min();
    let when = match (settled, month, year) {
        (Some(day), _, _) => day.get(..7).map(date_in_words),
        (None, Some(month), _) => Some(month.to_owned()),
        (None, None, year) => year.and_then(|year| year.get(..4)).map(str::to_owned),
    };
    // "All ceasefires since then": no date picks one out.
    let kind = kind.to_string();
    let is_plural = |word: &String| word.ends_with('s') && !word.ends_with(&kind);
    let many = when.is_none() && members.iter().flat_map(|entity| &entity.words).any(is_plural);
    let ending = if many { "s" } else { "" };
    format!("{}{kind}{ending}{place}", when.map(|when| format!("{when} ")).unwrap_or_default())
}
