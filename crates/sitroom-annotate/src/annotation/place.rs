//! Places.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::terms::words_enum;
use super::words::{HasWords, Why, Words, has_words};

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

has_words!(Place: words);
