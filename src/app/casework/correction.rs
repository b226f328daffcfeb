//! Values of the application form in the form of an act: put right at the counter (T7, R1.13) or recorded anew. Each is the
//! same typed field as in the workspace, with its checks, its law and where its value came from; what is shown is what
//! goes out.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::{
    app::form::{Field, Form},
    domain::{
        guide::{FormField, FormFieldKind, ServiceObject},
        reason::Reason,
    },
    i18n::tf,
};

use super::{
    form::{Sheet, id_of},
    table::{Kind, Part},
};

/// The field that says which value is put right.
const WHICH: &str = "field";
/// What stands before the ids of the fields for the new values.
const NEW: &str = "new";

fn id_of_new(part: &Part, id: &str) -> String {
    id_of(part.at, &id_of(NEW, id))
}

impl Sheet<'_> {
    /// R1.13: form values may be put right at the counter, who applies may not.
    pub(super) fn correction(&self, part: &Part) -> Vec<Field> {
        let mut which = Field::own(&id_of(part.at, WHICH), "part.changed_field", FormFieldKind::Choice);
        let open = self.correctable();
        which.options = open.iter().map(|field| field.label.clone()).collect();
        let news = open.into_iter().map(|spec| {
            let mut field = self.field_of(spec, id_of_new(part, &spec.id));
            field.shown = false;
            field
        });
        std::iter::once(which).chain(news).collect()
    }

    /// Values that came masked are left out: nobody can change what cannot be seen.
    pub(super) fn form_fields(&self, part: &Part) -> Vec<Field> {
        let field = |spec: &FormField| {
            let mut field = self.field_of(spec, id_of(part.at, &spec.id));
            field.required = false;
            field
        };
        self.correctable().into_iter().map(field).collect()
    }

    /// Form fields without personal data that nothing else fills.
    fn correctable(&self) -> Vec<&FormField> {
        let fields = self.guide.iter().flat_map(|guide| guide.form_fields());
        fields.filter(|field| field.personal(ServiceObject::Person).is_none() && field.filled_from.is_none()).collect()
    }

    /// The field of the guide with the value that the case has, and where that came from.
    fn field_of(&self, spec: &FormField, id: String) -> Field {
        let application = &self.detail.case.application;
        let mut field = Field::of_guide(spec);
        field.id = id;
        if let Some(value) = application.form.get(&spec.id) {
            field.restore(value);
            let was = tf(self.lang, "part.hint.was", &[field.text()]);
            field.hint = Some(spec.hint.as_ref().map_or_else(|| was.clone(), |hint| format!("{was}  {hint}")));
            field.filled = application.form_sources.get(&spec.id).copied().unwrap_or_default();
        }
        field
    }

    /// What does not go together once these values stand: the field of the act's form, and why.
    pub(super) fn odds(&self, parts: &[Part], form: &Form) -> Vec<(String, Reason)> {
        let Some(guide) = self.guide else { return Vec::new() };
        let mut values = self.detail.case.application.form.clone();
        let mut places = BTreeMap::new();
        for part in parts.iter().filter(|part| matches!(part.kind, Kind::Correction | Kind::FormFields)) {
            for spec in self.correctable() {
                let id =
                    if part.kind == Kind::Correction { id_of_new(part, &spec.id) } else { id_of(part.at, &spec.id) };
                if let Some(field) = form.field(&id).filter(|field| field.shown) {
                    values.insert(spec.id.clone(), field.value());
                    places.insert(spec.id.clone(), id);
                }
            }
        }
        let found = guide.form_rules.iter().filter_map(|rule| Some((rule, rule.finding(guide, &values)?)));
        // A rule shows at the field that can be changed here; what is wrong elsewhere nobody did now.
        found.filter_map(|(rule, why)| Some((rule.fields().find_map(|id| places.get(id))?.clone(), why))).collect()
    }

    /// The change on the wire, beside the value that it replaces: the one of the form as it was when the act was begun.
    pub(super) fn changes(&self, part: &Part, form: &Form, base: &BTreeMap<String, String>) -> Value {
        let Some((spec, field)) = self.chosen(part, form) else { return json!([]) };
        let old = base.get(&spec.id).cloned().unwrap_or_default();
        json!([{"field": spec.id, "old": old, "new": field.value()}])
    }

    fn chosen<'f>(&self, part: &Part, form: &'f Form) -> Option<(&FormField, &'f Field)> {
        let at = chosen(form, part)?;
        let spec = self.correctable().into_iter().nth(at)?;
        Some((spec, form.field(&id_of_new(part, &spec.id))?))
    }
}

/// Only what was changed goes out, beside the value it replaces: a change by somebody else is found.
pub(super) fn changed_fields(
    payload: &mut Map<String, Value>,
    part: &Part,
    form: &Form,
    known: &BTreeMap<String, String>,
) {
    let prefix = id_of(part.at, "");
    let mut fields = Map::new();
    let mut base = Map::new();
    for field in &form.fields {
        let Some(id) = field.id.strip_prefix(&prefix) else { continue };
        let old = known.get(id).cloned().unwrap_or_default();
        let new = field.value();
        if new != old {
            fields.insert(id.to_owned(), json!(new));
            base.insert(id.to_owned(), json!(old));
        }
    }
    payload.insert(part.at.to_owned(), Value::Object(fields));
    payload.insert("base".to_owned(), Value::Object(base));
}

/// Place of the value that is put right among those that can be.
fn chosen(form: &Form, part: &Part) -> Option<usize> {
    let which = form.field(&id_of(part.at, WHICH))?;
    which.options.iter().position(|option| option == which.text())
}

fn news<'f>(form: &'f Form, part: &Part) -> impl Iterator<Item = &'f Field> {
    let prefix = id_of_new(part, "");
    form.fields.iter().filter(move |field| field.id.starts_with(&prefix))
}

/// Shows the field for the new value, and that one alone. What was typed in others stays in them.
pub(super) fn arrange(form: &mut Form, part: &Part) {
    let shown = chosen(form, part).and_then(|at| news(form, part).nth(at)).map(|field| field.id.clone());
    let prefix = id_of_new(part, "");
    for field in form.fields.iter_mut().filter(|field| field.id.starts_with(&prefix)) {
        field.shown = Some(&field.id) == shown.as_ref();
    }
}

/// The field in which the old value still stands, and what is said of it.
pub(super) fn unchanged(form: &Form, part: &Part, was: &BTreeMap<String, String>) -> Option<(String, &'static str)> {
    let field = chosen(form, part).and_then(|at| news(form, part).nth(at))?;
    (was.get(&field.id) == Some(&field.value())).then(|| (field.id.clone(), "field.not_changed"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests;
