//! Drives the desk beside the screen: reaches the centre, signs in, sends what waits, takes in what changed, and tells
//! the program. It sleeps between rounds; an idle window costs a look at the centre every few seconds.

use std::{pin::pin, time::Duration};

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::{
    app::{DeskEvent, Msg, session::Line},
    desk::{Desk, DeskError, Event, outbox::Why},
    domain::role::Role,
};

use super::{finder::Finder, office::DeskOffice, report};

/// Between two rounds.
const ROUND: Duration = Duration::from_secs(5);

/// Who sits down at the desk.
pub enum Arrival {
    /// The first clerk of the demo hall; nobody types a password there.
    Demo,
    /// Somebody with an account. The password is used once.
    Password {
        /// Number of the account.
        staff_no: String,
        /// Password as typed.
        password: Zeroizing<String>,
    },
}

/// Runs until it is dropped.
pub async fn drive(
    office: DeskOffice,
    mut arrival: Option<Arrival>,
    device_name: String,
    finder: Finder,
    tell: UnboundedSender<Msg>,
) {
    let events = office.desk().events();
    let mut listening = pin!(listen(office.clone(), events, finder.clone(), tell.clone()));
    let mut rounds = pin!(async {
        feed_finder(office.desk(), &finder).await;
        for found in office.desk().news_of_opening() {
            let _ = tell.send(Msg::Desk(report::of_store(&found, office.lang())));
        }
        let mut looked = false;
        loop {
            // A locked desk neither sends nor reads.
            if !office.desk().is_locked() {
                let came = arrive(office.desk(), &mut arrival, &device_name).await;
                office.arrive();
                if came.is_ok() {
                    // What did not go this time is told by the desk's events, and tried again.
                    let _ = office.desk().tick().await;
                }
                // Behind the first round; what it finds comes as an event.
                looked = looked || office.desk().look_through().await.is_ok();
            }
            let _ = tokio::time::timeout(ROUND, office.nudged()).await;
        }
    });
    tokio::select! {
        () = &mut listening => {}
        () = &mut rounds => {}
    }
}

/// Signs in if nobody is, and makes the desk known if it is not.
async fn arrive(desk: &Desk, arrival: &mut Option<Arrival>, device_name: &str) -> Result<(), DeskError> {
    desk.connect().await?;
    if !desk.is_signed_in() {
        match arrival {
            // Again after the session ended: whoever it was.
            Some(Arrival::Demo) => {
                let person = first_clerk(desk).await?;
                desk.sign_in_demo(person).await?;
                *arrival = None;
            }
            Some(Arrival::Password { staff_no, password }) => {
                let signed = desk.sign_in(staff_no, password).await;
                if !matches!(&signed, Err(DeskError::Centre(error)) if error.is_offline()) {
                    *arrival = None;
                }
                signed?;
            }
            None if desk.realm() == crate::contract::Realm::Demo => {
                if let Some(person) = desk.person() {
                    desk.sign_in_demo(person.id).await?;
                }
            }
            None => {}
        }
    }
    if desk.is_signed_in() { desk.enrol(device_name).await } else { Ok(()) }
}

async fn first_clerk(desk: &Desk) -> Result<Uuid, DeskError> {
    let people = desk.ask(|centre| async move { centre.demo_people().await }).await?;
    let clerks = people.iter().filter(|person| person.role == Role::Clerk);
    let first = clerks.min_by_key(|person| person.staff_no.clone());
    first.map(|person| person.id).ok_or(DeskError::NobodySignedIn)
}

/// Gives the finder the catalogue of the store and how this window uses it.
async fn feed_finder(desk: &Desk, finder: &Finder) {
    if let Ok(usage) = desk.usage().await {
        finder.usage(usage);
    }
    if let Ok(items) = desk.items().await
        && !items.is_empty()
    {
        finder.items(items);
    }
}

async fn listen(office: DeskOffice, mut events: UnboundedReceiver<Event>, finder: Finder, tell: UnboundedSender<Msg>) {
    let desk = office.desk();
    let mut parcels = 0;
    while let Some(event) = events.recv().await {
        let (mut news, mut counted, mut catalogue) = (Vec::new(), false, false);
        take(&office, event, &mut news, &mut counted, &mut catalogue);
        // Many cases may have changed at once: the lists are read once.
        while let Ok(event) = events.try_recv() {
            take(&office, event, &mut news, &mut counted, &mut catalogue);
        }
        if counted
            && let Ok(count) = desk.waiting_count().await
            && count != parcels
        {
            parcels = count;
            news.push(DeskEvent::Parcels(count));
        }
        if counted && let Ok(usage) = desk.usage().await {
            finder.usage(usage);
        }
        if catalogue {
            feed_finder(desk, &finder).await;
        }
        for event in news {
            if tell.send(Msg::Desk(event)).is_err() {
                return;
            }
        }
    }
}

/// One event of the desk as news for the program.
fn take(office: &DeskOffice, event: Event, news: &mut Vec<DeskEvent>, counted: &mut bool, catalogue: &mut bool) {
    match event {
        Event::Online => news.push(DeskEvent::Line(Line::Online)),
        Event::Offline { .. } => news.push(DeskEvent::Line(Line::Offline)),
        Event::Syncing => news.push(DeskEvent::Line(Line::Syncing)),
        Event::CatalogueUpdated { .. } => {
            // The line may have been lost while what had come was still being put away.
            news.push(DeskEvent::Line(if office.desk().is_online() { Line::Online } else { Line::Offline }));
            *catalogue = true;
        }
        Event::SignInNeeded => office.nudge(),
        Event::Store(told) => news.push(report::of_store(&told, office.lang())),
        Event::CaseChanged { .. } => {
            if !news.contains(&DeskEvent::Changed) {
                news.push(DeskEvent::Changed);
            }
        }
        Event::ParcelChanged { command_id, settled, why, .. } => {
            if why == Some(Why::DeviceForked) {
                news.push(report::forked(office.lang()));
            }
            *counted = true;
            let fate = settled.and_then(|settled| office.settled(settled));
            news.extend(fate.map(|fate| DeskEvent::Settled { command_id, fate }));
        }
    }
}
