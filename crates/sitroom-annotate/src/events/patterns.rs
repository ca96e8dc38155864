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

/// One entry of an event lexicon.
#[derive(Clone, Debug)]
pub(crate) struct Pattern {
    /// The particle of a verb, or the word before a noun.
    pub(crate) companion: Option<SmolStr>,
    pub(crate) conditions: Vec<Condition>,
    /// PLOVER type, or the turn in the life of an agreement or place.
    pub(crate) label: SmolStr,
    pub(crate) mode: Option<SmolStr>,
    pub(crate) cameo: Option<SmolStr>,
    /// ACLED sub-event type, or `-` for an act that ACLED does not record.
    pub(crate) acled: Option<SmolStr>,
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
#[derive(Debug, Default)]
pub(crate) struct Patterns {
    index: BTreeMap<(Part, SmolStr), Vec<Pattern>>,
}

impl Patterns {
    /// Adds the entries of one lexicon: of PLOVER type `plover`, or each of what its column `turn` says.
    pub(crate) fn add(
        &mut self,
        plover: Option<&str>,
        lexicon: &Lexicon,
        classes: &Classes,
    ) -> Result<(), LexiconError> {
        let column = |name| lexicon.column(name);
        let (pattern, source, target) = (column("pattern")?, column("source")?, column("target")?);
        // A lexicon of turns has no codes.
        let codes = |name| if plover.is_some() { column(name).map(Some) } else { Ok(None) };
        let (mode, cameo, acled) = (codes("mode")?, codes("cameo")?, codes("acled")?);
        let turn = if plover.is_none() { Some(column("turn")?) } else { None };
        for row in &lexicon.rows {
            let given = |column: Option<usize>| {
                column.map(|column| row.cell(column)).filter(|cell| !cell.is_empty()).map(SmolStr::from)
            };
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
                label: given(turn).unwrap_or_else(|| plover.unwrap_or_default().into()),
                mode: given(mode),
                cameo: given(cameo),
                acled: given(acled),
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
    pub(crate) fn of_verb(&self, lemma: &str) -> Option<&Pattern> {
        self.of(Part::Verb, lemma).first()
    }

    /// The entries whose trigger is `lemma`.
    pub(crate) fn of(&self, part: Part, lemma: &str) -> &[Pattern] {
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
