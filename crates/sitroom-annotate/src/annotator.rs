//! The order in which a report is annotated.

use std::sync::Arc;

use sitroom_language::Parsed;
use sitroom_report::{Published, Report};

use crate::annotation::{Annotated, Annotation, CONTRACT, Place, Quantity, Sentence, Time};
use crate::lexicon::{LexiconError, Lexicons};
use crate::{
    actors, agreements, casualties, control, events, figures, places, published, quantities, quotes, references,
    stance, times,
};

/// What a caller may choose.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Whether to list every predicate with its stance.
    pub predicates: bool,
    /// How vague numbers become bounds.
    pub vague: VaguePolicy,
}

/// How "dozens" and "tens of thousands" become `low` and `high`. The words are kept whatever the policy.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub enum VaguePolicy {
    /// From the least that the words can mean to where the next word would be used: "hundreds" is 100 to 1,000.
    #[default]
    Sitroom,
    /// ACLED's conservative counts: tens 10, dozens 12, hundreds 100; a lower bound only.
    Acled,
    /// No bounds.
    None,
}

impl VaguePolicy {
    /// The name that rows record.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sitroom => "sitroom",
            Self::Acled => "acled",
            Self::None => "none",
        }
    }

    /// The policy of this name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Sitroom, Self::Acled, Self::None].into_iter().find(|policy| policy.name() == name)
    }
}

/// Why an annotator could not be made.
#[derive(Debug, thiserror::Error)]
pub enum AnnotatorError {
    /// A lexicon is faulty.
    #[error(transparent)]
    Lexicon(#[from] LexiconError),
}

/// What every annotator reads: the report, its parse, its date.
#[derive(Clone, Debug)]
pub struct Reading<'a> {
    /// The report.
    pub report: &'a Report,
    /// Its parse.
    pub parsed: &'a Parsed,
    /// Its date: given, or read off the text.
    pub published: Option<Published>,
    /// What the caller chose.
    pub options: &'a Options,
}

impl<'a> Reading<'a> {
    /// The report's text.
    pub fn text(&self) -> &'a str {
        self.report.text.as_str()
    }
}

/// All annotators with their lexicons, made once and shared by threads.
pub struct Annotator {
    options: Options,
    published: published::Annotator,
    times: times::Annotator,
    quantities: quantities::Annotator,
    places: places::Annotator,
    actors: actors::Annotator,
    quotes: quotes::Annotator,
    stance: stance::Annotator,
    figures: figures::Annotator,
    events: events::Annotator,
    casualties: casualties::Annotator,
    agreements: agreements::Annotator,
    control: control::Annotator,
}

impl Annotator {
    /// An annotator with the lexicons in the binary and `lexicons` over them.
    pub fn new(lexicons: &Lexicons, options: Options) -> Result<Self, AnnotatorError> {
        let knowledge = Arc::new(events::Knowledge::new(lexicons)?);
        Ok(Self {
            options,
            published: published::Annotator::new(lexicons)?,
            times: times::Annotator::new(lexicons)?,
            quantities: quantities::Annotator::new(lexicons)?,
            places: places::Annotator::new(lexicons)?,
            actors: actors::Annotator::new(lexicons)?,
            quotes: quotes::Annotator::new(lexicons)?,
            stance: stance::Annotator::new(lexicons)?,
            figures: figures::Annotator::new(lexicons)?,
            events: events::Annotator::new(Arc::clone(&knowledge)),
            casualties: casualties::Annotator::new(lexicons, Arc::clone(&knowledge))?,
            agreements: agreements::Annotator::new(lexicons, Arc::clone(&knowledge))?,
            control: control::Annotator::new(lexicons, knowledge)?,
        })
    }

    /// The quantities of a report alone: every number of its text that counts or measures something.
    pub fn quantities(&self, report: &Report, parsed: &Parsed) -> Vec<Quantity> {
        let mut draft = Annotation::default();
        self.quantities.annotate(&self.reading(report, parsed), &mut draft);
        draft.quantities
    }

    /// Finds the figures of a draft anew, with the stance that they stand in: for callers that changed its quantities,
    /// times or places.
    pub fn renew_figures(&self, report: &Report, parsed: &Parsed, draft: &mut Annotation) {
        let reading = self.reading(report, parsed);
        let discourse = self.stance.discourse(&reading, draft);
        self.figures.annotate(&reading, &discourse, draft);
    }

    fn reading<'a>(&'a self, report: &'a Report, parsed: &'a Parsed) -> Reading<'a> {
        Reading { report, parsed, published: report.published.clone(), options: &self.options }
    }

    /// Annotates `report`, whose text `parsed` is the parse of. Never fails: what cannot be read is left out.
    pub fn annotate(&self, report: &Report, parsed: &Parsed) -> Annotated {
        self.draft(report, parsed).seal(&report.text)
    }

    /// Only the times of `report`, before they are sealed: for those who want a tagger of times and nothing else.
    pub fn times(&self, report: &Report, parsed: &Parsed) -> Vec<Time> {
        let mut draft = Annotation::default();
        self.times.annotate(&self.reading(report, parsed), &mut draft);
        draft.times
    }

    /// Only the places of `report`, before they are sealed: for those who want a geoparser and nothing else.
    pub fn places(&self, report: &Report, parsed: &Parsed) -> Vec<Place> {
        let mut draft = Annotation::default();
        self.places.annotate(&self.reading(report, parsed), &mut draft);
        draft.places
    }

    /// The annotation before it is sealed: offsets in bytes, and the reasons of each row. A report that is in another
    /// language than English gets its notes and nothing else.
    pub fn draft(&self, report: &Report, parsed: &Parsed) -> Annotation {
        let mut draft = Annotation {
            contract: CONTRACT,
            id: report.id.clone(),
            language: report.language.clone(),
            notes: report.notes.clone(),
            ..Annotation::default()
        };
        if !report.may_be_english() {
            draft.published = report.published.clone();
            return draft;
        }
        draft.sentences = (parsed.sentences().iter())
            .map(|tokens| parsed.span(tokens.clone()))
            .map(|span| Sentence { start: span.start, end: span.end })
            .collect();
        let mut reading = self.reading(report, parsed);
        draft.published = report.published.clone();
        if draft.published.is_none() {
            self.published.annotate(&reading, &mut draft);
            reading.published = draft.published.clone();
        }
        self.times.annotate(&reading, &mut draft);
        self.quantities.annotate(&reading, &mut draft);
        self.places.annotate(&reading, &mut draft);
        self.actors.annotate(&reading, &mut draft);
        references::annotate(self.actors.book(), &reading, &mut draft);
        self.quotes.annotate(&reading, &mut draft);
        let discourse = self.stance.discourse(&reading, &draft);
        self.figures.annotate(&reading, &discourse, &mut draft);
        self.events.annotate(&reading, &discourse, &mut draft);
        self.casualties.annotate(&reading, &discourse, &mut draft);
        self.agreements.annotate(&reading, &discourse, &mut draft);
        self.control.annotate(&reading, &discourse, &mut draft);
        if self.options.predicates {
            let mut predicates = discourse.predicates(&reading, &draft);
            self.events.locate(&reading, &draft, &mut predicates);
            draft.predicates = Some(predicates);
        }
        draft
    }
}
