//! The people and desks of a centre, for whoever looks after them; and one's own second factor.

use uuid::Uuid;

use crate::contract::{
    ChangeStaff, ConfirmTotp, DeviceCode, DeviceLine, EnrolTotp, NewStaff, Page, Proposal, ProposalConfirmed,
    RecoveryLine, RecoveryRequest, RemoveTotp, ResetPassword, StaffChanged, StaffLine, TotpSecret,
};

use super::{ApiError, Client};

impl Client {
    /// Whom one is in charge of, by staff number, behind one of them.
    pub async fn staff(&self, after: Option<&str>) -> Result<Page<StaffLine>, ApiError> {
        let query: Vec<_> = after.map(|after| ("after", after.to_owned())).into_iter().collect();
        self.get(super::reads::path(&["staff"], &query)).await
    }

    /// All whom one is in charge of.
    pub async fn everybody(&self) -> Result<Vec<StaffLine>, ApiError> {
        let (mut all, mut after) = (Vec::new(), None::<String>);
        loop {
            let page = self.staff(after.as_deref()).await?;
            all.extend(page.items);
            match page.next {
                Some(next) => after = Some(next),
                None => return Ok(all),
            }
        }
    }

    /// Proposes somebody new.
    pub async fn add_staff(&self, new: &NewStaff) -> Result<Proposal, ApiError> {
        self.post("/v1/staff", new).await
    }

    /// Changes somebody; what gives a right is put down for a second person.
    pub async fn change_staff(&self, id: Uuid, change: &ChangeStaff) -> Result<StaffChanged, ApiError> {
        self.post(&format!("/v1/staff/{id}"), change).await
    }

    /// Proposes a new password for one sign-in.
    pub async fn reset_password(&self, id: Uuid, reset: &ResetPassword) -> Result<Proposal, ApiError> {
        self.post(&format!("/v1/staff/{id}/password"), reset).await
    }

    /// Ends every session of somebody.
    pub async fn force_sign_out(&self, id: Uuid) -> Result<StaffLine, ApiError> {
        self.post(&format!("/v1/staff/{id}/sign-out"), &serde_json::json!({})).await
    }

    /// Stops somebody's account.
    pub async fn disable(&self, id: Uuid) -> Result<StaffLine, ApiError> {
        self.post(&format!("/v1/staff/{id}/disable"), &serde_json::json!({})).await
    }

    /// Proposes that somebody works here again.
    pub async fn enable(&self, id: Uuid) -> Result<Proposal, ApiError> {
        self.post(&format!("/v1/staff/{id}/enable"), &serde_json::json!({})).await
    }

    /// What waits for a second person.
    pub async fn proposals(&self) -> Result<Vec<Proposal>, ApiError> {
        self.get("/v1/proposals".to_owned()).await
    }

    /// Says so as the second person.
    pub async fn confirm_proposal(&self, id: Uuid) -> Result<ProposalConfirmed, ApiError> {
        self.post(&format!("/v1/proposals/{id}/confirm"), &serde_json::json!({})).await
    }

    /// Says no as the second person.
    pub async fn refuse_proposal(&self, id: Uuid) -> Result<Proposal, ApiError> {
        self.post(&format!("/v1/proposals/{id}/refuse"), &serde_json::json!({})).await
    }

    /// Takes an own proposal back.
    pub async fn withdraw_proposal(&self, id: Uuid) -> Result<Proposal, ApiError> {
        self.post(&format!("/v1/proposals/{id}/withdraw"), &serde_json::json!({})).await
    }

    /// Desks that the centre knows.
    pub async fn devices(&self) -> Result<Vec<DeviceLine>, ApiError> {
        self.get("/v1/devices".to_owned()).await
    }

    /// A code with which one desk may make itself known.
    pub async fn device_code(&self) -> Result<DeviceCode, ApiError> {
        self.post("/v1/devices/codes", &serde_json::json!({})).await
    }

    /// Puts a desk out.
    pub async fn revoke_device(&self, id: Uuid) -> Result<DeviceLine, ApiError> {
        self.post(&format!("/v1/devices/{id}/revoke"), &serde_json::json!({})).await
    }

    /// Leave to send what somebody sealed at a desk and cannot send any more.
    pub async fn give_recovery(&self, id: Uuid, request: &RecoveryRequest) -> Result<RecoveryLine, ApiError> {
        self.post(&format!("/v1/staff/{id}/recoveries"), request).await
    }

    /// Leave that was given for a desk and is not void.
    pub async fn recoveries(&self, device: Uuid) -> Result<Vec<RecoveryLine>, ApiError> {
        self.get(format!("/v1/devices/{device}/recoveries")).await
    }

    /// Takes leave back that nobody has taken.
    pub async fn revoke_recovery(&self, id: Uuid) -> Result<RecoveryLine, ApiError> {
        self.post(&format!("/v1/recoveries/{id}/revoke"), &serde_json::json!({})).await
    }

    /// Begins a second factor of one's own.
    pub async fn enrol_totp(&self, enrol: &EnrolTotp) -> Result<TotpSecret, ApiError> {
        self.post("/v1/me/totp", enrol).await
    }

    /// It holds from now on.
    pub async fn confirm_totp(&self, confirm: &ConfirmTotp) -> Result<(), ApiError> {
        self.tell("/v1/me/totp/confirm", confirm).await
    }

    /// It goes.
    pub async fn remove_totp(&self, remove: &RemoveTotp) -> Result<(), ApiError> {
        self.tell("/v1/me/totp/remove", remove).await
    }
}
