//! A trigger with its arguments: what stands in each slot, and whether a pattern fits.

use sitroom_language::{Dep, NameLabel};

use super::Knowledge;
use super::classes::is_container;
use super::grammar::Grammar;
use super::participants;
use super::patterns::{Condition, Part, Pattern, Patterns, Slot};

/// The verb that carries a noun of action: *launched* an attack, *came under* fire.
#[derive(Copy, Clone, Debug)]
pub(crate) struct Support {
    pub(crate) verb: usize,
    /// Whether the verb's subject suffers what the noun names.
    pub(crate) suffers: bool,
}

/// A word that may tell of an event.
pub(crate) struct Trigger<'k, 'g> {
    pub(crate) grammar: &'g Grammar<'g>,
    knowledge: &'k Knowledge,
    pub(crate) token: usize,
    part: Part,
    pub(crate) support: Option<Support>,
}

impl<'k, 'g> Trigger<'k, 'g> {
    pub(crate) fn new(grammar: &'g Grammar<'g>, knowledge: &'k Knowledge, token: usize) -> Option<Self> {
        use sitroom_language::Pos;
        let part = match grammar.pos(token) {
            // "the detained activists", "occupied land": what is so, not what was done.
            Pos::Verb | Pos::Aux if grammar.dep(token) == Dep::Amod && !grammar.is_hyphenated(token) => return None,
            Pos::Verb | Pos::Aux => Part::Verb,
            Pos::Noun | Pos::Propn if grammar.is_time(token) => return None,
            Pos::Noun | Pos::Propn => Part::Noun,
            Pos::Adj => Part::Adjective,
            _ => return None,
        };
        let support = if part == Part::Noun { support(grammar, knowledge, token) } else { None };
        Some(Self { grammar, knowledge, token, part, support })
    }

    /// The entry that fits best: the one with the most conditions, the first of equals.
    pub(crate) fn best<'p, T: Clone>(&self, patterns: &'p Patterns<T>) -> Option<&'p Pattern<T>> {
        if self.part == Part::Adjective
            && !matches!(self.grammar.dep(self.token), Dep::Acomp | Dep::Oprd | Dep::Root | Dep::Conj | Dep::Advcl)
        {
            return None;
        }
        let fits = patterns.of(self.part, self.grammar.lemma(self.token)).iter().filter(|p| self.fits(p));
        fits.fold(None, |best: Option<&Pattern<T>>, next| match best {
            Some(best) if weight(best) >= weight(next) => Some(best),
            _ => Some(next),
        })
    }

    fn fits<T>(&self, pattern: &Pattern<T>) -> bool {
        let companion = pattern.companion.as_deref().is_none_or(|word| match self.part {
            Part::Noun => {
                self.token > 0
                    && (self.grammar.lemma(self.token - 1) == word
                        || self
                            .grammar
                            .parsed
                            .children(self.token)
                            .any(|c| c < self.token && self.grammar.lemma(c) == word))
            }
            _ => {
                self.grammar.parsed.children(self.token).any(|c| c > self.token && self.grammar.lemma(c) == word)
                    || self.grammar.by_preposition(self.token, word).next().is_some()
            }
        });
        companion && pattern.conditions.iter().all(|condition| self.holds(condition))
    }

    fn holds(&self, condition: &Condition) -> bool {
        let fillers = self.fill(&condition.slot);
        let found = match &condition.members {
            None => !fillers.is_empty(),
            Some(members) => fillers.iter().any(|&i| match condition.slot {
                Slot::Auxiliary | Slot::ComplementAuxiliary | Slot::Complement => members.hold_word(self.grammar, i),
                _ => members.hold(self.grammar, i),
            }),
        };
        found == condition.wanted
    }

    /// The heads that stand in `slot`.
    pub(crate) fn fill(&self, slot: &Slot) -> Vec<usize> {
        let (grammar, i) = (self.grammar, self.token);
        match (slot, self.part) {
            (Slot::Subject, Part::Verb) => grammar.agent(i).into_iter().collect(),
            (Slot::Subject, Part::Noun) => self.noun_subject(),
            (Slot::Subject, Part::Adjective) => self.adjective_subject().into_iter().collect(),
            (Slot::Object, Part::Verb) => grammar.objects(i),
            (Slot::Object, Part::Noun) => grammar.by_preposition(i, "of").collect(),
            (Slot::Object, Part::Adjective) => Vec::new(),
            (Slot::Modifier, _) => self.modifiers(i),
            (Slot::Nothing, _) => Vec::new(),
            (Slot::Blamed, _) => participants::held_responsible(self.knowledge, grammar, i),
            (Slot::Owner, _) => grammar.parsed.children_by(i, Dep::Poss).collect(),
            (Slot::Complement, _) => grammar.complement(i).into_iter().collect(),
            (Slot::ComplementAuxiliary, _) => {
                grammar.complement(i).into_iter().flat_map(|c| grammar.auxiliaries(c)).collect()
            }
            (Slot::Auxiliary, _) => grammar.auxiliaries(self.governor()).collect(),
            (Slot::Light, _) => self.support.map(|support| support.verb).into_iter().collect(),
            (Slot::ObjectOwner, _) => {
                self.fill(&Slot::Object).into_iter().flat_map(|object| self.owners(object)).collect()
            }
            (Slot::Preposition(word), Part::Verb) => {
                let mut found: Vec<usize> = grammar.by_preposition(i, word).collect();
                let after = grammar.parsed.children(i).filter(|&c| c > i && grammar.is_noun(c));
                for object in after {
                    found.extend(grammar.by_preposition(object, word));
                }
                // "called on Friday" calls on nobody.
                found.retain(|&i| !grammar.is_time(i));
                found
            }
            (Slot::Preposition(word), _) => {
                let mut found: Vec<usize> = grammar.by_preposition(i, word).collect();
                found.extend(self.support.into_iter().flat_map(|support| grammar.by_preposition(support.verb, word)));
                found
            }
        }
    }

    /// The token whose auxiliaries and negation count for this trigger.
    pub(crate) fn governor(&self) -> usize {
        match self.part {
            Part::Verb => self.token,
            Part::Noun => self.support.map_or(self.token, |support| support.verb),
            Part::Adjective => self.grammar.parsed.head(self.token).unwrap_or(self.token),
        }
    }

    fn adjective_subject(&self) -> Option<usize> {
        let head = self.grammar.parsed.head(self.token)?;
        self.grammar.subject(if self.grammar.is_verb(head) { head } else { self.token })
    }

    fn noun_subject(&self) -> Vec<usize> {
        let grammar = self.grammar;
        let mut found: Vec<usize> = grammar.parsed.children_by(self.token, Dep::Poss).collect();
        if found.is_empty() {
            found.extend(grammar.by_preposition(self.token, "by"));
        }
        if found.is_empty() {
            let carried = self.support.filter(|support| !support.suffers);
            let agent = carried.and_then(|support| grammar.agent(support.verb));
            found.extend(agent.filter(|&agent| agent != self.token));
        }
        if found.is_empty() {
            found.extend(self.doers_before(self.token));
        }
        found
    }

    /// What stands before noun `i`, those before its container included: "a *Turkish* series of raids".
    fn modifiers(&self, i: usize) -> Vec<usize> {
        let grammar = self.grammar;
        let before = grammar.parsed.children(i).filter(|&c| c < i);
        before.filter(|&c| matches!(grammar.dep(c), Dep::Amod | Dep::Compound | Dep::Nmod)).collect()
    }

    /// Those of the words before noun `i` that can act: "*rebel* attack", "*Turkish* offensive", not "general strike".
    fn doers_before(&self, i: usize) -> Vec<usize> {
        let grammar = self.grammar;
        let can_act = |&m: &usize| {
            let people = grammar.parsed.name_at(m).map(|name| name.label);
            let noun = grammar.is_noun(m) || matches!(people, Some(NameLabel::Norp | NameLabel::Gpe));
            noun && self.knowledge.is(grammar, m, "doer")
        };
        self.modifiers(i).into_iter().filter(can_act).collect()
    }

    /// Whose the thing `object` is: "Libya's embargo", "the embargo against Libya", "the Libyan embargo".
    pub(crate) fn owners(&self, object: usize) -> Vec<usize> {
        let grammar = self.grammar;
        for word in ["against", "on", "with", "to", "from", "for", "of", "in", "over"] {
            let found: Vec<usize> = grammar.by_preposition(object, word).collect();
            if !found.is_empty() {
                return found;
            }
        }
        let mut found: Vec<usize> = grammar.parsed.children_by(object, Dep::Poss).collect();
        if found.is_empty() {
            found = self.doers_before(object);
        }
        found
    }
}

/// How much an entry asks for: something that must be there counts more than something that must not.
fn weight<T>(pattern: &Pattern<T>) -> usize {
    let asked = pattern.conditions.iter().map(|condition| match (condition.wanted, &condition.members) {
        (true, Some(_)) => 3,
        (true, None) => 2,
        (false, _) => 1,
    });
    let asked: usize = asked.sum();
    asked + 2 * usize::from(pattern.companion.is_some())
}

/// The support verb above noun `n`, also through "a series of" and conjunction.
fn support(grammar: &Grammar<'_>, knowledge: &Knowledge, n: usize) -> Option<Support> {
    governing_support(grammar, knowledge, n).or_else(|| carrying_clause(grammar, knowledge, n))
}

/// The support verb that governs noun `n`: *launched* an attack, *went on* a series of raids.
fn governing_support(grammar: &Grammar<'_>, knowledge: &Knowledge, n: usize) -> Option<Support> {
    let mut at = n;
    for _ in 0..4 {
        let head = grammar.parsed.head(at)?;
        match grammar.dep(at) {
            Dep::Conj if grammar.is_noun(head) => at = head,
            Dep::Pobj => {
                let above = grammar.parsed.head(head)?;
                if grammar.is_verb(above) {
                    return knowledge.support_verb(grammar, above, Some(grammar.lemma(head)));
                }
                if grammar.lemma(head) != "of"
                    || !(is_container(grammar, above) || knowledge.is(grammar, above, "container"))
                {
                    return None;
                }
                at = above;
            }
            Dep::Dobj | Dep::Nsubjpass if grammar.is_verb(head) => return knowledge.support_verb(grammar, head, None),
            _ => return None,
        }
    }
    None
}

/// The support verb in a clause that hangs on noun `n`: "the raids *carried out* by X", "the talks *held* in Geneva".
fn carrying_clause(grammar: &Grammar<'_>, knowledge: &Knowledge, n: usize) -> Option<Support> {
    let participle = grammar.parsed.children(n).find(|&c| {
        matches!(grammar.dep(c), Dep::Acl | Dep::Relcl)
            && grammar.is_verb(c)
            && (grammar.is_passive(c) || grammar.objects(c).contains(&n))
    })?;
    knowledge.support_verb(grammar, participle, None)
}
