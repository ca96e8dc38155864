//! A brief as one HTML page: no script, nothing fetched, readable on paper and in the dark.

use std::fmt::Write;

use super::markdown::more;
use super::{Brief, Citation, Excerpt, Line, Source};
use crate::safe::{self, html as safe};

const STYLE: &str = include_str!("brief.css");

impl Brief {
    /// The brief as a self-contained HTML page.
    pub fn html(&self) -> String {
        let mut page = format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n\
             <title>Situation report</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
             <header>\n<h1>Situation report</h1>\n<p>{}</p>\n</header>\n",
            safe(&self.summary())
        );
        page.push_str("<nav aria-label=\"Sections\"><ul>\n");
        for section in &self.sections {
            let _ = writeln!(page, "<li><a href=\"#{}\">{}</a></li>", section.name, section.heading);
        }
        page.push_str("<li><a href=\"#reports\">Reports</a></li>\n</ul></nav>\n<main>\n");
        for section in &self.sections {
            let _ = writeln!(
                page,
                "<section id=\"{0}\" aria-labelledby=\"{0}-head\">\n<h2 id=\"{0}-head\">{1}</h2>\n<p class=\"note\">{2}</p>",
                section.name,
                section.heading,
                safe(section.note)
            );
            for group in &section.groups {
                let _ = writeln!(page, "<h3>{}</h3>\n<ul class=\"lines\">", safe(&group.heading));
                group.lines.iter().for_each(|line| self.line(&mut page, line));
                page.push_str("</ul>\n");
                if group.more > 0 {
                    let _ = writeln!(page, "<p class=\"note\">{}</p>", more(group.more, "lines", section.command));
                }
            }
            if section.more > 0 {
                let _ = writeln!(page, "<p class=\"note\">{}</p>", more(section.more, "headings", section.command));
            }
            page.push_str("</section>\n");
        }
        page.push_str("<section id=\"reports\" aria-labelledby=\"reports-head\">\n<h2 id=\"reports-head\">Reports</h2>\n<ol class=\"reports\">\n");
        for (i, source) in self.sources.iter().enumerate() {
            self::source(&mut page, i, source);
        }
        page.push_str("</ol>\n</section>\n</main>\n</body>\n</html>\n");
        page
    }

    fn line(&self, page: &mut String, line: &Line) {
        page.push_str("<li>");
        if !line.when.is_empty() {
            let _ = write!(page, "<span class=\"when\">{}</span> ", safe(&line.when));
        }
        let _ = write!(page, "<strong>{}</strong>", safe(&line.claim));
        if let Some(says) = &line.says {
            let _ = write!(page, "<span class=\"says\">, {}</span>", safe(says));
        }
        let _ = write!(page, "\n<q>{}</q> {}", quote(&line.excerpt), self.citation(&line.excerpt.citation));
        if !line.also.is_empty() {
            let also: Vec<String> = line.also.iter().map(|also| self.citation(also)).collect();
            let _ = write!(page, " <span class=\"also\">also {}</span>", also.join("; "));
        }
        page.push_str("</li>\n");
    }

    fn citation(&self, citation: &Citation) -> String {
        let outlet = citation.outlet.as_ref().map(|outlet| format!("{}, ", safe(outlet))).unwrap_or_default();
        let published = citation.published.as_ref().map(|date| format!("{}, ", safe(date))).unwrap_or_default();
        let place = self.sources.partition_point(|source| source.id < citation.report);
        format!(
            "<a class=\"cite\" href=\"#report-{place}\">{outlet}{published}{} {}–{}</a>",
            safe(&citation.report),
            citation.start,
            citation.end
        )
    }
}

fn quote(excerpt: &Excerpt) -> String {
    excerpt.marked(safe, ["<mark>", "</mark>"])
}

fn source(page: &mut String, place: usize, source: &Source) {
    let _ = write!(page, "<li id=\"report-{place}\"><strong>{}</strong> ", safe(&source.id));
    if let Some(outlet) = &source.outlet {
        let _ = write!(page, "{}, ", safe(outlet));
    }
    let _ = write!(page, "{}. ", safe(&source.published));
    match &source.title {
        Some(title) => {
            let _ = write!(page, "<cite>{}</cite>", safe(title));
        }
        None => {
            let _ = write!(page, "Begins <q>{}</q>", safe(&source.opening));
        }
    }
    if let Some(url) = &source.url {
        let _ = match safe::link(url) {
            Some(link) => write!(page, " <a href=\"{0}\" rel=\"noopener noreferrer\">{0}</a>", safe(link)),
            None => write!(page, " {}", safe(url)),
        };
    }
    for note in &source.notes {
        let _ = write!(page, " <span class=\"note\">{}</span>", safe(note));
    }
    page.push_str("</li>\n");
}
