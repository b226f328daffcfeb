//! The five regions that the product ships profiles for (RULES 15), and what each does in its own way.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{CrossSettings, Settings, ToleranceBlocks, ToleranceModes, ToleranceSettings};

/// A region profile.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Profile {
    /// 扬州市, Jiangsu
    #[default]
    Yangzhou,
    /// 郑州市, Henan
    Zhengzhou,
    /// 咸宁市, Hubei
    Xianning,
    /// 广东省
    Guangdong,
    /// 济南市济阳区, Shandong
    Jiyang,
}

impl Profile {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Yangzhou, Self::Zhengzhou, Self::Xianning, Self::Guangdong, Self::Jiyang];

    /// The profile of this name, as the wire spells it.
    pub fn named(name: &str) -> Option<Self> {
        serde_json::from_value(serde_json::Value::String(name.to_owned())).ok()
    }

    /// The profile's settings, in force since ever.
    pub fn settings(self) -> Settings {
        Settings {
            profile: self,
            names: self.names(),
            tolerance: self.tolerance(),
            cross_region: CrossSettings { scopes: self.scopes().to_vec(), ..CrossSettings::default() },
            ..Settings::default()
        }
    }

    fn names(self) -> Names {
        let common = Names::default();
        match self {
            Self::Yangzhou => common,
            Self::Zhengzhou => Names {
                region: "郑州市".to_owned(),
                region_code: "410100".to_owned(),
                subject_code: "办事码".to_owned(),
                window: "综合受理窗口".to_owned(),
                documents: [("TCM".to_owned(), "告知承诺书(容缺办理)".to_owned())].into(),
                ..common
            },
            Self::Xianning => Names {
                region: "咸宁市".to_owned(),
                region_code: "421200".to_owned(),
                subject_code: "办事码".to_owned(),
                town_center: "便民服务大厅".to_owned(),
                village_station: "便民服务室".to_owned(),
                ..common
            },
            Self::Guangdong => Names {
                region: "广东省".to_owned(),
                region_code: "440000".to_owned(),
                subject_code: "办事码".to_owned(),
                ..common
            },
            Self::Jiyang => Names {
                region: "济南市济阳区".to_owned(),
                region_code: "370115".to_owned(),
                subject_code: "居民码/企业码".to_owned(),
                chief_representative: "首席事务代表".to_owned(),
                ..common
            },
        }
    }

    fn tolerance(self) -> ToleranceSettings {
        let common = ToleranceSettings::default();
        match self {
            // R2.35: Jiangsu asks for the papers before the decision.
            Self::Yangzhou => ToleranceSettings { blocks: ToleranceBlocks::Decision, ..common },
            // 2.3, R2.8: 告知承诺+容缺办理, four modes, one letter.
            Self::Zhengzhou => ToleranceSettings {
                modes: ToleranceModes { waive: true, defer_review: true, exempt_review: true },
                commitment_in_every_mode: true,
                ..common
            },
            Self::Xianning | Self::Guangdong | Self::Jiyang => common,
        }
    }

    fn scopes(self) -> &'static [CrossScope] {
        use CrossScope::{
            Agreement, Bay, City, CrossCity, CrossCounty, CrossProvince, CrossTown, MetropolitanCircle, Province,
            YangtzeDelta,
        };
        match self {
            Self::Yangzhou => &[CrossProvince, YangtzeDelta, Province, City, Agreement],
            Self::Zhengzhou => &[CrossProvince, MetropolitanCircle],
            Self::Xianning => &[CrossProvince, Province, City],
            Self::Guangdong => &[CrossProvince, Bay, CrossCity, CrossCounty, CrossTown],
            Self::Jiyang => &[CrossProvince, Province],
        }
    }
}

/// R5.1: how far an item may be handled away from home.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CrossScope {
    /// 跨省通办
    CrossProvince,
    /// 长三角通办
    YangtzeDelta,
    /// 湾区通办
    Bay,
    /// 都市圈通办
    MetropolitanCircle,
    /// 省内通办
    Province,
    /// 市内通办, in Yangzhou 扬城通办
    City,
    /// 跨市通办
    CrossCity,
    /// 跨县(区)通办
    CrossCounty,
    /// 跨乡(镇、街)通办
    CrossTown,
    /// 点对点协议通办
    Agreement,
}

/// How things are called in the region; on screens and papers as they stand here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Names {
    /// 扬州市
    pub region: String,
    /// GB/T 2260.
    pub region_code: String,
    /// R6.9: the one code a person shows: 苏服码, 居民码. Where no name is known: 办事码.
    pub subject_code: String,
    /// Hall of county level and above.
    pub service_center: String,
    /// Hall of a town or street.
    pub town_center: String,
    /// Hall of a village or community.
    pub village_station: String,
    /// The window.
    pub window: String,
    /// 首席代表, 首席事务代表.
    pub chief_representative: String,
    /// Names of documents by their code (1.7) where they differ from the rulebook's.
    pub documents: BTreeMap<String, String>,
}

impl Default for Names {
    fn default() -> Self {
        Self {
            region: "扬州市".to_owned(),
            region_code: "321000".to_owned(),
            subject_code: "苏服码".to_owned(),
            service_center: "政务服务中心".to_owned(),
            town_center: "便民服务中心".to_owned(),
            village_station: "便民服务站".to_owned(),
            window: "综合窗口".to_owned(),
            chief_representative: "首席代表".to_owned(),
            documents: BTreeMap::new(),
        }
    }
}
