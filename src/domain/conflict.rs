//! R12.1. Two changed one case: what each wanted beside what both had seen, field by field, and the act that a person's
//! decision makes of it (RELIABILITY 3.8).
//!
//! A fact that only one of them changed is taken by itself; one that both changed is asked about. Identity (R1.13) is asked
//! about however it came to differ, and so is a legal act: whether it is done again on the case as it now stands. Nothing
//! here throws a value away: the three sides stay as they are, and the decision is a new act beside them.

mod facts;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::domain::{
    case::Application,
    lifecycle::{Act, act},
};

pub use facts::{Facts, facts_of};

/// Part of a party.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PartyField {
    /// Person or organisation.
    Kind,
    /// Name.
    Name,
    /// Kind of number.
    NumberKind,
    /// Number.
    Number,
    /// Telephone.
    Phone,
    /// Address of service.
    Address,
    /// Legal representative.
    LegalRepresentative,
}

/// What is compared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The act itself, where it is a legal one.
    Act,
    /// Of the applicant.
    Applicant(PartyField),
    /// Agent with letter, as one.
    Agent,
    /// Item and version.
    Guide,
    /// Answer to a question of the interview.
    Answer(String),
    /// Row of a material.
    Material(String),
    /// Field of the form.
    Form(String),
    /// How it came.
    Channel,
    /// How the result goes.
    DeliveryWay,
    /// Where it goes.
    DeliveryAddress,
}

/// How a field may be settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nature {
    /// Changed on one side only it is taken by itself.
    Fact,
    /// Who somebody is: a person decides, always.
    Identity,
    /// A legal act: a person decides, always.
    Legal,
}

impl Field {
    /// Its nature. A telephone is how an office reaches a person and counts as theirs (RELIABILITY 3.8); a letter says who
    /// acts for whom (R5.12).
    pub const fn nature(&self) -> Nature {
        match self {
            Self::Act => Nature::Legal,
            Self::Applicant(PartyField::Address) => Nature::Fact,
            Self::Applicant(_) | Self::Agent => Nature::Identity,
            _ => Nature::Fact,
        }
    }
}

/// Whose value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// What was sealed here and refused.
    Mine,
    /// What stands at the centre.
    Theirs,
    /// What both had seen before.
    Base,
}

/// A field on which the sides differ.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Which.
    pub field: Field,
    /// What both had seen; `None` = it had no value, or nobody knows any more.
    pub base: Option<Value>,
    /// What was wanted here.
    pub mine: Option<Value>,
    /// What stands at the centre.
    pub theirs: Option<Value>,
    /// The side that is taken without asking.
    pub by_itself: Option<Side>,
}

/// Three versions of the same facts.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sides {
    /// What both had seen; `None` = nobody knows any more, so that whatever differs is asked about.
    pub base: Option<Facts>,
    /// What was wanted here.
    pub mine: Facts,
    /// What stands at the centre.
    pub theirs: Facts,
}

impl Sides {
    /// Fields on which mine and theirs differ, in order.
    pub fn lines(&self) -> Vec<Line> {
        let mut fields: Vec<&Field> = self.mine.keys().chain(self.theirs.keys()).collect();
        fields.sort_unstable();
        fields.dedup();
        let line = |field: &Field| {
            let base = self.base.as_ref().and_then(|base| base.get(field));
            let (mine, theirs) = (self.mine.get(field), self.theirs.get(field));
            let by_itself = match field.nature() {
                Nature::Fact if self.base.is_some() && mine == base => Some(Side::Theirs),
                Nature::Fact if self.base.is_some() && theirs == base => Some(Side::Mine),
                _ => None,
            };
            (mine != theirs).then(|| Line {
                field: field.clone(),
                base: base.cloned(),
                mine: mine.cloned(),
                theirs: theirs.cloned(),
                by_itself,
            })
        };
        fields.into_iter().filter_map(line).collect()
    }

    /// One version out of three; or the fields about which nobody has decided.
    pub fn merged(&self, picks: &BTreeMap<Field, Side>) -> Result<Facts, Vec<Field>> {
        let mut merged = self.theirs.clone();
        let mut open = Vec::new();
        for line in self.lines() {
            let value = match picks.get(&line.field).copied().or(line.by_itself) {
                Some(Side::Mine) => line.mine,
                Some(Side::Theirs) => line.theirs,
                Some(Side::Base) if self.base.is_some() => line.base,
                Some(Side::Base) | None => {
                    open.push(line.field);
                    continue;
                }
            };
            match value {
                Some(value) => merged.insert(line.field, value),
                None => merged.remove(&line.field),
            };
        }
        if open.is_empty() { Ok(merged) } else { Err(open) }
    }
}

/// What a person's decision comes to.
#[derive(Debug, Clone, PartialEq)]
pub enum Decision {
    /// What stands at the centre stays; nothing is sent.
    TheirsStands,
    /// This act, for the version that the case has now.
    Again(Box<Act>),
}

/// An act that was refused because the case had changed, beside the case as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Conflict {
    /// The refused act.
    pub act: Act,
    /// The facts that it carries, three times.
    pub sides: Sides,
    /// The centre offers this act on the case as it stands.
    pub may_repeat: bool,
    theirs: Application,
}

impl Conflict {
    /// The conflict of an act. `base` is the application that both had seen, if anybody knows it.
    pub fn of(act: Act, base: Option<&Application>, theirs: Application, may_repeat: bool) -> Self {
        let sides = facts::sides(&act, base, &theirs);
        Self { act, sides, may_repeat, theirs }
    }

    /// What there is to decide or to know: the act first, if it is a legal one or cannot be repeated.
    pub fn lines(&self) -> Vec<Line> {
        let act =
            Line { field: Field::Act, base: None, mine: Some(json!(kind(&self.act))), theirs: None, by_itself: None };
        let asked = self.asks_about_the_act();
        asked.then_some(act).into_iter().chain(self.sides.lines()).collect()
    }

    /// Whether a side may be taken.
    pub fn may_take(&self, field: &Field, side: Side) -> bool {
        match (field, side) {
            (Field::Act, Side::Mine) => self.may_repeat,
            (Field::Act, Side::Base) => false,
            (_, Side::Base) => self.sides.base.is_some(),
            _ => true,
        }
    }

    /// What the decisions come to; or the fields about which nobody has decided.
    pub fn decide(&self, picks: &BTreeMap<Field, Side>) -> Result<Decision, Vec<Field>> {
        let act = picks.get(&Field::Act).copied().filter(|side| self.may_take(&Field::Act, *side));
        if act == Some(Side::Theirs) {
            return Ok(Decision::TheirsStands);
        }
        let unsaid = (self.asks_about_the_act() && act.is_none()).then_some(Field::Act);
        let facts = match (self.sides.merged(picks), unsaid) {
            (Ok(facts), None) => facts,
            (Ok(_), Some(unsaid)) => return Err(vec![unsaid]),
            (Err(open), unsaid) => return Err(unsaid.into_iter().chain(open).collect()),
        };
        if !self.sides.mine.is_empty() && facts == self.sides.theirs && !is_legal(&self.act) {
            return Ok(Decision::TheirsStands);
        }
        Ok(match facts::again(&self.act, &facts, &self.theirs) {
            Some(act) => Decision::Again(Box::new(act)),
            None => Decision::TheirsStands,
        })
    }

    fn asks_about_the_act(&self) -> bool {
        is_legal(&self.act) || !self.may_repeat
    }
}

/// Whether the act does more than record facts.
fn is_legal(act: &Act) -> bool {
    !matches!(act, Act::DraftSubmit(_) | Act::DraftCollect(_) | Act::FormRecord(act::FormRecord { .. }))
}

/// The act's name on the wire.
fn kind(act: &Act) -> String {
    let value = serde_json::to_value(act).unwrap_or_default();
    value.get("type").and_then(Value::as_str).unwrap_or_default().to_owned()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests;
