//! Step 1: who is it. A number identifies at once, by scanner, card reader or eighteen typed digits; an agent comes with
//! a letter whose ticks say how far the authority goes (R5.12).

use uuid::Uuid;

use crate::{
    app::{
        actions::{Action, Context},
        form::{Field, Filled, Form, Today, Trouble},
    },
    contract::{CaseSummary, KnownFact, LookupAnswer, SimilarCase},
    domain::{
        case::Party,
        codes::{self, CodeKind, DocumentKind, Person, recognise},
        guide::{FormFieldKind, ServiceObject},
        privacy::PersonalKind,
    },
    text::Whose,
};

use super::agent::{Agent, TICKS};

/// What the number says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recognised {
    /// Normalised; for coding and the lookup only.
    pub number: String,
    /// Kind of the document.
    pub kind: DocumentKind,
    /// The holder, where the number tells.
    pub person: Option<Person>,
}

impl Recognised {
    /// Person or organisation.
    pub fn object(&self) -> ServiceObject {
        if self.kind == DocumentKind::CreditCode { ServiceObject::Organisation } else { ServiceObject::Person }
    }

    /// `citizen_id`, `credit_code` …: as commands spell it.
    pub fn number_kind(&self) -> &'static str {
        self.kind.key().strip_prefix("code.kind.").unwrap_or_default()
    }
}

/// What the centre knows of the applicant.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    /// Id at the centre: evidence is asked under it.
    pub applicant_id: Uuid,
    /// Seen before, or in a register.
    pub registered: bool,
    /// R1.37: barred from applying.
    pub barred: bool,
    /// Cases under way.
    pub open_cases: Vec<CaseSummary>,
    /// What may be the same matter as a new one (F44).
    pub similar: Vec<SimilarCase>,
    /// An online pre-submission that waits.
    pub submitted_draft: Option<Uuid>,
    /// What earlier forms of the applicant say, by the name that items share for it.
    pub facts: Vec<KnownFact>,
}

/// Which part of the step has the keys.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Pane {
    /// The applicant.
    #[default]
    Applicant,
    /// The agent.
    Agent,
    /// Ticks of the agent's letter.
    Ticks,
}

/// The step.
#[derive(Debug, Clone, PartialEq)]
pub struct Applicant {
    /// Number, name, telephone, address, legal representative.
    pub form: Form,
    /// What the number says, once it is right.
    pub recognised: Option<Recognised>,
    /// What the centre said.
    pub known: Option<Known>,
    /// The agent.
    pub agent: Option<Agent>,
    /// R5.8: the grid agent helps and does not act (帮办).
    pub helps_only: bool,
    /// Which part has the keys.
    pub pane: Pane,
}

impl Default for Applicant {
    fn default() -> Self {
        let mut representative = Field::own("legal_representative", "field.legal_representative", FormFieldKind::Name);
        representative.shown = false;
        Self {
            form: Form::new(vec![
                // Any document may identify a person; what it is, is recognised.
                Field::own("number", "field.number", FormFieldKind::CitizenId).personal(PersonalKind::Number),
                // Whose name it is tells the number; until then what an organisation may be called is right.
                Field::own("name", "field.name", FormFieldKind::Text).name_of(Whose::Organisation),
                Field::own("phone", "field.phone", FormFieldKind::Phone).personal(PersonalKind::Phone),
                Field::own("address", "field.address", FormFieldKind::Address)
                    .optional()
                    .personal(PersonalKind::Address),
                representative,
            ]),
            recognised: None,
            known: None,
            agent: None,
            helps_only: false,
            pane: Pane::Applicant,
        }
    }
}

impl Applicant {
    /// Contexts in force.
    pub fn contexts(&self) -> Vec<Context> {
        match self.pane {
            Pane::Applicant | Pane::Agent => vec![Context::Applicant, Context::Field, Context::Form],
            Pane::Ticks => vec![Context::Choice, Context::Applicant],
        }
    }

    /// Keys that matter now.
    pub fn hints(&self) -> Vec<Action> {
        match self.pane {
            Pane::Applicant => vec![Action::FieldDone, Action::FieldNext, Action::Agent, Action::StepNext],
            Pane::Agent => vec![Action::FieldDone, Action::FieldNext, Action::Back],
            Pane::Ticks => vec![Action::Confirm, Action::Choose1, Action::Back],
        }
    }

    /// The form that has the keys.
    pub fn active(&self) -> &Form {
        match (&self.agent, self.pane) {
            (Some(agent), Pane::Agent | Pane::Ticks) => &agent.form,
            _ => &self.form,
        }
    }

    /// The form that has the keys, to change it.
    pub fn active_mut(&mut self) -> &mut Form {
        match (&mut self.agent, self.pane) {
            (Some(agent), Pane::Agent | Pane::Ticks) => &mut agent.form,
            _ => &mut self.form,
        }
    }

    /// Whether nothing has been typed yet.
    pub fn is_empty(&self) -> bool {
        self.form.fields.iter().all(|field| field.editor.is_empty()) && self.agent.is_none()
    }

    /// Whether the next step need not wait for anything here.
    pub fn is_complete(&self) -> bool {
        self.recognised.is_some() && self.form.is_finished() && self.agent.as_ref().is_none_or(Agent::is_complete)
    }

    /// Checks every field but the number, which has a check of its own; `false` = something is wrong with one.
    pub fn commit_all(&mut self, today: Today) -> bool {
        let mut right = true;
        for field in self.form.fields.iter_mut().filter(|field| field.shown && field.id != "number") {
            right &= field.commit(today);
        }
        right
    }

    /// Reads the number; a person or an organisation stands behind it, or the field says why not.
    pub fn recognise(&mut self, today: Today) -> bool {
        let text = self.form.value("number").to_owned();
        let found = recognise(&text, today.day, today.practice);
        let CodeKind::Document(kind) = found.kind else {
            let why = found.why.map_or(Trouble::Shape("field.not_a_person"), Trouble::Law);
            self.refuse_number(why);
            return false;
        };
        if !found.valid {
            self.refuse_number(found.why.map_or(Trouble::Shape("field.not_a_person"), Trouble::Law));
            return false;
        }
        let number = codes::normalise(&text);
        if self.recognised.as_ref().is_none_or(|known| known.number != number) {
            self.known = None;
        }
        self.recognised = Some(Recognised { number, kind, person: found.person });
        let organisation = kind == DocumentKind::CreditCode;
        if let Some(field) = self.form.field_mut("legal_representative") {
            field.shown = organisation;
        }
        if let Some(field) = self.form.field_mut("name") {
            field.whose = Some(if organisation { Whose::Organisation } else { Whose::Person });
        }
        if let Some(field) = self.form.field_mut("number") {
            field.trouble = None;
            field.warning = found.notes.into_iter().next();
        }
        true
    }

    fn refuse_number(&mut self, why: Trouble) {
        self.recognised = None;
        self.known = None;
        if let Some(field) = self.form.field_mut("number") {
            field.trouble = Some(why);
        }
    }

    /// Whether the number in the field is whole and right: it then identifies without a further key.
    pub fn is_whole(&self, today: Today) -> bool {
        let number = codes::normalise(self.form.value("number"));
        number.chars().count() == 18 && {
            let found = recognise(&number, today.day, today.practice);
            found.valid && matches!(found.kind, CodeKind::Document(_))
        }
    }

    /// The number changed: what it said no longer holds.
    pub fn number_changed(&mut self) {
        let number = codes::normalise(self.form.value("number"));
        if self.recognised.as_ref().is_some_and(|known| known.number != number) {
            self.recognised = None;
            self.known = None;
        }
    }

    /// Takes what the centre knows; what the clerk typed meanwhile stays.
    pub fn learn(&mut self, answer: &LookupAnswer) {
        if let Some(party) = &answer.party {
            let known = [
                ("name", Some(&party.name)),
                ("phone", Some(&party.phone)),
                ("address", Some(&party.address)),
                ("legal_representative", party.legal_representative.as_ref()),
            ];
            for (id, value) in known {
                let field = self.form.field_mut(id).filter(|field| field.editor.is_empty());
                if let (Some(field), Some(value)) = (field, value.filter(|value| !value.is_empty())) {
                    field.fill(value, Filled::Known);
                }
            }
        }
        self.known = Some(Known {
            applicant_id: answer.applicant_id,
            registered: answer.party.is_some(),
            barred: answer.barred,
            open_cases: answer.open_cases.clone(),
            similar: answer.similar.clone(),
            submitted_draft: answer.submitted_draft,
            facts: answer.facts.clone(),
        });
    }

    /// An agent came, or was not needed after all.
    pub fn toggle_agent(&mut self) {
        match (self.agent.is_some(), self.pane) {
            (false, _) => {
                self.agent = Some(Agent::private());
                self.pane = Pane::Agent;
            }
            (true, Pane::Applicant) => self.pane = Pane::Agent,
            (true, _) => {
                // An agent without a name was a slip of the finger; one with a name stays until it is emptied. A grid
                // agent without a letter only helps.
                if let Some(agent) = self.agent.take_if(|agent| agent.is_empty()) {
                    self.helps_only = agent.kind.is_public();
                }
                self.pane = Pane::Applicant;
            }
        }
    }

    /// The part that still needs somebody gets the keys: the applicant, the agent's fields, the ticks.
    pub fn to_unfinished(&mut self) {
        let own = self.recognised.is_some() && self.form.is_finished();
        self.pane = match &mut self.agent {
            Some(agent) if own && !agent.form.is_finished() => {
                if agent.form.current().is_none_or(|field| !field.is_unfinished()) {
                    agent.form.next_unfinished();
                }
                Pane::Agent
            }
            Some(agent) if own && !agent.is_complete() => {
                agent.cursor = TICKS.len();
                Pane::Ticks
            }
            _ => Pane::Applicant,
        };
    }

    /// A digit or Enter among the ticks.
    pub fn tick(&mut self, row: usize) {
        if let Some(agent) = &mut self.agent {
            agent.tick(row);
        }
    }

    /// Moves among the ticks.
    pub fn move_tick(&mut self, action: Action) {
        let Some(agent) = &mut self.agent else { return };
        match action {
            Action::Up => agent.cursor = agent.cursor.saturating_sub(1),
            Action::Down => agent.cursor = (agent.cursor + 1).min(TICKS.len()),
            _ => {}
        }
    }

    /// The applicant as the application carries one; `None` = not identified yet.
    pub fn party(&self) -> Option<Party> {
        let recognised = self.recognised.as_ref()?;
        let value = |id| self.form.field(id).filter(|field| field.shown).map(Field::value).unwrap_or_default();
        Some(Party {
            kind: recognised.object(),
            name: value("name"),
            number_kind: recognised.number_kind().to_owned(),
            number: recognised.number.clone(),
            phone: value("phone"),
            address: value("address"),
            legal_representative: Some(value("legal_representative")).filter(|name| !name.is_empty()),
        })
    }
}
