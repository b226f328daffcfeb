//! The contract route by route, in the order of the board. A route without its line here fails a test, and so does a
//! line without its route. Wording is Chinese: it is read by those who connect a department's system.

use serde_json::json;

use super::{
    entry::{Entry, Gives, delete, get, patch, post},
    people,
};
use crate::{
    central::http::{
        catalogue::Since,
        desk::Marks,
        office::{Listed, What},
        request::{ListPlace, SequencePlace},
        webhooks::Place as LogPlace,
    },
    contract::{
        AuditPage, CalendarYear, CaseCounts, CaseDetail, CaseQuery, CaseSummary, CatalogueSnapshot, CentreTime,
        Changes, ClockForward, ClockView, Command, DeliveryView, DemoSignIn, DocumentView, EvidenceAnswered,
        EvidenceRequest, ExportRequest, Health, ItemSummary, LookupAnswer, LookupRequest, MarkedMeta, OfficeAct,
        OfficeDetail, OfficeDifference, OfficeDraft, OfficeImport, OfficePublication, OfficeReview, OfficeRevision,
        Person, QueueCounts, QueueTicket, Ready, Receipt, ReconcileAnswer, ReconcileRequest, Redelivered, RegionLaw,
        RegionSettings, RegisterLine, RevealAnswer, RevealRequest, Session, SnapshotHead, TimelineEntry, UploadView,
        WebhookMade, WebhookRequest, WebhookView,
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
        chapter("登录与设备", people::sign_in()),
        chapter("人员与账号", people::staff()),
        chapter("终端授权(OAuth 2.0)", people::oauth()),
        chapter("事项与日历", catalogue()),
        chapter("事项目录管理", office()),
        chapter("办件", cases()),
        chapter("业务与回执", commands()),
        chapter("申请人与共享数据", applicants()),
        chapter("电子文件", files()),
        chapter("部门系统", webhooks()),
        chapter("叫号", queue()),
        chapter("留痕", audit()),
        chapter("演示与培训(正式库没有)", demo()),
    ]
}

fn centre() -> Vec<Entry> {
    vec![
        get("/openapi.json", "本接口约定,OpenAPI 3.1").gives_other(Gives::Text("application/json")),
        get("/docs", "给人看的接口说明,就是本页").gives_other(Gives::Text("text/html")),
        get("/healthz", "进程在运行").gives::<Health>(),
        get("/readyz", "此刻能不能办件;不能时说明原因")
            .gives::<Ready>()
            .no(503, &["service.stopping", "storage.busy", "storage.broken", "storage.full"]),
        get("/v1/meta", "中心的时间、版本、回执公钥;at 可问留痕链某几处的哈希").asks::<Marks>().gives::<MarkedMeta>(),
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
        get("/v1/settings", "本地区的各项设置,及其依据").gives::<RegionSettings>(),
        get("/v1/law", "本地区现行和即将生效的设置、放假安排,供窗口离线判断").gives::<RegionLaw>(),
    ]
}

fn office() -> Vec<Entry> {
    let act = |path, says| {
        post(path, says).gives::<OfficeDraft>().no(403, OFFICE_WHO).no(412, OFFICE_STALE).no(422, OFFICE_NO)
    };
    vec![
        get("/v1/catalogue/office/drafts", "目录草稿").asks::<Listed>().gives_page::<OfficeDraft>(),
        get("/v1/catalogue/office/drafts/{id}", "一份草稿的内容和经过").gives::<OfficeDetail>(),
        get("/v1/catalogue/office/drafts/{id}/difference", "与现行版本逐项比对").gives::<OfficeDifference>(),
        post("/v1/catalogue/office/imports", "导入文件成草稿;有一处不行整份不收,逐格说明")
            .asks::<What>()
            .takes_bytes(&[
                "application/json",
                "text/csv",
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            ])
            .gives::<OfficeImport>()
            .no(404, &["not_found"])
            .no(413, &["office.file_large"])
            .no(415, &["office.file_kind"])
            .no(422, &["office.import_refused"]),
        act("/v1/catalogue/office/drafts/{id}/revisions", "改草稿").takes::<OfficeRevision>(),
        act("/v1/catalogue/office/drafts/{id}/submissions", "送审").takes::<OfficeAct>(),
        act("/v1/catalogue/office/drafts/{id}/reviews", "审核:编辑过的人不能审").takes::<OfficeReview>(),
        act("/v1/catalogue/office/drafts/{id}/publications", "发布,自指定日期起生效").takes::<OfficePublication>(),
        act("/v1/catalogue/office/drafts/{id}/withdrawals", "生效前撤回").takes::<OfficeAct>(),
    ]
}

const OFFICE_WHO: &[&str] = &["office.same_person", "role.not_allowed"];
const OFFICE_STALE: &[&str] = &["office.base_moved", "version.stale"];
const OFFICE_NO: &[&str] = &[
    "office.broken",
    "office.import_refused",
    "office.in_the_past",
    "office.no_reason",
    "office.other_subject",
    "office.remark_long",
    "office.state",
    "office.too_far",
    "office.undecided",
];

/// ASVS 7.5.3: the sign-in is too old for this.
const STEP_UP: &[&str] = &["session.step_up"];
/// ASVS 2.4.1: far more than a day's work needs.
const TOO_MUCH: &[&str] = &["reading.too_much"];

fn cases() -> Vec<Entry> {
    vec![
        get("/v1/cases", "查办件:至少填一个条件;按最近变动排序")
            .asks::<CaseQuery>()
            .gives_page::<CaseSummary>()
            .no(422, &["query.empty"])
            .no(429, TOO_MUCH),
        get("/v1/cases/{id}", "一件办件(已脱敏):内容、时限、现在能做什么、还缺什么")
            .gives::<CaseDetail>()
            .no(429, TOO_MUCH),
        get("/v1/cases/{id}/timeline", "办理经过").gives_all::<TimelineEntry>().no(429, TOO_MUCH),
        get("/v1/cases/{id}/clock", "各项时限及推算过程").gives::<ClockView>(),
        get("/v1/worklists/{name}", "一个清单:最先到期的在前")
            .asks::<ListPlace>()
            .gives_page::<CaseSummary>()
            .no(429, TOO_MUCH),
        get("/v1/worklists/{name}/counts", "一个清单按筛选各有多少件").gives::<QueueCounts>(),
        post("/v1/exports/cases", "清单导出为 CSV:脱敏、加水印、留痕")
            .takes::<ExportRequest>()
            .gives_other(Gives::Text("text/csv"))
            .no(401, STEP_UP)
            .no(403, &["export.clear_not_allowed"])
            .no(422, &["export.too_many", "query.empty"])
            .no(429, TOO_MUCH),
        get("/v1/documents/{no}", "一份已出具的文书").gives::<DocumentView>().no(429, TOO_MUCH),
        get("/v1/stats/cases", "能看到的办件按状态计数").gives::<CaseCounts>(),
        get("/v1/changes", "变动序列:按提交先后,没有空号;after 之后的变动")
            .asks::<SequencePlace>()
            .gives::<Changes>()
            .no(410, &["cursor.not_given"]),
        get("/v1/events", "有新变动的提示(SSE);内容以 /v1/changes 为准")
            .header("Last-Event-ID", "上次听到的序号;听到 reread 须从头核对")
            .gives_other(Gives::Events)
            .no(429, &["limit.windows"]),
    ]
}

fn commands() -> Vec<Entry> {
    vec![
        post("/v1/commands", "办理一步业务:唯一的写入口;请求体是规范 JSON,逐字节签名;回答是已签名的回执")
            .header("Idempotency-Key", "与 command_id 相同")
            .header("Device-Signature", "设备私钥对请求体的 Ed25519 签名,base64url")
            .header("Recovery-Grant", "凭恢复授权代他人送出时:授权的编号")
            .takes::<Command>()
            .gives::<Receipt>()
            .no(401, STEP_UP)
            .no(400, &["command.malformed", "command.not_canonical", "command.key_missing", "command.unknown_type"])
            .no(400, &["command.payload", "command.case_missing", "command.files"])
            .no(403, &["actor.not_signed_in", "role.not_held", "device.unknown", "device.revoked", "device.signature"])
            .no(403, &["window.not_yours", "window.unknown"])
            .no(403, &["recovery.expired", "recovery.taken", "recovery.unknown"])
            .no(404, &["not_found"])
            .no(409, &["device.forked"])
            .no(412, &["version.stale"])
            .no(422, &["command.key_reused", "guide.unknown"])
            .no(425, &["command.predecessor_missing"])
            .no(423, &["case.leased"])
            .no(424, &["material.missing"])
            .no(429, &["limit.device"])
            .no(426, &["command.newer_envelope", "command.older_envelope"])
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
            .no(422, &["lookup.purpose", "number.invalid", "number.kind"])
            .no(429, TOO_MUCH),
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
            .no(401, STEP_UP)
            .no(404, &["not_found"])
            .no(422, &["reveal.reason", "reveal.field"])
            .no(429, TOO_MUCH),
    ]
}

fn files() -> Vec<Entry> {
    vec![
        get("/v1/uploads/{case_id}/{sha256}", "一份文件到了多少").gives::<UploadView>(),
        patch("/v1/uploads/{case_id}/{sha256}", "送来下一段,每段不超过 1 MiB")
            .header("Upload-Offset", "从第几字节起")
            .header("Upload-Length", "全长;第一段须带")
            .header("Content-Digest", "本段的 SHA-256(RFC 9530),可不带")
            .takes_bytes(&["application/octet-stream"])
            .gives::<UploadView>()
            .no(400, &["upload.header", "upload.beyond", "upload.length_missing", "upload.piece_damaged"])
            .no(409, &["upload.offset", "upload.other_length"])
            .no(413, &["upload.case_full", "upload.too_large", "upload.piece_too_large"])
            .no(415, &["upload.not_bytes", "upload.type", "upload.active", "upload.points"])
            .no(422, &["upload.empty", "upload.hash", "upload.too_many", "upload.waiting_full"]),
        get("/v1/files/{case_id}/{sha256}", "读一份文件,可分段(Range);每次留痕")
            .header("Range", "bytes=首-末")
            .gives_other(Gives::File)
            .no(429, TOO_MUCH)
            .no(500, &["file.damaged"]),
    ]
}

fn webhooks() -> Vec<Entry> {
    vec![
        get("/v1/webhooks", "已登记的部门系统").gives_all::<WebhookView>(),
        post("/v1/webhooks", "登记一个部门系统;密钥只给一次").takes::<WebhookRequest>().gives::<WebhookMade>().no(
            422,
            &[
                "webhook.address",
                "webhook.not_encrypted",
                "webhook.private",
                "webhook.department",
                "webhook.kind",
                "webhook.region",
                "webhook.too_many",
            ],
        ),
        delete("/v1/webhooks/{id}", "停止通知").gives::<WebhookView>(),
        get("/v1/webhooks/{id}/deliveries", "送达记录").asks::<LogPlace>().gives_page::<DeliveryView>(),
        post("/v1/webhooks/{id}/redeliver", "搁置的重新送").gives::<Redelivered>().no(422, &["webhook.ended"]),
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
