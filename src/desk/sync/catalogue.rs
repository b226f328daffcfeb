//! The catalogue comes in: the whole as a snapshot in pieces, then what changed. Nobody waits for it: pieces and lines are
//! kept in small commits, and what is in use stays in use until everything is here.

use std::io::{BufRead as _, BufReader, Cursor};

use flate2::bufread::MultiGzDecoder;
use jiff::{SignedDuration, Timestamp, civil::Date};

use crate::{
    contract::{Meta, SnapshotHead, sha256_hex},
    desk::{
        Desk, DeskError, Event,
        api::ApiError,
        store::{Coming, Store},
    },
    domain::calendar::date_in_beijing,
};

use super::marks::CATALOGUE_ANEW;

/// Lines of one commit: some milliseconds, so that a key that saves a draft does not wait for it.
const LINES: usize = 500;
/// Rows of an old edition that one commit removes.
const OLD_ROWS: u32 = 2_000;
/// The age on the screen is in days; saying more often that nothing is new would only cost commits.
pub(super) const CONFIRMED_EVERY: SignedDuration = SignedDuration::from_mins(15);

/// What of the centre's catalogue is on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stock {
    /// Version of the catalogue.
    pub version: u64,
    /// When the centre last said that it is the one in force, by the centre's clock. Tolerance lists are part of the
    /// guides, so they are as old.
    pub confirmed_at: Timestamp,
    /// Years whose calendar is here, and whether their notice has been published.
    pub calendars: Vec<(i16, bool)>,
}

impl Desk {
    /// Sees to it that the catalogue here is the centre's: nothing, what changed, or the whole. Answers at once while
    /// another call is at it.
    pub async fn sync_catalogue(&self, meta: &Meta) -> Result<(), DeskError> {
        if std::mem::replace(&mut self.line().catalogue_coming, true) {
            return Ok(());
        }
        let _coming = CatalogueComing(self);
        let today = date_in_beijing(self.centre_now());
        let (here, day, anew) = self
            .store(|store| {
                Ok((store.catalogue_version()?, store.catalogue_day()?, store.progress(CATALOGUE_ANEW)?.is_some()))
            })
            .await?;
        match here.filter(|_| !anew) {
            Some((version, at)) if version == meta.catalogue_version && day == Some(today) => self.confirm(at).await,
            // Guides are for those who work here.
            _ if !self.is_signed_in() => Ok(()),
            Some((version, _)) if version <= meta.catalogue_version => {
                match self.take_changes_of_catalogue(version, day.unwrap_or(today), today).await {
                    Err(DeskError::Centre(ApiError::Problem(problem))) if problem.status == 410 => {
                        self.take_snapshot().await
                    }
                    done => done,
                }
            }
            _ => self.take_snapshot().await,
        }
    }

    /// What is here, and how old it is.
    pub async fn stock(&self) -> Result<Option<Stock>, DeskError> {
        self.store(|store| {
            let Some((version, confirmed_at)) = store.catalogue_version()? else { return Ok(None) };
            Ok(Some(Stock { version, confirmed_at, calendars: store.calendar_years()? }))
        })
        .await
    }

    /// Nothing is new, and that is worth knowing: the age counts from now.
    async fn confirm(&self, at: Timestamp) -> Result<(), DeskError> {
        let now = self.centre_now();
        if at.duration_until(now) < CONFIRMED_EVERY {
            return Ok(());
        }
        self.store(move |store| store.confirm_catalogue(now)).await?;
        self.tell(&Event::CatalogueConfirmed);
        Ok(())
    }

    async fn take_changes_of_catalogue(&self, version: u64, since: Date, today: Date) -> Result<(), DeskError> {
        self.tell_syncing();
        let changes = self.ask(|centre| async move { centre.catalogue_changes(version, since).await }).await?;
        self.take_calendars(today).await?;
        let (version, now, said) = (changes.version, self.centre_now(), self.centre_said());
        self.store(move |store| {
            store.take_catalogue_changes(&changes, today, now)?;
            store.purge(said)
        })
        .await?;
        self.tell(&Event::CatalogueUpdated { version });
        Ok(())
    }

    async fn take_snapshot(&self) -> Result<(), DeskError> {
        self.tell_syncing();
        let head = self.ask(|centre| async move { centre.snapshot_head().await }).await?;
        self.take_calendars(head.day).await?;
        let mut coming = self.continue_with(&head).await?;
        let whole = self.fetch(&coming).await?;
        if sha256_hex(&whole) != head.sha256 {
            // Nothing of it is believed; the next round begins anew.
            self.store(Store::drop_snapshot).await?;
            return Err(ApiError::from(crate::desk::api::Unclear::Garbled).into());
        }
        self.unpack(&mut coming, whole).await?;
        let (now, said) = (self.centre_now(), self.centre_said());
        self.store(move |store| {
            store.finish_snapshot(&coming, now)?;
            store.clear_progress(CATALOGUE_ANEW)?;
            store.purge(said)
        })
        .await?;
        self.tell(&Event::CatalogueUpdated { version: head.version });
        while self.store(|store| store.clear_editions(OLD_ROWS)).await? {}
        Ok(())
    }

    /// The snapshot that is under way, if it is this one.
    async fn continue_with(&self, head: &SnapshotHead) -> Result<Coming, DeskError> {
        let head = head.clone();
        self.store(move |store| match store.coming()?.filter(|coming| coming.head == head) {
            Some(coming) => Ok(coming),
            None => store.begin_snapshot(&head),
        })
        .await
    }

    /// Fetches the pieces that are not here yet, and gives the whole.
    async fn fetch(&self, coming: &Coming) -> Result<Vec<u8>, DeskError> {
        let here = self.store(|store| store.pieces_here()).await?;
        let of = coming.head.pieces + coming.head.lines;
        let missing = (0..coming.head.pieces).filter(|no| !here.contains(no));
        for (done, no) in (u64::try_from(here.len()).unwrap_or_default()..).zip(missing) {
            self.tell(&Event::CatalogueComing { done: done + coming.lines, of });
            let sha256 = coming.head.sha256.as_str();
            let piece = self.ask(|centre| async move { centre.snapshot_piece(sha256, no).await }).await?;
            self.store(move |store| store.keep_piece(no, &piece)).await?;
        }
        self.store(|store| store.whole_snapshot()).await
    }

    /// Takes the lines in that are not in yet, some per commit.
    async fn unpack(&self, coming: &mut Coming, whole: Vec<u8>) -> Result<(), DeskError> {
        let of = coming.head.pieces + coming.head.lines;
        let mut lines = Lines(BufReader::new(MultiGzDecoder::new(Cursor::new(whole))));
        let mut skip = usize::try_from(coming.lines).unwrap_or(usize::MAX);
        while coming.lines < coming.head.lines {
            self.tell(&Event::CatalogueComing { done: coming.head.pieces + coming.lines, of });
            let read = self.apart(move || {
                let batch = lines.next(std::mem::take(&mut skip), LINES);
                (batch, lines)
            });
            let batch;
            (batch, lines) = read.await?;
            skip = 0;
            if batch.is_empty() {
                // Shorter than its head says: it is not what the centre meant.
                self.store(Store::drop_snapshot).await?;
                return Err(ApiError::from(crate::desk::api::Unclear::Garbled).into());
            }
            let mut next = coming.clone();
            *coming = self
                .store(move |store| {
                    store.take_lines(&mut next, &batch)?;
                    Ok(next)
                })
                .await?;
        }
        Ok(())
    }

    /// The calendars of last, this and next year.
    async fn take_calendars(&self, today: Date) -> Result<(), DeskError> {
        for year in today.year() - 1..=today.year() + 1 {
            match self.ask(|centre| async move { centre.calendar(year).await }).await {
                Ok(calendar) => self.store(move |store| store.keep_calendar(&calendar)).await?,
                // There may be no notice yet for the year to come (R9.4).
                Err(DeskError::Centre(ApiError::Problem(problem))) if problem.status == 404 => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

/// The lines of a file, read a few at a time.
struct Lines(BufReader<MultiGzDecoder<Cursor<Vec<u8>>>>);

impl Lines {
    /// The next lines behind those that are skipped; none = the file ends or cannot be read.
    fn next(&mut self, skip: usize, count: usize) -> Vec<String> {
        let mut lines = Vec::with_capacity(count);
        for at in 0..skip.saturating_add(count) {
            let mut line = String::new();
            match self.0.read_line(&mut line) {
                Ok(read) if read > 0 => {
                    if at >= skip {
                        lines.push(line);
                    }
                }
                _ => break,
            }
        }
        lines
    }
}

/// The catalogue is coming in; however that ends, it is not any more.
struct CatalogueComing<'a>(&'a Desk);

impl Drop for CatalogueComing<'_> {
    fn drop(&mut self) {
        self.0.line().catalogue_coming = false;
    }
}
