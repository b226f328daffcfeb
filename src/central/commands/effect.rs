//! Judging an order by the law, and writing what it does: numbers, papers, events, projections, due instants.

use std::sync::Arc;

use serde_json::Value;
use uuid::Uuid;

use crate::{
    contract::{IssuedDocument, TimelineEntry},
    domain::{
        calendar::date_in_beijing,
        case::{Application, Case, Party, State, ToleranceState},
        codes,
        guide::{Guide, GuideRef},
        lifecycle::{Act, Context, Refusal, Step, step},
        reason::Reason,
        tolerance::Breach,
    },
};

use super::{Order, Stop, behalf, credit, numbers, papers, version};
use crate::central::{
    Centre,
    clocks::Dial,
    fault::Fault,
    files, masking,
    store::{ApplicantRow, CaseRow, EventRow, SavedCase, StoreError, Tx},
    worklists,
};

/// What an order did.
pub(super) struct Done {
    pub case: Case,
    /// The state before.
    pub was: State,
    pub transitions: Vec<u8>,
    pub documents: Vec<IssuedDocument>,
}

/// The case as it stands before the act, and who the applicant is.
struct Before {
    case: Case,
    applicant: ApplicantRow,
    opened_by: Uuid,
    received_by: Option<Uuid>,
    query_code: Option<String>,
}

pub(super) fn carry_out(centre: &Centre, tx: &Tx<'_>, order: &Order<'_>) -> Result<Done, Stop> {
    let case_id = order.command.case_id.ok_or_else(|| Fault::new(400, "command.case_missing").at("/case_id"))?;
    let known = tx.case(case_id, order.scope)?;
    if known.is_none() && tx.case_exists(case_id)? {
        return Err(Fault::not_found().into());
    }
    if let Some(row) = known.as_ref().filter(|_| !matches!(order.act, Act::System(_))) {
        version::check(&order.command.kind, order.command.expected_version, row.case.version)?;
    }
    let guide = guide(centre, tx, order, known.as_ref().map(|row| &row.case))?;
    let before = before(centre, tx, order, known, case_id, &guide)?;
    let named = named(&before.case, &order.command.payload);
    tx.foresee(|tx| {
        tx.evidence_for(before.applicant.id, case_id, &named)?;
        credit::finding(tx, before.applicant.id, case_id, order.now).map(drop)
    })?;
    let evidence = tx.evidence_for(before.applicant.id, case_id, &named)?;
    let credit = credit::finding(tx, before.applicant.id, case_id, order.now)?;
    let context = Context {
        guide: &guide,
        calendar: order.calendar,
        settings: order.settings,
        evidence: &evidence,
        credit: &credit,
        now: order.now,
        actor: order.actor,
    };
    let step = step(Some(&before.case), order.act, &context)?;
    files::link(tx, case_id, &order.command.blobs, order.command.command_id)?;
    write(centre, tx, order, &guide, before, step)
}

/// Stored answers that the case or the act relies on by id.
fn named(case: &Case, payload: &Value) -> Vec<Uuid> {
    let mut ids: Vec<Uuid> = case.application.materials.iter().filter_map(|row| row.evidence_id).collect();
    let mut open = vec![payload];
    while let Some(value) = open.pop() {
        match value {
            Value::Object(fields) => {
                let relied = ["evidence_id", "credit_evidence"].iter().filter_map(|name| fields.get(*name)?.as_str());
                ids.extend(relied.filter_map(|id| id.parse::<Uuid>().ok()));
                open.extend(fields.values());
            }
            Value::Array(items) => open.extend(items),
            _ => {}
        }
    }
    ids
}

/// The application that an act carries as a whole, if it does.
fn application(act: &Act) -> Option<&Application> {
    match act {
        Act::DraftSubmit(draft) | Act::DraftCollect(draft) => Some(&draft.application),
        Act::Receive(receiving) | Act::ReceiveAndAccept(receiving) => Some(&receiving.application),
        Act::ReceiveAndDecide(decision) => Some(&decision.receiving.application),
        _ => None,
    }
}

/// The guide that judges: the pinned one, and while nothing is received the one that is in force (R0.3).
fn guide(centre: &Centre, tx: &Tx<'_>, order: &Order<'_>, known: Option<&Case>) -> Result<Arc<Guide>, Stop> {
    let stated = application(order.act).map(|application| &application.guide_version);
    let received = known.filter(|case| case.state != State::Draft).map(|case| &case.guide_version);
    let id = received.or(stated).or(known.map(|case| &case.guide_version)).ok_or_else(Fault::not_found)?;
    let other = [order.command.guide_version.as_ref(), stated].into_iter().flatten().any(|version| version != id);
    if other {
        return Err(guide_refusal("guide.mismatch", "reason.guide.mismatch", id).into());
    }
    let guide = centre.guide(tx, id)?.ok_or_else(|| guide_refusal("guide.unknown", "reason.guide.unknown", id))?;
    if received.is_none() && stated.is_some() {
        let in_force = tx.version_in_force(&id.item_code, date_in_beijing(order.now))?;
        if in_force != Some(id.version) {
            return Err(guide_refusal("guide.superseded", "reason.guide.superseded", id).into());
        }
    }
    Ok(guide)
}

fn guide_refusal(code: &'static str, key: &'static str, id: &GuideRef) -> Refusal {
    Refusal {
        code,
        why: vec![Reason::new(key, "R0.3").arg(id)],
        pointer: Some("/guide_version".to_owned()),
        fields: Vec::new(),
    }
}

/// The case before the act; for one that the centre hears of now, a draft of version 0.
fn before(
    centre: &Centre,
    tx: &Tx<'_>,
    order: &Order<'_>,
    known: Option<CaseRow>,
    case_id: Uuid,
    guide: &Guide,
) -> Result<Before, Stop> {
    let stated = application(order.act);
    if let Some(row) = known {
        let party = stated.map_or(&row.case.application.applicant, |application| &application.applicant);
        let applicant = applicant(centre, tx, party)?;
        let CaseRow { case, opened_by, received_by, query_code, .. } = row;
        return Ok(Before { case, applicant, opened_by, received_by, query_code });
    }
    let application = stated.ok_or_else(Fault::not_found)?;
    if order.command.expected_version != 0 {
        return Err(Fault::not_found().into());
    }
    Ok(Before {
        case: Case::draft(case_id, application.clone(), guide, &order.calendar.version),
        applicant: applicant(centre, tx, &application.applicant)?,
        opened_by: order.actor.id,
        received_by: None,
        query_code: None,
    })
}

/// R7.12: the applicant behind a number, known already or met now.
fn applicant(centre: &Centre, tx: &Tx<'_>, party: &Party) -> Result<ApplicantRow, StoreError> {
    let hash = centre.keys().number_hash(&party.number_kind, &codes::normalise(&party.number));
    let known = tx.applicant_by_hash(&hash)?;
    let id = known.as_ref().map_or_else(|| centre.entropy().uuid(), |row| row.id);
    let row = ApplicantRow { id, party: party.clone() };
    if known.as_ref() != Some(&row) {
        let mut masked = party.clone();
        masking::party(&mut masked);
        tx.save_applicant(&row, &hash, &masked.name)?;
    }
    Ok(row)
}

/// Writes what a step did.
fn write(
    centre: &Centre,
    tx: &Tx<'_>,
    order: &Order<'_>,
    guide: &Guide,
    before: Before,
    step: Step,
) -> Result<Done, Stop> {
    let Step { mut case, transitions, documents, due } = step;
    let was = before.case.state;
    let mut query_code = before.query_code;
    let mut drawn = None;
    if case.received_at.is_some() && case.case_no.is_none() {
        numbers::number_case(tx, &mut case, order.actor.window_id.as_deref(), numbers::day(order.now))?;
        let code = numbers::query_code(centre.entropy());
        query_code = Some(centre.keys().code_hash("query", &format!("{}{code}", case.id)));
        drawn = Some(code);
    }
    let issued = papers::issue(centre, tx, order, guide, &mut case, &documents, drawn.as_deref())?;
    let receives = transitions.iter().any(|no| matches!(no, 4 | 5 | 6 | 70));
    let dial = Dial { calendar: order.calendar, settings: order.settings, now: order.now };
    let row = CaseRow {
        applicant_id: before.applicant.id,
        opened_by: before.opened_by,
        received_by: if receives { Some(order.actor.id) } else { before.received_by },
        query_code,
        case,
    };
    let case = &row.case;
    tx.save_case(&SavedCase {
        masked: &masking::masked(case, guide),
        tolerance_due: case.tolerance.due,
        tolerance_open: matches!(case.tolerance.state, ToleranceState::Open | ToleranceState::Overdue),
        at: order.now,
        row: &row,
    })?;
    if drawn.is_some() {
        tx.keep_ends(case)?;
    }
    if receives || case.version == 1 {
        let home = order.scope.limits.regions.first().unwrap_or(&order.settings.names.region_code);
        tx.place_case(case.id, home, order.actor.window_id.as_deref().unwrap_or_default())?;
    }
    tx.mark_case(case.id, &worklists::marks(case, &dial))?;
    tx.replace_lists(case.id, &worklists::places(case, &dial))?;
    tx.replace_dues(case.id, &due)?;
    if transitions.iter().any(|no| matches!(no, 46 | 71)) {
        let breach = Breach::recorded(date_in_beijing(order.now), order.settings.tolerance.bar_months);
        tx.add_breach(case.id, row.applicant_id, breach.barred_until)?;
    }
    tx.add_event(&EventRow {
        case_id: case.id,
        command_id: order.command.command_id,
        person_id: order.actor.id,
        entry: &TimelineEntry {
            version: case.version,
            at: order.now,
            act: order.command.kind.clone(),
            transitions: transitions.clone(),
            state: case.state.into(),
            person: order.actor.name.clone(),
            role: order.actor.role.into(),
            window_id: order.actor.window_id.clone(),
            documents: issued.iter().map(|document| document.no.clone()).collect(),
            remark: remark(order, case),
        },
    })?;
    Ok(Done { case: row.case, was, transitions, documents: issued })
}

/// Who acted for whom, and the reason that a person gave: for the timeline.
fn remark(order: &Order<'_>, case: &Case) -> Option<String> {
    let reason = ["reason", "reasons", "facts", "text", "wrong"]
        .iter()
        .filter_map(|field| order.command.payload.get(field)?.as_str())
        .find(|text| !text.trim().is_empty())
        .map(ToOwned::to_owned);
    let said: Vec<String> = [behalf::acted_for(order, case), reason].into_iter().flatten().collect();
    (!said.is_empty()).then(|| said.join(";"))
}
