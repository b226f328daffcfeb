//! One field: what it holds, where that came from, what is wrong with it.

use jiff::civil::Date;

use crate::{
    domain::{
        case::FieldSource,
        codes::phone,
        guide::{FormField, FormFieldKind, Limits, MULTI_SEPARATOR, ServiceObject, check_value},
        privacy::PersonalKind,
        reason::Reason,
    },
    i18n::{Lang, t, tf},
    text::{Change, LineEditor, NameFault, Secrecy, Whose, check_name, fold_code, needs_recoding},
};

use super::typed;

/// Longest content of a field that states no length.
const MOST_CHARS: usize = 200;

/// The day against which dates and ages are checked, and whether fictitious persons are allowed (demo, training).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Today {
    /// The centre's day.
    pub day: Date,
    /// The realm is not live.
    pub practice: bool,
}

/// What stands before the field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Label {
    /// A text of the program.
    Key(&'static str),
    /// A text of the guide.
    Text(String),
}

impl Label {
    /// In the language of the screen; a guide speaks its own.
    pub fn words(&self, lang: Lang) -> &str {
        match self {
            Self::Key(key) => t(lang, key),
            Self::Text(text) => text,
        }
    }
}

/// Where the content came from.
pub type Filled = FieldSource;

/// Key of the words for where a content came from; what was typed needs none.
pub const fn source_key(filled: Filled) -> Option<&'static str> {
    match filled {
        Filled::Typed => None,
        Filled::Scanned => Some("filled.scanned"),
        Filled::Known => Some("filled.known"),
        Filled::Applicant => Some("filled.applicant"),
        Filled::Certificate => Some("filled.certificate"),
        Filled::EarlierCase => Some("filled.earlier_case"),
        Filled::OtherForm => Some("filled.other_form"),
    }
}

/// What is wrong with the content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// A required field is empty.
    Empty,
    /// The law's own check.
    Law(Reason),
    /// It does not go with another field.
    Odds(Reason),
    /// Not a name.
    Name(NameFault),
    /// Not a number, not a day, not one of the choices: key of the sentence.
    Shape(&'static str),
    /// What the centre said of it.
    Said(String),
}

impl Trouble {
    /// The sentence, with the law behind it.
    pub fn words(&self, lang: Lang) -> String {
        match self {
            Self::Empty => t(lang, "field.empty").to_owned(),
            Self::Law(why) | Self::Odds(why) => {
                let args: Vec<&str> = why.args.iter().map(String::as_str).collect();
                let sentence = tf(lang, &why.key, &args);
                match &why.basis {
                    Some(law) => format!("{sentence}({})", tf(lang, "field.law", &[law])),
                    None => sentence,
                }
            }
            Self::Name(fault) => {
                let args = fault.args();
                tf(lang, fault.key(), &args.each_ref().map(String::as_str))
            }
            Self::Shape(key) => t(lang, key).to_owned(),
            Self::Said(text) => text.clone(),
        }
    }
}

/// One field of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Stable id.
    pub id: String,
    /// Heading of the section that begins here.
    pub section: Option<String>,
    /// What stands before it.
    pub label: Label,
    /// What it holds.
    pub kind: FormFieldKind,
    /// Must not stay empty.
    pub required: bool,
    /// Choices of a `Choice` or `MultiChoice`.
    pub options: Vec<String>,
    /// What a value may be beyond its kind.
    pub limits: Limits,
    /// One line of advice.
    pub hint: Option<String>,
    /// The law that asks for it.
    pub law: Option<String>,
    /// The fact behind it, which other forms share.
    pub shared: Option<String>,
    /// It is a name, and of whom.
    pub whose: Option<Whose>,
    /// Shown at all: its condition holds.
    pub shown: bool,
    /// What of a person it holds; such a value is shown masked while the focus is elsewhere.
    pub personal: Option<PersonalKind>,
    /// The content.
    pub editor: LineEditor,
    /// What narrows the options down while one is sought.
    pub query: String,
    /// Which nine of the options are shown, counted from 0.
    pub page: usize,
    /// What is wrong with it.
    pub trouble: Option<Trouble>,
    /// A warning that does not stop anybody.
    pub warning: Option<Reason>,
    /// Where the content came from.
    pub filled: Filled,
    /// A code that was read into the filled field and waits for a second reading.
    pub offered: Option<String>,
    /// Undo steps that the form has counted.
    pub(super) counted: usize,
}

impl Field {
    /// An empty required field of the program's own.
    pub fn own(id: &str, label: &'static str, kind: FormFieldKind) -> Self {
        Self {
            id: id.to_owned(),
            section: None,
            label: Label::Key(label),
            kind,
            required: true,
            options: Vec::new(),
            limits: Limits::default(),
            hint: None,
            law: None,
            shared: None,
            whose: (kind == FormFieldKind::Name).then_some(Whose::Person),
            shown: true,
            personal: None,
            editor: editor(kind, MOST_CHARS),
            query: String::new(),
            page: 0,
            trouble: None,
            warning: None,
            filled: Filled::Typed,
            offered: None,
            counted: 0,
        }
    }

    /// The same, not required.
    #[must_use]
    pub fn optional(mut self) -> Self {
        self.required = false;
        self
    }

    /// The same, masked while the focus is elsewhere.
    #[must_use]
    pub fn personal(mut self, kind: PersonalKind) -> Self {
        self.personal = Some(kind);
        self
    }

    /// The same, for a name.
    #[must_use]
    pub fn name_of(mut self, whose: Whose) -> Self {
        self.whose = Some(whose);
        self
    }

    /// A field of a guide's form.
    pub fn of_guide(field: &FormField) -> Self {
        let limit = field.max_chars.and_then(|most| usize::try_from(most).ok()).unwrap_or(MOST_CHARS);
        Self {
            label: Label::Text(field.label.clone()),
            required: field.required,
            options: field.options.clone(),
            limits: field.limits(),
            hint: field.hint.clone(),
            law: field.law.clone(),
            shared: field.shared.clone(),
            // Whose name it is makes no difference here: names are not hidden at the desk.
            personal: field.personal(ServiceObject::Person).filter(|kind| kind.is_hidden_at_desk()),
            editor: editor(field.kind, limit),
            ..Self::own(&field.id, "", field.kind)
        }
    }

    /// What stands in it.
    pub fn text(&self) -> &str {
        self.editor.text()
    }

    /// Whether the input method may be needed: coded fields take ASCII only.
    pub const fn is_coded(&self) -> bool {
        matches!(
            self.kind,
            FormFieldKind::Number
                | FormFieldKind::Money
                | FormFieldKind::Date
                | FormFieldKind::CitizenId
                | FormFieldKind::CreditCode
                | FormFieldKind::Phone
                | FormFieldKind::BankAccount
        )
    }

    /// It is answered by digit instead of typed.
    pub fn is_choice(&self) -> bool {
        matches!(self.kind, FormFieldKind::Choice | FormFieldKind::MultiChoice)
    }

    /// It is shown and still needs something.
    pub fn is_unfinished(&self) -> bool {
        self.shown && (self.trouble.is_some() || (self.required && self.editor.text().trim().is_empty()))
    }

    /// A typed character; coded fields fold full-width forms.
    pub fn insert(&mut self, c: char) -> Change {
        self.paste(c.encode_utf8(&mut [0; 4]))
    }

    /// Text in one piece: typed, pasted, or committed by an input method.
    pub fn paste(&mut self, text: &str) -> Change {
        if self.is_choice() {
            return self.seek(text);
        }
        if self.kind == FormFieldKind::Address && self.take_offer(text) {
            return Change::Done;
        }
        let folded = if self.is_coded() { fold_code(text) } else { text.to_owned() };
        let mut chars = folded.chars();
        let change = match (chars.next(), chars.next()) {
            (Some(c), None) if !c.is_control() => self.editor.insert(c),
            _ => self.editor.paste(&folded),
        };
        self.touched();
        change
    }

    /// Puts a value in that nobody typed into this field; there is nothing to undo.
    pub fn fill(&mut self, value: &str, filled: Filled) {
        self.editor.settle(value);
        self.filled = filled;
        self.trouble = None;
        self.warning = None;
        self.offered = None;
    }

    /// Puts a value in by the clerk's hand: one step to undo.
    pub fn put(&mut self, value: &str) {
        self.editor.set(value);
        self.touched();
    }

    /// The content changed: what was said about it no longer holds.
    pub fn touched(&mut self) {
        self.trouble = None;
        self.warning = None;
        self.filled = Filled::Typed;
    }

    /// Checks the content for good and gives it its usual shape; `false` = something is wrong with it.
    pub fn commit(&mut self, today: Today) -> bool {
        self.query.clear();
        self.offered = None;
        self.warning = None;
        let value = match typed::value(self.kind, self.editor.text(), today.day) {
            Ok(value) => value,
            Err(key) => {
                self.trouble = Some(Trouble::Shape(key));
                return false;
            }
        };
        self.trouble = if value.trim().is_empty() {
            self.required.then_some(Trouble::Empty)
        } else {
            let found = check_value(self.kind, &value, &self.options, &self.limits, today.day, today.practice);
            found.err().map(|why| Trouble::Law(self.with_law(why))).or_else(|| self.name_trouble(&value))
        };
        if self.trouble.is_none() && !matches!(self.kind, FormFieldKind::Phone) {
            self.editor.settle(&typed::shown(self.kind, &value));
        }
        self.warn(&value);
        self.trouble.is_none()
    }

    fn with_law(&self, mut why: Reason) -> Reason {
        if why.basis.is_none() {
            why.basis = self.law.clone().map(Into::into);
        }
        why
    }

    fn name_trouble(&self, value: &str) -> Option<Trouble> {
        check_name(value.trim(), self.whose?).err().map(Trouble::Name)
    }

    /// What a person should look at, though nothing is refused for it.
    fn warn(&mut self, value: &str) {
        self.warning = match self.kind {
            // R7.3: an unusual telephone number is a warning, never a refusal.
            FormFieldKind::Phone if !value.is_empty() && phone::read(value).is_none() => {
                Some(Reason::new("field.unusual_phone", "R7.3"))
            }
            // C3: kept as it came, and shown to the clerk.
            FormFieldKind::Text | FormFieldKind::Name | FormFieldKind::LongText | FormFieldKind::Address => {
                needs_recoding(value).map(|at| Reason::new("reason.form.private_use", "R7.11").arg(at))
            }
            _ => None,
        };
    }

    /// The value as the application keeps it: money in fen, days and codes in their normal form, all else as typed.
    pub fn value(&self) -> String {
        let text = self.editor.text();
        // Only 11.21 needs the year, and a committed day has it; what is no value yet goes as it stands.
        typed::value(self.kind, text, Date::MIN).unwrap_or_else(|_| text.to_owned())
    }

    /// Puts a kept value back.
    pub fn restore(&mut self, value: &str) {
        self.fill(&typed::shown(self.kind, value), Filled::Typed);
    }

    /// The options that are chosen, of a field that takes several.
    pub fn chosen(&self) -> Vec<&str> {
        typed::chosen(self.editor.text()).collect()
    }

    /// Puts the options that are chosen, in the order in which they are listed.
    pub(super) fn put_chosen(&mut self, chosen: &[String]) {
        let kept: Vec<&str> = self.options.iter().filter(|o| chosen.contains(o)).map(String::as_str).collect();
        let text = kept.join(&MULTI_SEPARATOR.to_string());
        self.put(&text);
    }
}

fn editor(kind: FormFieldKind, limit: usize) -> LineEditor {
    match kind {
        FormFieldKind::LongText => LineEditor::of_lines(limit),
        // A choice holds what the guide lists, however long.
        FormFieldKind::Choice | FormFieldKind::MultiChoice => LineEditor::new(usize::MAX, Secrecy::Open),
        _ => LineEditor::new(limit, Secrecy::Open),
    }
}
