//! Tables of materials: handed in, accepted, to be supplemented, tolerated, returned, handed over.

use crate::{
    documents::{
        Sheet,
        field::{Field, Table},
        words,
    },
    domain::{
        case::DocumentKind,
        check::{MaterialRow, Verdict},
        exemption::SatisfyBy,
        guide::ToleranceMode,
    },
};

pub(super) fn value(name: &'static str, sheet: &Sheet<'_>) -> Option<Field> {
    Some(match name {
        "materials" => Field::Table(handed_in(sheet)),
        "returned" => Field::Table(returned(sheet)),
        "transferred" => Field::Table(transferred(sheet)?),
        "tolerated" => Field::Table(tolerated(sheet)?),
        "lines" => Field::Table(supplement_lines(sheet)?),
        "met" => Field::List(supplement(sheet, true)?),
        "remaining" => Field::List(supplement(sheet, false)?),
        "committed" => {
            Field::List(sheet.case.commitment.material_codes.iter().map(|code| material_name(sheet, code)).collect())
        }
        "refers_to" => last_number(sheet, &[DocumentKind::Wda, DocumentKind::Tol, DocumentKind::Sup])?.into(),
        "letter_no" => last_number(sheet, &[DocumentKind::Tcm, DocumentKind::Com])?.into(),
        _ => return None,
    })
}

/// The newest paper of the case of one of these kinds, kinds in order of preference.
fn last_number(sheet: &Sheet<'_>, kinds: &[DocumentKind]) -> Option<String> {
    let newest = |kind: &DocumentKind| sheet.case.documents.iter().rev().find(|document| document.kind == *kind);
    kinds.iter().find_map(newest).map(|document| document.no.clone())
}

fn material_name(sheet: &Sheet<'_>, code: &str) -> String {
    sheet.guide.material(code).map_or_else(|| code.to_owned(), |material| material.name.clone())
}

fn in_hand<'a>(sheet: &Sheet<'a>) -> impl Iterator<Item = &'a MaterialRow> {
    sheet.case.application.materials.iter().filter(|row| {
        row.verdict != Verdict::Absent
            && row.by.is_some_and(|by| !matches!(by, SatisfyBy::NotApplicable | SatisfyBy::Tolerated))
    })
}

fn handed_in(sheet: &Sheet<'_>) -> Table {
    let rows = in_hand(sheet)
        .enumerate()
        .map(|(index, row)| {
            vec![
                (index + 1).to_string(),
                material_name(sheet, &row.material_code),
                row.by.map(words::way).unwrap_or_default().to_owned(),
                copies(row),
                row.pages.to_string(),
                (if row.by.is_some_and(words::goes_back) { "是" } else { "-" }).to_owned(),
            ]
        })
        .collect();
    Table::new(&[("序号", 4), ("材料名称", 28), ("形式", 16), ("份数", 6), ("页数", 4), ("验后退还", 8)], rows)
}

fn copies(row: &MaterialRow) -> String {
    match (row.originals, row.copies) {
        (0, 0) => "-".to_owned(),
        (originals, 0) => format!("原{originals}"),
        (0, copies) => format!("复{copies}"),
        (originals, copies) => format!("原{originals}复{copies}"),
    }
}

fn returned(sheet: &Sheet<'_>) -> Table {
    let rows = in_hand(sheet)
        .filter(|row| row.originals + row.copies > 0)
        .map(|row| vec![material_name(sheet, &row.material_code), copies(row)])
        .collect();
    Table::new(&[("材料名称", 48), ("份数", 10)], rows)
}

fn transferred(sheet: &Sheet<'_>) -> Option<Table> {
    let lines = &sheet.case.hand_overs.last()?.lines;
    let rows = lines
        .iter()
        .enumerate()
        .map(|(index, (code, copies))| vec![(index + 1).to_string(), material_name(sheet, code), copies.to_string()])
        .collect();
    Some(Table::new(&[("序号", 4), ("材料(结果)名称", 54), ("份数", 6)], rows))
}

fn tolerated(sheet: &Sheet<'_>) -> Option<Table> {
    let lines = &sheet.case.tolerance.lines;
    if lines.is_empty() {
        return None;
    }
    let rows = lines
        .iter()
        .map(|line| {
            vec![
                material_name(sheet, &line.material_code),
                line.form.map_or("原要求形式", words::form).to_owned(),
                words::mode(line.mode).to_owned(),
                line.due.map_or_else(|| "无须补交".to_owned(), words::day),
                (if line.mode == ToleranceMode::SupplementLater { "窗口、邮寄或网上" } else { "-" }).to_owned(),
            ]
        })
        .collect();
    Some(Table::new(&[("材料名称", 24), ("补交形式", 10), ("方式", 12), ("补交期限", 14), ("补交途径", 8)], rows))
}

fn supplement_lines(sheet: &Sheet<'_>) -> Option<Table> {
    let notice = sheet.case.supplement.as_ref()?;
    let rows = notice
        .lines
        .iter()
        .enumerate()
        .map(|(index, line)| {
            vec![
                (index + 1).to_string(),
                material_name(sheet, &line.material_code),
                line.lack.clone(),
                line.standard.clone(),
                line.how.clone(),
                (if line.sample_given { "是" } else { "否" }).to_owned(),
            ]
        })
        .collect();
    Some(Table::new(
        &[("序号", 4), ("材料", 16), ("欠缺或错误", 14), ("应达到的标准", 18), ("提交方式", 8), ("样本", 4)],
        rows,
    ))
}

/// Lines of the notice (or of the tolerance) that are met, or not yet.
fn supplement(sheet: &Sheet<'_>, met: bool) -> Option<Vec<String>> {
    use crate::domain::tolerance::LineState;
    let open = |state| matches!(state, LineState::Open);
    let done = |state| matches!(state, LineState::Fulfilled);
    if sheet.case.accepted_on.is_some() && !sheet.case.tolerance.lines.is_empty() && sheet.case.supplement.is_none() {
        let lines =
            sheet.case.tolerance.lines.iter().filter(|line| if met { done(line.state) } else { open(line.state) });
        return Some(lines.map(|line| material_name(sheet, &line.material_code)).collect());
    }
    let notice = sheet.case.supplement.as_ref()?;
    let lines = notice.lines.iter().filter(|line| notice.met.contains(&line.material_code) == met);
    Some(lines.map(|line| material_name(sheet, &line.material_code)).collect())
}
