//! The locked screen's passphrase, tried at the desk.

use crate::{
    app::{Answer, Failure, effect::Secret, lock::Opened},
    desk::Unlocked,
    i18n::t,
};

use super::{execute::Result, office::DeskOffice};

impl DeskOffice {
    /// Tries a passphrase; with the right one what waited goes out at once.
    pub(super) async fn unlock(&self, typed: Secret) -> Result<Answer> {
        let Secret(passphrase) = typed;
        let opened = match self.desk().unlock(passphrase).await {
            Ok(Unlocked::Open) => {
                self.nudge();
                Opened::Yes
            }
            Ok(Unlocked::Wrong { wait }) => Opened::Wrong(wait),
            Ok(Unlocked::TooSoon { wait }) => Opened::TooSoon(wait),
            Err(error) => {
                let code = error.key();
                return Err(Failure {
                    code: code.to_owned(),
                    title: t(self.lang(), code).to_owned(),
                    ..Failure::default()
                });
            }
        };
        Ok(Answer::Unlocked(opened))
    }
}
