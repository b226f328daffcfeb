//! Which words stand for which value, where more than one screen needs them.

use crate::{
    app::{Action, Model, Place},
    domain::{
        agency::Tick, case::State as CaseState, check::State, exemption::SatisfyBy, role::Role as Person,
        tolerance::Credit,
    },
    i18n::{Lang, t, tf},
    theme::{Glyph, Role},
};

/// Short name of a place on the bar.
pub const fn place_key(action: Action) -> Option<&'static str> {
    Some(match action {
        Action::PlaceAccept => "place.accept",
        Action::PlaceTodo => "place.todo",
        Action::PlaceSupplement => "place.supplement",
        Action::PlaceIssue => "place.issue",
        Action::PlaceQuery => "place.query",
        Action::PlaceBackOffice => "place.approve",
        Action::More => "place.more",
        _ => return None,
    })
}

/// What is promised: so many working days, or on the spot.
pub fn promised(lang: Lang, days: u32) -> String {
    if days == 0 {
        t(lang, "accept.promised_on_the_spot").to_owned()
    } else {
        tf(lang, "accept.promised", &[&days.to_string()])
    }
}

/// Short words for the bottom line; the action's own name where it is short already.
pub const fn short_key(action: Action) -> &'static str {
    match action {
        Action::PlaceAccept => "short.next_citizen",
        Action::SignInByPhone => "short.phone",
        Action::Open => "short.open",
        Action::Confirm => "short.confirm",
        Action::Choose1 => "short.choose",
        Action::FieldDone => "short.next",
        Action::NextOpen => "short.next_open",
        Action::MaterialOk => "short.ok",
        Action::MaterialAbsent => "short.absent",
        Action::MaterialTolerate => "short.tolerate",
        Action::MaterialExempt => "short.exempt",
        Action::MaterialDefect => "short.defect",
        Action::AllOk => "short.all_ok",
        Action::MaterialPoints => "short.points",
        Action::Guide => "short.guide",
        Action::Filter => "short.filter",
        Action::NextPane => "short.next_pane",
        Action::Reveal => "short.reveal",
        Action::DepartmentOpen => "short.department_open",
        Action::Opinion => "short.opinion",
        Action::Special => "short.special",
        Action::Prolong => "short.prolong",
        Action::AskCitizen => "short.ask",
        Action::SendBack => "short.send_back",
        Action::Decide => "short.decide",
        Action::Claim => "short.claim",
        Action::Explain => "short.explain",
        Action::QueueMark => "short.mark",
        Action::QueueFilter => "short.queue_filter",
        Action::QueueExport => "short.queue_export",
        Action::StepNext => "short.step_next",
        Action::StepPrevious => "short.step_previous",
        Action::StepFinish => "short.step_finish",
        Action::Palette => "short.palette",
        Action::Park => "short.park",
        Action::Pin => "short.pin",
        Action::Agent => "short.agent",
        Action::Preview => "short.preview",
        Action::Print => "short.print",
        Action::Down => "short.down",
        Action::PageDown => "short.page_down",
        Action::Back => "short.back",
        Action::WhoAmI => "short.who",
        Action::FieldNext => "short.field_next",
        Action::More => "place.more",
        _ => action.key(),
    }
}

/// Name of a role.
pub const fn role_key(role: Person) -> &'static str {
    match role {
        Person::Clerk => "role.Clerk",
        Person::Lead => "role.Lead",
        Person::ChiefRep => "role.ChiefRep",
        Person::Reviewer => "role.Reviewer",
        Person::Approver => "role.Approver",
        Person::GovHead => "role.GovHead",
        Person::IssueClerk => "role.IssueClerk",
        Person::GridAgent => "role.GridAgent",
        Person::Supervisor => "role.Supervisor",
        Person::Archivist => "role.Archivist",
        Person::Trainer => "role.Trainer",
        Person::System => "role.System",
        Person::Applicant => "role.Applicant",
        Person::HallManager => "role.HallManager",
        Person::CatalogueEditor => "role.CatalogueEditor",
        Person::CataloguePublisher => "role.CataloguePublisher",
        Person::Auditor => "role.Auditor",
        Person::Admin => "role.Admin",
        Person::Integration => "role.Integration",
        Person::SupervisingBody => "role.SupervisingBody",
    }
}

/// Sign, word and look of a material's verdict: never colour alone (SCREENS 9).
pub const fn verdict(state: State) -> (Glyph, &'static str, Role) {
    match state {
        State::Ok => (Glyph::Complete, "verdict.ok", Role::StateComplete),
        State::Missing => (Glyph::Missing, "verdict.missing", Role::StateMissing),
        State::Defect => (Glyph::Defect, "verdict.defect", Role::StateDefect),
        State::Tolerated => (Glyph::Tolerated, "verdict.tolerated", Role::StateTolerated),
        State::Exempt => (Glyph::Exempt, "verdict.exempt", Role::StateExempt),
        State::NotApplicable => (Glyph::NotApplicable, "verdict.not_applicable", Role::StateNotApplicable),
        State::Unchecked => (Glyph::Open, "verdict.unchecked", Role::StateOpen),
    }
}

/// Name of a way of RULES 6.2.
pub const fn way_key(way: SatisfyBy) -> &'static str {
    match way {
        SatisfyBy::PaperOriginal => "way.paper_original",
        SatisfyBy::CopyChecked => "way.copy_checked",
        SatisfyBy::Scan => "way.scan",
        SatisfyBy::EForm => "way.eform",
        SatisfyBy::ECert => "way.ecert",
        SatisfyBy::DataShare => "way.data_share",
        SatisfyBy::DeptVerify => "way.dept_verify",
        SatisfyBy::SubstituteCert => "way.substitute_cert",
        SatisfyBy::Commitment => "way.commitment",
        SatisfyBy::Cancelled => "way.cancelled",
        SatisfyBy::Reused => "way.reused",
        SatisfyBy::Tolerated => "way.tolerated",
        SatisfyBy::NotApplicable => "way.not_applicable",
    }
}

/// What the credit register said.
pub const fn credit_key(credit: Credit) -> &'static str {
    match credit {
        Credit::Clean => "credit.clean",
        Credit::Bad => "credit.bad",
        Credit::Unknown => "credit.unknown",
    }
}

/// What is wrong with the field that has the focus, for the bottom line: its name first, as it may be scrolled away.
pub fn field_error(model: &Model) -> Option<String> {
    let field = model.focused_field()?;
    let trouble = field.trouble.as_ref()?;
    Some(tf(model.lang, "field.error", &[field.label.words(model.lang), &trouble.words(model.lang)]))
}

/// 已存本机 and when: only after the store said so (DESIGN 3).
pub fn saved_line(model: &Model) -> Option<String> {
    if model.place != Place::Accept || model.accept.is_finished() || !model.accept.saving.is_safe() {
        return None;
    }
    let at = crate::app::session::beijing(model.accept.saving.saved_at?);
    Some(tf(model.lang, "frame.saved", &[&at.strftime("%H:%M:%S").to_string()]))
}

/// Name of a case's state.
pub const fn state_key(state: CaseState) -> &'static str {
    match state {
        CaseState::Draft => "state.Draft",
        CaseState::Planned => "state.Planned",
        CaseState::Received => "state.Received",
        CaseState::AwaitingSupplement => "state.AwaitingSupplement",
        CaseState::HeldPapers => "state.HeldPapers",
        CaseState::NegativeProposed => "state.NegativeProposed",
        CaseState::Accepted => "state.Accepted",
        CaseState::Dispatched => "state.Dispatched",
        CaseState::ReturnedToWindow => "state.ReturnedToWindow",
        CaseState::UnderReview => "state.UnderReview",
        CaseState::SpecialProcedure => "state.SpecialProcedure",
        CaseState::Suspended => "state.Suspended",
        CaseState::TolerancePending => "state.TolerancePending",
        CaseState::Deciding => "state.Deciding",
        CaseState::Granted => "state.Granted",
        CaseState::Refused => "state.Refused",
        CaseState::ResultReady => "state.ResultReady",
        CaseState::Delivered => "state.Delivered",
        CaseState::Closed => "state.Closed",
        CaseState::Archived => "state.Archived",
        CaseState::NotRequired => "state.NotRequired",
        CaseState::NotAccepted => "state.NotAccepted",
        CaseState::Returned => "state.Returned",
        CaseState::Withdrawn => "state.Withdrawn",
        CaseState::Terminated => "state.Terminated",
        CaseState::Revoked => "state.Revoked",
    }
}

/// Short name of a way, for the column 形式.
pub const fn way_short(way: SatisfyBy) -> &'static str {
    match way {
        SatisfyBy::PaperOriginal => "form.original",
        SatisfyBy::CopyChecked => "form.copy",
        SatisfyBy::Scan => "form.scan",
        SatisfyBy::EForm => "form.eform",
        SatisfyBy::Tolerated => "verdict.tolerated",
        SatisfyBy::NotApplicable => "form.none",
        _ => "verdict.exempt",
    }
}

/// A tick of a letter of authorisation (R5.12).
pub const fn tick_key(tick: Tick) -> &'static str {
    match tick {
        Tick::Submit => "tick.submit",
        Tick::CorrectOnSpot => "tick.correct_on_spot",
        Tick::ReceiveNotices => "tick.receive_notices",
        Tick::MakeCommitments => "tick.make_commitments",
        Tick::Withdraw => "tick.withdraw",
        Tick::ReceiveResults => "tick.receive_results",
        Tick::UseCertificates => "tick.use_certificates",
        Tick::ReceiveMoney => "tick.receive_money",
    }
}
