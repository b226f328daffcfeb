//! Lists that leave as files (R11.14).

use chuangtai::{
    contract::{AuditPage, ExportReason, Person, Realm},
    domain::role::{Limits, Mandate, Role},
};
use serde_json::json;

use super::{department::under_review, sight::staff, world::World};

#[test]
fn r11_14_a_list_leaves_masked_stamped_and_recorded_and_in_clear_only_by_letter() {
    let world = World::new();
    let case = under_review(&world);
    let who = world.lookup("A017").party.unwrap();
    let manager = world.role(Role::HallManager);
    let asked = |clear: bool| json!({"list": "inbox", "reason": ExportReason::Supervision, "clear": clear});
    let answer = world.post(&manager, "/v1/exports/cases", &asked(false));
    assert_eq!(
        (answer.status.as_u16(), &answer.headers["content-type"]),
        (200, &"text/csv; charset=utf-8".parse().unwrap())
    );
    let text = answer.text();
    let number = world.case(&manager, case).case.case_no.unwrap();
    assert!(text.contains(&number) && text.contains(&manager.staff_no), "{text}");
    let representative = who.legal_representative.clone().unwrap();
    assert!(!text.contains(&representative) && !text.contains(&who.phone));
    let trail: AuditPage = world.get(&world.role(Role::Auditor), "/v1/audit?limit=200").json();
    let record = trail.links.iter().find(|link| link.body.contains("cases/masked/1")).unwrap();
    assert!(record.body.contains("supervision") && text.contains(&format!("第{}条", record.seq)));

    let problem = world.post(&manager, "/v1/exports/cases", &asked(true)).problem();
    assert_eq!((problem.status, problem.code.as_str()), (403, "export.clear_not_allowed"));
    let trusted = Person {
        mandate: Mandate { export_clear: true, ..Mandate::default() },
        ..staff(941, Role::HallManager, &[], Limits::default())
    };
    world.hire(&trusted);
    assert!(world.post(&trusted, "/v1/exports/cases", &asked(true)).text().contains(&who.name));
    // Through the same eyes as on the screen, and never everything at large.
    let narrow = staff(942, Role::HallManager, &["mzj"], Limits::default());
    world.hire(&narrow);
    assert!(!world.post(&narrow, "/v1/exports/cases", &asked(false)).text().contains(&number));
    let bare = world.post(&manager, "/v1/exports/cases", &json!({"reason": "report"})).problem();
    assert_eq!(bare.code, "query.empty");
    let nameless = world.post(&manager, "/v1/exports/cases", &json!({"list": "inbox"})).problem();
    assert_eq!(nameless.status, 400, "no reason, no list");
    assert_eq!(world.centre.realm(), Realm::Demo);
}
