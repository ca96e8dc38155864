//! Which mentions of a report mean one agreement: "a ceasefire declared by Russia", "the truce", "it".

use crate::annotation::{AgreementKind, Annotation};

use super::named::Mention;

/// What sorts of agreements may be called by one another's names.
#[derive(Copy, Clone, PartialEq, Eq)]
enum Family {
    Pause,
    Pact,
    Zone,
    Mandate,
    Process,
}

fn family(kind: AgreementKind) -> Family {
    match kind {
        AgreementKind::Ceasefire | AgreementKind::Truce => Family::Pause,
        AgreementKind::Accord | AgreementKind::Memorandum | AgreementKind::Deal => Family::Pact,
        AgreementKind::Zone => Family::Zone,
        AgreementKind::Mandate | AgreementKind::Resolution => Family::Mandate,
        AgreementKind::Process => Family::Process,
    }
}

/// Whether one may be spoken of as the other: a ceasefire is a deal, and so is a zone that was agreed.
fn alike(one: AgreementKind, other: AgreementKind) -> bool {
    let (one, other) = (family(one), family(other));
    one == other
        || matches!(
            (one, other),
            (Family::Pact, Family::Pause | Family::Zone) | (Family::Pause | Family::Zone, Family::Pact)
        )
}

/// Gives the mentions of one agreement the same number, and the name that one of them has to all. `prospective` says of
/// each mention whether the text tells only of one that is wanted, offered or not reached.
pub(super) fn number(draft: &Annotation, mentions: &mut [Mention], prospective: &[bool]) {
    let mut count = 0;
    for n in 0..mentions.len() {
        let (before, rest) = mentions.split_at_mut(n);
        let Some(mention) = rest.first_mut() else { continue };
        let own = made_value(draft, mention);
        let wanted = prospective.get(n).copied().unwrap_or(false);
        // A date picks out the one that has it; "the truce" is the last that may be meant.
        let meant = |(at, earlier): &(usize, &Mention), dated: bool| {
            if mention.name.is_some() {
                return mention.name == earlier.name;
            }
            if mention.plural || earlier.plural || !alike(mention.kind, earlier.kind) {
                return false;
            }
            let theirs = before.iter().filter(|other| other.entity == earlier.entity);
            let made: Vec<&str> = theirs.filter_map(|other| made_value(draft, other)).collect();
            if own.is_some_and(|own| made.iter().any(|made| !may_be_one(own, made))) || (dated && made.is_empty()) {
                return false;
            }
            let both_wanted = wanted && prospective.get(*at).copied().unwrap_or(false) && made.is_empty();
            match own {
                _ if mention.contrast.is_some() => mention.contrast == earlier.contrast,
                Some(_) => dated || mention.definite,
                None => mention.definite || (both_wanted && earlier.contrast.is_none()),
            }
        };
        let last = |dated| before.iter().enumerate().rev().find(|candidate| meant(candidate, dated));
        let found = own.and_then(|_| last(true)).or_else(|| last(false));
        let entity = found.map(|(_, earlier)| earlier.entity);
        let name = found.and_then(|(_, earlier)| earlier.name.clone());
        mention.entity = entity.unwrap_or(count);
        mention.name = mention.name.take().or(name);
        count += usize::from(entity.is_none());
    }
    // A name that came later is that of the earlier mentions, too.
    for n in 0..mentions.len() {
        let Some((entity, None)) = mentions.get(n).map(|mention| (mention.entity, mention.name.clone())) else {
            continue;
        };
        let name = mentions.iter().find(|other| other.entity == entity && other.name.is_some());
        let name = name.and_then(|other| other.name.clone());
        if let Some(mention) = mentions.get_mut(n) {
            mention.name = name;
        }
    }
}

/// The TIMEX3 value of the time at which a mention says that its agreement was made.
fn made_value<'d>(draft: &'d Annotation, mention: &Mention) -> Option<&'d str> {
    mention.made.and_then(|n| draft.times.get(n)).and_then(|time| time.value.as_deref())
}

/// Whether two TIMEX3 dates may be one: what both say is the same. `X` says nothing.
fn may_be_one(one: &str, other: &str) -> bool {
    one.chars().zip(other.chars()).all(|(a, b)| a == b || a == 'X' || b == 'X')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_that_may_be_one() {
        for (one, other) in [("XXXX-08", "2019-08"), ("2019", "2019-08-30"), ("XXXX-08", "XXXX-08")] {
            assert!(may_be_one(one, other), "{one} {other}");
        }
        for (one, other) in [("XXXX-08", "2019-09"), ("2018", "2019-08-30"), ("XXXX-08", "XXXX-09")] {
            assert!(!may_be_one(one, other), "{one} {other}");
        }
    }
}
