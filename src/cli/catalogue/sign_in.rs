//! Who the shell is: asked at the keyboard, or read from standard input, for jobs that nobody sits before.

use std::{collections::VecDeque, io::BufRead};

use zeroize::Zeroizing;

use super::{Answer, Outcome, connect, refusal};
use crate::{
    contract::{Session, SignIn},
    desk::api::{ApiError, Client},
    i18n::{Lang, t},
};

/// The centre wants the six digits as well.
const SECOND: &str = "session.second_factor";

/// Where what only this person knows comes from.
pub(super) enum Secrets {
    /// The keyboard.
    Keyboard,
    /// Lines, in the order in which they are wanted: the password, then the six digits.
    Lines(VecDeque<Zeroizing<String>>),
}

impl Secrets {
    /// The password on the first line, the six digits on the second if there is one.
    pub(super) fn read(mut from: impl BufRead) -> Result<Self, Answer> {
        let mut lines = VecDeque::new();
        for _ in 0..2 {
            let mut line = Zeroizing::new(String::with_capacity(256));
            from.read_line(&mut line).map_err(|_| complaint("catalogue.no_password"))?;
            if line.is_empty() {
                break;
            }
            lines.push_back(Zeroizing::new(line.trim_end_matches(['\r', '\n']).to_owned()));
        }
        if lines.front().is_none_or(|password| password.is_empty()) {
            return Err(complaint("catalogue.no_password"));
        }
        Ok(Self::Lines(lines))
    }

    /// The next of them; `None` = there is none, and nobody to ask.
    fn next(&mut self, question: &'static str, secret: bool) -> Result<Option<Zeroizing<String>>, Answer> {
        match self {
            Self::Keyboard => connect::ask(t(Lang::Zh, question), secret, Lang::Zh).map(Some),
            Self::Lines(lines) => Ok(lines.pop_front()),
        }
    }
}

/// Signs in, with the second factor where the centre asks for it.
pub(super) async fn sign_in(client: &Client, staff_no: String, secrets: &mut Secrets) -> Result<Session, Answer> {
    let password = secrets.next("sign_in.password", true)?.ok_or_else(|| complaint("catalogue.no_password"))?;
    let mut request = SignIn::new(staff_no, password.as_str());
    let mut tried: Result<Session, ApiError> = client.post("/v1/sessions", &request).await;
    if tried.as_ref().is_err_and(|no| no.is(SECOND))
        && let Some(code) = secrets.next("session.ask.second", false)?
    {
        request.totp = Some(code.trim().to_owned());
        tried = client.post("/v1/sessions", &request).await;
    }
    tried.map_err(|error| refusal(&error))
}

fn complaint(key: &'static str) -> Answer {
    Answer::complaint(Outcome::Usage, t(Lang::Zh, key).to_owned())
}
