//! Agreements that have a name, and the nouns that mean one.

use sitroom_language::Dep;
use smol_str::SmolStr;

use crate::annotation::AgreementKind;
use crate::events::grammar::Grammar;
use crate::lexicon::{LexiconError, Lexicons};

/// A mention of an agreement.
#[derive(Clone, Debug)]
pub(super) struct Mention {
    /// The noun.
    pub(super) head: usize,
    /// First token of its words; the noun is the last.
    pub(super) start: usize,
    pub(super) kind: AgreementKind,
    pub(super) name: Option<String>,
    pub(super) entry: String,
}

struct Named {
    name: String,
    aliases: Vec<Vec<SmolStr>>,
    kind: AgreementKind,
    place: Option<SmolStr>,
    year: Option<SmolStr>,
    entry: String,
}

struct Noun {
    words: Vec<SmolStr>,
    kind: AgreementKind,
    with: Vec<SmolStr>,
    entry: String,
}

/// `lexicons/agreements/named.tsv` and `nouns.tsv`.
pub(super) struct Names {
    named: Vec<Named>,
    nouns: Vec<Noun>,
}

impl Names {
    pub(super) fn new(lexicons: &Lexicons) -> Result<Self, LexiconError> {
        let words =
            |text: &str| text.split_whitespace().map(|word| SmolStr::from(word.to_lowercase())).collect::<Vec<_>>();
        let lexicon = lexicons.load("nouns.tsv", include_str!("../../../../lexicons/agreements/nouns.tsv"))?;
        let (noun, kind, with) = (lexicon.column("noun")?, lexicon.column("kind")?, lexicon.column("with")?);
        let mut nouns = Vec::new();
        for row in &lexicon.rows {
            let kind = AgreementKind::parse(row.cell(kind));
            let kind =
                kind.ok_or_else(|| lexicon.fault(row, "unknown kind of agreement; use one of the contract's"))?;
            let with = row.list(with).map(SmolStr::from).collect();
            nouns.push(Noun { words: words(row.cell(noun)), kind, with, entry: row.entry.clone() });
        }
        let lexicon = lexicons.load("named.tsv", include_str!("../../../../lexicons/agreements/named.tsv"))?;
        let (name, aliases, kind) = (lexicon.column("name")?, lexicon.column("aliases")?, lexicon.column("kind")?);
        let (place, year) = (lexicon.column("place")?, lexicon.column("year")?);
        let mut named = Vec::new();
        for row in &lexicon.rows {
            let kind = AgreementKind::parse(row.cell(kind));
            let given = |column| Some(row.cell(column)).filter(|cell| !cell.is_empty());
            named.push(Named {
                name: row.cell(name).to_owned(),
                aliases: row.list(aliases).map(words).collect(),
                kind: kind.ok_or_else(|| lexicon.fault(row, "unknown kind of agreement; use one of the contract's"))?,
                place: given(place).map(|place| place.to_lowercase().into()),
                year: given(year).map(SmolStr::from),
                entry: row.entry.clone(),
            });
        }
        Ok(Self { named, nouns })
    }

    /// Every mention of an agreement, in text order.
    pub(super) fn mentions(&self, grammar: &Grammar<'_>) -> Vec<Mention> {
        let mut found: Vec<Mention> = Vec::new();
        for head in 0..grammar.parsed.len() {
            let Some(noun) =
                self.nouns.iter().find(|noun| ends_at(grammar, &noun.words, head) && noun.fits(grammar, head))
            else {
                continue;
            };
            let mut start = head + 1 - noun.words.len();
            let mut kind = noun.kind;
            // "ceasefire deal" is one mention, of the kind of its first noun.
            if let Some(last) = found.last().filter(|last| last.head + 1 == start) {
                (start, kind) = (last.start, last.kind);
                found.pop();
            }
            let mut mention = Mention { head, start, kind, name: None, entry: noun.entry.clone() };
            if let Some((named, length)) = self.alias_at(grammar, head) {
                mention.start = mention.start.min((head + 1).saturating_sub(length));
                mention.kind = named.kind;
                mention.name = Some(named.name.clone());
                mention.entry.clone_from(&named.entry);
            } else if let Some(number) = numbered(grammar, head) {
                mention.name = Some(number);
            } else if let Some(named) = self.by_place(grammar, head) {
                mention.name = Some(named.name.clone());
                mention.entry.clone_from(&named.entry);
            }
            found.push(mention);
        }
        found
    }

    fn alias_at(&self, grammar: &Grammar<'_>, head: usize) -> Option<(&Named, usize)> {
        let all = self.named.iter().flat_map(|named| named.aliases.iter().map(move |alias| (named, alias)));
        let hits = all.filter(|(_, alias)| ends_at(grammar, alias, head) || runs_through(grammar, alias, head));
        hits.max_by_key(|(_, alias)| alias.len()).map(|(named, alias)| (named, alias.len()))
    }

    /// The named agreement whose place stands with the noun: "the accord reached in Astana".
    fn by_place(&self, grammar: &Grammar<'_>, head: usize) -> Option<&Named> {
        let phrase = grammar.parsed.subtree(head);
        self.named.iter().find(|named| {
            let place = named.place.as_deref().is_some_and(|place| phrase.clone().any(|i| grammar.lemma(i) == place));
            let year = named.year.as_deref().is_none_or(|year| phrase.clone().any(|i| grammar.parsed.word(i) == year));
            place && year
        })
    }

    /// The named agreement of a clause that has no noun for it: "agreed in Sochi in 2018 to end the fighting".
    pub(super) fn of_clause(&self, grammar: &Grammar<'_>, verb: usize) -> Option<(AgreementKind, String, String)> {
        let clause = grammar.parsed.subtree(verb);
        let named = self.named.iter().find(|named| {
            let has = |word: &str| clause.clone().any(|i| grammar.lemma(i) == word || grammar.parsed.word(i) == word);
            named.place.as_deref().is_some_and(has) && named.year.as_deref().is_some_and(has)
        })?;
        Some((named.kind, named.name.clone(), named.entry.clone()))
    }
}

impl Noun {
    /// Whether what must stand before the noun does; `#` is a number after it or before it.
    fn fits(&self, grammar: &Grammar<'_>, head: usize) -> bool {
        if self.with.is_empty() {
            return grammar.is_noun(head);
        }
        let near = head.saturating_sub(5)..(head + 3).min(grammar.parsed.len());
        self.with.iter().any(|word| match word.as_str() {
            "#" => numbered(grammar, head).is_some(),
            "hostility" => near.clone().any(|i| grammar.lemma(i) == word),
            word => near.clone().take_while(|&i| i <= head).any(|i| grammar.lemma(i).starts_with(word)),
        })
    }
}

/// "Resolution 2504"
fn numbered(grammar: &Grammar<'_>, head: usize) -> Option<String> {
    let number = head + 1;
    let digits = number < grammar.parsed.len() && grammar.parsed.word(number).chars().all(|c| c.is_ascii_digit());
    (digits && grammar.lemma(head) == "resolution").then(|| format!("Resolution {}", grammar.parsed.word(number)))
}

fn ends_at(grammar: &Grammar<'_>, words: &[SmolStr], head: usize) -> bool {
    let same = |(back, word): (usize, &SmolStr)| {
        head.checked_sub(back)
            .is_some_and(|i| grammar.lemma(i) == word || grammar.parsed.word(i).eq_ignore_ascii_case(word))
    };
    !words.is_empty() && words.iter().rev().enumerate().all(same)
}

/// Whether `words` begin before `head`, go through it and end after it: "Resolution 2504".
fn runs_through(grammar: &Grammar<'_>, words: &[SmolStr], head: usize) -> bool {
    head + 1 < grammar.parsed.len()
        && words.len() == 2
        && grammar.dep(head + 1) == Dep::Nummod
        && ends_at(grammar, words, head + 1)
}
