//! Changing a refresh token for the next pair, one at a time (F38). Whoever comes while it is under way waits, and goes on
//! with what it brings; the new token is on the disk before it is used. An answer that was lost is asked for again with the
//! same token; nothing but the centre's own no ends the session.

use std::sync::{Arc, Weak};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};

use crate::{
    contract::{OauthError, OauthRefusal, TokenAnswer, TokenForm},
    desk::{
        Desk, Inner,
        api::{NoTokens, Renew, Renewing},
    },
};

use super::{DISABLED, Given, Parting};

/// After a try that brought nothing, the next one is made then: well inside the minute in which the centre still gives the
/// same answer again.
const AGAIN: SignedDuration = SignedDuration::from_secs(10);

/// Renews for the desk's client.
struct Renewer(Weak<Inner>);

impl Renewer {
    fn desk(&self) -> Option<Desk> {
        self.0.upgrade().map(|inner| Desk { inner })
    }
}

impl Renew for Renewer {
    fn is_due(&self) -> bool {
        self.desk().is_some_and(|desk| {
            let now = desk.now();
            let due = desk.line().family.is_some_and(|family| family.renew_at <= now);
            due && !desk.is_locked()
        })
    }

    fn renew(&self, turn: u64) -> Renewing<'_> {
        let desk = self.desk();
        Box::pin(async move {
            match desk {
                Some(desk) => desk.renew(turn).await,
                None => false,
            }
        })
    }

    fn give_up(&self, turn: u64) -> Renewing<'_> {
        let desk = self.desk();
        Box::pin(async move {
            if let Some(desk) = desk {
                desk.step_up(turn).await;
            }
            false
        })
    }
}

impl Desk {
    /// The centre wants them to show once more who they are (ASVS 7.5.3). What waits goes on when they did.
    async fn step_up(&self, turn: u64) {
        let _one_at_a_time = self.inner.renewing.lock().await;
        if self.inner.client.turn() == turn {
            self.over(Parting::StepUp).await;
        }
    }

    /// Gets a newer token than this one. True if there is one.
    pub(super) async fn renew(&self, turn: u64) -> bool {
        let _one_at_a_time = self.inner.renewing.lock().await;
        if self.inner.client.turn() != turn {
            return self.is_signed_in();
        }
        let Some(family) = self.line().family.filter(|_| !self.is_locked()) else { return false };
        // A store that does not answer now answers later.
        let Ok(token) = self.kept_token().await else { return false };
        let Some(token) = token else {
            self.over(Parting::Ended).await;
            return false;
        };
        let form = TokenForm::refresh(token.as_str(), family.bound);
        let signer = self.signer().ok().filter(|_| family.bound.is_some());
        if family.bound.is_some() && signer.is_none() {
            // The screen was locked just now.
            return false;
        }
        let sign = |body: &[u8]| signer.map(|pair| URL_SAFE_NO_PAD.encode(pair.sign(body)));
        match self.inner.client.tokens(&form, sign).await {
            Ok(answer) => self.carried_on(answer, family.bound).await,
            Err(error) => {
                self.not_renewed(error).await;
                false
            }
        }
    }

    async fn carried_on(&self, answer: TokenAnswer, bound: Option<uuid::Uuid>) -> bool {
        self.heard_centre();
        let given = Given::tokens(answer, bound);
        let kept = match &given.refresh {
            Some(token) => self.keep_token(token, bound).await,
            None => Ok(()),
        };
        // What is not on the disk is not used: the same token brings it again.
        kept.is_ok() && self.take(given).await.is_ok()
    }

    async fn not_renewed(&self, error: NoTokens) {
        match error {
            NoTokens::Refused(no) => {
                self.heard_centre();
                if let Some(why) = judge(&no) {
                    return self.over(why).await;
                }
                if no.code.as_deref() == Some(DISABLED) {
                    self.account_disabled();
                }
                self.try_again();
            }
            NoTokens::Other(error) => {
                self.hear(Some(&error));
                self.learn_of_account(&error);
                self.try_again();
            }
        }
    }

    /// The session cannot be carried on. Whoever it was signs in again.
    async fn over(&self, why: Parting) {
        // If it cannot be wiped now it is refused again at the next try.
        let _ = self.forget_token().await;
        {
            // Also where the token of a session from before the start is refused: that has to be told.
            self.line().signed_in = true;
        }
        self.part(why);
    }

    fn try_again(&self) {
        let at = self.now().saturating_add(AGAIN).unwrap_or(Timestamp::MAX);
        if let Some(family) = self.line().family.as_mut() {
            family.renew_at = at;
        }
    }
}

/// Whether OAuth's no ends the session, and how. A disabled account may be enabled again.
fn judge(no: &OauthRefusal) -> Option<Parting> {
    match (no.error, no.code.as_deref()) {
        (_, Some(DISABLED)) => None,
        (OauthError::InvalidGrant, Some("session.reused")) => Some(Parting::Reused),
        (OauthError::InvalidGrant | OauthError::AccessDenied | OauthError::ExpiredToken, _) => Some(Parting::Ended),
        _ => None,
    }
}

/// The desk's own handle for its renewer.
pub(in crate::desk) fn renewer(inner: &Arc<Inner>) -> Box<dyn Renew> {
    Box::new(Renewer(Arc::downgrade(inner)))
}
