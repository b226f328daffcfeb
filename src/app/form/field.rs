//! One field: what it holds, where that came from, what is wrong with it.

use jiff::civil::Date;

use crate::{
    domain::{
        codes::{self, citizen, credit, phone},
        guide::{FormField, FormFieldKind},
        reason::Reason,
    },
    text::{Change, LineEditor, Secrecy, fold_code},
};

/// Sources whose values are personal data (11.3).
const PERSONAL: [&str; 3] = ["applicant.number", "applicant.phone", "applicant.address"];
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

/// Where the content came from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Filled {
    /// The clerk typed it, or nobody did anything.
    #[default]
    Typed,
    /// A card reader or scanner.
    Scanned,
    /// The centre knew it.
    Known,
    /// From the applicant's step.
    Applicant,
}

/// What is wrong with the content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// A required field is empty.
    Empty,
    /// The law's own check.
    Law(Reason),
    /// Not a number, not a day, not one of the choices: key of the sentence.
    Shape(&'static str),
    /// What the centre said of it.
    Said(String),
}

/// One field of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Stable id.
    pub id: String,
    /// What stands before it.
    pub label: Label,
    /// What it holds.
    pub kind: FormFieldKind,
    /// Must not stay empty.
    pub required: bool,
    /// Choices of a `Choice`.
    pub options: Vec<String>,
    /// One line of advice.
    pub hint: Option<String>,
    /// Shown at all: its condition holds.
    pub shown: bool,
    /// Personal: shown masked while the focus is elsewhere.
    pub personal: bool,
    /// The content.
    pub editor: LineEditor,
    /// What is wrong with it.
    pub trouble: Option<Trouble>,
    /// A warning that does not stop anybody.
    pub warning: Option<Reason>,
    /// Where the content came from.
    pub filled: Filled,
}

impl Field {
    /// An empty required field of the program's own.
    pub fn own(id: &str, label: &'static str, kind: FormFieldKind) -> Self {
        Self {
            id: id.to_owned(),
            label: Label::Key(label),
            kind,
            required: true,
            options: Vec::new(),
            hint: None,
            shown: true,
            personal: false,
            editor: LineEditor::new(MOST_CHARS, Secrecy::Open),
            trouble: None,
            warning: None,
            filled: Filled::Typed,
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
    pub fn personal(mut self) -> Self {
        self.personal = true;
        self
    }

    /// A field of a guide's form.
    pub fn of_guide(field: &FormField) -> Self {
        let limit = field.max_chars.and_then(|most| usize::try_from(most).ok()).unwrap_or(MOST_CHARS);
        Self {
            label: Label::Text(field.label.clone()),
            required: field.required,
            options: field.options.clone(),
            hint: field.hint.clone(),
            personal: matches!(field.kind, FormFieldKind::CitizenId | FormFieldKind::Phone)
                || field.filled_from.as_deref().is_some_and(|from| PERSONAL.contains(&from)),
            editor: LineEditor::new(limit, Secrecy::Open),
            ..Self::own(&field.id, "", field.kind)
        }
    }

    /// What stands in it.
    pub fn text(&self) -> &str {
        self.editor.text()
    }

    /// Whether the input method may be needed: coded fields take ASCII only.
    pub const fn is_coded(&self) -> bool {
        !matches!(self.kind, FormFieldKind::Text | FormFieldKind::LongText | FormFieldKind::Choice)
    }

    /// It is answered by digit instead of typed.
    pub fn is_choice(&self) -> bool {
        self.kind == FormFieldKind::Choice
    }

    /// It is shown and still needs something.
    pub fn is_unfinished(&self) -> bool {
        self.shown && (self.trouble.is_some() || (self.required && self.editor.text().trim().is_empty()))
    }

    /// A typed character; coded fields fold full-width forms.
    pub fn insert(&mut self, c: char) -> Change {
        let change =
            if self.is_coded() { self.editor.insert(crate::text::fold_code_char(c)) } else { self.editor.insert(c) };
        self.touched();
        change
    }

    /// Text in one piece.
    pub fn paste(&mut self, text: &str) -> Change {
        let change = if self.is_coded() { self.editor.paste(&fold_code(text)) } else { self.editor.paste(text) };
        self.touched();
        change
    }

    /// Puts a value in, with where it came from; what a person typed before is kept for undo.
    pub fn fill(&mut self, value: &str, filled: Filled) {
        if self.editor.text() != value {
            self.editor.clear();
            self.editor.paste(value);
        }
        self.filled = filled;
        self.trouble = None;
    }

    /// Takes one of the options, counted from 1; `false` = there is none.
    pub fn choose(&mut self, digit: usize) -> bool {
        let Some(option) = digit.checked_sub(1).and_then(|at| self.options.get(at)).cloned() else {
            return false;
        };
        self.fill(&option, Filled::Typed);
        true
    }

    /// The content changed: what was said about it no longer holds.
    pub fn touched(&mut self) {
        self.trouble = None;
        self.warning = None;
        self.filled = Filled::Typed;
    }

    /// Checks the content for good; `false` = something is wrong with it.
    pub fn commit(&mut self, today: Today) -> bool {
        let text = self.editor.text().trim().to_owned();
        self.warning = None;
        if text.is_empty() {
            self.trouble = self.required.then_some(Trouble::Empty);
            return self.trouble.is_none();
        }
        let (trouble, warning) = check(self.kind, &text, &self.options, today);
        self.trouble = trouble;
        self.warning = warning;
        self.trouble.is_none()
    }

    /// The value as the application keeps it: money in fen, codes in their normal form, all else as typed.
    pub fn value(&self) -> String {
        let text = self.editor.text();
        match self.kind {
            FormFieldKind::Money => fen(text).map_or_else(|| text.to_owned(), |fen| fen.to_string()),
            FormFieldKind::CitizenId | FormFieldKind::CreditCode | FormFieldKind::Phone => codes::normalise(text),
            FormFieldKind::Number | FormFieldKind::Date => text.trim().to_owned(),
            _ => text.to_owned(),
        }
    }

    /// Puts a kept value back.
    pub fn restore(&mut self, value: &str) {
        let shown = match (self.kind, value.parse::<u64>()) {
            (FormFieldKind::Money, Ok(fen)) => yuan(fen),
            _ => value.to_owned(),
        };
        self.fill(&shown, Filled::Typed);
    }
}

fn check(kind: FormFieldKind, text: &str, options: &[String], today: Today) -> (Option<Trouble>, Option<Reason>) {
    let shape = |right: bool, key| ((!right).then_some(Trouble::Shape(key)), None);
    match kind {
        FormFieldKind::Text | FormFieldKind::LongText => (None, None),
        FormFieldKind::Number => shape(text.parse::<u64>().is_ok(), "field.not_a_number"),
        FormFieldKind::Money => shape(fen(text).is_some(), "field.not_money"),
        FormFieldKind::Date => shape(text.parse::<Date>().is_ok(), "field.not_a_day"),
        FormFieldKind::Choice => shape(options.iter().any(|option| option == text), "field.not_a_choice"),
        FormFieldKind::CitizenId => match citizen::read(text, today.day, today.practice) {
            Ok(_) => (None, None),
            Err(error) => (Some(Trouble::Law(error.reason())), None),
        },
        FormFieldKind::CreditCode => match credit::read(text) {
            Ok(_) => (None, None),
            Err(error) => (Some(Trouble::Law(error.reason())), None),
        },
        // R7.3: an unusual telephone number is a warning, never a refusal.
        FormFieldKind::Phone => (None, phone::read(text).is_none().then(|| Reason::new("field.unusual_phone", "R7.3"))),
    }
}

/// Yuan as typed → fen; at most two places behind the point.
fn fen(text: &str) -> Option<u64> {
    let (yuan, rest) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    if yuan.is_empty() || rest.len() > 2 || !yuan.bytes().chain(rest.bytes()).all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let cents: u64 = format!("{rest:0<2}").parse().ok()?;
    yuan.parse::<u64>().ok()?.checked_mul(100)?.checked_add(cents)
}

fn yuan(fen: u64) -> String {
    if fen.is_multiple_of(100) { (fen / 100).to_string() } else { format!("{}.{:02}", fen / 100, fen % 100) }
}
