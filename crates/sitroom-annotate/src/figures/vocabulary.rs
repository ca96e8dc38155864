//! What figures count and the words that say what a count means, read from their lexicons.

use std::collections::{HashMap, HashSet};

use sitroom_language::{Parsed, Pos};
use smol_str::SmolStr;

use crate::annotation::{FigureKind, Measure};
use crate::lexicon::{Lexicon, LexiconError, Lexicons};

/// What sort of thing is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    Person,
    Household,
    Housing,
    /// Another countable, by its singular.
    Thing(SmolStr),
}

impl Unit {
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Person => "person",
            Self::Household => "household",
            Self::Housing => "housing",
            Self::Thing(name) => name,
        }
    }

    /// Whether it is people, one by one or by household.
    pub(crate) fn is_people(&self) -> bool {
        matches!(self, Self::Person | Self::Household)
    }
}

/// A noun that can be counted.
#[derive(Clone, Debug)]
pub(crate) struct Counted {
    pub(crate) unit: Unit,
    pub(crate) population: Option<String>,
    /// What counting it says by itself.
    pub(crate) measure: Option<Measure>,
    pub(crate) stock: bool,
    pub(crate) entry: String,
}

/// Part of speech of a word of measure.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Part {
    Verb,
    Noun,
    Adjective,
}

/// Whom a word of measure counts.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum Counts {
    Object,
    Subject,
    Either,
    Of,
    Toll,
    Own,
}

/// Which units a word of measure can count.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum Units {
    Person,
    Housing,
    Any,
}

impl Units {
    /// Whether `unit` is among them; an unknown unit is.
    pub(crate) fn admit(self, unit: Option<&Unit>) -> bool {
        match (self, unit) {
            (_, None) => true,
            (Self::Person, Some(unit)) => unit.is_people(),
            // "350 households were destroyed" are homes.
            (Self::Housing, Some(unit)) => *unit != Unit::Person,
            (Self::Any, Some(_)) => true,
        }
    }
}

/// One thing that a word of measure can tell.
#[derive(Clone, Debug)]
pub(crate) struct Sense {
    pub(crate) part: Part,
    pub(crate) counts: Counts,
    /// The class of setting that the word needs.
    pub(crate) with: Option<SmolStr>,
    pub(crate) measure: Measure,
    pub(crate) units: Units,
    pub(crate) kind: FigureKind,
    pub(crate) entry: String,
}

/// All that the reader of figures knows.
pub(crate) struct Vocabulary {
    counted: HashMap<SmolStr, Counted>,
    senses: HashMap<SmolStr, Vec<Sense>>,
    settings: HashMap<SmolStr, Vec<SmolStr>>,
    /// Words that lead to a cause, and whether only a hazard is one behind them.
    causes: HashMap<SmolStr, bool>,
    /// Names of units of measurement: what is counted in them is no figure.
    pub(crate) measured: HashSet<SmolStr>,
}

impl Vocabulary {
    pub(crate) fn new(lexicons: &Lexicons) -> Result<Self, LexiconError> {
        let population = lexicons.load("population.tsv", include_str!("../../../../lexicons/population.tsv"))?;
        let measure = lexicons.load("measure.tsv", include_str!("../../../../lexicons/measure.tsv"))?;
        let setting = lexicons.load("measure_setting.tsv", include_str!("../../../../lexicons/measure_setting.tsv"))?;
        let cause = lexicons.load("measure_cause.tsv", include_str!("../../../../lexicons/measure_cause.tsv"))?;
        let units = lexicons.load("unit.tsv", include_str!("../../../../lexicons/unit.tsv"))?;
        let (cause_word, needs) = (cause.column("word")?, cause.column("needs")?);
        let (unit_name, kind) = (units.column("unit")?, units.column("kind")?);
        Ok(Self {
            counted: counted(&population)?,
            senses: senses(&measure)?,
            settings: settings(&setting)?,
            causes: cause
                .rows
                .iter()
                .map(|row| (SmolStr::new(row.cell(cause_word)), row.cell(needs) == "hazard"))
                .collect(),
            measured: units
                .rows
                .iter()
                .filter(|row| row.cell(kind) != "percent")
                .map(|row| SmolStr::new(row.cell(unit_name)))
                .collect(),
        })
    }

    /// The countable that token `i` is the noun of.
    pub(crate) fn counted(&self, parsed: &Parsed, i: usize) -> Option<&Counted> {
        let forms = Forms::of(parsed, i);
        if let Some(before) = i.checked_sub(1) {
            let phrase =
                |last: &str| self.counted.get(format!("{} {last}", parsed.word(before).to_lowercase()).as_str());
            if let Some(found) = forms.iter().find_map(phrase) {
                return Some(found);
            }
        }
        forms.iter().find_map(|form| self.counted.get(form))
    }

    /// What token `i` can tell of a count.
    pub(crate) fn senses(&self, parsed: &Parsed, i: usize) -> &[Sense] {
        let forms = Forms::of(parsed, i);
        let phrase = || {
            let before = i.checked_sub(1)?;
            let lemma = forms.iter().next()?;
            self.senses.get(format!("{} {lemma}", parsed.word(before).to_lowercase()).as_str())
        };
        let found = phrase().or_else(|| forms.iter().find_map(|form| self.senses.get(form)));
        found.map_or(&[], Vec::as_slice)
    }

    /// What being somewhere tells: the senses of "be" with their settings.
    pub(crate) fn being(&self) -> &[Sense] {
        self.senses.get("be").map_or(&[], Vec::as_slice)
    }

    /// Whether token `i` is a noun of the class `class`.
    pub(crate) fn is_setting(&self, parsed: &Parsed, i: usize, class: &str) -> bool {
        let forms = Forms::of(parsed, i);
        let is = |classes: &Vec<SmolStr>| classes.iter().any(|known| known == class);
        // "without homes", "without a roof": a phrase over articles and pronouns.
        let leads = (0..i).rev().take(2).find(|&i| !matches!(parsed.tokens[i].pos, Pos::Det | Pos::Pron));
        if leads.is_some_and(|i| parsed.word(i).eq_ignore_ascii_case("without")) {
            return forms.iter().find_map(|form| self.settings.get(format!("without {form}").as_str())).is_some_and(is);
        }
        forms.iter().find_map(|form| self.settings.get(form)).is_some_and(is)
    }

    /// Whether `word` leads to a cause, and if so whether only a hazard is one behind it.
    pub(crate) fn cause(&self, word: &str) -> Option<bool> {
        self.causes.get(word.to_lowercase().as_str()).copied()
    }
}

/// The forms by which a token is looked up: its words, its lemma, its words without a plural ending.
struct Forms {
    forms: [SmolStr; 3],
}

impl Forms {
    fn of(parsed: &Parsed, i: usize) -> Self {
        let token = &parsed.tokens[i];
        let word = parsed.word(i);
        let surface = if word.bytes().any(|byte| !byte.is_ascii_lowercase()) {
            SmolStr::new(word.to_lowercase())
        } else {
            SmolStr::new(word)
        };
        let lemma = if token.lemma.bytes().any(|byte| byte.is_ascii_uppercase()) {
            SmolStr::new(token.lemma.to_lowercase())
        } else {
            token.lemma.clone()
        };
        let singular = surface.strip_suffix('s').map_or_else(|| surface.clone(), SmolStr::new);
        Self { forms: if token.pos == Pos::Verb { [lemma, surface, singular] } else { [surface, lemma, singular] } }
    }

    fn iter(&self) -> impl Iterator<Item = &str> {
        self.forms.iter().map(SmolStr::as_str)
    }
}

fn counted(lexicon: &Lexicon) -> Result<HashMap<SmolStr, Counted>, LexiconError> {
    let [words, unit, population, measure, kind] = [
        lexicon.column("words")?,
        lexicon.column("unit")?,
        lexicon.column("population")?,
        lexicon.column("measure")?,
        lexicon.column("kind")?,
    ];
    let mut counted = HashMap::new();
    for row in &lexicon.rows {
        let first = row.list(words).next().unwrap_or_default();
        let unit = match row.cell(unit) {
            "person" => Unit::Person,
            "household" => Unit::Household,
            "housing" => Unit::Housing,
            "thing" => Unit::Thing(SmolStr::new(first)),
            other => {
                return Err(
                    lexicon.fault(row, format!("{other:?} is no unit; write person, household, housing or thing"))
                );
            }
        };
        let measure = match row.cell(measure) {
            "" => None,
            name => Some(
                Measure::parse(name)
                    .ok_or_else(|| lexicon.fault(row, format!("{name:?} is no measure of the contract")))?,
            ),
        };
        let population = Some(row.cell(population)).filter(|name| !name.is_empty()).map(str::to_owned);
        let entry = Counted { unit, population, measure, stock: row.cell(kind) == "stock", entry: row.entry.clone() };
        for word in row.list(words) {
            counted.insert(SmolStr::new(word), entry.clone());
        }
    }
    Ok(counted)
}

fn senses(lexicon: &Lexicon) -> Result<HashMap<SmolStr, Vec<Sense>>, LexiconError> {
    let [words, part, counts, with, measure, units, kind] = [
        lexicon.column("words")?,
        lexicon.column("part")?,
        lexicon.column("counts")?,
        lexicon.column("with")?,
        lexicon.column("measure")?,
        lexicon.column("units")?,
        lexicon.column("kind")?,
    ];
    let mut senses: HashMap<SmolStr, Vec<Sense>> = HashMap::new();
    for row in &lexicon.rows {
        let fault = |column: usize| {
            lexicon.fault(row, format!("{:?} is not known; see the head of the file", row.cell(column)))
        };
        let sense = Sense {
            part: match row.cell(part) {
                "verb" => Part::Verb,
                "noun" => Part::Noun,
                "adjective" => Part::Adjective,
                _ => return Err(fault(part)),
            },
            counts: match row.cell(counts) {
                "object" => Counts::Object,
                "subject" => Counts::Subject,
                "either" => Counts::Either,
                "of" => Counts::Of,
                "toll" => Counts::Toll,
                "self" => Counts::Own,
                _ => return Err(fault(counts)),
            },
            with: Some(SmolStr::new(row.cell(with))).filter(|class| !class.is_empty()),
            measure: Measure::parse(row.cell(measure)).ok_or_else(|| fault(measure))?,
            units: match row.cell(units) {
                "person" => Units::Person,
                "housing" => Units::Housing,
                "any" => Units::Any,
                _ => return Err(fault(units)),
            },
            kind: FigureKind::parse(row.cell(kind)).ok_or_else(|| fault(kind))?,
            entry: row.entry.clone(),
        };
        for word in row.list(words) {
            senses.entry(SmolStr::new(word)).or_default().push(sense.clone());
        }
    }
    Ok(senses)
}

fn settings(lexicon: &Lexicon) -> Result<HashMap<SmolStr, Vec<SmolStr>>, LexiconError> {
    let (words, class) = (lexicon.column("words")?, lexicon.column("class")?);
    let mut settings: HashMap<SmolStr, Vec<SmolStr>> = HashMap::new();
    for row in &lexicon.rows {
        for word in row.list(words) {
            settings.entry(SmolStr::new(word)).or_default().push(SmolStr::new(row.cell(class)));
        }
    }
    Ok(settings)
}
