//! `chuangtai catalogue …`: the catalogue office from a shell. It speaks to the centre like everybody else, signed in as
//! a person; there is no way past the centre into its database.

mod sign_in;
mod words;

use std::{fs, io, path::PathBuf, sync::Arc};

use clap::{Args, Subcommand, ValueEnum};
use jiff::civil::Date;
use uuid::Uuid;

use super::{Answer, Outcome, connect, places::Places};
use crate::{
    contract::{OfficeAct, OfficeDraft, OfficeImport, OfficeKind, OfficePublication, OfficeReview},
    desk::api::{ApiError, CentreUrl, Client, HttpTransport, office_media},
    i18n::{Lang, t, tf},
};
use sign_in::Secrets;

/// Command line of `catalogue`.
#[derive(Debug, Args)]
pub(super) struct CatalogueArgs {
    #[arg(long, value_name = "URL", env = "CHUANGTAI_CENTRE", help = t(Lang::Zh, "cli.centre"))]
    centre: Option<String>,
    #[arg(long, value_name = "DIR", env = "CHUANGTAI_HOME", help = t(Lang::Zh, "cli.home"))]
    home: Option<PathBuf>,
    #[arg(long, value_name = "NO", help = t(Lang::Zh, "catalogue.arg.staff"))]
    staff_no: Option<String>,
    #[arg(long, requires = "staff_no", help = t(Lang::Zh, "catalogue.arg.password_stdin"))]
    password_stdin: bool,
    #[arg(long, global = true, help = t(Lang::Zh, "cli.json"))]
    json: bool,
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    #[command(about = t(Lang::Zh, "catalogue.about.import"))]
    Import {
        #[arg(help = t(Lang::Zh, "catalogue.arg.kind"))]
        kind: Kind,
        #[arg(value_name = "FILE", help = t(Lang::Zh, "catalogue.arg.file"))]
        file: PathBuf,
    },
    #[command(about = t(Lang::Zh, "catalogue.about.drafts"))]
    Drafts {
        #[arg(long, help = t(Lang::Zh, "catalogue.arg.all"))]
        all: bool,
    },
    #[command(about = t(Lang::Zh, "catalogue.about.show"))]
    Show { id: Uuid },
    #[command(about = t(Lang::Zh, "catalogue.about.diff"))]
    Diff { id: Uuid },
    #[command(about = t(Lang::Zh, "catalogue.about.submit"))]
    Submit { id: Uuid },
    #[command(about = t(Lang::Zh, "catalogue.about.review"))]
    Review {
        id: Uuid,
        #[arg(long, value_name = "REASON", help = t(Lang::Zh, "catalogue.arg.send_back"))]
        send_back: Option<String>,
    },
    #[command(about = t(Lang::Zh, "catalogue.about.publish"))]
    Publish {
        id: Uuid,
        #[arg(long, value_name = "DAY", help = t(Lang::Zh, "catalogue.arg.from"))]
        from: Date,
    },
    #[command(about = t(Lang::Zh, "catalogue.about.withdraw"))]
    Withdraw {
        id: Uuid,
        #[arg(long, value_name = "REASON", help = t(Lang::Zh, "catalogue.arg.reason"))]
        reason: Option<String>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    Guide,
    Tolerance,
    Settings,
    Calendar,
}

impl Kind {
    fn office(self) -> OfficeKind {
        match self {
            Self::Guide => OfficeKind::Guide,
            Self::Tolerance => OfficeKind::Tolerance,
            Self::Settings => OfficeKind::Settings,
            Self::Calendar => OfficeKind::Calendar,
        }
    }
}

/// Signs in and does it.
pub(super) fn run(args: &CatalogueArgs) -> Answer {
    carry_out(args).unwrap_or_else(|refused| refused)
}

fn carry_out(args: &CatalogueArgs) -> Result<Answer, Answer> {
    let usage = |key: &'static str| Answer::complaint(Outcome::Usage, t(Lang::Zh, key).to_owned());
    let places = Places::find(args.home.clone()).ok_or_else(|| usage("demo.no_home"))?;
    let centre = args.centre.as_deref().ok_or_else(|| usage("catalogue.which_centre"))?;
    let url = CentreUrl::parse(centre).map_err(|refused| usage(refused.key()))?;
    let transport = HttpTransport::new(url, &connect::authorities(&places)).map_err(|refused| usage(refused.key()))?;
    let staff_no = match &args.staff_no {
        Some(staff_no) => staff_no.clone(),
        None => connect::ask(t(Lang::Zh, "sign_in.staff_no"), false, Lang::Zh)?.to_string(),
    };
    let mut secrets = if args.password_stdin { Secrets::read(io::stdin().lock())? } else { Secrets::Keyboard };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|_| Answer::complaint(Outcome::Unknown, t(Lang::Zh, "cli.unwritable").to_owned()))?;
    runtime.block_on(async {
        let client = Client::new(Arc::new(transport));
        let session = sign_in::sign_in(&client, staff_no, &mut secrets).await?;
        client.set_token(Some(session.token));
        let answer = office(&client, args).await;
        // The session ends with the command; that it could not be ended changes nothing about what was done.
        let _ = client.sign_out().await;
        answer
    })
}

/// Does it for whoever is signed in.
async fn office(client: &Client, args: &CatalogueArgs) -> Result<Answer, Answer> {
    let said = |answer: String, json: Answer| if args.json { json } else { Answer::done(answer) };
    let done = |draft: OfficeDraft| Ok(said(words::draft(&draft), Answer::json(&draft)));
    match &args.what {
        What::Import { kind, file } => {
            let import = import(client, kind.office(), file).await?;
            Ok(said(words::import(&import), Answer::json(&import)))
        }
        What::Drafts { all } => {
            let mut drafts: Vec<OfficeDraft> = Vec::new();
            let mut cursor = None;
            loop {
                let page = heard(client.office_drafts(*all, cursor).await)?;
                drafts.extend(page.items);
                cursor = page.next;
                if cursor.is_none() {
                    break;
                }
            }
            Ok(said(words::drafts(&drafts), Answer::json(&drafts)))
        }
        What::Show { id } => {
            let detail = heard(client.office_draft(*id).await)?;
            Ok(said(words::detail(&detail), Answer::json(&detail)))
        }
        What::Diff { id } => {
            let difference = heard(client.office_difference(*id).await)?;
            Ok(said(words::difference(&difference), Answer::json(&difference)))
        }
        What::Submit { id } => {
            let act = OfficeAct { expected_version: version(client, *id).await?, remark: None };
            done(heard(client.office_submit(*id, &act).await)?)
        }
        What::Review { id, send_back } => {
            let expected_version = version(client, *id).await?;
            let review = OfficeReview { expected_version, pass: send_back.is_none(), remark: send_back.clone() };
            done(heard(client.office_review(*id, &review).await)?)
        }
        What::Publish { id, from } => {
            let expected_version = version(client, *id).await?;
            let publication = OfficePublication { expected_version, effective: *from };
            done(heard(client.office_publish(*id, &publication).await)?)
        }
        What::Withdraw { id, reason } => {
            let act = OfficeAct { expected_version: version(client, *id).await?, remark: reason.clone() };
            done(heard(client.office_withdraw(*id, &act).await)?)
        }
    }
}

async fn import(client: &Client, kind: OfficeKind, file: &PathBuf) -> Result<OfficeImport, Answer> {
    let unreadable = || {
        let path = file.display().to_string();
        Answer::complaint(Outcome::Refused, tf(Lang::Zh, "catalogue.unreadable", &[&path]))
    };
    let bytes = fs::read(file).map_err(|_| unreadable())?;
    let other = || Answer::complaint(Outcome::Usage, t(Lang::Zh, "problem.office.file_kind").to_owned());
    let media = office_media(file).ok_or_else(other)?;
    heard(client.office_import(kind, media, bytes).await)
}

/// The version that stands now: the shell has shown it a moment ago, and whoever acts on an older one is told.
async fn version(client: &Client, id: Uuid) -> Result<u64, Answer> {
    Ok(heard(client.office_draft(id).await)?.draft.version)
}

fn heard<T>(answer: Result<T, ApiError>) -> Result<T, Answer> {
    answer.map_err(|error| refusal(&error))
}

/// What the centre would not do, place by place.
fn refusal(error: &ApiError) -> Answer {
    match error {
        ApiError::Problem(problem) => Answer::complaint(Outcome::Refused, words::problem(problem)),
        error => Answer::complaint(Outcome::Unknown, t(Lang::Zh, error.key()).to_owned()),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests;
