//! The event lexicons: patterns over the tree, and what they say an event is.
//!
//! A pattern is a trigger and conditions, parted by blanks: `open.v obj=fire,shooting on!=@thing`. The trigger is one or
//! several lemmas with a part of speech (`v`, `n` or `a`); `carry_out.v` is a verb with its particle, `air_strike.n` a
//! noun with the word before it. A condition names a slot of the trigger and the lemmas or `@classes` that must (`=`)
//! or must not (`!=`) stand there; `*` is anything. Slots:
//!
//! - `subj` who does it, through passives and control; of a noun: its owner, author or the subject of its support verb;
//! - `obj` to whom; of a noun: what follows "of";
//! - `mod` what stands before a noun: "air" strike, "Turkish" offensive;
//! - `comp` the clause that follows: agreed to *withdraw*; `comp.aux` its auxiliaries: said that he *must* go;
//! - `aux` the trigger's own auxiliaries; `light` (alone) a noun under a support verb: *launched* an attack;
//! - any preposition: `on`, `against`, `with`, also where it hangs on the object;
//! - `obj's` whose the object is: lifted *Libya's* embargo;
//! - `'s` whose the noun is, where that says who suffered it: *Galan's* murder;
//! - `blamed` who is held responsible for what the noun names: the *ELN* claimed the act;
//! - `none` nobody.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use super::classes::{Classes, Members};
use crate::lexicon::{Lexicon, LexiconError, Row};

/// Where in the tree an argument of a trigger stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Slot {
    Subject,
    Object,
    Modifier,
    Complement,
    ComplementAuxiliary,
    Auxiliary,
    Light,
    ObjectOwner,
    Owner,
    Blamed,
    /// Nobody: the entry leaves the role empty.
    Nothing,
    Preposition(SmolStr),
}

impl Slot {
    pub(super) fn parse(text: &str) -> Self {
        match text {
            "subj" => Self::Subject,
            "obj" => Self::Object,
            "mod" => Self::Modifier,
            "comp" => Self::Complement,
            "comp.aux" => Self::ComplementAuxiliary,
            "aux" => Self::Auxiliary,
            "light" => Self::Light,
            "obj's" => Self::ObjectOwner,
            "'s" => Self::Owner,
            "blamed" => Self::Blamed,
            "none" => Self::Nothing,
            word => Self::Preposition(word.into()),
        }
    }
}

/// What must, or must not, stand in a slot.
#[derive(Clone, Debug)]
pub(crate) struct Condition {
    pub(crate) slot: Slot,
    pub(crate) wanted: bool,
    /// `None` is anything at all.
    pub(crate) members: Option<Members>,
}

/// Part of speech of a trigger.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    Verb,
    Noun,
    Adjective,
}

/// What an entry codes an event as.
#[derive(Clone, Debug)]
pub(crate) struct Code {
    /// PLOVER type.
    pub(crate) plover: SmolStr,
    pub(crate) mode: Option<SmolStr>,
    pub(crate) cameo: Option<SmolStr>,
    /// ACLED sub-event type, or `-` for an act that ACLED does not record.
    pub(crate) acled: Option<SmolStr>,
}

/// One entry of a lexicon of patterns.
#[derive(Clone, Debug)]
pub(crate) struct Pattern<T> {
    /// The particle of a verb, or the word before a noun.
    pub(crate) companion: Option<SmolStr>,
    pub(crate) conditions: Vec<Condition>,
    /// What the trigger tells: the code of an event, a turn in the life of an agreement or place.
    pub(crate) tells: T,
    /// Where the doer stands; the subject unless said.
    pub(crate) source: Vec<Slot>,
    /// Where the one it is done to stands, the first filled.
    pub(crate) target: Vec<Slot>,
    /// Whether all sides do it to each other: a meeting, a clash.
    pub(crate) mutual: bool,
    /// The entry, as `file:line`, and its pattern, for `explain`.
    pub(crate) entry: String,
    pub(crate) written: String,
}

/// All entries, found by part of speech and lemma.
#[derive(Debug)]
pub(crate) struct Patterns<T> {
    index: BTreeMap<(Part, SmolStr), Vec<Pattern<T>>>,
}

impl<T> Default for Patterns<T> {
    fn default() -> Self {
        Self { index: BTreeMap::new() }
    }
}

impl Patterns<Code> {
    /// Adds the entries of the lexicon of PLOVER type `plover`.
    pub(crate) fn add_events(
        &mut self,
        plover: &str,
        lexicon: &Lexicon,
        classes: &Classes,
    ) -> Result<(), LexiconError> {
        let (mode, cameo, acled) = (lexicon.column("mode")?, lexicon.column("cameo")?, lexicon.column("acled")?);
        self.add(lexicon, classes, |row| {
            let given = |column| Some(row.cell(column)).filter(|cell| !cell.is_empty()).map(SmolStr::from);
            Ok(Code { plover: plover.into(), mode: given(mode), cameo: given(cameo), acled: given(acled) })
        })
    }
}

impl<T: Clone> Patterns<T> {
    /// The entries of a lexicon whose column `turn` says what each tells, as `parse` reads it; `fault` says what is wrong
    /// with a word that it does not know.
    pub(crate) fn of_turns(
        lexicon: &Lexicon,
        classes: &Classes,
        parse: impl Fn(&str) -> Option<T>,
        fault: &str,
    ) -> Result<Self, LexiconError> {
        let turn = lexicon.column("turn")?;
        let mut patterns = Self::default();
        patterns.add(lexicon, classes, |row| parse(row.cell(turn)).ok_or_else(|| lexicon.fault(row, fault)))?;
        Ok(patterns)
    }

    /// Adds the entries of one lexicon, each of which tells what `tells` reads off it.
    pub(crate) fn add(
        &mut self,
        lexicon: &Lexicon,
        classes: &Classes,
        tells: impl Fn(&Row) -> Result<T, LexiconError>,
    ) -> Result<(), LexiconError> {
        let column = |name| lexicon.column(name);
        let (pattern, source, target) = (column("pattern")?, column("source")?, column("target")?);
        for row in &lexicon.rows {
            let written = row.cell(pattern);
            let mut terms = written.split_whitespace();
            let (triggers, part) = trigger(lexicon, row, terms.next().unwrap_or_default())?;
            let conditions = terms.map(|term| condition(lexicon, row, term, classes)).collect::<Result<Vec<_>, _>>()?;
            let slots = |cell: &str| cell.split('|').filter(|slot| !slot.is_empty()).map(Slot::parse).collect();
            let (mutual, target_cell) = match row.cell(target).strip_prefix("mutual") {
                Some(rest) => (true, rest.trim_start_matches('|')),
                None => (false, row.cell(target)),
            };
            let made = Pattern {
                companion: None,
                conditions,
                tells: tells(row)?,
                source: slots(row.cell(source)),
                target: slots(target_cell),
                mutual,
                entry: row.entry.clone(),
                written: written.to_owned(),
            };
            for word in triggers {
                let (lemma, companion) = match (part, word.split_once('_')) {
                    (_, None) => (word, None),
                    (Part::Noun, Some((before, noun))) => (noun, Some(before)),
                    (_, Some((verb, particle))) => (verb, Some(particle)),
                };
                let companion = companion.map(SmolStr::from);
                self.index.entry((part, lemma.into())).or_default().push(Pattern { companion, ..made.clone() });
            }
        }
        Ok(())
    }

    /// The first entry for the verb `lemma`, whatever its conditions.
    pub(crate) fn of_verb(&self, lemma: &str) -> Option<&Pattern<T>> {
        self.of(Part::Verb, lemma).first()
    }

    /// The entries whose trigger is `lemma`.
    pub(crate) fn of(&self, part: Part, lemma: &str) -> &[Pattern<T>] {
        self.index.get(&(part, SmolStr::from(lemma))).map_or(&[], Vec::as_slice)
    }
}

fn trigger<'t>(lexicon: &Lexicon, row: &Row, text: &'t str) -> Result<(Vec<&'t str>, Part), LexiconError> {
    let (words, part) = text.rsplit_once('.').unwrap_or((text, ""));
    let part = match part {
        "v" => Part::Verb,
        "n" => Part::Noun,
        "a" => Part::Adjective,
        _ => return Err(lexicon.fault(row, format!("the trigger {text:?} must end in .v, .n or .a"))),
    };
    Ok((words.split(',').collect(), part))
}

fn condition(lexicon: &Lexicon, row: &Row, term: &str, classes: &Classes) -> Result<Condition, LexiconError> {
    let (slot, values) = term.split_once('=').unwrap_or((term, "*"));
    let (slot, wanted) = slot.strip_suffix('!').map_or((slot, true), |slot| (slot, false));
    let members =
        (values != "*").then(|| classes.members(values.split(',')).map_err(|fault| lexicon.fault(row, fault)));
    Ok(Condition { slot: Slot::parse(slot), wanted, members: members.transpose()? })
}
