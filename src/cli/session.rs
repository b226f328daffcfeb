//! `chuangtai session …`: signing in and out at this desk without its screen, who is signed in, one's own password and
//! second factor.

use clap::{Args, Subcommand};
use zeroize::Zeroizing;

use crate::{
    contract::RemoveTotp,
    desk::{Desk, NotIn},
    i18n::{Lang, t, tf},
    ui,
};

use super::{
    Answer, Outcome,
    errand::{self, At, ask, done, not_done, refusal},
};

/// Command line of `session`.
#[derive(Debug, Args)]
pub(super) struct SessionArgs {
    #[command(flatten)]
    at: At,
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Clone, Copy, Subcommand)]
enum What {
    #[command(about = t(Lang::Zh, "session.about.in"))]
    In,
    #[command(about = t(Lang::Zh, "session.about.out"))]
    Out,
    #[command(about = t(Lang::Zh, "session.about.who"))]
    Who,
    #[command(about = t(Lang::Zh, "session.about.password"))]
    Password,
    #[command(about = t(Lang::Zh, "session.about.totp"))]
    Totp {
        #[arg(long, help = t(Lang::Zh, "session.arg.remove"))]
        remove: bool,
    },
}

/// Does it.
pub(super) fn run(args: &SessionArgs) -> Answer {
    let what = args.what;
    errand::run(&args.at, !matches!(what, What::In | What::Out | What::Who), |desk| async move {
        match what {
            What::In => sign_in(&desk).await,
            What::Out => desk.sign_out().await.map(|()| done("notice.signed_out")).map_err(|error| not_done(&error)),
            What::Who => who(&desk),
            What::Password => new_password(&desk, None).await,
            What::Totp { remove } => totp(&desk, remove).await,
        }
    })
}

async fn sign_in(desk: &Desk) -> Result<Answer, Answer> {
    let staff_no = ask("session.ask.staff_no", false)?;
    let password = ask("session.ask.password", true)?;
    let mut tried = desk.sign_in(staff_no.trim(), &password, None).await;
    if matches!(&tried, Err(NotIn { error: crate::desk::DeskError::Centre(no), .. }) if no.is("session.second_factor"))
    {
        let code = ask("session.ask.second", false)?;
        tried = desk.sign_in(staff_no.trim(), &password, Some(code.trim().to_owned())).await;
    }
    let entered = tried.map_err(|NotIn { error, wait }| {
        let answer = not_done(&error);
        let wait = wait.map(|wait| format!("\n{}", tf(Lang::Zh, "sign_in.wait", &[&wait.as_secs().to_string()])));
        Answer { err: format!("{}{}", answer.err, wait.unwrap_or_default()), ..answer }
    })?;
    if entered.password_due {
        return new_password(desk, Some(password)).await;
    }
    if entered.totp_due {
        super::window::say(t(Lang::Zh, "session.totp.demanded"));
        return totp(desk, false).await;
    }
    who(desk)
}

fn who(desk: &Desk) -> Result<Answer, Answer> {
    let person = desk.person().filter(|_| desk.is_signed_in()).ok_or_else(|| refusal("errand.sign_in_first"))?;
    let window = person.window_id.as_deref().unwrap_or("-");
    let enrolled = t(Lang::Zh, if desk.is_enrolled() { "session.enrolled" } else { "session.not_enrolled" });
    Ok(Answer::done(tf(Lang::Zh, "session.is", &[&person.staff_no, &person.name, window, enrolled])))
}

async fn new_password(desk: &Desk, old: Option<Zeroizing<String>>) -> Result<Answer, Answer> {
    let old = match old {
        Some(old) => old,
        None => ask("session.ask.old", true)?,
    };
    let new = ask("session.ask.new", true)?;
    if *ask("session.ask.again", true)? != *new {
        return Err(refusal("secrets.differ"));
    }
    desk.change_password(&old, &new).await.map_err(|error| not_done(&error))?;
    Ok(done("notice.password_new"))
}

async fn totp(desk: &Desk, remove: bool) -> Result<Answer, Answer> {
    let password = ask("session.ask.password", true)?;
    if remove {
        let password = password.to_string();
        let code = ask("session.ask.second", false)?.trim().to_owned();
        let remove = RemoveTotp { password, code };
        let gone = desk.ask(|centre| async move { centre.remove_totp(&remove).await }).await;
        return gone.map(|()| done("session.totp.off")).map_err(|error| not_done(&error));
    }
    let secret = desk.begin_factor(&password).await.map_err(|error| not_done(&error))?;
    super::window::say(t(Lang::Zh, "session.totp.scan"));
    for line in ui::qr::rows(&secret.otpauth).unwrap_or_default() {
        // Dark on light, whatever the terminal's own colours are.
        super::window::say(&format!("\x1b[30;107m{line}\x1b[0m"));
    }
    super::window::say(&secret.secret);
    let code = ask("session.ask.second", false)?;
    let on = desk.confirm_factor(code.trim()).await;
    on.map(|()| done("session.totp.on")).map_err(|error| Answer { outcome: Outcome::Refused, ..not_done(&error) })
}
