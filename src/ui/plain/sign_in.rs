//! Signing in as words: what is asked, what came of the last try, and for a telephone the page and its code. Nothing that
//! counts down is read out; how many minutes a code is good for stands with it.

use crate::{
    app::{
        Model,
        sign_in::{Said, SignIn, Step},
    },
    i18n::{t, tf},
};

use super::{Page, joined};

/// The page.
pub fn page(model: &Model, page: &SignIn) -> Page {
    let lang = model.lang;
    let hall = model.session.meta.as_ref().map(|meta| meta.hall.clone()).unwrap_or_default();
    let mut read = Page {
        id: format!("over.sign_in {:?}", page.step),
        head: vec![joined(lang, &[t(lang, page.title()).to_owned(), hall])],
        how: vec![t(lang, page.note()).to_owned()],
        prompt: t(lang, page.asks()).to_owned(),
        personal: true,
        ..Page::default()
    };
    let over = page.phone.as_ref().and_then(|phone| phone.over);
    match &page.phone {
        Some(phone) if over.is_none() => {
            read.id = format!("{} {}", read.id, phone.code);
            let minutes = (phone.seconds_left(model.now) / 60).to_string();
            read.lines = [
                joined(lang, &[t(lang, "sign_in.phone.open").to_owned(), phone.address.clone()]),
                joined(lang, &[t(lang, "sign_in.phone.code").to_owned(), apart(&phone.code)]),
                t(lang, "sign_in.phone.agree").to_owned(),
                t(lang, "sign_in.phone.warning").to_owned(),
            ]
            .into_iter()
            .map(Into::into)
            .collect();
            let good = tf(lang, "sign_in.phone.minutes", &[&minutes]);
            read.lines.push(super::Line::keyed(good, "sign_in.phone.minutes"));
        }
        _ => {}
    }
    if let Some(key) = &page.factor {
        // Group by group, as a voice should read it.
        read.lines.push(t(lang, "sign_in.factor.type").to_owned().into());
        read.lines.extend(key.groups().iter().map(|group| apart(group).into()));
        read.lines.push(t(lang, "sign_in.factor.digits").to_owned().into());
    }
    let left = page.seconds_left(model.now);
    let said = page.said.as_ref().map(|said| match said {
        Said::Key(key) => t(lang, key).to_owned(),
        Said::Words(words) => words.clone(),
    });
    let said = over.map(|key| t(lang, key).to_owned()).or(said);
    if let Some(said) = said {
        // The seconds are those at the answer: the line is known again by its words.
        let wait = if left > 0 { tf(lang, "sign_in.wait", &[&left.to_string()]) } else { String::new() };
        read.lines.push(super::Line::keyed(joined(lang, &[said.clone(), wait]), &said));
    }
    read.ask = match page.step {
        Step::Phone => vec![t(lang, "plain.sign_in.wait").to_owned()],
        _ => vec![tf(lang, "plain.sign_in.ask", &[t(lang, page.asks())])],
    };
    if page.offers_phone() {
        read.how.push(t(lang, "plain.sign_in.phone").to_owned());
    }
    read
}

/// Sign by sign, as a voice should read it.
fn apart(code: &str) -> String {
    code.chars().map(|c| c.to_string()).collect::<Vec<_>>().join(" ")
}
