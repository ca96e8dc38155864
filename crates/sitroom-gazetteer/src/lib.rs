//! Names of places and where they are.
//!
//! A [`Gazetteer`] is one file, used as it lies on disk or in the binary: nothing is unpacked to open it. It answers
//! which places bear a name, in two ways: by [`fold::plain`], which forgives case, accents and punctuation, and by
//! [`fold::sound`], which forgives how a name was brought over from another script. [`Packer`] makes the file out of
//! [`Place`]s, and [`read`] reads places from the tables that people have. Which of several namesakes a text means is
//! for `sitroom-annotate` to decide.

pub mod fold;
mod gazetteer;
mod pack;
pub mod read;

pub use gazetteer::{Entry, Found, Gazetteer, GazetteerError, Match};
pub use pack::{Packer, Place};

/// The world: 235,000 settlements of more than 500 people, divisions and countries. See `gazetteer/README.md`.
static WORLD: &[u8] = include_bytes!("../../../gazetteer/world.sitroom");

/// What sort of place a row is.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A state or territory with a code of its own in ISO 3166-1.
    Country,
    /// A division of the first level.
    Province,
    /// A division of a lower level.
    District,
    /// A city, town, village or camp.
    Settlement,
    /// A named region that is no division.
    Region,
    /// A building, street, post, port.
    Facility,
    /// A border crossing.
    Crossing,
    /// Any other point.
    Point,
}

impl Kind {
    const ALL: [Self; 8] = [
        Self::Country,
        Self::Province,
        Self::District,
        Self::Settlement,
        Self::Region,
        Self::Facility,
        Self::Crossing,
        Self::Point,
    ];

    /// The kind as tables and the annotation contract write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Country => "country",
            Self::Province => "province",
            Self::District => "district",
            Self::Settlement => "settlement",
            Self::Region => "region",
            Self::Facility => "facility",
            Self::Crossing => "crossing",
            Self::Point => "point",
        }
    }

    /// The kind that is written as `text`.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// How a row's point is known.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Basis {
    /// The source gives it.
    Gazetteer,
    /// The middle of its settlements.
    Centroid,
    /// A point that stands for a wide region.
    NamedRegion,
}

impl Basis {
    const ALL: [Self; 3] = [Self::Gazetteer, Self::Centroid, Self::NamedRegion];

    /// The basis as tables and the annotation contract write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Gazetteer => "gazetteer",
            Self::Centroid => "centroid",
            Self::NamedRegion => "named region",
        }
    }

    /// The basis that is written as `text`.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|basis| basis.as_str() == text)
    }
}
