//! Who took from whom.

use crate::store::Stored;

/// The direction of a copy and what settles it; `None` where nothing does.
pub(super) fn direction(a: &Stored, b: &Stored) -> Option<(&'static str, &'static str)> {
    let credits = |of: &Stored, to: &Stored| {
        let outlet = to
            .report
            .outlet
            .as_deref()
            .filter(|outlet| outlet.len() > 2 && of.report.outlet.as_deref() != Some(outlet));
        outlet.is_some_and(|outlet| of.report.text.as_str().contains(outlet))
    };
    match (credits(a, b), credits(b, a)) {
        (true, false) => return Some(("a_from_b", "credit")),
        (false, true) => return Some(("b_from_a", "credit")),
        _ => {}
    }
    // Dates compare as far as both are known: a day against a month says nothing within that month.
    let (day_a, day_b) = (&a.published()?.date, &b.published()?.date);
    let known = day_a.len().min(day_b.len());
    match day_a.get(..known)?.cmp(day_b.get(..known)?) {
        std::cmp::Ordering::Less => Some(("b_from_a", "date")),
        std::cmp::Ordering::Greater => Some(("a_from_b", "date")),
        std::cmp::Ordering::Equal => None,
    }
}
