use jiff::{ToSpan, civil::date};
use proptest::prelude::*;

use super::*;
use crate::domain::{
    agency::AgentKind,
    calendar::Calendar,
    guide::{HandlingKind, Limit, LimitUnit, fixtures},
    settings::ToleranceModes,
};

/// Working days are beside the point here: every day counts.
fn every_day(from: Date, days: u32) -> Date {
    from.saturating_add(i64::from(days).days())
}

const DAY: Date = date(2026, 9, 1);

fn clean() -> CreditFinding {
    CreditFinding { credit: Credit::Clean, ..CreditFinding::default() }
}

fn asks<'a>(guide: &'a Guide, wishes: &'a [Wish<'a>], credit: &'a CreditFinding) -> Request<'a> {
    Request {
        guide,
        wishes,
        credit,
        commits: true,
        agent: None,
        tolerated_before: false,
        chief_rep_signs: false,
        day: DAY,
    }
}

fn wish(guide: &Guide, at: usize) -> Wish<'_> {
    Wish { material: &guide.materials[at], days: None, form: None }
}

fn rules(result: Result<Offer<'_>, Vec<Refusal>>) -> Vec<String> {
    result.unwrap_err().into_iter().map(|refusal| refusal.reason.rule.into_owned()).collect()
}

#[test]
fn r2_17_table_of_the_bound() {
    let table = [
        (1, None),
        (2, None),
        (3, Some(1)),
        (5, Some(3)),
        (10, Some(8)),
        (20, Some(18)),
        (25, Some(20)),
        (30, Some(20)),
    ];
    for (promised, most) in table {
        let expected = most.map_or(Bound::TooShort, Bound::Days);
        assert_eq!(bound_of(&Limit::working_days(promised), Limit::default()), expected, "{promised}");
    }
    let immediate = Guide { handling: Some(HandlingKind::Immediate), ..fixtures::guide() };
    let settings = ToleranceSettings::default();
    assert_eq!(bound(&immediate, &Limit::working_days(30), &settings, DAY, &every_day), Bound::TooShort, "immediate");
}

/// The bound of an item with these limits, in real working days from Tuesday 2026-09-01.
fn bound_of(promised: &Limit, statutory: Limit) -> Bound {
    let guide = Guide { statutory, ..fixtures::guide() };
    let due = |day, days| Calendar::built_in().add_working_days(day, days).on;
    bound(&guide, promised, &ToleranceSettings::default(), DAY, &due)
}

fn limit(value: u32, unit: LimitUnit) -> Limit {
    Limit { value: Some(value), unit: Some(unit), ..Limit::default() }
}

#[test]
fn r2_15_a_promise_in_other_units_bounds_as_well() {
    let table = [
        (limit(7, LimitUnit::NaturalDay), Bound::Days(3)),
        (limit(11, LimitUnit::NaturalDay), Bound::Days(7)),
        (limit(30, LimitUnit::NaturalDay), Bound::Days(20)),
        (limit(3, LimitUnit::NaturalDay), Bound::Days(1)),
        (limit(2, LimitUnit::NaturalDay), Bound::TooShort),
        (limit(1, LimitUnit::Month), Bound::Days(20)),
        (limit(4, LimitUnit::Hour), Bound::TooShort),
        (limit(90, LimitUnit::Minute), Bound::TooShort),
        (Limit { unit: Some(LimitUnit::OnTheSpot), ..Limit::default() }, Bound::TooShort),
    ];
    for (promised, most) in table {
        assert_eq!(bound_of(&promised, Limit::working_days(60)), most, "{promised:?}");
    }
}

#[test]
fn r1_30_r2_15_where_no_promise_is_stated_the_law_bounds_it() {
    assert_eq!(bound_of(&Limit::default(), Limit::working_days(3)), Bound::Unknown(1));
    assert_eq!(bound_of(&Limit::default(), limit(10, LimitUnit::NaturalDay)), Bound::Unknown(6));
    assert_eq!(bound_of(&Limit::default(), limit(2, LimitUnit::NaturalDay)), Bound::TooShort);
    assert_eq!(bound_of(&Limit::default(), Limit::default()), Bound::Unknown(20));
}

#[test]
fn r2_15_the_list_and_the_bound_whichever_is_earlier() {
    let mut guide = fixtures::guide();
    let credit = clean();
    let wishes = [wish(&guide, 1)];
    let offered = offer(&asks(&guide, &wishes, &credit), &ToleranceSettings::default(), &every_day).unwrap();
    assert_eq!(offered.lines[0].days, Some(5));
    assert_eq!(offered.lines[0].due, Some(date(2026, 9, 6)));
    assert!(offered.lines[0].blocks_issue && !offered.lines[0].blocks_decision);
    assert_eq!(offered.letters, Letters { tcm: true, com: false });

    guide.promised = Limit::working_days(5);
    let wishes = [wish(&guide, 1)];
    let offered = offer(&asks(&guide, &wishes, &credit), &ToleranceSettings::default(), &every_day).unwrap();
    assert_eq!(offered.lines[0].days, Some(3));

    let wishes = [Wish { days: Some(4), ..wish(&guide, 1) }];
    assert_eq!(rules(offer(&asks(&guide, &wishes, &credit), &ToleranceSettings::default(), &every_day)), ["R2.15"]);
}

#[test]
fn r2_16_a_short_promise_leaves_no_room() {
    let mut guide = fixtures::guide();
    guide.promised = Limit::working_days(2);
    let wishes = [wish(&guide, 1)];
    assert_eq!(rules(offer(&asks(&guide, &wishes, &clean()), &ToleranceSettings::default(), &every_day)), ["R2.16"]);
}

#[test]
fn r2_4_main_is_never_tolerated_whatever_the_list_says() {
    let mut guide = fixtures::guide();
    guide.materials[0].tolerance = guide.materials[1].tolerance.clone();
    let wishes = [wish(&guide, 0)];
    assert_eq!(rules(offer(&asks(&guide, &wishes, &clean()), &ToleranceSettings::default(), &every_day)), ["R0.4"]);
}

#[test]
fn r2_3_off_the_list_only_ad_hoc_and_with_the_chief_representative() {
    let mut guide = fixtures::guide();
    guide.flags.adhoc_tolerance = true;
    let credit = clean();
    let settings = ToleranceSettings { adhoc: true, ..ToleranceSettings::default() };
    let wishes = [wish(&guide, 3)];
    let request = asks(&guide, &wishes, &credit);
    assert_eq!(rules(offer(&request, &settings, &every_day)), ["R2.3"]);
    let signed = Request { chief_rep_signs: true, ..request };
    assert_eq!(rules(offer(&signed, &ToleranceSettings::default(), &every_day)), ["R2.3"]);
    let offered = offer(&signed, &settings, &every_day).unwrap();
    assert!(offered.chief_rep_signs);
    assert_eq!(offered.lines[0].days, Some(8));
}

#[test]
fn r2_10_r2_11_r2_12_r2_30_r2_34_who_is_excluded() {
    fn wishes_of(guide: &Guide) -> [Wish<'_>; 1] {
        [wish(guide, 1)]
    }
    let mut guide = fixtures::guide();
    let table = [
        (CreditFinding { credit: Credit::Bad, ..clean() }, "R2.11"),
        (CreditFinding::default(), "R2.12"),
        (CreditFinding { barred_until: Some(DAY), ..clean() }, "R2.30"),
        (CreditFinding { barred_until: Some(DAY), credit: Credit::Bad, ..clean() }, "R2.30"),
        (CreditFinding { barred_until: Some(date(2026, 8, 31)), credit: Credit::Bad, ..clean() }, "R2.11"),
        (CreditFinding { overdue_elsewhere: true, ..clean() }, "R2.34"),
    ];
    for (credit, rule) in table {
        assert_eq!(
            rules(offer(&asks(&guide, &wishes_of(&guide), &credit), &ToleranceSettings::default(), &every_day)),
            [rule]
        );
    }
    let broken = CreditFinding { credit: Credit::Bad, barred_until: Some(date(2027, 3, 1)), ..clean() };
    assert_eq!(credit_bar(&broken, DAY).unwrap().args, ["2027-03-01"], "the clerk can say until when");
    let repaired = CreditFinding { barred_until: Some(date(2026, 8, 31)), ..clean() };
    assert!(offer(&asks(&guide, &wishes_of(&guide), &repaired), &ToleranceSettings::default(), &every_day).is_ok());
    guide.flags.risk_excluded = true;
    assert_eq!(
        rules(offer(&asks(&guide, &wishes_of(&guide), &clean()), &ToleranceSettings::default(), &every_day)),
        ["R2.10"]
    );
}

#[test]
fn r2_2_r2_25_r2_32_r2_33_voluntary_signed_once_and_not_too_many() {
    let guide = fixtures::guide();
    let credit = clean();
    let wishes = [wish(&guide, 1)];
    let request = asks(&guide, &wishes, &credit);
    let settings = ToleranceSettings::default();
    assert_eq!(rules(offer(&Request { commits: false, ..request }, &settings, &every_day)), ["R2.2"]);
    assert_eq!(rules(offer(&Request { tolerated_before: true, ..request }, &settings, &every_day)), ["R2.32"]);
    let few = ToleranceSettings { max_materials: Some(0), ..ToleranceSettings::default() };
    assert_eq!(rules(offer(&request, &few, &every_day)), ["R2.33"]);
    let grid = Letter {
        letter_no: None,
        kind: AgentKind::GridAgent,
        agent_name: String::new(),
        agent_number: String::new(),
        agent_phone: None,
        agent_person: None,
        relation: None,
        items: Vec::new(),
        ticks: crate::domain::agency::ALL_TICKS.into_iter().collect(),
        valid_from: None,
        valid_until: None,
        may_sub_delegate: false,
        signed_by_principal: true,
        signed_by_agent: true,
    };
    assert_eq!(rules(offer(&Request { agent: Some(&grid), ..request }, &settings, &every_day)), ["R2.25"]);
}

#[test]
fn r2_8_modes_and_their_letters() {
    let mut guide = fixtures::guide();
    let table = [
        (ToleranceMode::SupplementLater, true, false),
        (ToleranceMode::Waive, false, true),
        (ToleranceMode::DeferReview, false, true),
        (ToleranceMode::ExemptReview, false, true),
    ];
    for (mode, tcm, com) in table {
        guide.materials[1].tolerance.as_mut().unwrap().mode = mode;
        let wishes = [wish(&guide, 1)];
        let credit = clean();
        if mode != ToleranceMode::SupplementLater {
            let plain = ToleranceSettings::default();
            assert_eq!(
                rules(offer(&asks(&guide, &wishes, &credit), &plain, &every_day)),
                ["R2.3"],
                "2.3: not every region"
            );
        }
        let modes = ToleranceModes { waive: true, defer_review: true, exempt_review: true };
        let settings = ToleranceSettings { modes, ..ToleranceSettings::default() };
        let offered = offer(&asks(&guide, &wishes, &credit), &settings, &every_day).unwrap();
        assert_eq!(offered.letters, Letters { tcm, com }, "{mode:?}");
        assert_eq!(offered.lines[0].due.is_some(), tcm);
        assert_eq!(offered.lines[0].blocks_issue, tcm, "R2.7");
        assert_eq!(offered.lines[0].verify_by.is_some(), mode == ToleranceMode::DeferReview);
    }
    let all = ToleranceSettings { commitment_in_every_mode: true, ..ToleranceSettings::default() };
    guide.materials[1].tolerance.as_mut().unwrap().mode = ToleranceMode::SupplementLater;
    let wishes = [wish(&guide, 1)];
    let credit = clean();
    let offered = offer(&asks(&guide, &wishes, &credit), &all, &every_day).unwrap();
    assert_eq!(offered.letters, Letters { tcm: true, com: true });
}

fn open_line(guide: &Guide) -> ToleranceLine {
    let wishes = [wish(guide, 1)];
    ToleranceLine::from(
        &offer(&asks(guide, &wishes, &clean()), &ToleranceSettings::default(), &every_day).unwrap().lines[0],
    )
}

#[test]
fn r2_19_extension_once_for_force_majeure_within_the_bound() {
    let guide = fixtures::guide();
    let line = open_line(&guide);
    let settings = ToleranceSettings::default();
    let to = |line: &ToleranceLine, new, force| {
        let promised = &guide.promised;
        let wish = Extension { guide: &guide, promised, issued_on: DAY, new_due: new, force_majeure: force };
        extend(line, &wish, &settings, &every_day).map_err(|reason| reason.key)
    };
    assert_eq!(to(&line, date(2026, 9, 9), true), Ok(date(2026, 9, 9)));
    assert_eq!(to(&line, date(2026, 9, 10), true).unwrap_err(), "reason.tolerance.beyond_bound");
    assert_eq!(to(&line, date(2026, 9, 9), false).unwrap_err(), "reason.tolerance.force_majeure");
    assert_eq!(to(&line, date(2026, 9, 6), true).unwrap_err(), "reason.tolerance.not_later");
    let moved = ToleranceLine { extensions: 1, ..line };
    assert_eq!(to(&moved, date(2026, 9, 9), true).unwrap_err(), "reason.tolerance.extended_before");
}

#[test]
fn r2_28_late_but_before_the_termination_fulfils() {
    let guide = fixtures::guide();
    let mut line = open_line(&guide);
    assert_eq!(facet(std::slice::from_ref(&line), date(2026, 9, 6)), Facet::Open, "the last day still counts");
    assert_eq!(facet(std::slice::from_ref(&line), date(2026, 9, 7)), Facet::Overdue);
    assert!(line.clone().breach(date(2026, 9, 6)).is_err());
    let mut broken = line.clone();
    broken.breach(date(2026, 9, 7)).unwrap();
    assert_eq!(facet(&[broken.clone()], date(2026, 9, 7)), Facet::Breached);
    assert!(broken.fulfil(date(2026, 9, 8)).is_err());
    line.fulfil(date(2026, 9, 8)).unwrap();
    assert_eq!(facet(&[line], date(2026, 9, 8)), Facet::Fulfilled);
    assert_eq!(Breach::recorded(date(2026, 2, 28), 12).barred_until, date(2027, 2, 28));
}

proptest! {
    /// R2.15 for any promise, list and settings: an offered date never passes the bound, and there is at least a day.
    #[test]
    fn r2_15_never_beyond(promised in 0u32..60, listed in prop::option::of(0u32..60), margin in 0u32..5, cap in 0u32..40) {
        let mut guide = fixtures::guide();
        guide.promised = Limit::working_days(promised);
        guide.materials[1].tolerance.as_mut().unwrap().due_days = listed;
        let settings = ToleranceSettings { margin_wd: margin, cap_wd: cap, ..ToleranceSettings::default() };
        let wishes = [wish(&guide, 1)];
        let credit = clean();
        let offered = offer(&asks(&guide, &wishes, &credit), &settings, &every_day);
        let most = promised.saturating_sub(margin).min(cap);
        let possible = most > 0 && listed != Some(0);
        prop_assert_eq!(offered.is_ok(), possible);
        if let Ok(offered) = offered {
            let days = offered.lines[0].days.unwrap();
            prop_assert!(days >= 1 && days <= most && days <= listed.unwrap_or(most));
        }
    }
}
