//! Somebody's words: who said what, by which word, to whom, when and by which way.
//!
//! Two finders meet here. [`told`] reads the tree: a cue, its source and the clause it takes (Pareti and others 2013).
//! [`marks`] reads quotation marks, and [`direct`] finds whose they are where the tree does not say. A passage in
//! marks that lies in a told clause makes it mixed, or direct where it is all of it. [`continued`] adds what goes on without a cue.

mod continued;
mod direct;
mod headline;
mod marks;
mod source;
mod told;
mod way;

use std::ops::Range;

use sitroom_language::{Dep, NameLabel, Parsed, Pos};
use sitroom_report::Span;

use crate::annotation::{Actor, ActorKind, Annotation, Link, Quote, QuoteForm, Reason, Sayer, Words};
use crate::annotator::Reading;
use crate::cues::{Act, Cues};
use crate::lexicon::{LexiconError, Lexicons};
use marks::Passage;
use told::Told;

/// Finds quotes.
pub(crate) struct Annotator {
    cues: Cues,
    ways: way::Ways,
}

/// A quote before it becomes a row.
#[derive(Clone, Debug)]
struct Draft {
    span: Span,
    form: QuoteForm,
    /// The token that names who.
    source: Option<usize>,
    /// The tokens of the name, where they are not the noun phrase of `source`.
    name: Option<Range<usize>>,
    cue: Option<Range<usize>>,
    act: Act,
    why: Vec<Reason>,
}

impl Annotator {
    pub(crate) fn new(lexicons: &Lexicons) -> Result<Self, LexiconError> {
        Ok(Self { cues: Cues::new(lexicons)?, ways: way::Ways::new(lexicons)? })
    }

    pub(crate) fn annotate(&self, reading: &Reading<'_>, draft: &mut Annotation) {
        let parsed = reading.parsed;
        let passages = marks::passages(reading.text());
        let mut claimed = vec![false; passages.len()];
        let mut found: Vec<Draft> = Vec::new();
        for told in told::find(parsed, &self.cues) {
            for piece in &told.content {
                let piece = after_day_of_saying(parsed, draft, &told, piece.clone());
                found.extend(indirect(parsed, &passages, &mut claimed, &told, piece));
            }
        }
        found.extend(direct::find(parsed, &self.cues, &passages, &claimed, &found));
        for quote in headline::find(parsed, draft, &passages) {
            if !found.iter().any(|other| other.span.contains(quote.span) && other.source.is_some()) {
                found.push(quote);
            }
        }
        found.extend(continued::find(parsed, &found));
        found.sort_by_key(|quote| (quote.span, quote.cue.as_ref().map(|cue| cue.start)));
        found.dedup_by(|b, a| a.span == b.span && a.source == b.source);
        draft.quotes = found.into_iter().map(|quote| self.row(parsed, draft, quote)).collect();
        first_persons(parsed, &mut draft.quotes);
    }

    fn row(&self, parsed: &Parsed, draft: &Annotation, quote: Draft) -> Quote {
        let speaker = match quote.source {
            Some(source) => Some(sayer(parsed, draft, source, quote.name.clone())),
            None => named_before(parsed, draft, &quote),
        };
        let cue = quote.cue.clone().map(|cue| Words::at(parsed.span(cue)));
        let way = self.ways.of(parsed, draft, &quote);
        Quote {
            words: Words::at(quote.span),
            form: quote.form,
            speaker,
            cue,
            addressee_i: way.addressee_i,
            time_i: way.time_i,
            channel: way.channel,
            act: quote.act,
            why: quote.why,
        }
    }
}

/// The sayer that token `source` names, with the actor whose mention holds it.
fn sayer(parsed: &Parsed, draft: &Annotation, source: usize, name: Option<Range<usize>>) -> Sayer {
    let words = name.map_or_else(|| source::phrase(parsed, source), |name| parsed.span(name));
    // "who" means what it hangs on.
    let relative = matches!(parsed.tokens[source].tag.as_str(), "WP" | "WDT" | "WP$");
    let verb = parsed.head(source);
    let antecedent = verb.filter(|_| relative).and_then(|verb| parsed.head(verb));
    let head = parsed.tokens[antecedent.unwrap_or(source)].span;
    let mention = draft.actors.iter().enumerate().filter(|(_, actor)| actor.words.span().overlaps(head));
    let actor_i = mention.min_by_key(|(i, actor)| (actor.words.span().len(), *i)).map(|(i, _)| i);
    // "the UN's office for coordination spokesman Jens Laerke": nobody is known by the noun, but the phrase ends in a name.
    let named = |actor: &Actor| {
        let by_name = matches!(actor.link, Some(Link::Name | Link::Alias | Link::Surname));
        by_name && actor.kind == Some(ActorKind::Person) && actor.words.end == words.end
    };
    let actor_i = actor_i.or_else(|| draft.actors.iter().position(named));
    Sayer { words: Words::at(words), actor_i }
}

/// "I" and "we" within somebody's words mean whoever says these.
fn first_persons(parsed: &Parsed, quotes: &mut [Quote]) {
    let is_first = |speaker: &Sayer| {
        let mut tokens = parsed.tokens_in(speaker.words.span());
        let only = tokens.next().filter(|_| tokens.next().is_none());
        only.is_some_and(|token| ["i", "we"].iter().any(|first| parsed.word(token).eq_ignore_ascii_case(first)))
    };
    for n in 0..quotes.len() {
        let Some(own) = quotes[n].speaker.clone().filter(is_first) else { continue };
        let holds = |other: &&Quote| {
            other.words.span().contains(own.words.span())
                && other.speaker.as_ref().is_some_and(|speaker| !is_first(speaker) && speaker.actor_i.is_some())
        };
        let around = quotes.iter().filter(holds).min_by_key(|other| other.words.span().len());
        let actor_i = around.and_then(|around| around.speaker.as_ref()?.actor_i);
        if let Some(speaker) = quotes[n].speaker.as_mut().filter(|_| actor_i.is_some()) {
            speaker.actor_i = actor_i;
        }
    }
}

/// The body whose name stands right before a cue that has no subject: "Save the Children said", where the parser takes
/// the name for a clause.
fn named_before(parsed: &Parsed, draft: &Annotation, quote: &Draft) -> Option<Sayer> {
    let cue = quote.cue.as_ref().filter(|_| quote.act.says())?.start;
    let end = parsed.tokens[cue.checked_sub(1)?].span.end;
    let verb = parsed.tokens[cue].pos == Pos::Verb && parsed.tokens[cue].tag == "VBD";
    let body = |actor: &Actor| {
        let named = actor.id.is_some() && matches!(actor.link, Some(Link::Name | Link::Alias | Link::Surname));
        named && actor.words.end == end
    };
    let actor_i = draft.actors.iter().position(body).filter(|_| verb)?;
    Some(Sayer { words: draft.actors[actor_i].words.clone(), actor_i: Some(actor_i) })
}

/// "Erdogan said last week his country would not wait": the day right behind the cue is when he said so.
fn after_day_of_saying(parsed: &Parsed, draft: &Annotation, told: &Told, piece: Range<usize>) -> Range<usize> {
    let opens = parsed.tokens[piece.start.min(parsed.len() - 1)].span.start;
    let Some(time) = draft.times.iter().find(|time| time.words.start == opens) else { return piece };
    let next = parsed.tokens_in(time.words.span()).end;
    let clause = (next..piece.end).any(|t| matches!(parsed.tokens[t].dep, Dep::Nsubj | Dep::Nsubjpass));
    let goes_on = next < piece.end
        && matches!(
            parsed.tokens[next].pos,
            Pos::Det | Pos::Pron | Pos::Noun | Pos::Propn | Pos::Num | Pos::Adj | Pos::Sconj
        );
    if told.cue.end == piece.start && goes_on && clause { next..piece.end } else { piece }
}

/// A told piece with the passages in marks that it touches.
fn indirect(
    parsed: &Parsed,
    passages: &[Passage],
    claimed: &mut [bool],
    told: &Told,
    piece: Range<usize>,
) -> Option<Draft> {
    let piece = whole_words(parsed, trim(parsed, in_paragraph(parsed, told, piece))?);
    if is_pointer(parsed, piece.clone()) {
        return None;
    }
    let mut span = parsed.span(piece);
    let cue = parsed.span(told.cue.clone());
    let mut marked = false;
    let mut form = QuoteForm::Indirect;
    let first = passages.partition_point(|passage| passage.span.end <= span.start);
    for (n, passage) in passages.iter().enumerate().skip(first) {
        if passage.span.start >= span.end {
            break;
        }
        if passage.span.contains(cue) {
            // The cue is itself in somebody's words: what it tells ends with them.
            let clipped = Span { start: span.start.max(passage.inner.start), end: span.end.min(passage.inner.end) };
            if clipped.start >= clipped.end {
                return None;
            }
            span = clipped;
            continue;
        }
        if told.source.is_some_and(|source| passage.span.contains(parsed.tokens[source].span)) {
            continue;
        }
        let grown = span.join(passage.span);
        if grown.overlaps(cue) {
            continue;
        }
        form = if passage.span.len() * 10 >= grown.len() * 9 { QuoteForm::Direct } else { QuoteForm::Mixed };
        span = grown;
        claimed[n] = true;
        marked = true;
    }
    let from_marks = passages.get(passages.partition_point(|passage| passage.span.end <= cue.start));
    let outside = from_marks.is_some_and(|passage| passage.span.contains(cue) && !passage.span.contains(span));
    if outside || (told.marks_only && !marked) {
        return None;
    }
    let why = vec![Reason { what: told.what.to_owned(), entry: told.entry.clone(), span: Some(cue) }];
    Some(Draft { span, form, source: told.source, name: None, cue: Some(told.cue.clone()), act: told.act, why })
}

/// The part of `piece` in the paragraph of its cue; what a parser joins over a paragraph's end is not said by it.
fn in_paragraph(parsed: &Parsed, told: &Told, piece: Range<usize>) -> Range<usize> {
    let line = |t: &usize| parsed.word(*t).contains("\n");
    let (cue, mut piece) = (told.cue.start, piece);
    if piece.start > cue {
        if let Some(end) = (cue..piece.end).find(line) {
            // A colon opens the paragraphs after it.
            let opened =
                (cue..end).rev().find(|&t| parsed.tokens[t].pos != Pos::Space).is_some_and(|t| parsed.word(t) == ":");
            piece.end = if opened { (end + 1..piece.end).find(line).unwrap_or(piece.end) } else { end };
        }
    } else if let Some(start) = (piece.start..cue).rev().find(line) {
        piece.start = start + 1;
    }
    piece.start..piece.end.max(piece.start)
}

/// Whether `piece` only points to what is said ("this", "what") or is a date that the parser takes for an object.
fn is_pointer(parsed: &Parsed, piece: Range<usize>) -> bool {
    piece.clone().all(|t| {
        matches!(parsed.tokens[t].pos, Pos::Pron | Pos::Det | Pos::Adp)
            || parsed.name_at(t).is_some_and(|name| matches!(name.label, NameLabel::Date | NameLabel::Time))
    })
}

/// `piece` up to the end of its last word, where a hyphen has made several tokens of it: "a de-escalation".
fn whole_words(parsed: &Parsed, mut piece: Range<usize>) -> Range<usize> {
    let glued = |t: usize| t < parsed.len() && parsed.tokens[t - 1].span.end == parsed.tokens[t].span.start;
    let letters = |t: usize| parsed.word(t).chars().all(char::is_alphabetic);
    while glued(piece.end) && parsed.word(piece.end) == "-" && glued(piece.end + 1) && letters(piece.end + 1) {
        piece.end += 2;
    }
    piece
}

/// `piece` without blanks and marks at its ends, if words are left.
fn trim(parsed: &Parsed, mut piece: Range<usize>) -> Option<Range<usize>> {
    let empty = |t: usize| matches!(parsed.tokens[t].pos, Pos::Punct | Pos::Space);
    while piece.start < piece.end && empty(piece.start) {
        piece.start += 1;
    }
    while piece.start < piece.end && empty(piece.end - 1) {
        piece.end -= 1;
    }
    (piece.start < piece.end).then_some(piece)
}
