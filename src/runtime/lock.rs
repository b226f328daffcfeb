//! The locked screen's passphrase or PIN, tried at the desk; and changing them.

use crate::{
    app::{
        Answer, Failure,
        effect::Secret,
        lock::{Missed, Opened, Stake},
        secrets::{Change, PinShown},
    },
    desk::{
        OpenError, Unlocked,
        vault::{self, PinState},
    },
    i18n::t,
};

use super::{execute::Result, office::DeskOffice};

impl DeskOffice {
    /// Tries what was typed; with the right one what waited goes out at once.
    pub(super) async fn unlock(&self, typed: Secret) -> Result<Answer> {
        let Secret(typed) = typed;
        let opened = match self.desk().unlock(typed).await {
            Ok(Unlocked::Open) => {
                self.nudge();
                Opened::Yes
            }
            Ok(Unlocked::Wrong(miss)) => Opened::Wrong(Missed {
                wait: miss.wait,
                left: miss.left(),
                taken: miss.is_last(),
                stake: match miss.stake {
                    vault::Stake::Time => Stake::Time,
                    vault::Stake::Pin => Stake::Pin,
                    vault::Stake::Key => Stake::Key,
                },
            }),
            Ok(Unlocked::TooSoon { wait }) => Opened::TooSoon(wait),
            Err(error) => return Err(self.not_opened(&error)),
        };
        Ok(Answer::Unlocked(opened))
    }

    /// Changes PIN or passphrase, and says how the PIN stands then.
    pub(super) async fn change_secret(&self, change: Change) -> Result<Answer> {
        let desk = self.desk();
        let done = match change {
            Change::Pin { passphrase: Secret(passphrase), new: Secret(new) } => desk.set_pin(passphrase, new).await,
            Change::Passphrase { old: Secret(old), new: Secret(new) } => desk.change_passphrase(old, new).await,
        };
        done.map_err(|error| self.not_opened(&error))?;
        Ok(Answer::Pin(self.pin_shown().await))
    }

    /// How the PIN stands, for the pages that offer it.
    pub(super) async fn pin_shown(&self) -> PinShown {
        match self.desk().pin_state().await {
            Ok(PinState::Set) => PinShown::Set,
            Ok(PinState::Unset) => PinShown::Unset,
            Ok(PinState::NoKeyring(_)) | Err(_) => PinShown::NoKeyring,
        }
    }

    fn not_opened(&self, error: &OpenError) -> Failure {
        let code = error.key();
        Failure { code: code.to_owned(), title: t(self.lang(), code).to_owned(), ..Failure::default() }
    }
}
