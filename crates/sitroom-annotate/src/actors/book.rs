//! What the lexicons know of actors.

use std::collections::{BTreeMap, HashMap};

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::annotation::ActorKind;
use crate::lexicon::{LexiconError, Lexicons};

const ACTORS: &str = include_str!("../../../../lexicons/actors.tsv");
const STATES: &str = include_str!("../../../../lexicons/actor_states.tsv");
const NOUNS: &str = include_str!("../../../../lexicons/actor_nouns.tsv");
const OFFICES: &str = include_str!("../../../../lexicons/actor_offices.tsv");

/// An actor with a name.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) kind: ActorKind,
    pub(crate) country: String,
    pub(crate) member_of: String,
    /// The office of a person and the years held.
    pub(crate) office: Option<(String, i16, Option<i16>)>,
    /// Where the lexicon says so.
    pub(crate) entry: String,
}

/// States, named actors, nouns for actors, offices.
pub(crate) struct Book {
    known: Vec<Known>,
    /// Folded names by their first word: the words, the actor, whether it is the actor's full name.
    names: HashMap<String, Vec<(Vec<String>, usize, bool)>>,
    /// The same in lower case, for texts without capitals.
    lower: HashMap<String, Vec<(Vec<String>, usize, bool)>>,
    states: BTreeMap<String, String>,
    nouns: HashMap<String, (ActorKind, String)>,
    offices: HashMap<String, Vec<String>>,
}

impl Book {
    pub(crate) fn new(lexicons: &Lexicons) -> Result<Self, LexiconError> {
        let kind = |lexicon: &crate::Lexicon, row: &crate::Row, column: usize| {
            ActorKind::parse(row.cell(column))
                .ok_or_else(|| lexicon.fault(row, format!("no kind of actor {:?}; see the contract", row.cell(column))))
        };
        let lexicon = lexicons.load("actors.tsv", ACTORS)?;
        let column = |name: &str| lexicon.column(name);
        let (id, name, of_kind, aliases) = (column("id")?, column("name")?, column("kind")?, column("aliases")?);
        let (country, member_of, office) = (column("country")?, column("member_of")?, column("office")?);
        let (from, to) = (column("from")?, column("to")?);
        let mut known = Vec::new();
        let mut names: HashMap<String, Vec<(Vec<String>, usize, bool)>> = HashMap::new();
        for row in &lexicon.rows {
            let forms = std::iter::once(row.cell(name))
                .map(|form| (form, true))
                .chain(row.list(aliases).map(|form| (form, false)));
            for (form, full) in forms {
                let words = words_of(form);
                if let Some(first) = words.first() {
                    names.entry(first.clone()).or_default().push((words.clone(), known.len(), full));
                }
            }
            let year = |column: usize| row.cell(column).parse::<i16>().ok();
            let held = (!row.cell(office).is_empty())
                .then(|| (row.cell(office).to_owned(), year(from).unwrap_or(i16::MIN), year(to)));
            known.push(Known {
                id: row.cell(id).to_owned(),
                name: row.cell(name).to_owned(),
                kind: kind(&lexicon, row, of_kind)?,
                country: row.cell(country).to_owned(),
                member_of: row.cell(member_of).to_owned(),
                office: held,
                entry: row.entry.clone(),
            });
        }
        let mut lower: HashMap<String, Vec<(Vec<String>, usize, bool)>> = HashMap::new();
        for (words, actor, full) in names.values().flatten() {
            let words: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
            if let Some(first) = words.first() {
                lower.entry(first.clone()).or_default().push((words.clone(), *actor, *full));
            }
        }
        for entries in names.values_mut().chain(lower.values_mut()) {
            entries.sort_by_key(|(words, actor, full)| (std::cmp::Reverse(words.len()), *actor, !*full));
        }
        let lexicon = lexicons.load("actor_states.tsv", STATES)?;
        let (code, name) = (lexicon.column("code")?, lexicon.column("name")?);
        let states = lexicon.rows.iter().map(|row| (row.cell(code).to_owned(), row.cell(name).to_owned())).collect();
        let lexicon = lexicons.load("actor_nouns.tsv", NOUNS)?;
        let (noun, of_kind) = (lexicon.column("noun")?, lexicon.column("kind")?);
        let mut nouns = HashMap::new();
        for row in &lexicon.rows {
            nouns.insert(row.cell(noun).to_owned(), (kind(&lexicon, row, of_kind)?, row.entry.clone()));
        }
        let lexicon = lexicons.load("actor_offices.tsv", OFFICES)?;
        let (words, offices) = (lexicon.column("words")?, lexicon.column("offices")?);
        let offices = lexicon
            .rows
            .iter()
            .map(|row| (row.cell(words).to_owned(), row.list(offices).map(str::to_owned).collect()))
            .collect();
        Ok(Self { known, names, lower, states, nouns, offices })
    }

    /// The named actor that the folded `words` begin with: how many of them it takes, which actor, and whether it is
    /// the full name. The longest name wins. In a text without capitals (`caseless`) `words` are in lower case.
    pub(crate) fn named(&self, words: &[String], caseless: bool) -> Option<(usize, &Known, bool)> {
        let names = if caseless { &self.lower } else { &self.names };
        let entries = names.get(words.first()?)?;
        let (name, actor, full) = entries.iter().find(|(name, _, _)| words.starts_with(name))?;
        Some((name.len(), &self.known[*actor], *full))
    }

    /// The actor with just this name, in capitals or not: its id, its kind.
    pub(crate) fn called(&self, name: &str) -> Option<(String, ActorKind)> {
        let words: Vec<String> = words_of(name).iter().map(|word| word.to_lowercase()).collect();
        let known = self.named(&words, true).filter(|(length, _, _)| *length == words.len());
        let state = || self.states.iter().find(|(_, state)| words_of(&state.to_lowercase()) == words);
        known
            .map(|(_, known, _)| (known.id.clone(), known.kind))
            .or_else(|| state().map(|(code, _)| (format!("state:{code}"), ActorKind::State)))
    }

    /// The actor with this id.
    pub(crate) fn by_id(&self, id: &str) -> Option<&Known> {
        self.known.iter().find(|known| known.id == id)
    }

    /// The one body of the state `country` that a name of ours ends in `words` for: "Defence Ministry".
    pub(crate) fn body(&self, country: &str, words: &[String]) -> Option<&Known> {
        let wanted: Vec<String> = words.iter().map(|word| fold(word).to_lowercase()).collect();
        let forms = self.lower.values().flatten();
        let fits = forms.filter(|(form, actor, _)| {
            let known = &self.known[*actor];
            known.kind == ActorKind::Government && known.country == country && form.ends_with(&wanted)
        });
        let mut bodies: Vec<usize> = fits.map(|(_, actor, _)| *actor).collect();
        bodies.sort_unstable();
        bodies.dedup();
        match bodies.as_slice() {
            [one] if !wanted.is_empty() => self.known.get(*one),
            _ => None,
        }
    }

    /// The name of the state with this ISO 3166-1 code.
    pub(crate) fn state(&self, code: &str) -> Option<&str> {
        self.states.get(code).map(String::as_str)
    }

    /// What kind of actor a noun in lower case stands for, and the entry that says so.
    pub(crate) fn noun(&self, noun: &str) -> Option<(ActorKind, &str)> {
        self.nouns.get(noun).map(|(kind, entry)| (*kind, entry.as_str()))
    }

    /// The offices that words in lower case may mean.
    pub(crate) fn offices(&self, words: &str) -> &[String] {
        self.offices.get(words).map_or(&[], Vec::as_slice)
    }

    /// The one person of `ids` who held at any time an office that `words` mean in `country`.
    pub(crate) fn holder_among(&self, words: &str, country: &str, ids: &[String]) -> Option<&Known> {
        let held = |known: &&Known| {
            let office = known.office.as_ref().is_some_and(|(name, _, _)| self.offices(words).contains(name));
            office && known.country == country && ids.contains(&known.id)
        };
        let mut holders = self.known.iter().filter(held);
        holders.next().filter(|_| holders.next().is_none())
    }

    /// The one person who held an office that `words` mean in `country` in `year`; `None` where none or several did,
    /// or the year is not known.
    pub(crate) fn holder(&self, words: &str, country: &str, year: Option<i16>) -> Option<&Known> {
        let year = year?;
        self.offices(words).iter().find_map(|office| {
            let held = |known: &&Known| {
                known.country == country
                    && known.office.as_ref().is_some_and(|(name, from, to)| {
                        name == office && *from <= year && to.is_none_or(|to| year <= to)
                    })
            };
            let mut holders = self.known.iter().filter(held);
            holders.next().filter(|_| holders.next().is_none())
        })
    }
}

/// The folded words of a name: parted at blanks and hyphens, without accents and apostrophes.
pub(crate) fn words_of(name: &str) -> Vec<String> {
    name.split(|c: char| c.is_whitespace() || matches!(c, '-' | '‐' | '‑'))
        .map(fold)
        .filter(|word| !word.is_empty())
        .collect()
}

/// A word without accents, apostrophes and full stops. Upper and lower case count, but for the Arabic article.
pub(crate) fn fold(word: &str) -> String {
    let plain = |c: &char| !is_combining_mark(*c) && !matches!(c, '\'' | '’' | '‘' | 'ʼ' | '.' | '-' | '‐' | '‑');
    let undotted = |c| if c == 'ı' { 'i' } else { c };
    let folded: String = word.nfd().filter(plain).map(undotted).collect();
    if matches!(folded.as_str(), "Al" | "El" | "AL") { folded.to_lowercase() } else { folded }
}
