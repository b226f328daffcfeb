//! Every field of every shipped form: what of a person it holds is masked, by its kind and not by luck (11.3).

use std::collections::BTreeMap;

use super::hall;
use crate::domain::{
    guide::{FormField, FormFieldKind, ServiceObject},
    privacy::{self, Level, PersonalKind},
};

/// What a label promises: the kind of the field must keep it.
fn promised(field: &FormField) -> Option<(PersonalKind, &'static [FormFieldKind])> {
    let says = |words: &[&str]| words.iter().any(|word| field.label.contains(word));
    if says(&["账号", "卡号", "账户"]) {
        return Some((PersonalKind::BankAccount, &[FormFieldKind::BankAccount]));
    }
    if says(&["电话", "手机"]) {
        return Some((PersonalKind::Phone, &[FormFieldKind::Phone]));
    }
    if says(&["身份证", "证件号"]) {
        return Some((PersonalKind::Number, &[FormFieldKind::CitizenId]));
    }
    if says(&["通讯地址", "户籍", "家庭住址", "联系地址"]) {
        return Some((PersonalKind::Address, &[FormFieldKind::Address, FormFieldKind::Text]));
    }
    None
}

#[test]
fn r11_5_every_personal_field_of_every_shipped_form_is_known_by_its_kind() {
    let hall = hall();
    let mut seen: BTreeMap<PersonalKind, usize> = BTreeMap::new();
    for guide in &hall.guides {
        for field in guide.form_fields() {
            let personal = field.personal(ServiceObject::Person);
            if let Some((kind, kinds)) = promised(field) {
                assert_eq!(personal, Some(kind), "{}: {}", guide.name, field.label);
                assert!(kinds.contains(&field.kind), "{}: {} is {:?}", guide.name, field.label, field.kind);
            }
            if let Some(kind) = personal {
                *seen.entry(kind).or_default() += 1;
            }
        }
    }
    assert_eq!(seen.len(), 5, "{seen:?}");
    assert!(seen.values().all(|count| *count >= 5), "{seen:?}");
}

/// What is masked shows less than the whole at level L, whatever kind it is.
#[test]
fn r11_5_a_masked_value_is_not_the_value() {
    for (kind, value, shown) in [
        (PersonalKind::Number, "32100219800101123X", "321***********123X"),
        (PersonalKind::Phone, "13812345678", "138****5678"),
        (PersonalKind::Address, "江苏省扬州市广陵区汶河街道文昌中路1号", "江苏省扬州市广陵区汶河街道***"),
        (PersonalKind::BankAccount, "6222020012345678901", "***************8901"),
        (PersonalKind::Name, "王小明", "王*明"),
    ] {
        assert_eq!(privacy::mask(kind, "", value, Level::L), shown, "{kind:?}");
    }
    // Never full in the client, not even when asked for.
    let account = privacy::mask(PersonalKind::BankAccount, "", "6222020012345678901", Level::V);
    assert_eq!(account, "***************8901");
    assert_eq!(privacy::mask(PersonalKind::Address, "", "", Level::L), "", "nothing is there to be hidden");
}

/// A guide for persons and organisations asks each for the number that it has.
#[test]
fn r7_23_nobody_is_asked_for_a_number_that_only_others_have() {
    let hall = hall();
    let mut both = 0;
    for guide in &hall.guides {
        for kind in &guide.service_objects {
            let asked = guide.form_fields().filter(|field| {
                field.filled_from.as_deref() == Some("applicant.number")
                    && field.when.as_ref().is_none_or(|when| !when.is_of_other(*kind))
            });
            let kinds: Vec<FormFieldKind> = asked.map(|field| field.kind).collect();
            assert_eq!(kinds.len(), 1, "{}: {kind:?} is asked for {kinds:?}", guide.name);
            let trader = guide.materials.iter().any(|m| m.cert_type.as_deref() == Some("business_licence"));
            let own = match kind {
                ServiceObject::Person if kinds == [FormFieldKind::CreditCode] => trader,
                ServiceObject::Person => kinds == [FormFieldKind::CitizenId],
                ServiceObject::Organisation => kinds == [FormFieldKind::CreditCode],
            };
            assert!(own, "{}: {kind:?} is asked for {kinds:?}", guide.name);
        }
        both += usize::from(guide.service_objects.len() == 2);
    }
    assert!(both >= 5);
}
