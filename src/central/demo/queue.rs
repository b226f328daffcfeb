//! The hall itself: its windows, who is waiting with which ticket, and what was handed in online beforehand.

use std::{collections::BTreeMap, fmt};

use jiff::civil::Time;
use serde::Deserialize;
use uuid::Uuid;

use crate::domain::check::{Answer, MaterialRow};

/// What a window is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WindowPurpose {
    /// 综合窗口
    Comprehensive,
    /// 否定待批, where the chief representatives sit
    ChiefRepresentative,
    /// 办不成事反映窗口
    Unresolved,
    /// 统一出件
    Issue,
}

/// A window.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// `03`.
    pub id: String,
    /// Name on the sign.
    pub name: String,
    /// Purpose.
    pub purpose: WindowPurpose,
}

/// The hall as printed on documents.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hall {
    /// 扬州市政务服务中心(演示).
    pub name: String,
    /// Name where there is little room.
    pub short_name: String,
    /// Region code.
    pub region_code: String,
    /// Region as printed.
    pub region: String,
    /// Address.
    pub address: String,
    /// Telephone.
    pub phone: String,
    /// Telephone of complaint.
    pub complaint_phone: String,
}

/// The hall with its windows and hours.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct House {
    /// The hall.
    pub hall: Hall,
    /// Region profile.
    pub profile: String,
    /// Opening time.
    pub opens: Time,
    /// Closing time: the end of a working day for every clock (R9.6).
    pub closes: Time,
    /// Windows.
    pub windows: Vec<Window>,
}

/// A ticket that waits when the demo hall opens.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ticket {
    /// `A017`.
    pub ticket: String,
    /// Who stands at the counter.
    pub person: Uuid,
    /// For whom, if not for themselves: their company, or the person they act for.
    #[serde(default)]
    pub on_behalf_of: Option<Uuid>,
    /// Item chosen at the ticket machine.
    #[serde(default)]
    pub item_code: Option<String>,
    /// Minutes before the opening of the demo at which it was taken.
    pub taken_minutes_ago: i64,
    /// Why it goes first (R3.19); `None` = it does not.
    #[serde(default)]
    pub green_channel: Option<String>,
    /// Number of an online pre-submission of the same applicant.
    #[serde(default)]
    pub pre_submission: Option<String>,
    /// What the citizen told the guide at the door.
    #[serde(default)]
    pub note: Option<String>,
}

impl Ticket {
    /// Whose right is at stake.
    pub fn applicant(&self) -> Uuid {
        self.on_behalf_of.unwrap_or(self.person)
    }
}

/// What an applicant handed in online before coming. `Debug` shows no form values.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PreSubmission {
    /// Number of the online submission.
    pub number: String,
    /// Whose application it is.
    pub applicant: Uuid,
    /// Who sent it.
    pub submitted_by: Uuid,
    /// Item.
    pub item_code: String,
    /// Minutes before the opening of the demo.
    pub submitted_minutes_ago: i64,
    /// Answers of the interview.
    pub answers: Vec<Answer>,
    /// Materials that came with it.
    pub materials: Vec<MaterialRow>,
    /// Form values.
    pub form: BTreeMap<String, String>,
}

impl fmt::Debug for PreSubmission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PreSubmission")
            .field("number", &self.number)
            .field("item_code", &self.item_code)
            .finish_non_exhaustive()
    }
}

/// `queue.json`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Queue {
    pub(super) tickets: Vec<Ticket>,
    pub(super) pre_submissions: Vec<PreSubmission>,
}
