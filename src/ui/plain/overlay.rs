//! What lies over the page as words. Help and palette need none: their words are commands of this mode; if they are
//! opened all the same they are read as drawn.

use crate::{
    app::{
        Model,
        accept::change_words,
        availability_on_page,
        notice::Level,
        overlay::{Overlay, more_entries},
    },
    i18n::{Lang, t, tf},
};

use super::{Page, casework, files, joined, numbered, speech};
use crate::ui::words;

/// A page with a heading, on which something is chosen.
pub fn titled(lang: Lang, id: &str, title: &str) -> Page {
    Page {
        id: id.to_owned(),
        head: vec![title.to_owned()],
        ask: vec![t(lang, "plain.choose.ask").to_owned()],
        prompt: title.to_owned(),
        ..Page::default()
    }
}

/// The topmost overlay; `None` = it has no words of its own.
pub fn page(model: &Model, overlay: &Overlay) -> Option<Page> {
    let lang = model.lang;
    let titled = |id: &str, title: &str| titled(lang, id, title);
    Some(match overlay {
        Overlay::More { .. } => {
            let mut page = titled("over.more", t(lang, "more.title"));
            for (at, action) in more_entries().into_iter().enumerate() {
                let blocked = availability_on_page(model, action).err();
                let why = blocked.map(|why| why.words(lang)).unwrap_or_default();
                page.lines.push(joined(lang, &[numbered(at, t(lang, action.key())), why]).into());
            }
            page
        }
        Overlay::Who { .. } => {
            let mut page = titled("over.who", t(lang, "who.title"));
            for (at, person) in model.session.people.iter().enumerate() {
                let me = model.session.me.as_ref().is_some_and(|me| me.person.id == person.id);
                let name = if me { tf(lang, "plain.who.me", &[&person.name]) } else { person.name.clone() };
                let place = person.window_id.clone().unwrap_or_else(|| person.departments.join(" "));
                let role = t(lang, words::role_key(person.role)).to_owned();
                page.lines.push(joined(lang, &[numbered(at, &name), role, place]).into());
            }
            page
        }
        Overlay::SignIn(page) => super::sign_in::page(model, page),
        Overlay::Scans(_) | Overlay::ScanPath { .. } | Overlay::SaveFile(_) => files::page(model, overlay)?,
        Overlay::Clock { days } => {
            let mut page = titled("over.clock", t(lang, "clock.title"));
            let today = speech::day(lang, model.session.today(model.now).day);
            page.head.push(tf(lang, "clock.today", &[&today]));
            page.ask = vec![tf(lang, "plain.clock.ask", &[days.text()])];
            page
        }
        Overlay::Reveal => {
            let mut page = titled("over.reveal", t(lang, "reveal.title"));
            page.ask = casework::reveal_reasons(model);
            page
        }
        Overlay::GuideChanged { .. } => {
            let newer = model.accept.newer.as_ref()?;
            let (from, to) = (newer.difference.from.version.to_string(), newer.difference.to.version.to_string());
            let mut page = titled("over.guide", &tf(lang, "difference.title", &[&newer.guide.name, &from, &to]));
            page.lines = newer.difference.changes.iter().map(|change| change_words(lang, change).into()).collect();
            page.ask = vec![t(lang, "difference.how").to_owned()];
            page
        }
        Overlay::Notices { .. } => {
            let mut page = titled("over.notices", t(lang, "notices.title"));
            if model.notices.is_empty() {
                page.lines.push(t(lang, "notices.none").to_owned().into());
            }
            for notice in model.notices.history() {
                page.lines.push(joined(lang, &[speech::moment(lang, notice.at), super::notice(lang, notice)]).into());
            }
            page.ask = vec![t(lang, "plain.read.ask").to_owned()];
            page
        }
        Overlay::Alarm => {
            let mut page = titled("over.alarm", t(lang, Level::Grave.key()));
            page.lines.extend(model.notices.standing().map(|notice| super::notice(lang, notice).into()));
            page.ask = vec![t(lang, "plain.alarm.ask").to_owned()];
            page
        }
        Overlay::Doctor { .. } => {
            let mut page = titled("over.doctor", t(lang, "doctor.title"));
            for finding in model.findings.iter().flatten() {
                let topic = tf(lang, &format!("doctor.{}", finding.topic), &[]);
                let advice = finding.advice.as_ref().map(|advice| format!("{}{advice}", t(lang, "doctor.advice")));
                let parts = [t(lang, finding.level.key()).to_owned(), topic, finding.text.clone()];
                page.lines.push(joined(lang, &[&parts[..], &[advice.unwrap_or_default()]].concat()).into());
            }
            page.ask = vec![t(lang, "plain.read.ask").to_owned()];
            page
        }
        Overlay::Reader { title, text, .. } => {
            let mut page = titled(&format!("over.reader {title}"), title);
            page.lines = text.lines().filter_map(|line| speech::paper_line(lang, line)).map(Into::into).collect();
            page.ask = vec![t(lang, "plain.read.ask").to_owned()];
            page
        }
        _ => return None,
    })
}
