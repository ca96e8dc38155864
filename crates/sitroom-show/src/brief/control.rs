//! Who holds which place since when, according to whom.

use sitroom_annotate::{Control, ControlChange};

use super::{Draft, Excerpt, Section, Told, actor, groups, place, when};
use crate::wording;

pub(super) fn section(reports: &[Told<'_>]) -> Section {
    let drafts =
        reports.iter().flat_map(|&told| told.annotated.control.iter().map(move |control| draft(told, control)));
    Section {
        name: "control",
        heading: "Control",
        note: "Who holds, takes or loses which place, as the reports tell it.",
        groups: groups(drafts.collect()),
        command: "control",
        more: 0,
    }
}

fn draft(told: Told<'_>, control: &Control) -> Draft {
    let place = place(told, control.place_i).unwrap_or("Place not named").to_owned();
    let holder = control.holder_i.and_then(|i| actor(told, i));
    let change = wording::spaced(&control.change.to_string());
    let claim = match (control.change, holder) {
        (ControlChange::HandedOver, Some(holder)) => format!("{change} to {holder}"),
        (_, Some(holder)) => format!("{change} by {holder}"),
        (_, None) => change,
    };
    Draft {
        group: (place.clone(), place),
        when: when(told, control.time_i),
        claim: wording::capital(&claim),
        says: wording::standing(told.annotated, control.stance, &control.attribution),
        excerpt: Excerpt::of(told.stored, &control.words),
        also: Vec::new(),
        words_decide: true,
    }
}
