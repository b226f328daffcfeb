use std::sync::Arc;

use clap::Parser;

use super::*;
use crate::{
    central::{Centre, Config, KeyPlace, Location, auth::Cost},
    cli::in_memory::InMemory,
    contract::{Person, Realm, Session, SignIn},
    domain::{
        role::{Limits, Mandate, Role},
        settings::Profile,
    },
    ports::{Inline, ManualClock, ManualEntropy},
};

#[derive(Debug, Parser)]
struct Line {
    #[command(flatten)]
    args: CatalogueArgs,
}

fn person(number: u128, role: Role) -> Person {
    Person {
        id: Uuid::from_u128(number),
        name: "测试".into(),
        staff_no: format!("T{number}"),
        role,
        departments: Vec::new(),
        window_id: None,
        mandate: Mandate::default(),
        limits: Limits::default(),
    }
}

struct Shell {
    runtime: tokio::runtime::Runtime,
    centre: Centre,
}

impl Shell {
    fn new() -> Self {
        let clock = Arc::new(ManualClock::at("2026-09-14T09:30:00+08:00".parse().unwrap()));
        let centre = Centre::open_demo_empty(Config {
            location: Location::Memory,
            keys: KeyPlace::Memory,
            realm: Realm::Demo,
            hall: String::new(),
            profile: Profile::Yangzhou,
            clock,
            entropy: Arc::new(ManualEntropy::seeded(7)),
            spawn: Arc::new(Inline),
        })
        .unwrap();
        Self { runtime: tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap(), centre }
    }

    fn client(&self, who: &Person) -> Client {
        self.centre.set_password(who, "Chuang-tai-2026", Cost::Least).unwrap();
        let client = Client::new(Arc::new(InMemory::new(self.centre.router())));
        let sign_in = SignIn::new(who.staff_no.clone(), "Chuang-tai-2026");
        let session: Session = self.runtime.block_on(client.post("/v1/sessions", &sign_in)).unwrap();
        client.set_token(Some(session.token));
        client
    }

    fn run(&self, client: &Client, line: &[&str]) -> Answer {
        let args = Line::try_parse_from([&["catalogue"], line].concat()).unwrap().args;
        self.runtime.block_on(office(client, &args)).unwrap_or_else(|refused| refused)
    }
}

#[test]
fn settings_go_from_a_file_into_force_through_two_hands() {
    let shell = Shell::new();
    let (editor, publisher) =
        (shell.client(&person(1, Role::CatalogueEditor)), shell.client(&person(2, Role::CataloguePublisher)));
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("settings.csv");
    fs::write(&file, "设置项,值\nsupplement_days,99\n").unwrap();
    let path = file.to_str().unwrap();
    let refused = shell.run(&editor, &["import", "settings", path]);
    assert_eq!(refused.outcome, Outcome::Refused);
    assert!(refused.err.contains("changes.supplement_days") && refused.err.contains("R1.14"), "{}", refused.err);

    fs::write(&file, "设置项,值\nsupplement_days,10\n").unwrap();
    let taken = shell.run(&editor, &["import", "settings", path]);
    assert!(taken.outcome == Outcome::Done && taken.out.contains("草稿"), "{taken:?}");
    let listed = shell.run(&publisher, &["drafts", "--json"]);
    let drafts: Vec<OfficeDraft> = serde_json::from_str(&listed.out).unwrap();
    let id = drafts[0].id.to_string();
    let diff = shell.run(&publisher, &["diff", &id]);
    assert!(diff.out.contains("supplement_days") && diff.out.contains("15 » 10"), "{}", diff.out);
    assert!(shell.run(&editor, &["submit", &id]).out.starts_with("待审"));
    assert_eq!(shell.run(&editor, &["review", &id]).outcome, Outcome::Refused, "four eyes");
    assert!(shell.run(&publisher, &["review", &id]).out.starts_with("审核通过"));
    assert!(shell.run(&publisher, &["publish", &id, "--from", "2026-09-20"]).out.contains("待生效"));
    assert!(shell.run(&publisher, &["withdraw", &id, "--reason", "缓行"]).out.starts_with("已撤回"));
    let shown = shell.run(&publisher, &["show", &id]);
    assert!(
        ["导入", "提交", "审核通过", "发布", "撤回", "缓行"].iter().all(|word| shown.out.contains(word)),
        "{}",
        shown.out
    );
    assert_eq!(shell.run(&publisher, &["drafts"]).out, t(Lang::Zh, "catalogue.none"));
}

#[test]
fn a_file_that_is_no_table_and_a_stranger_are_refused_in_chinese() {
    let shell = Shell::new();
    let clerk = shell.client(&person(3, Role::Clerk));
    let refused = shell.run(&clerk, &["drafts"]);
    assert_eq!(refused.outcome, Outcome::Refused);
    assert!(refused.err.contains("岗位"), "{}", refused.err);
    let editor = shell.client(&person(1, Role::CatalogueEditor));
    assert_eq!(shell.run(&editor, &["import", "guide", "Cargo.toml"]).outcome, Outcome::Usage);
    assert_eq!(shell.run(&editor, &["import", "guide", "none.csv"]).outcome, Outcome::Refused);
}

#[test]
fn r11_2_a_password_comes_from_standard_input_and_only_the_right_one_opens() {
    let shell = Shell::new();
    let editor = person(1, Role::CatalogueEditor);
    shell.client(&editor);
    let come_in = |typed: &str| {
        let mut secrets = Secrets::read(typed.as_bytes())?;
        let client = Client::new(Arc::new(InMemory::new(shell.centre.router())));
        shell.runtime.block_on(sign_in::sign_in(&client, "T1".into(), &mut secrets))
    };
    assert_eq!(come_in("Chuang-tai-2026\r\n").unwrap().person.id, editor.id);
    assert_eq!(come_in("Chuang-tai-2026\n123456\n").unwrap().person.id, editor.id, "the digits were not wanted");
    assert_eq!(come_in("Chuang-tai-2027\n").unwrap_err().outcome, Outcome::Refused);
    for nothing in ["", "\n", "\n123456\n"] {
        assert_eq!(come_in(nothing).unwrap_err().outcome, Outcome::Usage, "{nothing:?}");
    }
    let line = ["catalogue", "--password-stdin", "drafts"];
    assert!(Line::try_parse_from(line).is_err(), "nobody is asked for a number then");
}

/// Answers once that the digits are missing, and remembers what came.
#[derive(Default)]
struct WantsDigits(std::sync::Mutex<Vec<String>>);

impl crate::desk::api::Transport for WantsDigits {
    fn send(&self, request: crate::desk::api::Request) -> crate::desk::api::Sending<'_> {
        let body = String::from_utf8(request.body).unwrap();
        let problem = crate::contract::Problem::new(401, "session.second_factor", "请输入六位动态口令", "t");
        self.0.lock().unwrap().push(body);
        let headers = vec![("content-type".to_owned(), "application/problem+json".to_owned())];
        let body = serde_json::to_vec(&problem).unwrap();
        Box::pin(std::future::ready(Ok(crate::desk::api::Response { status: 401, headers, body })))
    }
}

#[test]
fn r11_2_the_six_digits_are_the_second_line_and_sent_only_when_asked_for() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    for (typed, tries) in [("secret\n 123456 \n", 2), ("secret\n", 1)] {
        let centre = Arc::new(WantsDigits::default());
        let client = Client::new(Arc::clone(&centre) as Arc<dyn crate::desk::api::Transport>);
        let mut secrets = Secrets::read(typed.as_bytes()).unwrap();
        let refused = runtime.block_on(sign_in::sign_in(&client, "T1".into(), &mut secrets)).unwrap_err();
        assert!(refused.outcome == Outcome::Refused && refused.err.contains("动态口令"), "{}", refused.err);
        let sent = centre.0.lock().unwrap();
        assert_eq!(sent.len(), tries);
        assert!(!sent[0].contains("123456"));
        assert_eq!(sent.last().unwrap().contains("\"totp\":\"123456\""), tries == 2);
    }
}
