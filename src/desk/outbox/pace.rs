//! How fast to try again (RELIABILITY 3.5).

use jiff::{SignedDuration, Timestamp, fmt::rfc2822};

use crate::ports::Entropy;

/// Longest pause of the formula.
pub(super) const SLOWEST: SignedDuration = SignedDuration::from_secs(300);
/// Shortest pause, so that a draw of zero is no busy loop.
const QUICKEST: SignedDuration = SignedDuration::from_millis(100);
const SHORTEST_RETRY_AFTER: u64 = 1;
const LONGEST_RETRY_AFTER: u64 = 3_600;
/// No pause is longer: the longest `Retry-After` and what is spread on top.
pub(super) const LONGEST: SignedDuration = SignedDuration::from_secs(3_600 + 360);

/// A number from 0 to `at_most`, both included.
pub(super) fn draw(entropy: &dyn Entropy, at_most: u64) -> u64 {
    let mut bytes = [0u8; 8];
    entropy.fill(&mut bytes);
    let drawn = u64::from_le_bytes(bytes);
    // The bias of the remainder is below 2^-40 for the spans used here.
    at_most.checked_add(1).map_or(drawn, |span| drawn % span)
}

fn millis(count: u64) -> SignedDuration {
    SignedDuration::from_millis(i64::try_from(count).unwrap_or(i64::MAX))
}

fn whole_millis(span: SignedDuration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(0)
}

/// Most that [`backoff`] can give after so many attempts: `min(300 s, 1 s · 2^n)`.
pub(super) fn ceiling(attempts: u32) -> SignedDuration {
    let seconds = 1_i64.checked_shl(attempts.min(20)).unwrap_or(i64::MAX);
    SignedDuration::from_secs(seconds).min(SLOWEST)
}

/// Full jitter: anything from (almost) nothing to the ceiling.
pub fn backoff(attempts: u32, entropy: &dyn Entropy) -> SignedDuration {
    millis(draw(entropy, whole_millis(ceiling(attempts)))).max(QUICKEST)
}

/// One to five seconds.
pub(super) fn soon(entropy: &dyn Entropy) -> SignedDuration {
    millis(1_000 + draw(entropy, 4_000))
}

/// The slowest pace, a little spread.
pub(super) fn slow(entropy: &dyn Entropy) -> SignedDuration {
    spread(SLOWEST, entropy)
}

/// 0–10 % on top, so that all desks do not come back in the same second.
fn spread(span: SignedDuration, entropy: &dyn Entropy) -> SignedDuration {
    span + millis(draw(entropy, whole_millis(span) / 10))
}

/// What a `Retry-After` header asks for: seconds or a date, held between one second and one hour, and 0–10 % more.
/// `None` for what is neither: the formula decides then.
pub fn retry_after(header: &str, now: Timestamp, entropy: &dyn Entropy) -> Option<SignedDuration> {
    let header = header.trim();
    let seconds = if !header.is_empty() && header.bytes().all(|byte| byte.is_ascii_digit()) {
        header.parse().unwrap_or(LONGEST_RETRY_AFTER)
    } else {
        let at = rfc2822::parse(header).ok()?.timestamp();
        u64::try_from(now.duration_until(at).as_secs()).unwrap_or(0)
    };
    let seconds = i64::try_from(seconds.clamp(SHORTEST_RETRY_AFTER, LONGEST_RETRY_AFTER)).ok()?;
    Some(spread(SignedDuration::from_secs(seconds), entropy))
}

/// After an outage, when this desk starts to deliver: somewhere in `0..=within`, so that all desks of a city do not
/// come back in the same second.
pub fn reconnect_start(now: Timestamp, within: SignedDuration, entropy: &dyn Entropy) -> Timestamp {
    now.saturating_add(millis(draw(entropy, whole_millis(within)))).unwrap_or(now)
}

/// Retries are drawn from a bucket of ten that fills at one per three seconds; first tries are free.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// Thousandths of a retry.
    left: u64,
    at: Timestamp,
}

impl Budget {
    const FULL: u64 = 10_000;
    const MILLIS_PER_RETRY: u64 = 3_000;

    /// A full bucket.
    pub fn full(now: Timestamp) -> Self {
        Self { left: Self::FULL, at: now }
    }

    /// Retries that may be made now.
    pub fn retries(&mut self, now: Timestamp) -> usize {
        let passed = u64::try_from(self.at.duration_until(now).as_millis()).unwrap_or(0);
        self.left = (self.left + passed * 1_000 / Self::MILLIS_PER_RETRY).min(Self::FULL);
        self.at = now;
        usize::try_from(self.left / 1_000).unwrap_or(0)
    }

    /// Takes one retry out.
    pub fn take(&mut self) {
        self.left = self.left.saturating_sub(1_000);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::ports::ManualEntropy;
    use proptest::prelude::*;

    fn now() -> Timestamp {
        "2026-11-20T08:30:00Z".parse().unwrap()
    }

    proptest! {
        #[test]
        fn backoff_stays_below_a_ceiling_that_never_falls(attempts in 0u32..200, seed: u64) {
            let pause = backoff(attempts, &ManualEntropy::seeded(seed));
            prop_assert!(pause >= QUICKEST && pause <= ceiling(attempts).max(QUICKEST));
            prop_assert!(ceiling(attempts) <= ceiling(attempts + 1));
            prop_assert!(ceiling(attempts) <= SLOWEST);
        }

        #[test]
        fn any_retry_after_is_ignored_or_held_between_a_second_and_an_hour(text in "\\PC{0,40}", seed: u64) {
            if let Some(pause) = retry_after(&text, now(), &ManualEntropy::seeded(seed)) {
                prop_assert!(pause >= SignedDuration::from_secs(1) && pause <= SignedDuration::from_secs(3_960));
            }
        }

        #[test]
        fn the_bucket_never_gives_more_than_ten_and_one_per_three_seconds(steps in prop::collection::vec(0i64..20_000, 1..60)) {
            let mut budget = Budget::full(now());
            let (mut at, mut taken, mut passed) = (now(), 0u64, 0u64);
            for step in steps {
                at += SignedDuration::from_millis(step);
                passed += u64::try_from(step).unwrap();
                while budget.retries(at) > 0 {
                    budget.take();
                    taken += 1;
                }
            }
            prop_assert!(taken <= 10 + passed / 3_000);
        }
    }

    #[test]
    fn retry_after_reads_seconds_and_dates_and_nothing_else() {
        let entropy = ManualEntropy::seeded(1);
        let seconds = |text: &str| retry_after(text, now(), &entropy).map(|span| span.as_secs());
        assert!(seconds("120").is_some_and(|s| (120..=132).contains(&s)));
        assert!(seconds("0").is_some_and(|s| s == 1));
        assert!(seconds("1000000000").is_some_and(|s| (3_600..=3_960).contains(&s)));
        assert!(seconds("99999999999999999999999999").is_some_and(|s| (3_600..=3_960).contains(&s)));
        assert!(seconds("Fri, 20 Nov 2026 08:31:00 GMT").is_some_and(|s| (60..=66).contains(&s)));
        assert!(seconds("Fri, 20 Nov 2020 08:31:00 GMT").is_some_and(|s| s == 1));
        assert_eq!(seconds("-5"), None);
        assert_eq!(seconds("soon"), None);
        assert_eq!(seconds(""), None);
    }
}
