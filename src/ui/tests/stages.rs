//! Every page there is, with the keys that lead to it from the first one.

use crate::{
    app::{
        Action, DeskEvent, Msg,
        effect::Fate,
        rehearsal::{Files, Rehearsal},
        secrets::PinShown,
        sign_in::Standing,
    },
    contract::Problem,
    domain::role::Role,
};

/// How to get somewhere.
pub type Way = fn(&mut Rehearsal);

/// Every place, step, question and overlay.
pub const STAGES: &[(&str, Way)] = &[
    ("home", |_| {}),
    ("home offline", |stage| {
        stage.offline = true;
        stage.act(&[Action::PlaceTodo, Action::PlaceHome]);
    }),
    ("applicant", |stage| stage.act(&[Action::PlaceAccept])),
    ("applicant typed", |stage| {
        stage.act(&[Action::PlaceAccept]);
        stage.type_in("000000199001010018");
        stage.type_in("欧阳文静");
    }),
    ("agent", |stage| {
        stage.act(&[Action::PlaceAccept]);
        stage.type_in("000000199001010018");
        stage.act(&[Action::Agent]);
        stage.type_in("000000198902173354");
        stage.act(&[Action::FieldDone]);
    }),
    ("item", |stage| {
        stage.act(&[Action::PlaceAccept]);
        stage.type_in(crate::app::rehearsal::ZHANG);
        stage.type_in("经营");
        stage.act(&[Action::Down]);
    }),
    ("situation", |stage| stage.go_to_situation()),
    ("materials", |stage| stage.go_to_materials()),
    ("scans", |stage| {
        stage.go_to_materials();
        stage.act(&[Action::MaterialScans, Action::Confirm]);
    }),
    ("scan path", |stage| {
        stage.go_to_materials();
        stage.act(&[Action::MaterialScans, Action::Choose4]);
    }),
    ("materials tolerated", |stage| {
        stage.go_to_materials();
        stage.act(&[Action::Choose6, Action::MaterialTolerate, Action::Choose1, Action::Confirm]);
    }),
    ("materials tolerate", |stage| {
        stage.go_to_materials();
        stage.act(&[Action::Choose6, Action::MaterialTolerate]);
    }),
    ("materials exempt", |stage| {
        stage.go_to_materials();
        stage.act(&[Action::Choose6, Action::MaterialExempt]);
    }),
    ("materials defect", |stage| {
        stage.go_to_materials();
        stage.act(&[Action::Choose6, Action::MaterialDefect]);
    }),
    ("materials points", |stage| {
        stage.go_to_materials();
        stage.act(&[Action::MaterialPoints, Action::PointTick]);
    }),
    ("guide", |stage| {
        stage.go_to_materials();
        stage.act(&[Action::Guide]);
    }),
    ("form", |stage| {
        stage.go_to_materials();
        stage.act(&[Action::AllOk, Action::NextOpen]);
        stage.type_in("92000000Q00000018T");
        stage.act(&[Action::FieldDone]);
    }),
    ("conclusion", |stage| stage.go_to_conclusion()),
    ("signature", |stage| {
        stage.go_to_conclusion();
        stage.act(&[Action::Confirm]);
    }),
    ("negative", |stage| {
        stage.go_to_conclusion();
        stage.act(&[Action::Choose9, Action::Confirm, Action::Choose4]);
    }),
    ("receipt", |stage| {
        stage.go_to_conclusion();
        stage.act(&[Action::Confirm, Action::Choose1]);
    }),
    ("refused", |stage| {
        stage.refuse = Some(("case.receive", "version.stale"));
        stage.go_to_conclusion();
        stage.act(&[Action::Confirm, Action::Choose1]);
    }),
    ("preview", |stage| {
        stage.go_to_conclusion();
        stage.act(&[Action::Preview]);
    }),
    ("todo", |stage| stage.act(&[Action::PlaceTodo])),
    ("supplement", |stage| stage.act(&[Action::PlaceSupplement])),
    ("issue", |stage| stage.act(&[Action::PlaceIssue])),
    ("query", |stage| stage.act(&[Action::PlaceQuery])),
    ("query found", |stage| {
        stage.act(&[Action::PlaceQuery]);
        stage.type_in("26112000300123");
        stage.act(&[Action::Confirm, Action::Choose1]);
    }),
    ("case", |stage| stage.act(&[Action::PlaceTodo, Action::Open])),
    ("case pane 2", |stage| panes(stage, 1)),
    ("case pane 3", |stage| panes(stage, 2)),
    ("case pane 4", |stage| panes(stage, 3)),
    ("case pane 5", |stage| panes(stage, 4)),
    ("case pane 6", |stage| panes(stage, 5)),
    ("case files", |stage| {
        stage.files = Files::OnCases;
        stage.act(&[Action::PlaceTodo, Action::Open, Action::MaterialScans]);
    }),
    ("case file saved", |stage| {
        stage.files = Files::OnCases;
        stage.act(&[Action::PlaceTodo, Action::Open, Action::MaterialScans, Action::FileSave]);
    }),
    ("case file there", |stage| {
        stage.files = Files::AlsoInTheFolder;
        stage.act(&[Action::PlaceTodo, Action::Open, Action::MaterialScans, Action::FileSave, Action::Confirm]);
    }),
    ("scans of an act", |stage| {
        stage.act(&[Action::PlaceTodo, Action::Open, Action::Choose2, Action::MaterialScans]);
    }),
    ("carry short", |stage| {
        stage.carried_short = 1;
        stage.act(&[Action::PlaceCarry, Action::Choose2]);
        stage.type_in("/media/usb/a.ctcarry");
        stage.act(&[Action::FieldDone]);
        stage.type_in("1234");
        stage.act(&[Action::FieldDone]);
    }),
    ("case act", |stage| stage.act(&[Action::PlaceTodo, Action::Open, Action::Choose1])),
    ("outbox", |stage| sealed_earlier(stage)),
    ("outbox open", |stage| {
        sealed_earlier(stage);
        stage.act(&[Action::Down, Action::Open]);
    }),
    ("outbox difference", |stage| {
        sealed_earlier(stage);
        stage.act(&[Action::Open]);
    }),
    ("conflict", |stage| {
        use crate::app::outbox::clash_tests as clashes;
        stage.model = clashes::page(clashes::two_laptops());
    }),
    ("conflict of a case", |stage| stage.act(&[Action::PlaceTodo, Action::Open, Action::Conflict])),
    ("tally at the desk", |stage| stage.act(&[Action::Tally])),
    ("tally", |stage| stage.model = crate::app::outbox::tally_tests::page()),
    ("guide changed", crate::app::accept::superseding::tests::changed),
    ("outbox empty", |stage| stage.act(&[Action::PlaceOutbox])),
    ("originals", |stage| stage.act(&[Action::PlaceOriginals])),
    ("carry", |stage| stage.act(&[Action::PlaceCarry])),
    ("carry written", |stage| stage.act(&[Action::PlaceCarry, Action::Choose1])),
    ("carry file", |stage| stage.act(&[Action::PlaceCarry, Action::Choose2])),
    ("carry look", |stage| {
        stage.act(&[Action::PlaceCarry, Action::Choose2]);
        stage.type_in("carry.parcel");
        stage.act(&[Action::FieldDone]);
        stage.type_in("274190635518");
        stage.act(&[Action::StepFinish]);
    }),
    ("carry slip", |stage| stage.go_to_the_kitchen(&[])),
    ("collected", |stage| {
        stage.go_to_the_kitchen(&[]);
        stage.act(&[Action::Confirm, Action::Confirm]);
    }),
    ("sign in", |stage| {
        stage.tell(DeskEvent::Standing(Standing::Ended));
        stage.act(&[Action::SignIn]);
    }),
    ("signed in", |stage| {
        stage.tell(DeskEvent::Standing(Standing::Ended));
        stage.act(&[Action::SignIn]);
        stage.type_in("Chuang-tai-2026");
        stage.act(&[Action::Confirm]);
    }),
    ("sign in by telephone", |stage| {
        stage.tell(DeskEvent::Standing(Standing::Ended));
        stage.act(&[Action::SignInByPhone]);
        stage.wait(jiff::SignedDuration::from_secs(5));
    }),
    ("new password", |stage| {
        stage.tell(DeskEvent::Standing(Standing::PasswordDue));
        stage.act(&[Action::SignIn]);
    }),
    ("second factor", |stage| {
        stage.tell(DeskEvent::Standing(Standing::FactorDue));
        stage.act(&[Action::SignIn]);
        stage.type_in("Chuang-tai-2026");
        stage.act(&[Action::Confirm]);
    }),
    ("enrol", |stage| {
        stage.tell(DeskEvent::EnrolNeeded);
        stage.act(&[Action::Enrol]);
    }),
    ("doctor", |stage| stage.act(&[Action::Doctor])),
    ("pin", |stage| {
        stage.tell(DeskEvent::Pin(PinShown::Unset));
        stage.act(&[Action::SetPin]);
    }),
    ("pin set", |stage| {
        stage.tell(DeskEvent::Pin(PinShown::Unset));
        stage.act(&[Action::SetPin]);
        for line in ["chuangtai demo", "714268", "714268"] {
            stage.type_in(line);
            stage.act(&[Action::Open]);
        }
    }),
    ("catalogue", |stage| of_the_office(stage, Role::CatalogueEditor, &[])),
    ("catalogue for a clerk", |stage| {
        of_the_office(stage, Role::CatalogueEditor, &[]);
        stage.role = Role::Clerk;
        stage.send(Msg::Start);
    }),
    ("catalogue draft", |stage| of_the_office(stage, Role::CataloguePublisher, &[Action::Open, Action::Last])),
    ("catalogue remarks", |stage| {
        of_the_office(stage, Role::CatalogueEditor, &[Action::Choose2, Action::NextPane]);
    }),
    ("catalogue history", |stage| {
        of_the_office(stage, Role::CatalogueEditor, &[Action::Open, Action::PreviousPane]);
    }),
    ("catalogue decide", |stage| {
        of_the_office(stage, Role::CatalogueEditor, &[Action::Choose2, Action::NextPane, Action::Choose2]);
    }),
    ("catalogue pass", |stage| {
        of_the_office(stage, Role::CataloguePublisher, &[Action::Open, Action::Choose1]);
        stage.type_in("2026-12-01");
    }),
    ("catalogue sent back", |stage| {
        of_the_office(stage, Role::CataloguePublisher, &[Action::Open, Action::Choose2]);
        stage.type_in("时限依据");
        stage.act(&[Action::StepFinish]);
    }),
    ("catalogue import", |stage| of_the_office(stage, Role::CatalogueEditor, &[Action::CatalogueImport])),
    ("catalogue imported", |stage| import(stage, "list.xlsx")),
    ("catalogue refused", |stage| import(stage, "bad.xlsx")),
    ("catalogue away", |stage| {
        stage.offline = true;
        of_the_office(stage, Role::CatalogueEditor, &[]);
    }),
    ("staff", |stage| in_charge(stage, &[])),
    ("staff proposal", |stage| in_charge(stage, &[Action::Open])),
    ("staff password", |stage| in_charge(stage, &[Action::Open, Action::Choose1])),
    ("staff away", |stage| {
        stage.offline = true;
        in_charge(stage, &[]);
    }),
    ("settings", |stage| stage.act(&[Action::PlaceSettings, Action::SettingNext])),
    ("locked", |stage| {
        stage.go_to_materials();
        stage.act(&[Action::Lock]);
        stage.type_in("guess");
        stage.act(&[Action::Unlock]);
    }),
    ("help", |stage| stage.act(&[Action::Help])),
    ("palette", |stage| stage.act(&[Action::Palette])),
    ("more", |stage| stage.act(&[Action::More])),
    ("who", |stage| stage.act(&[Action::WhoAmI])),
    ("clock", |stage| stage.act(&[Action::ClockAhead])),
    ("reveal", |stage| {
        stage.go_to_materials();
        stage.act(&[Action::Reveal]);
    }),
    ("revealed", |stage| {
        stage.go_to_materials();
        stage.act(&[Action::Reveal, Action::Choose1]);
    }),
    ("notices", |stage| {
        stage.go_to_materials();
        stage.act(&[Action::MaterialTolerate, Action::Notices]);
    }),
    ("report", |stage| {
        let (title, text) = ("本机库受损".to_owned(), "已从备份恢复 3 件\n1 件未能恢复:张桂兰".to_owned());
        stage.tell(DeskEvent::Report { title, text });
    }),
    ("settled", |stage| {
        stage.go_to_conclusion();
        stage.offline = true;
        stage.act(&[Action::Confirm, Action::Choose1]);
        let problem = Problem::new(422, "guide.superseded", "指南已更新", "t");
        let command_id = stage.model.accept.chain.waiting()[0];
        stage.tell(DeskEvent::Settled { command_id, fate: Fate::Rejected(Box::new(problem)) });
    }),
    ("draft again", |stage| {
        stage.go_to_materials();
        stage.act(&[Action::Park, Action::PlaceHome, Action::Choose1]);
    }),
    ("case revealed", |stage| {
        stage.act(&[Action::PlaceTodo, Action::Open, Action::Reveal, Action::Choose1, Action::Choose1]);
    }),
    ("case paper", |stage| {
        panes(stage, 4);
        stage.act(&[Action::Open]);
    }),
    ("printed", |stage| {
        stage.go_to_conclusion();
        stage.act(&[Action::Confirm, Action::Choose1, Action::Print]);
    }),
    ("begun binding", |stage| stage.send(Msg::Pending(vec![".".parse().unwrap()]))),
    ("english", |stage| {
        stage.go_to_materials();
        stage.act(&[Action::Language]);
    }),
];

/// On the page of what was sealed here, a parcel in each state and a difference above them.
fn sealed_earlier(stage: &mut Rehearsal) {
    let outbox = crate::app::outbox::tests::page().outbox;
    stage.outbox = (outbox.lines, outbox.differences);
    stage.act(&[Action::PlaceOutbox]);
}

/// Somebody of the catalogue office sits down, and opens its page.
pub fn of_the_office(stage: &mut Rehearsal, role: Role, then: &[Action]) {
    let line = std::mem::replace(&mut stage.offline, false);
    stage.role = role;
    stage.send(Msg::Start);
    stage.offline = line;
    stage.act(&[Action::PlaceCatalogue]);
    stage.act(then);
}

/// An administrator sits down, and opens the page of people.
pub fn in_charge(stage: &mut Rehearsal, then: &[Action]) {
    let line = std::mem::replace(&mut stage.offline, false);
    stage.role = Role::Admin;
    stage.send(Msg::Start);
    stage.offline = line;
    stage.act(&[Action::PlaceStaff]);
    stage.act(then);
}

/// A tolerance list is taken in from this file.
pub fn import(stage: &mut Rehearsal, file: &str) {
    of_the_office(stage, Role::CatalogueEditor, &[Action::CatalogueImport, Action::Choose2]);
    stage.type_in(file);
    stage.act(&[Action::StepFinish]);
}

fn panes(stage: &mut Rehearsal, count: usize) {
    stage.act(&[Action::PlaceTodo, Action::Open]);
    stage.act(&vec![Action::NextPane; count]);
}

/// That stage, at this size.
pub fn stage(way: Way, width: u16, height: u16) -> Rehearsal {
    let mut stage = Rehearsal::new(width, height);
    way(&mut stage);
    stage
}

/// One way by its name.
pub fn way(name: &str) -> Way {
    STAGES.iter().find(|(known, _)| *known == name).unwrap_or_else(|| panic!("no page {name}")).1
}
