//! What the grid agent brought from the villages: drafts collected against a slip, each with a letter, waiting for a
//! window to receive them (T69, T70).

use jiff::{Span, civil::Date};

use super::{Story, Teller, papers};
use crate::{
    central::OpenError,
    contract::Person,
    domain::{
        agency::{AgentKind, Letter, default_ticks},
        calendar::date_in_beijing,
        case::{AgentOnCase, Application, Channel, Party},
        check::Verdict,
        guide::ServiceObject,
        lifecycle::{Act, act::Draft},
        role::Role,
    },
    ports::Clock as _,
};

/// A household that gave the agent a letter: item, applicant, number of the letter, days that it still runs.
const HOUSEHOLDS: [(&str, &str, &str, i64); 2] = [
    ("80周岁以上老年人高龄津贴发放", "刘凤英", "街办代字〔2026〕17号(演示)", 40),
    ("小餐饮登记", "王䶮", "街办代字〔2026〕18号(演示)", 2),
];

impl Teller<'_> {
    /// The agent hands in what was collected.
    pub(super) fn collect_from_households(&mut self) -> Result<(), OpenError> {
        let Some(agent) = self.hall.staff.iter().find(|staff| staff.is(Role::GridAgent)) else { return Ok(()) };
        let agent = agent.person.clone();
        let today = date_in_beijing(self.clock.now());
        for (at, (item, applicant, letter_no, days)) in HOUSEHOLDS.into_iter().enumerate() {
            let Some(guide) = self.hall.guide_named(item) else { continue };
            let story = Story { item, applicant, answers: &[], lacking: &[], beats: &[] };
            let Some(application) = papers::application(self.hall, guide, &story) else { continue };
            let last = today.saturating_add(Span::new().days(days));
            let application = by_agent(application, &agent, letter_no, last);
            let taken = |row: &&crate::domain::check::MaterialRow| row.verdict == Verdict::Ok && row.originals > 0;
            let originals = application.materials.iter().filter(taken).take(2);
            let originals = originals.map(|row| row.material_code.clone()).collect();
            let act = Act::DraftCollect(Box::new(Draft {
                application,
                slip_no: Some(format!("代收-演示-{:04}", at + 1)),
                collected_at: Some(self.clock.now()),
                agreement: Some(letter_no.to_owned()),
                originals,
            }));
            self.send(&agent, self.centre.entropy().uuid(), 0, &act)?;
        }
        Ok(())
    }
}

fn by_agent(application: Application, agent: &Person, letter_no: &str, last: Date) -> Application {
    let party = Party {
        kind: ServiceObject::Person,
        name: agent.name.clone(),
        number_kind: "staff_no".to_owned(),
        number: agent.staff_no.clone(),
        phone: String::new(),
        address: String::new(),
        legal_representative: None,
    };
    let letter = Letter {
        letter_no: Some(letter_no.to_owned()),
        kind: AgentKind::GridAgent,
        agent_name: agent.name.clone(),
        agent_number: agent.staff_no.clone(),
        agent_phone: None,
        agent_person: Some(agent.id),
        relation: None,
        items: Vec::new(),
        ticks: default_ticks(AgentKind::GridAgent),
        valid_from: None,
        valid_until: Some(last),
        may_sub_delegate: false,
        signed_by_principal: true,
        signed_by_agent: true,
    };
    Application { agent: Some(AgentOnCase { party, letter }), channel: Channel::Agent, ..application }
}
