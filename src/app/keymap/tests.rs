#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod keypad;

use std::collections::BTreeSet;

use super::*;

fn chord(text: &str) -> Chord {
    text.parse().unwrap()
}

fn mine(text: &str) -> (Keymap, Vec<(usize, usize, Fault)>) {
    let text = text.to_owned();
    let (map, diagnostics) = Keymap::load("mine", &move |name| (name == "mine").then(|| text.clone()));
    (map, diagnostics.into_iter().map(|d| (d.line, d.col, d.fault)).collect())
}

fn all(map: &Keymap) -> Vec<(String, Vec<Chord>, Command)> {
    let contexts: Vec<String> = map.contexts().map(str::to_owned).collect();
    contexts
        .into_iter()
        .flat_map(|name| map.bindings(&name).map(|(k, c)| (name.clone(), k.to_vec(), c.clone())).collect::<Vec<_>>())
        .collect()
}

/// Every row of the decided keys (DECISIONS 7).
#[test]
fn the_default_keys_are_the_decided_ones() {
    let map = Keymap::built_in();
    for (context, keys, action) in [
        ("global", "f1 ? ctrl-g", "help.open"),
        ("global", "ctrl-p", "palette.open"),
        ("global", "f10 ctrl-o", "more.open"),
        ("global", "esc ctrl-c", "back"),
        ("global", "ctrl-k", "session.lock"),
        ("global", "ctrl-l", "screen.redraw"),
        ("global", "f9", "personal.reveal"),
        ("global", "ctrl-q", "app.leave"),
        ("global", "f2", "place.accept"),
        ("global", "f3", "place.todo"),
        ("global", "f4", "place.supplement"),
        ("global", "f5", "place.issue"),
        ("global", "f6", "place.query"),
        ("global", "f7", "place.approve"),
        ("global", "f8", "draft.park"),
        ("list", "up", "list.up"),
        ("list", "down", "list.down"),
        ("list", "pageup", "list.page_up"),
        ("list", "pagedown", "list.page_down"),
        ("list", "home", "list.first"),
        ("list", "end", "list.last"),
        ("list", "enter", "list.open"),
        ("list", "1 5 9", "choice.take"),
        ("list", "tab", "pane.next"),
        ("form", "enter", "form.next_unfinished"),
        ("form", "tab", "form.next"),
        ("form", "shift-tab", "form.previous"),
        ("form", "ctrl-s", "step.finish"),
        ("form", "ctrl-z", "edit.undo"),
        ("form", "ctrl-y", "edit.redo"),
        ("workspace", "alt-left ctrl-left", "step.previous"),
        ("workspace", "alt-right ctrl-right", "step.next"),
        ("choice", "enter", "choice.confirm"),
        ("applicant", "ctrl-a ctrl-e", "applicant.agent"),
        ("locked", "enter", "session.unlock"),
        ("locked", "ctrl-q", "app.leave"),
        ("papers", "f11 ctrl-d", "paper.preview"),
        ("papers", "f12 ctrl-x", "paper.print"),
        ("materials", "space", "material.complete"),
        ("materials", "-", "material.missing"),
        ("materials", "+", "material.tolerate"),
        ("materials", "*", "material.exempt"),
        ("materials", "/", "material.defect"),
        ("materials", "0 backspace", "material.clear"),
        ("materials", "right", "material.review"),
        ("review", "left", "back"),
        ("materials", "tab", "guide.open"),
        ("materials", "ctrl-a ctrl-e", "material.complete_all"),
        ("materials", "enter", "material.next_open"),
        ("choice", "1 9", "choice.take"),
        ("department", "enter", "department.open"),
        ("department", "1", "department.opinion"),
        ("department", "2", "department.special"),
        ("department", "3", "department.extend"),
        ("department", "4", "department.ask"),
        ("department", "5", "department.send_back"),
        ("department", "0", "department.claim"),
        ("department", "alt-y", "department.explain"),
        ("department", "ctrl-s", "department.decide"),
        ("queue", "space", "queue.mark"),
        ("queue", "f11 ctrl-d", "queue.filter"),
        ("queue", "f12 ctrl-x", "queue.export"),
        ("demo", "ctrl-t", "demo.who"),
        ("demo", "ctrl-n", "demo.clock_ahead"),
    ] {
        for key in keys.split(' ') {
            match map.resolve(&[Context::keys(context)], &[], chord(key)) {
                Resolution::Run(command) => assert_eq!(command.action, action, "{context} {key}"),
                other => panic!("{context} {key}: {other:?}"),
            }
        }
    }
}

/// With an input method on, bare letters never arrive. No key of the default map is one, and none is a key that terminals
/// never send; what sits on F1, F10 or F11 has a second key.
#[test]
fn no_default_key_needs_a_letter() {
    let map = Keymap::built_in();
    let mut sure: BTreeSet<String> = BTreeSet::new();
    let mut actions: BTreeSet<String> = BTreeSet::new();
    for (context, keys, command) in all(&map) {
        for key in &keys {
            assert!(key.survives_input_method(), "{context}: {key} is a bare letter");
            assert_ne!(key.reach(), chord::Reach::Never, "{context}: {key} never arrives");
        }
        if keys.iter().all(|key| key.reach() == chord::Reach::Sure) {
            sure.insert(command.action.clone());
        }
        actions.insert(command.action);
    }
    assert_eq!(actions.difference(&sure).collect::<Vec<_>>(), Vec::<&String>::new(), "no sure key");
}

/// The same keys pressed with Chinese punctuation on.
#[test]
fn signs_of_an_input_method_are_the_keys() {
    let map = Keymap::built_in();
    let contexts = [Context::keys("materials"), Context::keys("list"), Context::keys("global")];
    for (sent, action) in [
        ('\u{FF1F}', "help.open"),
        ('\u{FF0B}', "material.tolerate"),
        ('\u{FF0D}', "material.missing"),
        ('\u{2212}', "material.missing"),
        ('×', "material.exempt"),
        ('\u{FF0A}', "material.exempt"),
        ('、', "material.defect"),
        ('\u{FF0F}', "material.defect"),
        ('\u{3000}', "material.complete"),
        ('\u{FF10}', "material.clear"),
        ('\u{FF13}', "choice.take"),
    ] {
        match map.resolve(&contexts, &[], Chord::new(Key::Char(sent))) {
            Resolution::Run(command) => assert_eq!(command.action, action),
            other => panic!("U+{:04X}: {other:?}", u32::from(sent)),
        }
    }
}

#[test]
fn shipped_maps_have_nothing_to_complain_about() {
    for (name, _) in BUILT_IN {
        let (map, diagnostics) = Keymap::load(name, &|_| None);
        assert!(!map.name().is_empty());
        let serious: Vec<_> = diagnostics.iter().filter(|d| d.fault.severity() > Severity::Note).collect();
        assert!(serious.is_empty(), "{name}: {serious:?}");
    }
}

#[test]
fn a_text_field_takes_what_types_and_leaves_the_rest() {
    let map = Keymap::built_in();
    let contexts = [
        Context::keys("results"),
        Context::field("field", Typing::Free),
        Context::keys("list"),
        Context::keys("global"),
    ];
    let run = |key: &str| match map.resolve(&contexts, &[], chord(key)) {
        Resolution::Run(command) => command.action.clone(),
        other => format!("{other:?}"),
    };
    assert_eq!(run("down"), "list.down");
    assert_eq!(run("backspace"), "field.backspace");
    assert_eq!(run("f1"), "help.open");
    assert_eq!(run("ctrl-s"), "Unbound");
    for c in ['5', '?', '\u{FF1F}', '-', 'a', '张', ' ', 'Q'] {
        assert_eq!(map.resolve(&contexts, &[], Chord::new(Key::Char(c))), Resolution::Text(c));
    }
    let coded = [Context::field("field", Typing::Coded), Context::keys("global")];
    assert_eq!(map.resolve(&coded, &[], Chord::new(Key::Char('\u{FF11}'))), Resolution::Text('1'));
    assert_eq!(map.resolve(&coded, &[], Chord::new(Key::Char('X')).shift()), Resolution::Text('X'));
}

#[test]
fn inner_contexts_come_first() {
    let map = Keymap::built_in();
    let enter = |contexts: &[Context]| match map.resolve(contexts, &[], chord("enter")) {
        Resolution::Run(command) => command.action.clone(),
        other => format!("{other:?}"),
    };
    assert_eq!(enter(&[Context::keys("materials"), Context::keys("list")]), "material.next_open");
    assert_eq!(enter(&[Context::keys("list"), Context::keys("materials")]), "list.open");
    assert_eq!(enter(&[Context::keys("choice"), Context::keys("materials")]), "choice.confirm");
    assert_eq!(enter(&[]), "Unbound");
}

#[test]
fn longer_bindings_wait_teach_and_can_be_given_up() {
    let (map, _) = Keymap::load("vim", &|_| None);
    let contexts = [Context::keys("list"), Context::keys("global")];
    let g = chord("g");
    assert_eq!(map.resolve(&contexts, &[], g), Resolution::Pending);
    let next = map.next_keys(&contexts, &[g]);
    assert_eq!(
        next.iter().map(|(c, command)| (c.to_string(), command.unwrap().action.as_str())).collect::<Vec<_>>(),
        [("T".to_owned(), "pane.previous"), ("g".to_owned(), "list.first"), ("t".to_owned(), "pane.next")]
    );
    assert!(matches!(map.resolve(&contexts, &[g], g), Resolution::Run(command) if command.action == "list.first"));
    assert_eq!(map.resolve(&contexts, &[g], chord("esc")), Resolution::Cancelled);
    assert_eq!(map.resolve(&contexts, &[g], chord("z")), Resolution::Unbound);
    assert!(
        matches!(map.resolve(&contexts, &[], chord("G")), Resolution::Run(command) if command.action == "list.last")
    );
    // In a text field the same letters are text.
    let field = [Context::field("field", Typing::Free), Context::keys("list")];
    assert_eq!(map.resolve(&field, &[], g), Resolution::Text('g'));
}

#[test]
fn the_bottom_line_asks_the_keymap() {
    let map = Keymap::built_in();
    let contexts =
        [Context::keys("materials"), Context::keys("list"), Context::keys("workspace"), Context::keys("global")];
    let label = |action| map.label_of(&contexts, action);
    assert_eq!(label("material.complete"), Some("Space".into()));
    assert_eq!(label("help.open").as_deref(), Some("F1"));
    assert_eq!(label("paper.print"), None);
    assert_eq!(label("material.complete_all").as_deref(), Some("Ctrl-E"));
    assert_eq!(label("palette.open"), Some("Ctrl-P".into()));
    // Enter belongs to the materials here, so the list's own use of it is not offered.
    assert_eq!(label("list.open"), None);
    assert_eq!(map.keys_of(&contexts, "choice.take", Some("3")), [[chord("3")]]);
    let keys: Vec<String> = map.keys_of(&contexts, "step.next", None).iter().map(|keys| super::label(keys)).collect();
    assert_eq!(keys, ["Alt-Right", "Ctrl-Right"]);
    // In a text field `?` is text, so help is on F1.
    let field = [Context::field("field", Typing::Free), Context::keys("global")];
    assert!(!map.keys_of(&field, "help.open", None).contains(&vec![chord("?")]));
    assert_eq!(map.label_of(&field, "help.open").as_deref(), Some("F1"));
}

#[test]
fn a_persons_file_lies_on_top_and_none_unbinds() {
    let (map, faults) = mine("[global]\n\"ctrl-k\" = \"none\"\n\"ctrl-v\" = \"session.lock\"\n");
    assert_eq!(faults, []);
    let contexts = [Context::keys("global")];
    assert_eq!(map.resolve(&contexts, &[], chord("ctrl-k")), Resolution::Unbound);
    assert_eq!(map.label_of(&contexts, "session.lock"), Some("Ctrl-V".into()));
    assert_eq!(map.label_of(&contexts, "palette.open"), Some("Ctrl-P".into()));
    let (bare, _) = mine("inherits = \"none\"\n[global]\n\"f1\" = \"help.open\"\n");
    assert_eq!(all(&bare).len(), 1);
}

#[test]
fn what_is_wrong_is_named_with_its_place() {
    let text = "inherits = \"none\"\nsize = 1\n[global]\n\"f1\" = \"help.opne\"\n\"ctrl-p\" = \"palette.open\"\n\"strg-x\" = \"back\"\n\"ctrl-m\" = \"back\"\n\"f6\" = 3\n[list]\n\"?\" = \"list.up\"\n\"\u{FF1F}\" = \"list.first\"\n\"g\" = \"list.first\"\n\"g g\" = \"list.up\"\n\"ctrl-p\" = \"list.up\"\n[field]\n\"5\" = \"field.left\"\n[lists]\n\"ctrl-b\" = \"session.lock\"\n[choice]\n\"ctrl-b\" = \"session.lock\"\n\"7\" = \"choice.take 12\"\n";
    let (_, mut faults) = mine(text);
    faults.sort_by_key(|(line, col, _)| (*line, *col));
    let expect: Vec<(usize, usize, Fault)> = vec![
        (2, 1, Fault::Entry("size".into())),
        (4, 1, Fault::Action("help.opne".into(), Some("help.open".into()))),
        (6, 1, Fault::Key("strg-x".into())),
        (7, 1, Fault::Never("Ctrl-M".into())),
        (8, 1, Fault::Entry("f6".into())),
        (11, 1, Fault::Twice("\u{FF1F}".into(), 10)),
        (12, 1, Fault::Beginning("g".into(), "g g".into())),
        (12, 1, Fault::OnlyLetters("list.first".into())),
        (14, 1, Fault::Hides("Ctrl-P".into(), "palette.open".into())),
        (16, 1, Fault::Typed("5".into())),
        (17, 2, Fault::Context("lists".into(), Some("list".into()))),
        (20, 1, Fault::Sometimes("Ctrl-B".into())),
        (21, 1, Fault::Argument("choice.take".into(), "12".into())),
    ];
    assert_eq!(faults, expect);
}

#[test]
fn a_broken_file_leaves_the_default_keys() {
    for (text, line) in [
        ("[global\n", 1),
        ("[a]\nx = \"back\"\nx = \"back\"\n", 3),
        ("inherits = \"gone\"", 1),
        ("inherits = \"mine\"", 1),
    ] {
        let (map, faults) = mine(text);
        assert_eq!(map, Keymap::built_in(), "{text}");
        assert!(
            faults.iter().any(|(at, _, fault)| *at == line && fault.severity() == Severity::Error),
            "{text}: {faults:?}"
        );
    }
}

/// While the program runs, a file that went wrong leaves the keys that were in force.
#[test]
fn a_file_that_breaks_while_the_program_runs_leaves_the_last_good_keys() {
    let (good, _) = mine("[global]\n\"ctrl-w\" = \"session.lock\"\n");
    let (kept, faults) = good.reload("mine", &|_| Some("[global\n".to_owned()));
    assert_eq!(kept, good);
    assert_eq!(faults.first().map(|found| (found.file.as_str(), found.line)), Some(("mine.toml", 1)));
    let (fresh, faults) = good.reload("mine", &|_| Some("[global]\n\"alt-w\" = \"session.lock\"\n".to_owned()));
    assert_eq!(faults, []);
    assert_ne!(fresh, good);
}

/// A context may hide the first key of somebody else's longer binding, and the other way round.
#[test]
fn hiding_the_beginning_of_a_longer_binding_is_noted() {
    let (_, faults) =
        mine("inherits = \"none\"\n[global]\n\"ctrl-x ctrl-s\" = \"session.lock\"\n[list]\n\"ctrl-x\" = \"list.up\"\n");
    assert_eq!(faults, [(5, 1, Fault::Hides("Ctrl-X".into(), "session.lock".into()))]);
}

proptest::proptest! {
    #[test]
    fn no_file_breaks_the_loader(text in "(\\[[a-z.]{0,6}\\]|\"[a-z? -]{0,8}\" = \"[a-z. ]{0,10}\"|inherits = \"[a-z]{0,7}\"|\n|[ -~]){0,30}") {
        let (map, _) = mine(&text);
        for key in ["a", "enter", "f1", "ctrl-x"] {
            let _ = map.resolve(&[Context::keys("global")], &[], chord(key));
        }
    }
}
