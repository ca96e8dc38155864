//! Works out what annotations of this build depend on: the lexicons, the model, the gazetteer, and the code that
//! reads them.
//! The record keeps it with each annotation, so that those of another build can be told apart and made again.
#![allow(clippy::print_stdout, reason = "this is how a build script speaks to cargo")]

use std::fs;
use std::path::{Path, PathBuf};

use xxhash_rust::xxh3::Xxh3;

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut hash = Xxh3::new();
    let rooms = ["annotate", "gazetteer", "language"].map(|room| format!("crates/sitroom-{room}/src"));
    for folder in ["lexicons", "model", "gazetteer"].into_iter().chain(rooms.iter().map(String::as_str)) {
        println!("cargo::rerun-if-changed={}", root.join(folder).display());
        let mut files = Vec::new();
        find(&root.join(folder), &mut files);
        files.sort();
        for file in files {
            let bytes = fs::read(&file).unwrap_or_default();
            hash.update(file.strip_prefix(&root).unwrap_or(&file).to_string_lossy().replace('\\', "/").as_bytes());
            hash.update(&(bytes.len() as u64).to_le_bytes());
            hash.update(&bytes);
        }
    }
    println!("cargo::rustc-env=SITROOM_ANNOTATORS={:016x}", hash.digest());
}

fn find(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            find(&path, files);
        } else {
            files.push(path);
        }
    }
}
