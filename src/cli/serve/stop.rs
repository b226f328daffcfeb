//! What the machine's service manager says to a service, and what it hears from it.

use std::sync::Arc;

use crate::central::serve::Tls;

/// Listens for Ctrl-C, and for the service manager that says it is over. From the moment it listens no word is lost; before,
/// the machine ends the process by itself.
pub(super) struct Words {
    #[cfg(unix)]
    heard: Option<[tokio::signal::unix::Signal; 2]>,
}

impl Words {
    /// Begins to listen.
    pub(super) fn listen() -> Self {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            let both = signal(SignalKind::interrupt()).and_then(|one| Ok([one, signal(SignalKind::terminate())?]));
            Self { heard: both.ok() }
        }
        #[cfg(not(unix))]
        Self {}
    }

    /// Ends when a word has come since the last one was heard.
    pub(super) async fn told(&mut self) {
        #[cfg(unix)]
        if let Some([interrupt, terminate]) = &mut self.heard {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
        let _ = tokio::signal::ctrl_c().await;
    }
}

/// Reads the certificate anew at each SIGHUP. Files that are not right leave the old one in use, and the log says so.
pub(super) async fn reload(tls: Option<Arc<Tls>>) {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let Ok(mut hang_up) = signal(SignalKind::hangup()) else { return };
        while hang_up.recv().await.is_some() {
            let Some(tls) = &tls else { continue };
            match tls.reload() {
                Ok(()) => tracing::info!(target: "chuangtai::service", "certificate read anew"),
                Err(error) => tracing::error!(target: "chuangtai::service", %error, "certificate not read anew"),
            }
        }
    }
    #[cfg(not(unix))]
    drop(tls);
}

/// Tells the service manager, if there is one that wants to hear: one datagram, as `sd_notify(3)` has it.
pub(super) fn notify(word: &str) {
    #[cfg(unix)]
    if let Some(path) = std::env::var_os("NOTIFY_SOCKET") {
        // Whoever does not hear it waits for its own time to run out; there is nobody else to tell.
        let _ = send(&path, word);
    }
    #[cfg(not(unix))]
    let _ = word;
}

#[cfg(unix)]
fn send(path: &std::ffi::OsStr, word: &str) -> std::io::Result<()> {
    use std::os::unix::net::UnixDatagram;
    let socket = UnixDatagram::unbound()?;
    #[cfg(target_os = "linux")]
    {
        use std::os::{linux::net::SocketAddrExt as _, unix::ffi::OsStrExt as _, unix::net::SocketAddr};
        if let Some(name) = path.as_bytes().strip_prefix(b"@") {
            socket.send_to_addr(word.as_bytes(), &SocketAddr::from_abstract_name(name)?)?;
            return Ok(());
        }
    }
    socket.send_to(word.as_bytes(), path)?;
    Ok(())
}

#[cfg(all(test, unix))]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use std::os::unix::net::UnixDatagram;

    use super::*;

    #[test]
    fn the_service_manager_hears_one_datagram() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("notify");
        let manager = UnixDatagram::bind(&path).unwrap();
        send(path.as_os_str(), "READY=1").unwrap();
        let mut heard = [0; 32];
        let length = manager.recv(&mut heard).unwrap();
        assert_eq!(&heard[..length], b"READY=1");
        assert!(send(dir.path().join("nobody").as_os_str(), "READY=1").is_err());
    }
}
