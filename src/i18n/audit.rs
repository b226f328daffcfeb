//! Texts of `chuangtai audit`, and what can be wrong with an audit trail.

use super::Entry;

pub(super) const TEXTS: &[Entry] = &[
    (
        "cli.audit",
        "审计记录:核验、导出、取检查点、证明一条、核对回执",
        "The audit trail: verify, export, take a checkpoint, prove a record, check a receipt",
    ),
    (
        "cli.audit.verify",
        "核验审计记录是否被改动、删除、插入、调换或截断",
        "Tell whether anything of the audit trail was changed, removed, inserted, moved or cut off",
    ),
    (
        "cli.audit.export",
        "把审计记录导出为一个文件,不需要数据库也能核验",
        "Write the audit trail to a file that can be verified without the database",
    ),
    (
        "cli.audit.checkpoint",
        "签署一个检查点并打印,请另行保存",
        "Sign a checkpoint and print it; keep it somewhere else",
    ),
    (
        "cli.audit.file",
        "导出文件,或中心的数据库文件;不写则按配置或 --db 找中心的库,默认本机",
        "An export or a centre's database file; by default the database of the configuration, of --db, or of this machine",
    ),
    (
        "cli.audit.key",
        "已知的审计公钥(或写有它的文件),另行取得、不取自被核验的文件",
        "The audit key as it is known from elsewhere, or a file with it",
    ),
    (
        "cli.audit.prove",
        "给出一条记录在链中的证明:记录、约 20 个散列和一个签名检查点",
        "Prove that a record lies in the trail, by some 20 hashes and a signed checkpoint",
    ),
    (
        "cli.audit.check_receipt",
        "核对窗口留存的回执:签名真不真,所载审计记录还在不在",
        "Check a receipt that a desk kept: its signature, and that the audit record it names is still there",
    ),
    ("cli.audit.seq", "第几条", "Which record, from 1"),
    ("cli.audit.from", "从第几条起(库中从它之前最近的检查点接着核)", "First record that matters"),
    ("cli.audit.to", "到第几条止(核到第一个覆盖它的检查点)", "Last record that matters"),
    (
        "cli.audit.receipts",
        "窗口留存的回执文件,逐个与记录对照",
        "File of receipts that desks kept, compared with the trail",
    ),
    ("cli.audit.receipt", "回执文件,可有多个回执(JSON)", "File with one or more receipts (JSON)"),
    ("cli.audit.proof", "只凭这份证明核对,不需要库和导出文件", "Check against this proof, without database or export"),
    (
        "cli.audit.receipt_key",
        "已知的回执公钥(或写有它的文件),登记窗口时所见;不写则取密钥目录里的",
        "The receipt key as it was seen at enrolment, or a file with it; by default that of the key folder",
    ),
    (
        "cli.audit.checkpoints",
        "另行保存的检查点:文件,或放这些文件的目录",
        "Checkpoints that were kept elsewhere: a file, or a folder of files",
    ),
    ("cli.audit.out", "写到这个文件,不写则打印", "File to write to; by default it is printed"),
    (
        "cli.serve.audit_hash",
        "审计记录的散列算法,建库时写定:sha256,密评用 sm3",
        "Hash of the audit trail, fixed at birth: sha256, or sm3 where commercial cryptography is assessed",
    ),
    ("audit.whole", "完整 共 {0} 条,末条散列 {1}", "whole: {0} records, the last with hash {1}"),
    (
        "audit.covered",
        "与 {0} 个检查点相符,最后一个签于 {1},覆盖到第 {2} 条",
        "It agrees with {0} checkpoints; the last was signed {1} and covers {2} records",
    ),
    (
        "audit.uncovered",
        "其后 {0} 条尚无检查点,有无截断要等下一个检查点才能判断",
        "The {0} records after it have no checkpoint yet; only the next one will show whether any was cut off",
    ),
    ("audit.part", "完整 第 {0} 条至第 {1} 条,末条散列 {2}", "whole: records {0} to {1}, the last with hash {2}"),
    ("audit.receipts", "与 {0} 个回执相符", "It agrees with {0} receipts"),
    (
        "audit.proven",
        "第 {0} 条在检查点覆盖的 {1} 条之中,检查点签于 {2};公钥 {3}",
        "Record {0} is among the {1} that the checkpoint of {2} covers; key {3}",
    ),
    (
        "audit.receipt.covered",
        "属实 回执 {0} 所载审计第 {1} 条在记录中,已由覆盖到第 {2} 条的检查点签署",
        "genuine: audit record {1} of receipt {0} is in the trail and signed by the checkpoint over {2}",
    ),
    (
        "audit.receipt.held",
        "属实 回执 {0} 所载审计第 {1} 条在记录中,其后尚无检查点",
        "genuine: audit record {1} of receipt {0} is in the trail; no checkpoint covers it yet",
    ),
    ("audit.key.known", "公钥相符 {0}", "The key is the known one: {0}"),
    (
        "audit.key.own",
        "公钥 {0} 取自被核验的一方:请与另行取得的公钥核对,或用 --key 写明",
        "The key {0} was taken from what is verified; compare it with one from elsewhere, or name that with --key",
    ),
    ("audit.broken", "被改动 {0}", "broken: {0}"),
    ("audit.broken.order", "第 {0} 条缺失、重复或次序不对", "record {0} is missing, doubled or out of order"),
    (
        "audit.broken.hash",
        "第 {0} 条与自身散列不符:内容被改,或前一条被换",
        "record {0} does not agree with its hash: it was changed, or the one before it was replaced",
    ),
    (
        "audit.broken.unreadable",
        "第 {0} 条所在处无法读出(0 为文件首行)",
        "record {0} cannot be read (0 is the first line)",
    ),
    (
        "audit.broken.witness",
        "第 {0} 条与回执所见不符:记录自洽,但不是当时那一条",
        "record {0} is not the one that a receipt saw, though the trail agrees with itself",
    ),
    (
        "audit.broken.cut_off",
        "末尾被截断:检查点或回执见过第 {0} 条,现在没有了",
        "the tail was cut off: a checkpoint or a receipt saw record {0}, which is gone",
    ),
    (
        "audit.broken.forged",
        "覆盖到第 {0} 条的检查点不是中心的密钥签的",
        "the checkpoint over {0} records was not signed by the centre's key",
    ),
    (
        "audit.broken.checkpoint",
        "前 {0} 条不是检查点签过的那些:记录被整体改写",
        "the first {0} records are not those that the checkpoint signed: the trail was rewritten",
    ),
    (
        "audit.broken.apart",
        "第 {0} 条不在检查点签过的记录里:记录、证明或检查点被改",
        "record {0} is not among those that the checkpoint signed: record, proof or checkpoint was changed",
    ),
    (
        "audit.broken.receipt",
        "第 {0} 个回执不是这个中心的密钥签的,或被改过",
        "receipt {0} of the file was not signed by this centre's key, or was changed",
    ),
    ("audit.unknown", "无法判断 {0}", "cannot tell: {0}"),
    ("audit.unknown.range", "记录只到第 {0} 条", "the trail ends with record {0}"),
    (
        "audit.unknown.uncovered",
        "还没有覆盖第 {0} 条的检查点;请先在中心运行 chuangtai audit checkpoint",
        "no checkpoint covers record {0} yet; run chuangtai audit checkpoint at the centre first",
    ),
    (
        "audit.unknown.other_proof",
        "这份证明是第 {0} 条的,回执所载是第 {1} 条",
        "the proof is of record {0}, the receipt names record {1}",
    ),
    (
        "audit.unknown.receipt_key",
        "找不到回执密钥,请用 --receipt-key 写明",
        "there is no receipt key; name it with --receipt-key",
    ),
    (
        "audit.unknown.newer_receipt",
        "第 {0} 个回执出自更新的中心,本程序读不懂",
        "receipt {0} of the file is of a newer centre",
    ),
    (
        "audit.unknown.checkpoint",
        "记录前后相符,但没有任何检查点:末尾有无截断无法判断",
        "the records agree with each other, but without a checkpoint nobody knows whether the tail was cut off",
    ),
    ("audit.unknown.key", "找不到审计密钥,请用 --key 写明", "there is no audit key; name it with --key"),
    ("audit.unknown.database", "数据库打不开:{0}", "the database cannot be opened: {0}"),
    ("audit.no_file", "文件不存在或读不出:{0}", "There is no such file, or it cannot be read: {0}"),
    ("audit.bad_key", "这不是审计公钥", "This is no audit key"),
    ("audit.bad_range", "--from 不能在 --to 之后", "--from must not come after --to"),
    ("audit.bad_receipts", "文件里不是回执:{0}", "There are no receipts in this file: {0}"),
    ("audit.bad_proof", "这不是证明,或已残缺:{0}", "This is no proof, or not a whole one: {0}"),
    ("audit.bad_checkpoints", "文件里不是检查点:{0}", "There are no checkpoints in this file: {0}"),
    ("audit.exported", "已导出到第 {0} 条;公钥 {1}", "Exported up to record {0}; key {1}"),
    ("audit.not_exported", "导出没有完成:{0}", "The export was not finished: {0}"),
    (
        "problem.audit.diverged",
        "审计记录与已签的检查点不符,中心不再签新的检查点",
        "The audit trail is not what was signed before; the centre signs no further checkpoint",
    ),
    (
        "problem.audit.diverged.advice",
        "请保留现场,由审计员用 chuangtai audit verify 核验;如是恢复了旧备份,核验后移走密钥目录里的 audit.checkpoint 另存,再重新启动",
        "Leave everything as it is and have the auditor run chuangtai audit verify; after the restore of a backup, keep audit.checkpoint of the key folder elsewhere and start again",
    ),
];
