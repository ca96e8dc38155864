//! How quick English is: loading, memory, and words a second on one thread and on two.
//!
//! `cargo run --release --example speed -- TEXTS.jsonl [ROUNDS]`: every line of the file has a field `text`. With `-` for the
//! rounds there is one for every line of standard input, so that `benches/peer.py` can time spaCy in between.
//!
//! Each figure is the best of all rounds. *busy* counts only the time in which the thread was at work (on Linux), which
//! is what a machine that others use can tell; *clock* is the time on the wall.
#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a measurement to be read")]

use std::io::BufRead;
use std::time::{Duration, Instant};

use sitroom_language::{Language, Parsed};
use sitroom_report::Text;

/// The time that this thread has been at work, where the system tells it.
fn busy() -> Option<Duration> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    told.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

/// The tokens that `parse` gives, the time on the wall, and the time at work.
fn time(texts: &[Text], parse: impl Fn(&Text) -> Parsed) -> (usize, Duration, Duration) {
    let (start, before) = (Instant::now(), busy());
    let tokens = texts.iter().map(|text| parse(text).len()).sum();
    let clock = start.elapsed();
    (tokens, clock, busy().zip(before).map_or(clock, |(after, before)| after - before))
}

fn two_threads(language: &Language, texts: &[Text]) -> (usize, Duration, Duration) {
    let (left, right) = texts.split_at(texts.len() / 2);
    let start = Instant::now();
    let (left, right) = std::thread::scope(|scope| {
        let left = scope.spawn(|| time(left, |text| language.parse_pure(text)));
        let right = time(right, |text| language.parse_pure(text));
        (left.join().unwrap(), right)
    });
    // As if each had a core of its own: the work of both, divided by two.
    (left.0 + right.0, start.elapsed(), (left.2 + right.2) / 2)
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let file = arguments.first().map_or("samples/reports.jsonl", String::as_str);
    let rows = std::fs::read_to_string(file).unwrap();
    let text =
        |row: &str| Text::from(serde_json::from_str::<serde_json::Value>(row).unwrap()["text"].as_str().unwrap());
    let texts: Vec<Text> = rows.lines().map(text).collect();

    let start = Instant::now();
    let language = Language::embedded().unwrap();
    println!("loaded in {:.1} ms", start.elapsed().as_secs_f64() * 1e3);

    let rounds: Box<dyn Iterator<Item = ()>> = match arguments.get(1).map(String::as_str) {
        Some("-") => Box::new(std::io::stdin().lock().lines().map(|_| ())),
        rounds => Box::new(std::iter::repeat_n((), rounds.map_or(5, |rounds| rounds.parse().unwrap()))),
    };
    let names = ["pure parse", "parse with newsroom rules", "pure parse, two threads"];
    let mut best = [(0, Duration::MAX, Duration::MAX); 3];
    for () in rounds {
        let measured = [
            time(&texts, |text| language.parse_pure(text)),
            time(&texts, |text| language.parse(text)),
            two_threads(&language, &texts),
        ];
        for (best, measured) in best.iter_mut().zip(measured) {
            *best = (measured.0, best.1.min(measured.1), best.2.min(measured.2));
        }
        println!("round");
    }
    for (name, (tokens, clock, busy)) in names.into_iter().zip(best) {
        let speed = |time: Duration| tokens as f64 / time.as_secs_f64();
        println!("{name}: {tokens} tokens, {:.0} a second busy, {:.0} on the clock", speed(busy), speed(clock));
    }
    if let Ok(status) = std::fs::read_to_string("/proc/self/status") {
        status.lines().filter(|line| line.starts_with("VmHWM")).for_each(|line| println!("most memory: {line}"));
    }
}
