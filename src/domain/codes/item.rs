//! RULES 7.5. Item codes (GB/T 39554.1-2020): basic 12, implementation 31, handling item 33 characters.
//!
//! The reader is tolerant: the length and the characters are strict, everything else is at most a warning, since
//! provinces use letters and types of their own (R7.14, R7.17).

use super::{CodeError, credit, first_misfit, is_code_char, normalise, region};
use crate::domain::reason::Reason;

/// R7.14: what kind of power stands behind the item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ItemType {
    /// 01 行政许可
    Licence,
    /// 02 行政处罚
    Penalty,
    /// 03 行政强制
    Coercion,
    /// 04 行政征收
    Levy,
    /// 05 行政给付
    Payment,
    /// 06 行政检查
    Inspection,
    /// 07 行政确认
    Confirmation,
    /// 08 行政奖励
    Reward,
    /// 09 行政裁决
    Adjudication,
    /// 10 其他行政权力
    OtherPower,
    /// 20 公共服务, and 21, and every type that we do not know
    PublicService,
}

/// R7.15: the level that exercises the power.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// 国家级
    National,
    /// 省级
    Province,
    /// 市级
    City,
    /// 县级
    County,
    /// 镇(乡、街道)级
    Town,
    /// 村(社区)级
    Village,
}

/// Which of the three codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ItemCodeKind {
    /// 基本编码, 12
    Basic,
    /// 实施编码, 31
    Implementation,
    /// 业务办理项编码, 33
    HandlingItem,
}

/// An item code taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemCode {
    /// The code, normalised.
    pub code: String,
    /// Which of the three.
    pub kind: ItemCodeKind,
    /// Credit code of the implementing body (31 and 33).
    pub body: Option<String>,
    /// Level; `None` in a basic code, or unknown.
    pub level: Option<Level>,
    /// The basic code inside.
    pub basic: String,
    /// Type of power.
    pub item_type: ItemType,
    /// Warnings.
    pub notes: Vec<Reason>,
}

impl ItemCode {
    /// `00` national, else the first two digits of the province.
    pub fn region(&self) -> &str {
        self.basic.get(..2).unwrap_or_default()
    }

    /// The five characters of the main item.
    pub fn main_item(&self) -> &str {
        self.basic.get(4..9).unwrap_or_default()
    }

    /// The three characters of the sub-item; `None` where the code says `000`.
    pub fn sub_item(&self) -> Option<&str> {
        self.basic.get(9..12).filter(|sub| *sub != "000")
    }

    /// The running number of the handling item (33 only).
    pub fn handling_item(&self) -> Option<&str> {
        self.code.get(31..33)
    }
}

/// Takes an item code apart (R7.17).
pub fn read(text: &str) -> Result<ItemCode, CodeError> {
    let code = normalise(text);
    if code.is_empty() {
        return Err(CodeError::Empty);
    }
    if let Some(position) = first_misfit(&code, is_code_char) {
        return Err(CodeError::Character { position });
    }
    let kind = match code.len() {
        12 => ItemCodeKind::Basic,
        31 => ItemCodeKind::Implementation,
        33 => ItemCodeKind::HandlingItem,
        found => return Err(CodeError::Length { expected: "12/31/33", found }),
    };
    let mut notes = Vec::new();
    let mut body = None;
    let mut level = None;
    let mut basic = code.clone();
    if kind != ItemCodeKind::Basic {
        let organ = code.get(..18).unwrap_or_default();
        if credit::read(organ).is_err() {
            notes.push(Reason::new("code.note.item_body", "R7.17"));
        }
        level = code.chars().nth(18).and_then(level_of);
        if level.is_none() {
            notes.push(Reason::new("code.note.item_level", "R7.15"));
        }
        body = Some(organ.to_owned());
        code.get(19..31).unwrap_or_default().clone_into(&mut basic);
    }
    let province = basic.get(..2).unwrap_or_default();
    if province != "00" && region::province_of(province).is_none() {
        notes.push(Reason::new("code.note.item_region", "R7.17"));
    }
    let known = basic.get(2..4).and_then(type_of);
    if known.is_none() {
        notes.push(Reason::new("code.note.item_type", "R7.14"));
    }
    Ok(ItemCode { kind, body, level, item_type: known.unwrap_or(ItemType::PublicService), basic, notes, code })
}

/// The type behind the two characters of a basic code; `None` = unknown, to be treated like 20.
pub(super) fn type_of(digits: &str) -> Option<ItemType> {
    Some(match digits {
        "01" => ItemType::Licence,
        "02" => ItemType::Penalty,
        "03" => ItemType::Coercion,
        "04" => ItemType::Levy,
        "05" => ItemType::Payment,
        "06" => ItemType::Inspection,
        "07" => ItemType::Confirmation,
        "08" => ItemType::Reward,
        "09" => ItemType::Adjudication,
        "10" => ItemType::OtherPower,
        "20" | "21" => ItemType::PublicService,
        _ => return None,
    })
}

fn level_of(digit: char) -> Option<Level> {
    Some(match digit {
        '1' => Level::National,
        '2' => Level::Province,
        '3' => Level::City,
        '4' => Level::County,
        '5' => Level::Town,
        '6' => Level::Village,
        _ => return None,
    })
}
