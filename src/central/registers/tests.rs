use std::sync::Arc;

use jiff::{SignedDuration, ToSpan, civil::Date, civil::date};

use super::*;
use crate::{
    central::demo::{Applicant, DemoHall, load},
    domain::{
        check::{MaterialRow, Proof, Sheet, State, Verdict},
        exemption::{SatisfyBy, TrustGrade},
        tolerance::Credit,
    },
};

const OPENED: Date = date(2026, 11, 20);

struct Counter {
    hall: Arc<DemoHall>,
    registers: DemoRegisters,
    now: Timestamp,
}

fn counter() -> Counter {
    let hall = Arc::new(load().unwrap());
    let registers = DemoRegisters::new(Arc::clone(&hall), OPENED, Arc::new(Switches::all_up()));
    Counter { hall, registers, now: "2026-11-20T09:30:00+08:00".parse().unwrap() }
}

impl Counter {
    fn who(&self, name: &str) -> &Applicant {
        self.hall.applicants.iter().find(|applicant| applicant.name.starts_with(name)).unwrap()
    }

    fn question<'a>(&'a self, name: &str, subject: &'a str) -> Question<'a> {
        let applicant = self.who(name);
        Question {
            evidence_id: Uuid::from_u128(7),
            holder: Holder { id: applicant.id, number: &applicant.number },
            subject,
            purpose: "食品经营许可(新办) 演示",
        }
    }

    fn certificate(&self, name: &str, subject: &str) -> Evidence {
        let shown = Authorisation::CodeShown { at: self.now };
        self.registers.certificate(&self.question(name, subject), &shown, self.now).unwrap()
    }

    fn credit(&self, name: &str) -> CreditFinding {
        let reply = self.registers.credit(&self.question(name, "item"), self.now).unwrap();
        let clean = reply.finding.credit == Credit::Clean;
        assert_eq!(reply.evidence.answer, if clean { EvidenceAnswer::Yes } else { EvidenceAnswer::No });
        assert_eq!(reply.finding.evidence_id, Some(reply.evidence.id));
        reply.finding
    }
}

#[test]
fn r6_2_a_found_certificate_says_all_that_the_record_needs() {
    let counter = counter();
    let found = counter.certificate("扬州市广陵区桂兰小吃店", "business_licence");
    assert_eq!((found.answer, found.kind), (EvidenceAnswer::Yes, EvidenceKind::Certificate));
    assert_eq!((found.grade, found.seal_valid, found.revoked), (Some(TrustGrade::A), Some(true), false));
    assert_eq!(found.holder, counter.who("扬州市广陵区桂兰小吃店").id);
    assert_eq!((found.id, found.asked_at), (Uuid::from_u128(7), counter.now));
    assert!(found.reference.is_some() && found.issuer.is_some() && found.request_no.is_some());
    assert!(matches!(found.authorisation, Some(Authorisation::CodeShown { .. })));
}

#[test]
fn r6_7_nothing_found_is_an_answer_and_silence_is_an_error() {
    let counter = counter();
    assert_eq!(counter.certificate("张桂兰", "vehicle_licence").answer, EvidenceAnswer::NotFound);
    assert_eq!(counter.certificate("丁文杰", "citizen_card").answer, EvidenceAnswer::NotFound);
    let stranger = Question {
        holder: Holder { id: Uuid::from_u128(9), number: "000000199001010018" },
        ..counter.question("张桂兰", "gongan.population")
    };
    assert_eq!(counter.registers.shared(&stranger, counter.now).unwrap().evidence.answer, EvidenceAnswer::NotFound);

    counter.registers.switches().set(Register::SharedData, Line::Down);
    let question = counter.question("张桂兰", "gongan.population");
    let refused = counter.registers.shared(&question, counter.now).unwrap_err();
    assert_eq!(refused, RegisterError::Down(Register::SharedData));
    assert!(refused.is_silence());
    let proof = question.unanswered(Register::SharedData, counter.now);
    assert_eq!((proof.answer, proof.kind), (EvidenceAnswer::Unreachable, EvidenceKind::SharedData));
    assert_eq!(proof.subject, "gongan.population");
    assert_eq!(counter.certificate("张桂兰", "citizen_card").answer, EvidenceAnswer::Yes, "the others go on");
}

#[test]
fn r6_6_a_certificate_needs_the_holders_authorisation_and_a_purpose() {
    let counter = counter();
    let question = counter.question("张桂兰", "citizen_card");
    let ask = |question: &Question<'_>, by: &Authorisation| counter.registers.certificate(question, by, counter.now);
    let later = Authorisation::Signature { at: counter.now + SignedDuration::from_secs(1) };
    assert_eq!(ask(&question, &later), Err(RegisterError::NotAuthorised));
    let blank = Authorisation::AgentLetter { letter_no: " ".to_owned() };
    assert_eq!(ask(&question, &blank), Err(RegisterError::NotAuthorised));
    let letter = Authorisation::AgentLetter { letter_no: "委1".to_owned() };
    assert!(ask(&question, &letter).is_ok());
    assert_eq!(ask(&Question { purpose: "", ..question }, &letter), Err(RegisterError::NoPurpose));
    assert!(!RegisterError::NotAuthorised.is_silence(), "no fall-back begins because a signature is missing");
}

#[test]
fn r6_8_expired_and_revoked_certificates_are_found_and_say_so() {
    let counter = counter();
    let expired = counter.certificate("马丽", "citizen_card");
    assert_eq!(expired.answer, EvidenceAnswer::Yes);
    assert_eq!(expired.valid_until, Some(OPENED.saturating_sub(20.days())));
    let revoked = counter.certificate("扬州演示旧货", "business_licence");
    assert_eq!((revoked.revoked, revoked.seal_valid), (true, Some(false)));
}

#[test]
fn r6_8_a_certificate_in_force_comes_before_an_expired_one() {
    let mut counter = counter();
    let found = counter.certificate("阿卜杜热西提", "health_certificate");
    assert_eq!(found.reference.as_deref(), Some("JK00000002"));
    assert_eq!(found.valid_until, Some(OPENED.saturating_add(90.days())));
    counter.now = "2027-06-01T09:00:00+08:00".parse().unwrap();
    let both_over = counter.certificate("阿卜杜热西提", "health_certificate");
    assert_eq!(both_over.reference.as_deref(), Some("JK00000002"), "the later one, when none is in force");
}

#[test]
fn the_person_behind_a_company_is_found_through_it() {
    let counter = counter();
    let card = counter.certificate("扬州市广陵区桂兰小吃店", "citizen_card");
    let own = counter.certificate("张桂兰", "citizen_card");
    assert_eq!((card.answer, card.reference.clone()), (EvidenceAnswer::Yes, own.reference));
    assert_eq!(card.holder, counter.who("扬州市广陵区桂兰小吃店").id);
    assert!(!serde_json::to_string(&card).unwrap().contains(&counter.who("张桂兰").number), "R0.10");
}

#[test]
fn r6_2_shared_data_leave_a_hash_and_no_value_in_the_evidence() {
    let counter = counter();
    let reply = counter.registers.shared(&counter.question("王建国", "rsj.pension"), counter.now).unwrap();
    assert_eq!((reply.evidence.answer, reply.values["retired"].as_str()), (EvidenceAnswer::Yes, "是"));
    assert_eq!(reply.evidence.value_sha256, Some(sha256_of(r#"{"retired":"是"}"#)));
    assert!(!serde_json::to_string(&reply.evidence).unwrap().contains('是'));
    let no = counter.registers.shared(&counter.question("朱永清", "mzj.low_income"), counter.now).unwrap();
    assert_eq!((no.evidence.answer, no.evidence.value_sha256), (EvidenceAnswer::No, None));
}

fn sha256_of(text: &str) -> String {
    crate::contract::sha256_hex(text.as_bytes())
}

#[test]
fn r2_11_bad_credit_bars_until_repair() {
    let counter = counter();
    assert_eq!(counter.credit("张桂兰").credit, Credit::Clean);
    let bad = counter.credit("徐海峰");
    assert_eq!((bad.credit, bad.reference.as_deref()), (Credit::Bad, Some("XY-0014(演示)")));
    assert_eq!(bad.checked_at, Some(counter.now));
    assert_eq!(counter.credit("唐俊霖").credit, Credit::Clean, "repaired");
    assert_eq!(counter.credit("扬州演示科技").credit, Credit::Bad, "false commitment");
}

#[test]
fn r2_30_a_broken_tolerance_bars_to_the_last_day_and_no_longer() {
    let mut counter = counter();
    let barred = counter.credit("方建平");
    let until = OPENED.saturating_add(215.days());
    assert_eq!((barred.credit, barred.barred_until), (Credit::Bad, Some(until)));
    assert_eq!(counter.credit("扬州演示娱乐").credit, Credit::Clean, "the bar is over");
    counter.now = "2027-06-23T23:59:00+08:00".parse().unwrap();
    assert_eq!(counter.credit("方建平").credit, Credit::Bad, "the last day");
    counter.now += SignedDuration::from_mins(1);
    assert_eq!(counter.credit("方建平").credit, Credit::Clean, "the bar ends with time");
}

#[test]
fn r2_12_a_silent_credit_register_is_never_clean() {
    let counter = counter();
    for line in [Line::Down, Line::Unreachable] {
        counter.registers.switches().set(Register::Credit, line);
        let error = counter.registers.credit(&counter.question("张桂兰", "item"), counter.now).unwrap_err();
        assert!(error.is_silence());
        assert_eq!((error.reason().key.as_ref(), error.reason().rule.as_ref()), ("register.credit_silent", "R2.12"));
    }
    counter.registers.switches().set(Register::Credit, Line::Up);
    assert_eq!(counter.credit("张桂兰").credit, Credit::Clean);
}

#[test]
fn r6_2_a_department_answers_after_its_time_and_sometimes_never() {
    let counter = counter();
    let question = counter.question("孙兰花", "a material");
    let asked = counter.registers.ask_department(&question, "gaj", counter.now).unwrap();
    assert_eq!(
        (asked.evidence.answer, asked.evidence.issuer.as_deref()),
        (EvidenceAnswer::Pending, Some("扬州市公安局"))
    );
    let at = |minutes: i64| {
        let now = counter.now + SignedDuration::from_mins(minutes);
        counter.registers.department_answer(&asked.evidence, "gaj", question.holder, now).unwrap()
    };
    assert_eq!(at(29).evidence.answer, EvidenceAnswer::Pending);
    let answered = at(45);
    assert_eq!(answered.evidence.answer, EvidenceAnswer::Yes);
    assert_eq!(answered.answered_at, Some(counter.now + SignedDuration::from_mins(30)));
    assert!(answered.text.unwrap().contains("广陵区"));
    assert_eq!(answered.evidence.id, asked.evidence.id);

    let silent = counter.question("李𠮷", "a material");
    let pending = counter.registers.ask_department(&silent, "gaj", counter.now).unwrap().evidence;
    let week = counter.now + SignedDuration::from_hours(24 * 7);
    let reply = counter.registers.department_answer(&pending, "gaj", silent.holder, week).unwrap();
    assert_eq!(reply.evidence.answer, EvidenceAnswer::Pending);
    let other = counter.question("赵立新", "a material").holder;
    let foreign = counter.registers.department_answer(&asked.evidence, "gaj", other, week).unwrap();
    assert_eq!(foreign.evidence.answer, EvidenceAnswer::Pending, "one holder's question is not answered with another");
}

#[test]
fn r6_5_earlier_materials_come_with_their_grade() {
    let counter = counter();
    let guide = counter.hall.guide_named("小餐饮登记").unwrap();
    let code = |no: usize| guide.materials[no - 1].code.clone();
    let form = code(1);
    let found = counter.registers.earlier_material(&counter.question("张桂兰", &form), None, counter.now).unwrap();
    assert_eq!((found.grade, found.kind), (Some(TrustGrade::D), EvidenceKind::EarlierMaterial));
    let elsewhere = counter.question("张桂兰", "a material of another item");
    let card = counter.registers.earlier_material(&elsewhere, Some("citizen_card"), counter.now).unwrap();
    assert_eq!(card.grade, Some(TrustGrade::A));
    assert!(counter.registers.earlier_material(&elsewhere, None, counter.now).is_none());
}

#[test]
fn the_first_citizen_of_the_queue_meets_the_rows_of_the_sketch() {
    let counter = counter();
    let ticket = &counter.hall.tickets[0];
    let guide = counter.hall.guide(ticket.item_code.as_ref().unwrap()).unwrap();
    let shop = counter.hall.applicant(ticket.applicant()).unwrap();
    let sent = counter.hall.pre_submission(ticket.pre_submission.as_ref().unwrap()).unwrap();
    let mut evidence = Vec::new();
    for material in &guide.materials {
        let question = |subject| Question {
            evidence_id: Uuid::from_u128(u128::from(material.no)),
            holder: Holder { id: shop.id, number: &shop.number },
            subject,
            purpose: &guide.name,
        };
        let shown = Authorisation::CodeShown { at: counter.now };
        for cert_type in material.cert_type.iter().chain(&material.substitutes) {
            evidence.push(counter.registers.certificate(&question(cert_type), &shown, counter.now).unwrap());
        }
        if let Some(interface) = &material.share_interface {
            evidence.push(counter.registers.shared(&question(interface), counter.now).unwrap().evidence);
        }
        if let Some(department) = &material.verify_by {
            let asked = counter.registers.ask_department(&question(&material.code), department, counter.now);
            evidence.push(asked.unwrap().evidence);
        }
    }
    let row = |no: usize, by: Option<SatisfyBy>, verdict| MaterialRow {
        material_code: guide.materials[no - 1].code.clone(),
        by,
        verdict,
        ..MaterialRow::default()
    };
    let rows = [
        row(1, Some(SatisfyBy::EForm), Verdict::Ok),
        row(4, Some(SatisfyBy::CopyChecked), Verdict::Ok),
        row(5, None, Verdict::Absent),
        row(6, Some(SatisfyBy::Tolerated), Verdict::Absent),
        row(8, Some(SatisfyBy::Scan), Verdict::Ok),
        row(9, Some(SatisfyBy::CopyChecked), Verdict::Ok),
    ];
    let holders = [shop.id];
    let sheet = Sheet {
        guide,
        answers: &sent.answers,
        form: &sent.form,
        applicant: Some(shop.kind),
        birth: None,
        region: None,
        day: OPENED,
        rows: &rows,
        proof: Proof::Registers { evidence: &evidence, holders: &holders, on: OPENED, commitment: None },
    };
    let findings = sheet.findings();
    let states: Vec<State> = findings.iter().map(|finding| finding.state).collect();
    let expected = [
        State::Ok,
        State::Exempt,
        State::Exempt,
        State::Ok,
        State::Missing,
        State::Tolerated,
        State::NotApplicable,
        State::Ok,
        State::Ok,
    ];
    assert_eq!(states, expected);

    let hour = counter.now + SignedDuration::from_hours(1);
    let pending = evidence.iter().find(|found| found.answer == EvidenceAnswer::Pending).unwrap();
    let holder = Holder { id: shop.id, number: &shop.number };
    let answered = counter.registers.department_answer(pending, "zrzy", holder, hour).unwrap().evidence;
    assert_eq!(answered.way_for(&guide.materials[8]), Some(SatisfyBy::DeptVerify));
    assert_eq!(answered.valid_on(OPENED), Ok(()));
}

#[test]
fn switches_move_one_line_or_all() {
    let switches = Switches::all_up();
    switches.set(Register::Credit, Line::Unreachable);
    switches.set(Register::Departments, Line::Down);
    let lines = || Register::ALL.map(|register| switches.line(register));
    assert_eq!(lines(), [Line::Up, Line::Up, Line::Unreachable, Line::Down]);
    switches.set(Register::Credit, Line::Up);
    assert_eq!(lines(), [Line::Up, Line::Up, Line::Up, Line::Down]);
    switches.set_all(Line::Unreachable);
    assert_eq!(lines(), [Line::Unreachable; 4]);
}

#[test]
fn questions_and_answers_show_no_number_in_debug() {
    let counter = counter();
    let question = counter.question("张桂兰", "gongan.population");
    let reply = counter.registers.shared(&question, counter.now).unwrap();
    let shown = format!("{question:?} {reply:?}");
    assert!(!shown.contains(question.holder.number) && !shown.contains("张桂兰"), "R0.10");
}

#[test]
fn every_reason_of_a_register_has_words() {
    let errors = [
        RegisterError::Down(Register::Certificates),
        RegisterError::Unreachable(Register::SharedData),
        RegisterError::Down(Register::Credit),
        RegisterError::NotAuthorised,
        RegisterError::NoPurpose,
    ];
    for error in errors {
        let reason = error.reason();
        let args: Vec<&str> = reason.args.iter().map(String::as_str).collect();
        for lang in [crate::i18n::Lang::Zh, crate::i18n::Lang::En] {
            let words = crate::i18n::tf(lang, &reason.key, &args);
            assert!(words != reason.key && !words.contains('{'), "{words}");
        }
    }
}
