//! People told to have been killed or hurt.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::quantity::Number;
use super::stance::{Sayer, Stance};
use super::terms::words_enum;
use super::words::{HasWords, Why, Words, has_words};

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
    /// Whether the sentence tells of violence: shots, a blast, a murder; not "died", "was killed" alone.
    #[serde(default)]
    pub violent: bool,
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

has_words!(Casualty: words, cue, attribution);
