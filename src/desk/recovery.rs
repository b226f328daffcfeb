//! What somebody sealed here and cannot send any more goes for whoever works here now, with leave of the hall's management
//! (RELIABILITY F50): the same bytes, under the name of who sealed them. Leave is asked for anew after a restart; taken, it
//! stays with who took it.

use uuid::Uuid;

use crate::contract::RecoveryLine;

use super::{Desk, DeskError, Event};

/// Leave that is being used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Recovery {
    /// The centre's id of it.
    id: Uuid,
    /// Whose work goes by it.
    pub(super) actor: Uuid,
}

impl Desk {
    /// Leave that the centre knows for this desk, and that whoever works here may take.
    pub async fn recoveries(&self) -> Result<Vec<RecoveryLine>, DeskError> {
        let (device, person) = {
            let line = self.line();
            let person = line.person.as_ref().map(|person| person.id).ok_or(DeskError::NobodySignedIn)?;
            (line.device.device_id.ok_or(DeskError::NotEnrolled)?, person)
        };
        let mut lines = self.ask(|centre| async move { centre.recoveries(device).await }).await?;
        lines.retain(|line| line.actor_id != person && line.taken_by.is_none_or(|taken| taken == person));
        Ok(lines)
    }

    /// Takes leave into use: what that person sealed and could not send is due again, and goes with the next
    /// [`Desk::flush`].
    pub async fn recover(&self, recovery: &RecoveryLine) -> Result<(), DeskError> {
        let (id, actor, now) = (recovery.id, recovery.actor_id, self.now());
        let due = self.store(move |store| store.recover(actor, now)).await?;
        {
            let mut line = self.line();
            line.recovery = Some(Recovery { id, actor });
            line.spread_until = None;
        }
        for parcel in due {
            self.tell(&Event::ParcelChanged {
                command_id: parcel.command_id,
                case_id: parcel.case_id,
                state: parcel.state,
                why: None,
                next_try: None,
                settled: None,
            });
        }
        Ok(())
    }

    /// The leave by which this person's work goes now.
    pub(super) fn recovery_of(&self, actor: Uuid) -> Option<Uuid> {
        self.line().recovery.filter(|recovery| recovery.actor == actor).map(|recovery| recovery.id)
    }

    /// The centre says that leave is void, or somebody else's: it is not tried again.
    pub(super) fn learn_of_recovery(&self, code: &str) {
        if code.starts_with("recovery.") {
            self.line().recovery = None;
        }
    }
}
