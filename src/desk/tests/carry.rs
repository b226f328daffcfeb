//! Out of one desk and into another: the whole way, every way in which a file can be wrong, and once.

use std::{io::Cursor, sync::Arc};

use jiff::SignedDuration;
use uuid::Uuid;

use super::centre::{Centre, now};
use crate::{
    contract::Realm,
    desk::{
        Config, Desk,
        api::Switchable,
        carry::{Brought, CarriedOut, CarryError, Contents, file},
        outbox::Slip,
        store::{CarriedFate, DraftState},
        vault::{NoKeyring, Unlock},
    },
    domain::lifecycle::{Act, act::Note},
    ports::{Inline, ManualClock, ManualEntropy},
};

mod scans;

/// A parcel as it lies on a stick, and its code.
struct Parcel {
    file: Vec<u8>,
    code: String,
    out: CarriedOut,
}

/// A desk of its own machine, with its own device; all talk to the same centre.
struct Machine {
    dir: tempfile::TempDir,
    line: Arc<Switchable<Arc<Centre>>>,
    desk: Desk,
}

async fn machine(centre: &Arc<Centre>, seed: u64) -> Machine {
    let dir = tempfile::tempdir().unwrap();
    let line = Arc::new(Switchable::new(Arc::clone(centre)));
    let config = Config {
        dir: dir.path().join("desk"),
        realm: Realm::Demo,
        unlock: Unlock::Demo,
        safe: Arc::new(NoKeyring),
        transport: line.clone(),
        clock: Arc::new(ManualClock::at(now())),
        entropy: Arc::new(ManualEntropy::seeded(seed)),
        spawn: Arc::new(Inline),
        reconnect_spread: SignedDuration::ZERO,
        reserve_bytes: 0,
    };
    let desk = Desk::open(config).await.unwrap();
    desk.connect().await.unwrap();
    desk.enrol("笔记本").await.unwrap();
    desk.sign_in_demo(Uuid::from_u128(1)).await.unwrap();
    Machine { dir, line, desk }
}

impl Machine {
    async fn pack(&self) -> Parcel {
        let (out, file) = self.desk.carry_out(Vec::new()).await.unwrap();
        Parcel { file, code: out.code.to_string(), out }
    }

    async fn open(&self, file: &[u8], code: &str) -> Result<Brought, CarryError> {
        self.desk.open_carried(Cursor::new(file.to_vec()), code).await
    }
}

fn note() -> Act {
    Act::NoteAdd(Note { text: "孙兰花 00000019330208024X".into() })
}

/// A laptop after a day in the village: a draft, two acts that never left, a slip with an original.
async fn after_a_day(centre: &Arc<Centre>) -> Machine {
    let laptop = machine(centre, 11).await;
    laptop.line.set_cut(true);
    assert!(laptop.desk.connect().await.is_err());
    let (draft, case) = (Uuid::from_u128(21), Uuid::from_u128(22));
    laptop
        .desk
        .save_draft(draft, "孙*花 津贴", r#"{"number":"00000019330208024X"}"#.into(), DraftState::Open)
        .await
        .unwrap();
    laptop.desk.seal(&note(), Some(case), 0, None).await.unwrap();
    laptop.desk.seal(&note(), Some(case), 1, None).await.unwrap();
    let slip = Slip {
        no: "代收-261123-ABCDEF-0001".into(),
        case_id: case,
        at: now(),
        title: "孙*花 津贴".into(),
        text: "代办收件单".into(),
        originals: vec![("m1".into(), "户口簿".into())],
    };
    laptop.desk.keep_slip(slip).await.unwrap();
    laptop
}

#[tokio::test]
async fn b5_a_parcel_comes_in_once_however_often_it_is_carried() {
    let centre = Arc::new(Centre::new(Realm::Demo));
    let laptop = after_a_day(&centre).await;
    let window = machine(&centre, 12).await;
    let out = laptop.pack().await;
    assert_eq!(out.out.counts, [1, 2, 1, 1, 0]);
    let opened = window.open(&out.file, &out.code).await.unwrap();
    let preview = window.desk.preview_carried(&opened).await.unwrap();
    assert!(preview.lines.iter().all(|line| line.fate == CarriedFate::New), "{preview:?}");
    assert_eq!((preview.slips, preview.originals.as_slice()), (1, &["户口簿".to_owned()][..]));
    // A look changes nothing.
    assert_eq!((window.desk.list_drafts().await.unwrap().len(), window.desk.waiting_count().await.unwrap()), (0, 0));
    for again in 0..3 {
        let taken = window.desk.take_carried(&opened).await.unwrap();
        let fate = if again == 0 { CarriedFate::New } else { CarriedFate::Known };
        assert!(taken.lines.iter().all(|line| line.fate == fate), "{again}: {taken:?}");
        assert_eq!(
            (window.desk.list_drafts().await.unwrap().len(), window.desk.waiting_count().await.unwrap()),
            (1, 2)
        );
    }
    // A second parcel of the same day has the same things in it.
    let again = laptop.pack().await;
    let opened = window.open(&again.file, &again.code).await.unwrap();
    let taken = window.desk.take_carried(&opened).await.unwrap();
    assert!(taken.lines.iter().all(|line| line.fate == CarriedFate::Known));
    // Nothing was taken away from the laptop.
    assert_eq!((laptop.desk.list_drafts().await.unwrap().len(), laptop.desk.waiting_count().await.unwrap()), (1, 2));
}

#[tokio::test]
async fn b5_a_received_draft_does_not_come_back_and_a_changed_one_is_not_overwritten() {
    let centre = Arc::new(Centre::new(Realm::Demo));
    let laptop = after_a_day(&centre).await;
    let window = machine(&centre, 12).await;
    let take = async |laptop: &Machine| {
        let out = laptop.pack().await;
        let opened = window.open(&out.file, &out.code).await.unwrap();
        window.desk.take_carried(&opened).await.unwrap().lines[0].fate
    };
    let draft = Uuid::from_u128(21);
    assert_eq!(take(&laptop).await, CarriedFate::New);
    window.desk.discard_draft(draft).await.unwrap();
    assert_eq!(take(&laptop).await, CarriedFate::Known);
    assert!(window.desk.list_drafts().await.unwrap().is_empty());
    // Typed on at the laptop: the newer state comes in, and once more over the untouched older one.
    for (text, fate) in [("二", CarriedFate::New), ("三", CarriedFate::Newer)] {
        laptop.desk.save_draft(draft, "孙*花 津贴", text.into(), DraftState::Open).await.unwrap();
        assert_eq!(take(&laptop).await, fate, "{text}");
    }
    window.desk.save_draft(draft, "孙*花 津贴", "窗口改".into(), DraftState::Open).await.unwrap();
    laptop.desk.save_draft(draft, "孙*花 津贴", "四".into(), DraftState::Open).await.unwrap();
    assert_eq!(take(&laptop).await, CarriedFate::Differs);
    assert_eq!(window.desk.load_draft(draft).await.unwrap().unwrap().snapshot, "窗口改");
}

#[tokio::test]
async fn b5_no_plain_personal_data_lies_outside_the_cipher() {
    let centre = Arc::new(Centre::new(Realm::Demo));
    let laptop = after_a_day(&centre).await;
    let out = laptop.pack().await;
    let has = |needle: &[u8]| out.file.windows(needle.len()).any(|window| window == needle);
    let key = laptop.desk.signer().unwrap().public_key();
    for secret in ["00000019330208024X", "孙兰花", "孙*花", "户口簿", "代收-", key.as_str(), "note.add"] {
        assert!(!has(secret.as_bytes()), "{secret} can be read");
    }
    assert!(!format!("{:?}", out.out).contains(out.code.as_str()));
}

#[tokio::test]
async fn b5_every_flipped_bit_and_every_cut_is_refused() {
    let centre = Arc::new(Centre::new(Realm::Demo));
    let laptop = after_a_day(&centre).await;
    let window = machine(&centre, 12).await;
    let out = laptop.pack().await;
    for at in 0..out.file.len() {
        let mut file = out.file.clone();
        file[at] ^= 1 << (at % 8);
        let refused = window.open(&file, &out.code).await;
        assert!(refused.is_err(), "a flip in byte {at} went unnoticed");
        let error = refused.unwrap_err();
        assert!(crate::i18n::is_known(error.key()) && error.advice().is_some_and(crate::i18n::is_known), "{error:?}");
    }
    for length in [0, 1, 7, 8, 12, 40, out.file.len() / 2, out.file.len() - 1] {
        assert!(window.open(&out.file[..length], &out.code).await.is_err(), "{length} bytes were believed");
    }
    let longer = [out.file.as_slice(), b"x"].concat();
    assert!(window.open(&longer, &out.code).await.is_err());
}

#[tokio::test]
async fn b5_foreign_tampered_too_new_and_mistyped_are_told_apart() {
    let centre = Arc::new(Centre::new(Realm::Demo));
    let laptop = after_a_day(&centre).await;
    let window = machine(&centre, 12).await;
    let out = laptop.pack().await;
    let open = async |file: &[u8], code: &str| window.open(file, code).await.unwrap_err();
    assert!(matches!(open(b"PK\x03\x04", &out.code).await, CarryError::NotOurs));
    let mut newer = out.file.clone();
    newer[7] = 3;
    assert!(matches!(open(&newer, &out.code).await, CarryError::TooNew));
    let mut mistyped = out.code.clone();
    let wrong = if mistyped.starts_with('1') { "2" } else { "1" };
    mistyped.replace_range(0..1, wrong);
    assert!(matches!(open(&out.file, &mistyped).await, CarryError::MistypedCode));
    let other = laptop.pack().await;
    assert!(matches!(open(&out.file, &other.code).await, CarryError::Locked));
    // The realm and the centre are looked at before anything is derived.
    let (_, keys) = window.desk.carrier();
    let strange = ["someone-else".to_owned()];
    let at = |realm, centre: &[String]| {
        file::open(Cursor::new(out.file.clone()), &out.code, file::Home { realm, centre }).err().unwrap()
    };
    assert!(matches!(at(Realm::Live, &keys), CarryError::OtherRealm));
    assert!(matches!(at(Realm::Demo, &strange), CarryError::OtherCentre));
}

#[tokio::test]
async fn b5_a_command_that_the_device_did_not_seal_is_refused() {
    let centre = Arc::new(Centre::new(Realm::Demo));
    let laptop = after_a_day(&centre).await;
    let window = machine(&centre, 12).await;
    let out = laptop.pack().await;
    let honest = window.open(&out.file, &out.code).await.unwrap();
    let (_, keys) = window.desk.carrier();
    let home = file::Home { realm: Realm::Demo, centre: &keys };
    let forge = async |change: &dyn Fn(&mut Contents)| {
        let mut contents = honest.contents.clone();
        change(&mut contents);
        // Sealed and signed by the laptop itself: only the commands' own signatures stand against it.
        let (file, _, code) =
            file::seal(&contents, home, &laptop.desk.signer().unwrap(), &ManualEntropy::seeded(5)).unwrap();
        window.open(&file, &code).await
    };
    assert!(forge(&|_| {}).await.is_ok());
    let refused =
        async |change: &dyn Fn(&mut Contents)| assert!(matches!(forge(change).await, Err(CarryError::Signature)));
    refused(&|contents| contents.commands[0].body = contents.commands[0].body.replace("孙兰花", "王建国")).await;
    refused(&|contents| contents.commands[0].command_id = Uuid::from_u128(99)).await;
    refused(&|contents| contents.commands[0].actor_id = Uuid::from_u128(99)).await;
    refused(&|contents| {
        let twice = contents.commands[0].clone();
        contents.commands[1] = twice;
    })
    .await;
    // A parcel that names another device than the one that signed it.
    refused(&|contents| contents.public_key = window.desk.signer().unwrap().public_key()).await;
}

#[tokio::test]
async fn b5_nothing_to_carry_is_said() {
    let centre = Arc::new(Centre::new(Realm::Demo));
    let window = machine(&centre, 12).await;
    assert!(matches!(window.desk.carry_out(Vec::new()).await, Err(CarryError::Nothing)));
}
