//! What the stages know about the world: of measures and populations the lexicons of `lexicons/series/`, of sides
//! `lexicons/sides.tsv`. An analyst's lexicons lie over them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use sitroom_annotate::{LexiconError, Lexicons};

const MEASURES: &str = include_str!("../../../lexicons/series/measures.tsv");
const POPULATIONS: &str = include_str!("../../../lexicons/series/populations.tsv");
const WARS: &str = include_str!("../../../lexicons/series/wars.tsv");
const TURNS: &str = include_str!("../../../lexicons/series/turns.tsv");
const SIDES: &str = include_str!("../../../lexicons/sides.tsv");
const ACTORS: &str = include_str!("../../../lexicons/actors.tsv");

/// What is known of one measure, as `measures.tsv` explains it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Family {
    pub(crate) name: String,
    pub(crate) part_of: Option<String>,
    pub(crate) is_toll: bool,
    pub(crate) is_incident: bool,
    pub(crate) days: i64,
}

/// What words before a number say of its place among the numbers of its report.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub(crate) enum Turn {
    /// An earlier number: "had first spoken of nine".
    Earlier,
    /// Nothing.
    #[default]
    Plain,
    /// A newer number: "raised its toll to eight".
    Newer,
}

/// The lexicons.
#[derive(Debug, Default)]
pub(crate) struct Knowledge {
    families: BTreeMap<String, Family>,
    other: Family,
    classes: BTreeMap<(String, String), String>,
    /// Populations whose words tell of a state, with the family of measures.
    states: BTreeSet<(String, String)>,
    wars: BTreeSet<String>,
    turns: Vec<(String, Turn)>,
    member_of: BTreeMap<String, String>,
    /// Words for what is a country's own: "government".
    official: BTreeSet<String>,
    /// Populations that serve a side: "soldiers".
    serving: BTreeSet<String>,
    /// Words that tell nothing of a side: "the", "group".
    bare: BTreeSet<String>,
}

static KNOWLEDGE: OnceLock<Knowledge> = OnceLock::new();

/// What is known: our own lexicons, unless [`use_lexicons`] laid others over them.
pub(crate) fn knowledge() -> &'static Knowledge {
    // A test reads them, so that a fault in them is seen there.
    KNOWLEDGE.get_or_init(|| Knowledge::read(&Lexicons::default()).unwrap_or_default())
}

/// Lays `lexicons` over what the stages know, for as long as this program runs. To be called before any record is
/// brought up to date; the first call stands. Like annotations, rows rest on the lexicons with which their reports were
/// last read: those of reports that come, change or are annotated again are made with these.
///
/// # Errors
/// Where a row does not fit its lexicon.
pub fn use_lexicons(lexicons: &Lexicons) -> Result<(), LexiconError> {
    let read = Knowledge::read(lexicons)?;
    KNOWLEDGE.get_or_init(|| read);
    Ok(())
}

impl Knowledge {
    fn read(lexicons: &Lexicons) -> Result<Self, LexiconError> {
        let mut knowledge = Self::default();
        let lexicon = lexicons.load("measures.tsv", MEASURES)?;
        let column = |name| lexicon.column(name);
        let (measure, family, part_of) = (column("measure")?, column("family")?, column("part_of")?);
        let (toll, incident, days) = (column("toll")?, column("incident")?, column("days")?);
        for row in &lexicon.rows {
            let days = row.cell(days).parse().map_err(|_| lexicon.fault(row, "days is no number; give one"))?;
            let family = Family {
                name: row.cell(family).to_owned(),
                part_of: Some(row.cell(part_of)).filter(|part| !part.is_empty()).map(str::to_owned),
                is_toll: row.cell(toll) == "yes",
                is_incident: row.cell(incident) == "yes",
                days,
            };
            knowledge.families.insert(row.cell(measure).to_owned(), family);
        }
        knowledge.other = knowledge.families.get("other").cloned().unwrap_or_default();
        let lexicon = lexicons.load("populations.tsv", POPULATIONS)?;
        let column = |name| lexicon.column(name);
        let (population, measure) = (column("population")?, column("measure")?);
        let (class, kind) = (column("class")?, column("kind")?);
        for row in &lexicon.rows {
            let key = (row.cell(population).to_owned(), row.cell(measure).to_owned());
            if row.cell(kind) == "stock" {
                knowledge.states.insert(key.clone());
            }
            knowledge.classes.insert(key, row.cell(class).to_owned());
        }
        let lexicon = lexicons.load("wars.tsv", WARS)?;
        knowledge.wars = lexicon.rows.iter().map(|row| row.cell(0).to_owned()).collect();
        let lexicon = lexicons.load("turns.tsv", TURNS)?;
        let turn = lexicon.column("turn")?;
        for row in &lexicon.rows {
            let turn = match row.cell(turn) {
                "earlier" => Turn::Earlier,
                "newer" => Turn::Newer,
                _ => return Err(lexicon.fault(row, "turn is neither earlier nor newer")),
            };
            knowledge.turns.push((row.cell(0).to_owned(), turn));
        }
        let lexicon = lexicons.load("actors.tsv", ACTORS)?;
        let (id, member_of) = (lexicon.column("id")?, lexicon.column("member_of")?);
        for row in lexicon.rows.iter().filter(|row| !row.cell(member_of).is_empty()) {
            knowledge.member_of.insert(row.cell(id).to_owned(), row.cell(member_of).to_owned());
        }
        let lexicon = lexicons.load("sides.tsv", SIDES)?;
        let tells = lexicon.column("tells")?;
        for row in &lexicon.rows {
            let words = match row.cell(tells) {
                "official" => &mut knowledge.official,
                "serves" => &mut knowledge.serving,
                "nothing" => &mut knowledge.bare,
                _ => return Err(lexicon.fault(row, "tells is none of official, serves and nothing")),
            };
            words.insert(row.cell(0).to_owned());
        }
        Ok(knowledge)
    }

    /// Whether `words` call something a country's own: "government soldiers".
    pub(crate) fn is_official(&self, words: &str) -> bool {
        words.split_whitespace().any(|word| self.official.contains(&word.to_lowercase()))
    }

    /// Whether those of `population` serve a side, so that "government" says whose they are.
    pub(crate) fn serves(&self, population: &str) -> bool {
        self.serving.contains(population)
    }

    /// What `name` says of a side: "the rebels", "rebel group" and "rebel" are compared as one.
    pub(crate) fn side(&self, name: &str) -> String {
        let plain = sitroom_gazetteer::fold::plain(name);
        let words = plain.split(' ').filter(|word| !self.bare.contains(*word));
        let singular: Vec<&str> = words.map(|word| word.strip_suffix('s').unwrap_or(word)).collect();
        if singular.is_empty() { plain } else { singular.join(" ") }
    }

    /// The family of `measure`; that of whatever has none of its own for a measure that no row names.
    pub(crate) fn family(&self, measure: &str) -> &Family {
        self.families.get(measure).unwrap_or(&self.other)
    }

    /// The family and what it is a part of, the widest last.
    pub(crate) fn chain(&self, family: &str) -> Vec<String> {
        let mut chain = vec![family.to_owned()];
        while let Some(whole) = chain.last().and_then(|last| self.families.get(last)?.part_of.clone()) {
            if chain.contains(&whole) {
                break;
            }
            chain.push(whole);
        }
        chain
    }

    /// The word that stands for `population` where a figure of `family` counts it; empty for people in general.
    pub(crate) fn class(&self, population: &str, family: &str) -> String {
        let class = |family: &str| self.classes.get(&(population.to_owned(), family.to_owned()));
        class(family).or_else(|| class("")).map_or_else(|| population.to_owned(), Clone::clone)
    }

    /// Whether the word `population` tells of a state in figures of `family`.
    pub(crate) fn is_state(&self, population: &str, family: &str) -> bool {
        self.states.contains(&(population.to_owned(), family.to_owned()))
    }

    /// Whether `cause` tells of a whole war.
    pub(crate) fn is_war(&self, cause: &str) -> bool {
        let cause = cause.to_lowercase();
        cause.split(|c: char| !c.is_alphanumeric()).any(|word| self.wars.contains(word))
    }

    /// What the words before a number say of its place among others.
    pub(crate) fn turn(&self, before: &str) -> Turn {
        let before = format!(" {} ", before.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" "));
        let said = |(words, _): &&(String, Turn)| before.contains(&format!(" {words} "));
        self.turns.iter().find(said).map_or(Turn::Plain, |(_, turn)| *turn)
    }

    /// What the actor `id` is a part of, the nearest first.
    pub(crate) fn wholes(&self, id: &str) -> Vec<String> {
        let mut wholes = Vec::new();
        let mut at = id;
        while let Some(whole) = self.member_of.get(at).filter(|whole| !wholes.contains(*whole)) {
            wholes.push(whole.clone());
            at = whole;
        }
        wholes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_lexicons_are_sound_and_every_measure_has_a_family() {
        let knowledge = Knowledge::read(&Lexicons::default()).unwrap();
        for line in include_str!("../../../lexicons/measure.tsv").lines().filter(|line| !line.starts_with('#')) {
            let Some(measure) = line.split('\t').nth(4).filter(|measure| *measure != "measure") else { continue };
            assert!(knowledge.families.contains_key(measure), "{measure}");
        }
        assert_eq!(knowledge.family("forced_to_flee").name, "displaced");
        assert_eq!(knowledge.chain("in_camp"), ["in_camp", "sheltered", "displaced"]);
        assert_eq!(knowledge.class("civilians", "displaced"), "");
        assert_eq!(knowledge.class("civilians", "killed"), "civilians");
        assert_eq!(knowledge.wholes("body:un-ocha"), ["body:un"]);
        assert!(knowledge.is_war("Syria's civil war"));
        assert_eq!(knowledge.turn("Dogan had first spoken of"), Turn::Earlier);
        assert_eq!(knowledge.turn("The ministry raised its toll to"), Turn::Newer);
    }
}
