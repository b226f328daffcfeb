//! Signing in and out at the desk, for whoever sits before the screen.

use zeroize::Zeroizing;

use crate::{
    app::{
        Answer, Failure,
        effect::Secret,
        sign_in::{Credentials, Entered, FactorKey, Granted, Phone, Standing},
    },
    desk::{self, GrantAnswer, GrantShown, NotIn, Parting},
    i18n::{Lang, tf},
    runtime::execute::Result,
};

use super::DeskOffice;

/// What this desk is called in the centre's list, until somebody there gives it a better name.
pub fn device_name(lang: Lang) -> String {
    tf(lang, "demo.device_name", &[&std::process::id().to_string()])
}

/// How whoever sits here stands with the centre.
pub(in crate::runtime) fn standing(desk: &desk::Desk) -> Standing {
    match desk.parting() {
        Some(Parting::Nobody) => Standing::Nobody,
        Some(Parting::Ended) => Standing::Ended,
        Some(Parting::Reused) => Standing::Reused,
        Some(Parting::StepUp) => Standing::StepUp,
        None if desk.is_disabled() => Standing::Disabled,
        None if desk.password_due() => Standing::PasswordDue,
        None if desk.factor_due() => Standing::FactorDue,
        None => Standing::In,
    }
}

impl DeskOffice {
    /// Signs in with a password.
    pub(super) async fn sign_in(&self, credentials: Credentials) -> Result<Answer> {
        let Credentials { staff_no, password: Secret(password), totp } = credentials;
        match self.0.desk.sign_in(&staff_no, &password, totp).await {
            Ok(entered) => Ok(Answer::SignedIn(self.entered(&entered))),
            Err(NotIn { error, wait }) => Err(Failure { retry_after: wait, ..self.fails(&error) }),
        }
    }

    /// Signs out; what could not be wiped is told.
    pub(super) async fn sign_out(&self) -> Result<Answer> {
        self.moved(self.0.desk.sign_out().await)
    }

    /// Changes the password of whoever works here.
    pub(super) async fn change_password(&self, old: Secret, new: Secret) -> Result<Answer> {
        let (Secret(old), Secret(new)): (Secret, Secret) = (old, new);
        self.moved(self.0.desk.change_password(&old, &new).await)
    }

    /// Begins the second factor that the role of whoever works here wants.
    pub(super) async fn begin_factor(&self, password: Secret) -> Result<Answer> {
        let Secret(password) = password;
        let begun = self.0.desk.begin_factor(&password).await.map_err(|error| self.fails(&error))?;
        Ok(Answer::Factor(Box::new(FactorKey::new(begun.otpauth, begun.secret))))
    }

    /// Six digits of it: from now on it is asked for.
    pub(super) async fn confirm_factor(&self, code: String) -> Result<Answer> {
        let code = Zeroizing::new(code);
        self.moved(self.0.desk.confirm_factor(&code).await)
    }

    /// Begins to sign in by telephone.
    pub(super) async fn begin_grant(&self) -> Result<Answer> {
        let shown = self.0.desk.begin_grant(&device_name(self.0.lang)).await.map_err(|error| self.fails(&error))?;
        let GrantShown { code, address, complete, until, pace } = shown;
        Ok(Answer::Grant(Box::new(Phone::new(code, address, complete, until, pace))))
    }

    /// Whether the person has agreed.
    pub(super) async fn poll_grant(&self) -> Result<Answer> {
        let answer = self.0.desk.poll_grant().await.map_err(|error| self.fails(&error))?;
        Ok(Answer::Granted(match answer {
            GrantAnswer::Pending => Granted::Pending,
            GrantAnswer::SlowDown => Granted::SlowDown,
            GrantAnswer::Expired => Granted::Over("sign_in.phone.expired"),
            GrantAnswer::Denied => Granted::Over("sign_in.phone.denied"),
            GrantAnswer::Disabled => Granted::Over("sign_in.disabled"),
            GrantAnswer::In(entered) => Granted::In(self.entered(&entered)),
        }))
    }

    /// Nobody waits for a telephone any more.
    pub(super) fn drop_grant(&self) -> Answer {
        self.0.desk.drop_grant();
        Answer::Nothing
    }

    /// Makes this desk known by a code.
    pub(super) async fn enrol(&self, code: String) -> Result<Answer> {
        let code = Zeroizing::new(code);
        self.moved(self.0.desk.enrol_by_code(&device_name(self.0.lang), Some(&code)).await)
    }

    fn entered(&self, entered: &desk::Entered) -> Entered {
        self.nudge();
        let desk::Entered { person, password_due, totp_due } = entered;
        Entered { id: person.id, password_due: *password_due, factor_due: *totp_due }
    }
}
