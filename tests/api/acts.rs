//! Acts as a desk sends them: sealed, signed, posted, and their receipts opened with everything that a desk checks.

use axum::http::{Method, StatusCode};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chuangtai::{
    contract::{Command, ENVELOPE_VERSION, Person, Problem, Receipt, ReceiptPayload, fingerprint},
    domain::{guide::GuideRef, lifecycle::Act},
};
use uuid::Uuid;

use super::{Answer, World};

impl World {
    /// Seals an act as the desk does.
    pub fn seal(&self, person: &Person, case: Uuid, version: u64, guide: Option<&GuideRef>, act: &Act) -> Command {
        self.seq.set(self.seq.get() + 1);
        let (kind, payload) = Command::split(act).unwrap();
        Command {
            v: ENVELOPE_VERSION,
            command_id: self.uuid(),
            kind,
            case_id: Some(case),
            expected_version: version,
            prev_command_id: None,
            device_id: self.device,
            epoch: self.epoch,
            seq: self.seq.get(),
            actor_id: person.id,
            role: person.role,
            window_id: person.window_id.clone(),
            composed_at: self.now(),
            guide_version: guide.cloned(),
            payload,
            blobs: Vec::new(),
        }
    }

    /// Posts bytes as a command, with any signature.
    pub fn post_bytes(&self, token: &str, id: Uuid, bytes: &[u8], signature: &str) -> Answer {
        let headers = [("idempotency-key", format!("\"{id}\"")), ("device-signature", signature.to_owned())];
        self.send(Method::POST, "/v1/commands", Some(token), &headers, bytes.to_vec())
    }

    pub fn sign(&self, bytes: &[u8]) -> String {
        URL_SAFE_NO_PAD.encode(self.device_key.sign(bytes))
    }

    pub fn post_command(&self, person: &Person, command: &Command) -> Answer {
        let bytes = command.seal().unwrap();
        self.post_bytes(&self.token(person), command.command_id, &bytes, &self.sign(&bytes))
    }

    /// Opens the receipt of an applied command, checking everything a desk checks.
    pub fn receipt(&self, command: &Command, answer: &Answer) -> ReceiptPayload {
        assert_eq!(answer.status, StatusCode::OK, "{}: {}", command.kind, answer.text());
        self.open(command, &answer.json::<Receipt>())
    }

    pub fn open(&self, command: &Command, receipt: &Receipt) -> ReceiptPayload {
        let payload = receipt.open(&self.keys).unwrap();
        assert_eq!(payload.command_id, command.command_id);
        assert_eq!(payload.fingerprint, fingerprint(&command.seal().unwrap()));
        payload
    }

    /// Seals and posts an act on a case that must be at `version`; it must be applied.
    pub fn act(&self, person: &Person, case: Uuid, version: u64, act: &Act) -> ReceiptPayload {
        let command = self.seal(person, case, version, None, act);
        let answer = self.post_command(person, &command);
        self.receipt(&command, &answer)
    }

    /// The same, and it must be rejected: the problem with the receipt inside.
    pub fn refused(&self, person: &Person, case: Uuid, version: u64, act: &Act) -> Problem {
        let command = self.seal(person, case, version, None, act);
        let problem = self.post_command(person, &command).problem();
        let payload = self.open(&command, problem.receipt.as_ref().expect("a rejection is signed"));
        assert_eq!(payload.problem.as_deref(), Some(problem.code.as_str()));
        problem
    }
}
