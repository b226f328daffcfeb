//! R2.3, R2.7. A region's published tolerance list, and what it makes of the guides that it names: each gets a new
//! version, so that a case that is under way keeps the list it was received under (R0.3).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::domain::{
    codes::region,
    guide::{Guide, Material, MaterialForm, ToleranceMode, ToleranceRule},
    reason::Reason,
    settings::ToleranceSettings,
};

/// A list as it is published.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ToleranceList {
    /// GB/T 2260; guides of this region and below are under it.
    pub region_code: String,
    /// Title and number of the publication: 扬州市容缺受理事项清单(2026年版).
    pub title: String,
    /// Its lines.
    pub lines: Vec<ListLine>,
}

/// One material of one item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ListLine {
    /// Running number on the list.
    pub no: u32,
    /// Item.
    pub item_code: String,
    /// Material by its stable code; empty = by its name.
    #[serde(default)]
    pub material_code: String,
    /// Name as the list prints it.
    pub material: String,
    /// Mode (2.3).
    pub mode: ToleranceMode,
    /// Working days; `None` = up to the bound of R2.15.
    #[serde(default)]
    pub due_days: Option<u32>,
    /// Forms in which it may be supplied.
    #[serde(default)]
    pub supply_forms: Vec<MaterialForm>,
}

impl ListLine {
    fn rule(&self) -> ToleranceRule {
        ToleranceRule {
            mode: self.mode,
            due_days: self.due_days,
            list_no: Some(self.no),
            supply_forms: self.supply_forms.clone(),
            blocks_issue: None,
            blocks_decision: None,
        }
    }

    /// The material that this line means, or why none.
    fn material<'a>(&self, guide: &'a Guide) -> Result<&'a Material, Reason> {
        if !self.material_code.is_empty() {
            return guide.material(&self.material_code).ok_or_else(|| self.none());
        }
        let mut named = guide.materials.iter().filter(|material| material.name == self.material);
        match (named.next(), named.next()) {
            (Some(only), None) => Ok(only),
            (None, _) => Err(self.none()),
            _ => Err(Reason::new("reason.tolerance_list.which_material", "R0.3").arg(&self.material)),
        }
    }

    fn none(&self) -> Reason {
        Reason::new("reason.tolerance_list.no_material", "R2.3").arg(&self.material)
    }
}

impl ToleranceList {
    /// A guide is under this list.
    pub fn governs(&self, guide: &Guide) -> bool {
        guide.region_code.as_deref().is_none_or(|code| region::holds(&self.region_code, code))
    }

    /// Whether the list names this item.
    pub fn names(&self, item_code: &str) -> bool {
        self.lines.iter().any(|line| line.item_code == item_code)
    }

    /// What is wrong with a line, by its place from 0; `guide` is the version that the item has now.
    pub fn flaws<'a>(
        &self,
        guide: impl Fn(&str) -> Option<&'a Guide>,
        settings: &ToleranceSettings,
    ) -> Vec<(usize, Reason)> {
        let mut flaws = Vec::new();
        let mut seen = BTreeSet::new();
        for (index, line) in self.lines.iter().enumerate() {
            let mut add = |reason| flaws.push((index, reason));
            let Some(guide) = guide(&line.item_code) else {
                add(Reason::new("reason.tolerance_list.no_item", "R2.3").arg(&line.item_code));
                continue;
            };
            if !self.governs(guide) {
                add(Reason::new("reason.tolerance_list.other_region", "R2.3").arg(&line.item_code));
            }
            match line.material(guide) {
                Ok(material) => {
                    if !seen.insert((&guide.id.item_code, &material.code)) {
                        add(Reason::new("reason.tolerance_list.twice", "R2.3").arg(&material.name));
                    }
                    for reason in bars(guide, material, line) {
                        add(reason);
                    }
                }
                Err(reason) => add(reason),
            }
            if !settings.knows(line.mode) {
                add(Reason::new("reason.tolerance_list.mode_not_known", "R2.8").arg(mode_word(line.mode)));
            }
        }
        flaws
    }

    /// The guide with this list and no other; `None` = the list changes nothing in it. A line that does not fit this
    /// version any more changes nothing either, and is among [`Self::flaws`].
    pub fn applied(&self, guide: &Guide) -> Option<Guide> {
        if !self.governs(guide) {
            return None;
        }
        let mut new = guide.clone();
        for material in &mut new.materials {
            material.tolerance = None;
        }
        for line in self.lines.iter().filter(|line| line.item_code == guide.id.item_code) {
            let Ok(code) = line.material(guide).map(|material| material.code.clone()) else { continue };
            if let Some(material) = new.materials.iter_mut().find(|material| material.code == code)
                && bars(guide, material, line).is_empty()
            {
                material.tolerance = Some(line.rule());
            }
        }
        (new != *guide).then_some(new)
    }
}

impl ToleranceSettings {
    /// 2.3: whether the region uses this mode.
    pub fn knows(&self, mode: ToleranceMode) -> bool {
        match mode {
            ToleranceMode::SupplementLater => true,
            ToleranceMode::Waive => self.modes.waive,
            ToleranceMode::DeferReview => self.modes.defer_review,
            ToleranceMode::ExemptReview => self.modes.exempt_review,
        }
    }
}

/// What no list can make tolerable (R0.4, R2.6, R2.10, R2.14).
fn bars(guide: &Guide, material: &Material, line: &ListLine) -> Vec<Reason> {
    let mut bars = Vec::new();
    if material.is_main() {
        bars.push(Reason::new("reason.guide.main_and_tolerable", "R2.7").arg(&material.name));
    }
    if material.never_tolerable {
        bars.push(Reason::new("reason.guide.never_tolerable", "R2.6").arg(&material.name));
    }
    if guide.flags.risk_excluded {
        bars.push(Reason::new("reason.guide.risk_and_tolerable", "R2.10"));
    }
    if line.mode == ToleranceMode::SupplementLater && line.due_days == Some(0) {
        bars.push(Reason::new("reason.guide.due_days_zero", "R2.14"));
    }
    bars
}

/// As lists write it.
fn mode_word(mode: ToleranceMode) -> &'static str {
    match mode {
        ToleranceMode::SupplementLater => "材料后补",
        ToleranceMode::Waive => "免交",
        ToleranceMode::DeferReview => "实质审查后置",
        ToleranceMode::ExemptReview => "豁免",
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::*;
    use crate::domain::guide::{MaterialRole, fixtures};

    fn list(guide: &Guide, lines: &[(usize, Option<u32>)]) -> ToleranceList {
        let line = |(no, (at, due_days)): (usize, &(usize, Option<u32>))| ListLine {
            no: u32::try_from(no).unwrap() + 1,
            item_code: guide.id.item_code.clone(),
            material_code: String::new(),
            material: guide.materials[*at].name.clone(),
            mode: ToleranceMode::SupplementLater,
            due_days: *due_days,
            supply_forms: Vec::new(),
        };
        ToleranceList {
            region_code: "321000".into(),
            title: "清单".into(),
            lines: lines.iter().enumerate().map(line).collect(),
        }
    }

    #[test]
    fn r2_3_what_is_not_on_the_list_is_not_tolerated() {
        let mut guide = fixtures::guide();
        for material in &mut guide.materials {
            (material.role, material.never_tolerable) = (Some(MaterialRole::Secondary), false);
        }
        let new = list(&guide, &[(1, Some(3))]).applied(&guide).unwrap();
        let tolerated: Vec<usize> =
            new.materials.iter().enumerate().filter(|(_, m)| m.tolerance.is_some()).map(|(at, _)| at).collect();
        assert_eq!(tolerated, [1]);
        assert_eq!(new.materials[1].tolerance.as_ref().unwrap().due_days, Some(3));
        assert_eq!(list(&guide, &[(1, Some(3))]).applied(&new), None, "the same list again changes nothing");
        let far = ToleranceList { region_code: "440000".into(), ..list(&guide, &[]) };
        let here = Guide { region_code: Some("321002".into()), ..guide };
        assert_eq!(far.applied(&here), None);
    }

    #[test]
    fn r0_4_no_list_makes_a_main_material_tolerable() {
        let mut guide = fixtures::guide();
        guide.materials[0].role = Some(MaterialRole::Main);
        guide.materials[0].tolerance = None;
        let list = list(&guide, &[(0, Some(3))]);
        let settings = ToleranceSettings::default();
        let flaws = list.flaws(|code| (code == guide.id.item_code).then_some(&guide), &settings);
        assert!(flaws.iter().any(|(at, reason)| *at == 0 && reason.rule == "R2.7"), "{flaws:?}");
        assert!(list.applied(&guide).is_none_or(|new| new.materials[0].tolerance.is_none()));
    }

    #[test]
    fn r2_3_lines_without_item_or_material_are_named() {
        let guide = fixtures::guide();
        let mut wrong = list(&guide, &[(1, None), (1, None), (1, None)]);
        wrong.lines[0].item_code = "none".into();
        wrong.lines[1].material = "别的".into();
        wrong.lines[2].mode = ToleranceMode::Waive;
        let settings = ToleranceSettings::default();
        let flaws = wrong.flaws(|code| (code == guide.id.item_code).then_some(&guide), &settings);
        let keys: Vec<(usize, &str)> = flaws.iter().map(|(at, reason)| (*at, &*reason.key)).collect();
        for flaw in [
            (0, "reason.tolerance_list.no_item"),
            (1, "reason.tolerance_list.no_material"),
            (2, "reason.tolerance_list.mode_not_known"),
        ] {
            assert!(keys.contains(&flaw), "{keys:?}");
        }
    }
}
