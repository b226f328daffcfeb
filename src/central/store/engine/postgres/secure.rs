//! TLS to the server. `sslmode=verify-full` in the URL, or `require`, which means the same here: encrypted for somebody
//! unknown is not encrypted. `sslrootcert` names the authority that the server's certificate must come from.

use std::{
    fs, io,
    net::IpAddr,
    path::PathBuf,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use futures_util::{FutureExt as _, TryFutureExt as _, future::BoxFuture};
use rustls::pki_types::{CertificateDer, ServerName, pem::PemObject as _};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_postgres::{
    Config,
    config::{Host, SslMode},
    tls::{ChannelBinding, MakeTlsConnect, TlsConnect, TlsStream},
};
use tokio_rustls::{TlsConnector, client, rustls};

use super::ServerError;

/// How connections are made: where to, and whether by TLS.
#[derive(Clone)]
pub(super) struct Way {
    /// Where to.
    pub config: Config,
    /// How to speak there; never asked where the mode is not to.
    pub tls: Tls,
    /// The authority that was named.
    pub roots: Option<PathBuf>,
}

/// Reads a URL: what the library does not know of it is taken out first.
pub(super) fn way(url: &str) -> Result<Way, ServerError> {
    let (place, query) = url.split_once('?').unwrap_or((url, ""));
    let (mut rest, mut secure, mut roots) = (Vec::new(), false, None);
    for part in query.split('&').filter(|part| !part.is_empty()) {
        match part.split_once('=') {
            Some(("sslmode", "require" | "verify-full")) => secure = true,
            Some(("sslrootcert", path)) => roots = Some(decoded(path)?),
            _ => rest.push(part),
        }
    }
    let bare = if rest.is_empty() { place.to_owned() } else { format!("{place}?{}", rest.join("&")) };
    let mut config: Config = bare.parse().map_err(|_| ServerError::Refused("URL".to_owned()))?;
    if secure {
        config.ssl_mode(SslMode::Require);
        let roots = roots.ok_or(ServerError::NoRoots)?;
        return Ok(Way { config, tls: Tls(Some(connector(&roots)?)), roots: Some(roots) });
    }
    if in_clear(&config) {
        return Err(ServerError::InClear);
    }
    config.ssl_mode(SslMode::Disable);
    Ok(Way { config, tls: Tls(None), roots: None })
}

/// What leaves the machine unencrypted must be asked for in so many words: `sslmode=disable`, for a network that somebody
/// else has made safe.
fn in_clear(config: &Config) -> bool {
    let leaves = |host: &Host| match host {
        #[cfg(unix)]
        Host::Unix(_) => false,
        Host::Tcp(name) => name != "localhost" && !name.parse().is_ok_and(|address: IpAddr| address.is_loopback()),
    };
    let away = config.get_hosts().iter().any(leaves) || config.get_hostaddrs().iter().any(|to| !to.is_loopback());
    away && config.get_ssl_mode() != SslMode::Disable
}

/// A part of a URL as it was meant.
fn decoded(text: &str) -> Result<PathBuf, ServerError> {
    let wrong = || ServerError::Refused("URL".to_owned());
    let (mut bytes, mut rest) = (Vec::new(), text.bytes());
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digits = [rest.next().ok_or_else(wrong)?, rest.next().ok_or_else(wrong)?];
        let digits = std::str::from_utf8(&digits).map_err(|_| wrong())?;
        bytes.push(u8::from_str_radix(digits, 16).map_err(|_| wrong())?);
    }
    String::from_utf8(bytes).map(PathBuf::from).map_err(|_| wrong())
}

fn connector(roots: &PathBuf) -> Result<TlsConnector, ServerError> {
    let pem = fs::read(roots).map_err(|_| ServerError::NoRoots)?;
    let mut known = rustls::RootCertStore::empty();
    let (added, _) = known.add_parsable_certificates(CertificateDer::pem_slice_iter(&pem).filter_map(Result::ok));
    if added == 0 {
        return Err(ServerError::NoRoots);
    }
    let config = rustls::ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|_| ServerError::Untrusted)?
        .with_root_certificates(known)
        .with_no_client_auth();
    Ok(Arc::new(config).into())
}

/// Makes a connection secure, where it is to be.
#[derive(Clone)]
pub(super) struct Tls(Option<TlsConnector>);

impl<S: AsyncRead + AsyncWrite + Unpin + Send + 'static> MakeTlsConnect<S> for Tls {
    type Stream = Secure<S>;
    type TlsConnect = Handshake;
    type Error = io::Error;

    fn make_tls_connect(&mut self, name: &str) -> io::Result<Handshake> {
        Ok(Handshake { connector: self.0.clone(), name: name.to_owned() })
    }
}

/// A handshake to come, with whoever has this name.
pub(super) struct Handshake {
    connector: Option<TlsConnector>,
    name: String,
}

impl<S: AsyncRead + AsyncWrite + Unpin + Send + 'static> TlsConnect<S> for Handshake {
    type Stream = Secure<S>;
    type Error = io::Error;
    type Future = BoxFuture<'static, io::Result<Secure<S>>>;

    fn connect(self, stream: S) -> Self::Future {
        async move {
            let connector = self.connector.ok_or(io::ErrorKind::Unsupported)?;
            let name = ServerName::try_from(self.name).map_err(|_| io::ErrorKind::InvalidInput)?;
            connector.connect(name, stream).map_ok(|stream| Secure(Box::new(stream))).await
        }
        .boxed()
    }
}

/// A stream that nobody reads on its way.
pub(super) struct Secure<S>(Box<client::TlsStream<S>>);

impl<S: AsyncRead + AsyncWrite + Unpin> TlsStream for Secure<S> {
    /// The certificate was verified; the password is not bound to it as well.
    fn channel_binding(&self) -> ChannelBinding {
        ChannelBinding::none()
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncRead for Secure<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(cx, buf)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Secure<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(cx)
    }
}

/// Whether a connection failed because the other side is not who it should be.
pub(super) fn is_untrusted(cause: &tokio_postgres::Error) -> bool {
    let io = std::error::Error::source(cause).and_then(|source| source.downcast_ref::<io::Error>());
    io.and_then(io::Error::get_ref).is_some_and(|inner| inner.downcast_ref::<rustls::Error>().is_some())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn nothing_leaves_the_machine_in_clear_unasked() {
        let refused = |url: &str| way(url).err();
        for at_home in ["postgres:///hall?host=/run/postgresql", "postgres://a@localhost/b", "postgres://a@127.0.0.1/b"]
        {
            assert_eq!(refused(at_home), None, "{at_home}");
        }
        for away in ["postgres://a@db.hall/b", "postgres://a@10.0.0.7/b?sslmode=prefer", "postgres://a@localhost,db/b"]
        {
            assert_eq!(refused(away), Some(ServerError::InClear), "{away}");
        }
        assert_eq!(refused("postgres://a@db.hall/b?sslmode=disable"), None);
        // Encrypted for whom, somebody has to say.
        for unknown in
            ["postgres://a@db/b?sslmode=require", "postgres://a@db/b?sslmode=verify-full&sslrootcert=/no%20where"]
        {
            assert_eq!(refused(unknown), Some(ServerError::NoRoots), "{unknown}");
        }
        assert_eq!(decoded("/a%20b/%E4%B8%AD").unwrap(), PathBuf::from("/a b/中"));
        assert!(decoded("/a%2").is_err());
    }
}
