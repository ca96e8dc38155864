//! What happened, day by day; and what is threatened, demanded, feared or planned.

use std::collections::BTreeMap;

use sitroom_annotate::{Event, Stance};

use super::{Copied, Draft, Excerpt, Section, Size, Told, groups, when};
use crate::wording::{self, When};

pub(super) fn happenings(reports: &[Told<'_>], copied: &Copied) -> Section {
    Section {
        name: "events",
        heading: "What happened",
        note: "By day. What is only attributed, alleged or denied says so. What each report is about, violence, and what \
               several reports tell come first; mere words stand below.",
        groups: groups(copied.once(drafts(reports, |event| !is_prospect(event.stance) && !event.background))),
        command: "events",
        size: Size { groups: 16, lines: 4, least: 1 },
        more: 0,
    }
}

pub(super) fn prospects(reports: &[Told<'_>], copied: &Copied) -> Section {
    Section {
        name: "prospects",
        heading: "Threatened, demanded, feared, planned",
        note: "None of this has happened as far as these sentences tell.",
        groups: groups(copied.once(drafts(reports, |event| is_prospect(event.stance)))),
        command: "events",
        size: Size { groups: 8, lines: 4, least: 0 },
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
            let mut kinds: Vec<String> = Vec::new();
            for kind in events.iter().map(|event| kind(event)) {
                if !kinds.contains(&kind) {
                    kinds.push(kind);
                }
            }
            let main = told.annotated.main_event_i.and_then(|i| told.annotated.events.get(i));
            let is_main = events.iter().any(|event| main.is_some_and(|main| std::ptr::eq(*event, main)));
            let is_violent = events.iter().any(|event| event.acled.sub_type.is_some());
            drafts.push(Draft {
                group: (format!("{} {}", when.key, when.day), wording::capital(&when.day)),
                // The heading says the day already.
                when: When { day: String::new(), lead: when.lead.trim_end_matches(',').to_owned(), ..when },
                claim: wording::capital(&kinds.join("; ")),
                says: Some(says).filter(|says| !says.is_empty()),
                excerpt: Excerpt::of(told.stored, &first.words),
                also: Vec::new(),
                words_decide: true,
                weight: 4 * usize::from(is_main) + 2 * usize::from(is_violent),
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

/// What an event is: PLOVER's type and mode. Who did it to whom stands in the words.
fn kind(event: &Event) -> String {
    let plover = wording::spaced(event.plover.as_deref().unwrap_or_default()).to_lowercase();
    let mode = event.mode.as_ref().map(|mode| format!(", {}", wording::spaced(mode).to_lowercase()));
    format!("{plover}{}", mode.unwrap_or_default())
}
