//! What a newer centre says, in words (RELIABILITY F41): a value that this program does not know is shown as
//! 未知状态(代码), never as one that it knows, and never left out.

pub use crate::contract::Told;

use crate::{
    contract::CaseDetail,
    domain::lifecycle::Act,
    i18n::{Lang, is_known, tf},
};

use super::Model;

/// The words for a value, or its code where it is unknown.
pub fn words<T, K: AsRef<str>>(lang: Lang, told: &Told<T>, key: impl FnOnce(&T) -> K) -> String {
    match (told.known(), told.strange()) {
        (Some(value), _) => tf(lang, key(value).as_ref(), &[]),
        (None, code) => tf(lang, "told.unknown", &[&code.unwrap_or_default()]),
    }
}

/// The name of an act.
pub fn act(lang: Lang, kind: &str) -> String {
    let key = format!("act.{kind}");
    if is_known(&key) { tf(lang, &key, &[]) } else { tf(lang, "told.act", &[kind]) }
}

/// What a list asks to be done, by its key.
pub fn task(lang: Lang, key: &str) -> String {
    if is_known(key) { tf(lang, key, &[]) } else { tf(lang, "told.task", &[key]) }
}

/// What stands above a case of which not everything is known: what that is, and that it can only be read; acts that only a
/// newer program can do.
pub fn of_case(model: &Model, detail: &CaseDetail) -> Vec<String> {
    let lang = model.lang;
    let mut lines = Vec::new();
    if !detail.strange.is_empty() {
        let each = |strange: &crate::contract::Strange| {
            let place = strange.place.trim_start_matches('/').replace('/', ".");
            tf(lang, "told.at", &[&place, &strange.code()])
        };
        let all: Vec<String> = detail.strange.iter().map(each).collect();
        lines.push(tf(lang, "told.case", &[&all.join("  ")]));
    }
    let strange = detail.allowed_acts.iter().filter(|allowed| !Act::KINDS.contains(&allowed.act.as_str()));
    let acts: Vec<String> = strange.map(|allowed| act(lang, &allowed.act)).collect();
    if !acts.is_empty() {
        lines.push(tf(lang, "told.acts", &[&acts.join("  ")]));
    }
    lines
}
