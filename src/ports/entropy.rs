//! Randomness as an argument: ids, keys and jitter are drawn from here, so that a run can be repeated.

use std::sync::Mutex;

use uuid::Uuid;

/// A source of random bytes.
pub trait Entropy: Send + Sync {
    /// Fills `into` with random bytes.
    fn fill(&self, into: &mut [u8]);

    /// A fresh UUIDv4. Version 4 and not 7: an id must not tell when it was made.
    fn uuid(&self) -> Uuid {
        let mut bytes = [0u8; 16];
        self.fill(&mut bytes);
        uuid::Builder::from_random_bytes(bytes).into_uuid()
    }
}

/// A repeatable source for tests and simulation (`SplitMix64`); never for keys of a real store.
#[derive(Debug)]
pub struct ManualEntropy {
    state: Mutex<u64>,
}

impl ManualEntropy {
    /// A source that always gives the same bytes for the same seed.
    pub fn seeded(seed: u64) -> Self {
        Self { state: Mutex::new(seed) }
    }
}

impl Entropy for ManualEntropy {
    fn fill(&self, into: &mut [u8]) {
        let mut state = self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        for chunk in into.chunks_mut(8) {
            *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = *state;
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            z ^= z >> 31;
            for (to, from) in chunk.iter_mut().zip(z.to_le_bytes()) {
                *to = from;
            }
        }
    }
}
