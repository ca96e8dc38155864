//! The names that reports and their contents get when none came with them.

use xxhash_rust::xxh3::Xxh3;

use crate::Report;

/// The id of a text: 128 bits of XXH3 over its bytes, as 32 hexadecimal digits. Equal texts have equal ids.
pub fn content_id(text: &str) -> String {
    format!("{:032x}", xxhash_rust::xxh3::xxh3_128(text.as_bytes()))
}

/// The id of a report that came without one: 16 hexadecimal digits of XXH3 over all that was received with it and the
/// path under which it was received. The same file read again under the same name is the same report.
pub fn report_id(report: &Report) -> String {
    let mut hash = Xxh3::new();
    let date = report.published.as_ref().map(|published| published.date.as_str());
    let fields = [
        report.path.as_deref(),
        Some(report.text.as_str()),
        report.title.as_deref(),
        date,
        report.url.as_deref(),
        report.outlet.as_deref(),
    ];
    for field in fields {
        // The length before each field, and one past the longest for a missing one: no two lists of fields run together.
        hash.update(&field.map_or(u64::MAX, |field| field.len() as u64).to_le_bytes());
        hash.update(field.unwrap_or_default().as_bytes());
    }
    format!("{:016x}", (hash.digest128() >> 64) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_and_path_make_the_id() {
        let report = |path: &str, text: &str| {
            let mut report = Report::new("", text);
            report.path = Some(path.to_owned());
            report
        };
        assert_eq!(report_id(&report("a.txt", "One.")), report_id(&report("a.txt", "One.")));
        assert_ne!(report_id(&report("a.txt", "One.")), report_id(&report("b.txt", "One.")));
        assert_ne!(report_id(&report("a.txt", "One.")), report_id(&report("a.txt", "Two.")));
        assert_ne!(report_id(&report("a.txtO", "ne.")), report_id(&report("a.txt", "One.")));
        assert_eq!(report_id(&report("a.txt", "One.")).len(), 16);
    }

    #[test]
    fn the_title_counts_for_the_report_and_not_for_its_content() {
        let mut report = Report::new("", "One.");
        let untitled = report_id(&report);
        report.title = Some(String::new());
        assert_ne!(report_id(&report), untitled, "an empty title is not a missing one");
        assert_eq!(content_id("One.").len(), 32);
        assert_ne!(content_id("One."), content_id("One. "));
    }
}
