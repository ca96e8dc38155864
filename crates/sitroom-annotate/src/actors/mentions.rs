//! The mentions of actors in one report.

use std::ops::Range;

use sitroom_language::{Chunk, Dep, NameLabel, Parsed, Pos};

use super::book::{Book, fold};
use crate::annotation::{Actor, ActorKind, Annotation, Link, Place, PlaceKind, PlaceUse, Reason, Why, Words};
use crate::annotator::Reading;
use crate::places::is_lower;

/// A mention before it has a number.
struct Mention {
    tokens: Range<usize>,
    name: Option<String>,
    id: Option<String>,
    kind: Option<ActorKind>,
    link: Link,
    /// First tokens of the mentions of its backers.
    backers: Vec<usize>,
    why: Why,
}

/// All mentions in text order. Pronouns are among them without a name: they wait for the references.
pub(super) fn find(book: &Book, reading: &Reading<'_>, draft: &Annotation) -> Vec<Actor> {
    let parsed = reading.parsed;
    let outlet = reading.report.outlet.as_deref();
    let finder = Finder { book, parsed, draft, outlet, chunks: parsed.chunks(), caseless: is_lower(parsed) };
    let mut mentions = finder.named();
    finder.states(&mut mentions);
    finder.names(&mut mentions);
    if finder.caseless {
        finder.titled(&mut mentions);
    }
    finder.nominals(&mut mentions);
    finder.pronouns(&mut mentions);
    mentions.sort_by_key(|mention| (mention.tokens.start, mention.tokens.end));
    let starts: Vec<usize> = mentions.iter().map(|mention| mention.tokens.start).collect();
    let ids: Vec<Option<String>> = mentions.iter().map(|mention| mention.id.clone()).collect();
    let row = |(i, mention): (usize, Mention)| {
        let at = |token: &usize| starts.iter().position(|start| start == token).filter(|other| *other != i);
        let backed_by_i = mention.backers.iter().filter_map(at).collect();
        let whole = mention
            .id
            .as_deref()
            .and_then(|id| book.by_id(id))
            .map(|known| known.member_of.as_str())
            .unwrap_or_default();
        let member_of_i =
            ids.iter().position(|id| !whole.is_empty() && id.as_deref() == Some(whole)).into_iter().collect();
        Actor {
            words: Words::at(parsed.span(mention.tokens)),
            name: mention.name,
            id: mention.id,
            kind: mention.kind,
            entity: None,
            link: Some(mention.link),
            backed_by_i,
            member_of_i,
            corrected: Vec::new(),
            why: mention.why,
        }
    };
    mentions.into_iter().enumerate().map(row).collect()
}

struct Finder<'a> {
    book: &'a Book,
    parsed: &'a Parsed,
    draft: &'a Annotation,
    /// The outlet of the report, which datelines name.
    outlet: Option<&'a str>,
    chunks: Vec<Chunk>,
    /// Whether the text has hardly a capital, so that capitals tell no names.
    caseless: bool,
}

impl Finder<'_> {
    /// Actors whose names the lexicon holds.
    fn named(&self) -> Vec<Mention> {
        let parsed = self.parsed;
        // Words as the lexicon has them: hyphens are no words.
        let words: Vec<(usize, String)> = (0..parsed.len())
            .map(|i| (i, fold(parsed.word(i))))
            .filter(|(i, word)| !word.is_empty() && parsed.tokens[*i].pos != Pos::Space)
            .collect();
        let folded: Vec<String> = words.iter().map(|(_, word)| word.clone()).collect();
        let mut mentions = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let Some((length, known, full)) = self.book.named(&folded[at..], self.caseless) else {
                at += 1;
                continue;
            };
            let tokens = words[at].0..words[at + length - 1].0 + 1;
            // A last word that is part of a longer name is another actor: "Trump Tower", "Aleppo Turkistan …".
            let person = known.kind == ActorKind::Person;
            let single = length == 1;
            let goes_on = single && self.goes_on(&tokens, person);
            let in_prose = match parsed.tokens[tokens.start].pos {
                // "Save the Children" is a name, whatever its first word looks like.
                Pos::Verb if length > 2 && !self.caseless => true,
                Pos::Verb if !self.caseless || single => false,
                // "is", "us", "who": without capitals only a noun can be so short a name.
                pos => !(self.caseless && single) || matches!(pos, Pos::Noun | Pos::Propn),
            };
            if goes_on || !in_prose {
                at += 1;
                continue;
            }
            let link = if full {
                Link::Name
            } else if person && single {
                Link::Surname
            } else {
                Link::Alias
            };
            mentions.push(Mention {
                name: Some(known.name.clone()),
                id: Some(known.id.clone()),
                kind: Some(known.kind),
                link,
                backers: Vec::new(),
                why: vec![self.reason("actor of the lexicon", Some(&known.entry), &tokens)],
                tokens,
            });
            at += length;
        }
        mentions
    }

    /// Whether the name at `tokens` is part of another name that only shares a word with it.
    fn goes_on(&self, tokens: &Range<usize>, person: bool) -> bool {
        let Some(name) = self.parsed.name_at(tokens.start) else { return false };
        let proper = |i: usize| {
            name.start <= i && i < name.end && self.parsed.tokens[i].pos == Pos::Propn && !tokens.contains(&i)
        };
        // A first name before a surname that the lexicon knows is another person of that name.
        let title = |i: &usize| self.book.noun(&self.parsed.word(*i).to_lowercase()).is_some();
        let before = tokens.start.checked_sub(1).filter(|i| !title(i)).is_some_and(proper);
        let after = proper(tokens.end);
        match person {
            true => before || (after && name.label != NameLabel::Person),
            false => after || before,
        }
    }

    /// States: countries that act, capitals that stand for their governments.
    fn states(&self, mentions: &mut Vec<Mention>) {
        for place in &self.draft.places {
            let Some(code) = place.country.as_deref() else { continue };
            let Some(state) = self.book.state(code) else { continue };
            let tokens = self.parsed.tokens_in(place.words.span());
            let Some(head) = self.head_of(&tokens) else { continue };
            let country = place.kind == Some(PlaceKind::Country);
            let link = match place.usage {
                PlaceUse::Metonym if country => Link::Name,
                PlaceUse::Metonym => Link::Metonym,
                PlaceUse::Literal if country && self.acts(head) => Link::Name,
                _ => continue,
            };
            if taken(mentions, &tokens) {
                continue;
            }
            mentions.push(Mention {
                name: Some(state.to_owned()),
                id: Some(format!("state:{code}")),
                kind: Some(ActorKind::State),
                link,
                backers: Vec::new(),
                why: vec![self.reason("a country or capital that acts", None, &tokens)],
                tokens,
            });
        }
    }

    /// Whether a country's name at token `head` stands where an actor does.
    fn acts(&self, head: usize) -> bool {
        let tokens = &self.parsed.tokens;
        match tokens[head].dep {
            Dep::Nsubj | Dep::Nsubjpass | Dep::Dobj | Dep::Dative | Dep::Poss => true,
            Dep::Conj => self.parsed.head(head).is_some_and(|above| above < head && self.acts(above)),
            Dep::Pobj => self.parsed.head(head).is_some_and(|prep| {
                let word = tokens[prep].lemma.as_str();
                tokens[prep].dep == Dep::Agent || matches!(word, "by" | "with" | "between" | "against" | "for" | "on" | "of" | "among")
                    && !matches!(word, "of" if self.parsed.head(prep).is_some_and(|noun| self.book.noun(&tokens[noun].lemma).is_none()))
            }),
            _ => false,
        }
    }

    /// Persons and organisations that the parser found and no lexicon knows.
    fn names(&self, mentions: &mut Vec<Mention>) {
        for name in &self.parsed.names {
            let kind = match name.label {
                NameLabel::Person => ActorKind::Person,
                NameLabel::Org if !self.caseless => ActorKind::Organisation,
                _ => continue,
            };
            let mut tokens = name.start..name.end;
            // "the World Bank's": neither the article nor the possessive is the name.
            while tokens.len() > 1 && matches!(self.parsed.tokens[tokens.end - 1].tag.as_str(), "POS" | "," | "." | ":")
            {
                tokens.end -= 1;
            }
            if tokens.len() > 1 && self.parsed.tokens[tokens.start].pos == Pos::Det {
                tokens.start += 1;
            }
            // "Mr Trump": the title is no part of the name.
            while tokens.len() > 1
                && self.book.noun(&self.parsed.word(tokens.start).to_lowercase()).is_some()
                && kind == ActorKind::Person
            {
                tokens.start += 1;
            }
            if self.caseless && kind == ActorKind::Person {
                tokens = self.whole_name(tokens);
            }
            let words = self.parsed.span(tokens.clone()).of(self.parsed.text());
            let place = |place: &Place| {
                place.usage != PlaceUse::Part && place.words.span().overlaps(self.parsed.span(tokens.clone()))
            };
            let proper = (tokens.clone()).any(|i| match self.caseless {
                true => self.parsed.tokens[i].pos == Pos::Propn,
                false => self.parsed.word(i).starts_with(char::is_uppercase),
            });
            let place_elsewhere = !self.caseless
                && self.draft.places.iter().any(|place| place.words.span().of(self.parsed.text()) == words);
            if taken(mentions, &tokens)
                || self.draft.places.iter().any(place)
                || place_elsewhere
                || !proper
                || self.is_common(&tokens)
            {
                continue;
            }
            if kind == ActorKind::Organisation && self.is_of_title(&tokens) {
                continue;
            }
            let body = (kind == ActorKind::Organisation).then(|| self.body_of_state(&tokens, tokens.end - 1)).flatten();
            let mention = body.unwrap_or_else(|| Mention {
                name: Some(words.to_owned()),
                id: None,
                kind: Some(if self.outlet == Some(words) { ActorKind::Outlet } else { kind }),
                link: Link::Name,
                backers: Vec::new(),
                why: vec![self.reason("a name that the parser found", None, &tokens)],
                tokens,
            });
            mentions.push(mention);
        }
    }

    /// "Defence" in "Defence Minister Hulusi Akar", which the parser takes for an organisation.
    fn is_of_title(&self, tokens: &Range<usize>) -> bool {
        let Some(next) = Some(tokens.end).filter(|&next| next < self.parsed.len()) else { return false };
        let office = self.parsed.span(tokens.start..next + 1).of(self.parsed.text()).to_lowercase();
        !self.book.offices(&office).is_empty()
    }

    /// "Turkey's Defence Ministry", "the Defence Ministry in Moscow": a body of the state whose country stands beside
    /// its name. One without an entry in the lexicon is called by its country, so that two states' are not one.
    fn body_of_state(&self, tokens: &Range<usize>, root: usize) -> Option<Mention> {
        if !self.is_ministry(root) {
            return None;
        }
        let code = self.country_beside(tokens, root)?;
        let side = |i: &usize| {
            let span = self.parsed.tokens[*i].span;
            let place = self.draft.places.iter().any(|place| place.words.span().contains(span));
            place || matches!(self.parsed.tokens[*i].pos, Pos::Det | Pos::Part | Pos::Punct)
        };
        let own: Vec<String> =
            (tokens.start..root + 1).filter(|i| !side(i)).map(|i| self.parsed.word(i).to_owned()).collect();
        let known = self.book.body(&code, &own);
        let name = match known {
            Some(known) => known.name.clone(),
            None => format!("{} of {}", own.join(" "), self.book.state(&code)?),
        };
        let entry = known.map(|known| known.entry.as_str());
        Some(Mention {
            name: Some(name),
            id: known.map(|known| known.id.clone()),
            kind: Some(known.map_or(ActorKind::Government, |known| known.kind)),
            link: Link::Name,
            backers: Vec::new(),
            why: vec![self.reason("a body of the state whose country stands beside it", entry, tokens)],
            tokens: tokens.clone(),
        })
    }

    /// The country that a body's name is said to be of: within it, before it with "'s", or behind it with "in".
    fn country_beside(&self, tokens: &Range<usize>, root: usize) -> Option<String> {
        let country = |i: usize| {
            let span = self.parsed.tokens[i].span;
            let place = self.draft.places.iter().find(|place| place.words.span().contains(span))?;
            place.country.clone()
        };
        let owner = self.parsed.child(root, Dep::Poss).and_then(country);
        let within = || (tokens.start..root).find_map(country);
        let preposition = || {
            let next = Some(tokens.end).filter(|&next| next + 1 < self.parsed.len())?;
            matches!(self.parsed.word(next), "in" | "of").then(|| country(next + 1)).flatten()
        };
        owner.or_else(within).or_else(preposition)
    }

    /// Whether token `i` is an office or a word for persons: "senator", "peasants", "citizen".
    fn is_title(&self, i: usize) -> bool {
        let noun = self.book.noun(&self.parsed.word(i).to_lowercase());
        matches!(noun, Some((ActorKind::Person | ActorKind::Leader | ActorKind::People, _)))
    }

    /// The name of a person of which the parser, without capitals to help it, saw a part: what stands in the same phrase
    /// as a name beside it, behind the last title.
    fn whole_name(&self, mut tokens: Range<usize>) -> Range<usize> {
        let Some(chunk) = self.chunks.iter().find(|chunk| chunk.start <= tokens.start && tokens.end <= chunk.end)
        else {
            return tokens;
        };
        let demonym = |i: usize| {
            let place = |place: &&Place| place.words.span().overlaps(self.parsed.tokens[i].span);
            self.draft.places.iter().any(|found| place(&found))
        };
        let proper = |i: usize| self.parsed.tokens[i].pos == Pos::Propn && !self.is_title(i) && !demonym(i);
        while tokens.start > chunk.start && proper(tokens.start - 1) {
            tokens.start -= 1;
        }
        while tokens.end < chunk.end && proper(tokens.end) {
            tokens.end += 1;
        }
        if let Some(last) = (tokens.start..tokens.end - 1).rfind(|&i| self.is_title(i) || demonym(i)) {
            tokens.start = last + 1;
        }
        tokens
    }

    /// Persons by their title, where no capitals help the parser: "senator luis carlos galan".
    fn titled(&self, mentions: &mut Vec<Mention>) {
        for chunk in &self.chunks {
            let Some(title) = (chunk.start..chunk.root).rfind(|&i| self.is_title(i)) else { continue };
            let tokens = title + 1..chunk.root + 1;
            let proper = |i: usize| self.parsed.tokens[i].pos == Pos::Propn;
            let name = tokens.clone().all(|i| matches!(self.parsed.tokens[i].pos, Pos::Propn | Pos::Noun))
                && (proper(chunk.root) || (tokens.len() > 1 && tokens.clone().any(proper)));
            if !name || taken(mentions, &tokens) {
                continue;
            }
            mentions.push(Mention {
                name: Some(self.parsed.span(tokens.clone()).of(self.parsed.text()).to_owned()),
                id: None,
                kind: Some(ActorKind::Person),
                link: Link::Name,
                backers: Vec::new(),
                why: vec![self.reason("a name behind a title", None, &tokens)],
                tokens,
            });
        }
    }

    /// Whether a single word that the parser took for a name stands elsewhere in the text without a capital.
    fn is_common(&self, tokens: &Range<usize>) -> bool {
        let lower = self.parsed.word(tokens.start).to_lowercase();
        !self.caseless && tokens.len() == 1 && (0..self.parsed.len()).any(|i| self.parsed.word(i) == lower)
    }

    /// "Turkish forces", "a senior rebel commander", "the ministry", "Syrians".
    fn nominals(&self, mentions: &mut Vec<Mention>) {
        for chunk in &self.chunks {
            let root = chunk.root;
            let tokens = chunk.start..chunk.end;
            if !matches!(self.parsed.tokens[root].pos, Pos::Noun | Pos::Propn) || covers(mentions, root) {
                continue;
            }
            let word = self.parsed.word(root).to_lowercase();
            let people = self.draft.places.iter().any(|place| {
                place.usage == PlaceUse::Demonym && place.words.span().contains(self.parsed.tokens[root].span)
            });
            // "the air force": two words that are one noun.
            let two = root.checked_sub(1).map(|before| format!("{} {word}", self.parsed.word(before).to_lowercase()));
            let noun = two
                .and_then(|two| self.book.noun(&two))
                .or_else(|| self.book.noun(&word))
                .or_else(|| people.then_some((ActorKind::People, "")));
            let Some((kind, entry)) = noun else { continue };
            if let Some(body) = self.body_of_state(&tokens, root).filter(|body| body.id.is_some()) {
                mentions.push(body);
                continue;
            }
            let kind = if kind == ActorKind::Organisation && self.is_armed(&tokens, root) {
                ActorKind::ArmedGroup
            } else {
                kind
            };
            let side = self.country_in(&tokens, root);
            // "Soldiers" of no army that is named, "a gunman": people, not a body.
            let persons = side.is_none() && is_persons(&word);
            let kind = match kind {
                ActorKind::Military | ActorKind::ArmedGroup if persons => ActorKind::People,
                kind => kind,
            };
            let id = side.as_deref().and_then(|code| match kind {
                ActorKind::Military => Some(format!("military:{code}")),
                ActorKind::Government if !self.is_ministry(root) => Some(format!("government:{code}")),
                _ => None,
            });
            let plain = self.without_count(&self.without_determiner(&tokens), root);
            let plain_name = self.parsed.span(plain).of(self.parsed.text()).trim().to_owned();
            let known = id.as_deref().and_then(|id| self.book.by_id(id)).map(|known| known.name.clone());
            let name = known.unwrap_or_else(|| match (&id, side.as_deref().and_then(|code| self.book.state(code))) {
                (Some(_), Some(state)) if kind == ActorKind::Military => format!("armed forces of {state}"),
                (Some(_), Some(state)) => format!("government of {state}"),
                _ => plain_name,
            });
            let link = if kind == ActorKind::Leader && !word.ends_with('s') { Link::Role } else { Link::Nominal };
            let backers = self.backers(&tokens, root, mentions);
            let entry = (!entry.is_empty()).then_some(entry);
            let why = vec![self.reason("a noun that stands for an actor", entry, &tokens)];
            mentions.push(Mention { tokens, name: Some(name), id, kind: Some(kind), link, backers, why });
        }
    }

    /// The states that back what the chunk names: "Russian-backed", "backed by Iran".
    fn backers(&self, tokens: &Range<usize>, root: usize, mentions: &mut Vec<Mention>) -> Vec<usize> {
        let parsed = self.parsed;
        let mut backers = Vec::new();
        let backing = |i: usize| {
            matches!(parsed.word(i).to_lowercase().as_str(), "backed" | "supported" | "sponsored" | "armed" | "led")
        };
        for i in tokens.clone().skip(2).filter(|i| backing(*i) && parsed.word(i - 1) == "-") {
            let before = parsed.tokens[i - 2].span;
            let place = self.draft.places.iter().find(|place| place.words.span().overlaps(before));
            let Some(code) = place.and_then(|place| place.country.as_deref()) else { continue };
            let Some(state) = self.book.state(code) else { continue };
            let own = i - 2..i - 1;
            if !taken(mentions, &own) {
                mentions.push(Mention {
                    name: Some(state.to_owned()),
                    id: Some(format!("state:{code}")),
                    kind: Some(ActorKind::State),
                    link: Link::Alias,
                    backers: Vec::new(),
                    why: vec![self.reason("a backer", None, &own)],
                    tokens: own,
                });
            }
            backers.push(i - 2);
        }
        for participle in parsed.children_by(root, Dep::Acl).filter(|i| backing(*i)) {
            for by in parsed.children_by(participle, Dep::Agent) {
                let mut backer = parsed.child(by, Dep::Pobj);
                while let Some(at) = backer {
                    backers.extend(
                        mentions
                            .iter()
                            .find(|mention| mention.tokens.contains(&at))
                            .map(|mention| mention.tokens.start),
                    );
                    backer = parsed.child(at, Dep::Conj);
                }
            }
        }
        backers
    }

    /// Pronouns that may mean an actor.
    fn pronouns(&self, mentions: &mut Vec<Mention>) {
        for (i, token) in self.parsed.tokens.iter().enumerate() {
            let pronoun = matches!(
                self.parsed.word(i).to_ascii_lowercase().as_str(),
                "he" | "she" | "him" | "her" | "his" | "they" | "them" | "their" | "it" | "its"
            );
            if token.pos == Pos::Pron && pronoun && token.dep != Dep::Expl {
                mentions.push(Mention {
                    tokens: i..i + 1,
                    name: None,
                    id: None,
                    kind: None,
                    link: Link::Pronoun,
                    backers: Vec::new(),
                    why: Why::new(),
                });
            }
        }
    }

    /// The country that a demonym or a possessor in the chunk names, other than that of a backer.
    fn country_in(&self, tokens: &Range<usize>, root: usize) -> Option<String> {
        let before_root = self.parsed.span(tokens.start..root.max(tokens.start));
        let sided = |place: &&Place| {
            let span = place.words.span();
            let named = place.usage == PlaceUse::Demonym || place.kind == Some(PlaceKind::Country);
            let rest = &self.parsed.text()[span.end..];
            named && before_root.contains(span) && !rest.starts_with(['-', '‑'])
        };
        self.draft.places.iter().find(sided).and_then(|place| place.country.clone())
    }

    /// "the rebel group": what stands before the noun bears arms.
    fn is_armed(&self, tokens: &Range<usize>, root: usize) -> bool {
        (tokens.start..root)
            .any(|i| matches!(self.book.noun(&self.parsed.word(i).to_lowercase()), Some((ActorKind::ArmedGroup, _))))
    }

    fn is_ministry(&self, root: usize) -> bool {
        matches!(
            self.parsed.word(root).to_lowercase().as_str(),
            "ministry" | "presidency" | "embassy" | "court" | "police" | "council" | "municipality"
        )
    }

    fn without_determiner(&self, tokens: &Range<usize>) -> Range<usize> {
        let determiner = matches!(self.parsed.tokens[tokens.start].pos, Pos::Det) && tokens.len() > 1;
        tokens.start + usize::from(determiner)..tokens.end
    }

    /// "six gunmen", "several alleged rebels": how many there are, and how sure, is no part of what they are called.
    fn without_count(&self, tokens: &Range<usize>, root: usize) -> Range<usize> {
        let counts = |i: &usize| {
            self.parsed.tokens[*i].pos == Pos::Num
                || matches!(
                    self.parsed.word(*i).to_lowercase().as_str(),
                    "several" | "many" | "some" | "few" | "other" | "alleged" | "suspected" | "presumed"
                )
        };
        let start = (tokens.start..root).rfind(counts).map_or(tokens.start, |last| last + 1);
        start..tokens.end
    }

    fn head_of(&self, tokens: &Range<usize>) -> Option<usize> {
        tokens.clone().find(|i| !tokens.contains(&self.parsed.tokens[*i].head) || self.parsed.tokens[*i].head == *i)
    }

    fn reason(&self, what: &str, entry: Option<&str>, tokens: &Range<usize>) -> Reason {
        let span = self.parsed.span(tokens.clone());
        Reason { what: format!("actor: {what}"), entry: entry.map(str::to_owned), span: Some(span) }
    }
}

/// Whether `word` means the persons of a force rather than the force.
fn is_persons(word: &str) -> bool {
    const PERSONS: &[&str] = &[
        "soldiers",
        "soldier",
        "troops",
        "conscripts",
        "marines",
        "guards",
        "gunman",
        "rebel",
        "militant",
        "jihadist",
        "fighter",
        "insurgent",
        "guerrilla",
        "terrorist",
        "extremist",
    ];
    PERSONS.contains(&word)
}

/// Whether a mention shares a token with `tokens`.
fn taken(mentions: &[Mention], tokens: &Range<usize>) -> bool {
    mentions.iter().any(|mention| mention.tokens.start < tokens.end && tokens.start < mention.tokens.end)
}

/// Whether a mention holds token `i`.
fn covers(mentions: &[Mention], i: usize) -> bool {
    mentions.iter().any(|mention| mention.tokens.contains(&i))
}
