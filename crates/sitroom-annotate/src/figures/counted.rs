//! What a number counts.

use std::ops::Range;

use sitroom_language::{Dep, Parsed, Pos};

use super::measure::Search;
use crate::annotation::Quantity;

/// A quantity with its place in the tree.
#[derive(Clone, Debug)]
pub(crate) struct Count {
    /// Which quantity.
    pub(crate) quantity: usize,
    /// Its tokens, with its quantifier.
    pub(crate) tokens: Range<usize>,
    /// The token of the number that the others hang on.
    pub(crate) top: usize,
    /// The noun that is counted, where one is said.
    pub(crate) noun: Option<usize>,
    /// Its value, or the lower bound.
    pub(crate) value: f64,
    /// Whether no sentence is around it: a caption or a line of a table.
    pub(crate) is_caption: bool,
    /// "the two", "these three": things named before.
    pub(crate) is_definite: bool,
    /// "another 500", "500 more".
    pub(crate) is_more: bool,
    /// What the number came to ("rose to 80"), no difference.
    pub(crate) is_level: bool,
}

/// Places quantity `i` in the tree; `None` where it has no token.
pub(crate) fn count(search: &Search<'_>, quantities: &[Quantity], i: usize) -> Option<Count> {
    let parsed = search.parsed;
    let quantity = quantities.get(i)?;
    let tokens = parsed.tokens_in(quantity.words.span());
    let number = tokens
        .clone()
        .rev()
        .find(|&i| parsed.tokens[i].pos == Pos::Num || parsed.tokens[i].tag == "CD" || parsed.tokens[i].tag == "NNS")
        .or(tokens.clone().next_back())?;
    let mut top = number;
    for _ in tokens.clone() {
        match parsed.head(top) {
            Some(head) if tokens.contains(&head) && matches!(parsed.tokens[head].pos, Pos::Num | Pos::Noun) => {
                top = head
            }
            _ => break,
        }
    }
    let limit = quantities.get(i + 1).map_or(parsed.len(), |next| parsed.tokens_in(next.words.span()).start);
    let mut noun = noun(search, tokens.clone(), top, limit);
    let line = line(parsed, tokens.clone());
    let ends = tokens.end >= line.end
        || matches!(parsed.word(tokens.end), "." | "(" | ";" | ",")
        || parsed.tokens[tokens.end].pos == Pos::Space;
    // "452 – the number of people displaced"
    let opens = tokens.start == line.start
        && parsed.tokens.get(tokens.end).is_some_and(|next| {
            !parsed.word(tokens.end).chars().any(char::is_alphanumeric)
                && next.pos != Pos::Space
                && !matches!(parsed.word(tokens.end), "," | "." | "(" | ")")
        });
    let read = if ends { line.start..tokens.end } else { line.clone() };
    let verbless = read.into_iter().all(|i| {
        parsed.tokens[i].lemma == "total"
            || !matches!(parsed.tokens[i].tag.as_str(), "VBD" | "VBZ" | "VBP" | "MD")
            || parsed.tokens[i].dep == Dep::Amod
    });
    let is_caption = noun.is_none()
        && (opens
            || verbless && ends
            || parsed.word(tokens.start.saturating_sub(1)) == ":"
            || line.len() < 25 && verbless);
    if is_caption && ends {
        // "Number of displaced families: 452": the noun stands before the number.
        noun = (line.start..tokens.start)
            .rev()
            .take_while(|&i| parsed.tokens[i].pos != Pos::Num)
            .find(|&i| !is_participle(parsed, i) && search.vocabulary.counted(parsed, i).is_some());
    }
    let before = |at: usize| at.checked_sub(1).map(|i| parsed.word(i).to_lowercase()).unwrap_or_default();
    let determiner = before(tokens.start);
    let is_definite =
        matches!(determiner.as_str(), "the" | "these" | "those" | "both" | "his" | "her" | "their" | "its" | "all");
    let more = parsed
        .tokens
        .get(tokens.end)
        .is_some_and(|_| matches!(parsed.word(tokens.end), "more" | "additional" | "others"));
    let is_more = more || matches!(determiner.as_str(), "another" | "further" | "additional" | "extra");
    let is_level = parsed.head(noun.unwrap_or(top)).or(parsed.head(top)).is_some_and(|head| parsed.word(head) == "to")
        || parsed.head(top).is_some_and(|head| parsed.word(head) == "to");
    let value = quantity.value.or(quantity.low).map_or(0.0, |number| number.0);
    Some(Count { quantity: i, tokens, top, noun, value, is_caption, is_definite, is_more, is_level })
}

/// "millions displaced": a participle tells what became of them, and is no noun.
fn is_participle(parsed: &Parsed, i: usize) -> bool {
    matches!(parsed.tokens[i].tag.as_str(), "VBN" | "VBD")
}

/// The noun that the number in `tokens` counts; it stands before token `limit`, where the next number begins.
fn noun(search: &Search<'_>, tokens: Range<usize>, top: usize, limit: usize) -> Option<usize> {
    let parsed = search.parsed;
    let counted = |i: usize| !is_participle(parsed, i) && search.vocabulary.counted(parsed, i).is_some();
    // "20 others", "500 more" stand for what was counted before.
    let stands_for_others = |i: usize| matches!(parsed.tokens[i].lemma.as_str(), "other" | "more");
    let is_noun = |i: usize| matches!(parsed.tokens[i].pos, Pos::Noun | Pos::Propn | Pos::Adj | Pos::Verb | Pos::Num);
    let mut by_tree = None;
    if matches!(parsed.tokens[top].dep, Dep::Nummod | Dep::Quantmod | Dep::Compound | Dep::Amod | Dep::Nmod | Dep::Det)
    {
        by_tree = parsed.head(top).filter(|&head| {
            head > top && head < limit && matches!(parsed.tokens[head].pos, Pos::Noun | Pos::Propn | Pos::Adj)
        });
        // "300 flood victims": the last noun of the phrase.
        for _ in 0..3 {
            let Some(noun) = by_tree else { break };
            match parsed.head(noun) {
                Some(head)
                    if head > noun
                        && head < limit
                        && matches!(parsed.tokens[noun].dep, Dep::Compound | Dep::Nmod | Dep::Amod)
                        && (counted(head) || !counted(noun))
                        && is_noun(head) =>
                {
                    by_tree = Some(head)
                }
                _ => break,
            }
        }
    }
    if let Some(noun) = by_tree.filter(|&noun| counted(noun)) {
        return Some(noun);
    }
    // "hundreds of civilians", "a total of 300 of the refugees"
    let of = parsed
        .children_by(top, Dep::Prep)
        .find(|&prep| prep >= tokens.end && parsed.word(prep).eq_ignore_ascii_case("of"));
    let object = of
        .and_then(|of| parsed.child(of, Dep::Pobj))
        .filter(|&object| object < limit || parsed.tokens[object].pos != Pos::Num);
    if let Some(object) = object.filter(|&object| counted(object)) {
        return Some(object);
    }
    // By the order of words, where the tree is wrong.
    let mut last = None;
    // A cell of a table stands on a line of its own, and what it counts on the next.
    let cell = is_cell(parsed, &tokens);
    let end = if cell { parsed.len() } else { parsed.sentence(top).end };
    for i in tokens.end..limit.min(tokens.end + 7).min(end) {
        let token = &parsed.tokens[i];
        // "35 evacuation centres" are centres.
        let describes = matches!(token.dep, Dep::Compound | Dep::Amod | Dep::Nmod)
            && parsed
                .head(i)
                .is_some_and(|head| head > i && head < limit && parsed.tokens[head].pos == Pos::Noun && !counted(head));
        if counted(i) && !describes {
            last = Some(i);
            continue;
        }
        if last.is_some() {
            break;
        }
        let passes = matches!(token.pos, Pos::Adj | Pos::Noun | Pos::Propn)
            || matches!(token.tag.as_str(), "VBN" | "JJ" | "HYPH" | "RB" | "''" | "``")
            || i == tokens.end && matches!(parsed.word(i), "\"" | "”" | "’")
            || parsed.word(i) == "-"
            || parsed.word(i) == "more"
            || i == tokens.end && token.pos == Pos::Space
            || token.pos == Pos::Cconj
                && parsed.tokens.get(i + 1).is_some_and(|next| matches!(next.pos, Pos::Adj | Pos::Noun));
        let of = i == tokens.end
            && parsed.word(i).eq_ignore_ascii_case("of")
            && parsed.tokens.get(i + 1).is_none_or(|next| next.pos != Pos::Pron);
        let article = i == tokens.end + 1 && token.pos == Pos::Det;
        if !(passes || of || article) {
            break;
        }
    }
    let unknown = by_tree.or(object.filter(|&object| parsed.tokens[object].pos != Pos::Pron));
    last.or(unknown).filter(|&noun| !stands_for_others(noun) && !is_participle(parsed, noun))
}

/// Whether the number is all that its line holds.
fn is_cell(parsed: &Parsed, tokens: &Range<usize>) -> bool {
    let breaks = |i: Option<usize>| {
        i.and_then(|i| parsed.tokens.get(i).map(|token| (i, token)))
            .is_none_or(|(i, token)| token.pos == Pos::Space && parsed.word(i).contains('\n'))
    };
    breaks(tokens.start.checked_sub(1)) && breaks(Some(tokens.end))
}

/// The line of the text that holds `tokens`, within their sentence.
fn line(parsed: &Parsed, tokens: Range<usize>) -> Range<usize> {
    let sentence = parsed.sentence(tokens.start);
    let breaks = |i: usize| parsed.tokens[i].pos == Pos::Space && parsed.word(i).contains('\n');
    let start = (sentence.start..tokens.start).rev().find(|&i| breaks(i)).map_or(sentence.start, |i| i + 1);
    let end = (tokens.end..sentence.end).find(|&i| breaks(i)).unwrap_or(sentence.end.max(tokens.end));
    start..end
}

/// Where a word of measure may be looked for: the line, up to the next number on each side.
pub(crate) fn window(search: &Search<'_>, quantities: &[Quantity], count: &Count) -> Range<usize> {
    let parsed = search.parsed;
    let line = line(parsed, count.tokens.clone());
    let end_of = |i: usize| parsed.tokens_in(quantities[i].words.span()).end;
    let start = count.quantity.checked_sub(1).map_or(0, end_of).max(line.start);
    let next = quantities.get(count.quantity + 1).map_or(line.end, |next| parsed.tokens_in(next.words.span()).start);
    start..next.min(line.end).max(count.tokens.end)
}

/// Whom a noun without a population of its own means by its adjective: "300 Syrian people" stay people, "300 displaced families" too.
pub(crate) fn described(search: &Search<'_>, noun: usize) -> Option<String> {
    let parsed = search.parsed;
    let modifiers = parsed
        .children(noun)
        .filter(|&child| child < noun && matches!(parsed.tokens[child].dep, Dep::Compound | Dep::Amod));
    modifiers
        .filter_map(|child| search.vocabulary.counted(parsed, child))
        .find_map(|counted| counted.population.clone())
}
