//! R5.4, R5.17: the slip that a grid agent leaves with the household. It says in so many words that it is no receipt of
//! the organ; it bears the device's own number, and neither a case number nor a seal.

use jiff::Timestamp;

use super::{
    MissingField, Paper,
    field::{Field, Table},
    layout, template, words,
};
use crate::{
    contract::Realm,
    domain::{
        case::{AgentOnCase, Party},
        guide::{Guide, ServiceObject},
        privacy::{self, Level},
    },
};

const SOURCE: &str = include_str!("templates/slip.txt");

/// A paper that the agent took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlipPaper {
    /// Name of the material.
    pub name: String,
    /// Originals taken; they have to go back, or to the window.
    pub originals: u32,
    /// Copies taken.
    pub copies: u32,
}

/// What the slip is made of.
#[derive(Debug, Clone, Copy)]
pub struct CollectionSlip<'a> {
    /// The device's own number.
    pub no: &'a str,
    /// Realm: all but live bear 演示·无效.
    pub realm: Realm,
    /// When the papers were taken.
    pub collected_at: Timestamp,
    /// Whose papers.
    pub applicant: &'a Party,
    /// Who took them, by which letter.
    pub agent: &'a AgentOnCase,
    /// What for.
    pub guide: &'a Guide,
    /// What was taken.
    pub papers: &'a [SlipPaper],
    /// R5.16: working days until the originals have to be back.
    pub alert_wd: u32,
}

impl CollectionSlip<'_> {
    /// The slip as text.
    pub fn render(&self) -> Result<Paper, MissingField> {
        let template = template::read(SOURCE);
        let text = layout::lay_out(&template.body, &|name| self.value(name))?;
        Ok(Paper { title: template.title.to_owned(), text, template: template.version })
    }

    fn value(&self, name: &'static str) -> Result<Field, MissingField> {
        let letter = &self.agent.letter;
        Ok(match name {
            "realm_mark" if self.realm == Realm::Live => "".into(),
            "realm_mark" => "【演示·无效】".into(),
            "no" => self.no.into(),
            "collected_at" => words::instant(self.collected_at).into(),
            "applicant_name" => match self.applicant.kind {
                ServiceObject::Person => privacy::mask_name(&self.applicant.name, Level::L).into(),
                ServiceObject::Organisation => self.applicant.name.clone().into(),
            },
            "applicant_number" => {
                privacy::mask_number(&self.applicant.number_kind, &self.applicant.number, Level::L).into()
            }
            "agent_name" => self.agent.party.name.clone().into(),
            "agent_number" => self.agent.party.number.clone().into(),
            "agent_phone" => letter.agent_phone.as_deref().unwrap_or("见村(社区)公示").into(),
            "letter" => {
                let until = letter
                    .valid_until
                    .map_or_else(|| "至本事项办结".to_owned(), |day| format!("至{}", words::day(day)));
                format!("{},{until}", letter.letter_no.as_deref().unwrap_or("无编号")).into()
            }
            "item_name" => self.guide.name.clone().into(),
            "organ" => self.guide.department.name.clone().into(),
            "alert_wd" => self.alert_wd.to_string().into(),
            "papers" => Field::Table(Table::new(&[("序号", 4), ("材料", 44), ("原件", 6), ("复印件", 6)], self.rows())),
            _ => return Err(MissingField { field: name }),
        })
    }

    fn rows(&self) -> Vec<Vec<String>> {
        let row = |(at, paper): (usize, &SlipPaper)| {
            vec![(at + 1).to_string(), paper.name.clone(), paper.originals.to_string(), paper.copies.to_string()]
        };
        self.papers.iter().enumerate().map(row).collect()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::*;
    use crate::domain::{
        agency::{AgentKind, Letter},
        guide::fixtures,
    };

    fn party(name: &str, number_kind: &str, number: &str) -> Party {
        Party {
            kind: ServiceObject::Person,
            name: name.to_owned(),
            number_kind: number_kind.to_owned(),
            number: number.to_owned(),
            phone: String::new(),
            address: String::new(),
            legal_representative: None,
        }
    }

    fn slip(realm: Realm) -> String {
        let letter: Letter = serde_json::from_value(serde_json::json!({
            "letter_no": "街办代字〔2026〕18号", "kind": AgentKind::GridAgent, "agent_name": "吴兰英",
            "agent_number": "WG1001", "ticks": ["submit"], "valid_until": "2026-12-31",
        }))
        .unwrap();
        let agent = AgentOnCase { party: party("吴兰英", "staff_no", "WG1001"), letter };
        let slip = CollectionSlip {
            no: "代收-261123-7F3A-0001",
            realm,
            collected_at: "2026-11-23T01:05:00Z".parse().unwrap(),
            applicant: &party("孙兰花", "citizen_id", "00000019330208024X"),
            agent: &agent,
            guide: &fixtures::guide(),
            papers: &[SlipPaper { name: "户口簿".to_owned(), originals: 1, copies: 2 }],
            alert_wd: 3,
        };
        slip.render().unwrap().text
    }

    #[test]
    fn r5_4_r5_17_the_slip_says_that_it_is_no_receipt_of_the_organ() {
        let text = slip(Realm::Live).replace('\n', "");
        for said in ["非行政机关收件凭证", "不代表受理", "办理期限不从本单起算", "不收取任何费用"]
        {
            assert!(text.contains(said), "{said} is missing in\n{text}");
        }
        assert!(text.contains("代收-261123-7F3A-0001") && text.contains("2026年11月23日 09:05"), "{text}");
        assert!(text.contains("户口簿") && text.contains("街办代字〔2026〕18号"), "{text}");
        // Never a case number, a seal or a document number.
        for word in ["办件编号", "印章", "【演示"] {
            assert!(!text.contains(word), "{word} stands in\n{text}");
        }
        assert!(slip(Realm::Demo).contains("【演示·无效】"));
    }

    #[test]
    fn r11_7_the_slip_shows_the_applicant_masked() {
        let text = slip(Realm::Live);
        assert!(!text.contains("孙兰花") && !text.contains("00000019330208024X"), "{text}");
        assert!(text.contains("孙*花"), "{text}");
    }
}
