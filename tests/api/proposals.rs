//! RELIABILITY 5.3 row 33 (mark `2`), ASVS 2.3.5: what gives somebody a right takes two persons, what takes one away takes
//! one.

use chuangtai::{
    contract::{AuditPage, Person, Proposal, ProposalAct, ProposalConfirmed, ProposalState, StaffChanged},
    domain::role::{Limits, Role},
};
use jiff::SignedDuration;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    gate::{Gate, PASSWORD, somebody},
    world::{Answer, World},
};

/// A hall with two administrators and a clerk whom they change.
struct Scene {
    world: World,
    first: Person,
    second: Person,
    clerk: Person,
}

impl Scene {
    fn new() -> Self {
        let world = World::new();
        let mut admins = world.people.iter().filter(|person| person.role == Role::Admin).cloned();
        let (first, second) = (admins.next().unwrap(), admins.next().unwrap());
        let clerk = Person {
            departments: vec!["scjg".into()],
            limits: Limits { windows: vec!["03".into()], ..Limits::default() },
            ..somebody(700, Role::Clerk, "c700")
        };
        world.hire(&clerk);
        Self { world, first, second, clerk }
    }

    fn version(&self) -> u64 {
        let page: Value = self.world.get(&self.first, "/v1/staff").json();
        let mut lines = page["items"].as_array().unwrap().iter();
        lines.find(|line| line["person"]["id"] == json!(self.clerk.id)).unwrap()["version"].as_u64().unwrap()
    }

    fn change(&self, who: &Person, to: &Person) -> Answer {
        let body = json!({
            "expected_version": self.version(), "name": to.name, "role": to.role, "departments": to.departments,
            "window_id": to.window_id, "mandate": to.mandate, "limits": to.limits,
        });
        self.world.post(who, &format!("/v1/staff/{}", to.id), &body)
    }

    /// The clerk sees every window from now on, if somebody else says so too.
    fn wider(&self) -> Proposal {
        let to = Person { limits: Limits::default(), ..self.clerk.clone() };
        let answer = self.change(&self.first, &to);
        assert_eq!(answer.status, 200, "{}", answer.text());
        let changed: StaffChanged = answer.json();
        assert_eq!(changed.line.person, self.clerk, "nothing holds yet");
        changed.proposal.unwrap()
    }

    fn act(&self, who: &Person, proposal: &Proposal, act: &str) -> Answer {
        self.world.post(who, &format!("/v1/proposals/{}/{act}", proposal.id), &json!({}))
    }

    fn waiting(&self, who: &Person) -> Vec<Proposal> {
        self.world.get(who, "/v1/proposals").json()
    }

    fn now(&self) -> Person {
        self.world.centre.demo_people().unwrap().into_iter().find(|one| one.id == self.clerk.id).unwrap()
    }

    fn record(&self) -> Vec<String> {
        let auditor = self.world.role(Role::Auditor);
        let page: AuditPage = self.world.get(&auditor, "/v1/audit?limit=200").json();
        page.links.into_iter().map(|link| link.body).collect()
    }
}

#[test]
fn asvs_2_3_5_whoever_proposed_it_does_not_confirm_it_and_a_second_person_does() {
    let scene = Scene::new();
    let Scene { world, first, second, .. } = &scene;
    let proposal = scene.wider();
    assert_eq!(proposal.acts, [ProposalAct::Withdraw]);
    assert_eq!((proposal.made_by.as_str(), proposal.advice.as_ref()), (first.name.as_str(), None));
    let [change] = proposal.changes.as_slice() else { panic!("{:?}", proposal.changes) };
    assert_eq!((change.field.as_str(), change.before.as_deref(), &*change.after), ("limits.windows", Some("03"), ""));
    for act in ["confirm", "refuse"] {
        let own = scene.act(first, &proposal, act).problem();
        assert_eq!((own.status, own.code.as_str()), (403, "proposal.same_person"), "{act}");
        assert_eq!(own.rule.as_deref(), Some("R12.4"));
    }
    assert_eq!(scene.now(), scene.clerk);
    let [waiting] = scene.waiting(second).try_into().unwrap();
    assert_eq!(waiting.acts, [ProposalAct::Confirm, ProposalAct::Refuse]);
    let manager = world.role(Role::HallManager);
    assert!(scene.waiting(&manager)[0].acts.is_empty(), "they see it and have no part in it");
    assert_eq!(scene.act(&manager, &proposal, "confirm").problem().code, "role.not_allowed");

    let done: ProposalConfirmed = scene.act(second, &proposal, "confirm").json();
    assert_eq!((done.proposal.state, done.password), (ProposalState::Confirmed.into(), None));
    assert_eq!(scene.now().limits, Limits::default());
    assert!(scene.waiting(second).is_empty());
    assert_eq!(scene.act(second, &proposal, "confirm").problem().code, "proposal.decided");

    let record = scene.record();
    let told = |act: &str, who: &Person| {
        let about = format!("proposal.{act}/{}", proposal.id);
        let by = |body: &&String| body.contains(&about) && body.contains(&who.id.to_string());
        record.iter().filter(by).map(|body| body.contains("\"done\"")).collect::<Vec<_>>()
    };
    assert_eq!(told("put", first), [true]);
    assert_eq!(told("confirm", first), [false], "who tried what they may not is on record");
    assert_eq!(told("confirm", second), [true, false]);
    let changed = format!("account.change/{}", scene.clerk.id);
    let held = |body: &&String| body.contains(&format!("\"{changed}\",")) && body.contains("limits");
    assert!(record.iter().any(|body| held(&body) && body.contains(&second.id.to_string())), "{record:#?}");
    assert!(!record.iter().any(|body| body.contains("某人")), "no names in the chain");
}

#[test]
fn asvs_2_3_5_nobody_confirms_what_is_about_their_own_account() {
    let scene = Scene::new();
    let Scene { world, first, second, .. } = &scene;
    let third = somebody(701, Role::Admin, "a701");
    world.hire(&third);
    let path = format!("/v1/staff/{}/password", second.id);
    let proposal: Proposal = world.post(first, &path, &json!({"second_factor": true})).json();
    let own = scene.act(second, &proposal, "confirm").problem();
    assert_eq!((own.status, own.code.as_str()), (403, "proposal.own_account"));
    assert!(scene.waiting(second)[0].acts.is_empty());
    let done: ProposalConfirmed = scene.act(&third, &proposal, "confirm").json();
    assert_eq!(done.password.unwrap().person_id, second.id);
}

#[test]
fn asvs_2_3_5_somebody_new_can_do_nothing_before_the_second_word_and_the_password_is_its_speakers() {
    let gate = Gate::new();
    let (admin, second) = (gate.sign_in("admin").token, gate.second());
    let new = json!({"name": "周静", "staff_no": "c9", "role": "Clerk"});
    let asked = gate.post(Some(&admin), "/v1/staff", &new);
    assert!(!asked.text().contains("password"), "there is none yet");
    let proposal: Proposal = asked.json();
    let any = json!({"staff_no": "c9", "password": PASSWORD});
    assert_eq!(gate.try_sign_in(&any).problem().code, "session.sign_in_failed");
    assert!(!gate.get(&admin, "/v1/staff").text().contains("\"c9\""));
    let confirmed = gate.confirm(&second, &proposal);
    assert_eq!(confirmed.status, 200, "{}", confirmed.text());
    let password = confirmed.json::<ProposalConfirmed>().password.unwrap().password;
    assert_eq!(gate.try_sign_in(&json!({"staff_no": "c9", "password": password})).status, 200);
    // Somebody else has the number by the time of the second word.
    let late: Proposal =
        gate.post(Some(&admin), "/v1/staff", &json!({"name": "某", "staff_no": "c10", "role": "Clerk"})).json();
    gate.hire(&somebody(60, Role::Clerk, "c10"));
    assert_eq!(gate.confirm(&second, &late).problem().code, "staff.number_taken");
    assert_eq!(gate.recorded("account.create/"), 5, "put, done and confirmed; put and refused");
}

#[test]
fn asvs_2_3_5_what_takes_rights_away_works_at_once_by_one_person() {
    let scene = Scene::new();
    let Scene { world, first, clerk, .. } = &scene;
    let less = Person {
        limits: Limits { items: vec!["1100".into()], ..clerk.limits.clone() },
        window_id: Some("05".into()),
        ..clerk.clone()
    };
    let changed: StaffChanged = scene.change(first, &less).json();
    assert_eq!((changed.proposal, &changed.line.person), (None, &less));
    for what in ["sign-out", "disable"] {
        assert_eq!(world.post(first, &format!("/v1/staff/{}/{what}", clerk.id), &json!({})).status, 200, "{what}");
    }
    assert!(scene.waiting(first).is_empty());
    let enabled: Proposal = world.post(first, &format!("/v1/staff/{}/enable", clerk.id), &json!({})).json();
    assert_eq!(enabled.acts, [ProposalAct::Withdraw]);
    let again = world.post(first, &format!("/v1/staff/{}/enable", clerk.id), &json!({})).problem();
    assert_eq!((again.status, again.code.as_str()), (422, "proposal.open"));
    // The hall's management stops people alone, and lets them in again as the second person.
    let manager = world.role(Role::HallManager);
    let done: ProposalConfirmed = scene.act(&manager, &enabled, "confirm").json();
    assert!(!done.line.disabled);
    let idle = world.post(first, &format!("/v1/staff/{}/enable", clerk.id), &json!({})).problem();
    assert_eq!((idle.status, idle.code.as_str()), (422, "staff.enabled"));
}

#[test]
fn asvs_2_3_5_a_proposal_is_refused_taken_back_or_runs_out() {
    let scene = Scene::new();
    let Scene { world, first, second, .. } = &scene;
    let refused = scene.wider();
    assert_eq!(scene.act(second, &refused, "withdraw").problem().code, "proposal.not_yours");
    let no: Proposal = scene.act(second, &refused, "refuse").json();
    assert_eq!((no.state, no.acts.len()), (ProposalState::Refused.into(), 0));
    assert_eq!(scene.act(second, &refused, "confirm").problem().code, "proposal.decided");

    let withdrawn = scene.wider();
    let back: Proposal = scene.act(first, &withdrawn, "withdraw").json();
    assert_eq!(back.state, ProposalState::Withdrawn);
    assert_eq!(scene.act(second, &withdrawn, "confirm").problem().code, "proposal.decided");

    let old = scene.wider();
    assert_eq!(old.expires_at, old.made_at + SignedDuration::from_hours(7 * 24));
    world.clock.advance(SignedDuration::from_hours(7 * 24));
    world.sign_in_again();
    assert!(scene.waiting(second).is_empty());
    let late = scene.act(second, &old, "confirm").problem();
    assert_eq!((late.status, late.code.as_str()), (422, "proposal.expired"));
    assert_eq!(scene.now(), scene.clerk);
    let record = scene.record();
    for (act, id) in [("refuse", refused.id), ("withdraw", withdrawn.id), ("expire", old.id)] {
        let told = record.iter().filter(|body| body.contains(&format!("proposal.{act}/{id}"))).count();
        assert!(told > 0, "{act}");
    }
    // What ran out stands in nobody's way.
    scene.wider();
    assert_eq!(scene.act(second, &Proposal { id: Uuid::from_u128(5), ..old }, "confirm").problem().code, "not_found");
}

#[test]
fn asvs_2_3_5_a_second_word_counts_only_for_what_was_looked_at_and_for_a_first_word_that_counts() {
    let scene = Scene::new();
    let Scene { world, first, second, clerk } = &scene;
    let wider = scene.wider();
    let less = Person { name: "另名".into(), ..clerk.clone() };
    scene.change(first, &less).json::<StaffChanged>();
    let stale = scene.act(second, &wider, "confirm").problem();
    assert_eq!((stale.status, stale.code.as_str()), (412, "proposal.stale"));
    scene.act(first, &wider, "withdraw");

    let again = scene.wider_of(&less);
    let third = somebody(702, Role::Admin, "a702");
    world.hire(&third);
    assert_eq!(world.post(&third, &format!("/v1/staff/{}/disable", first.id), &json!({})).status, 200);
    let void = scene.act(second, &again, "confirm").problem();
    assert_eq!((void.status, void.code.as_str()), (422, "proposal.proposer"), "whose word is worth nothing any more");
    assert_eq!(scene.now().limits, clerk.limits);
}

impl Scene {
    fn wider_of(&self, person: &Person) -> Proposal {
        let to = Person { limits: Limits::default(), ..person.clone() };
        self.change(&self.first, &to).json::<StaffChanged>().proposal.unwrap()
    }
}

#[test]
fn asvs_2_3_5_where_there_is_no_second_person_the_answer_says_what_to_do_and_the_machine_confirms() {
    let gate = Gate::new();
    let admin = gate.sign_in("admin").token;
    let new = json!({"name": "第二管理员", "staff_no": "admin9", "role": "Admin"});
    let alone: Proposal = gate.post(Some(&admin), "/v1/staff", &new).json();
    let advice = alone.advice.clone().unwrap();
    assert!(advice.contains("目前没有第二个人可以确认"), "{advice}");
    assert!(advice.contains(&format!("chuangtai serve --confirm {}", alone.id)), "{advice}");
    assert_eq!(gate.confirm(&admin, &alone).problem().code, "proposal.same_person", "also then");
    let done = gate.centre().confirm_here(alone.id).unwrap();
    let password = done.password.unwrap().password;
    let first = gate.try_sign_in(&json!({"staff_no": "admin9", "password": password}));
    assert_eq!(first.status, 200);
    assert_eq!(gate.centre().confirm_here(alone.id).unwrap_err().code(), "proposal.decided");
    // From now on there is one, and the machine is not asked.
    let next: Proposal =
        gate.post(Some(&admin), "/v1/staff", &json!({"name": "某", "staff_no": "c11", "role": "Clerk"})).json();
    assert_eq!(next.advice, None);
    assert_eq!(gate.recorded(&format!("proposal.confirm/{}", alone.id)), 3, "refused, done, refused");
}

#[test]
fn asvs_2_3_5_people_out_of_reach_are_not_there() {
    let scene = Scene::new();
    let proposal = scene.wider();
    let far = Person { departments: vec!["mzj".into()], ..somebody(703, Role::Admin, "a703") };
    scene.world.hire(&far);
    assert!(scene.waiting(&far).is_empty());
    for act in ["confirm", "refuse", "withdraw"] {
        assert_eq!(scene.act(&far, &proposal, act).problem().code, "not_found", "{act}");
    }
    let clerk = scene.world.role(Role::Clerk);
    assert_eq!(scene.world.get(&clerk, "/v1/proposals").problem().code, "role.not_allowed");
}
