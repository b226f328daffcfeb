//! What only the centre knows, and what is known without it while it is away.

use uuid::Uuid;

use crate::{
    app::Answer,
    contract::{Me, Meta, RegisterLine, RevealRequest},
    domain::{case::Application, guide::GuideRef},
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

    /// The version of a guide that is in force, if it is a newer one.
    pub(super) async fn newer_guide(&self, guide: &GuideRef, refused: bool) -> Result<Answer> {
        let newer = self.0.desk.newer_guide(guide, refused).await.map_err(|error| self.fails(&error))?;
        Ok(Answer::NewerGuide(newer.map(Box::new)))
    }

    /// A case as the centre shows it: an act that is sealed now is based on it.
    pub(super) async fn case(&self, id: Uuid) -> Result<Answer> {
        let detail = self.ask(|centre| async move { centre.case(id).await }).await?;
        self.0.desk.saw(&detail);
        Ok(Answer::Case(Box::new(detail)))
    }

    /// A value in clear; whoever takes a draft over has seen all of it.
    pub(super) async fn reveal(&self, request: RevealRequest) -> Result<Answer> {
        let case_id = request.case_id;
        let answer = self.ask(|centre| async move { centre.reveal(&request).await }).await?;
        if let Ok(application) = serde_json::from_str::<Application>(&answer.value) {
            self.0.desk.saw_in_clear(case_id, &application);
        }
        Ok(Answer::Revealed(answer))
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
