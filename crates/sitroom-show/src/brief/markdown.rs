//! A brief as Markdown.

use std::fmt::Write;

use super::{Brief, Citation, Excerpt, Line, Source};
use crate::safe::markdown as safe;

impl Brief {
    /// The brief as Markdown.
    pub fn markdown(&self) -> String {
        let mut page = String::from("# Situation report\n\n");
        let _ = writeln!(page, "{}\n", self.summary());
        for section in &self.sections {
            let _ = writeln!(page, "## {}\n\n*{}*\n", section.heading, section.note);
            for group in &section.groups {
                let _ = writeln!(page, "### {}\n", safe(&group.heading));
                group.lines.iter().for_each(|line| page.push_str(&self::line(line)));
                if group.more > 0 {
                    let _ = writeln!(page, "\n{}", more(group.more, "lines", section.command));
                }
                page.push('\n');
            }
            if section.more > 0 {
                let _ = writeln!(page, "{}\n", more(section.more, "headings", section.command));
            }
        }
        page.push_str("## Reports\n\n");
        self.sources.iter().for_each(|source| page.push_str(&self::source(source)));
        page
    }

    /// Period and counts in a sentence.
    pub(super) fn summary(&self) -> String {
        let reports = if self.reports == 1 { "1 report".to_owned() } else { format!("{} reports", self.reports) };
        let stories = match self.stories {
            0 => String::new(),
            1 => ", which tell 1 story".to_owned(),
            stories => format!(", which tell {stories} stories"),
        };
        let origins = match self.origins {
            1 => "1 independent origin".to_owned(),
            origins => format!("{origins} independent origins"),
        };
        let period = match &self.period {
            Some((first, last)) if first == last => format!("of {first}"),
            Some((first, last)) => format!("from {first} to {last}"),
            None => "without dates".to_owned(),
        };
        format!(
            "Rests on {reports} {period}{stories}; {origins}. Every line quotes a report's exact words; numbers after a \
             report's name are the places of those words in its text, in characters."
        )
    }
}

/// That there is more, and how to see it.
pub(super) fn more(count: usize, what: &str, command: &str) -> String {
    format!("More {what} ({count}): sitroom brief --all, sitroom {command}")
}

fn line(line: &Line) -> String {
    let mut text = String::from("- ");
    if !line.when.is_empty() {
        let _ = write!(text, "{}: ", safe(&line.when));
    }
    let _ = write!(text, "**{}**", safe(&line.claim));
    if let Some(says) = &line.says {
        let _ = write!(text, ", {}", safe(says));
    }
    let _ = write!(text, "  \n  {} ({})", quote(&line.excerpt), citation(&line.excerpt.citation));
    if !line.also.is_empty() {
        let also: Vec<String> = line.also.iter().map(citation).collect();
        let _ = write!(text, "; also {}", also.join("; "));
    }
    text.push('\n');
    text
}

fn quote(excerpt: &Excerpt) -> String {
    format!("> “{}”", excerpt.marked(safe, ["*", "*"]))
}

fn citation(citation: &Citation) -> String {
    let outlet = citation.outlet.as_ref().map(|outlet| format!("{}, ", safe(outlet))).unwrap_or_default();
    let published = citation.published.as_ref().map(|date| format!("{date}, ")).unwrap_or_default();
    format!("{outlet}{published}{} {}–{}", safe(&citation.report), citation.start, citation.end)
}

fn source(source: &Source) -> String {
    let outlet = source.outlet.as_ref().map(|outlet| format!("{}, ", safe(outlet))).unwrap_or_default();
    let title = match &source.title {
        Some(title) => format!("“{}”", safe(title)),
        None => format!("begins “{}”", safe(&source.opening)),
    };
    let url = source.url.as_ref().map(|url| format!(", {}", safe(url))).unwrap_or_default();
    format!("- **{}**: {outlet}{}, {title}{url}\n", safe(&source.id), source.published)
}
