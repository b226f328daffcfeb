//! RULES 7.4. Region codes (GB/T 2260). The published list is data with dates of validity; here lives only the form
//! and the provinces, which do not change.

use std::sync::OnceLock;

use super::{CodeError, first_misfit, normalise};

/// First two digits and name of every province-level region (R7.3).
pub const PROVINCES: &[(&str, &str)] = &[
    ("11", "北京市"),
    ("12", "天津市"),
    ("13", "河北省"),
    ("14", "山西省"),
    ("15", "内蒙古自治区"),
    ("21", "辽宁省"),
    ("22", "吉林省"),
    ("23", "黑龙江省"),
    ("31", "上海市"),
    ("32", "江苏省"),
    ("33", "浙江省"),
    ("34", "安徽省"),
    ("35", "福建省"),
    ("36", "江西省"),
    ("37", "山东省"),
    ("41", "河南省"),
    ("42", "湖北省"),
    ("43", "湖南省"),
    ("44", "广东省"),
    ("45", "广西壮族自治区"),
    ("46", "海南省"),
    ("50", "重庆市"),
    ("51", "四川省"),
    ("52", "贵州省"),
    ("53", "云南省"),
    ("54", "西藏自治区"),
    ("61", "陕西省"),
    ("62", "甘肃省"),
    ("63", "青海省"),
    ("64", "宁夏回族自治区"),
    ("65", "新疆维吾尔自治区"),
    ("71", "台湾省"),
    ("81", "香港特别行政区"),
    ("82", "澳门特别行政区"),
    // Residence permits of people from Taiwan begin with 83 (7.3).
    ("83", "台湾省"),
];

/// How fine a region code is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RegionDepth {
    /// `32 00 00`
    Province,
    /// `32 10 00`
    City,
    /// `32 10 02`
    County,
    /// 9 digits
    Town,
    /// 12 digits
    Village,
}

/// Name of the province that a code begins with.
pub fn province_of(code: &str) -> Option<&'static str> {
    let start = code.get(..2)?;
    PROVINCES.iter().find(|(digits, _)| *digits == start).map(|(_, name)| *name)
}

/// R7.13: the form of a region code of 6, 9 or 12 digits. Whether it was in force on a day is a matter of data.
pub fn read(text: &str) -> Result<RegionDepth, CodeError> {
    let code = normalise(text);
    if let Some(position) = first_misfit(&code, |c| c.is_ascii_digit()) {
        return Err(CodeError::Character { position });
    }
    let depth = match code.len() {
        0 => return Err(CodeError::Empty),
        6 if code.ends_with("0000") => RegionDepth::Province,
        6 if code.ends_with("00") => RegionDepth::City,
        6 => RegionDepth::County,
        9 => RegionDepth::Town,
        12 => RegionDepth::Village,
        found => return Err(CodeError::Length { expected: "6/9/12", found }),
    };
    if province_of(&code).is_none() {
        return Err(CodeError::Character { position: 1 });
    }
    Ok(depth)
}

/// The region that a number speaks of: of the registration for an organisation, of the first address for a person.
/// `kind` is the name of the kind of number on the wire; other kinds tell no region.
pub fn of_number(kind: &str, number: &str) -> Option<String> {
    match kind {
        "credit_code" => super::credit::read(number).ok().map(|code| code.region().to_owned()),
        "citizen_id" => normalise(number).get(..6).map(str::to_owned),
        _ => None,
    }
}

/// The region and everything below it: `321000` holds `321002` and `321002001`.
pub fn holds(region: &str, code: &str) -> bool {
    code.starts_with(significant(region))
}

/// What the codes of a region and of everything below it begin with: `3210` of `321000`.
pub fn significant(region: &str) -> &str {
    let digits = match read(region) {
        Ok(RegionDepth::Province) => 2,
        Ok(RegionDepth::City) => 4,
        _ => region.len(),
    };
    region.get(..digits).unwrap_or(region)
}

/// A region of the published list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Region {
    /// Six digits.
    pub code: &'static str,
    /// Name of this level alone: 邗江区.
    pub name: &'static str,
}

impl Region {
    /// How fine it is.
    pub fn depth(self) -> RegionDepth {
        read(self.code).unwrap_or(RegionDepth::County)
    }
}

/// Provinces, cities and counties as the statistics office published them in 2023, in the order of their codes. For
/// choosing an address by name; abolished regions live on in older numbers and papers.
pub fn regions() -> &'static [Region] {
    static REGIONS: OnceLock<Vec<Region>> = OnceLock::new();
    REGIONS.get_or_init(|| {
        let split = |line: &'static str| line.split_at_checked(6).map(|(code, name)| Region { code, name });
        include_str!("regions.txt").lines().filter_map(split).collect()
    })
}

/// The regions right below one, or all provinces: counties stand right below a province that has no cities.
pub fn below(parent: Option<Region>) -> impl Iterator<Item = Region> {
    let significant = match parent.map(Region::depth) {
        None => 0,
        Some(RegionDepth::Province) => 2,
        Some(RegionDepth::City) => 4,
        Some(_) => 6,
    };
    let start = parent.and_then(|parent| parent.code.get(..significant)).unwrap_or_default();
    let inside = regions().iter().copied().filter(move |region| region.code.starts_with(start));
    inside.filter(move |region| match (significant, region.depth()) {
        (0, depth) => depth == RegionDepth::Province,
        (2, RegionDepth::City) => true,
        (2, RegionDepth::County) => above(*region).is_some_and(|above| above.depth() == RegionDepth::Province),
        (4, depth) => depth == RegionDepth::County,
        _ => false,
    })
}

/// The region that one lies in: its city, or its province where the list has no city for it.
pub fn above(region: Region) -> Option<Region> {
    let with_code = |start: Option<&str>, zeros: &str| {
        let code = format!("{}{zeros}", start?);
        let at = regions().binary_search_by(|known| known.code.cmp(code.as_str())).ok()?;
        regions().get(at).copied().filter(|above| *above != region)
    };
    let city = if region.depth() == RegionDepth::County { with_code(region.code.get(..4), "00") } else { None };
    city.or_else(|| with_code(region.code.get(..2), "0000"))
}

/// The region with those it lies in, as an address names them: 江苏省扬州市邗江区.
pub fn full_name(region: Region) -> String {
    above(region).map(full_name).unwrap_or_default() + region.name
}
