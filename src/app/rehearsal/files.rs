//! The made-up desk with electronic files of cases: what they are, and where one goes.

use uuid::Uuid;

use super::Rehearsal;
use crate::{
    app::{
        Answer, Ask, Failure,
        casework::{
            files::{IfThere, THERE},
            fixtures as cases,
        },
    },
    contract::CaseDetail,
    domain::case::State,
    i18n::{Lang, t},
};

/// What there is of electronic files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Files {
    /// No case has any.
    None,
    /// Every case has some.
    OnCases,
    /// And others of their names lie where they are saved.
    AlsoInTheFolder,
}

impl Rehearsal {
    /// The case that is always opened, with files if every case has some.
    pub(super) fn case(&self, id: Uuid) -> CaseDetail {
        let mut case = cases::case(State::Accepted);
        case.id = id;
        case.guide_version = self.hall.guides[0].id.clone();
        let mut detail = cases::detail(case, cases::clerk_acts());
        if self.files != Files::None {
            cases::scan(&mut detail);
        }
        detail
    }

    #[allow(clippy::result_large_err, reason = "it is what the model takes")]
    pub(super) fn file(&self, ask: Ask) -> Result<Answer, Failure> {
        match ask {
            Ask::FileFolder => Ok(Answer::Folder("/home/lixy/Downloads".to_owned())),
            Ask::SaveFile(saving) if self.files == Files::AlsoInTheFolder && saving.if_there == IfThere::Ask => {
                let title = t(Lang::Zh, THERE).to_owned();
                Err(Failure { code: THERE.to_owned(), title, ..Failure::default() })
            }
            Ask::SaveFile(saving) => Ok(Answer::Exported(format!("{}/{}.{}", saving.folder, saving.stem, saving.kind))),
            _ => Err(Failure::default()),
        }
    }
}
