//! What the page asks for now, and in which words.

use super::SignIn;

/// What is asked now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The staff number.
    StaffNo,
    /// The password.
    Password,
    /// The six digits of the second factor.
    Second,
    /// The password that holds now, where it is not known from signing in.
    Old,
    /// A new password.
    New,
    /// The same again.
    Again,
    /// The password once more, before a second factor is begun.
    Prove,
    /// The first six digits of a second factor that was just begun.
    Factor,
    /// Nothing: the person's telephone is waited for.
    Phone,
    /// The code that somebody gave out for this desk.
    Device,
}

impl SignIn {
    /// Key of what is asked now.
    pub const fn asks(&self) -> &'static str {
        match self.step {
            Step::StaffNo => "sign_in.staff_no",
            Step::Password | Step::Prove => "sign_in.password",
            Step::Second | Step::Factor => "sign_in.second",
            Step::Old => "sign_in.old",
            Step::New => "sign_in.new",
            Step::Again => "sign_in.again",
            Step::Phone => "sign_in.phone",
            Step::Device => "sign_in.device",
        }
    }

    /// Key of the heading.
    pub const fn title(&self) -> &'static str {
        match self.step {
            Step::Old | Step::New | Step::Again => "sign_in.title.password",
            Step::Prove | Step::Factor => "sign_in.title.factor",
            Step::Phone => "sign_in.title.phone",
            Step::Device => "sign_in.title.device",
            _ => "sign_in.title",
        }
    }

    /// Key of the note under the fields.
    pub const fn note(&self) -> &'static str {
        match self.step {
            Step::Old | Step::New | Step::Again => "sign_in.note.password",
            Step::Second => "sign_in.note.second",
            Step::Prove => "sign_in.note.prove",
            Step::Factor => "sign_in.note.factor",
            Step::Device => "sign_in.note.device",
            _ => "sign_in.held",
        }
    }

    /// Whether the centre may be asked to let somebody in from here by telephone instead.
    pub const fn offers_phone(&self) -> bool {
        matches!(self.step, Step::StaffNo | Step::Password | Step::Second)
    }
}
