//! Mentions of actors.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::terms::words_enum;
use super::words::{HasWords, Why, Words, has_words};

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
    /// Ids of the corrections by analysts that `name`, `id` and `kind` come from, as a record lays them over what
    /// annotators found; annotators give none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrected: Vec<String>,
    /// Why it stands.
    #[serde(skip)]
    pub why: Why,
}

has_words!(Actor: words);

impl Actor {
    /// What it is called: the name that an analyst gave it, else the words.
    pub fn called(&self) -> &str {
        self.name.as_deref().filter(|_| !self.corrected.is_empty()).unwrap_or(self.words.as_str())
    }
}
