//! Keys of step 4: a row is settled by one key, or by the digits of the question it asks.

use crate::{
    app::{Model, actions::Action, effect::Effect, form, msg::Ctx, notice::Level, scans},
    domain::{check::State, exemption::SatisfyBy, guide::Material, reason::Reason},
    text::{LineEditor, Secrecy},
};

use super::{
    Accept, Law, Mode,
    flow::{advance, judge},
};

/// A key for the check list.
pub(super) fn action(model: &mut Model, action: Action, ctx: &Ctx) -> Vec<Effect> {
    judge(model, ctx);
    if action == Action::MaterialScans {
        return scans::open(model, ctx);
    }
    let Some(material) = model.accept.current_material().cloned() else { return Vec::new() };
    let checklist = &mut model.accept.work.materials;
    let edited = checklist.editor_mut().and_then(|editor| form::edit(editor, action));
    if edited.is_some() {
        return Vec::new();
    }
    match checklist.mode.clone() {
        Mode::Rows => row_key(model, &material, action, ctx),
        Mode::Points { cursor } => {
            point_key(model, &material, cursor, action);
            Vec::new()
        }
        mode => {
            let digit = if action == Action::Confirm { Some(1) } else { action.digit() };
            answer_row(model, &mode, &material, action, digit, ctx)
        }
    }
}

/// A key on a row: what settles it moves on, what asks something stays.
fn row_key(model: &mut Model, material: &Material, action: Action, ctx: &Ctx) -> Vec<Effect> {
    let Some(judged) = model.accept.judged.clone() else { return Vec::new() };
    let checklist = &mut model.accept.work.materials;
    match (action, action.digit()) {
        (Action::MaterialOk, _) => checklist.ok(material),
        (Action::MaterialAbsent, _) => checklist.absent(material),
        (Action::AllOk, _) => {
            if let Some(guide) = &model.accept.guide {
                checklist.all_ok(&guide.materials, &judged.lines);
            }
        }
        (Action::NextOpen | Action::Open, _) => {
            return if checklist.to_next_open(&judged.lines) { Vec::new() } else { advance(model, ctx) };
        }
        (stays, digit) => {
            match stays {
                Action::MaterialClear => checklist.clear(material),
                Action::MaterialExempt => checklist.mode = Mode::Exempt,
                Action::MaterialDefect => checklist.mode = Mode::Defect,
                Action::MaterialPoints => checklist.mode = Mode::Points { cursor: 0 },
                Action::MaterialTolerate => match judged.line(&material.code).map(|line| line.tolerable.clone()) {
                    Some(Err(why)) => model.say_reason(Level::Note, &why, ctx),
                    _ => checklist.mode = Mode::ToleranceReason,
                },
                other => match digit {
                    Some(digit) if digit <= judged.lines.len() => checklist.cursor = digit - 1,
                    Some(_) => {}
                    None => checklist.walk(other, &judged.lines),
                },
            }
            return Vec::new();
        }
    }
    row_done(model, ctx)
}

/// A key among the review points: Space ticks and goes on to the next.
fn point_key(model: &mut Model, material: &Material, cursor: usize, action: Action) {
    let checklist = &mut model.accept.work.materials;
    let end = material.review_points.len().saturating_sub(1);
    let next = match action {
        Action::Up => cursor.saturating_sub(1),
        Action::Down => (cursor + 1).min(end),
        Action::PointTick if cursor < material.review_points.len() => {
            checklist.tick(&material.code, cursor);
            (cursor + 1).min(end)
        }
        _ => cursor,
    };
    checklist.mode = Mode::Points { cursor: next };
}

/// The row is settled: the cursor goes to the next open one by itself.
fn row_done(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    model.accept.work.materials.mode = Mode::Rows;
    judge(model, ctx);
    if let Some(judged) = &model.accept.judged {
        model.accept.work.materials.to_next_open(&judged.lines);
    }
    Vec::new()
}

/// A digit, Enter or words for the question that a row asked.
fn answer_row(
    model: &mut Model,
    mode: &Mode,
    material: &Material,
    action: Action,
    digit: Option<usize>,
    ctx: &Ctx,
) -> Vec<Effect> {
    let defects = material.defects.len();
    match (mode, digit) {
        (Mode::Defect, Some(digit)) if digit <= defects => {
            model.accept.work.materials.defect(material, Some(digit - 1), None);
        }
        (Mode::Defect, Some(digit)) if digit == defects + 1 => {
            let words = LineEditor::new(200, Secrecy::Open);
            model.accept.work.materials.mode = Mode::DefectWords { words };
            return Vec::new();
        }
        (Mode::DefectWords { words }, _) if action == Action::Confirm => {
            if words.text().trim().is_empty() {
                return Vec::new();
            }
            model.accept.work.materials.defect(material, None, Some(words.text().to_owned()));
        }
        (Mode::Exempt, Some(digit)) => {
            let law = model.session.law(ctx.now);
            let ways = model.accept.exempt_ways(&law, material);
            let Some((way, open)) = ways.get(digit - 1).cloned() else { return Vec::new() };
            if let Err(why) = open {
                model.say_reason(Level::Note, &why, ctx);
                return Vec::new();
            }
            let evidence = model.accept.evidence_for(&material.code, way).map(|found| found.id);
            model.accept.work.materials.exempt(material, way, evidence);
        }
        (Mode::ToleranceReason, Some(digit)) if digit <= defects + 1 => {
            let defect = digit.checked_sub(2);
            let list = &mut model.accept.work.materials;
            list.tolerate(material, defect, None);
            // What the rules allow for it is known once it is asked for.
            judge(model, ctx);
            let offered = model.accept.judged.as_ref().and_then(|judged| judged.offered(&material.code)).cloned();
            if offered.as_ref().is_some_and(|line| line.days.is_none()) {
                // Nothing is left to come: no date to agree on.
                return row_done(model, ctx);
            }
            model.accept.work.materials.ask_days(offered.as_ref());
            return Vec::new();
        }
        (Mode::ToleranceDays { days }, _) if action == Action::Confirm => {
            return agree_days(model, material, days.text(), ctx);
        }
        _ => return Vec::new(),
    }
    row_done(model, ctx)
}

/// Until when: the most that the rules allow, or fewer days; more is refused with the rule.
fn agree_days(model: &mut Model, material: &Material, days: &str, ctx: &Ctx) -> Vec<Effect> {
    let days = days.trim();
    let wished = if days.is_empty() { None } else { days.parse::<u32>().ok() };
    if !days.is_empty() && wished.is_none() {
        model.say(Level::Note, "field.not_a_number", &[], ctx);
        return Vec::new();
    }
    model.accept.work.materials.days.insert(material.code.clone(), wished);
    judge(model, ctx);
    let refusal = model.accept.judged.as_ref().and_then(|judged| judged.offer.as_ref().err()).and_then(|refusals| {
        refusals.iter().find(|refusal| refusal.material_code.as_deref() == Some(material.code.as_str())).cloned()
    });
    if let Some(refusal) = refusal {
        model.say_reason(Level::Note, &refusal.reason, ctx);
        model.accept.work.materials.days.insert(material.code.clone(), None);
        return Vec::new();
    }
    row_done(model, ctx)
}

impl Accept {
    /// Ways by which a material need not be handed in, with what stands against each, in the order of their digits.
    pub fn exempt_ways(&self, law: &Law<'_>, material: &Material) -> Vec<(SatisfyBy, Result<(), Reason>)> {
        let ways = self.with_sheet(law, |sheet| sheet.ways(material)).unwrap_or_default();
        let no_paper = |way: &SatisfyBy| way.is_exempt() || *way == SatisfyBy::NotApplicable;
        let leave = self.may_ask_certificates();
        let with_leave = |(way, open): (SatisfyBy, Result<(), Reason>)| {
            let certificate = matches!(way, SatisfyBy::ECert | SatisfyBy::SubstituteCert);
            (way, if certificate { open.and_then(|()| leave.clone()) } else { open })
        };
        ways.into_iter().filter(|(way, _)| no_paper(way)).take(9).map(with_leave).collect()
    }

    /// Whether a row waits for a look.
    pub fn has_open_rows(&self) -> bool {
        self.judged.as_ref().is_some_and(|judged| judged.count(&[State::Unchecked]) > 0)
    }
}
