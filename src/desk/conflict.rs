//! Conflicts (R12.1, RELIABILITY 3.8): both sides of one are brought together for a person, and what the person decides
//! becomes a new command for the version that the case has now. The refused one keeps its bytes.

use std::collections::VecDeque;

use uuid::Uuid;

use crate::{
    contract::{CaseDetail, Command, RevealRequest},
    domain::{
        case::{Application, State},
        conflict::{Conflict, Field, facts_of},
        guide::GuideRef,
        lifecycle::Act,
    },
};

use super::{
    Desk, DeskError, Sealed,
    outbox::{Clash, Names, ParcelLine, Which},
    store::StoreError,
};

/// Why the centre is asked for values in clear; it is recorded there.
const REASON: &str = "reveal.conflict";
/// What a masked value bears.
const MASK: char = '*';
/// Cases that are remembered as they were last shown.
const SEEN: usize = 32;

/// Cases as they were last shown: what an act that is sealed now was based on. In memory only.
#[derive(Debug, Default)]
pub(super) struct SeenCases(VecDeque<(Uuid, u64, Application)>);

impl SeenCases {
    fn note(&mut self, case_id: Uuid, version: u64, application: Application) {
        self.0.retain(|(known, seen, _)| (*known, *seen) != (case_id, version));
        self.0.push_back((case_id, version, application));
        let old = self.0.len().saturating_sub(SEEN);
        self.0.drain(..old);
    }

    /// The application of the case as it was shown in this version.
    pub(super) fn base(&self, case_id: Uuid, version: u64) -> Option<Application> {
        let mut known = self.0.iter();
        known.find(|(id, seen, _)| *id == case_id && *seen == version).map(|(_, _, application)| application.clone())
    }

    /// Nobody sits here any more.
    pub(super) fn forget(&mut self) {
        self.0.clear();
    }
}

impl Desk {
    /// A case was shown: an act that is sealed for this version was made for what it holds.
    pub fn saw(&self, detail: &CaseDetail) {
        let case = &detail.case;
        let clear = self.line().seen.base(case.id, case.version);
        self.line().seen.note(case.id, case.version, clear.unwrap_or_else(|| case.application.clone()));
    }

    /// The same in clear, for whoever takes a draft over.
    pub fn saw_in_clear(&self, case_id: Uuid, application: &Application) {
        let version = self.line().seen.0.iter().rev().find(|(id, ..)| *id == case_id).map(|(_, version, _)| *version);
        if let Some(version) = version {
            self.line().seen.note(case_id, version, application.clone());
        }
    }

    /// Both sides of a conflict that nobody has decided. Needs the centre: what stands there is read now.
    pub async fn clash(&self, which: Which) -> Result<Option<Clash>, DeskError> {
        let Some(line) = self.open_conflict(which).await? else { return Ok(None) };
        let Some(case_id) = line.case_id else { return Ok(None) };
        let command_id = line.command_id;
        let (kept, base) = self
            .store(move |store| {
                let kept = store.parcel(command_id)?.ok_or(StoreError::NotAllowed)?;
                Ok((kept, store.conflict_base(command_id)?))
            })
            .await?;
        let command: Command = serde_json::from_slice(&kept.sealing.bytes).map_err(|_| StoreError::Unreadable)?;
        let act = command.act().map_err(|_| StoreError::Unreadable)?;
        let detail = self.ask(|centre| async move { centre.case(case_id).await }).await?;
        let history = self.ask(|centre| async move { centre.timeline(case_id).await }).await?;
        let offered = |act: &crate::domain::lifecycle::AllowedAct| act.act == command.kind && act.blocked_by.is_empty();
        let (theirs, whole) = self.in_clear(&detail, &act).await?;
        // An application with masked values in it must never be sent back.
        let may_repeat = whole && detail.allowed_acts.iter().any(offered);
        // A guide of a newer program gives no names; the codes stand in their place.
        let guide = match self.guide(&detail.case.guide_version).await {
            Err(DeskError::NewerGuide) => None,
            guide => guide?,
        };
        let names = guide.map(|guide| {
            let fields = guide.form.iter().flat_map(|section| &section.fields);
            Names::of(guide.materials.iter(), fields, &guide.questions)
        });
        Ok(Some(Clash {
            line,
            conflict: Conflict::of(act, base.as_ref(), theirs, may_repeat),
            since: history.into_iter().filter(|entry| entry.version > command.expected_version).collect(),
            version: detail.case.version,
            state: detail.state(),
            guide_version: detail.case.guide_version,
            names: names.unwrap_or_default(),
        }))
    }

    /// Seals what a person decided in the place of the refused command, for the version that was compared. `None` = what
    /// stands at the centre is left standing, and nothing is sent.
    pub async fn supersede(
        &self,
        command_id: Uuid,
        act: Option<&Act>,
        version: u64,
        guide: GuideRef,
    ) -> Result<Option<Sealed>, DeskError> {
        let Some(act) = act else {
            let now = self.now();
            self.store(move |store| store.leave_standing(command_id, now)).await?;
            return Ok(None);
        };
        let keys = self.centre_keys();
        let line = self.store(move |store| store.outbox_line(command_id, &keys)).await?;
        let line = line.filter(ParcelLine::is_open_conflict).ok_or(StoreError::NotAllowed)?;
        self.seal_instead(act, line.case_id, version, Some(guide), Some(command_id)).await.map(Some)
    }

    async fn open_conflict(&self, which: Which) -> Result<Option<ParcelLine>, DeskError> {
        let mut open: Vec<ParcelLine> = self.outbox(u32::MAX).await?;
        open.retain(|line| match which {
            Which::Command(id) => line.is_open_conflict() && line.command_id == id,
            Which::Case(id) => line.is_open_conflict() && line.case_id == Some(id),
        });
        Ok(open.into_iter().min_by_key(|line| line.place))
    }

    /// What stands at the centre, in clear as far as the act needs it; and whether that is all of it. A draft comes whole,
    /// a received case value by value, and every one is recorded there (11.3).
    async fn in_clear(&self, detail: &CaseDetail, act: &Act) -> Result<(Application, bool), DeskError> {
        let case_id = detail.case.id;
        let mut theirs = detail.case.application.clone();
        let conflict = Conflict::of(act.clone(), None, theirs.clone(), true);
        let brings_all = conflict.sides.mine.contains_key(&Field::Guide);
        if brings_all && detail.case.state == State::Draft {
            let value = self.reveal(case_id, "application".to_owned()).await?;
            let clear = serde_json::from_str::<Application>(&value).map_err(|_| StoreError::Unreadable)?;
            return Ok((clear, true));
        }
        if brings_all {
            let masked = |value: &serde_json::Value| value.as_str().is_some_and(|text| text.contains(MASK));
            let whole = !facts_of(&theirs).values().any(masked);
            return Ok((theirs, whole));
        }
        for field in conflict.sides.theirs.keys() {
            let Field::Form(id) = field else { continue };
            if theirs.form.get(id).is_some_and(|value| value.contains(MASK)) {
                let clear = self.reveal(case_id, format!("form.{id}")).await?;
                theirs.form.insert(id.clone(), clear);
            }
        }
        Ok((theirs, true))
    }

    async fn reveal(&self, case_id: Uuid, field: String) -> Result<String, DeskError> {
        let request = RevealRequest { case_id, field, reason: REASON.to_owned() };
        Ok(self.ask(|centre| async move { centre.reveal(&request).await }).await?.value)
    }
}
