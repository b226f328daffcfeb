//! A rescue in stages, so that a kill or a power cut may end it anywhere (F01, F06). Until the new store is whole and on
//! the disk the damaged one lies where it lay, and the next start begins anew; from then on a mark says so, and the next
//! start goes on from it. The new `desk.db` moves into its place last of all.
//!
//! ```text
//! rescue/reading/   a copy that is read: opening may replay a log
//! rescue/desk.db    the new store
//! rescue/damaged/   the damaged files, as they were
//! rescue/ready      the mark, and under which name the damaged files are kept
//! ```

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use jiff::Timestamp;

use super::{STORE_FILE, look};

/// Folder of a rescue under way.
const STAGE: &str = "rescue";
const READING: &str = "reading";
const DAMAGED: &str = "damaged";
const READY: &str = "ready";

/// What was done last. A rescue may be cut short after each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// The folder is there, and empty.
    Begun,
    /// A copy of the damaged files can be read.
    Copied,
    /// The new store is whole.
    Built,
    /// The damaged files stand in the folder, under a second name.
    SetAside,
    /// The mark is on the disk: from now on the rescue goes on.
    Ready,
    /// The damaged store's log is out of the way.
    LogGone,
    /// The new store is in its place.
    Moved,
    /// The damaged files are where a person finds them.
    Kept,
}

/// Told after each stage; an error ends the rescue there.
pub(super) type Watch<'a> = dyn FnMut(Stage) -> io::Result<()> + 'a;

/// The folder of a rescue in the store's directory.
pub(super) fn stage(dir: &Path) -> PathBuf {
    dir.join(STAGE)
}

/// Begins, or begins anew: what an earlier try left behind is nothing that the damaged files do not have. Returns the
/// folder of a copy that may be read.
pub(super) fn begin(dir: &Path, watch: &mut Watch<'_>) -> io::Result<PathBuf> {
    let stage = stage(dir);
    clear(&stage)?;
    fs::create_dir(&stage)?;
    watch(Stage::Begun)?;
    let reading = stage.join(READING);
    fs::create_dir(&reading)?;
    for name in files() {
        copy_if_there(&dir.join(&name), &reading.join(&name))?;
    }
    watch(Stage::Copied)?;
    Ok(reading)
}

/// The new store is closed and whole: sets the damaged files aside and marks the rescue as one that goes on.
pub(super) fn settle(dir: &Path, kept: &str, watch: &mut Watch<'_>) -> io::Result<()> {
    let stage = stage(dir);
    fs::remove_dir_all(stage.join(READING))?;
    sync_file(&stage.join(STORE_FILE))?;
    watch(Stage::Built)?;
    let aside = stage.join(DAMAGED);
    fs::create_dir(&aside)?;
    for name in files() {
        let (from, to) = (dir.join(&name), aside.join(&name));
        // A second name of the same file costs no room; not every file system has that.
        if from.exists() && fs::hard_link(&from, &to).is_err() {
            copy_if_there(&from, &to)?;
        }
    }
    sync_dir(&aside)?;
    sync_dir(&stage)?;
    watch(Stage::SetAside)?;
    let part = stage.join("ready.part");
    fs::write(&part, kept)?;
    sync_file(&part)?;
    fs::rename(&part, stage.join(READY))?;
    sync_dir(&stage)?;
    sync_dir(dir)?;
    watch(Stage::Ready)
}

/// Ends a rescue that was marked as ready, however often it is cut short; one that was not leaves nothing behind.
pub(super) fn finish(dir: &Path, watch: &mut Watch<'_>) -> io::Result<()> {
    let stage = stage(dir);
    if !stage.exists() {
        return Ok(());
    }
    if let Some(kept) = mark(dir)? {
        if stage.join(STORE_FILE).exists() {
            // It would be replayed into the new store, which has the same key.
            for name in files().into_iter().filter(|name| name != STORE_FILE) {
                remove_if_there(&dir.join(name))?;
            }
            sync_dir(dir)?;
            watch(Stage::LogGone)?;
            fs::rename(stage.join(STORE_FILE), dir.join(STORE_FILE))?;
            sync_dir(&stage)?;
            sync_dir(dir)?;
            watch(Stage::Moved)?;
        }
        look::no_doubt(dir);
        let aside = stage.join(DAMAGED);
        if aside.exists() {
            fs::rename(aside, dir.join(kept))?;
            sync_dir(&stage)?;
            sync_dir(dir)?;
        }
        watch(Stage::Kept)?;
    }
    clear(&stage)?;
    sync_dir(dir)
}

/// True if a rescue is between its mark and its end: what lies in the store's place is not what is to be read.
pub(super) fn is_moving(dir: &Path) -> bool {
    stage(dir).join(READY).exists()
}

/// A name under which the damaged files can be kept.
pub(super) fn name_for(dir: &Path, now: Timestamp) -> String {
    let begun = now.as_millisecond();
    let mut names = (0..1_000).map(|more| format!("damaged-{}", begun.saturating_add(more)));
    names.find(|name| !dir.join(name).exists()).unwrap_or_else(|| "damaged-again".to_owned())
}

/// What the mark says, if it is there.
fn mark(dir: &Path) -> io::Result<Option<String>> {
    match fs::read_to_string(stage(dir).join(READY)) {
        Ok(kept) => Ok(Some(kept)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn files() -> [String; 3] {
    [STORE_FILE.to_owned(), format!("{STORE_FILE}-wal"), format!("{STORE_FILE}-shm")]
}

fn clear(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        done => done,
    }
}

fn remove_if_there(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        done => done,
    }
}

fn copy_if_there(from: &Path, to: &Path) -> io::Result<()> {
    if !from.exists() {
        return Ok(());
    }
    fs::copy(from, to)?;
    sync_file(to)
}

fn sync_file(file: &Path) -> io::Result<()> {
    fs::File::options().write(true).open(file)?.sync_all()
}

/// A new name is on the disk when its folder is. Elsewhere than on Unix the file system sees to it by itself.
fn sync_dir(folder: &Path) -> io::Result<()> {
    #[cfg(unix)]
    fs::File::open(folder)?.sync_all()?;
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use tempfile::TempDir;
    use uuid::Uuid;

    use super::*;
    use crate::{
        desk::store::{Draft, DraftState, Fate, Store, rescue, rescue::rescue_watched},
        ports::ManualEntropy,
        sqlite::FileKey,
    };

    const STAGES: [Stage; 8] = [
        Stage::Begun,
        Stage::Copied,
        Stage::Built,
        Stage::SetAside,
        Stage::Ready,
        Stage::LogGone,
        Stage::Moved,
        Stage::Kept,
    ];

    fn key() -> FileKey {
        FileKey::new(&mut [9; 32])
    }

    fn now() -> Timestamp {
        "2026-11-22T01:00:00Z".parse().unwrap()
    }

    fn draft(case: u128) -> Draft {
        let (title, snapshot) = (format!("draft {case}"), "x".repeat(3_000));
        Draft { case_id: Uuid::from_u128(case), title, snapshot, state: DraftState::Open, updated: now() }
    }

    fn files_of(dir: &Path) -> Vec<(String, Vec<u8>)> {
        let read = |name: String| fs::read(dir.join(&name)).ok().map(|bytes| (name, bytes));
        files().into_iter().filter_map(read).collect()
    }

    /// The files of a program that was killed, one page of them damaged: some of the drafts stand in the log only.
    fn damaged() -> (TempDir, Vec<(String, Vec<u8>)>) {
        let (living, dir) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let open = || Store::open(living.path(), &key(), 0, &ManualEntropy::seeded(3)).unwrap();
        let mut store = open();
        for case in 1..=40 {
            store.save_draft(&draft(case)).unwrap();
        }
        store.next_slip().unwrap();
        drop(store);
        let mut store = open();
        store.save_draft(&draft(99)).unwrap();
        let mut files = files_of(living.path());
        let middle = files[0].1.len() * 2 / 3;
        files[0].1[middle] ^= 0x40;
        for (name, bytes) in &files {
            fs::write(dir.path().join(name), bytes).unwrap();
        }
        drop(store);
        assert!(files.iter().any(|(name, bytes)| name.ends_with("-wal") && !bytes.is_empty()));
        (dir, files)
    }

    /// The next start: it opens, or rescues.
    fn start(dir: &Path) -> Store {
        match Store::open(dir, &key(), 0, &ManualEntropy::seeded(4)) {
            Ok(store) => store,
            Err(error) => {
                assert!(error.is_damage(), "{error:?}");
                rescue(dir, &key(), 0, now(), &ManualEntropy::seeded(5)).unwrap().0
            }
        }
    }

    fn stop_after(last: Stage) -> impl FnMut(Stage) -> io::Result<()> {
        move |stage| if stage == last { Err(io::ErrorKind::Interrupted.into()) } else { Ok(()) }
    }

    fn cut_short(dir: &Path, last: Stage) {
        let entropy = ManualEntropy::seeded(6);
        assert!(rescue_watched(dir, &key(), now(), &entropy, &mut stop_after(last)).is_err(), "{last:?}");
    }

    /// `before`: the files as they were set aside, if nobody has opened them since.
    fn check(dir: &Path, mut store: Store, before: Option<&[(String, Vec<u8>)]>, what: &str) {
        let mut titles: Vec<String> = store.drafts().unwrap().into_iter().map(|draft| draft.title).collect();
        titles.sort();
        assert!(titles.contains(&"draft 99".to_owned()), "{what}: what stood in the log");
        let report = store.rescue_report().unwrap().expect(what);
        let whole = report.lines.iter().filter(|line| line.fate == Fate::Whole).count();
        assert_eq!((whole, titles.len() >= 38), (titles.len(), true), "{what}");
        assert_eq!(store.next_slip().unwrap(), 2, "{what}: a number is never given twice");
        assert!(!stage(dir).exists(), "{what}");
        let kept = files_of(&report.set_aside);
        assert!(
            !kept.is_empty() && before.is_none_or(|before| kept == before),
            "{what}: set aside whole and untouched"
        );
        let aside = fs::read_dir(dir)
            .unwrap()
            .filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().starts_with("damaged-"));
        assert_eq!(aside.count(), 1, "{what}");
        store.rescue_told().unwrap();
        drop(store);
        let again = Store::open(dir, &key(), 0, &ManualEntropy::seeded(7)).unwrap();
        assert_eq!(again.rescue_report().unwrap(), None, "{what}: told once");
        assert_eq!(again.drafts().unwrap().len(), titles.len(), "{what}");
    }

    #[test]
    fn f06_a_rescue_cut_short_after_any_stage_loses_nothing() {
        for last in STAGES {
            let (dir, before) = damaged();
            cut_short(dir.path(), last);
            let set_aside = is_moving(dir.path());
            check(dir.path(), start(dir.path()), set_aside.then_some(&before[..]), &format!("{last:?}"));
        }
    }

    #[test]
    fn f06_a_rescue_cut_short_twice_loses_nothing() {
        for first in STAGES {
            for second in STAGES {
                let (dir, before) = damaged();
                cut_short(dir.path(), first);
                let set_aside = is_moving(dir.path()) || (second as u8) > (Stage::SetAside as u8);
                if is_moving(dir.path()) {
                    // It may not come as far as the second stop: then it is done.
                    let _ = finish(dir.path(), &mut stop_after(second));
                } else {
                    cut_short(dir.path(), second);
                }
                check(
                    dir.path(),
                    start(dir.path()),
                    set_aside.then_some(&before[..]),
                    &format!("{first:?}, {second:?}"),
                );
            }
        }
    }
}
