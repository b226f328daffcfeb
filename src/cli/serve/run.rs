//! A service from its first moment to its last: the port opens before the database, so that whoever asks meanwhile is told
//! to come again; at the end what runs is finished, and nothing is left unsigned.

use std::{sync::Arc, time::Duration};

use tokio::{net::TcpListener, task::spawn_blocking};

use super::{because, first, log, open, plan::Plan, say, stop};
use crate::{
    central::{
        Centre,
        serve::{Ended, Front, Tls},
    },
    i18n::{Lang, t, tf},
    runtime::SystemEntropy,
};

/// After the disk has failed, how long the windows are told so before the service ends.
const LAST_ANSWERS: Duration = Duration::from_secs(3);

/// Serves until it is told to stop. `init`: the first administrator is made, the password read from standard input or not.
pub(super) fn until_told(plan: Plan, init: Option<bool>) -> Result<(), String> {
    log::begin(&plan.log);
    let tokio =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(because("cli.serve.failed"))?;
    tokio.block_on(serve(plan, init))
}

async fn serve(plan: Plan, init: Option<bool>) -> Result<(), String> {
    let tls = plan.tls.as_ref().map(|(certificate, key)| Tls::load(certificate, key).map(Arc::new));
    let tls = tls.transpose().map_err(because("serve.tls"))?;
    let listener = TcpListener::bind(plan.listen).await.map_err(because("cli.serve.port"))?;
    let address = listener.local_addr().map_err(because("cli.serve.port"))?;
    let front = Front::new(plan.rules.clone(), Arc::new(SystemEntropy));
    let watched = watch(&front, &plan).await?;
    let serving = tokio::spawn(Arc::clone(&front).serve(listener, tls.clone(), plan.last));

    let centre = spawn_blocking(move || {
        let centre = open::open(&plan)?;
        init.map_or(Ok(()), |from_stdin| first::init(&centre, from_stdin))?;
        Ok::<_, String>(centre)
    });
    let centre = centre.await.map_err(because("cli.serve.failed"))??;
    // Whoever reads that it serves may tell it to stop.
    let words = stop::Words::listen();
    front.open_doors(&centre);
    let scheme = if tls.is_some() { "https" } else { "http" };
    say(&tf(Lang::Zh, "cli.serve.listening", &[scheme, &address.to_string(), centre.hall()]));
    if let Some(watched) = watched {
        say(&tf(Lang::Zh, "serve.watched", &[&watched]));
    }
    tracing::info!(target: "chuangtai::service", version = env!("CARGO_PKG_VERSION"), "ready");
    stop::notify("READY=1");

    let clock = tokio::spawn(centre.clone().keep_time());
    tokio::spawn(stop::reload(tls));
    let ended = tokio::select! {
        ended = finish(&front, serving, words) => ended,
        failed = broken(&centre) => Err(failed),
    };
    clock.abort();
    // RELIABILITY 4.2: an orderly stop leaves nothing unsigned. What cannot be signed now is signed at the next start.
    let _ = spawn_blocking(move || centre.checkpoint()).await;
    tracing::info!(target: "chuangtai::service", "stopped");
    ended
}

/// Opens the port for the figures; its address, if there is one.
async fn watch(front: &Arc<Front>, plan: &Plan) -> Result<Option<String>, String> {
    let Some((listen, token)) = plan.watch.clone() else { return Ok(None) };
    let listener = TcpListener::bind(listen).await.map_err(because("cli.serve.port"))?;
    let address = listener.local_addr().map_err(because("cli.serve.port"))?;
    tokio::spawn(Arc::clone(front).serve_watch(listener, token));
    Ok(Some(address.to_string()))
}

/// Waits for the word to stop, then for what runs. Told a second time, it ends where it stands: what was committed is
/// there, and what was not is sent again.
async fn finish(
    front: &Arc<Front>,
    serving: tokio::task::JoinHandle<Ended>,
    mut words: stop::Words,
) -> Result<(), String> {
    words.told().await;
    stop::notify("STOPPING=1");
    tracing::info!(target: "chuangtai::service", "stopping");
    front.begin_to_stop();
    tokio::select! {
        ended = serving => match ended {
            Ok(Ended::Finished) => Ok(()),
            Ok(Ended::CutShort) => {
                tracing::warn!(target: "chuangtai::service", "requests were cut short");
                Ok(())
            }
            Err(error) => Err(because("cli.serve.failed")(error)),
        },
        () = words.told() => Ok(()),
    }
}

/// The disk failed. Started again, the file is opened anew: what was committed is there, what was not is gone.
async fn broken(centre: &Centre) -> String {
    centre.stopped().await;
    tokio::time::sleep(LAST_ANSWERS).await;
    t(Lang::Zh, "cli.serve.disk_failed").to_owned()
}
