//! A window: desk, centre and screen joined, whichever way the desk reaches its centre.

use std::{io::Write as _, path::PathBuf, process::ExitCode, sync::Arc};

use tokio::sync::mpsc;

use crate::{
    app::{
        DeskEvent, Msg,
        keymap::Keymap,
        preferences::{Preferences, Setting},
        read_only::ReadOnly,
    },
    desk::{
        Config, Desk, OpenError,
        api::NoLine,
        store::{self, Fate, Reading, StoreError},
    },
    i18n::{Lang, t, tf},
    runtime::{
        self, RunError, Setup, SystemClock, SystemEntropy, crash,
        drive::{Arrival, keep_driving},
        finder::Finder,
        office::{DeskOffice, Folders, LineSwitch, device_name},
        wardrobe::Wardrobe,
    },
    theme::Theme,
};

use super::{
    Answer, Outcome,
    looks::{Looks, Surface, surface},
    places::Places,
};

/// Tests wait for `idle N` in the window's title, nothing left to do after N keys, instead of sleeping.
const ANNOUNCE_IDLE: &str = "CHUANGTAI_TEST_IDLE";

/// How a command with a screen ended too early: what to say, and the exit code.
pub(super) type Ended = Answer;

/// Checks that there is a screen, finds the directories, and runs `work` on a runtime of its own.
pub(super) fn open<F>(looks: &Looks, work: impl FnOnce(Places) -> F) -> ExitCode
where
    F: Future<Output = Result<(), Ended>>,
{
    if surface(looks) == Surface::Nothing {
        return Answer::complaint(Outcome::Usage, t(looks.lang(), "demo.no_terminal").to_owned()).give();
    }
    let Some(places) = looks.places() else {
        return Answer::complaint(Outcome::Unknown, t(looks.lang(), "demo.no_home").to_owned()).give();
    };
    let built = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let Ok(runtime) = built else {
        return Answer::complaint(Outcome::Unknown, t(looks.lang(), "demo.no_runtime").to_owned()).give();
    };
    crash::install(places.log(), looks.lang());
    let ended = runtime.block_on(work(places));
    runtime.shutdown_timeout(std::time::Duration::from_secs(1));
    match ended {
        Ok(()) => Outcome::Done.into(),
        Err(answer) => answer.give(),
    }
}

/// Opens the desk. A damaged store is set aside, and what is good in it is taken over into a new one.
pub(super) async fn open_desk(config: Config, lang: Lang) -> Result<Desk, OpenError> {
    match Desk::open(config.clone()).await {
        Err(OpenError::Store(error)) if error.only_reads().is_some() && store::exists(&config.dir) => {
            look(config, &error).await
        }
        Err(OpenError::Damaged) => {
            say(t(lang, "demo.rescuing"));
            let (desk, report) = Desk::rescue(config).await?;
            let lost = report.lines.iter().filter(|line| line.fate == Fate::Lost).count();
            let counts = [(report.lines.len() - lost).to_string(), lost.to_string()];
            let [kept, lost] = counts.each_ref().map(String::as_str);
            say(&tf(lang, "demo.rescued", &[kept, lost, &report.set_aside.display().to_string()]));
            Ok(desk)
        }
        opened => opened,
    }
}

/// Opens a store that is in use or cannot be written, to be read only. If that goes neither, the first reason is told.
pub(super) async fn look(config: Config, error: &StoreError) -> Result<Desk, OpenError> {
    let why = error.only_reads().unwrap_or(Reading::NotWritable);
    Desk::look(Config { transport: Arc::new(NoLine), ..config }, why).await
}

/// A line before the screen is there. If nobody reads it nothing is lost.
pub(super) fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// Runs the screen over an open desk until somebody leaves it.
pub(super) async fn show(
    looks: &Looks,
    places: &Places,
    desk: Desk,
    arrival: Arrival,
    line: Option<LineSwitch>,
) -> Result<(), Ended> {
    let lang = looks.lang();
    let Some(wardrobe) = looks.wardrobe() else {
        return Err(Answer::complaint(Outcome::Unknown, t(lang, "demo.no_home").to_owned()));
    };
    let (settings, mut wrong) = wardrobe.preferences();
    wrong.extend(wardrobe.read(&settings, &Theme::default(), &Keymap::built_in()).wrong);
    let wardrobe: Arc<dyn Wardrobe> = Arc::new(wardrobe);
    let (tell, hear) = mpsc::unbounded_channel();
    // On the screen: what is written before it is there nobody sees.
    let _ = tell.send(Msg::Worn(wrong));
    if let Some(why) = desk.reading() {
        let why = match why {
            Reading::InUse => ReadOnly::InUse,
            Reading::NotWritable => ReadOnly::NotWritable,
        };
        let _ = tell.send(Msg::Desk(DeskEvent::ReadOnly(why)));
    }
    let broken = || Answer::complaint(Outcome::Refused, t(lang, "demo.screen_broken").to_owned());
    let finder = Finder::start(tell.clone()).map_err(|_| broken())?;
    let folders = Folders { papers: papers(&settings, places), scans: scans(&settings, places), files: places.files() };
    let office = DeskOffice::new(desk, folders, line, Arc::clone(&wardrobe), lang);
    let name = device_name(lang);
    let driver = tokio::spawn(keep_driving(office.clone(), arrival, name, finder.clone(), tell.clone()));
    let setup = Setup {
        lang,
        settings,
        wardrobe,
        clock: Arc::new(SystemClock),
        entropy: Arc::new(SystemEntropy),
        office: Arc::new(office),
        finder,
        tell,
        hear,
        habits: Some(places.state.join("palette")),
        announce_idle: std::env::var_os(ANNOUNCE_IDLE).is_some_and(|value| !value.is_empty()),
    };
    let ended = match surface(looks) {
        Surface::Lines => Box::pin(runtime::plain::run(setup)).await,
        Surface::Screen | Surface::Nothing => Box::pin(runtime::run(setup)).await,
    };
    driver.abort();
    ended.map_err(|error| match error {
        RunError::Terminal(_) => broken(),
        RunError::Store(key) => complaint(lang, key),
        RunError::Closed => complaint(lang, "demo.keyboard_gone"),
        RunError::Died => Answer::complaint(Outcome::Crash, crash::last_page(lang)),
    })
}

/// Where papers for the printer go.
fn papers(settings: &Preferences, places: &Places) -> PathBuf {
    let chosen = settings.text(Setting::Papers);
    if chosen.is_empty() { places.papers() } else { chosen.into() }
}

/// Where the scanner writes.
fn scans(settings: &Preferences, places: &Places) -> PathBuf {
    let chosen = settings.text(Setting::ScanInbox);
    if chosen.is_empty() { places.scans() } else { chosen.into() }
}

/// What an error of opening says.
pub(super) fn complaint(lang: Lang, key: &'static str) -> Ended {
    Answer::complaint(Outcome::Refused, t(lang, key).to_owned())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::app::preferences::{Source, Value};

    #[test]
    fn papers_go_where_they_are_set_to_go() {
        let places = Places::find(Some(PathBuf::from("home"))).unwrap();
        let mut settings = Preferences::default();
        assert_eq!(papers(&settings, &places), places.papers());
        settings.set(Setting::Papers, Value::Text("printer/in".to_owned()), Source::File(1));
        assert_eq!(papers(&settings, &places), Path::new("printer/in"));
        assert_eq!(scans(&settings, &places), places.scans());
        settings.set(Setting::ScanInbox, Value::Text("scanner/out".to_owned()), Source::File(2));
        assert_eq!(scans(&settings, &places), Path::new("scanner/out"));
    }
}
