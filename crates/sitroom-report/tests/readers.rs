//! Readers on good and bad files: what comes out, what is said, and that the others go on.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test")]

use std::path::{Path, PathBuf};

use proptest::prelude::*;
use sitroom_report::{Basis, Columns, Format, Options, ReadError, Report, reports};

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn with(self, name: &str, bytes: impl AsRef<[u8]>) -> Self {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
        self
    }

    fn read(&self, name: &str) -> Vec<Result<Report, ReadError>> {
        reports([self.path(name)], &Options::default()).collect()
    }

    fn one(&self, name: &str) -> Report {
        let mut all = self.read(name);
        assert_eq!(all.len(), 1, "{all:?}");
        all.remove(0).unwrap()
    }

    fn names(&self, name: &str) -> Vec<String> {
        let of = |report: Result<Report, ReadError>| match report {
            Ok(report) => relative(report.path.as_deref().unwrap(), self.0.path()),
            Err(error) => format!("! {}", relative(&error.path, self.0.path())),
        };
        self.read(name).into_iter().map(of).collect()
    }
}

fn relative(path: &str, root: &Path) -> String {
    path.trim_start_matches(root.to_str().unwrap()).trim_start_matches('/').to_owned()
}

fn message(result: Result<Report, ReadError>) -> String {
    result.expect_err("an error").to_string()
}

fn note<'a>(report: &'a Report, kind: &str) -> &'a str {
    let found = report.notes.iter().find(|note| note.kind == kind);
    &found.unwrap_or_else(|| panic!("no note {kind}: {:?}", report.notes)).text
}

const NEWS: &str = "Turkey sent more troops to the province on Monday, the defence ministry said.";

#[test]
fn plain_text_is_kept_to_the_byte() {
    let text = format!("{NEWS}\r\n\r\n  “Enough”, he said. \n\n");
    let folder = Folder::new().with("a.txt", &text);
    let report = folder.one("a.txt");
    assert_eq!(report.text.as_str(), text);
    assert_eq!(report.received, None);
    assert_eq!(report.language.as_deref(), Some("en"));
    assert_eq!((report.title, report.published, report.url, report.outlet), (None, None, None, None));
    assert!(report.notes.is_empty(), "{:?}", report.notes);
}

#[test]
fn other_encodings_keep_their_bytes() {
    let text = "Le président français a déclaré que la situation humanitaire à Idlib était très préoccupante.";
    let bytes = encoding_rs::WINDOWS_1252.encode(text).0.into_owned();
    let folder = Folder::new().with("a.txt", &bytes);
    let report = folder.one("a.txt");
    assert_eq!(report.text.as_str(), text);
    assert_eq!(report.received.as_deref(), Some(&bytes[..]));
    assert!(note(&report, "encoding").contains("windows-125"));
    assert_eq!(report.language.as_deref(), Some("fr"));
    assert!(note(&report, "language").contains("not annotated"));
}

#[test]
fn nul_bytes_are_kept_with_a_note() {
    let text = format!("{NEWS}\0\0 More followed.");
    let folder = Folder::new().with("a.txt", &text);
    let report = folder.one("a.txt");
    assert_eq!(report.text.as_str(), text);
    assert!(note(&report, "nul").contains('2'));
}

#[test]
fn what_is_no_text_is_refused_by_name() {
    let folder = Folder::new()
        .with("a.txt", [1u8, 2, 3, 4, 5, 6, 7, 14, 15, 16, 17, 18])
        .with("b.pdf", b"%PDF-1.7\n")
        .with("c.html", "\n<!DOCTYPE HTML><p>News")
        .with("d.txt", b"");
    for (name, word) in [("a.txt", "control characters"), ("b.pdf", "PDF"), ("c.html", "HTML"), ("d.txt", "empty")] {
        let mut all = folder.read(name);
        let said = message(all.remove(0));
        assert!(said.contains(name) && said.contains(word) && said.contains(';'), "{said}");
        assert!(all.is_empty());
    }
}

#[test]
fn a_missing_file_does_not_stop_the_others() {
    let folder = Folder::new().with("a.txt", NEWS);
    let all: Vec<_> = reports([folder.path("none.txt"), folder.path("a.txt")], &Options::default()).collect();
    assert!(all[0].as_ref().unwrap_err().to_string().contains("no such file"));
    assert!(all[1].is_ok());
}

#[test]
fn json_lines() {
    let folder = Folder::new().with(
        "a.jsonl",
        concat!(
            r#"{"id": "x1", "text": "Turkey said on Monday that it had sent troops.", "title": "Troops", "published": "2020-02-17T10:00:00Z", "url": "https://example.org/a", "outlet": "Example", "other": [1]}"#,
            "\n\n",
            r#"{"id": 7, "text": "It has not said more about the troops.", "published": "17/02/2020", "url": "https://example.org/2020/02/18/b", "title": ["no"], "outlet": ""}"#,
            "\r\n",
            r#"{"text": ""}"#,
        ),
    );
    let all: Vec<Report> = folder.read("a.jsonl").into_iter().map(Result::unwrap).collect();
    assert_eq!(all[0].id, "x1");
    assert_eq!(all[0].title.as_deref(), Some("Troops"));
    assert_eq!(all[0].outlet.as_deref(), Some("Example"));
    let published = all[0].published.as_ref().unwrap();
    assert_eq!((published.date.as_str(), published.basis), ("2020-02-17", Basis::Given));
    assert_eq!(all[1].id, "7");
    assert_eq!((all[1].title.as_deref(), all[1].outlet.as_deref()), (None, None));
    let published = all[1].published.as_ref().unwrap();
    assert_eq!((published.date.as_str(), published.basis), ("2020-02-18", Basis::Url));
    assert!(note(&all[1], "published").contains("17/02/2020"));
    assert!(note(&all[1], "field").contains("title"));
    assert_eq!(all[2].id.len(), 16);
    note(&all[2], "empty");
}

#[test]
fn bad_lines_are_named_and_the_others_go_on() {
    let folder = Folder::new().with(
        "a.jsonl",
        "{\"text\": \"One.\"}\n{\"text\": \"Two\n[1]\n{\"body\": \"x\"}\n{\"text\": 5}\nnonsense\n{\"text\": \"Last.\"}\n{\"text\": \"cut",
    );
    let all = folder.read("a.jsonl");
    assert_eq!(all.len(), 8);
    let words =
        ["", "cut off", "a list and no object", "the object has body", "but a number", "not JSON", "", "cut off"];
    for (line, (result, word)) in all.into_iter().zip(words).enumerate() {
        if word.is_empty() {
            assert!(result.is_ok());
        } else {
            let said = message(result);
            assert!(said.contains(&format!("a.jsonl, line {}", line + 1)) && said.contains(word), "{said}");
        }
    }
}

#[test]
fn json_that_exporters_spoil_is_mended_and_kept() {
    let line = "{\"text\": \"He said \\ud83d\\udd4a and \\ud83d then \\\\ud83d, with a\ttab.\"}";
    let folder = Folder::new().with("a.jsonl", line);
    let report = folder.one("a.jsonl");
    assert_eq!(report.text.as_str(), "He said 🕊 and \u{FFFD} then \\ud83d, with a\ttab.");
    assert_eq!(report.received.as_deref(), Some(line.as_bytes()));
    note(&report, "encoding");
}

#[test]
fn json_documents() {
    let folder = Folder::new()
        .with("array.json", "[\n {\"id\": \"a\", \"text\": \"One.\"},\n {\"id\": \"b\", \"text\": \"Two.\"}, 3\n]")
        .with("object.jsonl", "{\n \"id\": \"a\",\n \"text\": \"One.\"\n}\n")
        .with("lines.json", "{\"id\": \"a\", \"text\": \"One.\"}\n{\"id\": \"b\", \"text\": \"Two.\"}\n{\"id\"");
    let ids = |name: &str| -> Vec<String> {
        folder.read(name).into_iter().map(|report| report.map_or_else(|_| "!".to_owned(), |report| report.id)).collect()
    };
    assert_eq!(ids("array.json"), ["a", "b", "!"]);
    assert_eq!(ids("object.jsonl"), ["a"]);
    assert_eq!(ids("lines.json"), ["a", "b", "!"]);
}

#[test]
fn tables() {
    let folder = Folder::new()
        .with("a.csv", "key,Body text,date\n1,\"One, two.\nThree.\",2020-02-17\n2,Four.\n3,Five,2020-02-18,more\n4,Six.,2020-02-19\n")
        .with("b.tsv", "id\ttext\n1\tOne \"quoted\" word\n")
        .with("c.csv", "\u{FEFF}id;text\n1;Eins\n");
    let columns: Columns = "id=key,text=body text,published=date".parse().unwrap();
    let options = Options { columns, ..Options::default() };
    let all: Vec<_> = reports([folder.path("a.csv")], &options).collect();
    let first = all[0].as_ref().unwrap();
    assert_eq!((first.id.as_str(), first.text.as_str()), ("1", "One, two.\nThree."));
    assert_eq!(first.published.as_ref().unwrap().date, "2020-02-17");
    assert!(note(all[1].as_ref().unwrap(), "cells").contains("2 cells"));
    let said = all[2].as_ref().unwrap_err().to_string();
    assert!(said.contains("a.csv, line 5: 4 cells"), "{said}");
    assert_eq!(all[3].as_ref().unwrap().id, "4");
    assert_eq!(folder.one("b.tsv").text.as_str(), "One \"quoted\" word");
    assert_eq!(folder.one("c.csv").id, "1");
}

#[test]
fn a_table_without_its_column() {
    let folder = Folder::new().with("a.csv", "key,body\n1,One.\n");
    let said = message(folder.read("a.csv").remove(0));
    assert!(said.contains("a.csv, line 1: no column \"text\"; it has \"key\", \"body\""), "{said}");
    assert!(said.contains("--columns text=NAME"), "{said}");
    let columns: Columns = "text=body,url=link".parse().unwrap();
    let options = Options { columns, ..Options::default() };
    let said = message(reports([folder.path("a.csv")], &options).next().unwrap());
    assert!(said.contains("--columns url=NAME"), "{said}");
}

#[test]
fn a_table_in_an_older_encoding() {
    let rows =
        "id,text\n1,\"Le président a déclaré que la situation était très préoccupante à Idlib.\"\n2,\"Élysée\"\n";
    let folder = Folder::new().with("a.csv", encoding_rs::WINDOWS_1252.encode(rows).0);
    let all: Vec<Report> = folder.read("a.csv").into_iter().map(Result::unwrap).collect();
    assert!(all[0].text.as_str().contains("préoccupante à Idlib"));
    assert_eq!(all[1].text.as_str(), "Élysée");
    assert_eq!(all[1].received.as_deref(), Some(&b"\xC9lys\xE9e"[..]));
}

#[test]
fn longer_than_the_limit() {
    let long = "word ".repeat(100);
    let folder = Folder::new()
        .with("a.jsonl", format!("{{\"text\": \"{long}\"}}\n{{\"text\": \"Short.\"}}\n"))
        .with("b.txt", &long)
        .with("c.csv", format!("text\nShort.\n\"{}", "x".repeat(50_000)));
    let options = Options { longest: 100, ..Options::default() };
    let all: Vec<_> = reports(["a.jsonl", "b.txt", "c.csv"].map(|name| folder.path(name)), &options).collect();
    assert!(all[0].as_ref().unwrap_err().to_string().contains("line 1: the line is longer than 100 bytes"));
    assert_eq!(all[1].as_ref().unwrap().text.as_str(), "Short.");
    assert!(all[2].as_ref().unwrap_err().to_string().contains("b.txt: the file is longer than 100 bytes"));
    assert_eq!(all[3].as_ref().unwrap().text.as_str(), "Short.");
    assert!(all[4].as_ref().unwrap_err().to_string().contains("quotation mark"));
    assert_eq!(all.len(), 5);
}

#[test]
fn only_the_head_of_a_very_long_report_is_annotated() {
    let text = format!("{}\n{}", "One sentence. ".repeat(40), "é".repeat(100));
    let report = Report::new("a", text.as_str());
    assert!(matches!(report.head(text.len()), std::borrow::Cow::Borrowed(_)));
    let head = report.head(600);
    assert_eq!(head.text.as_str(), &text[..561]);
    assert!(note(&head, "truncated").contains("561"));
    for longest in 0..text.len() {
        assert!(text.starts_with(report.head(longest).text.as_str()));
    }
}

#[test]
fn a_folder_in_order() {
    let folder = Folder::new()
        .with("all/b/2.txt", NEWS)
        .with("all/b/10.txt", NEWS)
        .with("all/a.txt", NEWS)
        .with("all/c.txt", "")
        .with("all/.hidden.txt", NEWS)
        .with("all/README.md", NEWS)
        .with("all/old.db", b"SQLite format 3\0 and so on");
    assert_eq!(folder.names("all"), ["all/a.txt", "all/b/10.txt", "all/b/2.txt", "! all/c.txt"]);
    let mut all = reports([folder.path("all")], &Options::default());
    all.by_ref().for_each(drop);
    let skipped: Vec<String> =
        all.skipped().iter().map(|skipped| relative(skipped.path.to_str().unwrap(), folder.0.path())).collect();
    assert_eq!(skipped, ["all/.hidden.txt", "all/README.md", "all/old.db"]);
    assert!(folder.read("all/.hidden.txt").remove(0).is_ok());
    assert!(folder.read("all/README.md").remove(0).is_ok());
}

#[test]
fn an_empty_folder_says_so() {
    let folder = Folder::new().with("all/.hidden", NEWS);
    assert!(message(folder.read("all").remove(0)).contains("no report"));
}

#[cfg(unix)]
#[test]
fn folders_that_lead_back_end() {
    use std::os::unix::fs::symlink;
    let folder = Folder::new().with("all/sub/a.txt", NEWS).with("else/b.txt", NEWS);
    symlink(folder.path("all"), folder.path("all/sub/up")).unwrap();
    symlink(folder.path("else"), folder.path("all/x1")).unwrap();
    symlink(folder.path("else"), folder.path("all/x2")).unwrap();
    symlink(folder.path("gone"), folder.path("all/y")).unwrap();
    assert_eq!(folder.names("all"), ["all/sub/a.txt", "! all/sub/up", "all/x1/b.txt", "! all/y"]);
    let said = message(folder.read("all").remove(1));
    assert!(said.contains("leads back to") && said.contains("remove the link"), "{said}");
}

#[cfg(unix)]
#[test]
fn no_permission() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new().with("a.txt", NEWS).with("b.txt", NEWS);
    std::fs::set_permissions(folder.path("a.txt"), std::fs::Permissions::from_mode(0o000)).unwrap();
    if std::fs::File::open(folder.path("a.txt")).is_ok() {
        return; // The superuser may read everything.
    }
    let said = message(folder.read("a.txt").remove(0));
    assert!(said.contains("no permission") && said.contains("chmod"), "{said}");
    assert_eq!(folder.names("")[1], "b.txt");
}

#[test]
fn one_name_for_one_file() {
    let folder = Folder::new().with("all/a.txt", NEWS);
    let twice = [folder.path("all/a.txt"), folder.path("all/./a.txt"), folder.path("all")];
    let ids: Vec<String> = reports(twice, &Options::default()).map(|report| report.unwrap().id).collect();
    assert!(ids[0] == ids[1] && ids[1] == ids[2], "{ids:?}");
}

#[test]
fn messages_hold_no_control_characters_of_a_name() {
    let folder = Folder::new();
    let all: Vec<_> = reports([folder.path("a\u{1b}[31m.txt")], &Options::default()).collect();
    let said = all[0].as_ref().unwrap_err().to_string();
    assert!(!said.chars().any(char::is_control) && said.contains("\\u{1b}"), "{said}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_bytes_are_too_bad(bytes in proptest::collection::vec(any::<u8>(), 0..400), format in 0..5usize) {
        let format = [Format::Text, Format::JsonLines, Format::Json, Format::Csv, Format::Tsv][format];
        let folder = Folder::new().with("a", [&b"text,id\n{\"text\": \""[..], &bytes].concat());
        let options = Options { format: Some(format), ..Options::default() };
        for report in reports([folder.path("a")], &options) {
            match report {
                Ok(report) => prop_assert!(report.text.as_str().is_char_boundary(report.text.as_str().len())),
                Err(error) => prop_assert!(error.to_string().contains("a")),
            }
        }
    }

    #[test]
    fn bytes_are_never_lost(bytes in proptest::collection::vec(any::<u8>(), 1..400)) {
        let folder = Folder::new().with("a.txt", &bytes);
        if let Ok(report) = &folder.read("a.txt")[0] {
            let kept = report.received.as_deref().unwrap_or(report.text.as_str().as_bytes());
            prop_assert_eq!(kept, &bytes[..]);
        }
    }

    #[test]
    fn json_gives_back_what_was_put_in(text in any::<String>(), title in any::<String>()) {
        let line = serde_json::json!({"id": "a", "text": text, "title": title}).to_string();
        let folder = Folder::new().with("a.jsonl", line);
        let report = folder.one("a.jsonl");
        prop_assert_eq!(report.text.as_str(), &text);
        prop_assert_eq!(report.title, Some(title).filter(|title| !title.trim().is_empty()));
    }
}
