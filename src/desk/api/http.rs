//! The transport of the field: HTTPS; plain HTTP only to this very machine.

use std::{
    net::IpAddr,
    sync::{Arc, Once},
    time::Duration,
};

use futures_util::StreamExt as _;
use reqwest::{Certificate, Client, RequestBuilder, Url, dns::Resolve, redirect::Policy};
use thiserror::Error;

use super::{Listening, Method, Opening, Request, Response, Sending, Transport, TransportError};

/// A stream of hints is opened anew after this, whether it still goes on or not.
const LONGEST_LISTENING: Duration = Duration::from_hours(1);
/// No answer of the centre is larger; a whole catalogue is what comes nearest.
const LARGEST_BODY: usize = 64 << 20;

/// Why no client could be made.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Refused {
    /// Not an address of the form `https://host[:port]`.
    #[error("not an address of a centre")]
    Address,
    /// Plain HTTP to another machine.
    #[error("plain http is allowed to this machine only")]
    NotEncrypted,
    /// A file given as a certificate authority is none.
    #[error("not a certificate")]
    Certificate,
    /// The TLS library could not be set up.
    #[error("TLS could not be set up")]
    Tls,
}

impl Refused {
    /// Key of the sentence that says it, and what to do.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Address => "desk.fault.centre.address",
            Self::NotEncrypted => "desk.fault.centre.not_encrypted",
            Self::Certificate => "desk.fault.centre.certificate",
            Self::Tls => "desk.fault.centre.tls",
        }
    }
}

/// The address of a centre: `https://host[:port]`, or `http://` to loopback.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CentreUrl(Url);

impl CentreUrl {
    /// Checks an address as typed.
    pub fn parse(text: &str) -> Result<Self, Refused> {
        let url = Url::parse(text.trim()).map_err(|_| Refused::Address)?;
        let bare = url.username().is_empty() && url.password().is_none() && url.query().is_none();
        let host = url.host_str().ok_or(Refused::Address)?;
        match url.scheme() {
            _ if !bare || url.fragment().is_some() => Err(Refused::Address),
            "https" => Ok(Self(url)),
            "http" if is_loopback(host) => Ok(Self(url)),
            "http" => Err(Refused::NotEncrypted),
            _ => Err(Refused::Address),
        }
    }

    fn at(&self, path: &str) -> Result<Url, TransportError> {
        let base = self.0.as_str().trim_end_matches('/');
        Url::parse(&format!("{base}{path}")).map_err(|_| TransportError::NotSent)
    }
}

fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// How the way to the centre is found, and how long each part of a call may take (F32, F43).
#[derive(Clone)]
pub(in crate::desk) struct Way {
    /// To connect, over all addresses of the name together.
    pub connect: Duration,
    /// To the first byte of the answer, and from one byte to the next.
    pub first_byte: Duration,
    /// All of it.
    pub whole_call: Duration,
    /// Who knows the addresses of a name; `None` = the system.
    pub names: Option<Arc<dyn Resolve>>,
}

impl Default for Way {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            first_byte: Duration::from_secs(15),
            whole_call: Duration::from_mins(1),
            names: None,
        }
    }
}

/// reqwest, with ring as the one cryptography of the process. Proxies come from the environment.
#[derive(Debug, Clone)]
pub struct HttpTransport {
    client: Client,
    centre: CentreUrl,
}

impl HttpTransport {
    /// A transport to `centre`; `authorities` are extra certificate authorities, PEM, from files only.
    pub fn new(centre: CentreUrl, authorities: &[Vec<u8>]) -> Result<Self, Refused> {
        Self::by(centre, authorities, Way::default())
    }

    /// The same by a way of its own.
    pub(in crate::desk) fn by(centre: CentreUrl, authorities: &[Vec<u8>], way: Way) -> Result<Self, Refused> {
        install_ring();
        let mut builder = Client::builder()
            .redirect(Policy::none())
            .connect_timeout(way.connect)
            .read_timeout(way.first_byte)
            .timeout(way.whole_call)
            .referer(false)
            .https_only(centre.0.scheme() == "https");
        if centre.0.scheme() == "http" {
            builder = builder.no_proxy();
        }
        if let Some(names) = way.names {
            builder = builder.dns_resolver(names);
        }
        for pem in authorities {
            builder = builder.add_root_certificate(Certificate::from_pem(pem).map_err(|_| Refused::Certificate)?);
        }
        Ok(Self { client: builder.build().map_err(|_| Refused::Tls)?, centre })
    }

    fn call(&self, request: Request) -> Result<RequestBuilder, TransportError> {
        let url = self.centre.at(&request.path)?;
        let call = match request.method {
            Method::Get => self.client.get(url),
            Method::Post => self.client.post(url).body(request.body),
            Method::Patch => self.client.patch(url).body(request.body),
            Method::Delete => self.client.delete(url),
        };
        Ok(request.headers.iter().fold(call, |call, (name, value)| call.header(*name, value)))
    }

    /// A response that goes on has no end to wait for; what counts is that it goes on.
    async fn open(&self, request: Request) -> Result<Listening, TransportError> {
        let call = self.call(request)?.timeout(LONGEST_LISTENING);
        let answer = call.send().await.map_err(|error| judge(&error))?;
        let kind = answer.headers().get("content-type").and_then(|value| value.to_str().ok()).unwrap_or_default();
        let content_type = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let status = answer.status().as_u16();
        let pieces = answer.bytes_stream().map(|piece| match piece {
            Ok(bytes) => Ok(bytes.to_vec()),
            Err(error) => Err(judge(&error)),
        });
        Ok(Listening { status, content_type, pieces: Box::pin(pieces) })
    }

    async fn exchange(&self, request: Request) -> Result<Response, TransportError> {
        let mut answer = self.call(request)?.send().await.map_err(|error| judge(&error))?;
        let headers = answer.headers().iter();
        let headers =
            headers.filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned())));
        let mut response = Response { status: answer.status().as_u16(), headers: headers.collect(), body: Vec::new() };
        while let Some(chunk) = answer.chunk().await.map_err(|error| judge(&error))? {
            if response.body.len() + chunk.len() > LARGEST_BODY {
                return Err(TransportError::TooLarge);
            }
            response.body.extend_from_slice(&chunk);
        }
        Ok(response)
    }
}

impl Transport for HttpTransport {
    fn send(&self, request: Request) -> Sending<'_> {
        Box::pin(self.exchange(request))
    }

    fn listen(&self, request: Request) -> Opening<'_> {
        Box::pin(self.open(request))
    }
}

fn judge(error: &reqwest::Error) -> TransportError {
    if error.is_connect() {
        return if speaks_of_tls(error) { TransportError::Certificate } else { TransportError::NotSent };
    }
    if error.is_timeout() { TransportError::TimedOut } else { TransportError::Broken }
}

fn speaks_of_tls(error: &reqwest::Error) -> bool {
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        if is_of_tls(error) {
            return true;
        }
        cause = error.source();
    }
    false
}

/// An error of the system's does not name what lies in it as its source, and it may lie in several of them.
fn is_of_tls(error: &(dyn std::error::Error + 'static)) -> bool {
    let inner = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
    error.is::<rustls::Error>() || inner.is_some_and(|inner| is_of_tls(inner))
}

/// reqwest without a provider of its own panics unless one was installed first.
fn install_ring() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // An error means that one is installed already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_goes_to_this_machine_only() {
        for fine in ["https://centre.example", "http://127.0.0.1:8443", "http://localhost:1", "http://[::1]:80"] {
            assert!(CentreUrl::parse(fine).is_ok(), "{fine}");
        }
        assert_eq!(CentreUrl::parse("http://centre.example"), Err(Refused::NotEncrypted));
        assert_eq!(CentreUrl::parse("http://127.0.0.1.example"), Err(Refused::NotEncrypted));
        for bad in ["ftp://127.0.0.1", "https://a:b@centre.example", "https://centre.example/?a=1", "centre", ""] {
            assert_eq!(CentreUrl::parse(bad), Err(Refused::Address), "{bad}");
        }
    }

    #[tokio::test]
    async fn nobody_listening_means_that_no_byte_left() {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let centre = CentreUrl::parse(&format!("http://{free}")).unwrap();
        let transport = HttpTransport::new(centre, &[]).unwrap();
        let request = Request { method: Method::Get, path: "/v1/meta".into(), headers: Vec::new(), body: Vec::new() };
        assert_eq!(transport.send(request).await, Err(TransportError::NotSent));
    }

    #[test]
    fn what_is_no_certificate_is_refused() {
        let centre = CentreUrl::parse("https://centre.example").unwrap();
        assert!(HttpTransport::new(centre.clone(), &[b"-----BEGIN CERTIFICATE-----\nxx\n".to_vec()]).is_err());
        assert!(HttpTransport::new(centre, &[]).is_ok());
    }
}
