//! When the program is at fault: the terminal first, then a page in Chinese with a number, and a report without
//! anybody's data (F26). The panic's own message is not kept: it may hold what was typed.

use std::{
    backtrace::Backtrace,
    fs,
    io::Write as _,
    panic::{self, PanicHookInfo},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    thread::{self, ThreadId},
};

use jiff::{Timestamp, tz::TimeZone};

use crate::i18n::{Lang, t, tf};

use super::guard;

/// Names the [`point`] at which a test makes the program fail, and a file: it fails as soon as that exists.
#[cfg(debug_assertions)]
static CHOSEN: std::sync::LazyLock<Option<(String, PathBuf)>> = std::sync::LazyLock::new(|| {
    let wished = std::env::var("CHUANGTAI_TEST_PANIC").ok()?;
    wished.split_once(' ').map(|(name, file)| (name.to_owned(), file.into()))
});

/// Number of the last report and where it lies, for the message about what died.
static LAST: Mutex<Option<(String, Option<PathBuf>)>> = Mutex::new(None);

/// From now on a panic is answered by this file. The calling thread is the one whose end is the program's end; what
/// dies elsewhere is reported, and whoever waited for it hears of a failure.
pub fn install(log: PathBuf, lang: Lang) {
    let screen = thread::current().id();
    panic::set_hook(Box::new(move |panic| hook(panic, screen, &log, lang)));
}

/// Number of the last report.
pub fn last_number() -> Option<String> {
    LAST.lock().unwrap_or_else(PoisonError::into_inner).as_ref().map(|(number, _)| number.clone())
}

/// The page about what died beside the screen and took the program with it.
pub fn last_page(lang: Lang) -> String {
    let last = LAST.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let (number, file) = last.unwrap_or_else(|| (number(Timestamp::now()), None));
    page(lang, &number, file.as_deref())
}

/// A place where a test can make the program fail, so that what a failure there leaves behind is known. `NAME FILE` in
/// `CHUANGTAI_TEST_PANIC` chooses one. A program that was built for use has none.
#[cfg(debug_assertions)]
#[allow(clippy::missing_panics_doc, reason = "to panic is all it does")]
pub fn point(name: &str) {
    let reached = CHOSEN.as_ref().is_some_and(|(chosen, file)| chosen == name && file.exists());
    assert!(!reached, "as the test wished");
}

/// A program that was built for use fails nowhere on purpose.
#[cfg(not(debug_assertions))]
pub const fn point(_: &str) {}

fn hook(panic: &PanicHookInfo<'_>, screen: ThreadId, log: &Path, lang: Lang) {
    let of_screen = thread::current().id() == screen;
    if of_screen {
        guard::restore();
    }
    let now = Timestamp::now();
    let number = number(now);
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    let report = report(&number, now, &place, &Backtrace::force_capture().to_string());
    let written = write(log, &number, &report);
    *LAST.lock().unwrap_or_else(PoisonError::into_inner) = Some((number.clone(), written.clone()));
    if of_screen {
        let page = page(lang, &number, written.as_deref());
        let _ = std::io::stderr().write_all(page.as_bytes());
    }
}

/// Day, time to the millisecond, process: two crashes never share a file.
fn number(now: Timestamp) -> String {
    let local = now.to_zoned(TimeZone::system());
    format!("{}-{}", local.strftime("%Y%m%d-%H%M%S-%3f"), std::process::id())
}

fn report(number: &str, now: Timestamp, place: &str, stack: &str) -> String {
    format!(
        "{number}\n{now}\nchuangtai {} {} {}\nthread {}\n{place}\n\n{stack}\n",
        env!("CARGO_PKG_VERSION"),
        std::env::consts::OS,
        std::env::consts::ARCH,
        thread::current().name().unwrap_or("-"),
    )
}

/// Where the report lies, if it could be written.
fn write(log: &Path, number: &str, report: &str) -> Option<PathBuf> {
    fs::create_dir_all(log).ok()?;
    let path = log.join(format!("crash-{number}.txt"));
    fs::write(&path, report).ok()?;
    Some(path)
}

fn page(lang: Lang, number: &str, file: Option<&Path>) -> String {
    let file = match file {
        Some(path) => tf(lang, "crash.file", &[&path.display().to_string()]),
        None => t(lang, "crash.no_file").to_owned(),
    };
    let what = tf(lang, "crash.what", &[number]);
    format!("\r\n{what}\r\n{}\r\n{file}\r\n", t(lang, "crash.safe"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::*;

    #[test]
    fn f26_what_died_beside_the_screen_is_reported_without_its_words() {
        let dir = tempfile::tempdir().unwrap();
        let before = panic::take_hook();
        install(dir.path().join("log"), Lang::Zh);
        let died = thread::spawn(|| panic!("{}", "00000019900307002X")).join();
        panic::set_hook(before);
        assert!(died.is_err());
        let number = last_number().unwrap();
        let report = fs::read_to_string(dir.path().join(format!("log/crash-{number}.txt"))).unwrap();
        assert!(report.contains(&number) && report.contains("crash.rs") && !report.contains("19900307"), "{report}");
    }

    #[test]
    fn the_page_names_number_and_file() {
        let page = page(Lang::Zh, "20261121-153000-001-7", Some(Path::new("log/crash-1.txt")));
        assert!(page.contains("20261121-153000-001-7") && page.contains("log/crash-1.txt") && page.contains("保存"));
    }
}
