//! What only the centre knows, and what is known without it while it is away.

use crate::{
    app::{Answer, effect::Secret},
    contract::{Me, Meta, RegisterLine},
    desk::DeskError,
    domain::guide::GuideRef,
    runtime::execute::Result,
};

use super::DeskOffice;

impl DeskOffice {
    /// The centre as it is, or as it was last heard, with the time as far as known.
    pub(super) async fn meta(&self) -> Result<Answer> {
        let desk = &self.0.desk;
        let meta = match desk.connect().await {
            Ok(meta) => meta,
            Err(error) => match desk.last_meta().await {
                Ok(Some(meta)) => Meta { now: desk.centre_now(), ..meta },
                _ => return Err(self.fails(&error)),
            },
        };
        Ok(Answer::Meta(Box::new(meta)))
    }

    /// The person signed in; without the centre the one who was, so that drafts can be written and acts sealed.
    pub(super) async fn me(&self) -> Result<Answer> {
        let me = match self.ask(|centre| async move { centre.me().await }).await {
            Err(failure) if failure.offline => {
                let person = self.0.desk.person().ok_or(failure)?;
                Me { person, today: 0, counts: Vec::new() }
            }
            answer => answer?,
        };
        Ok(Answer::Me(Box::new(me)))
    }

    /// A guide, from the store or else from the centre.
    pub(super) async fn guide(&self, guide: &GuideRef) -> Result<Answer> {
        let found = self.0.desk.guide(guide).await.map_err(|error| self.fails(&error))?;
        Ok(Answer::Guide(Box::new(found.ok_or_else(|| self.no("program.no_guide"))?)))
    }

    /// Signs in again, as whoever works here.
    pub(super) async fn sign_in(&self, password: Secret) -> Result<Answer> {
        let Secret(password) = password;
        let desk = &self.0.desk;
        let person = desk.person().ok_or_else(|| self.fails(&DeskError::NobodySignedIn))?;
        self.moved(desk.sign_in(&person.staff_no, &password).await)
    }

    /// Moves the demo centre's clock ahead.
    pub(super) async fn move_clock(&self, days: u32) -> Result<Answer> {
        self.ask(|centre| async move { centre.demo_clock(days).await }).await?;
        self.nudge();
        self.meta().await
    }

    /// Cuts the demo's line, or mends it.
    pub(super) fn cut_line(&self, cut: bool) -> Result<Answer> {
        let line = self.0.line.as_ref().ok_or_else(|| self.no("program.no_line"))?;
        line(cut);
        self.nudge();
        Ok(Answer::Nothing)
    }

    /// Switches the demo's registers off, or on.
    pub(super) async fn cut_registers(&self, cut: bool) -> Result<Answer> {
        for line in self.ask(|centre| async move { centre.demo_registers().await }).await? {
            let line = RegisterLine { on: !cut, ..line };
            self.ask(|centre| async move { centre.demo_switch(&line).await }).await?;
        }
        Ok(Answer::Nothing)
    }
}
