//! The power is cut (RELIABILITY F02, F55): at any call of the disk, with whatever the disk had done of what was not
//! synced. What was promised before is there, whole, and the file opens without anybody's help.
//!
//! | variable | meaning | ordinary |
//! |---|---|---|
//! | `CHUANGTAI_IMAGES` | disk images in all, three of five of them a desk's | 2,000 |
//! | `CHUANGTAI_CUT_SEED` | first seed; a failure names the seed of its session | 1 |

use crate::cut_image::Dice;

/// How many images this run makes in all.
pub fn images() -> usize {
    number("CHUANGTAI_IMAGES", 2_000)
}

/// Where the seeds of this run begin.
pub fn first_seed() -> u64 {
    number("CHUANGTAI_CUT_SEED", 1) as u64
}

/// A number that can be set from outside.
pub fn number(name: &str, ordinary: usize) -> usize {
    std::env::var(name).ok().map_or(ordinary, |text| text.parse().unwrap_or_else(|_| panic!("{name} is no number")))
}

/// Places for cuts, in order: many of them right behind a promise, where losing the least is worst, or right before
/// one, where all is written and nothing said.
pub fn places(dice: &mut Dice, promises: &[usize], end: usize, count: usize) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count)
        .map(|_| match dice.under(10) {
            0..4 => promises[dice.under(promises.len())],
            4..6 => promises[dice.under(promises.len())].saturating_sub(1),
            _ => dice.under(end + 1),
        })
        .collect();
    places.sort_unstable();
    places
}

/// What each image was like.
#[derive(Debug, Default)]
pub struct Tally {
    pub images: usize,
    pub again: usize,
    pub half_way: usize,
    pub fashions: std::collections::BTreeMap<String, usize>,
}
