//! Statements as the server writes them: `$1` for `?1` and for `:name`, and values in the server's own form.

use std::{borrow::Cow, error::Error};

use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, private::BytesMut, to_sql_checked};

use super::super::value::{Cell, Kind, Params, Value};
use crate::central::store::StoreError;

/// A statement with `$n` for every placeholder, and the names in the order of their numbers.
pub(super) fn numbered(sql: &str) -> (String, Vec<String>) {
    let (mut text, mut names) = (String::with_capacity(sql.len()), Vec::<String>::new());
    let mut rest = sql;
    while let Some(at) = rest.find(['\'', '?', ':']) {
        let (before, after) = rest.split_at(at);
        text.push_str(before);
        let word = |from: &str| -> usize {
            from.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(from.len())
        };
        let taken = match after.as_bytes() {
            // A literal, whatever stands in it.
            [b'\'', ..] => {
                let end = after.get(1..).and_then(|inside| inside.find('\'')).map_or(after.len(), |end| end + 2);
                text.push_str(after.get(..end).unwrap_or(after));
                end
            }
            [b'?', next, ..] if next.is_ascii_digit() => {
                text.push('$');
                1
            }
            [b':', next, ..] if next.is_ascii_alphabetic() => {
                let end = 1 + word(after.get(1..).unwrap_or_default());
                let name = after.get(..end).unwrap_or(after);
                let known = names.iter().position(|known| known == name);
                let number = known.unwrap_or(names.len()) + 1;
                if known.is_none() {
                    names.push(name.to_owned());
                }
                text.push('$');
                text.push_str(&number.to_string());
                end
            }
            [b':', b':', ..] => {
                text.push_str("::");
                2
            }
            _ => {
                text.extend(after.chars().next());
                after.chars().next().map_or(0, char::len_utf8)
            }
        };
        rest = after.get(taken..).unwrap_or_default();
    }
    text.push_str(rest);
    (text, names)
}

/// The values in the order of their numbers.
pub(super) fn ordered<'a>(params: Params<'a>, names: &[String]) -> Result<Cow<'a, [Value<'a>]>, StoreError> {
    match params {
        Params::Listed(values) => Ok(Cow::Borrowed(values)),
        Params::Named(values) => {
            let find = |name: &String| values.iter().find(|(known, _)| known == name).map(|(_, value)| value.value());
            let missing = StoreError::Unreadable { what: "parameter" };
            Ok(Cow::Owned(names.iter().map(find).collect::<Option<Vec<_>>>().ok_or(missing)?))
        }
    }
}

/// The server's type of a value.
pub(super) fn type_of(value: &Value<'_>) -> Type {
    match value.kind() {
        Kind::Whole => Type::INT8,
        Kind::Flag => Type::BOOL,
        Kind::Text => Type::TEXT,
        Kind::Bytes => Type::BYTEA,
    }
}

impl ToSql for Value<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Self::None(_) => Ok(IsNull::Yes),
            Self::Whole(number) => number.to_sql(ty, out),
            Self::Flag(flag) => flag.to_sql(ty, out),
            Self::Text(text) => text.as_ref().to_sql(ty, out),
            Self::Bytes(bytes) => bytes.as_ref().to_sql(ty, out),
        }
    }

    fn accepts(ty: &Type) -> bool {
        [Type::INT8, Type::BOOL, Type::TEXT, Type::BYTEA].contains(ty)
    }

    to_sql_checked!();
}

/// A value of any type that the schema uses, as it lies in the answer.
struct AsCell<'a>(Cell<'a>);

impl<'a> FromSql<'a> for AsCell<'a> {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(match *ty {
            Type::INT8 => Cell::Whole(i64::from_sql(ty, raw)?),
            Type::INT4 => Cell::Whole(i64::from(i32::from_sql(ty, raw)?)),
            Type::BOOL => Cell::Whole(i64::from(bool::from_sql(ty, raw)?)),
            Type::BYTEA => Cell::Bytes(raw),
            _ => Cell::Text(std::str::from_utf8(raw)?),
        }))
    }

    fn accepts(ty: &Type) -> bool {
        [Type::INT8, Type::INT4, Type::BOOL, Type::BYTEA, Type::TEXT].contains(ty)
    }
}

/// The value of a column.
pub(in crate::central::store::engine) fn cell<'a>(
    row: &'a tokio_postgres::Row,
    name: &'static str,
) -> Result<Cell<'a>, StoreError> {
    let value: Option<AsCell<'a>> = row.try_get(name).map_err(|_| StoreError::Unreadable { what: name })?;
    Ok(value.map_or(Cell::None, |value| value.0))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_become_numbers_and_literals_stay() {
        let (text, names) = numbered("SELECT ':a', '?1' FROM t WHERE x = ?1 AND y = ?12 AND z::text = 'a?'");
        assert_eq!(text, "SELECT ':a', '?1' FROM t WHERE x = $1 AND y = $12 AND z::text = 'a?'");
        assert!(names.is_empty());
        let (text, names) = numbered("WHERE (:from IS NULL OR a >= :from) AND b LIKE :b ESCAPE '\\' AND c = :from_2");
        assert_eq!(text, "WHERE ($1 IS NULL OR a >= $1) AND b LIKE $2 ESCAPE '\\' AND c = $3");
        assert_eq!(names, [":from", ":b", ":from_2"]);
    }

    #[test]
    fn a_name_without_a_value_is_refused() {
        let names = [":a".to_owned(), ":b".to_owned()];
        let one: [(&str, &dyn super::super::super::ToValue); 1] = [(":a", &1i64)];
        assert!(ordered(Params::Named(&one), &names).is_err());
        assert!(ordered(Params::Named(&one), &names[..1]).is_ok());
    }
}
