//! The draft on disk (DECISIONS 5): after each committed field, and at most a second after the last key. The screen says
//! 已存本机 only when the store says that it is durable.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    app::{
        Model,
        effect::{Ask, DraftRecord, Effect},
        form::{Filled, Form, Past},
        msg::Ctx,
        request::Purpose,
        scans::{Attached, Scan},
    },
    contract::QueueTicket,
    domain::{
        agency::{AgentKind, Tick},
        case::Application,
        check::{Answer, MaterialRow},
        exemption::SatisfyBy,
        guide::GuideRef,
        privacy::{self, Level},
    },
};

use super::{Accept, Slip, Step, Wait, agent::Agent, applicant::Pane};

/// Longest time from the last key to the save.
const SAVE_AFTER: SignedDuration = SignedDuration::from_secs(1);

/// Whether the workspace is on disk.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Saving {
    /// What the store has, or is being given.
    sent: String,
    /// Counts the saves.
    revision: u64,
    /// A save is under way.
    in_flight: bool,
    /// Something changed after the last save; it has to be saved by then.
    due: Option<Timestamp>,
    /// When the store last said that all is durable.
    pub saved_at: Option<Timestamp>,
    /// The last save failed.
    pub failed: bool,
}

impl Saving {
    /// When a save is due without a further key.
    pub fn due(&self) -> Option<Timestamp> {
        self.due.filter(|_| !self.in_flight)
    }

    /// Whether everything typed is durable.
    pub const fn is_safe(&self) -> bool {
        self.due.is_none() && !self.in_flight && !self.failed && self.saved_at.is_some()
    }
}

/// What a draft holds. Its shape may grow; what an older program wrote is still read.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Body {
    pub step: Step,
    pub ticket: Option<QueueTicket>,
    pub applicant: BTreeMap<String, String>,
    pub agent: Option<AgentBody>,
    pub guide: Option<GuideRef>,
    pub answers: Vec<Answer>,
    pub rows: Vec<MaterialRow>,
    pub days: BTreeMap<String, Option<u32>>,
    pub ticked: BTreeMap<String, BTreeSet<usize>>,
    pub scans: Attached,
    pub form: BTreeMap<String, String>,
    /// Where the values came from, those aside that were typed.
    pub sources: BTreeMap<String, Filled>,
    /// What can still be taken back.
    pub past: Past,
    /// Version at the centre of a pre-submission.
    pub version: u64,
    /// The slip that the household already has.
    pub slip: Option<Slip>,
    /// A grid agent helps only (R5.8).
    pub helps_only: bool,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct AgentBody {
    pub fields: BTreeMap<String, String>,
    pub ticks: BTreeSet<Tick>,
    pub signed: bool,
    pub kind: Option<AgentKind>,
    pub person: Option<Uuid>,
    pub valid_from: Option<Date>,
    pub items: Vec<String>,
}

impl AgentBody {
    fn of(agent: &Agent) -> Self {
        Self {
            fields: raw_values(&agent.form),
            ticks: agent.ticks.clone(),
            signed: agent.signed,
            kind: Some(agent.kind),
            person: agent.person,
            valid_from: agent.valid_from,
            items: agent.items.clone(),
        }
    }

    fn agent(&self) -> Agent {
        let mut agent = Agent::new(self.kind.unwrap_or(AgentKind::Private), self.person);
        put_raw(&mut agent.form, &self.fields);
        agent.ticks.clone_from(&self.ticks);
        agent.signed = self.signed;
        agent.valid_from = self.valid_from;
        agent.items.clone_from(&self.items);
        agent
    }
}

impl Body {
    fn of(accept: &Accept) -> Self {
        Self {
            step: accept.step,
            ticket: accept.ticket.clone(),
            applicant: raw_values(&accept.applicant.form),
            agent: accept.applicant.agent.as_ref().map(AgentBody::of),
            guide: accept.guide.as_ref().map(|guide| guide.id.clone()),
            answers: accept.work.interview.answers.clone(),
            rows: accept.work.materials.rows.clone(),
            days: accept.work.materials.days.clone(),
            ticked: accept.work.materials.ticked.clone(),
            scans: accept.work.materials.scans.clone(),
            form: accept.kept_values(),
            sources: accept.kept_sources(),
            past: accept.work.form.past(),
            version: accept.chain.version(),
            slip: accept.slip.clone(),
            helps_only: accept.applicant.helps_only,
        }
    }

    /// What was handed in online, as work on its item. The centre masks what is personal in a case; those values come
    /// from the applicant at the counter instead.
    pub(super) fn of_submission(application: &Application, version: u64) -> Self {
        let clear = |value: &&String| !value.contains('*');
        Self {
            step: Step::Materials,
            guide: Some(application.guide_version.clone()),
            answers: application.answers.clone(),
            rows: application.materials.clone(),
            scans: scans_of(application),
            form: application
                .form
                .iter()
                .filter(|(_, value)| clear(value))
                .map(|(id, value)| (id.clone(), value.clone()))
                .collect(),
            version,
            ..Self::default()
        }
    }

    /// What an agent handed in, in clear: applicant, agent, letter, answers and form as they came. The papers are looked
    /// at anew; what registers proved stays.
    pub(super) fn of_handed_in(application: &Application, version: u64) -> Self {
        let party = &application.applicant;
        let values = [
            ("number", &party.number),
            ("name", &party.name),
            ("phone", &party.phone),
            ("address", &party.address),
            ("legal_representative", party.legal_representative.as_ref().unwrap_or(&String::new())),
        ]
        .map(|(id, value)| (id.to_owned(), value.clone()));
        let proven = |row: &&MaterialRow| row.by.is_some_and(SatisfyBy::is_exempt);
        Self {
            step: Step::Materials,
            applicant: values.into_iter().filter(|(_, value)| !value.is_empty()).collect(),
            agent: application.agent.as_ref().map(|agent| AgentBody::of(&Agent::of(agent))),
            guide: Some(application.guide_version.clone()),
            answers: application.answers.clone(),
            rows: application.materials.iter().filter(proven).cloned().collect(),
            scans: scans_of(application),
            form: application.form.clone(),
            version,
            ..Self::default()
        }
    }

    /// Puts the applicant's step back; item, answers, rows and form follow when the guide is there.
    pub(super) fn restore_applicant(&self, accept: &mut Accept) {
        accept.ticket.clone_from(&self.ticket);
        put_raw(&mut accept.applicant.form, &self.applicant);
        accept.applicant.agent = self.agent.as_ref().map(AgentBody::agent);
        accept.applicant.helps_only = self.helps_only;
        accept.applicant.pane = Pane::Applicant;
        accept.slip.clone_from(&self.slip);
    }

    /// Puts the work on the item back.
    pub(super) fn restore_work(&self, accept: &mut Accept) {
        accept.work.interview.answers.clone_from(&self.answers);
        accept.work.materials.rows.clone_from(&self.rows);
        accept.work.materials.days.clone_from(&self.days);
        accept.work.materials.ticked.clone_from(&self.ticked);
        accept.work.materials.scans.clone_from(&self.scans);
        for (id, value) in &self.form {
            if let Some(field) = accept.work.form.field_mut(id) {
                field.restore(value);
                field.filled = self.sources.get(id).copied().unwrap_or_default();
            }
        }
        accept.work.form.restore_past(&self.past);
        accept.step = self.step;
        accept.chain.begins_at(self.version);
    }
}

/// Scans that the centre has already: the papers are looked at anew, the scans of them stay.
fn scans_of(application: &Application) -> Attached {
    let scan = |hash: &String| Scan { sha256: hash.clone(), ..Scan::default() };
    let rows = application.materials.iter().filter(|row| !row.blobs.is_empty());
    rows.map(|row| (row.material_code.clone(), row.blobs.iter().map(scan).collect())).collect()
}

fn raw_values(form: &Form) -> BTreeMap<String, String> {
    form.fields
        .iter()
        .filter(|field| !field.editor.is_empty())
        .map(|field| (field.id.clone(), field.text().to_owned()))
        .collect()
}

fn put_raw(form: &mut Form, values: &BTreeMap<String, String>) {
    for (id, value) in values {
        if let Some(field) = form.field_mut(id) {
            field.fill(value, Filled::Typed);
        }
    }
}

/// Notices a change: the next save is due now (a field was committed, a key of a step pressed) or within a second.
pub fn notice_change(model: &mut Model, typing: bool, ctx: &Ctx) {
    if model.session.read_only.is_some() {
        return;
    }
    let accept = &mut model.accept;
    // Half of a draft that is being taken up again must not replace the whole one on the disk.
    if accept.is_finished() || accept.chain.is_received() || accept.restoring.is_some() {
        return;
    }
    let body = body_of(accept);
    if accept.case_id.is_none() {
        if accept.applicant.is_empty() && accept.guide.is_none() {
            return;
        }
        // DECISIONS 5: the case's id is made at its first content.
        accept.case_id = Some(ctx.fresh);
    }
    if body != accept.saving.sent {
        let by = if typing { SAVE_AFTER } else { SignedDuration::ZERO };
        let due = ctx.now.checked_add(by).unwrap_or(ctx.now);
        accept.saving.due = Some(if typing { accept.saving.due.map_or(due, |earlier| earlier.min(due)) } else { due });
    }
}

/// Saves if a save is due.
pub(super) fn save_if_due(model: &mut Model, ctx: &Ctx) -> Option<Effect> {
    let due = model.accept.saving.due().is_some_and(|due| due <= ctx.now);
    if due { save_now(model, ctx) } else { None }
}

/// Saves what has changed, without waiting for the second to pass.
pub fn save_now(model: &mut Model, ctx: &Ctx) -> Option<Effect> {
    if model.accept.saving.due.is_none() { None } else { save(model, false, ctx) }
}

/// Saves as put aside for the next citizen.
pub(super) fn set_aside(model: &mut Model, ctx: &Ctx) -> Option<Effect> {
    save(model, true, ctx)
}

/// A draft lives until its command is sealed; from then on the outbox has it (DECISIONS 5).
fn save(model: &mut Model, set_aside: bool, ctx: &Ctx) -> Option<Effect> {
    let case_id = model.accept.case_id.filter(|_| model.session.read_only.is_none())?;
    let chain = &model.accept.chain;
    if chain.is_finished() || chain.is_received() || chain.is_running() {
        return None;
    }
    let record = DraftRecord {
        case_id,
        title: title(&model.accept),
        saved_at: model.session.centre_time(ctx.now),
        body: body_of(&model.accept),
        set_aside,
    };
    let saving = &mut model.accept.saving;
    saving.sent.clone_from(&record.body);
    saving.due = None;
    saving.in_flight = true;
    saving.revision += 1;
    let revision = saving.revision;
    Some(model.ask(Purpose::Accept(Wait::Save(revision)), Ask::SaveDraft(Box::new(record)), ctx))
}

/// The store answered.
pub(super) fn saved(model: &mut Model, revision: u64, durable: bool, ctx: &Ctx) {
    let at = model.session.centre_time(ctx.now);
    let saving = &mut model.accept.saving;
    if revision != saving.revision {
        return;
    }
    saving.in_flight = false;
    saving.failed = !durable;
    if durable {
        saving.saved_at = Some(at);
    } else {
        // Try again with the next key, or after a second.
        saving.sent.clear();
        saving.due = ctx.now.checked_add(SAVE_AFTER).ok();
    }
}

/// Forgets the saving state of a draft that is put aside; the store has it.
pub(super) fn body_of(accept: &Accept) -> String {
    serde_json::to_string(&Body::of(accept)).unwrap_or_default()
}

/// What the list of drafts shows: masked name and item.
pub(super) fn title(accept: &Accept) -> String {
    let name = accept.applicant.form.value("name");
    let shown = match &accept.applicant.recognised {
        Some(known) if known.kind == crate::domain::codes::DocumentKind::CreditCode => {
            privacy::mask_organisation(name, &known.number, Level::L)
        }
        _ => privacy::mask_name(name, Level::L),
    };
    let ticket = accept.ticket.as_ref().map(|ticket| ticket.no.as_str()).unwrap_or_default();
    let item = accept.guide.as_ref().map(|guide| guide.name.as_str()).unwrap_or_default();
    [ticket, &shown, item].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A workspace for a draft of the store; its body says what else to ask for.
pub(super) fn reopened(case_id: Uuid, record: &DraftRecord) -> Option<(Accept, Body)> {
    let body: Body = serde_json::from_str(&record.body).ok()?;
    let mut accept = Accept { case_id: Some(case_id), ..Accept::default() };
    accept.saving.sent.clone_from(&record.body);
    accept.saving.saved_at = Some(record.saved_at);
    body.restore_applicant(&mut accept);
    Some((accept, body))
}
