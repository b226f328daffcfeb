//! What was read out under a number may be said by its words too.

use crate::{
    app::{
        Context, Model, Place,
        accept::Step as Part,
        casework::{Mode as Over, Pane},
        form::Form,
        overlay::{Overlay, reads},
    },
    domain::guide::FormFieldKind,
    i18n::tf,
};

use super::{
    accept::question,
    hear::{Heard, Step, take},
};

/// Options that a digit takes.
const DIGITS: usize = 9;

/// What is read out under a number, by its words: a person, an act, an answer, an option.
pub fn labels(model: &Model) -> Vec<String> {
    let options = |form: &Form| {
        let field = form.current().filter(|field| field.is_choice());
        field.map(|field| field.options.clone()).unwrap_or_default()
    };
    let acts = |acts: &[&str]| acts.iter().map(|act| tf(model.lang, &format!("act.{act}"), &[])).collect();
    match (model.overlays.last(), model.place) {
        (Some(Overlay::Who { .. }), _) => model.session.people.iter().map(|person| person.name.clone()).collect(),
        (None, Place::Accept) if model.accept.step == Part::Form => options(&model.accept.work.form),
        (None, Place::Accept) if model.accept.step == Part::Situation => question(model)
            .map(|question| question.choices.iter().map(|choice| choice.label.clone()).collect())
            .unwrap_or_default(),
        (None, Place::Case) => match &model.casework.mode {
            Over::Reading if model.casework.pane == Pane::Acts => {
                acts(&model.offered_acts().iter().map(|act| act.act).collect::<Vec<_>>())
            }
            Over::Menu { acts: open, .. } => acts(open),
            Over::Form(_) => model.casework.form().map(|form| options(&form.form)).unwrap_or_default(),
            _ => Vec::new(),
        },
        (None, Place::Catalogue) => model.catalogue.form().map(|open| options(&open.form)).unwrap_or_default(),
        (None, Place::Query) if !model.query.in_results => options(&model.query.form),
        _ => Vec::new(),
    }
}

/// Takes what was said by its words: in a list of several pages by the words themselves.
pub fn take_label(model: &Model, at: usize) -> Heard {
    let field = model.focused_field().filter(|field| field.is_choice());
    let seeks = model.contexts().contains(&Context::Field);
    let sent_later = model.place == Place::Accept;
    match field.and_then(|field| Some((field, field.options.get(at)?))) {
        Some((field, option)) if seeks && (sent_later || at >= DIGITS || field.page > 0) => {
            let several = field.kind == FormFieldKind::MultiChoice;
            // On a case Enter behind the last question sends the act: that is said by a line of its own.
            let done = (!several && sent_later).then_some(Step::Enter);
            Heard::Steps(std::iter::once(Step::Type(option.clone())).chain(done).collect())
        }
        _ => take(model, at + 1),
    }
}

/// The one label that can be written like this: in part, by pinyin or by initials.
pub fn label_like(model: &Model, line: &str) -> Option<usize> {
    let query = line.to_lowercase();
    let labels = labels(model);
    let mut found = labels.iter().enumerate().filter(|(_, label)| query.chars().count() > 1 && reads(label, &query));
    match (found.next(), found.next()) {
        (Some((at, _)), None) => Some(at),
        _ => None,
    }
}
