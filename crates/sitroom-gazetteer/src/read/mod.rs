//! Reading places from the tables that people have.
//!
//! [`places`] tells by what stands in a file which table it is: a country file of GeoNames, the administrative
//! divisions of OCHA's Common Operational Datasets (COD) with their P-codes, GeoJSON, or a CSV with columns of plain
//! names. Every row keeps the file's name as its source. A point is taken as it is given; none is made up.

mod csv;
mod geojson;
mod geonames;
mod world;

pub use world::table;

use crate::{GazetteerError, Place};

/// Reads the places of the file called `file` that holds `text`.
pub fn places(text: &str, file: &str) -> Result<Vec<Place>, GazetteerError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or("");
    let places = if first.trim_start().starts_with('{') {
        geojson::places(text, file)
    } else if geonames::is_row(first) {
        geonames::places(text, file)
    } else {
        csv::places(text, file)
    }?;
    if places.is_empty() {
        return Err(fault(file, 0, "no place in it; check that this is the file that was meant"));
    }
    Ok(places)
}

fn fault(file: &str, line: u64, fault: impl Into<String>) -> GazetteerError {
    GazetteerError::Table { file: file.to_owned(), line, fault: fault.into() }
}

/// A point in degrees, or what is wrong with it. Empty cells are no point.
fn point(lat: &str, lon: &str) -> Result<Option<(f64, f64)>, String> {
    let (lat, lon) = (lat.trim(), lon.trim());
    if lat.is_empty() && lon.is_empty() {
        return Ok(None);
    }
    let (Ok(north), Ok(east)) = (lat.parse::<f64>(), lon.parse::<f64>()) else {
        return Err(format!("{lat:?}, {lon:?} is no point; give degrees north and east with a decimal point"));
    };
    if !(-90.0..=90.0).contains(&north) || !(-180.0..=180.0).contains(&east) {
        return Err(format!("{north}, {east} lies outside the Earth; give degrees north, then degrees east"));
    }
    Ok(Some((north, east)))
}

/// Two capital letters, as ISO 3166-1 writes countries.
fn country(code: &str) -> Option<String> {
    let code = code.trim();
    (code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_alphabetic())).then(|| code.to_ascii_uppercase())
}
