//! The demo hall 扬州市政务服务中心(演示): its guides, people, queue and windows, compiled in, so that one file is enough
//! to show the product (DECISIONS 6). Nothing here is a real person, organ or certificate; every guide names the
//! fields that were filled for demonstration, and `data/SOURCES.md` says what it was made from.

mod guides;
mod opening;
pub mod people;
pub mod queue;
mod story;

use serde::de::DeserializeOwned;
use thiserror::Error;
use uuid::Uuid;

use crate::domain::{
    case::{Application, Channel, Delivery, Party},
    guide::Guide,
    role::Role,
};

pub use people::{Applicant, Organ, Staff};
pub use queue::{House, PreSubmission, Ticket, Window};

/// Demo data that does not say what it should. It can only come from a broken build: the tests load every file.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("demo data {file}: {cause}")]
pub struct DemoError {
    /// File below `data/`.
    pub file: &'static str,
    /// What the parser said; the data hold no real person.
    pub cause: String,
}

/// Everything the demo hall opens with.
#[derive(Debug, Clone)]
pub struct DemoHall {
    /// Hall, windows, hours.
    pub house: House,
    /// Organs.
    pub organs: Vec<Organ>,
    /// Guides, all complete to the last field.
    pub guides: Vec<Guide>,
    /// Staff.
    pub staff: Vec<Staff>,
    /// Applicants.
    pub applicants: Vec<Applicant>,
    /// Tickets in the order in which they were taken.
    pub tickets: Vec<Ticket>,
    /// Online pre-submissions.
    pub pre_submissions: Vec<PreSubmission>,
}

fn read<T: DeserializeOwned>(file: &'static str, text: &str) -> Result<T, DemoError> {
    serde_json::from_str(text).map_err(|error| DemoError { file, cause: error.to_string() })
}

/// Reads the whole hall. Costs some milliseconds: call it once and keep the answer.
pub fn load() -> Result<DemoHall, DemoError> {
    let queue: queue::Queue = read("queue.json", include_str!("data/queue.json"))?;
    Ok(DemoHall {
        house: read("window.json", include_str!("data/window.json"))?,
        organs: read("departments.json", include_str!("data/departments.json"))?,
        guides: guides::GUIDES.iter().map(|(file, text)| read(file, text)).collect::<Result<_, _>>()?,
        staff: read("people.json", include_str!("data/people.json"))?,
        applicants: read("applicants.json", include_str!("data/applicants.json"))?,
        tickets: queue.tickets,
        pre_submissions: queue.pre_submissions,
    })
}

impl DemoHall {
    /// The guide with this item code.
    pub fn guide(&self, item_code: &str) -> Option<&Guide> {
        self.guides.iter().find(|guide| guide.id.item_code == item_code)
    }

    /// The guide whose name starts with this.
    pub fn guide_named(&self, name: &str) -> Option<&Guide> {
        self.guides.iter().find(|guide| guide.name.starts_with(name))
    }

    /// The applicant with this id at the centre.
    pub fn applicant(&self, id: Uuid) -> Option<&Applicant> {
        self.applicants.iter().find(|applicant| applicant.id == id)
    }

    /// The applicant with this identity number or credit code.
    pub fn applicant_with(&self, number: &str) -> Option<&Applicant> {
        self.applicants.iter().find(|applicant| applicant.number == number)
    }

    /// The applicants with this name; more than one may bear it.
    pub fn applicants_named(&self, name: &str) -> impl Iterator<Item = &Applicant> {
        self.applicants.iter().filter(move |applicant| applicant.name == name)
    }

    /// The member of the staff with this id.
    pub fn member(&self, id: Uuid) -> Option<&Staff> {
        self.staff.iter().find(|staff| staff.person.id == id)
    }

    /// Staff in this role who act for this department.
    pub fn staff_for(&self, role: Role, department: &str) -> impl Iterator<Item = &Staff> {
        self.staff.iter().filter(move |staff| staff.is(role) && staff.actor().acts_for(department))
    }

    /// The applicant as an application names them.
    pub fn party(&self, applicant: &Applicant) -> Party {
        Party {
            kind: applicant.kind,
            name: applicant.name.clone(),
            number_kind: applicant.number_kind().to_owned(),
            number: applicant.number.clone(),
            phone: applicant.phone.clone(),
            address: applicant.address.clone(),
            legal_representative: applicant
                .legal_representative
                .and_then(|id| self.applicant(id))
                .map(|person| person.name.clone()),
        }
    }

    /// The online pre-submission with this number.
    pub fn pre_submission(&self, number: &str) -> Option<&PreSubmission> {
        self.pre_submissions.iter().find(|submission| submission.number == number)
    }

    /// A pre-submission as the application that a draft opens with; `None` if its applicant or item is not of this
    /// hall.
    pub fn application(&self, submission: &PreSubmission) -> Option<Application> {
        Some(Application {
            applicant: self.party(self.applicant(submission.applicant)?),
            agent: None,
            guide_version: self.guide(&submission.item_code)?.id.clone(),
            answers: submission.answers.clone(),
            materials: submission.materials.clone(),
            form: submission.form.clone(),
            form_sources: std::collections::BTreeMap::new(),
            channel: Channel::Online,
            delivery: Delivery::default(),
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests;
