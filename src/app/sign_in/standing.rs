//! How whoever sits here stands with the centre, in few words and in one line.

/// How whoever sits here stands with the centre.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Standing {
    /// Signed in, or about to be carried on.
    #[default]
    In,
    /// Nobody has signed in.
    Nobody,
    /// The session ended.
    Ended,
    /// The centre ended it because a token of it was used twice.
    Reused,
    /// What was asked for wants a sign-in of not long ago.
    StepUp,
    /// The account is disabled; its work is held here.
    Disabled,
    /// The password has to be changed first.
    PasswordDue,
    /// The second factor that the role wants has to be set up first.
    FactorDue,
}

impl Standing {
    /// The centre knows who it is, whatever they still have to do first.
    pub const fn is_known(self) -> bool {
        matches!(self, Self::In | Self::PasswordDue | Self::FactorDue)
    }

    /// Key of the few words in the header.
    pub const fn short(self) -> Option<&'static str> {
        Some(match self {
            Self::In => return None,
            Self::Nobody => "frame.sign_in.first",
            Self::Ended => "frame.sign_in",
            Self::Reused => "frame.sign_in.reused",
            Self::StepUp => "frame.sign_in.step_up",
            Self::Disabled => "frame.sign_in.disabled",
            Self::PasswordDue => "frame.sign_in.password",
            Self::FactorDue => "frame.sign_in.factor",
        })
    }

    /// Key of the one line that says it, and what to do.
    pub const fn key(self) -> Option<&'static str> {
        Some(match self {
            Self::In => return None,
            Self::Nobody => "notice.sign_in.first",
            Self::Ended => "notice.sign_in_again",
            Self::Reused => "notice.sign_in.reused",
            Self::StepUp => "notice.sign_in.step_up",
            Self::Disabled => "notice.sign_in.disabled",
            Self::PasswordDue => "notice.sign_in.password",
            Self::FactorDue => "notice.sign_in.factor",
        })
    }
}
