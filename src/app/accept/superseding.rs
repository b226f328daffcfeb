//! The guide changed under a draft (R5.18, F46). The version in force on the day of receiving governs (R0.3, Q0-009), so
//! the draft is shown what differs; taken over, only what changed is asked again. Answers, ticks and registers' proofs of
//! what both versions ask alike stay, and the work on the old version stays on the shelf.

use crate::{
    app::{
        Model,
        effect::{Ask, Effect},
        msg::Ctx,
        notice::Level,
        overlay::Overlay,
        request::Purpose,
    },
    domain::guide::{Change, Difference, Guide, How, What},
    i18n::{Lang, t, tf},
};

use super::{
    Accept, Step, Wait,
    desk::ask_evidence,
    draft,
    filling::refresh_form,
    flow::{go, judge, take_guide, with_questions},
};

/// A newer version of the draft's guide, and what it asks otherwise.
#[derive(Debug, Clone, PartialEq)]
pub struct Newer {
    /// The version in force.
    pub guide: Box<Guide>,
    /// What it asks otherwise.
    pub difference: Difference,
}

/// Asks whether the draft's guide is still in force; after a refusal the centre is asked for its catalogue first.
pub fn look(model: &mut Model, refused: bool, ctx: &Ctx) -> Vec<Effect> {
    let accept = &model.accept;
    let at_rest = accept.is_finished() || accept.chain.is_received() || accept.chain.is_running();
    let Some(guide) = accept.guide.as_ref().map(|guide| guide.id.clone()).filter(|_| !at_rest) else {
        return Vec::new();
    };
    let mut effects = model.requests.give_up(|purpose| matches!(purpose, Purpose::Accept(Wait::Newer)));
    effects.push(model.ask(Purpose::Accept(Wait::Newer), Ask::NewerGuide { guide, refused }, ctx));
    effects
}

/// The answer: it lies over the draft until somebody has looked.
pub(super) fn came(model: &mut Model, newer: Option<Box<Guide>>, ctx: &Ctx) {
    let Some((old, newer)) = model.accept.guide.as_ref().zip(newer) else { return };
    if old.id.item_code != newer.id.item_code || old.id.version >= newer.id.version {
        return;
    }
    let known = model.accept.newer.as_ref().is_some_and(|known| known.guide.id == newer.id);
    let difference = Difference::between(old, &newer);
    model.accept.newer = Some(Newer { guide: newer, difference });
    if !known {
        model.say(Level::Bad, "notice.guide_changed", &[], ctx);
        show(model);
    }
}

/// Shows what differs.
pub(super) fn show(model: &mut Model) {
    model.overlays.retain(|overlay| !matches!(overlay, Overlay::GuideChanged { .. }));
    if model.accept.newer.is_some() {
        model.overlays.push(Overlay::GuideChanged { cursor: 0 });
    }
}

/// Goes on by the new version: what both ask alike is carried over, and the first thing that is asked anew is before the
/// clerk.
fn adopt(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    let Some(Newer { guide, difference }) = model.accept.newer.take() else { return Vec::new() };
    let accept = &mut model.accept;
    let (values, sources) = (accept.form_values(), accept.form_sources());
    let before = accept.work.clone();
    let step = accept.step;
    take_guide(accept, *guide);
    let law = model.session.law(ctx.now);
    carry_over(&mut model.accept, &before, &difference);
    refresh_form(&mut model.accept, &law);
    for (id, value) in values.iter().filter(|(id, _)| difference.keeps_field(id)) {
        if let Some(field) = model.accept.work.form.field_mut(id) {
            field.restore(value);
            field.filled = sources.get(id).copied().unwrap_or_default();
        }
    }
    let asks = with_questions(&mut model.accept, &law, super::Interview::to_first_open);
    judge(model, ctx);
    let mut effects = ask_evidence(model, ctx);
    let first = match &model.accept {
        _ if asks => Step::Situation,
        accept if accept.has_open_rows() => Step::Materials,
        accept if !accept.is_step_done(Step::Form) => Step::Form,
        _ => step,
    };
    effects.extend(go(model, first.min(step), ctx));
    draft::notice_change(model, false, ctx);
    let again = difference.changes.iter().filter(|change| asks_again(change)).count().to_string();
    model.say(Level::Good, "notice.guide_taken", &[&again], ctx);
    effects
}

/// Whether a change asks something of the clerk anew; a limit only has to be known.
const fn asks_again(change: &Change) -> bool {
    matches!(change.what, What::Material | What::Tolerance | What::Question | What::Field)
        && !matches!(change.how, How::Dropped)
}

fn carry_over(accept: &mut Accept, before: &super::Work, difference: &Difference) {
    let work = &mut accept.work;
    let kept = |code: &str| difference.keeps_material(code);
    work.interview.answers =
        before.interview.answers.iter().filter(|answer| difference.keeps_answer(&answer.question)).cloned().collect();
    work.materials.rows = before.materials.rows.iter().filter(|row| kept(&row.material_code)).cloned().collect();
    let days = before.materials.days.iter().filter(|(code, _)| difference.keeps_tolerance(code));
    work.materials.days = days.map(|(code, days)| (code.clone(), *days)).collect();
    let ticked = before.materials.ticked.iter().filter(|(code, _)| kept(code));
    work.materials.ticked = ticked.map(|(code, points)| (code.clone(), points.clone())).collect();
}

/// Enter over the list of differences.
pub fn over(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    model.overlays.pop();
    adopt(model, ctx)
}

/// Every change as a line: what happened, to what, from how much to how much.
pub fn change_words(lang: Lang, change: &Change) -> String {
    let what = t(lang, what_key(change.what));
    let how = t(
        lang,
        match change.how {
            How::Added => "difference.added",
            How::Dropped => "difference.dropped",
            How::Changed => "difference.changed",
        },
    );
    let days =
        |days: Option<u32>| days.map_or_else(|| t(lang, "difference.unstated").to_owned(), |days| days.to_string());
    let figures = match (change.before, change.after) {
        (None, None) => String::new(),
        (before, after) => tf(lang, "difference.days", &[&days(before), &days(after)]),
    };
    [what, &change.name, how, &figures].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

const fn what_key(what: What) -> &'static str {
    match what {
        What::Material => "difference.material",
        What::Tolerance => "difference.tolerance",
        What::Question => "difference.question",
        What::Field => "difference.field",
        What::Statutory => "difference.statutory",
        What::Promised => "difference.promised",
        What::SupplementDays => "difference.supplement_days",
        What::Fee => "difference.fee",
        What::Conditions => "difference.conditions",
        What::Handling => "difference.handling",
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
pub(crate) mod tests;
