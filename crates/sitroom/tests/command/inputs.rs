//! Every kind of bad input at once: each is named with its remedy, what can be kept is kept to the byte, and a later run
//! adds what was mended.

use std::fs;

use crate::room::{Room, bytes};

const NEWS: &str = "The ministry said on Monday that the army had shelled the town and that three people were killed.";

/// What `sitroom reports` says of the file `path`.
fn report(room: &Room, path: &str) -> Option<serde_json::Value> {
    let rows = room.run(&["reports", "--text", "--format", "jsonl"]).ok().rows();
    rows.into_iter().find(|row| row["path"] == path)
}

fn has_note(report: &serde_json::Value, kind: &str) -> bool {
    report["notes"].as_array().is_some_and(|notes| notes.iter().any(|note| note["kind"] == kind))
}

#[test]
fn a_folder_with_everything_that_can_be_wrong() {
    let room = Room::new();
    fs::create_dir_all(room.path("in/sub")).unwrap();
    let western =
        b"The foreign minister, Jos\xE9 Garc\xEDa, said on Monday that the caf\xE9 in the town had been shelled.";
    let room = room
        .file("in/good.txt", format!("{NEWS}\r\n"))
        .file("in/western.txt", western)
        .file("in/nul.txt", format!("{NEWS}\0 It gave no more details."))
        .file("in/empty.txt", "")
        .file(
            "in/cut.jsonl",
            format!("{{\"id\": \"whole\", \"text\": \"{NEWS}\"}}\n{{\"id\": \"half\", \"text\": \"The min"),
        )
        .file("in/table.csv", format!("key,body\n1,\"{NEWS}\"\n"))
        .file("in/paper.pdf", "%PDF-1.7\n")
        .file("in/sub/last.txt", format!("{NEWS} It was the third time."));
    #[cfg(unix)]
    std::os::unix::fs::symlink(room.path("in"), room.path("in/sub/up")).unwrap();
    let ran = room.run(&["read", "in", "gone.txt"]).ended(1);
    let ran = ran
        .tells("in/cut.jsonl, line 2: the JSON object is cut off")
        .tells("in/empty.txt: the file is empty; download or export it again")
        .tells("in/paper.pdf: this is a PDF document, which is not read yet; give its text")
        .tells("in/table.csv, line 1: no column \"text\"; it has \"key\", \"body\"; name the right one with --columns text=NAME")
        .tells("gone.txt: there is no such file or folder; check the name");
    #[cfg(unix)]
    let ran = ran.tells("in/sub/up: this folder leads back to in, which holds it; remove the link");
    ran.prints("5 new");
    assert_eq!(report(&room, "in/good.txt").unwrap()["text"], format!("{NEWS}\r\n"));
    let kept = report(&room, "in/western.txt").unwrap();
    assert!(kept["text"].as_str().unwrap().contains("José García") && has_note(&kept, "encoding"), "{kept}");
    let kept = report(&room, "in/nul.txt").unwrap();
    assert!(kept["text"].as_str().unwrap().contains("killed.\0 It") && has_note(&kept, "nul"), "{kept}");
    assert!(report(&room, "in/sub/last.txt").is_some());
    room.run(&["check"]).ok();
    // The same again adds nothing; what was mended is added.
    room.run(&["read", "in"]).ended(1).prints("0 new, 5 known");
    room.run(&["read", "in/table.csv", "--columns", "text=body,id=key"]).ok().prints("1 new");
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read() {
    use std::os::unix::fs::PermissionsExt;
    let room = Room::new().file("shut.txt", NEWS).file("open.txt", NEWS);
    fs::set_permissions(room.path("shut.txt"), fs::Permissions::from_mode(0o000)).unwrap();
    if fs::File::open(room.path("shut.txt")).is_ok() {
        return; // The superuser may read everything.
    }
    room.run(&["read", "shut.txt", "open.txt"]).ended(1).tells("shut.txt: no permission to read it").prints("1 new");
    room.run(&["read", "shut.txt"]).ended(2).tells("chmod");
}

#[test]
fn one_very_long_line_is_kept_whole() {
    // In another language, so that the test does not wait for a megabyte to be parsed.
    let line = "Министерство обороны сообщило о прекращении огня в провинции. ".repeat(100_000);
    let room = Room::new().file("long.txt", &line).file("good.txt", NEWS);
    room.run(&["read", "long.txt", "good.txt"]).ok().prints("2 new");
    assert!(report(&room, "long.txt").unwrap()["text"] == line.as_str());
}

#[test]
fn standard_input_is_told_by_its_beginning() {
    let room = Room::new();
    let rows = room.run_with(&["annotate"], format!("{NEWS}\n\nIt gave no more details.\n")).ok().rows();
    assert_eq!(rows.len(), 1);
    let lines = format!("{{\"id\": \"a\", \"text\": \"{NEWS}\"}}\n{{\"id\": \"b\", \"text\": \"{NEWS}\"}}\n");
    let rows = room.run_with(&["annotate", "-"], lines).ok().rows();
    assert_eq!(rows.iter().map(|row| row["id"].as_str().unwrap()).collect::<Vec<_>>(), ["a", "b"]);
    room.run_with(&["read", "-"], NEWS).ok().prints("1 new");
    room.run_with(&["read", "-"], "").ended(2).tells("standard input: the file is empty");
}

/// A limit on the size of files stands for a full disk: a write fails in the midst of the work.
#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_fills_up() {
    use std::process::Command;
    let room = Room::new().samples();
    let script = format!("trap '' XFSZ; ulimit -f 64; exec '{}' read reports.jsonl", env!("CARGO_BIN_EXE_sitroom"));
    let mut shell = Command::new("bash");
    let output = shell.args(["-c", &script]).current_dir(room.path("")).output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{told}");
    assert!(told.contains("sitroom.db") && told.contains(';'), "{told}");
    // With room on the disk the same command completes it.
    room.run(&["read", "reports.jsonl"]).ok();
    let undisturbed = Room::new().samples();
    undisturbed.run(&["read", "reports.jsonl"]).ok();
    assert_eq!(room.views(), undisturbed.views());
}

#[cfg(target_os = "linux")]
#[test]
fn an_output_that_cannot_be_written() {
    let room = Room::new();
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = room.command(&["schema"]).stdout(full).output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{told}");
    assert!(told.contains("standard output"), "{told}");
}

#[test]
fn colour_only_where_it_is_wanted() {
    let room = Room::new();
    let help = |name: &str| {
        let mut command = room.command(&["--help"]);
        command.env("CLICOLOR_FORCE", "1").env_remove("NO_COLOR");
        if name == "NO_COLOR" {
            command.env("NO_COLOR", "1").env_remove("CLICOLOR_FORCE");
        }
        command.output().unwrap().stdout
    };
    assert!(help("").contains(&0x1b), "forced colour shows that the other half can fail");
    assert!(!help("NO_COLOR").contains(&0x1b));
    assert!(!room.run(&["--help"]).ok().out.contains('\u{1b}'), "a pipe gets none");
}

#[test]
fn a_record_holds_the_bytes_of_other_encodings() {
    let western =
        b"The foreign minister, Jos\xE9 Garc\xEDa, said on Monday that the caf\xE9 in the town had been shelled.";
    let room = Room::new().file("western.txt", western);
    room.run(&["read", "western.txt"]).ok();
    let record = bytes(&room.path("sitroom.db"));
    assert!(record.windows(western.len()).any(|window| window == western));
}
