//! Carrying events to the systems of departments: at least once, in order per case, signed, with growing pauses, and put
//! aside when nobody took them for two days. Any instance may carry; a lease keeps the others away for a while.

use std::time::Duration;

use futures_util::future::join_all;
use jiff::{SignedDuration, Timestamp};
use reqwest::{Client, redirect::Policy};
use uuid::Uuid;

use crate::{
    central::{
        Centre,
        fault::Fault,
        store::{Letter, Outcome},
    },
    contract::{DeliveryState, keyed_hash},
    ports::Entropy,
};

use super::{address, bound_to};

/// Letters that are under way at the same time.
const AT_ONCE: u32 = 16;

/// The whole of one try.
const WHOLE_CALL: Duration = Duration::from_secs(10);

/// Who took a letter has it so long; longer than any try.
const LEASE: SignedDuration = SignedDuration::from_mins(1);

/// After this nobody waits for it any more, and a person must.
const DEAD_AFTER: SignedDuration = SignedDuration::from_hours(48);

const FIRST_PAUSE_MS: u64 = 3_000;
const LONGEST_PAUSE_MS: u64 = 15 * 60 * 1000;

/// The books are looked at at least so often: another instance may have fallen silent.
const LONGEST_SLEEP: Duration = Duration::from_secs(30);

const AFTER_A_FAILURE: Duration = Duration::from_secs(5);

impl Centre {
    /// Tells everything that is due by now. Answers how many tries were made.
    pub async fn tell_due(&self) -> Result<usize, Fault> {
        self.tell_with(&mut None).await
    }

    /// Tells whatever becomes due. Runs until dropped, or until the disk fails.
    pub(in crate::central) async fn tell_departments(self) {
        let (mut office, mut changes) = (None, self.watch_changes());
        loop {
            if self.tell_with(&mut office).await.is_err() {
                if self.is_stopped() {
                    return;
                }
                tokio::time::sleep(AFTER_A_FAILURE).await;
            }
            let own = self.clone();
            let wait = self.run(move || own.until_next_letter()).await.unwrap_or(LONGEST_SLEEP);
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                _ = changes.changed() => {}
                () = self.letters_due().notified() => {}
            }
        }
    }

    fn until_next_letter(&self) -> Result<Duration, Fault> {
        let now = self.machine_now();
        let next = self.read(|tx, _| Ok(tx.next_letter()?))?;
        let wait = next.map(|at| Duration::try_from(at.duration_since(now)).unwrap_or(Duration::ZERO));
        Ok(wait.unwrap_or(LONGEST_SLEEP).min(LONGEST_SLEEP))
    }

    /// The client is made anew when the region says otherwise where departments may be told.
    async fn tell_with(&self, office: &mut Option<Office>) -> Result<usize, Fault> {
        let mut tried = 0;
        loop {
            let own = self.clone();
            let (lease, private, letters) = self.run(move || own.take_letters()).await?;
            if letters.is_empty() {
                return Ok(tried);
            }
            tried += letters.len();
            if office.as_ref().is_none_or(|office| office.private != private) {
                *office = Office::open(private);
            }
            let office = office.as_ref();
            join_all(letters.iter().map(|letter| self.carry(office, letter, lease)))
                .await
                .into_iter()
                .collect::<Result<Vec<()>, Fault>>()?;
        }
    }

    /// What is due and taken by this lease, and whether private addresses may be told at present.
    fn take_letters(&self) -> Result<(Uuid, bool, Vec<Letter>), Fault> {
        let (now, lease) = (self.machine_now(), self.entropy().uuid());
        let (next, private) = self
            .read(|tx, centre_now| Ok((tx.next_letter()?, self.law(tx)?.at(centre_now).webhooks.private_addresses)))?;
        if next.is_none_or(|at| at > now) {
            return Ok((lease, private, Vec::new()));
        }
        let until = now.saturating_add(LEASE).unwrap_or(Timestamp::MAX);
        let letters = self.write(|tx, _| Ok(tx.take_letters(now, until, lease, AT_ONCE)?))?;
        Ok((lease, private, letters))
    }

    /// One try, and what became of it.
    async fn carry(&self, office: Option<&Office>, letter: &Letter, lease: Uuid) -> Result<(), Fault> {
        let answered = match office {
            Some(office) => self.post(office, letter).await,
            None => Err("other"),
        };
        let (own, letter) = (self.clone(), letter.clone());
        self.run(move || {
            let at = own.machine_now();
            let outcome = judged(&letter, answered, at, own.entropy());
            own.write(|tx, _| Ok(tx.settle_letter(&letter, lease, &outcome)?))
        })
        .await
    }

    /// The HTTP status, or why there is none.
    async fn post(&self, office: &Office, letter: &Letter) -> Result<u32, &'static str> {
        let url = address::parse(&letter.url, office.private).map_err(|_| "address")?;
        let secret = self.keys().safe.open(&letter.secret, &bound_to(letter.webhook_id)).ok_or("other")?;
        let seconds = self.machine_now().as_second();
        let signature = keyed_hash(&secret, &format!("{seconds}.{}", letter.body));
        let sent = office
            .client
            .post(url)
            .header("content-type", "application/cloudevents+json; charset=utf-8")
            .header("chuangtai-delivery", letter.id.to_string())
            .header("chuangtai-signature", format!("t={seconds},v1={signature}"))
            .body(letter.body.clone())
            .send()
            .await;
        match sent {
            Ok(answer) => Ok(u32::from(answer.status().as_u16())),
            Err(error) if error.is_timeout() => Err("timeout"),
            Err(error) if error.is_connect() => Err("connect"),
            Err(_) => Err("other"),
        }
    }
}

/// Where letters leave: a client that follows nobody, asks no proxy, and reaches what may be told.
struct Office {
    /// Addresses of private networks too.
    private: bool,
    client: Client,
}

impl Office {
    /// `None` = TLS could not be set up.
    fn open(private: bool) -> Option<Self> {
        // An error means that a provider is installed already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            .redirect(Policy::none())
            .no_proxy()
            .referer(false)
            .timeout(WHOLE_CALL)
            .dns_resolver(std::sync::Arc::new(address::Guarded { private }))
            .user_agent(concat!("chuangtai/", env!("CARGO_PKG_VERSION")))
            .build()
            .ok()?;
        Some(Self { private, client })
    }
}

/// What becomes of a letter after a try.
fn judged(
    letter: &Letter,
    answered: Result<u32, &'static str>,
    at: Timestamp,
    entropy: &dyn Entropy,
) -> Outcome<'static> {
    let (status, error) = match answered {
        Ok(status) => (Some(status), None),
        Err(why) => (None, Some(why)),
    };
    let state = match status {
        Some(200..=299) => DeliveryState::Done,
        _ if letter.since.duration_until(at) >= DEAD_AFTER => DeliveryState::Dead,
        _ => DeliveryState::Waiting,
    };
    let next_try = at.saturating_add(pause(letter.attempts, entropy)).unwrap_or(Timestamp::MAX);
    Outcome { state, next_try, at, status, error }
}

/// The pause after so many tries: 3 s, doubled each time, never over 15 minutes; the second half of it is chance, so that
/// receivers that come back are not all told in the same instant.
fn pause(attempts: u32, entropy: &dyn Entropy) -> SignedDuration {
    let whole = FIRST_PAUSE_MS.saturating_mul(1u64 << attempts.saturating_sub(1).min(20)).min(LONGEST_PAUSE_MS);
    let mut bytes = [0u8; 8];
    entropy.fill(&mut bytes);
    let half = whole / 2;
    let chance = u64::from_le_bytes(bytes).checked_rem(half.saturating_add(1)).unwrap_or_default();
    SignedDuration::from_millis(i64::try_from(half.saturating_add(chance)).unwrap_or_default())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::*;
    use crate::ports::ManualEntropy;

    #[test]
    fn pauses_double_up_to_a_quarter_of_an_hour() {
        let entropy = ManualEntropy::seeded(3);
        for (attempts, whole) in [(1, 3), (2, 6), (3, 12), (8, 384), (9, 768), (10, 900), (500, 900)] {
            for _ in 0..100 {
                let pause = pause(attempts, &entropy).as_millis();
                assert!((whole * 500..=whole * 1000).contains(&pause), "{attempts}: {pause}");
            }
        }
    }
}
