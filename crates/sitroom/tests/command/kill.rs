//! A run that is killed at any moment loses nothing that it said it had stored, and the next one completes it.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::room::Room;

const REPORTS: usize = 2000;
const KILLS: usize = 20;
const SEED: u64 = 20_200_217;

/// Numbers that look drawn and are the same each time (Knuth's MMIX generator).
struct Draw(u64);

impl Draw {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

fn reports() -> String {
    let mut draw = Draw(SEED);
    let mut lines = String::new();
    for i in 0..REPORTS {
        let (killed, day) = (2 + draw.below(90), 1 + draw.below(28));
        let text = format!("Shelling killed {killed} people in Idlib, the ministry said.");
        let row = serde_json::json!({"id": format!("r{i:04}"), "text": text, "published": format!("2020-02-{day:02}")});
        lines += &format!("{row}\n");
    }
    lines
}

#[test]
fn twenty_kills_lose_nothing() {
    let reports = reports();
    let undisturbed = Room::new().file("reports.jsonl", &reports);
    let began = Instant::now();
    undisturbed.run(&["read", "reports.jsonl"]).ok().prints("2000 new");
    let whole = began.elapsed();

    let mut draw = Draw(SEED + 1);
    let mut room = Room::new().file("reports.jsonl", &reports);
    let (mut kills, mut cut_off) = (0, 0);
    let mut stored: BTreeSet<String> = BTreeSet::new();
    while kills < KILLS {
        let said = run_and_kill(&room, Duration::from_micros(draw.below(whole.as_micros() as u64 / 5)));
        kills += 1;
        stored.extend(said);
        if !room.path("sitroom.db").exists() {
            assert!(stored.is_empty(), "something was said to be stored where there is no record");
            continue;
        }
        let held: BTreeSet<String> = (room.run(&["reports", "--format", "jsonl"]).ok().rows().iter())
            .map(|row| row["id"].as_str().unwrap().to_owned())
            .collect();
        let lost: Vec<&String> = stored.difference(&held).collect();
        assert!(lost.is_empty(), "after kill {kills}: {lost:?} were said to be stored");
        cut_off += usize::from(!held.is_empty() && held.len() < REPORTS);
        if held.len() == REPORTS {
            // All is in: another record, so that the kills to come have something to interrupt.
            assert_eq!(room.views(), undisturbed.views());
            room = Room::new().file("reports.jsonl", &reports);
            stored.clear();
        }
    }
    assert!(cut_off > 2, "hardly a kill came while reports were coming in; the moments are drawn wrongly");
    room.run(&["read", "reports.jsonl"]).ok();
    room.run(&["check"]).ok().prints("sound: 2000 reports");
    assert_eq!(room.views(), undisturbed.views());
    room.run(&["read", "reports.jsonl"]).ok().prints("0 new, 2000 known, 0 revised");
}

/// Runs `read`, kills it after `delay`, and gives the ids of the reports that it said were stored.
fn run_and_kill(room: &Room, delay: Duration) -> Vec<String> {
    let mut child = room.command(&["read", "-v", "reports.jsonl"]);
    let mut child = child.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let messages = BufReader::new(child.stderr.take().unwrap());
    let listener = std::thread::spawn(move || {
        let lines = messages.lines().map_while(Result::ok);
        // A last line without its end may be cut in the middle of an id: only ids of full length count.
        lines.filter_map(|line| line.split_once(": ").map(|(_, id)| id.to_owned())).filter(|id| id.len() == 5).collect()
    });
    std::thread::sleep(delay);
    child.kill().unwrap();
    child.wait().unwrap();
    listener.join().unwrap()
}
