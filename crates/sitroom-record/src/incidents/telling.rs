//! What one report tells of: its happenings, each with its day, place, parties and what is claimed of the dead and
//! wounded.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sitroom_annotate::{ActorKind, Annotated, Event, Harm, Link, Words};
use sitroom_gazetteer::fold;

use super::day::{Day, Days};
use super::reading;
use crate::RecordError;
use crate::location::Location;
use crate::origins;
use crate::sayer::Who;
use crate::stage::Writer;
use crate::store::Stored;
use crate::stories;
use crate::tables::Kept;

/// What one report tells of.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Telling {
    /// The report's id.
    pub(super) report: String,
    /// The key of its version.
    pub(super) key: String,
    /// The day it was published.
    pub(super) published: Option<Day>,
    /// Who published it.
    pub(super) outlet: Option<String>,
    /// The story that it belongs to.
    pub(super) story: String,
    /// The ids of the rows of copies by which it and another are versions of one text.
    pub(super) copies: Vec<String>,
    /// The people whom it names, folded, first name and surname, with the words that do so first.
    pub(super) people: BTreeMap<String, Passage>,
    /// What happened, as far as it tells; the one it is about first.
    pub(super) happenings: Vec<Happening>,
}

/// One happening as one report tells it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Happening {
    /// What sort.
    pub(super) nature: Nature,
    /// First and last day, where the text tells them.
    pub(super) days: Option<Days>,
    /// The words that tell them.
    pub(super) days_by: Option<Passage>,
    /// The most exact place told.
    pub(super) place: Option<Location>,
    /// How that place is known.
    pub(super) place_by: PlaceBy,
    /// The words that tell it.
    pub(super) place_words: Option<Passage>,
    /// Its events.
    pub(super) acts: Vec<Act>,
    /// Who did it.
    pub(super) sources: Vec<Party>,
    /// To whom.
    pub(super) targets: Vec<Party>,
    /// What is said of dead and wounded.
    pub(super) claims: Vec<Claim>,
    /// What followed or answered it, in the same report: an arrest, a condemnation.
    pub(super) aftermath: Vec<Sequel>,
}

/// What sort of happening, in PLOVER's and ACLED's words.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Nature {
    /// PLOVER event type.
    pub(super) plover: String,
    /// PLOVER mode.
    pub(super) mode: Option<String>,
    /// ACLED event type.
    pub(super) acled: Option<String>,
    /// ACLED sub-event type.
    pub(super) sub_type: Option<String>,
}

/// How the place of a happening is known.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum PlaceBy {
    /// The text tells it with the act.
    Act,
    /// It is the town that the report names most often.
    Report,
}

/// Words of the report, in code points.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Passage {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) text: String,
}

/// An event of the happening.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Act {
    /// The id of its row.
    pub(super) id: String,
    pub(super) words: Passage,
    /// Why it was taken to be of this happening.
    pub(super) rule: String,
}

/// Somebody who took part.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Party {
    pub(super) who: Who,
    pub(super) words: Passage,
}

/// What followed or answered a happening.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Sequel {
    /// The id of the event's row.
    pub(super) id: String,
    /// What it is to the happening.
    pub(super) reason: String,
    pub(super) words: Passage,
}

/// That people were killed or hurt.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Claim {
    /// The id of the casualty's row.
    pub(super) id: String,
    /// The id of the figure that counts them.
    pub(super) figure: Option<String>,
    pub(super) words: Passage,
    pub(super) harm: Harm,
    /// Where the word stands that says so: those of one word are different people.
    pub(super) cue: usize,
    /// Which sentence that is.
    pub(super) sentence: usize,
    /// How many: the least and the most that the words can mean.
    pub(super) low: f64,
    pub(super) high: Option<f64>,
    /// Whether the words give a number.
    pub(super) counted: bool,
    /// Whether it is the toll as a whole, not people told of: "the toll rose to eight".
    pub(super) total: bool,
    /// Which person of the report it is, where it is one.
    pub(super) person: Option<usize>,
    /// The name, where the words give it.
    pub(super) name: Option<String>,
    /// "another man", "two others".
    pub(super) others: bool,
    /// Whether the words call them perpetrators, or say that they did it to themselves.
    pub(super) perpetrator: bool,
    /// Whether the words name a doer, who is then not counted in.
    pub(super) by_other: bool,
    /// Who says so, nearest first.
    pub(super) attribution: Vec<Who>,
    /// As of which day.
    pub(super) day: Option<Day>,
}

impl Telling {
    /// What `stored` tells of; none where it was not annotated or tells of no happening.
    pub(super) fn of(writer: &Writer<'_>, stored: &Stored) -> Result<Option<Self>, RecordError> {
        let Some(annotated) = &stored.annotated else { return Ok(None) };
        let happenings = reading::happenings(annotated, &stored.key);
        let Some(story) = stories::of(writer, &stored.report.id)?.filter(|_| !happenings.is_empty()) else {
            return Ok(None);
        };
        Ok(Some(Self {
            report: stored.report.id.clone(),
            key: stored.key.clone(),
            published: stored.published().and_then(|published| published.date.parse().ok()),
            outlet: stored.report.outlet.clone(),
            story,
            copies: origins::copies(writer, &stored.report.id)?,
            people: people(annotated),
            happenings,
        }))
    }

    /// The dead whom it names with more than a surname, folded.
    pub(super) fn dead(&self) -> impl Iterator<Item = String> {
        self.happenings.iter().flat_map(Happening::dead)
    }
}

impl Kept for Telling {
    fn keys(&self) -> Vec<String> {
        let dead = self.dead().map(|name| format!("dead {name}"));
        std::iter::once(self.story.clone()).chain(dead).chain(self.copies.iter().cloned()).collect()
    }

    fn report(&self) -> &str {
        &self.report
    }
}

impl Happening {
    /// The dead whom it names with more than a surname, folded.
    pub(super) fn dead(&self) -> impl Iterator<Item = String> {
        let claims = self.claims.iter().filter(|claim| claim.harm == Harm::Killed);
        let names = claims.filter_map(|claim| claim.name.as_deref()).map(fold::plain);
        names.filter(|name| name.contains(' '))
    }
}

impl Nature {
    pub(super) fn of(event: &Event) -> Self {
        Self {
            plover: event.plover.clone().unwrap_or_default(),
            mode: event.mode.clone(),
            acled: event.acled.kind.clone(),
            sub_type: event.acled.sub_type.clone(),
        }
    }

    /// Whether both can be told of one happening: "an attack" may be anything, an air strike is no suicide bombing. Where
    /// the act is not told, it may be either.
    pub(super) fn may_be(&self, other: &Self) -> bool {
        let kind = |nature: &Self| (nature.plover.clone(), nature.sub_type.clone());
        let loose = |nature: &Self| nature.sub_type.as_deref().is_none_or(|sub_type| sub_type == "Attack");
        let unknown = self.plover.is_empty() || other.plover.is_empty();
        unknown || self.plover == other.plover && (loose(self) || loose(other) || kind(self) == kind(other))
    }

    /// Whether this says more than that there was an attack.
    pub(super) fn is_specific(&self) -> bool {
        self.sub_type.as_deref().is_some_and(|sub_type| sub_type != "Attack")
    }
}

/// The people named with first name and surname, folded, and the first words that do so.
fn people(annotated: &Annotated) -> BTreeMap<String, Passage> {
    let named = |link, kind| link == Some(Link::Name) && kind == Some(ActorKind::Person);
    let mut people = BTreeMap::new();
    for actor in annotated.actors.iter().filter(|actor| named(actor.link, actor.kind)) {
        let name = fold::plain(actor.called());
        if name.contains(' ') {
            people.entry(name).or_insert_with(|| Passage::from(&actor.words));
        }
    }
    people
}

impl From<&Words> for Passage {
    fn from(words: &Words) -> Self {
        Self { start: words.start, end: words.end, text: words.as_str().to_owned() }
    }
}
