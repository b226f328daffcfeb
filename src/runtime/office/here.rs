//! What is kept on this machine: drafts, slips, originals, papers for the printer, settings.

use std::sync::Arc;

use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    app::{
        Answer, Failure,
        effect::{DraftLine, DraftRecord, OriginalLine},
        preferences::{Setting, Value},
    },
    contract::ExportRequest,
    desk::{
        outbox::Slip,
        store::{DraftState, DraftSummary, OriginalPaper},
    },
    i18n::{t, tf},
    runtime::{execute::Result, export, wardrobe::Heard},
    text::Measure,
};

use super::DeskOffice;

impl DeskOffice {
    pub(super) async fn drafts(&self) -> Result<Answer> {
        let lines = self.0.desk.draft_list().await.map_err(|error| self.fails(&error))?;
        let line = |draft: DraftSummary| DraftLine {
            case_id: draft.case_id,
            title: draft.title,
            saved_at: draft.updated,
            goes: draft.goes,
        };
        Ok(Answer::Drafts(lines.into_iter().map(line).collect()))
    }

    pub(super) async fn open_draft(&self, case_id: Uuid) -> Result<Answer> {
        let draft = self.0.desk.load_draft(case_id).await.map_err(|error| self.fails(&error))?;
        let record = draft.and_then(|draft| serde_json::from_str::<DraftRecord>(&draft.snapshot).ok());
        Ok(Answer::Draft(Box::new(record.ok_or_else(|| self.no("program.no_draft"))?)))
    }

    pub(super) async fn save_draft(&self, record: &DraftRecord) -> Result<Answer> {
        let snapshot = serde_json::to_string(record).unwrap_or_default();
        let state = if record.set_aside { DraftState::SetAside } else { DraftState::Open };
        self.done(self.0.desk.save_draft(record.case_id, &record.title, snapshot, state).await)
    }

    pub(super) async fn next_slip(&self) -> Result<Answer> {
        self.0.desk.next_slip_no().await.map(Answer::SlipNo).map_err(|error| self.fails(&error))
    }

    pub(super) async fn keep_slip(&self, slip: Slip) -> Result<Answer> {
        self.done(self.0.desk.keep_slip(slip).await)
    }

    /// Originals in hand, each with the slip that was given for it.
    pub(super) async fn originals(&self) -> Result<Answer> {
        let slips = self.0.desk.slips().await.map_err(|error| self.fails(&error))?;
        let papers = self.0.desk.papers_here().await.map_err(|error| self.fails(&error))?;
        let line = |paper: OriginalPaper| {
            let slip = slips.iter().rev().find(|slip| slip.case_id == paper.case_id);
            OriginalLine {
                case_id: paper.case_id,
                material_code: paper.material_code,
                name: paper.name,
                taken_at: paper.taken_at,
                title: slip.map(|slip| slip.title.clone()).unwrap_or_default(),
                slip_no: slip.map(|slip| slip.no.clone()).unwrap_or_default(),
            }
        };
        Ok(Answer::Originals(papers.into_iter().map(line).collect()))
    }

    pub(super) async fn export(&self, name: String, text: String) -> Result<Answer> {
        let folder = self.0.folders.papers.clone();
        let written = tokio::task::spawn_blocking(move || export::write(&folder, &name, &text)).await;
        match written {
            Ok(Ok(path)) => Ok(Answer::Exported(path.display().to_string())),
            Ok(Err(_)) => Err(self.no("program.not_exported")),
            Err(_) => Err(self.no("program.died")),
        }
    }

    /// A list of cases, as the centre wrote it.
    pub(super) async fn export_cases(&self, asked: ExportRequest) -> Result<Answer> {
        let table = self.ask(|centre| async move { centre.export_cases(&asked).await }).await?;
        let name = format!("cases-{}.csv", Timestamp::now().strftime("%Y%m%d-%H%M%S"));
        let folder = self.0.folders.papers.clone();
        let written = tokio::task::spawn_blocking(move || export::write_bytes(&folder, &name, &table)).await;
        match written {
            Ok(Ok(path)) => Ok(Answer::Exported(path.display().to_string())),
            Ok(Err(_)) => Err(self.no("program.not_exported")),
            Err(_) => Err(self.no("program.died")),
        }
    }

    /// Everything that the program stands on. The centre is asked on the program's own line.
    pub(super) async fn examine(&self, measured: Option<Measure>) -> Result<Answer> {
        let (lang, asked) = (self.0.lang, Timestamp::now());
        let meta = self.0.desk.connect().await.map_err(|error| t(lang, error.key()).to_owned());
        let heard = Heard { meta, asked, at: Timestamp::now() };
        let wardrobe = Arc::clone(&self.0.wardrobe);
        let found = tokio::task::spawn_blocking(move || wardrobe.examine(measured, heard, lang)).await;
        found.map(Answer::Doctor).map_err(|_| self.no("program.died"))
    }

    pub(super) fn save_setting(&self, setting: Setting, value: &Value) -> Result<Answer> {
        let kept = self.0.wardrobe.save(setting, value);
        let file = || self.0.wardrobe.settings().path;
        Ok(Answer::Settings(Box::new(kept.map_err(|why| Failure {
            code: why.key().to_owned(),
            title: tf(self.0.lang, why.key(), &[&file()]),
            ..Failure::default()
        })?)))
    }
}
