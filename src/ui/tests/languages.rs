//! No page speaks two languages: in English every Han character is somebody's data, in Chinese no key of a text shows.

use std::{collections::BTreeSet, fmt::Write as _};

use super::{Rehearsal, shown};
use crate::{
    app::Action,
    i18n::{self, Lang},
};

/// The pages in a language, each by the keys that lead there.
fn pages(lang: Lang) -> Vec<(String, Rehearsal)> {
    let mut pages: Vec<(String, Rehearsal)> = Vec::new();
    for (name, actions) in [
        ("home", &[][..]),
        ("settings", &[Action::PlaceSettings]),
        ("accept", &[Action::PlaceAccept]),
        ("agent", &[Action::PlaceAccept, Action::Agent]),
        ("todo", &[Action::PlaceTodo]),
        ("case", &[Action::PlaceTodo, Action::Open]),
        ("supplement", &[Action::PlaceSupplement]),
        ("issue", &[Action::PlaceIssue]),
        ("query", &[Action::PlaceQuery]),
        ("approve", &[Action::PlaceBackOffice]),
        ("locked", &[Action::Lock]),
    ] {
        let mut stage = Rehearsal::new(120, 36);
        stage.model.lang = lang;
        stage.act(actions);
        pages.push((name.to_owned(), stage));
    }
    for (name, actions) in [
        ("materials", &[][..]),
        ("tolerate", &[Action::Choose6, Action::MaterialTolerate]),
        ("exempt", &[Action::Choose6, Action::MaterialExempt]),
        ("defect", &[Action::Choose6, Action::MaterialDefect]),
        ("points", &[Action::MaterialPoints]),
        ("form", &[Action::AllOk, Action::NextOpen]),
        ("help", &[Action::Help]),
        ("palette", &[Action::Palette]),
        ("more", &[Action::More]),
        ("who", &[Action::WhoAmI]),
        ("clock", &[Action::ClockAhead]),
        ("reveal", &[Action::Reveal]),
        ("notices", &[Action::MaterialTolerate, Action::Notices]),
        ("preview", &[Action::AllOk, Action::StepNext, Action::StepNext, Action::Preview]),
    ] {
        let mut stage = Rehearsal::at_materials(120, 36);
        stage.model.lang = lang;
        stage.act(actions);
        pages.push((name.to_owned(), stage));
    }
    let mut stage = Rehearsal::at_situation(120, 36);
    stage.model.lang = lang;
    pages.push(("situation".to_owned(), stage));
    for actions in [&[][..], &[Action::Confirm], &[Action::Confirm, Action::Choose1]] {
        let mut stage = Rehearsal::at_conclusion(120, 36);
        stage.model.lang = lang;
        stage.act(actions);
        pages.push((format!("conclusion {}", actions.len()), stage));
    }
    pages
}

const fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{20000}'..='\u{323AF}')
}

fn runs(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c| !is_han(c)).filter(|run| !run.is_empty())
}

/// Papers of the organ are always Chinese, and so is the name of the Chinese language.
const ALWAYS_CHINESE: [&str; 2] = ["preview", "中文"];

#[test]
fn in_english_only_data_are_chinese() {
    // Words of the program that no data hold as a whole of their own.
    let ours: BTreeSet<&str> =
        i18n::every(Lang::Zh).flat_map(runs).filter(|run| run.chars().nth(1).is_some()).collect();
    let mut leaks = String::new();
    for (name, mut stage) in pages(Lang::En) {
        let data = format!("{:?} {:?} {:?}", stage.hall, stage.model.session, stage.model.worklists);
        let data = format!("{data} {:?} {:?}", stage.model.casework, stage.model.accept);
        let whole: BTreeSet<&str> = runs(&data).collect();
        let leaked = |run: &&str| !data.contains(run) || (ours.contains(run) && !whole.contains(run));
        let all = shown(&stage);
        // What lies over the page cuts words of it in two.
        let is_open = !stage.model.overlays.is_empty();
        stage.model.overlays.clear();
        let page = shown(&stage);
        let above = runs(&all).filter(|run| is_open && !page.contains(run));
        for run in runs(&page).chain(above).filter(leaked) {
            if !ALWAYS_CHINESE.contains(&run) && !ALWAYS_CHINESE.contains(&name.as_str()) {
                writeln!(leaks, "{name}: {run}").unwrap();
            }
        }
    }
    assert!(leaks.is_empty(), "\n{leaks}");
}

#[test]
fn no_key_of_a_text_is_shown() {
    for lang in [Lang::Zh, Lang::En] {
        for (name, stage) in pages(lang) {
            let screen = shown(&stage);
            for word in screen.split(|c: char| !(c.is_ascii_lowercase() || "._".contains(c))) {
                let parts: Vec<&str> = word.split('.').collect();
                let dotted = parts.len() > 1 && parts.iter().all(|part| part.len() > 1);
                // Names of files end like this.
                assert!(!dotted || matches!(parts.last(), Some(&("toml" | "example"))), "{name}: {word}\n{screen}");
            }
            assert!(!screen.contains("{0}") && !screen.contains("{1}"), "{name}\n{screen}");
        }
    }
}
