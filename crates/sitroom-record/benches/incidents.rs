//! How long it takes to make the incidents of 10,000 reports anew, and to take one more report in.
//!
//! A seeded generator writes reports of one attack each, four on each of 2,500 attacks in 2,000 towns on one of 60 days:
//! where, how many were killed, and one of the dead by name, in words of their own. They are annotated by hand as the
//! annotators would. Only the stage of incidents is measured. Run with `cargo bench -p sitroom-record --bench incidents`.
#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs, reason = "a bench")]

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use sitroom_annotate::{Annotated, CONTRACT};
use sitroom_record::{Arrival, Record, incidents};
use sitroom_report::{Basis, Precision, Published, Report};

const REPORTS: usize = 10_000;

/// Reports on one attack.
const EACH: usize = 4;

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

/// A report on the attack `attack`, annotated.
fn report(dice: &mut Dice, number: usize, attack: usize) -> (Report, Annotated) {
    let mut of = Dice(0x9E37_79B9 + attack as u64 * 7919);
    of.roll(2);
    let (town, day, dead) = (of.roll(2_000), of.roll(60), 2 + of.roll(9));
    let date = format!("2020-{:02}-{:02}", 1 + day / 28, 1 + day % 28);
    let name = format!("Name{} Family{attack}", attack % 97);
    let mut text = String::new();
    let mut words = |part: &str| {
        let start = text.len();
        text += part;
        json!({"start": start, "end": text.len(), "text": part})
    };
    let with = |mut row: Value, more: Value| {
        let (Some(own), Value::Object(more)) = (row.as_object_mut(), more) else { return row };
        own.extend(more);
        row
    };
    let place = words(&format!("Town{town}"));
    let time = words(&format!(" {date}"));
    words(": ");
    let people = words(&format!("{dead} people"));
    words(" were ");
    let act = words("killed");
    words(" by gunmen. ");
    let named = words(&name);
    words(" was among them. ");
    // Words of the reporter's own.
    (0..30).for_each(|_| drop(words(&format!("word{} ", dice.roll(30_000)))));
    let settled = json!({
        "name": place["text"], "gazetteer": format!("test:{town}"), "country": format!("{:02}", town % 20),
        "admin1": format!("{}", town % 200), "kind": "settlement", "use": "literal",
    });
    let casualty = |words: Value, low: f64, person: Option<usize>, name: Option<&str>| {
        with(
            words,
            json!({
                "harm": "killed", "low": low, "high": low, "counted": person.is_none(), "name": name, "person": person,
                "others": false, "known": false, "perpetrator": false, "by_other": false, "cue": act, "event_i": 0,
                "stance": "asserted", "negated": false, "background": false,
            }),
        )
    };
    let casualties = [casualty(people, dead as f64, None, None), casualty(named.clone(), 1.0, Some(0), Some(&name))];
    let event = with(
        act.clone(),
        json!({
            "plover": "ASSAULT", "acled": {"type": "Violence against civilians", "sub_type": "Attack"}, "place_i": 0,
            "places_i": [0], "time_i": 0, "incident": 0, "stance": "asserted", "negated": false, "background": false,
        }),
    );
    let id = format!("r{number:05}");
    let annotated = json!({
        "contract": CONTRACT, "id": id, "language": "en", "sentences": [{"start": 0, "end": text.len()}],
        "times": [with(time, json!({"type": "DATE", "value": date, "from": date, "to": date}))],
        "places": [with(place, settled)],
        "actors": [with(named, json!({"name": name, "kind": "person", "link": "name"}))],
        "events": [event], "casualties": casualties, "main_event_i": 0,
    });
    let mut report = Report::new(id, text);
    report.published = Some(Published { date, precision: Precision::Day, basis: Basis::Given });
    (report, serde_json::from_value(annotated).unwrap())
}

fn take_in(record: &mut Record, reports: &[(Report, Annotated)]) {
    let arrivals: Vec<Arrival<'_>> = (reports.iter())
        .map(|(report, annotated)| Arrival { report, annotated: Some(annotated), maker: "bench" })
        .collect();
    record.take_in(&arrivals).unwrap();
    record.bring_stage_up_to_date("copies").unwrap();
    record.bring_stage_up_to_date("stories").unwrap();
}

/// The time by the clock.
fn update(record: &mut Record) -> Duration {
    let start = Instant::now();
    record.bring_stage_up_to_date(incidents::KIND).unwrap();
    start.elapsed()
}

fn main() {
    let mut dice = Dice(20_200_217);
    let reports: Vec<_> = (0..REPORTS).map(|number| report(&mut dice, number, number / EACH)).collect();
    let folder = tempfile::tempdir().unwrap();
    let mut record = Record::open(&folder.path().join("sitroom.db")).unwrap();
    take_in(&mut record, &reports);
    let clock = update(&mut record);
    let rows = record.derived(incidents::KIND).unwrap().len();
    println!("{REPORTS} reports in {rows} incidents: made anew in {clock:.2?}");
    let mut times: Vec<Duration> = (0..20)
        .map(|more| {
            let attack = dice.roll((REPORTS / EACH) as u64) as usize;
            let one = report(&mut dice, REPORTS + more, attack);
            take_in(&mut record, &[one]);
            update(&mut record)
        })
        .collect();
    times.sort();
    println!("one more report: {:.2?} in the median, {:.2?} at most", times[10], times[19]);
}
