//! The rows of series, as the views print them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};
use sitroom_annotate::{FigureKind, Number};
use sitroom_report::date_in_words;

use super::relate::{Point, Relation, Rule, order};
use super::scope::{Frame, Series};
use super::told::{Days, Told};
use crate::origins::Origins;
use crate::row::{Cited, Row};

/// The row of `series`, with what it is sorted by; `points` are its points in order.
pub(super) fn row(series: &Series, points: &[Point], origins: &Origins) -> Option<(String, Row)> {
    let first = points.iter().map(Point::told).min_by(|one, other| order(one, other))?;
    let id = format!("series-{}", first.id.trim_start_matches("figure-"));
    let figures: Vec<&Told> = points.iter().flat_map(|point| &point.figures).collect();
    let scope = &series.scope;
    let days = || figures.iter().filter_map(|told| told.as_of.as_deref());
    let place = series.place.as_ref();
    let mut fields = Map::new();
    fields.insert("measure".into(), scope.family.as_str().into());
    fields.insert("unit".into(), first.unit.as_str().into());
    fields.insert("population".into(), named(&scope.class));
    fields.insert(
        "place".into(),
        place.map_or(Value::Null, |place| {
            json!({"name": place.name, "gazetteer": place.gazetteer, "country": place.country, "admin1": place.admin1,
                   "kind": place.kind, "lat": place.lat, "lon": place.lon, "basis": place.basis})
        }),
    );
    fields.insert("scope".into(), told_scope(series, first));
    fields.insert("from".into(), days().min().into());
    fields.insert("to".into(), days().max().into());
    fields.insert("points".into(), points_told(points, origins).into());
    fields.insert("best".into(), Value::Null);
    let all: Vec<_> = credited(points, &roots(points)).into_iter().flatten().collect();
    let (reports, independent) = support(&all, origins);
    fields.insert("reports".into(), reports.into());
    fields.insert("origins".into(), independent.into());
    let spans: Vec<Cited> = figures.iter().map(|told| told.cited.clone()).collect();
    let sort = format!(
        "{} {} {} {}",
        scope.family,
        place.map_or("~", |place| &place.name),
        first.as_of.as_deref().unwrap_or("~"),
        id
    );
    Some((sort, Row { id, spans, fields }))
}

fn named(text: &str) -> Value {
    if text.is_empty() { Value::Null } else { text.into() }
}

/// How many reports and how many independent origins tell these figures, each with whom it is credited to.
fn support(figures: &[(&Told, Option<String>)], origins: &Origins) -> (usize, usize) {
    let facts: Vec<_> = figures.iter().map(|(told, source)| told.fact(source.as_deref())).collect();
    let reports: BTreeSet<&str> = figures.iter().map(|(told, _)| told.cited.report.as_str()).collect();
    (reports.len(), origins.of_facts(&facts))
}

/// For each point the one whose number it repeats in the end: itself where it repeats none.
fn roots(points: &[Point]) -> Vec<usize> {
    let at: BTreeMap<&str, usize> =
        points.iter().enumerate().map(|(at, point)| (point.told().id.as_str(), at)).collect();
    let repeated = |at_point: usize| {
        let link = points[at_point].links.first().filter(|link| link.relation == Relation::Repeats)?;
        at.get(link.to.as_deref()?).copied().filter(|earlier| *earlier < at_point)
    };
    let mut roots: Vec<usize> = Vec::with_capacity(points.len());
    for at in 0..points.len() {
        roots.push(repeated(at).map_or(at, |earlier| roots[earlier]));
    }
    roots
}

/// The figures of each point with whom they are credited to: their source. Who gives a number again without saying whose it is
/// is no new source of it.
fn credited<'a>(points: &'a [Point], roots: &[usize]) -> Vec<Vec<(&'a Told, Option<String>)>> {
    let restated = |point: &Point| point.links.iter().any(|link| link.rule == Rule::Restated);
    let again: BTreeSet<usize> = (0..points.len()).filter(|at| restated(&points[*at])).map(|at| roots[at]).collect();
    let source = |at: usize| {
        let root = points[roots[at]].told();
        let unnamed = || again.contains(&roots[at]).then(|| format!("figure:{}", root.id));
        let own = if restated(&points[at]) { root } else { points[at].told() };
        own.source.clone().or_else(unnamed)
    };
    let of = |(at, point): (usize, &'a Point)| point.figures.iter().map(|told| (told, source(at))).collect();
    points.iter().enumerate().map(of).collect()
}

fn points_told(points: &[Point], origins: &Origins) -> Vec<Value> {
    let roots = roots(points);
    let credited = credited(points, &roots);
    // What repeats a number supports that number and no other.
    let mut repeated: BTreeMap<usize, Vec<(&Told, Option<String>)>> = BTreeMap::new();
    for (at, figures) in credited.iter().enumerate() {
        repeated.entry(roots[at]).or_default().extend(figures.iter().cloned());
    }
    let told = |(at, point): (usize, &Point)| {
        let told = point.told();
        let (reports, independent) = support(repeated.get(&at).unwrap_or(&credited[at]), origins);
        let copies: Vec<&str> = (points.iter())
            .filter(|other| {
                other.links.iter().any(|link| link.rule == Rule::Copy && link.to.as_deref() == Some(&told.id))
            })
            .map(|other| other.told().id.as_str())
            .collect();
        let link = point.links.first();
        json!({
            "date": told.as_of,
            "date_basis": told.as_of_basis,
            "from": told.period.as_ref().or(told.since.as_ref()).and_then(|days| days.from.clone()),
            "until": told.period.as_ref().and_then(|days| days.to.clone()),
            "low": told.low.map(Number),
            "high": told.high.map(Number),
            "value": told.value.map(Number),
            "percent": told.percent.map(Number),
            "quantifier": told.quantifier,
            "text": told.cited.text,
            "measure": told.measure,
            "population": told.population,
            "since": told.since.as_ref().map(|days| days.words.as_str()),
            "cause": told.cause,
            "place_basis": told.place_basis,
            "who_says": told.who(),
            "who": told.chain.iter().map(|who| json!({"key": who.key, "name": who.name, "text": who.words})).collect::<Vec<_>>(),
            "source": told.source,
            "outlet": told.outlet,
            "stance": told.stance,
            "background": told.background,
            "relation": link.map(|link| link.relation),
            "to": link.and_then(|link| link.to.as_deref()),
            "rule": link.map(|link| link.rule).or(point.unrelated),
            "relations": point.links.iter().filter(|link| link.to.is_some()).collect::<Vec<_>>(),
            "figure_ids": point.figures.iter().map(|told| told.id.as_str()).collect::<Vec<_>>(),
            "copies": copies,
            "spans": point.figures.iter().map(|told| &told.cited).collect::<Vec<_>>(),
            "reports": reports,
            "origins": independent,
        })
    };
    points.iter().enumerate().map(told).collect()
}

/// The scope in fields and in words.
fn told_scope(series: &Series, first: &Told) -> Value {
    let scope = &series.scope;
    let since = series.figures.iter().filter_map(|told| told.since.as_ref()).min();
    let period = match &scope.frame {
        Frame::Period(..) => first.period.as_ref(),
        _ => None,
    };
    let days = |days: Option<&Days>| {
        days.map(|days| json!({"from": days.from, "to": days.to, "value": days.value, "text": days.words}))
    };
    let mut words: Vec<String> = Vec::new();
    let side = first.side_words.as_deref().filter(|_| scope.side.is_some());
    match (scope.class.as_str(), side) {
        ("", None) if first.unit == "person" => {}
        ("", None) => words.push(plural(&first.unit)),
        // "Syrians", or "Turkish" of people.
        ("", Some(side)) if side.ends_with('s') => words.push(side.to_owned()),
        ("", Some(side)) => words.push(format!("{side} {}", plural(&first.unit))),
        (class, side) => words.push(side.map_or_else(|| class.to_owned(), |side| format!("{side} {class}"))),
    }
    if scope.is_part {
        words.push("part of another figure".to_owned());
    }
    if let Some(destination) = &series.destination {
        words.push(format!("to {}", destination.name));
    }
    match first.kind {
        FigureKind::Projection => words.push("forecast".to_owned()),
        FigureKind::Change => {
            words.push(if first.change == Some(sitroom_annotate::Change::Down) { "fewer" } else { "more" }.to_owned())
        }
        FigureKind::Stock | FigureKind::Flow => {}
    }
    let unsettled =
        |days: Option<&Days>| days.map_or_else(String::new, |days| format!("{}, day not known", days.words));
    words.push(match &scope.frame {
        Frame::Stock => "at one time".to_owned(),
        Frame::Since(start) if is_date(start) => format!("since {}", date_in_words(start)),
        Frame::Since(_) => format!("since {}", unsettled(since)),
        Frame::War => "since the war began".to_owned(),
        Frame::Period(from, _) if !is_date(from) => unsettled(period),
        Frame::Period(from, to) if from == to => format!("on {}", date_in_words(from)),
        Frame::Period(from, to) => format!("{} to {}", date_in_words(from), date_in_words(to)),
        Frame::Unsaid(_) => "period not said".to_owned(),
    });
    json!({
        "kind": scope.kind,
        "population": named(&scope.class),
        "side": scope.side,
        "part": scope.is_part,
        "destination": series.destination.as_ref().map(|place| place.name.as_str()),
        "since": days(since.filter(|_| matches!(scope.frame, Frame::Since(_)))),
        "period": days(period),
        "text": words.join(", "),
    })
}

fn plural(unit: &str) -> String {
    match unit {
        "person" => "people".to_owned(),
        "housing" => "homes".to_owned(),
        unit if unit.ends_with('s') => unit.to_owned(),
        unit => format!("{unit}s"),
    }
}

/// Whether a day, month or year is settled, which in TIMEX3 `XXXX-12` and `WXX-1` are not.
fn is_date(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
}
