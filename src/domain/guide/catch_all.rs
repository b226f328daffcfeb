//! R0.3, Q0-030. Catch-all wording (兜底): a row that names no material but leaves room for any. A guide that holds one
//! could be used to ask for more than it says, so none enters the catalogue.

/// Words for "material" that a catch-all row ends with.
const NOUNS: &[&str] = &["证明材料", "申请材料", "材料", "资料", "文件", "证明", "证件", "手续", "附件"];

/// What stands between "other" and the noun without saying which.
const VAGUE: &[&str] = &[
    "应当提交的",
    "应当提供的",
    "需要提交的",
    "需要提供的",
    "需要的",
    "要求的",
    "规定的",
    "相关",
    "有关",
    "必要",
    "必需",
    "所需",
    "需要",
    "辅助",
    "补充",
    "佐证",
    "证明",
    "申请",
    "的",
];

/// Whether this name of a material is a catch-all: 其他材料, 法律、法规规定的其他材料, 等但不限于以上内容.
pub fn is_catch_all(name: &str) -> bool {
    let bare: String = name.chars().filter(|c| c.is_alphanumeric()).collect();
    if bare.contains("不限于") {
        return true;
    }
    let mut rest = NOUNS.iter().find_map(|noun| bare.strip_suffix(noun)).unwrap_or(&bare);
    while let Some(shorter) = VAGUE.iter().find_map(|word| rest.strip_suffix(word)) {
        rest = shorter;
    }
    rest.ends_with("其他") || rest.ends_with("其它")
}

#[cfg(test)]
mod tests {
    use super::is_catch_all;

    #[test]
    fn r0_3_a_name_that_leaves_room_for_anything_is_a_catch_all() {
        for name in [
            "其他材料",
            "其它材料",
            "其他",
            "其他相关材料。",
            "法律法规规定的其他材料",
            "法律、行政法规以及本条例实施细则规定的其他材料",
            "法律、法规规定需要提交的其他材料",
            "国务院水行政主管部门规定的其他材料",
            "民政部门根据国家和本市有关规定要求提交的其他材料",
            "申请人自愿提交的其他材料",
            "其他需要提供的证明材料",
            "其他有关文件、资料及其他资料",
            "公司章程、风控设置等但不限于以上内容",
            "9.其他必要的证明文件",
        ] {
            assert!(is_catch_all(name), "{name}");
        }
        for name in [
            "营业执照",
            "其它资金来源落实情况材料",
            "项目资本金、自筹资金及金融机构出具的贷款承诺书，其它资金来源落实情况材料",
            "《项目可行性研究报告+》（含环评报告+其他需要评审的报告）",
            "拟迁移树木的品种、数量、权属人意见等材料",
            "其他股东的身份证明",
            "不动产界址、空间界限、面积等材料",
        ] {
            assert!(!is_catch_all(name), "{name}");
        }
    }
}
