//! How long it takes to make the series of 10,000 figures anew, and to take one more report with one figure in.
//!
//! A seeded generator writes 2,500 reports of four figures each: displaced, killed or injured in one of 2,000 towns of 20
//! countries, by one of 12 sources, within three days; each sentence is annotated by hand as the annotators would. The figures
//! fall into some 2,000 series. Only the stage of series is measured. Run with
//! `cargo bench -p sitroom-record --bench series`, on one core with `taskset -c 0` before it.
#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs, reason = "a bench")]

use std::time::{Duration, Instant};

use sitroom_annotate::{
    Actor, ActorKind, Annotated, Annotation, CONTRACT, Figure, FigureKind, Link, Measure, Number, Place, PlaceKind,
    PlaceUse, Quantifier, Sayer, Sentence, Stance,
};
use sitroom_record::{Arrival, Record, series};
use sitroom_report::{Basis, Precision, Published, Report, Span};

const REPORTS: usize = 2_500;
const FIGURES: usize = 4;

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

/// A report with `figures` figures, annotated.
fn report(dice: &mut Dice, number: usize, figures: usize) -> (Report, Annotated) {
    let mut text = String::new();
    let mut annotation = Annotation { contract: CONTRACT, id: format!("r{number:05}"), ..Annotation::default() };
    for _ in 0..figures {
        let start = text.len();
        let mut words = |part: String| {
            let from = text.len();
            text += &part;
            Span::new(from, text.len())
        };
        let (town, source) = (dice.roll(2_000), dice.roll(12));
        let (measure, verb) = match town % 3 {
            0 => (Measure::Displaced, "displaced"),
            1 => (Measure::Killed, "killed"),
            _ => (Measure::Injured, "injured"),
        };
        let value = 10 + dice.roll(30);
        let counted = words(format!("{value} people"));
        words(format!(" were {verb} in "));
        let place = words(format!("Town{town}"));
        words(", ".to_owned());
        let sayer = words(format!("Source{source}"));
        words(" said. ".to_owned());
        annotation.sentences.push(Sentence { start, end: text.len() });
        annotation.places.push(Place {
            words: place.into(),
            name: Some(format!("Town{town}")),
            gazetteer: Some(format!("test:{town}")),
            country: Some(format!("{:02}", town % 20)),
            admin1: Some(format!("{}", town % 200)),
            kind: Some(PlaceKind::Settlement),
            usage: PlaceUse::Literal,
            lat: None,
            lon: None,
            basis: None,
            confidence: None,
            why: Vec::new(),
        });
        annotation.actors.push(Actor {
            words: sayer.into(),
            name: Some(format!("Source{source}")),
            id: Some(format!("body:source{source}")),
            kind: Some(ActorKind::Organisation),
            entity: None,
            link: Some(Link::Name),
            backed_by_i: Vec::new(),
            member_of_i: Vec::new(),
            corrected: Vec::new(),
            why: Vec::new(),
        });
        annotation.figures.push(Figure {
            words: counted.into(),
            value: Some(Number(value as f64)),
            low: Some(Number(value as f64)),
            high: Some(Number(value as f64)),
            quantifier: Quantifier::Exact,
            unit: Some("person".to_owned()),
            measure,
            population: None,
            share_of: None,
            kind: Some(FigureKind::Flow),
            change: None,
            place_i: Some(annotation.places.len() - 1),
            origin_i: None,
            destination_i: None,
            time_i: None,
            since_i: None,
            cause: None,
            condition: None,
            stance: Stance::Attributed,
            background: false,
            attribution: vec![Sayer { words: sayer.into(), actor_i: Some(annotation.actors.len() - 1) }],
            policy: None,
            household_size: None,
            persons: None,
            persons_basis: None,
            why: Vec::new(),
        });
    }
    let mut report = Report::new(annotation.id.clone(), text.as_str());
    let date = format!("2020-02-{:02}", 15 + dice.roll(3));
    report.published = Some(Published { date, precision: Precision::Day, basis: Basis::Given });
    let annotated = annotation.seal(&report.text);
    (report, annotated)
}

fn take_in(record: &mut Record, reports: &[(Report, Annotated)]) {
    let arrivals: Vec<Arrival<'_>> = (reports.iter())
        .map(|(report, annotated)| Arrival { report, annotated: Some(annotated), maker: "bench" })
        .collect();
    record.take_in(&arrivals).unwrap();
    record.bring_stage_up_to_date("copies").unwrap();
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
    record.bring_stage_up_to_date(series::KIND).unwrap();
    (on_core(start) - before, start.elapsed())
}

fn main() {
    let mut dice = Dice(20_200_217);
    let reports: Vec<_> = (0..REPORTS).map(|number| report(&mut dice, number, FIGURES)).collect();
    let folder = tempfile::tempdir().unwrap();
    let mut record = Record::open(&folder.path().join("sitroom.db")).unwrap();
    take_in(&mut record, &reports);
    let (core, clock) = update(&mut record);
    let rows = record.derived(series::KIND).unwrap();
    let figures: usize = rows.iter().map(|row| row.spans.len()).sum();
    let copies = record.derived("copies").unwrap().len();
    println!(
        "{figures} figures in {} series, {copies} copies: made anew in {core:.2?} on one core ({clock:.2?} by the clock)",
        rows.len()
    );
    let mut times: Vec<(Duration, Duration)> = (0..20)
        .map(|more| {
            let one = report(&mut dice, REPORTS + more, 1);
            take_in(&mut record, &[one]);
            update(&mut record)
        })
        .collect();
    times.sort();
    let ((median, clock), (most, _)) = (times[10], times[19]);
    println!(
        "one more report of one figure: {median:.2?} in the median ({clock:.2?} by the clock), {most:.2?} at most"
    );
}
