//! The words in which facts of the record are told: who says so, how the text stands to it, what is counted, when.

use serde_json::Value;
use sitroom_annotate::{Actor, Annotation, Figure, Link, Measure, Quantifier, Sayer, Stance, Time};
use sitroom_report::Published;

/// `forced_to_flee` as people write it.
pub(crate) fn spaced(term: &str) -> String {
    term.replace('_', " ")
}

/// The name of a resolved row, else its words.
pub(crate) fn named(value: &Value) -> Option<&str> {
    value.as_str().or_else(|| value["name"].as_str()).or_else(|| value["text"].as_str())
}

/// A resolved sayer or participant: the actor's name where the words are only "he" or "the minister", else the words.
pub(crate) fn sayer(value: &Value) -> String {
    let actor = &value["actor"];
    let words = value["text"].as_str();
    let vague = matches!(actor["link"].as_str(), Some("pronoun" | "surname" | "nominal" | "role"));
    let name = actor["name"].as_str().filter(|_| vague);
    name.or(words).or_else(|| actor["name"].as_str()).unwrap_or_default().to_owned()
}

/// A resolved chain of sayers, nearest first: `the minister ← the Observatory`.
pub(crate) fn sayers(attribution: &Value) -> String {
    attribution.as_array().into_iter().flatten().map(sayer).collect::<Vec<_>>().join(" ← ")
}

/// Who is meant by `words` that are linked to `actor`.
fn who(words: &str, actor: Option<&Actor>) -> String {
    let vague = actor.is_some_and(|actor| {
        matches!(actor.link, Some(Link::Pronoun | Link::Surname | Link::Nominal | Link::Role | Link::Metonym))
    });
    let name = actor.and_then(|actor| actor.name.as_deref());
    match name {
        // "the Turkish President" says more than the name alone, "he" less.
        Some(name) if vague && words.contains(' ') && words != name => format!("{words} ({name})"),
        Some(name) if vague => name.to_owned(),
        _ => words.to_owned(),
    }
}

/// Who a sayer of a typed annotation is.
pub(crate) fn sayer_of(annotation: &Annotation, sayer: &Sayer) -> String {
    who(sayer.words.as_str(), sayer.actor_i.and_then(|i| annotation.actors.get(i)))
}

/// How a text stands to a fact, in a few words before who says so: `says`, `denied by`.
pub(crate) fn standing(annotation: &Annotation, stance: Stance, attribution: &[Sayer]) -> Option<String> {
    let chain: Vec<String> = attribution.iter().map(|sayer| sayer_of(annotation, sayer)).collect();
    let by = chain.split_first().map(|(nearest, rest)| {
        let relies: String = rest.iter().map(|sayer| format!(", citing {sayer}")).collect();
        format!("{nearest}{relies}")
    });
    let told = match (stance, by) {
        (Stance::Asserted, None) => return None,
        (Stance::Asserted | Stance::Attributed, Some(by)) => format!("says {by}"),
        (Stance::Attributed, None) => "attributed".to_owned(),
        (Stance::Background, None) => "background".to_owned(),
        (Stance::Background, Some(by)) => format!("background, says {by}"),
        (Stance::Conditional, by) => {
            format!("on a condition{}", by.map(|by| format!(", says {by}")).unwrap_or_default())
        }
        (stance, None) => stance.to_string(),
        (stance, Some(by)) => format!("{stance} by {by}"),
    };
    Some(told)
}

/// A number with thousands separated.
fn number(value: f64) -> String {
    let rounded = if value.fract() == 0.0 { format!("{value:.0}") } else { format!("{value}") };
    let (whole, fraction) = rounded.split_once('.').map_or((rounded.as_str(), None), |(w, f)| (w, Some(f)));
    let mut told = String::new();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 && digit.is_ascii_digit() && !told.ends_with('-') {
            told.push(',');
        }
        told.push(digit);
    }
    match fraction {
        Some(fraction) => format!("{told}.{fraction}"),
        None => told,
    }
}

/// A figure's number with what is known of it: `more than 80,000`, `30 to 35`.
pub(crate) fn amount(figure: &Figure) -> String {
    let plain = |value: Option<sitroom_annotate::Number>| value.map(|value| number(value.0));
    if let Some(percent) = figure.share_of.as_ref().and_then(|share| share.percent) {
        return format!("{} percent", number(percent.0));
    }
    match (figure.quantifier, plain(figure.value), plain(figure.low), plain(figure.high)) {
        (Quantifier::Range, _, Some(low), Some(high)) => format!("{low} to {high}"),
        (Quantifier::MoreThan, Some(value), _, _) => format!("more than {value}"),
        (Quantifier::LessThan, Some(value), _, _) => format!("less than {value}"),
        (Quantifier::About, Some(value), _, _) => format!("about {value}"),
        (Quantifier::Vague, _, _, _) => format!("“{}”", figure.words.as_str()),
        (_, Some(value), _, _) => value,
        (_, None, Some(low), Some(high)) => format!("{low} to {high}"),
        (_, None, _, _) => format!("“{}”", figure.words.as_str()),
    }
}

/// A measure as a heading.
pub(crate) fn measure(measure: Measure) -> String {
    let term = spaced(&measure.to_string());
    let mut letters = term.chars();
    letters.next().map(|first| first.to_uppercase().collect::<String>() + letters.as_str()).unwrap_or_default()
}

/// When something was, and how that is known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct When {
    /// For sorting and grouping: ISO 8601; after all dates where not known.
    pub(crate) key: String,
    /// For people: `17 February 2020`, `reported 17 February 2020`, `date not known`.
    pub(crate) told: String,
}

/// The day of `time`, else that of the report that tells it.
pub(crate) fn when(time: Option<&Time>, published: Option<&Published>) -> When {
    if let Some((from, to)) = time.and_then(|time| Some((time.from.as_deref()?, time.to.as_deref()))) {
        let told = match to.filter(|to| *to != from) {
            Some(to) => format!("{} to {}", date(from), date(to)),
            None => date(from),
        };
        return When { key: to.unwrap_or(from).to_owned(), told };
    }
    match published {
        Some(published) => When { key: published.date.clone(), told: format!("reported {}", date(&published.date)) },
        None => When { key: "~".to_owned(), told: "date not known".to_owned() },
    }
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// An ISO date as people write it; what is not one stays as it is.
pub(crate) fn date(iso: &str) -> String {
    let mut parts = iso.split(['-', 'T']);
    let (year, month, day) = (parts.next(), parts.next(), parts.next());
    let month = month.and_then(|month| month.parse::<usize>().ok()).and_then(|month| MONTHS.get(month.checked_sub(1)?));
    let day = day.and_then(|day| day.parse::<u8>().ok());
    match (year, month, day) {
        (Some(year), Some(month), Some(day)) => format!("{day} {month} {year}"),
        (Some(year), Some(month), None) => format!("{month} {year}"),
        _ => iso.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_dates() {
        assert_eq!(number(80000.0), "80,000");
        assert_eq!(number(999.0), "999");
        assert_eq!(number(-1234.5), "-1,234.5");
        assert_eq!(date("2020-02-17"), "17 February 2020");
        assert_eq!(date("2020-02"), "February 2020");
        assert_eq!(date("2020"), "2020");
        assert_eq!(date("2020-13-01"), "2020-13-01");
    }
}
