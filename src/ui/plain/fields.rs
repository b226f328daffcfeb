//! Fields as lines, and the focused one as a question.

use crate::{
    app::{
        Model,
        form::{Field, Form, source_key},
    },
    domain::guide::FormFieldKind,
    i18n::{Lang, t, tf},
};

use super::{joined, numbered, speech};
use crate::ui::accept::shown_value;

/// What stands before a field.
pub fn label(lang: Lang, field: &Field) -> String {
    field.label.words(lang).to_owned()
}

/// Its content as it may be said: masked, numbers in groups.
fn said(model: &Model, field: &Field) -> String {
    let value = shown_value(model, field);
    let coded = matches!(
        field.kind,
        FormFieldKind::CitizenId | FormFieldKind::CreditCode | FormFieldKind::Phone | FormFieldKind::BankAccount
    );
    if coded || value.contains("***") { speech::number(model.lang, &value) } else { value }
}

fn wrong(model: &Model, field: &Field) -> Option<String> {
    let lang = model.lang;
    match &field.trouble {
        Some(trouble) => Some(tf(lang, "plain.field.wrong", &[&trouble.words(lang)])),
        None => field.warning.as_ref().map(|why| tf(lang, "plain.field.careful", &[&model.words(why)])),
    }
}

/// One shown field as a line.
pub fn line(model: &Model, field: &Field) -> String {
    let lang = model.lang;
    let value = match (field.editor.is_empty(), field.is_unfinished()) {
        (false, _) => said(model, field),
        (true, true) => t(lang, "plain.field.due").to_owned(),
        (true, false) => t(lang, "plain.empty").to_owned(),
    };
    let source = source_key(field.filled).map(|key| t(lang, key).to_owned()).unwrap_or_default();
    let colon = if lang == Lang::Zh { ":" } else { ": " };
    let trouble = wrong(model, field).filter(|_| !field.editor.is_empty()).unwrap_or_default();
    format!("{}{colon}{}", label(lang, field), joined(lang, &[value, source, trouble]))
}

/// All shown fields as lines.
pub fn lines(model: &Model, form: &Form) -> Vec<String> {
    form.fields.iter().filter(|field| field.shown).map(|field| line(model, field)).collect()
}

/// The focused field as a question, with its answers.
pub fn ask(model: &Model, field: &Field) -> Vec<String> {
    let lang = model.lang;
    let key = match (field.is_choice(), field.required) {
        (true, true) => "plain.field.choose_required",
        (true, false) => "plain.field.choose",
        (false, true) => "plain.field.ask_required",
        (false, false) => "plain.field.ask",
    };
    let mut ask = Vec::new();
    ask.extend(wrong(model, field));
    ask.push(tf(lang, key, &[&label(lang, field)]));
    ask.extend(field.hint.clone());
    ask.extend(field.law.iter().map(|law| tf(lang, "field.law", &[law])));
    if field.is_choice() {
        let (offered, page, pages) = field.offered_options();
        ask.extend(offered.into_iter().enumerate().map(|(at, option)| {
            let chosen = if field.is_chosen(option) { t(lang, "plain.chosen") } else { "" };
            joined(lang, &[numbered(at, option), chosen.to_owned()])
        }));
        ask.extend((pages > 1).then(|| tf(lang, "plain.field.page", &[&page.to_string(), &pages.to_string()])));
    }
    if !field.editor.is_empty() {
        ask.push(tf(lang, "plain.field.now", &[&said(model, field)]));
    }
    ask
}
