//! What a desk told its clerk, taken note of as it came, and what its screens show since.

use std::fmt::Write as _;

use chuangtai::{
    contract::{Changes, Told},
    desk::{
        Delivered, Desk, Event,
        api::{Method, Request},
        outbox::{ParcelState, Why},
        store::Settled,
    },
};

use super::Report;
use crate::{
    checker::{Sealed, Step},
    faults::Moment,
    world::World,
    world_dump::receipt,
};

impl World {
    pub(super) fn take_reports(&mut self, index: usize) {
        let reports = std::mem::take(&mut *self.desks[index].reports.borrow_mut());
        for report in reports {
            match report {
                Report::Opened(desk) => {
                    let machine = &mut self.desks[index];
                    machine.events = Some(desk.events());
                    machine.desk = Some(*desk);
                    self.note(|text| write!(text, "desk {index} open"));
                    self.round(index);
                }
                Report::NotOpened(why) => {
                    self.note(|text| write!(text, "desk {index} not open {why}"));
                    panic!("desk {index} did not open: {why}");
                }
                Report::SignedIn => {
                    self.saw(Moment::SignedInAgain);
                    self.note(|text| write!(text, "desk {index} signed in"));
                }
                Report::RoundOver => {
                    self.desks[index].busy = false;
                    self.reads_lists(index);
                }
                Report::Failed(why) => self.note(|text| write!(text, "desk {index} failed {why}")),
                Report::Sealed { command, case, state, fingerprint } => {
                    self.desks[index].open.entry(case).or_default().push(command);
                    self.saw(match state {
                        ParcelState::MaybeSent => Moment::SealedAsSent,
                        ParcelState::Blocked => Moment::BlockedBehind,
                        _ => Moment::SealedOffline,
                    });
                    self.note(|text| write!(text, "desk {index} sealed {command} on {case} as {state:?}"));
                    let (command, case) = (command.as_u128(), case.as_u128());
                    self.log.push(Step::Sealed(Sealed { desk: index, command, case, fingerprint }));
                }
                Report::NotWithdrawn { command, unsure, why } => {
                    if !unsure {
                        self.desks[index].taking_back.remove(&command.as_u128());
                    }
                    self.note(|text| write!(text, "desk {index} failed {why}"));
                }
                Report::Withdrawn { command } => {
                    self.desks[index].taking_back.remove(&command.as_u128());
                    self.desks[index].open.values_mut().for_each(|list| list.retain(|other| *other != command));
                    self.saw(Moment::WithdrawnUnsent);
                    self.note(|text| write!(text, "desk {index} took {command} back"));
                    self.log.push(Step::Withdrawn { desk: index, command: command.as_u128() });
                }
                Report::Delivered(delivered) => {
                    if let Delivered::Settled(settled) = *delivered {
                        self.was_told(index, &settled);
                    }
                }
            }
        }
    }

    pub(super) fn take_events(&mut self, index: usize) {
        let Some(mut events) = self.desks[index].events.take() else { return };
        while let Ok(event) = events.try_recv() {
            match event {
                Event::ParcelChanged { settled: Some(settled), .. } => self.was_told(index, &settled),
                Event::ParcelChanged { command_id, state, why, next_try, .. } => {
                    self.note(|text| write!(text, "desk {index} {command_id} {state:?} {why:?} {next_try:?}"));
                    match why {
                        Some(Why::DeviceForked) => self.saw(Moment::CopiedStoreNoticed),
                        Some(Why::PredecessorLost) => self.saw(Moment::PredecessorLostForGood),
                        Some(Why::PredecessorMissing) => self.saw(Moment::PredecessorAskedFor),
                        Some(Why::CentreBusy) => self.saw(Moment::RetryAfterHonoured),
                        _ => {}
                    }
                    if state == ParcelState::Parked {
                        self.saw(Moment::ParkedForAPerson);
                    }
                }
                Event::CaseChanged { case_id, version, state } => {
                    self.note(|text| write!(text, "desk {index} told {case_id} {version} {state:?}"));
                    let Told::Known(state) = state else { panic!("this centre is no newer than its desks: {state:?}") };
                    self.desks[index].view.insert(case_id, (version, state));
                }
                Event::Differences(count) => {
                    if count > 0 {
                        self.saw(Moment::DifferenceForAPerson);
                    }
                    self.note(|text| write!(text, "desk {index} differs in {count}"));
                }
                Event::CatalogueUpdated { .. } if self.published => self.saw(Moment::NewGuideReachedADesk),
                Event::Syncing => {}
                // The screens read what they show anew when the line comes back.
                Event::Online => {
                    self.note(|text| write!(text, "desk {index} Online"));
                    self.desks[index].unread = true;
                }
                Event::CentreRestored => {
                    self.saw(Moment::RestoreNoticed);
                    if self.has_outgrown_what_it_lost() {
                        self.saw(Moment::RestoreNoticedInAGrownCentre);
                    }
                    self.note(|text| write!(text, "desk {index} noticed a restore"));
                    self.desks[index].unread = true;
                }
                other => self.note(|text| write!(text, "desk {index} {other:?}")),
            }
        }
        self.desks[index].events = Some(events);
    }

    /// The screens of a program that has just started read what there is; from then on changes are told.
    fn reads_lists(&mut self, index: usize) {
        let machine = &self.desks[index];
        let signed_in = machine.desk.as_ref().is_some_and(Desk::is_signed_in);
        let Some(token) = machine.token.clone().filter(|_| machine.unread && signed_in) else { return };
        let request = Request {
            method: Method::Get,
            path: "/v1/changes?after=0".to_owned(),
            headers: vec![("authorization", token)],
            body: Vec::new(),
        };
        let Some(answer) = self.handle(&request).filter(|answer| answer.status == 200) else { return };
        let changes: Changes = serde_json::from_slice(&answer.body).unwrap();
        let machine = &mut self.desks[index];
        machine.unread = false;
        machine.view =
            changes.items.iter().map(|one| (one.case_id, (one.version, *one.state.known().unwrap()))).collect();
    }

    /// A verdict was shown: 中心已确认, 已驳回 or 冲突.
    fn was_told(&mut self, index: usize, settled: &Settled) {
        let payload = &settled.payload;
        let told = receipt(payload);
        self.note(|text| {
            let problem = payload.problem.as_deref().unwrap_or_default();
            write!(text, "desk {index} verdict {} {:?} {:?} {problem}", settled.command_id, settled.state, told.version)
        });
        let machine = &mut self.desks[index];
        for list in machine.open.values_mut() {
            list.retain(|other| *other != settled.command_id);
        }
        machine.open.retain(|_, list| !list.is_empty());
        match settled.state {
            ParcelState::Conflict => self.saw(Moment::Conflict),
            ParcelState::Rejected => self.saw(Moment::RejectedByRule),
            _ if told.accepts => self.saw(Moment::Accepted),
            _ => {}
        }
        self.saw_of_days_and_guides(payload);
        if settled.draft_back {
            self.saw(Moment::DraftCameBack);
        }
        self.log.push(Step::Told { receipt: told });
    }
}
