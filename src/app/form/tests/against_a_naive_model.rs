//! Undo over a whole form, against whole copies of it.

use proptest::prelude::*;

use super::*;
use crate::app::Action;

#[derive(Debug, Clone)]
enum Play {
    Type(usize, char),
    Key(usize, Action),
    Undo,
    Redo,
}

fn play() -> impl Strategy<Value = Play> {
    let key = proptest::sample::select(vec![Action::TextBackspace, Action::TextClear, Action::TextDeleteWord]);
    prop_oneof![
        5 => (0usize..3, proptest::sample::select(vec!['a', '张', '𠮷', '1'])).prop_map(|(at, c)| Play::Type(at, c)),
        3 => (0usize..3, key).prop_map(|(at, action)| Play::Key(at, action)),
        3 => Just(Play::Undo),
        2 => Just(Play::Redo),
    ]
}

fn contents(form: &Form) -> Vec<String> {
    form.fields.iter().map(|field| field.text().to_owned()).collect()
}

proptest! {
    /// The model: whole copies of all contents, one for every step that was taken back.
    #[test]
    fn undo_changes_one_field_and_redo_brings_exactly_that_back(plays in proptest::collection::vec(play(), 0..40)) {
        let ids = ["a", "b", "c"];
        let mut form = Form::new(ids.map(|id| Field::own(id, "field.name", FormFieldKind::Text)).to_vec());
        let mut taken_back: Vec<Vec<String>> = Vec::new();
        for play in plays {
            let before = contents(&form);
            match play {
                Play::Type(at, c) => {
                    form.focus_on(ids[at]);
                    form.text(c);
                }
                Play::Key(at, action) => {
                    form.focus_on(ids[at]);
                    form.edit(action);
                }
                Play::Undo => {
                    if form.edit(Action::TextUndo) == Some(Change::Done) {
                        let now = contents(&form);
                        prop_assert!(now.iter().zip(&before).filter(|(now, was)| now != was).count() <= 1);
                        taken_back.push(before);
                    }
                    continue;
                }
                Play::Redo => {
                    let done = form.edit(Action::TextRedo) == Some(Change::Done);
                    prop_assert_eq!(done, !taken_back.is_empty());
                    prop_assert_eq!(contents(&form), taken_back.pop().unwrap_or(before));
                    continue;
                }
            }
            if contents(&form) != before {
                taken_back.clear();
            }
        }
        let mut end = contents(&form);
        if let Some(furthest) = taken_back.first() {
            end.clone_from(furthest);
        }
        while form.edit(Action::TextUndo) == Some(Change::Done) {}
        prop_assert!(form.fields.iter().all(|field| field.editor.is_empty()), "undone to the beginning");
        while form.edit(Action::TextRedo) == Some(Change::Done) {}
        prop_assert_eq!(contents(&form), end);
    }
}
