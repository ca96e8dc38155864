//! How long it takes to gather the actors of 10,000 reports anew, to take one more report in, and to lay a correction over them.
//!
//! A seeded generator writes reports of two states that every other report names (Turkey, Syria, Russia, Iran), three persons
//! of some 2,000 in two spellings, and one body of 300; annotated by hand as the annotators would. Only the stage of actors is
//! measured. Run with `cargo bench -p sitroom-record --bench actors`, on one core with `taskset -c 0` before it.
#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs, reason = "a bench")]

use std::time::{Duration, Instant};

use sitroom_annotate::{Actor, ActorKind, Annotated, Annotation, CONTRACT, Link, Sentence};
use sitroom_record::{Arrival, Record, actors};
use sitroom_report::{Basis, Precision, Published, Report, Span};

const REPORTS: usize = 10_000;

const STATES: [(&str, &str); 4] =
    [("Turkey", "state:TR"), ("Syria", "state:SY"), ("Russia", "state:RU"), ("Iran", "state:IR")];

const GIVEN: [&str; 8] = ["Yusuf", "Maryam", "Peter", "Anna", "Khalid", "Nadia", "Igor", "Elif"];

const SURNAMES: [&str; 16] = [
    "Khatib",
    "Lindqvist",
    "Haddad",
    "Carver",
    "Orlov",
    "Demir",
    "Farhadi",
    "Novak",
    "Sabbagh",
    "Tveit",
    "Moreno",
    "Zahran",
    "Petrenko",
    "Yilmaz",
    "Rahimi",
    "Dawson",
];

/// A small, seeded generator of numbers (xorshift64*, Marsaglia 2003; Vigna 2016).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % sides
    }
}

/// A name of a person: one of 2,048, now and then in another spelling.
fn person(dice: &mut Dice) -> String {
    let number = dice.roll(2_048) as usize;
    let (given, surname, town) = (GIVEN[number % 8], SURNAMES[number / 8 % 16], number / 128);
    let other = if dice.roll(4) == 0 { "al-" } else { "" };
    format!("{given} {other}{surname}{}", char::from(b'a' + town as u8))
}

/// A report of six actors, annotated.
fn report(dice: &mut Dice, number: usize) -> (Report, Annotated) {
    let mut text = String::new();
    let mut annotation = Annotation { contract: CONTRACT, id: format!("r{number:05}"), ..Annotation::default() };
    for entity in 0..6 {
        let (name, id, kind) = match entity {
            0 | 1 => {
                let (name, id) = STATES[dice.roll(4) as usize];
                (name.to_owned(), Some(id.to_owned()), ActorKind::State)
            }
            5 => (format!("Relief Office {}", dice.roll(300)), None, ActorKind::Organisation),
            _ => (person(dice), None, ActorKind::Person),
        };
        for words in [format!("{name} spoke. "), format!("{name} spoke again. ")] {
            let from = text.len();
            text += &words;
            annotation.sentences.push(Sentence { start: from, end: text.len() });
            annotation.actors.push(Actor {
                words: Span::new(from, from + name.len()).into(),
                name: Some(name.clone()),
                id: id.clone(),
                kind: Some(kind),
                entity: Some(entity),
                link: Some(Link::Name),
                backed_by_i: Vec::new(),
                member_of_i: Vec::new(),
                corrected: Vec::new(),
                why: Vec::new(),
            });
        }
    }
    let mut report = Report::new(annotation.id.clone(), text.as_str());
    let date = format!("2020-{:02}-{:02}", 1 + dice.roll(12), 1 + dice.roll(28));
    report.published = Some(Published { date, precision: Precision::Day, basis: Basis::Given });
    let annotated = annotation.seal(&report.text);
    (report, annotated)
}

fn take_in(record: &mut Record, reports: &[(Report, Annotated)]) {
    let arrivals: Vec<Arrival<'_>> = (reports.iter())
        .map(|(report, annotated)| Arrival { report, annotated: Some(annotated), maker: "bench" })
        .collect();
    record.take_in(&arrivals).unwrap();
}

/// How long this thread has been on a core; by the clock where the system does not tell.
fn on_core(start: Instant) -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|told| told.split_whitespace().next()?.parse().ok());
    nanoseconds.map_or_else(|| start.elapsed(), Duration::from_nanos)
}

/// The time on a core, and by the clock.
fn update(record: &mut Record) -> (Duration, Duration) {
    let start = Instant::now();
    let before = on_core(start);
    record.bring_stage_up_to_date(actors::KIND).unwrap();
    (on_core(start) - before, start.elapsed())
}

fn main() {
    let mut dice = Dice(20_200_217);
    let reports: Vec<_> = (0..REPORTS).map(|number| report(&mut dice, number)).collect();
    let folder = tempfile::tempdir().unwrap();
    let mut record = Record::open(&folder.path().join("sitroom.db")).unwrap();
    // The tables of copies are there and empty: no report here is measured as a copy.
    record.bring_stage_up_to_date("copies").unwrap();
    take_in(&mut record, &reports);
    let (core, clock) = update(&mut record);
    let rows = record.derived(actors::KIND).unwrap();
    println!(
        "{} actors of {REPORTS} reports: made anew in {core:.2?} on one core ({clock:.2?} by the clock)",
        rows.len()
    );
    let mut times: Vec<(Duration, Duration)> = (0..20)
        .map(|more| {
            let one = report(&mut dice, REPORTS + more);
            take_in(&mut record, &[one]);
            update(&mut record)
        })
        .collect();
    times.sort();
    let ((median, clock), (most, _)) = (times[10], times[19]);
    println!(
        "one more report of six actors: {median:.2?} in the median ({clock:.2?} by the clock), {most:.2?} at most"
    );
}
