//! The same reports make the same record, whatever order they come in and however many threads work.

use crate::room::Room;

const SAMPLES: &str = include_str!("../../../../samples/reports.jsonl");

#[test]
fn shuffled_reports_and_threads_give_the_same_bytes() {
    let mut lines: Vec<&str> = SAMPLES.lines().collect();
    let straight = Room::new().file("reports.jsonl", lines.join("\n"));
    straight.run(&["read", "--threads", "1", "reports.jsonl"]).ok();
    // Every fifth line first, then the ones after them: far from where they were.
    let count = lines.len();
    lines = (0..5).flat_map(|first| (first..count).step_by(5)).map(|at| lines[at]).rev().collect();
    assert_ne!(lines.join("\n"), SAMPLES.trim_end());
    let shuffled = Room::new().file("reports.jsonl", lines.join("\n"));
    shuffled.run(&["read", "--threads", "2", "reports.jsonl"]).ok();
    assert_eq!(straight.views(), shuffled.views());
    assert_eq!(straight.run(&["brief"]).ok().out, shuffled.run(&["brief"]).ok().out);
}

#[test]
fn one_by_one_is_the_same_as_at_once() {
    let at_once = Room::new().samples();
    at_once.run(&["read", "reports.jsonl"]).ok();
    let one_by_one = Room::new();
    for line in SAMPLES.lines().rev() {
        std::fs::write(one_by_one.path("reports.jsonl"), line).unwrap();
        one_by_one.run(&["read", "reports.jsonl"]).ok();
    }
    assert_eq!(at_once.views(), one_by_one.views());
}

#[test]
fn annotations_come_in_the_order_of_the_reports() {
    let room = Room::new().samples();
    let one = room.run(&["annotate", "--threads", "1", "reports.jsonl"]).ok();
    let two = room.run_with(&["annotate", "--threads", "2"], SAMPLES).ok();
    assert_eq!(one.out, two.out);
    let ids = |rows: Vec<serde_json::Value>| rows.iter().map(|row| row["id"].to_string()).collect::<Vec<_>>();
    let given = SAMPLES.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(ids(one.rows()), ids(given));
}
