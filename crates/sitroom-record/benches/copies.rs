//! How long it takes to find copies in piles of 1,000 to 100,000 reports, to take one report into the largest, and to take
//! a report's fingerprints.
//!
//! The pile is made by a seeded generator: reports of about 300 words drawn from 40,000 by Zipf's law, every fifth a copy of an
//! earlier one with a tenth of its words changed. Annotation is not part of it. Run with
//! `cargo bench -p sitroom-record --bench copies -- 1000 10000 100000`, with `--stories` to time stories, too.
//! `-- --write FILE 10000` writes the texts of such a pile, one a line, for other programs;
//! `-- --fingerprint FILE` times the fingerprints of the texts in such a file alone;
//! `-- --texts FILE` finds copies in them instead of in the generator's.
#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs, reason = "a bench")]

use std::time::{Duration, Instant};

use sitroom_record::{Arrival, Record, copies, stories};
use sitroom_report::Report;

/// Reports that come one by one to a pile that is there.
const LATE: usize = 100;

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

fn texts(count: usize) -> Vec<String> {
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
    let write = |words: &Vec<u64>| {
        let sentences =
            words.chunks(20).map(|words| words.iter().map(|word| spell(*word)).collect::<Vec<_>>().join(" "));
        sentences.collect::<Vec<_>>().join(". ") + "."
    };
    texts.iter().map(write).collect()
}

fn read(file: &str) -> Vec<String> {
    std::fs::read_to_string(file).unwrap().lines().map(str::to_owned).collect()
}

/// The most memory that the process has held.
fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok())
        .map_or("memory unknown".to_owned(), |kilobytes| format!("{} MB at most", kilobytes / 1000))
}

fn take(record: &mut Record, reports: &[Report]) {
    for part in reports.chunks(1000) {
        let arrivals: Vec<Arrival<'_>> =
            part.iter().map(|report| Arrival { report, annotated: None, maker: "bench" }).collect();
        record.take_in(&arrivals).unwrap();
    }
}

fn timed(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

fn measure(texts: &[String], with_stories: bool) {
    let size = texts.len().saturating_sub(LATE);
    let reports: Vec<Report> =
        texts.iter().enumerate().map(|(n, text)| Report::new(format!("r{n:06}"), text.as_str())).collect();
    let folder = tempfile::tempdir().unwrap();
    let mut record = Record::open(&folder.path().join("sitroom.db")).unwrap();
    let stages: &[&str] = if with_stories { &[copies::KIND, stories::KIND] } else { &[copies::KIND] };
    let stored = timed(|| take(&mut record, &reports[..size]));
    println!("{size} reports, stored in {stored:.1?}");
    let all: Vec<Duration> =
        stages.iter().map(|stage| timed(|| record.bring_stage_up_to_date(stage).unwrap())).collect();
    let mut late: Vec<Vec<Duration>> = vec![Vec::new(); stages.len()];
    for report in &reports[size..] {
        take(&mut record, std::slice::from_ref(report));
        for (stage, times) in stages.iter().zip(&mut late) {
            times.push(timed(|| record.bring_stage_up_to_date(stage).unwrap()));
        }
    }
    for ((stage, all), mut late) in stages.iter().zip(all).zip(late) {
        late.sort();
        let rows = record.derived(stage).unwrap().len();
        let (median, most) = (late[late.len() / 2], late[late.len() - 1]);
        println!(
            "  {stage}: all in {all:.2?}, {rows} rows; one more report in {median:.1?} (median), {most:.1?} (most)"
        );
    }
    println!("  {}", memory());
}

fn fingerprint(texts: &[String]) {
    let mut held = 0;
    let time = timed(|| held = texts.iter().map(|text| copies::fingerprints(text).len()).sum());
    let each = time / texts.len().max(1) as u32;
    println!("{} reports, {held} fingerprints: {each:.1?} a report on one core", texts.len());
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let option = |name: &str| arguments.iter().position(|argument| argument == name);
    let value = |name: &str| option(name).and_then(|at| arguments.get(at + 1));
    let sizes: Vec<usize> = arguments.iter().filter_map(|argument| argument.parse().ok()).collect();
    let sizes = if sizes.is_empty() { vec![1_000, 10_000] } else { sizes };
    if let Some(file) = value("--write") {
        std::fs::write(file, texts(sizes[0]).join("\n") + "\n").unwrap();
    } else if let Some(file) = value("--fingerprint") {
        fingerprint(&read(file));
    } else if let Some(file) = value("--texts") {
        measure(&read(file), option("--stories").is_some());
    } else {
        sizes.into_iter().for_each(|size| measure(&texts(size + LATE), option("--stories").is_some()));
    }
}
