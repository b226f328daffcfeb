//! What is asked of a person before a file is taken in or something is done with a draft.

use jiff::civil::Date;
use uuid::Uuid;

use crate::{
    app::form::{Field, Form, Today, Trouble},
    contract::{NoteWeight, OfficeDeed, OfficeKind, OfficeNote, Problem},
    domain::{guide::FormFieldKind, role::Role},
    i18n::{Lang, t},
};

use super::{Asked, Deed, Sheet, deed_key};

/// What the form is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// A file.
    Import(Vec<OfficeKind>),
    /// Something with the open draft, at the version that was on the screen.
    Deed {
        /// Which draft.
        id: Uuid,
        /// What.
        deed: OfficeDeed,
        /// The version.
        version: u64,
        /// The remark that is decided.
        note: Option<OfficeNote>,
    },
}

/// The form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeedForm {
    /// For what.
    pub what: What,
    /// What is asked.
    pub form: Form,
    /// What the centre said against it.
    pub said: Vec<String>,
}

impl DeedForm {
    /// Which file holds what? Who keeps only settings is not asked.
    pub fn import(role: Role, lang: Lang) -> Self {
        let kinds = if role.edits_guides() { OfficeKind::ALL.to_vec() } else { vec![OfficeKind::Settings] };
        let mut kind = Field::own("kind", "catalogue.field.kind", FormFieldKind::Choice);
        kind.options = kinds.iter().map(|kind| t(lang, kind.key()).to_owned()).collect();
        if let [only] = kind.options.clone().as_slice() {
            kind.restore(only);
        }
        let mut file = Field::own("file", "catalogue.field.file", FormFieldKind::Text);
        file.hint = Some(t(lang, "catalogue.field.file.hint").to_owned());
        let mut form = Form::new(vec![kind, file]);
        if kinds.len() == 1 {
            form.focus_on("file");
        }
        Self { what: What::Import(kinds), form, said: Vec::new() }
    }

    /// What an act on the open draft needs. `entry` is the remark that is looked at.
    pub fn deed(deed: OfficeDeed, sheet: &Sheet, entry: Option<usize>, lang: Lang) -> Self {
        let remark = || Field::own("remark", "catalogue.field.remark", FormFieldKind::Text).optional();
        let effective = || {
            let mut field = Field::own("effective", "catalogue.field.effective", FormFieldKind::Date);
            field.hint = Some(t(lang, "catalogue.field.effective.hint").to_owned());
            field
        };
        let fields = match deed {
            OfficeDeed::Edit => Vec::new(),
            OfficeDeed::Submit | OfficeDeed::Withdraw => vec![remark()],
            OfficeDeed::Pass => {
                let mut day = effective().optional();
                day.hint = Some(t(lang, "catalogue.field.effective.pass").to_owned());
                vec![day, remark()]
            }
            OfficeDeed::Return => vec![Field::own("remark", "catalogue.field.reason", FormFieldKind::Text)],
            OfficeDeed::Publish => vec![effective()],
        };
        let notes = &sheet.detail.notes;
        let waits = |note: &&OfficeNote| note.weight == NoteWeight::Decide;
        let here = entry.and_then(|at| notes.get(at)).filter(waits);
        let note = (deed == OfficeDeed::Edit).then(|| here.or_else(|| notes.iter().find(waits))).flatten().cloned();
        let (id, version) = (sheet.detail.draft.id, sheet.detail.draft.version);
        let what = What::Deed { id, deed, version, note };
        Self { what, form: Form::new(fields), said: Vec::new() }
    }

    /// Key of its heading.
    pub const fn title(&self) -> &'static str {
        match &self.what {
            What::Import(_) => "action.catalogue.import",
            What::Deed { deed, .. } => deed_key(*deed),
        }
    }

    /// Checks what was typed and says what to ask of the centre; `None` = something is missing.
    pub fn asked(&mut self, sheet: Option<&Sheet>, today: Today) -> Option<Asked> {
        if !self.form.check_all(today) || !self.is_to_come(today) {
            return None;
        }
        let value = |id: &str| Some(self.form.value(id).trim().to_owned()).filter(|text| !text.is_empty());
        let day = || self.form.field("effective").and_then(|field| field.value().parse::<Date>().ok());
        match &self.what {
            What::Import(kinds) => {
                let field = self.form.field("kind")?;
                let at = field.options.iter().position(|option| option == field.text())?;
                Some(Asked::Import { kind: *kinds.get(at)?, file: value("file")? })
            }
            What::Deed { id, deed, version, note } => {
                let sheet = sheet?;
                let deed = match deed {
                    OfficeDeed::Edit => {
                        Deed::Decide { content: Box::new(sheet.detail.content.clone()), at: note.as_ref()?.at.clone() }
                    }
                    OfficeDeed::Submit => Deed::Submit { remark: value("remark") },
                    OfficeDeed::Pass => Deed::Pass { remark: value("remark"), effective: day() },
                    OfficeDeed::Return => Deed::SendBack { remark: value("remark")? },
                    OfficeDeed::Publish => Deed::Publish { effective: day()? },
                    OfficeDeed::Withdraw => Deed::Withdraw { remark: value("remark") },
                };
                Some(Asked::Do { id: *id, version: *version, deed })
            }
        }
    }

    /// Nothing comes into force before today. The centre says so too; but here it is said before anything is passed.
    fn is_to_come(&mut self, today: Today) -> bool {
        let Some(field) = self.form.field_mut("effective") else { return true };
        if field.value().parse::<Date>().is_ok_and(|day| day < today.day) {
            field.trouble = Some(Trouble::Shape("catalogue.field.effective.past"));
            self.form.focus_on("effective");
            return false;
        }
        true
    }

    /// Whether the centre said something about one of the fields.
    pub fn has_fields_of(&self, problem: &Problem) -> bool {
        problem.errors.iter().any(|error| self.form.field(of_field(&error.pointer)).is_some())
    }

    /// Takes the centre's no in: each sentence to its field, what belongs to none on top.
    pub fn refused(&mut self, problem: &Problem) {
        let said = problem.errors.iter().map(|error| (of_field(&error.pointer).to_owned(), error.detail.clone()));
        self.said.clear();
        if !self.form.refused(said) {
            self.said.push(problem.title.clone());
        }
        self.said.extend(problem.detail.clone());
    }
}

/// `/effective` means `effective`.
fn of_field(pointer: &str) -> &str {
    pointer.trim_start_matches('/')
}
