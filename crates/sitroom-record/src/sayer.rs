//! Who says something, so that the sayers of several reports can be compared.

use serde::{Deserialize, Serialize};
use sitroom_annotate::{Actor, Annotation, Link, Sayer};
use sitroom_gazetteer::fold;

/// A link of an attribution chain, known by name where the report names it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct Who {
    /// Equal for one actor in two reports; none for "officials" and whoever else has no name.
    pub(crate) key: Option<String>,
    /// The name, else the words.
    pub(crate) name: String,
    /// The report's words for it.
    pub(crate) words: String,
}

impl Who {
    /// The sayer `sayer` of `annotation`.
    pub(crate) fn of(annotation: &Annotation, sayer: &Sayer) -> Self {
        let words = sayer.words.as_str().to_owned();
        let actor = sayer.actor_i.and_then(|index| annotation.actors.get(index));
        let id = actor.and_then(|actor| actor.id.clone());
        let name = actor.and_then(|actor| actor.name.clone());
        // "The officials" of two reports need not be the same ones, unless an analyst named them.
        let unnamed = |actor: &Actor| matches!(actor.link, Some(Link::Pronoun | Link::Nominal) | None);
        let nameless = actor.is_none_or(|actor| unnamed(actor) && actor.corrected.is_empty());
        let key =
            id.or_else(|| name.as_deref().filter(|_| !nameless).map(|name| format!("name:{}", fold::plain(name))));
        let name = name.filter(|_| key.is_some()).unwrap_or_else(|| words.clone());
        Self { key, name, words }
    }

    /// Every link of `attribution`, nearest sayer first.
    pub(crate) fn chain(annotation: &Annotation, attribution: &[Sayer]) -> Vec<Self> {
        attribution.iter().map(|sayer| Self::of(annotation, sayer)).collect()
    }
}
