//! The demo hall's first morning: staff, catalogue, applicants and queue go into a new database.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use jiff::{SignedDuration, Timestamp, civil::Date};

use super::{DemoError, DemoHall, Ticket, load, story};
use crate::{
    central::{
        Centre, Config, Fault, Location, OpenError, import, masking,
        registers::{DemoRegisters, Registers, Switches},
        store::{ApplicantRow, TicketRow, Tx},
    },
    contract::{ItemSummary, QueueTicket},
    domain::{
        audit::Algorithm,
        calendar::{Calendar, date_in_beijing},
        codes,
        privacy::{Level, mask_name},
    },
    ports::ManualClock,
};

/// The names of a whole city's items: found and shown, no case can be opened.
const CATALOGUE: &str = include_str!("../import/catalogue.json");

/// Day from which the demo guides are in force: before anything that the demo could be asked about.
const SINCE: Date = jiff::civil::date(2020, 1, 1);

impl From<DemoError> for OpenError {
    fn from(error: DemoError) -> Self {
        Self::Demo(error.to_string())
    }
}

impl From<Fault> for OpenError {
    fn from(fault: Fault) -> Self {
        Self::Demo(fault.code().to_owned())
    }
}

impl From<io::Error> for OpenError {
    fn from(error: io::Error) -> Self {
        Self::Demo(error.to_string())
    }
}

impl Centre {
    /// Opens a demo centre over the compiled-in hall. At its first start the hall is furnished, and what happened in
    /// it on the days before is told by real commands.
    pub fn open_demo(config: Config) -> Result<Self, OpenError> {
        let centre = match &config.location {
            // A server's hall is set up in its place: its first start must not be cut short (a demonstration can be made anew).
            Location::Memory | Location::Server(_) => {
                let clock = config.clock.clone();
                let told = Self::tell_the_past(config)?;
                told.with_clock(clock).ok_or_else(|| OpenError::Demo("clock".to_owned()))?
            }
            Location::File(path) => {
                if !path.exists() {
                    set_up(&config, path)?;
                }
                Self::open_hall(config.clone(), config.clock.now(), |_, _| Ok(()))?
            }
        };
        centre.fire_due()?;
        Ok(centre)
    }

    /// A furnished hall with its past, its clock standing at the last thing that happened.
    fn tell_the_past(config: Config) -> Result<Self, OpenError> {
        let now = config.clock.now();
        let past = Arc::new(ManualClock::at(story::beginning(Calendar::built_in(), now)));
        Self::open_hall(Config { clock: past.clone(), ..config }, now, |centre, hall| {
            centre.store().hurry()?;
            story::tell(centre, hall, &past, now)
        })
    }

    /// The same hall on its first morning: staff, catalogue, applicants and queue, and no case yet.
    pub fn open_demo_empty(config: Config) -> Result<Self, OpenError> {
        let now = config.clock.now();
        let centre = Self::open_hall(config, now, |_, _| Ok(()))?;
        centre.fire_due()?;
        Ok(centre)
    }

    fn open_hall(
        mut config: Config,
        now: Timestamp,
        tell: impl FnOnce(&Self, &Arc<DemoHall>) -> Result<(), OpenError>,
    ) -> Result<Self, OpenError> {
        let hall = Arc::new(load()?);
        config.hall.clone_from(&hall.house.hall.name);
        config.profile = serde_json::from_value(serde_json::Value::String(hall.house.profile.clone()))
            .map_err(|_| OpenError::UnknownProfile(hall.house.profile.clone()))?;
        let registers = hall.clone();
        let centre = Self::open_with(config, now, Algorithm::default(), move |heads| {
            let opened_on = date_in_beijing(heads.born_at);
            Registers::demo(&DemoRegisters::new(registers, opened_on, Arc::new(Switches::all_up())))
        })?;
        if centre.read(|tx, _| Ok(tx.people()?.is_empty()))? {
            // Of several instances that start at once, one furnishes.
            let first = centre.write_by_id(|tx, _| {
                let empty = tx.people()?.is_empty();
                if empty {
                    centre.furnish(tx, &hall, now)?;
                }
                Ok(empty)
            })?;
            if first {
                tell(&centre, &hall)?;
            }
        }
        Ok(centre)
    }

    fn furnish(&self, tx: &Tx<'_>, hall: &DemoHall, now: Timestamp) -> Result<(), Fault> {
        for staff in &hall.staff {
            tx.save_person(&staff.person)?;
        }
        for guide in &hall.guides {
            tx.publish_guide(guide, SINCE)?;
        }
        tx.publish_names(&names())?;
        for applicant in &hall.applicants {
            let party = hall.party(applicant);
            let hash = self.keys().number_hash(&party.number_kind, &codes::normalise(&party.number));
            let mut masked = party.clone();
            masking::party(&mut masked);
            tx.save_applicant(&ApplicantRow { id: applicant.id, party }, &hash, &masked.name)?;
        }
        for ticket in &hall.tickets {
            tx.add_ticket(&ticket_row(hall, ticket, now))?;
        }
        Ok(())
    }
}

/// Sets a new hall up beside its place and moves it there when it is whole: a first start that was cut short leaves
/// nothing behind, and need not wait for the disk at every step.
fn set_up(config: &Config, path: &Path) -> Result<(), OpenError> {
    let draft = path.with_extension("setup");
    let beside = |ending: &str| {
        let mut name = draft.clone().into_os_string();
        name.push(ending);
        PathBuf::from(name)
    };
    let leftovers = [draft.clone(), beside("-wal"), beside("-shm")];
    let clear = || leftovers.iter().try_for_each(|file| if file.exists() { fs::remove_file(file) } else { Ok(()) });
    clear()?;
    let told = Centre::tell_the_past(Config { location: Location::File(draft.clone()), ..config.clone() })?;
    told.store().gather()?;
    drop(told);
    File::open(&draft)?.sync_all()?;
    fs::rename(&draft, path)?;
    clear()?;
    Ok(())
}

fn ticket_row(hall: &DemoHall, ticket: &Ticket, opened: Timestamp) -> TicketRow {
    let person = hall.applicant(ticket.person);
    let item = ticket.item_code.as_deref().and_then(|code| hall.guide(code));
    TicketRow {
        ticket: QueueTicket {
            no: ticket.ticket.clone(),
            name: person.map(|person| mask_name(&person.name, Level::P)).unwrap_or_default(),
            taken_at: opened.saturating_sub(SignedDuration::from_mins(ticket.taken_minutes_ago)).unwrap_or(opened),
            green: ticket.green_channel.is_some(),
            item_name: item.map(|guide| guide.name.clone()),
            called_by: None,
        },
        applicant_id: Some(ticket.applicant()),
    }
}

/// The names of the catalogue; one without a code of its own is known by its place.
fn names() -> Vec<ItemSummary> {
    let content = import::read(CATALOGUE).unwrap_or_default();
    let names = content.names.into_iter().enumerate();
    names
        .map(|(index, entry)| ItemSummary {
            guide_version: None,
            code: entry.code.unwrap_or_else(|| format!("name-{index}")),
            name: entry.name,
            department: entry.department.unwrap_or_default(),
            plain_words: Vec::new(),
            open: false,
        })
        .collect()
}
