//! How many were killed, injured, displaced: by measure and place, over days, with who says so.

use sitroom_annotate::{Change, Figure, FigureKind, Measure};

use super::{Draft, Excerpt, Section, Told, groups, place, when};
use crate::wording;

pub(super) fn section(reports: &[Told<'_>]) -> Section {
    let drafts = reports.iter().flat_map(|&told| {
        let counts = |figure: &&Figure| !matches!(figure.measure, Measure::Other | Measure::Population);
        told.annotated.figures.iter().filter(counts).map(move |figure| draft(told, figure))
    });
    Section {
        name: "figures",
        heading: "Figures",
        note: "Numbers as their sources give them, by the day they are of. Where they differ, both stand: none is an average.",
        groups: groups(drafts.collect()),
        command: "figures",
        more: 0,
    }
}

fn draft(told: Told<'_>, figure: &Figure) -> Draft {
    let measure = wording::measure(figure.measure);
    let place = place(told, figure.place_i.or(figure.origin_i)).unwrap_or("place not named").to_owned();
    let mut says = wording::standing(told.annotated, figure.stance, &figure.attribution);
    if figure.background && !says.as_ref().is_some_and(|says| says.starts_with("background")) {
        says = Some(says.map_or_else(|| "background".to_owned(), |says| format!("background, {says}")));
    }
    Draft {
        group: (format!("{:02} {place}", figure.measure as u8), format!("{measure}: {place}")),
        when: when(told, figure.time_i),
        claim: claim(told, figure),
        says,
        excerpt: Excerpt::of(told.stored, &figure.words),
        also: Vec::new(),
        words_decide: false,
    }
}

fn claim(told: Told<'_>, figure: &Figure) -> String {
    let whole = figure.share_of.as_ref().and_then(|share| told.annotated.figures.get(share.figure_i?));
    // Where the words of a share hold those of the whole, they say what they are a share of.
    let whole = whole.filter(|whole| !figure.words.as_str().contains(whole.words.as_str()));
    let of = whole.map(|whole| format!(" of “{}”", whole.words.as_str())).unwrap_or_default();
    let kind = match (figure.kind, figure.change) {
        (_, Some(Change::Up)) => ", an increase",
        (_, Some(Change::Down)) => ", a decrease",
        (Some(FigureKind::Projection), None) => ", a projection",
        _ => "",
    };
    let since = figure.since_i.and_then(|i| told.annotated.times.get(i));
    let since = since.map(|time| match (&time.from, &time.to) {
        (Some(from), to) => format!(", since {}", wording::period(from, to.as_deref().unwrap_or(from))),
        (None, _) => format!(", since “{}”", time.words.as_str()),
    });
    wording::capital(&format!("{}{of}{kind}{}", wording::amount(figure), since.unwrap_or_default()))
}
