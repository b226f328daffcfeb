//! Where the centre's database lies; the URL alone decides which engine keeps it.

use std::{fmt, path::PathBuf, str::FromStr};

use zeroize::Zeroizing;

/// Where the centre's database lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    /// A file, by SQLite.
    File(PathBuf),
    /// Memory: tests and lessons.
    Memory,
    /// A `PostgreSQL` server, which several instances of the service may share.
    Server(ServerUrl),
}

/// `postgres://…`. It may hold a password, which neither `Debug` nor anything else shows.
#[derive(Clone, PartialEq, Eq)]
pub struct ServerUrl(Zeroizing<String>);

impl ServerUrl {
    /// The whole URL, for whoever connects.
    #[cfg(feature = "postgres")]
    pub(super) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ServerUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ServerUrl(..)")
    }
}

/// A URL of a kind that no engine here keeps.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}://")]
pub struct UnknownScheme(String);

impl FromStr for Location {
    type Err = UnknownScheme;

    /// `postgres://…` or `postgresql://…` is a server, `sqlite:PATH` or anything without a scheme a file.
    fn from_str(text: &str) -> Result<Self, UnknownScheme> {
        match text.split_once(':') {
            Some(("postgres" | "postgresql", rest)) if rest.starts_with("//") => {
                Ok(Self::Server(ServerUrl(Zeroizing::new(text.to_owned()))))
            }
            Some(("sqlite", rest)) => Ok(Self::File(PathBuf::from(rest.strip_prefix("//").unwrap_or(rest)))),
            Some((scheme, rest)) if rest.starts_with("//") => Err(UnknownScheme(scheme.to_owned())),
            _ => Ok(Self::File(PathBuf::from(text))),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_url_alone_decides_and_never_shows_its_password() {
        let file = |path: &str| Location::File(PathBuf::from(path));
        for text in ["centre.db", "/srv/centre.db", r"C:\centre\centre.db"] {
            assert_eq!(text.parse(), Ok(file(text)));
        }
        assert_eq!("sqlite:/srv/centre.db".parse(), Ok(file("/srv/centre.db")));
        assert_eq!("sqlite:///srv/centre.db".parse(), Ok(file("/srv/centre.db")));
        for text in ["postgres://hall:geheim@db/centre", "postgresql:///centre?host=/run&password=geheim"] {
            let server: Location = text.parse().unwrap();
            assert!(matches!(server, Location::Server(_)));
            assert!(!format!("{server:?}").contains("geheim"));
        }
        assert_eq!("mysql://hall@db/centre".parse::<Location>(), Err(UnknownScheme("mysql".to_owned())));
    }
}
