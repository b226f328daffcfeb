//! The line: what becomes of each call, and who else answers.

use std::fmt::Write as _;

use chuangtai::{
    contract::{Changes, Command, Problem, Receipt, fingerprint},
    desk::api::{Method, Request, Response, TransportError},
};
use uuid::Uuid;

use super::{
    checker::Step,
    faults::{Fate, Moment},
    world::{Happening, World},
    world_clerk::AGENT,
    world_line::{Call, Outcome, call, finish},
    world_template::template,
};

/// A machine in between answers for the centre, or garbles it.
const STRANGERS: u64 = 16;

impl World {
    /// Takes calls that the desks have just made onto the line.
    pub(super) fn take_calls(&mut self) {
        loop {
            let made = std::mem::take(&mut *self.out.lock().unwrap());
            if made.is_empty() {
                return;
            }
            for one in made {
                let index = self.calls.len();
                let token = one.request.headers.iter().find(|(name, _)| *name == "authorization");
                if let Some((_, token)) = token {
                    self.desks[one.desk].token = Some(token.clone());
                }
                self.calls.push(one);
                self.sends(index);
            }
        }
    }

    fn sends(&mut self, call: usize) {
        let fate = if self.chaos { Fate::draw(&mut self.dice, &self.knobs) } else { Fate::Through(4, 4) };
        let command = self.command_of(call);
        if let Some(id) = command {
            self.posts += 1;
            if fate != Fate::NotSent {
                let bytes = fingerprint(&self.calls[call].request.body).hex;
                let desk = self.calls[call].desk;
                self.log.push(Step::Sent { desk, command: id.as_u128(), fingerprint: bytes });
            }
            if !matches!(fate, Fate::Through(..)) {
                self.faults += 1;
            }
        }
        let path = self.calls[call].request.path.clone();
        let desk = self.calls[call].desk;
        self.note(|text| write!(text, "desk {desk} call {call} {path} {command:?} {fate:?}"));
        match fate {
            Fate::Through(there, back) => {
                self.calls[call].back = back;
                self.after(there, Happening::Arrives { call, copy: false });
                if self.chaos && self.dice.chance(self.knobs.duplicate) {
                    let late = if self.dice.chance(300) { 3_600_000 } else { 20_000 };
                    let at = there + self.dice.below(late);
                    self.after(at, Happening::Arrives { call, copy: true });
                }
            }
            Fate::NotSent => {
                self.saw(Moment::NoConnection);
                self.after(10, Happening::Answered { call, outcome: Err(TransportError::NotSent) });
            }
            Fate::RequestLost(wait) => {
                self.saw(Moment::RequestLost);
                self.after(wait, Happening::Answered { call, outcome: Err(TransportError::TimedOut) });
            }
            Fate::AnswerLost(there, wait) => {
                self.after(there, Happening::Arrives { call, copy: true });
                self.after(there + wait, Happening::Answered { call, outcome: Err(TransportError::Broken) });
            }
            Fate::Stranger(wait) => {
                let (outcome, reaches) = self.stranger(call);
                if reaches {
                    self.after(wait, Happening::Arrives { call, copy: true });
                }
                self.after(wait + 1, Happening::Answered { call, outcome });
            }
            Fate::CentreDies { before } => self.after(20, Happening::Dies { call, before }),
        }
    }

    /// The command that a call posts.
    fn command_of(&self, call: usize) -> Option<Uuid> {
        let request = &self.calls[call].request;
        (request.method == Method::Post && request.path == "/v1/commands")
            .then(|| request.headers.iter().find(|(name, _)| *name == "idempotency-key"))
            .flatten()
            .and_then(|(_, key)| key.trim_matches('"').parse().ok())
    }

    /// A request reaches the centre.
    pub(super) fn arrives(&mut self, index: usize, copy: bool) {
        let command = self.command_of(index);
        let earlier = command.and_then(|id| self.given.get(&id).copied());
        let outcome = match self.handle(&self.calls[index].request.clone()) {
            Some(response) => Ok(response),
            None => Err(TransportError::Broken),
        };
        if let (Some(id), Ok(response)) = (command, &outcome) {
            self.centre_answered(id, copy, earlier, response);
        }
        let status = outcome.as_ref().map(|response| response.status);
        let request = &self.calls[index].request;
        if request.method == Method::Get && request.path.starts_with("/v1/uploads/") && status == Ok(200) {
            // A desk that lost its way in a file is told where it goes on.
            self.saw(Moment::UploadTakenUpAgain);
        }
        if command.is_some() && status == Ok(424) {
            self.saw(Moment::FilesAskedFor);
        }
        self.note(|text| write!(text, "centre call {index} copy {copy} {status:?}"));
        if !copy {
            let back = self.calls[index].back;
            self.after(back, Happening::Answered { call: index, outcome });
        }
    }

    fn centre_answered(&mut self, id: Uuid, copy: bool, earlier: Option<bool>, response: &Response) {
        let replayed = response.header("idempotency-replayed").is_some();
        if copy {
            self.saw(Moment::DuplicateArrived);
        }
        if replayed {
            self.saw(if copy { Moment::DuplicateAfterVerdict } else { Moment::AnswerLostThenReplayed });
        }
        if replayed && copy && earlier == Some(false) {
            self.saw(Moment::CopyOfARejectedArrivedLater);
        }
        if let Some(receipt) = receipt_in(&response.body) {
            let applied = response.status == 200;
            if earlier.is_some() && !replayed {
                self.saw(Moment::RestoredCentreLackedAVerdict);
                if applied {
                    self.saw(Moment::LostVerdictOfferedAgain);
                }
            }
            self.given.insert(id, applied);
            self.cached = Some(serde_json::to_vec(&receipt).unwrap());
        }
    }

    /// The centre's process dies over this call.
    pub(super) fn centre_dies(&mut self, index: usize, before: bool) {
        if !before {
            self.arrives(index, true);
        }
        self.saw(if before { Moment::CentreDiedBeforeItsWork } else { Moment::CentreDiedAfterItsWork });
        if self.centre.take().is_some() {
            self.note(|text| write!(text, "centre died"));
            let pause = self.dice.between(200, 20_000);
            self.after(pause, Happening::CentreStarts);
        }
        self.after(5, Happening::Answered { call: index, outcome: Err(TransportError::Broken) });
    }

    /// What the centre says; `None` = it is down.
    pub(super) fn handle(&mut self, request: &Request) -> Option<Response> {
        let (_, router) = self.centre.as_ref()?;
        Some(finish(call(router.clone(), request.clone())))
    }

    pub(super) fn answered(&mut self, call: usize, outcome: Outcome) {
        let desk = self.calls[call].desk;
        if let Ok(response) = &outcome {
            self.gave(call, response);
        }
        *self.calls[call].answer.lock().unwrap() = Some(outcome);
        self.goes_on(desk);
    }

    /// S10: what the grid agent's laptop was given, and what it may see.
    fn gave(&mut self, call: usize, response: &Response) {
        let Call { desk, request, .. } = &self.calls[call];
        let desk = *desk;
        if desk != AGENT || !request.path.starts_with("/v1/changes") || response.status != 200 {
            return;
        }
        let Ok(changes) = serde_json::from_slice::<Changes>(&response.body) else { return };
        let own = self.cases.iter().filter(|(_, opener)| *opener == desk).map(|(id, _)| id.as_u128());
        self.log.push(Step::Gave {
            person: template().people[desk].id.as_u128(),
            cases: changes.items.iter().map(|change| change.case_id.as_u128()).collect(),
            may_see: own.collect(),
        });
    }

    /// Something that is not the centre answers, or what the centre said is spoilt. True = the request reached the
    /// centre all the same.
    fn stranger(&mut self, call: usize) -> (Outcome, bool) {
        let page = |status, body: &str| {
            let headers = vec![("content-type".to_owned(), "text/html; charset=utf-8".to_owned())];
            Ok(Response { status, headers, body: body.as_bytes().to_vec() })
        };
        let plain = |status, kind: &str, body: &str| {
            let headers = vec![("content-type".to_owned(), kind.to_owned())];
            Ok(Response { status, headers, body: body.as_bytes().to_vec() })
        };
        let wait = *self.dice.pick(&["1", "7", "30", "120", "soon", "-5", "Mon, 14 Sep 2026 01:31:00 GMT"]);
        let later = |status| {
            let headers = vec![("retry-after".to_owned(), wait.to_owned())];
            Ok(Response { status, headers, body: Vec::new() })
        };
        let posts = self.command_of(call).is_some();
        match self.dice.below(STRANGERS) {
            0..3 => {
                self.saw(Moment::LoginPage);
                (page(200, "<html>请登录</html>"), false)
            }
            3 => {
                self.saw(Moment::Redirect);
                (page(302, ""), false)
            }
            4 => {
                self.saw(Moment::BareSuccess);
                (plain(200, "application/json", "{}"), self.dice.chance(500))
            }
            5 => (plain(200, "", ""), true),
            6 => (page(403, "<html>forbidden</html>"), false),
            7 => (plain(404, "text/plain", "not found"), false),
            8 => {
                self.saw(Moment::ProxyTrouble);
                (
                    plain(*self.dice.pick(&[407, 408, 500, 502, 504, 507, 511]), "text/plain", "proxy"),
                    self.dice.chance(300),
                )
            }
            9..11 => {
                self.saw(Moment::CentreBusy);
                (later(*self.dice.pick(&[429, 503])), false)
            }
            11..13 if posts && self.cached.is_some() => {
                self.saw(Moment::ReceiptOfAnotherCommand);
                (plain(200, "application/json", &String::from_utf8_lossy(&self.cached.clone().unwrap())), true)
            }
            13 if posts && self.cached.is_some() => {
                self.saw(Moment::ForgedReceipt);
                (
                    plain(200, "application/json", &forged(self.cached.as_deref().unwrap(), &self.calls[call].request)),
                    false,
                )
            }
            _ => (plain(200, "application/json", "{\"key_id\":\"a\",\"payl"), true),
        }
    }
}

/// The signed verdict in an answer, wherever it stands.
fn receipt_in(body: &[u8]) -> Option<Receipt> {
    let beside = serde_json::from_slice::<Problem>(body).ok().and_then(|problem| problem.receipt);
    beside.or_else(|| serde_json::from_slice(body).ok())
}

/// A receipt that says what the desk would like to hear, over the signature of another.
fn forged(real: &[u8], request: &Request) -> String {
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
    let mut receipt: serde_json::Value = serde_json::from_slice(real).unwrap();
    let payload = URL_SAFE_NO_PAD.decode(receipt["payload"].as_str().unwrap()).unwrap();
    let mut payload: serde_json::Value = serde_json::from_slice(&payload).unwrap();
    let command: Command = serde_json::from_slice(&request.body).unwrap();
    payload["command_id"] = command.command_id.to_string().into();
    payload["fingerprint"] = serde_json::to_value(fingerprint(&request.body)).unwrap();
    payload["verdict"] = "applied".into();
    receipt["payload"] = URL_SAFE_NO_PAD.encode(payload.to_string()).into();
    receipt.to_string()
}
