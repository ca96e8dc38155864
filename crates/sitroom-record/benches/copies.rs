//! How long it takes to find copies in piles of 1,000 to 100,000 reports, and to take one report into the largest.
//!
//! The pile is made by a seeded generator: reports of about 300 words drawn from 40,000 by Zipf's law, every fifth a copy of an
//! earlier one with a tenth of its words changed. Annotation is not part of it. Run with
//! `cargo bench -p sitroom-record --bench copies -- 1000 10000 100000`.
#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs, reason = "a bench")]

use std::time::Instant;

use sitroom_record::{Arrival, Record, copies};
use sitroom_report::Report;

/// A small, seeded generator of numbers (xorshift64*, Marsaglia 2003; Vigna 2016).
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    fn share(&mut self) -> f64 {
        (self.roll() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// A word by Zipf's law: the inverse of the distribution 1 / rank, near enough.
    fn word(&mut self) -> u64 {
        (40_000f64.powf(self.share()) as u64).min(39_999)
    }
}

fn spell(word: u64) -> String {
    let syllables = ["ba", "ke", "lo", "mi", "nu", "ra", "se", "to", "vi", "zu", "da", "fe", "go", "hi", "ju", "pa"];
    (0..4).map(|k| syllables[(word >> (4 * k)) as usize & 15]).collect()
}

fn pile(count: usize) -> Vec<Report> {
    let mut dice = Dice(20_200_217);
    let mut texts: Vec<Vec<u64>> = Vec::with_capacity(count);
    for n in 0..count {
        let words = if n % 5 == 4 {
            let source = dice.roll() as usize % n;
            let mut words = texts[source].clone();
            for word in &mut words {
                if dice.share() < 0.1 {
                    *word = dice.word();
                }
            }
            words
        } else {
            (0..300).map(|_| dice.word()).collect()
        };
        texts.push(words);
    }
    let write = |(n, words): (usize, &Vec<u64>)| {
        let sentences =
            words.chunks(20).map(|words| words.iter().map(|word| spell(*word)).collect::<Vec<_>>().join(" "));
        Report::new(format!("r{n:06}"), (sentences.collect::<Vec<_>>().join(". ") + ".").as_str())
    };
    texts.iter().enumerate().map(write).collect()
}

fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("VmHWM: unknown").to_owned()
}

fn main() {
    let sizes: Vec<usize> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    let sizes = if sizes.is_empty() { vec![1_000, 10_000] } else { sizes };
    for size in sizes {
        let reports = pile(size + 1);
        let folder = tempfile::tempdir().unwrap();
        let mut record = Record::open(&folder.path().join("sitroom.db")).unwrap();
        let take = |record: &mut Record, reports: &[Report]| {
            for part in reports.chunks(1000) {
                let arrivals: Vec<Arrival<'_>> =
                    part.iter().map(|report| Arrival { report, annotated: None, maker: "bench" }).collect();
                record.take_in(&arrivals).unwrap();
            }
        };
        let start = Instant::now();
        take(&mut record, &reports[..size]);
        let stored = start.elapsed();
        let start = Instant::now();
        record.bring_up_to_date().unwrap();
        let found = start.elapsed();
        take(&mut record, &reports[size..]);
        let start = Instant::now();
        record.bring_up_to_date().unwrap();
        let one = start.elapsed();
        let rows = record.derived(copies::KIND).unwrap().len();
        println!(
            "{size} reports: stored in {stored:.1?}, {rows} copies found in {found:.1?}, one more in {one:.1?}, {}",
            memory()
        );
    }
}
