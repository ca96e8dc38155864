//! What the words of a text say of its agreements: the turns of their lives, and who made or denies them.

use sitroom_language::Dep;

use super::Annotator;
use super::named::Mention;
use crate::annotation::{AgreementState, Annotation, Stance};
use crate::events::arguments::Trigger;
use crate::events::grammar::Grammar;
use crate::events::participants::people;
use crate::events::patterns::{Pattern, Slot};
use crate::stance::Discourse;

/// A turn that some word of the text tells of a mention.
pub(super) struct Turn<'p> {
    /// Index of the mention.
    pub(super) mention: usize,
    pub(super) trigger: usize,
    pub(super) pattern: &'p Pattern<AgreementState>,
    pub(super) state: AgreementState,
    pub(super) by: Vec<usize>,
    /// Who says that it is not so.
    pub(super) denied_by: Option<usize>,
}

impl Annotator {
    /// What the words of the text say of the mentions. A pronoun of which something is said becomes a mention.
    pub(super) fn turns<'p>(
        &'p self,
        grammar: &Grammar<'_>,
        discourse: &Discourse,
        draft: &Annotation,
        mentions: &mut Vec<Mention>,
    ) -> Vec<Turn<'p>> {
        let mut found: Vec<Turn<'p>> = Vec::new();
        let mut pronouns = Vec::new();
        for token in 0..grammar.parsed.len() {
            let Some(trigger) = Trigger::new(grammar, &self.knowledge, token) else { continue };
            let Some(pattern) = trigger.best(&self.turns) else {
                pronouns.extend(self.of_pronoun(grammar, &trigger, mentions));
                continue;
            };
            let fillers =
                pattern.target.iter().flat_map(|slot| trigger.fill(slot)).flat_map(|filler| grammar.conjuncts(filler));
            let mut meant: Vec<usize> =
                fillers.filter_map(|filler| self.mention_of(grammar, mentions, filler)).collect();
            if meant.is_empty() && pattern.target.is_empty() {
                continue;
            }
            meant.dedup();
            for mention in meant {
                if mentions.get(mention).is_some_and(|mention| mention.head == token) {
                    continue;
                }
                found.push(turn(grammar, discourse, &trigger, pattern, mention));
            }
        }
        for (pronoun, antecedent, token, pattern) in pronouns {
            let Some(trigger) = Trigger::new(grammar, &self.knowledge, token) else { continue };
            let Some(meant) = mentions.get(antecedent).cloned() else { continue };
            found.push(turn(grammar, discourse, &trigger, pattern, mentions.len()));
            mentions.push(Mention {
                head: pronoun,
                start: pronoun,
                end: pronoun + 1,
                definite: true,
                contrast: None,
                made: None,
                ..meant
            });
        }
        self.in_spite(grammar, draft, mentions, &mut found);
        self.by_place(grammar, mentions, &mut found);
        self.denials(grammar, mentions, &mut found);
        // In text order, with the turns following.
        let mut order: Vec<usize> = (0..mentions.len()).collect();
        order.sort_by_key(|&n| mentions.get(n).map(|mention| (mention.head, mention.start)));
        for turn in &mut found {
            turn.mention = order.iter().position(|&n| n == turn.mention).unwrap_or(turn.mention);
        }
        mentions.sort_by_key(|mention| (mention.head, mention.start));
        found
    }

    /// "Each side accused the other of breaking it": the pronoun, the mention it takes up, the verb and its entry.
    fn of_pronoun<'p>(
        &'p self,
        grammar: &Grammar<'_>,
        trigger: &Trigger<'_, '_>,
        mentions: &[Mention],
    ) -> Option<(usize, usize, usize, &'p Pattern<AgreementState>)> {
        use AgreementState::{Agreed, Extended, Suspended, Violated};
        let verb = trigger.token;
        let pattern = self.turns.of_verb(grammar.lemma(verb)).filter(|_| grammar.is_verb(verb))?;
        if !matches!(pattern.tells, Agreed | Extended | Suspended | Violated) {
            return None;
        }
        let it = grammar.objects(verb).into_iter().find(|&object| grammar.lemma(object) == "it")?;
        let sentence = grammar.parsed.sentence_number(it);
        let antecedent = mentions.iter().rposition(|mention| mention.head < it && !mention.plural)?;
        let mention = mentions.get(antecedent)?;
        // "It" is what the sentence before is about, or what stands in its own.
        let own = grammar.parsed.sentence_number(mention.head);
        let subject = || {
            matches!(grammar.dep(mention.head), Dep::Nsubj | Dep::Nsubjpass)
                || grammar.clauses_of(mention.head).iter().any(|&clause| clause < it)
        };
        (own == sentence || (own + 1 == sentence && subject())).then_some((it, antecedent, verb, pattern))
    }

    /// An act of force "despite the truce" breaks it.
    fn in_spite<'p>(
        &'p self,
        grammar: &Grammar<'_>,
        draft: &Annotation,
        mentions: &[Mention],
        found: &mut Vec<Turn<'p>>,
    ) {
        let Some(pattern) = self.turns.of_verb("violate") else { return };
        for (n, mention) in mentions.iter().enumerate() {
            let preposition = grammar.parsed.head(mention.head).filter(|&head| {
                matches!(grammar.lemma(head), "despite" | "notwithstanding")
                    && found.iter().all(|turn| turn.mention != n)
            });
            let Some(verb) = preposition.and_then(|preposition| grammar.parsed.head(preposition)) else { continue };
            let force = |i: usize| {
                self.knowledge.is(grammar, i, "act_of_force") || self.knowledge.is(grammar, i, "conflict_act")
            };
            let at = |i: usize| grammar.parsed.tokens.get(i).map(|token| token.span.start);
            let is_assault = draft.events.iter().any(|event| {
                Some(event.words.start) == at(verb) && event.plover.as_deref() == Some("ASSAULT") && !event.negated
            });
            let told = grammar.objects(verb).into_iter().chain(grammar.subject(verb)).any(force);
            if !grammar.is_verb(verb) || !(is_assault || told) {
                continue;
            }
            let by = grammar.agent(verb).filter(|&agent| !force(agent)).into_iter().collect::<Vec<_>>();
            let by = people(grammar, &by);
            found.push(Turn {
                mention: n,
                trigger: verb,
                pattern,
                state: AgreementState::Violated,
                by,
                denied_by: None,
            });
        }
    }

    /// "Russia is not abiding by Sochi": a place stands for what was agreed there.
    fn by_place<'p>(&'p self, grammar: &Grammar<'_>, mentions: &mut Vec<Mention>, found: &mut Vec<Turn<'p>>) {
        let verbs =
            (0..grammar.parsed.len()).filter(|&i| grammar.is_verb(i) && self.knowledge.is_word(grammar, i, "keep_to"));
        for verb in verbs {
            let kept = grammar.auxiliaries(verb).all(|aux| grammar.dep(aux) != Dep::Neg);
            let Some(pattern) = self.turns.of_verb(if kept { "observe" } else { "violate" }) else { continue };
            let places = ["by", "to", "with"].into_iter().flat_map(|word| grammar.by_preposition(verb, word));
            for place in places.flat_map(|place| grammar.conjuncts(place)) {
                let Some(mention) = self.names.at_place(grammar, place).filter(|_| grammar.is_place(place)) else {
                    continue;
                };
                let by = if kept { Vec::new() } else { grammar.agent(verb).into_iter().collect() };
                let by = people(grammar, &by);
                let state = pattern.tells;
                found.push(Turn { mention: mentions.len(), trigger: verb, pattern, state, by, denied_by: None });
                mentions.push(mention);
            }
        }
    }

    /// "The Kremlin rejected the accusation": who is said to have broken an agreement denies it.
    fn denials<'p>(&'p self, grammar: &Grammar<'_>, mentions: &mut Vec<Mention>, found: &mut Vec<Turn<'p>>) {
        let mut denials = Vec::new();
        for noun in (0..grammar.parsed.len()).filter(|&i| grammar.is_noun(i)) {
            if !self.knowledge.is_word(grammar, noun, "blame") {
                continue;
            }
            let verb = grammar.parsed.head(noun).filter(|&verb| {
                grammar.objects(verb).contains(&noun) && self.knowledge.is_word(grammar, verb, "denial")
            });
            let Some((verb, denier)) = verb.and_then(|verb| Some((verb, grammar.agent(verb)?))) else { continue };
            let sentence = grammar.parsed.sentence_number(noun);
            let mut denied: Vec<Option<&str>> = Vec::new();
            for turn in found.iter() {
                let own = grammar.parsed.sentence_number(turn.trigger);
                let laid = turn.state == AgreementState::Violated && turn.trigger < noun && own + 3 >= sentence;
                let Some(mention) = mentions.get(turn.mention).filter(|_| laid && !turn.by.is_empty()) else {
                    continue;
                };
                // One denial for each agreement, however often it is said to be broken.
                if denied.contains(&mention.name.as_deref()) {
                    continue;
                }
                denied.push(mention.name.as_deref());
                let turn = Turn { trigger: verb, by: turn.by.clone(), denied_by: Some(denier), ..*turn };
                let words =
                    Mention { head: noun, start: noun, end: noun + 1, made: None, contrast: None, ..mention.clone() };
                denials.push((turn, words));
            }
        }
        for (turn, mention) in denials {
            found.push(Turn { mention: mentions.len(), ..turn });
            mentions.push(mention);
        }
    }
}

/// The turn that `trigger` tells of mention number `mention`.
fn turn<'p>(
    grammar: &Grammar<'_>,
    discourse: &Discourse,
    trigger: &Trigger<'_, '_>,
    pattern: &'p Pattern<AgreementState>,
    mention: usize,
) -> Turn<'p> {
    // An entry that asks for "not" has taken the negation in.
    let takes_not = pattern.conditions.iter().any(|condition| condition.slot == Slot::Auxiliary && condition.wanted);
    let said = pattern.tells;
    let (state, demander) = if takes_not { (said, None) } else { turned(grammar, discourse, trigger.token, said) };
    let sources = pattern.source.iter().flat_map(|slot| trigger.fill(slot)).collect::<Vec<_>>();
    let by = people(grammar, &demander.map_or(sources, |demander| vec![demander]));
    // "Agreed to create a zone": that it was agreed is told by the verb above.
    let above = grammar.parsed.head(trigger.token).filter(|&above| {
        state == AgreementState::Agreed && grammar.dep(trigger.token) == Dep::Xcomp && grammar.lemma(above) == "agree"
    });
    Turn { mention, trigger: above.unwrap_or(trigger.token), pattern, state, by, denied_by: None }
}

/// Whether all that is told of mention `n` is that it is wanted, offered, talked about or not reached.
pub(super) fn is_prospective(turns: &[Turn<'_>], n: usize) -> bool {
    use AgreementState::{Demanded, Failed, Negotiated, Proposed};
    let mut own = turns.iter().filter(|turn| turn.mention == n).peekable();
    own.peek().is_some() && own.all(|turn| matches!(turn.state, Demanded | Failed | Negotiated | Proposed))
}

/// The state that stance and negation make of what is said: a truce asked for is demanded, one not reached has failed.
fn turned(
    grammar: &Grammar<'_>,
    discourse: &Discourse,
    token: usize,
    said: AgreementState,
) -> (AgreementState, Option<usize>) {
    use AgreementState::{Agreed, Demanded, Failed, InForce, Mentioned, Violated};
    let standing = discourse.standing(token);
    let above = grammar.parsed.ancestors(token).find(|&above| grammar.is_verb(above));
    if standing.stance == Stance::Demanded && matches!(said, Agreed | InForce) {
        return (Demanded, above.and_then(|above| grammar.agent(above)));
    }
    let fails = above.is_some_and(|above| grammar.lemma(above) == "fail" && grammar.complement(above) == Some(token));
    if standing.negated || fails {
        return match said {
            Agreed => (Failed, None),
            InForce => (Violated, None),
            Violated => (Mentioned, None),
            other => (other, None),
        };
    }
    (said, None)
}
