//! Who this desk is, and who works at it.

use uuid::Uuid;

use crate::contract::{EnrolRequest, Person, Session, SignIn};

use super::{Desk, DeskError, Event, api::ApiError, open::PERSON, outbox::Why, store::StoreError};

const REFRESH_TOKEN: &str = "refresh_token";

impl Desk {
    /// Makes the desk known to the centre, once in the life of its store and by somebody who is signed in: from then on
    /// the centre's keys are fixed, and a centre with others is not believed.
    pub async fn enrol(&self, name: &str) -> Result<(), DeskError> {
        let (epoch, known) = {
            let line = self.line();
            (line.device.epoch, line.device.device_id.is_some())
        };
        if known {
            return Ok(());
        }
        let request =
            EnrolRequest { epoch, public_key: self.signer()?.public_key(), name: name.to_owned(), code: None };
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

    /// Signs in with a password.
    pub async fn sign_in(&self, staff_no: &str, password: &str) -> Result<Person, DeskError> {
        let request = SignIn::new(staff_no, password);
        let session = self.signing_in(|centre| async move { centre.sign_in(&request).await }).await?;
        self.begin(session).await
    }

    /// Becomes one of the demo hall's people.
    pub async fn sign_in_demo(&self, person: Uuid) -> Result<Person, DeskError> {
        let session = self.signing_in(|centre| async move { centre.demo_session(person).await }).await?;
        self.begin(session).await
    }

    /// A wrong password ends no session that runs.
    async fn signing_in<F>(&self, ask: impl FnOnce(super::Client) -> F) -> Result<Session, DeskError>
    where
        F: Future<Output = Result<Session, ApiError>>,
    {
        let answer = ask(self.inner.client.clone()).await;
        match &answer {
            Err(error) if error.is_offline() => self.lost_centre(error.key()),
            _ => self.heard_centre(),
        }
        Ok(answer?)
    }

    async fn begin(&self, session: Session) -> Result<Person, DeskError> {
        let Session { token, refresh_token, person, .. } = session;
        let kept = serde_json::to_string(&person).map_err(|_| StoreError::Unreadable)?;
        self.store(move |store| {
            store.set_progress(PERSON, &kept)?;
            match refresh_token {
                Some(token) => store.set_progress(REFRESH_TOKEN, &token)?,
                None => store.clear_progress(REFRESH_TOKEN)?,
            }
            store.release(&[Why::SignIn, Why::OtherPerson, Why::AccountDisabled])
        })
        .await?;
        self.inner.client.set_token(Some(token));
        let mut line = self.line();
        line.person = Some(person.clone());
        line.signed_in = true;
        Ok(person)
    }

    /// Signs out: nobody works here, whether the centre hears of it or not. What waits goes on waiting for its own
    /// people.
    pub async fn sign_out(&self) -> Result<(), DeskError> {
        if self.is_signed_in() {
            // A token that the centre could not take back ends by itself.
            let _ = self.inner.client.sign_out().await;
        }
        self.inner.client.set_token(None);
        {
            let mut line = self.line();
            line.person = None;
            line.signed_in = false;
        }
        self.store(|store| {
            store.clear_progress(PERSON)?;
            store.clear_progress(REFRESH_TOKEN)
        })
        .await
    }

    /// Who works here: also after a restart without the centre, so that acts can be sealed offline.
    pub fn person(&self) -> Option<Person> {
        self.line().person.clone()
    }

    /// True while the person has a token that the centre took last time.
    pub fn is_signed_in(&self) -> bool {
        self.line().signed_in
    }

    /// The refresh token of the last sign-in, from the encrypted store.
    pub async fn refresh_token(&self) -> Result<Option<zeroize::Zeroizing<String>>, DeskError> {
        Ok(self.store(|store| store.progress(REFRESH_TOKEN)).await?.map(zeroize::Zeroizing::new))
    }

    pub(super) fn session_ended(&self) {
        self.inner.client.set_token(None);
        let ended = std::mem::replace(&mut self.line().signed_in, false);
        if ended {
            self.tell(&Event::SignInNeeded);
        }
    }
}
