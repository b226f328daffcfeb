//! `chuangtai doctor`: what this machine offers the program, each with what to do if it is not right. It changes
//! nothing, and nothing that it asks can hold it up.

mod findings;
mod machine;
mod samples;
mod stores;

use std::{io::Write as _, process::ExitCode};

use clap::Args;
use jiff::Timestamp;

use crate::{
    app::{keymap::Keymap, preferences::Setting},
    domain::calendar::{Calendar, date_in_beijing},
    i18n::{Lang, t, tf},
    runtime::{
        ruler,
        wardrobe::{Heard, Wardrobe as _},
    },
    text::Measure,
    theme::Theme,
};

use super::{
    Answer, Outcome,
    looks::{self, Looks},
    places::Places,
    wardrobe::FileWardrobe,
};
use findings::{Finding, Findings};

/// Command line of `doctor`.
#[derive(Debug, Args)]
pub(super) struct DoctorArgs {
    #[arg(long, help = t(Lang::Zh, "cli.json"))]
    json: bool,
    #[arg(long, value_name = "URL", env = "CHUANGTAI_CENTRE", help = t(Lang::Zh, "cli.centre"))]
    centre: Option<String>,
    #[command(flatten)]
    looks: Looks,
}

/// Looks at everything and tells.
pub(super) fn run(args: &DoctorArgs) -> ExitCode {
    let lang = args.looks.lang();
    let built = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let Ok(runtime) = built else {
        return Answer::complaint(Outcome::Unknown, t(lang, "demo.no_runtime").to_owned()).give();
    };
    // Asked before anything is written. A stream of JSON is no place for questions to the terminal.
    let measured = if args.json { None } else { ruler::here() };
    let (findings, measure) = runtime.block_on(look(args, measured));
    // The keyring may still be waiting for somebody; nobody waits for it.
    runtime.shutdown_background();
    let told = if args.json { Answer::json(&findings) } else { Answer::done(findings.page(lang)) };
    let _ = writeln!(std::io::stdout(), "{}", told.out);
    if !args.json && looks::has_screen() {
        let _ = writeln!(std::io::stdout(), "{}", samples::lines(&worn(args), measure, lang).join("\n"));
    }
    findings.outcome().into()
}

/// The theme as this terminal will show it.
fn worn(args: &DoctorArgs) -> Theme {
    let last = Theme::default();
    let worn = args.looks.wardrobe().map(|wardrobe| {
        let set = wardrobe.preferences().0;
        wardrobe.wear(&set, &last, &Keymap::built_in()).theme
    });
    worn.unwrap_or(last)
}

async fn look(args: &DoctorArgs, measured: Option<Measure>) -> (Findings, Measure) {
    let wardrobe = args.looks.wardrobe();
    let patient =
        Patient { wardrobe: wardrobe.as_ref(), places: args.looks.places(), measured, lang: args.looks.lang() };
    let centre = args.centre.clone().or_else(|| args.looks.centre());
    patient.examine(centre.map_or(Line::Nowhere, Line::At)).await
}

/// Where the centre is looked for.
pub(super) enum Line {
    /// No address is set.
    Nowhere,
    /// At this address.
    At(String),
    /// The program has just asked it on its own line, or tried to.
    Heard(Box<Heard>),
}

/// What is looked at.
pub(super) struct Patient<'a> {
    pub wardrobe: Option<&'a FileWardrobe>,
    pub places: Option<Places>,
    /// What the terminal showed of its widths.
    pub measured: Option<Measure>,
    pub lang: Lang,
}

impl Patient<'_> {
    /// Everything, and how the screens will be measured.
    pub(super) async fn examine(self, line: Line) -> (Findings, Measure) {
        let Patient { wardrobe, places, measured, lang } = self;
        let width = wardrobe.map(|wardrobe| wardrobe.preferences().0.text(Setting::Width));
        let (widths, measure) = machine::widths(width.as_deref().unwrap_or("auto"), measured, lang);
        let mut found = Findings::default();
        found.add(machine::program(lang));
        found.add(machine::terminal(lang));
        found.add(machine::locale(lang));
        found.add(machine::colours(lang));
        found.add(widths);
        found.extend(machine::by_hand(lang));
        match &places {
            Some(places) => {
                found.extend(machine::folders(places, lang));
                found.extend(wardrobe.map(|wardrobe| machine::appearance(wardrobe, lang)).into_iter().collect());
                found.extend(stores::desks(places, lang).await);
                found.add(stores::demo_centre(places, lang));
                match line {
                    Line::At(address) => found.extend(stores::centre(&address, places, lang).await),
                    Line::Heard(heard) => found.extend(stores::heard(&heard, lang)),
                    Line::Nowhere => found.add(Finding::good("centre", t(lang, "doctor.centre.none"))),
                }
            }
            None => found.add(Finding::bad("folders", t(lang, "demo.no_home"), t(lang, "doctor.folders.advice"))),
        }
        found.add(stores::keyring(lang));
        found.add(calendar(Calendar::built_in(), Timestamp::now(), lang));
        (found, measure)
    }
}

/// Without the notice of a year every date in it is provisional (R9.4).
fn calendar(calendar: &Calendar, now: Timestamp, lang: Lang) -> Finding {
    let today = date_in_beijing(now);
    let (first, last) = calendar.range();
    let known: Vec<i16> = (first..=last).filter(|year| calendar.year(*year).is_some()).collect();
    let years = match (known.first(), known.last()) {
        (Some(first), Some(last)) => tf(lang, "doctor.calendar.years", &[&first.to_string(), &last.to_string()]),
        _ => t(lang, "doctor.calendar.none").to_owned(),
    };
    if calendar.is_provisional(today) {
        return Finding::note("calendar", &years, t(lang, "doctor.calendar.this_year"));
    }
    // The next year's notice comes in November.
    if today.month() == 12 && calendar.year(today.year() + 1).is_none() {
        return Finding::note("calendar", &years, t(lang, "doctor.calendar.next_year"));
    }
    Finding::good("calendar", &years)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::{findings::Level, *};

    #[test]
    fn r9_4_a_year_without_notice_is_worth_a_note() {
        let level = |day: &str| {
            let now: Timestamp = format!("{day}T10:00:00+08:00").parse().unwrap();
            calendar(Calendar::built_in(), now, Lang::Zh).level
        };
        assert_eq!(level("2026-09-14"), Level::Good);
        assert_eq!(level("2026-12-01"), Level::Note);
        assert_eq!(level("2031-03-03"), Level::Note);
    }
}
