//! Two desks, one case: what a person decides becomes one outcome, and both payloads stay (R12.1, RELIABILITY 3.8).

use std::collections::BTreeMap;

use chuangtai::{
    contract::RevealRequest,
    desk::{
        Desk,
        outbox::{Clash, ParcelState, Which},
    },
    domain::{
        case::{Application, State},
        conflict::{Decision, Field, PartyField, Side},
        exemption::SatisfyBy,
        guide::FormFieldKind,
        lifecycle::{Act, act},
        role::Role,
    },
};
use uuid::Uuid;

use super::{
    desk::{Joined, settled},
    world::{FOOD, row},
};

/// Two fields of the form that say nothing of the applicant.
fn free_fields(joined: &Joined) -> (String, String) {
    let guide = joined.world.guide(FOOD);
    let free = |kind: FormFieldKind| matches!(kind, FormFieldKind::Text | FormFieldKind::LongText);
    let fields = guide.form.iter().flat_map(|section| &section.fields);
    let mut ids =
        fields.filter(|f| f.filled_from.is_none() && free(f.kind) && f.options.is_empty()).map(|f| f.id.clone());
    (ids.next().unwrap(), ids.next().unwrap())
}

fn record(fields: &[(&str, &str)], base: &[(&str, &str)]) -> Act {
    let map =
        |pairs: &[(&str, &str)]| pairs.iter().map(|(id, value)| ((*id).to_owned(), (*value).to_owned())).collect();
    Act::FormRecord(act::FormRecord { fields: map(fields), base: map(base) })
}

fn clash(joined: &Joined, desk: &Desk, which: Which) -> Clash {
    joined.wait(desk.clash(which)).unwrap().unwrap()
}

/// Carries out what the picks come to.
fn decide(joined: &Joined, desk: &Desk, clash: &Clash, picks: &[(Field, Side)]) -> Option<Uuid> {
    let picks: BTreeMap<Field, Side> = picks.iter().cloned().collect();
    let act = match clash.conflict.decide(&picks).unwrap() {
        Decision::TheirsStands => None,
        Decision::Again(act) => Some(act),
    };
    let guide = clash.guide_version.clone();
    let decided = joined.wait(desk.supersede(clash.line.command_id, act.as_deref(), clash.version, guide)).unwrap();
    decided.map(|sealed| {
        let after = settled(joined.wait(desk.deliver(sealed.command_id)).unwrap());
        assert_eq!(after.state, ParcelState::Applied, "{:?}", after.problem);
        sealed.command_id
    })
}

fn application(joined: &Joined, desk: &Desk, case: Uuid) -> Application {
    joined.wait(desk.ask(|centre| async move { centre.case(case).await })).unwrap().case.application
}

#[test]
fn f45_two_clerks_change_one_form_and_a_person_leads_them_to_one_outcome() {
    let joined = Joined::new();
    let case = joined.world.uuid();
    let (one, two) = (joined.desk("one", Role::Clerk), joined.desk("desk two", Role::Clerk));
    settled(joined.deliver(&one, &joined.receive(), case, 0));
    let (first, second) = free_fields(&joined);
    let before = application(&joined, &one, case);
    let (a, b) = (before.form[&first].clone(), before.form[&second].clone());

    settled(joined.deliver(&two, &record(&[(&first, "先到的")], &[(&first, &a)]), case, 1));
    let mine = record(&[(&first, "后到的"), (&second, "只有我改")], &[(&first, &a), (&second, &b)]);
    let refused = settled(joined.deliver(&one, &mine, case, 1));
    assert_eq!(refused.state, ParcelState::Conflict);
    let open = joined.wait(one.conflicts()).unwrap();
    assert!(open.len() == 1 && open[0].line.needs_a_person());

    let both = clash(&joined, &one, Which::Case(case));
    assert_eq!(both.since.len(), 1, "what the other clerk did is told");
    assert_eq!(both.conflict.decide(&BTreeMap::new()), Err(vec![Field::Form(first.clone())]));
    let done = decide(&joined, &one, &both, &[(Field::Form(first.clone()), Side::Theirs)]).unwrap();

    let after = application(&joined, &two, case);
    assert_eq!((after.form[&first].as_str(), after.form[&second].as_str()), ("先到的", "只有我改"));
    let kept = joined.wait(one.parcel_detail(refused.command_id)).unwrap().unwrap();
    assert_eq!(kept.line.decided.unwrap().superseded_by, Some(done));
    assert!(kept.content.iter().any(|line| line.path.ends_with(&first)), "the loser's payload is still readable");
    assert!(!kept.line.needs_a_person() && joined.wait(one.conflicts()).unwrap().is_empty());
    let again = joined.wait(one.supersede(refused.command_id, None, both.version, both.guide_version));
    assert!(again.is_err(), "a conflict is decided once");
    let parcels = joined.wait(two.parcels(9)).unwrap();
    assert!(parcels.iter().any(|kept| kept.kind == "form.record"), "the winner's payload stays too");
}

#[test]
fn r12_1_identity_is_decided_by_a_person_and_the_facts_of_both_merge() {
    let joined = Joined::new();
    let case = joined.world.uuid();
    let (window, laptop) = (joined.desk("one", Role::Clerk), joined.desk("desk two", Role::GridAgent));
    let who = joined.world.lookup("A017");
    let rows = vec![row(1, SatisfyBy::EForm), row(5, SatisfyBy::PaperOriginal)];
    let handed_in = joined.world.food_application(&who, rows);
    let draft = act::Draft {
        application: handed_in.clone(),
        slip_no: None,
        collected_at: None,
        agreement: None,
        originals: Vec::new(),
    };
    let opened = settled(joined.deliver(&laptop, &Act::DraftSubmit(Box::new(draft)), case, 0));
    assert_eq!(opened.state, ParcelState::Applied, "{:?}", opened.problem);
    // The window takes the draft over, and corrects a value and the telephone; meanwhile the agent corrects another value.
    let detail = joined.wait(window.ask(|centre| async move { centre.case(case).await })).unwrap();
    window.saw(&detail);
    window.saw_in_clear(case, &handed_in);
    let (first, second) = free_fields(&joined);
    let agents = record(&[(&second, "代办员改的")], &[(&second, &handed_in.form[&second])]);
    assert_eq!(settled(joined.deliver(&laptop, &agents, case, 1)).state, ParcelState::Applied);
    let mut application = handed_in.clone();
    application.form.insert(first.clone(), "窗口改的".into());
    application.applicant.phone = "13900000000".into();
    let receive =
        Act::Receive(Box::new(act::Receiving { application, received_at: None, slip_no: None, outage: None }));
    let refused = settled(joined.deliver(&window, &receive, case, 1));
    assert_eq!(refused.state, ParcelState::Conflict, "{:?}", refused.problem);

    let both = clash(&joined, &window, Which::Command(refused.command_id));
    let phone = Field::Applicant(PartyField::Phone);
    let open = both.conflict.decide(&BTreeMap::new());
    assert_eq!(open, Err(vec![Field::Act, phone.clone()]), "the act and the telephone: {:?}", both.conflict.lines());
    let done = decide(&joined, &window, &both, &[(Field::Act, Side::Mine), (phone, Side::Mine)]).unwrap();
    let detail = joined.wait(window.ask(|centre| async move { centre.case(case).await })).unwrap();
    assert_eq!((detail.case.state, detail.case.version), (State::Received, 3));
    assert_eq!(detail.case.application.form[&first], "窗口改的");
    assert_eq!(detail.case.application.form[&second], "代办员改的");
    let request = RevealRequest { case_id: case, field: "applicant.phone".into(), reason: "reveal.contact".into() };
    let phone = joined.wait(window.ask(|centre| async move { centre.reveal(&request).await })).unwrap().value;
    assert_eq!(phone, "13900000000");
    let kept = joined.wait(window.parcel_detail(refused.command_id)).unwrap().unwrap();
    assert_eq!(kept.line.decided.unwrap().superseded_by, Some(done));
}

#[test]
fn r12_1_a_legal_act_that_came_too_late_is_left_by_a_person_and_stays_readable() {
    let joined = Joined::new();
    let case = joined.world.uuid();
    let (one, two) = (joined.desk("one", Role::Clerk), joined.desk("desk two", Role::Clerk));
    settled(joined.deliver(&one, &joined.receive(), case, 0));
    let withdraw = |reason: &str| {
        Act::Withdraw(act::Withdrawal {
            signed: true,
            signed_by_applicant: true,
            reason: reason.into(),
            papers_returned: true,
        })
    };
    settled(joined.deliver(&two, &withdraw("先到"), case, 1));
    let refused = settled(joined.deliver(&one, &withdraw("后到"), case, 1));
    let both = clash(&joined, &one, Which::Command(refused.command_id));
    assert!(!both.conflict.may_repeat, "the centre offers no second withdrawal");
    assert!(decide(&joined, &one, &both, &[(Field::Act, Side::Theirs)]).is_none());
    let kept = joined.wait(one.parcel_detail(refused.command_id)).unwrap().unwrap();
    assert_eq!(kept.line.decided.unwrap().superseded_by, None);
    assert!(kept.content.iter().any(|line| line.value == "后到"));
}
