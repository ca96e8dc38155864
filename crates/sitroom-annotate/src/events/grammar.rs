//! Who does what to whom, read off the tree: subjects and objects through passives, relative and participle clauses,
//! control, raising and conjunction; owners of nouns of action; whole noun phrases.

use std::ops::Range;

use sitroom_language::{Dep, NameLabel, Parsed, Pos};
use smol_str::SmolStr;

use crate::annotation::{Place, PlaceUse};

/// A parse with its lemmas in lower case, and ways to ask who does what.
pub(crate) struct Grammar<'a> {
    pub(crate) parsed: &'a Parsed,
    lemmas: Vec<SmolStr>,
    /// Whether each token is in a place that the report names.
    places: Vec<bool>,
}

/// How far inheritance of a subject is followed: deeper chains are parser errors.
const DEEPEST: usize = 8;

impl<'a> Grammar<'a> {
    pub(crate) fn new(parsed: &'a Parsed) -> Self {
        let lemmas = parsed.tokens.iter().map(|token| SmolStr::from(token.lemma.to_lowercase())).collect();
        Self { parsed, lemmas, places: vec![false; parsed.len()] }
    }

    /// The same with the places that were found in the report.
    pub(crate) fn with_places(parsed: &'a Parsed, places: &[Place]) -> Self {
        let mut grammar = Self::new(parsed);
        for place in places.iter().filter(|place| place.usage != PlaceUse::Part) {
            for token in parsed.tokens_in(place.words.span()) {
                if let Some(known) = grammar.places.get_mut(token) {
                    *known = true;
                }
            }
        }
        grammar
    }

    /// Whether token `i` is in the name of a place.
    pub(crate) fn is_place(&self, i: usize) -> bool {
        self.places.get(i).copied().unwrap_or(false)
    }

    /// The lemma of token `i` in lower case.
    pub(crate) fn lemma(&self, i: usize) -> &str {
        self.lemmas.get(i).map_or("", SmolStr::as_str)
    }

    pub(crate) fn dep(&self, i: usize) -> Dep {
        self.parsed.tokens.get(i).map_or(Dep::None, |token| token.dep)
    }

    pub(crate) fn pos(&self, i: usize) -> Pos {
        self.parsed.tokens.get(i).map_or(Pos::None, |token| token.pos)
    }

    pub(crate) fn tag(&self, i: usize) -> &str {
        self.parsed.tokens.get(i).map_or("", |token| token.tag.as_str())
    }

    pub(crate) fn is_verb(&self, i: usize) -> bool {
        matches!(self.pos(i), Pos::Verb | Pos::Aux)
    }

    pub(crate) fn is_noun(&self, i: usize) -> bool {
        matches!(self.pos(i), Pos::Noun | Pos::Propn | Pos::Pron | Pos::Num)
    }

    fn children(&self, i: usize) -> impl DoubleEndedIterator<Item = usize> + '_ {
        self.parsed.children(i)
    }

    fn child(&self, i: usize, deps: &[Dep]) -> Option<usize> {
        self.children(i).find(|&c| deps.contains(&self.dep(c)))
    }

    /// `head` and what is joined to it by conjunction, in text order.
    pub(crate) fn conjuncts(&self, head: usize) -> Vec<usize> {
        let mut all = vec![head];
        let mut at = 0;
        while let Some(&next) = all.get(at) {
            all.extend(self.parsed.children_by(next, Dep::Conj).filter(|&c| self.is_noun(c) || self.is_verb(c)));
            at += 1;
            if at > 40 {
                break;
            }
        }
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Whether verb `v` is passive, bare participles included.
    pub(crate) fn is_passive(&self, v: usize) -> bool {
        if self.child(v, &[Dep::Auxpass, Dep::Nsubjpass]).is_some() {
            return true;
        }
        if self.tag(v) != "VBN" || self.child(v, &[Dep::Aux, Dep::Nsubj]).is_some() {
            return false;
        }
        match self.dep(v) {
            Dep::Acl | Dep::Amod | Dep::Advcl | Dep::Ccomp | Dep::Xcomp | Dep::Oprd => {
                self.child(v, &[Dep::Dobj]).is_none() || self.child(v, &[Dep::Agent]).is_some()
            }
            Dep::Conj => self.parsed.head(v).is_some_and(|head| self.tag(head) == "VBN" && self.is_passive(head)),
            // Headlines leave the auxiliary out: "Four killed in blast".
            Dep::Root => self.child(v, &[Dep::Dobj]).is_none(),
            _ => false,
        }
    }

    /// What a relative pronoun stands for; any other token itself.
    fn antecedent(&self, i: usize) -> usize {
        let relative = matches!(self.tag(i), "WDT" | "WP") || (self.lemma(i) == "that" && self.pos(i) == Pos::Pron);
        if !relative {
            return i;
        }
        (self.parsed.ancestors(i).take(DEEPEST))
            .find(|&above| self.dep(above) == Dep::Relcl)
            .and_then(|clause| self.parsed.head(clause))
            .unwrap_or(i)
    }

    /// The grammatical subject of verb `v`, its own or inherited.
    pub(crate) fn subject(&self, v: usize) -> Option<usize> {
        self.subject_within(v, DEEPEST)
    }

    fn subject_within(&self, v: usize, depth: usize) -> Option<usize> {
        if let Some(own) = self.child(v, &[Dep::Nsubj, Dep::Nsubjpass]) {
            return Some(self.antecedent(own));
        }
        let (depth, head) = (depth.checked_sub(1)?, self.parsed.head(v)?);
        match self.dep(v) {
            Dep::Conj | Dep::Advcl | Dep::Ccomp | Dep::Aux | Dep::Acomp | Dep::Parataxis | Dep::Dep
                if self.is_verb(head) =>
            {
                self.subject_within(head, depth)
            }
            Dep::Xcomp if self.is_verb(head) => self.controller(head).or_else(|| self.subject_within(head, depth)),
            Dep::Xcomp | Dep::Acl if self.is_noun(head) => match self.tag(v) {
                "VBG" | "VBN" => Some(head),
                _ => self.owner_within(head, depth),
            },
            // "is determined to regain", "is ready to talk".
            Dep::Xcomp => self.parsed.head(head).and_then(|above| self.subject_within(above, depth)),
            Dep::Relcl => Some(head),
            Dep::Pcomp => {
                let above = self.parsed.head(head)?;
                if self.is_verb(above) {
                    let object =
                        self.controller(above).filter(|_| matches!(self.lemma(head), "of" | "from" | "for" | "into"));
                    object.or_else(|| self.subject_within(above, depth))
                } else {
                    self.owner_within(above, depth)
                }
            }
            _ => None,
        }
    }

    /// The one who is told, asked or made to do what a complement of `v` says.
    fn controller(&self, v: usize) -> Option<usize> {
        if self.is_passive(v) {
            return self.subject(v);
        }
        self.child(v, &[Dep::Dobj, Dep::Dative])
            .map(|object| self.antecedent(object))
            .filter(|&object| self.may_act(object))
    }

    /// Whether noun `i` can do something: "urged Assad to stop" against "needs time to stop".
    fn may_act(&self, i: usize) -> bool {
        self.parsed.name_at(i).is_some_and(|name| {
            matches!(name.label, NameLabel::Gpe | NameLabel::Org | NameLabel::Person | NameLabel::Norp)
        }) || self.tag(i) == "NNS"
            || self.pos(i) == Pos::Pron
            || self.pos(i) == Pos::Propn
            || self.child(i, &[Dep::Acl]).is_none()
    }

    /// Who does what verb `v` says, through passive and inheritance.
    pub(crate) fn agent(&self, v: usize) -> Option<usize> {
        if !self.is_passive(v) {
            return self.subject(v);
        }
        if self.dep(v) == Dep::Amod && self.is_hyphenated(v) {
            // "rebel-held", "government-controlled"
            if let Some(doer) = self.children(v).rfind(|&c| c < v && self.is_noun(c)) {
                return Some(doer);
            }
        }
        let by = self
            .child(v, &[Dep::Agent])
            .or_else(|| self.children(v).find(|&c| self.dep(c) == Dep::Prep && self.lemma(c) == "by"))?;
        self.child(by, &[Dep::Pobj, Dep::Pcomp])
    }

    /// Whether token `i` is in a date or time.
    pub(crate) fn is_time(&self, i: usize) -> bool {
        self.parsed.name_at(i).is_some_and(|name| matches!(name.label, NameLabel::Date | NameLabel::Time))
    }

    /// Whether a hyphen stands before token `i`: "rebel-*held*".
    pub(crate) fn is_hyphenated(&self, i: usize) -> bool {
        i.checked_sub(1).is_some_and(|before| self.parsed.word(before) == "-")
    }

    /// To whom or what verb `v` does it.
    pub(crate) fn objects(&self, v: usize) -> Vec<usize> {
        if self.is_passive(v) {
            let direct = self.child(v, &[Dep::Dobj]);
            let subject = match self.dep(v) {
                Dep::Acl | Dep::Amod => self.parsed.head(v),
                _ => self.subject(v),
            };
            return subject.into_iter().chain(direct).collect();
        }
        let mut found: Vec<usize> = self
            .children(v)
            .filter(|&c| {
                matches!(self.dep(c), Dep::Dobj | Dep::Dative | Dep::Oprd)
                    && (self.is_noun(c) || self.dep(c) == Dep::Dobj)
            })
            .map(|object| self.antecedent(object))
            .collect();
        if found.is_empty() {
            // "allowed inspectors to enter": the parser makes them the subject of what they may do.
            let clause = self.child(v, &[Dep::Ccomp]).filter(|&c| self.is_infinitive(c));
            found.extend(clause.and_then(|c| self.child(c, &[Dep::Nsubj])).filter(|&subject| subject > v));
        }
        if found.is_empty() && self.dep(v) == Dep::Relcl {
            // "the town they captured": the clause has another subject and no object of its own.
            let has_subject = self.child(v, &[Dep::Nsubj]).is_some_and(|s| self.antecedent(s) == s);
            found.extend(self.parsed.head(v).filter(|_| has_subject));
        }
        if found.is_empty() {
            // "shelled and bombed the town": the object hangs on the last verb.
            let next = self.parsed.children_by(v, Dep::Conj).find(|&c| self.is_verb(c));
            let shared = next.filter(|&next| next <= v + 3 && !self.is_passive(next));
            found.extend(shared.and_then(|next| self.child(next, &[Dep::Dobj])));
        }
        found
    }

    /// Nouns that `i` governs by the preposition `word`.
    pub(crate) fn by_preposition<'s>(&'s self, i: usize, word: &'s str) -> impl Iterator<Item = usize> + 's {
        (self.children(i))
            .filter(move |&c| {
                matches!(self.dep(c), Dep::Prep | Dep::Agent | Dep::Dative | Dep::Prt) && self.lemma(c) == word
            })
            .flat_map(|c| self.inner_object(c))
    }

    /// The noun of preposition `p`, also behind a second one ("out of the town", "from inside Syria").
    pub(crate) fn inner_object(&self, p: usize) -> Option<usize> {
        self.child(p, &[Dep::Pobj])
            .or_else(|| self.child(p, &[Dep::Prep]).and_then(|inner| self.child(inner, &[Dep::Pobj])))
    }

    /// The clause that verb or noun `i` takes as its complement: "agreed to withdraw", "said that it will attack".
    pub(crate) fn complement(&self, i: usize) -> Option<usize> {
        let own = |deps: &[Dep]| self.children(i).find(|&c| c > i && deps.contains(&self.dep(c)) && self.is_verb(c));
        own(&[Dep::Xcomp, Dep::Ccomp])
            .or_else(|| own(&[Dep::Advcl]).filter(|&c| self.is_infinitive(c)))
            .or_else(|| {
                let prep = self.parsed.children_by(i, Dep::Prep).find_map(|p| self.child(p, &[Dep::Pcomp]));
                prep.filter(|&c| self.is_verb(c))
            })
            .or_else(|| {
                let nouns = self.children(i).filter(|&c| matches!(self.dep(c), Dep::Dobj | Dep::Attr | Dep::Acomp));
                let mut nouns = nouns.filter(|&c| c > i);
                nouns.find_map(|c| self.child(c, &[Dep::Acl, Dep::Xcomp]).filter(|&c| self.is_infinitive(c)))
            })
            .or_else(|| own(&[Dep::Acl]).filter(|&c| self.is_infinitive(c)))
    }

    /// Whether verb `v` stands with "to".
    pub(crate) fn is_infinitive(&self, v: usize) -> bool {
        self.children(v).any(|c| self.dep(c) == Dep::Aux && self.tag(c) == "TO")
    }

    /// The words before verb `v` that belong to it: will, must, not, to.
    pub(crate) fn auxiliaries(&self, v: usize) -> impl Iterator<Item = usize> + '_ {
        self.children(v).filter(|&c| matches!(self.dep(c), Dep::Aux | Dep::Auxpass | Dep::Neg))
    }

    /// The particle of verb `v`: "blow up", "carry out".
    pub(crate) fn particles(&self, v: usize) -> impl Iterator<Item = usize> + '_ {
        (self.children(v)).filter(move |&c| {
            self.dep(c) == Dep::Prt
                || (self.dep(c) == Dep::Advmod && matches!(self.pos(c), Pos::Adp | Pos::Adv) && c > v)
        })
    }

    /// Who does what the noun of action `n` names.
    fn owner_within(&self, n: usize, depth: usize) -> Option<usize> {
        if let Some(owner) = self.child(n, &[Dep::Poss]) {
            return Some(self.antecedent(owner));
        }
        if let Some(by) = self.by_preposition(n, "by").next() {
            return Some(by);
        }
        let (depth, head) = (depth.checked_sub(1)?, self.parsed.head(n)?);
        match self.dep(n) {
            Dep::Dobj | Dep::Attr | Dep::Oprd if self.is_verb(head) => {
                if self.is_passive(head) {
                    None
                } else {
                    self.subject_within(head, depth)
                }
            }
            Dep::Pobj => {
                let above = self.parsed.head(head)?;
                if self.is_verb(above) { self.subject_within(above, depth) } else { self.owner_within(above, depth) }
            }
            Dep::Conj => self.owner_within(head, depth),
            Dep::Nsubjpass => self.agent(head),
            _ => None,
        }
    }

    /// The verbs of the clauses that hang on noun `n`: "the deal *signed* in Minsk", "a truce that *holds*".
    pub(crate) fn clauses_of(&self, n: usize) -> Vec<usize> {
        let clauses = self.children(n).filter(|&c| matches!(self.dep(c), Dep::Acl | Dep::Relcl));
        clauses.filter(|&c| self.is_verb(c)).collect()
    }

    /// The verb that noun `n` is subject or object of, also behind a preposition.
    pub(crate) fn governing_verb(&self, n: usize) -> Option<usize> {
        self.parsed.ancestors(n).take(2).find(|&above| self.is_verb(above))
    }

    /// The whole noun phrase of `head`: what stands before it, and the phrases that hang on it, up to a conjunct, a
    /// clause or a comma. A name given in apposition belongs to it.
    pub(crate) fn noun_phrase(&self, head: usize) -> Range<usize> {
        let mut start = head;
        for child in self.children(head).filter(|&c| c < head) {
            let before = matches!(
                self.dep(child),
                Dep::Det
                    | Dep::Amod
                    | Dep::Compound
                    | Dep::Nummod
                    | Dep::Poss
                    | Dep::Nmod
                    | Dep::Quantmod
                    | Dep::Predet
                    | Dep::Case
                    | Dep::Neg
                    | Dep::Advmod
                    | Dep::Npadvmod
                    | Dep::Punct
                    | Dep::Appos
            );
            if before && !(self.dep(child) == Dep::Punct && child + 1 == start) {
                start = start.min(self.parsed.subtree(child).start);
            }
        }
        let mut end = head + 1;
        for child in self.children(head).filter(|&c| c > head) {
            let subtree = self.parsed.subtree(child);
            let keep = match self.dep(child) {
                Dep::Prep => subtree.start <= end + 1 && self.belongs(child),
                Dep::Case | Dep::Nummod | Dep::Nmod | Dep::Advmod => subtree.start == end,
                Dep::Appos => self.names_the_same(head, child),
                Dep::Punct | Dep::Cc => continue,
                _ => false,
            };
            if !keep {
                break;
            }
            end = end.max(self.phrase_end(child));
        }
        self.trim(start..end)
    }

    /// Whether preposition `p` narrows its noun down rather than telling of the act.
    fn belongs(&self, p: usize) -> bool {
        matches!(
            self.lemma(p),
            "of" | "in" | "for" | "to" | "at" | "from" | "near" | "on" | "between" | "against" | "with" | "inside"
        )
    }

    /// The end of the phrase of `i`, without clauses that hang on it.
    fn phrase_end(&self, i: usize) -> usize {
        let mut end = i + 1;
        for child in self.children(i).filter(|&c| c > i) {
            if matches!(self.dep(child), Dep::Relcl | Dep::Acl | Dep::Advcl | Dep::Ccomp) {
                break;
            }
            if self.dep(child) == Dep::Punct && self.parsed.word(child) == "," {
                let goes_on = self.children(i).any(|c| c > child && matches!(self.dep(c), Dep::Conj));
                if goes_on { continue } else { break }
            }
            end = end.max(self.phrase_end(child));
        }
        end
    }

    /// Whether the apposition `child` gives the name of `head`: "the governor of Ninevah, Nawfal al-Akoub", "the
    /// Rapid Support Forces (RSF)".
    fn names_the_same(&self, head: usize, child: usize) -> bool {
        let name = |i: usize| self.pos(i) == Pos::Propn;
        name(child) && (self.parsed.subtree(child).start <= head + 3 || !name(head))
    }

    /// Takes marks at the ends off, unless they close what they open.
    fn trim(&self, mut range: Range<usize>) -> Range<usize> {
        let mark = |i: usize| matches!(self.pos(i), Pos::Punct | Pos::Space | Pos::Cconj);
        while range.start + 1 < range.end && mark(range.start) {
            range.start += 1;
        }
        let opens = |range: &Range<usize>| range.clone().any(|i| self.parsed.word(i) == "(");
        if opens(&range) && self.parsed.len() > range.end && self.parsed.word(range.end) == ")" {
            range.end += 1;
        }
        while range.start + 1 < range.end {
            let last = range.end - 1;
            if !mark(last) || (self.parsed.word(last) == ")" && opens(&range)) {
                break;
            }
            range.end -= 1;
        }
        if range.end > range.start + 1 && self.tag(range.end - 1) == "POS" {
            range.end -= 1;
        }
        range
    }
}
