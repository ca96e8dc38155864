//! What became of each agreement, turn by turn.

use sitroom_annotate::{Agreement, AgreementState};

use super::{Draft, Excerpt, Section, Told, actor, groups, place, when};
use crate::wording;

pub(super) fn section(reports: &[Told<'_>]) -> Section {
    let drafts = reports.iter().flat_map(|&told| {
        let turns = |agreement: &&Agreement| agreement.state != AgreementState::Mentioned;
        told.annotated.agreements.iter().filter(turns).map(move |agreement| draft(told, agreement))
    });
    Section {
        name: "agreements",
        heading: "Agreements",
        note: "What became of each, by day: a demand or a proposal is not an agreement.",
        groups: groups(drafts.collect()),
        command: "agreements",
        more: 0,
    }
}

fn draft(told: Told<'_>, agreement: &Agreement) -> Draft {
    let kind = wording::spaced(&agreement.kind.to_string());
    let place = place(told, agreement.place_i);
    let heading = match (&agreement.name, place) {
        (Some(name), _) => name.clone(),
        (None, Some(place)) => format!("{kind}: {place}"),
        (None, None) => kind,
    };
    let names = |indices: &[usize]| {
        let names: Vec<&str> = indices.iter().filter_map(|&i| actor(told, i)).collect();
        names.join(", ")
    };
    let (by, parties) = (names(&agreement.by_i), names(&agreement.parties_i));
    let mut claim = wording::spaced(&agreement.state.to_string());
    if !by.is_empty() {
        claim = format!("{claim} by {by}");
    }
    if !parties.is_empty() && parties != by {
        claim = format!("{claim} (parties: {parties})");
    }
    let heading = wording::capital(&heading);
    let says = wording::standing(told.annotated, agreement.stance, &agreement.attribution);
    // "Demanded by Turkey" says enough where the turn itself is a demand.
    let repeated = format!("{} by", agreement.state);
    let says = says.map(|says| says.replacen(&repeated, "by", 1)).filter(|says| *says != agreement.state.to_string());
    Draft {
        group: (heading.clone(), heading),
        when: when(told, agreement.time_i),
        claim: wording::capital(&claim),
        says,
        excerpt: Excerpt::of(told.stored, &agreement.words),
        also: Vec::new(),
        words_decide: true,
    }
}
