//! Numbers: only here, only inside the transaction that uses them, so that none is ever lost (R7.20, R1.7).

use jiff::{civil::Date, tz::TimeZone};
use uuid::Uuid;

use crate::{
    contract::{Command, ENVELOPE_VERSION, sha256_hex},
    domain::{
        calendar::date_in_beijing,
        case::{Case, DocumentKind},
        codes::number::{case_number, receipt_number},
        guide::Guide,
        lifecycle::Act,
        role::Role,
    },
    ports::Entropy,
};

use crate::central::{
    fault::Fault,
    store::{DueRow, StoreError, Tx},
};

/// The body that exercises the power is the first 18 characters of an item code (7.5).
const BODY: usize = 18;

/// Case number (R7.19, per body and day) and short receipt number (R7.22, per window and day).
pub(super) fn number_case(tx: &Tx<'_>, case: &mut Case, window: Option<&str>, day: Date) -> Result<(), Fault> {
    let code = &case.guide_version.item_code;
    let body = code.get(..BODY).unwrap_or(code);
    let running = u32::try_from(tx.next_number(&format!("case/{body}/{day}"))?).unwrap_or(u32::MAX);
    let no = case_number(code, day, running).map_err(|error| unnumbered().because(error.reason()))?;
    let window = window_number(window);
    let running = u32::try_from(tx.next_number(&format!("receipt/{window:03}/{day}"))?).unwrap_or(u32::MAX);
    let receipt = receipt_number(day, window, running).map_err(|error| unnumbered().because(error.reason()))?;
    case.case_no = Some(no);
    case.receipt_no = Some(receipt);
    Ok(())
}

fn unnumbered() -> Fault {
    Fault::new(503, "number.exhausted")
}

/// The digits of a window's id: `03`, `A12` → 12; what came without a window counts under 0.
fn window_number(window: Option<&str>) -> u32 {
    let digits: String = window.unwrap_or_default().chars().filter(char::is_ascii_digit).collect();
    digits.parse::<u32>().unwrap_or(0) % 1000
}

/// 机关简称+文种〔年〕号: per organ, kind and year without gaps.
pub(super) fn document_number(tx: &Tx<'_>, guide: &Guide, kind: DocumentKind, day: Date) -> Result<String, StoreError> {
    let organ = &guide.department.short_name;
    let word = kind_word(kind);
    let running = tx.next_number(&format!("document/{organ}/{word}/{}", day.year()))?;
    Ok(format!("{organ}{word}〔{}〕{running:05}号", day.year()))
}

/// 文种 as it stands in numbers.
fn kind_word(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::Rcv => "收",
        DocumentKind::Acc => "受",
        DocumentKind::Nac => "不受",
        DocumentKind::Sup => "补",
        DocumentKind::Src => "补收",
        DocumentKind::Tol => "容受",
        DocumentKind::Tcm => "容诺",
        DocumentKind::Com => "诺",
        DocumentKind::Spn => "特告",
        DocumentKind::Spe => "特结",
        DocumentKind::Ext => "延",
        DocumentKind::Sus => "中",
        DocumentKind::Res => "复",
        DocumentKind::Ter => "终",
        DocumentKind::Wda => "撤申",
        DocumentKind::Wdn => "撤",
        DocumentKind::Rtn => "退",
        DocumentKind::Gra => "准",
        DocumentKind::Ref => "不准",
        DocumentKind::Dlv => "送",
        DocumentKind::Trf => "移",
        DocumentKind::Aut => "委",
        DocumentKind::Frb => "否报",
        DocumentKind::Inq => "询",
        DocumentKind::Rvk => "撤决",
    }
}

/// R7.21: six random digits for the applicant.
pub(super) fn query_code(entropy: &dyn Entropy) -> String {
    let mut bytes = [0u8; 8];
    entropy.fill(&mut bytes);
    format!("{:06}", u64::from_le_bytes(bytes) % 1_000_000)
}

/// The day on which numbers of an instant count.
pub(super) fn day(at: jiff::Timestamp) -> Date {
    date_in_beijing(at)
}

/// What time does, as a command: UUIDv8 of (case, transition, instant).
pub(super) fn due_command(row: &DueRow) -> Command {
    let seed =
        format!("due {} T{} {}", row.case_id, row.due.transition, row.due.at.to_zoned(TimeZone::UTC).timestamp());
    let mut bytes = [0u8; 16];
    let hex = sha256_hex(seed.as_bytes());
    for (byte, index) in bytes.iter_mut().zip((0..32).step_by(2)) {
        *byte = hex.get(index..index + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok()).unwrap_or_default();
    }
    let id = uuid::Builder::from_custom_bytes(bytes).into_uuid();
    let act =
        Act::System(crate::domain::lifecycle::act::SystemFire { transition: row.due.transition, due_at: row.due.at });
    let (kind, payload) = Command::split(&act).unwrap_or_default();
    Command {
        v: ENVELOPE_VERSION,
        command_id: id,
        kind,
        case_id: Some(row.case_id),
        expected_version: 0,
        prev_command_id: None,
        device_id: Uuid::nil(),
        epoch: id,
        seq: 0,
        actor_id: Uuid::nil(),
        role: Role::System,
        window_id: None,
        composed_at: row.due.at,
        guide_version: None,
        payload,
        blobs: Vec::new(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::*;
    use crate::domain::lifecycle::Due;

    #[test]
    fn what_time_does_has_one_id_for_ever() {
        let at: jiff::Timestamp = "2026-09-18T09:00:00Z".parse().unwrap();
        let row = |transition, at| DueRow { case_id: Uuid::from_u128(7), due: Due { transition, at } };
        let first = due_command(&row(13, at));
        assert_eq!(first.command_id, due_command(&row(13, at)).command_id);
        assert_ne!(first.command_id, due_command(&row(21, at)).command_id);
        assert_ne!(first.command_id, due_command(&row(13, jiff::Timestamp::UNIX_EPOCH)).command_id);
        assert_eq!(first.command_id.get_version_num(), 8);
        assert!(matches!(first.act().unwrap(), Act::System(_)));
    }

    #[test]
    fn r7_22_windows_become_three_digits() {
        assert_eq!(window_number(Some("03")), 3);
        assert_eq!(window_number(Some("A12")), 12);
        assert_eq!(window_number(None), 0);
        assert_eq!(window_number(Some("综合窗口")), 0);
    }
}
