//! RELIABILITY F63. How much one address, one account and one device may ask for, and how many windows one account may
//! hold open. The counts are of this instance alone; they protect it and decide nothing about a case.

use std::{
    collections::HashMap,
    fmt,
    hash::Hash,
    net::{IpAddr, Ipv6Addr},
    num::NonZeroU32,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use governor::{
    DefaultKeyedRateLimiter, Quota, RateLimiter,
    clock::{Clock as _, DefaultClock},
};
use serde::Deserialize;
use uuid::Uuid;

use crate::central::fault::Fault;

/// So much at once, and so much a minute in the long run. Zero a minute is no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// In the long run.
    pub per_minute: u32,
    /// At once.
    pub burst: u32,
}

/// What is allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowed {
    /// Requests from one address, of whoever sits behind it.
    pub address: Rate,
    /// Requests of one account.
    pub account: Rate,
    /// Commands of one device.
    pub device: Rate,
    /// Tries to sign in from one address.
    pub sign_in: Rate,
    /// Event streams that one account may hold open; zero is no limit.
    pub windows: u32,
}

impl Default for Allowed {
    /// Far more than a hall of clerks behind one address asks for, and far less than a flood.
    fn default() -> Self {
        Self {
            address: Rate { per_minute: 60_000, burst: 4_000 },
            account: Rate { per_minute: 18_000, burst: 1_000 },
            device: Rate { per_minute: 18_000, burst: 1_000 },
            sign_in: Rate { per_minute: 600, burst: 300 },
            windows: 16,
        }
    }
}

/// Who has asked for how much.
pub struct Limits {
    address: Meter<IpAddr>,
    account: Meter<Uuid>,
    device: Meter<Uuid>,
    sign_in: Meter<IpAddr>,
    windows: Mutex<HashMap<Uuid, u32>>,
    most_windows: u32,
}

impl fmt::Debug for Limits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Limits").finish_non_exhaustive()
    }
}

impl Limits {
    /// Nobody has asked for anything yet.
    pub fn new(allowed: &Allowed) -> Self {
        Self {
            address: Meter::new(allowed.address),
            account: Meter::new(allowed.account),
            device: Meter::new(allowed.device),
            sign_in: Meter::new(allowed.sign_in),
            windows: Mutex::default(),
            most_windows: allowed.windows,
        }
    }

    /// A request from an address.
    pub fn address(&self, address: IpAddr) -> Result<(), Fault> {
        self.address.take(&network(address), "limit.address")
    }

    /// A try to sign in from an address.
    pub fn sign_in(&self, address: IpAddr) -> Result<(), Fault> {
        self.sign_in.take(&network(address), "limit.sign_in")
    }

    /// A request of an account.
    pub fn account(&self, person: Uuid) -> Result<(), Fault> {
        self.account.take(&person, "limit.account")
    }

    /// A command, by the device that it names. What names none is no command, which whoever reads it will say.
    pub fn device(&self, command: &[u8]) -> Result<(), Fault> {
        #[derive(Deserialize)]
        struct Sender {
            device_id: Uuid,
        }
        match serde_json::from_slice::<Sender>(command) {
            Ok(sender) => self.device.take(&sender.device_id, "limit.device"),
            Err(_) => Ok(()),
        }
    }

    /// A seat for an event stream; it is free again when it is dropped.
    pub fn window(self: &Arc<Self>, person: Uuid) -> Result<Seat, Fault> {
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        let open = windows.entry(person).or_default();
        if self.most_windows > 0 && *open >= self.most_windows {
            return Err(Fault::new(429, "limit.windows").after(60));
        }
        *open += 1;
        Ok(Seat { limits: Arc::clone(self), person })
    }

    /// Forgets whoever has been quiet long enough.
    pub fn forget(&self) {
        self.address.forget();
        self.account.forget();
        self.device.forget();
        self.sign_in.forget();
    }
}

/// An event stream that counts.
#[derive(Debug)]
pub struct Seat {
    limits: Arc<Limits>,
    person: Uuid,
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut windows = self.limits.windows.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(open) = windows.get_mut(&self.person) {
            *open = open.saturating_sub(1);
            if *open == 0 {
                windows.remove(&self.person);
            }
        }
    }
}

/// One kind of limit; without a limiter there is none.
struct Meter<K: Hash + Eq + Clone>(Option<DefaultKeyedRateLimiter<K>>);

impl<K: Hash + Eq + Clone> Meter<K> {
    fn new(rate: Rate) -> Self {
        let quota = NonZeroU32::new(rate.per_minute).and_then(|per_minute| {
            let burst = NonZeroU32::new(rate.burst).unwrap_or(NonZeroU32::MIN);
            Quota::with_period(Duration::from_mins(1) / per_minute.get()).map(|quota| quota.allow_burst(burst))
        });
        Self(quota.map(RateLimiter::keyed))
    }

    fn take(&self, key: &K, code: &'static str) -> Result<(), Fault> {
        let Some(limiter) = &self.0 else { return Ok(()) };
        limiter.check_key(key).map_err(|until| {
            let wait = until.wait_time_from(DefaultClock::default().now());
            Fault::new(429, code).after(u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).saturating_add(1))
        })
    }

    fn forget(&self) {
        if let Some(limiter) = &self.0 {
            limiter.retain_recent();
        }
    }
}

/// Who has one address of the newer kind has them all up to the 64th bit.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(long) => IpAddr::V6(Ipv6Addr::from_bits(long.to_bits() & (u128::MAX << 64))),
        short @ IpAddr::V4(_) => short,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::*;

    /// One a minute: a test is over before the next.
    const TWO: Rate = Rate { per_minute: 1, burst: 2 };
    const NONE: Rate = Rate { per_minute: 0, burst: 0 };

    fn limits() -> Arc<Limits> {
        Arc::new(Limits::new(&Allowed { address: TWO, account: TWO, device: TWO, sign_in: NONE, windows: 2 }))
    }

    #[test]
    fn f63_each_address_account_and_device_has_its_own_measure() {
        let limits = limits();
        let (one, other): (IpAddr, IpAddr) = ("10.0.0.1".parse().unwrap(), "10.0.0.2".parse().unwrap());
        assert!(limits.address(one).is_ok() && limits.address(one).is_ok());
        let refused = limits.address(one).unwrap_err();
        assert_eq!((refused.status(), refused.code()), (429, "limit.address"));
        assert!(refused.retry_after().is_some_and(|wait| (1..=60).contains(&wait)), "{refused:?}");
        assert!(limits.address(other).is_ok(), "somebody else is not meant");
        // A mapped address is the same one, and a provider gives whole networks away.
        assert!(limits.address("::ffff:10.0.0.1".parse().unwrap()).is_err());
        let long = |last: &str| limits.address(format!("2001:db8:1:2::{last}").parse().unwrap());
        assert!(long("1").is_ok() && long("2").is_ok() && long("3").is_err());

        let person = Uuid::from_u128(7);
        assert!(limits.account(person).is_ok() && limits.account(person).is_ok() && limits.account(person).is_err());
        let command = format!("{{\"device_id\":\"{person}\",\"payload\":{{}}}}");
        let device = || limits.device(command.as_bytes());
        assert!(device().is_ok() && device().is_ok() && device().is_err());
        assert!(limits.device(b"{}").is_ok(), "what is no command is for others to say");
        assert!((0..1000).all(|_| limits.sign_in(one).is_ok()), "zero is no limit");
    }

    #[test]
    fn f63_a_seat_is_free_again_when_its_window_closes() {
        let limits = limits();
        let person = Uuid::from_u128(7);
        let (first, _second) = (limits.window(person).unwrap(), limits.window(person).unwrap());
        assert_eq!(limits.window(person).unwrap_err().code(), "limit.windows");
        assert!(limits.window(Uuid::from_u128(8)).is_ok());
        drop(first);
        assert!(limits.window(person).is_ok());
    }
}
