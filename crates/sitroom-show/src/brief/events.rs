//! What happened, day by day; and what is threatened, demanded, feared or planned.

use std::collections::BTreeMap;

use sitroom_annotate::{Event, Participant, Stance};

use super::{Draft, Excerpt, Section, Told, groups, place, when};
use crate::wording::{self, When};

pub(super) fn happenings(reports: &[Told<'_>]) -> Section {
    Section {
        name: "events",
        heading: "What happened",
        note: "By day. What is only attributed, alleged or denied says so.",
        groups: groups(drafts(reports, |event| !is_prospect(event.stance) && !event.background)),
        command: "events",
        more: 0,
    }
}

pub(super) fn prospects(reports: &[Told<'_>]) -> Section {
    Section {
        name: "prospects",
        heading: "Threatened, demanded, feared, planned",
        note: "None of this has happened as far as these sentences tell.",
        groups: groups(drafts(reports, |event| is_prospect(event.stance))),
        command: "events",
        more: 0,
    }
}

fn is_prospect(stance: Stance) -> bool {
    matches!(stance, Stance::Planned | Stance::Threatened | Stance::Demanded | Stance::Feared | Stance::Conditional)
}

/// One line a sentence and stance: several events that one sentence tells are one line.
fn drafts(reports: &[Told<'_>], wanted: impl Fn(&Event) -> bool) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for &told in reports {
        let mut lines: BTreeMap<(usize, String), Vec<&Event>> = BTreeMap::new();
        for event in told.annotated.events.iter().filter(|event| event.plover.is_some() && wanted(event)) {
            let sentence = told.annotated.sentences.partition_point(|sentence| sentence.end <= event.words.start);
            let says = says(told, event);
            lines.entry((sentence, says.unwrap_or_default())).or_default().push(event);
        }
        for ((_, says), events) in lines {
            let Some(first) = events.first() else { continue };
            let when = when(told, events.iter().find_map(|event| event.time_i));
            let mut claims: Vec<String> = events.iter().map(|event| claim(told, event)).collect();
            claims.dedup();
            drafts.push(Draft {
                group: (format!("{} {}", when.key, when.day), wording::capital(&when.day)),
                // The heading says the day already.
                when: When { day: String::new(), lead: when.lead.trim_end_matches(',').to_owned(), ..when },
                claim: claims.join("; "),
                says: Some(says).filter(|says| !says.is_empty()),
                excerpt: Excerpt::of(told.stored, &first.words),
                also: Vec::new(),
                words_decide: true,
            });
        }
    }
    drafts
}

fn says(told: Told<'_>, event: &Event) -> Option<String> {
    let says = wording::standing(told.annotated, event.stance, &event.attribution);
    let condition = event.condition.as_ref().map(|condition| format!("“{}”", condition.as_str()));
    let negated = event.negated.then(|| "said not to have happened".to_owned());
    let parts: Vec<String> = [negated, says, condition].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// `Request: Trump → Russia, Iran (Idlib)`.
fn claim(told: Told<'_>, event: &Event) -> String {
    let names = |participants: &[Participant]| {
        let mut names: Vec<String> = participants.iter().map(|participant| name(told, participant)).collect();
        names.dedup();
        names.join(", ")
    };
    let (who, whom) = (names(&event.sources), names(&event.targets));
    let kind = wording::capital(&wording::spaced(event.plover.as_deref().unwrap_or_default()).to_lowercase());
    let kind =
        event.mode.as_ref().map_or(kind.clone(), |mode| format!("{kind}, {}", wording::spaced(mode).to_lowercase()));
    let acted = match (who.is_empty(), whom.is_empty()) {
        (false, false) => format!("{kind}: {who} → {whom}"),
        (false, true) => format!("{kind}: {who}"),
        (true, false) => format!("{kind} → {whom}"),
        (true, true) => kind,
    };
    place(told, event.place_i).map_or(acted.clone(), |place| format!("{acted} ({place})"))
}

fn name(told: Told<'_>, participant: &Participant) -> String {
    let sayer = sitroom_annotate::Sayer { words: participant.words.clone(), actor_i: participant.actor_i };
    wording::sayer_of(told.annotated, &sayer)
}
