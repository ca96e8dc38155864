//! Formulaic reports: what reads alike because its kind always reads so is no copy.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test")]

use sitroom_record::Row;
use sitroom_report::Report;

mod copying;

use copying::rows_of;

/// A police notice of an invented town: its words are always the same, its facts its own.
fn notice(n: usize, name: &str, street: &str, age: u32, hour: u32) -> Report {
    let text = format!(
        "NORRVIK (Bulletin) - Police in Norrvik said a {age}-year-old man was found with a gunshot wound on {street} \
         Street shortly before {hour} p.m. on Friday. Officers gave first aid and the man was taken by ambulance to Norrvik \
         General Hospital, where doctors said that he was stable. The victim was named as {name}. Spokeswoman Ingrid Dahl \
         of the Norrvik Police District said that detectives asked anyone who saw or heard something to call the station \
         in Norrvik, and that no arrests were made and the motive is not known."
    );
    Report::new(format!("notice-{n}"), text.as_str())
}

/// The same notice in a reporter's words.
fn told_anew(id: &str, name: &str, street: &str, age: u32, hour: u32) -> Report {
    let text = format!(
        "Norrvik police said a man of {age} was found with a gunshot wound in {street} Street before {hour} p.m. on Friday. \
         First aid was given by officers, and an ambulance took him to Norrvik General Hospital; doctors said he was \
         stable. Named as the victim: {name}. Ingrid Dahl, for the Norrvik Police District, said detectives ask anyone \
         who saw something to call the station in Norrvik. So far no arrests were made, and the motive is unclear."
    );
    Report::new(id, text.as_str())
}

/// Notices on eight shootings, every other in a reporter's words.
fn pile() -> Vec<Report> {
    let of = [
        ("Elias Brandvold", "Harbour", 23, 9),
        ("Tomas Lindqvist", "Mill", 31, 11),
        ("Anders Hovland", "Chapel", 19, 8),
        ("Jonas Sandmo", "Quarry", 44, 10),
        ("Mikkel Aune", "Lantern", 27, 7),
        ("Petter Grønli", "Orchard", 38, 6),
        ("Oskar Tveit", "Foundry", 52, 5),
        ("Henrik Moe", "Station", 61, 4),
    ];
    (of.iter().enumerate())
        .map(|(n, (name, street, age, hour))| {
            if n % 2 == 0 {
                notice(n, name, street, *age, *hour)
            } else {
                told_anew(&format!("told-{n}"), name, street, *age, *hour)
            }
        })
        .collect()
}

fn kinds<'r>(rows: &'r [Row], a: &str, b: &str) -> Vec<&'r str> {
    let of = |row: &&Row| [row.str("a"), row.str("b")] == [Some(a), Some(b)];
    rows.iter().filter(of).filter_map(|row| row.str("kind")).collect()
}

#[test]
fn a_formula_makes_no_copy() {
    let rows = rows_of(&pile(), 100);
    assert_eq!(kinds(&rows, "notice-0", "told-1"), [""; 0], "another man, street, age and hour");
}

#[test]
fn a_copy_of_a_formula_is_found_by_its_own_facts() {
    let mut reports = pile();
    reports.push(told_anew("told-of-0", "Elias Brandvold", "Harbour", 23, 9));
    let rows = rows_of(&reports, 100);
    assert_eq!(kinds(&rows, "notice-0", "told-of-0"), ["whole"]);
}

#[test]
fn what_becomes_a_formula_later_is_none_from_then_on() {
    let reports = pile();
    let two = rows_of(&reports[..2], 100);
    assert_eq!(kinds(&two, "notice-0", "told-1"), ["whole"], "of two reports one may be made of the other");
    let whole = rows_of(&reports, 100);
    assert_eq!(kinds(&whole, "notice-0", "told-1"), [""; 0]);
    assert_eq!(whole, rows_of(&reports, 1));
    let turned: Vec<Report> = reports.into_iter().rev().collect();
    assert_eq!(whole, rows_of(&turned, 3));
}
