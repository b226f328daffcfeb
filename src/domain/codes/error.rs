//! What can be wrong with a code.

use thiserror::Error;

use crate::domain::reason::Reason;

/// Why a code is refused. It carries places and lengths, never characters of the number (RULES 7, R0.10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CodeError {
    /// Nothing was typed.
    #[error("nothing was typed")]
    Empty,
    /// Wrong number of characters.
    #[error("{found} characters instead of {expected}")]
    Length {
        /// How many there should be: `18`, `12/31/33`.
        expected: &'static str,
        /// How many there are.
        found: usize,
    },
    /// R7.4: a 15-digit citizen number, not valid since 2013.
    #[error("a 15-digit number, not valid since 2013")]
    Historic15,
    /// A character that cannot stand at this place.
    #[error("wrong character at place {position}")]
    Character {
        /// Place counted from 1.
        position: usize,
    },
    /// R7.3: the eight digits of the birth date are no day of the calendar.
    #[error("the birth date is no day of the calendar")]
    ImpossibleDate,
    /// R7.3: born after today.
    #[error("the birth date lies in the future")]
    FutureBirth,
    /// R7.3: older than [`super::citizen::MAX_AGE`].
    #[error("the birth date is too long ago")]
    TooOld,
    /// The last character does not agree with those before it.
    #[error("the check character does not agree")]
    CheckDigit,
    /// R7.7: the check character of a credit code does not agree.
    #[error("the check character of the credit code does not agree")]
    CreditCheck,
    /// R7.8: the organisation code inside a credit code has a wrong check character.
    #[error("the check character of the organisation code does not agree")]
    OrganisationCheck,
    /// RULES 15: address part `000000` outside training and demonstration.
    #[error("a number for training only")]
    TrainingOnly,
    /// R7.19, R7.22: the date inside a case or receipt number is no day of the calendar.
    #[error("the date in the number is no day of the calendar")]
    NumberDate,
    /// The form of this kind of document is another one.
    #[error("not the form of this kind of document")]
    Form,
    /// A right number, but of another kind of document than the one chosen.
    #[error("the number of another kind of document")]
    OtherKind,
    /// No kind of code that we know looks like this.
    #[error("no known kind of code")]
    UnknownKind,
    /// R7.20: the running number of the day (or the window's number) no longer fits its places.
    #[error("the running number does not fit")]
    Counter,
}

impl CodeError {
    /// The same as a reason for the screen, with what to do about it.
    pub fn reason(self) -> Reason {
        match self {
            Self::Empty => Reason::new("code.error.empty", "R7"),
            Self::Length { expected, found } => Reason::new("code.error.length", "R7").arg(expected).arg(found),
            Self::Historic15 => Reason::new("code.error.historic15", "R7.4"),
            Self::Character { position } => Reason::new("code.error.character", "R7").arg(position),
            Self::ImpossibleDate => Reason::new("code.error.impossible_date", "R7.3"),
            Self::FutureBirth => Reason::new("code.error.future_birth", "R7.3"),
            Self::TooOld => Reason::new("code.error.too_old", "R7.3"),
            Self::CheckDigit => Reason::new("code.error.check_digit", "R7.2"),
            Self::CreditCheck => Reason::new("code.error.credit_check", "R7.7"),
            Self::OrganisationCheck => Reason::new("code.error.organisation_check", "R7.8"),
            Self::TrainingOnly => Reason::new("code.error.training_only", "R15"),
            Self::NumberDate => Reason::new("code.error.number_date", "R7.19"),
            Self::Form => Reason::new("code.error.form", "R7.11"),
            Self::OtherKind => Reason::new("code.error.other_kind", "R7.11"),
            Self::UnknownKind => Reason::new("code.error.unknown_kind", "R7.11"),
            Self::Counter => Reason::new("code.error.counter", "R7.20"),
        }
    }

    /// R7.10: early credit codes with a wrong check character exist; a `Lead` may let one pass with the reason
    /// 与证照原件一致, and that is logged.
    pub fn lead_may_override(self) -> bool {
        matches!(self, Self::CreditCheck | Self::OrganisationCheck)
    }
}
