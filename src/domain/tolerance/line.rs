//! A tolerated material through the life of its case: open, in, moved, overdue, breached.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Bound, OfferLine, bound};
use crate::domain::{
    guide::{Guide, Limit, MaterialForm, ToleranceMode},
    reason::Reason,
    settings::ToleranceSettings,
};

/// What has become of a tolerated material.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LineState {
    /// Still to come.
    Open,
    /// In and conforming.
    Fulfilled,
    /// The case ended otherwise (R2.28); no breach.
    Lapsed,
    /// The chief representative recorded the breach.
    Breached,
    /// Nothing is left to come (`Waive`, `DeferReview`, `ExemptReview`).
    NotDue,
}

/// One tolerated material of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ToleranceLine {
    /// R0.3: a material of the pinned guide version.
    pub material_code: String,
    /// Mode.
    pub mode: ToleranceMode,
    /// Last day on which it may reach the organ; `SupplementLater` only.
    #[serde(default)]
    pub due: Option<Date>,
    /// The form in which it is to come.
    #[serde(default)]
    pub form: Option<MaterialForm>,
    /// R0.6.
    pub blocks_issue: bool,
    /// R2.35.
    pub blocks_decision: bool,
    /// `DeferReview`: the organ's own check is due by this day.
    #[serde(default)]
    pub verify_by: Option<Date>,
    /// R2.19: how often the date was moved.
    #[serde(default)]
    pub extensions: u32,
    /// What has become of it.
    pub state: LineState,
    /// Day on which it reached the organ.
    #[serde(default)]
    pub reached_on: Option<Date>,
}

impl From<&OfferLine<'_>> for ToleranceLine {
    fn from(offered: &OfferLine<'_>) -> Self {
        Self {
            material_code: offered.material.code.clone(),
            mode: offered.mode,
            due: offered.due,
            form: offered.form,
            blocks_issue: offered.blocks_issue,
            blocks_decision: offered.blocks_decision,
            verify_by: offered.verify_by,
            extensions: 0,
            state: if offered.due.is_some() { LineState::Open } else { LineState::NotDue },
            reached_on: None,
        }
    }
}

impl ToleranceLine {
    /// Something is still to come.
    pub fn open(&self) -> bool {
        self.state == LineState::Open
    }

    /// R2.28: open after its last day.
    pub fn overdue(&self, today: Date) -> bool {
        self.open() && self.due.is_some_and(|due| due < today)
    }

    /// T42, R2.18, R2.28: in and conforming, on the day it reached the organ; late is in time while nothing is recorded.
    pub fn fulfil(&mut self, reached_on: Date) -> Result<(), Reason> {
        if !self.open() {
            return Err(Reason::new("reason.tolerance.not_open", "R2.28"));
        }
        self.state = LineState::Fulfilled;
        self.reached_on = Some(reached_on);
        Ok(())
    }

    /// R2.28: the case ended otherwise (T51, T53, T54); no breach.
    pub fn lapse(&mut self) {
        if self.open() {
            self.state = LineState::Lapsed;
        }
    }

    /// T46, T71: the breach of an overdue line.
    pub fn breach(&mut self, today: Date) -> Result<(), Reason> {
        if !self.overdue(today) {
            return Err(Reason::new("reason.tolerance.not_overdue", "R2.28"));
        }
        self.state = LineState::Breached;
        Ok(())
    }
}

/// The tolerance facet of a case (12.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Facet {
    /// No line has anything to come.
    None,
    /// Something is to come and its day is not over.
    Open,
    /// Something should have come.
    Overdue,
    /// All is in.
    Fulfilled,
    /// A breach is recorded.
    Breached,
    /// The case ended otherwise.
    Lapsed,
}

/// The facet that follows from the lines.
pub fn facet(lines: &[ToleranceLine], today: Date) -> Facet {
    let any = |state| lines.iter().any(|line| line.state == state);
    if any(LineState::Breached) {
        Facet::Breached
    } else if lines.iter().any(|line| line.overdue(today)) {
        Facet::Overdue
    } else if any(LineState::Open) {
        Facet::Open
    } else if any(LineState::Lapsed) {
        Facet::Lapsed
    } else if any(LineState::Fulfilled) {
        Facet::Fulfilled
    } else {
        Facet::None
    }
}

/// R2.30: what a breach leaves behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Breach {
    /// Day it was recorded.
    pub recorded_on: Date,
    /// Bars tolerance up to and including this day, unless it is repaired or an objection is upheld (R2.31).
    pub barred_until: Date,
}

impl Breach {
    /// A breach that bars for so many months, if no repair rule says otherwise.
    pub fn recorded(on: Date, months: u32) -> Self {
        let span = jiff::Span::new().try_months(months).unwrap_or_default();
        Self { recorded_on: on, barred_until: on.saturating_add(span) }
    }
}

/// A wish for a later due date.
#[derive(Debug, Clone, Copy)]
pub struct Extension<'a> {
    /// The pinned guide.
    pub guide: &'a Guide,
    /// The promise as it stands now, extensions included.
    pub promised: &'a Limit,
    /// Day on which TOL was issued.
    pub issued_on: Date,
    /// The date wished for.
    pub new_due: Date,
    /// It is force majeure.
    pub force_majeure: bool,
}

/// R2.19: a later due date: for force majeure only, so often as the region allows, within the bound of the promise as
/// it stands now. Answers the new date.
pub fn extend(
    line: &ToleranceLine,
    wish: &Extension<'_>,
    settings: &ToleranceSettings,
    due: &dyn Fn(Date, u32) -> Date,
) -> Result<Date, Reason> {
    let Extension { guide, promised, issued_on, new_due, force_majeure } = *wish;
    let old = line.due.filter(|_| line.open()).ok_or_else(|| Reason::new("reason.tolerance.not_open", "R2.19"))?;
    if !force_majeure {
        return Err(Reason::new("reason.tolerance.force_majeure", "R2.19"));
    }
    if line.extensions >= settings.extensions {
        return Err(Reason::new("reason.tolerance.extended_before", "R2.19"));
    }
    if new_due <= old {
        return Err(Reason::new("reason.tolerance.not_later", "R2.19").arg(old));
    }
    match bound(guide, promised, settings, issued_on, due) {
        Bound::Days(most) | Bound::Unknown(most) => {
            let last = due(issued_on, most);
            if new_due > last {
                return Err(Reason::new("reason.tolerance.beyond_bound", "R2.19").arg(last));
            }
            Ok(new_due)
        }
        Bound::TooShort => Err(Reason::new("reason.tolerance.promise_too_short", "R2.16")),
    }
}
