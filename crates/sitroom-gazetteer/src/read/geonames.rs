//! A country file of GeoNames (`SY.txt`): nineteen tab-separated columns without a head.

use std::collections::HashMap;

use super::{country, fault, point};
use crate::{Basis, GazetteerError, Kind, Place};

const COLUMNS: usize = 19;

/// Whether `line` is a row of such a file.
pub(super) fn is_row(line: &str) -> bool {
    let mut cells = line.split('\t');
    cells.next().is_some_and(|id| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()))
        && cells.count() + 1 == COLUMNS
}

/// The sort of place that a feature class and code tell; `None` for what no report speaks of by name.
fn kind(class: &str, code: &str) -> Option<Kind> {
    Some(match (class, code) {
        ("A", "ADM1") => Kind::Province,
        ("A", _) if code.starts_with("PCL") => Kind::Country,
        ("A", _) => Kind::District,
        ("P", _) => Kind::Settlement,
        ("L" | "T" | "H" | "U" | "V", _) => Kind::Region,
        ("S", "PSN" | "PSTB" | "CMPRF" | "CMP") => Kind::Crossing,
        ("S", _) => Kind::Facility,
        ("R", _) => Kind::Facility,
        _ => return None,
    })
}

pub(super) fn places(text: &str, file: &str) -> Result<Vec<Place>, GazetteerError> {
    let mut places = Vec::new();
    let mut provinces: HashMap<(String, String), String> = HashMap::new();
    let mut codes = Vec::new();
    for (line, row) in (1u64..).zip(text.lines()).filter(|(_, row)| !row.trim().is_empty()) {
        let cells: Vec<&str> = row.split('\t').collect();
        let [id, name, ascii, names, lat, lon, class, code, nation, _, admin1, _, _, _, population, ..] = cells[..]
        else {
            let found = format!("{} columns where GeoNames has {COLUMNS}; download the file again", cells.len());
            return Err(fault(file, line, found));
        };
        let Some(kind) = kind(class, code) else { continue };
        let id = format!("geonames:{id}");
        let other = names.split(',').chain([ascii]).filter(|other| !other.is_empty() && *other != name);
        if kind == Kind::Province {
            provinces.insert((nation.to_owned(), admin1.to_owned()), id.clone());
        }
        codes.push((nation.to_owned(), admin1.to_owned()));
        places.push(Place {
            id,
            name: name.to_owned(),
            names: other.map(str::to_owned).collect(),
            kind,
            country: country(nation),
            within: None,
            point: point(lat, lon).map_err(|wrong| fault(file, line, wrong))?,
            basis: Basis::Gazetteer,
            population: population.parse().unwrap_or(0),
            capital: code == "PPLC",
            source: file.to_owned(),
        });
    }
    for (place, code) in places.iter_mut().zip(codes) {
        place.within = provinces.get(&code).filter(|id| **id != place.id).cloned();
    }
    Ok(places)
}
