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
    /// First token of its words.
    pub(super) start: usize,
    /// One past the last.
    pub(super) end: usize,
    pub(super) kind: AgreementKind,
    pub(super) name: Option<String>,
    pub(super) entry: String,
    /// Whether the text speaks of it as known: "the truce", "their deal".
    pub(super) definite: bool,
    /// Whether the text sets it against others.
    pub(super) contrast: Option<Contrast>,
    /// Whether it is more than one: "all ceasefires".
    pub(super) plural: bool,
    /// Index of the time at which it was made, as its phrase says.
    pub(super) made: Option<usize>,
    /// The same number, the same agreement.
    pub(super) entity: usize,
}

/// How a mention sets its agreement against others.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Contrast {
    /// "A new truce", "an alternative accord".
    New,
    /// "The current mandate", "an earlier accord".
    Standing,
}

const NEW: &[&str] = &["new", "another", "fresh", "alternative", "second", "renewed", "further", "next"];
const STANDING: &[&str] = &["current", "existing", "present", "earlier", "previous", "old", "former", "prior"];

impl Mention {
    fn new(grammar: &Grammar<'_>, noun: &Noun, head: usize) -> Self {
        let before = |words: &[&str]| {
            let child = grammar.parsed.children(head).any(|c| c < head && words.contains(&grammar.lemma(c)));
            let next = head.checked_sub(noun.words.len()).is_some_and(|i| words.contains(&grammar.lemma(i)));
            child || next
        };
        let owned = grammar.parsed.children_by(head, Dep::Poss).next().is_some();
        Self {
            head,
            start: head + 1 - noun.words.len(),
            end: head + 1,
            kind: noun.kind,
            name: None,
            entry: noun.entry.clone(),
            definite: owned || before(&["the", "that", "this", "both"]),
            contrast: if before(NEW) { Some(Contrast::New) } else { before(STANDING).then_some(Contrast::Standing) },
            plural: matches!(grammar.tag(head), "NNS" | "NNPS"),
            made: None,
            entity: 0,
        }
    }
}

struct Named {
    name: String,
    aliases: Vec<Vec<SmolStr>>,
    kind: AgreementKind,
    parties: Vec<String>,
    date: Option<String>,
    place: Option<SmolStr>,
    year: Option<SmolStr>,
    entry: String,
}

struct Noun {
    words: Vec<SmolStr>,
    kind: AgreementKind,
    with: Vec<SmolStr>,
    without: Vec<SmolStr>,
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
        let without = lexicon.column("without")?;
        let mut nouns = Vec::new();
        for row in &lexicon.rows {
            let kind = AgreementKind::parse(row.cell(kind));
            let kind =
                kind.ok_or_else(|| lexicon.fault(row, "unknown kind of agreement; use one of the contract's"))?;
            let with = row.list(with).map(SmolStr::from).collect();
            let without = row.list(without).map(SmolStr::from).collect();
            nouns.push(Noun { words: words(row.cell(noun)), kind, with, without, entry: row.entry.clone() });
        }
        let lexicon = lexicons.load("named.tsv", include_str!("../../../../lexicons/agreements/named.tsv"))?;
        let (name, aliases, kind) = (lexicon.column("name")?, lexicon.column("aliases")?, lexicon.column("kind")?);
        let (parties, date) = (lexicon.column("parties")?, lexicon.column("date")?);
        let (place, year) = (lexicon.column("place")?, lexicon.column("year")?);
        let mut named = Vec::new();
        for row in &lexicon.rows {
            let kind = AgreementKind::parse(row.cell(kind));
            let given = |column| Some(row.cell(column)).filter(|cell| !cell.is_empty());
            named.push(Named {
                name: row.cell(name).to_owned(),
                aliases: row.list(aliases).map(words).collect(),
                kind: kind.ok_or_else(|| lexicon.fault(row, "unknown kind of agreement; use one of the contract's"))?,
                parties: row.list(parties).map(str::to_owned).collect(),
                date: given(date).map(str::to_owned),
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
            let mut mention = Mention::new(grammar, noun, head);
            // "ceasefire deal" is one mention, of the kind of its first noun.
            if let Some(last) = found.last().filter(|last| last.head + 1 == mention.start) {
                (mention.start, mention.kind) = (last.start, last.kind);
                mention.definite |= last.definite;
                mention.contrast = mention.contrast.or(last.contrast);
                found.pop();
            }
            if let Some((named, length)) = self.alias_at(grammar, head) {
                if numbered(grammar, head).is_some() {
                    mention.end = head + 2;
                } else {
                    mention.start = mention.start.min((head + 1).saturating_sub(length));
                }
                mention.is(named);
            } else if let Some(number) = numbered(grammar, head) {
                (mention.name, mention.end) = (Some(number), head + 2);
            } else if let Some(named) = self.by_place(grammar, head) {
                mention.is(named);
            }
            if mention.name.is_some() {
                (mention.definite, mention.plural) = (true, false);
            }
            found.push(mention);
        }
        found
    }

    /// The agreement that the words up to `head` name: of namesakes the one of the year that stands with them, and none
    /// where that is another's.
    fn alias_at(&self, grammar: &Grammar<'_>, head: usize) -> Option<(&Named, usize)> {
        let year = year(grammar, head);
        let fits = |named: &Named| year.as_deref().zip(named.year.as_deref()).is_none_or(|(said, own)| said == own);
        let all = self.named.iter().filter(|named| fits(named));
        let all = all.flat_map(|named| named.aliases.iter().map(move |alias| (named, alias)));
        let hits = all.filter(|(_, alias)| ends_at(grammar, alias, head) || runs_through(grammar, alias, head));
        hits.max_by_key(|(_, alias)| alias.len()).map(|(named, alias)| (named, alias.len()))
    }

    /// The named agreement that was made on `day` at a place of `words` or by `parties`, with its entry.
    pub(super) fn made(
        &self,
        grammar: &Grammar<'_>,
        day: &str,
        parties: &[&str],
    ) -> Option<(AgreementKind, String, String)> {
        let named = self.named.iter().find(|named| {
            let place = || {
                let place = named.place.as_deref();
                place.is_some_and(|place| (0..grammar.parsed.len()).any(|i| grammar.lemma(i) == place))
            };
            let sides =
                || !named.parties.is_empty() && named.parties.iter().all(|party| parties.contains(&party.as_str()));
            named.date.as_deref() == Some(day) && (place() || sides())
        })?;
        Some((named.kind, named.name.clone(), named.entry.clone()))
    }

    /// A mention by the place alone of "abide by Minsk".
    pub(super) fn at_place(&self, grammar: &Grammar<'_>, token: usize) -> Option<Mention> {
        let named = self.named.iter().find(|named| named.place.as_deref() == Some(grammar.lemma(token)))?;
        let mut mention = Mention {
            head: token,
            start: token,
            end: token + 1,
            kind: named.kind,
            name: None,
            entry: String::new(),
            definite: true,
            contrast: None,
            plural: false,
            made: None,
            entity: 0,
        };
        mention.is(named);
        Some(mention)
    }

    /// The named agreement of `year` between these very parties.
    pub(super) fn between(&self, year: &str, parties: &[&str]) -> Option<(AgreementKind, String, String)> {
        let own = |named: &&Named| {
            !named.parties.is_empty()
                && named.parties.len() == parties.len()
                && named.parties.iter().all(|party| parties.contains(&party.as_str()))
                && named.year.as_deref() == Some(year)
        };
        let named = self.named.iter().find(own)?;
        Some((named.kind, named.name.clone(), named.entry.clone()))
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

impl Mention {
    fn is(&mut self, named: &Named) {
        self.kind = named.kind;
        self.name = Some(named.name.clone());
        self.entry.clone_from(&named.entry);
    }
}

/// The year that stands in the phrase of noun `head`: "the *2018* deal", "the deal signed in *2018*".
fn year(grammar: &Grammar<'_>, head: usize) -> Option<String> {
    let year = |word: &str| word.len() == 4 && (word.starts_with("19") || word.starts_with("20"));
    let mut years = grammar.parsed.subtree(head).map(|i| grammar.parsed.word(i));
    years.find(|word| year(word) && word.bytes().all(|byte| byte.is_ascii_digit())).map(str::to_owned)
}

impl Noun {
    /// Whether what must stand by the noun does: before it, or right after it. `#` is a number after it or
    /// before it.
    fn fits(&self, grammar: &Grammar<'_>, head: usize) -> bool {
        if grammar.parsed.children(head).any(|c| self.without.iter().any(|word| grammar.lemma(c) == word)) {
            return false;
        }
        if self.with.is_empty() {
            return grammar.is_noun(head);
        }
        let near = head.saturating_sub(5)..(head + 3).min(grammar.parsed.len());
        self.with.iter().any(|word| match word.as_str() {
            "#" => numbered(grammar, head).is_some(),
            "hostility" => near.clone().any(|i| grammar.lemma(i) == word),
            word => {
                let is = |i: usize| {
                    grammar.lemma(i).starts_with(word) || grammar.parsed.word(i).to_lowercase().starts_with(word)
                };
                near.clone().take_while(|&i| i <= head + 1).any(is)
            }
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
