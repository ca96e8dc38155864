//! Reading into a record: what is known adds nothing, what is new supersedes, what leads to words leads to them.

use crate::room::Room;

fn line(id: &str, text: &str) -> String {
    serde_json::json!({"id": id, "text": text, "published": "2020-02-17"}).to_string() + "\n"
}

#[test]
fn every_row_leads_to_the_words_it_shows() {
    let room = Room::new().samples();
    room.run(&["read", "reports.jsonl"]).ok().prints("16 new");
    let texts: std::collections::BTreeMap<String, Vec<char>> =
        (room.run(&["reports", "--text", "--format", "jsonl"]).ok().rows().iter())
            .map(|row| (row["id"].as_str().unwrap().to_owned(), row["text"].as_str().unwrap().chars().collect()))
            .collect();
    let mut rows = 0;
    for (view, lines) in room.views() {
        for line in lines.lines() {
            let row: serde_json::Value = serde_json::from_str(line).unwrap();
            let spans = row["spans"].as_array().unwrap();
            assert!(!spans.is_empty(), "{view}: {line}");
            for span in spans {
                let number = |name: &str| span[name].as_u64().unwrap() as usize;
                let there: String =
                    texts[span["report"].as_str().unwrap()][number("start")..number("end")].iter().collect();
                assert_eq!(span["text"].as_str().unwrap(), there, "{view}: {line}");
            }
            rows += 1;
        }
    }
    assert!(rows > 100, "only {rows} rows");
    room.run(&["check"]).ok().prints("sound: 16 reports, 16 annotations");
}

#[test]
fn reading_again_adds_nothing() {
    let room = Room::new().samples();
    room.run(&["read", "reports.jsonl"]).ok();
    let before = room.views();
    room.run(&["read", "reports.jsonl"]).ok().prints("0 new, 16 known, 0 revised");
    assert_eq!(room.views(), before);
}

#[test]
fn new_content_under_an_old_id_supersedes() {
    let room = Room::new()
        .file("first.jsonl", line("a", "Air strikes killed five people in Idlib on Monday, the ministry said."))
        .file("second.jsonl", line("a", "Air strikes killed nine people in Idlib on Monday, the ministry said."));
    room.run(&["read", "first.jsonl"]).ok();
    let figures = room.run(&["figures", "--format", "jsonl"]).ok().rows();
    let old = figures.iter().find(|row| row["value"] == 5).expect("the five killed")["id"].as_str().unwrap().to_owned();
    room.run(&["read", "second.jsonl"]).ok().prints("0 new, 0 known, 1 revised");
    let values: Vec<_> =
        room.run(&["figures", "--format", "jsonl"]).ok().rows().iter().map(|row| row["value"].clone()).collect();
    assert_eq!(values, [9]);
    // The row that was superseded can still be explained.
    room.run(&["explain", &old]).ok().prints("five people").prints("superseded");
    room.run(&["explain", "a"]).ok().prints("came, and superseded what stood");
    room.run(&["status"]).ok().prints("superseded     1");
}

#[test]
fn a_row_is_explained_by_its_words_and_rules() {
    let room = Room::new().samples();
    room.run(&["read", "reports.jsonl"]).ok();
    let figures = room.run(&["figures", "--format", "jsonl"]).ok().rows();
    let row = figures.iter().find(|row| row["value"] == 235_000).expect("the 235,000 who fled");
    let explained = room.run(&["explain", row["id"].as_str().unwrap()]).ok();
    explained.prints("235,000 people").prints("sentence").prints("idlib-05").prints("because").prints("made by");
    room.run(&["explain", "figure-0123456789abcdef-1-2"]).ended(2).tells("there is no row or report");
}

#[test]
fn annotations_made_elsewhere_are_taken_where_they_fit() {
    let room = Room::new().samples();
    let annotations = room.run(&["annotate", "reports.jsonl"]).ok().out;
    let wrong = annotations.replacen("\"id\":\"idlib-02\"", "\"id\":\"idlib-03\"", 1);
    let room = room.file("good.jsonl", &annotations).file("wrong.jsonl", wrong.lines().nth(1).unwrap());
    room.run(&["read", "reports.jsonl", "--annotations", "good.jsonl"]).ok().prints("16 new");
    room.run(&["status"]).ok().prints("annotations of good.jsonl: 16");
    room.run(&["read", "--annotations", "good.jsonl"]).ok().prints("0 new");
    let before = room.views();
    room.run(&["read", "--annotations", "wrong.jsonl"]).ended(2).tells("annotation of idlib-03: it has");
    assert_eq!(room.views(), before);
    room.run(&["read", "--again"]).ok().prints("16 annotated again");
    assert_eq!(room.views(), before);
}

#[test]
fn a_report_in_another_language_is_kept_and_noted() {
    let room = Room::new().samples();
    room.run(&["read", "reports.jsonl"]).ok().prints("language 1");
    let reports = room.run(&["reports", "--text", "--format", "jsonl"]).ok().rows();
    let german = reports.iter().find(|row| row["id"] == "idlib-16").unwrap();
    assert_eq!(german["language"], "de");
    assert!(german["text"].as_str().unwrap().starts_with("Nach dem Tod"));
    assert_eq!(room.run(&["events", "--report", "idlib-16", "--format", "jsonl"]).ok().out, "");
}

#[test]
fn the_demo_leaves_nothing_behind() {
    let room = Room::new();
    room.run(&["demo"]).ok().prints("# Situation report").prints("idlib-05");
    assert!(room.files().is_empty(), "{:?}", room.files());
    room.run(&["demo", "--record", "kept.db", "--format", "html"]).ok().prints("<!doctype html>");
    room.run(&["status", "--record", "kept.db"]).ok().prints("reports        16");
}

#[test]
fn an_analysts_lexicons_reach_what_several_reports_tell_together() {
    let reports = line("a", "Some 800 people have been displaced in Idlib since December, the United Nations said.")
        + &line("b", "Some 900 pilgrims have been displaced in Idlib since December, the United Nations said.");
    let room = Room::new().file("reports.jsonl", reports);
    std::fs::create_dir(room.path("own")).unwrap();
    let lexicon = "population\tmeasure\tclass\tkind\tcomment\npilgrims\tdisplaced\t\t\tpilgrims are people\n";
    std::fs::write(room.path("own/populations.tsv"), lexicon).unwrap();
    let series = || room.run(&["series", "--format", "jsonl"]).ok().rows().len();
    room.run(&["read", "reports.jsonl"]).ok();
    assert_eq!(series(), 2);
    room.run(&["read", "reports.jsonl", "--lexicon", "own", "--again"]).ok();
    assert_eq!(series(), 1);
    room.run(&["read", "reports.jsonl", "--again"]).ok();
    assert_eq!(series(), 2);
}
