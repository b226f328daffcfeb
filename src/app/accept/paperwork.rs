//! F11 and F12: the papers of this outcome to look at and to print. Before the receipt there is only a preview, marked
//! 预览·无效; afterwards the centre's own papers, by number.

use crate::{
    app::{
        Model,
        effect::{Ask, Effect},
        msg::Ctx,
        notice::Level,
        overlay::Overlay,
        request::Purpose,
    },
    contract::DocumentView,
    i18n::{Lang, t, tf},
};

use super::{
    Wait,
    outcome::{self, in_chinese},
};

/// F11.
pub(super) fn preview(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    if let Some(slip) = model.accept.slip.clone() {
        model.overlays.push(Overlay::Reader { title: slip.no, text: slip.text, cursor: 0 });
        return Vec::new();
    }
    let issued = model.accept.chain.documents().next().map(|document| document.no.clone());
    if let Some(no) = issued {
        return vec![model.ask(Purpose::Accept(Wait::Document), Ask::Document(no), ctx)];
    }
    let text = preview_text(model);
    if let Some(text) = text {
        let title = t(model.lang, "preview.title").to_owned();
        model.overlays.push(Overlay::Reader { title, text, cursor: 0 });
    }
    Vec::new()
}

/// F12: every paper of the receipts, each to its file; before the receipt the preview.
pub(super) fn print(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    if let Some(slip) = model.accept.slip.clone() {
        let ask = Ask::Export { name: format!("{}.txt", slip.no), text: slip.text };
        return vec![model.ask(Purpose::Accept(Wait::Export), ask, ctx)];
    }
    let numbers: Vec<String> = model.accept.chain.documents().map(|document| document.no.clone()).collect();
    if !numbers.is_empty() {
        return numbers
            .into_iter()
            .map(|no| model.ask(Purpose::Accept(Wait::PrintText), Ask::Document(no), ctx))
            .collect();
    }
    let (Some(text), Some(case_id)) = (preview_text(model), model.accept.case_id) else {
        model.say(Level::Note, "why.no_item", &[], ctx);
        return Vec::new();
    };
    let name = format!("preview-{case_id}.txt");
    vec![model.ask(Purpose::Accept(Wait::Export), Ask::Export { name, text }, ctx)]
}

/// A paper of the centre goes to its file.
pub(super) fn export(model: &mut Model, document: &DocumentView, ctx: &Ctx) -> Vec<Effect> {
    let name: String = document.no.chars().filter(|c| c.is_alphanumeric()).collect();
    let ask = Ask::Export { name: format!("{name}.txt"), text: document.text.clone() };
    vec![model.ask(Purpose::Accept(Wait::Export), ask, ctx)]
}

/// What the chosen outcome would say, in Chinese as papers are: heading, item, the lines, the papers to come.
fn preview_text(model: &Model) -> Option<String> {
    let accept = &model.accept;
    let judged = accept.judged.as_ref()?;
    let guide = accept.guide.as_ref()?;
    let rows = outcome::alternatives(judged);
    let chosen = rows.get(accept.conclusion.cursor).or(rows.first())?;
    let mut lines = vec![
        t(Lang::Zh, "preview.void").to_owned(),
        t(Lang::Zh, outcome::choice_key(chosen.choice)).to_owned(),
        format!("{} ∙ {}", guide.name, guide.department.name),
        String::new(),
    ];
    for (at, line) in judged.lines.iter().enumerate() {
        let name = guide.material(&line.code).map(|material| material.name.as_str()).unwrap_or_default();
        let due = judged.offered(&line.code).and_then(|offered| offered.due).map(|due| due.to_string());
        let why = in_chinese(&line.why);
        lines.push(format!("{}. {name}:{why}{}", at + 1, due.map(|due| format!(" ({due})")).unwrap_or_default()));
    }
    lines.push(String::new());
    for paper in outcome::papers(chosen.choice, judged) {
        lines.push(t(Lang::Zh, paper_key(paper)).to_owned());
    }
    if let Some(due) = outcome::latest_due(judged) {
        lines.push(tf(Lang::Zh, "conclusion.due", &[&due.to_string()]));
    }
    lines.push(t(Lang::Zh, "preview.void").to_owned());
    Some(lines.join("\n"))
}

/// Key of a paper's name.
pub const fn paper_key(kind: crate::domain::case::DocumentKind) -> &'static str {
    use crate::domain::case::DocumentKind as K;
    match kind {
        K::Rcv => "paper.rcv",
        K::Acc => "paper.acc",
        K::Nac => "paper.nac",
        K::Sup => "paper.sup",
        K::Src => "paper.src",
        K::Tol => "paper.tol",
        K::Tcm => "paper.tcm",
        K::Com => "paper.com",
        K::Spn => "paper.spn",
        K::Spe => "paper.spe",
        K::Ext => "paper.ext",
        K::Sus => "paper.sus",
        K::Res => "paper.res",
        K::Ter => "paper.ter",
        K::Wda => "paper.wda",
        K::Wdn => "paper.wdn",
        K::Rtn => "paper.rtn",
        K::Gra => "paper.gra",
        K::Ref => "paper.ref",
        K::Dlv => "paper.dlv",
        K::Trf => "paper.trf",
        K::Aut => "paper.aut",
        K::Frb => "paper.frb",
        K::Inq => "paper.inq",
        K::Rvk => "paper.rvk",
    }
}
