//! Why the centre did not do something, before it becomes an RFC 9457 problem on the wire.

use crate::{
    contract::{FieldProblem, OfficeNote, Problem},
    domain::{
        lifecycle::{LEASED, Refusal},
        reason::Reason,
    },
    i18n::{Lang, is_known, t, tf},
};

use super::store::StoreError;

/// Code of a centre that stopped because its disk failed.
const BROKEN: &str = "storage.broken";

/// A no without verdict: nothing was recorded, the command may be sent again. A no *with* verdict is a signed receipt
/// and lives in `commands`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    status: u16,
    code: &'static str,
    args: Box<[String]>,
    why: Vec<Reason>,
    pointers: Box<[String]>,
    fields: Box<[FieldProblem]>,
    retry_after: Option<u32>,
    offset: Option<u64>,
}

impl Fault {
    /// A no with its HTTP status and stable code; `problem.CODE` in `i18n` says it in words.
    pub fn new(status: u16, code: &'static str) -> Self {
        Self {
            status,
            code,
            args: Box::default(),
            why: Vec::new(),
            pointers: Box::default(),
            fields: Box::default(),
            retry_after: None,
            offset: None,
        }
    }

    /// Not there, or not for these eyes: the same answer for both.
    pub fn not_found() -> Self {
        Self::new(404, "not_found")
    }

    /// This role may not do that at all.
    pub fn role() -> Self {
        Self::new(403, "role.not_allowed")
    }

    /// Adds the next argument of the sentence.
    #[must_use]
    pub fn arg(mut self, value: &str) -> Self {
        self.args = longer(self.args, value);
        self
    }

    /// Adds what a rule said.
    #[must_use]
    pub fn because(mut self, why: Reason) -> Self {
        self.why.push(why);
        self
    }

    /// Names a field at fault.
    #[must_use]
    pub fn at(mut self, pointer: &str) -> Self {
        self.pointers = longer(self.pointers, pointer);
        self
    }

    /// Says where a file goes on that is being sent.
    #[must_use]
    pub fn offset(mut self, offset: u64) -> Self {
        self.offset = Some(offset);
        self
    }

    /// Adds what is wrong place by place; the first one's rule is that of the whole.
    #[must_use]
    pub fn with_notes<'a>(mut self, notes: impl IntoIterator<Item = &'a OfficeNote>) -> Self {
        let fields = notes.into_iter().map(|note| FieldProblem {
            pointer: note.cell.clone().unwrap_or_else(|| note.at.clone()),
            code: note.code.clone(),
            detail: format!("{} ({})", note.text, note.rule),
        });
        self.fields = fields.collect();
        self
    }

    /// Says when to try again.
    #[must_use]
    pub fn after(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// The disk failed: the centre writes nothing any more.
    pub fn is_fatal(&self) -> bool {
        self.code == BROKEN
    }

    /// HTTP status.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Stable dotted code.
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// Seconds until another try makes sense.
    pub fn retry_after(&self) -> Option<u32> {
        self.retry_after
    }

    /// Where a file goes on that is being sent.
    pub fn upload_offset(&self) -> Option<u64> {
        self.offset
    }

    /// The problem as the wire has it.
    pub fn problem(&self, trace_id: &str) -> Problem {
        let mut problem = problem(self.status, self.code, &self.args, &self.why, &self.pointers, trace_id);
        problem.errors.extend(self.fields.iter().cloned());
        problem
    }
}

/// One more. Boxes keep a fault small: it is carried by every answer.
fn longer(list: Box<[String]>, next: &str) -> Box<[String]> {
    let mut list = list.into_vec();
    list.push(next.to_owned());
    list.into_boxed_slice()
}

/// A refusal by rule as a problem; 412 for a stale version, 423 for a case that a colleague works on, 422 for everything
/// else (DECISIONS 3).
pub fn refused(refusal: &Refusal, trace_id: &str) -> Problem {
    let status = match refusal.code {
        "version.stale" => 412,
        LEASED => 423,
        _ => 422,
    };
    let mut problem = problem(status, refusal.code, &[], &refusal.why, refusal.pointer.as_slice(), trace_id);
    problem.errors.extend(refusal.fields.iter().map(|(pointer, why)| FieldProblem {
        pointer: pointer.clone(),
        code: why.key.split_once('.').map_or(&*why.key, |(_, code)| code).to_owned(),
        detail: words(why),
    }));
    problem
}

/// What a reason says in Chinese.
pub fn words(reason: &Reason) -> String {
    let args: Vec<&str> = reason.args.iter().map(String::as_str).collect();
    tf(Lang::Zh, &reason.key, &args)
}

fn problem(status: u16, code: &str, args: &[String], why: &[Reason], pointers: &[String], trace_id: &str) -> Problem {
    let key = format!("problem.{code}");
    let main = why.first();
    let title = if is_known(&key) {
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        tf(Lang::Zh, &key, &args)
    } else {
        main.map_or_else(|| t(Lang::Zh, "problem.refused").to_owned(), words)
    };
    let advice = format!("problem.{code}.advice");
    let mut detail: Vec<String> = why.iter().map(words).filter(|text| *text != title).collect();
    if is_known(&advice) {
        detail.push(tf(Lang::Zh, &advice, &[]));
    }
    let mut problem = Problem::new(status, code, title, trace_id);
    problem.detail = (!detail.is_empty()).then(|| detail.join(";"));
    problem.rule = main.map(|reason| reason.rule.to_string());
    problem.basis = main.and_then(|reason| reason.basis.as_ref().map(ToString::to_string));
    for pointer in pointers {
        problem.errors.push(FieldProblem {
            pointer: pointer.clone(),
            code: code.to_owned(),
            detail: main.map_or_else(|| problem.title.clone(), words),
        });
    }
    problem
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        let fault = match &error {
            error if error.is_full() => Self::new(507, "storage.full"),
            error if error.is_fatal() => Self::new(503, BROKEN).after(60),
            error if error.is_busy() => Self::new(503, "storage.busy").after(2),
            _ => Self::new(500, "storage.failed"),
        };
        fault.because(Reason::new(error.key(), "R0.9"))
    }
}
