//! ACLED event and sub-event types, and the means by which an act is done.
//!
//! Source: ACLED codebook (2023). An entry gives its sub-event type, or says that the participants decide: `by means`
//! (who attacks whom with what), `by damage` and `by clash` (the same for things, for sides that fight), `by holder` (who takes the ground), `by crowd` (what becomes of a demonstration).

use std::collections::BTreeMap;

use sitroom_language::Dep;
use smol_str::SmolStr;

use super::arguments::Trigger;
use super::grammar::Grammar;
use super::patterns::{Code, Pattern, Slot};
use super::{Draft, Knowledge};
use crate::annotation::{Acled, Annotation, PlaceKind, PlaceUse};
use crate::lexicon::{LexiconError, Lexicons};

/// ACLED's sub-event types under their event types.
const TYPES: &[(&str, &[&str])] = &[
    ("Battles", &["Armed clash", "Government regains territory", "Non-state actor overtakes territory"]),
    (
        "Explosions/Remote violence",
        &[
            "Chemical weapon",
            "Air/drone strike",
            "Suicide bomb",
            "Shelling/artillery/missile attack",
            "Remote explosive/landmine/IED",
            "Grenade",
        ],
    ),
    ("Violence against civilians", &["Sexual violence", "Attack", "Abduction/forced disappearance"]),
    ("Protests", &["Peaceful protest", "Protest with intervention", "Excessive force against protesters"]),
    ("Riots", &["Violent demonstration", "Mob violence"]),
    (
        "Strategic developments",
        &[
            "Agreement",
            "Arrests",
            "Change to group/activity",
            "Disrupted weapons use",
            "Headquarters or base established",
            "Looting/property destruction",
            "Non-violent transfer of territory",
            "Other",
        ],
    ),
];

/// Sides that fight each other.
pub(crate) fn clash() -> Acled {
    Acled { kind: Some("Battles".to_owned()), sub_type: Some("Armed clash".to_owned()) }
}

/// The event type that `sub_type` belongs to.
pub(crate) fn kind_of(sub_type: &str) -> Option<&'static str> {
    TYPES.iter().find(|(_, subs)| subs.contains(&sub_type)).map(|(kind, _)| *kind)
}

/// What a means tells of the act.
#[derive(Clone, Debug)]
struct Means {
    sub_type: SmolStr,
    mode: Option<SmolStr>,
}

/// Weapons and other means, `lexicons/events/instruments.tsv`.
pub(crate) struct Instruments {
    words: BTreeMap<SmolStr, Means>,
}

impl Instruments {
    pub(crate) fn new(lexicons: &Lexicons) -> Result<Self, LexiconError> {
        let lexicon = lexicons.load("instruments.tsv", include_str!("../../../../lexicons/events/instruments.tsv"))?;
        let (words, sub_type, mode) = (lexicon.column("words")?, lexicon.column("acled")?, lexicon.column("mode")?);
        let mut found = BTreeMap::new();
        for row in &lexicon.rows {
            let given = |column| Some(row.cell(column)).filter(|cell| !cell.is_empty()).map(SmolStr::from);
            for word in row.list(words) {
                let means = Means { sub_type: row.cell(sub_type).into(), mode: given(mode) };
                found.insert(SmolStr::from(word), means);
            }
        }
        Ok(Self { words: found })
    }

    /// The means that token `i` names, with the word before it where the two are one term.
    fn get(&self, grammar: &Grammar<'_>, i: usize) -> Option<&Means> {
        let lemma = grammar.lemma(i);
        let pair =
            i.checked_sub(1).and_then(|before| self.words.get(format!("{} {lemma}", grammar.lemma(before)).as_str()));
        pair.or_else(|| self.words.get(lemma))
    }

    /// The means that the phrase of token `i` names, its head first.
    fn of_phrase(&self, grammar: &Grammar<'_>, i: usize) -> Option<&Means> {
        self.get(grammar, i).or_else(|| {
            let before = grammar.parsed.children(i).filter(|&c| c < i);
            before.filter(|&c| !grammar.is_verb(c)).find_map(|c| self.get(grammar, c))
        })
    }
}

/// The tokens that name the means of `trigger`: its subject where that is a thing that acts ("a bomb exploded"), what
/// follows "with", "by", "using", and what stands before a noun ("car bomb attack").
pub(crate) fn instruments(
    knowledge: &Knowledge,
    trigger: &Trigger<'_, '_>,
    pattern: &Pattern<Code>,
    sources: &[usize],
) -> Vec<usize> {
    if pattern.tells.plover != "ASSAULT" {
        return Vec::new();
    }
    let grammar = trigger.grammar;
    let weapon = |&i: &usize| knowledge.is(grammar, i, "weapon");
    let mut found: Vec<usize> = sources.iter().copied().filter(weapon).collect();
    // "Two bombs went off": what goes off is no doer, and the means.
    found.extend(trigger.fill(&Slot::Subject).into_iter().filter(weapon));
    for word in ["with", "by", "from", "in", "of", "via"] {
        found.extend(trigger.fill(&Slot::Preposition(word.into())).into_iter().filter(weapon));
    }
    if grammar.is_verb(trigger.token) {
        // "fired rockets" against "destroyed rockets": the entry says which object is a means.
        let asked = pattern.conditions.iter().any(|c| c.wanted && c.slot == Slot::Object && c.members.is_some());
        found.extend(grammar.objects(trigger.token).into_iter().filter(|_| asked && !harms(pattern)).filter(weapon));
        for clause in grammar.parsed.children(trigger.token).filter(|&c| grammar.lemma(c) == "use") {
            found.extend(grammar.objects(clause));
        }
    } else {
        found.extend(trigger.fill(&Slot::Modifier).into_iter().filter(weapon));
    }
    let all = found.into_iter().flat_map(|head| grammar.conjuncts(head)).filter(|&i| !grammar.is_verb(i));
    let mut all: Vec<usize> = all.filter_map(|head| itself(knowledge, grammar, head)).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// The means itself: of "a dynamite attack" and "rifle fire" dynamite and rifle, of "20 kg of dynamite" the dynamite;
/// nothing of an attack or fire alone.
fn itself(knowledge: &Knowledge, grammar: &Grammar<'_>, head: usize) -> Option<usize> {
    let weapon = |&i: &usize| knowledge.is(grammar, i, "weapon");
    if knowledge.is_word(grammar, head, "portion") {
        return grammar.by_preposition(head, "of").next().or(Some(head));
    }
    if !knowledge.is_word(grammar, head, "act_of_force") {
        return Some(head);
    }
    let mut before = grammar.parsed.children(head).filter(|&c| c < head && grammar.dep(c) == Dep::Compound);
    before.rfind(weapon)
}

/// Whether the object of the entry is what is harmed, whatever it is.
fn harms(pattern: &Pattern<Code>) -> bool {
    pattern.tells.acled.as_deref() == Some("by damage")
}

/// Decides the sub-event types that the entries leave to participants and means.
pub(crate) fn code(knowledge: &Knowledge, grammar: &Grammar<'_>, found: &mut [Draft<'_>]) {
    for event in found.iter_mut() {
        let decided = match event.sub_type.as_deref() {
            Some("by means" | "by damage" | "by clash") => Some(by_means(knowledge, grammar, event)),
            Some("by holder") => Some((by_holder(knowledge, grammar, event), None)),
            _ => None,
        };
        if let Some((sub_type, mode)) = decided {
            event.sub_type = Some(sub_type.into());
            event.mode = event.mode.take().or(mode);
        }
    }
    by_crowd(knowledge, grammar, found);
    name_chemicals(knowledge, grammar, found);
}

/// Force of a state against a state is war, whatever the means: ACLED's armed clash.
pub(crate) fn settle(knowledge: &Knowledge, grammar: &Grammar<'_>, draft: &Annotation, found: &mut [Draft<'_>]) {
    let country = |&target: &usize| {
        let Some(token) = grammar.parsed.tokens.get(target) else { return false };
        draft.places.iter().any(|place| {
            place.kind == Some(PlaceKind::Country)
                && place.usage != PlaceUse::Demonym
                && place.words.span().contains(token.span)
        })
    };
    for event in found.iter_mut().filter(|event| event.sub_type.as_deref() == Some("Attack")) {
        let state = |&source: &usize| country(&source) || knowledge.is(grammar, source, "military");
        if event.sources.iter().any(state) && event.targets.iter().any(country) {
            event.sub_type = Some("Armed clash".into());
        }
    }
}

/// Shells of which the next sentence says that they held gas were a chemical attack.
fn name_chemicals(knowledge: &Knowledge, grammar: &Grammar<'_>, found: &mut [Draft<'_>]) {
    let chemical =
        |&i: &usize| knowledge.acled.get(grammar, i).is_some_and(|means| means.sub_type == "Chemical weapon");
    let sentences: Vec<usize> =
        (0..grammar.parsed.len()).filter(chemical).map(|i| grammar.parsed.sentence_number(i)).collect();
    for event in found.iter_mut().filter(|event| event.plover == "ASSAULT") {
        let own = grammar.parsed.sentence_number(event.token);
        let near = sentences.iter().any(|&other| own <= other + 1 && other <= own + 1);
        let remote = event.sub_type.as_deref().and_then(kind_of) == Some("Explosions/Remote violence");
        if near && remote {
            event.sub_type = Some("Chemical weapon".into());
        }
    }
}

fn any(knowledge: &Knowledge, grammar: &Grammar<'_>, heads: &[usize], class: &str) -> bool {
    heads.iter().any(|&head| knowledge.is(grammar, head, class))
}

fn by_means(knowledge: &Knowledge, grammar: &Grammar<'_>, event: &Draft<'_>) -> (&'static str, Option<SmolStr>) {
    let all = knowledge;
    let own = event.instruments.iter().chain([&event.token]).chain(&event.sources);
    // Sides that fight each other clash, whatever with.
    let clash = event.sub_type.as_deref() == Some("by clash");
    let own = own.filter(|_| !clash);
    let mut means = own.filter_map(|&i| all.acled.of_phrase(grammar, i)).max_by_key(|means| rank(&means.sub_type));
    if means.is_none() && !clash {
        // The means may stand elsewhere in the sentence: "two died when a bomb went off". A helicopter that was shot at is
        // no means.
        let struck: Vec<_> = event.targets.iter().map(|&target| grammar.noun_phrase(target)).collect();
        let sentence = grammar.parsed.sentence(event.token).filter(|i| !struck.iter().any(|words| words.contains(i)));
        means = sentence.filter_map(|i| all.acled.get(grammar, i)).max_by_key(|means| rank(&means.sub_type));
    }
    if let Some((sub_type, mode)) = means.and_then(|means| Some((known(&means.sub_type)?, means.mode.clone()))) {
        return (sub_type, mode);
    }
    let is = |heads: &[usize], class: &str| any(all, grammar, heads, class);
    let sub_type = if is(&event.targets, "protester") && !is(&event.sources, "civilian") {
        "Excessive force against protesters"
    } else if is(&event.sources, "mob") {
        "Mob violence"
    } else if is(&event.sources, "protester") {
        "Violent demonstration"
    } else if event.targets.iter().any(|&target| is_force(all, grammar, target))
        || event.sub_type.as_deref() == Some("by clash")
    {
        "Armed clash"
    } else if event.sub_type.as_deref() == Some("by damage") && !is(&event.sources, "armed") {
        "Looting/property destruction"
    } else {
        "Attack"
    };
    (sub_type, means.and_then(|means| means.mode.clone()))
}

/// Whether a target bears arms: not a person given by name, whatever the office.
pub(crate) fn is_force(knowledge: &Knowledge, grammar: &Grammar<'_>, target: usize) -> bool {
    knowledge.is(grammar, target, "armed")
        && (knowledge.is_word(grammar, target, "armed") || grammar.pos(target) != sitroom_language::Pos::Propn)
}

/// Which means names the act when several do: ACLED codes the rarest.
fn rank(sub_type: &str) -> usize {
    const ORDER: &[&str] = &[
        "",
        "Armed clash",
        "Shelling/artillery/missile attack",
        "Remote explosive/landmine/IED",
        "Air/drone strike",
        "Grenade",
        "Suicide bomb",
        "Chemical weapon",
    ];
    ORDER.iter().position(|&other| other == sub_type).unwrap_or(0)
}

fn known(sub_type: &str) -> Option<&'static str> {
    TYPES.iter().flat_map(|(_, subs)| subs.iter()).find(|&&known| known == sub_type).copied()
}

fn by_holder(knowledge: &Knowledge, grammar: &Grammar<'_>, event: &Draft<'_>) -> &'static str {
    // An army that fights beside militias takes ground for its government.
    let rebels = |&&source: &&usize| knowledge.is(grammar, source, "rebel");
    if !event.sources.is_empty() && event.sources.iter().filter(rebels).count() == event.sources.len() {
        "Non-state actor overtakes territory"
    } else {
        "Government regains territory"
    }
}

/// What becomes of a demonstration, from the acts told beside it.
fn by_crowd(knowledge: &Knowledge, grammar: &Grammar<'_>, found: &mut [Draft<'_>]) {
    let of = |event: &Draft<'_>, class: &str| any(knowledge, grammar, &event.targets, class);
    let by = |event: &Draft<'_>, class: &str| any(knowledge, grammar, &event.sources, class);
    let crowd = found.iter().any(|event| event.sub_type.as_deref() == Some("by crowd"));
    if !crowd {
        return;
    }
    let real = |event: &&Draft<'_>| !event.negated;
    let harm = |event: &Draft<'_>| event.plover == "ASSAULT" && matches!(event.cameo.as_deref(), Some("182" | "186"));
    let broken_up = found.iter().filter(real).any(|event| {
        matches!(event.plover.as_str(), "COERCE" | "ASSAULT")
            && (by(event, "police") || of(event, "protester") || event.mode.as_deref() == Some("crowd-control"))
    });
    let riot = found.iter().filter(real).any(|event| {
        matches!(event.sub_type.as_deref(), Some("Violent demonstration" | "Looting/property destruction"))
            || (event.plover == "ASSAULT" && by(event, "protester"))
    });
    let lethal = found.iter().filter(real).any(|event| {
        event.sub_type.as_deref() == Some("Excessive force against protesters")
            || (broken_up && !riot && harm(event) && !by(event, "rebel"))
    });
    let sub_type = match (lethal, riot, broken_up) {
        (true, ..) => "Excessive force against protesters",
        (_, true, _) => "Violent demonstration",
        (.., true) => "Protest with intervention",
        _ => "Peaceful protest",
    };
    for event in found.iter_mut().filter(|event| event.sub_type.as_deref() == Some("by crowd")) {
        event.sub_type = Some(sub_type.into());
    }
}
