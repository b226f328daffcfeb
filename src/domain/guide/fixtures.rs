//! A small guide and a bag of facts for tests.

use jiff::civil::Date;

use super::{
    Choice, Department, FormField, FormFieldKind, FormSection, Guide, GuideRef, HandlingKind, ItemFlags, ItemKind,
    Limit, Material, MaterialRole, Necessity, Question, ServiceObject, ToleranceMode, ToleranceRule, condition::Facts,
};

#[derive(Default)]
pub struct Known {
    pub answers: Vec<(String, Vec<String>)>,
    pub fields: Vec<(String, String)>,
    pub applicant: Option<ServiceObject>,
    pub age: Option<u32>,
    pub region: Option<String>,
    pub day: Option<Date>,
}

impl Facts for Known {
    fn answer(&self, question: &str) -> Option<&[String]> {
        self.answers.iter().find(|(id, _)| id == question).map(|(_, choices)| choices.as_slice())
    }
    fn field(&self, field: &str) -> Option<&str> {
        self.fields.iter().find(|(id, _)| id == field).map(|(_, value)| value.as_str())
    }
    fn applicant(&self) -> Option<ServiceObject> {
        self.applicant
    }
    fn age(&self) -> Option<u32> {
        self.age
    }
    fn region(&self) -> Option<&str> {
        self.region.as_deref()
    }
    fn day(&self) -> Option<Date> {
        self.day
    }
}

pub fn field(id: &str, kind: FormFieldKind) -> FormField {
    FormField {
        id: id.into(),
        label: id.into(),
        kind,
        required: false,
        max_chars: None,
        options: Vec::new(),
        filled_from: None,
        when: None,
        hint: None,
        law: None,
        min: None,
        max: None,
        day: None,
        shared: None,
    }
}

pub fn question(id: &str, choices: &[(&str, &str)]) -> Question {
    Question {
        id: id.into(),
        text: "由谁来办?".into(),
        choices: choices
            .iter()
            .map(|(id, label)| Choice { id: (*id).into(), label: (*label).into(), note: None })
            .collect(),
        multiple: false,
        when: None,
    }
}

pub fn material(no: u32, name: &str) -> Material {
    Material { code: format!("m{no}"), no, name: name.into(), necessity: Necessity::Required, ..Material::default() }
}

/// Four materials: a main one, a tolerable one, the agent's letter, an ordinary one. Promise 10, law 20 working days.
pub fn guide() -> Guide {
    let mut main = material(1, "申请书");
    main.role = Some(MaterialRole::Main);
    let mut tolerable = material(2, "管理制度");
    tolerable.role = Some(MaterialRole::Secondary);
    tolerable.tolerance = Some(ToleranceRule {
        mode: ToleranceMode::SupplementLater,
        due_days: Some(5),
        list_no: Some(14),
        supply_forms: Vec::new(),
        blocks_issue: None,
        blocks_decision: None,
    });
    let mut letter = material(3, "授权委托书");
    letter.when = Some(super::Condition::Answer { question: "who".into(), choice: "agent".into() });
    Guide {
        id: GuideRef { item_code: "11321000014123456X400010100200001".into(), version: 1 },
        name: "食品经营许可".into(),
        plain_words: Vec::new(),
        basic_code: Some("000101002000".into()),
        local_code: None,
        kind: Some(ItemKind::Licence),
        handling: Some(HandlingKind::Promised),
        service_objects: vec![ServiceObject::Person],
        department: Department {
            code: "scjg".into(),
            name: "扬州市市场监督管理局".into(),
            short_name: "扬市监".into(),
            section: None,
            credit_code: None,
        },
        region_code: None,
        region: None,
        legal_basis: vec!["食品安全法".into()],
        acceptance_conditions: Vec::new(),
        statutory: Limit::working_days(20),
        promised: Limit::working_days(10),
        supplement_days: None,
        fee: None,
        special: Vec::new(),
        questions: vec![question("who", &[("self", "本人办理"), ("agent", "委托他人办理")])],
        materials: vec![main, tolerable, letter, material(4, "健康证明")],
        form: vec![FormSection {
            title: "基本信息".into(),
            fields: vec![field("area", FormFieldKind::Number), field("capital", FormFieldKind::Money)],
        }],
        form_rules: Vec::new(),
        results: Vec::new(),
        delivery: Vec::new(),
        flags: ItemFlags::default(),
        supervising_body: None,
        inquiry_phone: None,
        complaint_phone: None,
        demonstration: Vec::new(),
    }
}
