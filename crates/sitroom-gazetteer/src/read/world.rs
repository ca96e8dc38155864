//! The table that `gazetteer/make.py` writes.

use super::fault;
use crate::{Basis, GazetteerError, Kind, Place};

/// Columns of the table that `gazetteer/make.py` writes.
const COLUMNS: &str = "id\tkind\tname\tnames\tcountry\twithin\tlat\tlon\tbasis\tpopulation\tcapital\tsource";

/// Reads the table that `gazetteer/make.py` writes: tab-separated, other names separated by `|`.
pub fn table(text: &str, file: &str) -> Result<Vec<Place>, GazetteerError> {
    let fault = |line: u64, wrong: &str| fault(file, line, wrong);
    let mut lines = (1u64..).zip(text.lines());
    if lines.next().map(|(_, head)| head) != Some(COLUMNS) {
        return Err(fault(1, "not the columns that gazetteer/make.py writes; make it again"));
    }
    let read = |(line, text): (u64, &str)| {
        let cells: Vec<&str> = text.split('\t').collect();
        let [id, kind, name, names, country, within, lat, lon, basis, population, capital, source] = cells.as_slice()
        else {
            return Err(fault(line, "not twelve columns"));
        };
        let some = |cell: &str| (!cell.is_empty()).then(|| cell.to_owned());
        Ok(Place {
            id: (*id).to_owned(),
            name: (*name).to_owned(),
            names: names.split('|').filter(|name| !name.is_empty()).map(str::to_owned).collect(),
            kind: Kind::parse(kind).ok_or_else(|| fault(line, &format!("unknown kind {kind:?}")))?,
            country: some(country),
            within: some(within),
            point: lat.parse().ok().zip(lon.parse().ok()),
            basis: Basis::parse(basis).unwrap_or(Basis::Gazetteer),
            population: population.parse().unwrap_or(0),
            capital: !capital.is_empty(),
            source: (*source).to_owned(),
        })
    };
    lines.map(read).collect()
}
