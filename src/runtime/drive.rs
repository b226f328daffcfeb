//! Drives the desk beside the screen: reaches the centre, signs in, sends what waits, takes in what changed, and tells
//! the program. It sleeps between rounds; an idle window costs a look at the centre every few seconds.

use std::{
    pin::{Pin, pin},
    task::{Context, Poll},
    time::{Duration, Instant},
};

use tokio::{
    sync::{
        mpsc::{UnboundedReceiver, UnboundedSender},
        watch,
    },
    task::{JoinError, JoinHandle},
};
use uuid::Uuid;

use crate::{
    app::{
        DeskEvent, Msg,
        msg::Part,
        session::{Guides, Line},
    },
    contract::Realm,
    desk::{Desk, DeskError, Event, Noted, Stock, outbox::Why},
    domain::role::Role,
};

use super::{
    crash,
    finder::Finder,
    office::{DeskOffice, standing},
    report,
    watch::Watch,
};

/// Between two rounds.
const ROUND: Duration = Duration::from_secs(5);

/// A live centre lets a desk in by a code only.
const CODE_NEEDED: &str = "device.code";

/// Who sits down at the desk.
pub enum Arrival {
    /// The first clerk of the demo hall; nobody types a password there.
    Demo,
    /// Somebody with an account: their session is carried on, or they sign in on the screen.
    Account,
}

/// Drives until it is dropped, and again if what drives dies: everything it does is done in whole steps of the store, so
/// that beginning anew loses nothing. What dies again and again takes the program along.
pub async fn keep_driving(
    office: DeskOffice,
    arrival: Arrival,
    device_name: String,
    finder: Finder,
    tell: UnboundedSender<Msg>,
) {
    let mut arrival = Some(arrival);
    let mut watch = Watch::default();
    loop {
        let (office, name, finder, tell_it) = (office.clone(), device_name.clone(), finder.clone(), tell.clone());
        let driving = drive(office, arrival.take(), name, finder, tell_it);
        let _ = Ended(tokio::spawn(driving)).await;
        let goes_on = watch.died(Instant::now());
        let died = DeskEvent::Died { part: Part::Drive, number: crash::last_number(), goes_on };
        if tell.send(Msg::Desk(died)).is_err() || !goes_on {
            return;
        }
        // What it died of may be over by then.
        tokio::time::sleep(ROUND).await;
    }
}

/// A task that is waited for, and ends with who waits for it.
struct Ended(JoinHandle<()>);

impl Future for Ended {
    type Output = Result<(), JoinError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0).poll(context)
    }
}

impl Drop for Ended {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Runs until it is dropped.
async fn drive(
    office: DeskOffice,
    mut arrival: Option<Arrival>,
    device_name: String,
    finder: Finder,
    tell: UnboundedSender<Msg>,
) {
    let (centre, mut heard) = watch::channel(None);
    let events = office.desk().events();
    let listening = pin!(listen(office.clone(), events, finder.clone(), tell.clone()));
    let rounds = pin!(async {
        feed_finder(office.desk(), &finder).await;
        tell_guides(office.desk(), &tell).await;
        tell_region(office.desk(), &tell).await;
        if office.desk().reading().is_some() {
            only_read(&office, &tell).await;
            return std::future::pending().await;
        }
        for found in office.desk().news_of_opening() {
            let _ = tell.send(Msg::Desk(report::of_store(&found, office.lang())));
        }
        // What could not be ticked off is told once more at the next start.
        let _ = office.desk().news_told().await;
        let (mut looked, mut code_needed) = (false, false);
        if office.desk().realm() != Realm::Demo {
            // Before the centre is heard: nobody waits for a line to be told that nobody is signed in.
            let _ = tell.send(Msg::Desk(DeskEvent::Standing(standing(office.desk()))));
        }
        loop {
            crash::point("drive");
            // A locked desk neither sends nor reads.
            if !office.desk().is_locked() {
                let came = arrive(office.desk(), &mut arrival, &device_name, code_needed).await;
                office.arrive();
                if matches!(&came, Err(DeskError::Centre(error)) if error.is(CODE_NEEDED)) {
                    // From now on a person has to do it.
                    code_needed = true;
                    let _ = tell.send(Msg::Desk(DeskEvent::EnrolNeeded));
                }
                if came.is_ok()
                    && let Ok(meta) = office.desk().round().await
                {
                    // What did not go this time is told by the desk's events, and tried again.
                    centre.send_replace(Some(meta));
                }
                // Behind the first round; what it finds comes as an event.
                looked = looked || office.desk().look_through().await.is_ok();
            }
            let _ = tokio::time::timeout(ROUND, office.nudged()).await;
        }
    });
    // Guides may take long to come in: no parcel waits for them.
    let guides = pin!(async {
        while heard.changed().await.is_ok() {
            let meta = heard.borrow_and_update().clone();
            if let Some(meta) = &meta {
                // Short, so whoever lets the guides wait does not mean this; what failed is tried again.
                let _ = office.desk().sync_law(meta).await;
            }
            let mut held = office.guides_held();
            if let Some(meta) = meta.filter(|_| !*held.borrow_and_update()) {
                // Broken off, it goes on where it was with the next round: every piece and line that came is kept.
                tokio::select! {
                    _ = office.desk().sync_catalogue(&meta) => {}
                    _ = held.wait_for(|held| *held) => {}
                }
            }
        }
    });
    let hints = pin!(hear_hints(&office));
    // The keyring may wait for a person: nothing else waits for it.
    let pins = pin!(async {
        let _ = tell.send(Msg::Desk(DeskEvent::Pin(office.pin_shown().await)));
        std::future::pending::<()>().await;
    });
    tokio::select! {
        () = pins => {}
        () = listening => {}
        () = rounds => {}
        () = guides => {}
        () = hints => {}
    }
}

/// A desk that is only read: nobody is asked, nothing is sent.
async fn only_read(office: &DeskOffice, tell: &UnboundedSender<Msg>) {
    let _ = tell.send(Msg::Desk(DeskEvent::Line(Line::Offline)));
    if let Ok(count) = office.desk().waiting_count().await {
        let _ = tell.send(Msg::Desk(DeskEvent::Parcels(count)));
    }
    office.arrive();
}

/// Keeps the stream of the centre's hints open. Without it the rounds miss nothing; they are only later.
async fn hear_hints(office: &DeskOffice) {
    let mut failed = 0;
    loop {
        let begun = tokio::time::Instant::now();
        // A hint is worth a round, and so is the end of a stream: the line may be gone.
        let ended = office.desk().hear_hints(|| office.nudge()).await;
        failed = if ended.is_ok() && begun.elapsed() > ROUND { 0 } else { failed + 1 };
        tokio::time::sleep(office.desk().pause(failed)).await;
    }
}

/// Says how old the guides on this machine are.
async fn tell_guides(desk: &Desk, tell: &UnboundedSender<Msg>) {
    if let Ok(Some(Stock { version, confirmed_at, calendars })) = desk.stock().await {
        let guides = Guides { version, confirmed_at, calendars };
        // Nobody hears it when the program has ended.
        let _ = tell.send(Msg::Desk(DeskEvent::Guides(guides)));
    }
}

/// Says what the region decided, and how old that is.
async fn tell_region(desk: &Desk, tell: &UnboundedSender<Msg>) {
    if let Ok(law) = desk.law().await {
        let _ = tell.send(Msg::Desk(DeskEvent::Region(Box::new(law.as_ref().clone()))));
    }
}

/// Signs in if nobody is, and makes the desk known if it is not and no code is needed for that.
async fn arrive(
    desk: &Desk,
    arrival: &mut Option<Arrival>,
    device_name: &str,
    code_needed: bool,
) -> Result<(), DeskError> {
    desk.connect().await?;
    if !desk.is_signed_in() {
        match arrival {
            // Whoever worked here last, as the page said while there was no line: what waits is theirs.
            Some(Arrival::Demo) => {
                let person = demo_person(desk).await?;
                desk.sign_in_demo(person).await?;
                *arrival = None;
            }
            // Again after the session ended: whoever it was.
            None if desk.realm() == Realm::Demo => {
                if let Some(person) = desk.person() {
                    desk.sign_in_demo(person.id).await?;
                }
            }
            Some(Arrival::Account) | None => {
                desk.resume().await;
            }
        }
    }
    let may_work = desk.is_signed_in() && !desk.password_due() && !desk.factor_due();
    if may_work && !code_needed { desk.enrol(device_name).await } else { Ok(()) }
}

async fn demo_person(desk: &Desk) -> Result<Uuid, DeskError> {
    let people = desk.ask(|centre| async move { centre.demo_people().await }).await?;
    if let Some(last) = desk.person().filter(|last| people.iter().any(|person| person.id == last.id)) {
        return Ok(last.id);
    }
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
    // What was sealed before the program started waits too.
    let mut parcels = desk.waiting_count().await.unwrap_or_default();
    if parcels > 0 {
        let _ = tell.send(Msg::Desk(DeskEvent::Parcels(parcels)));
    }
    while let Some(event) = events.recv().await {
        let mut news = News::default();
        news.take(&office, event);
        // Many cases may have changed at once: the lists are read once.
        while let Ok(event) = events.try_recv() {
            news.take(&office, event);
        }
        let News { mut told, counted, catalogue, guides, region } = news;
        if counted
            && let Ok(count) = desk.waiting_count().await
            && count != parcels
        {
            parcels = count;
            told.push(DeskEvent::Parcels(count));
        }
        if counted && let Ok(usage) = desk.usage().await {
            finder.usage(usage);
        }
        if catalogue {
            feed_finder(desk, &finder).await;
        }
        if catalogue || guides {
            tell_guides(desk, &tell).await;
        }
        if region {
            tell_region(desk, &tell).await;
        }
        let line = told.iter().rev().find_map(|event| match event {
            DeskEvent::Line(line) => Some(*line),
            _ => None,
        });
        for event in told {
            if tell.send(Msg::Desk(event)).is_err() {
                return;
            }
        }
        if let Some(line) = line {
            note_line(desk, line != Line::Offline, &tell).await;
        }
    }
}

/// The time without a line is kept, so that it is the true one after a restart too.
async fn note_line(desk: &Desk, up: bool, tell: &UnboundedSender<Msg>) {
    if let Ok(Some(Noted { outage, ended })) = desk.note_line(up).await {
        let _ = tell.send(Msg::Desk(DeskEvent::Outage { times: outage, ended }));
    }
}

/// What came of some events of the desk.
#[derive(Default)]
#[allow(clippy::struct_excessive_bools, reason = "each is a state of its own; no two of them exclude each other")]
struct News {
    told: Vec<DeskEvent>,
    /// Parcels moved: count them.
    counted: bool,
    /// The catalogue is another: the finder needs it.
    catalogue: bool,
    /// Its age is another.
    guides: bool,
    /// Settings and calendars, or their age, are others.
    region: bool,
}

impl News {
    /// One event of the desk as news for the program.
    fn take(&mut self, office: &DeskOffice, event: Event) {
        let told = &mut self.told;
        match event {
            Event::Online => told.push(DeskEvent::Line(Line::Online)),
            Event::Offline { .. } => told.push(DeskEvent::Line(Line::Offline)),
            Event::Syncing => told.push(DeskEvent::Line(Line::Syncing)),
            Event::CatalogueComing { done, of } => {
                // Only how far it is now is worth telling.
                told.retain(|event| !matches!(event, DeskEvent::GuidesComing { .. }));
                told.push(DeskEvent::GuidesComing { done, of });
            }
            Event::FileComing(bytes) => {
                told.retain(|event| !matches!(event, DeskEvent::FileComing(_)));
                told.push(DeskEvent::FileComing(bytes));
            }
            Event::CatalogueUpdated { .. } => {
                // The line may have been lost while what had come was still being put away.
                told.push(DeskEvent::Line(if office.desk().is_online() { Line::Online } else { Line::Offline }));
                self.catalogue = true;
            }
            Event::CatalogueConfirmed => self.guides = true,
            Event::LawChanged => self.region = true,
            Event::CentreRestored => told.push(DeskEvent::Restored),
            Event::Differences(count) => told.push(DeskEvent::Differences(count)),
            Event::SignInNeeded(_)
            | Event::SignedIn
            | Event::AccountDisabled
            | Event::PasswordDue
            | Event::FactorDue => {
                // In the demo nobody types a password: the next round signs in.
                if office.desk().realm() != Realm::Demo {
                    told.push(DeskEvent::Standing(standing(office.desk())));
                }
                if matches!(event, Event::SignInNeeded(_)) {
                    office.nudge();
                }
            }
            Event::CaseChanged { .. } => {
                if !told.contains(&DeskEvent::Changed) {
                    told.push(DeskEvent::Changed);
                }
            }
            Event::Store(news) => told.push(report::of_store(&news, office.lang())),
            Event::ParcelChanged { command_id, settled, why, .. } => {
                if why == Some(Why::DeviceForked) {
                    told.push(report::forked(office.lang()));
                }
                self.counted = true;
                let fate = settled.and_then(|settled| office.settled(settled));
                told.extend(fate.map(|fate| DeskEvent::Settled { command_id, fate }));
            }
        }
    }
}
