//! From the fields that came with a report to the report.

use super::Source;
use crate::encoding::Decoded;
use crate::{Note, Published, Report, detect_language, report_id};

/// What came with one report.
#[derive(Debug, Default)]
pub(super) struct Fields {
    pub(super) id: Option<String>,
    pub(super) title: Option<String>,
    pub(super) published: Option<String>,
    pub(super) url: Option<String>,
    pub(super) outlet: Option<String>,
    pub(super) notes: Vec<Note>,
    pub(super) received: Option<Vec<u8>>,
}

impl Fields {
    /// What decoding the row or line says of it.
    pub(super) fn of(decoded: &mut Decoded, stream: Option<&Note>) -> Self {
        let notes = decoded.note.take().into_iter().chain(stream.cloned()).collect();
        Self { notes, received: decoded.received.take(), ..Self::default() }
    }

    /// The report with `text`.
    pub(super) fn report(self, text: String, source: &Source) -> Report {
        let known = |field: Option<String>| field.filter(|field| !field.trim().is_empty());
        let mut report = Report::new("", text);
        report.path = Some(source.path.clone());
        report.title = known(self.title);
        report.url = known(self.url);
        report.outlet = known(self.outlet);
        report.notes = self.notes;
        report.received = self.received.map(Into::into);
        if let Some(given) = known(self.published) {
            report.published = Published::given(&given);
            if report.published.is_none() {
                let given: String = given.chars().take(60).collect();
                let said = format!("the given date {given:?} cannot be read and is left out; write it as YYYY-MM-DD");
                report.notes.push(Note::new("published", said));
            }
        }
        if report.published.is_none() {
            report.published = report.url.as_deref().and_then(Published::in_url);
        }
        let nuls = report.text.as_str().bytes().filter(|&byte| byte == 0).count();
        if nuls > 0 {
            report.notes.push(Note::new("nul", format!("the text holds {nuls} NUL characters, kept as received")));
        }
        if report.text.as_str().trim().is_empty() {
            report.notes.push(Note::new("empty", "the text is empty; check where it was exported"));
        } else {
            let detected = detect_language(report.text.as_str());
            report.language = detected.language;
            report.notes.extend(detected.note);
        }
        report.id = known(self.id).unwrap_or_else(|| report_id(&report));
        report
    }
}
