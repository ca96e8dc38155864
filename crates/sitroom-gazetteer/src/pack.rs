//! Making the file.

use std::collections::BTreeMap;

use crate::gazetteer::{HEAD, MAGIC, SECTIONS, UNKNOWN, VERSION};
use crate::{Basis, Entry, Gazetteer, GazetteerError, Kind, fold};

/// Countries whose names come into English from scripts for which [`fold::sound`] is made.
const SOUNDED: &[&str] = &[
    "AE", "AF", "AM", "AZ", "BA", "BG", "BH", "BY", "DJ", "DZ", "EG", "EH", "ER", "GE", "IL", "IQ", "IR", "JO", "KG",
    "KW", "KZ", "LB", "LY", "MA", "MD", "ME", "MK", "MR", "OM", "PK", "PS", "QA", "RS", "RU", "SA", "SD", "SO", "SY",
    "TD", "TJ", "TM", "TN", "TR", "UA", "UZ", "XK", "YE",
];

/// A place to be packed.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// `geonames:169389`, `pcode:SY0701` and the like; unlike every other's.
    pub id: String,
    /// Its usual name.
    pub name: String,
    /// Other names for it.
    pub names: Vec<String>,
    /// What sort of place.
    pub kind: Kind,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// The id of the division or country that it lies in.
    pub within: Option<String>,
    /// Degrees north and east.
    pub point: Option<(f64, f64)>,
    /// How the point is known.
    pub basis: Basis,
    /// How many live there; 0 where unknown.
    pub population: u32,
    /// Whether it is its country's capital.
    pub capital: bool,
    /// Where the row came from.
    pub source: String,
}

/// Packs places into a gazetteer. Of two places with one id the later stands.
#[derive(Default)]
pub struct Packer {
    places: BTreeMap<String, (usize, Place)>,
    added: usize,
}

impl Packer {
    /// Adds `place`.
    pub fn add(&mut self, place: Place) {
        let order = self.places.get(&place.id).map_or(self.added, |(order, _)| *order);
        self.added += 1;
        self.places.insert(place.id.clone(), (order, place));
    }

    /// How many places there are.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// The bytes of the gazetteer.
    pub fn pack(self) -> Result<Vec<u8>, GazetteerError> {
        let mut places: Vec<(usize, Place)> = self.places.into_values().collect();
        // By sort and country, so that the settlements of a country lie together.
        places.sort_by(|(a, x), (b, y)| (x.kind, &x.country, a).cmp(&(y.kind, &y.country, b)));
        let places: Vec<Place> = places.into_iter().map(|(_, place)| place).collect();
        let row_of: BTreeMap<&str, u32> = (0u32..).zip(&places).map(|(row, place)| (place.id.as_str(), row)).collect();
        let mut texts = Texts::default();
        let mut rows = Vec::new();
        let mut sources: Vec<u32> = Vec::new();
        let mut plain: BTreeMap<String, Vec<(u32, bool)>> = BTreeMap::new();
        let mut sound: BTreeMap<String, Vec<(u32, bool)>> = BTreeMap::new();
        for (row, place) in (0u32..).zip(&places) {
            let source = texts.add(&place.source)?;
            let number = sources.iter().position(|known| *known == source).unwrap_or_else(|| {
                sources.push(source);
                sources.len() - 1
            });
            let number = u8::try_from(number).map_err(|_| fault("more than 256 sources; name fewer"))?;
            let geonames = place.id.strip_prefix("geonames:").and_then(|id| id.parse::<u32>().ok());
            let id = geonames.map_or_else(|| texts.add(&place.id), Ok)?;
            let kind = Kind::ALL.iter().position(|kind| *kind == place.kind).unwrap_or(0) as u8;
            let basis = Basis::ALL.iter().position(|basis| *basis == place.basis).unwrap_or(0) as u8;
            let flags = kind | basis << 3 | u8::from(place.capital) << 5 | u8::from(geonames.is_none()) << 6;
            let country = place.country.as_deref().filter(|code| code.len() == 2).unwrap_or("--");
            let (lat, lon) = place.point.map_or((UNKNOWN, 0), |(lat, lon)| (fixed(lat), fixed(lon)));
            let within = place.within.as_deref().and_then(|id| row_of.get(id)).map_or(0, |row| row + 1);
            rows.extend_from_slice(&id.to_le_bytes());
            rows.extend_from_slice(&[number, flags]);
            rows.extend_from_slice(country.as_bytes());
            rows.extend_from_slice(&texts.add(&place.name)?.to_le_bytes());
            for number in [lat as u32, lon as u32, place.population, within] {
                rows.extend_from_slice(&number.to_le_bytes());
            }
            let own = fold::plain(&place.name);
            for name in std::iter::once(&place.name).chain(&place.names) {
                let key = fold::plain(name);
                if key.is_empty() {
                    continue;
                }
                let heard = SOUNDED.contains(&country).then(|| fold::sound(&key)).flatten();
                if let Some(heard) = heard {
                    sound.entry(heard).or_default().push((row, false));
                }
                let is_own = key == own;
                plain.entry(key).or_default().push((row, is_own));
            }
        }
        let mut postings = Vec::new();
        let plain = automaton(plain, &places, &mut postings)?;
        let sound = automaton(sound, &places, &mut postings)?;
        let sources: Vec<u8> = sources.into_iter().flat_map(u32::to_le_bytes).collect();
        let sections: [&[u8]; SECTIONS] = [&texts.bytes, &rows, &sources, &postings, &plain, &sound];
        let mut out = Vec::with_capacity(HEAD + sections.iter().map(|section| section.len()).sum::<usize>());
        out.extend_from_slice(MAGIC);
        out.extend_from_slice(&VERSION.to_le_bytes());
        for section in sections {
            let length = u32::try_from(section.len()).map_err(|_| fault("too big; add fewer places"))?;
            out.extend_from_slice(&length.to_le_bytes());
        }
        sections.iter().for_each(|section| out.extend_from_slice(section));
        Ok(out)
    }

    /// Adds every place of `gazetteer`, with the names in `names` that were kept for it.
    pub fn add_all(&mut self, gazetteer: &Gazetteer) {
        let id_of: Vec<String> = gazetteer.entries().map(|entry: Entry<'_>| entry.id()).collect();
        let mut names = gazetteer.names();
        for (row, entry) in gazetteer.entries().enumerate() {
            self.add(Place {
                id: id_of[row].clone(),
                name: entry.name.to_owned(),
                names: names.remove(&(row as u32)).unwrap_or_default(),
                kind: entry.kind,
                country: entry.country.map(str::to_owned),
                within: entry.within.and_then(|within| id_of.get(within as usize).cloned()),
                point: entry.point,
                basis: entry.basis.unwrap_or(Basis::Gazetteer),
                population: entry.population,
                capital: entry.capital,
                source: entry.source.to_owned(),
            });
        }
    }
}

fn fault(fault: &str) -> GazetteerError {
    GazetteerError::Table { file: "gazetteer".to_owned(), line: 0, fault: fault.to_owned() }
}

fn fixed(degrees: f64) -> i32 {
    (degrees * 1e5).round() as i32
}

#[derive(Default)]
struct Texts {
    bytes: Vec<u8>,
    known: BTreeMap<String, u32>,
}

impl Texts {
    fn add(&mut self, text: &str) -> Result<u32, GazetteerError> {
        if let Some(&offset) = self.known.get(text) {
            return Ok(offset);
        }
        let length =
            u8::try_from(text.len()).map_err(|_| fault(&format!("{text:?} is longer than 255 bytes; shorten it")))?;
        let offset = u32::try_from(self.bytes.len()).map_err(|_| fault("too many names; add fewer places"))?;
        self.bytes.push(length);
        self.bytes.extend_from_slice(text.as_bytes());
        self.known.insert(text.to_owned(), offset);
        Ok(offset)
    }
}

fn automaton(
    keys: BTreeMap<String, Vec<(u32, bool)>>,
    places: &[Place],
    postings: &mut Vec<u8>,
) -> Result<Vec<u8>, GazetteerError> {
    let broken = |error: fst::Error| fault(&error.to_string());
    let mut builder = fst::MapBuilder::memory();
    for (key, mut rows) in keys {
        let rank = |row: u32| {
            let place = &places[row as usize];
            (place.kind > Kind::District, std::cmp::Reverse(place.population), row)
        };
        rows.sort_by_key(|&(row, own)| (rank(row), !own));
        rows.dedup_by_key(|(row, _)| *row);
        let posting = |(row, own): &(u32, bool)| row << 1 | u32::from(*own);
        let at = match rows.as_slice() {
            [one] => u64::from(posting(one)),
            many => {
                let at = postings.len() / 4;
                many.iter().for_each(|row| postings.extend_from_slice(&posting(row).to_le_bytes()));
                at as u64
            }
        };
        builder.insert(key, (rows.len() as u64) << 32 | at).map_err(broken)?;
    }
    builder.into_inner().map_err(broken)
}
