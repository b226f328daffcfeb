//! Why a read gave nothing.

use thiserror::Error;

use crate::contract::Problem;

use super::TransportError;

/// What came back is not the centre's answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Unclear {
    /// A web page: a captive portal or an error page of something in between.
    #[error("a web page answered instead of the centre")]
    Page,
    /// A redirect; none is ever followed.
    #[error("a redirect answered instead of the centre")]
    Redirect,
    /// JSON that this program cannot read: it may be of a newer centre (F41).
    #[error("the answer holds what this program does not know")]
    Newer,
    /// A success that is not what was asked for, an error without a problem.
    #[error("the answer cannot be read")]
    Garbled,
}

/// Why a read gave nothing. Nothing is changed by any of these.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum ApiError {
    /// No answer.
    #[error(transparent)]
    NoAnswer(#[from] TransportError),
    /// Not the centre's answer.
    #[error(transparent)]
    Unclear(#[from] Unclear),
    /// The centre said no.
    #[error("the centre said no: {}", .0.code)]
    Problem(Box<Problem>),
}

impl ApiError {
    /// Key of the sentence that says it, and what to do. The centre's own problem brings its own title.
    pub fn key(&self) -> &'static str {
        match self {
            Self::NoAnswer(error) => error.key(),
            Self::Unclear(Unclear::Page | Unclear::Redirect) => "desk.fault.unclear.portal",
            Self::Unclear(Unclear::Newer) => "desk.fault.unclear.newer",
            Self::Unclear(Unclear::Garbled) => "desk.fault.unclear.garbled",
            Self::Problem(problem) if problem.status == 401 => "desk.fault.sign_in",
            Self::Problem(_) => "desk.fault.problem",
        }
    }

    /// True if the centre could not be heard at all.
    pub fn is_offline(&self) -> bool {
        !matches!(self, Self::Problem(_))
    }

    /// True if the centre said no with this code.
    pub fn is(&self, code: &str) -> bool {
        matches!(self, Self::Problem(problem) if problem.code == code)
    }

    /// True if somebody must sign in (again).
    pub fn needs_sign_in(&self) -> bool {
        matches!(self, Self::Problem(problem) if problem.status == 401)
    }
}
