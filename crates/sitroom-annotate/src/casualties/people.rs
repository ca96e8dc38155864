//! What a noun phrase tells of the people whom it means: how many, what name, age and sex.

use std::collections::HashMap;

use sitroom_gazetteer::fold;
use sitroom_language::{Dep, NameLabel, Pos};
use smol_str::SmolStr;

use crate::annotation::{ActorKind, Annotation, Sex};
use crate::events::grammar::Grammar;
use crate::events::participants::actor;
use crate::lexicon::{Lexicon, LexiconError};

/// What a noun says of people.
#[derive(Clone, Debug, Default)]
struct Noun {
    sex: Option<Sex>,
    age: Option<Age>,
    number: Option<f64>,
    perpetrator: bool,
}

/// What a noun tells of somebody's years.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum Age {
    Adult,
    Child,
}

/// The words of `lexicons/casualties/people.tsv`.
pub(crate) struct People {
    nouns: HashMap<SmolStr, Noun>,
    /// Words of each other role.
    roles: HashMap<SmolStr, Vec<SmolStr>>,
}

/// Whom a noun phrase means.
#[derive(Clone, Debug, Default)]
pub(crate) struct Person {
    /// How many; none where the words do not tell.
    pub(crate) low: Option<f64>,
    pub(crate) high: Option<f64>,
    /// Whether the words give a number.
    pub(crate) counted: bool,
    /// The words of the name, folded, without what stands behind it.
    pub(crate) name: Vec<String>,
    /// The name as written.
    pub(crate) written: Option<String>,
    /// Years.
    pub(crate) age: Option<u32>,
    /// Whether the noun is one for adults or for children.
    pub(crate) stage: Option<Age>,
    pub(crate) sex: Option<Sex>,
    pub(crate) perpetrator: bool,
    /// "another man", "two others".
    pub(crate) others: bool,
    /// "the man", "his son": somebody told of before, or known by others.
    pub(crate) known: bool,
    /// "the man", "that man", not "his son".
    pub(crate) pointed: bool,
    pub(crate) pronoun: bool,
}

impl People {
    pub(crate) fn new(lexicon: &Lexicon) -> Result<Self, LexiconError> {
        let column = |name| lexicon.column(name);
        let (words, sex, age) = (column("words")?, column("sex")?, column("age")?);
        let (number, role) = (column("number")?, column("role")?);
        let (mut nouns, mut roles) = (HashMap::new(), HashMap::<SmolStr, Vec<SmolStr>>::new());
        for row in &lexicon.rows {
            let noun = Noun {
                sex: Sex::parse(row.cell(sex)),
                age: match row.cell(age) {
                    "adult" => Some(Age::Adult),
                    "child" => Some(Age::Child),
                    _ => None,
                },
                number: row.cell(number).parse().ok(),
                perpetrator: row.cell(role) == "perpetrator",
            };
            for word in row.list(words) {
                match row.cell(role) {
                    "person" | "perpetrator" => drop(nouns.insert(SmolStr::from(word), noun.clone())),
                    "" => return Err(lexicon.fault(row, "no role; say person, perpetrator, fatal, dead, hurt or more")),
                    role => roles.entry(role.into()).or_default().push(word.into()),
                }
            }
        }
        Ok(Self { nouns, roles })
    }

    /// Whether token `i` is one of the words with `role`.
    pub(crate) fn is(&self, grammar: &Grammar<'_>, i: usize, role: &str) -> bool {
        let words = self.roles.get(role).map_or(&[][..], Vec::as_slice);
        let form = grammar.parsed.word(i).to_lowercase();
        words.iter().any(|word| *word == form.as_str() || *word == grammar.lemma(i))
    }

    fn noun(&self, grammar: &Grammar<'_>, i: usize) -> Option<&Noun> {
        self.nouns.get(grammar.lemma(i)).or_else(|| self.nouns.get(grammar.parsed.word(i).to_lowercase().as_str()))
    }

    /// Whom the phrase with head `i` means; none where it means no people.
    pub(crate) fn meant(&self, grammar: &Grammar<'_>, draft: &Annotation, i: usize) -> Option<Person> {
        let word = grammar.parsed.word(i).to_lowercase();
        let both = word == "both" && grammar.parsed.children(i).next().is_none();
        if grammar.pos(i) == Pos::Pron || grammar.tag(i).starts_with("PRP") || both {
            return self.pronoun(grammar, i, &word);
        }
        let number = quantity(grammar, draft, i);
        let label = grammar.parsed.name_at(i).map(|name| name.label);
        let proper = grammar.pos(i) == Pos::Propn
            && !grammar.is_place(i)
            && (label == Some(NameLabel::Person) || (label.is_none() && is_actor(grammar, draft, i)));
        if is_age(grammar, i) {
            return None;
        }
        // "a 19-year-old", "two 14-year-olds"
        let aged = matches!(word.as_str(), "old" | "olds") && age_before(grammar, i).is_some();
        let noun = self.noun(grammar, i).cloned().or_else(|| aged.then(Noun::default));
        let counted = grammar.pos(i) == Pos::Num || grammar.tag(i) == "CD";
        if noun.is_none() && !proper && !(counted && number.is_some()) {
            return None;
        }
        let plural = matches!(grammar.tag(i), "NNS" | "NNPS") || matches!(word.as_str(), "people" | "police" | "olds");
        let mut person = Person {
            sex: noun.as_ref().and_then(|noun| noun.sex),
            stage: noun.as_ref().and_then(|noun| noun.age),
            perpetrator: noun.as_ref().is_some_and(|noun| noun.perpetrator),
            others: self.is(grammar, i, "more"),
            ..Person::default()
        };
        self.before(grammar, i, &mut person);
        let several = noun.as_ref().and_then(|noun| noun.number).filter(|_| !plural);
        let both = || grammar.parsed.children(i).any(|c| grammar.lemma(c) == "both").then_some((Some(2.0), Some(2.0)));
        // "one of the victims" is one among others and no count of them.
        let among = grammar.by_preposition(i, "of").next().is_some();
        person.counted = several.is_some()
            || number.is_some()
                && (plural || counted || stands_before(grammar, draft, i))
                && !(among && number == Some((1.0, Some(1.0))));
        let partitive = || {
            // "two of the victims"
            let of = grammar.parsed.head(i).filter(|&of| grammar.dep(i) == Dep::Pobj && grammar.lemma(of) == "of")?;
            quantity(grammar, draft, grammar.parsed.head(of)?)
        };
        (person.low, person.high) = match number.filter(|_| plural || counted) {
            Some((low, high)) => (Some(low), high),
            None if plural => {
                let told = partitive().map(|(low, high)| (Some(low), high)).or_else(both);
                person.counted |= told.is_some();
                told.unwrap_or_default()
            }
            None if counted => (None, None),
            None => (several.or(Some(1.0)), several.or(Some(1.0))),
        };
        if proper && noun.is_none() {
            (person.low, person.high) = (Some(1.0), Some(1.0));
            (person.name, person.written) = self.name(grammar, i);
        } else if !plural {
            // "his wife, Ana Ruiz,"
            let apposed = grammar.parsed.children_by(i, Dep::Appos).find(|&c| grammar.pos(c) == Pos::Propn);
            if let Some(apposed) = apposed.filter(|&c| is_person(grammar, c)) {
                (person.name, person.written) = self.name(grammar, apposed);
                person.age = person.age.or_else(|| age_behind(grammar, apposed));
            }
        }
        person.age = person.age.or_else(|| age_before(grammar, i)).or_else(|| age_behind(grammar, i));
        Some(person)
    }

    fn pronoun(&self, grammar: &Grammar<'_>, i: usize, word: &str) -> Option<Person> {
        let sex = match word {
            "he" | "him" | "himself" | "his" => Some(Sex::Male),
            "she" | "her" | "herself" | "hers" => Some(Sex::Female),
            _ => None,
        };
        if sex.is_some() {
            return Some(Person { low: Some(1.0), high: Some(1.0), sex, pronoun: true, ..Person::default() });
        }
        if word == "both" {
            return Some(Person { low: Some(2.0), high: Some(2.0), counted: true, known: true, ..Person::default() });
        }
        // "others" is read as a pronoun as often as a noun.
        let others = self.is(grammar, i, "more");
        let number = grammar.parsed.children_by(i, Dep::Nummod).next().is_some();
        (others && !number).then(|| Person { others, ..Person::default() })
    }

    /// What stands before head `i` tells.
    fn before(&self, grammar: &Grammar<'_>, i: usize, person: &mut Person) {
        for c in grammar.parsed.children(i).filter(|&c| c < i) {
            let word = grammar.parsed.word(c).to_lowercase();
            let determines = matches!(grammar.dep(c), Dep::Det | Dep::Predet | Dep::Poss);
            let points = matches!(word.as_str(), "the" | "both" | "this" | "that" | "these" | "those");
            person.pointed |= determines && points;
            person.known |= determines && (grammar.dep(c) == Dep::Poss || points);
            person.others |= grammar.dep(c) != Dep::Poss && self.is(grammar, c, "more");
            let noun =
                self.noun(grammar, c).filter(|_| matches!(grammar.dep(c), Dep::Amod | Dep::Compound | Dep::Nmod));
            person.sex = person.sex.or(noun.and_then(|noun| noun.sex));
            person.perpetrator |= noun.is_some_and(|noun| noun.perpetrator);
        }
    }

    /// The name whose last word is token `i`.
    fn name(&self, grammar: &Grammar<'_>, i: usize) -> (Vec<String>, Option<String>) {
        let first = (grammar.parsed.children(i).filter(|&c| c < i))
            .filter(|&c| grammar.dep(c) == Dep::Compound && grammar.pos(c) == Pos::Propn)
            .filter(|&c| self.noun(grammar, c).is_none())
            .min()
            .unwrap_or(i);
        let name = grammar.parsed.name_at(i).filter(|name| name.label == NameLabel::Person);
        let tokens = name.map_or(first..i + 1, |name| name.start.max(first.min(name.start))..name.end.max(i + 1));
        let folded = |token: usize| {
            let words = fold::plain(grammar.parsed.word(token));
            (!words.is_empty() && words != "s" && !self.is(grammar, token, "generation")).then_some(words)
        };
        let words: Vec<String> = tokens
            .clone()
            .filter(|&token| grammar.parsed.word(token).starts_with(char::is_uppercase))
            .filter_map(folded)
            .filter(|word| !self.roles.get("generation").is_some_and(|own| own.iter().any(|own| own == word)))
            .collect();
        let written = grammar.parsed.span(tokens).of(grammar.parsed.text()).to_owned();
        if words.is_empty() { (words, None) } else { (words, Some(written)) }
    }
}

/// Whether token `i` is in the name of a person whom the report names as an actor.
fn is_actor(grammar: &Grammar<'_>, draft: &Annotation, i: usize) -> bool {
    let actor = actor(grammar, draft, i).and_then(|actor| draft.actors.get(actor));
    actor.is_some_and(|actor| actor.kind == Some(ActorKind::Person))
}

fn is_person(grammar: &Grammar<'_>, i: usize) -> bool {
    !grammar.is_place(i) && grammar.parsed.name_at(i).is_none_or(|name| name.label == NameLabel::Person)
}

/// The count that goes with head `i`: its number, or the number that it is.
fn quantity(grammar: &Grammar<'_>, draft: &Annotation, i: usize) -> Option<(f64, Option<f64>)> {
    let at = |token: usize| {
        let span = grammar.parsed.tokens.get(token)?.span;
        let next = draft.quantities.partition_point(|quantity| quantity.words.start <= span.start);
        let quantity = draft.quantities.get(next.checked_sub(1)?)?;
        quantity.words.span().contains(span).then_some(quantity)
    };
    let before =
        grammar.parsed.children(i).filter(|&c| c < i && matches!(grammar.dep(c), Dep::Nummod | Dep::Amod | Dep::Det));
    let found = std::iter::once(i).chain(before).find_map(at)?;
    let low = found.low.or(found.value)?.0;
    Some((low, found.high.map(|high| high.0)))
}

/// Whether token `i` is somebody's age: "Ana Ruiz, 34, was killed", "the 19-year-old".
pub(crate) fn is_age(grammar: &Grammar<'_>, i: usize) -> bool {
    if grammar.pos(i) != Pos::Num || age(grammar.parsed.word(i)).is_none() {
        return false;
    }
    let at = |i: Option<usize>| i.filter(|&i| i < grammar.parsed.len()).map_or("", |i| grammar.parsed.word(i));
    let named = || {
        let before = at(i.checked_sub(2));
        let plural = i.checked_sub(2).is_some_and(|name| grammar.tag(name) == "NNS");
        before.starts_with(char::is_alphabetic) && !plural
    };
    (at(i.checked_sub(1)) == "," && matches!(at(Some(i + 1)), "," | "and" | "shot" | "killed" | "dead" | ")" | "."))
        && named()
        || (at(Some(i + 1)) == "-" && matches!(at(Some(i + 2)), "year" | "month" | "week" | "day" | "years"))
        || at(Some(i + 1)).starts_with("-year")
        || (at(Some(i + 1)) == "year" && at(Some(i + 2)) == "old")
        || (at(i.checked_sub(1)) == "both" && !grammar.tag(i + 1).starts_with("NNS"))
}

/// Whether the number stands before head `i` as a word of its own: "one person", not "a person".
fn stands_before(grammar: &Grammar<'_>, draft: &Annotation, i: usize) -> bool {
    quantity(grammar, draft, i).is_some() && grammar.parsed.children_by(i, Dep::Nummod).any(|c| c < i)
}

/// "24-year-old", "3-month-old" before head `i`.
fn age_before(grammar: &Grammar<'_>, i: usize) -> Option<u32> {
    let start = grammar.parsed.subtree(i).start.max(i.saturating_sub(10));
    let old = (start..=i)
        .rev()
        .find(|&token| grammar.lemma(token) == "old" || grammar.parsed.word(token).ends_with("-old"))?;
    let whole = grammar.parsed.word(old);
    if whole != "old" {
        let mut parts = whole.split('-');
        return years(parts.next()?.parse().ok()?, parts.next()?);
    }
    let is_unit = |&token: &usize| UNITS.contains(&grammar.lemma(token).trim_end_matches('s'));
    let unit = (start..old).rev().find(is_unit)?;
    let number = (start..unit).rev().find(|&token| grammar.parsed.word(token) != "-")?;
    years(age(grammar.parsed.word(number)).filter(|_| old - number <= 5)?, grammar.lemma(unit))
}

/// What ages are told in.
const UNITS: [&str; 4] = ["year", "month", "week", "day"];

/// The full years of `number` years, months, weeks or days.
fn years(number: u32, unit: &str) -> Option<u32> {
    let in_a_year = match unit.trim_end_matches('s') {
        "year" => 1,
        "month" => 12,
        "week" => 52,
        "day" => 365,
        _ => return None,
    };
    Some(number / in_a_year)
}

/// ", 24," or "aged 24" behind a name or noun.
fn age_behind(grammar: &Grammar<'_>, i: usize) -> Option<u32> {
    let at = |offset: usize| if i + offset < grammar.parsed.len() { grammar.parsed.word(i + offset) } else { "" };
    let number = match at(1) {
        "," => at(2),
        "aged" => at(2),
        _ => return None,
    };
    let closes = matches!(at(3), "," | "." | ";" | ")" | "and" | "of" | "was" | "-" | "–" | "—" | "");
    age(number).filter(|_| closes)
}

fn age(word: &str) -> Option<u32> {
    const SMALL: &[&str] = &[
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    let small = || SMALL.iter().position(|small| word.eq_ignore_ascii_case(small)).map(|number| number as u32);
    word.parse().ok().or_else(small).filter(|age| *age < 120)
}
