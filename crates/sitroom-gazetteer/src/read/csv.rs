//! CSV with a head: the divisions of OCHA's Common Operational Datasets, or a plain table.

use std::collections::HashMap;

use super::{country, fault, point};
use crate::{Basis, GazetteerError, Kind, Place};

/// The columns of a head, found by any of their usual names.
struct Head {
    columns: HashMap<String, usize>,
}

impl Head {
    fn new(record: &csv::StringRecord) -> Self {
        // "admin1Name_en", "ADM1_EN" and "adm1_en" differ in case and strokes only.
        let plain =
            |name: &str| name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
        Self { columns: record.iter().enumerate().map(|(i, name)| (plain(name), i)).collect() }
    }

    fn find(&self, names: &[&str]) -> Option<usize> {
        names.iter().find_map(|name| self.columns.get(*name).copied())
    }

    /// The columns of a division of level `level`: its English name, its P-code.
    fn level(&self, level: usize) -> Option<(usize, usize)> {
        let named = |patterns: &[&str]| {
            let names: Vec<String> = patterns.iter().map(|pattern| pattern.replace('#', &level.to_string())).collect();
            self.find(&names.iter().map(String::as_str).collect::<Vec<_>>())
        };
        let name = named(&["adm#en", "admin#nameen", "adm#nameen", "admin#name", "adm#name", "adm#ref", "admin#en"])?;
        Some((name, named(&["adm#pcode", "admin#pcode", "pcode#"])?))
    }
}

pub(super) fn places(text: &str, file: &str) -> Result<Vec<Place>, GazetteerError> {
    let first = text.lines().next().unwrap_or("");
    let separators = [b',', b';', b'\t'];
    let count = |separator: &u8| first.bytes().filter(|byte| byte == separator).count();
    let separator = separators.into_iter().max_by_key(count).unwrap_or(b',');
    let mut reader = csv::ReaderBuilder::new().delimiter(separator).flexible(true).from_reader(text.as_bytes());
    let broken = |error: &csv::Error| fault(file, error.position().map_or(0, csv::Position::line), error.to_string());
    let head = Head::new(reader.headers().map_err(|error| broken(&error))?);
    let levels: Vec<(usize, usize, usize)> =
        (0..=5).filter_map(|level| head.level(level).map(|(name, code)| (level, name, code))).collect();
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| broken(&error))?;
        // The second line of a COD table may hold HXL tags.
        if !record.iter().any(|cell| cell.trim_start().starts_with('#')) {
            rows.push(record);
        }
    }
    if levels.is_empty() { plain(&head, &rows, file) } else { divisions(&head, &levels, &rows, file) }
}

fn cell(record: &csv::StringRecord, column: Option<usize>) -> &str {
    column.and_then(|column| record.get(column)).map_or("", str::trim)
}

fn line(record: &csv::StringRecord) -> u64 {
    record.position().map_or(0, csv::Position::line)
}

const LAT: &[&str] = &["lat", "latitude", "latitudey", "y", "pointy", "centery", "centerlat"];
const LON: &[&str] = &["lon", "lng", "long", "longitude", "longitudex", "x", "pointx", "centerx", "centerlon"];

fn divisions(
    head: &Head,
    levels: &[(usize, usize, usize)],
    rows: &[csv::StringRecord],
    file: &str,
) -> Result<Vec<Place>, GazetteerError> {
    let (lat, lon) = (head.find(LAT), head.find(LON));
    let mut places: Vec<Place> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    for record in rows {
        let mut within = None;
        let mut nation = None;
        let deepest = levels.iter().rev().find(|(_, _, code)| !cell(record, Some(*code)).is_empty());
        for level @ (number, name, code) in levels {
            let (name, code) = (cell(record, Some(*name)), cell(record, Some(*code)));
            if name.is_empty() || code.is_empty() {
                continue;
            }
            // P-codes begin with the country's code.
            nation = nation.or_else(|| code.get(..2).and_then(country));
            if *number == 0 {
                continue;
            }
            let id = format!("pcode:{code}");
            let point = if Some(level) == deepest {
                point(cell(record, lat), cell(record, lon)).map_err(|wrong| fault(file, line(record), wrong))?
            } else {
                None
            };
            match known.get(&id) {
                Some(&i) => places[i].point = places[i].point.or(point),
                None => {
                    known.insert(id.clone(), places.len());
                    places.push(Place {
                        id: id.clone(),
                        name: name.to_owned(),
                        names: Vec::new(),
                        kind: match number {
                            1 => Kind::Province,
                            2 | 3 => Kind::District,
                            _ => Kind::Settlement,
                        },
                        country: nation.clone(),
                        within: within.clone(),
                        point,
                        // A division's point in these tables is the middle of its area.
                        basis: if *number < 4 { Basis::Centroid } else { Basis::Gazetteer },
                        population: 0,
                        capital: false,
                        source: file.to_owned(),
                    });
                }
            }
            within = Some(id);
        }
    }
    Ok(places)
}

fn plain(head: &Head, rows: &[csv::StringRecord], file: &str) -> Result<Vec<Place>, GazetteerError> {
    let Some(name) = head.find(&["name", "nameen", "place", "placename", "village", "settlement"]) else {
        let wanted = "no column \"name\"; give a GeoNames country file, a COD table with P-codes (ADM1_EN, ADM1_PCODE, …), \
                      GeoJSON, or a CSV with the columns name, lat, lon and, if known, names, kind, country, id, population";
        return Err(fault(file, 1, wanted));
    };
    let column = |names: &[&str]| head.find(names);
    let (lat, lon) = (column(LAT), column(LON));
    let (names, kind, nation) = (
        column(&["names", "alternatenames", "altnames"]),
        column(&["kind", "type"]),
        column(&["country", "iso2", "countrycode"]),
    );
    let (id, code, population) = (column(&["id"]), column(&["pcode"]), column(&["population", "pop"]));
    let read = |record: &csv::StringRecord| {
        let called = cell(record, Some(name));
        let wrong = |what: String| fault(file, line(record), what);
        let kind = match cell(record, kind) {
            "" => Kind::Settlement,
            kind => Kind::parse(kind).ok_or_else(|| {
                wrong(format!("unknown kind {kind:?}; use country, province, district, settlement, region, facility, crossing or point"))
            })?,
        };
        let id = match (cell(record, code), cell(record, id)) {
            ("", "") => format!("{file}:{}", line(record)),
            ("", id) => format!("{file}:{id}"),
            (code, _) => format!("pcode:{code}"),
        };
        Ok(Place {
            id,
            name: called.to_owned(),
            names: cell(record, names)
                .split(['|', ';'])
                .map(str::trim)
                .filter(|name| !name.is_empty())
                .map(str::to_owned)
                .collect(),
            kind,
            country: country(cell(record, nation)),
            within: None,
            point: point(cell(record, lat), cell(record, lon)).map_err(wrong)?,
            basis: Basis::Gazetteer,
            population: cell(record, population).parse().unwrap_or(0),
            capital: false,
            source: file.to_owned(),
        })
    };
    rows.iter().filter(|record| !cell(record, Some(name)).is_empty()).map(read).collect()
}
