//! The catalogue office at a desk: keys on the real page, answered by the real centre.

use std::{collections::VecDeque, fs, sync::Arc, time::SystemTime};

use chuangtai::{
    app::{
        Action, Answer, Ask, Ctx, Effect, Model, Msg, Size,
        catalogue::{Asked, Deed, Heard, OfficeDeed, OfficeState, Sheet},
        doctor::Finding,
        keymap::Keymap,
        preferences::{Preferences, Setting, Value},
        settings::SettingsView,
        update,
    },
    contract::{OfficeDetail, OfficeDraft, OfficeKind, Person},
    desk::Desk,
    domain::{guide::Guide, role::Role},
    i18n::Lang,
    runtime::{
        execute::{Kept, Office as _},
        office::{DeskOffice, Folders},
        wardrobe::{Heard as Told, NotKept, Wardrobe, Worn},
    },
    text::Measure,
    theme::Theme,
};
use jiff::SignedDuration;
use serde_json::json;

use super::{
    desk::Joined,
    office::{DRAFTS, act_on, clerk_of, editor, food_draft, publisher},
    world::{Answer as Answered, FOOD, World},
};

/// Nobody changes looks here.
struct Bare;

impl Wardrobe for Bare {
    fn settings(&self) -> SettingsView {
        unreachable!()
    }
    fn save(&self, _: Setting, _: &Value) -> Result<SettingsView, NotKept> {
        unreachable!()
    }
    fn wear(&self, _: &Preferences, _: &Theme, _: &Keymap) -> Worn {
        unreachable!()
    }
    fn changed(&self, _: &Preferences) -> Option<SystemTime> {
        None
    }
    fn examine(&self, _: Option<Measure>, _: Told, _: Lang) -> Vec<Finding> {
        Vec::new()
    }
}

/// Somebody before the page.
struct Seat<'a> {
    joined: &'a Joined,
    office: DeskOffice,
    model: Model,
}

impl<'a> Seat<'a> {
    fn new(joined: &'a Joined, name: &str, person: &Person) -> Self {
        let desk: Desk = joined.desk_of(name, person);
        let folders = Folders {
            papers: joined.folder().join("papers"),
            scans: joined.folder().join("scans"),
            files: joined.folder().join("files"),
        };
        let office = DeskOffice::new(desk, folders, None, Arc::new(Bare), Lang::Zh);
        office.arrive();
        let model = Model::new(Lang::Zh, Size { width: 80, height: 24 }, joined.world.now());
        let mut seat = Self { joined, office, model };
        seat.send(Msg::Start);
        seat.act(&[Action::PlaceCatalogue]);
        assert!(seat.model.shows_catalogue());
        seat
    }

    #[allow(clippy::result_large_err, reason = "it is what the model takes")]
    fn answer(&self, ask: Ask) -> Result<Answer, chuangtai::app::Failure> {
        self.joined.wait(async {
            match self.office.answer(ask).await {
                Kept::Done(result) => result,
                Kept::Then(rest) => rest.await,
            }
        })
    }

    fn send(&mut self, msg: Msg) {
        let mut messages = VecDeque::from([msg]);
        while let Some(msg) = messages.pop_front() {
            let ctx = Ctx { now: self.joined.world.now(), fresh: self.joined.world.uuid() };
            for effect in update(&mut self.model, msg, &ctx) {
                if let Effect::Ask { req, ask } = effect {
                    messages.push_back(Msg::Done { req, result: self.answer(ask) });
                }
            }
        }
    }

    fn act(&mut self, actions: &[Action]) {
        for action in actions {
            self.send(Msg::Action(*action));
        }
    }

    fn type_in(&mut self, text: &str) {
        self.send(Msg::Paste(text.to_owned()));
    }

    fn sheet(&self) -> &Sheet {
        self.model.catalogue.open.as_ref().unwrap()
    }

    fn state(&self) -> OfficeState {
        *self.sheet().detail.draft.state.known().unwrap()
    }

    fn said(&self) -> &str {
        &self.model.notices.current().unwrap().text
    }

    /// Opens the first draft of the list as it is now, and takes what is offered for this.
    fn begin(&mut self, deed: OfficeDeed) {
        self.act(&[Action::PlaceCatalogue, Action::Open]);
        let at = self.sheet().offers().iter().position(|offer| offer.act == deed).unwrap();
        self.act(&[Action::choice(at + 1).unwrap()]);
    }
}

#[test]
fn a_list_goes_from_a_file_into_force_by_keys_and_through_two_hands() {
    let joined = Joined::new();
    let world = &joined.world;
    let (editor, publisher) = (editor(world), publisher(world));
    let guide = world.guide(FOOD);
    let free = guide.materials.iter().find(|m| !m.is_main() && !m.never_tolerable && m.tolerance.is_some()).unwrap();
    let file = joined.folder().join("容缺 清单.csv");
    let write = |days: &str| {
        let head = "序号,事项名称,材料名称,容缺方式,容缺时限(工作日)";
        fs::write(&file, format!("{head}\n14,{},{},材料后补,{days}\n", guide.name, free.name)).unwrap();
    };

    // A file that cannot be taken says where; what was typed waits for the mended one.
    write("很快");
    let mut desk = Seat::new(&joined, "one", &editor);
    desk.act(&[Action::CatalogueImport, Action::Choose2]);
    desk.type_in(&format!("'{}'", file.display()));
    desk.act(&[Action::StepFinish]);
    let report = desk.model.catalogue.report.clone().unwrap();
    assert_eq!((report.draft, report.lines[0].place.as_str()), (None, "E2"), "{report:?}");
    write("2");
    desk.act(&[Action::Confirm, Action::StepFinish]);
    let report = desk.model.catalogue.report.clone().unwrap();
    assert!(report.draft.is_some() && report.title.contains('1'), "{report:?}");
    desk.act(&[Action::Confirm]);
    let lines = &desk.sheet().difference.lines;
    let days = lines.iter().find(|line| line.name == free.name).unwrap();
    assert!(days.after.as_ref().unwrap().starts_with("材料后补,2个工作日"), "{days:?}");
    desk.begin(OfficeDeed::Submit);
    desk.type_in("按省清单");
    desk.act(&[Action::StepFinish]);
    assert_eq!((desk.state(), desk.said()), (OfficeState::Submitted, "已提交,等另一位审核"));
    assert_eq!(desk.sheet().offers().iter().map(|offer| offer.act).collect::<Vec<_>>(), [OfficeDeed::Withdraw]);

    // R12.4: the same person in the other role is not offered it; and if the desk asks all the same, the centre says no.
    world.hire(&Person { role: Role::CataloguePublisher, ..editor.clone() });
    let mut same = Seat::new(&joined, "two", &Person { role: Role::CataloguePublisher, ..editor.clone() });
    same.act(&[Action::Open, Action::Choose1]);
    assert!(same.model.catalogue.form.is_none() && same.said().contains("您编辑过"), "{}", same.said());
    let draft = same.sheet().detail.draft.clone();
    let deed = Deed::Pass { remark: None, effective: None };
    let asked = Asked::Do { id: draft.id, version: draft.version, deed };
    let answer = same.answer(Ask::Catalogue(Box::new(asked))).unwrap();
    let Answer::Catalogue(heard) = answer else { panic!("{answer:?}") };
    let Heard::Refused(problem) = *heard else { panic!("{heard:?}") };
    assert_eq!((problem.status, problem.code.as_str()), (403, "office.same_person"));

    // Sent back, submitted again, passed and published from tomorrow on.
    let mut second = Seat::new(&joined, "three", &publisher);
    second.begin(OfficeDeed::Return);
    second.act(&[Action::StepFinish]);
    assert_eq!(second.state(), OfficeState::Submitted, "not without a reason");
    second.type_in("请写明依据");
    second.act(&[Action::StepFinish]);
    assert_eq!(second.state(), OfficeState::Returned);
    world.hire(&editor);
    let mut desk = Seat::new(&joined, "four", &editor);
    desk.begin(OfficeDeed::Submit);
    desk.act(&[Action::StepFinish]);
    second.begin(OfficeDeed::Pass);
    second.type_in("2026-09-01");
    second.act(&[Action::StepFinish]);
    assert_eq!(second.state(), OfficeState::Submitted, "a day that has passed is not even asked about");
    second.act(&[Action::TextClear]);
    second.type_in("2036-09-01");
    second.act(&[Action::StepFinish]);
    assert!(second.said().contains("最多提前"), "{}", second.said());
    assert_eq!(second.state(), OfficeState::Reviewed, "it was passed all the same, and the page shows that");
    second.act(&[Action::Back, Action::Back]);
    second.begin(OfficeDeed::Publish);
    second.type_in("2026-09-15");
    second.act(&[Action::StepFinish]);
    assert_eq!((second.state(), second.said()), (OfficeState::Scheduled, "已发布,到生效日自动生效"));
    world.clock.advance(SignedDuration::from_hours(24));
    world.sign_in_again();
    world.centre.fire_due().unwrap();
    let mut third = Seat::new(&joined, "five", &publisher);
    assert!(third.model.catalogue.rows.is_empty(), "what is in force is not under way");
    third.act(&[Action::CatalogueAll, Action::Open]);
    assert_eq!(third.state(), OfficeState::InForce);
    assert!(third.sheet().offers().is_empty());
    let new: Guide = world.get(&world.role(Role::Clerk), &format!("/v1/items/{FOOD}/versions/2")).json();
    assert_eq!(new.material(&free.code).unwrap().tolerance.as_ref().unwrap().due_days, Some(2));
}

#[test]
fn without_a_line_the_page_shows_nothing_and_reads_again_by_enter() {
    let joined = Joined::new();
    let mut desk = Seat::new(&joined, "one", &editor(&joined.world));
    joined.cut(true);
    desk.act(&[Action::CatalogueAll]);
    assert!(!desk.model.shows_catalogue());
    joined.cut(false);
    desk.act(&[Action::Open]);
    assert!(desk.model.shows_catalogue() && desk.model.catalogue.loaded);
}

#[test]
fn r15_a_hall_manager_brings_settings_and_no_other_file() {
    let joined = Joined::new();
    let manager = clerk_of(&joined.world, 3, Role::HallManager);
    let file = joined.folder().join("settings.csv");
    fs::write(&file, "设置项,值\nrating.verify,2\n").unwrap();
    let mut desk = Seat::new(&joined, "one", &manager);
    desk.act(&[Action::CatalogueImport]);
    desk.type_in("nowhere.pdf");
    desk.act(&[Action::StepFinish]);
    assert!(desk.said().contains(".xlsx"), "{}", desk.said());
    desk.act(&[Action::TextClear]);
    desk.type_in(file.to_str().unwrap());
    desk.act(&[Action::StepFinish, Action::Confirm]);
    assert_eq!(desk.sheet().detail.draft.kind, OfficeKind::Settings);
    assert_eq!(desk.sheet().difference.lines[0].after.as_deref(), Some("2"));
}

/// A draft of its own in this state.
fn in_state(world: &World, no: u32, state: OfficeState) -> OfficeDraft {
    let (editor, publisher) = (editor(world), publisher(world));
    let draft = food_draft(world, &editor, |guide| guide.inquiry_phone = Some(format!("0514-{no:08}")));
    let then = |person: &Person, draft: &OfficeDraft, act: &str, more: &serde_json::Value| -> OfficeDraft {
        let answer = act_on(world, person, draft, act, more);
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()
    };
    if state == OfficeState::Draft {
        return draft;
    }
    if state == OfficeState::Withdrawn {
        return then(&editor, &draft, "withdrawals", &json!({}));
    }
    let draft = then(&editor, &draft, "submissions", &json!({}));
    if state == OfficeState::Submitted {
        return draft;
    }
    if state == OfficeState::Returned {
        return then(&publisher, &draft, "reviews", &json!({"pass": false, "remark": "依据?"}));
    }
    let draft = then(&publisher, &draft, "reviews", &json!({"pass": true}));
    if state == OfficeState::Reviewed {
        return draft;
    }
    then(&publisher, &draft, "publications", &json!({"effective": "2026-12-01"}))
}

/// The act as it is sent.
fn request(world: &World, person: &Person, draft: &OfficeDraft, deed: OfficeDeed) -> Answered {
    let read: OfficeDetail = world.get(&editor(world), &format!("{DRAFTS}/{}", draft.id)).json();
    let (path, more) = match deed {
        OfficeDeed::Edit => ("revisions", json!({"content": read.content})),
        OfficeDeed::Submit => ("submissions", json!({})),
        OfficeDeed::Pass => ("reviews", json!({"pass": true})),
        OfficeDeed::Return => ("reviews", json!({"pass": false, "remark": "依据?"})),
        OfficeDeed::Publish => ("publications", json!({"effective": "2026-12-01"})),
        OfficeDeed::Withdraw => ("withdrawals", json!({})),
    };
    act_on(world, person, draft, path, &more)
}

/// What is offered is taken, and what is not offered is refused: in every state, to every role of the office.
#[test]
fn r12_4_the_offer_and_the_verdict_do_not_differ() {
    const DEEDS: [OfficeDeed; 6] = [
        OfficeDeed::Edit,
        OfficeDeed::Submit,
        OfficeDeed::Pass,
        OfficeDeed::Return,
        OfficeDeed::Publish,
        OfficeDeed::Withdraw,
    ];
    let joined = Joined::new();
    let world = &joined.world;
    let people = [editor(world), publisher(world), clerk_of(world, 4, Role::Admin)];
    let (mut no, mut taken, mut refused) = (0, 0, 0);
    for state in [
        OfficeState::Draft,
        OfficeState::Submitted,
        OfficeState::Returned,
        OfficeState::Reviewed,
        OfficeState::Scheduled,
        OfficeState::Withdrawn,
    ] {
        no += 1;
        let mut draft = in_state(world, no, state);
        for person in &people {
            let read: OfficeDetail = world.get(person, &format!("{DRAFTS}/{}", draft.id)).json();
            for deed in DEEDS {
                let answer = request(world, person, &draft, deed);
                let offered = read.acts.iter().any(|offer| offer.act == deed && offer.blocked.is_none());
                let what = format!("{:?} {deed:?} {state:?}: {}", person.role, answer.text());
                assert_eq!(answer.status == 200, offered, "{what}");
                if offered {
                    taken += 1;
                    no += 1;
                    draft = in_state(world, no, state);
                } else {
                    assert!(matches!(answer.status.as_u16(), 403 | 422), "{what}");
                    refused += 1;
                }
            }
        }
    }
    assert_eq!((taken, taken + refused), (12, 6 * 3 * 6));
}
