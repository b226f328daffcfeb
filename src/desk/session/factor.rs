//! A second factor of whoever works here: begun with the password once more, and in force once a code of it was shown. The
//! desk keeps nothing of it.

use zeroize::Zeroizing;

use crate::{
    contract::{ConfirmTotp, EnrolTotp, TotpSecret},
    desk::{Desk, DeskError, Event},
};

impl Desk {
    /// The second factor that the role of whoever works here wants has to be set up before anything else.
    pub fn factor_due(&self) -> bool {
        self.line().factor_due
    }

    /// Asks for a new second factor, which counts once a code of it was shown. The secret is shown once.
    pub async fn begin_factor(&self, password: &Zeroizing<String>) -> Result<TotpSecret, DeskError> {
        let enrol = EnrolTotp { password: password.as_str().to_owned() };
        self.ask(|centre| async move { centre.enrol_totp(&enrol).await }).await
    }

    /// The telephone shows these six digits: the factor holds, and what had to wait for it goes on.
    pub async fn confirm_factor(&self, code: &str) -> Result<(), DeskError> {
        let confirm = ConfirmTotp { code: code.to_owned() };
        self.ask(|centre| async move { centre.confirm_totp(&confirm).await }).await?;
        self.line().factor_due = false;
        self.tell(&Event::SignedIn);
        Ok(())
    }

    pub(super) fn factor_must_be_set_up(&self) {
        if !std::mem::replace(&mut self.line().factor_due, true) {
            self.tell(&Event::FactorDue);
        }
    }
}
