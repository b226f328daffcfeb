//! The names a condition may use, and the two ways in which conditions can go wrong at import: too large, or in a ring.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Condition, Guide,
    condition::{MAX_DEPTH, MAX_NODES},
};
use crate::domain::reason::Reason;

/// Questions with their choices, and form fields, of one guide.
pub struct GuideNames<'a> {
    choices: BTreeMap<&'a str, BTreeSet<&'a str>>,
    fields: BTreeSet<&'a str>,
}

impl<'a> GuideNames<'a> {
    /// Collects them.
    pub fn of(guide: &'a Guide) -> Self {
        let choices = guide
            .questions
            .iter()
            .map(|question| (question.id.as_str(), question.choices.iter().map(|choice| choice.id.as_str()).collect()))
            .collect();
        let fields = guide.form.iter().flat_map(|section| &section.fields).map(|field| field.id.as_str()).collect();
        Self { choices, fields }
    }

    /// Everything that forbids to load this condition; a tree beyond its limits is not looked into.
    pub fn flaws(&self, condition: &Condition) -> Vec<Reason> {
        let (depth, nodes) = condition.size();
        if depth > MAX_DEPTH {
            return vec![Reason::new("reason.condition.too_deep", "R0.3").arg(MAX_DEPTH)];
        }
        if nodes > MAX_NODES {
            return vec![Reason::new("reason.condition.too_large", "R0.3").arg(MAX_NODES)];
        }
        let mut flaws = Vec::new();
        condition.leaves(&mut |leaf| match leaf {
            Condition::Answer { question, choice } => match self.choices.get(question.as_str()) {
                None => flaws.push(Reason::new("reason.condition.no_question", "R0.3").arg(question)),
                Some(choices) if !choices.contains(choice.as_str()) => {
                    flaws.push(Reason::new("reason.condition.no_choice", "R0.3").arg(question).arg(choice));
                }
                Some(_) => {}
            },
            Condition::Field { field, .. } | Condition::Amount { field, .. }
                if !self.fields.contains(field.as_str()) =>
            {
                flaws.push(Reason::new("reason.condition.no_field", "R0.3").arg(field));
            }
            _ => {}
        });
        flaws
    }
}

/// The first question or form field whose `when` leads back to itself. Trees beyond their limits are left out.
pub fn first_cycle(guide: &Guide) -> Option<String> {
    let mut leads_to: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let questions = guide.questions.iter().map(|question| (question.id.as_str(), question.when.as_ref()));
    let fields = guide.form.iter().flat_map(|s| &s.fields).map(|field| (field.id.as_str(), field.when.as_ref()));
    for (name, when) in questions.chain(fields) {
        let uses = leads_to.entry(name).or_default();
        if let Some(when) = when {
            when.leaves(&mut |leaf| match leaf {
                Condition::Answer { question, .. } => uses.push(question),
                Condition::Field { field, .. } | Condition::Amount { field, .. } => uses.push(field),
                _ => {}
            });
        }
    }
    // Take away whatever uses nothing that is left; what cannot be taken away stands in a ring or leads into one.
    loop {
        let before = leads_to.len();
        let left: BTreeSet<&str> = leads_to.keys().copied().collect();
        leads_to.retain(|_, uses| uses.iter().any(|used| left.contains(used)));
        if leads_to.len() == before {
            return leads_to.keys().next().map(|name| (*name).to_owned());
        }
    }
}
