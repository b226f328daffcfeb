//! What only a demonstration or a lesson may do: be anybody, move the clock, cut a line to a register (RULES 15).

use jiff::SignedDuration;

use crate::{
    contract::{CentreTime, Person, Realm, RegisterLine},
    domain::{audit::AuditEvent, role::Role},
};

use super::{
    Centre,
    centre::born,
    fault::Fault,
    ledger::{self, Entry},
    registers::{DemoRegisters, Line, Register},
};

/// Most days that the clock goes ahead at once.
const MOST_DAYS: u32 = 366;

impl Centre {
    /// `GET /v1/demo/people`.
    pub fn demo_people(&self) -> Result<Vec<Person>, Fault> {
        self.only_in_practice()?;
        let staff = |person: &Person| person.role != Role::Applicant;
        self.read(|tx, _| Ok(tx.people()?.into_iter().filter(staff).collect()))
    }

    /// `POST /v1/demo/clock`: forward only; whatever is due on the way happens in order, each at its own instant.
    pub fn move_clock(&self, person: &Person, days: u32) -> Result<CentreTime, Fault> {
        self.only_in_practice()?;
        if !(1..=MOST_DAYS).contains(&days) {
            return Err(Fault::new(422, "clock.days").at("/days"));
        }
        self.shift_clock(person, SignedDuration::from_hours(i64::from(days) * 24))?;
        self.fire_due()?;
        self.read(|_, now| Ok(CentreTime { now }))
    }

    fn shift_clock(&self, person: &Person, by: SignedDuration) -> Result<(), Fault> {
        self.write(|tx, now| {
            let offset = born(tx)?.clock_offset.saturating_add(by);
            tx.set_clock_offset(offset)?;
            ledger::append(tx, &Entry::new(now, AuditEvent::ConfigChange).by(person).about("demo.clock"))?;
            Ok(())
        })
    }

    /// `GET /v1/demo/registers`.
    pub fn register_lines(&self) -> Result<Vec<RegisterLine>, Fault> {
        let demo = self.demo_registers()?;
        Ok(Register::ALL
            .into_iter()
            .map(|register| RegisterLine {
                register: word(register).to_owned(),
                on: demo.switches().line(register) == Line::Up,
            })
            .collect())
    }

    /// `POST /v1/demo/registers`.
    pub fn switch_register(&self, person: &Person, line: &RegisterLine) -> Result<Vec<RegisterLine>, Fault> {
        let demo = self.demo_registers()?;
        let register = Register::ALL
            .into_iter()
            .find(|register| word(*register) == line.register)
            .ok_or_else(|| Fault::new(422, "register.unknown").at("/register"))?;
        self.write(|tx, now| {
            let about = format!("demo.register/{}", line.register);
            ledger::append(tx, &Entry::new(now, AuditEvent::ConfigChange).by(person).about(about))?;
            Ok(())
        })?;
        demo.switches().set(register, if line.on { Line::Up } else { Line::Unreachable });
        self.register_lines()
    }

    fn demo_registers(&self) -> Result<&DemoRegisters, Fault> {
        self.only_in_practice()?;
        self.registers().demo.as_ref().ok_or_else(Fault::not_found)
    }

    fn only_in_practice(&self) -> Result<(), Fault> {
        if self.realm() == Realm::Live { Err(Fault::not_found()) } else { Ok(()) }
    }
}

fn word(register: Register) -> &'static str {
    match register {
        Register::Certificates => "certificates",
        Register::SharedData => "shared_data",
        Register::Credit => "credit",
        Register::Departments => "departments",
    }
}
