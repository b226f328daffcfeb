//! `chuangtai staff …` and `chuangtai devices …`: who works at a centre and which desks it knows, for those in charge. The
//! centre decides who that is; what it shows once (a password, a code) is written to stdout and kept nowhere.

use clap::{Args, Subcommand};
use uuid::Uuid;

use crate::{
    app::staff::state_key,
    contract::{
        ChangeStaff, NewStaff, ProposalAct, RecoveryLine, RecoveryReason, RecoveryRequest, ResetPassword, StaffLine,
    },
    desk::Desk,
    domain::role::{Limits, Mandate, Role},
    i18n::{Lang, t, tf},
    text::SafeText,
};

use super::{
    Answer, Outcome,
    errand::{self, At, not_done, refusal},
    powers::{Powers, said, takes_nothing_in, written},
    proposals,
};

/// Command line of `staff`.
#[derive(Debug, Args)]
pub(super) struct StaffArgs {
    #[command(flatten)]
    at: At,
    #[command(subcommand)]
    what: Staff,
}

#[derive(Debug, Clone, Subcommand)]
enum Staff {
    #[command(about = t(Lang::Zh, "staff.about.list"))]
    List,
    #[command(about = t(Lang::Zh, "staff.about.add"))]
    Add {
        #[arg(value_name = "STAFF_NO")]
        staff_no: String,
        #[arg(value_name = "NAME")]
        name: String,
        #[arg(value_name = "ROLE", help = t(Lang::Zh, "staff.arg.role"))]
        role: String,
        #[arg(long, value_name = "WINDOW")]
        window: Option<String>,
        #[arg(long, value_name = "DEPARTMENT")]
        department: Vec<String>,
        #[command(flatten)]
        powers: Powers,
    },
    #[command(about = t(Lang::Zh, "staff.about.change"))]
    Change {
        #[arg(value_name = "STAFF_NO")]
        staff_no: String,
        #[arg(long, value_name = "NAME")]
        name: Option<String>,
        #[arg(long, value_name = "ROLE", help = t(Lang::Zh, "staff.arg.role"))]
        role: Option<String>,
        #[arg(long, value_name = "WINDOW")]
        window: Option<String>,
        #[arg(long, value_name = "DEPARTMENT")]
        department: Option<Vec<String>>,
        #[command(flatten)]
        powers: Powers,
    },
    #[command(about = t(Lang::Zh, "staff.about.disable"))]
    Disable {
        #[arg(value_name = "STAFF_NO")]
        staff_no: String,
    },
    #[command(about = t(Lang::Zh, "staff.about.enable"))]
    Enable {
        #[arg(value_name = "STAFF_NO")]
        staff_no: String,
    },
    #[command(about = t(Lang::Zh, "staff.about.confirm"))]
    Confirm {
        #[arg(value_name = "PROPOSAL", help = t(Lang::Zh, "staff.arg.proposal"))]
        proposal: String,
    },
    #[command(about = t(Lang::Zh, "staff.about.refuse"))]
    Refuse {
        #[arg(value_name = "PROPOSAL", help = t(Lang::Zh, "staff.arg.proposal"))]
        proposal: String,
    },
    #[command(about = t(Lang::Zh, "staff.about.withdraw"))]
    Withdraw {
        #[arg(value_name = "PROPOSAL", help = t(Lang::Zh, "staff.arg.proposal"))]
        proposal: String,
    },
    #[command(about = t(Lang::Zh, "staff.about.sign_out"))]
    SignOut {
        #[arg(value_name = "STAFF_NO")]
        staff_no: String,
    },
    #[command(about = t(Lang::Zh, "staff.about.reset"))]
    Reset {
        #[arg(value_name = "STAFF_NO")]
        staff_no: String,
        #[arg(long, help = t(Lang::Zh, "staff.arg.totp"))]
        totp: bool,
    },
}

/// Command line of `devices`.
#[derive(Debug, Args)]
pub(super) struct DevicesArgs {
    #[command(flatten)]
    at: At,
    #[command(subcommand)]
    what: Devices,
}

#[derive(Debug, Clone, Subcommand)]
enum Devices {
    #[command(about = t(Lang::Zh, "devices.about.list"))]
    List,
    #[command(about = t(Lang::Zh, "devices.about.code"))]
    Code,
    #[command(about = t(Lang::Zh, "devices.about.revoke"))]
    Revoke {
        #[arg(value_name = "ID")]
        id: Uuid,
    },
    #[command(about = t(Lang::Zh, "devices.about.recover"))]
    Recover {
        #[arg(value_name = "ID", help = t(Lang::Zh, "devices.arg.id"))]
        id: Uuid,
        #[arg(value_name = "STAFF_NO", help = t(Lang::Zh, "devices.arg.staff_no"))]
        staff_no: String,
        #[arg(long, value_name = "REASON", help = t(Lang::Zh, "devices.arg.reason"))]
        reason: String,
        #[arg(long, value_name = "ROLE", help = t(Lang::Zh, "devices.arg.role"))]
        role: Option<String>,
        #[arg(long, value_name = "HOURS", help = t(Lang::Zh, "devices.arg.hours"))]
        hours: Option<u32>,
    },
    #[command(about = t(Lang::Zh, "devices.about.leaves"))]
    Leaves {
        #[arg(value_name = "ID", help = t(Lang::Zh, "devices.arg.id"))]
        id: Uuid,
    },
    #[command(about = t(Lang::Zh, "devices.about.withdraw"))]
    Withdraw {
        #[arg(value_name = "LEAVE", help = t(Lang::Zh, "devices.arg.leave"))]
        leave: Uuid,
    },
}

/// Does what `staff` is asked.
pub(super) fn staff(args: &StaffArgs) -> Answer {
    let what = args.what.clone();
    errand::run(&args.at, true, |desk| async move { on_staff(&desk, what).await })
}

async fn on_staff(desk: &Desk, what: Staff) -> Result<Answer, Answer> {
    let changed = |line: StaffLine| Answer::done(shown(&line));
    match what {
        Staff::List => {
            let waiting = proposals::all(desk).await?;
            let everybody = everybody(desk).await?;
            let head = (!waiting.is_empty()).then(|| tf(Lang::Zh, "staff.waiting", &[&waiting.len().to_string()]));
            let lines = head.into_iter().chain(waiting.iter().map(proposals::shown)).chain(everybody.iter().map(shown));
            Ok(Answer::done(lines.collect::<Vec<_>>().join("\n")))
        }
        Staff::Add { staff_no, name, role, window, department, powers } => {
            let role: Role = read(role, "staff.no_role")?;
            let (mandate, limits) = (powers.mandate(&Mandate::default()), powers.limits(Limits::default()));
            let err = if takes_nothing_in(role, &mandate) {
                tf(Lang::Zh, "staff.no_letter", &[&staff_no])
            } else {
                String::new()
            };
            let new = NewStaff {
                name,
                staff_no,
                role,
                departments: said(department),
                window_id: window.as_deref().and_then(written),
                mandate,
                limits,
            };
            let given = desk.ask(|centre| async move { centre.add_staff(&new).await }).await;
            given.map(|put| Answer { err, ..proposals::put_down(&put) }).map_err(|error| not_done(&error))
        }
        Staff::Change { staff_no, name, role, window, department, powers } => {
            let StaffLine { person: before, version, .. } = line_of(desk, &staff_no).await?;
            let change = ChangeStaff {
                expected_version: version,
                name: name.unwrap_or(before.name),
                role: role.map(|role| read(role, "staff.no_role")).transpose()?.unwrap_or(before.role),
                departments: department.map_or(before.departments, said),
                window_id: window.map_or(before.window_id, |window| written(&window)),
                mandate: powers.mandate(&before.mandate),
                limits: powers.limits(before.limits),
            };
            let done = desk.ask(|centre| async move { centre.change_staff(before.id, &change).await }).await;
            let done = done.map_err(|error| not_done(&error))?;
            Ok(done.proposal.map_or_else(|| changed(done.line), |put| proposals::put_down(&put)))
        }
        Staff::Reset { staff_no, totp } => {
            let (id, reset) = (find(desk, &staff_no).await?, ResetPassword { second_factor: totp });
            let given = desk.ask(|centre| async move { centre.reset_password(id, &reset).await }).await;
            given.map(|put| proposals::put_down(&put)).map_err(|error| not_done(&error))
        }
        Staff::Disable { staff_no } => {
            let id = find(desk, &staff_no).await?;
            let done = desk.ask(|centre| async move { centre.disable(id).await }).await;
            done.map(changed).map_err(|error| not_done(&error))
        }
        Staff::Enable { staff_no } => {
            let id = find(desk, &staff_no).await?;
            let done = desk.ask(|centre| async move { centre.enable(id).await }).await;
            done.map(|put| proposals::put_down(&put)).map_err(|error| not_done(&error))
        }
        Staff::Confirm { proposal } => proposals::decide(desk, &proposal, ProposalAct::Confirm).await,
        Staff::Refuse { proposal } => proposals::decide(desk, &proposal, ProposalAct::Refuse).await,
        Staff::Withdraw { proposal } => proposals::decide(desk, &proposal, ProposalAct::Withdraw).await,
        Staff::SignOut { staff_no } => {
            let id = find(desk, &staff_no).await?;
            let done = desk.ask(|centre| async move { centre.force_sign_out(id).await }).await;
            done.map(changed).map_err(|error| not_done(&error))
        }
    }
}

/// A word of the contract as it was typed.
fn read<T: serde::de::DeserializeOwned>(word: String, unknown: &'static str) -> Result<T, Answer> {
    let value = serde_json::Value::String(word);
    serde_json::from_value(value).map_err(|_| Answer::complaint(Outcome::Usage, t(Lang::Zh, unknown).to_owned()))
}

async fn everybody(desk: &Desk) -> Result<Vec<StaffLine>, Answer> {
    desk.ask(|centre| async move { centre.everybody().await }).await.map_err(|error| not_done(&error))
}

async fn find(desk: &Desk, staff_no: &str) -> Result<Uuid, Answer> {
    line_of(desk, staff_no).await.map(|line| line.person.id)
}

async fn line_of(desk: &Desk, staff_no: &str) -> Result<StaffLine, Answer> {
    let all = everybody(desk).await?;
    let found = all.into_iter().find(|line| line.person.staff_no == staff_no);
    let line = found.ok_or_else(|| refusal("staff.nobody"))?;
    // Whoever does not see all of somebody does nothing to them (F41).
    if line.strange.is_empty() { Ok(line) } else { Err(refusal("staff.only_read")) }
}

/// One person on one line, columns apart by tabs.
fn shown(line: &StaffLine) -> String {
    let role = match (line.role().known(), line.role().strange()) {
        (Some(role), _) => format!("{role:?}"),
        (None, code) => tf(Lang::Zh, "staff.unknown_role", &[SafeText::new(&code.unwrap_or_default()).as_str()]),
    };
    let second = t(Lang::Zh, if line.second_factor { "staff.second.on" } else { "staff.second.off" });
    let sessions = tf(Lang::Zh, "staff.sessions", &[&line.sessions.to_string()]);
    [line.person.staff_no.as_str(), &line.person.name, &role, t(Lang::Zh, state_key(line)), second, &sessions]
        .join("\t")
}

/// Does what `devices` is asked.
pub(super) fn devices(args: &DevicesArgs) -> Answer {
    let what = args.what.clone();
    errand::run(&args.at, true, |desk| async move {
        match what {
            Devices::List => {
                let all = desk.ask(|centre| async move { centre.devices().await }).await;
                let lines = all.map_err(|error| not_done(&error))?;
                Ok(Answer::done(lines.iter().map(device).collect::<Vec<_>>().join("\n")))
            }
            Devices::Code => {
                let code = desk.ask(|centre| async move { centre.device_code().await }).await;
                let code = code.map_err(|error| not_done(&error))?;
                let until = crate::app::session::beijing(code.expires_at).strftime("%m-%d %H:%M").to_string();
                Ok(Answer::done(tf(Lang::Zh, "devices.code", &[&code.code, &until])))
            }
            Devices::Recover { id, staff_no, reason, role, hours } => {
                let reason = read::<RecoveryReason>(reason, "devices.no_reason")?;
                let role = role.map(|role| read::<Role>(role, "staff.no_role")).transpose()?;
                let (of, request) =
                    (find(&desk, &staff_no).await?, RecoveryRequest { device_id: id, reason, role, hours });
                let given = desk.ask(|centre| async move { centre.give_recovery(of, &request).await }).await;
                let given = given.map_err(|error| not_done(&error))?;
                let until = crate::app::session::beijing(given.expires_at).strftime("%m-%d %H:%M").to_string();
                Ok(Answer::done(tf(Lang::Zh, "devices.recovery", &[&given.staff_no, &until, &given.id.to_string()])))
            }
            Devices::Leaves { id } => {
                let all = desk.ask(|centre| async move { centre.recoveries(id).await }).await;
                let lines = all.map_err(|error| not_done(&error))?;
                Ok(Answer::done(lines.iter().map(leave).collect::<Vec<_>>().join("\n")))
            }
            Devices::Withdraw { leave } => {
                let done = desk.ask(|centre| async move { centre.revoke_recovery(leave).await }).await;
                let said = |line: RecoveryLine| {
                    Answer::done(tf(Lang::Zh, "devices.withdrawn", &[SafeText::new(&line.staff_no).as_str()]))
                };
                done.map(said).map_err(|error| not_done(&error))
            }
            Devices::Revoke { id } => {
                let done = desk.ask(|centre| async move { centre.revoke_device(id).await }).await;
                done.map(|line| Answer::done(device(&line))).map_err(|error| not_done(&error))
            }
        }
    })
}

/// Leave on one line, columns apart by tabs.
fn leave(line: &RecoveryLine) -> String {
    let until = crate::app::session::beijing(line.expires_at).strftime("%m-%d %H:%M").to_string();
    let state = t(Lang::Zh, if line.taken_by.is_some() { "devices.leave.used" } else { "devices.leave.open" });
    [line.id.to_string().as_str(), SafeText::new(&line.staff_no).as_str(), &until, state].join("\t")
}

fn device(line: &crate::contract::DeviceLine) -> String {
    let day = crate::app::session::beijing(line.enrolled_at).date().to_string();
    let state = if line.revoked_at.is_some() { "devices.revoked" } else { "devices.works" };
    [line.id.to_string().as_str(), &line.name, &line.key, &day, t(Lang::Zh, state)].join("\t")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn f41_somebody_in_a_role_that_nobody_knows_is_shown_by_its_code() {
        let line = |role: &str| -> StaffLine {
            let person = json!({"id": Uuid::nil(), "name": "某某", "staff_no": "c1", "role": role, "departments": [],
                "window_id": null, "mandate": {}});
            let line = json!({"person": person, "version": 1, "account": true, "disabled": false, "locked_until": null,
                "must_change_password": false, "second_factor": false, "sessions": 2});
            serde_json::from_value(line).unwrap()
        };
        assert_eq!(shown(&line("Clerk")), "c1\t某某\tClerk\t在用\t无动态口令\t登录 2 处");
        assert_eq!(shown(&line("DroneWarden")), "c1\t某某\t未知岗位(DroneWarden)\t在用\t无动态口令\t登录 2 处");
    }
}
