//! The catalogue office and the people of the centre, page by page.

use super::{
    stages::{STAGES, stage},
    *,
};

#[test]
fn pages() {
    for (name, way) in STAGES.iter().filter(|(name, _)| name.starts_with("catalogue")) {
        let sizes: &[(u16, u16)] = match *name {
            "catalogue" | "catalogue draft" => &SIZES,
            "catalogue for a clerk" | "catalogue sent back" => &[(80, 24)],
            _ => &SIZES[..2],
        };
        for (width, height) in sizes {
            let shown = shown(&stage(*way, *width, *height));
            insta::assert_snapshot!(format!("{}_{width}x{height}", name.replace(' ', "_")), shown);
        }
    }
}

#[test]
fn pages_of_people() {
    for (name, way) in STAGES.iter().filter(|(name, _)| name.starts_with("staff")) {
        let sizes: &[(u16, u16)] = if *name == "staff" { &SIZES } else { &SIZES[..1] };
        for (width, height) in sizes {
            let shown = shown(&stage(*way, *width, *height));
            insta::assert_snapshot!(format!("{}_{width}x{height}", name.replace(' ', "_")), shown);
        }
    }
}

#[test]
fn f41_a_draft_in_a_state_that_nobody_knows_is_shown_by_its_code_and_only_read() {
    use crate::contract::Told;
    let (_, way) = STAGES.iter().find(|(name, _)| *name == "catalogue draft").unwrap();
    let mut stage = stage(*way, 80, 24);
    let sheet = stage.model.catalogue.open.as_mut().unwrap();
    assert!(!sheet.offers().is_empty());
    sheet.detail.draft.state = Told::Unknown("on_hold".into());
    assert!(sheet.offers().is_empty(), "nothing is done with it");
    let text = shown(&stage);
    assert!(text.contains("未知状态(on_hold)"), "{text}");

    stage.model.catalogue.open = None;
    stage.model.catalogue.rows[0].state = Told::Unknown("on_hold".into());
    stage.model.catalogue.rows[1].kind = Told::Unknown("poster".into());
    let text = shown(&stage);
    for said in ["未知状态(on_hold)", "未知类别(poster)", "2027年放假安排"] {
        assert!(text.contains(said), "{said}\n{text}");
    }
}
