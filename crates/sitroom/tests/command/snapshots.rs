//! What the command prints, word for word, on three small reports whose annotations are fixed: annotators may learn, and
//! these pages stay. After a change that is meant, `INSTA_UPDATE=always cargo test -p sitroom` writes them anew.

use crate::room::Room;

fn room() -> Room {
    let room = Room::new()
        .file("reports.jsonl", include_bytes!("fixture/reports.jsonl"))
        .file("annotations.jsonl", include_bytes!("fixture/annotations.jsonl"));
    room.run(&["read", "reports.jsonl", "--annotations", "annotations.jsonl"]).ok();
    room
}

/// What each of `commands` prints, under its name.
fn pages(room: &Room, commands: &[&str]) -> String {
    let pages = commands.iter().map(|command| {
        let arguments: Vec<&str> = command.split(' ').collect();
        format!("$ sitroom {command}\n{}\n", room.run(&arguments).ok().out)
    });
    pages.collect()
}

#[test]
fn reading() {
    let room = Room::new()
        .file("reports.jsonl", include_bytes!("fixture/reports.jsonl"))
        .file("annotations.jsonl", include_bytes!("fixture/annotations.jsonl"));
    let read = "read reports.jsonl --annotations annotations.jsonl";
    insta::assert_snapshot!(pages(&room, &[read, read, "read reports.jsonl --format json", "check"]));
}

#[test]
fn tables() {
    let views = ["reports", "figures", "quotes", "events", "actors", "agreements", "control"];
    insta::assert_snapshot!(pages(&room(), &views));
}

#[test]
fn rows_for_programs() {
    let views = ["figures --format jsonl", "quotes --format json", "figures --format csv", "agreements --format jsonl"];
    insta::assert_snapshot!(pages(&room(), &views));
}

#[test]
fn brief_in_markdown() {
    insta::assert_snapshot!(pages(&room(), &["brief"]));
}

#[test]
fn brief_as_a_page() {
    insta::assert_snapshot!(pages(&room(), &["brief --format html"]));
}
