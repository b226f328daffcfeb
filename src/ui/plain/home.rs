//! The page between two citizens, the state of the window, the locked page.

use crate::{
    app::{
        Action, Model, Place,
        home::Row,
        session::{Line as Link, beijing},
    },
    i18n::{t, tf},
};

use super::{Line, Page, drawn, joined, listed, numbered, speech};
use crate::ui::{lock, words};

/// Places that are named, in the order of their keys.
const PLACES: [Action; 6] = [
    Action::PlaceAccept,
    Action::PlaceTodo,
    Action::PlaceSupplement,
    Action::PlaceIssue,
    Action::PlaceQuery,
    Action::PlaceBackOffice,
];

/// Who, where, which line, what time.
pub fn status(model: &Model) -> Vec<String> {
    let lang = model.lang;
    let session = &model.session;
    let person = session.me.as_ref().map(|me| &me.person);
    let window = person.and_then(|person| person.window_id.as_deref()).map(|id| tf(lang, "frame.window", &[id]));
    let role = person.map(|person| t(lang, words::role_key(person.role)).to_owned());
    let name = person.map(|person| person.name.clone());
    let hall = session.meta.as_ref().map(|meta| meta.hall.clone());
    let practice = session.is_practice().then(|| t(lang, "plain.status.practice").to_owned());
    let line = match session.line {
        Link::Online => "line.online",
        Link::Offline => "line.offline",
        Link::Syncing => "line.syncing",
    };
    vec![
        joined(lang, &[name, window.or(role), hall, practice].map(Option::unwrap_or_default)),
        tf(lang, "plain.status.line", &[t(lang, line), &session.parcels.to_string()]),
        tf(lang, "plain.status.time", &[&speech::moment(lang, session.centre_time(model.now))]),
    ]
}

/// Queue and drafts.
pub fn page(model: &Model) -> Option<Page> {
    if model.place != Place::Home {
        return None;
    }
    let lang = model.lang;
    let session = &model.session;
    let mut lines: Vec<Line> = Vec::new();
    let waiting = session.waiting_tickets().count();
    lines.push(tf(lang, "home.queue", &[&waiting.to_string()]).into());
    for (at, row) in model.home_rows().into_iter().enumerate() {
        lines.push(match row {
            Row::Ticket(ticket) => {
                let waited = session.centre_time(model.now).duration_since(ticket.taken_at).as_mins().max(0);
                let green = if ticket.green { t(lang, "home.green") } else { "" };
                let text = joined(
                    lang,
                    &[
                        format!("{} {}", ticket.no, speech::number(lang, &ticket.name)),
                        green.to_owned(),
                        ticket.item_name.clone().unwrap_or_default(),
                        tf(lang, "plain.home.waited", &[&waited.to_string()]),
                    ],
                );
                Line::keyed(numbered(at, &text), &ticket.no)
            }
            Row::Draft(draft) => {
                let saved = beijing(draft.saved_at).strftime("%H:%M").to_string();
                let text = tf(lang, "plain.home.draft", &[&speech::numbers_in(lang, &draft.title), &saved]);
                Line::keyed(numbered(at, &text), &draft.case_id.to_string())
            }
        });
    }
    let drafts = session.drafts.len();
    if drafts == 0 {
        lines.push(t(lang, "home.no_drafts").to_owned().into());
    }
    let mut head = vec![t(lang, "plain.home").to_owned()];
    head.extend(status(model));
    Some(Page {
        id: "home".to_owned(),
        head,
        lines,
        how: vec![tf(lang, "plain.places", &[&listed(lang, &places(model))])],
        ask: vec![t(lang, "plain.home.ask").to_owned()],
        prompt: t(lang, "plain.home").to_owned(),
        ..Page::default()
    })
}

/// The places of the bar with their numbers; what the role has not is not named.
fn places(model: &Model) -> Vec<String> {
    let place = |action: Action| {
        let name = t(model.lang, words::place_key(action)?);
        let open = crate::app::availability(model, action).is_ok();
        let count = model.place_count(action).map(|count| format!(" {count}")).unwrap_or_default();
        open.then(|| format!("{name}{count}"))
    };
    PLACES.into_iter().filter_map(place).collect()
}

/// 11.2: nothing of anybody is said on a locked screen; only how the lock stands, as the screen says it.
pub fn locked(model: &Model) -> Page {
    let lang = model.lang;
    let lines = drawn::lines(model, |canvas, area| lock::draw(canvas, model, area));
    Page {
        id: "locked".to_owned(),
        lines: lines.into_iter().map(Into::into).collect(),
        ask: vec![t(lang, "plain.locked.ask").to_owned()],
        prompt: t(lang, "plain.locked").to_owned(),
        secret: true,
        ..Page::default()
    }
}
