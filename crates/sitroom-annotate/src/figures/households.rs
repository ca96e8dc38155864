//! How many people live in the households of a figure, where the text says so.
//!
//! Households and people stay two things: the reported number is never touched. What follows from a size that the
//! text gives stands beside it, with how it came about.

use crate::annotation::{Figure, Number, Quantity};
use crate::annotator::Reading;

/// Bytes after a figure in which its households' size is looked for, and after that size what tells it.
const REACH: usize = 60;

/// People that a household may have; what is outside is another number.
const SIZES: std::ops::RangeInclusive<f64> = 2.0..=20.0;

/// Fills in the size of households, and people where it gives them.
pub(super) fn fill(reading: &Reading<'_>, quantities: &[Quantity], figures: &mut [Figure]) {
    for figure in figures.iter_mut().filter(|figure| figure.unit.as_deref() == Some("household")) {
        let Some(households) = figure.value.map(|value| value.0).filter(|value| *value > 0.0) else { continue };
        let end = figure.words.end;
        let first = quantities.partition_point(|quantity| quantity.words.start < end);
        let mut near = quantities[first..].iter().take_while(|quantity| quantity.words.start <= end + REACH);
        let after = near.find(|quantity| same_sentence(reading, end, quantity.words.start));
        let Some((next, number)) = after.and_then(|next| Some((next, next.value?.0))) else { continue };
        let text = reading.text();
        let between = text.get(end..next.words.start).unwrap_or("").to_lowercase();
        let beyond = text.floor_char_boundary(next.words.end + REACH);
        let following = text.get(next.words.end..beyond).unwrap_or("").to_lowercase();
        if SIZES.contains(&number) && tells_size(&between, &following) {
            figure.household_size = Some(Number(number));
            figure.persons = Some(Number(households * number));
            figure.persons_basis = Some("household_size".to_owned());
        } else if SIZES.contains(&(number / households)) && tells_people(&between, &following) {
            figure.household_size = Some(Number((number / households * 100.0).round() / 100.0));
            figure.persons = Some(Number(number));
            figure.persons_basis = Some("given".to_owned());
        }
    }
}

/// "2,000 families averaging five members", "families of six", "five people to a household".
fn tells_size(between: &str, following: &str) -> bool {
    let before = between.trim_end().trim_end_matches(" about").trim_end_matches(" some");
    let led = before.ends_with(" of") || before.trim() == "of" || before.contains("averag");
    let each = ["per ", "to a ", "to each ", "in each ", "each"]
        .iter()
        .any(|each| following.find(each).is_some_and(|at| following[..at].split_whitespace().count() <= 2));
    led || each
}

/// "2,000 families (about 11,000 people)", "2,000 families, or 11,000 people".
fn tells_people(between: &str, following: &str) -> bool {
    let opened = between.trim_end().ends_with('(')
        || between.contains("(")
        || between.contains(" or ")
        || between.contains(", or");
    let people = ["people", "persons", "individuals", "residents"];
    opened
        && following.split_whitespace().next().is_some_and(|word| people.iter().any(|people| word.starts_with(people)))
        || opened && between.contains("about") && following.trim_start().starts_with(')')
}

fn same_sentence(reading: &Reading<'_>, one: usize, other: usize) -> bool {
    let sentence = |byte: usize| reading.parsed.token_at(byte).map(|token| reading.parsed.sentence_number(token));
    one > 0 && sentence(one - 1) == sentence(other)
}
