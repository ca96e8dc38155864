//! To whom, when and by which way words went out: what stands beside the cue.

use std::collections::HashMap;

use sitroom_language::{Dep, Parsed, Pos};
use smol_str::SmolStr;

use super::Draft;
use crate::annotation::{Annotation, Channel};
use crate::lexicon::{LexiconError, Lexicons};

const CHANNELS: &str = include_str!("../../../../lexicons/channels.tsv");

/// The words of `channels.tsv`.
pub(super) struct Ways {
    cues: HashMap<SmolStr, Channel>,
    nouns: HashMap<SmolStr, Channel>,
    audiences: HashMap<SmolStr, Channel>,
}

/// What stands beside a cue.
#[derive(Clone, Debug, Default)]
pub(super) struct Way {
    pub(super) addressee_i: Option<usize>,
    pub(super) time_i: Option<usize>,
    pub(super) channel: Option<Channel>,
}

impl Ways {
    pub(super) fn new(lexicons: &Lexicons) -> Result<Self, LexiconError> {
        let lexicon = lexicons.load("channels.tsv", CHANNELS)?;
        let (word, at, channel) = (lexicon.column("word")?, lexicon.column("at")?, lexicon.column("channel")?);
        let (mut cues, mut nouns, mut audiences) = (HashMap::new(), HashMap::new(), HashMap::new());
        for row in &lexicon.rows {
            let means = Channel::parse(row.cell(channel)).ok_or_else(|| {
                lexicon.fault(row, format!("no channel {:?}; use one of the contract's", row.cell(channel)))
            })?;
            match row.cell(at) {
                "cue" => cues.insert(row.cell(word).into(), means),
                "noun" => nouns.insert(row.cell(word).into(), means),
                "to" => audiences.insert(row.cell(word).into(), means),
                other => return Err(lexicon.fault(row, format!("{other:?} where cue, noun or to is meant"))),
            };
        }
        Ok(Self { cues, nouns, audiences })
    }

    /// What stands beside the cue of `quote`.
    pub(super) fn of(&self, parsed: &Parsed, draft: &Annotation, quote: &Draft) -> Way {
        let Some(cue) = quote.cue.as_ref().map(|cue| cue.start) else { return Way::default() };
        let outside = |i: usize| !quote.span.overlaps(parsed.tokens[i].span);
        let mut way = Way::default();
        for child in parsed.children(cue).filter(|&c| outside(c)) {
            let range = parsed.subtree(child);
            match parsed.tokens[child].dep {
                Dep::Dobj | Dep::Dative => {
                    way.addressee_i = way.addressee_i.or_else(|| actor_at(parsed, draft, child));
                    way.channel =
                        way.channel.or_else(|| self.noun(parsed, child)).or_else(|| self.audience(parsed, child));
                }
                Dep::Prep => {
                    let Some(object) = parsed.child(child, Dep::Pobj) else { continue };
                    way.channel = way.channel.or_else(|| self.noun(parsed, object));
                    if parsed.tokens[child].lemma == "to" {
                        way.addressee_i = way.addressee_i.or_else(|| actor_at(parsed, draft, object));
                    }
                }
                Dep::Npadvmod | Dep::Advmod => {}
                _ => continue,
            }
            let span = parsed.span(range);
            way.time_i = way.time_i.or_else(|| draft.times.iter().position(|time| span.contains(time.words.span())));
        }
        // "said last week his country would …"
        let behind = parsed.tokens.get(cue + 1).map(|next| next.span.start);
        let on_the_day = || {
            let time = draft.times.iter().position(|time| Some(time.words.start) == behind);
            time.filter(|&i| !quote.span.overlaps(draft.times[i].words.span()))
        };
        way.time_i = way.time_i.or_else(on_the_day);
        // "tweeted, adding"
        let joined = parsed.head(cue).filter(|_| matches!(parsed.tokens[cue].dep, Dep::Advcl | Dep::Conj));
        let by_head = || joined.and_then(|head| self.cues.get(&parsed.tokens[head].lemma).copied());
        let by_source =
            || quote.source.filter(|&s| parsed.tokens[s].pos == Pos::Noun).and_then(|s| self.noun(parsed, s));
        way.channel = way
            .channel
            .or_else(|| self.cues.get(&parsed.tokens[cue].lemma).copied())
            .or_else(by_source)
            .or_else(by_head);
        way
    }

    fn audience(&self, parsed: &Parsed, i: usize) -> Option<Channel> {
        self.audiences.get(&parsed.tokens[i].lemma).copied()
    }

    fn noun(&self, parsed: &Parsed, i: usize) -> Option<Channel> {
        let own = |i: usize| self.nouns.get(parsed.tokens[i].lemma.to_lowercase().as_str()).copied();
        own(i).or_else(|| parsed.children_by(i, Dep::Compound).find_map(own))
    }
}

fn actor_at(parsed: &Parsed, draft: &Annotation, i: usize) -> Option<usize> {
    let span = parsed.tokens[i].span;
    let mentions = draft.actors.iter().enumerate().filter(|(_, actor)| actor.words.span().overlaps(span));
    mentions.min_by_key(|(i, actor)| (actor.words.span().len(), *i)).map(|(i, _)| i)
}
