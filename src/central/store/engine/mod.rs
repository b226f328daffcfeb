//! The engine room: the only place that knows which database it is. Above it statements are written once, in words that
//! both engines read the same way; the schema of each sees to the rest.

mod group;
mod sqlite;
mod value;

#[cfg(feature = "postgres")]
mod postgres;

use std::cell::RefCell;

use super::{Heads, StoreError, Tx};

pub(super) use sqlite::Database as Sqlite;
pub(super) use value::{Cell, FromCell, Params, Row, ToValue, values};

#[cfg(feature = "postgres")]
pub use postgres::ServerError;
#[cfg(feature = "postgres")]
pub(super) use postgres::{Database as Postgres, Loading};

/// The connection that a transaction runs on.
#[derive(Clone, Copy)]
pub(in crate::central::store) enum Link<'a> {
    Sqlite(&'a rusqlite::Connection),
    #[cfg(feature = "postgres")]
    Postgres(&'a postgres::Session),
}

impl<'a> Tx<'a> {
    /// A transaction on this connection, and the centre's row if it is known already.
    fn on(link: Link<'a>, heads: Option<Heads>) -> Self {
        Self { link, heads: RefCell::new(heads.into()) }
    }
}

impl Tx<'_> {
    /// Runs a statement that gives no rows. A server may say only at the next question, or at the commit, that it failed.
    pub(super) fn execute<'p>(&self, sql: &str, params: impl Into<Params<'p>>) -> Result<(), StoreError> {
        match self.link {
            Link::Sqlite(db) => sqlite::execute(db, sql, params.into()),
            #[cfg(feature = "postgres")]
            Link::Postgres(session) => session.execute(sql, params.into()),
        }
    }

    /// Hands every row of an answer to `take`, in order.
    pub(super) fn each<'p, E: From<StoreError>>(
        &self,
        sql: &str,
        params: impl Into<Params<'p>>,
        mut take: impl FnMut(Row<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        match self.link {
            Link::Sqlite(db) => sqlite::each(db, sql, params.into(), |row| take(row).map(|()| true)),
            #[cfg(feature = "postgres")]
            Link::Postgres(session) => {
                session.query(sql, params.into())?.iter().try_for_each(|row| take(Row::Postgres(row)))
            }
        }
    }

    /// Every row of an answer, read by `read`.
    pub(super) fn all<'p, T>(
        &self,
        sql: &str,
        params: impl Into<Params<'p>>,
        mut read: impl FnMut(Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut all = Vec::new();
        self.each(sql, params, |row| {
            all.push(read(row)?);
            Ok::<_, StoreError>(())
        })?;
        Ok(all)
    }

    /// The first row of an answer, read by `read`; the others are not looked at.
    pub(super) fn one<'p, T>(
        &self,
        sql: &str,
        params: impl Into<Params<'p>>,
        read: impl FnOnce(Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        match self.link {
            Link::Sqlite(db) => {
                let (mut read, mut first) = (Some(read), None);
                sqlite::each(db, sql, params.into(), |row| {
                    first = read.take().map(|read| read(row)).transpose()?;
                    Ok::<_, StoreError>(false)
                })?;
                Ok(first)
            }
            #[cfg(feature = "postgres")]
            Link::Postgres(session) => {
                session.query(sql, params.into())?.first().map(|row| read(Row::Postgres(row))).transpose()
            }
        }
    }

    /// Whether there is any row.
    pub(super) fn exists<'p>(&self, sql: &str, params: impl Into<Params<'p>>) -> Result<bool, StoreError> {
        Ok(self.one(sql, params, |_| Ok(()))?.is_some())
    }

    /// Says what will be asked next: a server begins to answer all of it at once, and whoever asks then in the same words
    /// has the answer without another way to the server. In here every question is answered with nothing. Whatever is
    /// written makes what was foreseen void. A file answers at once in any case.
    pub(in crate::central) fn foresee<E: From<StoreError>>(
        &self,
        ask: impl FnOnce(&Self) -> Result<(), E>,
    ) -> Result<(), E> {
        match self.link {
            Link::Sqlite(_) => Ok(()),
            #[cfg(feature = "postgres")]
            Link::Postgres(session) => session.foreseeing(|| ask(self)),
        }
    }

    /// Runs words about a part of the transaction.
    pub(super) fn say(&self, words: &'static str) -> Result<(), StoreError> {
        match self.link {
            Link::Sqlite(db) => Ok(db.execute_batch(words)?),
            #[cfg(feature = "postgres")]
            Link::Postgres(session) => session.mark(words),
        }
    }
}
