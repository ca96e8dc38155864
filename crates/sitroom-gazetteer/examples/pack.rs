//! Packs the table that `gazetteer/make.py` writes: `cargo run -p sitroom-gazetteer --example pack -- world.tsv world.sitroom`.
#![allow(clippy::print_stdout, reason = "a command prints")]

use std::error::Error;

use sitroom_gazetteer::{Packer, read};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [table, out] = arguments.as_slice() else { return Err("usage: pack TABLE.tsv OUT.sitroom".into()) };
    let mut packer = Packer::default();
    read::table(&std::fs::read_to_string(table)?, table)?.into_iter().for_each(|place| packer.add(place));
    let places = packer.len();
    let bytes = packer.pack()?;
    std::fs::write(out, &bytes)?;
    println!("{places} places in {} bytes", bytes.len());
    Ok(())
}
