//! Sessions that are carried on (F38): renewed before their end and after a 401, once for all who wait; over restarts, lost
//! answers and locks; and what becomes of parcels when one ends.

mod porter;

use super::*;
use crate::desk::{
    api::ApiError,
    vault::{KeySafe, MemorySafe},
};
use porter::{LIFE, Porter, State};

struct Hall {
    bench: Bench,
    porter: Arc<Porter>,
    line: Arc<Switchable<Arc<Porter>>>,
    safe: Arc<MemorySafe>,
}

impl Hall {
    fn new() -> Self {
        let bench = Bench::new();
        let porter = Arc::new(Porter::before(&bench));
        let line = Arc::new(Switchable::new(Arc::clone(&porter)));
        Self { bench, porter, line, safe: Arc::default() }
    }

    fn config(&self, keyring: bool) -> Config {
        let safe: Arc<dyn KeySafe> = if keyring { self.safe.clone() } else { Arc::new(NoKeyring) };
        Config { transport: self.line.clone(), safe, ..self.bench.config() }
    }

    /// Signed in by password and enrolled; then signed in once more, so that the session is bound to the desk.
    async fn ready(&self, keyring: bool) -> Desk {
        let desk = Desk::open(self.config(keyring)).await.unwrap();
        desk.connect().await.unwrap();
        desk.sign_in("1", "right", None).await.unwrap();
        desk.enrol("综合窗口03").await.unwrap();
        desk.sign_in("1", "right", None).await.unwrap();
        desk
    }

    fn state<T>(&self, with: impl FnOnce(&mut State) -> T) -> T {
        with(&mut self.porter.state.lock().unwrap())
    }

    fn refreshes(&self) -> usize {
        self.state(|state| state.refreshes)
    }
}

async fn me(desk: &Desk) -> Result<(), DeskError> {
    desk.ask(|centre| async move { centre.changes(1).await }).await.map(|_| ())
}

#[tokio::test]
async fn f38_a_token_is_renewed_before_it_ends_and_once_for_all_who_wait() {
    let hall = Hall::new();
    let desk = hall.ready(false).await;
    hall.bench.later(LIFE * 2 / 3 - 1);
    me(&desk).await.unwrap();
    assert_eq!(hall.refreshes(), 0, "not before its time");
    hall.bench.later(1);
    let all = futures_util::future::join_all((0..8).map(|_| me(&desk))).await;
    assert!(all.iter().all(Result::is_ok), "{all:?}");
    assert_eq!(hall.refreshes(), 1);
    // The centre does not take it any more: the same, and the parcel that met it goes with the new one.
    hall.state(|state| state.access.clear());
    let sealed = seal(&desk, 9).await;
    assert_eq!(settled(desk.deliver(sealed.command_id).await.unwrap()), ParcelState::Applied);
    assert_eq!((hall.refreshes(), hall.bench.script.arrived().len()), (2, 1));
}

#[tokio::test]
async fn f38_a_lost_answer_is_asked_for_again_and_a_crash_in_between_survives() {
    for keyring in [false, true] {
        let hall = Hall::new();
        let desk = hall.ready(keyring).await;
        hall.bench.later(LIFE);
        hall.state(|state| state.lose = 2);
        assert!(me(&desk).await.is_err());
        assert!(desk.is_signed_in(), "a lost answer signs nobody out");
        // The program dies with the new token unheard.
        drop(desk);
        let desk = Desk::open(hall.config(keyring)).await.unwrap();
        assert!(!desk.is_signed_in() && desk.parting().is_none());
        desk.connect().await.unwrap();
        assert!(desk.resume().await, "keyring {keyring}");
        me(&desk).await.unwrap();
        assert_eq!(desk.person().unwrap().id, Uuid::from_u128(1));
    }
}

#[tokio::test]
async fn a_session_outlives_the_program_and_its_token_lies_nowhere_in_clear() {
    for keyring in [false, true] {
        let hall = Hall::new();
        let desk = hall.ready(keyring).await;
        let token = hall.state(|state| state.refresh.keys().last().unwrap().clone());
        drop(desk);
        for file in std::fs::read_dir(hall.bench.dir.path().join("desk")).unwrap() {
            let bytes = std::fs::read(file.unwrap().path()).unwrap();
            assert!(!bytes.windows(token.len()).any(|window| window == token.as_bytes()));
        }
        let desk = Desk::open(hall.config(keyring)).await.unwrap();
        desk.connect().await.unwrap();
        assert!(desk.resume().await);
        desk.sign_out().await.unwrap();
        drop(desk);
        let desk = Desk::open(hall.config(keyring)).await.unwrap();
        assert_eq!(desk.parting(), Some(Parting::Nobody), "signing out wipes it");
        assert!(!desk.resume().await && desk.person().is_none());
    }
}

#[tokio::test]
async fn f38_a_revoked_family_asks_for_the_person_and_loses_nothing() {
    for (code, why) in [("session.reused", Parting::Reused), ("session.ended", Parting::Ended)] {
        let hall = Hall::new();
        let desk = hall.ready(false).await;
        let mut hear = desk.events();
        hall.state(|state| {
            state.over = Some(code);
            state.access.clear();
        });
        let sealed = seal(&desk, 9).await;
        assert_eq!(waiting(desk.deliver(sealed.command_id).await.unwrap()), (ParcelState::Held, Some(Why::SignIn)));
        assert!(drain(&mut hear).contains(&Event::SignInNeeded(why)));
        assert_eq!(desk.parting(), Some(why));
        let asked = hall.refreshes();
        assert!(me(&desk).await.is_err());
        assert_eq!(hall.refreshes(), asked, "what is over is not asked for again");
        // Somebody else signs in: nothing goes in their name.
        hall.state(|state| state.over = None);
        desk.sign_in("2", "right", None).await.unwrap();
        desk.flush().await.unwrap();
        assert!(hall.bench.script.arrived().is_empty());
        desk.sign_in("1", "right", None).await.unwrap();
        desk.flush().await.unwrap();
        let arrived = hall.bench.script.arrived();
        assert_eq!((arrived.len(), arrived[0].actor_id), (1, Uuid::from_u128(1)));
    }
}

#[tokio::test]
async fn f50_a_disabled_account_holds_its_own_work_and_nobody_elses() {
    let hall = Hall::new();
    let desk = hall.ready(false).await;
    let mut hear = desk.events();
    hall.state(|state| state.disabled.insert(1));
    let sealed = seal(&desk, 9).await;
    let held = waiting(desk.deliver(sealed.command_id).await.unwrap());
    assert_eq!(held, (ParcelState::Held, Some(Why::AccountDisabled)));
    assert!(drain(&mut hear).contains(&Event::AccountDisabled) && desk.is_disabled());
    // A colleague at the same machine.
    desk.sign_in("2", "right", None).await.unwrap();
    assert!(!desk.is_disabled());
    let other = seal(&desk, 8).await;
    assert_eq!(settled(desk.deliver(other.command_id).await.unwrap()), ParcelState::Applied);
    assert_eq!(desk.waiting_count().await.unwrap(), 1);
    // Nobody is let in until it is enabled; then it flows.
    assert!(desk.sign_in("1", "right", None).await.is_err());
    hall.state(|state| state.disabled.clear());
    desk.sign_in("1", "right", None).await.unwrap();
    desk.flush().await.unwrap();
    assert_eq!(desk.waiting_count().await.unwrap(), 0);
    assert_eq!(hall.bench.script.arrived().last().unwrap().actor_id, Uuid::from_u128(1));
}

#[tokio::test]
async fn f50_an_account_that_is_enabled_again_flows_by_itself() {
    let hall = Hall::new();
    let desk = hall.ready(false).await;
    hall.state(|state| state.disabled.insert(1));
    let sealed = seal(&desk, 9).await;
    desk.deliver(sealed.command_id).await.unwrap();
    let mut hear = desk.events();
    hall.state(|state| state.disabled.clear());
    hall.bench.later(400);
    desk.round().await.unwrap();
    assert_eq!(desk.waiting_count().await.unwrap(), 0);
    assert!(drain(&mut hear).contains(&Event::SignedIn) && !desk.is_disabled());
}

#[tokio::test]
async fn f50_a_colleague_sends_what_a_disabled_person_sealed_with_leave_of_the_hall() {
    let hall = Hall::new();
    let desk = hall.ready(false).await;
    hall.state(|state| state.disabled.insert(1));
    let (first, second) = (seal(&desk, 9).await, seal(&desk, 8).await);
    desk.deliver(first.command_id).await.unwrap();
    desk.sign_in("2", "right", None).await.unwrap();
    assert!(desk.recoveries().await.unwrap().is_empty());
    let leave = Uuid::from_u128(50);
    hall.state(|state| state.leave = Some((leave, 1, None)));
    let lines = desk.recoveries().await.unwrap();
    assert_eq!((lines.len(), lines[0].id), (1, leave));
    desk.flush().await.unwrap();
    assert_eq!(desk.waiting_count().await.unwrap(), 2, "nothing goes before a person says so");
    let own = seal(&desk, 7).await;
    desk.recover(&lines[0]).await.unwrap();
    desk.flush().await.unwrap();
    assert_eq!(desk.waiting_count().await.unwrap(), 0);
    let arrived = hall.bench.script.arrived();
    let of = |id| arrived.iter().find(|command| command.command_id == id).unwrap().actor_id;
    assert_eq!(of(first.command_id), Uuid::from_u128(1), "the bytes say who sealed them");
    assert_eq!((of(second.command_id), of(own.command_id)), (Uuid::from_u128(1), Uuid::from_u128(2)));

    // Taken by the one who sent, it is offered to nobody else.
    desk.sign_in("3", "right", None).await.unwrap();
    assert!(desk.recoveries().await.unwrap().is_empty());
}

#[tokio::test]
async fn f50_leave_that_ran_out_leaves_everything_where_it_is() {
    let hall = Hall::new();
    let desk = hall.ready(false).await;
    hall.state(|state| state.disabled.insert(1));
    let sealed = seal(&desk, 9).await;
    desk.deliver(sealed.command_id).await.unwrap();
    desk.sign_in("2", "right", None).await.unwrap();
    hall.state(|state| state.leave = Some((Uuid::from_u128(50), 1, None)));
    let lines = desk.recoveries().await.unwrap();
    hall.state(|state| state.leave = None);
    desk.recover(&lines[0]).await.unwrap();
    desk.flush().await.unwrap();
    let kept = desk.parcel_detail(sealed.command_id).await.unwrap().unwrap();
    assert_eq!((kept.line.state, kept.line.why), (ParcelState::Parked, Some(Why::Refused)));
    assert_eq!(kept.problem.unwrap().code, "recovery.expired");
    hall.bench.later(7200);
    desk.flush().await.unwrap();
    assert!(hall.bench.script.arrived().is_empty(), "it is not tried again by itself");
    // Another leave brings it on its way.
    hall.state(|state| state.leave = Some((Uuid::from_u128(51), 1, None)));
    let lines = desk.recoveries().await.unwrap();
    desk.recover(&lines[0]).await.unwrap();
    desk.flush().await.unwrap();
    assert_eq!(desk.waiting_count().await.unwrap(), 0);
}

#[tokio::test]
async fn locking_closes_the_session_and_unlocking_carries_it_on() {
    let hall = Hall::new();
    let desk = hall.ready(false).await;
    desk.lock().await.unwrap();
    let error = me(&desk).await.unwrap_err();
    assert!(matches!(&error, DeskError::Centre(ApiError::Problem(no)) if no.code == "session.expired"), "{error:?}");
    assert_eq!(hall.refreshes(), 0, "without the store nothing is renewed");
    assert!(desk.is_signed_in(), "and nobody is signed out by it");
    desk.unlock(zeroize::Zeroizing::new(crate::desk::vault::DEMO_PASSPHRASE.to_owned())).await.unwrap();
    me(&desk).await.unwrap();
    assert_eq!(hall.refreshes(), 1);
}

#[tokio::test]
async fn a_password_that_is_due_lets_no_parcel_go() {
    let hall = Hall::new();
    let desk = hall.ready(false).await;
    hall.state(|state| state.password_due = true);
    let entered = desk.sign_in("1", "right", None).await.unwrap();
    assert!(entered.password_due && desk.password_due());
    let sealed = seal(&desk, 9).await;
    assert_eq!(sealed.state, ParcelState::Queued);
    desk.flush().await.unwrap();
    assert!(hall.bench.script.arrived().is_empty());
}

#[tokio::test]
async fn r11_2_a_second_factor_that_is_due_lets_no_parcel_go_until_it_is_set_up() {
    let hall = Hall::new();
    let desk = hall.ready(false).await;
    let mut hear = desk.events();
    // The region decides so while somebody works: the next answer says it.
    hall.state(|state| state.factor_due = true);
    assert!(me(&desk).await.is_err());
    assert!(desk.factor_due() && drain(&mut hear).contains(&Event::FactorDue));
    let entered = desk.sign_in("1", "right", None).await.unwrap();
    assert!(entered.totp_due && desk.factor_due());
    let sealed = seal(&desk, 9).await;
    assert_eq!(sealed.state, ParcelState::Queued);
    desk.flush().await.unwrap();
    assert!(hall.bench.script.arrived().is_empty());
    let secret = desk.begin_factor(&zeroize::Zeroizing::new("right".to_owned())).await.unwrap();
    assert_eq!(secret.secret, "KEY");
    assert!(desk.confirm_factor("135790").await.is_err() && desk.factor_due());
    desk.confirm_factor("246810").await.unwrap();
    assert!(!desk.factor_due() && drain(&mut hear).contains(&Event::SignedIn));
    desk.flush().await.unwrap();
    assert_eq!(desk.waiting_count().await.unwrap(), 0);
}

#[tokio::test]
async fn a_wrong_password_tells_its_wait_and_ends_no_session() {
    let hall = Hall::new();
    let desk = hall.ready(false).await;
    let no = desk.sign_in("1", "wrong", None).await.unwrap_err();
    assert_eq!(no.wait, Some(SignedDuration::from_secs(8)));
    assert!(desk.is_signed_in());
    me(&desk).await.unwrap();
}

#[tokio::test]
async fn a_telephone_signs_in_as_soon_as_its_person_agrees() {
    let hall = Hall::new();
    let desk = Desk::open(hall.config(false)).await.unwrap();
    let shown = desk.begin_grant("综合窗口03").await.unwrap();
    assert_eq!((shown.code.as_str(), shown.pace), ("WDJB-MJHT", SignedDuration::from_secs(5)));
    assert!(!format!("{shown:?}").contains("secret-half"));
    hall.state(|state| state.grant = vec!["in", "slow_down"]);
    assert_eq!(desk.poll_grant().await.unwrap(), GrantAnswer::SlowDown);
    hall.line.set_cut(true);
    assert!(desk.poll_grant().await.is_err());
    hall.line.set_cut(false);
    assert!(matches!(desk.poll_grant().await.unwrap(), GrantAnswer::In(_)), "a line that broke ends no grant");
    me(&desk).await.unwrap();
    assert_eq!(desk.poll_grant().await.unwrap(), GrantAnswer::Expired, "its codes are void now");
    desk.begin_grant("综合窗口03").await.unwrap();
    hall.state(|state| state.grant = vec!["access_denied"]);
    assert_eq!(desk.poll_grant().await.unwrap(), GrantAnswer::Denied);
}
