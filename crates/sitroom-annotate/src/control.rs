//! Who holds a place: taken, held, lost, contested, handed over, besieged.
//!
//! Read with the patterns of `lexicons/control/control.tsv`: the place stands in the entry's target slot, the holder in its source.

use std::sync::Arc;

use crate::annotation::{Annotation, Control, ControlChange, Reason, Words};
use crate::annotator::Reading;
use crate::events::Knowledge;
use crate::events::arguments::Trigger;
use crate::events::grammar::Grammar;
use crate::events::incidents;
use crate::events::location::Locations;
use crate::events::participants::{actor, people, trigger_words};
use crate::events::patterns::Patterns;
use crate::lexicon::{LexiconError, Lexicons};
use crate::stance::Discourse;

/// Finds control.
pub(crate) struct Annotator {
    knowledge: Arc<Knowledge>,
    changes: Patterns,
}

impl Annotator {
    pub(crate) fn new(lexicons: &Lexicons, knowledge: Arc<Knowledge>) -> Result<Self, LexiconError> {
        let lexicon = lexicons.load("control.tsv", include_str!("../../../lexicons/control/control.tsv"))?;
        let turn = lexicon.column("turn")?;
        if let Some(row) = lexicon.rows.iter().find(|row| ControlChange::parse(row.cell(turn)).is_none()) {
            return Err(lexicon.fault(row, "unknown change of control; use one of the contract's"));
        }
        let mut changes = Patterns::default();
        changes.add(None, &lexicon, &knowledge.classes)?;
        Ok(Self { knowledge, changes })
    }

    pub(crate) fn annotate(&self, reading: &Reading<'_>, discourse: &Discourse, draft: &mut Annotation) {
        let grammar = Grammar::with_places(reading.parsed, &draft.places);
        let locations = Locations::new(&self.knowledge, &grammar, draft);
        let mut rows = Vec::new();
        for token in 0..grammar.parsed.len() {
            let Some(trigger) = Trigger::new(&grammar, &self.knowledge, token) else { continue };
            let Some(pattern) = trigger.best(&self.changes) else { continue };
            let Some(change) = ControlChange::parse(&pattern.label) else { continue };
            let standing = discourse.standing(token);
            let held: Vec<usize> = pattern.target.iter().flat_map(|slot| trigger.fill(slot)).collect();
            let place_i = locations.within(&grammar, &held).or_else(|| locations.before(&grammar, &held));
            let holders: Vec<usize> = pattern.source.iter().flat_map(|slot| trigger.fill(slot)).collect();
            let holder_i = people(&grammar, &holders).into_iter().find_map(|head| actor(&grammar, draft, head));
            // A denied loss is no loss; the events keep what was denied.
            if standing.negated {
                continue;
            }
            let span = grammar.parsed.span(trigger_words(&grammar, token));
            let mut why = vec![Reason {
                what: format!("{change}: {}", pattern.written),
                entry: Some(pattern.entry.clone()),
                span: Some(span),
            }];
            why.extend(standing.why);
            rows.push(Control {
                words: Words::at(span),
                holder_i,
                place_i,
                time_i: incidents::time(&grammar, draft, token),
                stance: standing.stance,
                attribution: standing.attribution,
                change,
                why,
            });
        }
        draft.control = rows;
    }
}
