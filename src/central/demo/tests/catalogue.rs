use std::collections::{BTreeMap, BTreeSet};

use super::{hall, is_credit_code};
use crate::{
    central::demo::{DemoHall, guides::GUIDES},
    domain::guide::{
        Condition, Guide, HandlingKind, ItemKind, LimitUnit, MaterialRole, Necessity, ServiceObject, SpecialKind,
        ToleranceMode,
        lint::{lint, publishable},
    },
};

fn food(hall: &DemoHall) -> &Guide {
    hall.guide_named("食品经营许可(新办)").unwrap()
}

fn conditions(guide: &Guide) -> Vec<&Condition> {
    let of_questions = guide.questions.iter().filter_map(|question| question.when.as_ref());
    let of_materials = guide.materials.iter().filter_map(|material| material.when.as_ref());
    let of_fields = guide.form.iter().flat_map(|section| &section.fields).filter_map(|field| field.when.as_ref());
    of_questions.chain(of_materials).chain(of_fields).collect()
}

fn leaves<'a>(condition: &'a Condition, into: &mut Vec<&'a Condition>) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|part| leaves(part, into)),
        Condition::Not(part) => leaves(part, into),
        leaf => into.push(leaf),
    }
}

#[test]
fn r7_17_item_codes_are_built_from_the_organ_level_and_basic_code() {
    let hall = hall();
    let mut codes = BTreeSet::new();
    for guide in &hall.guides {
        let code = &guide.id.item_code;
        assert_eq!(code.len(), 33, "{}", guide.name);
        assert!(codes.insert(code), "{} stands twice", guide.name);
        assert!(is_credit_code(&code[..18]), "{}", guide.name);
        assert_eq!(&code[2..8], "000000", "{} could be the code of a real organ", guide.name);
        assert_eq!(guide.department.credit_code.as_deref(), Some(&code[..18]));
        assert_eq!(&code[18..19], "3", "city level (R7.15)");
        assert_eq!(guide.basic_code.as_deref(), Some(&code[19..31]));
        let kind = match guide.kind.unwrap() {
            ItemKind::Licence => "01",
            ItemKind::Payment => "05",
            ItemKind::Confirmation => "07",
            ItemKind::Filing | ItemKind::OtherPower => "10",
            ItemKind::PublicService => "20",
            other => panic!("{other:?} in {}", guide.name),
        };
        // The one real basic code of the hall (食品经营许可) is of the type it says, too.
        assert_eq!(&code[21..23], kind, "{} (R7.14)", guide.name);
        let organ = hall.organs.iter().find(|organ| organ.code == guide.department.code).unwrap();
        assert_eq!((&organ.name, &organ.short_name), (&guide.department.name, &guide.department.short_name));
        assert!(organ.sections.contains(guide.department.section.as_ref().unwrap()));
    }
    assert!(codes.len() >= 16);
}

#[test]
fn guides_are_complete_to_the_last_field() {
    for guide in &hall().guides {
        let name = &guide.name;
        assert!(!guide.plain_words.is_empty() && !guide.legal_basis.is_empty(), "{name}");
        assert!(!guide.acceptance_conditions.is_empty() && !guide.service_objects.is_empty(), "{name}");
        assert!(guide.handling.is_some() && guide.region.is_some() && guide.supplement_days.is_some(), "{name}");
        assert!(guide.inquiry_phone.is_some() && guide.complaint_phone.is_some(), "{name}");
        assert!(!guide.results.is_empty() && !guide.delivery.is_empty() && !guide.materials.is_empty(), "{name}");
        let fields: Vec<_> = guide.form.iter().flat_map(|section| &section.fields).collect();
        assert!((6..=20).contains(&fields.len()), "{name}: {} fields", fields.len());
        assert!(fields.iter().any(|field| field.filled_from.as_deref() == Some("applicant.name")), "{name}");
        assert_eq!(fields.iter().map(|field| &field.id).collect::<BTreeSet<_>>().len(), fields.len(), "{name}");
        for rule in &guide.special {
            assert!(rule.max_days.is_some() && rule.when.is_some(), "{name}: {:?}", rule.kind);
        }
        for told in
            ["guide_version", "department", "region", "form", "materials[].review_points", "materials[].tolerance"]
        {
            assert!(guide.demonstration.iter().any(|field| field == told), "{name} does not own up to {told}");
        }
    }
}

/// Whether every key of `file` came through reading and writing.
fn assert_kept(file: &serde_json::Value, kept: &serde_json::Value, at: &str) {
    match (file, kept) {
        (serde_json::Value::Object(file), serde_json::Value::Object(kept)) => {
            for (key, value) in file {
                assert_kept(
                    value,
                    kept.get(key).unwrap_or_else(|| panic!("{at}.{key} is not a field")),
                    &format!("{at}.{key}"),
                );
            }
        }
        (serde_json::Value::Array(file), serde_json::Value::Array(kept)) => {
            file.iter().zip(kept).for_each(|(file, kept)| assert_kept(file, kept, at));
        }
        _ => assert_eq!(file, kept, "{at}"),
    }
}

#[test]
fn guide_files_hold_no_field_that_nobody_reads() {
    for ((file, text), guide) in GUIDES.iter().zip(&hall().guides) {
        assert_kept(&serde_json::from_str(text).unwrap(), &serde_json::to_value(guide).unwrap(), file);
    }
}

#[test]
fn r7_23_every_guide_can_be_published() {
    for guide in &hall().guides {
        let problems = lint(guide);
        assert!(publishable(&problems), "{}: {problems:?}", guide.name);
    }
}

#[test]
fn materials_can_be_checked_and_explained() {
    for guide in &hall().guides {
        let mut codes = BTreeSet::new();
        for (index, material) in guide.materials.iter().enumerate() {
            let at = format!("{} {}", guide.name, material.name);
            assert_eq!(usize::try_from(material.no).unwrap(), index + 1, "{at}");
            assert!(codes.insert(&material.code), "{at}");
            assert_eq!(material.code, format!("{}{:03}", guide.id.item_code, material.no));
            assert!(!material.review_points.is_empty(), "{at}");
            assert!(
                material.review_points.iter().all(|point| point.say.as_ref().is_some_and(|s| !s.is_empty())),
                "{at}"
            );
            assert!((1..=9).contains(&material.defects.len()), "{at}");
            let names: BTreeSet<_> = material.defects.iter().map(|defect| &defect.code).collect();
            assert_eq!(names.len(), material.defects.len(), "{at}");
            assert!(material.role.is_some() && !material.forms.is_empty(), "{at}");
            assert!(material.condition_text.is_none(), "{at}: nobody has decided what these words mean");
            // A conditional material that were optional would never be missed (DECISIONS 8).
            assert_eq!(material.necessity, Necessity::Required, "{at}");
        }
    }
}

#[test]
fn r2_4_main_is_never_tolerable_and_every_mode_occurs() {
    let mut modes = BTreeMap::new();
    let mut numbers = BTreeSet::new();
    for guide in &hall().guides {
        for material in &guide.materials {
            let Some(rule) = &material.tolerance else { continue };
            let at = format!("{} {}", guide.name, material.name);
            assert!(!material.is_main() && !material.never_tolerable, "{at}");
            assert!(!guide.flags.risk_excluded, "{at} (R2.10)");
            assert!(numbers.insert(rule.list_no.unwrap()), "{at}: list number taken");
            *modes.entry(format!("{:?}", rule.mode)).or_insert(0) += 1;
            if rule.mode == ToleranceMode::SupplementLater {
                let bound = guide.promised.in_working_days().unwrap().saturating_sub(2);
                assert!((1..=bound.min(20)).contains(&rule.due_days.unwrap()), "{at} (R2.15, R2.16)");
            } else {
                assert!(material.commitment && guide.flags.commitment, "{at}: needs the commitment letter (R2.8)");
            }
        }
    }
    assert_eq!(modes.len(), 4, "{modes:?}");
}

#[test]
fn r7_24_promised_limits_stay_within_the_statutory_ones() {
    for guide in &hall().guides {
        let (promised, statutory) = (&guide.promised, &guide.statutory);
        assert!(promised.text.is_some() && statutory.text.is_some(), "{}", guide.name);
        assert!(promised.in_working_days().is_some(), "{}", guide.name);
        // A promise in working days is shorter than the law's natural days only if its weeks are counted in.
        let longest = match statutory.unit.unwrap() {
            LimitUnit::NaturalDay => statutory.value.unwrap() * 5 / 7,
            _ => statutory.in_working_days().unwrap(),
        };
        assert!(promised.in_working_days().unwrap() <= longest, "{}", guide.name);
        assert_eq!(guide.is_immediate(), promised.in_working_days() == Some(0), "{}", guide.name);
    }
}

#[test]
fn conditions_name_questions_choices_and_fields_that_exist() {
    let mut seen = 0;
    for guide in &hall().guides {
        let mut found = Vec::new();
        for condition in conditions(guide) {
            leaves(condition, &mut found);
        }
        for leaf in found {
            seen += 1;
            match leaf {
                Condition::Answer { question, choice } => {
                    let question = guide.questions.iter().find(|q| &q.id == question);
                    let known = question.is_some_and(|q| q.choices.iter().any(|c| &c.id == choice));
                    assert!(known, "{}: {leaf:?}", guide.name);
                }
                Condition::Field { field, value, .. } => {
                    let field = guide.form.iter().flat_map(|s| &s.fields).find(|f| &f.id == field).unwrap();
                    assert!(field.options.is_empty() || field.options.contains(value), "{}: {leaf:?}", guide.name);
                }
                _ => {}
            }
        }
    }
    assert!(seen > 30, "{seen}");
}

#[test]
fn the_catalogue_holds_every_kind_of_item_the_law_treats_differently() {
    let guides = hall().guides;
    let some = |holds: &dyn Fn(&Guide) -> bool| guides.iter().filter(|guide| holds(guide)).count();
    for kind in
        [ItemKind::Licence, ItemKind::Payment, ItemKind::Confirmation, ItemKind::Filing, ItemKind::PublicService]
    {
        assert!(some(&|g| g.kind == Some(kind)) > 0, "{kind:?}");
    }
    assert!(some(&|g| g.handling == Some(HandlingKind::Promised)) > 0);
    assert!(some(&|g| g.is_immediate() && !g.flags.rule_decided) > 0);
    assert_eq!(some(&|g| g.flags.rule_decided), 1);
    assert!(some(&|g| g.flags.rule_decided && g.is_immediate()) == 1, "T6");
    assert!(some(&|g| g.flags.accept_on_receipt) > 1 && some(&|g| g.flags.agent_allowed) > 3);
    assert!(some(&|g| g.flags.held_papers) > 0 && some(&|g| g.flags.in_person_required) > 0);
    assert_eq!(some(&|g| g.flags.risk_excluded), 1);
    assert!(some(&|g| g.flags.department_opinion) > 0 && some(&|g| g.fee.is_some()) > 0);
    assert!(some(&|g| g.service_objects == [ServiceObject::Person]) > 0);
    assert!(some(&|g| g.service_objects == [ServiceObject::Organisation]) > 0);
    for kind in [SpecialKind::Site, SpecialKind::Expert, SpecialKind::Hearing, SpecialKind::Test, SpecialKind::Public] {
        assert!(some(&|g| g.special.iter().any(|rule| rule.kind == kind)) > 0, "{kind:?}");
    }
    assert!(some(&|g| g.special.iter().any(|rule| rule.pause_basis.is_some())) > 0, "R10.3");
    let materials: Vec<_> = guides.iter().flat_map(|guide| &guide.materials).collect();
    assert!(materials.iter().any(|m| m.cancelled_by.is_some()) && materials.iter().any(|m| !m.substitutes.is_empty()));
    assert!(materials.iter().any(|m| m.verify_by.is_some()) && materials.iter().any(|m| m.paper_basis.is_some()));
    let organs: BTreeSet<_> = hall().organs.into_iter().map(|organ| organ.code).collect();
    assert!(materials.iter().filter_map(|m| m.verify_by.as_ref()).all(|code| organs.contains(code)));
}

#[test]
fn the_food_licence_is_the_one_of_the_sketch() {
    let hall = hall();
    let guide = food(&hall);
    assert_eq!(guide.materials.len(), 9);
    assert_eq!((guide.promised.in_working_days(), guide.statutory.in_working_days()), (Some(10), Some(20)));
    assert_eq!(guide.department.name, "扬州市市场监督管理局");
    assert_eq!(guide.department.section.as_deref(), Some("食品经营科"));
    assert!(guide.special.iter().any(|rule| rule.kind == SpecialKind::Site));
    let m = |no: usize| &guide.materials[no - 1];
    assert!(m(1).is_main() && m(1).from_form && m(1).name.ends_with("申请书"));
    assert_eq!(m(2).cert_type.as_deref(), Some("business_licence"));
    assert_eq!(m(3).share_interface.as_deref(), Some("gongan.population"));
    assert_eq!(m(4).copies, Some(3));
    assert!(m(5).is_main() && m(5).name == "场所平面图");
    let rule = m(6).tolerance.as_ref().unwrap();
    assert_eq!((m(6).name.as_str(), m(6).role), ("食品安全管理制度", Some(MaterialRole::Secondary)));
    assert_eq!((rule.mode, rule.list_no, rule.due_days), (ToleranceMode::SupplementLater, Some(14), Some(5)));
    assert!(
        matches!(m(7).when.as_ref().unwrap(), Condition::Answer { question, choice } if question == "who" && choice == "agent")
    );
    assert_eq!(m(7).name, "授权委托书");
}

#[test]
fn what_was_handed_in_online_fits_its_form() {
    let today = jiff::civil::date(2026, 11, 23);
    let hall = hall();
    for submission in &hall.pre_submissions {
        let guide = hall.guide(&submission.item_code).unwrap();
        assert_eq!(guide.ill_formed(&submission.form, today, true), [], "{}", submission.number);
        assert_eq!(guide.at_odds(&submission.form), [], "{}", submission.number);
    }
}

/// Application forms are data; ten and more of them use what a form can do beyond plain fields.
#[test]
fn forms_of_many_items_share_facts_and_know_the_law() {
    let hall = hall();
    let guides = &hall.guides;
    let with = |has: &dyn Fn(&crate::domain::guide::FormField) -> bool| {
        guides.iter().filter(|guide| guide.form_fields().any(has)).count()
    };
    assert!(with(&|field| field.shared.is_some()) >= 10);
    assert!(with(&|field| field.law.is_some()) >= 6);
    assert!(with(&|field| field.when.is_some()) >= 4);
    assert!(guides.iter().filter(|guide| !guide.form_rules.is_empty()).count() >= 4);
}
