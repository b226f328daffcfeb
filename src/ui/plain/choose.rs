//! A number takes what was read out under it, whatever the page: by its digit where there is one, else by walking the
//! cursor there.

use crate::{
    app::{
        Action, Context, Model, Place,
        accept::{Mode, NEGATIVES, Outcome, Signature, Step as Part, alternatives, applicant::Pane as Who},
        casework::{Mode as Over, Pane},
        form::Form,
        overlay::{self, Overlay, REVEAL_REASONS},
        scans, worklist,
    },
    i18n::{t, tf},
};

use super::{Step, listed};

/// The digits of a choice.
const DIGITS: [Action; 9] = [
    Action::Choose1,
    Action::Choose2,
    Action::Choose3,
    Action::Choose4,
    Action::Choose5,
    Action::Choose6,
    Action::Choose7,
    Action::Choose8,
    Action::Choose9,
];

/// How a row is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    /// Leads the cursor to it.
    pub walk: Vec<Step>,
    /// Takes it; `None` = the walk has done that.
    pub take: Option<Action>,
}

/// What a page offers by number.
enum Offer {
    /// So many rows under a cursor; this takes the one of the cursor.
    Rows { count: usize, cursor: usize, take: Option<Action> },
    /// So many answers, each with its digit.
    Digits(usize),
    /// These digits and no other.
    Only(Vec<usize>),
    /// Nothing.
    Nothing,
}

/// What the number means here; or the sentence that says why nothing.
pub fn choose(model: &Model, number: usize) -> Result<Chosen, String> {
    let lang = model.lang;
    let no_row = |count: usize| tf(lang, "plain.no_row", &[&number.to_string(), &count.to_string()]);
    let digit = |number: usize| number.checked_sub(1).and_then(|at| DIGITS.get(at).copied());
    match offer(model) {
        Offer::Nothing => Err(t(lang, "plain.no_rows").to_owned()),
        Offer::Only(open) if !open.contains(&number) => {
            let names: Vec<String> = open.iter().map(ToString::to_string).collect();
            Err(tf(lang, "plain.no_choice", &[&number.to_string(), &listed(lang, &names)]))
        }
        Offer::Rows { count, .. } | Offer::Digits(count) if number == 0 || number > count => Err(no_row(count)),
        Offer::Digits(count) => match digit(number) {
            Some(take) => Ok(Chosen { walk: Vec::new(), take: Some(take) }),
            None => Err(no_row(count.min(DIGITS.len()))),
        },
        Offer::Only(_) => Ok(Chosen { walk: Vec::new(), take: digit(number) }),
        Offer::Rows { cursor, take, .. } => Ok(Chosen { walk: walk(cursor, number - 1), take }),
    }
}

fn walk(from: usize, to: usize) -> Vec<Step> {
    let step = if to > from { Action::Down } else { Action::Up };
    // At the top one more step up goes nowhere, but it is a key: the finder lets nothing be taken that none was meant for.
    let steps = if to == 0 { from.max(1) } else { from.abs_diff(to) };
    vec![Step::Do(step); steps]
}

fn offer(model: &Model) -> Offer {
    if let Some(overlay) = model.overlays.last() {
        return over(model, overlay);
    }
    match model.place {
        Place::Home => rows(model.home_rows().len(), model.home.cursor, Some(Action::Open)),
        Place::Accept => workspace(model),
        Place::Lists(_) if model.is_over_list() => match &model.worklists.queue.over {
            worklist::Over::WhyExport(_) => Offer::Digits(worklist::ExportReason::ALL.len()),
            _ => Offer::Nothing,
        },
        Place::Lists(desk) => {
            let tab = model.tab(desk);
            let count = tab.map_or(0, |tab| model.list_rows(tab).len());
            rows(count, tab.map_or(0, |tab| model.worklists.cursor(tab)), Some(Action::Open))
        }
        Place::Case => case(model),
        Place::Query if model.query.in_results => {
            rows(model.query_rows().len(), model.query.cursor, Some(Action::Open))
        }
        Place::Query => choice(&model.query.form),
        Place::Outbox if model.outbox.clash.is_some() => Offer::Digits(crate::app::outbox::SIDES.len()),
        Place::Outbox if model.outbox.open.is_none() && model.outbox.tally.is_some() => {
            let cursor = model.outbox.tally.as_ref().map_or(0, |page| page.cursor);
            rows(crate::app::outbox::tally_rows(model).len(), cursor, Some(Action::Open))
        }
        Place::Outbox if model.outbox.open.is_none() => {
            rows(model.outbox.rows().len(), model.outbox.cursor, Some(Action::Open))
        }
        Place::Outbox => Offer::Digits(model.outbox.offers().len()),
        Place::Catalogue => catalogue(model),
        Place::Staff if model.staff.confirmed.is_some() => Offer::Nothing,
        Place::Staff if model.staff.open.is_some() => Offer::Digits(model.staff.offers().len()),
        Place::Staff => rows(model.staff.count(), model.staff.cursor, Some(Action::Open)),
        Place::Settings | Place::Originals | Place::Carry => by_context(model),
    }
}

fn catalogue(model: &Model) -> Offer {
    let page = &model.catalogue;
    match (&page.report, &page.form, &page.open) {
        _ if !model.shows_catalogue() => Offer::Nothing,
        (Some(_), ..) => Offer::Nothing,
        (None, Some(open), _) => choice(&open.form),
        (None, None, Some(_)) => Offer::Digits(page.offers().len()),
        (None, None, None) => rows(page.rows.len(), page.cursor, Some(Action::Open)),
    }
}

const fn rows(count: usize, cursor: usize, take: Option<Action>) -> Offer {
    if count == 0 { Offer::Nothing } else { Offer::Rows { count, cursor, take } }
}

fn choice(form: &Form) -> Offer {
    form.current()
        .filter(|field| field.is_choice())
        .map_or(Offer::Nothing, |field| Offer::Digits(field.offered_options().0.len()))
}

fn over(model: &Model, overlay: &Overlay) -> Offer {
    match overlay {
        Overlay::More { cursor } => rows(overlay::more_entries().len(), *cursor, Some(Action::Confirm)),
        Overlay::Scans(page) => rows(scans::rows(model, page).len(), page.cursor, Some(Action::Confirm)),
        Overlay::Who { cursor } => rows(model.session.people.len(), *cursor, Some(Action::Confirm)),
        Overlay::Palette { filter, cursor } => {
            rows(overlay::entries(model, filter.text()).len(), *cursor, Some(Action::Open))
        }
        Overlay::SaveFile(page) if page.there => Offer::Digits(crate::ui::casework::files::CHOICES.len()),
        Overlay::SaveFile(_) | Overlay::GuideChanged { .. } => Offer::Nothing,
        Overlay::Reveal => Offer::Digits(REVEAL_REASONS.len()),
        _ => by_context(model),
    }
}

/// A page or overlay that is not known here takes what its contexts take.
fn by_context(model: &Model) -> Offer {
    let takes = |context: &Context| matches!(context, Context::Choice | Context::List);
    if model.contexts().iter().any(takes) { Offer::Digits(DIGITS.len()) } else { Offer::Nothing }
}

fn workspace(model: &Model) -> Offer {
    let accept = &model.accept;
    match accept.step {
        _ if accept.is_finished() => Offer::Nothing,
        Part::Conclusion if accept.hands_in => by_context(model),
        Part::Applicant if accept.applicant.pane == Who::Ticks => Offer::Digits(DIGITS.len()),
        Part::Applicant => Offer::Nothing,
        Part::Item => rows(accept.finder.items.len(), accept.finder.cursor, Some(Action::Open)),
        Part::Situation => {
            let choices = super::accept::question(model).map_or(0, |question| question.choices.len());
            if choices > DIGITS.len() {
                rows(choices, accept.work.interview.cursor, Some(Action::Confirm))
            } else {
                Offer::Digits(choices)
            }
        }
        Part::Materials => materials(model),
        Part::Form => choice(&accept.work.form),
        Part::Conclusion => match (&accept.conclusion.outcome, &accept.judged) {
            (Outcome::Choosing, Some(judged)) => {
                Offer::Only(alternatives(judged).iter().filter_map(|row| row.digit).collect())
            }
            (Outcome::Signature(_), _) => Offer::Digits(Signature::answers(accept.applicant.agent.is_some()).len()),
            (Outcome::Kind, _) => Offer::Digits(NEGATIVES.len()),
            (Outcome::Similar(_), _) => Offer::Digits(2),
            _ => Offer::Nothing,
        },
    }
}

fn materials(model: &Model) -> Offer {
    let list = &model.accept.work.materials;
    let material = model.accept.current_material();
    match &list.mode {
        Mode::Rows => {
            let count = model.accept.judged.as_ref().map_or(0, |judged| judged.lines.len());
            if count <= DIGITS.len() { Offer::Digits(count) } else { rows(count, list.cursor, None) }
        }
        Mode::Points { cursor } => {
            rows(material.map_or(0, |material| material.review_points.len()), *cursor, Some(Action::PointTick))
        }
        Mode::Defect | Mode::Exempt | Mode::ToleranceReason => {
            Offer::Digits(crate::ui::accept::materials::options(model).len())
        }
        Mode::DefectWords { .. } | Mode::ToleranceDays { .. } => Offer::Nothing,
    }
}

fn case(model: &Model) -> Offer {
    let casework = &model.casework;
    let detail = casework.detail.as_ref();
    let pane = casework.pane;
    match &casework.mode {
        Over::Reading => {
            let (count, take) = match pane {
                Pane::Acts => (model.offered_acts().len(), Some(Action::Open)),
                Pane::Papers => (detail.map_or(0, |detail| detail.case.documents.len()), Some(Action::Open)),
                Pane::Files => (model.case_files().len(), Some(Action::Open)),
                Pane::Materials => (model.case_findings().len(), None),
                _ => (0, None),
            };
            rows(count, casework.cursor(pane).min(count.saturating_sub(1)), take)
        }
        Over::Menu { acts, cursor } => rows(acts.len(), *cursor, Some(Action::Confirm)),
        Over::RevealField => Offer::Digits(model.revealable().len()),
        Over::RevealReason(_) => Offer::Digits(REVEAL_REASONS.len()),
        Over::Form(_) => casework.form().map_or(Offer::Nothing, |form| choice(&form.form)),
        Over::Document { .. } => Offer::Nothing,
    }
}
