//! All gazetteers as one: the world's, the regions of the lexicons, an analyst's own.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};

use sitroom_gazetteer::{Basis, Entry, Gazetteer, GazetteerError, Kind, Packer, Place, fold};
use sitroom_language::Parsed;

use super::words::{Stand, Words};
use crate::lexicon::{Lexicon, LexiconError, Lexicons, Row};

/// A row of one of the gazetteers.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct SiteId {
    book: u8,
    row: u32,
}

impl SiteId {
    /// Whether an analyst added it.
    pub(crate) fn is_analysts(self) -> bool {
        self.book == 2
    }
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

/// A part of a place: how far north and how far east in it.
type Part = (SiteId, i8, i8);

/// All gazetteers.
pub(crate) struct Atlas {
    books: Vec<Arc<Gazetteer>>,
    countries: HashMap<String, SiteId>,
    /// The provinces of the lexicons' places, which lie in another book.
    provinces: HashMap<SiteId, SiteId>,
    /// Parts of countries and provinces that were asked for: their middles.
    parts: Mutex<BTreeMap<Part, Option<(f64, f64)>>>,
}

/// The most words a name has.
const WORDS: usize = 7;
/// Alternate names of divisions below this are not seen in the names of other things.
const TOWN: u32 = 60_000;
/// How alike a name that nothing else shows to be a place must sound.
const ALL_BUT: f64 = 0.85;
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
        let villages = lexicons.load("place_villages.tsv", include_str!("../../../../lexicons/place_villages.tsv"))?;
        let mut provinces_of = Vec::new();
        for (place, province) in rows_of(&regions)?.into_iter().chain(rows_of(&villages)?) {
            if let Some(province) = province {
                provinces_of.push((place.id.clone(), place.country.clone(), province));
            }
            packer.add(place);
        }
        let bytes = packer.pack().map_err(broken)?;
        let regions = Gazetteer::from_vec(bytes, "place_regions.tsv").map_err(broken)?;
        let mut books = vec![Arc::new(Gazetteer::world().map_err(broken)?), Arc::new(regions)];
        books.extend(lexicons.gazetteer());
        let countries = (0u32..)
            .map_while(|row| books[0].entry(row).filter(|entry| entry.kind == Kind::Country).map(|entry| (row, entry)))
            .filter_map(|(row, entry)| Some((entry.country?.to_owned(), SiteId { book: 0, row })))
            .collect();
        let mut atlas = Self { books, countries, provinces: HashMap::new(), parts: Mutex::default() };
        let rows: HashMap<String, u32> =
            (0u32..).zip(atlas.books[1].entries()).map(|(row, entry)| (entry.id(), row)).collect();
        for (id, country, name) in provinces_of {
            let stand = Stand { place: name, country, after_comma: false, entry: String::new() };
            let province = atlas
                .namesakes(&stand.place)
                .into_iter()
                .find(|site| site.entry.kind == Kind::Province && site.country() == stand.country.as_deref());
            if let (Some(&row), Some(province)) = (rows.get(&id), province.map(|site| site.id)) {
                atlas.provinces.insert(SiteId { book: 1, row }, province);
            }
        }
        atlas.join_provinces();
        Ok(atlas)
    }

    /// An analyst's provinces are the world's of the same name, so that places of both lie in one.
    fn join_provinces(&mut self) {
        let Some(own) = self.books.get(2).cloned() else { return };
        for (row, entry) in (0u32..).zip(own.entries()).filter(|(_, entry)| entry.kind == Kind::Province) {
            let same = self
                .namesakes(entry.name)
                .into_iter()
                .find(|site| site.id.book == 0 && site.entry.kind == Kind::Province && site.country() == entry.country);
            if let Some(id) = same.map(|site| site.id) {
                self.provinces.insert(SiteId { book: 2, row }, id);
            }
        }
    }

    /// The middle of a part of a country or province: of its settlements in that third of it, north or south (1 or -1)
    /// and east or west, with 0 for the middle. `None` where too little is known.
    pub(crate) fn part(&self, site: &Site<'_>, north: i8, east: i8) -> Option<(f64, f64)> {
        let key = (site.id, north, east);
        if let Some(&known) = self.parts.lock().ok()?.get(&key) {
            return known;
        }
        let country = site.country()?;
        let inside = |row: u32| {
            site.entry.kind == Kind::Country
                || self.site(SiteId { book: 0, row }, true).is_some_and(|one| one.province == site.province)
        };
        let mut cells: Vec<(i32, i32)> = (self.books[0].settlements(country))
            .filter(|(row, _)| inside(*row))
            .filter_map(|(_, entry)| entry.point)
            .map(|(lat, lon)| ((lat * 8.0).floor() as i32, (lon * 8.0).floor() as i32))
            .collect();
        cells.sort_unstable();
        cells.dedup();
        let found = middle(&cells, north, east);
        self.parts.lock().ok()?.insert(key, found);
        found
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
        let province = match province {
            Some(at) => Some(self.provinces.get(&at).copied().unwrap_or(at)),
            None => self.provinces.get(&id).copied(),
        };
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
            for m in found.take(NAMESAKES) {
                // Every name in the lexicons is as good as the first; an analyst's row stands for ours of the same id.
                let own = m.own || book == 1;
                let Some(site) = self.site(SiteId { book, row: m.row }, own) else { continue };
                let known = |other: &Site<'_>| other.id.book > book && other.entry.same_id(&site.entry);
                if !sites.iter().take(NAMESAKES).any(known) {
                    sites.push(site);
                }
            }
        }
        sites
    }

    /// The code of the country that is called `key`, folded.
    pub(crate) fn country_called(&self, key: &str) -> Option<&str> {
        self.entries(key).find(|(_, entry, _)| entry.kind == Kind::Country).and_then(|(_, entry, _)| entry.country)
    }

    /// Whether a place in a country that is `told` of sounds all but like `name`.
    pub(crate) fn sounds_like(&self, name: &str, told: impl Fn(&str) -> bool) -> bool {
        self.by_sound(name).iter().any(|(site, like)| *like >= ALL_BUT && site.country().is_some_and(&told))
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

    /// The entries that bear the folded name `key`, each with the number of its book and whether the name is its own:
    /// the better known of each sort.
    fn entries(&self, key: &str) -> impl Iterator<Item = (usize, Entry<'_>, bool)> {
        self.books.iter().enumerate().flat_map(move |(number, book)| {
            let found = book.find_folded(key).into_iter().flat_map(|found| found.iter()).take(60);
            found.filter_map(move |m| Some((number, book.entry(m.row)?, m.own)))
        })
    }

    /// How well known the best known place called `key` is, as far as its name alone can speak for it.
    pub(crate) fn prominence(&self, key: &str) -> f64 {
        let known = |(book, entry, own): (usize, Entry<'_>, bool)| {
            // Whoever listed a place by hand expects to read of it.
            if book > 0 {
                return 2.2;
            }
            let people = f64::from(entry.population.max(1)).log10();
            let kind = match entry.kind {
                Kind::Country => 3.5,
                Kind::Region | Kind::Facility | Kind::Crossing | Kind::Point => 2.0,
                Kind::Province => (people - 4.0).clamp(0.0, 2.2),
                Kind::District => (people - 4.5).clamp(-0.5, 1.0),
                Kind::Settlement => (people - 4.0).clamp(-0.5, 2.5),
            };
            kind - if own { 0.0 } else { 0.7 }
        };
        self.entries(key).map(known).fold(-0.5, f64::max)
    }

    /// Whether a place called `key` is known enough to be seen in the name of something else; a region of one word
    /// only where `led` by a word that a place follows.
    pub(crate) fn is_weighty(&self, key: &str, least: u32, single: bool, led: bool) -> bool {
        self.entries(key).any(|(_, entry, own)| match entry.kind {
            Kind::Country => true,
            Kind::Region => !single || led,
            Kind::Province => own && (entry.population >= least || !single),
            Kind::District => own && !single || entry.population >= least.saturating_mul(4).max(TOWN),
            _ => entry.population >= if own { least } else { least.saturating_mul(4) },
        })
    }

    /// Whether a place of `kind` has `key` for its own name.
    pub(crate) fn is_of(&self, key: &str, kind: Kind) -> bool {
        self.entries(key).any(|(_, entry, own)| own && entry.kind == kind)
    }

    /// Whether a region of the lexicons is called `key`.
    pub(crate) fn is_region(&self, key: &str) -> bool {
        self.entries(key).any(|(_, entry, _)| entry.kind == Kind::Region)
    }

    /// Whether a country or province called `above` holds a place called `key`, as far as their country tells.
    pub(crate) fn holds(&self, above: &str, key: &str) -> bool {
        let countries: Vec<&str> = (self.entries(above))
            .filter(|(_, entry, _)| matches!(entry.kind, Kind::Country | Kind::Province))
            .filter_map(|(_, entry, _)| entry.country)
            .collect();
        !countries.is_empty()
            && self.entries(key).any(|(_, entry, _)| entry.country.is_some_and(|country| countries.contains(&country)))
    }

    /// Whether a place called `key` lies in a country that is `told` of.
    pub(crate) fn lies_in(&self, key: &str, told: impl Fn(&str) -> bool) -> bool {
        self.entries(key).any(|(_, entry, _)| entry.country.is_some_and(&told))
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

/// The mean of those cells (eighths of a degree) that lie in one third of all, to the north (1) or south (-1), and to the east
/// or west; in the middle for 0, and anywhere where the other of the two decides.
fn middle(cells: &[(i32, i32)], north: i8, east: i8) -> Option<(f64, f64)> {
    let third = |all: Vec<i32>, side: i8, free: bool| {
        let (low, high) = (f64::from(*all.iter().min()?), f64::from(*all.iter().max()?));
        let step = (high - low) / 3.0;
        Some(match side {
            1 => (high - step, high),
            -1 => (low, low + step),
            _ if free => (low, high),
            _ => (low + step, high - step),
        })
    };
    let (south_end, north_end) = third(cells.iter().map(|cell| cell.0).collect(), north, east != 0)?;
    let (west_end, east_end) = third(cells.iter().map(|cell| cell.1).collect(), east, north != 0)?;
    let inside: Vec<(f64, f64)> = (cells.iter().map(|&(lat, lon)| (f64::from(lat), f64::from(lon))))
        .filter(|(lat, lon)| (south_end..=north_end).contains(lat) && (west_end..=east_end).contains(lon))
        .collect();
    let count = inside.len() as f64;
    let mean = |sum: f64| (sum / count + 0.5) / 8.0;
    (!inside.is_empty())
        .then(|| (mean(inside.iter().map(|cell| cell.0).sum()), mean(inside.iter().map(|cell| cell.1).sum())))
}

/// The places of a lexicon, each with the name of its province where the lexicon has one.
fn rows_of(lexicon: &Lexicon) -> Result<Vec<(Place, Option<String>)>, LexiconError> {
    let column = |name: &str| lexicon.column(name);
    let (name, names, kind, country) = (column("name")?, column("names")?, column("kind")?, column("country")?);
    let (lat, lon, province) = (column("lat")?, column("lon")?, column("province").ok());
    let some = |cell: &str| Some(cell.to_owned()).filter(|cell| !cell.is_empty());
    let read = |row: &Row| {
        let known = Kind::parse(row.cell(kind)).ok_or_else(|| lexicon.fault(row, "unknown kind"))?;
        let place = Place {
            id: format!("sitroom:{}", fold::plain(row.cell(name)).replace(' ', "_")),
            name: row.cell(name).to_owned(),
            names: row.list(names).map(str::to_owned).collect(),
            kind: known,
            country: some(row.cell(country)),
            within: None,
            point: row.cell(lat).parse().ok().zip(row.cell(lon).parse().ok()),
            basis: if known == Kind::Region { Basis::NamedRegion } else { Basis::Gazetteer },
            population: 0,
            capital: false,
            source: lexicon.name.clone(),
        };
        Ok((place, province.and_then(|column| some(row.cell(column)))))
    };
    lexicon.rows.iter().map(read).collect()
}
