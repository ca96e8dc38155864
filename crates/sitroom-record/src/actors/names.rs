//! Which tellings are one actor.
//!
//! The lexicon's id decides where it is known. Else persons are compared by surname and given name, and everybody else by
//! the whole name, spellings of other scripts forgiven; a surname alone belongs to the one bearer that is known. Who has
//! the same name but another office in another country is somebody else. What an analyst said is above all of that: who has
//! a name that was given is one actor, and none with a name that it was given in the place of.

use std::collections::{BTreeMap, BTreeSet};

use sitroom_gazetteer::fold;

use super::Said;
use super::reading::Bearer;

/// Names at least so alike, to the ear of [`fold::likeness`], are spellings of one.
const LIKE: f64 = 0.8;

/// The rule by which a name belongs to an actor, the surest first.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rule {
    First,
    Given,
    Id,
    Name,
    Spelling,
    Surname,
}

impl Rule {
    /// The rule as rows give it.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Given => "given_by_analyst",
            Self::Id => "same_id",
            Self::Name => "same_name",
            Self::Spelling => "spelling",
            Self::Surname => "surname",
        }
    }
}

/// One actor.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) names: Vec<Joined>,
}

/// Tellings that say the same of a name, and why it is the actor's.
#[derive(Debug)]
pub(super) struct Joined {
    /// By their numbers, in order; never empty.
    pub(super) tellings: Vec<usize>,
    pub(super) rule: Rule,
    /// A telling of the name that it was joined with.
    pub(super) with: Option<usize>,
}

impl Group {
    /// The tellings, in order.
    pub(super) fn members(&self) -> Vec<usize> {
        let mut members: Vec<usize> = self.names.iter().flat_map(|joined| &joined.tellings).copied().collect();
        members.sort_unstable();
        members
    }
}

/// What tellings are compared by. Those of whom it is all the same are one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Variant {
    id: Option<String>,
    person: bool,
    words: Vec<String>,
    country: Option<String>,
    roles: BTreeSet<String>,
    corrected: Vec<String>,
    /// The words in one.
    name: String,
    /// Whether an analyst gave the name: to these tellings, or to others that are then the same.
    given: bool,
}

/// A variant with the numbers of its tellings.
type Told<'v> = (&'v Variant, &'v Vec<usize>);

/// The groups of `bearers`, each in the order of `bearers`.
pub(super) fn groups(bearers: &[Bearer], said: &Said) -> Vec<Group> {
    let variants = variants(bearers, said);
    // Who is known best comes first: by an analyst, by id, then by a full name with a role; a surname alone last.
    let mut order: Vec<Told<'_>> = variants.iter().collect();
    order.sort_by_key(|(one, _)| {
        (
            !one.given,
            one.id.is_none(),
            one.words.len() < 2,
            one.roles.is_empty(),
            one.country.is_none(),
            &one.id,
            &one.words,
            &one.country,
            (&one.roles, &one.corrected),
        )
    });
    let mut groups: Vec<(Vec<Told<'_>>, Group)> = Vec::new();
    for told in order {
        let (variant, tellings) = told;
        let fitting: Vec<(usize, Link)> =
            groups.iter().enumerate().filter_map(|(n, (own, _))| Some((n, joins(own, variant, said)?))).collect();
        // A surname alone, or a name that several bear, is nobody's in particular.
        let known_here =
            |n: usize| groups.get(n).is_some_and(|(own, _)| own.iter().any(|(one, _)| same_country(one, variant)));
        let here: Vec<(usize, Link)> = fitting.iter().copied().filter(|&(n, _)| known_here(n)).collect();
        let chosen = match (fitting.as_slice(), here.as_slice()) {
            ([only], _) | (_, [only]) => Some(*only),
            ([first, ..], _) if variant.id.is_some() || variant.given => Some(*first),
            _ => None,
        };
        let (rule, with) = chosen.map_or((Rule::First, None), |(_, (rule, with))| (rule, Some(with)));
        let joined = Joined { tellings: tellings.clone(), rule, with };
        match chosen.and_then(|(n, _)| groups.get_mut(n)) {
            Some((own, group)) => {
                own.push(told);
                group.names.push(joined);
            }
            None => groups.push((vec![told], Group { names: vec![joined] })),
        }
    }
    let mut groups: Vec<Group> = groups.into_iter().map(|(_, group)| group).collect();
    groups.sort_by_cached_key(|group| group.members().first().copied());
    groups
}

fn variants(bearers: &[Bearer], said: &Said) -> BTreeMap<Variant, Vec<usize>> {
    let mut found: BTreeMap<Variant, Vec<usize>> = BTreeMap::new();
    for (n, bearer) in bearers.iter().enumerate() {
        let name = bearer.words.join(" ");
        let variant = Variant {
            id: bearer.id.clone(),
            person: bearer.is_person(),
            given: said.given.contains(&name),
            words: bearer.words.clone(),
            country: bearer.country.clone(),
            roles: bearer.roles.iter().map(|role| fold::plain(&role.role)).collect(),
            corrected: bearer.corrected.clone(),
            name,
        };
        found.entry(variant).or_default().push(n);
    }
    found
}

/// A rule, and a telling of the name that it joins with.
type Link = (Rule, usize);

/// By what `variant` is one with all of `own`, if it is.
fn joins(own: &[Told<'_>], variant: &Variant, said: &Said) -> Option<Link> {
    let like = |rule: Rule, fits: &dyn Fn(&Variant) -> bool| {
        let found = own.iter().find(|(one, _)| fits(one))?;
        Some((rule, *found.1.first()?))
    };
    // What an analyst said is above all rules.
    if variant.given
        && let Some(link) = like(Rule::Given, &|one| one.name == variant.name)
    {
        return Some(link);
    }
    let apart = |one: &Variant| {
        let pair = |was: &Variant, now: &Variant| said.names.contains(&(was.name.clone(), now.name.clone()));
        one.name != variant.name && (pair(one, variant) || pair(variant, one))
    };
    if own.iter().any(|(one, _)| apart(one)) {
        return None;
    }
    if variant.id.is_some()
        && let Some(link) = like(Rule::Id, &|one| one.id == variant.id)
    {
        return Some(link);
    }
    let ids = own.iter().any(|(one, _)| one.id.is_some() && variant.id.is_some() && one.id != variant.id);
    let kinds = own.iter().any(|(one, _)| one.person != variant.person);
    let both_given = variant.given && own.iter().any(|(one, _)| one.given);
    if ids || kinds || both_given || own.iter().any(|(one, _)| namesakes(one, variant)) {
        return None;
    }
    let links: Option<Vec<Link>> =
        own.iter().map(|(one, tellings)| Some((same_name(one, variant)?, *tellings.first()?))).collect();
    links.and_then(|links| links.into_iter().min_by_key(|(rule, _)| *rule))
}

/// Whether two of one name are told apart by country and office both.
fn namesakes(one: &Variant, two: &Variant) -> bool {
    let offices = !one.roles.is_empty() && !two.roles.is_empty() && one.roles.is_disjoint(&two.roles);
    let countries = one.country.is_some() && two.country.is_some() && one.country != two.country;
    one.id.is_none() && two.id.is_none() && offices && countries
}

fn same_country(one: &Variant, two: &Variant) -> bool {
    one.country.is_some() && one.country == two.country
}

/// The rule by which two names are one, if they are.
fn same_name(one: &Variant, two: &Variant) -> Option<Rule> {
    if one.words == two.words {
        return Some(Rule::Name);
    }
    if !one.person {
        return (numbers(&one.name) == numbers(&two.name) && alike(&one.name, &two.name)).then_some(Rule::Spelling);
    }
    let (surname, other) = (one.words.last()?, two.words.last()?);
    if !alike(surname, other) {
        return None;
    }
    let (given, others) = (one.words.split_last()?.1, two.words.split_last()?.1);
    if given.is_empty() || others.is_empty() {
        return same_country(one, two).then_some(Rule::Surname);
    }
    // "Khalifa Belqasim Haftar" and "K. Haftar": every given name of the shorter is one of the longer.
    let (short, long) = if given.len() <= others.len() { (given, others) } else { (others, given) };
    let borne = |name: &String| {
        long.iter().any(|other| {
            let initial = name.len() == 1 || other.len() == 1;
            if initial { name.chars().next() == other.chars().next() } else { alike(name, other) }
        })
    };
    short.iter().all(borne).then_some(Rule::Spelling)
}

/// Whether two words may be spellings of one name.
fn alike(one: &str, two: &str) -> bool {
    one == two || (fold::sound(one) == fold::sound(two) && fold::likeness(one, two) >= LIKE)
}

/// "1st Division" is not "2nd Division".
fn numbers(name: &str) -> String {
    name.chars().filter(char::is_ascii_digit).collect()
}
