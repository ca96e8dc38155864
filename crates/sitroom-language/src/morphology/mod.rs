//! Parts of speech and dictionary forms, from the tags and trees of the model.
//!
//! The ruler maps Penn tags to universal parts of speech, with exceptions for some words and relations; the lemmatiser
//! takes endings off where the part of speech says that there is one. Both do what spaCy's components of these names do.

mod lemmatiser;
mod ruler;
mod words;

use crate::Token;
use crate::tables::TableError;
use lemmatiser::Lemmatiser;
use ruler::Ruler;

/// The English ruler and lemmatiser, read from a model's sections `ruler` and `lemmatiser`.
#[derive(Debug)]
pub struct Morphology {
    ruler: Ruler,
    lemmatiser: Lemmatiser,
}

/// What the lemmatiser asks of a token's morphology.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
struct Form {
    /// A noun would be a singular.
    singular: bool,
    /// A verb would be a present that is not a third person singular.
    present: bool,
    /// An infinitive, or an adjective or adverb that is not compared.
    base: bool,
}

impl Form {
    /// Reads features as Universal Dependencies writes them (`Number=Sing|Person=3`).
    fn parse(features: &str) -> Self {
        let has = |wanted: &str| features.split('|').any(|feature| feature == wanted);
        let number = features.split('|').any(|feature| feature.starts_with("Number="));
        Self {
            singular: has("Number=Sing"),
            present: has("VerbForm=Fin") && has("Tense=Pres") && !number,
            base: has("VerbForm=Inf") || has("Degree=Pos"),
        }
    }
}

impl Morphology {
    /// Reads the tables of a model.
    pub fn read(ruler: &[u8], lemmatiser: &[u8]) -> Result<Self, TableError> {
        Ok(Self { ruler: Ruler::read(ruler)?, lemmatiser: Lemmatiser::read(lemmatiser)? })
    }

    /// Sets the part of speech and lemma of the tokens of `text`, which have their tags and relations; white space
    /// gets its own tag and relation as well.
    pub fn analyse(&self, text: &str, tokens: &mut [Token]) {
        let forms = self.ruler.annotate(text, tokens);
        for (token, form) in tokens.iter_mut().zip(forms) {
            if token.lemma.is_empty() {
                token.lemma = self.lemmatiser.lemma(token.span.of(text), token.pos, form);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_tell_base_forms() {
        let form = |singular, present, base| Form { singular, present, base };
        assert_eq!(Form::parse("_"), form(false, false, false));
        assert_eq!(Form::parse("Number=Sing"), form(true, false, false));
        assert_eq!(Form::parse("Tense=Pres|VerbForm=Fin"), form(false, true, false));
        assert_eq!(Form::parse("Number=Sing|Person=3|Tense=Pres|VerbForm=Fin"), form(true, false, false));
        assert_eq!(Form::parse("VerbForm=Inf"), form(false, false, true));
        assert_eq!(Form::parse("Degree=Pos"), form(false, false, true));
        assert_eq!(Form::parse("Degree=Cmp"), form(false, false, false));
    }
}
