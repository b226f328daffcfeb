//! What holds for every key in every place: it goes through the registry, it never breaks anything, and no draft is lost.

use std::{collections::BTreeSet, fs, path::Path};

use jiff::SignedDuration;
use uuid::Uuid;

use super::{
    Action, Ask, Msg, Place, Spot,
    actions::Context,
    availability,
    keymap::{Chord, Key, Keymap, Resolution},
    overlay,
    rehearsal::{PASSPHRASE, Rehearsal, ZHANG},
};
use crate::i18n::{Lang, t};

/// Keys for one walk; `CHUANGTAI_KEYS` asks for more.
fn keys() -> usize {
    std::env::var("CHUANGTAI_KEYS").ok().and_then(|text| text.parse().ok()).unwrap_or(1_000)
}

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 16).unwrap() % end.max(1)
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

/// A key as the runtime sends it on: by the keymap, in the contexts in force.
fn press(stage: &mut Rehearsal, keymap: &Keymap, chord: Chord) {
    let contexts = stage.model.key_contexts();
    let msg = match keymap.resolve(&contexts, &stage.model.pending, chord) {
        Resolution::Run(command) => {
            Msg::Action(Action::named(&command.action, command.arg.as_deref()).expect("keymaps name what exists"))
        }
        Resolution::Text(c) => Msg::Text(c),
        Resolution::Pending => {
            let mut keys = stage.model.pending.clone();
            keys.push(chord.fold());
            Msg::Pending(keys)
        }
        Resolution::Cancelled => Msg::Pending(Vec::new()),
        Resolution::Unbound => Msg::Unbound(chord.label()),
    };
    stage.send(msg);
}

/// A key that means something here, or any other, or the mouse, or time.
fn anything(stage: &mut Rehearsal, keymap: &Keymap, dice: &mut Dice) {
    match dice.below(20) {
        0..=11 => {
            let contexts = stage.model.contexts();
            let context = dice.pick(&contexts);
            let bound: Vec<Vec<Chord>> = keymap.bindings(context.name()).map(|(keys, _)| keys.to_vec()).collect();
            if !bound.is_empty() {
                for chord in dice.pick(&bound).clone() {
                    press(stage, keymap, chord);
                }
            }
        }
        12..=15 => {
            let c = *dice.pick(&['1', '2', '6', '9', '0', '张', 'x', '０', '-', '。', '、', '.', '*', '+', 'X']);
            press(stage, keymap, Chord::new(Key::Char(c)));
        }
        16 => {
            let row = dice.below(12);
            let action = *dice.pick(Action::ALL);
            let spot = *dice.pick(&[Spot::Row(row), Spot::Tab(row), Spot::Do(action)]);
            stage.send(Msg::Click(spot));
        }
        17 => stage.send(Msg::Wheel { up: dice.below(2) == 0 }),
        18 => {
            let text = dice.pick(&[ZHANG, "000000199001010018", "食品", "abc\n\u{1b}[31m", "26112300300018"]);
            let msg = if dice.below(2) == 0 { Msg::Paste((*text).to_owned()) } else { Msg::Scan((*text).to_owned()) };
            stage.send(msg);
        }
        _ => stage.wait(SignedDuration::from_millis(400)),
    }
}

/// Every page that there is.
fn stages() -> Vec<(&'static str, Rehearsal)> {
    let after = |actions: &[Action]| {
        let mut stage = Rehearsal::new(80, 24);
        stage.act(actions);
        stage
    };
    let mut form = Rehearsal::at_materials(80, 24);
    form.act(&[Action::AllOk, Action::NextOpen]);
    let mut catalogue = Rehearsal::new(80, 24);
    catalogue.role = crate::domain::role::Role::CatalogueEditor;
    catalogue.send(Msg::Start);
    catalogue.act(&[Action::PlaceCatalogue]);
    let mut staff = Rehearsal::new(80, 24);
    staff.role = crate::domain::role::Role::Admin;
    staff.send(Msg::Start);
    staff.act(&[Action::PlaceStaff]);
    vec![
        ("home", Rehearsal::new(80, 24)),
        ("applicant", after(&[Action::PlaceAccept])),
        ("situation", Rehearsal::at_situation(80, 24)),
        ("materials", Rehearsal::at_materials(80, 24)),
        ("form", form),
        ("conclusion", Rehearsal::at_conclusion(80, 24)),
        ("todo", after(&[Action::PlaceTodo])),
        ("case", after(&[Action::PlaceTodo, Action::Open])),
        ("query", after(&[Action::PlaceQuery])),
        ("catalogue", catalogue),
        ("staff", staff),
        ("palette", after(&[Action::Palette])),
    ]
}

/// D.2, D.7, D.8: a thousand keys from every page, in each shipped keymap's turn. Nothing breaks, and whatever was begun is
/// on the desk, in the store or at the centre.
#[test]
fn random_keys_from_every_page_break_nothing_and_lose_no_draft() {
    let maps: Vec<Keymap> = ["default", "numpad", "vim"].map(|name| Keymap::load(name, &|_| None).0).into();
    for (at, (page, mut stage)) in stages().into_iter().enumerate() {
        let mut dice = Dice(0x9E37_79B9_7F4A_7C15 ^ u64::try_from(at + 1).unwrap());
        let mut begun: BTreeSet<Uuid> = BTreeSet::new();
        for turn in 0..keys() {
            anything(&mut stage, &maps[turn * maps.len() / keys()], &mut dice);
            begun.extend(stage.model.accept.case_id);
            for id in &begun {
                let kept = stage.model.accept.case_id == Some(*id)
                    || stage.drafts.contains_key(id)
                    || stage.sealed.iter().any(|sealing| sealing.case_id == *id);
                assert!(kept, "{page}: a draft is lost at key {turn}");
            }
            for hint in stage.model.hints() {
                assert!(stage.model.means_something(hint), "{page} key {turn}: {hint:?} is offered and means nothing");
            }
        }
        if stage.model.locked {
            // After wrong tries the page waits, at most a quarter of an hour.
            stage.wait(SignedDuration::from_mins(20));
            stage.act(&[Action::TextClear]);
            stage.type_in(PASSPHRASE);
            stage.act(&[Action::Unlock]);
        }
        stage.wait(SignedDuration::from_secs(2));
        let accept = &stage.model.accept;
        let number = accept.applicant.form.value("number");
        if let Some(id) = accept.case_id.filter(|_| !accept.is_finished() && !accept.chain.is_received()) {
            let body: serde_json::Value = serde_json::from_str(&stage.drafts[&id].body).unwrap();
            let kept = body["applicant"]["number"].as_str().unwrap_or_default();
            assert_eq!(kept, number, "{page}: what is typed is not in the draft");
        }
        for _ in 0..40 {
            stage.act(&[Action::Back]);
        }
        assert_eq!(stage.model.place, Place::Home, "{page}");
    }
}

/// Every action that has a meaning somewhere on a page, and only those, is in that page's help; what palette and menus
/// offer is in the registry with a reason wherever it cannot be done.
#[test]
fn help_palette_and_reasons_come_from_the_registry() {
    for (page, mut stage) in stages() {
        stage.model.overlays.clear();
        let contexts = stage.model.page_contexts();
        let helped = overlay::help_entries(&stage.model, "");
        for action in Action::ALL {
            let means = action.contexts().iter().any(|context| contexts.contains(context));
            let digit = action.digit().is_some_and(|digit| digit > 1);
            assert_eq!(helped.contains(action), means && !digit, "{page} {}", action.name());
        }
        let groups: Vec<_> = helped.iter().map(|action| action.group()).collect();
        assert!(groups.is_sorted(), "{page}: a heading stands twice");
        for entry in overlay::entries(&stage.model, "") {
            if let Some(why) = entry.blocked {
                assert!(crate::i18n::is_known(why.key), "{page}: {}", why.key);
                assert!(availability(&stage.model, entry.action).is_err(), "{page} {:?}", entry.action);
            }
        }
    }
}

fn sources(dir: &Path, into: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        let name = path.display().to_string();
        if path.is_dir() {
            sources(&path, into);
        } else if !["tests.rs", "proof.rs"].iter().any(|end| name.ends_with(end)) {
            let text = fs::read_to_string(&path).unwrap();
            into.push((name, text.split("#[cfg(test)]").next().unwrap_or_default().to_owned()));
        }
    }
}

/// D.1: keys mean actions. Nothing in `app` or `ui` looks at a key itself, and every action is carried out by somebody.
#[test]
fn only_the_keymap_knows_keys_and_every_action_is_carried_out() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    sources(&src.join("app"), &mut found);
    let all: String =
        found.iter().filter(|(name, _)| !name.contains("actions")).map(|(_, text)| text.as_str()).collect();
    for action in Action::ALL.iter().filter(|action| action.digit().is_none()) {
        assert!(all.contains(&format!("Action::{action:?}")), "nobody carries out {}", action.name());
    }
    sources(&src.join("ui"), &mut found);
    // The line mode reads words and lines; what an empty line or a sign means it asks the keymap by its key.
    for (name, text) in found.iter().filter(|(name, _)| !name.contains("keymap") && !name.contains("plain/hear")) {
        for word in ["Key::", "KeyCode", "Chord::"] {
            // `SortKey::` and the like are other words.
            let whole = text.match_indices(word).any(|(at, _)| !text[..at].ends_with(char::is_alphanumeric));
            assert!(!whole, "{name} looks at a key ({word}) instead of an action");
        }
    }
}

/// No sentence of the program names a key by hand: keymaps change.
#[test]
fn no_action_has_its_key_in_its_name() {
    for action in Action::ALL {
        for lang in [Lang::Zh, Lang::En] {
            let words = t(lang, action.key());
            for key in ["Ctrl", "Alt-", "Esc", "Enter", "F1", "F2"] {
                assert!(!words.contains(key), "{words}");
            }
        }
    }
}

/// R3.19: the centre decides who is next. A digit never calls anybody, and only the first in its order is called by Enter.
#[test]
fn r3_19_nobody_is_called_out_of_turn() {
    let calls = |stage: &Rehearsal| stage.asked.iter().filter(|ask| **ask == Ask::Call).count();
    let mut stage = Rehearsal::new(80, 24);
    stage.act(&[Action::Choose1, Action::Choose2, Action::Choose3]);
    assert_eq!((calls(&stage), stage.model.place), (0, Place::Home));
    stage.act(&[Action::Down, Action::Open]);
    assert_eq!(calls(&stage), 0);
    assert!(stage.model.notices.current().unwrap().text.contains("A017"), "it says why");
    stage.act(&[Action::First, Action::Open]);
    assert_eq!((calls(&stage), stage.model.place), (1, Place::Accept));
    // A draft has its number, whatever waits above it.
    stage.type_in(ZHANG);
    stage.act(&[Action::Park, Action::Choose1]);
    assert_eq!((calls(&stage), stage.model.place), (1, Place::Accept));
    assert_eq!(stage.model.accept.applicant.form.value("number"), ZHANG);
}

/// D.8: what a key does a click does, and nothing more.
#[test]
fn clicks_choose_open_and_run() {
    let mut stage = Rehearsal::new(80, 24);
    stage.send(Msg::Click(Spot::Do(Action::PlaceTodo)));
    assert!(matches!(stage.model.place, Place::Lists(_)));
    stage.send(Msg::Click(Spot::Row(1)));
    assert!(matches!(stage.model.place, Place::Lists(_)), "one click puts the cursor there");
    stage.send(Msg::Click(Spot::Row(1)));
    assert_eq!(stage.model.place, Place::Case, "another one opens it");
    stage.send(Msg::Click(Spot::Do(Action::Palette)));
    stage.send(Msg::Wheel { up: false });
    stage.send(Msg::Wheel { up: false });
    assert!(matches!(stage.model.overlays.last(), Some(overlay::Overlay::Palette { cursor: 2, .. })));
    stage.send(Msg::Click(Spot::Tab(1)));
    assert!(!stage.model.overlays.is_empty(), "what lies below the palette is not clicked");
    let mut stage = Rehearsal::at_materials(80, 24);
    stage.send(Msg::Click(Spot::Row(4)));
    assert_eq!(stage.model.accept.work.materials.cursor, 4);
    stage.send(Msg::Click(Spot::Tab(0)));
    assert_eq!(stage.model.accept.step, super::accept::Step::Applicant);
    stage.send(Msg::Click(Spot::Do(Action::Lock)));
    stage.send(Msg::Click(Spot::Tab(3)));
    stage.send(Msg::Click(Spot::Do(Action::PlaceTodo)));
    assert!(stage.model.locked && stage.model.place == Place::Accept);
}

/// The mouse belongs to the program until somebody gives it back.
#[test]
fn the_mouse_has_a_switch() {
    let mut stage = Rehearsal::new(80, 24);
    assert!(stage.model.mouse);
    stage.act(&[Action::Mouse]);
    assert!(!stage.model.mouse && stage.model.notices.current().is_some());
}

/// A longer binding shows that it has begun, and ends with whatever comes next; no clock is involved.
#[test]
fn a_longer_binding_waits_as_long_as_it_takes() {
    let (vim, _) = Keymap::load("vim", &|_| None);
    let mut stage = Rehearsal::new(80, 24);
    stage.act(&[Action::Down, Action::Down]);
    let key = |text: &str| text.parse::<Chord>().unwrap();
    press(&mut stage, &vim, key("g"));
    stage.wait(SignedDuration::from_mins(2));
    assert_eq!(stage.model.pending, [key("g")]);
    press(&mut stage, &vim, key("esc"));
    assert!(stage.model.pending.is_empty() && stage.model.place == Place::Home);
    assert_eq!(stage.model.home.cursor, 2, "Esc gave up the binding and nothing else");
    press(&mut stage, &vim, key("g"));
    press(&mut stage, &vim, key("g"));
    assert_eq!((stage.model.home.cursor, stage.model.pending.len()), (0, 0));
}

/// Pinned items stand on top of the finder for this window, by key.
#[test]
fn an_item_is_pinned_by_key() {
    let mut stage = Rehearsal::new(80, 24);
    stage.act(&[Action::PlaceAccept]);
    stage.type_in(ZHANG);
    assert!(stage.model.contexts().contains(&Context::Finder));
    stage.type_in("食品经营");
    let code = stage.model.accept.finder.chosen().unwrap().item.code.clone();
    stage.act(&[Action::Pin]);
    assert!(stage.asked.contains(&Ask::PinItem { code, pinned: true }));
}
