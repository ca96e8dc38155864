//! Who said what, in their own words or told.

use std::collections::BTreeMap;

use sitroom_annotate::{Channel, Quote, QuoteForm};

use super::{Copied, Draft, Excerpt, Section, Size, Told, actor, groups, when};
use crate::wording;

/// What is told of somebody's words takes at least so many words to be worth a line; all are in `sitroom quotes`.
const SHORTEST: usize = 4;

pub(super) fn section(reports: &[Told<'_>], copied: &Copied) -> Section {
    // Those who speak most come first.
    let mut spoken: BTreeMap<String, usize> = BTreeMap::new();
    for &told in reports {
        told.annotated
            .quotes
            .iter()
            .filter(|quote| is_telling(quote))
            .for_each(|quote| *spoken.entry(speaker(told, quote)).or_default() += 1);
    }
    let drafts = reports.iter().flat_map(|&told| {
        let spoken = &spoken;
        told.annotated.quotes.iter().filter(|quote| is_telling(quote)).map(move |quote| {
            let speaker = speaker(told, quote);
            let often = if quote.speaker.is_some() { spoken.get(&speaker).copied().unwrap_or_default() } else { 0 };
            Draft {
                group: (format!("{:08} {speaker}", 99_999_999 - often.min(99_999_999)), speaker),
                when: when(told, quote.time_i),
                claim: claim(told, quote),
                says: None,
                excerpt: Excerpt::of(told.stored, &quote.words),
                also: Vec::new(),
                words_decide: true,
                weight: usize::from(quote.form != QuoteForm::Indirect && quote.speaker.is_some()),
            }
        })
    });
    Section {
        name: "quotes",
        heading: "Who said what",
        note: "Direct speech is marked as such; the rest is what a report tells of somebody's words.",
        groups: groups(copied.once(drafts.collect())),
        command: "quotes",
        size: Size { groups: 10, lines: 4, least: 1 },
        more: 0,
    }
}

/// The actor meant, else the report's words for the speaker.
fn speaker(told: Told<'_>, quote: &Quote) -> String {
    let Some(speaker) = &quote.speaker else { return "Speaker not named".to_owned() };
    let name = speaker.actor_i.and_then(|i| actor(told, i)).unwrap_or(speaker.words.as_str());
    wording::capital(name)
}

fn is_telling(quote: &Quote) -> bool {
    quote.form != QuoteForm::Indirect || quote.words.as_str().split_whitespace().count() >= SHORTEST
}

/// `Warned Putin, in direct speech, in a call`.
fn claim(told: Told<'_>, quote: &Quote) -> String {
    let cue = quote.cue.as_ref().map_or("", |cue| cue.as_str()).to_lowercase();
    let said = if cue.is_empty() || cue.starts_with("according") { "said".to_owned() } else { cue };
    let to = quote.addressee_i.and_then(|i| actor(told, i)).map(|to| format!(" (to {to})")).unwrap_or_default();
    let form = match quote.form {
        QuoteForm::Direct => ", in direct speech",
        QuoteForm::Indirect => "",
        QuoteForm::Mixed => ", partly in direct speech",
    };
    let channel = match quote.channel {
        Some(Channel::Tweet) => ", in a tweet",
        Some(Channel::Call) => ", in a call",
        Some(Channel::Statement) => ", in a statement",
        Some(Channel::Interview) => ", in an interview",
        Some(Channel::Briefing) => ", at a briefing",
        Some(Channel::Speech) => ", in a speech",
        Some(Channel::Letter) => ", in a letter",
        Some(Channel::Talks) => ", in talks",
        Some(Channel::Report | Channel::Media) | None => "",
    };
    wording::capital(&format!("{said}{to}{form}{channel}"))
}
