//! The catalogue office: read from the centre, done at the centre. Only a file comes from this machine.

use std::{
    fs,
    future::Future,
    path::{Path, PathBuf},
};

use uuid::Uuid;

use crate::{
    app::{
        Answer,
        catalogue::{Asked, Deed, Heard, Sheet},
    },
    contract::{OfficeAct, OfficeDraft, OfficeKind, OfficePublication, OfficeReview, OfficeRevision},
    desk::{
        DeskError,
        api::{ApiError, Client, office_media},
    },
    runtime::execute::Result,
};

use super::DeskOffice;

/// The office takes no larger file; one that is, is not read here.
const LARGEST: u64 = 10 << 20;

impl DeskOffice {
    /// Everything that the page asks.
    pub(super) async fn catalogue(&self, asked: Asked) -> Result<Answer> {
        let heard = match asked {
            Asked::Drafts { all, cursor } => {
                Heard::Drafts(self.ask(|centre| async move { centre.office_drafts(all, cursor).await }).await?)
            }
            Asked::Draft(id) => Heard::Draft(Box::new(self.sheet(id).await?)),
            Asked::Import { kind, file } => self.import(kind, &file).await?,
            Asked::Do { id, version, deed } => self.act_on_draft(id, version, deed).await?,
        };
        Ok(Answer::Catalogue(Box::new(heard)))
    }

    async fn sheet(&self, id: Uuid) -> Result<Sheet> {
        let detail = self.ask(|centre| async move { centre.office_draft(id).await }).await?;
        let difference = self.ask(|centre| async move { centre.office_difference(id).await }).await?;
        Ok(Sheet { detail, difference })
    }

    async fn import(&self, kind: OfficeKind, typed: &str) -> Result<Heard> {
        let path = pasted(typed);
        let media = office_media(&path).ok_or_else(|| self.no("catalogue.file.kind"))?;
        let read = tokio::task::spawn_blocking(move || {
            let meta = fs::metadata(&path).ok().filter(fs::Metadata::is_file)?;
            Some(if meta.len() > LARGEST { None } else { Some(fs::read(&path).ok()?) })
        });
        let bytes = match read.await {
            Ok(Some(Some(bytes))) => bytes,
            Ok(Some(None)) => return Err(self.no("catalogue.file.large")),
            _ => return Err(self.no("catalogue.file.unreadable")),
        };
        let done = self.judged(|centre| async move { centre.office_import(kind, media, bytes).await }).await?;
        Ok(done.map_or_else(|refused| refused, |import| Heard::Imported(Box::new(import))))
    }

    async fn act_on_draft(&self, id: Uuid, expected_version: u64, deed: Deed) -> Result<Heard> {
        let done = self.judged(|centre| async move { carry_out(&centre, id, expected_version, deed).await }).await?;
        Ok(done.map_or_else(|refused| refused, |draft| Heard::Done(Box::new(draft))))
    }

    /// Asks for something that the centre judges. Its no is an answer, place by place.
    async fn judged<T, F>(&self, ask: impl FnOnce(Client) -> F) -> Result<std::result::Result<T, Heard>>
    where
        F: Future<Output = std::result::Result<T, ApiError>>,
    {
        self.arrived().await;
        match self.0.desk.ask(ask).await {
            Ok(done) => Ok(Ok(done)),
            Err(DeskError::Centre(ApiError::Problem(problem))) if problem.status != 401 => {
                Ok(Err(Heard::Refused(problem)))
            }
            Err(error) => Err(self.fails(&error)),
        }
    }
}

async fn carry_out(
    centre: &Client,
    id: Uuid,
    expected_version: u64,
    deed: Deed,
) -> std::result::Result<OfficeDraft, ApiError> {
    match deed {
        Deed::Decide { content, at } => {
            let revision = OfficeRevision { expected_version, content: *content, decided: vec![at] };
            centre.office_revise(id, &revision).await
        }
        Deed::Submit { remark } => centre.office_submit(id, &OfficeAct { expected_version, remark }).await,
        Deed::Pass { remark, effective } => {
            let passed = centre.office_review(id, &OfficeReview { expected_version, pass: true, remark }).await?;
            let Some(effective) = effective else { return Ok(passed) };
            let expected_version = passed.version;
            centre.office_publish(id, &OfficePublication { expected_version, effective }).await
        }
        Deed::SendBack { remark } => {
            let review = OfficeReview { expected_version, pass: false, remark: Some(remark) };
            centre.office_review(id, &review).await
        }
        Deed::Publish { effective } => {
            centre.office_publish(id, &OfficePublication { expected_version, effective }).await
        }
        Deed::Withdraw { remark } => centre.office_withdraw(id, &OfficeAct { expected_version, remark }).await,
    }
}

/// A path as a person pastes one, or drops a file on the terminal: in quotes, or with its blanks escaped.
fn pasted(typed: &str) -> PathBuf {
    let bare = typed.trim().trim_matches(['\'', '"']);
    if Path::new(bare).exists() { PathBuf::from(bare) } else { PathBuf::from(bare.replace("\\ ", " ")) }
}
