//! An address by region: the beginning names a province, a city, a county; what is typed behind it in pinyin, initials
//! or characters finds the next one. Everything behind the county is free.

use crate::{
    domain::codes::region::{self, Region, RegionDepth},
    text::{read_as, read_from_its_beginning},
};

/// Regions that are offered at once: as many as there are digits.
const OFFERED: usize = 9;
/// Longest thing that is still taken for the beginning of a region's name: Han characters, or letters of pinyin.
const LONGEST_NAME: usize = 8;
const LONGEST_SPELLING: usize = 40;

/// A region that could go on from here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// Name of the region with those above it, as far as they tell it apart.
    pub name: String,
    /// The address if it is taken.
    pub address: String,
}

/// What the beginning of the address says, and what is left behind it.
fn read(text: &str) -> (Option<Region>, &str) {
    let mut found: Option<Region> = None;
    let mut rest = text;
    loop {
        let next = region::below(found).chain(skipped(found)).find(|region| rest.starts_with(region.name));
        match next {
            Some(region) => {
                rest = rest.strip_prefix(region.name).unwrap_or_default();
                found = Some(region);
            }
            None => return (found, rest),
        }
    }
}

/// People leave the province out: 扬州市邗江区. Counties have too many namesakes to be told by their name alone.
fn skipped(found: Option<Region>) -> impl Iterator<Item = Region> {
    let cities = region::regions().iter().copied().filter(|region| region.depth() == RegionDepth::City);
    cities.filter(move |_| found.is_none())
}

/// Regions that fit what is typed; none once a county is there or the rest is free text.
pub fn offers(text: &str) -> Vec<Offer> {
    let (found, rest) = read(text);
    let query = rest.trim();
    let longest = if query.is_ascii() { LONGEST_SPELLING } else { LONGEST_NAME };
    if found.is_some_and(|region| region.depth() == RegionDepth::County) || query.chars().count() > longest {
        return Vec::new();
    }
    let named = |region: &Region| read_as(region.name, query);
    let nearest: Vec<Region> = region::below(found).filter(named).collect();
    let mut all = if nearest.is_empty() && !query.is_empty() {
        let inside = region::regions().iter().copied();
        inside.filter(|region| found.is_none_or(|found| region::holds(found.code, region.code))).filter(named).collect()
    } else {
        nearest
    };
    // js is 江苏 before it is the end of 北京市.
    all.sort_by_cached_key(|region| !read_from_its_beginning(region.name, query));
    let offer = |region: Region| Offer {
        name: if found.is_some() { region.name.to_owned() } else { region::full_name(region) },
        address: region::full_name(region),
    };
    all.into_iter().take(OFFERED).map(offer).collect()
}

/// Whether what stands behind the regions is letters alone: pinyin on its way to a region, in which a digit or a blank
/// chooses, as in an input method.
pub fn is_spelling(text: &str) -> bool {
    let (found, rest) = read(text);
    let open = found.is_none_or(|region| region.depth() != RegionDepth::County);
    open && !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_alphabetic())
}
