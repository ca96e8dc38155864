//! References: which mentions mean the same actor of a report, and why.
//!
//! Names go by the lexicon's id, then by their words; a surname goes by the one person who bears it; an office by who
//! held it in the report's year, else by the one person introduced with it; "the ministry" by the one ministry spoken
//! of lately; a pronoun by the subject before it, where number and person agree (after Hobbs 1978 and the salience of
//! Lappin and Leass 1994). Where two would do, none is taken: no link is better than a wrong one.

use sitroom_language::{Dep, Parsed};

use crate::actors::book::{Book, fold};
use crate::annotation::{Actor, ActorKind, Annotation, Link, PlaceKind, PlaceUse, Reason};
use crate::annotator::Reading;

/// How many sentences back a pronoun or "the group" may reach.
const REACH: usize = 2;

/// An actor of the report.
#[derive(Debug)]
struct Entity {
    id: Option<String>,
    name: String,
    kind: Option<ActorKind>,
    /// Offices and countries it was introduced with: ("president", "TR").
    titles: Vec<(String, Option<String>)>,
    female: Option<bool>,
    plural: bool,
    nominal: bool,
    /// Sentence, token and subject of each mention, last one last.
    seen: Vec<(usize, usize, bool)>,
}

struct Linker<'a> {
    book: &'a Book,
    parsed: &'a Parsed,
    year: Option<i16>,
    /// Ids of the persons that the report names.
    named: Vec<String>,
    /// The countries that each sentence names, or the people of.
    countries: Vec<Vec<String>>,
    entities: Vec<Entity>,
}

/// Numbers the actors of `draft`, links what can be linked, and takes pronouns away that mean nobody known.
pub(crate) fn annotate(book: &Book, reading: &Reading<'_>, draft: &mut Annotation) {
    let year =
        reading.published.as_ref().and_then(|published| published.date.get(..4)).and_then(|year| year.parse().ok());
    let mut named: Vec<String> =
        draft.actors.iter().filter_map(|actor| actor.id.clone()).filter(|id| id.starts_with("person:")).collect();
    named.sort();
    named.dedup();
    let countries = countries(reading.parsed, draft);
    let mut linker = Linker { book, parsed: reading.parsed, year, named, countries, entities: Vec::new() };
    let partners = appositions(reading.parsed, &draft.actors);
    let places = std::mem::take(&mut draft.places);
    let country = |span: sitroom_report::Span| {
        let within = |place: &&crate::annotation::Place| span.contains(place.words.span());
        places.iter().rev().find(within).and_then(|place| place.country.clone())
    };
    for (i, partner) in partners.into_iter().enumerate() {
        if draft.actors[i].entity.is_some() {
            continue;
        }
        match partner {
            Some(name) => {
                linker.link(&mut draft.actors[name], country);
                let named = draft.actors[name].clone();
                linker.join(&mut draft.actors[i], &named);
            }
            None => linker.link(&mut draft.actors[i], country),
        }
    }
    draft.places = places;
    drop_unlinked_pronouns(draft);
}

/// The countries that each sentence names, or the people of.
fn countries(parsed: &Parsed, draft: &Annotation) -> Vec<Vec<String>> {
    let mut countries = vec![Vec::new(); parsed.sentences().len()];
    for place in &draft.places {
        let named = place.usage == PlaceUse::Demonym || place.kind == Some(PlaceKind::Country);
        let sentence = parsed.tokens_in(place.words.span()).next().map(|i| parsed.sentence_number(i));
        if let (true, Some(sentence), Some(code)) = (named, sentence, &place.country) {
            countries[sentence].push(code.clone());
        }
    }
    countries
}

/// For each "a journalist" and "Russia's ambassador", the person's name that stands in apposition to it.
fn appositions(parsed: &Parsed, actors: &[Actor]) -> Vec<Option<usize>> {
    let partner = |(i, actor): (usize, &Actor)| {
        let nominal = matches!(actor.link, Some(Link::Nominal | Link::Role));
        if !nominal || !matches!(actor.kind, Some(ActorKind::Person | ActorKind::Leader)) {
            return None;
        }
        let tokens = parsed.tokens_in(actor.words.span());
        let named = |other: &Actor| {
            other.kind == Some(ActorKind::Person)
                && matches!(other.link, Some(Link::Name | Link::Alias | Link::Surname))
                && parsed.tokens_in(other.words.span()).any(|token| {
                    parsed.tokens[token].dep == Dep::Appos
                        && parsed.head(token).is_some_and(|head| tokens.contains(&head))
                })
        };
        (i + 1..actors.len().min(i + 4)).find(|&other| named(&actors[other]))
    };
    actors.iter().enumerate().map(partner).collect()
}

fn drop_unlinked_pronouns(draft: &mut Annotation) {
    let keeps = |actor: &Actor| actor.link != Some(Link::Pronoun) || actor.entity.is_some();
    let mut next = 0;
    let places: Vec<Option<usize>> = (draft.actors.iter())
        .map(|actor| {
            keeps(actor).then(|| {
                next += 1;
                next - 1
            })
        })
        .collect();
    draft.actors.retain(keeps);
    for actor in &mut draft.actors {
        for list in [&mut actor.backed_by_i, &mut actor.member_of_i] {
            *list = list.iter().filter_map(|i| places.get(*i).copied().flatten()).collect();
        }
    }
}

/// Whether an actor is several; a person's name is one, whatever its ending looks like to a tagger.
fn is_plural(parsed: &Parsed, actor: &Actor, head: usize) -> bool {
    let named = actor.kind == Some(ActorKind::Person) && !matches!(actor.link, Some(Link::Nominal | Link::Role));
    !named && matches!(parsed.tokens[head].tag.as_str(), "NNS" | "NNPS")
}

impl Linker<'_> {
    fn link(&mut self, actor: &mut Actor, country: impl Fn(sitroom_report::Span) -> Option<String>) {
        let tokens = self.parsed.tokens_in(actor.words.span());
        let Some(head) =
            tokens.clone().find(|i| !tokens.contains(&self.parsed.tokens[*i].head)).or(tokens.clone().next_back())
        else {
            return;
        };
        let sentence = self.parsed.sentence_number(head);
        let found = match actor.link {
            Some(Link::Pronoun) => self.pronoun(head, sentence),
            Some(Link::Role) => {
                let side = country(actor.words.span());
                self.role(actor, head, sentence, side)
            }
            Some(Link::Nominal) if actor.id.is_none() => {
                let side = country(actor.words.span());
                self.definite(actor, head, sentence, side.as_deref())
            }
            _ => self.named(actor),
        };
        if let Some((entity, what)) = found {
            let known = &self.entities[entity];
            if matches!(actor.link, Some(Link::Pronoun | Link::Role | Link::Nominal | Link::Surname))
                || actor.name.is_none()
            {
                actor.name = Some(known.name.clone());
                actor.id.clone_from(&known.id);
                actor.kind = known.kind.or(actor.kind);
            }
            actor.why.push(Reason {
                what: format!("means {}: {what}", known.name),
                entry: None,
                span: Some(actor.words.span()),
            });
            actor.entity = Some(entity);
        } else if actor.link == Some(Link::Pronoun) {
            return;
        } else {
            actor.entity = Some(self.entities.len());
            self.entities.push(Entity {
                id: actor.id.clone(),
                name: actor.name.clone().unwrap_or_default(),
                kind: actor.kind,
                titles: Vec::new(),
                female: None,
                plural: is_plural(self.parsed, actor, head),
                nominal: matches!(actor.link, Some(Link::Nominal | Link::Role)),
                seen: Vec::new(),
            });
        }
        let titles = self.titles(&tokens, head, &country);
        let subject = self.is_subject(head);
        if let Some(entity) = actor.entity.and_then(|entity| self.entities.get_mut(entity)) {
            entity.titles.extend(titles);
            entity.seen.push((sentence, head, subject));
        }
    }

    /// Makes `actor` mean the one whose name stands in apposition to it.
    fn join(&mut self, actor: &mut Actor, named: &Actor) {
        let tokens = self.parsed.tokens_in(actor.words.span());
        let head = tokens.clone().find(|i| !tokens.contains(&self.parsed.tokens[*i].head)).unwrap_or(tokens.start);
        (actor.entity, actor.name, actor.id) = (named.entity, named.name.clone(), named.id.clone());
        actor.kind = named.kind.or(actor.kind);
        let name = named.name.as_deref().unwrap_or_default();
        let what = format!("means {name}: the name in apposition");
        actor.why.push(Reason { what, entry: None, span: Some(named.words.span()) });
        let subject = self.is_subject(head);
        if let Some(entity) = actor.entity.and_then(|entity| self.entities.get_mut(entity)) {
            entity.seen.push((self.parsed.sentence_number(head), head, subject));
        }
    }

    /// The entity of a name: by id, by words, by the surname of one person.
    fn named(&self, actor: &mut Actor) -> Option<(usize, &'static str)> {
        if let Some(id) = &actor.id {
            let same = self.entities.iter().position(|entity| entity.id.as_ref() == Some(id));
            return same.map(|entity| (entity, "the same actor of the lexicon"));
        }
        let name = actor.name.clone()?;
        if let Some(entity) = self.entities.iter().position(|entity| entity.id.is_none() && entity.name == name) {
            return Some((entity, "the same name"));
        }
        if actor.kind == Some(ActorKind::Organisation) {
            return self.short_form(actor, &name);
        }
        if actor.kind != Some(ActorKind::Person) || name.contains(' ') {
            return None;
        }
        let folded = fold(&name);
        let bears = |entity: &&Entity| {
            entity.kind == Some(ActorKind::Person)
                && entity.name.rsplit(' ').next().is_some_and(|surname| fold(surname) == folded)
        };
        let mut bearers = self.entities.iter().enumerate().filter(|(_, entity)| bears(entity));
        let (entity, _) = bearers.next().filter(|_| bearers.next().is_none())?;
        actor.link = Some(Link::Surname);
        Some((entity, "the surname of one person"))
    }

    /// "the Observatory", "the Committee": the one body whose name has that word for its noun.
    fn short_form(&self, actor: &mut Actor, name: &str) -> Option<(usize, &'static str)> {
        let tokens = self.parsed.tokens_in(actor.words.span());
        let article = tokens.start.checked_sub(1).is_some_and(|i| self.parsed.word(i).eq_ignore_ascii_case("the"));
        if tokens.len() != 1 || !article {
            return None;
        }
        let noun = |entity: &Entity| {
            let words: Vec<&str> = entity.name.split(' ').collect();
            let of = words.iter().position(|word| matches!(*word, "for" | "of" | "on" | "in")).unwrap_or(words.len());
            words.len() > 1 && of > 0 && words[of - 1] == name
        };
        let body = |entity: &&Entity| {
            let kinds = [ActorKind::Organisation, ActorKind::Monitor, ActorKind::Agency, ActorKind::Party];
            !entity.nominal && entity.kind.is_some_and(|kind| kinds.contains(&kind)) && noun(entity)
        };
        let mut bodies = self.entities.iter().enumerate().filter(|(_, entity)| body(entity));
        let (entity, known) = bodies.next().filter(|_| bodies.next().is_none())?;
        actor.link = Some(Link::Alias);
        (actor.name, actor.id, actor.kind) = (Some(known.name.clone()), known.id.clone(), known.kind);
        Some((entity, "the noun of one body's name"))
    }

    /// The person whom an office means.
    fn role(
        &mut self,
        actor: &mut Actor,
        head: usize,
        sentence: usize,
        side: Option<String>,
    ) -> Option<(usize, &'static str)> {
        let words = self.office(head);
        // "his French counterpart", "a former president" are somebody else.
        let definite = self.is_definite(actor) || side.is_some();
        let indefinite = self.parsed.children(head).any(|child| {
            matches!(
                self.parsed.word(child).to_lowercase().as_str(),
                "a" | "an" | "former" | "another" | "any" | "ex" | "next" | "deputy" | "vice" | "new" | "local"
            )
        });
        if !definite || indefinite {
            return None;
        }
        let title = |entity: &&Entity| {
            entity.titles.iter().any(|(title, of)| {
                let same = title == &words || self.book.offices(&words).contains(title);
                same && (side.is_none() || of == &side)
            })
        };
        let introduced: Vec<usize> =
            self.entities.iter().enumerate().filter(|(_, entity)| title(entity)).map(|(i, _)| i).collect();
        if let [entity] = introduced.as_slice() {
            return Some((*entity, "introduced with this office"));
        }
        // Two presidents: the one whose country the sentence speaks of.
        let spoken_of = self.countries.get(sentence).map_or(&[][..], Vec::as_slice);
        let of_country = |entity: &&usize| {
            self.entities[**entity].titles.iter().any(|(_, of)| of.as_ref().is_some_and(|of| spoken_of.contains(of)))
        };
        let mut at_home = introduced.iter().filter(of_country);
        if let Some(entity) = at_home.next().filter(|_| at_home.next().is_none()) {
            return Some((*entity, "introduced with this office, of the country that the sentence speaks of"));
        }
        let held = |side: &str| {
            self.book.holder_among(&words, side, &self.named).or_else(|| self.book.holder(&words, side, self.year))
        };
        if let Some(known) = side.as_deref().and_then(held) {
            let (id, name) = (known.id.clone(), known.name.clone());
            let same = self.entities.iter().position(|entity| entity.id.as_ref() == Some(&id));
            let entity = same.unwrap_or_else(|| {
                self.entities.push(Entity {
                    id: Some(id),
                    name,
                    kind: Some(ActorKind::Person),
                    titles: vec![(words, side.clone())],
                    female: None,
                    plural: false,
                    nominal: false,
                    seen: Vec::new(),
                });
                self.entities.len() - 1
            });
            return Some((entity, "held this office"));
        }
        self.definite(actor, head, sentence, None)
    }

    /// "the group", "the ministry": the one actor of its kind that was spoken of lately.
    fn definite(
        &self,
        actor: &Actor,
        head: usize,
        sentence: usize,
        side: Option<&str>,
    ) -> Option<(usize, &'static str)> {
        let noun = self.parsed.word(head).to_lowercase();
        if let Some(same) = self
            .entities
            .iter()
            .position(|entity| entity.nominal && entity.id.is_none() && Some(&entity.name) == actor.name.as_ref())
        {
            return Some((same, "the same words"));
        }
        // Only a bare "the group" points back; "the armed group" may be another.
        let length = self.parsed.tokens_in(actor.words.span()).len();
        // "the Turkish ministry" is the Turkish one of those spoken of.
        let side = side.filter(|_| length == 3);
        let bare = length == 2 || side.is_some();
        if !self.is_definite(actor) || !bare || self.parsed.tokens[head].tag == "NNS" {
            return None;
        }
        // With its country beside it, a noun tells more and reaches further.
        let reach = if side.is_some() { REACH * 4 } else { REACH };
        let lately =
            |entity: &Entity| entity.seen.last().is_some_and(|(last, _, _)| sentence.saturating_sub(*last) <= reach);
        let of_side = |entity: &Entity| {
            let country = entity.id.as_deref().and_then(|id| self.book.by_id(id)).map(|known| known.country.as_str());
            side.is_none() || country == side
        };
        let fits = |entity: &&Entity| {
            let kind = entity.kind.is_some() && entity.kind == actor.kind
                || (noun == "group" && entity.kind == Some(ActorKind::ArmedGroup));
            let named = entity.name.to_lowercase().contains(&noun)
                || (noun == "group" && !entity.nominal)
                || entity.kind == Some(ActorKind::Monitor);
            kind && named && lately(entity) && of_side(entity)
        };
        let mut candidates = self.entities.iter().enumerate().filter(|(_, entity)| fits(entity));
        let (entity, _) = candidates.next().filter(|_| candidates.next().is_none())?;
        Some((entity, "the one of its kind that was spoken of lately"))
    }

    /// Whom a pronoun means: the last subject before it that agrees, in its sentence or the two before.
    fn pronoun(&mut self, i: usize, sentence: usize) -> Option<(usize, &'static str)> {
        let word = self.parsed.word(i).to_ascii_lowercase();
        let female = matches!(word.as_str(), "she" | "her");
        let person = female || matches!(word.as_str(), "he" | "him" | "his");
        let plural = matches!(word.as_str(), "they" | "them" | "their");
        let agrees = |entity: &Entity| match (person, plural) {
            (true, _) => {
                matches!(entity.kind, Some(ActorKind::Person | ActorKind::Leader))
                    && !entity.plural
                    && entity.female != Some(!female)
            }
            (_, true) => entity.plural || entity.kind == Some(ActorKind::People),
            _ => {
                !entity.plural
                    && !matches!(entity.kind, Some(ActorKind::Person | ActorKind::Leader | ActorKind::People) | None)
            }
        };
        // (sentence, subject, token) of the best mention of each entity that agrees.
        let mut best: Option<(usize, bool, usize, usize)> = None;
        let mut rivals = 0;
        for (n, entity) in self.entities.iter().enumerate().filter(|(_, entity)| agrees(entity)) {
            let before = |seen: &&(usize, usize, bool)| seen.1 < i && sentence - seen.0 <= REACH;
            let Some(&(at, token, _)) = entity.seen.iter().rev().find(before) else { continue };
            let subject = entity.seen.iter().any(|seen| seen.0 == at && seen.2 && seen.1 < i);
            if at == sentence && subject || best.is_none_or(|(other, was, _, _)| (at, subject) > (other, was)) {
                rivals = usize::from(best.is_some_and(|(other, was, _, _)| (other, was) == (at, subject)));
                best = Some((at, subject, token, n));
            } else if best.is_some_and(|(other, was, _, _)| (other, was) == (at, subject)) {
                rivals += 1;
            }
        }
        let (at, subject, _, entity) = best?;
        // "it" and "they" mean too many things: only a subject near by will do.
        if rivals > 0 || (!person && (!subject || sentence - at > 1 || !self.stands_for_actor(i))) {
            return None;
        }
        if person {
            self.entities[entity].female = Some(female);
        }
        Some((entity, "the last that agrees, as subject first"))
    }

    /// Whether a pronoun stands as a subject or possessor, where actors do.
    fn stands_for_actor(&self, i: usize) -> bool {
        matches!(self.parsed.tokens[i].dep, Dep::Nsubj | Dep::Nsubjpass | Dep::Poss)
    }

    fn is_subject(&self, head: usize) -> bool {
        matches!(self.parsed.tokens[head].dep, Dep::Nsubj | Dep::Nsubjpass)
    }

    fn is_definite(&self, actor: &Actor) -> bool {
        let words = actor.words.span().of(self.parsed.text()).to_lowercase();
        ["the ", "this ", "that "].iter().any(|article| words.starts_with(article))
    }

    /// The words of an office that ends in token `head`: "foreign minister", "president".
    fn office(&self, head: usize) -> String {
        let noun = self.parsed.word(head).to_lowercase();
        let longer = head.checked_sub(1).map(|before| format!("{} {noun}", self.parsed.word(before).to_lowercase()));
        longer.filter(|words| !self.book.offices(words).is_empty()).unwrap_or(noun)
    }

    /// The offices that a name is introduced with: "Turkish President Recep Tayyip Erdogan", "X, the US ambassador".
    fn titles(
        &self,
        tokens: &std::ops::Range<usize>,
        head: usize,
        country: &impl Fn(sitroom_report::Span) -> Option<String>,
    ) -> Vec<(String, Option<String>)> {
        let appositions = self.parsed.children_by(head, Dep::Appos);
        let before = self.parsed.children_by(head, Dep::Compound).filter(|i| *i < tokens.start);
        let above = self.parsed.head(head).filter(|_| self.parsed.tokens[head].dep == Dep::Appos);
        let nouns = appositions.chain(before).chain(above).filter(|i| {
            let noun = self.parsed.word(*i).to_lowercase();
            matches!(self.book.noun(&noun), Some((ActorKind::Leader | ActorKind::Person, _)))
                || !self.book.offices(&noun).is_empty()
        });
        let phrase = |i: usize| {
            self.parsed.span(self.parsed.subtree(i)).join(
                self.parsed.span(self.parsed.subtree(head).start..tokens.start.max(self.parsed.subtree(head).start)),
            )
        };
        nouns.map(|i| (self.office(i), country(phrase(i)))).collect()
    }
}
