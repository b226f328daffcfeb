//! Coming into force: at the first instant of its day a scheduled draft becomes what holds. The instant fires in order
//! with those of the cases, so that whatever happens that day is judged by the new law and nothing before it is.

use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

use crate::{
    central::{
        Centre,
        clocks::Dial,
        fault::Fault,
        store::{DraftRow, Scope, StepRow, StoreError, Tx},
        worklists,
    },
    contract::{NoteWeight, OfficeContent, OfficeState},
    domain::{
        case::State,
        guide::Guide,
        lifecycle::{Context, dues},
        role::{Actor, Mandate, Role},
        tolerance::{CreditFinding, ToleranceList},
    },
    i18n::{Lang, t},
};

use super::{content, record};

/// The instant at which the next draft comes into force.
pub(in crate::central) fn next_to_come_at(tx: &Tx<'_>) -> Result<Option<Timestamp>, StoreError> {
    tx.next_to_come_at()
}

/// Lets the first scheduled draft come into force, at its own instant.
pub(in crate::central) fn come_into_force(centre: &Centre, tx: &Tx<'_>) -> Result<(), Fault> {
    let Some(row) = tx.next_to_come()? else { return Ok(()) };
    let (Some(at), Some(day)) = (row.due_at, row.effective) else { return Ok(()) };
    take_effect(centre, tx, row, day, at)
}

/// The draft holds from this day on. What does not fit any more, because something else came between, goes back to its
/// editors instead.
pub(super) fn take_effect(
    centre: &Centre,
    tx: &Tx<'_>,
    mut row: DraftRow,
    day: Date,
    at: Timestamp,
) -> Result<(), Fault> {
    let wrong: Vec<_> = content::findings(tx, &*centre.law(tx)?, &row.content)?
        .into_iter()
        .filter(|note| note.weight == NoteWeight::Refuse)
        .collect();
    let act = if wrong.is_empty() {
        enact(centre, tx, &row.content, day, at)?;
        row.state = OfficeState::InForce;
        "in_force"
    } else {
        row.notes.extend(wrong);
        row.state = OfficeState::Returned;
        row.effective = None;
        "return"
    };
    row.due_at = None;
    row.version += 1;
    row.changed_at = at;
    tx.save_draft(&row)?;
    let system = (Uuid::nil(), t(Lang::Zh, "centre.system"));
    tx.add_step(&StepRow { draft: row.id, version: row.version, at, act, person: system, remark: None })?;
    tx.mark_law(centre.entropy().uuid())?;
    record(tx, at, None, act, &row)
}

fn enact(centre: &Centre, tx: &Tx<'_>, content: &OfficeContent, day: Date, at: Timestamp) -> Result<(), Fault> {
    match content {
        OfficeContent::Guide(guide) => publish(tx, guide, day),
        OfficeContent::Tolerance(list) => apply_list(tx, list, day),
        OfficeContent::Settings(change) => {
            let law = centre.law(tx)?;
            let mut settings = change.applied(law.on(day)).map_err(|_| Fault::new(500, "storage.failed"))?;
            settings.effective_from = day;
            let other_hours = settings.sessions != law.on(day).sessions;
            tx.add_settings(&settings, centre.entropy().uuid())?;
            // A day of business ends with the hall's: what is due then is due at another instant.
            if other_hours { count_anew(centre, tx, at) } else { Ok(()) }
        }
        OfficeContent::Calendar(notice) => {
            tx.add_year(notice.year, &notice.days, centre.entropy().uuid())?;
            count_anew(centre, tx, at)
        }
    }
}

/// The next version of an item: numbers are given here, so that two drafts of one item never meet.
fn publish(tx: &Tx<'_>, guide: &Guide, day: Date) -> Result<(), Fault> {
    let last = tx.version_in_force(&guide.id.item_code, Date::MAX)?.unwrap_or_default();
    let mut guide = guide.clone();
    guide.id.version = last + 1;
    tx.publish_guide(&guide, day)?;
    Ok(())
}

/// R2.3: every guide under the list gets a version with this list and no other.
fn apply_list(tx: &Tx<'_>, list: &ToleranceList, day: Date) -> Result<(), Fault> {
    let mut changed = Vec::new();
    tx.each_guide_in_force(day, 0, None, |guide, _| {
        changed.extend(list.applied(&guide));
        Ok::<_, StoreError>(())
    })?;
    changed.iter().try_for_each(|guide| publish(tx, guide, day))
}

/// R9.4, R9.6: a notice moves the days of everything that is open, and other opening hours the end of each. What is printed on an applicant's paper stays the least.
fn count_anew(centre: &Centre, tx: &Tx<'_>, at: Timestamp) -> Result<(), Fault> {
    let law = centre.law(tx)?;
    let actor = Actor {
        id: Uuid::nil(),
        name: String::new(),
        staff_no: String::new(),
        role: Role::System,
        departments: Vec::new(),
        window_id: None,
        mandate: Mandate::default(),
    };
    for id in tx.cases_at_work()? {
        let Some(row) = tx.case(id, &Scope::centre())? else { continue };
        let guide = centre.pinned(tx, &row.case)?;
        let settings = law.for_case(tx, Some(id), at)?;
        let context = Context {
            guide: &guide,
            calendar: &law.calendar,
            settings: &settings,
            evidence: &[],
            credit: &CreditFinding::default(),
            now: at,
            actor: &actor,
        };
        if row.case.state != State::Draft {
            tx.replace_dues(id, &dues(&row.case, &context))?;
        }
        tx.replace_lists(
            id,
            &worklists::places(&row.case, &Dial { calendar: &law.calendar, settings: &settings, now: at }),
        )?;
    }
    Ok(())
}
