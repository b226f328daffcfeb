//! ASVS 12.1.1. The centre's certificate: TLS 1.2 at least, 1.3 preferred, read anew when it was renewed.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
};

use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _};
use thiserror::Error;
use tokio_rustls::{TlsAcceptor, rustls};

/// Why there is no certificate to serve with.
#[derive(Debug, Error)]
pub enum TlsError {
    /// A file cannot be read.
    #[error("{0}: {1}")]
    File(PathBuf, io::Error),
    /// There is no certificate in it.
    #[error("{0}: no certificate (PEM)")]
    NoCertificate(PathBuf),
    /// There is no private key in it.
    #[error("{0}: no private key (PEM)")]
    NoKey(PathBuf),
    /// Everybody may read the private key.
    #[error("{0}: everybody may read this private key")]
    Exposed(PathBuf),
    /// They do not belong together, or are of a kind that is not spoken.
    #[error(transparent)]
    Unfit(#[from] rustls::Error),
}

/// Certificate and key, from their files.
#[derive(Debug)]
pub struct Tls {
    certificate: PathBuf,
    key: PathBuf,
    now: RwLock<Arc<rustls::ServerConfig>>,
}

impl Tls {
    /// Reads both files.
    pub fn load(certificate: &Path, key: &Path) -> Result<Self, TlsError> {
        let now = RwLock::new(Arc::new(read(certificate, key)?));
        Ok(Self { certificate: certificate.to_owned(), key: key.to_owned(), now })
    }

    /// Reads both files anew. Connections that are open go on; if the files are not right, so does the old certificate.
    pub fn reload(&self) -> Result<(), TlsError> {
        let new = Arc::new(read(&self.certificate, &self.key)?);
        *self.now.write().unwrap_or_else(PoisonError::into_inner) = new;
        Ok(())
    }

    pub(super) fn acceptor(&self) -> TlsAcceptor {
        self.now.read().unwrap_or_else(PoisonError::into_inner).clone().into()
    }
}

fn read(certificate: &Path, key: &Path) -> Result<rustls::ServerConfig, TlsError> {
    let pem = |path: &Path| fs::read(path).map_err(|error| TlsError::File(path.to_owned(), error));
    let chain: Vec<_> = CertificateDer::pem_slice_iter(&pem(certificate)?).filter_map(Result::ok).collect();
    if chain.is_empty() {
        return Err(TlsError::NoCertificate(certificate.to_owned()));
    }
    let secret = zeroize::Zeroizing::new(pem(key)?);
    check_private(key)?;
    let secret = PrivateKeyDer::from_pem_slice(&secret).map_err(|_| TlsError::NoKey(key.to_owned()))?;
    let mut config = rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, secret)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

/// A group may be let in, as systems do that hand certificates out; the world may not.
#[cfg(unix)]
fn check_private(path: &Path) -> Result<(), TlsError> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = fs::metadata(path).map_err(|error| TlsError::File(path.to_owned(), error))?.permissions().mode();
    if mode & 0o007 > 0 { Err(TlsError::Exposed(path.to_owned())) } else { Ok(()) }
}

#[cfg(not(unix))]
fn check_private(_: &Path) -> Result<(), TlsError> {
    Ok(())
}
