//! Words that take a clause, an act or somebody's words as their complement, and what they say of it.
//!
//! One reading of `cue_verbs.tsv`, `cue_nouns.tsv` and `cue_adjectives.tsv` serves both quotes (who says what) and
//! stance (does the text say that it happened).

use std::collections::{HashMap, HashSet};

use sitroom_language::{Dep, Parsed, Pos};
use smol_str::{SmolStr, StrExt};

use crate::annotation::Stance;
use crate::lexicon::{Lexicon, LexiconError, Lexicons};

const VERBS: &str = include_str!("../../../lexicons/cue_verbs.tsv");
const NOUNS: &str = include_str!("../../../lexicons/cue_nouns.tsv");
const ADJECTIVES: &str = include_str!("../../../lexicons/cue_adjectives.tsv");
const BEARERS: &str = include_str!("../../../lexicons/cue_bearers.tsv");

/// What the holder of a cue does.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub enum Act {
    /// Nothing that makes a source: the word only bears on whether its complement happened.
    #[default]
    None,
    /// Says.
    Say,
    /// Says what may be contested.
    Claim,
    /// Says that it is not so.
    Deny,
    /// Asks that it be done.
    Demand,
    /// Says that harm will be done.
    Threaten,
    /// Says that it will be done.
    Promise,
    /// Reports a finding.
    Report,
    /// Holds to be so.
    Believe,
    /// Fears or warns.
    Fear,
    /// Knows.
    Know,
    /// Wishes.
    Want,
    /// Means to do.
    Plan,
    /// Praises or blames.
    Judge,
}

impl Act {
    fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "-" => Self::None,
            "say" => Self::Say,
            "claim" => Self::Claim,
            "deny" => Self::Deny,
            "demand" => Self::Demand,
            "threaten" => Self::Threaten,
            "promise" => Self::Promise,
            "report" => Self::Report,
            "believe" => Self::Believe,
            "fear" => Self::Fear,
            "know" => Self::Know,
            "want" => Self::Want,
            "plan" => Self::Plan,
            "judge" => Self::Judge,
            _ => return None,
        })
    }

    /// What a complement is, where the lexicon names no effect of its own.
    fn effect(self) -> Effect {
        Effect::Stance(match self {
            Self::None => return Effect::Same,
            Self::Know | Self::Judge => return Effect::Fact,
            Self::Say | Self::Report | Self::Believe => Stance::Attributed,
            Self::Claim => Stance::Alleged,
            Self::Deny => Stance::Denied,
            Self::Demand => Stance::Demanded,
            Self::Threaten => Stance::Threatened,
            Self::Promise | Self::Plan => Stance::Planned,
            Self::Fear => Stance::Feared,
            Self::Want => Stance::Conditional,
        })
    }

    /// Whether its holder says so, and stands in a chain of attribution.
    pub(crate) fn says(self) -> bool {
        !matches!(self, Self::None | Self::Know | Self::Want | Self::Plan | Self::Judge)
    }

    /// Whether words in quotation marks may be given by it.
    pub(crate) fn speaks(self) -> bool {
        !matches!(self, Self::None | Self::Want | Self::Plan)
    }
}

/// What a cue says of its complement; the names are explained in `cue_verbs.tsv`.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    Stance(Stance),
    Fact,
    Same,
    Opposite,
    Follows,
    Prevented,
    Believed,
    Obliged,
}

impl Effect {
    /// Left open.
    pub(crate) const OPEN: Self = Self::Stance(Stance::Conditional);

    fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "fact" => Self::Fact,
            "same" => Self::Same,
            "opposite" => Self::Opposite,
            "follows" => Self::Follows,
            "prevented" => Self::Prevented,
            "believed" => Self::Believed,
            "obliged" => Self::Obliged,
            _ => Self::Stance(Stance::parse(text)?),
        })
    }
}

/// How a complement is built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Frame {
    That,
    /// Only words in quotation marks.
    Words,
    Whether,
    To,
    Ing,
    Object,
    Preposition(SmolStr),
}

impl Frame {
    fn parse(text: &str) -> Self {
        match text {
            "that" => Self::That,
            "words" => Self::Words,
            "whether" => Self::Whether,
            "to" => Self::To,
            "ing" => Self::Ing,
            "object" => Self::Object,
            other => Self::Preposition(other.into()),
        }
    }
}

/// A word that takes a complement.
#[derive(Clone, Debug)]
pub(crate) struct Cue {
    pub(crate) act: Act,
    takes: Vec<(Frame, Effect)>,
    /// What it says of the noun or verb that it stands beside.
    pub(crate) beside: Option<Effect>,
    /// Whether it is an adjective, or a participle used as one: its subject holds the attitude.
    pub(crate) is_adjective: bool,
    /// Its place in the lexicon, as `explain` shows it.
    pub(crate) entry: String,
}

impl Cue {
    /// What the cue says of a complement so built.
    pub(crate) fn effect(&self, frame: &Frame) -> Option<Effect> {
        self.takes.iter().find(|(own, _)| own == frame).map(|(_, effect)| *effect)
    }
}

/// A complement of a cue.
#[derive(Clone, Debug)]
pub(crate) struct Complement {
    /// Its head.
    pub(crate) token: usize,
    pub(crate) frame: Frame,
    pub(crate) effect: Effect,
}

/// All cues.
pub(crate) struct Cues {
    verbs: HashMap<SmolStr, Cue>,
    nouns: HashMap<SmolStr, Cue>,
    adjectives: HashMap<SmolStr, Cue>,
    bearers: HashSet<SmolStr>,
}

impl Cues {
    pub(crate) fn new(lexicons: &Lexicons) -> Result<Self, LexiconError> {
        let bearers = lexicons.load("cue_bearers.tsv", BEARERS)?;
        let word = bearers.column("word")?;
        Ok(Self {
            bearers: bearers.rows.iter().map(|row| row.cell(word).into()).collect(),
            verbs: read(&lexicons.load("cue_verbs.tsv", VERBS)?)?,
            nouns: read(&lexicons.load("cue_nouns.tsv", NOUNS)?)?,
            adjectives: read(&lexicons.load("cue_adjectives.tsv", ADJECTIVES)?)?,
        })
    }

    /// The cue at token `i`, by its part of speech; a verb with its particle first.
    pub(crate) fn at(&self, parsed: &Parsed, i: usize) -> Option<&Cue> {
        let token = &parsed.tokens[i];
        match token.pos {
            Pos::Verb | Pos::Aux => {
                let beside = |c: &usize| matches!(parsed.tokens[*c].dep, Dep::Prt | Dep::Advmod | Dep::Acomp);
                let phrasal = parsed.children(i).filter(|c| *c > i).filter(beside).find_map(|c| {
                    self.verbs.get(&SmolStr::from_iter([token.lemma.as_str(), " ", parsed.tokens[c].lemma.as_str()]))
                });
                // A participle that the tagger takes for a verb may be an adjective with a complement: "concerned that".
                let adjective = || {
                    let adjective = self.adjectives.get(&parsed.word(i).to_lowercase_smolstr())?;
                    (token.tag == "VBN" && !adjective.takes.is_empty() && parsed.child(i, Dep::Agent).is_none())
                        .then_some(adjective)
                };
                phrasal.or_else(adjective).or_else(|| self.verbs.get(&token.lemma))
            }
            // "in order to" is a purpose, no order.
            Pos::Noun if i > 0 && parsed.word(i) == "order" && parsed.word(i - 1).eq_ignore_ascii_case("in") => None,
            Pos::Noun => self.nouns.get(&token.lemma),
            Pos::Adj | Pos::Adv | Pos::Sconj => self.adjectives.get(&parsed.word(i).to_lowercase_smolstr()),
            _ => None,
        }
    }

    /// Whether the subject of the verb at token `i` says the noun that it bears: "issued a warning".
    pub(crate) fn bears(&self, parsed: &Parsed, i: usize) -> bool {
        self.bearers.contains(&parsed.tokens[i].lemma)
    }

    /// What the adjective or adverb at token `i` says of the word that it stands beside.
    pub(crate) fn beside(&self, parsed: &Parsed, i: usize) -> Option<&Cue> {
        self.adjectives.get(&parsed.word(i).to_lowercase_smolstr()).filter(|cue| cue.beside.is_some())
    }

    /// The complements of the cue at token `i`, in text order.
    pub(crate) fn complements(&self, parsed: &Parsed, i: usize, cue: &Cue) -> Vec<Complement> {
        let mut found: Vec<Complement> = Vec::new();
        let passive = is_passive(parsed, i);
        for child in parsed.children(i).chain(shared_by_copula(parsed, i)) {
            // "Talks failed, he said" against "They left, they want peace": only words can stand before their cue.
            let fronted = child < i && parsed.tokens[child].dep == Dep::Ccomp;
            if fronted && !matches!(cue.act, Act::Say | Act::Report | Act::Claim | Act::Believe) {
                continue;
            }
            for (token, frame) in frames(parsed, i, child, passive) {
                if let Some(effect) = cue.effect(&frame).filter(|effect| !fronted || *effect != Effect::OPEN) {
                    found.push(Complement { token, frame, effect });
                    break;
                }
            }
        }
        if found.is_empty()
            && cue.act.speaks()
            && let (Some(effect), Some(token)) = (cue.effect(&Frame::That), beside_way(parsed, i))
        {
            found.push(Complement { token, frame: Frame::That, effect });
        }
        // Where a clause is said, the object is the one to whom ("urged the rebels to stop").
        if found
            .iter()
            .any(|complement| matches!(complement.frame, Frame::That | Frame::Words | Frame::To | Frame::Whether))
        {
            found.retain(|complement| complement.frame != Frame::Object);
        }
        found
    }
}

fn read(lexicon: &Lexicon) -> Result<HashMap<SmolStr, Cue>, LexiconError> {
    let (word, act, takes) = (lexicon.column("word")?, lexicon.column("act")?, lexicon.column("takes")?);
    let beside = lexicon.column("beside").ok();
    let is_adjective = beside.is_some();
    let mut cues = HashMap::new();
    for row in &lexicon.rows {
        let act = Act::parse(row.cell(act))
            .ok_or_else(|| lexicon.fault(row, format!("no act {:?}; the head names all acts", row.cell(act))))?;
        let effect = |text: &str| {
            Effect::parse(text)
                .ok_or_else(|| lexicon.fault(row, format!("no effect {text:?}; the head of cue_verbs.tsv names all")))
        };
        let mut frames = Vec::new();
        for part in row.list(takes) {
            frames.push(match part.split_once('=') {
                Some((frame, named)) => (Frame::parse(frame), effect(named)?),
                // Whoever knows or says whether, leaves open which to the reader.
                None if part == "whether" => (Frame::Whether, Effect::OPEN),
                None => (Frame::parse(part), act.effect()),
            });
        }
        let beside_effect = match beside.map(|column| row.cell(column)).filter(|cell| !cell.is_empty()) {
            Some(named) => Some(effect(named)?),
            None => None,
        };
        let cue = Cue { act, takes: frames, beside: beside_effect, is_adjective, entry: row.entry.clone() };
        cues.insert(row.cell(word).into(), cue);
    }
    Ok(cues)
}

/// Clauses that hang on the copula and belong to token `i` beside it: "it is essential that", "the plan is to".
fn shared_by_copula(parsed: &Parsed, i: usize) -> impl Iterator<Item = usize> + '_ {
    let copula = parsed.head(i).filter(|&head| parsed.tokens[head].lemma == "be");
    let beside = matches!(parsed.tokens[i].dep, Dep::Acomp | Dep::Nsubj);
    copula.filter(|_| beside).into_iter().flat_map(move |copula| {
        parsed.children(copula).filter(move |&c| {
            c > i && (matches!(parsed.tokens[c].dep, Dep::Ccomp | Dep::Xcomp) || is_infinitive_clause(parsed, c))
        })
    })
}

fn is_infinitive_clause(parsed: &Parsed, i: usize) -> bool {
    parsed.tokens[i].dep == Dep::Advcl && parsed.children(i).any(|c| parsed.tokens[c].tag == "TO")
}

/// The complement that `child` of token `i` would be, most telling frame first.
fn frames(parsed: &Parsed, i: usize, child: usize, passive: bool) -> Vec<(usize, Frame)> {
    let token = &parsed.tokens[child];
    match token.dep {
        Dep::Ccomp | Dep::Xcomp | Dep::Acl | Dep::Csubj | Dep::Csubjpass => {
            clause_frames(parsed, i, child).into_iter().map(|frame| (child, frame)).collect()
        }
        // "ruled out leaving": a gerund right after the verb and its particle.
        Dep::Advcl if token.tag == "VBG" && follows_particle(parsed, i, child) => vec![(child, Frame::Ing)],
        // An adverbial clause is a complement only as an infinitive right after a noun or an adjective's "that".
        Dep::Advcl if parsed.tokens[i].pos != Pos::Verb => {
            clause_frames(parsed, i, child).into_iter().map(|frame| (child, frame)).collect()
        }
        // "called for the attacks to end".
        Dep::Advcl if parsed.child(child, Dep::Mark).is_some_and(|mark| parsed.word(mark) == "for") => {
            vec![(child, Frame::Preposition("for".into())), (child, Frame::To)]
        }
        Dep::Dobj | Dep::Attr => vec![(child, Frame::Object)],
        Dep::Oprd => vec![(child, Frame::Object)],
        Dep::Nsubjpass if passive => vec![(child, Frame::Object)],
        Dep::Prep | Dep::Agent => {
            let preposition = token.lemma.to_lowercase_smolstr();
            let inner = parsed.children(child).find(|&c| matches!(parsed.tokens[c].dep, Dep::Pobj | Dep::Pcomp));
            let Some(inner) = inner else { return Vec::new() };
            // The lexicons write the preposition so, since "to" is the infinitive there.
            let named = if preposition == "to" { "to+noun".into() } else { preposition };
            vec![(inner, Frame::Preposition(named))]
        }
        _ => Vec::new(),
    }
}

fn follows_particle(parsed: &Parsed, i: usize, child: usize) -> bool {
    parsed.subtree(child).start == i + 2 && parsed.tokens[i + 1].dep == Dep::Prt
}

/// "said in a speech that the war was over": the parser hangs the clause on the noun beside the verb.
fn beside_way(parsed: &Parsed, i: usize) -> Option<usize> {
    let nouns = parsed.children_by(i, Dep::Prep).filter(|&c| c > i).filter_map(|c| parsed.child(c, Dep::Pobj));
    let mut clauses = nouns.flat_map(|noun| parsed.children(noun).map(move |clause| (noun, clause)));
    clauses.find_map(|(noun, clause)| {
        let that = parsed.tokens.get(noun + 1).filter(|token| token.lemma == "that")?;
        let opens =
            matches!(parsed.tokens[clause].dep, Dep::Relcl | Dep::Acl) && parsed.subtree(clause).start == noun + 1;
        let full = parsed
            .child(clause, Dep::Nsubj)
            .or_else(|| parsed.child(clause, Dep::Nsubjpass))
            .is_some_and(|s| s > noun + 1);
        (opens && full && that.dep != Dep::Dobj).then_some(clause)
    })
}

fn clause_frames(parsed: &Parsed, i: usize, child: usize) -> Vec<Frame> {
    let mark = parsed.child(child, Dep::Mark).map(|mark| parsed.word(mark).to_lowercase_smolstr());
    if mark.as_deref().is_some_and(|mark| matches!(mark, "whether" | "if")) {
        return vec![Frame::Whether, Frame::That];
    }
    let token = &parsed.tokens[child];
    let has_to = parsed.children(child).any(|c| parsed.tokens[c].dep == Dep::Aux && parsed.tokens[c].tag == "TO");
    if has_to {
        return vec![Frame::To];
    }
    let finite = parsed.children(child).any(|c| {
        let own = &parsed.tokens[c];
        matches!(own.dep, Dep::Aux | Dep::Auxpass) && own.tag != "VBG"
    });
    if token.tag == "VBG" && !finite {
        return vec![Frame::Ing];
    }
    match token.dep {
        // "Thousands depend on aid, she said", where the tagger takes the present for a bare infinitive.
        Dep::Ccomp if token.tag == "VB" && !finite && child < i && has_several(parsed, child) => {
            vec![Frame::That, Frame::Words]
        }
        // "let them go", "see him die": a bare infinitive.
        Dep::Xcomp | Dep::Ccomp if token.tag == "VB" && !finite => vec![Frame::To, Frame::That],
        // A participle after a noun ("the deal announced") is no complement of the noun.
        Dep::Acl if mark.is_none() && !finite => Vec::new(),
        Dep::Xcomp if !matches!(token.pos, Pos::Verb | Pos::Aux) && child > i => vec![Frame::Object, Frame::That],
        // "let them know", where the tagger takes the bare infinitive for a present.
        Dep::Ccomp if mark.is_none() && token.tag == "VBP" && !finite => vec![Frame::That, Frame::Words, Frame::To],
        _ => vec![Frame::That, Frame::Words],
    }
}

/// Whether the verb at token `i` has several as its subject, with which a present looks like a bare form.
fn has_several(parsed: &Parsed, i: usize) -> bool {
    parsed.child(i, Dep::Nsubj).is_some_and(|subject| subject < i && parsed.tokens[subject].tag == "NNS")
}

/// Whether the verb at token `i` is in the passive.
pub(crate) fn is_passive(parsed: &Parsed, i: usize) -> bool {
    let token = &parsed.tokens[i];
    parsed.children(i).any(|c| matches!(parsed.tokens[c].dep, Dep::Auxpass | Dep::Nsubjpass | Dep::Agent))
        || (token.tag == "VBN" && token.dep == Dep::Acl)
}
