//! All gazetteers as one: the world's, the regions of the lexicons, an analyst's own.

use std::collections::HashMap;
use std::sync::Arc;

use sitroom_gazetteer::{Basis, Entry, Gazetteer, GazetteerError, Kind, Packer, Place, fold};
use sitroom_language::Parsed;

use super::words::{Stand, Words};
use crate::lexicon::{Lexicon, LexiconError, Lexicons};

/// A row of one of the gazetteers.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct SiteId {
    book: u8,
    row: u32,
}

/// A place that a name may mean.
#[derive(Copy, Clone, Debug)]
pub(crate) struct Site<'a> {
    pub(crate) id: SiteId,
    pub(crate) entry: Entry<'a>,
    /// Whether the name asked for is its usual one.
    pub(crate) own: bool,
    /// The division of the first level that it is or lies in.
    pub(crate) province: Option<SiteId>,
    /// The point as a direction from the Earth's centre.
    pub(crate) direction: Option<[f32; 3]>,
}

impl<'a> Site<'a> {
    pub(crate) fn country(&self) -> Option<&'a str> {
        self.entry.country
    }
}

/// A name as it stands in the text, found in a gazetteer.
#[derive(Copy, Clone, Debug)]
pub(crate) struct Hit {
    /// One past its last token.
    pub(crate) end: usize,
}

/// All gazetteers.
pub(crate) struct Atlas {
    books: Vec<Arc<Gazetteer>>,
    countries: HashMap<String, SiteId>,
}

/// The most words a name has.
const WORDS: usize = 7;
/// The most namesakes that are weighed; the less populous ones beyond are given up.
const NAMESAKES: usize = 400;

impl Atlas {
    pub(crate) fn new(lexicons: &Lexicons) -> Result<Self, LexiconError> {
        let broken = |error: GazetteerError| LexiconError::Row {
            file: "gazetteer".to_owned(),
            line: 0,
            fault: error.to_string(),
        };
        let regions = lexicons.load("place_regions.tsv", include_str!("../../../../lexicons/place_regions.tsv"))?;
        let mut packer = Packer::default();
        for place in regions_of(&regions)? {
            packer.add(place);
        }
        let bytes = packer.pack().map_err(broken)?;
        let regions = Gazetteer::from_vec(bytes, "place_regions.tsv").map_err(broken)?;
        let books = vec![Arc::new(Gazetteer::world().map_err(broken)?), Arc::new(regions)];
        let countries = (0u32..)
            .map_while(|row| books[0].entry(row).filter(|entry| entry.kind == Kind::Country).map(|entry| (row, entry)))
            .filter_map(|(row, entry)| Some((entry.country?.to_owned(), SiteId { book: 0, row })))
            .collect();
        Ok(Self { books, countries })
    }

    fn entry(&self, id: SiteId) -> Option<Entry<'_>> {
        self.books.get(usize::from(id.book))?.entry(id.row)
    }

    /// The place in row `id`.
    pub(crate) fn site(&self, id: SiteId, own: bool) -> Option<Site<'_>> {
        let entry = self.entry(id)?;
        let mut above = Some(id);
        let mut province = None;
        for _ in 0..6 {
            let Some(at) = above else { break };
            let Some(entry) = self.entry(at) else { break };
            if entry.kind == Kind::Province {
                province = Some(at);
                break;
            }
            above = entry.within.map(|row| SiteId { book: id.book, row });
        }
        let direction = entry.point.map(|(lat, lon)| {
            let (lat, lon) = ((lat as f32).to_radians(), (lon as f32).to_radians());
            [lat.cos() * lon.cos(), lat.cos() * lon.sin(), lat.sin()]
        });
        Some(Site { id, entry, own, province, direction })
    }

    /// The country with the code `code`.
    pub(crate) fn country(&self, code: &str) -> Option<Site<'_>> {
        self.site(*self.countries.get(code)?, true)
    }

    /// Whether a country has the code `code`.
    pub(crate) fn is_country(&self, code: &str) -> bool {
        self.countries.contains_key(code)
    }

    /// The longest name that starts with token `from` and ends before token `to`.
    pub(crate) fn longest(&self, parsed: &Parsed, from: usize, to: usize) -> Option<Hit> {
        let mut best: Option<usize> = None;
        let mut word = String::new();
        for book in &self.books {
            let mut walk = book.walk();
            let mut words = 0;
            for i in from..to {
                let text = parsed.word(i);
                word.clear();
                fold::plain_into(text, &mut word);
                if word.is_empty() {
                    if i > from && matches!(text, "-" | "–" | "'" | "’" | ".") {
                        continue;
                    }
                    break;
                }
                if i > from && matches!(text, "'s" | "’s") {
                    break;
                }
                words += 1;
                let Some(next) = book.step(walk, &word).filter(|_| words <= WORDS) else { break };
                walk = next;
                if book.at(walk).is_some() && best.is_none_or(|end| end < i + 1) {
                    best = Some(i + 1);
                }
            }
        }
        best.map(|end| Hit { end })
    }

    /// All places that bear `name`.
    pub(crate) fn namesakes(&self, name: &str) -> Vec<Site<'_>> {
        let mut sites = Vec::new();
        for (book, gazetteer) in self.books.iter().enumerate().rev() {
            let book = book as u8;
            let found = gazetteer.find(name).into_iter().flat_map(|found| found.iter());
            sites.extend(found.take(NAMESAKES).filter_map(|m| self.site(SiteId { book, row: m.row }, m.own)));
        }
        sites
    }

    /// Places whose name sounds like `name`: see [`fold::sound`].
    pub(crate) fn by_sound(&self, name: &str) -> Vec<(Site<'_>, f64)> {
        let mut sites = Vec::new();
        for (book, gazetteer) in self.books.iter().enumerate().rev() {
            let book = book as u8;
            let found = gazetteer.find_by_sound(name);
            sites.extend(
                found.into_iter().filter_map(|(m, like)| Some((self.site(SiteId { book, row: m.row }, false)?, like))),
            );
        }
        sites
    }

    /// The place that a row of a lexicon names by code or name.
    pub(crate) fn meant(&self, stand: &Stand) -> Option<Site<'_>> {
        if let Some(country) = self.country(&stand.place) {
            return Some(country);
        }
        let fits = |site: &Site<'_>| stand.country.is_none() || site.country() == stand.country.as_deref();
        let rank = |site: &Site<'_>| {
            let kind = match site.entry.kind {
                Kind::Country => 0,
                Kind::Region => 1,
                Kind::Province => 2,
                _ => 3,
            };
            (kind, !site.own, std::cmp::Reverse(site.entry.population), site.id)
        };
        self.namesakes(&stand.place).into_iter().filter(fits).min_by_key(rank)
    }

    /// What every word for a people and every short form means.
    pub(crate) fn stands(&self, words: &Words) -> (HashMap<String, SiteId>, HashMap<String, SiteId>) {
        let resolve = |stands: &HashMap<String, Stand>| {
            let meant = stands.iter().filter_map(|(form, stand)| Some((form.clone(), self.meant(stand)?.id)));
            meant.collect()
        };
        (resolve(&words.demonyms), resolve(&words.abbreviations))
    }
}

fn regions_of(lexicon: &Lexicon) -> Result<Vec<Place>, LexiconError> {
    let column = |name: &str| lexicon.column(name);
    let (name, names, kind, country) = (column("name")?, column("names")?, column("kind")?, column("country")?);
    let (lat, lon) = (column("lat")?, column("lon")?);
    let read = |row: &crate::lexicon::Row| {
        let known = Kind::parse(row.cell(kind)).ok_or_else(|| lexicon.fault(row, "unknown kind"))?;
        Ok(Place {
            id: format!("sitroom:{}", fold::plain(row.cell(name)).replace(' ', "_")),
            name: row.cell(name).to_owned(),
            names: row.list(names).map(str::to_owned).collect(),
            kind: known,
            country: Some(row.cell(country).to_owned()).filter(|code| !code.is_empty()),
            within: None,
            point: row.cell(lat).parse().ok().zip(row.cell(lon).parse().ok()),
            basis: if known == Kind::Region { Basis::NamedRegion } else { Basis::Gazetteer },
            population: 0,
            capital: false,
            source: lexicon.name.clone(),
        })
    };
    lexicon.rows.iter().map(read).collect()
}
