//! The people of the centre and what waits for a second person: read from the centre, decided at the centre.

use uuid::Uuid;

use crate::{
    app::{
        Answer,
        staff::{Asked, Heard, ProposalAct},
    },
    desk::{
        DeskError,
        api::{ApiError, Client},
    },
    runtime::execute::Result,
};

use super::DeskOffice;

impl DeskOffice {
    /// Everything that the page asks.
    pub(super) async fn staff(&self, asked: Asked) -> Result<Answer> {
        let heard = match asked {
            Asked::List => Heard::List {
                waiting: self.ask(|centre| async move { centre.proposals().await }).await?,
                people: self.ask(|centre| async move { centre.everybody().await }).await?,
            },
            Asked::Decide { id, act } => {
                self.arrived().await;
                match self.0.desk.ask(|centre| async move { decide(&centre, id, act).await }).await {
                    Ok(heard) => heard,
                    Err(DeskError::Centre(ApiError::Problem(problem))) if problem.status != 401 => {
                        Heard::Refused(problem)
                    }
                    Err(error) => return Err(self.fails(&error)),
                }
            }
        };
        Ok(Answer::Staff(Box::new(heard)))
    }
}

async fn decide(centre: &Client, id: Uuid, act: ProposalAct) -> std::result::Result<Heard, ApiError> {
    Ok(match act {
        ProposalAct::Confirm => Heard::Confirmed(Box::new(centre.confirm_proposal(id).await?)),
        ProposalAct::Refuse => Heard::Decided(Box::new(centre.refuse_proposal(id).await?)),
        ProposalAct::Withdraw => Heard::Decided(Box::new(centre.withdraw_proposal(id).await?)),
    })
}
