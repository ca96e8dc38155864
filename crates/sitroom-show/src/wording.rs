//! The words in which facts of the record are told: who says so, how the text stands to it, what is counted, when.

use serde_json::Value;
use sitroom_annotate::{Actor, Annotation, Figure, Link, Quantifier, Sayer, Stance, Time, TimeType};
use sitroom_record::Row;
use sitroom_report::Published;
pub(crate) use sitroom_report::date_in_words as date;

use crate::json::each;

/// `forced_to_flee` as people write it.
pub(crate) fn spaced(term: &str) -> String {
    term.replace('_', " ")
}

/// The name of a resolved row, else its words.
pub(crate) fn named(value: &Value) -> Option<&str> {
    value.as_str().or_else(|| value["name"].as_str()).or_else(|| value["text"].as_str())
}

/// A resolved sayer or participant: the actor's name where the words are only "he", "which" or "the minister" or an analyst
/// gave it, else the words.
pub(crate) fn sayer(value: &Value) -> String {
    let actor = &value["actor"];
    let words = value["text"].as_str();
    // "which" and "we" are linked to a mention elsewhere.
    let apart = words.zip(actor["text"].as_str()).is_some_and(|(words, own)| !holds(words, own) && !holds(own, words));
    let vague = matches!(actor["link"].as_str(), Some("pronoun" | "surname" | "nominal" | "role")) || apart;
    let name = actor["name"].as_str().filter(|_| vague || actor["corrected"].is_array());
    name.or(words).or_else(|| actor["name"].as_str()).unwrap_or_default().to_owned()
}

/// A resolved chain of sayers, nearest first: `the minister ← the Observatory`.
pub(crate) fn sayers(attribution: &Value) -> String {
    each(attribution, " ← ", sayer)
}

/// Who is meant by `words` that are linked to `actor`.
fn who(words: &str, actor: Option<&Actor>) -> String {
    let vague = actor.is_some_and(|actor| {
        matches!(actor.link, Some(Link::Pronoun | Link::Surname | Link::Nominal | Link::Role | Link::Metonym))
            || !actor.corrected.is_empty()
    });
    let name = actor.and_then(|actor| actor.name.as_deref());
    let words = words.strip_prefix("The ").map_or_else(|| words.to_owned(), |rest| format!("the {rest}"));
    match name {
        // Words that hold the name, or name several of whom the actor is one, need no more.
        Some(name) if vague && (words.contains(" and ") || words.to_lowercase().contains(&name.to_lowercase())) => {
            words
        }
        // "the Turkish President" says more than the name alone, "he" less.
        Some(name) if vague && words.contains(' ') => format!("{words} ({name})"),
        Some(name) if vague => name.to_owned(),
        _ => words,
    }
}

/// Whether `words` say `name` already: "a leading aid agency" is no other than "leading aid agency".
pub(crate) fn holds(words: &str, name: &str) -> bool {
    let words_of = |text: &str| {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        format!(" {} ", words.collect::<Vec<_>>().join(" ").to_lowercase())
    };
    words_of(words).contains(&words_of(name))
}

/// Who a sayer of a typed annotation is.
pub(crate) fn sayer_of(annotation: &Annotation, sayer: &Sayer) -> String {
    who(sayer.words.as_str(), sayer.actor_i.and_then(|i| annotation.actors.get(i)))
}

/// How a text stands to a fact and who says so: `according to the UN`, `denied by Damascus`.
pub(crate) fn standing(annotation: &Annotation, stance: Stance, attribution: &[Sayer]) -> Option<String> {
    let chain: Vec<String> = attribution.iter().map(|sayer| sayer_of(annotation, sayer)).collect();
    let by = chain.split_first().map(|(nearest, rest)| {
        let relies: String = rest.iter().map(|sayer| format!(", citing {sayer}")).collect();
        format!("{nearest}{relies}")
    });
    let told = match (stance, by) {
        (Stance::Asserted, None) => return None,
        (Stance::Asserted | Stance::Attributed, Some(by)) => format!("according to {by}"),
        (Stance::Attributed, None) => "attributed".to_owned(),
        (Stance::Background, None) => "background".to_owned(),
        (Stance::Background, Some(by)) => format!("background, according to {by}"),
        (Stance::Conditional, by) => {
            format!("on a condition{}", by.map(|by| format!(", according to {by}")).unwrap_or_default())
        }
        (stance, None) => stance.to_string(),
        (stance, Some(by)) => format!("{stance} by {by}"),
    };
    Some(told)
}

/// How many reports support a row, and how many independent origins they have.
pub(crate) fn support(row: &Row) -> String {
    let count = |name: &str, what: &str| match row.field(name).as_u64() {
        Some(1) => format!("1 {what}"),
        Some(count) => format!("{count} {what}s"),
        None => format!("{what}s not counted"),
    };
    format!("{}, {}", count("reports", "report"), count("origins", "independent origin"))
}

/// The best of a count, else its bounds; none where nothing is known.
pub(crate) fn bounds(count: &Value) -> Option<String> {
    let number = |name: &str| count[name].as_f64().map(number);
    match (number("best"), number("low"), number("high")) {
        (Some(best), _, _) => Some(best),
        (None, Some(low), Some(high)) if low != high => Some(format!("{low}–{high}")),
        (None, low, high) => low.or(high),
    }
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

/// A figure in its own words, so that no paraphrase bends it; with what is counted where the words do not say so, and
/// with the bounds that vague words were given.
pub(crate) fn amount(figure: &Figure) -> String {
    let words = figure.words.as_str();
    let unit = figure.unit.as_deref().map(|unit| match unit {
        "person" => "people",
        "household" => "households",
        other => other,
    });
    let bare = words.ends_with(|c: char| c.is_ascii_digit());
    let counted = figure.population.as_deref().or(unit).filter(|_| bare).map(|counted| format!(" {counted}"));
    let plain = |value: Option<sitroom_annotate::Number>| value.map(|value| number(value.0));
    let bounds = match (figure.quantifier, plain(figure.low), plain(figure.high)) {
        (Quantifier::Vague, Some(low), Some(high)) => format!(" ({low} to {high})"),
        (Quantifier::Vague, Some(low), None) => format!(" ({low} or more)"),
        (Quantifier::Vague, None, Some(high)) => format!(" ({high} or fewer)"),
        _ => String::new(),
    };
    format!("{words}{}{bounds}", counted.unwrap_or_default())
}

/// When something was, and how that is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct When {
    /// For sorting and grouping: ISO 8601; after all dates where not known.
    pub(crate) key: String,
    /// How the day is known, where the text does not give it: `reported`, `“last week”, reported`.
    pub(crate) lead: String,
    /// The day or days for people; or that they are not known.
    pub(crate) day: String,
}

impl When {
    /// For people: `17 February 2020`, `reported 17 February 2020`, `“in recent weeks”, date not known`.
    pub(crate) fn told(&self) -> String {
        [self.lead.as_str(), self.day.as_str()]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    }
}

/// The day of `time`, else the day of the report that tells it, with the words for it that settle no day.
pub(crate) fn when(time: Option<&Time>, published: Option<&Published>) -> When {
    if let Some((from, to)) = time.and_then(|time| Some((time.from.as_deref()?, time.to.as_deref()))) {
        let to = to.unwrap_or(from);
        return When { key: to.to_owned(), lead: String::new(), day: period(from, to) };
    }
    // "Last week" says something of the day; "after three days" does not.
    let words = time.filter(|time| matches!(time.kind, TimeType::Date | TimeType::Time));
    let words = words.map(|time| format!("“{}”,", time.words.as_str()));
    let (key, how, day) = match published {
        Some(published) => (published.date.clone(), Some("reported".to_owned()), date(&published.date)),
        None => (UNKNOWN.to_owned(), None, "date not known".to_owned()),
    };
    When { key, lead: words.into_iter().chain(how).collect::<Vec<_>>().join(" "), day }
}

/// The key of what has no date: after all dates.
pub(crate) const UNKNOWN: &str = "~";

/// The days `from` to `to` as people write them: a day, a month, a year, or two days.
pub(crate) fn period(from: &str, to: &str) -> String {
    let whole_year = from.get(..4) == to.get(..4) && from.ends_with("-01-01") && to.ends_with("-12-31");
    let whole_month = from.get(..7) == to.get(..7) && from.ends_with("-01") && days_of(to) == to.get(8..);
    match (from.get(..4), from.get(..7)) {
        _ if from == to => date(from),
        (Some(year), _) if whole_year => year.to_owned(),
        (_, Some(month)) if whole_month => date(month),
        _ => format!("{} to {}", date(from), date(to)),
    }
}

/// The last day of the month of an ISO date.
fn days_of(iso: &str) -> Option<&'static str> {
    let year: u32 = iso.get(..4)?.parse().ok()?;
    Some(match iso.get(5..7)? {
        "04" | "06" | "09" | "11" => "30",
        "02" if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => "29",
        "02" => "28",
        _ => "31",
    })
}

/// With a capital at its start.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().collect::<String>() + letters.as_str()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_say_a_name_already() {
        assert!(holds("a leading aid agency", "leading aid agency"));
        assert!(holds("80 civilians in Idlib city", "Idlib"));
        assert!(!holds("the Turkish President", "Recep Tayyip Erdogan"));
        assert!(!holds("the rebels", "rebel"));
    }

    #[test]
    fn numbers_and_dates() {
        assert_eq!(number(80000.0), "80,000");
        assert_eq!(number(999.0), "999");
        assert_eq!(number(-1234.5), "-1,234.5");
        assert_eq!(date("2020-02-17"), "17 February 2020");
        assert_eq!(date("2020-02"), "February 2020");
        assert_eq!(date("2020"), "2020");
        assert_eq!(date("2020-13-01"), "2020-13-01");
        assert_eq!(period("2020-02-17", "2020-02-17"), "17 February 2020");
        assert_eq!(period("2020-01-01", "2020-12-31"), "2020");
        assert_eq!(period("2020-02-01", "2020-02-29"), "February 2020");
        assert_eq!(period("2019-02-01", "2019-02-27"), "1 February 2019 to 27 February 2019");
    }
}
