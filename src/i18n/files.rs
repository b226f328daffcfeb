//! Files of cases and systems of departments: why the centre did not take one.

use super::Entry;

pub(super) const TEXTS: &[Entry] = &[
    ("problem.upload.header", "上传请求缺少或写错了 {0}", "The upload lacks {0} or it cannot be read"),
    ("problem.upload.length_missing", "第一段必须写明文件总长度", "The first piece must say how long the file is"),
    ("problem.upload.not_bytes", "上传内容的类型应为 application/octet-stream", "Pieces are application/octet-stream"),
    ("problem.upload.piece_too_large", "一段超过 1 MiB,请分段上传", "A piece is larger than 1 MiB; send smaller ones"),
    (
        "problem.upload.piece_damaged",
        "这一段在路上损坏,请重传这一段",
        "The piece was damaged on its way; send it again",
    ),
    ("problem.upload.offset", "请从第 {0} 字节处接着上传", "Go on at byte {0}"),
    ("problem.upload.other_length", "同一文件先前写明的长度是 {0} 字节", "The same file was said to have {0} bytes"),
    ("problem.upload.beyond", "上传内容超出写明的长度", "There are more bytes than the file was said to have"),
    ("problem.upload.empty", "文件是空的", "The file is empty"),
    ("problem.upload.too_large", "文件超过 {0} MB", "The file is larger than {0} MB"),
    (
        "problem.upload.too_large.advice",
        "请降低扫描分辨率,或把文件分成几份",
        "Scan with a lower resolution, or split the file",
    ),
    ("problem.upload.too_many", "本件的电子文件已达 {0} 份", "The case has {0} files already"),
    ("problem.upload.too_many.advice", "请把多页合成一份 PDF", "Put several pages into one PDF"),
    (
        "problem.upload.case_full",
        "本件的电子文件合计超过 {0} MB",
        "The files of the case are larger than {0} MB together",
    ),
    ("problem.upload.case_full.advice", "请降低扫描分辨率后重传", "Scan with a lower resolution"),
    (
        "problem.upload.waiting_full",
        "您已上传而尚未用于业务的文件超过 {0} MB",
        "What you have sent and not used in any case is larger than {0} MB",
    ),
    (
        "problem.upload.waiting_full.advice",
        "请先送出引用这些文件的业务;不用的文件几天后自动清除",
        "Send the cases that name them first; what is not used goes after some days",
    ),
    (
        "problem.upload.hash",
        "文件内容与登记的不一致,已丢弃",
        "The file is not what it was said to be; it was thrown away",
    ),
    ("problem.upload.hash.advice", "请重新上传", "Send it again"),
    ("problem.upload.type", "不接收这种文件,已丢弃", "Files of this type are not taken; it was thrown away"),
    (
        "problem.upload.type.advice",
        "可接收 PDF、OFD、JPEG、PNG、TIFF、BMP 和纯文本;文件也可能已损坏",
        "PDF, OFD, JPEG, PNG, TIFF, BMP and plain text are taken; the file may also be damaged",
    ),
    (
        "problem.upload.active",
        "文件带有程序、附件、密码或另一份文件,已丢弃",
        "The file holds a program, an attachment, a password or another file; it was thrown away",
    ),
    ("problem.upload.active.advice", "请打印后扫描,或另存为普通 PDF", "Print and scan it, or save it as a plain PDF"),
    (
        "problem.upload.points",
        "图片超过 5000 万像素,已丢弃",
        "The picture has more than 50 million points; it was thrown away",
    ),
    ("problem.upload.points.advice", "请降低扫描分辨率", "Scan with a lower resolution"),
    ("problem.file.damaged", "中心存放的文件已损坏,无法读出", "The file as the centre keeps it is damaged"),
    ("problem.file.damaged.advice", "请联系管理员", "Tell the administrator"),
    ("problem.material.missing", "还有 {0} 份电子文件没有传到中心", "{0} files have not come to the centre yet"),
    ("problem.material.missing.advice", "请先上传文件,再送出", "Send the files first"),
    (
        "problem.command.files",
        "业务引用的文件与材料不一致",
        "The files that the command names are not those of its materials",
    ),
    ("problem.webhook.address", "地址应为 https:// 开头的网址", "Give an address that begins with https://"),
    ("problem.webhook.not_encrypted", "发往其他机器的地址必须用 https", "Another machine is told over https only"),
    ("problem.webhook.private", "不能发往内部网络的地址", "Addresses of private networks are not told"),
    (
        "problem.webhook.private.advice",
        "部门系统在专网内的,请先在设置中允许",
        "If the department's system is in a closed network, allow it in the settings first",
    ),
    ("problem.webhook.department", "部门代码写法不对", "The department's code cannot be read"),
    ("problem.webhook.region", "区划代码写法不对", "The region's code cannot be read"),
    ("problem.webhook.kind", "没有这种事件", "There is no such kind of event"),
    ("problem.webhook.too_many", "接收系统已达 {0} 个", "There are {0} systems already"),
    ("problem.webhook.ended", "这个接收系统已停用", "This system is told nothing any more"),
];
