//! People and proposals as a centre might tell them, for tests and for the made-up desk.

use serde_json::{Value, json};
use uuid::Uuid;

use super::{Asked, Heard, Proposal, ProposalAct, StaffLine};

fn person(no: u128, name: &str, staff_no: &str, role: &str) -> Value {
    json!({"id": Uuid::from_u128(no), "name": name, "staff_no": staff_no, "role": role, "departments": [],
        "window_id": null, "mandate": {}})
}

fn line(no: u128, name: &str, staff_no: &str, role: &str, disabled: bool) -> StaffLine {
    let value = json!({"person": person(no, name, staff_no, role), "version": 1, "account": true, "disabled": disabled,
        "locked_until": null, "must_change_password": false, "second_factor": no == 1, "sessions": 1});
    serde_json::from_value(value).unwrap()
}

/// Everybody.
pub fn people() -> Vec<StaffLine> {
    vec![
        line(1, "姚远", "XT0001", "Admin", false),
        line(2, "贺敏", "XT0002", "Admin", false),
        line(3, "李晓云", "YZ0301", "Clerk", false),
        line(4, "周明", "YZ0302", "Clerk", true),
        line(5, "某某", "YZ0399", "DroneWarden", false),
    ]
}

fn proposal(no: u128, (kind, made_by): (&str, &str), who: [&str; 2], changes: &Value, acts: &[&str]) -> Proposal {
    let [staff_no, name] = who;
    let value = json!({"id": Uuid::from_u128(no << 96), "kind": kind, "state": "open", "person_id": Uuid::from_u128(no),
        "name": name, "staff_no": staff_no, "changes": changes, "made_by": made_by,
        "made_at": "2026-11-20T09:30:00+08:00", "expires_at": "2026-11-27T09:30:00+08:00", "acts": acts,
        "advice": null});
    serde_json::from_value(value).unwrap()
}

/// One to decide, and one of one's own.
pub fn waiting() -> Vec<Proposal> {
    let role = json!([
        {"field": "role", "before": "Clerk", "after": "Lead"},
        {"field": "limits.windows", "before": "03,04", "after": ""},
        {"field": "mandate.accept", "before": "false", "after": "true"},
    ]);
    let new = json!([{"field": "role", "before": null, "after": "Clerk"}]);
    vec![
        proposal(3, ("change", "贺敏"), ["YZ0301", "李晓云"], &role, &["confirm", "refuse"]),
        proposal(9, ("create", "姚远"), ["YZ0305", "周静"], &new, &["withdraw"]),
    ]
}

/// What the made-up centre says.
pub fn answer(asked: Asked) -> Heard {
    let Asked::Decide { id, act } = asked else { return Heard::List { waiting: waiting(), people: people() } };
    let mut proposal = waiting().into_iter().find(|one| one.id == id).unwrap();
    proposal.acts.clear();
    let state = match act {
        ProposalAct::Confirm => "confirmed",
        ProposalAct::Refuse => "refused",
        ProposalAct::Withdraw => "withdrawn",
    };
    proposal.state = serde_json::from_value(json!(state)).unwrap();
    if act != ProposalAct::Confirm {
        return Heard::Decided(Box::new(proposal));
    }
    let password = json!({"person_id": proposal.person_id, "password": "abc2-def3-ghj4-kmn5"});
    let confirmed = json!({"proposal": proposal, "line": people()[2], "password": password});
    Heard::Confirmed(Box::new(serde_json::from_value(confirmed).unwrap()))
}
