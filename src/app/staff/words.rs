//! What is read of people and proposals, in the language of the screen. Codes that this program does not know are shown as
//! they came (F41).

use jiff::Timestamp;

use crate::{
    app::session::beijing,
    contract::{Proposal, ProposalAct, ProposalKind, ProposedChange, StaffLine, Told},
    i18n::{Lang, is_known, t, tf},
};

/// What is proposed.
pub fn kind(lang: Lang, kind: &Told<ProposalKind>) -> String {
    match (kind.known(), kind.strange()) {
        (Some(kind), _) => t(lang, kind.key()).to_owned(),
        (None, code) => tf(lang, "staff.unknown_kind", &[&code.unwrap_or_default()]),
    }
}

/// What is proposed, and for whom: `新增人员 c9 周静`.
pub fn what(lang: Lang, proposal: &Proposal) -> String {
    format!("{} {} {}", kind(lang, &proposal.kind), proposal.staff_no, proposal.name)
}

/// What becomes otherwise: `岗位:综合窗口办事员→窗口组长`.
pub fn change(lang: Lang, line: &ProposedChange) -> String {
    let key = format!("proposal.field.{}", line.field);
    let field = if is_known(&key) { tf(lang, &key, &[]) } else { line.field.clone() };
    let before = line.before.as_deref().map(|before| value(lang, &line.field, before)).unwrap_or_default();
    format!("{field}:{before}→{}", value(lang, &line.field, &line.after))
}

/// A value of the contract as people read it.
fn value(lang: Lang, field: &str, value: &str) -> String {
    let key = match (field, value) {
        ("role", role) => format!("role.{role}"),
        ("password", _) => "staff.value.new".to_owned(),
        (_, "true") => "staff.value.yes".to_owned(),
        (_, "false") => "staff.value.no".to_owned(),
        ("departments" | "limits.regions" | "limits.items" | "limits.windows", "") => "staff.value.all".to_owned(),
        (_, "") => "staff.value.none".to_owned(),
        _ => return value.to_owned(),
    };
    if is_known(&key) { tf(lang, &key, &[]) } else { tf(lang, "staff.unknown_role", &[value]) }
}

/// Somebody's role.
pub fn role(lang: Lang, line: &StaffLine) -> String {
    match (line.role().known(), line.role().strange()) {
        (Some(role), _) => tf(lang, &role.key(), &[]),
        (None, code) => tf(lang, "staff.unknown_role", &[&code.unwrap_or_default()]),
    }
}

/// Key of how somebody's account stands.
pub const fn state_key(line: &StaffLine) -> &'static str {
    match (line.disabled, line.account, line.locked_until) {
        (true, ..) => "staff.state.disabled",
        (_, false, _) => "staff.state.no_account",
        (.., Some(_)) => "staff.state.locked",
        _ if line.must_change_password => "staff.state.password",
        _ => "staff.state.works",
    }
}

/// Key of what may be done.
pub const fn act_key(act: ProposalAct) -> &'static str {
    match act {
        ProposalAct::Confirm => "staff.do.confirm",
        ProposalAct::Refuse => "staff.do.refuse",
        ProposalAct::Withdraw => "staff.do.withdraw",
    }
}

/// Day and time in Beijing.
pub fn moment(at: Timestamp) -> String {
    beijing(at).strftime("%m-%d %H:%M").to_string()
}
