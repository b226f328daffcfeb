//! What breaks while a file is on its way: the line, the centre, another window that sends the same (RELIABILITY F39), and
//! what somebody finds who takes the books away (T28).

use std::{cell::Cell, collections::HashMap, sync::Arc, thread};

use axum::http::Method;
use chuangtai::{
    central::{Centre, Config, KeyPlace, Location},
    contract::{FileState, UploadView, sha256_hex},
    ports::ManualEntropy,
};

use super::{
    books,
    files::{file_path, header, opened, scan, upload_path},
    world::{Answer, MORNING, World, clock_at, config},
};

/// The centre stops in the middle of a file, and after the last piece but before its judgement; the desk goes on with
/// what is there. Nothing of the file stands in the books in clear (T28).
#[test]
fn f39_a_file_goes_on_after_a_restart_and_t28_lies_encrypted() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("centre.db");
    let keys = KeyPlace::Folder(dir.path().join("keys"));
    let clock = clock_at(MORNING);
    let starts = Cell::new(0);
    let open = || {
        starts.set(starts.get() + 1);
        let config = config(&clock, Location::File(path.clone()), keys.clone());
        let config = Config { entropy: Arc::new(ManualEntropy::seeded(starts.get())), ..config };
        World::around(Centre::open_demo_empty(config).unwrap(), clock.clone())
    };
    let bytes = [scan("restart", 500_000).as_slice(), b"\nSECRET-OF-THE-APPLICANT\n%%EOF\n"].concat();
    let hash = sha256_hex(&bytes);
    let world = open();
    let (clerk, case) = opened(&world);
    world.send_piece(&clerk, &upload_path(case, &hash), 0, bytes.len(), &bytes[..200_000]);
    drop(world);
    let world = open();
    assert_eq!(world.get(&clerk, &upload_path(case, &hash)).json::<UploadView>().offset, 200_000);
    world.upload(&clerk, case, &bytes);
    // As if the centre had stopped before it judged the file.
    books::run(&path, "UPDATE files SET kind = NULL").unwrap();
    drop(world);
    let world = open();
    let there: UploadView = world.get(&clerk, &upload_path(case, &hash)).json();
    assert_eq!((there.state, there.offset), (FileState::Quarantine, there.length));
    world.upload(&clerk, case, &bytes);
    let command = world.record(&clerk, case, 1, &[&hash]);
    world.receipt(&command, &world.post_command(&clerk, &command));
    assert_eq!(world.get(&clerk, &file_path(case, &hash)).body, bytes);
    assert_eq!(books::holding(&path, "SECRET-OF-THE-APPLICANT"), Vec::<String>::new());
    assert_eq!(books::holding(&path, "%%EOF"), Vec::<String>::new());
    assert_eq!(
        books::holding(&path, &hash).first().map(String::as_str),
        Some("audit"),
        "the search finds what is there"
    );
}

/// Two windows send the same file of the same case at the same time, each going on wherever the other has come to.
#[test]
fn f39_two_who_send_the_same_file_do_not_spoil_it() {
    let world = World::new();
    let (clerk, case) = opened(&world);
    let bytes = Arc::new(scan("twice", 900_000));
    let (hash, token) = (sha256_hex(&bytes), world.token(&clerk));
    let senders: Vec<_> = (0..4)
        .map(|_| {
            let (router, token, bytes) = (world.router.clone(), token.clone(), Arc::clone(&bytes));
            let path = upload_path(case, &hash);
            thread::spawn(move || {
                let mut offset = 0;
                let mut tries = HashMap::new();
                while offset < bytes.len() {
                    let end = bytes.len().min(offset + 30_000);
                    let piece = bytes[offset..end].to_vec();
                    let answer = patch(&router, &path, &token, offset, bytes.len(), piece);
                    offset = header(&answer, "upload-offset").parse().unwrap();
                    *tries.entry(answer.status.as_u16()).or_insert(0) += 1;
                }
                tries
            })
        })
        .collect();
    let tries: Vec<HashMap<u16, i32>> = senders.into_iter().map(|sender| sender.join().unwrap()).collect();
    assert!(tries.iter().all(|tries| tries.keys().all(|status| [200, 409].contains(status))), "{tries:?}");
    assert_eq!(tries.iter().filter_map(|tries| tries.get(&200)).sum::<i32>(), 30, "every piece once: {tries:?}");
    assert_eq!(world.get(&clerk, &upload_path(case, &hash)).json::<UploadView>().state, FileState::Whole);
}

/// Sends one piece to any instance.
pub fn patch(router: &axum::Router, path: &str, token: &str, offset: usize, length: usize, piece: Vec<u8>) -> Answer {
    use http_body_util::BodyExt as _;
    use tower::ServiceExt as _;
    let request = axum::http::Request::builder()
        .method(Method::PATCH)
        .uri(path)
        .header("authorization", format!("Bearer {token}"))
        .header("content-type", "application/octet-stream")
        .header("upload-offset", offset)
        .header("upload-length", length)
        .body(axum::body::Body::from(piece))
        .unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let (parts, body) = router.clone().oneshot(request).await.unwrap().into_parts();
        let body = body.collect().await.unwrap().to_bytes().to_vec();
        Answer { status: parts.status, headers: parts.headers, body }
    })
}
