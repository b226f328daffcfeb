//! R5.18, F46. What one version of a guide asks otherwise than another: materials, tolerance list, questions, form, limits.
//! A case that is not received yet goes by the version in force on the day of receiving (Q0-009, R0.3); what both versions
//! ask alike need not be asked again.

use super::{FormField, Guide, GuideRef, Limit, Material, Question};

/// What a change is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum What {
    /// A material.
    Material,
    /// Its entry of the tolerance list.
    Tolerance,
    /// A question of the interview.
    Question,
    /// A field of the form.
    Field,
    /// 法定办结时限
    Statutory,
    /// 承诺办结时限
    Promised,
    /// The applicant's term to supplement.
    SupplementDays,
    /// Whether and what is paid.
    Fee,
    /// 受理条件
    Conditions,
    /// Switches of the item, how it is handled, who may apply, how the result goes.
    Handling,
}

/// What happened to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// The new version has it, the old one has not.
    Added,
    /// The old one has it, the new one has not.
    Dropped,
    /// Both have it, otherwise.
    Changed,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What about.
    pub what: What,
    /// What happened to it.
    pub how: How,
    /// Code of the material, id of the question or field; empty for the item itself.
    pub code: String,
    /// What it is called.
    pub name: String,
    /// Days before, where it is a matter of days.
    pub before: Option<u32>,
    /// Days now.
    pub after: Option<u32>,
}

/// What changed from one version to another, in the order of the guide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The version that was worked with.
    pub from: GuideRef,
    /// The version that governs now.
    pub to: GuideRef,
    /// Every change.
    pub changes: Vec<Change>,
}

impl Difference {
    /// Compares two versions of one guide.
    pub fn between(old: &Guide, new: &Guide) -> Self {
        let mut changes = Vec::new();
        each(
            &mut changes,
            What::Material,
            (&old.materials, &new.materials),
            |material| (&material.code, &material.name),
            |one, other| asked(one) == asked(other),
        );
        tolerances(&mut changes, old, new);
        each(
            &mut changes,
            What::Question,
            (&old.questions, &new.questions),
            |asked| (&asked.id, &asked.text),
            |one, other| one.text == other.text && same_choices(one, other),
        );
        let fields = |guide: &Guide| -> Vec<FormField> {
            guide.form.iter().flat_map(|section| section.fields.iter().cloned()).collect()
        };
        each(
            &mut changes,
            What::Field,
            (&fields(old), &fields(new)),
            |field| (&field.id, &field.label),
            |one, other| holds(one) == holds(other),
        );
        limit(&mut changes, What::Statutory, &old.statutory, &new.statutory);
        limit(&mut changes, What::Promised, &old.promised, &new.promised);
        if old.supplement_days != new.supplement_days {
            changes.push(whole(What::SupplementDays, old.supplement_days, new.supplement_days));
        }
        let handling = |guide: &Guide| {
            (
                guide.flags.clone(),
                guide.handling,
                guide.service_objects.clone(),
                guide.delivery.clone(),
                guide.special.clone(),
                guide.form_rules.clone(),
                guide.department.clone(),
            )
        };
        let rest = [
            (What::Fee, old.fee == new.fee),
            (What::Conditions, old.acceptance_conditions == new.acceptance_conditions),
            (What::Handling, handling(old) == handling(new)),
        ];
        changes.extend(rest.into_iter().filter(|(_, same)| !same).map(|(what, _)| whole(what, None, None)));
        Self { from: old.id.clone(), to: new.id.clone(), changes }
    }

    /// Whether what was found of a material still holds: both versions ask for it alike.
    pub fn keeps_material(&self, code: &str) -> bool {
        self.keeps(What::Material, code)
    }

    /// Whether a tolerance that was chosen still holds.
    pub fn keeps_tolerance(&self, code: &str) -> bool {
        self.keeps(What::Tolerance, code) && self.keeps_material(code)
    }

    /// Whether the answer to a question still holds.
    pub fn keeps_answer(&self, question: &str) -> bool {
        self.keeps(What::Question, question)
    }

    /// Whether the value of a field still holds.
    pub fn keeps_field(&self, id: &str) -> bool {
        self.keeps(What::Field, id)
    }

    fn keeps(&self, what: What, code: &str) -> bool {
        !self.changes.iter().any(|change| change.what == what && change.code == code)
    }
}

/// What a material asks of the applicant and of the clerk. Its running number, samples and remarks ask nothing; its entry
/// of the tolerance list is compared by itself.
fn asked(material: &Material) -> Material {
    Material { no: 0, tolerance: None, fill_note: None, sample: false, basis: None, note: None, ..material.clone() }
}

/// What a field holds; how it is called and explained is no matter.
fn holds(field: &FormField) -> FormField {
    FormField { label: String::new(), hint: None, law: None, shared: None, ..field.clone() }
}

fn same_choices(one: &Question, other: &Question) -> bool {
    let choices = |question: &Question| -> Vec<(String, String)> {
        question.choices.iter().map(|choice| (choice.id.clone(), choice.label.clone())).collect()
    };
    choices(one) == choices(other) && one.multiple == other.multiple && one.when == other.when
}

/// What was added, changed or dropped among things that bear codes.
fn each<T>(
    changes: &mut Vec<Change>,
    what: What,
    (old, new): (&[T], &[T]),
    named: impl Fn(&T) -> (&String, &String),
    same: impl Fn(&T, &T) -> bool,
) {
    let find = |among: &[T], code: &str| among.iter().position(|one| named(one).0 == code);
    let mut push = |of: &T, how| {
        let (code, name) = named(of);
        changes.push(Change { what, how, code: code.clone(), name: name.clone(), before: None, after: None });
    };
    for one in new {
        match find(old, named(one).0).and_then(|at| old.get(at)) {
            None => push(one, How::Added),
            Some(before) if !same(before, one) => push(one, How::Changed),
            Some(_) => {}
        }
    }
    for one in old {
        if find(new, named(one).0).is_none() {
            push(one, How::Dropped);
        }
    }
}

/// The tolerance list, for materials that both versions ask for or one of them lists.
fn tolerances(changes: &mut Vec<Change>, old: &Guide, new: &Guide) {
    let mut push = |material: &Material, how, before: Option<u32>, after: Option<u32>| {
        let (code, name) = (material.code.clone(), material.name.clone());
        changes.push(Change { what: What::Tolerance, how, code, name, before, after });
    };
    for material in &new.materials {
        let before = old.material(&material.code).and_then(|known| known.tolerance.as_ref());
        let (had, has) =
            (before.and_then(|rule| rule.due_days), material.tolerance.as_ref().and_then(|rule| rule.due_days));
        match (before, &material.tolerance) {
            (None, Some(_)) => push(material, How::Added, None, has),
            (Some(_), None) => push(material, How::Dropped, had, None),
            (Some(before), Some(after)) if before != after => push(material, How::Changed, had, has),
            _ => {}
        }
    }
    for material in &old.materials {
        if material.tolerance.is_some() && new.material(&material.code).is_none() {
            push(material, How::Dropped, material.tolerance.as_ref().and_then(|rule| rule.due_days), None);
        }
    }
}

fn limit(changes: &mut Vec<Change>, what: What, old: &Limit, new: &Limit) {
    if old != new {
        changes.push(whole(what, old.value, new.value));
    }
}

fn whole(what: What, before: Option<u32>, after: Option<u32>) -> Change {
    Change { what, how: How::Changed, code: String::new(), name: String::new(), before, after }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::guide::{ToleranceMode, ToleranceRule, fixtures};

    /// One small change to a guide.
    fn change(guide: &mut Guide, which: u8, at: usize) {
        let count = guide.materials.len().max(1);
        let Some(material) = guide.materials.get_mut(at % count) else { return };
        match which % 9 {
            0 => material.originals = Some(material.originals.unwrap_or(0) + 1),
            1 => {
                let code = format!("new{at}");
                // A guide has each code once; the import sees to it.
                if guide.material(&code).is_none() {
                    guide.materials.push(Material { code, name: "新增材料".into(), ..Material::default() });
                }
            }
            2 => {
                guide.materials.remove(at % count);
            }
            3 => {
                material.tolerance = match &material.tolerance {
                    Some(_) => None,
                    None => Some(ToleranceRule {
                        mode: ToleranceMode::SupplementLater,
                        due_days: Some(5),
                        list_no: None,
                        supply_forms: Vec::new(),
                        blocks_issue: None,
                        blocks_decision: None,
                    }),
                };
            }
            4 => guide.promised = Limit::working_days(u32::try_from(at).unwrap() + 1),
            5 => {
                if let Some(question) = guide.questions.first_mut() {
                    question.multiple = !question.multiple;
                }
            }
            6 => {
                if let Some(field) = guide.form.first_mut().and_then(|section| section.fields.first_mut()) {
                    field.required = !field.required;
                }
            }
            7 => material.note = Some(format!("注{at}")),
            _ => guide.flags.held_papers = !guide.flags.held_papers,
        }
    }

    #[test]
    fn r5_18_only_what_changed_is_named_and_only_that_is_asked_again() {
        let old = fixtures::guide();
        let mut new = old.clone();
        new.id.version += 1;
        new.materials[0].no = 9;
        new.materials[1].copies = Some(7);
        let dropped = new.materials.remove(2).code;
        new.promised = Limit::working_days(3);
        let difference = Difference::between(&old, &new);
        assert!(difference.keeps_material(&old.materials[0].code), "a running number asks nothing");
        assert!(!difference.keeps_material(&old.materials[1].code) && !difference.keeps_material(&dropped));
        let promised = difference.changes.iter().find(|change| change.what == What::Promised).unwrap();
        assert_eq!((promised.before, promised.after), (old.promised.value, Some(3)));
        assert!(old.questions.iter().all(|question| difference.keeps_answer(&question.id)));
    }

    proptest! {
        #[test]
        fn f46_a_guide_does_not_differ_from_itself_and_a_change_shows_on_both_ways(
            some in prop::collection::vec((any::<u8>(), 0_usize..9), 0..6),
        ) {
            let old = fixtures::guide();
            let mut new = old.clone();
            for (which, at) in some {
                change(&mut new, which, at);
            }
            prop_assert!(Difference::between(&new, &new).changes.is_empty());
            let (there, back) = (Difference::between(&old, &new), Difference::between(&new, &old));
            prop_assert_eq!(there.changes.len(), back.changes.len());
            for change in &there.changes {
                let mirrored = match change.how { How::Added => How::Dropped, How::Dropped => How::Added, How::Changed => How::Changed };
                let found = back.changes.iter().any(|other| {
                    (other.what, &other.code, other.how) == (change.what, &change.code, mirrored)
                        && (other.before, other.after) == (change.after, change.before)
                });
                prop_assert!(found, "{:?} has no other side", change);
            }
            // What is kept is asked alike in both; what is not kept has a line.
            for material in &new.materials {
                let alike = old.material(&material.code).is_some_and(|known| asked(known) == asked(material));
                prop_assert_eq!(there.keeps_material(&material.code), alike);
            }
            for material in &old.materials {
                let gone = new.material(&material.code).is_none();
                prop_assert!(!gone || !there.keeps_material(&material.code));
            }
        }
    }
}
