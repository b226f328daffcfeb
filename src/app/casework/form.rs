//! The form of an act, made from its row of the table and from the case.

use std::collections::BTreeMap;

use crate::{
    app::{
        accept::{TICKS, in_chinese},
        actions::Context,
        form::{Field, Form, Label, Today, Trouble},
        scans::Attached,
    },
    contract::{CaseDetail, Problem},
    domain::{
        check::{Finding, State, Verdict},
        guide::{FormFieldKind, Guide},
        light::Light,
        privacy::PersonalKind,
    },
    i18n::{Lang, t, tf},
};

use super::{
    choices::spelled,
    correction, payload,
    table::{ActRow, As, Choices, Kind, Need, Part, Which},
};

/// What stands between the name of a payload's field and the material, form field or tick that a form field is for.
const OF: char = '/';

/// A form, with what the centre said of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActForm {
    /// The row of the table.
    pub act: &'static ActRow,
    /// Fields; their ids are the payload's.
    pub form: Form,
    /// Sentences of a refusal that belong to no field.
    pub said: Vec<String>,
    /// Values that the fields began with, by id.
    was: BTreeMap<String, String>,
    /// The version of the case that it was begun on, whatever comes in meanwhile (R12.1); `None` = the one on the screen:
    /// what changed stands above the form.
    pub version: Option<u64>,
    /// The applicant's form as it was then.
    pub base: BTreeMap<String, String>,
    /// Scans of the materials that it takes in.
    pub scans: Attached,
}

/// All that a form is made of.
#[derive(Clone, Copy)]
pub struct Sheet<'a> {
    /// The case.
    pub detail: &'a CaseDetail,
    /// Its guide, once it is here.
    pub guide: Option<&'a Guide>,
    /// Verdict per material of the guide.
    pub findings: &'a [Finding<'a>],
    /// Language of the screen.
    pub lang: Lang,
}

impl ActForm {
    /// An empty form; what the case already says is filled in.
    pub fn new(act: &'static ActRow, sheet: &Sheet<'_>) -> Self {
        let fields: Vec<Field> = act.parts.iter().flat_map(|part| sheet.fields(part)).collect();
        let was = fields.iter().map(|field| (field.id.clone(), field.value())).collect();
        let case = &sheet.detail.case;
        let (version, base) = (Some(case.version), case.application.form.clone());
        Self { act, form: Form::new(fields), said: Vec::new(), was, version, base, scans: Attached::default() }
    }

    /// Contexts of the keys, innermost first: where a material is looked at, scans of it can be attached.
    pub fn contexts(&self) -> Vec<Context> {
        let files = self.scanned().map(|_| Context::Files);
        files.into_iter().chain(self.form.contexts()).collect()
    }

    /// The material of the focused field, by code and name, if the act takes it in.
    pub fn scanned(&self) -> Option<(String, String)> {
        let field = self.form.current()?;
        let (at, code) = field.id.split_once(OF)?;
        let part = self.act.parts.iter().find(|part| part.at == at)?;
        let takes_in = matches!(part.kind, Kind::Each(_, As::Checked | As::Recorded));
        let Label::Text(name) = &field.label else { return None };
        takes_in.then(|| (code.to_owned(), name.clone()))
    }

    /// Says under a material how many scans of it go along.
    pub fn tell_scans(&mut self, code: &str, lang: Lang) {
        let count = self.scans.of(code).len();
        let hint = (count > 0).then(|| tf(lang, "part.hint.scans", &[&count.to_string()]));
        for part in self.act.parts.iter().filter(|part| matches!(part.kind, Kind::Each(..))) {
            if let Some(field) = self.form.field_mut(&id_of(part.at, code)) {
                field.hint.clone_from(&hint);
            }
        }
    }

    /// A scan is of a material that came in: it says nothing of one that did not.
    fn scanned_but_absent(&self, part: &Part, said: As) -> Option<(String, &'static str)> {
        let here = |id: &String| {
            let verdict = self.form.field(id).and_then(|field| payload::verdict(said, field));
            matches!(verdict, Some(Verdict::Ok | Verdict::Defect))
        };
        let mut ids = self.scans.codes().map(|code| id_of(part.at, code)).filter(|id| self.form.field(id).is_some());
        ids.find(|id| !here(id)).map(|id| (id, "part.scanned_but_absent"))
    }

    /// Takes the centre's refusal in: each sentence to its field, what belongs to none on top.
    pub fn refused(&mut self, problem: &Problem) {
        self.said.clear();
        for error in &problem.errors {
            if let Some(field) = self.form.fields.iter_mut().find(|field| is_at(&field.id, &error.pointer)) {
                field.trouble = Some(Trouble::Said(error.detail.clone()));
                let id = field.id.clone();
                self.form.focus_on(&id);
            } else {
                self.said.push(error.detail.clone());
            }
        }
        if self.said.is_empty() && problem.errors.is_empty() {
            self.said.push(problem.title.clone());
            self.said.extend(problem.detail.clone());
        }
        if let Some(basis) = &problem.basis {
            self.said.push(format!("{} {basis}", problem.rule.as_deref().unwrap_or_default()).trim().to_owned());
        }
    }

    /// Checks every field; moments have a shape of their own, and what was put right is another value than before.
    pub fn check(&mut self, today: Today) -> bool {
        let whole = self.form.check_all(today);
        for part in self.act.parts {
            let wrong = match part.kind {
                Kind::Moment => self.no_moment(part.at, today),
                Kind::Correction => correction::unchanged(&self.form, part, &self.was),
                Kind::Each(_, said @ (As::Checked | As::Recorded)) => self.scanned_but_absent(part, said),
                _ => None,
            };
            if let Some((id, key)) = wrong
                && let Some(field) = self.form.field_mut(&id).filter(|field| field.trouble.is_none())
            {
                field.trouble = Some(Trouble::Shape(key));
                self.form.focus_on(&id);
                return false;
            }
        }
        whole
    }

    fn no_moment(&self, at: &str, today: Today) -> Option<(String, &'static str)> {
        let field = self.form.field(at).filter(|field| !field.text().trim().is_empty())?;
        let none = payload::moment(field.text(), today.day, None).is_none();
        none.then(|| (at.to_owned(), "field.not_a_moment"))
    }

    /// Shows the fields that the choices made so far ask for.
    pub fn arrange(&mut self) {
        for part in self.act.parts.iter().filter(|part| part.kind == Kind::Correction) {
            correction::arrange(&mut self.form, part);
        }
    }
}

/// Whether a pointer into the payload means this field: `/reason` means `reason`, `/lines/2` every line.
fn is_at(id: &str, pointer: &str) -> bool {
    let name = id.split(OF).next().unwrap_or(id);
    pointer.split('/').any(|segment| segment == name)
}

/// The id of a field for one of several.
pub(super) fn id_of(at: &str, one: &str) -> String {
    format!("{at}{OF}{one}")
}

impl Sheet<'_> {
    fn fields(&self, part: &Part) -> Vec<Field> {
        match part.kind {
            Kind::Each(which, said) => self.each(part, which, said),
            Kind::Correction => self.correction(part),
            Kind::FormFields => self.form_fields(part),
            Kind::Letter => self.letter(part),
            _ => self.one(part).into_iter().collect(),
        }
    }

    fn one(&self, part: &Part) -> Option<Field> {
        let shown = match part.need {
            Need::Must | Need::May => true,
            Need::Agent => self.detail.case.application.agent.is_some(),
            Need::Late => self.is_late(),
        };
        if !shown {
            return None;
        }
        let kind = match part.kind {
            Kind::Count => FormFieldKind::Number,
            Kind::Yuan => FormFieldKind::Money,
            Kind::Day => FormFieldKind::Date,
            Kind::Tick | Kind::OneOf(_) => FormFieldKind::Choice,
            _ => FormFieldKind::Text,
        };
        let mut field = Field::own(part.at, part.label, kind);
        field.required = matches!(part.need, Need::Must | Need::Late);
        match part.kind {
            Kind::Tick => field.options = self.yes_or_no(),
            Kind::OneOf(choices) => {
                let options = self.choices(choices);
                field.options = options.into_iter().map(|(_, label)| label).collect();
                if let [only] = field.options.as_slice() {
                    let only = only.clone();
                    field.restore(&only);
                }
            }
            _ => {}
        }
        field.hint = self.hint(part);
        if let Some(value) = self.filled(part) {
            field.restore(&value);
        }
        Some(field)
    }

    fn yes_or_no(&self) -> Vec<String> {
        ["answer.yes", "answer.no"].iter().map(|key| t(self.lang, key).to_owned()).collect()
    }

    fn hint(&self, part: &Part) -> Option<String> {
        let text = match (part.kind, part.at) {
            (Kind::Moment, _) if part.need == Need::May => t(self.lang, "part.hint.reached").to_owned(),
            (Kind::Moment, _) => t(self.lang, "part.hint.moment").to_owned(),
            (Kind::Day, "valid_until") => {
                let months = self.guide?.results.first()?.validity_months?;
                tf(self.lang, "part.hint.validity", &[&months.to_string()])
            }
            (Kind::Day, _) => t(self.lang, "part.hint.day").to_owned(),
            (Kind::Names, _) => t(self.lang, "part.hint.names").to_owned(),
            (Kind::Count, "term_days") => t(self.lang, "part.hint.term_days").to_owned(),
            _ => return None,
        };
        Some(text)
    }

    /// What the case and the guide already say.
    fn filled(&self, part: &Part) -> Option<String> {
        match part.at {
            "content" => {
                let names: Vec<&str> = self.guide?.results.iter().map(|result| result.name.as_str()).collect();
                (!names.is_empty()).then(|| tf(Lang::Zh, "part.fill.grant", &[&names.join("、")]))
            }
            "kind" if part.kind == Kind::OneOf(Choices::NegativeConfirmed) => {
                let kind = self.detail.case.negative.as_ref()?.kind;
                let options = self.choices(Choices::NegativeConfirmed);
                options.into_iter().find(|(wire, _)| *wire == spelled(kind)).map(|(_, label)| label)
            }
            "result_nos" => self.detail.case.decision.as_ref()?.result_no.clone(),
            "copies" => Some("1".to_owned()),
            _ => None,
        }
    }

    /// R3.11: the promise or the statute has passed.
    fn is_late(&self) -> bool {
        let decision = |kind: &str| matches!(kind, "promised" | "statutory");
        self.detail.clocks.lines.iter().any(|line| decision(&line.kind) && line.light == Light::Red)
    }

    fn each(&self, part: &Part, which: Which, said: As) -> Vec<Field> {
        let field = |(code, name): (String, String)| {
            let kind = match said {
                As::Codes | As::Checked | As::Recorded => FormFieldKind::Choice,
                As::Lacks => FormFieldKind::Text,
                As::Waits => FormFieldKind::Number,
            };
            let mut field = Field::own(&id_of(part.at, &code), part.label, kind);
            field.label = Label::Text(name);
            field.required = part.need == Need::Must;
            match said {
                As::Codes => {
                    field.options = self.yes_or_no();
                    if matches!(which, Which::Sent | Which::Results) {
                        // The bag is as its list says unless somebody finds otherwise: one key signs for it.
                        field.restore(t(self.lang, "answer.yes"));
                    }
                }
                As::Checked => field.options = self.words(&["check.in_order", "check.defect", "check.not_in"]),
                As::Recorded => {
                    field.options = self.words(&["check.unchanged", "check.in_order", "check.defect", "check.absent"]);
                    field.restore(t(self.lang, "check.unchanged"));
                }
                As::Lacks => {
                    let finding = self.findings.iter().find(|finding| finding.material.code == code);
                    if let Some(finding) = finding.filter(|finding| finding.state != State::Unchecked) {
                        field.restore(&in_chinese(&finding.reason));
                    }
                }
                As::Waits => field.hint = Some(t(self.lang, "part.hint.days").to_owned()),
            }
            field
        };
        self.materials(which).into_iter().map(field).collect()
    }

    fn words(&self, keys: &[&'static str]) -> Vec<String> {
        keys.iter().map(|key| t(self.lang, key).to_owned()).collect()
    }

    fn letter(&self, part: &Part) -> Vec<Field> {
        let id = |one: &str| id_of(part.at, one);
        let mut fields = vec![
            Field::own(&id("agent_number"), "field.agent_number", FormFieldKind::CitizenId)
                .personal(PersonalKind::Number),
            Field::own(&id("agent_name"), "field.agent_name", FormFieldKind::Text),
            Field::own(&id("agent_phone"), "field.agent_phone", FormFieldKind::Phone)
                .optional()
                .personal(PersonalKind::Phone),
            Field::own(&id("relation"), "field.relation", FormFieldKind::Text).optional(),
            Field::own(&id("valid_until"), "part.letter_until", FormFieldKind::Date).optional(),
        ];
        for tick in TICKS {
            let name = spelled(tick);
            let mut field = Field::own(&id(&name), "", FormFieldKind::Choice);
            field.label = Label::Text(tf(self.lang, &format!("tick.{name}"), &[]));
            field.options = self.yes_or_no();
            fields.push(field);
        }
        let mut signed = Field::own(&id("signed"), "part.letter_signed", FormFieldKind::Choice);
        signed.options = self.yes_or_no();
        fields.push(signed);
        fields
    }
}
