//! Which tellings are one actor.
//!
//! The lexicon's id decides where it is known. Else persons are compared by surname and given name, and everybody else by
//! the whole name, spellings of other scripts forgiven; a surname alone belongs to the one bearer that is known. Who has
//! the same name but another office in another country is somebody else.

use std::collections::{BTreeMap, BTreeSet};

use sitroom_gazetteer::fold;

use super::reading::Bearer;

/// Names at least so alike, to the ear of [`fold::likeness`], are spellings of one.
const LIKE: f64 = 0.8;

/// One actor: its tellings, each with the rule that put it there.
pub(super) struct Group {
    pub(super) members: Vec<(usize, &'static str)>,
}

/// What tellings are compared by. Those of whom it is all the same are one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Variant {
    id: Option<String>,
    person: bool,
    words: Vec<String>,
    country: Option<String>,
    roles: BTreeSet<String>,
}

/// The groups of `bearers`, each in the order of `bearers`.
pub(super) fn groups(bearers: &[Bearer]) -> Vec<Group> {
    let variants = variants(bearers);
    // Who is known best comes first: by id, then by a full name with a role; a surname alone last.
    let mut order: Vec<(&Variant, &Vec<usize>)> = variants.iter().collect();
    order.sort_by_key(|(one, _)| {
        (
            one.id.is_none(),
            one.words.len() < 2,
            one.roles.is_empty(),
            one.country.is_none(),
            &one.id,
            &one.words,
            &one.country,
            &one.roles,
        )
    });
    let mut groups: Vec<(Vec<&Variant>, Group)> = Vec::new();
    for (variant, tellings) in order {
        let fitting: Vec<(usize, &'static str)> =
            groups.iter().enumerate().filter_map(|(n, (own, _))| Some((n, joins(own, variant)?))).collect();
        // A surname alone, or a name that several bear, is nobody's in particular.
        let known_here =
            |n: usize| groups.get(n).is_some_and(|(own, _)| own.iter().any(|one| same_country(one, variant)));
        let here: Vec<(usize, &'static str)> = fitting.iter().copied().filter(|&(n, _)| known_here(n)).collect();
        let chosen = match (fitting.as_slice(), here.as_slice()) {
            ([only], _) | (_, [only]) => Some(*only),
            ([first, ..], _) if variant.id.is_some() => Some(*first),
            _ => None,
        };
        let rule = chosen.map_or("the first", |(_, rule)| rule);
        let members = tellings.iter().map(|&member| (member, rule));
        match chosen.and_then(|(n, _)| groups.get_mut(n)) {
            Some((own, group)) => {
                own.push(variant);
                group.members.extend(members);
            }
            None => groups.push((vec![variant], Group { members: members.collect() })),
        }
    }
    let mut groups: Vec<Group> = groups.into_iter().map(|(_, group)| group).collect();
    groups.iter_mut().for_each(|group| group.members.sort_unstable());
    groups.sort_by_key(|group| group.members.first().map(|(member, _)| *member));
    groups
}

fn variants(bearers: &[Bearer]) -> BTreeMap<Variant, Vec<usize>> {
    let mut found: BTreeMap<Variant, Vec<usize>> = BTreeMap::new();
    for (n, bearer) in bearers.iter().enumerate() {
        let variant = Variant {
            id: bearer.id.clone(),
            person: bearer.is_person(),
            words: bearer.words(),
            country: bearer.country.clone(),
            roles: bearer.roles.iter().map(|role| fold::plain(&role.role)).collect(),
        };
        found.entry(variant).or_default().push(n);
    }
    found
}

/// The rule by which `variant` is one with all of `own`, if it is.
fn joins(own: &[&Variant], variant: &Variant) -> Option<&'static str> {
    if let Some(id) = &variant.id
        && own.iter().any(|one| one.id.as_ref() == Some(id))
    {
        return Some("the same id in the lexicon");
    }
    let ids = own.iter().any(|one| one.id.is_some() && variant.id.is_some() && one.id != variant.id);
    let kinds = own.iter().any(|one| one.person != variant.person);
    if ids || kinds || own.iter().any(|one| namesakes(one, variant)) {
        return None;
    }
    let rules: Option<Vec<&'static str>> = own.iter().map(|one| same_name(one, variant)).collect();
    rules.and_then(|rules| rules.into_iter().min())
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
fn same_name(one: &Variant, two: &Variant) -> Option<&'static str> {
    if one.words == two.words {
        return Some("the same name");
    }
    if !one.person {
        let (one, two) = (one.words.join(" "), two.words.join(" "));
        return (numbers(&one) == numbers(&two) && alike(&one, &two)).then_some("another spelling of the name");
    }
    let (surname, other) = (one.words.last()?, two.words.last()?);
    if !alike(surname, other) {
        return None;
    }
    let (given, others) = (one.words.split_last()?.1, two.words.split_last()?.1);
    if given.is_empty() || others.is_empty() {
        return same_country(one, two).then_some("the surname of one who is known in that country");
    }
    // "Khalifa Belqasim Haftar" and "K. Haftar": every given name of the shorter is one of the longer.
    let (short, long) = if given.len() <= others.len() { (given, others) } else { (others, given) };
    let borne = |name: &String| {
        long.iter().any(|other| {
            let initial = name.len() == 1 || other.len() == 1;
            if initial { name.chars().next() == other.chars().next() } else { alike(name, other) }
        })
    };
    short.iter().all(borne).then_some("another spelling of the name")
}

/// Whether two words may be spellings of one name.
fn alike(one: &str, two: &str) -> bool {
    one == two || (fold::sound(one) == fold::sound(two) && fold::likeness(one, two) >= LIKE)
}

/// "1st Division" is not "2nd Division".
fn numbers(name: &str) -> String {
    name.chars().filter(char::is_ascii_digit).collect()
}
