//! Before a command may be judged: can it be read, who sent it, from which device, in what order. A no of this page is
//! not recorded, so the parcel stays with the desk and may come again.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::{
    contract::{
        Command, ENVELOPE_VERSION, Fingerprint, NotCanonical, OLDEST_ENVELOPE, Person, Verdict, check_canonical, verify,
    },
    domain::lifecycle::Act,
};

use super::{Answer, Sealed};
use crate::central::{
    fault::Fault,
    files::is_hash,
    store::{StoredVerdict, Tx},
};

/// The command in these bytes. They must be canonical: what is stored, signed and fingerprinted is one thing.
pub(super) fn read(sealed: &Sealed<'_>) -> Result<Command, Fault> {
    let value = check_canonical(sealed.bytes).map_err(|error| match error {
        NotCanonical::Malformed => Fault::new(400, "command.malformed"),
        NotCanonical::Fraction | NotCanonical::OtherForm => Fault::new(400, "command.not_canonical"),
    })?;
    match value.get("v").and_then(serde_json::Value::as_u64) {
        Some(v) if v > u64::from(ENVELOPE_VERSION) => return Err(Fault::new(426, "command.newer_envelope")),
        Some(v) if v < u64::from(OLDEST_ENVELOPE) => return Err(Fault::new(426, "command.older_envelope")),
        _ => {}
    }
    let command: Command = serde_json::from_value(value).map_err(|_| Fault::new(400, "command.malformed"))?;
    let key = sealed.key.map(|key| key.trim().trim_matches('"')).and_then(|key| key.parse().ok());
    if key != Some(command.command_id) {
        return Err(Fault::new(400, "command.key_missing"));
    }
    let named = Command::files_in(&command.payload);
    if !command.blobs.iter().eq(&named) || !named.iter().all(|hash| is_hash(hash)) {
        return Err(Fault::new(400, "command.files").at("/blobs"));
    }
    if command.command_id.get_version_num() != 4 {
        return Err(Fault::new(400, "command.malformed").at("/command_id"));
    }
    Ok(command)
}

/// The act; what time does is not sent by anybody.
pub(super) fn act(command: &Command) -> Result<Act, Fault> {
    match act_of(command)? {
        Act::System(_) => Err(unknown(command)),
        act => Ok(act),
    }
}

/// The act of any command, the service's own included.
pub(super) fn act_of(command: &Command) -> Result<Act, Fault> {
    if Act::KINDS.contains(&command.kind.as_str()) {
        command.act().map_err(|_| Fault::new(400, "command.payload").arg(&command.kind).at("/payload"))
    } else {
        Err(unknown(command))
    }
}

fn unknown(command: &Command) -> Fault {
    Fault::new(400, "command.unknown_type").arg(&command.kind).at("/type")
}

/// The verdict that was given once. Other bytes or another person under the same id are a bug or tampering.
pub(super) fn replay(stored: StoredVerdict, command: &Command, fingerprint: &Fingerprint) -> Result<Answer, Fault> {
    if stored.fingerprint != fingerprint.hex || stored.actor_id != command.actor_id {
        return Err(Fault::new(422, "command.key_reused"));
    }
    Ok(match (stored.verdict, stored.problem) {
        (Verdict::Rejected, Some(problem)) => Answer::Rejected { problem: Box::new(problem), replayed: true },
        _ => Answer::Applied { receipt: stored.receipt, replayed: true },
    })
}

/// The device is enrolled, trusted, and signed exactly these bytes.
pub(super) fn signature<'a>(tx: &Tx<'_>, sealed: &Sealed<'a>, command: &Command) -> Result<&'a str, Fault> {
    let device = tx.device(command.device_id)?.ok_or_else(|| Fault::new(403, "device.unknown"))?;
    if device.revoked_at.is_some() {
        return Err(Fault::new(403, "device.revoked"));
    }
    let signature = sealed.signature.map(str::trim).unwrap_or_default();
    let holds = URL_SAFE_NO_PAD
        .decode(signature)
        .is_ok_and(|decoded| verify(&device.public_key, sealed.bytes, &decoded).is_ok());
    if holds { Ok(signature) } else { Err(Fault::new(403, "device.signature")) }
}

/// The person as they are at this moment, in the role they claim.
pub(super) fn person(tx: &Tx<'_>, command: &Command) -> Result<Person, Fault> {
    let person = tx.person(command.actor_id)?.ok_or_else(|| Fault::new(403, "account.disabled"))?;
    if person.role == command.role { Ok(person) } else { Err(Fault::new(403, "role.not_held")) }
}

/// The window that the person says they sit at: their own; one that their rights are narrowed to; and whoever works at
/// windows without being narrowed may stand in at any window of the hall, also at one they have left meanwhile.
pub(super) fn window(tx: &Tx<'_>, person: &Person, command: &Command) -> Result<(), Fault> {
    let Some(window) = command.window_id.as_deref() else { return Ok(()) };
    let own = person.window_id.as_deref();
    if own == Some(window) {
        return Ok(());
    }
    let narrowed = &person.limits.windows;
    if own.is_none() && narrowed.is_empty() || !narrowed.is_empty() && !narrowed.iter().any(|one| one == window) {
        return Err(Fault::new(403, "window.not_yours").arg(window).at("/window_id"));
    }
    if tx.knows_window(window)? { Ok(()) } else { Err(Fault::new(403, "window.unknown").arg(window).at("/window_id")) }
}

/// The command before it in its lane has its verdict, and no other command sits at its place in the device's row.
pub(super) fn order(tx: &Tx<'_>, command: &Command) -> Result<(), Fault> {
    if let Some(previous) = command.prev_command_id
        && tx.verdict(previous)?.is_none()
    {
        return Err(Fault::new(425, "command.predecessor_missing"));
    }
    if tx.seal_taken(command)? {
        return Err(Fault::new(409, "device.forked"));
    }
    Ok(())
}
