//! An errand at a centre as whoever is signed in at this desk: the desk's store is opened, its session carried on, one
//! thing asked, and the store closed again. While a window is open over the same store it says so and leaves it alone.

use std::{path::PathBuf, sync::Arc};

use clap::Args;

use crate::{
    contract::Realm,
    desk::{
        Desk, DeskError,
        api::{ApiError, CentreUrl, HttpTransport, Transport},
    },
    i18n::{Lang, t},
    text::SafeText,
};

use super::{Answer, Outcome, connect, places::Places};

/// Which desk.
#[derive(Debug, Args)]
pub(super) struct At {
    #[arg(long, global = true, value_name = "URL", env = "CHUANGTAI_CENTRE", help = t(Lang::Zh, "cli.centre"))]
    centre: Option<String>,
    #[arg(long, global = true, value_name = "DIR", env = "CHUANGTAI_HOME", help = t(Lang::Zh, "cli.home"))]
    home: Option<PathBuf>,
}

/// Opens the desk and does `work` with it; with `signed_in` somebody has to be.
pub(super) fn run<F>(at: &At, signed_in: bool, work: impl FnOnce(Desk) -> F) -> Answer
where
    F: Future<Output = Result<Answer, Answer>>,
{
    let built = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    let Ok(runtime) = built else { return Answer::complaint(Outcome::Unknown, words("demo.no_runtime")) };
    runtime.block_on(async {
        let desk = match open(at, signed_in).await {
            Ok(desk) => desk,
            Err(answer) => return answer,
        };
        work(desk).await.unwrap_or_else(|answer| answer)
    })
}

async fn open(at: &At, signed_in: bool) -> Result<Desk, Answer> {
    let places = Places::find(at.home.clone()).ok_or_else(|| refusal("demo.no_home"))?;
    let centre = connect::centre_of(at.centre.as_deref(), &places);
    let centre = centre.ok_or_else(|| Answer::complaint(Outcome::Usage, words("errand.which_desk")))?;
    let url = CentreUrl::parse(&centre).map_err(|refused| Answer::complaint(Outcome::Usage, words(refused.key())))?;
    let transport = HttpTransport::new(url, &connect::authorities(&places)).map_err(|no| refusal(no.key()))?;
    let transport: Arc<dyn Transport> = Arc::new(transport);
    let dir = places.desk_of(&centre);
    let realm = match connect::stored_realm(&dir) {
        Some(realm) => realm,
        None => connect::first_heard(&transport, Lang::Zh).await?,
    };
    if realm == Realm::Demo {
        return Err(refusal("why.demo_sign_out"));
    }
    let desk = connect::unlock(dir, realm, transport, Lang::Zh).await?;
    if desk.reading().is_some() {
        return Err(refusal("desk.fault.store.in_use"));
    }
    desk.connect().await.map_err(|error| not_done(&error))?;
    desk.resume().await;
    if signed_in && !desk.is_signed_in() {
        return Err(refusal("errand.sign_in_first"));
    }
    Ok(desk)
}

/// Asks a line, shown or not.
pub(super) fn ask(key: &'static str, secret: bool) -> Result<zeroize::Zeroizing<String>, Answer> {
    connect::ask(t(Lang::Zh, key), secret, Lang::Zh)
}

/// Why it was not done, in words; a centre that is not heard is no refusal.
pub(super) fn not_done(error: &DeskError) -> Answer {
    match error {
        DeskError::Centre(ApiError::Problem(problem)) => {
            let detail = problem.detail.as_deref().map(|detail| format!("\n{detail}")).unwrap_or_default();
            Answer::complaint(
                Outcome::Refused,
                SafeText::lines(&format!("{}{detail}", problem.title))
                    .map(SafeText::into_string)
                    .collect::<Vec<_>>()
                    .join("\n"),
            )
        }
        DeskError::Centre(_) => Answer::complaint(Outcome::Unknown, words(error.key())),
        other => refusal(other.key()),
    }
}

pub(super) fn done(key: &'static str) -> Answer {
    Answer::done(words(key))
}

pub(super) fn refusal(key: &'static str) -> Answer {
    Answer::complaint(Outcome::Refused, words(key))
}

fn words(key: &'static str) -> String {
    t(Lang::Zh, key).to_owned()
}
