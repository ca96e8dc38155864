//! The annotation contract, version 1: what is found in one report.
//!
//! While annotators work, [`Words`] hold byte offsets and no text. [`Annotation::seal`] turns them into code points,
//! fills in the exact text at each span, and is the only way to an [`Annotated`]: so every row's `text` equals the
//! report's text at its span by construction.

use std::ops::Deref;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sitroom_report::{Note, Published, Span, Text};

use crate::cues::Act;

/// The version of the annotation contract.
pub const CONTRACT: u32 = 1;

/// Words of the report. Bytes and no text until sealed, code points and the exact text afterwards.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Words {
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// The text there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

impl Words {
    /// The words at `span`, before sealing.
    pub fn at(span: Span) -> Self {
        Self { start: span.start, end: span.end, text: None }
    }

    /// The span in bytes; only meaningful before sealing.
    pub fn span(&self) -> Span {
        Span { start: self.start, end: self.end }
    }

    /// The exact text, once sealed.
    pub fn as_str(&self) -> &str {
        self.text.as_deref().unwrap_or("")
    }
}

impl From<Span> for Words {
    fn from(span: Span) -> Self {
        Self::at(span)
    }
}

/// A number as the contract writes it: `80000`, not `80000.0`.
#[derive(Copy, Clone, Debug, PartialEq, PartialOrd, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Number(pub f64);

impl Serialize for Number {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.fract() == 0.0 && self.0.abs() < 9.0e15 {
            serializer.serialize_i64(self.0 as i64)
        } else {
            serializer.serialize_f64(self.0)
        }
    }
}

/// Which rule or lexicon entry made a row, for `explain`. Not part of the contract's output.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reason {
    /// What was decided, in plain words: "quantifier: more than", "speaker: subject of the cue".
    pub what: String,
    /// The lexicon entry that fired, as `file:line`.
    pub entry: Option<String>,
    /// The words it fired on, in bytes of the text.
    pub span: Option<Span>,
}

/// Why a row stands.
pub type Why = Vec<Reason>;

macro_rules! words_enum {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "snake_case")]
        #[allow(missing_docs, reason = "each value is a term of the contract")]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl $name {
            /// The value as the contract and the lexicons write it.
            pub fn parse(text: &str) -> Option<Self> {
                serde_json::from_value(serde_json::Value::String(text.to_owned())).ok()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.serialize(f)
            }
        }
    };
}

words_enum! {
    /// How the text stands to a fact.
    Stance { Asserted, Attributed, Denied, Alleged, Reported, Planned, Threatened, Demanded, Feared, Conditional, Background }
}

words_enum! {
    /// What is known of a number beside its value.
    Quantifier { Exact, MoreThan, LessThan, About, Range, Vague }
}

words_enum! {
    /// Direction of a change.
    Change { Up, Down }
}

words_enum! {
    /// What a figure counts, with IDMC's terms for displacement.
    Measure {
        Killed, Injured, Missing, Detained, Displaced, Evacuated, ForcedToFlee, Relocated, Sheltered, InCamp, Returned,
        Refugee, Homeless, Affected, HousingDestroyed, HousingDamaged, InNeed, Population, Other,
    }
}

words_enum! {
    /// Whether a figure is a state at a moment, a movement over a period, a forecast or a difference.
    FigureKind { Stock, Flow, Projection, Change }
}

words_enum! {
    /// What sort of place.
    PlaceKind { Point, Settlement, District, Province, Region, Country, Facility, Crossing }
}

words_enum! {
    /// How a place's name is used.
    PlaceUse { Literal, Metonym, Demonym, Part }
}

words_enum! {
    /// How a place's point is known.
    PlaceBasis { Gazetteer, Centroid, #[serde(rename = "named region")] NamedRegion }
}

words_enum! {
    /// What sort of actor.
    ActorKind {
        State, Government, Leader, Person, People, Military, ArmedGroup, Party, Organisation, Agency, Monitor, Outlet,
    }
}

words_enum! {
    /// How a mention is known to mean its actor.
    Link { Name, Alias, Surname, Role, Pronoun, Metonym, Nominal }
}

words_enum! {
    /// Whether the words are given, told, or both.
    QuoteForm { Direct, Indirect, Mixed }
}

words_enum! {
    /// The way by which words went out.
    Channel { Tweet, Call, Statement, Interview, Briefing, Speech, Letter, Report, Media, Talks }
}

words_enum! {
    /// What sort of agreement.
    AgreementKind { Ceasefire, Truce, Accord, Memorandum, Zone, Mandate, Resolution, Process, Deal }
}

words_enum! {
    /// Where an agreement stands in its life.
    AgreementState {
        Demanded, Proposed, Negotiated, Failed, Agreed, InForce, Extended, Violated, Suspended, Collapsed, Expired, Mentioned,
    }
}

words_enum! {
    /// What became of the control of a place.
    ControlChange { Held, Taken, Lost, Contested, Besieged, HandedOver }
}

words_enum! {
    /// TIMEX3 type.
    TimeType { Date, Time, Duration, Set }
}

impl TimeType {
    /// The type as TIMEX3 writes it.
    pub fn timex(self) -> &'static str {
        match self {
            Self::Date => "DATE",
            Self::Time => "TIME",
            Self::Duration => "DURATION",
            Self::Set => "SET",
        }
    }
}

fn timex_type<S: serde::Serializer>(kind: &TimeType, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(kind.timex())
}

fn read_timex_type<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<TimeType, D::Error> {
    let text = String::deserialize(deserializer)?;
    TimeType::parse(&text.to_ascii_lowercase())
        .ok_or_else(|| serde::de::Error::custom(format!("unknown TIMEX3 type {text:?}")))
}

/// A temporal expression.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Time {
    /// The expression.
    #[serde(flatten)]
    pub words: Words,
    /// TIMEX3 type.
    #[serde(rename = "type", serialize_with = "timex_type", deserialize_with = "read_timex_type")]
    #[schemars(with = "String")]
    pub kind: TimeType,
    /// TIMEX3 value.
    pub value: Option<String>,
    /// First day meant, ISO 8601, where the text settles one.
    pub from: Option<String>,
    /// Last day meant.
    pub to: Option<String>,
    /// TIMEX3 modifier: START, MID, END, APPROX, BEFORE, AFTER, ON_OR_BEFORE, ….
    #[serde(rename = "mod")]
    pub modifier: Option<String>,
    /// Why it stands.
    #[serde(skip)]
    pub why: Why,
}

/// A place.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Place {
    /// Its words.
    #[serde(flatten)]
    pub words: Words,
    /// Its name in the gazetteer, else the words.
    pub name: Option<String>,
    /// `geonames:169389` and the like.
    pub gazetteer: Option<String>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// First-level division.
    pub admin1: Option<String>,
    /// What sort of place; null where unresolved.
    pub kind: Option<PlaceKind>,
    /// How the name is used.
    #[serde(rename = "use")]
    pub usage: PlaceUse,
    /// Degrees north.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
    /// How the point is known.
    pub basis: Option<PlaceBasis>,
    /// How sure the choice among namesakes is, 0 to 1.
    pub confidence: Option<f64>,
    /// Why it stands.
    #[serde(skip)]
    pub why: Why,
}

/// A mention of an actor.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Actor {
    /// The mention.
    #[serde(flatten)]
    pub words: Words,
    /// The actor's usual name.
    pub name: Option<String>,
    /// `state:TR` and the like; null where no lexicon knows the actor.
    pub id: Option<String>,
    /// What sort of actor.
    pub kind: Option<ActorKind>,
    /// The same number, the same actor in this report.
    pub entity: Option<usize>,
    /// How the mention is known to mean the actor.
    pub link: Option<Link>,
    /// Those that back it, as the text says.
    #[serde(default)]
    pub backed_by_i: Vec<usize>,
    /// Those that it is a part of.
    #[serde(default)]
    pub member_of_i: Vec<usize>,
    /// Why it stands.
    #[serde(skip)]
    pub why: Why,
}

/// A count or measure, of the crisis or not.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Quantity {
    /// Its words.
    #[serde(flatten)]
    pub words: Words,
    /// The number that the text gives.
    pub value: Option<Number>,
    /// Lower bound.
    pub low: Option<Number>,
    /// Upper bound.
    pub high: Option<Number>,
    /// What is known of the number beside its value.
    pub quantifier: Quantifier,
    /// Direction, where the text tells of a change by or to it.
    pub change: Option<Change>,
    /// What is counted or measured, singular.
    pub unit: Option<String>,
    /// Why it stands.
    #[serde(skip)]
    pub why: Why,
}

/// A link of an attribution chain.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Sayer {
    /// Who says so, in the text's words.
    #[serde(flatten)]
    pub words: Words,
    /// The actor meant.
    pub actor_i: Option<usize>,
}

/// A part of another figure.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Share {
    /// The figure that this one is a share of.
    pub figure_i: Option<usize>,
    /// How much of it, in percent.
    pub percent: Option<Number>,
}

/// A number that counts people or things in the crisis.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Figure {
    /// Its words, from quantifier to counted noun.
    #[serde(flatten)]
    pub words: Words,
    /// The number that the text gives.
    pub value: Option<Number>,
    /// Lower bound.
    pub low: Option<Number>,
    /// Upper bound.
    pub high: Option<Number>,
    /// What is known of the number beside its value.
    pub quantifier: Quantifier,
    /// person, household, housing, or another countable in the singular.
    pub unit: Option<String>,
    /// What is counted.
    pub measure: Measure,
    /// Whom it counts: civilians, children, fighters.
    pub population: Option<String>,
    /// The figure that this one is a share of.
    pub share_of: Option<Share>,
    /// Stock, flow, projection or change.
    pub kind: Option<FigureKind>,
    /// Direction, where it is one.
    pub change: Option<Change>,
    /// Where.
    pub place_i: Option<usize>,
    /// Where they came from.
    pub origin_i: Option<usize>,
    /// Where they went.
    pub destination_i: Option<usize>,
    /// As of when.
    pub time_i: Option<usize>,
    /// Since when.
    pub since_i: Option<usize>,
    /// What brought it about, in the text's words.
    pub cause: Option<Words>,
    /// What it hangs on.
    pub condition: Option<Words>,
    /// How the text stands to it.
    pub stance: Stance,
    /// Whether it is a recap of what was before the news.
    pub background: bool,
    /// Who says so, nearest first.
    #[serde(default)]
    pub attribution: Vec<Sayer>,
    /// The policy by which vague words became `low` and `high`.
    pub policy: Option<String>,
    /// People per household, where the text gives it and `unit` is household.
    pub household_size: Option<Number>,
    /// How many people these households are; never in the place of `value`.
    pub persons: Option<Number>,
    /// How `persons` is known: "given" by the text, or from "household_size".
    pub persons_basis: Option<String>,
    /// Why it stands.
    #[serde(skip)]
    pub why: Why,
}

/// Somebody's words.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Quote {
    /// What was said.
    #[serde(flatten)]
    pub words: Words,
    /// Given, told, or both.
    pub form: QuoteForm,
    /// Who said it.
    pub speaker: Option<Sayer>,
    /// The word that tells of saying.
    pub cue: Option<Words>,
    /// To whom.
    pub addressee_i: Option<usize>,
    /// When.
    pub time_i: Option<usize>,
    /// By which way.
    pub channel: Option<Channel>,
    /// What the speaker does: says, claims, denies, demands. Not part of the contract's output.
    #[serde(skip)]
    pub act: Act,
    /// Why it stands.
    #[serde(skip)]
    pub why: Why,
}

/// A source or target of an event.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Participant {
    /// Its words.
    #[serde(flatten)]
    pub words: Words,
    /// The actor meant.
    pub actor_i: Option<usize>,
    /// Whether it is a thing: a bridge, a hospital.
    #[serde(default)]
    pub thing: bool,
    /// Whether it is a person given by name.
    #[serde(default)]
    pub named: bool,
}

/// ACLED's event type and sub-event type.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Acled {
    /// Event type.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// Sub-event type.
    pub sub_type: Option<String>,
}

/// Who did what to whom.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Event {
    /// The trigger.
    #[serde(flatten)]
    pub words: Words,
    /// PLOVER type.
    pub plover: Option<String>,
    /// PLOVER mode.
    pub mode: Option<String>,
    /// CAMEO code, where it is determined.
    pub cameo: Option<String>,
    /// ACLED's types.
    pub acled: Acled,
    /// Who did it.
    #[serde(default)]
    pub sources: Vec<Participant>,
    /// To whom or what.
    #[serde(default)]
    pub targets: Vec<Participant>,
    /// With what.
    #[serde(default)]
    pub instrument: Vec<Words>,
    /// PLOVER contexts.
    #[serde(default)]
    pub context: Vec<String>,
    /// Where: the first of `places_i`.
    pub place_i: Option<usize>,
    /// Each place of the act, the most exact named.
    #[serde(default)]
    pub places_i: Vec<usize>,
    /// When.
    pub time_i: Option<usize>,
    /// The same number, the same happening in this report.
    pub incident: Option<usize>,
    /// How the text stands to it.
    pub stance: Stance,
    /// What it hangs on.
    pub condition: Option<Words>,
    /// Who says so, nearest first.
    #[serde(default)]
    pub attribution: Vec<Sayer>,
    /// Whether the text says that it did not happen.
    pub negated: bool,
    /// Whether it is a recap of what was before the news.
    pub background: bool,
    /// Its figures.
    #[serde(default)]
    pub figures_i: Vec<usize>,
    /// Why it stands.
    #[serde(skip)]
    pub why: Why,
}

words_enum! {
    /// What is told to have become of people.
    Harm { Killed, Injured, Hit }
}

words_enum! {
    /// The sex that a noun or pronoun tells.
    Sex { Female, Male }
}

/// People told to have been killed or hurt.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Casualty {
    /// Who, in the text's words.
    #[serde(flatten)]
    pub words: Words,
    /// Killed, injured, or hit: shot or struck, and whether they live is not said here.
    pub harm: Harm,
    /// How many at least; null where the words do not tell.
    pub low: Option<Number>,
    /// How many at most.
    pub high: Option<Number>,
    /// Whether the words give a number: "two men", "one dead"; not "a man".
    #[serde(default)]
    pub counted: bool,
    /// The name, of one person.
    pub name: Option<String>,
    /// Years, of one person.
    pub age: Option<u32>,
    /// Where a noun or pronoun tells it.
    pub sex: Option<Sex>,
    /// The same number, the same person in this report; null for several people.
    pub person: Option<usize>,
    /// Whether they are told of besides others: "another man", "two others".
    pub others: bool,
    /// Whether the words point back to people told of before: "the man".
    pub known: bool,
    /// Whether the words call them perpetrators, or say that they did it to themselves.
    pub perpetrator: bool,
    /// Whether the words name a doer, who is then not counted in.
    pub by_other: bool,
    /// The actor meant.
    pub actor_i: Option<usize>,
    /// The word that says so.
    pub cue: Words,
    /// The event that the word tells of.
    pub event_i: Option<usize>,
    /// The figure that counts them.
    pub figure_i: Option<usize>,
    /// When.
    pub time_i: Option<usize>,
    /// How the text stands to it.
    pub stance: Stance,
    /// Whether the text says that it did not happen.
    pub negated: bool,
    /// Whether it is a recap of what was before the news.
    pub background: bool,
    /// Who says so, nearest first.
    #[serde(default)]
    pub attribution: Vec<Sayer>,
    /// Why it stands.
    #[serde(skip)]
    pub why: Why,
}

/// Any predicate with its stance (`--predicates`).
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Predicate {
    /// The word.
    #[serde(flatten)]
    pub words: Words,
    /// How the text stands to it.
    pub stance: Stance,
    /// Whether the text says that it is not so.
    pub negated: bool,
    /// Where it happened.
    #[serde(default)]
    pub places_i: Vec<usize>,
    /// Why it stands.
    #[serde(skip)]
    pub why: Why,
}

/// A turn in the life of an agreement.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Agreement {
    /// The mention.
    #[serde(flatten)]
    pub words: Words,
    /// What sort.
    pub kind: AgreementKind,
    /// Its usual name, where it has one.
    pub name: Option<String>,
    /// Who agreed.
    #[serde(default)]
    pub parties_i: Vec<usize>,
    /// Where it holds.
    pub place_i: Option<usize>,
    /// When the turn came.
    pub time_i: Option<usize>,
    /// When it was made, as its phrase says: "an *August* ceasefire", "the deal signed in *2018*".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made_i: Option<usize>,
    /// The same number, the same agreement in this report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entity: Option<usize>,
    /// Whether the text speaks of it as known: "*the* truce", "*that* deal", a name.
    #[serde(default)]
    pub definite: bool,
    /// What was agreed.
    #[serde(default)]
    pub terms: Vec<Words>,
    /// The turn.
    pub state: AgreementState,
    /// Who made the turn: the violator, the one who demands.
    #[serde(default)]
    pub by_i: Vec<usize>,
    /// What it hangs on.
    pub condition: Option<Words>,
    /// How the text stands to it.
    pub stance: Stance,
    /// Who says so, nearest first.
    #[serde(default)]
    pub attribution: Vec<Sayer>,
    /// Why it stands.
    #[serde(skip)]
    pub why: Why,
}

/// Who holds a place.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Control {
    /// The words that say so.
    #[serde(flatten)]
    pub words: Words,
    /// Who holds it.
    pub holder_i: Option<usize>,
    /// Who holds it, in words that are no mention of an actor: "*rebel*-held".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder_words: Option<Words>,
    /// The place.
    pub place_i: Option<usize>,
    /// What is held, where that is only some of the place or stands there: "*dozens of villages* in the north".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<Words>,
    /// When, or since when.
    pub time_i: Option<usize>,
    /// How the text stands to it.
    pub stance: Stance,
    /// Who says so, nearest first.
    #[serde(default)]
    pub attribution: Vec<Sayer>,
    /// What became of it.
    pub change: ControlChange,
    /// Why it stands.
    #[serde(skip)]
    pub why: Why,
}

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
        let sayers = |sayers: &mut Vec<Sayer>, visit: &mut dyn FnMut(&mut Words)| {
            sayers.iter_mut().for_each(|sayer| visit(&mut sayer.words));
        };
        self.published_in.iter_mut().for_each(&mut *visit);
        self.times.iter_mut().for_each(|row| visit(&mut row.words));
        self.places.iter_mut().for_each(|row| visit(&mut row.words));
        self.actors.iter_mut().for_each(|row| visit(&mut row.words));
        self.quantities.iter_mut().for_each(|row| visit(&mut row.words));
        for row in &mut self.figures {
            visit(&mut row.words);
            row.cause.iter_mut().for_each(&mut *visit);
            row.condition.iter_mut().for_each(&mut *visit);
            sayers(&mut row.attribution, visit);
        }
        for row in &mut self.quotes {
            visit(&mut row.words);
            row.speaker.iter_mut().for_each(|speaker| visit(&mut speaker.words));
            row.cue.iter_mut().for_each(&mut *visit);
        }
        for row in &mut self.events {
            visit(&mut row.words);
            row.sources.iter_mut().chain(&mut row.targets).for_each(|participant| visit(&mut participant.words));
            row.instrument.iter_mut().for_each(&mut *visit);
            row.condition.iter_mut().for_each(&mut *visit);
            sayers(&mut row.attribution, visit);
        }
        for row in &mut self.casualties {
            visit(&mut row.words);
            visit(&mut row.cue);
            sayers(&mut row.attribution, visit);
        }
        self.predicates.iter_mut().flatten().for_each(|row| visit(&mut row.words));
        for row in &mut self.agreements {
            visit(&mut row.words);
            row.terms.iter_mut().for_each(&mut *visit);
            row.condition.iter_mut().for_each(&mut *visit);
            sayers(&mut row.attribution, visit);
        }
        for row in &mut self.control {
            visit(&mut row.words);
            row.holder_words.iter_mut().chain(&mut row.part).for_each(&mut *visit);
            sayers(&mut row.attribution, visit);
        }
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

impl Deref for Annotated {
    type Target = Annotation;

    fn deref(&self) -> &Annotation {
        &self.0
    }
}
