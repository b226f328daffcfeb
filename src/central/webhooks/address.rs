//! Where events may go: encrypted to the outside, or to this very machine. An address that an administrator types must
//! not become a way into the network behind the centre, whatever a name resolves to later.

use std::{
    error::Error,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
};

use reqwest::{
    Url,
    dns::{Addrs, Name, Resolve, Resolving},
};

/// Why an address is not told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refused {
    /// Not of the form `https://host[:port]/path`.
    Form,
    /// Plain HTTP to another machine.
    NotEncrypted,
    /// An address of a private network.
    Private,
}

impl Refused {
    /// Stable code of the problem.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Form => "webhook.address",
            Self::NotEncrypted => "webhook.not_encrypted",
            Self::Private => "webhook.private",
        }
    }
}

/// Checks an address as typed.
pub(super) fn parse(text: &str, private: bool) -> Result<Url, Refused> {
    let url = Url::parse(text.trim()).map_err(|_| Refused::Form)?;
    let bare = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    let host = url.host_str().filter(|_| bare && text.len() <= 2000).ok_or(Refused::Form)?;
    match (url.scheme(), is_here(host)) {
        ("http" | "https", true) => Ok(url),
        ("http", false) => Err(Refused::NotEncrypted),
        ("https", false) => match literal(host) {
            Some(address) if !may_reach(address, private) => Err(Refused::Private),
            _ => Ok(url),
        },
        _ => Err(Refused::Form),
    }
}

/// This very machine, by its own names.
fn is_here(host: &str) -> bool {
    host == "localhost" || literal(host).is_some_and(|address| address.is_loopback())
}

fn literal(host: &str) -> Option<IpAddr> {
    host.trim_start_matches('[').trim_end_matches(']').parse().ok()
}

/// Whether another machine may be told at this address. Addresses that mean something to a network itself are never told.
fn may_reach(address: IpAddr, private: bool) -> bool {
    match address {
        IpAddr::V4(address) => may_reach_v4(address, private),
        IpAddr::V6(address) => match within(address) {
            Some(inner) => may_reach_v4(inner, private),
            None => may_reach_v6(address, private),
        },
    }
}

fn may_reach_v4(address: Ipv4Addr, private: bool) -> bool {
    let [a, b, c, _] = address.octets();
    match (a, b, c) {
        (0 | 127 | 224..=255, ..) | (169, 254, _) | (192, 0, 0 | 2) | (198, 51, 100) | (203, 0, 113) => false,
        (10, ..) | (172, 16..=31, _) | (192, 168, _) | (100, 64..=127, _) | (198, 18 | 19, _) => private,
        _ => true,
    }
}

fn may_reach_v6(address: Ipv6Addr, private: bool) -> bool {
    match address.segments() {
        [first, ..] if first & 0xfe00 == 0xfc00 => private,
        [0x2001, 0x0db8, ..] => false,
        // Only what is routed in the world: no loopback, no link, no group, none that is not given out.
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

/// The older address that a newer one stands for: mapped, translated (RFC 6052), 6to4.
fn within(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let from = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        Ipv4Addr::new(a, b, c, d)
    };
    match address.segments() {
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => {
            Some(from(high, low))
        }
        _ => None,
    }
}

/// Looks names up and forgets every answer that must not be told: a name may point elsewhere than when it was checked.
#[derive(Debug, Clone, Copy)]
pub(super) struct Guarded {
    /// Private networks may be told.
    pub private: bool,
}

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        let private = self.private;
        Box::pin(async move {
            let here = is_here(name.as_str());
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let may = |at: &SocketAddr| if here { at.ip().is_loopback() } else { may_reach(at.ip(), private) };
            let told: Vec<SocketAddr> = found.filter(may).collect();
            if told.is_empty() {
                return Err(Box::<dyn Error + Send + Sync>::from("no address that may be told"));
            }
            let told: Addrs = Box::new(told.into_iter());
            Ok(told)
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::*;

    #[test]
    fn events_leave_encrypted_or_not_at_all() {
        for fine in ["https://oa.example.cn/hook", "http://127.0.0.1:9000/", "http://localhost/", "https://[::1]/x"] {
            assert!(parse(fine, false).is_ok(), "{fine}");
        }
        assert_eq!(parse("http://oa.example.cn/", false), Err(Refused::NotEncrypted));
        assert_eq!(parse("http://127.0.0.1.example/", false), Err(Refused::NotEncrypted));
        for bad in ["ftp://127.0.0.1/", "https://a:b@oa.example.cn/", "file:///etc/passwd", "oa", ""] {
            assert_eq!(parse(bad, false), Err(Refused::Form), "{bad}");
        }
    }

    #[test]
    fn t21_no_address_behind_the_centre_is_told() {
        let behind = ["10.1.2.3", "172.16.0.1", "192.168.1.1", "100.64.0.1", "[fd00::1]", "[::ffff:10.0.0.1]", "0xa.1"];
        for host in behind {
            assert_eq!(parse(&format!("https://{host}/"), false), Err(Refused::Private), "{host}");
            assert!(parse(&format!("https://{host}/"), true).is_ok(), "a closed network: {host}");
        }
        let never = ["169.254.169.254", "0.0.0.0", "224.0.0.1", "255.255.255.255", "[fe80::1]", "[::]", "[ff02::1]"];
        for host in never {
            assert_eq!(parse(&format!("https://{host}/"), true), Err(Refused::Private), "{host}");
        }
        for host in ["8.8.8.8", "[2400:3200::1]"] {
            assert!(parse(&format!("https://{host}/"), false).is_ok(), "{host}");
        }
    }

    /// A name that is this machine's only by the resolver's word is no way in.
    #[tokio::test]
    async fn t21_a_name_that_points_behind_the_centre_is_not_told() {
        let here = Guarded { private: false }.resolve("localhost".parse().unwrap()).await.unwrap();
        assert!(here.collect::<Vec<_>>().iter().all(|at| at.ip().is_loopback()));
        for host in ["127.0.0.1", "10.0.0.1", "::1"] {
            let address: IpAddr = host.parse().unwrap();
            assert!(!may_reach(address, false), "{host}");
        }
    }
}
