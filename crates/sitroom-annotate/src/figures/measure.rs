//! What a count means, by the syntax around it.
//!
//! From the counted noun (or the number, where no noun is said) the search looks at what modifies it ("300 people
//! displaced by floods"), what governs it ("floods displaced 300 people", "the evacuation of 300 people"), what the
//! noun says by itself ("300 evacuees"), what the number is said to come to ("the death toll rose to 80"), and, where a
//! caption has no syntax, at the nearest word that could tell.

use sitroom_language::{Dep, NameLabel, Parsed, Pos};
use smol_str::SmolStr;

use super::counted::Count;
use super::vocabulary::{Counts, Part, Sense, Unit, Units, Vocabulary};
use crate::annotation::{FigureKind, Measure};

/// What was found.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) measure: Measure,
    pub(crate) kind: FigureKind,
    /// The word that tells.
    pub(crate) token: usize,
    pub(crate) entry: String,
    /// Which units the word counts.
    pub(crate) units: Units,
    /// What the toll counts, where it says so: "the number of displaced families".
    pub(crate) unit: Option<Unit>,
    /// How it was found.
    pub(crate) how: &'static str,
}

/// Place of a noun at a verb.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
enum Role {
    Subject,
    Object,
}

/// Looks for the measure of one count.
pub(crate) struct Search<'a> {
    pub(crate) parsed: &'a Parsed,
    pub(crate) vocabulary: &'a Vocabulary,
}

/// How far a chain of verbs is followed.
const DEPTH: usize = 4;

impl Measure {
    /// Whether another word may say more: people affected or in need may be displaced as well.
    pub(crate) fn is_weak(self) -> bool {
        matches!(self, Self::Affected | Self::InNeed | Self::Other | Self::Population)
    }

    /// Whether it befalls people alone, whatever noun stands for them: boxes are moved and returned as well.
    pub(crate) fn is_said_of_people(self) -> bool {
        matches!(
            self,
            Self::Killed
                | Self::Injured
                | Self::Missing
                | Self::Detained
                | Self::Displaced
                | Self::ForcedToFlee
                | Self::Homeless
                | Self::Refugee
        )
    }

    /// Whether it tells of people on the move or away from home, who come from somewhere and go somewhere.
    pub(crate) fn is_movement(self) -> bool {
        matches!(
            self,
            Self::Displaced
                | Self::Evacuated
                | Self::ForcedToFlee
                | Self::Relocated
                | Self::Sheltered
                | Self::InCamp
                | Self::Returned
                | Self::Refugee
                | Self::Homeless
        )
    }

    fn is_harm(self) -> bool {
        matches!(self, Self::Killed | Self::Injured | Self::Missing | Self::Detained | Self::Returned)
    }
}

impl Search<'_> {
    /// The measure of what is counted at `anchor`: a noun of `unit`, or a number without one.
    pub(crate) fn measure(&self, anchor: usize, unit: Option<&Unit>) -> Option<Found> {
        let modifiers = self.modifiers(anchor, unit);
        let governor = self.governor(anchor, unit, DEPTH);
        let own = self.own(anchor, unit);
        let strong = |found: &Option<Found>| found.as_ref().is_some_and(|found| !found.measure.is_weak());
        if governor.as_ref().is_some_and(|found| found.measure.is_harm()) {
            return governor;
        }
        if own.as_ref().is_some_and(|found| matches!(found.measure, Measure::Killed | Measure::Injured)) {
            return own;
        }
        if strong(&modifiers) {
            return modifiers;
        }
        if strong(&governor) {
            return governor;
        }
        own.or_else(|| self.toll(anchor, unit)).or(modifiers).or(governor)
    }

    /// What the noun says by itself: refugees, evacuees, the dead.
    fn own(&self, noun: usize, unit: Option<&Unit>) -> Option<Found> {
        unit?;
        if self.vocabulary.is_setting(self.parsed, noun, "life") {
            return None;
        }
        let counted = self.vocabulary.counted(self.parsed, noun)?;
        let kind = if counted.stock { FigureKind::Stock } else { FigureKind::Flow };
        Some(Found {
            measure: counted.measure?,
            kind,
            token: noun,
            entry: counted.entry.clone(),
            units: Units::Any,
            unit: None,
            how: "noun",
        })
    }

    fn found(&self, token: usize, sense: &Sense, how: &'static str) -> Found {
        Found {
            measure: sense.measure,
            kind: sense.kind,
            token,
            entry: sense.entry.clone(),
            units: sense.units,
            unit: None,
            how,
        }
    }

    /// A sense of `token` that counts in one of the ways `counts`.
    fn sense(&self, token: usize, part: Part, counts: &[Counts], unit: Option<&Unit>) -> Option<&Sense> {
        self.vocabulary.senses(self.parsed, token).iter().find(|sense| {
            sense.part == part
                && counts.contains(&sense.counts)
                && sense.units.admit(unit)
                && sense.with.as_ref().is_none_or(|class| self.has_setting(token, class))
        })
    }

    /// What modifies the noun: "displaced people", "people displaced by", "people who fled", "people homeless".
    fn modifiers(&self, noun: usize, unit: Option<&Unit>) -> Option<Found> {
        let mut weak = None;
        for child in self.parsed.children(noun) {
            let found = match self.parsed.tokens[child].dep {
                Dep::Amod | Dep::Compound | Dep::Nmod => self.quality(child, unit),
                Dep::Acl | Dep::Relcl => self.clause(child, unit),
                Dep::Appos | Dep::Acomp | Dep::Oprd if child > noun => self.quality(child, unit),
                _ => None,
            };
            match found {
                Some(found) if !found.measure.is_weak() => return Some(found),
                found => weak = weak.or(found),
            }
        }
        // "12 people dead, 20 missing": an adjective right behind the noun.
        let next = noun + 1;
        let prepositions = self.parsed.children_by(noun, Dep::Prep).chain(
            // The parse may hang the phrase right behind the noun on the verb.
            std::iter::once(next)
                .filter(|&next| self.parsed.tokens.get(next).is_some_and(|next| next.dep == Dep::Prep)),
        );
        let weak = weak.or_else(|| prepositions.into_iter().find_map(|preposition| self.setting_of(preposition, unit)));
        let behind =
            (next < self.parsed.len() && self.parsed.sentence_number(next) == self.parsed.sentence_number(noun))
                .then(|| self.quality(next, unit))
                .flatten()
                .filter(|_| {
                    !self.parsed.children(next).any(|child| {
                        matches!(self.parsed.tokens[child].dep, Dep::Dobj | Dep::Auxpass | Dep::Aux | Dep::Nummod)
                    })
                });
        behind.filter(|found| !found.measure.is_weak()).or(weak)
    }

    /// What a prepositional phrase says of those it stands with: "people in camps", "families in need".
    fn setting_of(&self, preposition: usize, unit: Option<&Unit>) -> Option<Found> {
        let being = self.vocabulary.being().iter().find(|sense| {
            sense.units.admit(unit)
                && sense.with.as_ref().is_some_and(|class| self.setting_below(preposition, class, DEPTH))
        })?;
        let token = self.parsed.child(preposition, Dep::Pobj).unwrap_or(preposition);
        Some(self.found(token, being, "prepositional phrase"))
    }

    /// What an adjective or participle says of those it stands with.
    fn quality(&self, token: usize, unit: Option<&Unit>) -> Option<Found> {
        if let Some(sense) = self.sense(token, Part::Adjective, &[Counts::Own], unit) {
            return Some(self.found(token, sense, "modifier"));
        }
        let counts: &[Counts] = match self.parsed.tokens[token].tag.as_str() {
            "VBN" | "VBD" | "JJ" => &[Counts::Object, Counts::Either],
            "VBG" => &[Counts::Subject, Counts::Either],
            _ => return None,
        };
        // "10,000 displaced or relocated": the first participle stands for both.
        let sense = self.sense(token, Part::Verb, counts, unit)?;
        Some(self.found(token, sense, "modifier"))
    }

    /// What a clause behind a noun says of it.
    fn clause(&self, verb: usize, unit: Option<&Unit>) -> Option<Found> {
        let parsed = self.parsed;
        let passive = self.is_passive(verb);
        let subject = parsed.child(verb, Dep::Nsubj);
        let relative = subject.is_none_or(|subject| {
            matches!(parsed.tokens[subject].tag.as_str(), "WP" | "WDT")
                || parsed.word(subject).eq_ignore_ascii_case("that")
        });
        // "(85,000 of which have been relocated)" tells of the 85,000.
        let other = parsed
            .child(verb, Dep::Nsubjpass)
            .is_some_and(|subject| !matches!(parsed.tokens[subject].tag.as_str(), "WP" | "WDT"));
        if other {
            return None;
        }
        let role = match parsed.tokens[verb].dep {
            Dep::Acl if parsed.tokens[verb].tag == "VBN" || passive => Role::Object,
            Dep::Acl => Role::Subject,
            _ if passive || !relative => Role::Object,
            _ => Role::Subject,
        };
        self.chain(verb, role, unit, DEPTH)
    }

    fn is_passive(&self, verb: usize) -> bool {
        self.parsed.children(verb).any(|child| matches!(self.parsed.tokens[child].dep, Dep::Auxpass | Dep::Nsubjpass))
    }

    /// What governs the anchor: its verb, or the noun that it belongs to.
    fn governor(&self, anchor: usize, unit: Option<&Unit>, depth: usize) -> Option<Found> {
        let parsed = self.parsed;
        let depth = depth.checked_sub(1)?;
        let head = parsed.head(anchor)?;
        let token = &parsed.tokens[anchor];
        match token.dep {
            Dep::Nsubjpass => self.chain(head, Role::Object, unit, depth),
            Dep::Nsubj => self.chain(head, Role::Subject, unit, depth),
            Dep::Dobj | Dep::Dative | Dep::Oprd => self.chain(head, Role::Object, unit, depth),
            Dep::Npadvmod | Dep::Attr | Dep::Dep | Dep::Ccomp | Dep::Advmod if parsed.tokens[head].pos == Pos::Verb => {
                // Where the parse takes the noun for an adverb: "forced 17,000 to leave".
                self.chain(head, if head < anchor { Role::Object } else { Role::Subject }, unit, depth)
            }
            Dep::Attr => {
                // "There were 300 people evacuated": what follows the noun is read as its modifier.
                parsed.children_by(head, Dep::Acl).find_map(|clause| self.clause(clause, unit))
            }
            Dep::Conj => self.governor(head, unit, depth),
            Dep::Appos => {
                self.modifiers(head, unit).or_else(|| self.governor(head, unit, depth)).or_else(|| self.own_of(head))
            }
            Dep::Nummod | Dep::Quantmod | Dep::Nmod | Dep::Compound if head > anchor => {
                self.quality(head, unit).or_else(|| self.governor(head, unit, depth))
            }
            Dep::Pobj => {
                let noun = parsed.head(head)?;
                let preposition = parsed.word(head);
                if !matches!(parsed.tokens[noun].pos, Pos::Noun | Pos::Propn | Pos::Num | Pos::Pron) {
                    return None;
                }
                if preposition.eq_ignore_ascii_case("of")
                    || preposition.eq_ignore_ascii_case("to")
                    || preposition.eq_ignore_ascii_case("among")
                {
                    if let Some(sense) = self.sense(noun, Part::Noun, &[Counts::Of], unit) {
                        return Some(self.found(noun, sense, "noun of action"));
                    }
                    // "12 of the village's 60 houses": what befell the 12 did not befall the 60.
                    let number = parsed.tokens[noun].pos == Pos::Num && parsed.child(anchor, Dep::Nummod).is_none();
                    if self.vocabulary.is_setting(parsed, noun, "through") || number {
                        return self.governor(noun, unit, depth);
                    }
                }
                // "the evacuation, according to the latest data, of 17,631 people"
                if let Some(above) = parsed.head(noun).filter(|_| preposition.eq_ignore_ascii_case("to"))
                    && let Some(sense) = self.sense(above, Part::Noun, &[Counts::Of], unit)
                {
                    return Some(self.found(above, sense, "noun of action"));
                }
                None
            }
            _ => None,
        }
    }

    fn own_of(&self, noun: usize) -> Option<Found> {
        let unit = &self.vocabulary.counted(self.parsed, noun)?.unit;
        self.own(noun, Some(unit))
    }

    /// What `verb` and the words that complete it say of the noun in `role`.
    fn chain(&self, verb: usize, role: Role, unit: Option<&Unit>, depth: usize) -> Option<Found> {
        let parsed = self.parsed;
        let counts: &[Counts] = match role {
            Role::Object => &[Counts::Object, Counts::Either],
            Role::Subject => &[Counts::Subject, Counts::Either],
        };
        let mut found = self.sense(verb, Part::Verb, counts, unit).map(|sense| self.found(verb, sense, "verb"));
        if found.is_none() && role == Role::Subject && self.is_reduced(verb) {
            let sense = self
                .sense(verb, Part::Verb, &[Counts::Object], unit)
                .or_else(|| self.sense(verb, Part::Adjective, &[Counts::Own], unit));
            found = sense.map(|sense| self.found(verb, sense, "verb"));
        }
        if found.as_ref().is_some_and(|found| !found.measure.is_weak()) {
            // "damaged or destroyed", "damaged or completely burned": the worse of the two stands.
            if found.as_ref().is_some_and(|found| found.measure == Measure::HousingDamaged) {
                let worse =
                    parsed.children_by(verb, Dep::Conj).filter(|&other| !self.has_own_noun(other)).find_map(|other| {
                        self.sense(other, Part::Verb, counts, unit)
                            .filter(|sense| sense.measure == Measure::HousingDestroyed)
                            .map(|sense| self.found(other, sense, "verb"))
                    });
                let shared = parsed.head(verb).filter(|&head| {
                    parsed.tokens[verb].dep == Dep::Conj
                        && !parsed
                            .children(head)
                            .any(|child| matches!(parsed.tokens[child].dep, Dep::Dobj | Dep::Nsubjpass))
                });
                let worse = worse.or_else(|| {
                    let head = shared?;
                    let sense = self.sense(head, Part::Verb, counts, unit)?;
                    (sense.measure == Measure::HousingDestroyed).then(|| self.found(head, sense, "verb"))
                });
                return worse.or(found);
            }
            return found;
        }
        let Some(depth) = depth.checked_sub(1) else { return found };
        for child in parsed.children(verb) {
            let token = &parsed.tokens[child];
            let next = match token.dep {
                Dep::Xcomp | Dep::Ccomp | Dep::Oprd | Dep::Acomp | Dep::Attr => {
                    if token.dep == Dep::Ccomp && self.has_own_subject(child) {
                        None
                    } else if matches!(token.pos, Pos::Verb | Pos::Aux) {
                        let passive = self.is_passive(child) || token.tag == "VBN" && !self.has_auxiliary(child);
                        self.chain(child, if passive { Role::Object } else { Role::Subject }, unit, depth)
                    } else {
                        self.quality(child, unit)
                    }
                }
                Dep::Conj if !self.has_own_subject(child) && matches!(token.pos, Pos::Verb | Pos::Aux) => {
                    let same = role == Role::Object && (token.tag == parsed.tokens[verb].tag || self.is_passive(child));
                    let shares_object = role == Role::Subject || self.is_passive(verb) || !self.has_own_noun(child);
                    let role = if self.is_passive(child) || same { Role::Object } else { Role::Subject };
                    shares_object.then(|| self.chain(child, role, unit, depth)).flatten()
                }
                Dep::Prep => {
                    // "were found in need of shelter"
                    let need = parsed
                        .child(child, Dep::Pobj)
                        .filter(|&object| self.vocabulary.is_setting(parsed, object, "need"));
                    let be = self.vocabulary.senses(parsed, verb).is_empty().then_some(need).flatten();
                    be.map(|need| Found {
                        measure: Measure::InNeed,
                        kind: FigureKind::Stock,
                        token: need,
                        entry: String::new(),
                        units: Units::Person,
                        unit: None,
                        how: "prepositional phrase",
                    })
                }
                _ => None,
            };
            match next {
                Some(next) if !next.measure.is_weak() => return Some(next),
                next => found = found.or(next),
            }
        }
        found
    }

    /// A verb form without auxiliary and object, which in captions stands for a passive: "10 houses destroyed".
    fn is_reduced(&self, verb: usize) -> bool {
        let token = &self.parsed.tokens[verb];
        matches!(token.tag.as_str(), "VBN" | "VBD" | "JJ" | "NN")
            && !self.has_auxiliary(verb)
            && self.parsed.child(verb, Dep::Dobj).is_none()
    }

    fn has_auxiliary(&self, verb: usize) -> bool {
        self.parsed.children_by(verb, Dep::Aux).any(|aux| self.parsed.tokens[aux].lemma != "to")
    }

    fn has_own_subject(&self, verb: usize) -> bool {
        self.parsed.children(verb).any(|child| matches!(self.parsed.tokens[child].dep, Dep::Nsubj | Dep::Nsubjpass))
    }

    fn has_own_noun(&self, verb: usize) -> bool {
        self.parsed
            .children(verb)
            .any(|child| matches!(self.parsed.tokens[child].dep, Dep::Nsubj | Dep::Nsubjpass | Dep::Dobj))
    }

    /// Whether an object or a prepositional phrase of `word` is of `class`.
    fn has_setting(&self, word: usize, class: &SmolStr) -> bool {
        self.parsed.children(word).any(|child| self.setting_below(child, class, DEPTH + 1))
    }

    fn setting_below(&self, at: usize, class: &SmolStr, depth: usize) -> bool {
        let Some(depth) = depth.checked_sub(1) else { return false };
        let token = &self.parsed.tokens[at];
        let carries = match token.dep {
            Dep::Dobj
            | Dep::Pobj
            | Dep::Oprd
            | Dep::Acomp
            | Dep::Advmod
            | Dep::Attr
            | Dep::Conj
            | Dep::Npadvmod
            | Dep::Nsubjpass => {
                if self.vocabulary.is_setting(self.parsed, at, class) && self.settles(at) {
                    return true;
                }
                // "live in Idlib": a name stands for its kind of place.
                let named =
                    self.parsed.name_at(at).is_some_and(|name| matches!(name.label, NameLabel::Gpe | NameLabel::Loc));
                if class == "region" && token.dep == Dep::Pobj && named {
                    return true;
                }
                true
            }
            Dep::Xcomp => return self.vocabulary.is_setting(self.parsed, at, class),
            Dep::Amod => return class == "safety" && self.vocabulary.is_setting(self.parsed, at, class),
            Dep::Prep | Dep::Prt | Dep::Pcomp => true,
            _ => false,
        };
        carries
            && !matches!(token.pos, Pos::Verb)
            && (token.dep != Dep::Dobj || matches!(token.pos, Pos::Noun | Pos::Propn | Pos::Num))
            && self.parsed.children(at).any(|child| self.setting_below(child, class, depth))
    }

    /// A place name is no setting: "fled to Camp David" stays out by its capital only where the noun is part of a name.
    fn settles(&self, at: usize) -> bool {
        let counted = self.parsed.child(at, Dep::Nummod);
        // "damaged 300 homes" does not settle anything: they are counted themselves; "moved to 3 camps" does.
        counted.is_none()
            || self.parsed.tokens[at].dep == Dep::Pobj
            || self.vocabulary.is_setting(self.parsed, at, "life")
    }

    /// What the number is said to come to: "the death toll rose to 80", "brought the number of displaced to 3,000".
    fn toll(&self, anchor: usize, unit: Option<&Unit>) -> Option<Found> {
        let parsed = self.parsed;
        let mut at = anchor;
        for _ in 0..DEPTH + 1 {
            let head = parsed.head(at)?;
            if matches!(parsed.tokens[head].pos, Pos::Verb | Pos::Aux) {
                for child in parsed.children(head) {
                    let token = &parsed.tokens[child];
                    if child != at
                        && matches!(token.dep, Dep::Nsubj | Dep::Nsubjpass | Dep::Dobj)
                        && let Some(found) = self.of_toll(child, unit)
                    {
                        return Some(found);
                    }
                }
            } else if let Some(found) = self
                .of_toll(head, unit)
                .filter(|_| matches!(parsed.tokens[at].dep, Dep::Appos | Dep::Prep | Dep::Nummod))
            {
                return Some(found);
            }
            if !matches!(
                parsed.tokens[at].dep,
                Dep::Pobj
                    | Dep::Prep
                    | Dep::Attr
                    | Dep::Xcomp
                    | Dep::Dobj
                    | Dep::Ccomp
                    | Dep::Conj
                    | Dep::Nummod
                    | Dep::Npadvmod
                    | Dep::Acomp
                    | Dep::Advcl
                    | Dep::Appos
                    | Dep::Pcomp
            ) {
                return None;
            }
            at = head;
        }
        None
    }

    /// "the number" in "put the number at 800,000": a noun that means the count spoken of before.
    pub(crate) fn same_count(&self, top: usize) -> Option<usize> {
        let parsed = self.parsed;
        let preposition = parsed.head(top).filter(|_| parsed.tokens[top].dep == Dep::Pobj)?;
        let verb = parsed.head(preposition).filter(|&verb| parsed.tokens[verb].pos == Pos::Verb)?;
        let level = matches!(parsed.word(preposition).to_lowercase().as_str(), "at" | "to");
        let means = |&noun: &usize| {
            let definite = parsed.children(noun).any(|child| {
                matches!(parsed.word(child).to_lowercase().as_str(), "the" | "that" | "this" | "its" | "their")
            });
            let plain = parsed.children_by(noun, Dep::Prep).next().is_none();
            parsed.tokens[noun].tag == "NN"
                && definite
                && plain
                && self.vocabulary.is_setting(parsed, noun, "through")
                && !self.vocabulary.is_setting(parsed, noun, "life")
        };
        parsed
            .children(verb)
            .filter(|&child| matches!(parsed.tokens[child].dep, Dep::Dobj | Dep::Nsubj | Dep::Nsubjpass))
            .find(means)
            .filter(|_| level)
    }

    /// Who counts, where a toll is said to be raised or put: "the ministry raised its toll to eight".
    pub(crate) fn counter(&self, top: usize) -> Option<usize> {
        let parsed = self.parsed;
        let inside = |at: usize| matches!(parsed.tokens[at].dep, Dep::Pobj | Dep::Prep | Dep::Pcomp | Dep::Nummod);
        let verb =
            parsed.ancestors(top).take(DEPTH + 3).find(|&at| !inside(at) && parsed.tokens[at].dep != Dep::Dobj)?;
        let toll = |&noun: &usize| {
            self.sense(noun, Part::Noun, &[Counts::Toll], None).is_some()
                || self.vocabulary.is_setting(parsed, noun, "through")
        };
        parsed.child(verb, Dep::Dobj).filter(|noun| toll(noun) && *noun < top)?;
        parsed.child(verb, Dep::Nsubj).filter(|_| parsed.tokens[verb].pos == Pos::Verb)
    }

    /// What the noun `noun` is a number of.
    pub(crate) fn of_toll(&self, noun: usize, unit: Option<&Unit>) -> Option<Found> {
        let parsed = self.parsed;
        if let Some(sense) = self.sense(noun, Part::Noun, &[Counts::Toll], unit) {
            return Some(Found { unit: Some(Unit::Person), ..self.found(noun, sense, "toll") });
        }
        if !self.vocabulary.is_setting(parsed, noun, "through") {
            return None;
        }
        let of = |of: usize| parsed.child(of, Dep::Pobj).or_else(|| parsed.child(of, Dep::Pcomp));
        let counted = parsed.children_by(noun, Dep::Prep).find_map(of)?;
        let thing = self.vocabulary.counted(parsed, counted).map(|counted| counted.unit.clone());
        let found = self.modifiers(counted, thing.as_ref()).or_else(|| self.own_of(counted)).or_else(|| {
            let sense = self.sense(counted, Part::Noun, &[Counts::Toll], unit)?;
            Some(self.found(counted, sense, "toll"))
        })?;
        Some(Found { unit: thing.or(Some(Unit::Person)), kind: FigureKind::Stock, how: "toll", ..found })
    }

    /// The nearest word of measure in `window`, for captions and broken sentences. Words behind the number come first.
    /// In a sentence the search ends at another verb, and nouns of action are left to the syntax.
    pub(crate) fn nearest(&self, count: &Count, window: std::ops::Range<usize>, unit: Option<&Unit>) -> Option<Found> {
        let (from, to) = (count.tokens.start, count.tokens.end);
        let stops = |&i: &usize| {
            let word = self.parsed.word(i);
            let verb = self.parsed.tokens[i].pos == Pos::Verb && self.vocabulary.senses(self.parsed, i).is_empty();
            verb && !count.is_caption
                || matches!(word, ";" | "while" | "but" | "whereas" | "including" | "by" | "among" | "such" | "like")
        };
        let behind = (to..window.end.min(to + 9)).take_while(|i| !stops(i)).map(|i| (i - to, i));
        let before =
            (window.start.max(from.saturating_sub(9))..from).rev().take_while(|i| !stops(i)).map(|i| (from - i, i));
        let mut best: Option<(usize, Found)> = None;
        for (distance, i) in behind.chain(before) {
            let counts: &[Counts] = if count.is_caption {
                &[Counts::Object, Counts::Either, Counts::Own, Counts::Of, Counts::Toll]
            } else {
                &[Counts::Object, Counts::Either, Counts::Own]
            };
            let sense = [Part::Adjective, Part::Verb, Part::Noun]
                .into_iter()
                .find_map(|part| self.sense(i, part, counts, unit));
            let subject = || self.sense(i, Part::Verb, &[Counts::Subject], unit).filter(|_| i >= to);
            // What counts homes only must be said of homes, and a number of inhabitants is never told by a word nearby.
            let fits = |sense: &&Sense| {
                sense.measure != Measure::Population && (unit != Some(&Unit::Housing) || sense.units == Units::Housing)
            };
            if let Some(sense) = sense.or_else(subject).filter(fits) {
                let rank = distance + if sense.measure.is_weak() { 20 } else { 0 };
                if best.as_ref().is_none_or(|(least, _)| rank < *least) {
                    best = Some((rank, self.found(i, sense, "nearest word")));
                }
            }
        }
        best.map(|(_, found)| found)
    }
}
