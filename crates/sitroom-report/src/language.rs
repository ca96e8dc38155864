//! Which language a text is in, as far as can be told.

use whatlang::Lang;

use crate::Note;

/// How much of a text is looked at, in bytes.
const SAMPLE: usize = 20_000;
/// Fewer letters than this settle no language that is written in Latin letters.
const FEWEST_LETTERS: usize = 40;
/// The share of a text's words that English function words make up at least; about .3 to .45 in running news English,
/// near nothing in its neighbours once the words they share with it are left out.
const ENGLISH_SHARE: f64 = 0.12;

/// Words that nearly every English sentence has and that its neighbours in Latin letters lack.
const ENGLISH: [&str; 46] = [
    "the", "of", "and", "to", "that", "was", "more", "for", "with", "by", "from", "at", "has", "have", "had", "been",
    "is", "are", "be", "it", "its", "this", "which", "who", "he", "she", "they", "their", "his", "her", "not", "after",
    "over", "said", "says", "would", "will", "than", "into", "an", "about", "but", "there", "through", "were", "when",
];

/// The share of a short text's words that its language's own small words make up at least.
const OWN_SHARE: f64 = 0.2;

/// Small words of languages that a sentence or two may be in, which English lacks. Letter statistics are not sure of so
/// little text; with these, their guess is taken.
const SMALL_WORDS: [(Lang, &[&str]); 7] = [
    (
        Lang::Deu,
        &[
            "der", "und", "ist", "nicht", "mit", "von", "auf", "für", "ein", "eine", "einen", "dem", "das", "sich",
            "im", "zu", "nach", "haben", "hat", "wurde", "bei",
        ],
    ),
    (
        Lang::Fra,
        &[
            "le", "les", "et", "une", "dans", "pour", "est", "que", "qui", "sur", "du", "au", "aux", "des", "par",
            "ont", "été",
        ],
    ),
    (Lang::Spa, &["el", "los", "las", "del", "que", "por", "con", "una", "se", "su", "han", "fue", "y", "más"]),
    (Lang::Ita, &["il", "di", "che", "della", "del", "per", "una", "con", "non", "sono", "nel", "è", "gli", "dei"]),
    (Lang::Nld, &["het", "een", "van", "de", "en", "dat", "niet", "met", "op", "voor", "zijn", "werd", "naar"]),
    (Lang::Por, &["os", "da", "do", "em", "que", "para", "não", "uma", "com", "foi", "dos", "das", "e"]),
    (Lang::Tur, &["ve", "bir", "bu", "için", "ile", "olarak", "daha", "göre"]),
];

/// A text's language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detected {
    /// ISO 639-1 code; `None` where it is not sure.
    pub language: Option<String>,
    /// What a reader of the record should know of it.
    pub note: Option<Note>,
}

/// Detects the language of `text`. English is recognised by its function words first, since a headline full of foreign
/// names misleads letter statistics.
pub fn detect_language(text: &str) -> Detected {
    let sample = &text[..text.floor_char_boundary(SAMPLE)];
    let letters = sample.chars().filter(|char| char.is_alphabetic()).count();
    if english_share(sample).is_some_and(|share| share >= ENGLISH_SHARE) {
        return Detected { language: Some("en".to_owned()), note: None };
    }
    let unsure = || Detected {
        language: None,
        note: Some(Note::new(
            "language",
            "the language is not sure, the text is too short or mixed; it is annotated as English",
        )),
    };
    let Some(info) = whatlang::detect(sample) else { return unsure() };
    let latin = info.script() == whatlang::Script::Latin;
    let sure = info.is_reliable() && letters >= FEWEST_LETTERS || has_small_words(sample, info.lang());
    if (latin && !sure) || letters == 0 {
        return unsure();
    }
    let (lang, code) = (info.lang(), iso_639_1(info.lang()));
    let note = (lang != Lang::Eng)
        .then(|| Note::new("language", format!("the text is in {}; it is stored, and not annotated", lang.eng_name())));
    Detected { language: Some(code.to_owned()), note }
}

/// Whether `text` has enough of the small words of `lang` to be in it, and none of English.
fn has_small_words(text: &str, lang: Lang) -> bool {
    let Some((_, own)) = SMALL_WORDS.iter().find(|(known, _)| *known == lang) else { return false };
    let words = || text.split(|char: char| !char.is_alphabetic()).filter(|word| !word.is_empty());
    let count = |list: &[&str]| words().filter(|word| list.contains(&word.to_lowercase().as_str())).count();
    let small = count(own);
    small >= 2 && count(&ENGLISH) == 0 && small as f64 >= OWN_SHARE * words().count() as f64
}

/// The share of English function words among the words of `text`, where there are enough words to say.
fn english_share(text: &str) -> Option<f64> {
    let words = text.split(|char: char| !char.is_alphabetic()).filter(|word| !word.is_empty());
    let (mut all, mut english) = (0u32, 0u32);
    for word in words {
        all += 1;
        english += u32::from(word.len() <= 5 && ENGLISH.iter().any(|own| word.eq_ignore_ascii_case(own)));
    }
    (english >= 2).then(|| f64::from(english) / f64::from(all))
}

/// The language's ISO 639-1 code.
fn iso_639_1(lang: Lang) -> &'static str {
    match lang {
        Lang::Afr => "af",
        Lang::Aka => "ak",
        Lang::Amh => "am",
        Lang::Ara => "ar",
        Lang::Aze => "az",
        Lang::Bel => "be",
        Lang::Ben => "bn",
        Lang::Bul => "bg",
        Lang::Cat => "ca",
        Lang::Ces => "cs",
        Lang::Cmn => "zh",
        Lang::Cym => "cy",
        Lang::Dan => "da",
        Lang::Deu => "de",
        Lang::Ell => "el",
        Lang::Eng => "en",
        Lang::Epo => "eo",
        Lang::Est => "et",
        Lang::Fin => "fi",
        Lang::Fra => "fr",
        Lang::Guj => "gu",
        Lang::Heb => "he",
        Lang::Hin => "hi",
        Lang::Hrv => "hr",
        Lang::Hun => "hu",
        Lang::Hye => "hy",
        Lang::Ind => "id",
        Lang::Ita => "it",
        Lang::Jav => "jv",
        Lang::Jpn => "ja",
        Lang::Kan => "kn",
        Lang::Kat => "ka",
        Lang::Khm => "km",
        Lang::Kor => "ko",
        Lang::Lat => "la",
        Lang::Lav => "lv",
        Lang::Lit => "lt",
        Lang::Mal => "ml",
        Lang::Mar => "mr",
        Lang::Mkd => "mk",
        Lang::Mya => "my",
        Lang::Nep => "ne",
        Lang::Nld => "nl",
        Lang::Nob => "nb",
        Lang::Ori => "or",
        Lang::Pan => "pa",
        Lang::Pes => "fa",
        Lang::Pol => "pl",
        Lang::Por => "pt",
        Lang::Ron => "ro",
        Lang::Rus => "ru",
        Lang::Sin => "si",
        Lang::Slk => "sk",
        Lang::Slv => "sl",
        Lang::Sna => "sn",
        Lang::Spa => "es",
        Lang::Srp => "sr",
        Lang::Swe => "sv",
        Lang::Tam => "ta",
        Lang::Tel => "te",
        Lang::Tgl => "tl",
        Lang::Tha => "th",
        Lang::Tuk => "tk",
        Lang::Tur => "tr",
        Lang::Ukr => "uk",
        Lang::Urd => "ur",
        Lang::Uzb => "uz",
        Lang::Vie => "vi",
        Lang::Yid => "yi",
        Lang::Zul => "zu",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> Option<String> {
        detect_language(text).language
    }

    #[test]
    fn running_text() {
        for (text, expected) in [
            ("Turkey sent more troops to the province on Monday.", Some("en")),
            ("La Turquie a envoyé des renforts dans la province, selon le ministère de la défense.", Some("fr")),
            (
                "Die Türkei hat am Montag weitere Soldaten in die Provinz Idlib geschickt, sagte der Minister.",
                Some("de"),
            ),
            ("Türkiye, İdlib'e yeni askerler gönderdiğini ve saldırılara karşılık vereceğini açıkladı.", Some("tr")),
            ("قالت وزارة الدفاع إن القوات دخلت المدينة يوم الاثنين", Some("ar")),
            ("Турция направила дополнительные войска в провинцию, сообщило министерство обороны.", Some("ru")),
        ] {
            assert_eq!(code(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn one_short_sentence() {
        for (text, expected) in [
            ("Erdogan und Putin haben in Moskau verhandelt.", Some("de")),
            ("Tote und Verletzte nach Angriff auf Idlib.", Some("de")),
            ("Les combats ont repris à Idlib.", Some("fr")),
            ("Syria: rebels seize villages, troops flee", None),
            ("De facto capital Idlib hit", None),
        ] {
            let found = code(text);
            assert!(
                found.as_deref() == expected || expected.is_none() && found.as_deref() == Some("en"),
                "{text}: {found:?}"
            );
        }
    }

    #[test]
    fn names_do_not_mislead() {
        let text = "Hayat Tahrir al-Sham, Ahrar al-Sham and Jaysh al-Izza said the shelling of Khan Sheikhoun and Maarat \
                    al-Numan would be answered.";
        assert_eq!(code(text).as_deref(), Some("en"));
    }

    #[test]
    fn what_is_not_sure_is_null_with_a_note() {
        for text in ["Idlib", "", "12 345", "Ankara, Moskva, Idlib"] {
            let found = detect_language(text);
            assert_eq!(found.language, None, "{text}");
            assert!(found.note.is_some_and(|note| note.kind == "language"), "{text}");
        }
        let german = detect_language("Die Türkei hat am Montag weitere Soldaten nach Syrien geschickt, sagte er.");
        assert!(german.note.is_some_and(|note| note.text.contains("German")));
    }
}
