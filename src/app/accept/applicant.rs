//! Step 1: who is it. A number identifies at once, by scanner, card reader or eighteen typed digits; an agent comes with
//! a letter whose ticks say how far the authority goes (R5.12).

use std::collections::BTreeSet;

use uuid::Uuid;

use crate::{
    app::{
        actions::{Action, Context},
        form::{Field, Filled, Form, Today, Trouble},
    },
    contract::{CaseSummary, KnownFact, LookupAnswer},
    domain::{
        agency::{self, AgentKind, Letter, Tick},
        case::{AgentOnCase, Party},
        codes::{self, CodeKind, DocumentKind, Person, recognise},
        guide::{FormFieldKind, ServiceObject},
    },
    text::Whose,
};

/// Ticks of the letter in the order of their digits.
pub const TICKS: [Tick; 8] = [
    Tick::Submit,
    Tick::CorrectOnSpot,
    Tick::ReceiveNotices,
    Tick::MakeCommitments,
    Tick::Withdraw,
    Tick::ReceiveResults,
    Tick::UseCertificates,
    Tick::ReceiveMoney,
];

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

/// The agent, if one came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agent {
    /// Number, name, telephone, relation.
    pub form: Form,
    /// Ticks of the letter.
    pub ticks: BTreeSet<Tick>,
    /// Row of the cursor among the ticks; the last row is the signatures.
    pub cursor: usize,
    /// Principal and agent signed.
    pub signed: bool,
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
                Field::own("number", "field.number", FormFieldKind::CitizenId).personal(),
                // Whose name it is tells the number; until then what an organisation may be called is right.
                Field::own("name", "field.name", FormFieldKind::Text).name_of(Whose::Organisation),
                Field::own("phone", "field.phone", FormFieldKind::Phone).personal(),
                Field::own("address", "field.address", FormFieldKind::Address).optional().personal(),
                representative,
            ]),
            recognised: None,
            known: None,
            agent: None,
            pane: Pane::Applicant,
        }
    }
}

impl Agent {
    fn new() -> Self {
        Self {
            form: Form::new(vec![
                Field::own("agent_number", "field.agent_number", FormFieldKind::CitizenId).personal(),
                Field::own("agent_name", "field.agent_name", FormFieldKind::Name),
                Field::own("agent_phone", "field.agent_phone", FormFieldKind::Phone).optional().personal(),
                Field::own("relation", "field.relation", FormFieldKind::Text).optional(),
            ]),
            ticks: agency::default_ticks(AgentKind::Private),
            cursor: 0,
            signed: false,
        }
    }
}

impl Applicant {
    /// Contexts in force.
    pub fn contexts(&self) -> Vec<Context> {
        match self.pane {
            Pane::Applicant | Pane::Agent => vec![Context::Field, Context::Applicant, Context::Form],
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
        self.recognised.is_some()
            && self.form.is_finished()
            && self.agent.as_ref().is_none_or(|agent| agent.form.is_finished())
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
            submitted_draft: answer.submitted_draft,
            facts: answer.facts.clone(),
        });
    }

    /// An agent came, or was not needed after all.
    pub fn toggle_agent(&mut self) {
        match (self.agent.is_some(), self.pane) {
            (false, _) => {
                self.agent = Some(Agent::new());
                self.pane = Pane::Agent;
            }
            (true, Pane::Applicant) => self.pane = Pane::Agent,
            (true, _) => {
                // An agent without a name was a slip of the finger; one with a name stays until it is emptied.
                if self.agent.as_ref().is_some_and(|agent| agent.form.fields.iter().all(|f| f.editor.is_empty())) {
                    self.agent = None;
                }
                self.pane = Pane::Applicant;
            }
        }
    }

    /// A digit or Enter among the ticks.
    pub fn tick(&mut self, row: usize) {
        let Some(agent) = &mut self.agent else { return };
        agent.cursor = row.min(TICKS.len());
        match TICKS.get(row) {
            Some(tick) => {
                if !agent.ticks.remove(tick) {
                    agent.ticks.insert(*tick);
                }
            }
            None => agent.signed = !agent.signed,
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

    /// The agent with the letter; `None` = nobody acts for the applicant.
    pub fn agent_on_case(&self) -> Option<AgentOnCase> {
        let agent = self.agent.as_ref()?;
        let value = |id| agent.form.field(id).map(Field::value).unwrap_or_default();
        let phone = value("agent_phone");
        Some(AgentOnCase {
            party: Party {
                kind: ServiceObject::Person,
                name: value("agent_name"),
                number_kind: "citizen_id".to_owned(),
                number: value("agent_number"),
                phone: phone.clone(),
                address: String::new(),
                legal_representative: None,
            },
            letter: Letter {
                letter_no: None,
                kind: AgentKind::Private,
                agent_name: value("agent_name"),
                agent_number: value("agent_number"),
                agent_phone: Some(phone).filter(|phone| !phone.is_empty()),
                agent_person: None,
                relation: Some(value("relation")).filter(|relation| !relation.is_empty()),
                items: Vec::new(),
                ticks: agent.ticks.clone(),
                valid_from: None,
                valid_until: None,
                may_sub_delegate: false,
                signed_by_principal: agent.signed,
                signed_by_agent: agent.signed,
            },
        })
    }
}
