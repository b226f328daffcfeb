//! What every seed starts from, made once and copied: a furnished centre with three enrolled desks on its first
//! morning. Making it anew for each seed would cost more than the seed.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
};

use chuangtai::{
    central::{self, Centre, KeyPlace, Location, demo},
    contract::{Person, Realm},
    desk::{self, Desk, api::Transport, vault::NoKeyring, vault::Unlock},
    domain::{
        case::{Application, Channel, Delivery},
        check::{MaterialRow, Verdict},
        exemption::SatisfyBy,
        guide::{FormFieldKind, Guide},
        role::Role,
        settings::Profile,
    },
    ports::{Clock, Entropy, Inline, ManualClock, ManualEntropy, Spawn},
};
use jiff::{SignedDuration, Timestamp};

use super::world_line::{Direct, finish};

/// Monday 2026-09-14, 09:30 in Beijing.
pub const MORNING: &str = "2026-09-14T09:30:00+08:00";

/// Desks of a small hall: two windows and a grid agent's laptop.
pub const DESKS: usize = 3;

/// 企业退休人员档案关系接收: two materials, may be accepted on receipt.
const ITEM: &str = "企业退休人员档案关系接收";

pub struct Template {
    dir: tempfile::TempDir,
    /// Who works at which desk; the fourth takes over from the first.
    pub people: Vec<Person>,
    /// An application for everybody in the hall's register, so that cases differ.
    pub applications: Vec<Application>,
}

/// Memory if the machine has some to give as a folder: what a power cut does is asked elsewhere.
pub fn quick_place() -> PathBuf {
    let shared = PathBuf::from("/dev/shm");
    if tempfile::tempfile_in(&shared).is_ok() { shared } else { std::env::temp_dir() }
}

pub fn template() -> &'static Template {
    static MADE: OnceLock<Template> = OnceLock::new();
    MADE.get_or_init(Template::make)
}

pub fn morning() -> Timestamp {
    MORNING.parse().unwrap()
}

pub fn centre_config(dir: &Path, clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>) -> central::Config {
    central::Config {
        location: Location::File(dir.join("centre.db")),
        keys: KeyPlace::Folder(dir.join("keys")),
        realm: Realm::Demo,
        hall: String::new(),
        profile: Profile::Yangzhou,
        clock,
        entropy,
        spawn: Arc::new(Inline),
    }
}

pub fn desk_config(
    dir: PathBuf,
    transport: Arc<dyn Transport>,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    spawn: Arc<dyn Spawn>,
) -> desk::Config {
    desk::Config {
        dir,
        realm: Realm::Demo,
        unlock: Unlock::Demo,
        safe: Arc::new(NoKeyring),
        transport,
        clock,
        entropy,
        spawn,
        reconnect_spread: SignedDuration::from_secs(60),
        reserve_bytes: 0,
    }
}

impl Template {
    fn make() -> Self {
        let dir = tempfile::tempdir_in(quick_place()).unwrap();
        let clock = Arc::new(ManualClock::at(morning()));
        let centre_dir = dir.path().join("centre");
        fs::create_dir_all(&centre_dir).unwrap();
        let hall = demo::load().unwrap();
        let guide = hall.guide_named(ITEM).unwrap().clone();
        let entropy = Arc::new(ManualEntropy::seeded(1));
        drop(Centre::open_demo_empty(centre_config(&centre_dir, clock.clone(), entropy.clone())).unwrap());
        empty_the_catalogue(&centre_dir.join("centre.db"), &guide.id.item_code, guide.materials.len());
        let centre = Centre::open(centre_config(&centre_dir, clock.clone(), entropy)).unwrap();
        let people = staff(&hall);
        let line = Arc::new(Direct(centre.router()));
        for (index, person) in people.iter().take(DESKS).enumerate() {
            let entropy = Arc::new(ManualEntropy::seeded(100 + index as u64));
            let folder = dir.path().join(format!("desk{index}"));
            let config = desk_config(folder, line.clone(), clock.clone(), entropy, Arc::new(Inline));
            finish(async {
                let desk = Desk::open(config).await.unwrap();
                desk.connect().await.unwrap();
                desk.sign_in_demo(person.id).await.unwrap();
                desk.enrol("综合窗口").await.unwrap();
                desk.tick().await.unwrap();
                desk.sign_out().await.unwrap();
            });
        }
        let adults = hall.applicants.iter().filter(|applicant| applicant.number_kind() == "citizen_id");
        let applications = adults.map(|who| application(&guide, hall.party(who))).collect();
        Self { dir, people, applications }
    }

    /// A copy for one seed.
    pub fn copy_to(&self, dir: &Path) {
        copy_folder(self.dir.path(), dir).unwrap();
    }
}

/// Copies a folder of files and folders.
pub fn copy_folder(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if entry.file_type()?.is_dir() {
            copy_folder(&source, &target)?;
        } else {
            fs::copy(&source, &target)?;
        }
    }
    Ok(())
}

/// One guide is enough here, and thousands of names would be copied by every desk.
fn empty_the_catalogue(path: &Path, keep: &str, materials: usize) {
    let db = rusqlite::Connection::open(path).unwrap();
    db.execute_batch("DELETE FROM item_names; DELETE FROM tickets;").unwrap();
    db.execute("DELETE FROM guides WHERE item_code <> ?1", [keep]).unwrap();
    // The last material may come later, by the next working day: so a seed of some days sees how that ends.
    let tolerance = r#"{"mode":"SupplementLater","due_days":1,"list_no":101,"supply_forms":["original"]}"#;
    let path = format!("$.materials[{}].tolerance", materials - 1);
    let limit = r#"{"value":10,"unit":"working_day","start":"受理之日","text":"10个工作日"}"#;
    db.execute(
        "UPDATE guides SET body = json_set(body, ?1, json(?2), '$.promised', json(?3), '$.statutory', json(?3), '$.handling', 'promised')",
        [&path, tolerance, limit],
    )
    .unwrap();
    db.execute_batch("VACUUM; PRAGMA wal_checkpoint(TRUNCATE);").unwrap();
}

fn staff(hall: &demo::DemoHall) -> Vec<Person> {
    let of = |role: Role| hall.staff.iter().map(|staff| &staff.person).filter(move |person| person.role == role);
    let mut clerks = of(Role::Clerk).cloned();
    let (one, two) = (clerks.next().unwrap(), clerks.next().unwrap());
    let agent = of(Role::GridAgent).next().unwrap().clone();
    vec![one, two, agent]
}

fn application(guide: &Guide, applicant: chuangtai::domain::case::Party) -> Application {
    let fields = guide.form.iter().flat_map(|section| &section.fields);
    let form = fields.map(|field| {
        let value = match field.filled_from.as_deref() {
            Some("applicant.name") => applicant.name.clone(),
            Some("applicant.number") => applicant.number.clone(),
            Some("applicant.phone") => applicant.phone.clone(),
            Some("applicant.address") => applicant.address.clone(),
            _ if field.kind == FormFieldKind::Date => "2026-08-31".to_owned(),
            _ => "广陵社区".to_owned(),
        };
        (field.id.clone(), value)
    });
    let rows = guide.materials.iter().map(|material| MaterialRow {
        material_code: material.code.clone(),
        by: Some(SatisfyBy::PaperOriginal),
        originals: 1,
        pages: 1,
        verdict: Verdict::Ok,
        ..MaterialRow::default()
    });
    Application {
        guide_version: guide.id.clone(),
        agent: None,
        answers: Vec::new(),
        materials: rows.collect(),
        form: form.collect(),
        form_sources: BTreeMap::new(),
        channel: Channel::Window,
        delivery: Delivery::default(),
        applicant,
    }
}
