//! What the lexicons know of places: words that stand beside names, peoples, short forms, names that mislead.

use std::collections::HashMap;

use sitroom_gazetteer::{Kind, fold};

use crate::lexicon::{LexiconError, Lexicons};

/// A role that a word may play beside a place's name. See `lexicons/place_words.tsv`.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Type,
    Street,
    Before,
    Numbered,
    Direction,
    Part,
    In,
    Speech,
    Title,
    Club,
    Locating,
    Dweller,
    Site,
    Outlying,
    Held,
    Fought,
    Goal,
}

impl Role {
    fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "type" => Self::Type,
            "street" => Self::Street,
            "before" => Self::Before,
            "numbered" => Self::Numbered,
            "direction" => Self::Direction,
            "part" => Self::Part,
            "in" => Self::In,
            "speech" => Self::Speech,
            "title" => Self::Title,
            "club" => Self::Club,
            "locating" => Self::Locating,
            "dweller" => Self::Dweller,
            "site" => Self::Site,
            "outlying" => Self::Outlying,
            "held" => Self::Held,
            "fought" => Self::Fought,
            "goal" => Self::Goal,
            _ => return None,
        })
    }
}

/// A word with its roles.
#[derive(Clone, Debug)]
pub(crate) struct Word {
    roles: u32,
    pub(crate) kind: Option<Kind>,
    pub(crate) entry: String,
}

impl Word {
    pub(crate) fn is(&self, role: Role) -> bool {
        self.roles & 1 << role as u16 != 0
    }
}

/// A word for a people, or a short form: what it stands for.
#[derive(Clone, Debug)]
pub(crate) struct Stand {
    /// An ISO 3166-1 code or a name.
    pub(crate) place: String,
    pub(crate) country: Option<String>,
    pub(crate) after_comma: bool,
    pub(crate) entry: String,
}

/// How a place's name misleads.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum Trap {
    Not,
    Never,
    Name,
}

/// The lexicons, loaded.
pub(crate) struct Words {
    words: HashMap<String, Word>,
    pub(crate) demonyms: HashMap<String, Stand>,
    pub(crate) abbreviations: HashMap<String, Stand>,
    traps: HashMap<String, Trap>,
}

impl Words {
    pub(crate) fn new(lexicons: &Lexicons) -> Result<Self, LexiconError> {
        let lexicon = lexicons.load("place_words.tsv", include_str!("../../../../lexicons/place_words.tsv"))?;
        let (word, roles, kind) = (lexicon.column("word")?, lexicon.column("roles")?, lexicon.column("kind")?);
        let mut words = HashMap::new();
        for row in &lexicon.rows {
            let mut bits = 0;
            for role in row.list(roles) {
                let role = Role::parse(role).ok_or_else(|| lexicon.fault(row, format!("unknown role {role:?}")))?;
                bits |= 1 << role as u16;
            }
            let kind = match row.cell(kind) {
                "" => None,
                kind => Some(Kind::parse(kind).ok_or_else(|| lexicon.fault(row, format!("unknown kind {kind:?}")))?),
            };
            words.insert(row.cell(word).to_owned(), Word { roles: bits, kind, entry: row.entry.clone() });
        }
        let lexicon = lexicons.load("place_demonyms.tsv", include_str!("../../../../lexicons/place_demonyms.tsv"))?;
        let (word, forms, place) = (lexicon.column("word")?, lexicon.column("forms")?, lexicon.column("place")?);
        let mut demonyms = HashMap::new();
        for row in &lexicon.rows {
            for form in std::iter::once(row.cell(word)).chain(row.list(forms)) {
                let place = row.cell(place).to_owned();
                let stand = Stand { place, country: None, after_comma: false, entry: row.entry.clone() };
                demonyms.insert(fold::plain(form), stand);
            }
        }
        let lexicon =
            lexicons.load("place_abbreviations.tsv", include_str!("../../../../lexicons/place_abbreviations.tsv"))?;
        let (form, place) = (lexicon.column("form")?, lexicon.column("place")?);
        let (country, after) = (lexicon.column("country")?, lexicon.column("after_comma")?);
        let mut abbreviations = HashMap::new();
        for row in &lexicon.rows {
            let stand = Stand {
                place: row.cell(place).to_owned(),
                country: Some(row.cell(country).to_owned()).filter(|code| !code.is_empty()),
                after_comma: row.cell(after) == "yes",
                entry: row.entry.clone(),
            };
            // The parser takes the last dot of "W.Va." for a full stop as often as not.
            let open = row.cell(form).strip_suffix('.').filter(|open| open.contains('.'));
            if let Some(open) = open {
                abbreviations.insert(open.to_owned(), stand.clone());
            }
            abbreviations.insert(row.cell(form).to_owned(), stand);
        }
        let lexicon = lexicons.load("place_traps.tsv", include_str!("../../../../lexicons/place_traps.tsv"))?;
        let (word, how) = (lexicon.column("word")?, lexicon.column("how")?);
        let mut traps = HashMap::new();
        for row in &lexicon.rows {
            let trap = match row.cell(how) {
                "not" => Trap::Not,
                "never" => Trap::Never,
                "name" => Trap::Name,
                other => return Err(lexicon.fault(row, format!("{other:?} is none of not, never and name"))),
            };
            traps.insert(row.cell(word).to_owned(), trap);
        }
        Ok(Self { words, demonyms, abbreviations, traps })
    }

    /// The word, whatever its case.
    pub(crate) fn get(&self, word: &str) -> Option<&Word> {
        match self.words.get(word) {
            None if word.bytes().any(|byte| byte.is_ascii_uppercase()) => self.words.get(&word.to_ascii_lowercase()),
            found => found,
        }
    }

    pub(crate) fn is(&self, word: &str, role: Role) -> bool {
        self.get(word).is_some_and(|word| word.is(role))
    }

    /// Whether the name, folded, is commonly something else.
    pub(crate) fn trap(&self, plain: &str) -> Option<Trap> {
        self.traps.get(plain).copied()
    }
}
