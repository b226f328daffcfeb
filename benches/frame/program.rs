//! The program as its runtime drives it, with the desk's answers on the spot.

use chuangtai::{
    app::{
        Action, Answer, Ask, Ctx, Effect, Model, Msg, Place, Size,
        accept::{Accept, Step},
        effect::FoundItem,
        keymap::{Chord, Key, Keymap, Resolution},
        update,
    },
    central::demo::DemoHall,
    contract::{EvidenceAnswered, ItemSummary, LookupAnswer, Me, Meta, QueueTicket, Realm},
    domain::{
        guide::Guide,
        role::Role,
        tolerance::{Credit, CreditFinding},
    },
    finder::Index,
    i18n::Lang,
    theme::Theme,
    ui::{self, ViewCache},
};
use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    catalogue::Catalogue,
    floor::{Screen, Sink, screen},
};

/// The program without its terminal and its workers: effects are answered on the spot, as the desk would.
pub struct Program<'a> {
    pub model: Model,
    cache: ViewCache,
    theme: Theme,
    keymap: Keymap,
    screen: Screen,
    pub sink: Sink,
    hall: &'a DemoHall,
    catalogue: &'a Catalogue,
    index: &'a Index,
    pub ctx: Ctx,
}

impl<'a> Program<'a> {
    pub fn new(hall: &'a DemoHall, catalogue: &'a Catalogue, index: &'a Index, size: (u16, u16)) -> Self {
        let now: Timestamp = "2026-11-21T01:00:00Z".parse().unwrap();
        let sink = Sink::default();
        let mut program = Self {
            model: Model::new(Lang::Zh, Size { width: size.0, height: size.1 }, now),
            cache: ViewCache::default(),
            theme: Theme::default(),
            keymap: Keymap::built_in(),
            screen: screen(size, sink.clone()),
            sink,
            hall,
            catalogue,
            index,
            ctx: Ctx { now, fresh: Uuid::from_u128(1) },
        };
        program.tell(Msg::Start);
        program
    }

    fn guide(&self) -> &Guide {
        self.hall.guide_named("食品经营许可").unwrap()
    }

    /// What a key means, as the runtime asks.
    fn meaning(&self, chord: Chord) -> Msg {
        match self.keymap.resolve(&self.model.key_contexts(), &[], chord) {
            Resolution::Text(c) => Msg::Text(c),
            Resolution::Run(command) => Msg::Action(Action::named(&command.action, command.arg.as_deref()).unwrap()),
            other => panic!("{} means {other:?}", chord.label()),
        }
    }

    pub fn press(&mut self, key: Key) -> Vec<Effect> {
        let msg = self.meaning(Chord::new(key));
        update(&mut self.model, msg, &self.ctx)
    }

    pub fn draw(&mut self) {
        let Self { screen, model, cache, theme, keymap, .. } = self;
        screen.draw(|frame| ui::draw(model, cache, theme, keymap, frame)).unwrap();
    }

    fn tell(&mut self, msg: Msg) {
        let effects = update(&mut self.model, msg, &self.ctx);
        self.carry_out(effects);
    }

    fn key(&mut self, key: Key) {
        let effects = self.press(key);
        self.carry_out(effects);
    }

    pub fn carry_out(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Ask { req, ask } => {
                    let answer = self.answer(&ask);
                    self.tell(Msg::Done { req, result: Ok(answer) });
                }
                Effect::Find { generation, query, limit } => {
                    let items = self.found(&query, limit);
                    self.tell(Msg::Found { generation, items });
                }
                Effect::Cancel(_)
                | Effect::Wear(_)
                | Effect::Redraw
                | Effect::Mouse(_)
                | Effect::KeepHabits(_)
                | Effect::Fail(_)
                | Effect::Crash
                | Effect::Leave => {}
            }
        }
    }

    pub fn found(&self, query: &str, limit: usize) -> Vec<FoundItem> {
        let hits = self.index.search(query, limit, &[]);
        let items = hits.iter().map(|hit| FoundItem {
            item: ItemSummary {
                guide_version: Some(self.guide().id.clone()),
                code: self.catalogue.codes[hit.index].clone(),
                name: self.catalogue.names[hit.index].clone(),
                department: self.catalogue.departments[hit.index].to_owned(),
                plain_words: Vec::new(),
                open: true,
            },
            used: 0,
            pinned: false,
        });
        items.collect()
    }

    fn answer(&self, ask: &Ask) -> Answer {
        let credit = CreditFinding { credit: Credit::Clean, ..CreditFinding::default() };
        match ask {
            Ask::Meta => Answer::Meta(Box::new(Meta {
                law: None,
                version: "0.1.0".into(),
                realm: Realm::Demo,
                now: self.ctx.now,
                hall: "扬州市政务服务中心(演示)".into(),
                profile: "yangzhou".into(),
                catalogue_version: 1,
                calendar_version: "1".into(),
                keys: Vec::new(),
                centre: String::new(),
                change_seq: 0,
            })),
            Ask::Me => {
                let clerk = self.hall.staff.iter().find(|member| member.is(Role::Clerk)).unwrap();
                Answer::Me(Box::new(Me { person: clerk.person.clone(), today: 47, counts: Vec::new() }))
            }
            Ask::Call => Answer::Called(Some(QueueTicket {
                no: "A017".into(),
                name: "张*兰".into(),
                taken_at: self.ctx.now,
                green: false,
                item_name: None,
                called_by: None,
            })),
            Ask::Lookup(asked) => {
                let applicant = self.hall.applicant_with(&asked.number).unwrap();
                Answer::Lookup(Box::new(LookupAnswer {
                    applicant_id: applicant.id,
                    party: Some(self.hall.party(applicant)),
                    credit,
                    evidence: Vec::new(),
                    barred: false,
                    open_cases: Vec::new(),
                    similar: Vec::new(),
                    submitted_draft: None,
                    facts: Vec::new(),
                }))
            }
            Ask::Guide(_) => Answer::Guide(Box::new(self.guide().clone())),
            Ask::Evidence(_) => Answer::Evidence(Box::new(EvidenceAnswered { evidence: Vec::new(), credit })),
            Ask::Queue => Answer::Queue(Vec::new()),
            Ask::Drafts => Answer::Drafts(Vec::new()),
            Ask::People => Answer::People(Vec::new()),
            _ => Answer::Nothing,
        }
    }

    /// Serves a citizen up to the finder.
    pub fn reach_finder(&mut self) {
        self.tell(Msg::Action(Action::PlaceAccept));
        self.tell(Msg::Scan(self.hall.applicants_named("张桂兰").next().unwrap().number.clone()));
        assert_eq!((self.model.place, self.model.accept.step), (Place::Accept, Step::Item));
        self.draw();
    }

    /// … and up to the materials.
    pub fn reach_materials(&mut self) {
        self.reach_finder();
        self.tell(Msg::Text('食'));
        self.key(Key::Enter);
        while self.accept().step == Step::Situation {
            self.key(Key::Char('1'));
        }
        assert_eq!((self.accept().step, self.accept().judged.as_ref().unwrap().lines.len()), (Step::Materials, 9));
        self.draw();
    }

    fn accept(&self) -> &Accept {
        &self.model.accept
    }
}
