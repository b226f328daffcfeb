//! Files for the catalogue office: CSV and workbooks, taken whole or not at all; and nothing outside the guide anywhere.

use std::io::{Cursor, Write as _};

use chuangtai::{
    contract::{NoteWeight, OfficeContent, OfficeDetail, OfficeDraft, OfficeImport, Page, Problem},
    domain::{
        case::SupplementLine,
        check::{MaterialRow, Verdict},
        exemption::SatisfyBy,
        guide::{Necessity, ToleranceMode},
        lifecycle::{Act, act},
        role::Role,
    },
};
use serde_json::json;
use zip::{ZipWriter, write::SimpleFileOptions};

use super::{
    office::{DRAFTS, act_on, clerk_of, editor, food_draft, import_json, published, publisher, upload},
    protocol::receive,
    world::{FOOD, World, row},
};

const CSV: &str = "text/csv";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// 33 characters: 户外广告设置审批, which the demo hall does not have.
const NEW: &str = "11000000D00000013R300013199900001";

fn guides_csv(last: &str) -> String {
    format!(
        "事项编码,事项名称,基本编码,事项类型,办件类型,服务对象,实施主体,设定依据,承诺办结时限,法定办结时限,材料序号,材料名称,必要性,材料形式,份数,适用情形\n\
         {NEW},户外广告设置审批,000117999000,行政许可,承诺件,法人、自然人,扬州市市场监督管理局,广告法第四十一条,５,20,1,申请表,必要,原件,1,\n\
         ,,,,,,,,,,2,设计图,必要,复印件,2,新设\n\
         ,,,,,,,,,,3,{last},必要,原件,1,新设;变更\n"
    )
}

/// A workbook of two sheets.
fn workbook(sheets: &[(&str, &[&[&str]])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let mut put = |name: &str, text: &str| {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    };
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006";
    put(
        "[Content_Types].xml",
        &format!(
            "<Types xmlns=\"{package}/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>"
        ),
    );
    put(
        "_rels/.rels",
        &format!(
            "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"r1\" Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
        ),
    );
    let (mut list, mut relations) = (String::new(), String::new());
    for (no, (name, rows)) in sheets.iter().enumerate() {
        list.extend([format!("<sheet name=\"{name}\" sheetId=\"{0}\" r:id=\"r{0}\"/>", no + 1)]);
        relations.extend([format!(
            "<Relationship Id=\"r{0}\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet{0}.xml\"/>",
            no + 1
        )]);
        let mut cells = String::new();
        for (at, row) in rows.iter().enumerate() {
            cells.extend([format!("<row r=\"{}\">", at + 1)]);
            for (column, text) in row.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
                let column = char::from(b'A' + u8::try_from(column).unwrap());
                let at = at + 1;
                match text.strip_prefix('=') {
                    Some(sum) => cells.extend([format!("<c r=\"{column}{at}\"><f>{sum}</f><v>3</v></c>")]),
                    None => {
                        cells.extend([format!("<c r=\"{column}{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")]);
                    }
                }
            }
            cells.push_str("</row>");
        }
        put(
            &format!("xl/worksheets/sheet{}.xml", no + 1),
            &format!("<worksheet xmlns=\"{main}\"><sheetData>{cells}</sheetData></worksheet>"),
        );
    }
    put(
        "xl/workbook.xml",
        &format!("<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets>{list}</sheets></workbook>"),
    );
    put(
        "xl/_rels/workbook.xml.rels",
        &format!("<Relationships xmlns=\"{package}/relationships\">{relations}</Relationships>"),
    );
    zip.finish().unwrap().into_inner()
}

fn places(problem: &Problem) -> Vec<(&str, &str)> {
    problem.errors.iter().map(|error| (error.pointer.as_str(), error.code.as_str())).collect()
}

fn nothing_stands(world: &World, person: &chuangtai::contract::Person) {
    let drafts: Page<OfficeDraft> = world.get(person, DRAFTS).json();
    assert!(drafts.items.is_empty(), "nothing is half imported: {:?}", drafts.items);
}

#[test]
fn r0_3_a_catch_all_row_is_refused_at_the_door_with_its_cell_and_rule() {
    let world = World::new();
    let editor = editor(&world);
    for name in ["其他材料", "法律、法规规定的其他材料", "其它需要提供的证明材料"] {
        let refused = upload(&world, &editor, "guide", CSV, guides_csv(&format!("\"{name}\"")).as_bytes()).problem();
        assert_eq!((refused.status, refused.code.as_str()), (422, "office.import_refused"));
        assert_eq!(places(&refused), [("L4", "reason.guide.catch_all")], "{name}");
        assert!(refused.errors[0].detail.contains("R0.3") && refused.errors[0].detail.contains(name));
    }
    let book = workbook(&[("指南", &[&["事项编码", "事项名称", "材料名称"], &[NEW, "户外广告", "其他相关材料"]])]);
    let refused = upload(&world, &editor, "guide", XLSX, &book).problem();
    assert!(places(&refused).contains(&("指南!C2", "reason.guide.catch_all")), "{:?}", refused.errors);
    let json = json!({"guides": [
        {"id": "a", "name": "甲", "materials": [{"no": 1, "name": "申请表"}]},
        {"id": "b", "name": "乙", "materials": [{"no": 1, "name": "其他"}]},
    ]});
    let refused = upload(&world, &editor, "guide", "application/json", &serde_json::to_vec(&json).unwrap()).problem();
    assert!(refused.errors[0].pointer.starts_with("乙"), "{:?}", refused.errors);
    nothing_stands(&world, &editor);

    // Nor can a draft be edited into one.
    let draft = food_draft(&world, &editor, |_| {});
    let mut guide = world.guide(FOOD);
    guide.materials[5].name = "法律法规规定的其他材料".into();
    let content = serde_json::to_value(OfficeContent::Guide(Box::new(guide))).unwrap();
    let refused = act_on(&world, &editor, &draft, "revisions", &json!({"content": content})).problem();
    assert_eq!(refused.errors[0].code, "reason.guide.catch_all");
}

#[test]
fn a_csv_file_in_either_encoding_becomes_a_draft_that_a_person_finishes() {
    let world = World::new();
    let (editor, publisher) = (editor(&world), publisher(&world));
    let csv = guides_csv("营业执照");
    let answer = upload(&world, &editor, "guide", CSV, csv.as_bytes());
    assert_eq!(answer.status, 200, "{}", answer.text());
    let import: OfficeImport = answer.json();
    let draft = import.drafts[0].clone();
    assert_eq!(
        (draft.subject.as_str(), draft.name.as_str(), draft.department.as_str()),
        (NEW, "户外广告设置审批", "scjg")
    );
    let again: OfficeImport = upload(&world, &editor, "guide", CSV, csv.as_bytes()).json();
    assert_eq!(again.drafts, import.drafts, "the same file twice gives the same drafts");
    let (chinese, ..) = encoding_rs::GB18030.encode(&csv);
    let other: OfficeImport = upload(&world, &editor, "guide", CSV, &chinese).json();
    let detail: OfficeDetail = world.get(&editor, &format!("{DRAFTS}/{}", draft.id)).json();
    let twin: OfficeDetail = world.get(&editor, &format!("{DRAFTS}/{}", other.drafts[0].id)).json();
    assert_eq!(detail.content, twin.content);

    let OfficeContent::Guide(guide) = detail.content else { unreachable!() };
    assert_eq!((guide.promised.in_working_days(), guide.materials.len()), (Some(5), 3), "full-width digits are read");
    assert_eq!(guide.materials[1].copies, Some(2));
    assert_eq!(guide.questions[0].choices.len(), 2, "situations are filled from the rows");
    assert!(guide.materials.iter().all(|material| material.necessity == Necessity::Required));
    let problem = act_on(&world, &editor, &draft, "submissions", &json!({})).status;
    if problem == 422 {
        // What the import left to a person is decided by one, and then it may be submitted.
        let open: Vec<String> =
            detail.notes.iter().filter(|note| note.weight != NoteWeight::Open).map(|note| note.at.clone()).collect();
        let content = serde_json::to_value(OfficeContent::Guide(guide)).unwrap();
        let edited = act_on(&world, &editor, &draft, "revisions", &json!({"content": content, "decided": open}));
        let edited: OfficeDraft = edited.json();
        let done = published(&world, &editor, &publisher, &edited, "2026-09-14");
        assert_eq!(world.get(&editor, &format!("/v1/items/{NEW}/versions/1")).status, 200, "{done:?}");
        return;
    }
    assert_eq!(problem, 200);
}

#[test]
fn a_workbook_of_two_sheets_a_list_and_a_calendar() {
    let world = World::new();
    let (editor, publisher) = (editor(&world), publisher(&world));
    let guide = world.guide(FOOD);
    let free = guide.materials.iter().find(|m| !m.is_main() && !m.never_tolerable && m.tolerance.is_some()).unwrap();
    let list = workbook(&[(
        "清单",
        &[
            &["扬州市容缺受理清单"],
            &["序号", "事项名称", "材料名称", "容缺方式", "容缺时限(工作日)"],
            &["14", &guide.name, &free.name, "材料后补", "3个工作日"],
        ],
    )]);
    let answer = upload(&world, &editor, "tolerance", XLSX, &list);
    assert_eq!(answer.status, 200, "{}", answer.text());
    let import: OfficeImport = answer.json();
    let detail: OfficeDetail = world.get(&publisher, &format!("{DRAFTS}/{}", import.drafts[0].id)).json();
    let OfficeContent::Tolerance(list) = detail.content else { unreachable!() };
    assert_eq!((list.lines[0].item_code.as_str(), list.lines[0].due_days, list.lines[0].no), (FOOD, Some(3), 14));
    assert_eq!(list.lines[0].mode, ToleranceMode::SupplementLater);

    let wrong = workbook(&[(
        "清单",
        &[
            &["事项名称", "材料名称", "容缺时限"],
            &["没有的事项", "甲", "3"],
            &[&guide.name, &free.name, "很快"],
            &[&guide.name, &free.name, "=1+2"],
        ],
    )]);
    let refused = upload(&world, &editor, "tolerance", XLSX, &wrong).problem();
    assert_eq!(places(&refused), [("清单!C4", "import.table.formula")], "formulas first: nothing is computed");
    let wrong = workbook(&[(
        "清单",
        &[&["事项名称", "材料名称", "容缺时限"], &["没有的事项", "甲", "3"], &[&guide.name, &free.name, "很快"]],
    )]);
    let refused = upload(&world, &editor, "tolerance", XLSX, &wrong).problem();
    assert_eq!(places(&refused), [("清单!A2", "reason.tolerance_list.no_item"), ("清单!C3", "import.not_number")]);

    let days = "日期,类型,依据\n2027/01/01,放假,国办发明电〔2026〕9号\n2027-05-01,放假,\n2027-05-02,放假,\n2027-10-01,休,\n2027-10-02,休,\n2027-10-03,休,\n2027-01-09,上班,\n";
    let import: OfficeImport = upload(&world, &editor, "calendar", CSV, days.as_bytes()).json();
    assert_eq!((import.drafts[0].subject.as_str(), import.drafts[0].undecided), ("2027", 0));
    let wrong = days.replace("2027-01-09", "2027-01-11").replace("2027-05-01", "五月一日");
    let refused = upload(&world, &editor, "calendar", CSV, wrong.as_bytes()).problem();
    assert_eq!(places(&refused), [("A3", "import.table.not_a_day")]);
    let wrong = days.replace("2027-01-09", "2027-01-11");
    let refused = upload(&world, &editor, "calendar", CSV, wrong.as_bytes()).problem();
    assert_eq!(places(&refused), [("days", "calendar.error.not_weekend")]);

    let settings = "设置项,值\nsupplement_days,10\ntolerance.adhoc,是\n";
    let import: OfficeImport = upload(&world, &editor, "settings", CSV, settings.as_bytes()).json();
    assert_eq!(import.drafts.len(), 1);
    let refused = upload(&world, &editor, "settings", CSV, "设置项,值\nsupplement_day,10\n".as_bytes()).problem();
    assert_eq!(places(&refused), [("A2", "reason.setting.unknown")]);
}

#[test]
fn files_of_another_kind_or_size_are_refused() {
    let world = World::new();
    let editor = editor(&world);
    assert_eq!(upload(&world, &editor, "guide", "text/html", b"<html>").problem().code, "office.file_kind");
    assert_eq!(upload(&world, &editor, "guides", CSV, b"x").problem().code, "query.invalid");
    let huge = vec![b'a'; (10 << 20) + 1];
    assert_eq!(upload(&world, &editor, "guide", CSV, &huge).problem().code, "office.file_large");
    for (media, bytes) in
        [(XLSX, &b"PK\x03\x04 torn"[..]), (CSV, &b"\xff\xfe\x00"[..]), ("application/json", b"<html>")]
    {
        assert_eq!(upload(&world, &editor, "guide", media, bytes).problem().code, "office.import_refused", "{media}");
    }
    nothing_stands(&world, &editor);
    // A hall's manager brings settings and nothing else.
    let manager = clerk_of(&world, 3, Role::HallManager);
    assert_eq!(upload(&world, &manager, "guide", CSV, b"x").problem().code, "role.not_allowed");
}

/// Q0-030: no command adds a material that the pinned guide does not hold, in whatever place it is named.
#[test]
fn r0_3_no_command_can_ask_for_what_the_guide_does_not_hold() {
    let world = World::new();
    let clerk = world.role(Role::Clerk);
    let extra = || MaterialRow { material_code: "extra".into(), ..row(1, SatisfyBy::PaperOriginal) };
    let Act::Receive(mut receiving) = receive(&world) else { unreachable!() };
    receiving.application.materials.push(extra());
    let problem = world.refused(&clerk, world.uuid(), 0, &Act::Receive(receiving));
    assert_eq!((problem.status, problem.rule.as_deref()), (422, Some("R0.3")), "{problem:?}");

    let case = world.uuid();
    world.act(&clerk, case, 0, &receive(&world));
    let checks = || act::Checks { materials: vec![extra()], ..act::Checks::default() };
    let line = || SupplementLine {
        material_code: "extra".into(),
        lack: "没有".into(),
        standard: "要有".into(),
        how: "到窗口".into(),
        sample_given: false,
    };
    let tolerated = || act::ToleratedMaterial {
        material_code: "extra".into(),
        mode: ToleranceMode::SupplementLater,
        due_days: Some(3),
    };
    let acts = [
        Act::MaterialRecord(checks()),
        Act::Accept(checks()),
        Act::NotifySupplement(act::SupplementDemand { lines: vec![line()], term_days: None, signed: true }),
        Act::AcceptWithTolerance(act::ToleranceDemand {
            lines: vec![tolerated()],
            signed: true,
            signed_by_applicant: false,
            credit_evidence: None,
            materials: Vec::new(),
        }),
    ];
    // Something is wrong with the case, so that a notice is due at all.
    let row =
        MaterialRow {
            verdict: Verdict::Defect, note: Some("未标明面积".into()), ..row(5, SatisfyBy::PaperOriginal)
        };
    world.act(&clerk, case, 1, &Act::MaterialRecord(act::Checks { materials: vec![row], ..act::Checks::default() }));
    for (at, act) in acts.iter().enumerate() {
        let problem = world.refused(&clerk, case, 2, act);
        assert_eq!(problem.status, 422, "act {at}: {problem:?}");
        // The tolerance falls by the credit that nobody asked for, before its material is looked at.
        assert!(at == 3 || problem.rule.as_deref() == Some("R0.3"), "act {at}: {problem:?}");
    }
    let kept = world.case(&clerk, case).case;
    assert!(kept.application.materials.iter().all(|row| row.material_code.starts_with(FOOD)));
    // Nor is there a field for one: what the wire does not know is refused.
    let mut demand = serde_json::to_value(world.seal(&clerk, case, 2, None, &acts[2])).unwrap();
    demand["payload"]["lines"][0]["material"] = json!("再交一份");
    let bytes = chuangtai::contract::canonical_bytes(&demand).unwrap();
    let id = serde_json::from_value(demand["command_id"].clone()).unwrap();
    assert_eq!(world.post_bytes(&world.token(&clerk), id, &bytes, &world.sign(&bytes)).status, 400);
}

/// Over HTTP a region-wide draft is hidden from who is narrowed to an organ.
#[test]
fn what_belongs_to_the_region_is_not_an_organs_to_see() {
    let world = World::new();
    let editor = editor(&world);
    let settings = json!({"region_code": "321000", "changes": {"supplement_days": 10}});
    let draft = import_json(&world, &editor, "settings", &settings).drafts.remove(0);
    let narrow =
        chuangtai::contract::Person { departments: vec!["scjg".into()], ..clerk_of(&world, 5, Role::CatalogueEditor) };
    world.hire(&narrow);
    assert_eq!(world.get(&narrow, &format!("{DRAFTS}/{}", draft.id)).status, 404);
    let listed: Page<OfficeDraft> = world.get(&narrow, DRAFTS).json();
    assert!(listed.items.is_empty());
    let refused = upload(&world, &narrow, "settings", "application/json", &serde_json::to_vec(&settings).unwrap());
    assert_eq!(refused.status, 404, "nor to bring in");
    let own = food_draft(&world, &narrow, |_| {});
    assert_eq!(world.get(&narrow, &format!("{DRAFTS}/{}", own.id)).status, 200);
}
