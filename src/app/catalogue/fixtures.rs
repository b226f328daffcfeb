//! Drafts as a centre might hold them, for tests and for the made-up desk.

use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    contract::{
        DifferenceLine, NoteWeight, OfficeContent, OfficeDeed, OfficeDetail, OfficeDifference, OfficeDraft,
        OfficeImport, OfficeKind, OfficeNote, OfficeOffer, OfficeState, OfficeStep, Page, Problem,
    },
    domain::settings::SettingsChange,
};

use super::{Asked, Heard, Sheet};

pub const FOOD: &str = "11321000014123456X4000101002000";

fn at(hour: i8) -> Timestamp {
    jiff::civil::date(2026, 11, 20).at(hour, 30, 0, 0).to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp()
}

fn draft(no: u128, kind: OfficeKind, subject: &str, name: &str, state: OfficeState) -> OfficeDraft {
    OfficeDraft {
        id: Uuid::from_u128(no),
        kind: kind.into(),
        subject: subject.into(),
        name: name.into(),
        department: String::new(),
        state: state.into(),
        version: 2,
        effective: None,
        changed_at: at(1),
        changed_by: "蒋雯".into(),
        undecided: 0,
    }
}

/// One of each kind.
pub fn drafts() -> Vec<OfficeDraft> {
    vec![
        draft(1, OfficeKind::Guide, FOOD, "食品经营许可(新办)", OfficeState::Submitted),
        OfficeDraft {
            undecided: 2,
            ..draft(2, OfficeKind::Tolerance, "321000", "扬州市容缺受理清单", OfficeState::Draft)
        },
        OfficeDraft {
            effective: Some(jiff::civil::date(2026, 12, 1)),
            changed_by: "韩立新".into(),
            ..draft(3, OfficeKind::Settings, "321000", "地区设置(3项)", OfficeState::Scheduled)
        },
        draft(4, OfficeKind::Calendar, "2027", "2027年放假安排", OfficeState::Returned),
    ]
}

fn line(what: &str, how: &str, name: &str, before: Option<&str>, after: Option<&str>) -> DifferenceLine {
    DifferenceLine {
        what: what.into(),
        how: how.into(),
        item: None,
        item_name: None,
        name: name.into(),
        before: before.map(Into::into),
        after: after.map(Into::into),
    }
}

/// What a draft of this id shows to somebody who may do this.
pub fn sheet(id: Uuid, acts: Vec<OfficeOffer>) -> Sheet {
    let draft = drafts().into_iter().find(|draft| draft.id == id).unwrap_or_else(|| drafts().remove(0));
    let note = |place: &str, cell: Option<&str>, weight, text: &str, rule: &str| OfficeNote {
        at: place.into(),
        cell: cell.map(Into::into),
        weight,
        code: "office.unknown_department".into(),
        text: text.into(),
        rule: rule.into(),
    };
    let step = |version, act: &str, person: &str, remark: Option<&str>| OfficeStep {
        version,
        at: at(1),
        act: act.into(),
        person_id: Uuid::from_u128(80),
        person: person.into(),
        remark: remark.map(Into::into),
    };
    let lines = vec![
        line("promised", "changed", "", Some("10个工作日"), Some("6个工作日")),
        line(
            "material",
            "changed",
            "食品安全管理制度",
            Some("必要,原件1份"),
            Some("必要,原件1份,复印件2份,另有变动:审查要点"),
        ),
        line("material", "added", "场所平面图(标明各功能区面积,并由申请人签章)", None, Some("必要,原件1份,原件收存")),
        line("material", "dropped", "房屋产权证明", Some("非必要,复印件1份"), None),
        line(
            "tolerance",
            "changed",
            "食品安全管理制度",
            Some("材料后补,5个工作日"),
            Some("材料后补,3个工作日,清单第14项"),
        ),
        line("field", "added", "经营面积(平方米)", None, Some("数字,必填")),
        line("conditions", "changed", "", Some("有固定场所\n从业人员健康"), Some("有固定场所\n从业人员持有效健康证明")),
        line("setting", "changed", "supplement_days", Some("15"), Some("10")),
    ];
    let notes = vec![
        note("materials[3].condition", Some("材料!C7"), NoteWeight::Decide, "“视情形提交”没有写清什么情形", "R0.3"),
        note("fee", None, NoteWeight::Open, "没有写收费依据", "R7.24"),
    ];
    let steps = vec![step(1, "import", "蒋雯", None), step(2, "submit", "蒋雯", Some("按省局10月通知缩短承诺时限"))];
    let content =
        OfficeContent::Settings(SettingsChange { region_code: "321000".into(), changes: std::iter::empty().collect() });
    let difference = OfficeDifference { against: Some(format!("{FOOD}@1")), lines };
    Sheet { detail: OfficeDetail { draft, content, notes, steps, acts }, difference }
}

pub fn offer(act: OfficeDeed, blocked: Option<&str>) -> OfficeOffer {
    OfficeOffer { act, blocked: blocked.map(Into::into) }
}

/// What the second person may do.
pub fn second() -> Vec<OfficeOffer> {
    vec![offer(OfficeDeed::Pass, None), offer(OfficeDeed::Return, None)]
}

/// What the editor may do with an undecided draft.
pub fn editor() -> Vec<OfficeOffer> {
    vec![
        offer(OfficeDeed::Submit, Some("还有1处要人定或改正,不能提交")),
        offer(OfficeDeed::Edit, None),
        offer(OfficeDeed::Withdraw, None),
    ]
}

/// A file that was taken in, with a remark.
pub fn import() -> OfficeImport {
    let draft = drafts().remove(1);
    let notes = sheet(draft.id, Vec::new()).detail.notes;
    OfficeImport { sha256: "00".into(), notes: [(draft.id, notes)].into(), drafts: vec![draft] }
}

/// A file that was refused, place by place.
pub fn refusal() -> Problem {
    let mut problem = Problem::new(422, "office.import_refused", "文件有2处不能接收,没有导入任何内容", "T-1");
    problem.detail = Some("请按所列位置改正后重新导入".into());
    for (place, text) in [("清单!A2", "目录里没有事项“没有的事项” (R2.3)"), ("清单!C3", "不是数字:很快 (R2.15)")]
    {
        problem.errors.push(crate::contract::FieldProblem {
            pointer: place.into(),
            code: "import.not_number".into(),
            detail: text.into(),
        });
    }
    problem
}

/// What the made-up desk says.
pub fn answer(asked: Asked, publishes: bool) -> Heard {
    match asked {
        Asked::Drafts { .. } => Heard::Drafts(Page { items: drafts(), next: None }),
        Asked::Draft(id) => Heard::Draft(Box::new(sheet(id, if publishes { second() } else { editor() }))),
        Asked::Import { file, .. } if file.contains("bad") => Heard::Refused(Box::new(refusal())),
        Asked::Import { .. } => Heard::Imported(Box::new(import())),
        Asked::Do { id, version, .. } => {
            Heard::Done(Box::new(OfficeDraft { version: version + 1, ..sheet(id, Vec::new()).detail.draft }))
        }
    }
}
