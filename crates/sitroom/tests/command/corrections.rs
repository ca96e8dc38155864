//! She corrects one name, and it stays corrected.

use crate::room::Room;

/// On three small reports whose annotations are fixed.
fn room() -> Room {
    let room = Room::new()
        .file("reports.jsonl", include_bytes!("fixture/reports.jsonl"))
        .file("annotations.jsonl", include_bytes!("fixture/annotations.jsonl"));
    room.run(&["read", "reports.jsonl", "--annotations", "annotations.jsonl"]).ok();
    room
}

/// What a run prints, with every moment as `NOW`.
fn page(room: &Room, arguments: &[&str]) -> String {
    let out = room.run(arguments).ok().out;
    let mut page = format!("$ sitroom {}\n", arguments.join(" "));
    for line in out.lines() {
        let words = line.split(' ').map(|word| {
            let moment = word.contains("T") && word.contains('Z') && word.starts_with("20") && word.contains(':');
            let rest = word.find('Z').map_or("", |at| &word[at + 1..]);
            if moment { format!("NOW{rest}") } else { word.to_owned() }
        });
        page += words.collect::<Vec<_>>().join(" ").trim_end();
        page.push('\n');
    }
    page + "\n"
}

#[test]
fn what_is_corrected_is_shown_everywhere_and_told() {
    let room = room();
    let mut pages = String::new();
    let mut run = |arguments: &[&str]| {
        pages += &page(&room, arguments);
    };
    let because = ["--by", "Lina", "--because", "as he signs"];
    run(&[&["correct", "actor", "Abu Omar", "--name", "Omar al-Halabi"][..], &because[..]].concat());
    run(&["corrections"]);
    run(&["actors"]);
    run(&["quotes"]);
    run(&["explain", "known-1ceeec835e54bae2-121"]);
    run(&[&["correct", "actor", "Omar al-Halabi", "--kind", "armed group", "--report", "a"][..], &because[..]].concat());
    run(&["correct", "withdraw", CORRECTION, "--by", "Omar", "--because", "another man"]);
    run(&["corrections"]);
    run(&["actors"]);
    run(&["check"]);
    insta::assert_snapshot!(pages);
    room.run(&["status"]).ok().prints("corrections    1, and 1 withdrawn");
}

/// That Abu Omar is Omar al-Halabi.
const CORRECTION: &str = "correction-2b0553cc6d50c334";

#[test]
fn a_row_tells_that_it_is_corrected() {
    let room = room();
    let correct =
        ["correct", "actor", "Abu Omar", "--name", "Omar al-Halabi", "--by", "Lina", "--because", "as he signs"];
    room.run(&correct).ok();
    let quote = room.run(&["explain", "quote-1ceeec835e54bae2-91-120"]).ok();
    quote.prints("corrected: “Abu Omar” is “Omar al-Halabi”; says Lina at 20").prints("the words were “Abu Omar”");
    room.run(&["explain", CORRECTION]).ok().prints("because: as he signs").prints("Omar al-Halabi");
}

#[test]
fn a_correction_has_the_name_of_who_made_it() {
    let room = room();
    let correct = ["correct", "actor", "Turkey", "--name", "Türkiye", "--because", "its own name"];
    room.run(&correct).ended(2).tells("give --by NAME, or set SITROOM_ANALYST");
    let named = room.command(&correct).env("SITROOM_ANALYST", "Lina").output().unwrap();
    assert!(named.status.success(), "{}", String::from_utf8_lossy(&named.stderr));
    let rows = room.run(&["corrections", "--format", "jsonl"]).ok().rows();
    assert_eq!((rows[0]["by"].as_str(), rows[0]["spans"][0]["text"].as_str()), (Some("Lina"), Some("Turkey")));
    assert!(rows[0]["at"].as_str().is_some_and(|at| at.ends_with('Z')));
}

#[test]
fn a_name_that_no_report_has_is_refused_with_those_near_it() {
    let correct = ["correct", "actor", "Abu Amar", "--name", "X Y", "--by", "Lina", "--because", "a test"];
    room().run(&correct).ended(2).tells("near it are \"Abu Omar\"");
}

#[test]
fn it_stays_corrected_in_reports_that_come_and_are_annotated_again() {
    let room = Room::new().samples();
    let lines: Vec<&str> = include_str!("../../../../samples/reports.jsonl").lines().collect();
    std::fs::write(room.path("first.jsonl"), lines[..8].join("\n")).unwrap();
    room.run(&["read", "first.jsonl"]).ok();
    let correct = ["correct", "actor", "Syrian Observatory for Human Rights", "--name", "SOHR"];
    room.run(&[&correct[..], &["--by", "Lina", "--because", "its short name"]].concat()).ok();
    room.run(&["read", "reports.jsonl"]).ok();
    let named = |room: &Room| {
        let actors = room.run(&["actors", "--mentions", "--format", "jsonl"]).ok().rows();
        let of = |name: &str| actors.iter().filter(|row| row["name"] == name).count();
        (of("Syrian Observatory for Human Rights"), of("SOHR"))
    };
    let (before, after) = named(&room);
    assert!(before == 0 && after > 3, "{before} {after}");
    room.run(&["read", "--again", "--vague", "acled"]).ok().prints("annotated again");
    assert_eq!(named(&room), (before, after));
    // What the annotators find is as it was.
    assert!(!room.run(&["annotate", "reports.jsonl"]).ok().out.contains("SOHR\""));
}
