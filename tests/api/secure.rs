//! The way to a database on another machine: encrypted, and only to the one that the named authority vouches for.

use std::{fs, net::SocketAddr, path::PathBuf, sync::Arc};

use chuangtai::central::{Location, StoreError, realm_of};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional},
    net::{TcpListener, TcpStream, UnixStream},
    runtime::Runtime,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig, crypto,
        pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
    },
};

use crate::{serving::tls_file, windows::Hall};

/// How a client of the server's protocol asks for TLS.
const SSL_REQUEST: [u8; 8] = [0, 0, 0, 8, 4, 210, 22, 47];

/// Speaks TLS on a port of this machine and hands on to the socket behind it, as the server does by itself elsewhere.
fn before(runtime: &Runtime, name: &str, socket: PathBuf) -> SocketAddr {
    let read = |ending: &str| fs::read(tls_file(&format!("{name}.{ending}"))).unwrap();
    let chain = CertificateDer::pem_slice_iter(&read("pem")).map(Result::unwrap).collect();
    let config = ServerConfig::builder_with_provider(Arc::new(crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, PrivateKeyDer::from_pem_slice(&read("key")).unwrap())
        .unwrap();
    let acceptor: TlsAcceptor = Arc::new(config).into();
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
    let address = listener.local_addr().unwrap();
    runtime.spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(hand_on(stream, acceptor.clone(), socket.clone()));
        }
    });
    address
}

async fn hand_on(mut stream: TcpStream, acceptor: TlsAcceptor, socket: PathBuf) -> Option<()> {
    let mut asked = [0; 8];
    stream.read_exact(&mut asked).await.ok()?;
    if asked != SSL_REQUEST {
        return None;
    }
    stream.write_all(b"S").await.ok()?;
    let mut stream = acceptor.accept(stream).await.ok()?;
    let mut server = UnixStream::connect(socket).await.ok()?;
    copy_bidirectional(&mut stream, &mut server).await.ok()?;
    Some(())
}

#[test]
fn t02_a_database_elsewhere_is_spoken_to_by_tls_and_only_if_it_is_the_right_one() {
    let Some(hall) = Hall::new() else { return };
    drop(hall.open(1));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let socket = hall.server.socket().join(".s.PGSQL.5432");
    let (right, wrong) = (before(&runtime, "hall", socket.clone()), before(&runtime, "elsewhere", socket));
    let (own, other) = (tls_file("ca.pem"), tls_file("elsewhere.pem"));
    let open = |to: SocketAddr, query: &str| {
        let url: Location = format!("postgres://hall@{to}/{}{query}", hall.database).parse().unwrap();
        realm_of(&url)
    };
    let with = |roots: &PathBuf| format!("?sslmode=verify-full&sslrootcert={}", roots.display());
    assert!(open(right, &with(&own)).is_ok(), "{:?}", open(right, &with(&own)));
    let why = |done: Result<_, StoreError>| done.map(|_: chuangtai::contract::Realm| ()).unwrap_err().key();
    assert_eq!(why(open(wrong, &with(&own))), "storage.server_untrusted", "another's certificate");
    assert_eq!(why(open(right, &with(&other))), "storage.server_untrusted", "another's authority");
    assert_eq!(why(open(right, "?sslmode=require")), "storage.no_roots");
    assert!(open(right, "").is_err(), "nothing in clear");
}
