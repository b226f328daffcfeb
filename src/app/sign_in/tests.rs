use std::time::Duration;

use super::*;
use crate::app::{
    Answer, DeskEvent, Failure, Msg, Place,
    notice::Level,
    overlay::Overlay,
    rehearsal::{FACTOR_KEY, Rehearsal},
};

/// A desk whose session has ended, with the page open.
fn ended() -> Rehearsal {
    let mut stage = Rehearsal::new(80, 24);
    stage.tell(DeskEvent::Standing(Standing::Ended));
    stage.act(&[Action::SignIn]);
    stage
}

fn step(stage: &Rehearsal) -> Option<Step> {
    page(&stage.model).map(|page| page.step)
}

fn said(stage: &Rehearsal) -> Option<Said> {
    page(&stage.model).and_then(|page| page.said.clone())
}

#[allow(clippy::result_large_err, reason = "it is what the model takes")]
fn no(code: &str, wait: i64) -> Result<Entered, Failure> {
    Err(Failure {
        code: code.to_owned(),
        title: "不行".to_owned(),
        retry_after: (wait > 0).then(|| SignedDuration::from_secs(wait)),
        ..Failure::default()
    })
}

fn enter(stage: &mut Rehearsal, text: &str) {
    stage.type_in(text);
    stage.act(&[Action::Confirm]);
}

fn seconds(count: u64) -> SignedDuration {
    SignedDuration::try_from(Duration::from_secs(count)).unwrap()
}

#[test]
fn whoever_works_here_is_asked_for_the_password_and_for_six_digits_where_the_centre_wants_them() {
    let mut stage = ended();
    assert_eq!(step(&stage), Some(Step::Password), "who it is is known");
    let own = stage.model.session.me.as_ref().unwrap().person.id;
    stage.doors.extend([
        no("session.second_factor", 0),
        no("session.second_factor", 0),
        Ok(Entered { id: own, password_due: false, factor_due: false }),
    ]);
    enter(&mut stage, "Chuang-tai-2026");
    assert_eq!((step(&stage), said(&stage)), (Some(Step::Second), None));
    enter(&mut stage, "12345");
    assert_eq!(said(&stage), Some(Said::Key("sign_in.six_digits")));
    assert_eq!(stage.tried.len(), 1, "what cannot be right is not sent");
    // An input method that is on types full-width digits.
    enter(&mut stage, "１２３４５６");
    assert_eq!(said(&stage), Some(Said::Key("sign_in.second_wrong")));
    enter(&mut stage, "654321");
    assert_eq!((step(&stage), stage.model.session.standing), (None, Standing::In));
    let totps: Vec<_> = stage.tried.iter().map(|tried| tried.totp.as_deref()).collect();
    assert_eq!(totps, [None, Some("123456"), Some("654321")]);
    assert!(stage.tried.iter().all(|tried| tried.password.0.as_str() == "Chuang-tai-2026"));
}

#[test]
fn a_wrong_password_says_what_to_look_at_and_the_wait_that_grows() {
    let mut stage = ended();
    stage.doors.extend([no("session.sign_in_failed", 4)]);
    enter(&mut stage, "wrong");
    assert_eq!((step(&stage), said(&stage)), (Some(Step::Password), Some(Said::Key("sign_in.wrong"))));
    assert_eq!(page(&stage.model).unwrap().seconds_left(stage.now), 4);
    enter(&mut stage, "again");
    assert_eq!(stage.tried.len(), 1, "nobody is asked while it runs");
    assert_eq!(page(&stage.model).unwrap().field.text(), "again", "and nothing typed is lost");
    assert_eq!(stage.model.next_tick(), stage.now + seconds(1), "it counts down by itself");
    stage.wait(seconds(4));
    stage.act(&[Action::Confirm]);
    assert_eq!(stage.model.session.standing, Standing::In);
}

#[test]
fn a_password_for_one_use_has_to_be_changed_first() {
    let mut stage = ended();
    let own = stage.model.session.me.as_ref().unwrap().person.id;
    stage.doors.push_back(Ok(Entered { id: own, password_due: true, factor_due: false }));
    enter(&mut stage, "one-Use-0nly");
    assert_eq!((step(&stage), stage.model.session.standing), (Some(Step::New), Standing::PasswordDue));
    enter(&mut stage, "Chuang-tai-2026");
    enter(&mut stage, "Chuang-tai-2027");
    assert_eq!((step(&stage), said(&stage)), (Some(Step::New), Some(Said::Key("secrets.differ"))));
    enter(&mut stage, "Chuang-tai-2026");
    enter(&mut stage, "Chuang-tai-2026");
    let asked = stage.asked.iter().find_map(|ask| match ask {
        Ask::ChangePassword { old, new } => Some((old.0.to_string(), new.0.to_string())),
        _ => None,
    });
    assert_eq!(asked, Some(("one-Use-0nly".to_owned(), "Chuang-tai-2026".to_owned())));
    assert_eq!((step(&stage), stage.model.session.standing), (None, Standing::In));
}

#[test]
fn somebody_else_finds_nothing_of_the_one_before_on_the_screen() {
    let mut stage = Rehearsal::new(80, 24);
    stage.act(&[Action::PlaceTodo, Action::Open]);
    assert!(stage.model.casework.detail.is_some());
    stage.tell(DeskEvent::Standing(Standing::Ended));
    stage.act(&[Action::SignIn, Action::Up]);
    assert_eq!(step(&stage), Some(Step::StaffNo));
    stage.act(&[Action::TextClear]);
    enter(&mut stage, "S-900");
    stage.doors.push_back(Ok(Entered { id: Uuid::from_u128(900), password_due: false, factor_due: false }));
    enter(&mut stage, "Chuang-tai-2026");
    assert_eq!(stage.tried[0].staff_no, "S-900");
    assert!(stage.model.casework.detail.is_none());
    assert_eq!(stage.model.place, Place::Home);
}

#[test]
fn the_telephone_is_asked_for_at_the_centres_pace_and_esc_gives_it_up() {
    let mut stage = Rehearsal::new(80, 24);
    stage.tell(DeskEvent::Standing(Standing::Ended));
    stage.act(&[Action::SignInByPhone]);
    let polls = |stage: &Rehearsal| stage.asked.iter().filter(|ask| **ask == Ask::PollGrant).count();
    assert_eq!((step(&stage), polls(&stage)), (Some(Step::Phone), 0));
    stage.wait(seconds(4));
    assert_eq!(polls(&stage), 0, "never sooner than the interval");
    stage.granted.extend([Granted::Pending, Granted::SlowDown]);
    stage.wait(seconds(1));
    assert_eq!(polls(&stage), 1);
    stage.wait(seconds(5));
    assert_eq!(polls(&stage), 2);
    stage.wait(seconds(9));
    assert_eq!(polls(&stage), 2, "five seconds slower from now on");
    stage.wait(seconds(1));
    assert_eq!(polls(&stage), 3);
    stage.offline = true;
    stage.wait(seconds(10));
    stage.offline = false;
    assert_eq!(polls(&stage), 4);
    stage.wait(seconds(19));
    assert_eq!(polls(&stage), 4, "a line that is down is asked half as often");
    stage.act(&[Action::Back]);
    assert_eq!(step(&stage), Some(Step::StaffNo));
    assert_eq!(stage.asked.last(), Some(&Ask::DropGrant));
    stage.wait(seconds(60));
    assert_eq!(polls(&stage), 4);
}

#[test]
fn a_grant_ends_by_itself_by_a_no_or_by_a_yes() {
    let grant = || {
        let mut stage = Rehearsal::new(80, 24);
        stage.tell(DeskEvent::Standing(Standing::Ended));
        stage.act(&[Action::SignInByPhone]);
        stage
    };
    let over = |stage: &Rehearsal| page(&stage.model).and_then(|page| page.phone.as_ref()).and_then(|phone| phone.over);
    let mut stage = grant();
    // Somebody sits there: the screen does not lock meanwhile.
    stage.wait(seconds(300));
    stage.act(&[Action::Redraw]);
    stage.wait(seconds(300));
    assert_eq!(over(&stage), Some("sign_in.phone.expired"));
    stage.act(&[Action::Confirm]);
    assert_eq!(over(&stage), None, "Enter begins another one");

    stage.granted.push_back(Granted::Over("sign_in.phone.denied"));
    stage.wait(seconds(5));
    assert_eq!(over(&stage), Some("sign_in.phone.denied"));

    let mut stage = grant();
    let own = stage.model.session.me.as_ref().unwrap().person.id;
    stage.granted.push_back(Granted::In(Entered { id: own, password_due: false, factor_due: false }));
    stage.wait(seconds(5));
    assert_eq!((step(&stage), stage.model.session.standing), (None, Standing::In));

    // By telephone no password was typed: the one that holds is asked for.
    let mut stage = grant();
    stage.granted.push_back(Granted::In(Entered { id: own, password_due: true, factor_due: false }));
    stage.wait(seconds(5));
    assert_eq!(step(&stage), Some(Step::Old));
}

#[test]
fn an_answer_after_esc_signs_in_all_the_same() {
    let mut stage = Rehearsal::new(80, 24);
    stage.tell(DeskEvent::Standing(Standing::Ended));
    stage.act(&[Action::SignInByPhone]);
    stage.hold = true;
    stage.wait(seconds(5));
    stage.act(&[Action::Back, Action::Back]);
    assert_eq!(step(&stage), None);
    stage.hold = false;
    // The desk tells it, whoever waits.
    stage.tell(DeskEvent::Standing(Standing::In));
    assert_eq!(stage.model.session.standing, Standing::In);
}

#[test]
fn what_is_typed_is_never_interrupted_and_only_an_empty_desk_opens_the_page() {
    let mut stage = Rehearsal::new(80, 24);
    stage.act(&[Action::Palette]);
    stage.tell(DeskEvent::Standing(Standing::Reused));
    assert!(matches!(stage.model.overlays[..], [Overlay::Palette { .. }]));
    assert!(stage.model.notices.current().unwrap().text.contains("待传都在本机"));
    stage.act(&[Action::Back]);
    stage.tell(DeskEvent::Standing(Standing::Nobody));
    assert_eq!(step(&stage), Some(Step::Password));
    stage.tell(DeskEvent::Standing(Standing::Nobody));
    stage.act(&[Action::Back]);
    stage.tell(DeskEvent::Standing(Standing::Nobody));
    assert_eq!(step(&stage), None, "it opens once");
}

#[test]
fn locking_wipes_what_was_typed() {
    let mut stage = ended();
    stage.type_in("Chuang-tai");
    stage.act(&[Action::Lock]);
    assert!(stage.model.overlays.is_empty());
    stage.unlock();
    stage.act(&[Action::SignIn]);
    assert!(page(&stage.model).unwrap().field.is_empty());
}

#[test]
fn nothing_typed_in_secret_shows_in_debug() {
    let mut stage = ended();
    stage.hold = true;
    enter(&mut stage, "S3cret-2026");
    stage.type_in("Sh0wn");
    let shown = format!("{:?} {:?} {:?}", stage.model.overlays, stage.asked, Msg::Text('x'));
    assert!(!shown.contains("S3cret") && !shown.contains("Sh0wn"), "{shown}");
    assert!(
        !format!("{:?}", Answer::SignedIn(Entered { id: Uuid::nil(), password_due: false, factor_due: false }))
            .is_empty()
    );
}

#[test]
fn f24_a_password_that_comes_as_fast_as_a_code_is_typed_text() {
    let mut stage = ended();
    assert!(stage.model.takes_scans(), "held back, it would be taken for a citizen's number and be lost");
    stage.model.overlays.clear();
    assert!(!stage.model.takes_scans());
}

#[test]
fn a_desk_that_the_centre_does_not_know_asks_for_its_code() {
    let mut stage = Rehearsal::new(80, 24);
    stage.act(&[Action::Enrol]);
    assert_eq!(step(&stage), None);
    stage.tell(DeskEvent::EnrolNeeded);
    stage.act(&[Action::Enrol]);
    enter(&mut stage, "WDJB-MJHT");
    assert!(stage.asked.contains(&Ask::Enrol("WDJB-MJHT".to_owned())));
    assert!(step(&stage).is_none() && !stage.model.session.enrol_needed);
}

/// Somebody whose role wants a second factor came in by their password.
fn factor_due() -> Rehearsal {
    let mut stage = ended();
    let own = stage.model.session.me.as_ref().unwrap().person.id;
    stage.doors.push_back(Ok(Entered { id: own, password_due: false, factor_due: true }));
    enter(&mut stage, "Chuang-tai-2026");
    stage
}

fn key(stage: &Rehearsal) -> Option<String> {
    page(&stage.model).and_then(|page| page.factor.as_ref()).map(|key| key.groups().join(""))
}

#[test]
fn r11_2_a_role_that_needs_a_second_factor_sets_it_up_on_the_sign_in_page() {
    let mut stage = factor_due();
    assert_eq!((step(&stage), stage.model.session.standing), (Some(Step::Factor), Standing::FactorDue));
    assert_eq!(key(&stage).as_deref(), Some(FACTOR_KEY), "the password was typed just now");
    assert!(stage.asked.contains(&Ask::BeginFactor(Secret(Zeroizing::new("Chuang-tai-2026".to_owned())))));
    enter(&mut stage, "24681");
    assert_eq!(said(&stage), Some(Said::Key("sign_in.six_digits")));
    enter(&mut stage, "135790");
    assert_eq!((step(&stage), said(&stage)), (Some(Step::Factor), Some(Said::Key("sign_in.factor_wrong"))));
    assert_eq!(key(&stage).as_deref(), Some(FACTOR_KEY), "the key stays");
    enter(&mut stage, "２４６８１０");
    assert_eq!((step(&stage), stage.model.session.standing), (None, Standing::In));
    assert!(stage.model.notices.current().unwrap().text.contains("动态口令已启用"));
}

#[test]
fn esc_goes_back_from_the_key_and_the_page_comes_again_with_another_one() {
    let mut stage = factor_due();
    stage.act(&[Action::Back]);
    assert_eq!((step(&stage), key(&stage)), (Some(Step::Prove), None));
    stage.act(&[Action::Back]);
    assert_eq!((step(&stage), stage.model.session.standing), (None, Standing::FactorDue));
    stage.act(&[Action::SignInByPhone]);
    assert_eq!(step(&stage), None, "whoever is in is not let in once more");
    stage.act(&[Action::SignIn]);
    assert_eq!(step(&stage), Some(Step::Prove));
    enter(&mut stage, "Chuang-tai-2026");
    assert_eq!(step(&stage), Some(Step::Factor));
    // A key that comes after Esc is nobody's.
    stage.act(&[Action::Back]);
    stage.hold = true;
    enter(&mut stage, "Chuang-tai-2026");
    stage.act(&[Action::Back]);
    stage.release();
    assert_eq!(step(&stage), None);
}

#[test]
fn a_second_factor_comes_after_a_password_that_is_due_and_by_telephone_after_the_password() {
    let mut stage = ended();
    let own = stage.model.session.me.as_ref().unwrap().person.id;
    stage.doors.push_back(Ok(Entered { id: own, password_due: true, factor_due: true }));
    enter(&mut stage, "one-Use-0nly");
    assert_eq!(step(&stage), Some(Step::New));
    enter(&mut stage, "Chuang-tai-2027");
    enter(&mut stage, "Chuang-tai-2027");
    assert_eq!(step(&stage), Some(Step::Factor));
    assert!(stage.asked.contains(&Ask::BeginFactor(Secret(Zeroizing::new("Chuang-tai-2027".to_owned())))));

    let mut stage = Rehearsal::new(80, 24);
    stage.tell(DeskEvent::Standing(Standing::Ended));
    stage.act(&[Action::SignInByPhone]);
    stage.granted.push_back(Granted::In(Entered { id: own, password_due: false, factor_due: true }));
    stage.wait(seconds(5));
    assert_eq!(step(&stage), Some(Step::Prove), "no password was typed");
}

#[test]
fn the_key_of_a_second_factor_shows_nowhere_but_on_its_page_and_goes_with_the_lock() {
    let mut stage = factor_due();
    let page_shown = format!("{:?} {:?}", stage.model.overlays, stage.asked);
    let answer = Answer::Factor(Box::new(FactorKey::new(
        format!("otpauth://totp/x?secret={FACTOR_KEY}"),
        FACTOR_KEY.to_owned(),
    )));
    for shown in [page_shown, format!("{answer:?}"), format!("{:?}", stage.model.notices)] {
        assert!(!shown.contains(FACTOR_KEY) && !shown.contains("Chuang-tai-2026"), "{shown}");
    }
    stage.act(&[Action::Lock]);
    assert_eq!(key(&stage), None);
}

#[test]
fn at_an_empty_desk_the_page_opens_and_nothing_is_called_wrong() {
    let mut stage = Rehearsal::new(80, 24);
    stage.hold = true;
    stage.send(Msg::Start);
    stage.tell(DeskEvent::Standing(Standing::Nobody));
    for effect in stage.take_held() {
        if let Effect::Ask { req, .. } = effect {
            let refused = Failure { code: "session.missing".to_owned(), ..Failure::default() };
            stage.send(Msg::Done { req, result: Err(refused) });
        }
    }
    assert!(step(&stage).is_some());
    assert!(stage.model.notices.current().is_none_or(|notice| notice.level < Level::Bad), "{:?}", stage.model.notices);
}
