//! Who acts for the applicant, by which letter (R5.12): an own agent at the counter, or the grid agent whose machine
//! this is. What the letter does not tick is not offered (R5.13).

use std::collections::BTreeSet;

use jiff::civil::Date;
use uuid::Uuid;

use crate::{
    app::form::{Field, Filled, Form},
    contract::Person,
    domain::{
        acceptance::Choice,
        agency::{self, AgentKind, Letter, Tick},
        case::{AgentOnCase, Party},
        exemption::Authorisation,
        guide::{FormFieldKind, ItemFlags, ServiceObject},
        privacy::PersonalKind,
        reason::Reason,
        role::Role,
    },
};

use super::{Accept, Applicant, Law};

/// Ticks of the letter in the order of their digits.
pub const TICKS: [Tick; 8] = agency::ALL_TICKS;

/// The agent, if one came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agent {
    /// A private one, or one of the public service.
    pub kind: AgentKind,
    /// The agent as a person of this centre (R5.15).
    pub person: Option<Uuid>,
    /// Number, name, telephone, relation, number and last day of the letter.
    pub form: Form,
    /// Ticks of the letter.
    pub ticks: BTreeSet<Tick>,
    /// Row of the cursor among the ticks; the last row is the signatures.
    pub cursor: usize,
    /// Principal and agent signed.
    pub signed: bool,
    /// First day of the letter, where it states one.
    pub valid_from: Option<Date>,
    /// Items it names; empty = whatever the principal applies for.
    pub items: Vec<String>,
}

impl Agent {
    /// Somebody came for the applicant.
    pub fn private() -> Self {
        Self::new(AgentKind::Private, None)
    }

    /// R5.13: the grid agent whose machine this is, with the template's ticks.
    pub fn grid(person: &Person) -> Self {
        let mut agent = Self::new(AgentKind::GridAgent, Some(person.id));
        for (id, value) in [("agent_number", &person.staff_no), ("agent_name", &person.name)] {
            if let Some(field) = agent.form.field_mut(id) {
                field.fill(value, Filled::Known);
            }
        }
        agent.form.focus_on("letter_no");
        agent
    }

    /// The agent of a draft that was handed in, with the whole letter.
    pub fn of(on_case: &AgentOnCase) -> Self {
        let letter = &on_case.letter;
        let mut agent = Self::new(letter.kind, letter.agent_person);
        let until = letter.valid_until.map(|day| day.to_string());
        let values = [
            ("agent_number", Some(&letter.agent_number)),
            ("agent_name", Some(&letter.agent_name)),
            ("agent_phone", letter.agent_phone.as_ref()),
            ("relation", letter.relation.as_ref()),
            ("letter_no", letter.letter_no.as_ref()),
            ("valid_until", until.as_ref()),
        ];
        for (id, value) in values {
            if let (Some(field), Some(value)) = (agent.form.field_mut(id), value) {
                field.restore(value);
            }
        }
        agent.ticks.clone_from(&letter.ticks);
        agent.signed = letter.signed_by_principal && letter.signed_by_agent;
        agent.valid_from = letter.valid_from;
        agent.items.clone_from(&letter.items);
        agent
    }

    /// An empty letter of this kind; of the public service the office already knows who it is.
    pub fn new(kind: AgentKind, person: Option<Uuid>) -> Self {
        let public = kind.is_public();
        let number = if public { FormFieldKind::Text } else { FormFieldKind::CitizenId };
        let mut fields = vec![
            Field::own("agent_number", "field.agent_number", number).personal(PersonalKind::Number),
            Field::own("agent_name", "field.agent_name", FormFieldKind::Name),
            Field::own("agent_phone", "field.agent_phone", FormFieldKind::Phone)
                .optional()
                .personal(PersonalKind::Phone),
            Field::own("relation", "field.relation", FormFieldKind::Text).optional(),
            Field::own("letter_no", "field.letter_no", FormFieldKind::Text).optional(),
            Field::own("valid_until", "field.letter_until", FormFieldKind::Date).optional(),
        ];
        if public {
            for field in &mut fields {
                field.shown = matches!(field.id.as_str(), "letter_no" | "valid_until");
                field.required = field.shown;
            }
        }
        Self {
            kind,
            person,
            form: Form::new(fields),
            ticks: agency::default_ticks(kind),
            cursor: 0,
            signed: false,
            valid_from: None,
            items: Vec::new(),
        }
    }

    /// Nothing was written down yet.
    pub fn is_empty(&self) -> bool {
        !self.signed && self.form.fields.iter().filter(|field| field.shown).all(|field| field.editor.is_empty())
    }

    /// Nobody has to look at it any more. A public agent's letter is signed before anything is done with it.
    pub fn is_complete(&self) -> bool {
        self.form.is_finished() && (self.signed || !self.kind.is_public())
    }

    /// A digit or Enter among the ticks.
    pub fn tick(&mut self, row: usize) {
        self.cursor = row.min(TICKS.len());
        match TICKS.get(row) {
            Some(tick) => {
                if !self.ticks.remove(tick) {
                    self.ticks.insert(*tick);
                }
            }
            None => self.signed = !self.signed,
        }
    }

    /// Agent and letter as the application carries them.
    pub fn on_case(&self) -> AgentOnCase {
        let value = |id: &str| self.form.field(id).map(Field::value).unwrap_or_default();
        let told = |id: &str| Some(value(id)).filter(|text| !text.trim().is_empty());
        let number_kind = if self.kind.is_public() { "staff_no" } else { "citizen_id" };
        AgentOnCase {
            party: Party {
                kind: ServiceObject::Person,
                name: value("agent_name"),
                number_kind: number_kind.to_owned(),
                number: value("agent_number"),
                phone: value("agent_phone"),
                address: String::new(),
                legal_representative: None,
            },
            letter: Letter {
                letter_no: told("letter_no"),
                kind: self.kind,
                agent_name: value("agent_name"),
                agent_number: value("agent_number"),
                agent_phone: told("agent_phone"),
                agent_person: self.person,
                relation: told("relation"),
                items: self.items.clone(),
                ticks: self.ticks.clone(),
                valid_from: self.valid_from,
                valid_until: value("valid_until").parse().ok(),
                may_sub_delegate: false,
                signed_by_principal: self.signed,
                signed_by_agent: self.signed,
            },
        }
    }

    /// What is wrong with the letter before the item is known. From a private agent papers are taken even when the
    /// letter has run out (R5.19); a public one does nothing by it.
    pub fn trouble(&self, principal_number: &str, day: Date) -> Option<Reason> {
        let AgentOnCase { party, letter } = self.on_case();
        if let Err(why) = agency::identities(principal_number, &party.name, &party.number, &letter) {
            return Some(why);
        }
        if !self.kind.is_public() {
            return None;
        }
        letter.in_form().and_then(|()| letter.in_term(day)).err()
    }
}

impl Applicant {
    /// The agent with the letter; `None` = nobody acts for the applicant.
    pub fn agent_on_case(&self) -> Option<AgentOnCase> {
        self.agent.as_ref().map(Agent::on_case)
    }

    /// On a grid agent's machine somebody always acts for the applicant, unless it is help only (帮办, R5.8).
    pub(super) fn bring_agent(&mut self, person: Option<&Person>) {
        let grid = person.filter(|person| person.role == Role::GridAgent);
        if let (Some(person), None, false) = (grid, &self.agent, self.helps_only) {
            self.agent = Some(Agent::grid(person));
        }
    }
}

impl Accept {
    /// R5.10, R5.13, R5.19: what keeps the agent's application from being taken at all.
    pub(super) fn agent_bar(&self, flags: &ItemFlags, item_code: &str, law: &Law<'_>) -> Option<Reason> {
        let AgentOnCase { letter, .. } = self.applicant.agent_on_case()?;
        let public = letter.kind.is_public() && self.hands_in;
        // Only the agent's own machine refuses an expired letter; at the window papers are taken all the same.
        let day = if public { law.day } else { letter.valid_until.map_or(law.day, |last| last.min(law.day)) };
        agency::item_allows(flags, letter.kind).and_then(|()| letter.allows(Tick::Submit, item_code, day)).err()
    }

    /// R5.13: whether the agent may sign what this outcome asks for.
    pub fn agent_may_sign(&self, choice: Choice, law: &Law<'_>) -> Result<(), Reason> {
        let (Some(agent), Some(guide)) = (self.applicant.agent_on_case(), &self.guide) else { return Ok(()) };
        let tick = match choice {
            Choice::AcceptOnCommitment | Choice::AcceptWithTolerance => Tick::MakeCommitments,
            Choice::CorrectOnSpot => Tick::CorrectOnSpot,
            Choice::NotifySupplement => Tick::ReceiveNotices,
            _ => Tick::Submit,
        };
        agent.letter.allows(tick, &guide.id.item_code, law.day)
    }

    /// R6.6, R5.13: certificates are asked for with the holder's leave; an agent needs the tick for it.
    pub(super) fn may_ask_certificates(&self) -> Result<(), Reason> {
        match &self.applicant.agent {
            Some(agent) if !agent.ticks.contains(&Tick::UseCertificates) && agent.kind != AgentKind::Guardian => {
                Err(Reason::new("reason.agency.tick.use_certificates", "R5.13"))
            }
            _ => Ok(()),
        }
    }

    /// The holder's leave as the letter gives it.
    pub(super) fn agent_leave(&self) -> Option<Authorisation> {
        let letter = self.applicant.agent_on_case()?.letter;
        Some(Authorisation::AgentLetter { letter_no: letter.letter_no.unwrap_or_default() })
    }
}
