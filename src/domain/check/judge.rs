//! The verdict on one material, step by step: is it due, is it abolished, what the row says, what a register says.

use super::{ART_32_3, ART_32_4, Finding, Known, MaterialRow, Sheet, State, Verdict};
use crate::domain::{
    exemption::{Counter, SatisfyBy},
    guide::{Material, Necessity, Truth},
    reason::Reason,
};

impl<'a> Sheet<'a> {
    pub(super) fn finding(&self, known: &Known<'_, 'a>, material: &'a Material) -> Finding<'a> {
        let row = self.rows.iter().find(|row| row.material_code == material.code);
        let (state, by, reason) = self.judge(known, material, row);
        Finding { material, row, state, by, reason }
    }

    fn judge(
        &self,
        known: &Known<'_, 'a>,
        material: &Material,
        row: Option<&MaterialRow>,
    ) -> (State, Option<SatisfyBy>, Reason) {
        let due = due(material, known);
        if due == Truth::Fails {
            let why = material.when.as_ref().and_then(|when| when.explain(known, self.guide).into_iter().next());
            let why = why.unwrap_or_else(|| Reason::new("reason.check.not_due", "R6.2"));
            return (State::NotApplicable, Some(SatisfyBy::NotApplicable), why);
        }
        if let Some(rule) = &material.cancelled_by {
            let why = Reason::new("reason.check.cancelled", "R6.2").arg(rule);
            return (State::Exempt, Some(SatisfyBy::Cancelled), why);
        }
        let counter = self.counter(due);
        let verdict = row.map_or(Verdict::Unchecked, |row| row.verdict);
        let by = row.and_then(|row| row.by);
        match (by, verdict) {
            (Some(SatisfyBy::NotApplicable), _) => match way_open(counter.as_ref(), material, SatisfyBy::NotApplicable)
            {
                Ok(()) => (State::NotApplicable, by, Reason::new("reason.check.found_not_due", "R6.2")),
                Err(why) => (State::Missing, None, why),
            },
            (Some(SatisfyBy::Cancelled), _) => match way_open(counter.as_ref(), material, SatisfyBy::Cancelled) {
                Ok(()) => (State::Exempt, by, Reason::new("reason.check.abolished", "R6.2")),
                Err(why) => (State::Missing, None, why),
            },
            // 1.3 row 4: what can be put right at the counter is put right, not tolerated.
            (Some(SatisfyBy::Tolerated), Verdict::Defect) if row.is_some_and(|row| row.spot_fixable) => {
                (State::Defect, None, defect(material, row))
            }
            (Some(SatisfyBy::Tolerated), _) => match way_open(counter.as_ref(), material, SatisfyBy::Tolerated) {
                Ok(()) => (State::Tolerated, by, Reason::new("reason.check.tolerated", "R2.3")),
                Err(why) if verdict == Verdict::Defect => (State::Defect, None, why),
                Err(why) => (State::Missing, None, why),
            },
            (_, Verdict::Defect) => (State::Defect, by, defect(material, row)),
            (by, Verdict::Ok) => satisfied(counter.as_ref(), material, row, by),
            (_, Verdict::Absent | Verdict::Unchecked) => lacking(counter.as_ref(), material, due, verdict),
        }
    }
}

/// Whether the guide asks for it; words that nobody made a condition of leave it open.
pub(super) fn due(material: &Material, known: &Known<'_, '_>) -> Truth {
    match (&material.when, &material.condition_text) {
        (Some(when), None) => when.evaluate(known),
        (Some(when), Some(_)) => when.evaluate(known).and(Truth::Unknown),
        (None, Some(_)) => Truth::Unknown,
        (None, None) => Truth::Holds,
    }
}

fn way_open(counter: Option<&Counter<'_>>, material: &Material, way: SatisfyBy) -> Result<(), Reason> {
    counter.map_or(Ok(()), |counter| counter.way(material, way))
}

fn satisfied(
    counter: Option<&Counter<'_>>,
    material: &Material,
    row: Option<&MaterialRow>,
    by: Option<SatisfyBy>,
) -> (State, Option<SatisfyBy>, Reason) {
    let Some(way) = by else { return (State::Ok, by, Reason::new("reason.check.ok", "R6.2")) };
    if way.is_exempt() {
        let proved = match counter {
            None => Ok(()),
            Some(counter) if way.needs_evidence() => counter.evidence_for(material, way).and_then(|found| {
                // R6.2: the row names the answer it rests on; any other valid one of the same way does as well.
                let named = row.and_then(|row| row.evidence_id);
                if named.is_none_or(|id| id == found.id || counter.evidence.iter().any(|other| other.id == id)) {
                    Ok(())
                } else {
                    Err(Reason::new("reason.evidence.not_asked", "R6.2"))
                }
            }),
            Some(counter) => counter.way(material, way),
        };
        return match proved {
            Ok(()) => (State::Exempt, by, exempt(way)),
            Err(why) => (State::Missing, None, why),
        };
    }
    if way == SatisfyBy::EForm && counter.is_some() && !material.from_form {
        return (State::Missing, None, Reason::new("reason.exemption.no_form", "R6.2"));
    }
    (State::Ok, by, Reason::new("reason.check.ok", "R6.2"))
}

fn lacking(
    counter: Option<&Counter<'_>>,
    material: &Material,
    due: Truth,
    verdict: Verdict,
) -> (State, Option<SatisfyBy>, Reason) {
    if let Some(way) = counter.and_then(|counter| counter.held_electronically(material)) {
        return (State::Exempt, Some(way), exempt(way));
    }
    if material.necessity == Necessity::Optional {
        return (State::NotApplicable, Some(SatisfyBy::NotApplicable), Reason::new("reason.check.optional", "R6.2"));
    }
    let undecided = due == Truth::Unknown;
    if verdict == Verdict::Absent {
        let why = match (&material.condition_text, undecided) {
            (Some(words), true) => Reason::new("reason.check.missing_in_words", "R6.2").arg(words),
            (None, true) => Reason::new("reason.check.missing_undecided", "R6.2"),
            (_, false) => Reason::new("reason.check.missing", "O4").basis(ART_32_4),
        };
        return (State::Missing, None, why);
    }
    let key = if undecided { "reason.check.unchecked_undecided" } else { "reason.check.unchecked" };
    (State::Unchecked, None, Reason::new(key, "R12.6"))
}

fn defect(material: &Material, row: Option<&MaterialRow>) -> Reason {
    let Some(row) = row else { return Reason::new("reason.check.defect", "O4").basis(ART_32_4) };
    let known = row.reason_codes.iter().filter_map(|code| material.defects.iter().find(|defect| defect.code == *code));
    let mut words: Vec<&str> = known.map(|defect| defect.text.as_str()).collect();
    words.extend(row.note.as_deref());
    let (named, unnamed, rule, law) = if row.spot_fixable {
        ("reason.check.spot_fixable_because", "reason.check.spot_fixable", "O3", ART_32_3)
    } else {
        ("reason.check.defect_because", "reason.check.defect", "O4", ART_32_4)
    };
    let reason =
        if words.is_empty() { Reason::new(unnamed, rule) } else { Reason::new(named, rule).arg(words.join(";")) };
    reason.basis(law)
}

fn exempt(way: SatisfyBy) -> Reason {
    let key = match way {
        SatisfyBy::ECert => "reason.check.exempt.ecert",
        SatisfyBy::DataShare => "reason.check.exempt.data_share",
        SatisfyBy::DeptVerify => "reason.check.exempt.dept_verify",
        SatisfyBy::SubstituteCert => "reason.check.exempt.substitute",
        SatisfyBy::Commitment => "reason.check.exempt.commitment",
        SatisfyBy::Reused => "reason.check.exempt.reused",
        _ => "reason.check.abolished",
    };
    Reason::new(key, "R6.1")
}
