//! The store's own news as pages that a person reads: what a rescue brought, that the store came from another machine,
//! which old drafts were wiped, that its number was used elsewhere.

use crate::{
    app::DeskEvent,
    desk::{
        StoreNews,
        store::{Fate, RescueReport},
    },
    i18n::{Lang, t, tf},
};

/// News as something for the program.
pub(super) fn of_store(news: &StoreNews, lang: Lang) -> DeskEvent {
    let page = |title: &'static str, text: String| DeskEvent::Report { title: t(lang, title).to_owned(), text };
    match news {
        StoreNews::Rescued(report) => page("report.rescued", rescued(report, lang)),
        StoreNews::Moved => page("report.moved", t(lang, "report.moved.text").to_owned()),
        StoreNews::DraftsWiped(titles) => {
            let head = tf(lang, "report.wiped.text", &[&titles.len().to_string()]);
            page("report.wiped", format!("{head}\n\n{}", titles.join("\n")))
        }
        StoreNews::Broken(key) => DeskEvent::StoreFailed(key),
    }
}

/// The centre refused a command because another copy of this store has used its number (F07).
pub(super) fn forked(lang: Lang) -> DeskEvent {
    DeskEvent::Report { title: t(lang, "report.forked").to_owned(), text: t(lang, "report.forked.text").to_owned() }
}

/// A line per draft and parcel: 完好 or 需重录.
fn rescued(report: &RescueReport, lang: Lang) -> String {
    let lost = report.lines.iter().filter(|line| line.fate == Fate::Lost).count();
    let [whole, lost] = [report.lines.len() - lost, lost].map(|count| count.to_string());
    let place = report.set_aside.display().to_string();
    let mut lines = vec![tf(lang, "report.rescued.text", &[&whole, &lost, &place])];
    if !report.complete {
        lines.push(t(lang, "report.rescued.gap").to_owned());
    }
    lines.push(String::new());
    // What has to be typed again comes first: somebody has to act on it.
    for fate in [Fate::Lost, Fate::Whole] {
        for line in report.lines.iter().filter(|line| line.fate == fate) {
            let fate = t(lang, if fate == Fate::Lost { "report.lost" } else { "report.whole" });
            let kind = t(lang, if line.table == "draft" { "report.draft" } else { "report.parcel" });
            let name = line.title.as_deref().or(line.id.as_deref());
            lines.push(format!("{fate}  {kind}  {}", name.unwrap_or_else(|| t(lang, "report.nameless"))));
        }
    }
    lines.join("\n")
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::*;
    use crate::desk::store::RescueLine;

    #[test]
    fn f06_the_report_says_of_every_case_whether_it_is_whole() {
        let line = |table: &str, title: Option<&str>, fate| RescueLine {
            table: table.to_owned(),
            id: None,
            title: title.map(Into::into),
            fate,
        };
        let report = RescueReport {
            set_aside: "damaged-1".into(),
            lines: vec![
                line("draft", Some("张*兰 食品经营许可"), Fate::Whole),
                line("parcel", Some("收件"), Fate::Whole),
                line("draft", None, Fate::Lost),
            ],
            complete: false,
        };
        let DeskEvent::Report { text, .. } = of_store(&StoreNews::Rescued(report), Lang::Zh) else { panic!() };
        assert_eq!(
            text.lines().collect::<Vec<_>>(),
            [
                "完好 2 件,需重录 1 件;原文件整体保留在 damaged-1",
                "有的行已无法辨认,可能另有缺失:请对照纸质材料核对",
                "",
                "需重录  草稿  (已无法辨认)",
                "完好  草稿  张*兰 食品经营许可",
                "完好  待传  收件",
            ]
        );
    }
}
