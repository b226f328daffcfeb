//! Texts of the outbox: where a parcel stands, why it waits and what to do. No state is called 成功.

use super::Entry;

pub(super) const TEXTS: &[Entry] = &[
    ("outbox.state.draft", "已存本机", "Saved on this desk"),
    ("outbox.state.queued", "待发", "Waiting to be sent"),
    ("outbox.state.maybe_sent", "已送出待回执", "Sent, no receipt yet"),
    ("outbox.state.blocked", "等待前件", "Waits for an earlier one"),
    ("outbox.state.held", "暂停", "Paused"),
    ("outbox.state.parked", "待处理", "Needs a person"),
    ("outbox.state.accepted", "中心已受理", "Accepted by the centre"),
    ("outbox.state.applied", "中心已确认", "Confirmed by the centre"),
    ("outbox.state.rejected", "已驳回", "Rejected"),
    ("outbox.state.conflict", "冲突", "Conflict"),
    (
        "outbox.why.no_answer",
        "未收到中心回应,已存本机,网络恢复后自动补送",
        "No answer from the centre. Saved here; it is sent again by itself",
    ),
    (
        "outbox.why.centre_trouble",
        "中心暂时出错,已存本机,稍后自动重送",
        "The centre has trouble. Saved here; it is sent again by itself",
    ),
    ("outbox.why.in_progress", "中心正在处理,几秒后再问", "The centre is working on it; asking again in seconds"),
    (
        "outbox.why.predecessor_missing",
        "中心缺少本办件的前一件,先补送前件",
        "The centre lacks the one before; that goes first",
    ),
    ("outbox.why.centre_busy", "中心繁忙,按其要求稍候再送", "The centre is busy; waiting as it asked"),
    (
        "outbox.why.centre_full",
        "中心存储空间不足,请通知系统管理员;本件已存本机",
        "The centre is out of space. Tell the administrator; saved here",
    ),
    (
        "outbox.why.not_the_centre",
        "网络需要登录或被中途拦截,收到的不是中心的回应;请检查网络,本件已存本机",
        "Something between here and the centre answered. Check the network; saved here",
    ),
    (
        "outbox.why.bad_receipt",
        "收到的回执与本件不符,不予采信;请报告系统管理员",
        "The receipt does not belong to this one and is not believed. Tell the administrator",
    ),
    ("outbox.why.sign_in", "登录已失效,请重新登录后自动补送", "Signed out. Sign in again; it is sent by itself"),
    (
        "outbox.why.other_person",
        "由其他人员封存,待其本人登录后补送",
        "Sealed by another person; it goes when they sign in",
    ),
    ("outbox.why.account_disabled", "账号已停用,请联系大厅管理", "The account is disabled; see the hall's management"),
    (
        "outbox.why.upgrade",
        "本程序版本过旧,请升级;升级后自动补送",
        "This program is too old. Upgrade; it is sent afterwards",
    ),
    (
        "outbox.why.program_error",
        "中心读不懂本件,属程序错误,请报告系统管理员",
        "The centre cannot read it: a fault of this program. Report it",
    ),
    (
        "outbox.why.refused",
        "中心或代理拒绝接收本件,请核对权限或报告系统管理员",
        "Refused without a verdict. Check your rights or tell the administrator",
    ),
    ("outbox.why.too_large", "本件过大,中心未收;请减少附件", "Too large for the centre; use fewer attachments"),
    ("outbox.why.files_missing", "中心缺少本件所附文件,需补传", "Files of this one are missing at the centre"),
    (
        "outbox.why.no_verdict",
        "中心的答复没有回执,不作为结果;请报告系统管理员",
        "An answer without receipt is no result. Tell the administrator",
    ),
    (
        "outbox.why.key_reused",
        "警报:同一编号在中心对应另一内容,已停止补送;请立即报告系统管理员",
        "Alarm: this id has other content at the centre. Stopped; tell the administrator at once",
    ),
    (
        "outbox.why.device_forked",
        "警报:本机数据疑被复制或回退,已停止补送;请立即报告系统管理员",
        "Alarm: this store seems copied or rolled back. Stopped; tell the administrator at once",
    ),
    (
        "outbox.why.undelivered",
        "已超过一天或五十次仍未送达,仍在自动补送,请报告系统管理员",
        "Undelivered for a day or fifty attempts. Still trying; tell the administrator",
    ),
];
