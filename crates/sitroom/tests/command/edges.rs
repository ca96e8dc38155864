//! Wrong files, hostile text, closed pipes: a message, an exit code that scripts can use, and nothing lost.

use std::process::Stdio;

use crate::room::{Room, bytes};

#[test]
fn what_cannot_be_read_is_told_and_the_rest_goes_on() {
    let room = Room::new()
        .file("cut.jsonl", "{\"id\": \"a\", \"text\": \"Rebels shelled the town.\"}\n{\"id\": \"b\", \"te")
        .file("empty.txt", "");
    let ran = room.run(&["read", "cut.jsonl", "empty.txt", "missing.txt"]).ended(1);
    let ran = ran.prints("1 new").prints("3 not read");
    ran.tells("cut.jsonl, line 2").tells("empty.txt").tells("missing.txt");
    room.run(&["read", "missing.txt"]).ended(2).tells("missing.txt");
    let ran = room.run_with(&["annotate"], "{\"text\": \"Rebels shelled the town.\"}\nnonsense\n").ended(1);
    assert_eq!(ran.rows().len(), 1);
    ran.tells("line 2");
}

#[test]
fn what_is_asked_wrongly_is_told() {
    let room = Room::new();
    room.run(&["figures"]).ended(2).tells("sitroom.db").tells("sitroom read");
    room.run(&["figure"]).ended(2).tells("figures");
    room.run(&["figures", "--format", "xml"]).ended(2).tells("jsonl");
    room.run(&["read"]).ended(2).tells("PATH");
    assert!(room.files().is_empty());
    room.run(&["--help"]).ok().prints("Exit codes");
    room.run(&["--version"]).ok().prints("sitroom 0.");
}

#[test]
fn a_file_that_is_no_record_is_left_alone() {
    let room = Room::new().samples().file("sitroom.db", "Dear diary, nothing happened.");
    for arguments in [&["read", "reports.jsonl"][..], &["figures"], &["check"]] {
        room.run(arguments).ended(2).tells("this is not a sitroom record");
    }
    assert_eq!(bytes(&room.path("sitroom.db")), b"Dear diary, nothing happened.");
    assert_eq!(room.files(), ["reports.jsonl", "sitroom.db"]);
}

#[test]
fn a_damaged_record_is_left_alone() {
    let room = Room::new().samples();
    room.run(&["read", "reports.jsonl"]).ok();
    let mut damaged = bytes(&room.path("sitroom.db"));
    let middle = damaged.len() / 8192 * 4096;
    damaged[middle..].fill(0);
    let room = room.file("sitroom.db", &damaged);
    room.run(&["read", "reports.jsonl"]).ended(3).tells("it is damaged");
    room.run(&["check"]).ended(3);
    assert_eq!(bytes(&room.path("sitroom.db")), damaged);
}

#[test]
fn a_newer_record_is_left_alone() {
    let room = Room::new().samples();
    room.run(&["read", "reports.jsonl"]).ok();
    let mut newer = bytes(&room.path("sitroom.db"));
    newer[60..64].copy_from_slice(&7777u32.to_be_bytes());
    let room = room.file("sitroom.db", &newer);
    for arguments in [&["read", "reports.jsonl"][..], &["brief"]] {
        room.run(arguments).ended(2).tells("schema version 7777").tells("use a newer sitroom");
    }
    assert_eq!(bytes(&room.path("sitroom.db")), newer);
}

#[test]
fn hostile_text_stays_text() {
    let text = "=cmd|' /C calc'!A0 killed five people in Idlib on Monday. <script>alert(1)</script> \u{1b}[31m\u{202e}Red \
                alert: ![x](javascript:alert(1)) said the ministry.";
    let title = "@SUM(A1)\u{1b}]0;owned\u{7}<img src=x onerror=alert(1)>";
    let row = serde_json::json!({"id": "=1+1", "text": text, "title": title, "url": "javascript:alert(1)"});
    let room = Room::new().file("reports.jsonl", row.to_string());
    room.run(&["read", "-v", "reports.jsonl"]).ended(0);
    for arguments in
        [&["reports"][..], &["events"], &["figures"], &["brief"], &["explain", "=1+1"], &["brief", "--format", "html"]]
    {
        let out = room.run(arguments).ok().out;
        assert!(!out.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{arguments:?}: {out:?}");
    }
    let page = room.run(&["brief"]).ok().out;
    assert!(!page.contains("](javascript:") && !page.contains("<img"), "{page}");
    let page = room.run(&["brief", "--format", "html"]).ok().out;
    assert!(!page.contains("<script") && !page.contains("<img") && !page.contains("href=\"javascript"), "{page}");
    let sheet = room.run(&["reports", "--format", "csv"]).ok().out;
    assert!(sheet.contains("'=1+1") && sheet.contains("'@SUM"), "{sheet}");
    // For programs the text is as it was received.
    assert_eq!(room.run(&["reports", "--text", "--format", "jsonl"]).ok().rows()[0]["text"], text);
}

#[test]
fn a_closed_output_ends_quietly() {
    let room = Room::new().samples();
    room.run(&["read", "reports.jsonl"]).ok();
    for arguments in
        [&["events", "--format", "jsonl"][..], &["brief"], &["annotate", "reports.jsonl"], &["schema"], &["--help"]]
    {
        let mut child = room.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{arguments:?}");
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
    }
}

#[test]
fn completions_and_man_pages_come_from_the_same_definitions() {
    let room = Room::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        room.run(&["completions", shell]).ok().prints("annotate");
    }
    room.run(&["man", "pages"]).ok();
    let page = std::fs::read_to_string(room.path("pages/sitroom-read.1")).unwrap();
    assert!(page.contains("annotations"), "{page}");
    assert!(room.path("pages/sitroom.1").exists());
}
