//! Disk images as a power cut leaves them: what was synced is there, and of the rest whatever the disk happened to have
//! done, in any order, torn at sectors, with names that may have been lost or come back.

// Small numbers, on machines with 64 bits.
#![allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]

use std::{collections::BTreeMap, fs, path::Path};

use crate::vfs_disk::{Call, Disk, FileId};

const SECTOR: usize = 512;

/// Repeatable chance (`SplitMix64`).
#[derive(Debug, Clone)]
pub struct Dice(pub u64);

impl Dice {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// 0 to `below` − 1.
    pub fn under(&mut self, below: usize) -> usize {
        (self.next() % below.max(1) as u64) as usize
    }

    /// True in `of` of a hundred cases.
    pub fn percent(&mut self, of: usize) -> bool {
        self.under(100) < of
    }
}

/// What the disk did with writes that were not synced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fashion {
    /// Nothing of them: the strictest reading.
    Nothing,
    /// All of them: as kill -9.
    Everything,
    /// The first ones, the last of those torn.
    Prefix,
    /// Any of them, in any order.
    Some,
    /// Any sectors of any of them.
    Torn,
    /// Any sectors, others filled with rubbish.
    Rubbish,
}

const FASHIONS: [Fashion; 6] =
    [Fashion::Nothing, Fashion::Everything, Fashion::Prefix, Fashion::Some, Fashion::Torn, Fashion::Rubbish];

/// The files that are found when the power is back.
pub struct Image {
    pub fashion: Fashion,
    pub files: BTreeMap<String, Vec<u8>>,
}

impl Image {
    /// Puts the files into an empty directory.
    pub fn lay_down(&self, dir: &Path) {
        for (name, bytes) in &self.files {
            fs::write(dir.join(name), bytes).unwrap();
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lot {
    /// Not synced.
    Pending,
    /// Synced, behind something that is not.
    Lasts,
    /// A sync of it failed: there or not, and no later sync changes that.
    Doomed,
}

#[derive(Clone)]
enum Change {
    Bytes(u64, std::sync::Arc<[u8]>),
    Size(u64),
}

#[derive(Clone, Default)]
struct Content {
    durable: Vec<u8>,
    later: Vec<(Change, Lot)>,
}

#[derive(Clone)]
enum Naming {
    Given(String, FileId),
    Gone(String),
}

/// Plays the record of a disk forward and takes images on the way.
pub struct Player {
    contents: Vec<Content>,
    names: BTreeMap<String, FileId>,
    namings: Vec<Naming>,
    calls: Vec<Call>,
    at: usize,
}

impl Player {
    pub fn new(disk: &Disk) -> Self {
        let (start, calls) = disk.tape();
        let names = start.iter().enumerate().map(|(file, (name, _))| (name.clone(), file)).collect();
        let contents = start.into_iter().map(|(_, durable)| Content { durable, later: Vec::new() }).collect();
        Self { contents, names, namings: Vec::new(), calls, at: 0 }
    }

    /// Plays until just before the call at `place`.
    pub fn play_to(&mut self, place: usize) {
        assert!(place >= self.at && place <= self.calls.len());
        while self.at < place {
            let call = self.calls[self.at].clone();
            self.play(call);
            self.at += 1;
        }
    }

    fn play(&mut self, call: Call) {
        match call {
            Call::Create { file, name } => {
                self.contents.resize(self.contents.len().max(file + 1), Content::default());
                self.namings.push(Naming::Given(name, file));
            }
            Call::Write { file, at, bytes } => {
                self.contents[file].later.push((Change::Bytes(at, bytes), Lot::Pending));
            }
            Call::Truncate { file, size } => self.contents[file].later.push((Change::Size(size), Lot::Pending)),
            Call::Sync { file, names } => {
                self.contents[file].sync();
                if names {
                    self.sync_names();
                }
            }
            Call::SyncFailed { file } => {
                for (_, lot) in self.contents[file].later.iter_mut().filter(|(_, lot)| *lot == Lot::Pending) {
                    *lot = Lot::Doomed;
                }
            }
            Call::Delete { name, names } => {
                self.namings.push(Naming::Gone(name));
                if names {
                    self.sync_names();
                }
            }
        }
    }

    fn sync_names(&mut self) {
        for naming in std::mem::take(&mut self.namings) {
            rename(&mut self.names, &naming);
        }
    }

    /// The power goes now.
    pub fn image(&self, dice: &mut Dice) -> Image {
        let fashion = FASHIONS[dice.under(FASHIONS.len())];
        let mut names = self.names.clone();
        for naming in &self.namings {
            let happened = match fashion {
                Fashion::Nothing => false,
                Fashion::Everything => true,
                _ => dice.percent(50),
            };
            if happened {
                rename(&mut names, naming);
            }
        }
        let files = names.into_iter().map(|(name, file)| (name, self.contents[file].cut(fashion, dice))).collect();
        Image { fashion, files }
    }
}

fn rename(names: &mut BTreeMap<String, FileId>, naming: &Naming) {
    match naming {
        Naming::Given(name, file) => names.insert(name.clone(), *file),
        Naming::Gone(name) => names.remove(name),
    };
}

impl Content {
    fn sync(&mut self) {
        for (_, lot) in self.later.iter_mut().filter(|(_, lot)| *lot == Lot::Pending) {
            *lot = Lot::Lasts;
        }
        let done = self.later.iter().take_while(|(_, lot)| *lot == Lot::Lasts).count();
        for (change, _) in self.later.drain(..done) {
            change.apply(&mut self.durable);
        }
    }

    fn cut(&self, fashion: Fashion, dice: &mut Dice) -> Vec<u8> {
        let mut bytes = self.durable.clone();
        let pending = self.later.iter().filter(|(_, lot)| *lot == Lot::Pending).count();
        let mut left = if fashion == Fashion::Prefix { dice.under(pending + 1) } else { pending };
        let likely = 10 + dice.under(81);
        for (change, lot) in &self.later {
            match (lot, fashion) {
                (Lot::Lasts, _) | (Lot::Pending, Fashion::Everything) => change.apply(&mut bytes),
                (Lot::Doomed, _) => {
                    if dice.percent(50) {
                        change.apply(&mut bytes);
                    }
                }
                (Lot::Pending, Fashion::Nothing) => {}
                (Lot::Pending, Fashion::Prefix) => {
                    match left {
                        0 => {}
                        1 => change.tear(&mut bytes, false, 50, dice),
                        _ => change.apply(&mut bytes),
                    }
                    left = left.saturating_sub(1);
                }
                (Lot::Pending, Fashion::Some) => {
                    if dice.percent(likely) {
                        change.apply(&mut bytes);
                    }
                }
                (Lot::Pending, Fashion::Torn) => change.tear(&mut bytes, false, likely, dice),
                (Lot::Pending, Fashion::Rubbish) => change.tear(&mut bytes, true, likely, dice),
            }
        }
        bytes
    }
}

impl Change {
    fn apply(&self, bytes: &mut Vec<u8>) {
        match self {
            Self::Bytes(at, written) => put(bytes, *at as usize, written),
            Self::Size(size) => bytes.resize(*size as usize, 0),
        }
    }

    /// Some sectors of it. Bytes beside what was written stay as they are.
    fn tear(&self, bytes: &mut Vec<u8>, rubbish: bool, likely: usize, dice: &mut Dice) {
        let Self::Bytes(at, written) = self else {
            if dice.percent(likely) {
                self.apply(bytes);
            }
            return;
        };
        let mut from = 0;
        while from < written.len() {
            let place = *at as usize + from;
            let to = written.len().min(from + SECTOR - place % SECTOR);
            if dice.percent(likely) {
                put(bytes, place, &written[from..to]);
            } else if rubbish && dice.percent(30) {
                let noise: Vec<u8> = (from..to).map(|_| dice.next().to_le_bytes()[0]).collect();
                put(bytes, place, &noise);
            }
            from = to;
        }
    }
}

fn put(bytes: &mut Vec<u8>, at: usize, written: &[u8]) {
    if bytes.len() < at + written.len() {
        bytes.resize(at + written.len(), 0);
    }
    bytes[at..at + written.len()].copy_from_slice(written);
}
