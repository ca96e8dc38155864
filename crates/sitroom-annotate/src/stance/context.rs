//! The way down: what the words above a token say of it.

use sitroom_language::{Dep, Parsed, Pos};
use sitroom_report::Span;

use super::clause::{self, is_clause, is_definite, is_finite, is_past};
use super::words::{Role, SmallWord, SmallWords};
use super::{State, Step};
use crate::annotation::{Reason, Stance};
use crate::cues::{Act, Cue, Cues, Effect, is_passive};

/// A walk over all sentences, heads before dependents.
pub(super) struct Walk<'a> {
    parsed: &'a Parsed,
    cues: &'a Cues,
    words: &'a SmallWords,
    /// Clauses that recap what was before the news.
    recaps: Vec<Option<Reason>>,
    /// The cue that each token is a complement of.
    governors: Vec<Option<Governor<'a>>>,
    /// What the words above say, before those beside.
    contexts: Vec<State>,
    states: Vec<State>,
    reasons: Vec<Step>,
}

#[derive(Copy, Clone)]
struct Governor<'a> {
    token: usize,
    effect: Effect,
    cue: &'a Cue,
}

impl<'a> Walk<'a> {
    pub(super) fn new(parsed: &'a Parsed, cues: &'a Cues, words: &'a SmallWords, recaps: Vec<Option<Reason>>) -> Self {
        let mut governors = vec![None; parsed.len()];
        for token in 0..parsed.len() {
            let Some(cue) = cues.at(parsed, token) else { continue };
            for complement in cues.complements(parsed, token, cue) {
                let effect = complement.effect;
                governors[complement.token] = Some(Governor { token, effect, cue });
            }
        }
        let plain = vec![State::PLAIN; parsed.len()];
        Self { parsed, cues, words, recaps, governors, contexts: plain.clone(), states: plain, reasons: Vec::new() }
    }

    pub(super) fn run(mut self) -> (Vec<State>, Vec<Step>) {
        let mut stack: Vec<usize> = (0..self.parsed.len()).filter(|&i| self.parsed.head(i).is_none()).collect();
        while let Some(i) = stack.pop() {
            self.contexts[i] = self.context(i);
            self.states[i] = self.beside(i, self.contexts[i]);
            stack.extend(self.parsed.children(i));
        }
        (self.states, self.reasons)
    }

    /// `state` with one more reason.
    fn because(&mut self, state: State, what: impl Into<String>, entry: Option<&str>, at: usize) -> State {
        let reason =
            Reason { what: what.into(), entry: entry.map(str::to_owned), span: Some(self.parsed.tokens[at].span) };
        self.reasons.push(Step { reason, before: state.reason });
        State { reason: Some((self.reasons.len() - 1) as u32), ..state }
    }

    fn word(&self, i: usize) -> &'a str {
        self.parsed.word(i)
    }

    /// What the words above token `i` say of it.
    fn context(&mut self, i: usize) -> State {
        let parsed = self.parsed;
        let Some(head) = parsed.head(i) else { return State::PLAIN };
        if let Some(matrix) = self.inverted_condition(i) {
            return matrix;
        }
        if let Some(governor) = self.governors[i] {
            return self.governed(i, governor);
        }
        let state = self.states[head];
        if let Some(open) = self.bare_infinitive(i, head) {
            return open;
        }
        match parsed.tokens[i].dep {
            Dep::Conj => self.conjunct(i, head),
            Dep::Relcl | Dep::Acl => self.relative(i, head),
            Dep::Ccomp | Dep::Xcomp | Dep::Advcl if self.degree(i, head).is_some() => {
                let negated = self.degree(i, head) == Some(Role::Excess);
                State { negated: state.negated ^ negated, ..state }
            }
            Dep::Advcl => self.adverbial(i, head),
            Dep::Ccomp | Dep::Xcomp if clause::has_to(parsed, i) => self.purpose(i, state),
            Dep::Ccomp | Dep::Parataxis if is_finite(parsed, i) => self.around(head),
            Dep::Pcomp | Dep::Pobj => self.prepositional(i, head),
            Dep::Compound | Dep::Nmod if self.words.is_event_noun(&parsed.tokens[i].lemma) => self.around(head),
            // "It is not easy living there": they live there.
            Dep::Xcomp | Dep::Ccomp | Dep::Csubj if state.negated && self.is_judged(i, head) => {
                State { negated: false, ..state }
            }
            Dep::Nsubj | Dep::Nsubjpass | Dep::Dobj if self.stands_alone(i, state) => {
                State { background: state.background, ..self.contexts[head] }
            }
            _ => state,
        }
    }

    /// The mark of the question that leaves the clause of token `i` open.
    fn question(&self, i: usize) -> Option<usize> {
        let parsed = self.parsed;
        if !matches!(parsed.tokens[i].dep, Dep::Root | Dep::Conj | Dep::Ccomp) || !clause::is_inverted(parsed, i) {
            return None;
        }
        let mut after = parsed.subtree(i).end..parsed.sentence(i).end;
        let inside = parsed.subtree(i).rev().find(|&c| parsed.tokens[c].pos == Pos::Punct);
        inside.filter(|&c| self.word(c).ends_with('?')).or_else(|| after.find(|&c| self.word(c).ends_with('?')))
    }

    /// What the words above the nearest clause say, for a clause that stands for itself within it.
    fn around(&self, head: usize) -> State {
        let parsed = self.parsed;
        let finite = |&c: &usize| is_clause(parsed, c) && (is_finite(parsed, c) || parsed.tokens[c].dep == Dep::Root);
        let clause = std::iter::once(head).chain(parsed.ancestors(head)).find(finite);
        clause.map_or(State::PLAIN, |clause| self.contexts[clause])
    }

    /// A complement of a cue.
    fn governed(&mut self, i: usize, governor: Governor<'a>) -> State {
        let above = self.states[governor.token];
        let plain = State { background: above.background, reason: None, ..State::PLAIN };
        let open = State { stance: Stance::Conditional, ..plain };
        let state = match governor.effect {
            // "used force to disperse": with an object of its own, the infinitive is a purpose.
            Effect::Same if self.is_purpose(i, governor) => return self.purpose(i, above),
            Effect::Same => return above,
            Effect::Fact => plain,
            Effect::Opposite => State { negated: !above.negated, ..above },
            Effect::Follows if above.negated => open,
            Effect::Follows => above,
            Effect::Prevented if above.negated => open,
            Effect::Prevented if above.is_settled() || governor.cue.act == Act::Deny => {
                State { negated: true, ..above }
            }
            // Harm that somebody means to keep from happening.
            Effect::Prevented => State { stance: Stance::Feared, negated: false, ..above },
            Effect::Obliged if is_past(self.parsed, governor.token) => above,
            Effect::Obliged => self.named(i, Stance::Demanded, above, governor),
            Effect::Believed if above.is_settled() => State { stance: Stance::Attributed, ..above },
            Effect::Believed => above,
            Effect::Stance(stance) => self.named(i, stance, above, governor),
        };
        let cue = self.parsed.tokens[governor.token].lemma.clone();
        self.because(state, format!("complement of \"{cue}\""), Some(&governor.cue.entry), governor.token)
    }

    fn is_purpose(&self, i: usize, governor: Governor<'a>) -> bool {
        governor.cue.act == Act::None
            && clause::has_to(self.parsed, i)
            && self.parsed.child(governor.token, Dep::Dobj).is_some()
            && clause::subject(self.parsed, i).is_none()
    }

    fn named(&self, i: usize, stance: Stance, above: State, governor: Governor<'a>) -> State {
        let past = is_clause(self.parsed, i) && is_finite(self.parsed, i) && is_past(self.parsed, i);
        let next = State { stance, negated: false, ..above };
        if above.negated {
            return match stance {
                Stance::Planned | Stance::Demanded => State { negated: true, ..next },
                _ => State { stance: Stance::Conditional, ..next },
            };
        }
        match stance {
            // What is past cannot be planned or asked for.
            Stance::Planned | Stance::Demanded | Stance::Threatened if past => {
                State { stance: Stance::Attributed, ..next }
            }
            // "might say that": nobody has said it.
            Stance::Attributed | Stance::Alleged | Stance::Reported if !above.is_settled() => above,
            // "is said to": nobody is named.
            Stance::Attributed
                if is_passive(self.parsed, governor.token)
                    && self.parsed.child(governor.token, Dep::Agent).is_none() =>
            {
                State { stance: Stance::Reported, ..next }
            }
            _ => next,
        }
    }

    /// A verb or noun joined to another: it shares what stands above both, and what stands beside the first where it
    /// has no subject and tense of its own ("will come and go").
    fn conjunct(&mut self, i: usize, head: usize) -> State {
        let parsed = self.parsed;
        if !is_clause(parsed, i) {
            return self.states[head];
        }
        let own = clause::subject(parsed, i).is_some() || auxiliaries_or_finite(parsed, i);
        // "It is late, and please call": a bare form cannot share the tense of the verb before it.
        let tense = matches!(parsed.tokens[head].tag.as_str(), "VBD" | "VBZ" | "VBP");
        if !own && tense && parsed.tokens[i].tag == "VB" && self.states[head].is_settled() {
            let asked = State { stance: Stance::Demanded, negated: false, ..self.contexts[head] };
            return self.because(asked, "imperative", None, i);
        }
        match is_clause(parsed, head) {
            // "wants to leave and is packing": what has tense joins what has tense.
            true if own && is_finite(parsed, i) => self.around(head),
            true if own => self.contexts[head],
            true => self.states[head],
            false => self.around(head),
        }
    }

    /// "too late to leave", "near enough to see": whether the adjective's degree settles what follows.
    fn degree(&self, i: usize, head: usize) -> Option<Role> {
        let parsed = self.parsed;
        if !clause::has_to(parsed, i) {
            return None;
        }
        // The adjective itself, or the one beside the verb that the infinitive hangs on ("came too late to save").
        let adjective = |c: &usize| matches!(parsed.tokens[*c].pos, Pos::Adj | Pos::Adv);
        let beside = parsed
            .children(head)
            .filter(|&c| head < c && c < i && matches!(parsed.tokens[c].dep, Dep::Advmod | Dep::Acomp));
        std::iter::once(head).chain(beside).filter(adjective).find_map(|adjective| {
            parsed.children_by(adjective, Dep::Advmod).find_map(|c| {
                let role = self.words.get(self.word(c))?.role;
                matches!(role, Role::Excess | Role::Sufficiency).then_some(role)
            })
        })
    }

    /// "All it can do is wait", "that the army leave": a bare form where the language would have a tense.
    fn bare_infinitive(&mut self, i: usize, head: usize) -> Option<State> {
        let parsed = self.parsed;
        let bare =
            parsed.tokens[i].tag == "VB" && is_clause(parsed, i) && clause::auxiliaries(parsed, i).next().is_none();
        let state = self.states[head];
        if !bare || !state.is_settled() || !matches!(parsed.tokens[i].dep, Dep::Ccomp | Dep::Xcomp) {
            return None;
        }
        let stance = match parsed.tokens[i].dep {
            Dep::Ccomp if clause::subject(parsed, i).is_some() => Stance::Demanded,
            Dep::Xcomp if parsed.tokens[head].lemma == "be" => Stance::Conditional,
            _ => return None,
        };
        Some(self.because(State { stance, negated: false, ..state }, "bare infinitive", None, i))
    }

    /// "Thousands will flee, should the shelling go on": the parser makes the condition the head of what hangs on it.
    fn inverted_condition(&mut self, i: usize) -> Option<State> {
        let parsed = self.parsed;
        let head = parsed.head(i).filter(|&head| parsed.tokens[i].dep == Dep::Ccomp && i < head)?;
        let should = clause::inverted_should(parsed, head).filter(|&should| should > i)?;
        let end = parsed.subtree(head).end;
        let condition = Some(self.trimmed(should..end));
        let open = State { stance: Stance::Conditional, negated: false, condition, ..self.contexts[head] };
        Some(self.because(open, "hangs on a condition", None, should))
    }

    fn adverbial(&mut self, i: usize, head: usize) -> State {
        let parsed = self.parsed;
        let (above, beside) = (self.around(head), self.states[head]);
        if let Some(word) = clause::condition_clause(parsed, self.words, i) {
            let open = State { stance: Stance::Conditional, negated: false, condition: None, ..above };
            return self.because(open, "condition", word.map(|word| word.entry.as_str()), i);
        }
        let mark = parsed.children(i).find_map(|c| {
            let role = matches!(parsed.tokens[c].dep, Dep::Mark | Dep::Advmod | Dep::Prep);
            self.words.get(self.word(c)).filter(|_| role).map(|word| (c, word))
        });
        let opens = match mark {
            Some((_, SmallWord { role: Role::Restriction, .. })) => !is_past(parsed, i),
            Some((_, SmallWord { role: Role::Habit, .. })) => clause::is_plain_present(parsed, i),
            _ => false,
        };
        if let Some((at, SmallWord { effect: Some(effect), entry, .. })) = mark.filter(|_| opens) {
            let open = State { stance: *effect, negated: false, condition: None, ..above };
            return self.because(open, format!("after \"{}\"", self.word(at)), Some(entry), at);
        }
        if clause::has_to(parsed, i) {
            return self.purpose(i, beside);
        }
        let grounds = mark
            .is_some_and(|(_, word)| matches!(word.role, Role::Fact | Role::Recap) && word.effect.is_none())
            || self.words.in_role(self.word(i), Role::Fact).is_some();
        // "as agreed", "having left".
        let told =
            clause::is_perfect(parsed, i) || (parsed.tokens[i].tag == "VBN" && parsed.child(i, Dep::Mark).is_some());
        if !is_finite(parsed, i) && !grounds && !told {
            return State { negated: false, ..beside };
        }
        // "when they come" after "will leave" is as open as the leaving.
        if is_past(parsed, i)
            && is_finite(parsed, i)
            && matches!(above.stance, Stance::Planned | Stance::Demanded | Stance::Feared | Stance::Threatened)
        {
            return State { background: above.background, ..State::PLAIN };
        }
        if !grounds && !is_past(parsed, i) && !beside.is_settled() {
            return State { negated: false, ..beside };
        }
        above
    }

    /// "to stop the war" says what is aimed at, not what was done; "how to stop it" leaves open whether.
    fn purpose(&mut self, i: usize, above: State) -> State {
        let parsed = self.parsed;
        let how = parsed.children(i).any(|c| matches!(parsed.tokens[c].tag.as_str(), "WRB" | "WP" | "WDT"));
        // "hard to reach", "a way to leave": what may be done, by nobody in particular.
        let head = parsed.head(i).map(|head| parsed.tokens[head].pos);
        let copula = parsed
            .head(i)
            .is_some_and(|head| parsed.tokens[head].lemma == "be" && parsed.child(head, Dep::Acomp).is_some());
        let in_order = parsed.head(i).is_some_and(|head| self.word(head) == "order");
        let may = copula || !in_order && matches!(head, Some(Pos::Adj | Pos::Noun | Pos::Pron | Pos::Propn));
        let stance = match above.is_settled() {
            true if how || may => Stance::Conditional,
            true => Stance::Planned,
            false => above.stance,
        };
        let state = State { stance, negated: false, ..above };
        self.because(state, "infinitive: aimed at", None, i)
    }

    /// A clause that describes a noun stands for itself, unless the noun itself is only wished, feared or supposed.
    fn relative(&mut self, i: usize, head: usize) -> State {
        let parsed = self.parsed;
        let noun = self.states[head];
        let plain = State { background: noun.background, ..State::PLAIN };
        if clause::has_to(parsed, i) {
            return self.purpose(i, noun);
        }
        let told = is_finite(parsed, i) && is_past(parsed, i);
        // A clause after a comma, or on a name, adds to what is said and does not narrow it.
        let first = parsed.subtree(i).start;
        let adds = parsed.tokens[head].pos == Pos::Propn
            || first > 0 && matches!(self.word(first - 1), "," | "(" | "-" | "–" | "—");
        let told = told || (adds && parsed.tokens[i].tag != "VB");
        let any = |c: usize| self.words.in_role(self.word(c), Role::Any).is_some();
        if !told
            && noun.is_settled()
            && (any(head) || parsed.children_by(head, Dep::Det).any(|c| self.word(c) == "any"))
        {
            let open = State { stance: Stance::Conditional, negated: false, ..noun };
            return self.because(open, "said of whoever fits", None, head);
        }
        if !told && !noun.is_settled() && !is_definite(parsed, self.words, head) {
            return State { negated: false, ..noun };
        }
        plain
    }

    fn prepositional(&mut self, i: usize, preposition: usize) -> State {
        let parsed = self.parsed;
        if let Some(state) = self.means(i, preposition) {
            return state;
        }
        let state = self.states[preposition];
        let told = is_clause(parsed, i) || self.words.is_event_noun(&parsed.tokens[i].lemma);
        match self.words.get(self.word(preposition)) {
            Some(SmallWord { role: Role::Without, entry, .. }) if told => {
                let state = State { negated: true, ..state };
                self.because(state, format!("after \"{}\"", self.word(preposition)), Some(entry), preposition)
            }
            Some(SmallWord { role: Role::Fact, .. }) if told && state.is_settled() => {
                State { background: state.background, ..State::PLAIN }
            }
            Some(SmallWord { role: Role::Aim, entry, .. }) if state.is_settled() && self.is_aim(i, preposition) => {
                let open = State { stance: Stance::Conditional, negated: false, ..state };
                self.because(open, format!("after \"{}\"", self.word(preposition)), Some(entry), preposition)
            }
            _ if is_clause(parsed, i) => State { negated: false, ..state },
            _ if self.stands_alone(i, state) => State { background: state.background, ..State::PLAIN },
            _ => state,
        }
    }

    /// Whether the gerund at token `i` is what an adjective is said of: "it is cheap flying crews there".
    fn is_judged(&self, i: usize, head: usize) -> bool {
        let tokens = &self.parsed.tokens;
        let copula = tokens[head].lemma == "be" && self.parsed.child(head, Dep::Acomp).is_some();
        tokens[i].tag == "VBG" && (copula || tokens[head].pos == Pos::Adj)
    }

    /// "tried to break the siege by shelling": the means were used, whatever came of it.
    fn means(&self, i: usize, preposition: usize) -> Option<State> {
        let parsed = self.parsed;
        let clause = parsed.head(preposition).filter(|_| parsed.tokens[preposition].lemma == "by")?;
        let governor = self.governors[clause].filter(|_| parsed.tokens[i].tag == "VBG")?;
        let tried = governor.cue.act == Act::None && governor.effect == Effect::OPEN && is_past(parsed, governor.token);
        let above = self.states[governor.token];
        (tried && above.is_settled()).then_some(above)
    }

    /// Whether the gerund at token `i` is what the noun or verb before `preposition` is aimed at.
    fn is_aim(&self, i: usize, preposition: usize) -> bool {
        let parsed = self.parsed;
        let Some(head) = parsed.head(preposition) else { return false };
        let reason = parsed.tokens[preposition].lemma == "for" && is_clause(parsed, head);
        let cause = self.words.in_role(&parsed.tokens[head].lemma, Role::Cause).is_some();
        parsed.tokens[i].tag == "VBG" && !reason && !cause
    }

    /// Whether the noun at token `i` tells of a happening in particular, which is there whatever the verb says of it:
    /// "the attack did not kill", "will discuss the attack".
    fn stands_alone(&self, i: usize, state: State) -> bool {
        (state.negated || !state.is_settled())
            && self.words.is_event_noun(&self.parsed.tokens[i].lemma)
            && is_definite(self.parsed, self.words, i)
    }

    /// What the words beside token `i` make of its context.
    fn beside(&mut self, i: usize, context: State) -> State {
        let parsed = self.parsed;
        let mut state = context;
        let clause = is_clause(parsed, i);
        if !clause && !matches!(parsed.tokens[i].pos, Pos::Noun | Pos::Propn | Pos::Adj | Pos::Verb) {
            return state;
        }
        if clause {
            if let Some(reason) = self.recaps[i].clone() {
                self.reasons.push(Step { reason, before: state.reason });
                let reason = Some((self.reasons.len() - 1) as u32);
                state = State { background: true, reason, ..state };
            }
            if let Some(mark) = self.question(i).filter(|_| state.is_settled()) {
                let open = State { stance: Stance::Conditional, ..state };
                state = self.because(open, "question: left open", None, mark);
            }
            if clause::is_bare(parsed, i) && clause::subject(parsed, i).is_some() && state.is_settled() {
                let open = State { stance: Stance::Conditional, ..state };
                state = self.because(open, "bare infinitive", None, i);
            }
            let attitude = self.cues.at(parsed, i).is_some_and(|cue| matches!(cue.act, Act::Want | Act::Judge));
            if clause::is_imperative(parsed, i) && state.is_settled() && !attitude {
                state = self.because(State { stance: Stance::Demanded, ..state }, "imperative", None, i);
            }
        }
        let negation = clause::negation(parsed, self.words, i);
        if let Some((at, word)) = negation {
            let negated = !clause || !context.negated;
            state = self.because(
                State { negated, ..state },
                format!("negated by \"{}\"", self.word(at)),
                Some(&word.entry),
                at,
            );
        }
        for c in parsed.children(i) {
            if !matches!(parsed.tokens[c].dep, Dep::Advmod | Dep::Amod) {
                continue;
            }
            let Some(cue) = self.cues.beside(parsed, c) else { continue };
            let next = match cue.beside {
                Some(Effect::Stance(stance)) if state.is_settled() => State { stance, ..state },
                Some(Effect::Prevented) => State { negated: true, ..state },
                _ => continue,
            };
            state = self.because(next, format!("beside \"{}\"", self.word(c)), Some(&cue.entry), c);
        }
        if !clause {
            return state;
        }
        if let Some(should) = clause::inverted_should(parsed, i) {
            let open = State { stance: Stance::Conditional, negated: false, condition: None, ..state };
            state = self.because(open, "condition", None, should);
        } else if let Some((at, word)) = clause::modal(parsed, self.words, i) {
            let impossible = word.role == Role::Ability && state.negated;
            // "said it would leave": the future as seen from the past.
            let told = matches!(state.stance, Stance::Attributed | Stance::Reported | Stance::Alleged);
            let future = parsed.tokens[at].lemma == "would" && told;
            let effect = if future { Some(Stance::Planned) } else { word.effect };
            if let Some(stance) = effect.filter(|_| state.is_settled() && !impossible && !self.is_hedge(i)) {
                state = self.because(
                    State { stance, ..state },
                    format!("modal \"{}\"", self.word(at)),
                    Some(&word.entry),
                    at,
                );
            }
        }
        // "is going to": the going is as far off as what it goes to.
        if parsed.tokens[i].tag == "VBG" && parsed.tokens[i].lemma == "go" && state.is_settled() {
            let to = parsed.child(i, Dep::Xcomp).filter(|&c| clause::has_to(parsed, c));
            if let Some(to) = to {
                state = self.because(State { stance: Stance::Planned, ..state }, "going to", None, to);
            }
        }
        if let Some((at, word)) = clause::condition(parsed, self.words, i) {
            let span = self.clause_span(at);
            state.condition = Some(span);
            // What is past does not hang on a condition; what is told of it may.
            let future = state.stance == Stance::Planned && clause::modal(parsed, self.words, i).is_some();
            if (state.is_settled() || future) && !is_past(parsed, i) {
                state.stance = Stance::Conditional;
            }
            state = self.because(state, "hangs on a condition", word.map(|word| word.entry.as_str()), at);
        }
        state
    }

    /// "I would argue that", "we must admit that": the speaker does what the verb says by saying it (Fraser 1975).
    fn is_hedge(&self, i: usize) -> bool {
        let parsed = self.parsed;
        let first = |c: usize| matches!(parsed.tokens[c].lemma.to_lowercase().as_str(), "i" | "we");
        let told = parsed.child(i, Dep::Ccomp).is_some_and(|c| c > i && clause::subject(parsed, c).is_some());
        let says = self.cues.at(parsed, i).is_some_and(|cue| cue.act == Act::Say);
        says && told
            && parsed.child(i, Dep::Nsubj).is_some_and(first)
            && !clause::is_perfect(parsed, i)
            && !clause::auxiliaries(parsed, i).any(|c| parsed.tokens[c].lemma == "will")
    }

    /// The words of the clause of token `i`, without the marks around it.
    fn clause_span(&self, i: usize) -> Span {
        self.trimmed(self.parsed.subtree(i))
    }

    fn trimmed(&self, mut range: std::ops::Range<usize>) -> Span {
        let mark = |c: usize| matches!(self.parsed.tokens[c].pos, Pos::Punct | Pos::Space);
        while range.end > range.start + 1 && mark(range.end - 1) {
            range.end -= 1;
        }
        while range.start + 1 < range.end && mark(range.start) {
            range.start += 1;
        }
        self.parsed.span(range)
    }
}

fn auxiliaries_or_finite(parsed: &Parsed, i: usize) -> bool {
    clause::auxiliaries(parsed, i).next().is_some() || matches!(parsed.tokens[i].tag.as_str(), "VBD" | "VBZ" | "VBP")
}
