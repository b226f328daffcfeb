//! RULES 9.3. The five lights of supervision (电子监察), one per clock, and the worst of them for the case.

use serde::{Deserialize, Serialize};

use crate::domain::settings::LightSettings;

/// R9.14, worst first (R9.15): a smaller light is a worse one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Light {
    /// 超期: passed and open, or finished late (for ever).
    Red,
    /// 临期: the end is near.
    Yellow,
    /// 暂停·逾计划: paused beyond the planned end of its procedure (R10.4: blue and yellow).
    BlueYellow,
    /// 暂停: paused.
    Blue,
    /// 正常: runs, and has time.
    Green,
    /// 已停: over.
    Grey,
}

impl Light {
    /// Key of the light's word in `i18n`; colour is never the only sign.
    pub fn key(self) -> &'static str {
        match self {
            Self::Red => "light.red",
            Self::Yellow => "light.yellow",
            Self::BlueYellow => "light.blue_yellow",
            Self::Blue => "light.blue",
            Self::Green => "light.green",
            Self::Grey => "light.grey",
        }
    }

    /// R9.15: the light of a case with these clocks; grey if it has none.
    pub fn worst(lights: impl IntoIterator<Item = Self>) -> Self {
        lights.into_iter().min().unwrap_or(Self::Grey)
    }
}

/// What a light is read from: the facts of one clock at one moment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "facts that may hold together: a paused clock may be late as well")]
pub struct Gauge {
    /// Days in all.
    pub limit: u32,
    /// Days counted.
    pub used: u32,
    /// `limit − used`.
    pub remaining: i64,
    /// Passed and open, or finished late.
    pub late: bool,
    /// A pause is open.
    pub paused: bool,
    /// R10.4: the planned end of an open pause has passed.
    pub pause_overdue: bool,
    /// It has ended.
    pub stopped: bool,
}

impl Gauge {
    /// R9.14.
    pub fn light(&self, settings: &LightSettings) -> Light {
        match self {
            Self { late: true, .. } => Light::Red,
            Self { stopped: true, .. } => Light::Grey,
            Self { paused: true, pause_overdue: true, .. } => Light::BlueYellow,
            Self { paused: true, .. } => Light::Blue,
            _ if self.is_near(settings) => Light::Yellow,
            _ => Light::Green,
        }
    }

    /// For limits of one or two days only the last day is near; else a share of the limit or the last days.
    fn is_near(&self, settings: &LightSettings) -> bool {
        if self.limit <= 2 {
            return self.remaining <= 0;
        }
        let share = u64::from(self.used) * 100 >= u64::from(self.limit) * u64::from(settings.yellow_share_percent);
        share || self.remaining <= i64::from(settings.yellow_days)
    }

    /// R2.23: the light of a tolerance, beside that of the case: yellow some days before its due date.
    pub fn tolerance_light(&self, yellow_days: u32) -> Light {
        match self {
            Self { late: true, .. } => Light::Red,
            Self { stopped: true, .. } => Light::Grey,
            _ if self.remaining <= i64::from(yellow_days) => Light::Yellow,
            _ => Light::Green,
        }
    }
}

/// R9.16: overdue by the promise and overdue by the statute are different facts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overdue {
    /// 承诺超期
    pub promised: bool,
    /// 法定超期
    pub statutory: bool,
}

impl Overdue {
    /// Keys of what the report says.
    pub fn keys(self) -> impl Iterator<Item = &'static str> {
        let promised = self.promised.then_some("light.overdue.promised");
        promised.into_iter().chain(self.statutory.then_some("light.overdue.statutory"))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::*;
    use crate::i18n::{Lang, t};

    fn running(limit: u32, used: u32) -> Gauge {
        let remaining = i64::from(limit) - i64::from(used);
        Gauge { limit, used, remaining, late: remaining < 0, ..Gauge::default() }
    }

    fn light(gauge: Gauge) -> Light {
        gauge.light(&LightSettings::default())
    }

    #[test]
    fn r9_14_green_yellow_red_by_use() {
        for (limit, used, expected) in [
            (20, 0, Light::Green),
            (20, 17, Light::Green),
            (20, 18, Light::Yellow),
            (20, 20, Light::Yellow),
            (20, 21, Light::Red),
            (30, 26, Light::Green),
            (30, 27, Light::Yellow),
            (5, 3, Light::Green),
            (5, 4, Light::Yellow),
            (3, 1, Light::Green),
            (3, 2, Light::Yellow),
            (2, 1, Light::Green),
            (2, 2, Light::Yellow),
            (1, 0, Light::Green),
            (1, 1, Light::Yellow),
            (1, 2, Light::Red),
        ] {
            assert_eq!(light(running(limit, used)), expected, "{used} of {limit}");
        }
    }

    #[test]
    fn r9_14_paused_stopped_and_late() {
        let gauge = running(20, 19);
        assert_eq!(light(Gauge { paused: true, ..gauge }), Light::Blue);
        assert_eq!(light(Gauge { paused: true, pause_overdue: true, ..gauge }), Light::BlueYellow);
        assert_eq!(light(Gauge { stopped: true, ..gauge }), Light::Grey);
        assert_eq!(light(Gauge { stopped: true, late: true, ..gauge }), Light::Red, "finished late stays red");
        assert_eq!(light(Gauge { paused: true, late: true, ..gauge }), Light::Red, "a late pause hides nothing");
    }

    #[test]
    fn r9_15_the_case_shows_the_worst() {
        use Light::{Blue, BlueYellow, Green, Grey, Red, Yellow};
        assert_eq!(Light::worst([Grey, Green, Blue, BlueYellow, Yellow, Red]), Red);
        assert_eq!(Light::worst([Grey, Green, Blue, Yellow]), Yellow);
        assert_eq!(Light::worst([Grey, Green, Blue]), Blue);
        assert_eq!(Light::worst([Grey, Green]), Green);
        assert_eq!(Light::worst([]), Grey);
    }

    #[test]
    fn r2_23_tolerance_has_its_own_light() {
        assert_eq!(running(8, 5).tolerance_light(2), Light::Green);
        assert_eq!(running(8, 6).tolerance_light(2), Light::Yellow);
        assert_eq!(running(8, 9).tolerance_light(2), Light::Red);
        assert_eq!(Gauge { stopped: true, ..running(8, 7) }.tolerance_light(2), Light::Grey);
    }

    #[test]
    fn r9_16_two_kinds_of_overdue() {
        let both = Overdue { promised: true, statutory: true };
        assert_eq!(both.keys().map(|key| t(Lang::Zh, key)).collect::<Vec<_>>(), ["承诺超期", "法定超期"]);
        assert_eq!(Overdue::default().keys().count(), 0);
    }

    #[test]
    fn every_light_has_a_word() {
        use Light::{Blue, BlueYellow, Green, Grey, Red, Yellow};
        for light in [Red, Yellow, BlueYellow, Blue, Green, Grey] {
            assert_ne!(t(Lang::Zh, light.key()), light.key());
        }
    }
}
