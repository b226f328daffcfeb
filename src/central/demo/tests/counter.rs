use std::collections::BTreeSet;

use jiff::civil::{Date, date};

use super::{hall, is_credit_code, mod_11_2};
use crate::{
    central::demo::{
        Applicant,
        people::{OrganisationKind, Sex, Standing, Tie},
        queue::WindowPurpose,
    },
    domain::{
        case::Channel,
        exemption::{SatisfyBy, TrustGrade},
        guide::ServiceObject,
        role::Role,
    },
};

#[test]
fn r7_2_r7_7_applicants_numbers_are_fictitious_and_right() {
    let hall = hall();
    assert_eq!(hall.applicants.len(), 40);
    let (mut numbers, mut ids) = (BTreeSet::new(), BTreeSet::new());
    for applicant in &hall.applicants {
        let number = applicant.number.as_str();
        assert!(numbers.insert(number) && ids.insert(applicant.id));
        match applicant.kind {
            ServiceObject::Person => {
                assert_eq!(number.len(), 18);
                assert_eq!(&number[..6], "000000", "{}", applicant.name);
                assert!(number.ends_with(mod_11_2(&number[..17])), "{}", applicant.name);
                let part = |range: std::ops::Range<usize>| number[range].parse::<i16>().unwrap();
                let born = Date::new(part(6..10), part(10..12).try_into().unwrap(), part(12..14).try_into().unwrap());
                assert!(born.unwrap() < date(2008, 1, 1), "{}", applicant.name);
                let male = number.as_bytes()[16] % 2 == 1;
                assert_eq!(applicant.sex, Some(if male { Sex::Male } else { Sex::Female }), "{}", applicant.name);
                assert!(applicant.legal_representative.is_none());
            }
            ServiceObject::Organisation => {
                assert!(is_credit_code(number), "{}", applicant.name);
                assert_eq!(&number[2..8], "000000", "{}", applicant.name);
                let second = match applicant.organisation_kind.unwrap() {
                    OrganisationKind::Enterprise => "91",
                    OrganisationKind::SoleTrader => "92",
                    OrganisationKind::Cooperative => "93",
                    OrganisationKind::Institution => "12",
                };
                assert_eq!(&number[..2], second, "{} (R7.9)", applicant.name);
                let behind = hall.applicant(applicant.legal_representative.unwrap()).unwrap();
                assert_eq!(behind.kind, ServiceObject::Person);
            }
        }
        for certificate in &applicant.certificates {
            assert!(certificate.cert_type != "citizen_card" || certificate.number != number, "R0.10");
            assert!(certificate.issued_offset_days < 0);
        }
        for earlier in &applicant.history {
            let guide = hall.guide(&earlier.item_code).unwrap();
            let code = earlier.material_code.as_deref();
            assert!(code.is_none_or(|code| guide.material(code).is_some()), "{}", earlier.material_name);
        }
        for relation in &applicant.relations {
            assert!(relation.applicant.is_none_or(|id| hall.applicant(id).is_some()));
            assert!(relation.applicant.is_some() || relation.name.is_some());
        }
        assert!(!format!("{applicant:?}").contains(number), "R0.10");
    }
    for organ in &hall.organs {
        assert!(is_credit_code(&organ.credit_code) && &organ.credit_code[2..8] == "000000", "{}", organ.name);
    }
}

#[test]
fn applicants_show_what_a_window_meets() {
    let hall = hall();
    let some = |holds: &dyn Fn(&Applicant) -> bool| hall.applicants.iter().any(holds);
    assert_eq!(hall.applicants_named("张桂兰").next().unwrap().sex, Some(Sex::Female));
    for name in ["王䶮", "李𠮷", "欧阳文静", "阿卜杜热西提·麦麦提"] {
        assert_eq!(hall.applicants_named(name).count(), 1, "{name}");
    }
    assert_eq!(hall.applicants_named("王建国").count(), 2, "told apart by number only");
    assert!(some(&|a| a.relations.iter().any(|r| r.kind == Tie::ParentOf && r.name.is_some())));
    assert!(some(&|a| a.kind == ServiceObject::Person && a.number[6..10].parse::<u32>().unwrap() < 1940));
    for standing in [Standing::Clean, Standing::Dishonest, Standing::FalseCommitment, Standing::BrokenTolerance] {
        assert!(some(&|a| a.credit.standing == standing), "{standing:?}");
    }
    assert!(some(&|a| a.credit.repaired_offset_days.is_some()));
    assert!(some(&|a| a.certificates.iter().any(|c| c.revoked)));
    assert!(some(&|a| a.certificates.iter().any(|c| c.ends_offset_days.is_some_and(|days| days < 0))));
    for grade in [TrustGrade::A, TrustGrade::B, TrustGrade::C, TrustGrade::D] {
        assert!(some(&|a| a.history.iter().any(|earlier| earlier.grade == grade)), "{grade:?}");
    }
}

#[test]
fn every_certificate_and_interface_a_guide_names_is_known_to_the_registers() {
    let hall = hall();
    let interfaces: BTreeSet<_> =
        hall.applicants.iter().flat_map(|a| &a.shared).map(|s| s.interface.as_str()).collect();
    for guide in &hall.guides {
        for interface in guide.materials.iter().filter_map(|m| m.share_interface.as_deref()) {
            assert!(interfaces.contains(interface), "{}: nobody can ever be found by {interface}", guide.name);
        }
    }
}

#[test]
fn staff_cover_every_role_and_every_organ() {
    let hall = hall();
    let apart = [Role::System, Role::Applicant, Role::Integration];
    for role in Role::ALL.into_iter().filter(|role| !apart.contains(role)) {
        assert!(hall.staff.iter().any(|staff| staff.is(role)), "{role:?}");
    }
    assert_eq!(hall.staff.iter().filter(|staff| staff.is(Role::Clerk)).count(), 2);
    for organ in &hall.organs {
        for role in [Role::ChiefRep, Role::Reviewer, Role::Approver] {
            assert!(hall.staff_for(role, &organ.code).count() > 0, "{role:?} of {}", organ.name);
        }
    }
    let ids: BTreeSet<_> = hall.staff.iter().map(|staff| staff.person.id).collect();
    let numbers: BTreeSet<_> = hall.staff.iter().map(|staff| &staff.person.staff_no).collect();
    assert!(ids.len() == hall.staff.len() && numbers.len() == hall.staff.len());
    let li = hall.staff.iter().find(|staff| staff.person.name == "李晓云").unwrap();
    assert_eq!((li.person.role, li.person.window_id.as_deref()), (Role::Clerk, Some("03")));
    assert!(li.actor().mandate.accept && hall.member(li.person.id).is_some());
    for staff in hall.staff.iter().filter(|staff| staff.is(Role::ChiefRep)) {
        assert!(staff.person.mandate.letter_no.is_some() && !staff.person.departments.is_empty(), "R3.14");
    }
    for staff in &hall.staff {
        let known = |code: &String| hall.organs.iter().any(|organ| &organ.code == code);
        assert!(staff.person.departments.iter().all(known), "{}", staff.person.name);
        assert!(staff.person.window_id.as_ref().is_none_or(|id| hall.house.windows.iter().any(|w| &w.id == id)));
    }
}

#[test]
fn the_hall_opens_with_a_queue_and_two_pre_submissions() {
    let hall = hall();
    assert_eq!((hall.house.hall.name.as_str(), hall.house.profile.as_str()), ("扬州市政务服务中心(演示)", "yangzhou"));
    assert_eq!(hall.house.closes, jiff::civil::time(17, 0, 0, 0));
    assert_eq!(
        hall.house.windows.iter().map(|w| w.id.as_str()).collect::<Vec<_>>(),
        ["01", "02", "03", "04", "05", "06"]
    );
    assert!(hall.house.windows.iter().any(|window| window.purpose == WindowPurpose::Issue));
    let first = &hall.tickets[0];
    assert_eq!(first.ticket, "A017");
    assert_eq!(hall.applicant(first.person).unwrap().name, "张桂兰");
    assert_eq!(hall.applicant(first.applicant()).unwrap().legal_representative, Some(first.person));
    assert!(hall.tickets.iter().any(|ticket| ticket.green_channel.is_some()));
    assert!(hall.tickets.windows(2).all(|pair| pair[0].taken_minutes_ago > pair[1].taken_minutes_ago));
    for ticket in &hall.tickets {
        assert!(hall.applicant(ticket.person).is_some() && hall.applicant(ticket.applicant()).is_some());
        let guide = ticket.item_code.as_ref().map(|code| hall.guide(code).unwrap());
        let kind = hall.applicant(ticket.applicant()).unwrap().kind;
        assert!(guide.is_none_or(|guide| guide.service_objects.contains(&kind)), "{}", ticket.ticket);
    }
    assert_eq!(hall.pre_submissions.len(), 2);
    for submission in &hall.pre_submissions {
        let ticket = hall.tickets.iter().find(|t| t.pre_submission.as_ref() == Some(&submission.number)).unwrap();
        assert_eq!(ticket.applicant(), submission.applicant);
        assert_eq!(hall.pre_submission(&submission.number), Some(submission));
        let application = hall.application(submission).unwrap();
        let guide = hall.guide(&submission.item_code).unwrap();
        assert_eq!((application.channel, &application.guide_version), (Channel::Online, &guide.id));
        assert!(application.materials.iter().all(|row| guide.material(&row.material_code).is_some()));
        assert!(application.materials.iter().all(|row| matches!(row.by, Some(SatisfyBy::EForm | SatisfyBy::Scan))));
        let fields: BTreeSet<_> = guide.form.iter().flat_map(|s| &s.fields).map(|field| &field.id).collect();
        assert!(submission.form.keys().all(|field| fields.contains(field)), "{}", submission.number);
        assert!(application.applicant.legal_representative.is_some());
    }
}
