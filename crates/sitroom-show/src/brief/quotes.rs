//! Who said what, in their own words or told.

use std::collections::BTreeMap;

use sitroom_annotate::{Quote, QuoteForm};

use super::{Draft, Excerpt, Section, Told, actor, groups, when};
use crate::wording;

pub(super) fn section(reports: &[Told<'_>]) -> Section {
    // Those who speak most come first.
    let mut spoken: BTreeMap<String, usize> = BTreeMap::new();
    for &told in reports {
        told.annotated.quotes.iter().for_each(|quote| *spoken.entry(speaker(told, quote)).or_default() += 1);
    }
    let drafts = reports.iter().flat_map(|&told| {
        let spoken = &spoken;
        told.annotated.quotes.iter().map(move |quote| {
            let speaker = speaker(told, quote);
            let often = spoken.get(&speaker).copied().unwrap_or_default();
            Draft {
                group: (format!("{:08} {speaker}", 99_999_999 - often.min(99_999_999)), speaker),
                when: when(told, quote.time_i),
                claim: claim(quote),
                says: says(told, quote),
                excerpt: Excerpt::of(told.stored, &quote.words),
            }
        })
    });
    Section {
        name: "quotes",
        heading: "Who said what",
        note: "Direct speech is marked as such; the rest is what a report tells of somebody's words.",
        groups: groups(drafts.collect()),
    }
}

/// The actor meant, else the report's words for the speaker.
fn speaker(told: Told<'_>, quote: &Quote) -> String {
    let Some(speaker) = &quote.speaker else { return "Speaker not named".to_owned() };
    let name = speaker.actor_i.and_then(|i| actor(told, i)).unwrap_or(speaker.words.as_str());
    name.to_owned()
}

fn claim(quote: &Quote) -> String {
    let form = match quote.form {
        QuoteForm::Direct => "direct",
        QuoteForm::Indirect => "told",
        QuoteForm::Mixed => "told, partly direct",
    };
    match quote.channel {
        Some(channel) => format!("{form}, {channel}"),
        None => form.to_owned(),
    }
}

fn says(told: Told<'_>, quote: &Quote) -> Option<String> {
    let speaker = quote.speaker.as_ref().map(|speaker| wording::sayer_of(told.annotated, speaker))?;
    let cue = quote.cue.as_ref().map(|cue| format!(" {}", cue.as_str())).unwrap_or_default();
    let to = quote.addressee_i.and_then(|i| actor(told, i)).map(|to| format!(" to {to}")).unwrap_or_default();
    Some(format!("{speaker}{cue}{to}"))
}
