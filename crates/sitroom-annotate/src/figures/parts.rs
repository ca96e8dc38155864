//! Parts of other figures: "60 percent of the 900,000 people are children", "including four women", "of whom half".

use sitroom_language::{Dep, Pos};

use super::counted::Count;
use super::measure::Search;
use super::vocabulary::Unit;
use super::{Draft, Part, words_of};
use crate::annotation::{Measure, Quantity};

/// The figure of a percentage or fraction of people or homes; `None` where it is a share of anything else.
pub(crate) fn share(search: &Search<'_>, quantities: &[Quantity], before: &[Draft], count: Count) -> Option<Draft> {
    let parsed = search.parsed;
    let quantity = &quantities[count.quantity];
    let value = quantity.value.or(quantity.low)?.0;
    let percent = if quantity.unit.as_deref() == Some("percent") { value } else { (value * 10_000.0).round() / 100.0 };
    let sentence = parsed.sentence(count.top);
    let of = (count.tokens.end.saturating_sub(1)..(count.tokens.end + 2).min(sentence.end)).find(|&i| {
        parsed.word(i).eq_ignore_ascii_case("of") || count.tokens.end == i && parsed.word(i).eq_ignore_ascii_case("the")
    });
    let whole_noun = of.and_then(|of| {
        parsed.child(of, Dep::Pobj).or_else(|| {
            (of + 1..(of + 8).min(sentence.end))
                .find(|&i| search.vocabulary.counted(parsed, i).is_some() || parsed.tokens[i].pos == Pos::Pron)
        })
    });
    // "seven out of ten refugees"
    let whole_noun = whole_noun.or(count.noun);
    // "of those displaced" is no reference to what was counted before.
    let those = whole_noun.is_some_and(|noun| parsed.word(noun).eq_ignore_ascii_case("those"));
    let pronoun = !those && whole_noun.is_some_and(|noun| parsed.tokens[noun].pos == Pos::Pron);
    let leads = words_of(parsed, count.tokens.start.saturating_sub(2).max(sentence.start)..count.tokens.start);
    let relative = leads.ends_with("of whom")
        || leads.ends_with("of which")
        || leads.ends_with("of them")
        || leads.ends_with("among them");
    let (whole, unit) = if pronoun || relative {
        let here = parsed.sentence_number(count.top);
        let near = before.iter().rev().take_while(|other| parsed.sentence_number(other.count.top) + 1 >= here);
        let whole = near.into_iter().find(|other| other.share.is_none())?;
        (Some(whole.count.quantity), whole.unit.clone())
    } else {
        let noun = whole_noun?;
        let known = search.vocabulary.counted(parsed, noun).map(|counted| counted.unit.clone());
        // The quantity that counts the same noun: "of the 900,000 people".
        let numbered = quantities.iter().enumerate().skip(count.quantity + 1).take(2).find(|(_, other)| {
            let tokens = parsed.tokens_in(other.words.span());
            tokens.start > count.top && tokens.end <= noun.max(tokens.end) && tokens.start <= count.tokens.end + 4
        });
        let participle = matches!(parsed.tokens[noun].tag.as_str(), "VBN" | "VBD");
        let unit = known.or_else(|| (those || participle || numbered.is_some()).then_some(Unit::Person))?;
        (numbered.map(|(i, _)| i), unit)
    };
    if matches!(unit, Unit::Thing(_)) || of.is_none() && count.noun.is_none() && !relative {
        return None;
    }
    let population = said_of(search, &count, whole_noun)
        .and_then(|noun| search.vocabulary.counted(parsed, noun))
        .and_then(|counted| counted.population.clone());
    let found = whole_noun.filter(|_| !pronoun && !relative).and_then(|noun| search.measure(noun, Some(&unit)));
    let measure = found.as_ref().map_or(Measure::Other, |found| found.measure);
    let count = Count { noun: whole_noun.filter(|_| !pronoun), ..count };
    Some(Draft { count, unit, measure, found, population, share: Some(Part { whole, percent: Some(percent) }) })
}

/// The noun that the share is said to be: "… are children", "half of them women".
fn said_of(search: &Search<'_>, count: &Count, whole: Option<usize>) -> Option<usize> {
    let parsed = search.parsed;
    let counted = |i: usize| search.vocabulary.counted(parsed, i).is_some();
    let mut at = count.top;
    for _ in 0..3 {
        let head = parsed.head(at)?;
        if matches!(parsed.tokens[head].pos, Pos::Verb | Pos::Aux)
            && let Some(attribute) = parsed.children(head).find(|&child| {
                matches!(parsed.tokens[child].dep, Dep::Attr | Dep::Acomp) && child != at && counted(child)
            })
        {
            return Some(attribute);
        }
        at = head;
    }
    let from = whole.map_or(count.tokens.end, |whole| whole + 1);
    (from..(from + 4).min(parsed.sentence(count.top).end)).find(|&i| counted(i) && parsed.tokens[i].pos == Pos::Noun)
}

/// Whom the part is said to be: "40 of them students".
pub(crate) fn said_population(search: &Search<'_>, count: &Count) -> Option<String> {
    let from = count.tokens.end;
    let pronoun = (from..from + 3).find(|&i| i < search.parsed.len() && search.parsed.tokens[i].pos == Pos::Pron);
    let noun = said_of(search, count, pronoun)?;
    search.vocabulary.counted(search.parsed, noun)?.population.clone()
}

/// The whole that `count` is said to be a part of: "including four children", "among them 12 women", "12 of them children".
pub(crate) fn part_word(search: &Search<'_>, quantities: &[Quantity], before: &[Draft], count: &Count) -> Option<Part> {
    let parsed = search.parsed;
    let sentence = parsed.sentence(count.top);
    let leads = words_of(parsed, count.tokens.start.saturating_sub(2).max(sentence.start)..count.tokens.start);
    let follows = words_of(parsed, count.tokens.end..(count.tokens.end + 2).min(sentence.end));
    let leading = ["including", "among them", "of whom", "of them", "of which", "including at"]
        .iter()
        .any(|words| leads.ends_with(words));
    let following = ["of whom", "of them", "of which"].iter().any(|words| follows == *words);
    // "including four children and two women": the second is a part as well.
    let joined =
        before.last().filter(|last| last.share.as_ref().is_some_and(|part| part.percent.is_none())).filter(|last| {
            let between =
                words_of(parsed, last.count.noun.map_or(last.count.tokens.end, |noun| noun + 1)..count.tokens.start);
            matches!(between.as_str(), "and" | "," | ", and")
        });
    if let Some(last) = joined {
        return last.share.as_ref().map(|part| Part { whole: part.whole, percent: None });
    }
    // "700 of the 2,500 evacuees"
    let next = quantities.get(count.quantity + 1).filter(|next| {
        let start = parsed.tokens_in(next.words.span()).start;
        parsed.word(count.tokens.end.min(parsed.len() - 1)).eq_ignore_ascii_case("of")
            && start > count.tokens.end
            && start <= count.tokens.end + 4
    });
    if next.is_some() {
        return Some(Part { whole: Some(count.quantity + 1), percent: None });
    }
    if !leading && !following {
        return None;
    }
    let near = before.iter().rev().take_while(|other| sentence.contains(&other.count.top));
    let whole = near.into_iter().find(|other| {
        other.share.is_none()
            && other.unit.is_people()
            && quantities[other.count.quantity].words.end <= quantities[count.quantity].words.start
    })?;
    Some(Part { whole: Some(whole.count.quantity), percent: None })
}

/// The draft of the quantity `quantity`, by its number: drafts stand in the order of their quantities.
pub(crate) fn figure_of(drafts: &[Draft], quantity: usize) -> Option<usize> {
    drafts.binary_search_by_key(&quantity, |draft| draft.count.quantity).ok()
}

/// Gives parts the measure of their wholes, and unties those that have a measure of their own: "85,000 of whom fled".
pub(crate) fn tie(drafts: &mut [Draft]) {
    for i in 0..drafts.len() {
        let Some(whole) = drafts[i].share.as_ref().and_then(|part| part.whole) else { continue };
        let Some(whole) = figure_of(drafts, whole) else {
            // The whole is nothing of the crisis: "12 of the village's 60 houses".
            if drafts[i].share.as_ref().is_some_and(|share| share.percent.is_none()) {
                drafts[i].share = None;
            }
            continue;
        };
        let (measure, found) = (drafts[whole].measure, drafts[whole].found.clone());
        let part = &mut drafts[i];
        let percent = part.share.as_ref().is_some_and(|share| share.percent.is_some());
        if part.measure == Measure::Other || part.found.is_none() || percent && part.measure.is_weak() {
            part.measure = measure;
            part.found = found;
        } else if part.measure != measure && !percent {
            part.share = None;
        }
    }
}
