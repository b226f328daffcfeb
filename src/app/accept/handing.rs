//! Step 6 on a grid agent's machine (R5.4, R5.8, R5.17): the papers are collected against a slip and the draft handed
//! in, or the draft alone. No acceptance, no number, no paper of the organ comes of it.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    app::{
        Model,
        actions::Action,
        effect::{Ask, Effect},
        msg::Ctx,
        notice::Level,
        request::Purpose,
    },
    contract::Realm,
    desk::outbox,
    documents::{CollectionSlip, SlipPaper},
    domain::{
        check::Verdict,
        lifecycle::{Act, act::Draft},
        reason::Reason,
        role::Role,
    },
};

use super::{Accept, Law, Outcome, Step, Wait, chain::Stage, desk, draft, flow::go, similar};

/// What can be done with the draft here, in the order of the digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// 代办: the papers in hand go to the window with the draft (T69).
    Collect,
    /// 帮办: only the draft goes in, the applicant keeps the papers (T1).
    Submit,
    /// What the windows do; here never (R5.4).
    Receive,
}

impl Way {
    const ALL: [Self; 3] = [Self::Collect, Self::Submit, Self::Receive];

    /// Key of its name.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Collect => "way.collect",
            Self::Submit => "way.submit",
            Self::Receive => "way.receive",
        }
    }

    /// Key of what it means.
    pub const fn meaning_key(self) -> &'static str {
        match self {
            Self::Collect => "way.meaning.collect",
            Self::Submit => "way.meaning.submit",
            Self::Receive => "way.meaning.receive",
        }
    }
}

/// A row of the step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandingIn {
    /// What.
    pub way: Way,
    /// What stands in its way.
    pub blocked: Option<Reason>,
}

/// The slip that was given for the papers in hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slip {
    /// The device's own number.
    pub no: String,
    /// When the papers were taken.
    pub at: Timestamp,
    /// As printed.
    pub text: String,
    /// Material codes of the originals taken.
    pub originals: Vec<String>,
}

/// A paper that lies in the agent's hands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperInHand {
    /// Material.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Originals.
    pub originals: u32,
    /// Copies.
    pub copies: u32,
}

impl Accept {
    /// What can be done with the draft, and what stands in the way of the rest.
    pub fn ways(&self, law: &Law<'_>) -> Vec<HandingIn> {
        Way::ALL.into_iter().map(|way| HandingIn { way, blocked: self.blocked(way, law) }).collect()
    }

    fn blocked(&self, way: Way, law: &Law<'_>) -> Option<Reason> {
        if way == Way::Receive {
            return Some(Reason::new("reason.agency.no_receiving", "R5.4"));
        }
        let guide = self.guide.as_ref()?;
        let number = self.applicant.party().map(|party| party.number).unwrap_or_default();
        let letter = self.applicant.agent.as_ref().and_then(|agent| agent.trouble(&number, law.day));
        let bar = || self.agent_bar(&guide.flags, &guide.id.item_code, law);
        if way == Way::Collect && self.applicant.agent.is_none() {
            return Some(Reason::new("reason.life.collect.letter", "R5.12"));
        }
        if way == Way::Collect && self.papers_in_hand().is_empty() {
            return Some(Reason::new("reason.agency.nothing_in_hand", "R5.8"));
        }
        letter.or_else(bar)
    }

    /// Papers that were found in order and can be taken along, in the guide's order.
    pub fn papers_in_hand(&self) -> Vec<PaperInHand> {
        let materials = self.guide.iter().flat_map(|guide| &guide.materials);
        materials
            .filter_map(|material| {
                let row = self.work.materials.row(&material.code)?;
                let here = row.verdict == Verdict::Ok && (row.originals > 0 || row.copies > 0);
                here.then(|| PaperInHand {
                    code: material.code.clone(),
                    name: material.name.clone(),
                    originals: row.originals,
                    copies: row.copies,
                })
            })
            .collect()
    }

    /// Originals among them: what goes on the agent's list unless it stays with the applicant.
    pub fn originals_in_hand(&self) -> Vec<PaperInHand> {
        self.papers_in_hand().into_iter().filter(|paper| paper.originals > 0).collect()
    }
}

/// Whether this machine hands drafts in and receives nothing.
pub(super) fn hands_in(model: &Model) -> bool {
    model.session.role() == Some(Role::GridAgent)
}

/// A key of the step.
pub(super) fn action(model: &mut Model, action: Action, ctx: &Ctx) -> Vec<Effect> {
    if let Outcome::Originals { taken, cursor } = model.accept.conclusion.outcome.clone() {
        return originals(model, taken, cursor, action, ctx);
    }
    if model.accept.conclusion.outcome == Outcome::Similar(None) {
        return if similar::answered(model, action, ctx) { chosen(model, ctx) } else { Vec::new() };
    }
    let rows = Way::ALL.len();
    let cursor = &mut model.accept.conclusion.cursor;
    match (action, action.digit()) {
        (Action::Up, _) => *cursor = cursor.saturating_sub(1),
        (Action::Down, _) => *cursor = (*cursor + 1).min(rows - 1),
        (_, Some(digit)) if digit <= rows => *cursor = digit - 1,
        (Action::Confirm, _) => return chosen(model, ctx),
        _ => {}
    }
    Vec::new()
}

fn chosen(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    let law = model.session.law(ctx.now);
    let row = model.accept.ways(&law).into_iter().nth(model.accept.conclusion.cursor);
    let Some(HandingIn { way, blocked }) = row else { return Vec::new() };
    if model.accept.applicant.party().is_none() || !model.accept.applicant.is_complete() {
        model.say(Level::Note, "notice.applicant_first", &[], ctx);
        return go(model, Step::Applicant, ctx);
    }
    if let Some(why) = blocked {
        model.say_reason(Level::Note, &why, ctx);
        return Vec::new();
    }
    if !model.accept.work.form.is_finished() {
        model.say(Level::Note, "notice.form_unfinished", &[], ctx);
        return go(model, Step::Form, ctx);
    }
    if model.accept.is_similar_open() {
        model.accept.conclusion.outcome = Outcome::Similar(None);
        return Vec::new();
    }
    if way == Way::Submit {
        return hand_in(model, None, ctx);
    }
    if let Some(slip) = model.accept.slip.clone() {
        // The household has its slip already: the same papers under the same number.
        return hand_in(model, Some(slip), ctx);
    }
    let taken = model.accept.originals_in_hand().into_iter().map(|paper| paper.code).collect();
    model.accept.conclusion.outcome = Outcome::Originals { taken, cursor: 0 };
    Vec::new()
}

/// Which originals go along (R5.16): a digit turns one, Enter goes on.
fn originals(
    model: &mut Model,
    mut taken: BTreeSet<String>,
    mut cursor: usize,
    action: Action,
    ctx: &Ctx,
) -> Vec<Effect> {
    let papers = model.accept.originals_in_hand();
    match (action, action.digit()) {
        (Action::Confirm, _) => return vec![model.ask(Purpose::Accept(Wait::Slip), Ask::NextSlip, ctx)],
        (Action::Up, _) => cursor = cursor.saturating_sub(1),
        (Action::Down, _) => cursor = (cursor + 1).min(papers.len().saturating_sub(1)),
        (_, Some(digit)) => {
            if let Some(paper) = papers.get(digit - 1) {
                cursor = digit - 1;
                if !taken.remove(&paper.code) {
                    taken.insert(paper.code.clone());
                }
            }
        }
        _ => {}
    }
    model.accept.conclusion.outcome = Outcome::Originals { taken, cursor };
    Vec::new()
}

/// The slip has its number: it is written, kept with the list of originals, and the draft goes in under it.
pub(super) fn numbered(model: &mut Model, no: String, ctx: &Ctx) -> Vec<Effect> {
    let Outcome::Originals { taken, .. } = model.accept.conclusion.outcome.clone() else { return Vec::new() };
    let at = model.session.centre_time(ctx.now);
    let alert_wd = model.session.settings(ctx.now).agent_original_alert_wd;
    let Some(slip) = write(model, no, (at, alert_wd), &taken) else {
        model.say(Level::Bad, "notice.applicant_first", &[], ctx);
        return Vec::new();
    };
    model.accept.slip = Some(slip.clone());
    hand_in(model, Some(slip), ctx)
}

fn write(model: &Model, no: String, (at, alert_wd): (Timestamp, u32), taken: &BTreeSet<String>) -> Option<Slip> {
    let accept = &model.accept;
    let papers: Vec<SlipPaper> = accept
        .papers_in_hand()
        .into_iter()
        .map(|paper| SlipPaper {
            originals: if taken.contains(&paper.code) { paper.originals } else { 0 },
            name: paper.name,
            copies: paper.copies,
        })
        .filter(|paper| paper.originals > 0 || paper.copies > 0)
        .collect();
    let paper = CollectionSlip {
        no: &no,
        realm: model.session.realm().unwrap_or(Realm::Live),
        collected_at: at,
        applicant: &accept.applicant.party()?,
        agent: &accept.applicant.agent_on_case()?,
        guide: accept.guide.as_ref()?,
        papers: &papers,
        alert_wd,
    };
    let text = paper.render().ok()?.text;
    Some(Slip { no, at, text, originals: taken.iter().cloned().collect() })
}

/// The draft goes in: with the slip as collected, without one as a draft only.
fn hand_in(model: &mut Model, slip: Option<Slip>, ctx: &Ctx) -> Vec<Effect> {
    let accept = &mut model.accept;
    accept.conclusion.outcome = Outcome::Choosing;
    let Some(application) = accept.judged.as_ref().and_then(|judged| accept.application(judged)) else {
        model.say(Level::Note, "notice.applicant_first", &[], ctx);
        return Vec::new();
    };
    let guide = application.guide_version.clone();
    let case_id = *accept.case_id.get_or_insert(ctx.fresh);
    let letter_no = application.agent.as_ref().and_then(|agent| agent.letter.letter_no.clone());
    let mut effects = Vec::new();
    let act = match slip {
        Some(slip) => {
            effects.push(keep(model, case_id, &slip, ctx));
            Act::DraftCollect(Box::new(Draft {
                application,
                slip_no: Some(slip.no),
                collected_at: Some(slip.at),
                agreement: letter_no,
                originals: slip.originals,
            }))
        }
        None => Act::DraftSubmit(Box::new(Draft {
            application,
            slip_no: None,
            collected_at: None,
            agreement: letter_no,
            originals: Vec::new(),
        })),
    };
    draft::notice_change(model, false, ctx);
    effects.extend(draft::save_now(model, ctx));
    if let Some(sealing) = model.accept.chain.start(vec![(Stage::HandIn, act)], case_id, &guide) {
        effects.push(desk::seal(model, sealing, ctx));
    }
    effects
}

fn keep(model: &mut Model, case_id: uuid::Uuid, slip: &Slip, ctx: &Ctx) -> Effect {
    let originals = model.accept.originals_in_hand();
    let taken = originals.into_iter().filter(|paper| slip.originals.contains(&paper.code));
    let given = outbox::Slip {
        no: slip.no.clone(),
        case_id,
        at: slip.at,
        title: draft::title(&model.accept),
        text: slip.text.clone(),
        originals: taken.map(|paper| (paper.code, paper.name)).collect(),
    };
    model.ask(Purpose::Accept(Wait::KeepSlip), Ask::KeepSlip(Box::new(given)), ctx)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests;
