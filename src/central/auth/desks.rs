//! `/v1/devices`: the desks that the centre believes, how one joins them and how one is put out. On a live centre a desk
//! joins only with the consent of somebody who may give it: they stand at it themselves, or they gave out a code.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::{
    central::{
        Centre,
        fault::Fault,
        ledger::{self, Entry},
        rights::{self, Ask},
        store::{Device, DeviceCodeRow, Ended, Tx},
    },
    contract::{DeviceCode, DeviceLine, EnrolRequest, Enrolled, Person, sha256_hex},
    domain::audit::AuditEvent,
};

use super::{shown, typed};

/// Longest name of a device, in characters.
pub(super) const DEVICE_NAME: usize = 64;

/// Characters of a key's fingerprint that people compare.
const FINGERPRINT: usize = 16;

impl Centre {
    /// `POST /v1/devices`: makes a desk known by its key.
    pub fn enrol(&self, person: &Person, request: &EnrolRequest) -> Result<Enrolled, Fault> {
        let name = request.name.trim();
        if name.is_empty() || name.chars().count() > DEVICE_NAME {
            return Err(Fault::new(422, "device.name").at("/name"));
        }
        if !URL_SAFE_NO_PAD.decode(&request.public_key).is_ok_and(|key| key.len() == 32) {
            return Err(Fault::new(422, "device.key").at("/public_key"));
        }
        let device_id = self.entropy().uuid();
        self.write(|tx, at| {
            let key = format!("device.enrol/{}", sha256_hex(request.public_key.as_bytes()));
            let entry = Entry::new(at, AuditEvent::ConfigChange).by(person).from(device_id).about(key);
            let consent = match self.consent(tx, at, person, request.code.as_deref())? {
                Ok(consent) => consent,
                Err(fault) => {
                    ledger::append(tx, &entry.refused(fault.code()))?;
                    return Ok(Err(fault));
                }
            };
            tx.add_device(&Device {
                id: device_id,
                public_key: request.public_key.clone(),
                name: name.to_owned(),
                enrolled_by: person.id,
                enrolled_at: at,
                revoked_at: None,
            })?;
            let entry = consent.map(|by| format!("consent/{by}")).iter().fold(entry, |entry, by| entry.purpose(by));
            ledger::append(tx, &entry)?;
            Ok(Ok(()))
        })??;
        Ok(Enrolled { device_id, realm: self.realm(), keys: vec![self.keys().public.clone()] })
    }

    /// Who consented to a desk of this person, `None` = nobody else need. The inner `Err` is the answer, and what it
    /// changed stays: a wrong code counts like a wrong password.
    fn consent(
        &self,
        tx: &Tx<'_>,
        at: Timestamp,
        person: &Person,
        code: Option<&str>,
    ) -> Result<Result<Option<Uuid>, Fault>, Fault> {
        if rights::may(person.role, Ask::Enrol, self.realm()) {
            return Ok(Ok(None));
        }
        let Some(code) = code else { return Ok(Err(Fault::new(422, "device.code").at("/code"))) };
        let now = self.machine_now();
        let account = tx.account(&person.staff_no)?;
        let locked = account.as_ref().is_some_and(|account| now < account.locked_until);
        let row = tx.device_code(&self.keys().code_hash("device_code", &typed(code)))?;
        if let Some(row) = row.filter(|row| !row.used && now < row.expires_at && !locked) {
            tx.use_device_code(&row.code_hash, now)?;
            return Ok(Ok(Some(row.made_by)));
        }
        if let Some(account) = account.filter(|_| !locked) {
            self.count_failure(tx, at, &person.staff_no, &account, "device.code")?;
        }
        Ok(Err(Fault::new(422, "device.code").at("/code")))
    }

    /// `POST /v1/devices/codes`: consent to one desk, for a day.
    pub fn give_device_code(&self, person: &Person) -> Result<DeviceCode, Fault> {
        let now = self.machine_now();
        self.write(|tx, at| {
            let length = SignedDuration::from_hours(i64::from(self.auth(tx, at)?.device_code_hours));
            let code = self.draw_code();
            let row = DeviceCodeRow {
                code_hash: self.keys().code_hash("device_code", &code),
                made_by: person.id,
                expires_at: now.saturating_add(length).unwrap_or(Timestamp::MAX),
                used: false,
            };
            tx.add_device_code(&row, now)?;
            ledger::append(tx, &Entry::new(at, AuditEvent::ConfigChange).by(person).about("device.code"))?;
            let expires_at = at.saturating_add(length).unwrap_or(Timestamp::MAX);
            Ok(DeviceCode { code: shown(&code), expires_at })
        })
    }

    /// `GET /v1/devices`.
    pub fn devices(&self) -> Result<Vec<DeviceLine>, Fault> {
        Ok(self.read(|tx, _| Ok(tx.devices()?))?.into_iter().map(line).collect())
    }

    /// `POST /v1/devices/{id}/revoke`: nothing that it signs is believed from now on, and its sessions end.
    pub fn revoke_device(&self, person: &Person, id: Uuid) -> Result<DeviceLine, Fault> {
        let now = self.machine_now();
        self.write(|tx, at| {
            tx.device(id)?.ok_or_else(Fault::not_found)?;
            tx.revoke_device(id, at)?;
            for family in tx.families_at(id, now)? {
                tx.end_family(family, now, Ended::Device)?;
            }
            let about = format!("device.revoke/{id}");
            ledger::append(tx, &Entry::new(at, AuditEvent::ConfigChange).by(person).about(about))?;
            tx.device(id)?.map(line).ok_or_else(Fault::not_found)
        })
    }
}

fn line(device: Device) -> DeviceLine {
    DeviceLine {
        key: sha256_hex(device.public_key.as_bytes()).chars().take(FINGERPRINT).collect(),
        id: device.id,
        name: device.name,
        enrolled_by: device.enrolled_by,
        enrolled_at: device.enrolled_at,
        revoked_at: device.revoked_at,
    }
}
