//! Slips that this desk gives out itself (R5.4, R5.17): a number of the device's own, and never one of the centre's.

use uuid::Uuid;

use super::{Desk, DeskError, outbox::Slip, store::Store};
use crate::domain::calendar::date_in_beijing;

impl Desk {
    /// The next number: `代收-`day`-`device`-`running number.
    pub async fn next_slip_no(&self) -> Result<String, DeskError> {
        let device = {
            let line = self.line();
            line.device.device_id.unwrap_or(line.device.epoch)
        };
        let day = date_in_beijing(self.centre_now());
        let running = self.store(Store::next_slip).await?;
        Ok(slip_no(day, device, running))
    }

    /// Keeps a slip, and the originals that it names on the list of those in hand.
    pub async fn keep_slip(&self, slip: Slip) -> Result<(), DeskError> {
        self.store(move |store| store.keep_slip(&slip)).await
    }

    /// Every slip that was given here.
    pub async fn slips(&self) -> Result<Vec<Slip>, DeskError> {
        self.store(|store| store.slips()).await
    }
}

fn slip_no(day: jiff::civil::Date, device: Uuid, running: u64) -> String {
    let short: String = device.simple().to_string().chars().take(6).collect::<String>().to_uppercase();
    format!("代收-{}-{short}-{running:04}", day.strftime("%y%m%d"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::*;

    #[test]
    fn r5_17_the_number_is_the_device_s_own() {
        let device = Uuid::from_u128(0x7f3a_91c4 << 96);
        assert_eq!(slip_no(jiff::civil::date(2026, 11, 23), device, 12), "代收-261123-7F3A91-0012");
    }
}
