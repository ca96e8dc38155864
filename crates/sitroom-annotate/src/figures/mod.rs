//! Numbers that count people or things in the crisis: how many, of whom, where, since when, according to whom.
//!
//! Each quantity that counts something countable is looked at once: what is counted ([`counted`]), what the count means
//! ([`measure`]), and under which circumstances ([`circumstances`]). Parts of other figures ("60 percent of the
//! 900,000", "including four children") are tied to their wholes afterwards ([`parts`]).

mod circumstances;
mod counted;
mod households;
mod measure;
mod parts;
mod vocabulary;

use sitroom_language::Parsed;
use sitroom_report::Span;

use crate::annotation::{
    Actor, ActorKind, Annotation, Change, Figure, FigureKind, Measure, Number, Quantifier, Quantity, Reason, Sayer,
    Share, Stance, Words,
};
use crate::annotator::Reading;
use crate::lexicon::{LexiconError, Lexicons};
use crate::quantities::SHARE;
use crate::stance::Discourse;
use counted::Count;
use measure::{Found, Search};
use vocabulary::{Unit, Units, Vocabulary};

/// Finds figures.
pub(crate) struct Annotator {
    vocabulary: Vocabulary,
}

/// A figure before its circumstances are known.
struct Draft {
    count: Count,
    unit: Unit,
    found: Option<Found>,
    measure: Measure,
    population: Option<String>,
    share: Option<Part>,
}

impl Draft {
    /// The word that tells what the count means, or the counted noun.
    fn trigger(&self) -> usize {
        self.found.as_ref().map_or(self.count.noun.unwrap_or(self.count.top), |found| found.token)
    }
}

/// A part of the figure of another quantity.
struct Part {
    /// The quantity of the whole.
    whole: Option<usize>,
    percent: Option<f64>,
}

impl Annotator {
    pub(crate) fn new(lexicons: &Lexicons) -> Result<Self, LexiconError> {
        Ok(Self { vocabulary: Vocabulary::new(lexicons)? })
    }

    pub(crate) fn annotate(&self, reading: &Reading<'_>, discourse: &Discourse, draft: &mut Annotation) {
        let parsed = reading.parsed;
        let search = Search { parsed, vocabulary: &self.vocabulary };
        let mut drafts: Vec<Draft> = Vec::new();
        for i in 0..draft.quantities.len() {
            let Some(quantity) = draft.quantities.get(i) else { break };
            let unit = quantity.unit.as_deref().unwrap_or("");
            if self.vocabulary.measured.contains(unit) {
                continue;
            }
            let Some(count) = counted::count(&search, &draft.quantities, i) else { continue };
            let made = if matches!(unit, "percent" | SHARE) {
                parts::share(&search, &draft.quantities, &drafts, count)
            } else {
                self.draft(&search, &draft.quantities, &drafts, count)
            };
            drafts.extend(made);
        }
        parts::tie(&mut drafts);
        let mut figures: Vec<Figure> =
            drafts.iter().map(|made| self.figure(reading, discourse, draft, &search, &drafts, made)).collect();
        let triggers: Vec<usize> = drafts.iter().map(Draft::trigger).collect();
        circumstances::share(&search, &mut figures, &triggers);
        households::fill(reading, &draft.quantities, &mut figures);
        draft.figures = figures;
    }

    /// Decides what `count` counts and what that means; `None` where it is nothing of a crisis.
    fn draft(&self, search: &Search<'_>, quantities: &[Quantity], before: &[Draft], count: Count) -> Option<Draft> {
        let parsed = search.parsed;
        let known = count.noun.and_then(|noun| self.vocabulary.counted(parsed, noun));
        let people =
            |noun: usize| parsed.name_at(noun).is_some_and(|name| name.label == sitroom_language::NameLabel::Norp);
        let mut unit = known
            .map(|known| known.unit.clone())
            .or_else(|| count.noun.filter(|&noun| people(noun)).map(|_| Unit::Person));
        let anchor = count.noun.unwrap_or(count.top);
        let nearest = |unit: Option<&Unit>| search.nearest(&count, counted::window(search, quantities, &count), unit);
        // A caption has no syntax to go by: "Killed: 12".
        let caption = if count.is_caption { nearest(unit.as_ref()) } else { None };
        let mut found = caption.or_else(|| search.measure(anchor, unit.as_ref()));
        if found.is_none() && count.noun.is_some() && anchor != count.top {
            found = search.measure(count.top, unit.as_ref()).filter(|found| found.how != "noun");
        }
        // A noun that no lexicon knows counts people only beside a word that is said of nothing else: "killed 12 Gurkhas".
        if unit.is_none() && count.noun.is_some() {
            let named = count.noun.is_some_and(|noun| parsed.tokens[noun].pos == sitroom_language::Pos::Propn);
            found = found.filter(|found| found.units == Units::Person && (named || found.measure.is_said_of_people()));
            unit = found.as_ref().map(|_| Unit::Person);
        }
        let same = if found.is_none() && count.noun.is_none() { same_as_before(search, before, &count) } else { None };
        if let Some((measured, whose)) = same {
            unit = Some(whose);
            found = Some(measured);
        }
        let part_of = parts::part_word(search, quantities, before, &count);
        let countable = unit.as_ref().is_some_and(|unit| unit.is_people() || *unit == Unit::Housing);
        if found.is_none() && part_of.is_none() && countable {
            found = nearest(unit.as_ref());
        }
        if unit.is_none() {
            unit = match found.as_ref() {
                Some(found) if found.unit.is_some() => found.unit.clone(),
                Some(Found { units: Units::Person | Units::Any, .. }) => Some(Unit::Person),
                // "3,000 houses were destroyed and 21,000 damaged"
                Some(_) => before
                    .iter()
                    .rev()
                    .take_while(|other| parsed.sentence_number(other.count.top) == parsed.sentence_number(count.top))
                    .next()
                    .map(|other| other.unit.clone())
                    .filter(|unit| *unit == Unit::Housing),
                None => None,
            };
        }
        // "40 of them students"
        let whole = part_of.as_ref().and_then(|part| parts::figure_of(before, part.whole?)).and_then(|i| before.get(i));
        let unit = unit.or_else(|| whole.map(|whole| whole.unit.clone()))?;
        let mut measure = found.as_ref().map(|found| found.measure);
        if let Unit::Thing(_) = unit {
            // Schools and bridges destroyed are no housing.
            measure = None;
        }
        if measure.is_none() {
            let bare_life = count.noun.is_some_and(|noun| self.vocabulary.is_setting(parsed, noun, "life"));
            if unit == Unit::Housing || bare_life || count.is_definite && count.value < 10.0 {
                return None;
            }
        }
        let population = (known.and_then(|known| known.population.clone()))
            .or_else(|| counted::described(search, count.noun?))
            .or_else(|| part_of.as_ref().and_then(|_| parts::said_population(search, &count)));
        Some(Draft {
            measure: measure.unwrap_or(Measure::Other),
            found: found.filter(|_| measure.is_some()),
            unit,
            population,
            share: part_of,
            count,
        })
    }

    /// Who says so of a toll that somebody is told to raise or put, where nobody else is said to.
    fn counted_by(
        &self,
        search: &Search<'_>,
        draft: &Annotation,
        made: &Draft,
        stance: Stance,
        attribution: Vec<Sayer>,
    ) -> (Stance, Vec<Sayer>) {
        let counter = search.counter(made.count.top).filter(|_| attribution.is_empty() && made.found.is_some());
        let says = |actor: &Actor| {
            use ActorKind::{Agency, Government, Leader, Monitor, Organisation, Outlet, Person};
            let kinds = [Agency, Government, Leader, Monitor, Organisation, Outlet, Person];
            actor.kind.is_some_and(|kind| kinds.contains(&kind))
        };
        let sayer = counter.and_then(|counter| {
            let span = search.parsed.tokens[counter].span;
            let actor_i = draft.actors.iter().position(|actor| actor.words.span().contains(span) && says(actor))?;
            Some(Sayer { words: draft.actors[actor_i].words.clone(), actor_i: Some(actor_i) })
        });
        match sayer {
            Some(sayer) if stance == Stance::Asserted => (Stance::Attributed, vec![sayer]),
            _ => (stance, attribution),
        }
    }

    fn figure(
        &self,
        reading: &Reading<'_>,
        discourse: &Discourse,
        draft: &Annotation,
        search: &Search<'_>,
        drafts: &[Draft],
        made: &Draft,
    ) -> Figure {
        let parsed = reading.parsed;
        let count = &made.count;
        let quantity = &draft.quantities[count.quantity];
        let trigger = made.trigger();
        let standing = discourse.standing(trigger);
        let span = match count.noun {
            Some(noun) if noun >= count.tokens.end && noun < count.tokens.end + 8 => {
                quantity.words.span().join(parsed.tokens[noun].span)
            }
            _ => quantity.words.span(),
        };
        let mut why = quantity.why.clone();
        if let Some(found) = &made.found {
            let entry = Some(found.entry.clone()).filter(|entry| !entry.is_empty());
            why.push(Reason {
                what: format!("measure {}: {}", made.measure, found.how),
                entry,
                span: Some(parsed.tokens[found.token].span),
            });
        }
        why.extend(standing.why);
        let (stance, attribution) = self.counted_by(search, draft, made, standing.stance, standing.attribution);
        let vague = quantity.quantifier == Quantifier::Vague;
        let (mut value, mut low, mut high) = (quantity.value, quantity.low, quantity.high);
        if grouped_with_point(quantity.words.span().of(reading.text())) {
            for number in [&mut value, &mut low, &mut high] {
                *number = number.map(|Number(value)| Number((value * 1000.0).round()));
            }
        }
        let share_of = made.share.as_ref().map(|part| Share {
            figure_i: part.whole.and_then(|whole| parts::figure_of(drafts, whole)),
            percent: part.percent.map(Number),
        });
        if share_of.as_ref().is_some_and(|share| share.percent.is_some()) {
            (value, low, high) = (None, None, None);
        }
        let circumstances = circumstances::find(search, draft, count, made.found.as_ref(), trigger);
        why.extend(circumstances.why);
        let condition = standing.condition.or(circumstances.condition);
        let stock = made.found.as_ref().map_or(FigureKind::Stock, |found| found.kind);
        let unreal =
            matches!(standing.stance, Stance::Planned | Stance::Threatened | Stance::Demanded | Stance::Feared);
        let kind = match (circumstances.is_projection || unreal || condition.is_some(), quantity.change) {
            (true, _) => FigureKind::Projection,
            // "rose by 500" is the difference, "rose to 500" what it came to.
            (false, Some(_)) if !count.is_level => FigureKind::Change,
            _ => stock,
        };
        let change =
            quantity.change.or_else(|| count.is_more.then_some(Change::Up).filter(|_| kind == FigureKind::Change));
        Figure {
            words: Words::at(span),
            value,
            low,
            high,
            quantifier: quantity.quantifier,
            unit: Some(made.unit.name().to_owned()),
            measure: made.measure,
            population: made.population.clone(),
            share_of,
            kind: Some(kind),
            change,
            place_i: circumstances.place,
            origin_i: circumstances.origin,
            destination_i: circumstances.destination,
            time_i: circumstances.time,
            since_i: circumstances.since,
            cause: circumstances.cause.map(Words::at),
            condition: condition.map(Words::at),
            stance,
            background: standing.background,
            attribution,
            policy: vague.then(|| reading.options.vague.name().to_owned()),
            household_size: None,
            persons: None,
            persons_basis: None,
            why,
        }
    }
}

/// How many sentences back "the number" may reach.
const REACH: usize = 3;

/// "On Thursday the UN had put the number at 800,000": what the figure before it measures, and in which unit.
fn same_as_before(search: &Search<'_>, before: &[Draft], count: &Count) -> Option<(Found, Unit)> {
    let parsed = search.parsed;
    let noun = search.same_count(count.top)?;
    let here = parsed.sentence_number(noun);
    let near = |draft: &&Draft| here - parsed.sentence_number(draft.count.top) <= REACH;
    let last = before.iter().rev().take_while(near).find(|draft| draft.share.is_none() && draft.unit.is_people())?;
    let found = last.found.clone()?;
    Some((
        Found { token: noun, kind: FigureKind::Stock, how: "the count spoken of before", ..found },
        last.unit.clone(),
    ))
}

/// "1.300": thousands written with a point, as in much of Europe and Latin America. A count of people has no thousandths.
fn grouped_with_point(words: &str) -> bool {
    let Some((before, after)) = words.rsplit_once('.') else { return false };
    let digits = before.bytes().rev().take_while(u8::is_ascii_digit).count();
    (1..=3).contains(&digits) && after.len() == 3 && after.bytes().all(|byte| byte.is_ascii_digit())
}

/// The words of `tokens` in small letters.
fn words_of(parsed: &Parsed, tokens: std::ops::Range<usize>) -> String {
    let span: Span = parsed.span(tokens);
    span.of(parsed.text()).to_lowercase()
}
