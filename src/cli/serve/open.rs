//! The database of a service: opened, or set up by its owner.

use std::{fs, sync::Arc};

use super::{because, plan::Plan};
use crate::{
    central::{self, Centre, Config, KeyPlace},
    contract::Realm,
    domain::settings::Profile,
    i18n::{Lang, t, tf},
    runtime::{SystemClock, SystemEntropy, Threads},
};

/// The owner's part: the schema, and a role that may serve without being able to rewrite what is append-only.
pub(super) fn prepare(plan: &Plan, role: &str) -> Result<String, String> {
    central::prepare(&plan.location, role).map_err(|error| t(Lang::Zh, error.key()).to_owned())?;
    Ok(tf(Lang::Zh, "cli.serve.prepared", &[role]))
}

/// Opens the centre; that may take a while, for a database that is of an older version.
pub(super) fn open(plan: &Plan) -> Result<Centre, String> {
    fs::create_dir_all(&plan.folder).map_err(because("cli.serve.files"))?;
    let config = Config {
        location: plan.location.clone(),
        keys: KeyPlace::Folder(plan.keys.clone()),
        realm: plan.realm,
        hall: plan.hall.clone(),
        profile: Profile::default(),
        clock: Arc::new(SystemClock),
        entropy: Arc::new(SystemEntropy),
        spawn: Arc::new(Threads),
    };
    let opened = match plan.realm {
        Realm::Live => Centre::open_hashed(config, plan.audit_hash),
        Realm::Training | Realm::Demo => Centre::open_demo(config),
    };
    let centre = opened.map_err(|error| tf(Lang::Zh, error.key(), &[&error.to_string()]))?;
    centre.limit_reading(plan.reading_percent);
    centre.demand_step_up(plan.step_up_minutes);
    if let Some(address) = &plan.public_url {
        centre.set_public_address(address);
    }
    Ok(centre)
}
