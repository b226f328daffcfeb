//! What goes into a statement and what comes out of a row, without a library's types.

use std::borrow::Cow;

use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

use crate::central::store::StoreError;

/// The kinds of columns that the schema knows. Days, ids and structures are texts, instants are milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(feature = "postgres"), allow(dead_code, reason = "a file does not ask"))]
pub(in crate::central::store) enum Kind {
    Whole,
    Flag,
    Text,
    Bytes,
}

/// A value on its way into a statement. A missing one still says what it would have been: a server wants to know.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(not(feature = "postgres"), allow(dead_code, reason = "a file does not ask for the kind"))]
pub(in crate::central::store) enum Value<'a> {
    None(Kind),
    Whole(i64),
    Flag(bool),
    Text(Cow<'a, str>),
    Bytes(Cow<'a, [u8]>),
}

#[cfg(feature = "postgres")]
impl Value<'_> {
    /// The same without borrowing.
    pub(super) fn owned(&self) -> Value<'static> {
        match self {
            Self::None(kind) => Value::None(*kind),
            Self::Whole(number) => Value::Whole(*number),
            Self::Flag(flag) => Value::Flag(*flag),
            Self::Text(text) => Value::Text(Cow::Owned(text.clone().into_owned())),
            Self::Bytes(bytes) => Value::Bytes(Cow::Owned(bytes.clone().into_owned())),
        }
    }

    pub(super) fn kind(&self) -> Kind {
        match self {
            Self::None(kind) => *kind,
            Self::Whole(_) => Kind::Whole,
            Self::Flag(_) => Kind::Flag,
            Self::Text(_) => Kind::Text,
            Self::Bytes(_) => Kind::Bytes,
        }
    }
}

/// What can stand in a statement.
pub(in crate::central::store) trait ToValue {
    /// As a column takes it.
    fn value(&self) -> Value<'_>;
}

/// What can be missing from a statement.
pub(in crate::central::store) trait Kinded {
    const KIND: Kind;
}

macro_rules! whole {
    ($($number:ty),*) => { $(
        impl ToValue for $number {
            fn value(&self) -> Value<'_> {
                Value::Whole(i64::from(*self))
            }
        }

        impl Kinded for $number {
            const KIND: Kind = Kind::Whole;
        }
    )* };
}

whole!(i64, u32, u8);

macro_rules! written {
    ($($type:ty),*) => { $(
        impl ToValue for $type {
            fn value(&self) -> Value<'_> {
                Value::Text(Cow::Owned(self.to_string()))
            }
        }

        impl Kinded for $type {
            const KIND: Kind = Kind::Text;
        }
    )* };
}

written!(Uuid, Date);

impl ToValue for Timestamp {
    fn value(&self) -> Value<'_> {
        Value::Whole(self.as_millisecond())
    }
}

impl Kinded for Timestamp {
    const KIND: Kind = Kind::Whole;
}

impl ToValue for bool {
    fn value(&self) -> Value<'_> {
        Value::Flag(*self)
    }
}

impl ToValue for str {
    fn value(&self) -> Value<'_> {
        Value::Text(Cow::Borrowed(self))
    }
}

impl Kinded for str {
    const KIND: Kind = Kind::Text;
}

impl ToValue for String {
    fn value(&self) -> Value<'_> {
        Value::Text(Cow::Borrowed(self))
    }
}

impl Kinded for String {
    const KIND: Kind = Kind::Text;
}

impl ToValue for [u8] {
    fn value(&self) -> Value<'_> {
        Value::Bytes(Cow::Borrowed(self))
    }
}

impl<T: ToValue + ?Sized> ToValue for &T {
    fn value(&self) -> Value<'_> {
        (*self).value()
    }
}

impl<T: Kinded + ?Sized> Kinded for &T {
    const KIND: Kind = T::KIND;
}

impl<T: ToValue + Kinded> ToValue for Option<T> {
    fn value(&self) -> Value<'_> {
        self.as_ref().map_or(Value::None(T::KIND), ToValue::value)
    }
}

/// The values of a statement's `?1`, `?2` … in order.
macro_rules! values {
    ($($value:expr),* $(,)?) => {
        crate::central::store::engine::Params::Listed(&[$(crate::central::store::engine::ToValue::value(&$value)),*])
    };
}
pub(in crate::central::store) use values;

/// The values of a statement.
#[derive(Clone, Copy)]
pub(in crate::central::store) enum Params<'a> {
    /// Of `?1`, `?2` …
    Listed(&'a [Value<'a>]),
    /// Of `:name`.
    Named(&'a [(&'a str, &'a dyn ToValue)]),
}

impl<'a> From<&'a Vec<(&'a str, &'a dyn ToValue)>> for Params<'a> {
    fn from(values: &'a Vec<(&'a str, &'a dyn ToValue)>) -> Self {
        Self::Named(values)
    }
}

/// A value in a row, as it lies there. A flag is 0 or 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::central::store) enum Cell<'a> {
    None,
    Whole(i64),
    Text(&'a str),
    Bytes(&'a [u8]),
}

/// A row of an answer.
#[derive(Clone, Copy)]
pub(in crate::central::store) enum Row<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    #[cfg(feature = "postgres")]
    Postgres(&'a tokio_postgres::Row),
}

impl<'a> Row<'a> {
    /// The value of a column.
    pub(in crate::central::store) fn cell(&self, name: &'static str) -> Result<Cell<'a>, StoreError> {
        match self {
            Self::Sqlite(row) => super::sqlite::cell(row, name),
            #[cfg(feature = "postgres")]
            Self::Postgres(row) => super::postgres::cell(row, name),
        }
    }
}

/// What a column can be read as.
pub(in crate::central::store) trait FromCell: Sized {
    /// `None` = it is something else.
    fn from_cell(cell: Cell<'_>) -> Option<Self>;
}

impl FromCell for i64 {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        if let Cell::Whole(number) = cell { Some(number) } else { None }
    }
}

impl FromCell for u32 {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        i64::from_cell(cell)?.try_into().ok()
    }
}

impl FromCell for u8 {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        i64::from_cell(cell)?.try_into().ok()
    }
}

impl FromCell for bool {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        i64::from_cell(cell).map(|number| number != 0)
    }
}

impl FromCell for String {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        if let Cell::Text(text) = cell { Some(text.to_owned()) } else { None }
    }
}

impl FromCell for Vec<u8> {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        if let Cell::Bytes(bytes) = cell { Some(bytes.to_vec()) } else { None }
    }
}

impl<T: FromCell> FromCell for Option<T> {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        if cell == Cell::None { Some(None) } else { T::from_cell(cell).map(Some) }
    }
}
