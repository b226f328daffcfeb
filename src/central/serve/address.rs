//! RELIABILITY T19, ASVS 4.1.3. Where a request comes from. What a header says of it is believed of the listed proxies
//! only, and of them only the part that they wrote themselves.

use std::{net::IpAddr, str::FromStr};

use axum::http::{HeaderMap, HeaderName};
use thiserror::Error;

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// Addresses that begin alike: `10.0.0.0/8`, or a single one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    base: IpAddr,
    bits: u32,
}

/// Not a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not an address or network")]
pub struct NoNetwork;

impl FromStr for Network {
    type Err = NoNetwork;

    fn from_str(text: &str) -> Result<Self, NoNetwork> {
        let (base, bits) = text.split_once('/').map_or((text, None), |(base, bits)| (base, Some(bits)));
        let base: IpAddr = base.trim().parse().map_err(|_| NoNetwork)?;
        let most = if base.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(most), |bits| bits.trim().parse().map_err(|_| NoNetwork))?;
        if bits > most { Err(NoNetwork) } else { Ok(Self { base, bits }) }
    }
}

impl Network {
    fn holds(&self, address: IpAddr) -> bool {
        match (self.base, address.to_canonical()) {
            (IpAddr::V4(base), IpAddr::V4(of)) => {
                (base.to_bits() ^ of.to_bits()).checked_shr(32 - self.bits).unwrap_or(0) == 0
            }
            (IpAddr::V6(base), IpAddr::V6(of)) => {
                (base.to_bits() ^ of.to_bits()).checked_shr(128 - self.bits).unwrap_or(0) == 0
            }
            _ => false,
        }
    }
}

/// The proxies that may say for whom they ask.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proxies(Vec<Network>);

impl Proxies {
    /// These.
    pub fn new(listed: Vec<Network>) -> Self {
        Self(listed)
    }

    /// Whether this is one of them.
    pub fn include(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.holds(address))
    }

    /// Who asks: whoever is connected, or the last in the chain of a listed proxy who is none himself.
    pub(super) fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut client = peer.to_canonical();
        let lines: Vec<&str> = headers.get_all(FORWARDED_FOR).iter().filter_map(|value| value.to_str().ok()).collect();
        for said in lines.iter().flat_map(|line| line.split(',')).rev() {
            if !self.include(client) {
                break;
            }
            let Some(before) = address(said) else { break };
            client = before;
        }
        client
    }
}

/// An address as proxies write it, with or without a port.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = text.parse().ok().or_else(|| text.trim_start_matches('[').split(']').next()?.parse().ok());
    bare.or_else(|| text.rsplit_once(':')?.0.parse().ok()).map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::*;

    fn proxies(listed: &[&str]) -> Proxies {
        Proxies::new(listed.iter().map(|text| text.parse().unwrap()).collect())
    }

    fn asked(proxies: &Proxies, peer: &str, said: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for line in said {
            headers.append(FORWARDED_FOR, line.parse().unwrap());
        }
        proxies.client(peer.parse().unwrap(), &headers).to_string()
    }

    #[test]
    fn t19_only_a_listed_proxy_is_believed_and_only_what_it_wrote() {
        let listed = proxies(&["10.0.0.0/8", "::1", "2001:db8::/32"]);
        assert_eq!(asked(&listed, "203.0.113.9", &["198.51.100.1"]), "203.0.113.9", "a stranger's word counts nothing");
        assert_eq!(asked(&listed, "10.0.0.2", &["198.51.100.1"]), "198.51.100.1");
        assert_eq!(asked(&listed, "10.0.0.2", &["198.51.100.66, 198.51.100.1, 10.0.0.3"]), "198.51.100.1");
        assert_eq!(asked(&listed, "10.0.0.2", &["198.51.100.66", "198.51.100.1"]), "198.51.100.1");
        assert_eq!(asked(&listed, "::1", &["[2001:db9::7]:443"]), "2001:db9::7");
        assert_eq!(asked(&listed, "::1", &["198.51.100.1:5000"]), "198.51.100.1");
        assert_eq!(asked(&listed, "10.0.0.2", &["unknown"]), "10.0.0.2");
        assert_eq!(asked(&listed, "10.0.0.2", &[]), "10.0.0.2");
        assert_eq!(asked(&Proxies::default(), "127.0.0.1", &["198.51.100.1"]), "127.0.0.1");
    }

    #[test]
    fn a_network_is_read_and_knows_its_own() {
        let network: Network = "192.168.4.0/22".parse().unwrap();
        for (address, within) in [("192.168.7.255", true), ("192.168.8.0", false), ("::ffff:192.168.5.1", true)] {
            assert_eq!(network.holds(address.parse().unwrap()), within, "{address}");
        }
        assert!("0.0.0.0/0".parse::<Network>().unwrap().holds("8.8.8.8".parse().unwrap()));
        for wrong in ["", "10.0.0.0/33", "10.0.0/8", "::/129", "10.0.0.0/x"] {
            assert_eq!(wrong.parse::<Network>(), Err(NoNetwork), "{wrong}");
        }
    }
}
