//! Where the outlet is at home, as its name and address tell: "parisbeacon.com", ".co.uk".

use sitroom_gazetteer::fold;
use sitroom_report::Report;

use super::Guide;
use super::atlas::Site;
use super::words::Role;

/// Where the outlet is at home.
pub(crate) struct Home {
    /// A name in the outlet's own.
    name: Option<String>,
    /// The country that its address tells.
    pub(crate) country: Option<String>,
}

/// Countries by the end of an address; the others are their ISO 3166-1 code.
fn country_of(top: &str, guide: &Guide) -> Option<String> {
    match top {
        "uk" => Some("GB".to_owned()),
        // Sold to everybody.
        "co" | "tv" | "me" | "io" | "ly" | "fm" | "am" | "cc" | "ws" | "to" | "eu" => None,
        _ => {
            let code = top.to_ascii_uppercase();
            guide.atlas.is_country(&code).then_some(code)
        }
    }
}

impl Home {
    /// What the report's outlet or address tells.
    pub(crate) fn of(guide: &Guide, report: &Report) -> Option<Self> {
        let outlet = report.outlet.as_deref().or(report.url.as_deref())?;
        let host = outlet.split("://").last().unwrap_or(outlet);
        let host = host.split('/').next().unwrap_or(host).to_ascii_lowercase();
        if host.contains(' ') || !host.contains('.') {
            let words: Vec<&str> = outlet.split_whitespace().collect();
            return Some(Self { name: in_words(guide, &words), country: None });
        }
        let labels: Vec<&str> = host.split('.').filter(|label| !matches!(*label, "www" | "news" | "m")).collect();
        let country = labels.last().and_then(|top| country_of(top, guide));
        let short =
            |label: &&&str| label.len() > 3 && !matches!(**label, "com" | "co" | "org" | "net" | "info" | "gov");
        let main = labels.iter().rev().skip(1).find(short)?;
        Some(Self { name: in_label(guide, main), country })
    }

    /// What the name may mean.
    pub(crate) fn sites<'a>(&self, guide: &'a Guide) -> Vec<Site<'a>> {
        self.name.as_deref().map_or_else(Vec::new, |name| guide.atlas.namesakes(name))
    }

    /// Whether the place called `key` is in the outlet's name.
    pub(crate) fn is(&self, key: &str) -> bool {
        self.name.as_deref().is_some_and(|name| fold::plain(name) == key)
    }

    /// How much speaks for `site` because the outlet is at home there; `own` when the outlet's home itself is sought.
    pub(crate) fn bonus(&self, site: &Site<'_>, own: bool) -> f64 {
        // Papers in English are mostly at home where English is spoken.
        let english = matches!(site.country(), Some("US" | "GB" | "CA" | "AU" | "NZ" | "IE"));
        let at_home = if own && english && self.country.is_none() { 2.5 } else { 0.0 };
        at_home + if self.country.is_some() && self.country.as_deref() == site.country() { 1.0 } else { 0.0 }
    }
}

fn in_words(guide: &Guide, words: &[&str]) -> Option<String> {
    let words: Vec<&str> = words.iter().copied().filter(|word| !word.eq_ignore_ascii_case("the")).collect();
    let end = words.iter().position(|word| guide.words.is(word, Role::Club)).unwrap_or(words.len());
    let name = words.get(..end)?.join(" ");
    (!guide.atlas.namesakes(&name).is_empty()).then_some(name)
}

/// A place's name at the start of a label, with a word for a paper, or nothing, after it.
fn in_label(guide: &Guide, label: &str) -> Option<String> {
    let label = label.strip_prefix("the").unwrap_or(label);
    let parts: Vec<&str> = label.split('-').collect();
    if parts.len() > 1 {
        return in_words(guide, &parts);
    }
    let paper = |rest: &str| {
        let rest = rest.strip_prefix("daily").unwrap_or(rest);
        rest.is_empty()
            || guide.words.is(rest, Role::Club)
            || (1..rest.len()).any(|k| {
                rest.is_char_boundary(k)
                    && guide.words.is(&rest[..k], Role::Club)
                    && guide.words.is(&rest[k..], Role::Club)
            })
    };
    let ends = (4..=label.len()).rev().filter(|&end| label.is_char_boundary(end));
    ends.filter(|&end| paper(&label[end..]))
        .map(|end| &label[..end])
        .find(|name| !guide.atlas.namesakes(name).is_empty())
        .map(str::to_owned)
}
