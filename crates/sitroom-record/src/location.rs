//! Where something is, so that places of several reports can be compared.

use serde::{Deserialize, Serialize};
use sitroom_annotate::{Place, PlaceBasis, PlaceKind};
use sitroom_gazetteer::fold;
use sitroom_report::PointSpan;

use crate::store::Stored;

/// A place as an annotation resolved it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Location {
    /// Its name in the gazetteer, else the words.
    pub(crate) name: String,
    /// `geonames:169389` and the like.
    pub(crate) gazetteer: Option<String>,
    /// ISO 3166-1 alpha-2.
    pub(crate) country: Option<String>,
    /// First-level division.
    pub(crate) admin1: Option<String>,
    /// What sort of place; null where unresolved.
    pub(crate) kind: Option<PlaceKind>,
    /// Degrees north.
    pub(crate) lat: Option<f64>,
    /// Degrees east.
    pub(crate) lon: Option<f64>,
    /// How the point is known.
    pub(crate) basis: Option<PlaceBasis>,
}

/// How one place lies to another, as far as is known.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum Relation {
    /// One and the same.
    Same,
    /// The first is a part of the second.
    Inside,
    /// The second is a part of the first.
    Contains,
    /// They share nothing.
    Apart,
    /// They may overlap.
    Unknown,
}

impl Location {
    /// The place `place`.
    pub(crate) fn of(place: &Place) -> Self {
        Self {
            name: place.name.clone().unwrap_or_else(|| place.words.as_str().to_owned()),
            gazetteer: place.gazetteer.clone(),
            country: place.country.clone(),
            admin1: place.admin1.clone(),
            kind: place.kind,
            lat: place.lat,
            lon: place.lon,
            basis: place.basis,
        }
    }

    /// Equal for two mentions of one place: its id in the gazetteer, else its name and what it lies in.
    pub(crate) fn key(&self) -> String {
        self.gazetteer.clone().unwrap_or_else(|| {
            let within = |part: &Option<String>| part.as_deref().map(fold::plain).unwrap_or_default();
            format!("{}/{}/{}", within(&self.country), within(&self.admin1), fold::plain(&self.name))
        })
    }

    /// The place that is shown for `places`, which are told of as one: where a town and its province share the name, and
    /// nothing says which is meant, the province.
    pub(crate) fn widest<'a>(places: impl Iterator<Item = &'a Self>) -> Option<&'a Self> {
        places.min_by_key(|place| match place.kind {
            Some(PlaceKind::Province) => 0,
            Some(PlaceKind::Country) => 2,
            _ => 1,
        })
    }

    /// How this place lies to `other`.
    ///
    /// A country contains what has its code, a province what has its name as first-level division. Of a region ("the
    /// north-west"), a district or a facility no border is known.
    pub(crate) fn relation(&self, other: &Self) -> Relation {
        if self.key() == other.key() {
            return Relation::Same;
        }
        let (Some(country), Some(other_country)) = (&self.country, &other.country) else { return Relation::Unknown };
        if country != other_country {
            return Relation::Apart;
        }
        match (self.kind, other.kind) {
            (Some(PlaceKind::Country), _) => return Relation::Contains,
            (_, Some(PlaceKind::Country)) => return Relation::Inside,
            _ => {}
        }
        let (Some(admin1), Some(other_admin1)) = (&self.admin1, &other.admin1) else { return Relation::Unknown };
        if fold::plain(admin1) != fold::plain(other_admin1) {
            return Relation::Apart;
        }
        match (self.kind, other.kind) {
            (Some(PlaceKind::Province), Some(PlaceKind::Province)) => Relation::Unknown,
            (Some(PlaceKind::Province), Some(_)) => Relation::Contains,
            (Some(_), Some(PlaceKind::Province)) => Relation::Inside,
            (Some(PlaceKind::Settlement), Some(PlaceKind::Settlement)) => Relation::Apart,
            _ => Relation::Unknown,
        }
    }
}

/// Equal for two mentions of one place. A town that shares the name of its province is taken for either, unless the text
/// says "city"; "northwestern" is "northwest".
pub(crate) fn told_key(stored: &Stored, place: &Place) -> String {
    let location = Location::of(place);
    let text = stored.report.text.as_str();
    let bytes = stored.report.text.to_bytes(PointSpan { start: place.words.start, end: place.words.end });
    let after = bytes.and_then(|span| text.get(span.end..)).unwrap_or_default().trim_start();
    let is_city = ["city", "town"].iter().any(|word| after.starts_with(word));
    let namesake = location.admin1.as_deref().is_some_and(|admin1| fold::plain(admin1) == fold::plain(&location.name));
    let country = location.country.as_deref().unwrap_or_default();
    match location.kind {
        Some(PlaceKind::Settlement | PlaceKind::Province) if namesake && !is_city => {
            format!("{country}/{}", fold::plain(&location.name))
        }
        Some(PlaceKind::Region) if location.gazetteer.is_none() => {
            let plain = |word: &str| {
                let direction = ["north", "south", "east", "west"].iter().any(|direction| word.starts_with(direction));
                word.strip_suffix("ern").filter(|_| direction).unwrap_or(word).replace('-', "")
            };
            let name = fold::plain(&location.name);
            format!("{country}/{}", name.split_whitespace().map(plain).collect::<Vec<_>>().join(" "))
        }
        _ => location.key(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(name: &str, country: &str, admin1: Option<&str>, kind: PlaceKind) -> Location {
        Location {
            name: name.to_owned(),
            gazetteer: None,
            country: Some(country.to_owned()),
            admin1: admin1.map(str::to_owned),
            kind: Some(kind),
            lat: None,
            lon: None,
            basis: None,
        }
    }

    #[test]
    fn provinces_hold_their_towns_and_countries_their_provinces() {
        let country = place("Syria", "SY", None, PlaceKind::Country);
        let province = place("Idlib", "SY", Some("Idlib"), PlaceKind::Province);
        let town = place("Saraqib", "SY", Some("Idlib"), PlaceKind::Settlement);
        let elsewhere = place("Kobani", "SY", Some("Aleppo"), PlaceKind::Settlement);
        let abroad = place("Hatay", "TR", Some("Hatay"), PlaceKind::Province);
        let region = place("northwest Syria", "SY", None, PlaceKind::Region);
        assert_eq!(country.relation(&town), Relation::Contains);
        assert_eq!(region.relation(&country), Relation::Inside);
        assert_eq!(town.relation(&province), Relation::Inside);
        assert_eq!(province.relation(&town), Relation::Contains);
        assert_eq!(elsewhere.relation(&province), Relation::Apart);
        assert_eq!(abroad.relation(&country), Relation::Apart);
        assert_eq!(region.relation(&province), Relation::Unknown);
        assert_eq!(town.relation(&town.clone()), Relation::Same);
    }
}
