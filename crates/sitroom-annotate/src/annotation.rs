//! The annotation contract, version 1: what is found in one report.
//!
//! While annotators work, [`Words`] hold byte offsets and no text. [`Annotation::seal`] turns them into code points,
//! fills in the exact text at each span, and is the only way to an [`Annotated`]: so every row's `text` equals the
//! report's text at its span by construction.

mod actor;
mod agreement;
mod casualty;
mod control;
mod event;
mod figure;
mod place;
mod quantity;
mod quote;
mod stance;
mod terms;
mod time;
mod words;

use std::ops::Deref;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sitroom_report::{Note, Published, Span, Text};

pub use self::actor::{Actor, ActorKind, Link};
pub use self::agreement::{Agreement, AgreementKind, AgreementState};
pub use self::casualty::{Casualty, Harm, Sex};
pub use self::control::{Control, ControlChange};
pub use self::event::{Acled, Event, Participant, Predicate};
pub use self::figure::{Figure, FigureKind, Measure, Share};
pub use self::place::{Place, PlaceBasis, PlaceKind, PlaceUse};
pub use self::quantity::{Change, Number, Quantifier, Quantity};
pub use self::quote::{Channel, Quote, QuoteForm};
pub use self::stance::{Sayer, Stance};
pub use self::time::{Time, TimeType};
use self::words::HasWords;
pub use self::words::{Reason, Why, Words};

/// The version of the annotation contract.
pub const CONTRACT: u32 = 1;

/// A sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Sentence {
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
}

/// All that was found in one report. In bytes while it is made; see [`Annotation::seal`].
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Annotation {
    /// Version of the contract.
    pub contract: u32,
    /// The report's id.
    pub id: String,
    /// ISO 639-1 code of the text's language.
    pub language: Option<String>,
    /// The report's own date.
    pub published: Option<Published>,
    /// The words that the report's date was read off, where it was not given with the report.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub published_in: Vec<Words>,
    /// Sentences.
    #[serde(default)]
    pub sentences: Vec<Sentence>,
    /// Temporal expressions.
    #[serde(default)]
    pub times: Vec<Time>,
    /// Places.
    #[serde(default)]
    pub places: Vec<Place>,
    /// Mentions of actors.
    #[serde(default)]
    pub actors: Vec<Actor>,
    /// Every count or measure.
    #[serde(default)]
    pub quantities: Vec<Quantity>,
    /// Figures of the crisis.
    #[serde(default)]
    pub figures: Vec<Figure>,
    /// Quotes.
    #[serde(default)]
    pub quotes: Vec<Quote>,
    /// Events.
    #[serde(default)]
    pub events: Vec<Event>,
    /// Dead and wounded, one by one or by number.
    #[serde(default)]
    pub casualties: Vec<Casualty>,
    /// What the report is about.
    pub main_event_i: Option<usize>,
    /// Every other predicate, where asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub predicates: Option<Vec<Predicate>>,
    /// Turns in the lives of agreements.
    #[serde(default)]
    pub agreements: Vec<Agreement>,
    /// Who holds what.
    #[serde(default)]
    pub control: Vec<Control>,
    /// What a reader should know.
    #[serde(default)]
    pub notes: Vec<Note>,
}

impl Annotation {
    /// Shows every [`Words`] of every row to `visit`.
    pub fn visit_words(&mut self, visit: &mut dyn FnMut(&mut Words)) {
        self.published_in.visit_words(visit);
        self.times.visit_words(visit);
        self.places.visit_words(visit);
        self.actors.visit_words(visit);
        self.quantities.visit_words(visit);
        self.figures.visit_words(visit);
        self.quotes.visit_words(visit);
        self.events.visit_words(visit);
        self.casualties.visit_words(visit);
        self.predicates.visit_words(visit);
        self.agreements.visit_words(visit);
        self.control.visit_words(visit);
    }

    /// Turns bytes into code points and fills in the exact text of every span. `text` is the report's.
    pub fn seal(mut self, text: &Text) -> Annotated {
        self.visit_words(&mut |words| {
            let span = words.span();
            let points = text.to_points(span);
            *words = Words { start: points.start, end: points.end, text: Some(span.of(text.as_str()).to_owned()) };
        });
        for sentence in &mut self.sentences {
            let points = text.to_points(Span { start: sentence.start, end: sentence.end });
            *sentence = Sentence { start: points.start, end: points.end };
        }
        Annotated(self)
    }
}

/// A finished annotation: offsets in code points, every row with the exact text at its span.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Annotated(Annotation);

impl Annotated {
    /// Lets `correct` say better which actor each mention means. Every word stays the text's; a casualty that is such a
    /// mention goes by the corrected name.
    #[must_use]
    pub fn with_actors(mut self, mut correct: impl FnMut(&mut Actor)) -> Self {
        for actor in &mut self.0.actors {
            let words = actor.words.clone();
            correct(actor);
            actor.words = words;
        }
        for casualty in &mut self.0.casualties {
            let actor = casualty.actor_i.and_then(|n| self.0.actors.get(n)).filter(|actor| !actor.corrected.is_empty());
            if let (Some(name), Some(actor)) = (&mut casualty.name, actor) {
                actor.called().clone_into(name);
            }
        }
        self
    }
}

impl Deref for Annotated {
    type Target = Annotation;

    fn deref(&self) -> &Annotation {
        &self.0
    }
}
