//! The catalogue office: drafts of guides, tolerance lists, settings and calendars on their way into force.

use std::path::Path;

use uuid::Uuid;

use crate::contract::{
    OfficeAct, OfficeDetail, OfficeDifference, OfficeDraft, OfficeImport, OfficeKind, OfficePublication, OfficeReview,
    OfficeRevision, Page,
};

use super::{ApiError, Client, reads::path};

/// Where drafts live.
const DRAFTS: &str = "/v1/catalogue/office/drafts";

/// The media type of a file that the office takes, by the ending of its name.
pub fn office_media(file: &Path) -> Option<&'static str> {
    match file.extension()?.to_str()?.to_ascii_lowercase().as_str() {
        "json" => Some("application/json"),
        "csv" => Some("text/csv"),
        "xlsx" => Some("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        _ => None,
    }
}

impl Client {
    /// Drafts, the latest act first; with `all` those that are over as well.
    pub async fn office_drafts(&self, all: bool, cursor: Option<String>) -> Result<Page<OfficeDraft>, ApiError> {
        let all = [("all", all.to_string())].into_iter();
        let query: Vec<_> = all.chain(cursor.map(|cursor| ("cursor", cursor))).collect();
        self.get(path(&["catalogue", "office", "drafts"], &query)).await
    }

    /// One draft, what was done to it, and what this person may do.
    pub async fn office_draft(&self, id: Uuid) -> Result<OfficeDetail, ApiError> {
        self.get(format!("{DRAFTS}/{id}")).await
    }

    /// It beside what is in force.
    pub async fn office_difference(&self, id: Uuid) -> Result<OfficeDifference, ApiError> {
        self.get(format!("{DRAFTS}/{id}/difference")).await
    }

    /// A file becomes drafts, whole or not at all.
    pub async fn office_import(&self, kind: OfficeKind, media: &str, bytes: Vec<u8>) -> Result<OfficeImport, ApiError> {
        self.upload(format!("/v1/catalogue/office/imports?kind={}", kind.word()), media, bytes).await
    }

    /// The draft as it shall be.
    pub async fn office_revise(&self, id: Uuid, revision: &OfficeRevision) -> Result<OfficeDraft, ApiError> {
        self.post(&format!("{DRAFTS}/{id}/revisions"), revision).await
    }

    /// To the second person.
    pub async fn office_submit(&self, id: Uuid, act: &OfficeAct) -> Result<OfficeDraft, ApiError> {
        self.post(&format!("{DRAFTS}/{id}/submissions"), act).await
    }

    /// The second person's word.
    pub async fn office_review(&self, id: Uuid, review: &OfficeReview) -> Result<OfficeDraft, ApiError> {
        self.post(&format!("{DRAFTS}/{id}/reviews"), review).await
    }

    /// In force from a day on.
    pub async fn office_publish(&self, id: Uuid, publication: &OfficePublication) -> Result<OfficeDraft, ApiError> {
        self.post(&format!("{DRAFTS}/{id}/publications"), publication).await
    }

    /// Taken back before it is in force.
    pub async fn office_withdraw(&self, id: Uuid, act: &OfficeAct) -> Result<OfficeDraft, ApiError> {
        self.post(&format!("{DRAFTS}/{id}/withdrawals"), act).await
    }
}
