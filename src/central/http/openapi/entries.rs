//! The contract route by route, in the order of the board. A route without its line here fails a test, and so does a
//! line without its route. Wording is Chinese: it is read by those who connect a department's system.

use serde_json::json;

use super::entry::{Entry, Gives, delete, get, post};
use crate::{
    central::http::{
        catalogue::Since,
        desk::Marks,
        request::{ListPlace, SequencePlace},
    },
    contract::{
        AuditPage, CalendarYear, CaseCounts, CaseDetail, CaseQuery, CaseSummary, CatalogueSnapshot, CentreTime,
        Changes, ClockForward, ClockView, Command, DemoSignIn, DocumentView, EnrolRequest, Enrolled, EvidenceAnswered,
        EvidenceRequest, Health, ItemSummary, LookupAnswer, LookupRequest, MarkedMeta, Me, Person, QueueTicket,
        Receipt, ReconcileAnswer, ReconcileRequest, RegisterLine, RevealAnswer, RevealRequest, Session, SignIn,
        SnapshotHead, TimelineEntry,
    },
    domain::guide::Guide,
};

/// Routes that belong together.
pub(super) struct Chapter {
    pub title: &'static str,
    pub entries: Vec<Entry>,
}

fn chapter(title: &'static str, entries: impl IntoIterator<Item = Entry>) -> Chapter {
    Chapter { title, entries: entries.into_iter().collect() }
}

/// All of it.
pub(super) fn chapters() -> Vec<Chapter> {
    vec![
        chapter("中心", centre()),
        chapter("登录与设备", people()),
        chapter("事项与日历", catalogue()),
        chapter("办件", cases()),
        chapter("业务与回执", commands()),
        chapter("申请人与共享数据", applicants()),
        chapter("叫号", queue()),
        chapter("留痕", audit()),
        chapter("演示与培训(正式库没有)", demo()),
    ]
}

fn centre() -> Vec<Entry> {
    vec![
        get("/openapi.json", "本接口约定,OpenAPI 3.1").gives_other(Gives::Text("application/json")),
        get("/docs", "给人看的接口说明,就是本页").gives_other(Gives::Text("text/html")),
        get("/healthz", "服务在运行,且能读数据库").gives::<Health>(),
        get("/v1/meta", "中心的时间、版本、回执公钥;at 可问留痕链某几处的哈希").asks::<Marks>().gives::<MarkedMeta>(),
    ]
}

fn people() -> Vec<Entry> {
    vec![
        post("/v1/sessions", "用工号和密码登录")
            .takes::<SignIn>()
            .such_as(json!({"staff_no": "DEMO01", "password": "Chuang-tai-2026"}))
            .gives::<Session>()
            .no(401, &["session.sign_in_failed"]),
        delete("/v1/sessions/current", "退出登录,令牌立即失效"),
        get("/v1/me", "当前登录人,以及各清单有多少件").gives::<Me>(),
        post("/v1/devices", "登记一台设备,取得回执公钥")
            .takes::<EnrolRequest>()
            .such_as(json!({
                "epoch": "7b0c0f0e-6d1f-4c8e-9a55-0c8a1f7a5d11", "name": "综合窗口03",
                "public_key": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
            }))
            .gives::<Enrolled>()
            .no(422, &["device.name", "device.key"]),
    ]
}

fn catalogue() -> Vec<Entry> {
    vec![
        get("/v1/catalogue/snapshots/latest", "最新一份完整指南快照的说明").gives::<SnapshotHead>(),
        get("/v1/catalogue/snapshots/{sha256}/{piece}", "快照的一段;全部取到且哈希相符才算数")
            .gives_other(Gives::Bytes)
            .no(410, &["catalogue.snapshot_gone"]),
        get("/v1/catalogue/changes", "某一版本之后变了哪些事项和指南")
            .asks::<Since>()
            .gives::<CatalogueSnapshot>()
            .no(410, &["catalogue.take_snapshot"]),
        get("/v1/items", "全部事项").gives_page::<ItemSummary>(),
        get("/v1/items/{code}/versions/{version}", "一个版本的办事指南,已停用的也能看").gives::<Guide>(),
        get("/v1/calendars/{year}", "一年的工作日历").gives::<CalendarYear>(),
    ]
}

fn cases() -> Vec<Entry> {
    vec![
        get("/v1/cases", "查办件:至少填一个条件;按最近变动排序")
            .asks::<CaseQuery>()
            .gives_page::<CaseSummary>()
            .no(422, &["query.empty"]),
        get("/v1/cases/{id}", "一件办件(已脱敏):内容、时限、现在能做什么、还缺什么").gives::<CaseDetail>(),
        get("/v1/cases/{id}/timeline", "办理经过").gives_all::<TimelineEntry>(),
        get("/v1/cases/{id}/clock", "各项时限及推算过程").gives::<ClockView>(),
        get("/v1/worklists/{name}", "一个清单:最先到期的在前").asks::<ListPlace>().gives_page::<CaseSummary>(),
        get("/v1/documents/{no}", "一份已出具的文书").gives::<DocumentView>(),
        get("/v1/stats/cases", "能看到的办件按状态计数").gives::<CaseCounts>(),
        get("/v1/changes", "变动序列:按提交先后,没有空号;after 之后的变动")
            .asks::<SequencePlace>()
            .gives::<Changes>()
            .no(410, &["cursor.not_given"]),
        get("/v1/events", "有新变动的提示(SSE);内容以 /v1/changes 为准")
            .header("Last-Event-ID", "上次听到的序号;听到 reread 须从头核对")
            .gives_other(Gives::Events),
    ]
}

fn commands() -> Vec<Entry> {
    vec![
        post("/v1/commands", "办理一步业务:唯一的写入口;请求体是规范 JSON,逐字节签名;回答是已签名的回执")
            .header("Idempotency-Key", "与 command_id 相同")
            .header("Device-Signature", "设备私钥对请求体的 Ed25519 签名,base64url")
            .takes::<Command>()
            .gives::<Receipt>()
            .no(400, &["command.malformed", "command.not_canonical", "command.key_missing", "command.unknown_type"])
            .no(400, &["command.payload", "command.case_missing"])
            .no(403, &["actor.not_signed_in", "role.not_held", "device.unknown", "device.revoked", "device.signature"])
            .no(404, &["not_found"])
            .no(409, &["device.forked"])
            .no(412, &["version.stale"])
            .no(422, &["command.key_reused", "guide.unknown"])
            .no(425, &["command.predecessor_missing"])
            .no(426, &["command.newer_envelope"])
            .no(500, &["receipt.unsigned"])
            .no(503, &["number.exhausted"])
            .by_rule(),
        post("/v1/reconcile", "问不确定的业务结果如何,每次最多 500 项")
            .takes::<ReconcileRequest>()
            .gives::<ReconcileAnswer>(),
    ]
}

fn applicants() -> Vec<Entry> {
    vec![
        post("/v1/applicants/lookup", "凭证件号码或号票查申请人,须写明目的;号码只在请求体里")
            .takes::<LookupRequest>()
            .such_as(json!({"number_kind": "ticket", "number": "A017", "purpose": "receive"}))
            .gives::<LookupAnswer>()
            .no(404, &["ticket.unknown"])
            .no(422, &["lookup.purpose", "number.invalid", "number.kind"]),
        post("/v1/evidence", "由中心向电子证照、共享数据、信用等登记库查询并留存结果")
            .takes::<EvidenceRequest>()
            .gives::<EvidenceAnswered>()
            .no(404, &["not_found", "applicant.unknown"])
            .no(422, &["guide.unknown", "material.unknown"]),
        post("/v1/reveals", "看一项未脱敏的值:须有原因,每次留痕")
            .takes::<RevealRequest>()
            .such_as(json!({
                "case_id": "7b0c0f0e-6d1f-4c8e-9a55-0c8a1f7a5d11", "field": "applicant.phone", "reason": "deliver",
            }))
            .gives::<RevealAnswer>()
            .no(404, &["not_found"])
            .no(422, &["reveal.reason", "reveal.field"]),
    ]
}

fn queue() -> Vec<Entry> {
    vec![
        get("/v1/queue", "等候的号票").gives_all::<QueueTicket>(),
        post("/v1/queue/calls", "叫下一个号到本窗口;没有人等候时为 null")
            .gives_one_or_none::<QueueTicket>()
            .no(422, &["queue.no_window"]),
    ]
}

fn audit() -> Vec<Entry> {
    vec![
        get("/v1/audit", "留痕链,以及它是否完整;看留痕本身也留痕")
            .asks::<SequencePlace>()
            .gives::<AuditPage>()
            .no(500, &["audit.diverged"]),
    ]
}

fn demo() -> Vec<Entry> {
    vec![
        get("/v1/demo/people", "演示大厅的人员").gives_all::<Person>(),
        post("/v1/demo/session", "成为演示大厅的一个人,不需密码")
            .takes::<DemoSignIn>()
            .gives::<Session>()
            .no(404, &["not_found"]),
        post("/v1/demo/clock", "把中心时间往前拨,到期事项依次发生")
            .takes::<ClockForward>()
            .such_as(json!({"days": 1}))
            .gives::<CentreTime>()
            .no(422, &["clock.days"]),
        get("/v1/demo/registers", "演示登记库是否应答").gives_all::<RegisterLine>(),
        post("/v1/demo/registers", "让一个演示登记库应答或沉默")
            .takes::<RegisterLine>()
            .such_as(json!({"register": "credit", "on": true}))
            .gives_all::<RegisterLine>()
            .no(422, &["register.unknown"]),
    ]
}
