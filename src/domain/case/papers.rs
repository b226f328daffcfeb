//! RULES 1.7: the papers of a case.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// RULES 1.7: the documents a window issues.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum DocumentKind {
    /// 收件凭证
    Rcv,
    /// 受理通知书
    Acc,
    /// 不予受理通知书 / 不受理告知书
    Nac,
    /// 补正材料通知书
    Sup,
    /// 补正材料接收凭证
    Src,
    /// 容缺受理通知书
    Tol,
    /// 容缺受理承诺书
    Tcm,
    /// 告知承诺书
    Com,
    /// 特别程序告知书
    Spn,
    /// 特别程序结束记录
    Spe,
    /// 延期告知书
    Ext,
    /// 中止审查通知书
    Sus,
    /// 恢复审查通知书
    Res,
    /// 终止办理通知书
    Ter,
    /// 撤回申请书
    Wda,
    /// 撤回确认单
    Wdn,
    /// 退件通知书
    Rtn,
    /// 准予行政许可决定书
    Gra,
    /// 不予行政许可决定书
    Ref,
    /// 送达回证
    Dlv,
    /// 材料移交清单
    Trf,
    /// 授权委托书
    Aut,
    /// 否定事项报批单
    Frb,
    /// 询问函 (R1.39: stops no clock)
    Inq,
    /// 撤销决定书 (T66)
    Rvk,
}

/// A document that was issued; never changed afterwards (R0.8).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct DocumentRef {
    /// Kind.
    pub kind: DocumentKind,
    /// 机关简称+文种〔年〕号.
    pub no: String,
    /// SHA-256 of the text, hex.
    pub sha256: String,
    /// When.
    pub issued_at: Timestamp,
    /// The document that this one corrects.
    #[serde(default)]
    pub corrects: Option<String>,
}
