use std::collections::BTreeSet;

use clap::Args;
use serde_json::Value;
use sitroom_annotate::{Annotation, Why, Words};
use sitroom_record::{Kind, Record, Row, RowId, Stored, actors, incidents, lives, series, stories};
use sitroom_report::{PointSpan, Span};
use sitroom_show::explain::{Explanation, ReasonTold};
use sitroom_show::{Format, corrections};

use crate::cli::{Formatted, Global};
use crate::engine::{Engine, EngineArgs};
use crate::failure::{Done, Failure};
use crate::output::print;

/// Tell why a row stands: its words, the rules and lexicon entries that made it, its report
///
/// The report is annotated again with the reasons kept. Give the id of a row as the views print it, or of a report.
#[derive(Args, Debug)]
pub(crate) struct Explain {
    /// The id of a row or report
    id: String,
    #[command(flatten)]
    formatted: Formatted,
    #[command(flatten)]
    engine: EngineArgs,
}

impl Explain {
    pub(crate) fn run(&self, global: &Global) -> Result<Done, Failure> {
        let record = global.open()?;
        let missing = || {
            Failure::User(format!(
                "there is no row or report {:?}; the first column of the views and `sitroom reports` list them",
                self.id
            ))
        };
        let explanation = match self.id.parse::<RowId>() {
            Ok(id) => {
                let stored = record.by_key(&id.key)?.ok_or_else(missing)?;
                let row = stored.rows(&[id.kind]).into_iter().find(|row| row.id == self.id).ok_or_else(missing)?;
                let engine = Engine::new(&self.engine, false)?;
                explain_row(&record, &engine, &stored, &id, &row)?
            }
            Err(()) => match (record.report(&self.id)?, record.derived_row(&self.id)?) {
                (Some(stored), _) => explain_report(&record, &stored)?,
                (None, Some((kind, row))) => {
                    let mut explanation = explain_derived(&record, kind, &row)?;
                    if row.id != self.id {
                        explanation.history.extend(formerly(&record, &self.id, &row.id)?);
                    }
                    explanation
                }
                (None, None) if self.id.starts_with("correction-") => {
                    let row =
                        record.correction_rows()?.into_iter().find(|row| row.id == self.id).ok_or_else(missing)?;
                    explain_correction(&record, &row)?
                }
                (None, None) => return Err(missing()),
            },
        };
        print(&match self.formatted.format {
            Format::Table => explanation.text(),
            _ => serde_json::to_string(&explanation)
                .map(|json| json + "\n")
                .map_err(|error| Failure::Bug(format!("the explanation is no JSON: {error}; please report it")))?,
        })?;
        Ok(Done::Whole)
    }
}

fn explain_row(
    record: &Record,
    engine: &Engine,
    stored: &Stored,
    id: &RowId,
    row: &Row,
) -> Result<Explanation, Failure> {
    let text = &stored.report.text;
    let draft = engine.draft(&stored.report);
    let span = text.to_bytes(PointSpan { start: id.start, end: id.end }).unwrap_or_default();
    let found = rows(&draft, id.kind).into_iter().filter(|(words, _)| words.span() == span).nth(id.nth - 1);
    let reasons = found.as_ref().map_or(&[][..], |(_, why)| why.as_slice()).iter().map(|reason| ReasonTold {
        what: reason.what.clone(),
        entry: reason.entry.clone(),
        words: reason.span.map(|span| span.of(text.as_str()).to_owned()),
    });
    let mut reasons: Vec<ReasonTold> = reasons.collect();
    if id.kind == Kind::Figure {
        reasons.extend(in_series(record, &row.id)?);
    }
    let whole = serde_json::to_value(row).unwrap_or_default();
    reasons.extend(corrections::reasons([&whole], &record.corrections()?));
    let stored_by = stored.maker.clone().unwrap_or_default();
    let maker = match found {
        Some(_) if stored_by == engine.maker => stored_by,
        Some(_) => format!("{stored_by}; made again by {}, which gives these reasons", engine.maker),
        None => format!("{stored_by}; {} does not make it, so its reasons are not known", engine.maker),
    };
    Ok(Explanation {
        id: row.id.clone(),
        kind: id.kind.name().to_owned(),
        report: stored.report.id.clone(),
        about: about(stored),
        words: span.of(text.as_str()).to_owned(),
        start: id.start,
        end: id.end,
        sentence: sentence(stored, id.start, span),
        fields: fields(row),
        reasons,
        maker,
        history: history(record, stored)?,
    })
}

/// The series in which the figure `id` stands, and how it relates to the others there.
fn in_series(record: &Record, id: &str) -> Result<Vec<ReasonTold>, Failure> {
    let mut reasons = Vec::new();
    for row in record.derived(series::KIND)? {
        let own = sitroom_show::series::reasons(&row, Some(id));
        if !own.is_empty() {
            reasons.push(ReasonTold { what: format!("stands in {}", row.id), entry: None, words: None });
            reasons.extend(own);
        }
    }
    Ok(reasons)
}

fn explain_report(record: &Record, stored: &Stored) -> Result<Explanation, Failure> {
    let text = stored.report.text.as_str();
    let opening = text.lines().next().unwrap_or_default();
    let counts = Kind::ALL.iter().map(|&kind| (kind.list().to_owned(), stored.rows(&[kind]).len().to_string()));
    Ok(Explanation {
        id: stored.report.id.clone(),
        kind: "report".to_owned(),
        report: stored.report.id.clone(),
        about: about(stored),
        words: opening.to_owned(),
        start: 0,
        end: opening.chars().count(),
        sentence: opening.to_owned(),
        fields: counts.collect(),
        reasons: Vec::new(),
        maker: stored.maker.clone().unwrap_or_else(|| "nothing: it is not annotated".to_owned()),
        history: history(record, stored)?,
    })
}

/// A row that rests on several reports: the words on all sides, and what the stage tells of it.
fn explain_derived(record: &Record, kind: String, row: &Row) -> Result<Explanation, Failure> {
    let first = row.spans.first();
    let words = row.spans.iter().map(|span| format!("{} {}–{}: “{}”", span.report, span.start, span.end, span.text));
    let mut reasons: Vec<ReasonTold> = words.map(|what| ReasonTold { what, entry: None, words: None }).collect();
    if kind == series::KIND {
        reasons = sitroom_show::series::reasons(row, None);
    } else if kind == stories::KIND {
        reasons.extend(stories::why::belongings(record, row)?.iter().map(belonging));
    } else if kind == lives::AGREEMENTS || kind == lives::CONTROL {
        reasons = sitroom_show::lives::reasons(row);
    } else if kind == actors::KIND {
        reasons = sitroom_show::actors::reasons(row);
    } else if kind == incidents::KIND {
        reasons = sitroom_show::incidents::reasons(row);
    }
    reasons.extend(corrections::reasons(&under(record, row)?, &record.corrections()?));
    Ok(Explanation {
        id: row.id.clone(),
        kind,
        report: first.map(|span| span.report.clone()).unwrap_or_default(),
        about: match row.spans.len() {
            1 => "rests on this place alone".to_owned(),
            places => format!("rests on {places} places of reports"),
        },
        words: first.map(|span| span.text.clone()).unwrap_or_default(),
        start: first.map_or(0, |span| span.start),
        end: first.map_or(0, |span| span.end),
        sentence: String::new(),
        fields: fields(row),
        reasons,
        maker: "the reports that stand, together".to_owned(),
        history: Vec::new(),
    })
}

/// A derived row and the rows of single reports at the words that it rests on.
fn under(record: &Record, row: &Row) -> Result<Vec<Value>, Failure> {
    let mut rows = vec![serde_json::to_value(row).unwrap_or_default()];
    if record.corrections()?.iter().all(|correction| correction.withdrawn.is_some()) {
        return Ok(rows);
    }
    let reports: BTreeSet<&str> = row.spans.iter().map(|span| span.report.as_str()).collect();
    for id in reports {
        let Some(stored) = record.report(id)? else { continue };
        let same = |own: &Row| own.spans.iter().any(|span| row.spans.contains(span));
        let own = stored.rows(Kind::ALL).into_iter().filter(same);
        rows.extend(own.filter_map(|own| serde_json::to_value(own).ok()));
    }
    Ok(rows)
}

/// What an analyst said of an actor, and the words that it is laid over.
fn explain_correction(record: &Record, row: &Row) -> Result<Explanation, Failure> {
    let mut explanation = explain_derived(record, "correction".to_owned(), row)?;
    explanation.about = format!("laid over {} actors of reports", row.spans.len());
    explanation.maker = row.str("by").unwrap_or_default().to_owned();
    Ok(explanation)
}

/// What became of the row once called `former`, and why where that was kept.
fn formerly(record: &Record, former: &str, now: &str) -> Result<Vec<String>, Failure> {
    let mut history = vec![format!("{former} is now {now}, which rests on the words that gave it its name")];
    let Some((why, words)) = stories::why::joining(record, former)? else { return Ok(history) };
    history.push(format!(
        "they joined by {}: the reports of both sides were alike by {} on average, and {} is enough",
        why.rule, why.likeness, why.least
    ));
    for place in &why.nearest {
        let Some(stored) = record.report(&place.report)? else { continue };
        let text = stored.report.text.as_str();
        let words: String = text.chars().skip(place.start).take(place.end.saturating_sub(place.start)).collect();
        history.push(format!("most alike, {} {}–{}: “{words}”", place.report, place.start, place.end));
    }
    let words: Vec<String> = words.iter().map(|(word, reports)| format!("{word} (in {reports} reports)")).collect();
    if !words.is_empty() {
        history.push(format!("both have {}", words.join(", ")));
    }
    Ok(history)
}

/// Why a report belongs to its story.
fn belonging(why: &stories::why::Belonging) -> ReasonTold {
    let words = why.words.iter().map(|(word, reports)| format!("{word} (in {reports} reports)"));
    ReasonTold {
        what: format!("{} belongs: most like {} ({}), both have", why.report, why.nearest, why.likeness),
        entry: None,
        words: Some(words.collect::<Vec<_>>().join(", ")),
    }
}

/// The words and reasons of the rows of `kind`, in the annotation's order.
fn rows(draft: &Annotation, kind: Kind) -> Vec<(&Words, &Why)> {
    macro_rules! rows {
        ($list:ident) => {
            draft.$list.iter().map(|row| (&row.words, &row.why)).collect()
        };
    }
    match kind {
        Kind::Time => rows!(times),
        Kind::Place => rows!(places),
        Kind::Actor => rows!(actors),
        Kind::Quantity => rows!(quantities),
        Kind::Figure => rows!(figures),
        Kind::Quote => rows!(quotes),
        Kind::Event => rows!(events),
        Kind::Casualty => rows!(casualties),
        Kind::Agreement => rows!(agreements),
        Kind::Control => rows!(control),
    }
}

fn sentence(stored: &Stored, start: usize, span: Span) -> String {
    let text = &stored.report.text;
    let sentences = stored.annotated.iter().flat_map(|annotated| &annotated.sentences);
    let holder = sentences.into_iter().find(|sentence| sentence.start <= start && start < sentence.end);
    let bytes = holder.and_then(|sentence| text.to_bytes(PointSpan { start: sentence.start, end: sentence.end }));
    bytes.unwrap_or(span).join(span).of(text.as_str()).trim().to_owned()
}

fn about(stored: &Stored) -> String {
    let report = &stored.report;
    let published = stored.published().map_or("date not known".to_owned(), |published| {
        let basis = serde_json::to_value(published.basis).ok().and_then(|basis| basis.as_str().map(str::to_owned));
        format!("{} ({})", published.date, basis.unwrap_or_default())
    });
    let known =
        [report.outlet.as_ref(), Some(&published), report.title.as_ref(), report.url.as_ref(), report.path.as_ref()];
    known.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(", ")
}

/// The row's fields that say something, what is nested as its name or words.
fn fields(row: &Row) -> Vec<(String, String)> {
    let told = |value: &Value| match value {
        Value::Null | Value::Bool(false) => None,
        Value::String(text) => Some(text.clone()),
        Value::Array(values) if values.is_empty() => None,
        Value::Array(values) => Some(values.iter().map(brief).collect::<Vec<_>>().join("; ")),
        Value::Object(_) => Some(brief(value)),
        other => Some(other.to_string()),
    };
    // The points of a series, the turns of a life, why a report belongs to a story or an incident and a name to an actor, what
    // an incident's reports count, and what was corrected are told among the reasons.
    const REASONS: &[&str] = &[
        "points",
        "belongs",
        "life",
        "history",
        "linked",
        "joined",
        "corrected",
        "roles",
        "sides",
        "why",
        "killed",
        "injured",
        "says",
    ];
    let own = |name: &&String| {
        !matches!(name.as_str(), "start" | "end" | "text" | "report") && !REASONS.contains(&name.as_str())
    };
    let names = row.fields.keys().filter(own);
    names.filter_map(|name| Some((name.clone(), told(row.field(name))?))).collect()
}

fn brief(value: &Value) -> String {
    let text = ["name", "text"].iter().find_map(|field| value[*field].as_str());
    match (text, value) {
        (Some(text), _) => text.to_owned(),
        (None, Value::String(text)) => text.clone(),
        (None, Value::Object(fields)) => {
            let known = fields.iter().filter(|(_, value)| !value.is_null());
            known.map(|(name, value)| format!("{name} {}", brief(value))).collect::<Vec<_>>().join(", ")
        }
        (None, other) => other.to_string(),
    }
}

fn history(record: &Record, stored: &Stored) -> Result<Vec<String>, Failure> {
    let entries = record.log(Some(&stored.report.id))?;
    let mut history = Vec::new();
    for entry in entries {
        let this = if entry.key.as_ref() == Some(&stored.key) { "this version" } else { "another version" };
        let what = match entry.what.as_str() {
            "new" => "came first".to_owned(),
            "revised" => "came, and superseded what stood".to_owned(),
            "superseded_on_arrival" => "came, dated before what stands, and does not stand".to_owned(),
            "corrected" => format!("{} was laid over it", entry.detail.as_deref().unwrap_or_default()),
            "correction_withdrawn" => format!("{} was withdrawn", entry.detail.as_deref().unwrap_or_default()),
            "annotated" => format!("was annotated again by {}", entry.detail.as_deref().unwrap_or_default()),
            other => other.replace('_', " "),
        };
        let key = entry.key.as_deref().unwrap_or_default();
        history.push(format!("{}: {this} ({key}) {what}", entry.at));
    }
    let stands = record.report(&stored.report.id)?.is_some_and(|standing| standing.key == stored.key);
    if !stands {
        history.push("this version is superseded: the views show another".to_owned());
    }
    Ok(history)
}
