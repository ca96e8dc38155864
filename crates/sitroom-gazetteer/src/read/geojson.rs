//! GeoJSON: the features of a collection, each with a name.

use serde_json::Value;

use super::{country, fault};
use crate::{Basis, GazetteerError, Kind, Place};

pub(super) fn places(text: &str, file: &str) -> Result<Vec<Place>, GazetteerError> {
    let json: Value = serde_json::from_str(text)
        .map_err(|error| fault(file, error.line() as u64, format!("not JSON ({error}); check that it is whole")))?;
    let Some(features) = json["features"].as_array() else {
        return Err(fault(file, 1, "no list \"features\"; give a GeoJSON FeatureCollection"));
    };
    let mut places = Vec::new();
    for (number, feature) in (1u64..).zip(features) {
        let properties = &feature["properties"];
        let text = |names: &[&str]| names.iter().find_map(|name| properties[*name].as_str()).map(str::trim);
        let Some(name) =
            text(&["name:en", "name_en", "name", "NAME", "Name", "NAME_EN"]).filter(|name| !name.is_empty())
        else {
            continue;
        };
        let (point, basis) = match middle(&feature["geometry"]) {
            Ok(found) => found,
            Err(wrong) => return Err(fault(file, 0, format!("feature {number} ({name}): {wrong}"))),
        };
        let id = text(&["pcode", "PCODE", "P_CODE"]).map(|code| format!("pcode:{code}"));
        let own = || match &feature["id"] {
            Value::String(id) => format!("{file}:{id}"),
            Value::Number(id) => format!("{file}:{id}"),
            _ => format!("{file}:{number}"),
        };
        let others = ["alt_name", "name", "name:en", "int_name", "official_name", "old_name", "names"];
        places.push(Place {
            id: id.unwrap_or_else(own),
            name: name.to_owned(),
            names: (others.iter().filter_map(|key| properties[*key].as_str()))
                .flat_map(|names| names.split([';', '|']))
                .map(str::trim)
                .filter(|other| !other.is_empty() && *other != name)
                .map(str::to_owned)
                .collect(),
            kind: text(&["kind"]).and_then(Kind::parse).unwrap_or(Kind::Settlement),
            country: text(&["country", "ISO3166-1", "iso_a2", "ISO_A2", "country_code"]).and_then(country),
            within: None,
            point,
            basis,
            population: properties["population"].as_u64().and_then(|people| people.try_into().ok()).unwrap_or(0),
            capital: false,
            source: file.to_owned(),
        });
    }
    Ok(places)
}

type Middle = (Option<(f64, f64)>, Basis);

/// A point as it is given; of an area or a line the middle of its extent, labelled as a centroid.
fn middle(geometry: &Value) -> Result<Middle, String> {
    if geometry.is_null() {
        return Ok((None, Basis::Gazetteer));
    }
    let mut extent: Option<[f64; 4]> = None;
    let mut open = vec![&geometry["coordinates"]];
    while let Some(value) = open.pop() {
        let Some(list) = value.as_array() else { continue };
        match (list.first().and_then(Value::as_f64), list.get(1).and_then(Value::as_f64)) {
            (Some(lon), Some(lat)) => {
                if !(-90.0..=90.0).contains(&lat) || !(-180.0..=180.0).contains(&lon) {
                    return Err(format!(
                        "{lon}, {lat} lies outside the Earth; GeoJSON wants degrees east, then north (WGS 84)"
                    ));
                }
                let [south, north, west, east] = extent.unwrap_or([lat, lat, lon, lon]);
                extent = Some([south.min(lat), north.max(lat), west.min(lon), east.max(lon)]);
            }
            _ => open.extend(list),
        }
    }
    let point = extent.map(|[south, north, west, east]| ((south + north) / 2.0, (west + east) / 2.0));
    let basis = if geometry["type"] == "Point" { Basis::Gazetteer } else { Basis::Centroid };
    Ok((point, basis))
}
