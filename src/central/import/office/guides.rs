//! Guides from tables: a row per material with its item beside it, or items on one sheet and materials on another. Cells
//! that were merged hold their text in the first row only and are filled down.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{Cells, OfficeNote, Read, taken, whole};
use crate::{
    central::import::{
        item,
        table::{Heads, Row, Sheet, Table},
    },
    domain::reason::Reason,
};

const ITEM: Heads = &[
    (&["事项编码", "实施编码", "办理项编码", "业务办理项编码"], "code"),
    (&["事项名称"], "name"),
    (&["基本编码"], "catalog_code"),
    (&["事项类型"], "kind"),
    (&["办件类型"], "handle_type"),
    (&["服务对象"], "service_object"),
    (&["实施主体", "主管部门", "实施机构", "办理部门"], "department"),
    (&["行政区划代码", "区划代码"], "region_code"),
    (&["行政区划", "地区"], "region"),
    (&["设定依据", "设定和实施依据", "法律依据"], "legal_basis"),
    (&["法定办结时限", "法定时限"], "statutory_days"),
    (&["承诺办结时限", "承诺时限"], "promised_days"),
    (&["受理条件"], "acceptance_conditions"),
];

const MATERIAL: Heads = &[
    (&["材料序号", "序号"], "no"),
    (&["材料名称"], "material"),
    (&["必要性", "材料必要性"], "required"),
    (&["材料形式"], "form"),
    (&["份数", "纸质材料份数"], "copies"),
    (&["原件份数"], "originals"),
    (&["复印件份数"], "duplicates"),
    (&["来源渠道"], "source"),
    (&["核发部门", "出具单位"], "issuing_dept"),
    (&["受理标准", "审查要点"], "review_points"),
    (&["填报须知"], "fill_notes"),
    (&["适用情形", "办理情形"], "situations"),
    (&["需提供条件", "非必要时办理情形"], "condition"),
    (&["备注"], "note"),
];

/// Columns that hold several things at once.
const LISTS: &[&str] = &["service_object", "legal_basis", "acceptance_conditions", "situations"];
/// Columns that hold a whole number.
const NUMBERS: &[&str] = &["statutory_days", "promised_days", "no", "copies", "originals", "duplicates"];

/// An item as it is put together from its rows.
#[derive(Default)]
struct Draft {
    fields: Map<String, Value>,
    materials: Vec<Value>,
    situations: Vec<Value>,
    cells: Cells,
}

/// Reads all guides of a file.
pub(super) fn read(sheets: &[Sheet]) -> Result<Vec<Read>, Vec<OfficeNote>> {
    let mut drafts: BTreeMap<String, Draft> = BTreeMap::new();
    let mut order = Vec::new();
    let mut found = false;
    for sheet in sheets {
        let items = Table::of(sheet, ITEM, &["code"]);
        let materials = Table::of(sheet, MATERIAL, &["material"]);
        found |= items.is_some();
        if let Some(items) = items {
            rows(&items, materials.as_ref(), &mut drafts, &mut order);
        }
    }
    if !found || order.is_empty() {
        return Err(vec![whole(&Reason::new("import.table.no_heads", "R7.23").arg("事项编码、事项名称、材料名称"))]);
    }
    let drafts = order.into_iter().filter_map(|code| drafts.remove(&code).map(|draft| (code, draft)));
    taken(drafts.map(|(code, draft)| finish(&code, draft)).collect())
}

/// Takes the rows of one sheet in; the item's code is filled down.
fn rows(
    items: &Table<'_>,
    materials: Option<&Table<'_>>,
    drafts: &mut BTreeMap<String, Draft>,
    order: &mut Vec<String>,
) {
    let mut current: Option<String> = None;
    for row in items.rows {
        if let Some(code) = items.text(row, "code") {
            current = Some(code.to_owned());
        }
        let Some(code) = &current else { continue };
        if !drafts.contains_key(code) {
            order.push(code.clone());
        }
        let draft = drafts.entry(code.clone()).or_default();
        for field in items.fields() {
            if let Some(text) = items.text(row, field).filter(|_| !draft.fields.contains_key(field)) {
                draft.fields.insert(field.to_owned(), value(field, text));
                draft.cells.insert(field.to_owned(), items.place(row, field));
            }
        }
        draft.cells.entry(String::new()).or_insert_with(|| items.place(row, "code"));
        if let Some(materials) = materials {
            material(materials, row, draft);
        }
    }
}

fn material(table: &Table<'_>, row: &Row, draft: &mut Draft) {
    if table.text(row, "material").is_none() {
        return;
    }
    let place = draft.materials.len() + 1;
    let at = format!("materials[{place}]");
    let mut fields = Map::new();
    for field in table.fields() {
        let Some(text) = table.text(row, field) else { continue };
        let key = if field == "material" { "name" } else { field };
        fields.insert(key.to_owned(), value(field, text));
        draft.cells.insert(format!("{at}.{key}"), table.place(row, field));
    }
    draft.cells.insert(at, table.place(row, "material"));
    fields.entry("no").or_insert_with(|| json!(place));
    for name in fields.get("situations").and_then(Value::as_array).into_iter().flatten() {
        if !draft.situations.iter().any(|known| known.get("name") == Some(name)) {
            draft.situations.push(json!({ "name": name }));
        }
    }
    draft.materials.push(Value::Object(fields));
}

fn value(field: &str, text: &str) -> Value {
    if LISTS.contains(&field) {
        let parts = text.split(['\n', ';', '；', '|']).flat_map(|part| {
            // Names stand beside each other with 、; a law has it inside.
            let inside = matches!(field, "service_object" | "situations");
            part.split(move |c| inside && matches!(c, '、' | ',' | '，'))
        });
        return parts.map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().into();
    }
    match text.parse::<u32>() {
        Ok(number) if NUMBERS.contains(&field) => json!(number),
        _ => Value::from(text),
    }
}

fn finish(code: &str, draft: Draft) -> (Cells, crate::central::import::Imported) {
    let Draft { mut fields, materials, situations, cells } = draft;
    fields.insert("id".to_owned(), Value::from(code));
    fields.insert("materials".to_owned(), Value::from(materials));
    fields.insert("situations".to_owned(), Value::from(situations));
    (cells, item::item(&fields))
}
