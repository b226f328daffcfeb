//! The made-up desk without a line: its slips, the originals it holds, and what is carried by hand.

use super::Rehearsal;
use crate::app::{Answer, Ask, Failure, carry, effect::OriginalLine};

impl Rehearsal {
    /// Slips, originals, and what is carried by hand.
    #[allow(clippy::result_large_err, reason = "it is what the model takes")]
    pub(super) fn in_hand(&mut self, ask: Ask) -> Result<Answer, Failure> {
        Ok(match ask {
            Ask::NextSlip => Answer::SlipNo("代收-261123-7F3A91-0001".to_owned()),
            Ask::KeepSlip(record) => {
                let line = |(code, name): (String, String)| OriginalLine {
                    case_id: record.case_id,
                    material_code: code,
                    name,
                    taken_at: record.at,
                    title: record.title.clone(),
                    slip_no: record.no.clone(),
                };
                self.originals.extend(record.originals.clone().into_iter().map(line));
                Answer::Nothing
            }
            Ask::Originals => Answer::Originals(self.originals.clone()),
            Ask::LetGo { case_id, material_code } => {
                self.originals.retain(|line| (line.case_id, &line.material_code) != (case_id, &material_code));
                Answer::Nothing
            }
            Ask::CarryOut => Answer::CarriedOut(carry::Written {
                place: "/media/usb/carry-261123.parcel".to_owned(),
                code: "2741 9063 5518".to_owned(),
                counts: [1, 2, 1, 2, 3],
                missing: 0,
            }),
            Ask::CarryLook { .. } | Ask::CarryIn { .. } => Answer::Carried(Box::new(self.parcel())),
            _ => return Err(Failure::default()),
        })
    }

    fn parcel(&self) -> carry::Parcel {
        let line = |title: &str, kind: Option<&str>, fate| carry::Line {
            title: title.to_owned(),
            kind: kind.map(str::to_owned),
            fate,
            missing: self.carried_short,
        };
        carry::Parcel {
            person: "吴兰英".to_owned(),
            staff_no: "S-031".to_owned(),
            made_at: self.now,
            device: "7F3A91".to_owned(),
            lines: vec![
                line("食品经营许可 ∙ 张*兰", None, "carry.fate.new"),
                line("食品经营许可 ∙ 张*兰", Some("draft.collect"), "carry.fate.new"),
            ],
            scans: 3,
            slips: 1,
            originals: vec!["居民身份证".to_owned()],
        }
    }
}
