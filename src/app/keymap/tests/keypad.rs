//! The keys of one hand.

use super::*;

/// D.2: with one hand on the keypad the whole main job can be done. Text is typed elsewhere; Enter goes on from it.
#[test]
fn the_keypad_map_does_the_main_job_with_one_hand() {
    use crate::app::actions::{Action, Context as Place};
    let (map, _) = Keymap::load("numpad", &|_| None);
    let everywhere = [
        Action::Help,
        Action::More,
        Action::Back,
        Action::Park,
        Action::PlaceAccept,
        Action::PlaceTodo,
        Action::Reveal,
    ];
    let typed = [Place::Coded, Place::Field, Place::Applicant, Place::Form, Place::Workspace, Place::Global];
    let rows = [Action::Up, Action::Down];
    let stages: [(&str, &[Place], &[Action], bool); 9] = [
        ("home", &[Place::List, Place::Global], &[Action::Open, Action::Choose1], true),
        ("number", &typed, &[Action::FieldDone, Action::Agent, Action::StepNext, Action::StepFinish], true),
        (
            "item",
            &[Place::Finder, Place::Field, Place::Results, Place::Workspace, Place::Global],
            &[Action::Open],
            false,
        ),
        ("situation", &[Place::Choice, Place::Workspace, Place::Global], &[Action::Choose9, Action::Confirm], true),
        (
            "materials",
            &[Place::Materials, Place::List, Place::Workspace, Place::Global],
            &[
                Action::MaterialOk,
                Action::MaterialAbsent,
                Action::MaterialTolerate,
                Action::MaterialExempt,
                Action::MaterialDefect,
                Action::MaterialClear,
                Action::MaterialPoints,
                Action::AllOk,
                Action::NextOpen,
                Action::StepNext,
                Action::Choose1,
            ],
            true,
        ),
        ("days", &[Place::Field, Place::Choice, Place::Workspace, Place::Global], &[Action::Confirm], false),
        ("points", &[Place::Review, Place::Viewer, Place::Workspace, Place::Global], &[Action::PointTick], true),
        ("form", &[Place::Field, Place::Form, Place::Workspace, Place::Global], &[Action::FieldDone], false),
        (
            "conclusion",
            &[Place::Choice, Place::Papers, Place::Workspace, Place::Global],
            &[Action::Confirm, Action::Choose1, Action::Preview, Action::Print, Action::StepPrevious],
            true,
        ),
    ];
    for (stage, places, needed, keys_only) in stages {
        let contexts: Vec<Context> = places
            .iter()
            .map(|place| match place {
                Place::Field => Context::field("field", Typing::Free),
                place => Context::keys(place.name()),
            })
            .collect();
        // Fields and the rows of the check list are walked by Enter, rows are taken by digit.
        let walks = ![Place::Form, Place::Materials].iter().any(|place| places.contains(place));
        let walked = if walks { &rows[..] } else { &[] };
        let common = if keys_only { &everywhere[..] } else { &[] };
        for action in needed.iter().chain(common).chain(walked.iter().filter(|_| keys_only)) {
            let (name, arg) = action.bound_as();
            // What the keypad sends really leads there, key by key.
            let works = all(&map).into_iter().any(|(_, keys, command)| {
                command.action == name
                    && command.arg.as_deref() == arg
                    && keys.iter().all(|chord| chord.is_on_keypad())
                    && leads_to(&map, &contexts, &keys) == Some(command)
            });
            assert!(works, "{stage}: no key of the keypad for {name}");
        }
    }
}

fn leads_to(map: &Keymap, contexts: &[Context], keys: &[Chord]) -> Option<Command> {
    let (last, first) = keys.split_last()?;
    let mut pending = Vec::new();
    for chord in first {
        if map.resolve(contexts, &pending, *chord) != Resolution::Pending {
            return None;
        }
        pending.push(*chord);
    }
    match map.resolve(contexts, &pending, *last) {
        Resolution::Run(command) => Some(command.clone()),
        _ => None,
    }
}
