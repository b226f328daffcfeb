//! The first administrator of a new database, and the second person where there is only that one: whoever has the centre's
//! own machine in hand.

use std::io::{BufRead as _, stdin};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{because, open, plan::Plan, proposals, say};
use crate::{
    central::{Centre, auth::Cost},
    contract::{Person, Realm},
    domain::role::{Limits, Mandate, Role},
    i18n::{Lang, t, tf},
    ports::Entropy as _,
    runtime::SystemEntropy,
};

/// Login of the first administrator.
const FIRST_ADMIN: &str = "admin";

/// Makes the first administrator. A password that is not given is drawn and shown once.
pub(super) fn init(centre: &Centre, from_stdin: bool) -> Result<(), String> {
    if centre.realm() != Realm::Live {
        return Err(t(Lang::Zh, "cli.serve.init_live").to_owned());
    }
    if centre.has_accounts().map_err(|fault| fault.problem("").title)? {
        return Err(t(Lang::Zh, "cli.serve.init_done").to_owned());
    }
    let mut password = Zeroizing::new(String::new());
    if from_stdin {
        stdin().lock().read_line(&mut password).map_err(because("cli.serve.files"))?;
    } else {
        let mut bytes = Zeroizing::new([0u8; 15]);
        SystemEntropy.fill(bytes.as_mut());
        // Three classes of characters, whatever was drawn.
        password.push_str("Ct-1");
        password.push_str(&URL_SAFE_NO_PAD.encode(bytes.as_ref()));
    }
    let admin = Person {
        id: SystemEntropy.uuid(),
        name: t(Lang::Zh, "cli.serve.admin").to_owned(),
        staff_no: FIRST_ADMIN.to_owned(),
        role: Role::Admin,
        departments: Vec::new(),
        window_id: None,
        mandate: Mandate::default(),
        limits: Limits::default(),
    };
    centre
        .set_password(&admin, password.trim_end_matches(['\r', '\n']), Cost::Real)
        .map_err(|error| tf(Lang::Zh, error.key(), &[]))?;
    say(&if from_stdin {
        tf(Lang::Zh, "cli.serve.admin_no", &[FIRST_ADMIN])
    } else {
        tf(Lang::Zh, "cli.serve.first_admin", &[FIRST_ADMIN, &password])
    });
    Ok(())
}

/// Confirms what somebody proposed and nobody else can confirm, and ends.
pub(super) fn confirm(plan: &Plan, proposal: Uuid) -> Result<String, String> {
    let done = open::open(plan)?.confirm_here(proposal).map_err(|fault| {
        let problem = fault.problem("");
        [problem.title].into_iter().chain(problem.detail).collect::<Vec<_>>().join("\n")
    })?;
    Ok(proposals::confirmed(&done))
}
