//! Texts that no reporter would write, the same ones for the same number.

use sitroom_report::Report;

/// What tokenisers trip over: affixes, contractions, units, addresses, smileys, quotation marks that fight.
const WORDS: &[&str] = &[
    "don't",
    "can't've",
    "U.S.",
    "a.m.",
    "10a.m.",
    "10km",
    "3.5kg",
    "$5",
    "US$5m",
    "€3.50",
    "C$7",
    "http://x.org/a?b=c",
    "www.example.co.uk",
    "user@example.org",
    "10.0.0.1",
    "192.168.1.1",
    "8.8.8.8",
    "said.The",
    "Dec.2019",
    "Tomlinson24",
    "well-known",
    "mother-in-law",
    "'s",
    "’s",
    "'em",
    "...",
    "--",
    "---",
    "—",
    ":-)",
    ":)",
    "(o)",
    "^_^",
    "o.O",
    "=D",
    "Mr.",
    "St.",
    "Jan.",
    "Inc.,",
    "e.g.",
    "i.e.,",
    "20°C.",
    "50%",
    "1,000",
    "10-12",
    "a/b",
    "and/or",
    "km²",
    "m/s",
    "(a)",
    "[1]",
    "“Hello”",
    "‘I’m’",
    "it’s",
    "we'll've",
    "y'all",
    "gonna",
    "cannot",
    "Let's",
    "lets",
    "AT&T",
    "C++",
    "C#",
    ".NET",
    "#tag",
    "@desk",
    "1st",
    "+44",
    "x=y",
    "A:B",
    "9:30",
    "a<b",
    "foo…bar",
    "foo..bar",
    "foo.Bar",
    "a,b",
    "1,a",
    "ﬁ",
    "İstanbul",
    "ΣΑΣ",
    "ǅ",
    "Ⅷ",
    "½",
    "²",
    "٣",
    "१२",
    "the",
    "army",
    "killed",
    "two",
    "people",
    "in",
    "Idlib",
    "on",
    "Monday",
    "and",
    "said",
    "that",
    "Turkey",
    "has",
    "been",
    "rebels",
    "which",
    "is",
    "of",
    "villages",
    "to",
    "troops",
];
const CHARACTERS: &str = "abcXYZ019.,;:!?'\"()[]{}<>-–—_/\\@#$€£%&*+=~^|`’‘“”…° \t\n\r\u{a0}\u{2003}\u{3000}\u{200b}\u{200d}\u{301}\
    \u{0}\u{1c}\u{85}\u{feff}😀👨👩👧é漢字あعبß²³µKmkgsS。！？「」";
const MARKS: [(&str, &str); 6] = [("(", ")"), ("\"", "\""), ("'", "'"), ("“", "”"), ("‘", "’."), ("$", "%,")];
const GAPS: [&str; 9] = [" ", " ", " ", " ", "", "  ", "\n", "\n\n", "\t"];

/// `count` texts.
pub(crate) fn reports(count: usize) -> impl Iterator<Item = Report> {
    let characters: Vec<char> = CHARACTERS.chars().collect();
    let mut dice = Dice(7);
    (0..count).map(move |i| {
        let mut text = String::new();
        if i % 3 == 0 {
            text.extend((0..dice.throw(60)).map(|_| characters[dice.throw(characters.len())]));
        } else {
            for _ in 0..=dice.throw(40) {
                let word = WORDS[dice.throw(WORDS.len())];
                match dice.throw(12) {
                    0 => text.extend((0..dice.throw(8)).map(|_| characters[dice.throw(characters.len())])),
                    1 => text += &(word.to_owned() + WORDS[dice.throw(WORDS.len())]),
                    2 => {
                        let (open, close) = MARKS[dice.throw(MARKS.len())];
                        text += &format!("{open}{word}{close}");
                    }
                    3 => text.extend(char::from_u32(dice.throw(0x10_ffff) as u32)),
                    _ => text += word,
                }
                text += GAPS[dice.throw(GAPS.len())];
            }
        }
        Report::new(format!("hostile {i}"), text.as_str())
    })
}

/// Sebastiano Vigna's SplitMix64: small, and the same everywhere.
struct Dice(u64);

impl Dice {
    /// A number below `sides`.
    fn throw(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ mixed >> 31) as usize % sides
    }
}
