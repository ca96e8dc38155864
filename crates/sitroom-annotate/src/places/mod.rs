//! Places: which words name one, which place they mean, and how sure that is.
//!
//! Finding ([`mentions`]) takes the parser's names, mends them and adds those it missed. Resolving ([`resolve`])
//! weighs the namesakes that the gazetteers ([`atlas`]) know. A name in no gazetteer stays a place without a point.

mod atlas;
mod mentions;
mod outlet;
mod resolve;
mod words;

use std::collections::HashMap;

use sitroom_gazetteer::{Basis, Kind, fold};
use sitroom_language::{Dep, Parsed};

use crate::annotation::{Annotation, Place, PlaceBasis, PlaceKind, PlaceUse, Reason, Words as Span};
use crate::annotator::Reading;
use crate::lexicon::{LexiconError, Lexicons};

use atlas::{Atlas, Site, SiteId};
use mentions::Mention;
pub(crate) use mentions::is_lower;
use outlet::Home;
use resolve::Meaning;
use words::{Role, Words};

/// All that is known of places.
pub(crate) struct Guide {
    atlas: Atlas,
    words: Words,
    /// What each word for a people and each short form means.
    people: HashMap<String, SiteId>,
    short: HashMap<String, SiteId>,
}

/// Finds places.
pub(crate) struct Annotator {
    guide: Guide,
}

impl Annotator {
    pub(crate) fn new(lexicons: &Lexicons) -> Result<Self, LexiconError> {
        let words = Words::new(lexicons)?;
        let atlas = Atlas::new(lexicons)?;
        let (people, short) = atlas.stands(&words);
        Ok(Self { guide: Guide { atlas, words, people, short } })
    }

    pub(crate) fn annotate(&self, reading: &Reading<'_>, draft: &mut Annotation) {
        let guide = &self.guide;
        let parsed = reading.parsed;
        let mentions = mentions::find(guide, parsed);
        let home = Home::of(guide, reading.report);
        let meanings = resolve::resolve(guide, &mentions, home.as_ref());
        let rows = mentions.iter().zip(&meanings);
        draft.places = rows.map(|(mention, meaning)| row(guide, parsed, mention, meaning.as_ref())).collect();
        site_facilities(&mentions, &mut draft.places);
    }
}

fn row(guide: &Guide, parsed: &Parsed, mention: &Mention, meaning: Option<&Meaning<'_>>) -> Place {
    let span = parsed.span(mention.tokens.clone());
    let mut place = Place {
        words: Span::at(span),
        name: Some(span.of(parsed.text()).to_owned()),
        gazetteer: None,
        country: None,
        admin1: None,
        kind: mention.hint.map(kind_of),
        usage: mention.usage,
        lat: None,
        lon: None,
        basis: None,
        confidence: None,
        why: mention.why.clone(),
    };
    if let Some(part) = &mention.part {
        let entry = guide.words.get(parsed.word(part.start)).map(|word| word.entry.clone());
        let span = Some(parsed.span(part.clone()));
        place.why.push(Reason { what: "a part of the place is meant".to_owned(), entry, span });
    }
    let Some(meaning) = meaning else { return place };
    let site = meaning.site;
    if mention.usage == PlaceUse::Literal && is_government(guide, parsed, mention, &site) {
        place.usage = PlaceUse::Metonym;
        place.why.push(Reason {
            what: "a government is meant: it is the subject of what governments do".to_owned(),
            entry: None,
            span: None,
        });
    }
    place.name = Some(fold::printed(site.entry.name));
    place.gazetteer = Some(site.entry.id());
    place.country = site.country().map(str::to_owned);
    place.admin1 = site
        .province
        .and_then(|province| guide.atlas.site(province, true))
        .map(|province| fold::printed(province.entry.name));
    place.kind = Some(kind_of(site.entry.kind));
    if let Some((lat, lon)) = site.entry.point {
        (place.lat, place.lon) = (Some(lat), Some(lon));
        place.basis = site.entry.basis.map(|basis| match basis {
            Basis::Gazetteer => PlaceBasis::Gazetteer,
            Basis::Centroid => PlaceBasis::Centroid,
            Basis::NamedRegion => PlaceBasis::NamedRegion,
        });
    }
    place.confidence = Some((meaning.confidence * 100.0).round() / 100.0);
    if let Some(part) = mention.part.as_ref().filter(|_| mention.usage != PlaceUse::Demonym) {
        let word: String = part.clone().map(|token| parsed.word(token)).collect();
        narrow(guide, &mut place, &site, &word);
    }
    place
}

/// Turns a country or province into the part of it that is meant: "northern Syria", "the Aleppo countryside".
fn narrow(guide: &Guide, place: &mut Place, site: &Site<'_>, word: &str) {
    if !matches!(site.entry.kind, Kind::Country | Kind::Province) {
        return;
    }
    let word = word.to_lowercase();
    if let Some((north, east)) = side(&word) {
        // One name for "northwest", "north-west" and "northwestern".
        place.name = Some(format!("{} {}", called(north, east), fold::printed(site.entry.name)));
        if let Some((lat, lon)) = guide.atlas.part(site, north, east) {
            (place.lat, place.lon) = (Some((lat * 1e4).round() / 1e4), Some((lon * 1e4).round() / 1e4));
            place.basis = Some(PlaceBasis::Centroid);
        }
    } else if guide.words.is(&word, Role::Outlying) {
        place.name = Some(format!("{} {word}", fold::printed(site.entry.name)));
    } else {
        return;
    }
    place.kind = Some(PlaceKind::Region);
    place.gazetteer = None;
}

/// Which way a word points: north or south, east or west.
fn side(word: &str) -> Option<(i8, i8)> {
    let letters = word.replace('-', "");
    let bare = letters.strip_suffix("ern").unwrap_or(&letters);
    Some(match bare {
        "north" => (1, 0),
        "south" => (-1, 0),
        "east" => (0, 1),
        "west" => (0, -1),
        "northeast" => (1, 1),
        "northwest" => (1, -1),
        "southeast" => (-1, 1),
        "southwest" => (-1, -1),
        "central" => (0, 0),
        _ => return None,
    })
}

/// The adjective for a side, as [`side`] reads it.
fn called(north: i8, east: i8) -> &'static str {
    match (north, east) {
        (1, 0) => "northern",
        (-1, 0) => "southern",
        (0, 1) => "eastern",
        (0, -1) => "western",
        (1, 1) => "northeastern",
        (1, -1) => "northwestern",
        (-1, 1) => "southeastern",
        (-1, -1) => "southwestern",
        _ => "central",
    }
}

/// A building that is named after the town it stands in gets the town's point, labelled so.
fn site_facilities(mentions: &[Mention], places: &mut [Place]) {
    for i in 0..places.len() {
        if places[i].kind != Some(PlaceKind::Facility) || places[i].gazetteer.is_some() {
            continue;
        }
        let inside = |k: &usize| mentions[*k].tokens.end <= mentions[i].tokens.end;
        let after = (i + 1..places.len()).take_while(|k| mentions[*k].tokens.start < mentions[i].tokens.end);
        let Some(town) = after.filter(inside).find(|k| places[*k].lat.is_some()) else { continue };
        let town = places[town].clone();
        let place = &mut places[i];
        (place.country, place.admin1) = (town.country, town.admin1);
        (place.lat, place.lon, place.confidence) = (town.lat, town.lon, town.confidence.map(|sure| sure / 2.0));
        place.basis = Some(PlaceBasis::Centroid);
        let what = "stands in the place that it is named after, as far as is known".to_owned();
        place.why.push(Reason { what, entry: None, span: Some(town.words.span()) });
    }
}

fn kind_of(kind: Kind) -> PlaceKind {
    match kind {
        Kind::Country => PlaceKind::Country,
        Kind::Province => PlaceKind::Province,
        Kind::District => PlaceKind::District,
        Kind::Settlement => PlaceKind::Settlement,
        Kind::Region => PlaceKind::Region,
        Kind::Facility => PlaceKind::Facility,
        Kind::Crossing => PlaceKind::Crossing,
        Kind::Point => PlaceKind::Point,
    }
}

/// Whether a country's or capital's name stands for its government: as the subject of what governments do.
fn is_government(guide: &Guide, parsed: &Parsed, mention: &Mention, site: &Site<'_>) -> bool {
    if !(site.entry.kind == Kind::Country || site.entry.capital) {
        return false;
    }
    let Some(last) = mention.tokens.end.checked_sub(1) else { return false };
    let token = &parsed.tokens[last];
    let says = |verb: usize| guide.words.is(&parsed.tokens[verb].lemma, Role::Speech);
    match token.dep {
        Dep::Nsubj => {
            says(token.head)
                || parsed.children(token.head).any(|child| parsed.tokens[child].dep == Dep::Xcomp && says(child))
        }
        Dep::Conj => {
            let first = token.head;
            parsed.tokens[first].dep == Dep::Nsubj && says(parsed.tokens[first].head)
        }
        Dep::Pobj => parsed.tokens[token.head].dep == Dep::Agent && says(parsed.tokens[token.head].head),
        _ => false,
    }
}
