//! RULES 2. Tolerance acceptance (容缺受理): accepting first, letting a secondary material come later.

mod bound;
mod line;
mod list;

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::{
    agency::{Letter, Tick},
    guide::{Guide, Material, MaterialForm, ToleranceMode, ToleranceRule},
    reason::Reason,
    settings::{ToleranceBlocks, ToleranceSettings},
};

pub use bound::{Bound, bound};
pub use line::{Breach, Extension, Facet, LineState, ToleranceLine, extend, facet};
pub use list::{ListLine, ToleranceList};

/// R2.11, R2.12: what the credit register says. Never clean by default.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Credit {
    /// No record.
    Clean,
    /// 失信, a false commitment or a broken tolerance, not repaired.
    Bad,
    /// Not asked, or the register did not answer.
    #[default]
    Unknown,
}

/// R2.11: the credit check at the moment of the offer: source, time, result, reference, not the details.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreditFinding {
    /// Result.
    pub credit: Credit,
    /// Who was asked.
    #[serde(default)]
    pub source: Option<String>,
    /// When.
    #[serde(default)]
    pub checked_at: Option<Timestamp>,
    /// Reference number at the source.
    #[serde(default)]
    pub reference: Option<String>,
    /// The stored evidence.
    #[serde(default)]
    pub evidence_id: Option<Uuid>,
    /// R2.30: an earlier breach bars tolerance up to and including this day.
    #[serde(default)]
    pub barred_until: Option<Date>,
    /// R2.34: an open overdue tolerance in another case.
    #[serde(default)]
    pub overdue_elsewhere: bool,
}

/// A material the applicant lacks, and what is wished for it.
#[derive(Debug, Clone, Copy)]
pub struct Wish<'a> {
    /// Which.
    pub material: &'a Material,
    /// Working days asked for; `None` = as many as the list and the bound give.
    pub days: Option<u32>,
    /// Form in which it is to come.
    pub form: Option<MaterialForm>,
}

/// Everything an offer depends on (R2.9: stored with the case, for the clerk who followed the rule).
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The pinned guide.
    pub guide: &'a Guide,
    /// All that is lacking; one TOL names them all (R2.32).
    pub wishes: &'a [Wish<'a>],
    /// R2.11.
    pub credit: &'a CreditFinding,
    /// R2.2: the applicant wants it and will sign.
    pub commits: bool,
    /// R2.25: the letter, if an agent stands at the counter.
    pub agent: Option<&'a Letter>,
    /// R2.32: the case had a tolerance acceptance already.
    pub tolerated_before: bool,
    /// R2.3: the chief representative signs for tolerance outside the list.
    pub chief_rep_signs: bool,
    /// Day on which TOL would be issued.
    pub day: Date,
}

/// One line of an offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferLine<'a> {
    /// Which.
    pub material: &'a Material,
    /// Mode.
    pub mode: ToleranceMode,
    /// Working days; `SupplementLater` only.
    pub days: Option<u32>,
    /// Last day; `SupplementLater` only.
    pub due: Option<Date>,
    /// Form in which it is to come.
    pub form: Option<MaterialForm>,
    /// R0.6.
    pub blocks_issue: bool,
    /// R2.35.
    pub blocks_decision: bool,
    /// `DeferReview`: the organ's own check is due by this day.
    pub verify_by: Option<Date>,
    /// Running number on the list; `None` = ad hoc.
    pub list_no: Option<u32>,
}

/// R2.8: the letters to be signed before TOL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Letters {
    /// 容缺受理承诺书
    pub tcm: bool,
    /// 告知承诺书, or its part A inside the TCM where the region wants it in all modes.
    pub com: bool,
}

/// What can be offered to the applicant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer<'a> {
    /// All lacking materials.
    pub lines: Vec<OfferLine<'a>>,
    /// What is signed.
    pub letters: Letters,
    /// R2.27: the chief representative signs for the organ.
    pub chief_rep_signs: bool,
    /// The promise is not stated, so R2.15 was held to the statutory limit or to its cap.
    pub promise_unknown: bool,
}

/// Why not; the material it is about, if it is about one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// R0.3.
    pub material_code: Option<String>,
    /// Why, and by which rule.
    pub reason: Reason,
}

/// R2.1–R2.16, R2.32–R2.35: the offer, or every reason why there is none.
///
/// `due(day, n)` is the n-th working day after a day.
pub fn offer<'a>(
    request: &Request<'a>,
    settings: &ToleranceSettings,
    due: &dyn Fn(Date, u32) -> Date,
) -> Result<Offer<'a>, Vec<Refusal>> {
    let mut refusals: Vec<Refusal> = applicant_bars(request)
        .into_iter()
        .chain(case_bars(request, settings))
        .map(|reason| Refusal { material_code: None, reason })
        .collect();
    let bound = bound(request.guide, &request.guide.promised, settings, request.day, due);
    let mut lines = Vec::with_capacity(request.wishes.len());
    for wish in request.wishes {
        match line(request, wish, bound, settings, due) {
            Ok(line) => lines.push(line),
            Err(reason) => refusals.push(Refusal { material_code: Some(wish.material.code.clone()), reason }),
        }
    }
    if !refusals.is_empty() {
        return Err(refusals);
    }
    let later = lines.iter().any(|line| line.mode == ToleranceMode::SupplementLater);
    let other = lines.iter().any(|line| line.mode != ToleranceMode::SupplementLater);
    Ok(Offer {
        letters: Letters { tcm: later, com: other || settings.commitment_in_every_mode },
        chief_rep_signs: lines.iter().any(|line| line.list_no.is_none() && line.material.tolerance.is_none()),
        promise_unknown: later && matches!(bound, Bound::Unknown(_)),
        lines,
    })
}

/// R2.11, R2.12, R2.30, R2.34: why this applicant may not give a commitment today. Also the gate of the COM (2.10).
///
/// A broken tolerance speaks first: it is also what makes a credit record bad, and it alone knows until when.
pub fn credit_bar(credit: &CreditFinding, day: Date) -> Option<Reason> {
    if let Some(end) = credit.barred_until.filter(|end| *end >= day) {
        return Some(Reason::new("reason.tolerance.barred", "R2.30").arg(end));
    }
    match credit.credit {
        Credit::Bad => return Some(Reason::new("reason.tolerance.credit_bad", "R2.11")),
        Credit::Unknown => return Some(Reason::new("reason.tolerance.credit_unknown", "R2.12")),
        Credit::Clean => {}
    }
    credit.overdue_elsewhere.then(|| Reason::new("reason.tolerance.overdue_elsewhere", "R2.34"))
}

/// 2.10, T11: why a COM may not replace materials of this item now; `None` = it may.
pub fn commitment_bar(guide: &Guide, credit: &CreditFinding, commits: bool, day: Date) -> Option<Reason> {
    if !guide.flags.commitment {
        return Some(Reason::new("reason.commitment.item", "T11"));
    }
    if guide.flags.risk_excluded {
        return Some(Reason::new("reason.commitment.risk", "R2.10").basis("国办发〔2020〕42号"));
    }
    credit_bar(credit, day).or_else(|| (!commits).then(|| Reason::new("reason.commitment.voluntary", "R2.2")))
}

fn applicant_bars(request: &Request<'_>) -> Vec<Reason> {
    let mut bars: Vec<Reason> = credit_bar(request.credit, request.day).into_iter().collect();
    if !request.commits {
        bars.push(Reason::new("reason.tolerance.voluntary", "R2.2"));
    }
    if let Some(letter) = request.agent {
        bars.extend(letter.allows(Tick::MakeCommitments, &request.guide.id.item_code, request.day).err());
    }
    bars
}

fn case_bars(request: &Request<'_>, settings: &ToleranceSettings) -> Vec<Reason> {
    let mut bars = Vec::new();
    if request.guide.flags.risk_excluded {
        bars.push(Reason::new("reason.tolerance.risk", "R2.10").basis("国办发〔2020〕42号"));
    }
    if request.tolerated_before {
        bars.push(Reason::new("reason.tolerance.once", "R2.32"));
    }
    if let Some(most) = settings.max_materials {
        let many = u32::try_from(request.wishes.len()).unwrap_or(u32::MAX);
        if many > most {
            bars.push(Reason::new("reason.tolerance.too_many", "R2.33").arg(many).arg(most));
        }
    }
    bars
}

/// R0.4, R2.3, R2.6: whether this material may be tolerated at all, whoever asks.
pub fn tolerable(
    guide: &Guide,
    material: &Material,
    settings: &ToleranceSettings,
    chief_rep_signs: bool,
) -> Result<(), Reason> {
    if material.is_main() {
        return Err(Reason::new("reason.tolerance.main", "R0.4").arg(&material.name));
    }
    if material.never_tolerable {
        return Err(Reason::new("reason.tolerance.never", "R2.6").arg(&material.name));
    }
    if material.tolerance.is_some() || (settings.adhoc && guide.flags.adhoc_tolerance && chief_rep_signs) {
        return Ok(());
    }
    Err(Reason::new("reason.tolerance.not_listed", "R2.3").arg(&material.name))
}

fn line<'a>(
    request: &Request<'a>,
    wish: &Wish<'a>,
    bound: Bound,
    settings: &ToleranceSettings,
    due: &dyn Fn(Date, u32) -> Date,
) -> Result<OfferLine<'a>, Reason> {
    tolerable(request.guide, wish.material, settings, request.chief_rep_signs)?;
    let rule = wish.material.tolerance.as_ref();
    let mode = rule.map_or(ToleranceMode::SupplementLater, |rule| rule.mode);
    if !known_mode(mode, settings) {
        return Err(Reason::new("reason.tolerance.mode", "R2.3").arg(&wish.material.name));
    }
    let form = allowed_form(wish, rule)?;
    let mut offered = OfferLine {
        material: wish.material,
        mode,
        days: None,
        due: None,
        form,
        blocks_issue: false,
        blocks_decision: false,
        verify_by: None,
        list_no: rule.and_then(|rule| rule.list_no),
    };
    match mode {
        ToleranceMode::SupplementLater => {
            let days = days_of(wish, rule, bound)?;
            offered.days = Some(days);
            offered.due = Some(due(request.day, days));
            offered.blocks_issue = rule.and_then(|rule| rule.blocks_issue).unwrap_or(true);
            offered.blocks_decision =
                rule.and_then(|rule| rule.blocks_decision).unwrap_or(settings.blocks == ToleranceBlocks::Decision);
        }
        ToleranceMode::DeferReview => offered.verify_by = Some(due(request.day, settings.verify_wd)),
        ToleranceMode::Waive | ToleranceMode::ExemptReview => {}
    }
    Ok(offered)
}

/// 2.3: the modes beside 材料后补 are the region's choice.
fn known_mode(mode: ToleranceMode, settings: &ToleranceSettings) -> bool {
    match mode {
        ToleranceMode::SupplementLater => true,
        ToleranceMode::Waive => settings.modes.waive,
        ToleranceMode::DeferReview => settings.modes.defer_review,
        ToleranceMode::ExemptReview => settings.modes.exempt_review,
    }
}

/// R2.14, R2.15: the earlier of the list's days and the bound; a wish may shorten it, never lengthen it.
fn days_of(wish: &Wish<'_>, rule: Option<&ToleranceRule>, bound: Bound) -> Result<u32, Reason> {
    let most = match bound {
        Bound::Days(most) | Bound::Unknown(most) => most,
        Bound::TooShort => return Err(Reason::new("reason.tolerance.promise_too_short", "R2.16")),
    };
    let listed = rule.and_then(|rule| rule.due_days).map_or(most, |days| days.min(most));
    match wish.days {
        _ if listed == 0 => Err(Reason::new("reason.tolerance.no_days", "R2.14")),
        Some(0) => Err(Reason::new("reason.tolerance.no_days", "R2.14")),
        Some(days) if days > listed => Err(Reason::new("reason.tolerance.too_long", "R2.15").arg(days).arg(listed)),
        Some(days) => Ok(days),
        None => Ok(listed),
    }
}

fn allowed_form(wish: &Wish<'_>, rule: Option<&ToleranceRule>) -> Result<Option<MaterialForm>, Reason> {
    let forms = rule.map_or(&[][..], |rule| rule.supply_forms.as_slice());
    match wish.form {
        Some(form) if !forms.is_empty() && !forms.contains(&form) => Err(Reason::new("reason.tolerance.form", "R2.7")),
        Some(form) => Ok(Some(form)),
        None => Ok(forms.first().copied()),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests;
