//! `PostgreSQL`: a server that several instances of the service may share.
//!
//! Whoever writes holds the centre's row from the first statement to the commit, so that writers take turns over all
//! instances as they do on a file: the change sequence is in commit order without holes, the audit chain has no gap,
//! and what is due fires once. Each instance has one connection that writes and some that read.

mod ahead;
mod dump;
mod error;
mod hear;
mod migrate;
mod secure;
mod session;
mod statement;
mod wait;

use std::{
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use super::{
    Link,
    group::{Ended, Group, Queue},
};
use crate::central::store::{Heads, Hear, StoreError, Tx};

pub(in crate::central::store) use dump::Loading;
pub use error::ServerError;
pub(in crate::central::store) use session::Session;
pub(in crate::central::store::engine) use statement::cell;

use secure::Way;
use wait::Driver;

/// Connections that only read.
const READERS: usize = 4;

/// How often a transaction is tried anew before its sender is asked to come again.
const TRIES: u32 = 3;

/// The centre's row is the lock that all instances share.
const BEGIN: &str = "BEGIN; SELECT 1 FROM centre WHERE id = 1 FOR UPDATE";

/// One snapshot for all that is read.
const LOOK: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

type Slot = Mutex<Option<Session>>;

/// The connection that writes, and the transaction that was left open on it.
#[derive(Default)]
struct Writer {
    session: Option<Session>,
    group: Option<Group>,
}

/// An open database.
pub(in crate::central::store) struct Database {
    way: Way,
    driver: Driver,
    writer: Mutex<Writer>,
    queue: Queue,
    readers: Vec<Slot>,
    turn: AtomicUsize,
}

/// How one try to write ended.
enum End<T, E> {
    Done(T),
    No(E),
    /// Nothing was done, and trying again may help.
    Again(ServerError),
    /// Perhaps it was done.
    Unsure,
}

impl Database {
    /// Connects, looks whether the server can be trusted with receipts, and brings the schema up to date.
    pub(in crate::central::store) fn open(url: &str) -> Result<Self, StoreError> {
        let mut way = secure::way(url)?;
        way.config.application_name("chuangtai").tcp_user_timeout(Duration::from_secs(10));
        let driver = Driver::start().map_err(|_| ServerError::Lost)?;
        let session = Session::connect(&way, driver.handle())?;
        trustworthy(&session)?;
        migrate::migrate(&session)?;
        Ok(Self {
            way,
            driver,
            writer: Mutex::new(Writer { session: Some(session), group: None }),
            queue: Queue::default(),
            readers: (0..READERS).map(|_| Slot::default()).collect(),
            turn: AtomicUsize::new(0),
        })
    }

    /// Does `work` in a transaction that it may share with others who write at the same time, or, where that one came to
    /// nothing, alone. `by_id`: the work asks by its own id whether it was done before, so that it may be done again when
    /// nobody knows.
    pub(in crate::central::store) fn write<T, E: From<StoreError>>(
        &self,
        mut work: impl FnMut(&Tx<'_>) -> Result<T, E>,
        by_id: bool,
    ) -> Result<T, E> {
        match self.write_with_others(&mut work) {
            End::Done(answer) => Ok(answer),
            End::No(error) => Err(error),
            End::Again(ServerError::Busy) => Err(StoreError::from(ServerError::Busy).into()),
            End::Again(_) => self.write_alone(&mut work, by_id, false),
            End::Unsure if by_id => self.write_alone(&mut work, by_id, true),
            End::Unsure => Err(StoreError::from(ServerError::Unsure).into()),
        }
    }

    fn write_alone<T, E: From<StoreError>>(
        &self,
        work: &mut impl FnMut(&Tx<'_>) -> Result<T, E>,
        by_id: bool,
        mut unsure: bool,
    ) -> Result<T, E> {
        let mut writer = self.writer();
        for pause in (0..TRIES).map(|tried| Duration::from_millis(40 << (2 * tried))) {
            let why = match self.try_to_write(&mut writer.session, work) {
                End::Done(answer) => return Ok(answer),
                End::No(error) => return Err(error),
                End::Again(why) => why,
                End::Unsure if by_id => {
                    unsure = true;
                    ServerError::Unsure
                }
                End::Unsure => return Err(StoreError::from(ServerError::Unsure).into()),
            };
            if why == ServerError::Busy {
                break;
            }
            thread::sleep(pause);
        }
        Err(StoreError::from(if unsure { ServerError::Unsure } else { ServerError::Busy }).into())
    }

    fn write_with_others<T, E: From<StoreError>>(&self, work: &mut impl FnMut(&Tx<'_>) -> Result<T, E>) -> End<T, E> {
        let mut writer = self.queue.through(|| lock(&self.writer));
        // Out of its place while the work is done: should the work panic, those before it learn that all is undone.
        let mut group = match writer.group.take() {
            Some(group) => group,
            None => match self.sound(&mut writer.session).and_then(|session| begun(session, BEGIN)) {
                Ok(heads) => Group::new(heads),
                Err(error) => {
                    writer.session.iter().for_each(Session::roll_back);
                    return again_or_no(error);
                }
            },
        };
        let Some(session) = &writer.session else { return End::Again(ServerError::Lost) };
        let behind_a_mark = group.members() > 0;
        let done = carry_out(session, behind_a_mark, &mut group.heads, work);
        if !session.is_open() {
            // The connection is gone, or the transaction as a whole.
            session.roll_back();
            return done;
        }
        let is_done = matches!(done, End::Done(_));
        if !is_done && group.members() == 0 {
            session.roll_back();
            return done;
        }
        // A no as well may rest on what others wrote before it.
        let fate = group.joined();
        let ended = if self.queue.goes_on(&group) {
            writer.group = Some(group);
            drop(writer);
            fate.wait()
        } else {
            match session.commit() {
                Ok(()) => {
                    group.end(Ended::Kept);
                    Ended::Kept
                }
                Err(StoreError::Server(ServerError::Unsure)) => {
                    group.end(Ended::Unsure);
                    Ended::Unsure
                }
                Err(error) if group.members() == 1 => return again_or_no(error),
                Err(_) => Ended::Undone,
            }
        };
        match ended {
            Ended::Kept => done,
            Ended::Unsure if is_done => End::Unsure,
            Ended::Unsure | Ended::Undone => End::Again(ServerError::Lost),
        }
    }

    fn try_to_write<T, E: From<StoreError>>(
        &self,
        slot: &mut Option<Session>,
        work: &mut impl FnMut(&Tx<'_>) -> Result<T, E>,
    ) -> End<T, E> {
        let session = match self.sound(slot) {
            Ok(session) => session,
            Err(error) => return again_or_no(error),
        };
        let mut heads = match begun(session, BEGIN) {
            Ok(heads) => heads,
            Err(error) => {
                session.roll_back();
                return again_or_no(error);
            }
        };
        let done = carry_out(session, false, &mut heads, work);
        if !matches!(done, End::Done(_)) {
            session.roll_back();
            return done;
        }
        match session.commit() {
            Ok(()) => done,
            Err(StoreError::Server(ServerError::Unsure)) => End::Unsure,
            Err(error) => again_or_no(error),
        }
    }

    pub(in crate::central::store) fn read<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        let reader = turn.checked_rem(self.readers.len()).and_then(|index| self.readers.get(index));
        // There is always one.
        let reader = reader.ok_or(ServerError::Lost).map_err(StoreError::from)?;
        let mut slot = lock(reader);
        let (session, heads) = self.looking(&mut slot)?;
        let answer = work(&Tx::on(Link::Postgres(session), heads));
        session.leave();
        answer
    }

    /// A connection that has begun to read. One that was cut while nobody used it is made anew, once.
    fn looking<'s>(&self, slot: &'s mut Option<Session>) -> Result<(&'s Session, Option<Heads>), StoreError> {
        let heads = match begun(self.sound(slot)?, LOOK) {
            Ok(heads) => heads,
            Err(_) if slot.as_ref().is_some_and(Session::is_lost) => begun(self.sound(slot)?, LOOK)?,
            Err(error) => return Err(error),
        };
        Ok((slot.as_ref().ok_or(ServerError::Lost)?, heads))
    }

    pub(in crate::central::store) fn listen(&self, hear: Hear) {
        self.driver.handle().spawn(hear::listen(self.way.clone(), hear));
    }

    pub(in crate::central::store) fn let_serve(&self, role: &str) -> Result<(), StoreError> {
        migrate::let_serve(self.sound(&mut self.writer().session)?, role)
    }

    pub(in crate::central::store) fn may_rewrite(&self) -> Result<bool, StoreError> {
        migrate::may_rewrite(self.sound(&mut self.writer().session)?)
    }

    /// The connection that writes; no transaction is open on it.
    fn writer(&self) -> MutexGuard<'_, Writer> {
        let mut writer = lock(&self.writer);
        finish(&mut writer);
        writer
    }

    /// The connection in this place, or a new one if it is cut or was left in the middle of something.
    fn sound<'s>(&self, slot: &'s mut Option<Session>) -> Result<&'s Session, StoreError> {
        if !slot.as_ref().is_some_and(Session::is_sound) {
            *slot = None;
        }
        Ok(match slot {
            Some(session) => session,
            empty => empty.insert(Session::connect(&self.way, self.driver.handle())?),
        })
    }
}

/// F58: what this server calls committed must be durable, and it must be one whose words we know.
fn trustworthy(session: &Session) -> Result<(), StoreError> {
    let shown = |name: &str| session.ask(&format!("SHOW {name}")).map(Option::unwrap_or_default);
    if shown("server_version_num")?.parse::<u32>().unwrap_or_default() < 150_000 {
        return Err(ServerError::TooOld.into());
    }
    if shown("server_encoding")? != "UTF8" {
        return Err(ServerError::NotUnicode.into());
    }
    if shown("synchronous_commit")? == "off" {
        return Err(ServerError::NotDurable.into());
    }
    Ok(())
}

/// Begins a transaction and reads the centre's row, on one way to the server and back.
fn begun(session: &Session, words: &'static str) -> Result<Option<Heads>, StoreError> {
    session.begin(words)?;
    Tx::on(Link::Postgres(session), None).heads()
}

/// Ends the transaction that was left open to others.
fn finish(writer: &mut Writer) {
    if let (Some(group), Some(session)) = (writer.group.take(), &writer.session) {
        match session.commit() {
            Ok(()) => group.end(Ended::Kept),
            Err(StoreError::Server(ServerError::Unsure)) => group.end(Ended::Unsure),
            Err(_) => {}
        }
    }
}

/// Does the work; behind the work of others it undoes itself, and nothing else, if it fails.
fn carry_out<T, E: From<StoreError>>(
    session: &Session,
    behind_a_mark: bool,
    heads: &mut Option<Heads>,
    work: &mut impl FnMut(&Tx<'_>) -> Result<T, E>,
) -> End<T, E> {
    if behind_a_mark && session.mark("SAVEPOINT turn").is_err() {
        return End::Again(ServerError::Lost);
    }
    let tx = Tx::on(Link::Postgres(session), heads.clone());
    let done = work(&tx).and_then(|answer| Ok((answer, tx.hand_on()?)));
    match done {
        Ok((answer, left)) => {
            // What was sent and not waited for is waited for here, so that its error is nobody else's.
            let settled = if behind_a_mark { session.say("RELEASE turn") } else { session.settle() };
            match settled {
                Ok(()) => {
                    *heads = left;
                    End::Done(answer)
                }
                Err(error) => undone(session, behind_a_mark, again_or_no(error)),
            }
        }
        Err(_) if session.is_lost() => End::Again(ServerError::Lost),
        Err(_) if session.is_contended() => undone(session, behind_a_mark, End::Again(ServerError::Contended)),
        Err(error) => undone(session, behind_a_mark, End::No(error)),
    }
}

/// Goes back to the mark before an answer of no effect is given.
fn undone<T, E>(session: &Session, behind_a_mark: bool, answer: End<T, E>) -> End<T, E> {
    if behind_a_mark && session.back_to_mark("ROLLBACK TO turn; RELEASE turn").is_err() {
        session.roll_back();
    }
    answer
}

fn again_or_no<T, E: From<StoreError>>(error: StoreError) -> End<T, E> {
    match error {
        StoreError::Server(why) if why.passes() => End::Again(why),
        error => End::No(error.into()),
    }
}

/// A panic in the middle of a transaction leaves the connection in it; [`Database::sound`] sees that.
fn lock<T>(slot: &Mutex<T>) -> MutexGuard<'_, T> {
    slot.lock().unwrap_or_else(PoisonError::into_inner)
}
