//! Which mentions of dead and wounded are one person.
//!
//! Nobody is counted twice: a name is the same person wherever it stands, in full or in part; a pronoun or "the man" is
//! somebody told of before; "a 19-year-old" of one sentence and a name with that age in the next are one; two people
//! of one sentence are two.

use super::people::{Age, Person};
use crate::annotation::Sex;

/// A mention of one person.
pub(crate) struct Mention<'a> {
    pub(crate) person: &'a Person,
    /// The head of its phrase: several verbs may say something of one phrase.
    pub(crate) head: usize,
    /// The word that says what became of them: those of one word are different people.
    pub(crate) cue: usize,
    pub(crate) sentence: usize,
}

#[derive(Default)]
struct Known {
    names: Vec<Vec<String>>,
    age: Option<u32>,
    stage: Option<Age>,
    sex: Option<Sex>,
    perpetrator: bool,
    last_head: usize,
    last_cue: Option<usize>,
    last_sentence: Option<usize>,
}

/// Gives every mention, in text order, the number of its person; a pronoun that means nobody known is somebody new.
pub(crate) fn number(mentions: &[Mention<'_>]) -> Vec<usize> {
    let mut known: Vec<Known> = Vec::new();
    let mut numbers = Vec::with_capacity(mentions.len());
    for mention in mentions {
        let number = match find(&known, mention) {
            Some(number) => number,
            None => {
                known.push(Known::default());
                known.len() - 1
            }
        };
        if let Some(of) = known.get_mut(number) {
            of.learn(mention);
        }
        numbers.push(number);
    }
    numbers
}

fn find(known: &[Known], mention: &Mention<'_>) -> Option<usize> {
    let person = mention.person;
    let position = |is: &dyn Fn(&Known) -> bool| known.iter().position(is);
    // The one told of last.
    let last = |is: &dyn Fn(&Known) -> bool| {
        let fitting = known.iter().enumerate().filter(|(_, of)| is(of));
        fitting.max_by_key(|(_, of)| of.last_head).map(|(number, _)| number)
    };
    if let Some(same) = position(&|of| of.last_head == mention.head) {
        return Some(same);
    }
    let elsewhere = |of: &Known| of.last_sentence != Some(mention.sentence);
    let apart = |of: &Known| of.last_cue != Some(mention.cue);
    if !person.name.is_empty() {
        return position(&|of| of.has_name(&person.name))
            .or_else(|| {
                last(&|of| of.names.is_empty() && person.age.is_some() && of.age == person.age && of.may_be(person))
            })
            .or_else(|| position(&|of| of.names.is_empty() && elsewhere(of) && of.may_be(person)));
    }
    if person.pronoun {
        return last(&|of| of.sex.is_some() && of.may_be(person)).or_else(|| last(&|of| of.may_be(person)));
    }
    if person.others {
        // "another man" is a second one, but "the other man" may be told of again.
        return position(&|of| person.known && person.age.is_some() && of.age == person.age && of.may_be(person));
    }
    if person.known {
        return last(&|of| apart(of) && of.perpetrator == person.perpetrator && of.may_be(person))
            .or_else(|| last(&|of| apart(of) && of.may_be(person)))
            // "the child", "the man" was told of before, if as a teenager.
            .or_else(|| last(&|of| person.pointed && apart(of) && of.agrees(person)));
    }
    position(&|of| elsewhere(of) && person.age.is_some() && of.age == person.age && of.may_be(person))
        .or_else(|| position(&|of| elsewhere(of) && of.may_be(person)))
}

/// Whether somebody of `years` may be called so: a boy of 17, a man of 18.
fn fits(years: Option<u32>, stage: Option<Age>) -> bool {
    match (years, stage) {
        (Some(years), Some(Age::Child)) => years < 20,
        (Some(years), Some(Age::Adult)) => years > 15,
        _ => true,
    }
}

impl Known {
    fn may_be(&self, person: &Person) -> bool {
        let years = fits(self.age, person.stage) && fits(person.age, self.stage);
        let stages = self.stage.is_none() || person.stage.is_none() || self.stage == person.stage;
        years && stages && self.agrees(person)
    }

    /// Whether age and sex agree, whatever the noun makes of the years.
    fn agrees(&self, person: &Person) -> bool {
        let years = self.age.is_none() || person.age.is_none() || self.age == person.age;
        years && (self.sex.is_none() || person.sex.is_none() || self.sex == person.sex)
    }

    /// Whether `name` is one of its names, in full or in part.
    fn has_name(&self, name: &[String]) -> bool {
        let within = |part: &[String], whole: &[String]| part.iter().all(|word| whole.contains(word));
        self.names.iter().any(|own| within(own, name) || within(name, own))
    }

    fn learn(&mut self, mention: &Mention<'_>) {
        let person = mention.person;
        if !person.name.is_empty() && !self.names.contains(&person.name) {
            self.names.push(person.name.clone());
        }
        self.age = self.age.or(person.age);
        self.stage = self.stage.or(person.stage);
        self.sex = self.sex.or(person.sex);
        self.perpetrator |= person.perpetrator;
        self.last_head = mention.head;
        self.last_cue = Some(mention.cue);
        self.last_sentence = Some(mention.sentence);
    }
}
