//! Who this desk is, and who works at it: from sign-in to sign-out, over restarts and lost answers.
//!
//! An access token lives in memory, for minutes. What keeps a person signed in is the refresh token: `kept` holds it in the
//! keyring or the encrypted store, `renew` changes it for the next one, one at a time, and `grant` gets the first one by the
//! person's telephone. Whatever ends a session, nothing that waits is lost: it waits for its own people.

mod factor;
mod grant;
mod kept;
mod renew;

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::contract::{ChangePassword, EnrolRequest, Person, Session, SignIn, TokenAnswer};

use super::{
    Desk, DeskError, Event,
    api::{ApiError, Refusal},
    open::PERSON,
    outbox::Why,
    store::StoreError,
};

pub(super) use grant::Grant;
pub use grant::{GrantAnswer, GrantShown};
pub(super) use kept::{Kept, KeptIn, SESSION};
pub(super) use renew::renewer;

/// The centre says it while a password has to be changed: everything else has to wait.
const PASSWORD_DUE: &str = "password.must_change";
/// The centre says it until the second factor that the role wants is set up.
const FACTOR_DUE: &str = "totp.must_enrol";
const DISABLED: &str = "account.disabled";

/// Why nobody is signed in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Parting {
    /// Nobody has signed in yet, or somebody signed out.
    #[default]
    Nobody,
    /// The session ended by its time or by somebody's word at the centre.
    Ended,
    /// A token was used twice: somebody else may have a copy, so the centre ended the session everywhere.
    Reused,
    /// The sign-in is too old for what was asked: the same person shows once more who they are.
    StepUp,
}

/// What came of signing in.
#[derive(Debug, Clone, PartialEq)]
pub struct Entered {
    /// Who.
    pub person: Person,
    /// The password has to be changed before anything else.
    pub password_due: bool,
    /// Their role wants a second factor, and it has to be set up before anything else.
    pub totp_due: bool,
}

/// Nobody came in.
#[derive(Debug, thiserror::Error)]
#[error("{error}")]
pub struct NotIn {
    /// Why.
    #[source]
    pub error: DeskError,
    /// The next try is not looked at before: it grows with every wrong one.
    pub wait: Option<SignedDuration>,
}

impl From<DeskError> for NotIn {
    fn from(error: DeskError) -> Self {
        Self { error, wait: None }
    }
}

/// What the centre gave, whichever way.
struct Given {
    access: String,
    /// So long from now.
    lasts: SignedDuration,
    refresh: Option<Zeroizing<String>>,
    person: Person,
    password_due: bool,
    totp_due: bool,
    /// The desk that the session is bound to.
    bound: Option<Uuid>,
}

/// A session that can be carried on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Family {
    /// The device that refreshes it, and has to prove that it is that one.
    pub(super) bound: Option<Uuid>,
    /// From then on the access token is changed for the next one.
    pub(super) renew_at: Timestamp,
}

impl Desk {
    /// Makes the desk known to the centre, once in the life of its store and by somebody who is signed in: from then on
    /// the centre's keys are fixed, and a centre with others is not believed.
    pub async fn enrol(&self, name: &str) -> Result<(), DeskError> {
        self.enrol_by_code(name, None).await
    }

    /// The same with a code that somebody gave out for one desk, as a live centre wants it.
    pub async fn enrol_by_code(&self, name: &str, code: Option<&str>) -> Result<(), DeskError> {
        let (epoch, known) = {
            let line = self.line();
            (line.device.epoch, line.device.device_id.is_some())
        };
        if known {
            return Ok(());
        }
        let (public_key, code) = (self.signer()?.public_key(), code.map(ToOwned::to_owned));
        let request = EnrolRequest { epoch, public_key, name: name.to_owned(), code };
        let enrolled = self.ask(|centre| async move { centre.enrol(&request).await }).await?;
        if enrolled.realm != self.inner.realm {
            return Err(DeskError::OtherRealm);
        }
        let (device_id, keys) = (enrolled.device_id, enrolled.keys.clone());
        self.store(move |store| store.enrolled(device_id, &keys)).await?;
        let mut line = self.line();
        line.device.device_id = Some(enrolled.device_id);
        line.device.keys = enrolled.keys;
        Ok(())
    }

    /// True once the centre knows this desk.
    pub fn is_enrolled(&self) -> bool {
        self.line().device.device_id.is_some()
    }

    /// Signs in with a password, and the six digits of a second factor where the centre asks for them. The session is
    /// bound to this desk if the centre knows it.
    pub async fn sign_in(&self, staff_no: &str, password: &str, totp: Option<String>) -> Result<Entered, NotIn> {
        let bound = self.line().device.device_id;
        let sign_in = SignIn { totp, device_id: bound, ..SignIn::new(staff_no, password) };
        let answer = self.inner.client.sign_in(&sign_in).await;
        self.hear(answer.as_ref().map_err(|refusal| &refusal.error).err());
        let session = answer.map_err(|Refusal { error, wait }| NotIn { error: error.into(), wait })?;
        Ok(self.begin_session(session, bound).await?)
    }

    /// Becomes one of the demo hall's people.
    pub async fn sign_in_demo(&self, person: Uuid) -> Result<Person, DeskError> {
        let answer = self.inner.client.demo_session(person).await;
        self.hear(answer.as_ref().err());
        Ok(self.begin_session(answer?, None).await?.person)
    }

    /// A no to whoever wants to come in ends no session that runs.
    fn hear(&self, error: Option<&ApiError>) {
        match error {
            Some(error) if error.is_offline() => self.lost_centre(error.key()),
            _ => self.heard_centre(),
        }
    }

    async fn begin_session(&self, session: Session, bound: Option<Uuid>) -> Result<Entered, DeskError> {
        let Session { token, expires_at, refresh_token, person, must_change_password, must_enrol_totp } = session;
        let lasts = self.centre_now().duration_until(expires_at);
        let refresh = refresh_token.map(Zeroizing::new);
        let (password_due, totp_due) = (must_change_password, must_enrol_totp);
        self.begin(Given { access: token, lasts, refresh, person, password_due, totp_due, bound }).await
    }

    /// Somebody came in. A session that ran here until now ends at the centre too.
    async fn begin(&self, given: Given) -> Result<Entered, DeskError> {
        // Whoever renews the session before must not put its token over this one.
        let _alone = self.inner.renewing.lock().await;
        let runs = self.line().family.is_some();
        let before = if runs { self.kept_token().await.unwrap_or_default() } else { None };
        match &given.refresh {
            Some(token) => self.keep_token(token, given.bound).await?,
            None => self.forget_token().await?,
        }
        let entered = self.take(given).await?;
        if let Some(before) = before {
            // What cannot be ended now ends by itself.
            let _ = self.inner.client.revoke(&before).await;
        }
        Ok(entered)
    }

    /// Takes a session that is on the disk already into use.
    async fn take(&self, given: Given) -> Result<Entered, DeskError> {
        let Given { access, lasts, refresh, person, password_due, totp_due, bound } = given;
        let kept = serde_json::to_string(&person).map_err(|_| StoreError::Unreadable)?;
        let known = self.line().person.as_ref() == Some(&person) && self.line().signed_in;
        if !known {
            self.store(move |store| {
                store.set_progress(PERSON, &kept)?;
                store.release(&[Why::SignIn, Why::OtherPerson, Why::AccountDisabled])
            })
            .await?;
        }
        self.inner.client.set_token(Some(access));
        let renew_at = self.now().saturating_add(lasts * 2 / 3).unwrap_or(Timestamp::MAX);
        {
            let mut line = self.line();
            line.family = refresh.map(|_| Family { bound, renew_at });
            line.person = Some(person.clone());
            line.password_due = password_due;
            line.factor_due = totp_due;
            line.disabled = false;
            line.signed_in = true;
            if !known {
                line.recovery = None;
            }
            if line.until_why == Some(Why::AccountDisabled) {
                // That was somebody else, or it is over.
                line.until = None;
            }
        }
        if !known {
            self.tell(&Event::SignedIn);
        }
        Ok(Entered { person, password_due, totp_due })
    }

    /// Changes one's own password; what had to wait for that goes on.
    pub async fn change_password(&self, old: &str, new: &str) -> Result<(), DeskError> {
        let change = ChangePassword { old: old.to_owned(), new: new.to_owned() };
        self.ask(|centre| async move { centre.change_password(&change).await }).await?;
        self.line().password_due = false;
        self.tell(&Event::SignedIn);
        Ok(())
    }

    /// Signs out: nobody works here, whether the centre hears of it or not. What waits goes on waiting for its own
    /// people.
    pub async fn sign_out(&self) -> Result<(), DeskError> {
        if self.is_signed_in() {
            // A session that the centre could not end ends by itself.
            let _ = self.inner.client.sign_out().await;
        }
        let _alone = self.inner.renewing.lock().await;
        self.part(Parting::Nobody);
        self.line().person = None;
        self.forget_token().await?;
        self.store(|store| store.clear_progress(PERSON)).await
    }

    /// Who works here: also after a restart without the centre, so that acts can be sealed offline.
    pub fn person(&self) -> Option<Person> {
        self.line().person.clone()
    }

    /// True while the person has a token that the centre took last time.
    pub fn is_signed_in(&self) -> bool {
        self.line().signed_in
    }

    /// Why nobody is signed in; `None` = somebody is, or will be as soon as the centre is heard.
    pub fn parting(&self) -> Option<Parting> {
        let line = self.line();
        (!line.signed_in && line.family.is_none()).then_some(line.parting)
    }

    /// The password of whoever works here has to be changed before anything else.
    pub fn password_due(&self) -> bool {
        self.line().password_due
    }

    /// The account of whoever works here was disabled; what they sealed is held until it is enabled again.
    pub fn is_disabled(&self) -> bool {
        self.line().disabled
    }

    /// Carries a session on that was begun before the program started, or that the centre did not answer for. True if
    /// somebody is signed in then.
    pub async fn resume(&self) -> bool {
        self.renew(self.inner.client.turn()).await
    }

    /// The centre does not know the token, and there is no other one to be had.
    pub(super) fn session_ended(&self) {
        // As long as there is a family the line is at fault: it is carried on as soon as the centre is heard.
        let over = {
            let line = self.line();
            line.signed_in && line.family.is_none()
        };
        if over {
            self.part(Parting::Ended);
        }
    }

    /// Nobody is signed in any more.
    fn part(&self, why: Parting) {
        self.inner.client.set_token(None);
        let ended = {
            let mut line = self.line();
            line.family = None;
            line.parting = why;
            line.password_due = false;
            line.factor_due = false;
            line.disabled = false;
            std::mem::replace(&mut line.signed_in, false)
        };
        if ended && why != Parting::Nobody {
            self.tell(&Event::SignInNeeded(why));
        }
    }

    /// What a no says about the account behind it.
    pub(super) fn learn_of_account(&self, error: &ApiError) {
        if let ApiError::Problem(problem) = error {
            self.learn_of_code(&problem.code);
        }
    }

    /// The same from what was said to a sealed command.
    pub(super) fn learn_of_code(&self, code: &str) {
        match code {
            DISABLED => self.account_disabled(),
            PASSWORD_DUE => self.password_must_change(),
            FACTOR_DUE => self.factor_must_be_set_up(),
            _ => {}
        }
    }

    /// The centre answered this person: the account is enabled, again or still.
    pub(super) fn account_answered(&self) {
        let again = std::mem::replace(&mut self.line().disabled, false);
        if again {
            self.tell(&Event::SignedIn);
        }
    }

    /// What this person sealed is held; whoever else signs in goes on.
    pub(super) fn account_disabled(&self) {
        if !std::mem::replace(&mut self.line().disabled, true) {
            self.tell(&Event::AccountDisabled);
        }
    }

    fn password_must_change(&self) {
        if !std::mem::replace(&mut self.line().password_due, true) {
            self.tell(&Event::PasswordDue);
        }
    }
}

impl Given {
    fn tokens(answer: TokenAnswer, bound: Option<Uuid>) -> Self {
        Self {
            access: answer.access_token,
            lasts: SignedDuration::from_secs(i64::from(answer.expires_in)),
            refresh: Some(Zeroizing::new(answer.refresh_token)),
            person: answer.person,
            password_due: answer.must_change_password,
            totp_due: answer.must_enrol_totp,
            bound,
        }
    }
}
