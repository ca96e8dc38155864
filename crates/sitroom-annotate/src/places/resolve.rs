//! Which of several namesakes a text means.
//!
//! Each namesake is weighed by what the text says outright ("Springfield, Ohio", "the city of"), by the countries and
//! provinces that the rest of the report names, by how near it lies to the report's other places and to the outlet's
//! home, and least by how many live there. A name means the same place throughout a report. The names are weighed
//! together, twice: first against what is beyond doubt, then against each other's first answers.

use std::collections::BTreeMap;

use sitroom_gazetteer::Kind;

use super::Guide;
use super::atlas::{Site, SiteId};
use super::mentions::Mention;
use super::outlet::Home;

/// What a mention was found to mean.
#[derive(Copy, Clone, Debug)]
pub(crate) struct Meaning<'a> {
    pub(crate) site: Site<'a>,
    pub(crate) confidence: f64,
}

/// Namesakes further apart than this are different answers (the usual 100 miles).
const APART: f64 = 161.0;
/// How far places that are told of together commonly lie from each other.
const NEAR: f64 = 120.0;
/// The most places that a namesake is held against.
const ANCHORS: usize = 40;
/// The most names that are weighed; the later ones beyond are taken by population.
const NAMES: usize = 300;

/// How alike a spelling must sound to be taken for a known name.
const ALIKE: f64 = 0.8;

/// A name with all that it may mean.
#[derive(Default)]
struct Name<'a> {
    key: String,
    /// Whether the outlet bears it.
    home: bool,
    /// Whether its places were found by their sound alone.
    heard: bool,
    mentions: Vec<usize>,
    sites: Vec<Site<'a>>,
    fixed: bool,
    choice: Option<usize>,
    confidence: f64,
}

struct Anchor {
    name: usize,
    direction: [f32; 3],
    weight: f64,
}

#[derive(Default)]
struct Context<'a> {
    countries: BTreeMap<&'a str, f64>,
    provinces: BTreeMap<SiteId, f64>,
    anchors: Vec<Anchor>,
    /// Which country or province each fixed answer supports is not counted for the name itself.
    own: BTreeMap<usize, (Option<&'a str>, Option<SiteId>, f64)>,
}

/// How far two directions are apart, in kilometres.
pub(crate) fn kilometres(a: [f32; 3], b: [f32; 3]) -> f64 {
    let square: f32 = (0..3).map(|i| (a[i] - b[i]) * (a[i] - b[i])).sum();
    6371.0 * 2.0 * f64::from(square.sqrt() / 2.0).min(1.0).asin()
}

/// What every mention means; `None` where no gazetteer knows it.
pub(crate) fn resolve<'a>(guide: &'a Guide, mentions: &[Mention], home: Option<&Home>) -> Vec<Option<Meaning<'a>>> {
    let mut names = names_of(guide, mentions);
    if let Some(home) = home {
        names.iter_mut().for_each(|name| name.home = home.is(&name.key));
        let sites = home.sites(guide);
        if !sites.is_empty() && !names.iter().any(|name| name.home) {
            names.push(Name { sites, home: true, ..Name::default() });
        }
    }
    for round in 0..3 {
        let context = context_of(&names, round, home);
        let choices: Vec<_> = (0..names.len()).map(|n| choose(&names, n, mentions, &context, home)).collect();
        for (name, (choice, confidence)) in names.iter_mut().zip(choices) {
            if !name.fixed {
                (name.choice, name.confidence) = (choice, confidence);
            }
        }
    }
    let mut meanings: Vec<Option<Meaning<'a>>> = vec![None; mentions.len()];
    for name in &names {
        for &m in &name.mentions {
            meanings[m] = name.choice.map(|choice| {
                let site = fitting(&name.sites, choice, mentions[m].hint);
                Meaning { site, confidence: name.confidence }
            });
        }
    }
    meanings
}

fn names_of<'a>(guide: &'a Guide, mentions: &[Mention]) -> Vec<Name<'a>> {
    let mut number: BTreeMap<(Option<SiteId>, &str), usize> = BTreeMap::new();
    let mut names: Vec<Name<'a>> = Vec::new();
    for (m, mention) in mentions.iter().enumerate() {
        let key = (mention.meant, if mention.meant.is_some() { "" } else { mention.key.as_str() });
        let n = *number.entry(key).or_insert_with(|| {
            let sites = match mention.meant {
                Some(id) => guide.atlas.site(id, true).into_iter().collect(),
                None if mention.known => guide.atlas.namesakes(&mention.key),
                // Spelled as no gazetteer has it: what sounds like it, where that is beyond doubt.
                None => guide
                    .atlas
                    .by_sound(&mention.key)
                    .into_iter()
                    .filter(|(_, like)| *like >= ALIKE)
                    .map(|(site, _)| site)
                    .collect(),
            };
            let fixed = mention.meant.is_some();
            let choice = (fixed && !sites.is_empty()).then_some(0);
            let confidence = if fixed { 1.0 } else { 0.0 };
            let heard = !fixed && !mention.known;
            names.push(Name { key: mention.key.clone(), heard, sites, fixed, choice, confidence, ..Name::default() });
            names.len() - 1
        });
        names[n].mentions.push(m);
    }
    names
}

/// What the names say of each other after the last round.
fn context_of<'a>(names: &[Name<'a>], round: usize, home: Option<&'a Home>) -> Context<'a> {
    let mut context = Context::default();
    for (n, name) in names.iter().enumerate().take(NAMES) {
        let sure = name.fixed || name.sites.iter().any(|site| site.entry.kind == Kind::Country && site.own);
        if round == 0 && !sure {
            continue;
        }
        let choice = if round == 0 && !name.fixed { Some(0) } else { name.choice };
        let Some(site) = choice.and_then(|choice| name.sites.get(choice)) else { continue };
        let confidence = if name.fixed {
            1.0
        } else if round == 0 {
            0.6
        } else {
            name.confidence
        };
        let said = (name.mentions.len().max(1) as f64).sqrt();
        let weight = said * confidence * confidence;
        if let Some(country) = site.country() {
            *context.countries.entry(country).or_default() += weight;
        }
        if let Some(province) = site.province {
            *context.provinces.entry(province).or_default() += weight;
        }
        context.own.insert(n, (site.country(), site.province, weight));
        if let (Some(direction), true) =
            (site.direction, matches!(site.entry.kind, Kind::Settlement | Kind::District | Kind::Facility))
        {
            context.anchors.push(Anchor { name: n, direction, weight });
        }
    }
    if let Some(country) = home.and_then(|home| home.country.as_deref()) {
        *context.countries.entry(country).or_default() += 1.0;
    }
    context.anchors.sort_by(|a, b| b.weight.total_cmp(&a.weight).then(a.name.cmp(&b.name)));
    context.anchors.truncate(ANCHORS);
    context
}

/// The best of a name's namesakes and how sure it is.
fn choose<'a>(
    names: &[Name<'a>],
    n: usize,
    mentions: &[Mention],
    context: &Context<'_>,
    home: Option<&Home>,
) -> (Option<usize>, f64) {
    let name = &names[n];
    if name.heard {
        return hear(name, context);
    }
    if name.sites.len() == 1 {
        return (Some(0), if name.fixed { 1.0 } else { 0.9 });
    }
    let containers: Vec<&Name<'a>> = (name.mentions.iter())
        .filter_map(|&m| mentions[m].inside)
        .filter_map(|container| names.iter().find(|other| other.mentions.contains(&container)))
        .collect();
    let mut scores: Vec<(f64, usize)> = (name.sites.iter().enumerate())
        .map(|(i, site)| (score(n, name, site, mentions, &containers, context, home), i))
        .collect();
    scores.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let Some(&(best, choice)) = scores.first() else { return (None, 0.0) };
    let chosen = &name.sites[choice];
    let apart = |site: &Site<'_>| match (chosen.direction, site.direction) {
        (Some(a), Some(b)) => kilometres(a, b) > APART,
        _ => true,
    };
    let rival = scores.iter().skip(1).find(|(_, i)| apart(&name.sites[*i]));
    let confidence = rival.map_or(0.95, |(second, _)| 1.0 / (1.0 + (-(best - second)).exp()));
    (Some(choice), confidence)
}

/// How much the text must tell of a province for a name to be known there by its sound alone.
const TOLD_OF: f64 = 0.5;

/// A name known by its sound alone is believed where most of the report is about the country it lies in, or where the
/// report tells of its very province.
fn hear(name: &Name<'_>, context: &Context<'_>) -> (Option<usize>, f64) {
    let total: f64 = context.countries.values().sum();
    let share = |site: &Site<'_>| {
        let votes = site.country().and_then(|country| context.countries.get(country));
        votes.copied().unwrap_or(0.0) / (total + 0.5)
    };
    let province = |site: &Site<'_>| site.province.and_then(|province| context.provinces.get(&province)).copied();
    let sure = |site: &Site<'_>| {
        let told = province(site).is_some_and(|votes| votes >= TOLD_OF);
        share(site).max(if told { 0.5 } else { 0.0 })
    };
    let believed = name.sites.iter().position(|site| sure(site) >= 0.4);
    (believed, believed.map_or(0.0, |i| sure(&name.sites[i])))
}

fn score(
    n: usize,
    name: &Name<'_>,
    site: &Site<'_>,
    mentions: &[Mention],
    containers: &[&Name<'_>],
    context: &Context<'_>,
    home: Option<&Home>,
) -> f64 {
    let entry = &site.entry;
    let people = f64::from(entry.population);
    let mut sum = match entry.kind {
        Kind::Country => 6.0,
        Kind::Region => 5.5,
        Kind::Province => 3.0 + 0.4 * (people.max(1.0).log10() - 5.0).clamp(0.0, 2.0),
        Kind::District => 0.6 * people.max(500.0).log10() - 0.6,
        // A local paper's home is seldom the best known of its namesakes.
        Kind::Settlement => (if name.home { 0.35 } else { 0.7 }) * people.max(150.0).log10(),
        Kind::Facility | Kind::Crossing | Kind::Point => 3.0,
    };
    if site.id.is_analysts() {
        sum += 1.0;
    }
    if entry.capital {
        sum += 0.5;
    }
    if !site.own {
        sum -= if entry.kind == Kind::Settlement { 2.2 } else { 1.2 };
    }
    if entry.point.is_none() {
        sum -= 1.0;
    }
    // What stands beside the name.
    let hints = name.mentions.iter().filter_map(|&m| mentions[m].hint);
    let (mut with, mut against) = (0, 0);
    for hint in hints {
        match (hint, entry.kind) {
            (Kind::Province, Kind::Province)
            | (Kind::District, Kind::District)
            | (Kind::Settlement, Kind::Settlement) => with += 1,
            (Kind::Region, Kind::Region) => with += 1,
            (
                Kind::Settlement | Kind::District | Kind::Province,
                Kind::Settlement | Kind::District | Kind::Province,
            ) => against += 1,
            _ => {}
        }
    }
    if with > 0 {
        sum += 1.5;
    } else if against > 0 {
        sum -= 1.0;
    }
    for container in containers {
        let holds = |above: &Site<'_>| match above.entry.kind {
            Kind::Country => above.id != site.id && above.country() == site.country(),
            Kind::Province => above.id != site.id && site.province == Some(above.id),
            _ => match (above.direction, site.direction) {
                (Some(a), Some(b)) => above.id != site.id && kilometres(a, b) < 60.0,
                _ => false,
            },
        };
        sum += if container.sites.iter().any(holds) { 5.0 } else { 0.0 };
    }
    // What else the report tells of. What the name itself has said does not count for it.
    let (own_country, own_province, own_weight) = context.own.get(&n).copied().unwrap_or((None, None, 0.0));
    let total: f64 = context.countries.values().sum::<f64>() - own_weight;
    if let Some(country) = site.country() {
        let mut votes = context.countries.get(country).copied().unwrap_or(0.0);
        if own_country == Some(country) {
            votes -= own_weight;
        }
        sum += 2.5 * votes.max(0.0) / (total.max(0.0) + 0.7);
    }
    if let Some(province) = site.province {
        let mut votes = context.provinces.get(&province).copied().unwrap_or(0.0);
        if own_province == Some(province) {
            votes -= own_weight;
        }
        sum += 3.0 * votes.max(0.0) / (total.max(0.0) + 0.7);
    }
    if let Some(direction) = site.direction {
        let mut near = 0.0;
        for anchor in context.anchors.iter().filter(|anchor| anchor.name != n) {
            let distance = kilometres(anchor.direction, direction) / NEAR;
            near += anchor.weight / (1.0 + distance * distance);
        }
        sum += 3.5 * near / (near + 1.5);
    }
    if let Some(home) = home {
        sum += home.bonus(site, name.home);
    }
    sum
}

/// The namesake of the chosen place that is of the sort the words beside the name tell: Idlib the province where
/// Idlib the city was chosen.
fn fitting<'a>(sites: &[Site<'a>], choice: usize, hint: Option<Kind>) -> Site<'a> {
    let chosen = sites[choice];
    let Some(hint) = hint.filter(|hint| matches!(hint, Kind::Province | Kind::District | Kind::Settlement)) else {
        return chosen;
    };
    if chosen.entry.kind == hint {
        return chosen;
    }
    let near = |site: &&Site<'a>| {
        site.entry.kind == hint
            && site.country() == chosen.country()
            && match (site.direction, chosen.direction) {
                (Some(a), Some(b)) => kilometres(a, b) < APART,
                _ => site.province == chosen.province,
            }
    };
    sites.iter().find(near).copied().unwrap_or(chosen)
}
